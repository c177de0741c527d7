//! What the options of every command mean: which corpus is opened and how it is asked.

use std::path::{Path, PathBuf};

use super::args::{Options, Threshold};
use super::fail::Failure;
use super::folders;
use super::words::counted;
use crate::{Builder, Engine, Policy, Question};

impl Options {
    /// How to open the engine, by these options.
    ///
    /// # Errors
    ///
    /// [`Failure::Start`] when no corpus is named and none is here.
    pub fn builder(&self) -> Result<Builder, Failure> {
        let mut builder = Engine::builder().top(self.top).model(self.model.clone().unwrap_or_default());
        if let Threshold::At(threshold) = self.threshold {
            builder = builder.threshold(threshold);
        }
        if let Some(today) = &self.today {
            builder = builder.today(today);
        }
        if self.demo {
            return Ok(builder.demo());
        }
        if self.corpus.is_empty() && !Path::new("corpus").exists() {
            return Err(Failure::Start);
        }
        for path in &self.corpus {
            builder = builder.corpus(path);
        }
        Ok(builder.index(self.index_folder()))
    }

    /// The folder of the index.
    pub fn index_folder(&self) -> PathBuf {
        match &self.index {
            Some(index) => index.clone(),
            None if self.corpus.is_empty() => PathBuf::from("index"),
            None => folders::cache().join(folders::name_of(&self.corpus)),
        }
    }

    /// The corpus that is added to.
    ///
    /// # Errors
    ///
    /// The sample corpus, or several paths of which none is named as the one.
    pub fn corpus_to_change(&self) -> Result<PathBuf, Failure> {
        match self.corpus.as_slice() {
            _ if self.demo => Err(Failure::Input("the sample corpus is not changed; leave --demo out".to_owned())),
            [] => Ok(PathBuf::from("corpus")),
            [one] => Ok(one.clone()),
            _ => Err(Failure::Input("several corpus paths; name the one to change with --corpus".to_owned())),
        }
    }

    /// Opens the engine and says what it had to leave.
    ///
    /// # Errors
    ///
    /// As [`Builder::open`], and when there is no corpus at all.
    pub fn open(&self, policy: Policy) -> Result<Engine, Failure> {
        let bar = super::progress::Bar::new(self);
        let engine = self.builder()?.policy(policy).on_progress(bar.watcher()).open();
        bar.finish();
        let engine = engine?;
        if !self.quiet {
            engine.warnings().iter().for_each(|w| super::terminal::complain(w));
        }
        if self.verbose {
            let place = if self.demo { "memory".to_owned() } else { self.index_folder().display().to_string() };
            let done = if engine.update() == crate::Update::Unchanged { "up to date" } else { "built anew" };
            super::terminal::say(&format!("{}, index in {place} {done}", counted(engine.manifest().records, "record")));
        }
        Ok(engine)
    }

    /// A question with these options' filters, number of candidates and threshold.
    pub fn question(&self, text: impl Into<String>) -> Question {
        let question =
            self.filter.iter().fold(Question::new(text).top(self.top), |q, (tag, value)| q.filter(tag, value));
        match self.threshold {
            Threshold::At(threshold) => question.threshold(threshold),
            Threshold::Auto => question,
        }
    }
}

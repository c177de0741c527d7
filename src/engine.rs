//! The embeddable whole: open a corpus, ask, get a [`Response`].

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use rayon::prelude::*;

use crate::answer::Response;
use crate::calendar;
use crate::calibration::Calibration;
use crate::caution;
use crate::corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::index::terms::exact_key;
use crate::index::{self, Basis, Manifest, Policy, Snapshot, Update};
use crate::limits;
use crate::model::Choice as Model;
use crate::progress::{Progress, Watcher};
use crate::question::Question;
use crate::record::Record;
use crate::respond::Asking;
use crate::settings::{self, Asked, Beside};
use crate::thresholds::{self, Thresholds};

/// Candidates shown unless another number is asked for.
const TOP: usize = 5;

/// The page compiled into the binary, so that the product can be tried anywhere.
const DEMO: (&str, &str) = ("corpus/treaty.txt", include_str!("../corpus/treaty.txt"));

/// How to open an [`Engine`].
#[derive(Debug, Clone, Default)]
pub struct Builder {
    corpus: Vec<PathBuf>,
    index: Option<PathBuf>,
    in_memory: bool,
    demo: bool,
    top: Option<usize>,
    threshold: Option<f64>,
    policy: Option<Policy>,
    model: Model,
    today: Option<String>,
    asked: Option<Vec<Asked>>,
    watcher: Watcher,
}

impl Builder {
    /// Adds a corpus file or folder. Without any, the corpus is the folder `corpus`.
    #[must_use]
    pub fn corpus(mut self, path: impl Into<PathBuf>) -> Self {
        self.corpus.push(path.into());
        self
    }

    /// The folder that the index is kept in; `index` unless said.
    #[must_use]
    pub fn index(mut self, folder: impl Into<PathBuf>) -> Self {
        self.index = Some(folder.into());
        self
    }

    /// Keeps the index in memory: nothing is written, and it is built at every opening.
    #[must_use]
    pub fn in_memory(mut self) -> Self {
        self.in_memory = true;
        self
    }

    /// Takes the compiled-in sample corpus, in memory.
    #[must_use]
    pub fn demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// The model that tells what questions mean; the shipped one unless said.
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Candidates in a response, unless the question says another number: 5.
    #[must_use]
    pub fn top(mut self, top: usize) -> Self {
        self.top = Some(top);
        self
    }

    /// The confidence from which an answer is given, instead of the corpus's settings or
    /// the calibrated default. Held to 0 to 1; what is no number answers nothing.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = Some(thresholds::held(threshold));
        self
    }

    /// The day, as `YYYY-MM-DD`, on which answers must still hold (`valid_until`): that of each
    /// question, in UTC, unless said. A text that is no such day is not taken.
    #[must_use]
    pub fn today(mut self, day: impl Into<String>) -> Self {
        self.today = Some(day.into()).filter(|day| crate::is_day(day));
        self
    }

    /// Tells `watch` how far building the index has come, now and at each refresh.
    #[must_use]
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(watch);
        self
    }

    /// When to build the index: as needed unless said.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Opens the engine, building or updating the index first where the corpus asks for it.
    ///
    /// # Errors
    ///
    /// A corpus or settings file that is missing or faulty, an index folder that cannot be
    /// written, another process writing it, a model that is none.
    pub fn open(mut self) -> Result<Engine> {
        if self.corpus.is_empty() {
            self.corpus.push(PathBuf::from("corpus"));
        }
        let opened = self.load(self.policy.unwrap_or(Policy::AsNeeded), None)?;
        Ok(Engine {
            shared: Arc::new(Shared { builder: self, loaded: RwLock::new(Arc::new(opened)), aliases: Aliases::new() }),
        })
    }

    /// Whether the index on disk is whole and of the corpus as it is now. Builds nothing.
    ///
    /// # Errors
    ///
    /// A corpus or settings file that is missing or cannot be read.
    pub fn is_fresh(&self) -> Result<bool> {
        let default = [PathBuf::from("corpus")];
        let corpus = if self.corpus.is_empty() { &default[..] } else { &self.corpus };
        let folder = self.index.as_deref().unwrap_or(Path::new("index"));
        index::is_fresh(corpus, folder, &self.basis(settings::read_beside(corpus)?)?)
    }

    fn basis(&self, mut beside: Beside) -> Result<Basis> {
        if let Some(asked) = &self.asked {
            beside.settings.asked.clone_from(asked);
        }
        Ok(Basis { beside, encoder: self.model.open()?, watcher: self.watcher.clone(), caution })
    }

    /// Vectors of the `old` index are taken over where the new one is in memory.
    fn load(&self, policy: Policy, old: Option<&Snapshot>) -> Result<Loaded> {
        if self.demo {
            let basis = self.basis(Beside::default())?;
            let snapshot = index::in_memory(corpus::read_text(DEMO.0, DEMO.1)?, &basis, old)?;
            return Ok(Loaded { snapshot, basis, update: Update::Unchanged, warnings: Vec::new() });
        }
        let basis = self.basis(settings::read_beside(&self.corpus)?)?;
        if self.in_memory {
            let corpus = corpus::read(&self.corpus, corpus::list(&self.corpus)?, &basis.rules()?, &basis.watcher)?;
            let snapshot = index::in_memory(corpus, &basis, old)?;
            let warnings = snapshot.manifest.faults();
            return Ok(Loaded { snapshot, basis, update: Update::Unchanged, warnings });
        }
        let folder = self.index.as_deref().unwrap_or(Path::new("index"));
        let opened = index::open(&self.corpus, folder, &basis, policy)?;
        Ok(Loaded { snapshot: opened.snapshot, basis, update: opened.update, warnings: opened.warnings })
    }
}

/// The thresholds of the corpus that `snapshot` holds, and the snapshot again. A fault of a library below leaves the shipped one.
fn caution(snapshot: Snapshot, basis: &Basis) -> Result<(Snapshot, [Thresholds; 2])> {
    let loaded = Loaded { snapshot, basis: basis.clone(), update: Update::Unchanged, warnings: Vec::new() };
    let found = catch_unwind(AssertUnwindSafe(|| caution::thresholds(&loaded)));
    Ok((loaded.snapshot, found.unwrap_or(Ok([Thresholds::default(); 2]))?))
}

/// One state of the corpus, opened.
pub struct Loaded {
    /// The index.
    pub snapshot: Snapshot,
    /// The settings and the model it was built with.
    pub basis: Basis,
    update: Update,
    warnings: Vec<String>,
}

impl Loaded {
    /// The owner's calibration, where it was learned for this confidence.
    pub fn calibration(&self) -> Option<&Calibration> {
        self.basis.beside.settings.calibration.as_ref().filter(|c| c.is_current())
    }
}

struct Shared {
    builder: Builder,
    loaded: RwLock<Arc<Loaded>>,
    aliases: Aliases,
}

/// Questions by their exact key, and the record that each is answered by.
pub type Aliases = HashMap<String, String>;

/// Answers questions from one corpus. Cheap to clone and to share between threads; each
/// question is answered from one state of the corpus.
///
/// ```
/// use answerbook::{Engine, Outcome};
/// let book = Engine::builder().demo().open()?;
/// match book.ask("Do they share a border?")?.outcome {
///     Outcome::Answer(answer) => println!("{} ({})", answer.text, answer.source.line),
///     Outcome::Ambiguous(choice) => println!("{} answers fit", choice.len()),
///     Outcome::NoAnswer(refusal) => println!("{}", refusal.text),
/// }
/// # Ok::<(), answerbook::Error>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

impl Engine {
    /// Starts saying how to open an engine.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The same engine, in which each of these questions is answered by the record of this id, as
    /// if that stored it. Letters and digits alone tell questions apart; an id that there is not
    /// changes nothing. Refreshing one of the two engines leaves the other as it was.
    #[must_use]
    pub fn with_aliases(&self, aliases: impl IntoIterator<Item = (String, String)>) -> Self {
        let aliases = aliases.into_iter().map(|(question, id)| (exact_key(&question), id)).collect();
        let loaded = RwLock::new(self.loaded());
        Engine { shared: Arc::new(Shared { builder: self.shared.builder.clone(), loaded, aliases }) }
    }

    /// The corpus as it is now, indexed in memory, in which these questions are known for what is right for them and none that
    /// the settings have: how would it do without, and how with these? Nothing tells how far the index has come.
    ///
    /// # Errors
    ///
    /// As [`Builder::open`].
    pub fn knowing(&self, asked: Vec<Asked>) -> Result<Self> {
        let told = Builder { asked: Some(asked), watcher: Watcher::default(), ..self.shared.builder.clone() };
        let builder = told.in_memory();
        let loaded = builder.load(Policy::AsNeeded, Some(&self.loaded().snapshot))?;
        let loaded = RwLock::new(Arc::new(loaded));
        Ok(Engine { shared: Arc::new(Shared { builder, loaded, aliases: self.shared.aliases.clone() }) })
    }

    /// Answers one question.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read. A question as such is never an error.
    pub fn ask(&self, question: impl Into<Question>) -> Result<Response> {
        let question = question.into();
        self.answer(&self.loaded(), &question)
    }

    /// Answers many questions in parallel; the responses come in the questions' order.
    pub fn ask_batch<I>(&self, questions: I) -> Vec<Result<Response>>
    where
        I: IntoIterator,
        I::Item: Into<Question>,
    {
        let questions: Vec<Question> = questions.into_iter().map(Into::into).collect();
        let loaded = self.loaded();
        questions.par_iter().map(|question| self.answer(&loaded, question)).collect()
    }

    /// Looks at the corpus again and brings the index up to date. Questions asked
    /// meanwhile are answered from the state before.
    ///
    /// # Errors
    ///
    /// As [`Builder::open`]; the engine then goes on with the state it had.
    pub fn refresh(&self) -> Result<Update> {
        let loaded = self.shared.builder.load(Policy::AsNeeded, None)?;
        let update = loaded.update;
        let mut slot = self.shared.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *slot = Arc::new(loaded);
        Ok(update)
    }

    /// Where the settings of this corpus stand or would stand; `None` of the sample corpus.
    pub fn settings_path(&self) -> Option<PathBuf> {
        let builder = &self.shared.builder;
        if builder.demo { None } else { settings::path_beside(&builder.corpus) }
    }

    /// The questions known for what is right for them: those of the settings, or those that [`Engine::knowing`] was given.
    pub fn asked(&self) -> Vec<Asked> {
        self.loaded().basis.beside.settings.asked.clone()
    }

    /// Whether a pair stores this very question, letters and digits alone compared.
    pub(crate) fn stores(&self, question: &str) -> Result<bool> {
        let loaded = self.loaded();
        for doc in loaded.snapshot.exact(&exact_key(question))? {
            let is_it = |own: &String| exact_key(own) == exact_key(question);
            if !loaded.snapshot.is_unanswerable(doc)
                && loaded.snapshot.record(doc)?.into_stored().questions.iter().any(is_it)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The record of this id, `None` where there is none.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn record(&self, id: &str) -> Result<Option<Record>> {
        let loaded = self.loaded();
        let doc = loaded.snapshot.by_id(id)?;
        let doc = doc.filter(|doc| !loaded.snapshot.is_unanswerable(*doc));
        doc.map(|doc| loaded.snapshot.record(doc).map(Record::into_stored)).transpose()
    }

    /// All records, in the order of the corpus, from the `from`th on and at most `limit`.
    ///
    /// # Errors
    ///
    /// An index that can no longer be read.
    pub fn records(&self, from: usize, limit: usize) -> Result<Vec<Record>> {
        let loaded = self.loaded();
        // After the records stand questions known to have no answer.
        let end = (from.saturating_add(limit) as u64).min(loaded.snapshot.manifest.records);
        let record = |doc| loaded.snapshot.record(u32::try_from(doc).unwrap_or(u32::MAX)).map(Record::into_stored);
        (from as u64..end).map(record).collect()
    }

    /// What the index was built from and with.
    pub fn manifest(&self) -> Manifest {
        self.loaded().snapshot.manifest.clone()
    }

    /// What opening or refreshing did to the index.
    pub fn update(&self) -> Update {
        self.loaded().update
    }

    /// What opening had to leave as it was, in words for the user. The corpus's faults are among it where the index was built
    /// or brought up to date, and where the policy asked for that; [`Manifest::dropped`] has them always.
    pub fn warnings(&self) -> Vec<String> {
        let loaded = self.loaded();
        let mut warnings = loaded.warnings.clone();
        if loaded.basis.beside.settings.calibration.is_some() && loaded.calibration().is_none() {
            warnings.push(format!(
                "the [calibration] in {} was learned for another version of the confidence and is not used; run `answerbook tune` again",
                settings::SETTINGS
            ));
        }
        warnings
    }

    /// The confidence from which an answer is given: what the caller or the settings say, else what the corpus asks for.
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds_in(&self.loaded())
    }

    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.shared.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn thresholds_in(&self, loaded: &Loaded) -> Thresholds {
        let set = self.shared.builder.threshold.or(loaded.basis.beside.settings.threshold);
        // What the corpus asks for is of confidences that no calibration has moved.
        let is_moved = loaded.calibration().is_some();
        let manifest = &loaded.snapshot.manifest;
        let asked_for = match loaded.basis.encoder {
            _ if is_moved => Thresholds::default(),
            Some(_) => manifest.thresholds,
            None => manifest.thresholds_by_words,
        };
        set.map_or(asked_for, Thresholds::all)
    }

    /// A fault of a library below must not take the caller's program down.
    fn answer(&self, loaded: &Loaded, question: &Question) -> Result<Response> {
        let thresholds = question.threshold.map_or_else(|| self.thresholds_in(loaded), Thresholds::all);
        let top = question.top.or(self.shared.builder.top).unwrap_or(TOP).clamp(1, limits::TOP_MAX);
        let today = self.shared.builder.today.clone().unwrap_or_else(calendar::today);
        let aliases = &self.shared.aliases;
        let asking = Asking { loaded, aliases, thresholds, top, today: &today, meaning: true };
        catch_unwind(AssertUnwindSafe(|| asking.respond(question))).unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Internal, "answering this question failed")
                .advice("please report it with the question"))
        })
    }
}

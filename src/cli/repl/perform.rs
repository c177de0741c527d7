//! What each dot command does.

use std::path::{Path, PathBuf};

use super::dialogue::Dialogue;
use super::settings::Mode;
use super::{Flow, commands, lines};
use crate::cli::args::Options;
use crate::cli::fail::Failure;
use crate::cli::journal::letters;
use crate::cli::sanitize::{for_line, for_terminal};
use crate::cli::terminal::DIM;
use crate::cli::words::counted;
use crate::cli::{batch, copy, files, maintain, records, render, table};
use crate::{Candidate, Outcome, Policy, Question, Update};

/// Files that read files, so deep.
const DEPTH: usize = 8;
/// Numbers that may well be meant as one of a choice: as many as can be listed.
const SMALL: usize = 100;
/// Lines of the history shown unless said.
const HISTORY_SHOWN: usize = 20;

impl Dialogue {
    /// Does what one thing typed asks for.
    ///
    /// # Errors
    ///
    /// The terminal cannot be written.
    pub fn line(&mut self, typed: &str) -> Result<Flow, Failure> {
        let meant = lines::joined(typed);
        // A paste of several lines is a question, whatever it begins with.
        let is_one = !meant.contains('\n');
        match meant.as_str() {
            "" => {}
            "exit" | "quit" | ".exit" | ".quit" => return Ok(Flow::Leave),
            "?" | "help" => self.help("")?,
            _ if is_one && meant.starts_with('.') => return self.command(&meant),
            _ => self.asked(&meant)?,
        }
        Ok(Flow::Stay)
    }

    /// Does what the lines of a file ask for, as if typed.
    ///
    /// # Errors
    ///
    /// The terminal cannot be written.
    pub fn lines_of(&mut self, path: &Path, text: &str) -> Result<Flow, Failure> {
        if self.depth == DEPTH {
            self.refuse(&format!("{}: files that read files, {DEPTH} deep; is it a circle?", path.display()))?;
            return Ok(Flow::Stay);
        }
        self.depth += 1;
        let mut flow = Flow::Stay;
        for (_, line) in lines::of_file(text) {
            flow = self.line(&line)?;
            if flow == Flow::Leave || crate::cli::interrupt::pressed() {
                break;
            }
        }
        self.depth -= 1;
        Ok(flow)
    }

    /// A question, or an answer to what the dialogue asked.
    fn asked(&mut self, typed: &str) -> Result<(), Failure> {
        let number: Option<usize> = typed.parse().ok();
        match (self.last.as_ref().map(|r| &r.outcome), number) {
            (Some(Outcome::Ambiguous(_)), Some(number)) => self.pick(number),
            (Some(Outcome::Ambiguous(_)), None) if is_none(typed) => self.none_of_these(),
            (Some(Outcome::Answer(answer)), Some(number)) if (1..=answer.prompts.len()).contains(&number) => {
                self.prompt(number)
            }
            (Some(Outcome::Answer(answer)), Some(number)) if number <= SMALL && !answer.prompts.is_empty() => {
                self.chosen_of_none(typed, &format!("there is no number {number} below the answer"))
            }
            (_, Some(number)) if number <= SMALL => self.chosen_of_none(typed, "there is no choice open"),
            _ if is_none(typed) => self.chosen_of_none(typed, "there is no choice open"),
            (Some(Outcome::Answer(_)), None) if is_complaint(typed) => self.complained(typed),
            _ => self.questions(typed),
        }
    }

    /// What is said to a choice where there is none: a question only where it is stored or taught.
    fn chosen_of_none(&mut self, typed: &str, what: &str) -> Result<(), Failure> {
        if self.is_stored(typed) { self.questions(typed) } else { self.remark(what) }
    }

    fn command(&mut self, typed: &str) -> Result<Flow, Failure> {
        let (name, argument) = typed.split_once(char::is_whitespace).map_or((typed, ""), |(n, a)| (n, a.trim()));
        let Some(command) = commands::find(name) else {
            let nearest = commands::nearest(name).map(|n| format!("did you mean {n}? ")).unwrap_or_default();
            self.refuse(&format!("there is no command {}; {nearest}.help lists them", for_line(name)))?;
            return Ok(Flow::Stay);
        };
        // What is needed is not in brackets.
        if argument.is_empty() && !command.takes.is_empty() && !command.takes.starts_with('[') && !shows_alone(name) {
            self.refuse(&format!("{name} takes {}", command.takes))?;
            return Ok(Flow::Stay);
        }
        if !argument.is_empty() && command.takes.is_empty() {
            self.refuse(&format!("{name} takes nothing more"))?;
            return Ok(Flow::Stay);
        }
        match name {
            ".read" => return self.read(argument),
            ".help" => self.help(argument),
            ".more" => self.more(),
            ".pick" => match argument.parse() {
                Ok(number) => self.pick(number),
                Err(_) => self.refuse(".pick takes a number, as .sources or a choice shows them"),
            },
            ".sources" => self.sources(),
            ".why" => self.why(),
            ".related" => self.related(),
            ".copy" => self.copy(),
            ".show" => self.show_record(argument),
            ".list" => self.list(argument),
            ".info" => self.info(),
            ".context" if argument == "clear" => {
                self.forget();
                self.remark("earlier questions are forgotten")
            }
            ".context" | ".filter" | ".limit" | ".threshold" | ".mode" | ".timer" => {
                self.set(name.trim_start_matches('.'), argument)
            }
            ".set" => match argument.split_once(char::is_whitespace) {
                Some((name, value)) => self.set(name, value.trim()),
                None => self.set(argument, ""),
            },
            ".output" => self.output(argument),
            ".once" => self.once(argument),
            ".open" => self.open_corpus(argument),
            ".reload" => self.reload(),
            ".batch" => self.batch(argument),
            ".stats" => self.stats(),
            ".history" => self.history(argument),
            ".good" => self.good(),
            ".bad" => self.bad(),
            ".teach" => self.teach(argument),
            ".alias" => self.alias(argument),
            ".undo" => self.undo(),
            ".misses" => self.show_misses(),
            _ => return Ok(Flow::Leave),
        }?;
        Ok(Flow::Stay)
    }

    fn help(&mut self, about: &str) -> Result<(), Failure> {
        if about.is_empty() {
            return self.show(&commands::help());
        }
        let name = if about.starts_with('.') { about.to_owned() } else { format!(".{about}") };
        match commands::find(&name) {
            Some(command) => self.show(&commands::help_of(command)),
            None => self.refuse(&format!("there is no command {}; .help lists them", for_line(&name))),
        }
    }

    fn more(&mut self) -> Result<(), Failure> {
        let paper = self.paper();
        let Some(response) = &self.last else { return self.nothing_yet() };
        let Outcome::Answer(answer) = &response.outcome else {
            return self.remark("there is no answer to show more of");
        };
        let mut parts = vec![render::text(&answer.record_text, &answer.source.path, &paper)];
        for other in &answer.alternatives {
            parts.push(render::text(&other.text, &other.source.path, &paper));
            parts.push(paper.styled(DIM, &format!("  {}", render::place(other))));
        }
        self.show(&format!("{}\n", parts.join("\n")))
    }

    fn sources(&mut self) -> Result<(), Failure> {
        let Some(response) = &self.last else { return self.nothing_yet() };
        if response.candidates.is_empty() {
            return self.remark("no record shares a word with the question");
        }
        let list = response.candidates.clone();
        self.show_candidates(&list)
    }

    fn show_candidates(&mut self, list: &[Candidate]) -> Result<(), Failure> {
        let paper = self.paper();
        let line = |(n, c): (usize, &Candidate)| {
            let text =
                format!("{n}. {} ({}, {}, {:.2})", render::name(c), for_line(&c.id), render::place(c), c.confidence);
            paper.remark(&text, "  ")
        };
        let lines: Vec<String> = (1..).zip(list).map(line).collect();
        self.show(&format!("{}\n", lines.join("\n")))
    }

    fn why(&mut self) -> Result<(), Failure> {
        let paper = self.paper();
        match &self.last {
            Some(response) => {
                let text = render::reasons(response, &paper);
                self.show(&format!("{text}\n"))
            }
            None => self.nothing_yet(),
        }
    }

    fn related(&mut self) -> Result<(), Failure> {
        let Some(response) = &self.last else { return self.nothing_yet() };
        let Outcome::Answer(answer) = &response.outcome else {
            return self.remark("there is no answer to find others near");
        };
        let asked = answer.question.as_ref().unwrap_or(&answer.text);
        let id = answer.id.clone();
        match self.engine.ask(Question::new(asked.clone()).top(self.settings.limit + 1)) {
            Ok(near) => {
                let mut list = near.candidates;
                list.retain(|c| c.id != id);
                list.truncate(self.settings.limit);
                if list.is_empty() { self.remark("no other record is near") } else { self.show_candidates(&list) }
            }
            Err(error) => self.refuse(&error.to_string()),
        }
    }

    fn copy(&self) -> Result<(), Failure> {
        let Some(Outcome::Answer(answer)) = self.last.as_ref().map(|r| &r.outcome) else {
            return self.remark("there is no answer to copy");
        };
        copy::to_clipboard(&answer.text)?;
        self.remark("copied, if this terminal allows it")
    }

    fn show_record(&mut self, id: &str) -> Result<(), Failure> {
        let paper = self.paper();
        match self.corpus.record(id)? {
            Some(record) => self.show(&format!("{}\n", render::record(&record, &paper))),
            None => self.refuse(&format!("{}: no record has this id; .list shows ids", for_line(id))),
        }
    }

    fn list(&mut self, contains: &str) -> Result<(), Failure> {
        let options = Options { filter: self.settings.filter.clone(), ..self.options.clone() };
        let lines = records::listed(&self.corpus, &options, Some(contains).filter(|c| !c.is_empty()))?;
        if lines.is_empty() { self.remark("no record holds that") } else { self.show(&lines.join("\n")) }
    }

    fn info(&mut self) -> Result<(), Failure> {
        let facts = maintain::facts(&self.corpus, &self.options);
        self.show(&facts.join("\n"))
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Failure> {
        let listed = |settings: &super::settings::Settings, name: &str| -> Vec<String> {
            let wanted = |known: &&(&str, String)| name.is_empty() || known.0 == name;
            settings.list().iter().filter(wanted).map(|(name, value)| format!("{name:<10} {value}")).collect()
        };
        if value.is_empty() && (name.is_empty() || !listed(&self.settings, name).is_empty()) {
            return self.show(&for_terminal(&listed(&self.settings, name).join("\n")));
        }
        if let Err(what) = self.settings.change(name, value) {
            return self.refuse(&what);
        }
        self.settings_changed();
        self.remark(&for_line(&listed(&self.settings, name).join(" ")))?;
        if name == "mode" && self.settings.mode == Mode::Csv {
            let columns: Vec<String> = table::COLUMNS.iter().map(|c| (*c).to_owned()).collect();
            self.show(&table::row(&columns))?;
        }
        Ok(())
    }

    /// A path to write to that is none of the corpus's files.
    fn writable(&self, path: &str) -> Result<PathBuf, String> {
        let path = PathBuf::from(path);
        let is_corpus = |file: &crate::CorpusFile| files::same_file(&path, Path::new(&file.name));
        if self.corpus.manifest().corpus.iter().any(is_corpus) {
            return Err(format!("{}: this is a file of the corpus; name another", path.display()));
        }
        Ok(path)
    }

    fn output(&mut self, argument: &str) -> Result<(), Failure> {
        if matches!(argument, "" | "off" | "stdout") {
            // The screen can always be had.
            let _ = self.output.set_file(None);
            return self.remark("answers go to the screen");
        }
        let set = self.writable(argument).and_then(|path| {
            self.output.set_file(Some(&path)).map_err(|e| format!("{argument}: cannot be written: {e}; name another"))
        });
        match set {
            Ok(()) => self.remark(&format!("answers go to {}; .output off ends that", for_line(argument))),
            Err(what) => self.refuse(&what),
        }
    }

    fn once(&mut self, argument: &str) -> Result<(), Failure> {
        let set = self.writable(argument).and_then(|path| {
            self.output.set_once(&path).map_err(|e| format!("{argument}: cannot be written: {e}; name another"))
        });
        match set {
            Ok(()) => self.remark(&format!("the next answer goes to {}", for_line(argument))),
            Err(what) => self.refuse(&what),
        }
    }

    fn open_corpus(&mut self, argument: &str) -> Result<(), Failure> {
        let corpus = vec![PathBuf::from(argument)];
        let options = Options { corpus, index: None, demo: false, ..self.options.clone() };
        match options.open(Policy::AsNeeded) {
            Ok(engine) => {
                self.corpus = engine;
                self.options = options;
                self.last = None;
                self.forget();
                self.opened();
                self.remark(&counted(self.corpus.manifest().records, "record"))
            }
            Err(failure) => {
                failure.show();
                self.remark("the corpus before is still open")
            }
        }
    }

    fn reload(&mut self) -> Result<(), Failure> {
        match self.options.open(Policy::AsNeeded) {
            Ok(engine) => {
                self.corpus = engine;
                self.opened();
                let records = counted(self.corpus.manifest().records, "record");
                self.remark(&match self.corpus.update() {
                    Update::Unchanged => format!("nothing changed: {records}"),
                    Update::Built(c) => format!("{records} (+{} ~{} −{})", c.added, c.changed, c.removed),
                })
            }
            Err(failure) => {
                failure.show();
                self.remark("the corpus is asked as it was")
            }
        }
    }

    fn read(&mut self, argument: &str) -> Result<Flow, Failure> {
        let path = PathBuf::from(argument);
        match std::fs::read_to_string(&path) {
            Ok(text) => self.lines_of(&path, &text),
            Err(e) => {
                self.refuse(&format!("{}: cannot be read: {e}; name a file of text", path.display()))?;
                Ok(Flow::Stay)
            }
        }
    }

    fn batch(&mut self, argument: &str) -> Result<(), Failure> {
        let options = Options {
            filter: self.settings.filter.clone(),
            top: self.settings.limit,
            threshold: self.settings.threshold.map_or(self.options.threshold, crate::cli::args::Threshold::At),
            ..self.options.clone()
        };
        let text = matches!(self.settings.mode, Mode::Text | Mode::Markdown);
        match batch::of_dialogue(&options, &self.engine, Path::new(argument), text, &self.terminal) {
            Err(Failure::Output(e)) => Err(Failure::Output(e)),
            Err(failure) => {
                failure.show();
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    fn stats(&mut self) -> Result<(), Failure> {
        let counts = &self.counts;
        let mut took = counts.took.clone();
        took.sort_unstable();
        let median = took.get(took.len() / 2).map_or(0.0, |t| t.as_secs_f64() * 1e3);
        let lines = [
            format!("questions  {}", took.len()),
            format!("answered   {}", counts.answered),
            format!("ambiguous  {}", counts.ambiguous),
            format!("no answer  {}", counts.refused),
            format!("median     {median:.1} ms"),
        ];
        self.show(&lines.join("\n"))
    }

    fn history(&mut self, argument: &str) -> Result<(), Failure> {
        let count = match argument {
            "" => HISTORY_SHOWN,
            number => match number.parse() {
                Ok(count) => count,
                Err(_) => return self.refuse(".history takes a number of lines"),
            },
        };
        let from = self.typed.len().saturating_sub(count);
        let lines: Vec<String> =
            (1..).zip(&self.typed).skip(from).map(|(n, line)| format!("{n:>5}  {}", for_line(line))).collect();
        self.show(&lines.join("\n"))
    }
}

/// Commands that show what is set when they are given nothing.
fn shows_alone(name: &str) -> bool {
    matches!(name, ".context" | ".filter" | ".limit" | ".threshold" | ".mode" | ".timer")
}

/// "That's wrong", said of an answer.
fn is_complaint(typed: &str) -> bool {
    const COMPLAINTS: [&str; 13] = [
        "wrong",
        "wronganswer",
        "thatswrong",
        "thatiswrong",
        "thatwaswrong",
        "thisiswrong",
        "itswrong",
        "incorrect",
        "thatsincorrect",
        "notright",
        "thatsnotright",
        "thatisnotright",
        "thatsnotit",
    ];
    COMPLAINTS.contains(&letters(typed).as_str())
}

/// "None", said to a choice.
fn is_none(typed: &str) -> bool {
    let words = typed.trim_end_matches(['.', '!']).to_lowercase();
    matches!(words.as_str(), "none" | "none of these" | "none of them" | "neither" | "no" | "0")
}

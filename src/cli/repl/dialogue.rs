//! The dialogue's state, and asking within it.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::assist::Assistant;
use super::known::Known;
use super::output::Output;
use super::settings::{Mode, Settings};
use super::several;
use crate::cli::args::{Options, Threshold};
use crate::cli::fail::Failure;
use crate::cli::journal::{Entry, Event, Journal, letters};
use crate::cli::json::{self, Extras};
use crate::cli::render;
use crate::cli::table;
use crate::cli::terminal::{DIM, Terminal, complain};
use crate::cli::words::counted;
use crate::{Answer, Candidate, Engine, Outcome, Policy, Response, Said, Turn};

/// What a dialogue knows and remembers.
pub struct Dialogue {
    /// The options, with the corpus that is open.
    pub(super) options: Options,
    /// The corpus as it is.
    pub(super) corpus: Engine,
    /// The same, with what was taught.
    pub(super) engine: Engine,
    pub(super) terminal: Terminal,
    pub(super) settings: Settings,
    pub(super) output: Output,
    pub(super) journal: Journal,
    /// Questions of this dialogue that were not answered as they should.
    pub(super) misses: Vec<Entry>,
    pub(super) last: Option<Response>,
    /// The lines typed, oldest first.
    pub typed: Vec<String>,
    pub(super) counts: Counts,
    pub(super) depth: usize,
    known: Known,
    hints: Arc<AtomicBool>,
    turns: Vec<Turn>,
    quiet: bool,
}

/// Numbers of questions by how they ended, and how long each took.
#[derive(Default)]
pub struct Counts {
    /// Answered.
    pub answered: usize,
    /// Left to choose.
    pub ambiguous: usize,
    /// Not answered.
    pub refused: usize,
    /// In the order of asking.
    pub took: Vec<Duration>,
}

impl Dialogue {
    /// Opens the corpus that the options name.
    ///
    /// # Errors
    ///
    /// As opening an engine. A journal that cannot be read is told, and left aside.
    pub fn open(options: &Options, terminal: Terminal) -> Result<Self, Failure> {
        let settings = Settings::of(options);
        // What can be set goes with each question, so that it can change.
        let options = Options { threshold: Threshold::Auto, filter: Vec::new(), ..options.clone() };
        let corpus = options.open(Policy::AsNeeded)?;
        let hints = Arc::new(AtomicBool::new(settings.hints));
        let known = Known::default();
        let mut dialogue = Dialogue {
            engine: corpus.clone(),
            corpus,
            terminal,
            settings,
            output: Output::default(),
            journal: Journal { path: None, entries: Vec::new() },
            misses: Vec::new(),
            last: None,
            typed: Vec::new(),
            counts: Counts::default(),
            depth: 0,
            known,
            hints,
            turns: Vec::new(),
            quiet: options.quiet,
            options,
        };
        dialogue.opened();
        Ok(dialogue)
    }

    /// What goes with another corpus, or with another state of it.
    pub(super) fn opened(&mut self) {
        self.known.read(&self.corpus);
        self.journal = Journal::read(Journal::path_of(&self.options)).unwrap_or_else(|failure| {
            failure.show();
            Journal { path: None, entries: Vec::new() }
        });
        self.taught();
    }

    /// Makes what was taught hold.
    pub(super) fn taught(&mut self) {
        self.engine = self.corpus.with_aliases(self.journal.taught());
    }

    /// The line editor's helper.
    pub fn assistant(&self) -> Assistant {
        Assistant { known: self.known.clone(), hints: Arc::clone(&self.hints), color: self.terminal.color }
    }

    /// Says what is open and how to go on.
    ///
    /// # Errors
    ///
    /// The terminal cannot be written.
    pub fn welcome(&self) -> Result<(), Failure> {
        let hint = if self.options.demo { " (the sample corpus)" } else { "" };
        let records = counted(self.corpus.manifest().records, "record");
        self.remark(&format!("{records}{hint}. Ask away; .help lists commands, Ctrl-D leaves."))
    }

    /// Does something without remarks on it.
    ///
    /// # Errors
    ///
    /// Those of what is done.
    pub fn quietly<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let before = std::mem::replace(&mut self.quiet, true);
        let done = act(self);
        self.quiet = before;
        done
    }

    /// Says something that is no answer; always to the screen.
    pub(super) fn remark(&self, text: &str) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { say(&self.terminal.styled(DIM, text)) }
    }

    /// Says what went wrong, on one line of stderr.
    pub(super) fn refuse(&self, text: &str) -> Result<(), Failure> {
        complain(text);
        Ok(())
    }

    /// Shows something asked for, where answers go.
    pub(super) fn show(&mut self, text: &str) -> Result<(), Failure> {
        let pager = self.settings.pager && matches!(self.settings.mode, Mode::Text | Mode::Markdown);
        match self.output.show(text, pager, &self.terminal)? {
            Ok(()) => Ok(()),
            Err(what) => self.refuse(&what),
        }
    }

    /// What the place that answers go to can show.
    pub(super) fn paper(&mut self) -> Terminal {
        self.terminal.measure();
        if self.output.to_file() { self.terminal.of_file() } else { self.terminal.clone() }
    }

    /// Answers what was typed, each of its questions.
    pub(super) fn questions(&mut self, typed: &str) -> Result<(), Failure> {
        // One that is stored, or that was taught, is one.
        let whole = self.respond(typed);
        let is_stored = whole.as_ref().is_some_and(|(response, _)| is_stored(response));
        let parts = several::marked(typed);
        if parts.len() > 1 && !is_stored {
            for part in parts {
                let Some((response, took)) = self.respond(part) else { return Ok(()) };
                self.answered(part, response, took)?;
            }
            return Ok(());
        }
        let Some((whole, took)) = whole else { return Ok(()) };
        if let Some((one, two)) = several::joined(typed).filter(|_| !is_stored)
            && self.are_two(one, two, &whole)
        {
            for part in [one, two] {
                let Some((response, took)) = self.respond(part) else { return Ok(()) };
                self.answered(part, response, took)?;
            }
            return Ok(());
        }
        self.answered(typed, whole, took)
    }

    /// Whether this very question is stored or was taught.
    pub(super) fn is_stored(&self, typed: &str) -> bool {
        self.respond(typed).is_some_and(|(response, _)| is_stored(&response))
    }

    /// Whether the halves of a line find different answers, each as surely as the line does.
    fn are_two(&self, one: &str, two: &str, whole: &Response) -> bool {
        let id = |response: &Response| match &response.outcome {
            Outcome::Answer(answer) => Some(answer.id.clone()),
            _ => None,
        };
        let answers = |half: &str| {
            let response = self.respond(half).map(|(response, _)| response)?;
            id(&response).filter(|_| response.confidence >= whole.confidence.min(SURE))
        };
        matches!((answers(one), answers(two)), (Some(one), Some(two)) if one != two)
    }

    /// The engine's response, with its reasons, and how long it took; what fails is said.
    fn respond(&self, typed: &str) -> Option<(Response, Duration)> {
        let mut question = self.options.question(typed).explain().top(self.settings.limit);
        question = self.settings.filter.iter().fold(question, |q, (tag, value)| q.filter(tag, value));
        if let Some(threshold) = self.settings.threshold {
            question = question.threshold(threshold);
        }
        if self.settings.context {
            question = question.history(self.turns.iter().cloned());
        }
        let started = Instant::now();
        match self.engine.ask(question) {
            Ok(response) => Some((response, started.elapsed())),
            Err(error) => {
                complain(&error.to_string());
                None
            }
        }
    }

    fn answered(&mut self, typed: &str, response: Response, took: Duration) -> Result<(), Failure> {
        let answer = match &response.outcome {
            Outcome::Answer(answer) => Some(answer.text.clone()),
            _ => None,
        };
        self.turns.push(Turn { question: typed.to_owned(), answer });
        self.count(&response, took);
        let text = self.written(&response, took);
        self.last = Some(response);
        self.show(&text)?;
        if self.settings.timer {
            say(&self.terminal.styled(DIM, &format!("{:.1} ms", took.as_secs_f64() * 1e3)))?;
        }
        Ok(())
    }

    fn count(&mut self, response: &Response, took: Duration) {
        // A greeting is answered with one.
        if response.said == Said::Courtesy {
            return;
        }
        self.counts.took.push(took);
        let event = match &response.outcome {
            Outcome::Answer(_) => {
                self.counts.answered += 1;
                return;
            }
            Outcome::Ambiguous(_) => {
                self.counts.ambiguous += 1;
                Event::Ambiguous
            }
            Outcome::NoAnswer(_) => {
                self.counts.refused += 1;
                Event::NoAnswer
            }
        };
        // Nothing can be taught of what has no word, or means something after others only.
        if response.said == Said::Question && !letters(response.meant()).is_empty() {
            self.missed(Entry::of(event, response));
        }
    }

    /// Remembers a question that was not answered as it should.
    pub(super) fn missed(&mut self, entry: Entry) {
        if self.settings.journal
            && !entry.event.is_correction()
            && let Err(e) = self.journal.add(entry.clone())
        {
            self.settings.journal = false;
            complain(&format!("the journal cannot be written: {e}; it is off now"));
        }
        self.misses.push(entry);
    }

    /// A response as the mode wants it.
    fn written(&mut self, response: &Response, took: Duration) -> String {
        let paper = self.paper();
        match self.settings.mode {
            Mode::Text => format!("{}\n", render::response(response, &paper)),
            Mode::Markdown => format!("{}\n", render::markdown(response)),
            Mode::Csv => table::row(&table::cells(response, "")),
            Mode::Json | Mode::Jsonl => {
                let mut plain = response.clone();
                render::without_reasons(&mut plain);
                let took_us = self.settings.timer.then(|| u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
                let extras = Extras { took_us, ..Extras::default() };
                match self.settings.mode {
                    Mode::Json => json::pretty(&plain, &extras),
                    _ => json::response(&plain, &extras),
                }
            }
        }
    }

    /// The record of this number in the choice, or else among the nearest.
    pub(super) fn listed(&self, number: usize) -> Option<&Candidate> {
        let response = self.last.as_ref()?;
        let list = match &response.outcome {
            Outcome::Ambiguous(choice) => choice,
            _ => &response.candidates,
        };
        list.get(number.checked_sub(1)?)
    }

    /// A remark that the last answer is wrong is asked like a question; where nothing here answers it, how to note it is said.
    pub(super) fn complained(&mut self, typed: &str) -> Result<(), Failure> {
        let Some((response, took)) = self.respond(typed) else { return Ok(()) };
        if matches!(response.outcome, Outcome::Answer(_)) && response.resolved.is_none() {
            return self.answered(typed, response, took);
        }
        self.remark("if the last answer is wrong, .bad notes that, and .teach ID says which record answers")
    }

    /// Takes one of the records found as the answer, by its number.
    pub(super) fn pick(&mut self, number: usize) -> Result<(), Failure> {
        let Some(response) = &self.last else { return self.nothing_yet() };
        let Some(picked) = self.listed(number).cloned() else {
            return self.refuse(&format!("there is no number {number}; .sources lists them"));
        };
        let mut response = response.clone();
        response.confidence = picked.confidence;
        response.outcome = Outcome::Answer(self.answer_of(picked));
        if let (Some(turn), Outcome::Answer(answer)) = (self.turns.last_mut(), &response.outcome) {
            turn.answer = Some(answer.text.clone());
        }
        let text = self.written(&response, Duration::ZERO);
        self.last = Some(response);
        self.show(&text)
    }

    /// A record found, as an answer.
    fn answer_of(&self, candidate: Candidate) -> Answer {
        let prompts = self.engine.record(&candidate.id).ok().flatten().map(|r| r.prompts).unwrap_or_default();
        Answer {
            id: candidate.id,
            kind: candidate.kind,
            span: [0, candidate.text.len()],
            record_text: candidate.text.clone(),
            text: candidate.text,
            question: candidate.question,
            title: candidate.title,
            source: candidate.source,
            prompts,
            alternatives: Vec::new(),
            matched: Vec::new(),
        }
    }

    /// Answers a question that stands below the last answer: with the record it leads to, else by asking it.
    pub(super) fn prompt(&mut self, number: usize) -> Result<(), Failure> {
        let Some(Outcome::Answer(answer)) = self.last.as_ref().map(|r| &r.outcome) else { return Ok(()) };
        let Some(prompt) = number.checked_sub(1).and_then(|at| answer.prompts.get(at)).cloned() else {
            return Ok(());
        };
        let record = prompt.to.as_deref().and_then(|id| self.engine.record(id).ok().flatten());
        // Its own question finds the record, and says so where it has expired.
        let asked = record.as_ref().and_then(|r| r.question()).unwrap_or(&prompt.text).to_owned();
        self.questions(&asked)
    }

    pub(super) fn nothing_yet(&self) -> Result<(), Failure> {
        self.remark("nothing has been asked yet")
    }

    /// Forgets the questions before.
    pub(super) fn forget(&mut self) {
        self.turns.clear();
    }

    /// Makes a change of the settings felt.
    pub(super) fn settings_changed(&self) {
        self.hints.store(self.settings.hints, Ordering::Relaxed);
    }
}

/// A confidence that only a stored question has.
const STORED: f64 = 0.99;
/// Halves of a line this sure are each a question, however sure the whole is.
const SURE: f64 = 0.8;

/// Whether the question itself is stored or was taught, and not just a sentence of it.
fn is_stored(response: &Response) -> bool {
    response.resolved.is_none() && response.confidence >= STORED
}

/// Writes to the screen, at once.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

//! `answerbook batch`: a file of questions to a file of answers, in order.

mod cache;
mod exchange;
mod input;
mod output;
pub mod rows;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::args::{AnswerForm, Batch, FailOn, OnError, Options};
use super::fail::{Failure, Status};
use super::files::{keep_inputs, write_whole};
use super::interrupt;
use super::terminal::{Terminal, complain, say};
use super::words::counted;
use crate::evaluate::metrics::DEPTH;
use crate::quoting::{self, Flaw};
use crate::{Engine, Outcome, Policy, Question};
use cache::Cache;
use input::Input;
use output::{Last, Output, Standing};
use rows::{Fault, Row};

/// Questions read ahead for each of the jobs that answer at a time.
const CHUNK_PER_JOB: usize = 64;

/// Answers all questions of the input.
///
/// # Errors
///
/// An input or output file that cannot be opened, read or written; a faulty row under
/// `--on-error stop`; an engine that cannot be opened.
pub fn run(options: &Options, batch: &Batch, terminal: &Terminal) -> Result<Status, Failure> {
    let input = Input::open(&batch.input, batch.from, &batch.map)?;
    let engine = options.open(Policy::AsNeeded)?;
    answer_all(options, batch, terminal, engine, input)
}

/// Answers a file within a dialogue, to stdout: as `text`, or as JSON lines.
///
/// # Errors
///
/// As [`run`].
pub fn of_dialogue(
    options: &Options,
    engine: &Engine,
    input: &Path,
    text: bool,
    terminal: &Terminal,
) -> Result<Status, Failure> {
    if input == Path::new("-") {
        return Err(Failure::Input("-: the dialogue reads stdin; name a file of questions".to_owned()));
    }
    let form = if text { AnswerForm::Text } else { AnswerForm::Jsonl };
    let batch = Batch { format: Some(form), ..Batch::of(input.to_path_buf()) };
    answer_all(options, &batch, terminal, engine.clone(), Input::open(input, None, &[])?)
}

fn answer_all(
    options: &Options,
    batch: &Batch,
    terminal: &Terminal,
    engine: Engine,
    mut input: Input,
) -> Result<Status, Failure> {
    let jobs = batch.jobs.map_or_else(|| if input.piped { 1 } else { processors() }, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let pool =
        pool.map_err(|e| Failure::Input(format!("-j {jobs}: so many threads cannot be had: {e}; ask for fewer")))?;
    if let Some(path) = &batch.summary {
        output::writable(path).map_err(|e| {
            Failure::Input(format!("{}: the summary cannot be written: {e}; name another file", path.display()))
        })?;
    }
    let named =
        [("-o", Some(&batch.output)), ("--na-prob", batch.na_prob.as_ref()), ("--summary", batch.summary.as_ref())];
    let outputs: Vec<(&str, &Path)> =
        named.into_iter().filter_map(|(flag, path)| Some((flag, path?.as_path()))).collect();
    keep_inputs(&outputs, &[&batch.input], &engine)?;
    // Each answer to a pipe is written out at once, and who waits for its next row sees no flag.
    if !input.piped {
        interrupt::watch();
    }
    let others = input.columns.as_ref().map(|c| c.others().cloned().collect());
    let (output, standing) = Output::create(batch, others)?;
    let cache = Cache::new(jobs > 1);
    let mut run = Run { options, batch, terminal, engine, pool, cache, output, counts: Counts::default() };
    run.pass_over(&mut input, &standing)?;
    let bar = progress(&batch.input, options);
    let started = Instant::now();
    let size = if jobs > 1 { jobs * CHUNK_PER_JOB } else { 1 };
    loop {
        let chunk = input.chunk(size)?;
        if chunk.is_empty() || interrupt::pressed() {
            break;
        }
        bar.inc(chunk.iter().map(|row| row.bytes.len() as u64).sum());
        run.chunk(chunk, &input)?;
        bar.set_message(format!("{:.0}/s", run.counts.rate(started.elapsed())));
        if input.piped {
            run.output.flush()?;
        }
    }
    bar.finish_and_clear();
    run.conclude(started.elapsed())
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// A bar over the input's bytes, on a terminal only.
fn progress(input: &Path, options: &Options) -> ProgressBar {
    let length = std::fs::metadata(input).ok().filter(|m| m.is_file()).map(|m| m.len());
    match length.filter(|_| !input::is_packed(input)) {
        Some(length) if io::stderr().is_terminal() && !options.quiet && !options.plain => {
            let bar = ProgressBar::new(length);
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3}% {msg} {eta} left") {
                bar.set_style(style);
            }
            bar
        }
        _ => ProgressBar::hidden(),
    }
}

/// How the rows of a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
struct Counts {
    /// Answered.
    answered: u64,
    /// Left to choose.
    ambiguous: u64,
    /// Without an answer.
    no_answer: u64,
    /// That could not be read or asked.
    errors: u64,
    /// That a run before had written.
    resumed: u64,
}

impl Counts {
    /// Rows of this run.
    fn rows(self) -> u64 {
        self.answered + self.ambiguous + self.no_answer + self.errors
    }

    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Answer(_) => self.answered += 1,
            Outcome::Ambiguous(_) => self.ambiguous += 1,
            Outcome::NoAnswer(_) => self.no_answer += 1,
        }
    }

    fn rate(self, took: Duration) -> f64 {
        self.rows() as f64 / took.as_secs_f64().max(1e-9)
    }
}

#[derive(Serialize)]
struct Summary {
    #[serde(flatten)]
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions_per_second: Option<f64>,
}

struct Run<'a> {
    options: &'a Options,
    batch: &'a Batch,
    terminal: &'a Terminal,
    engine: Engine,
    pool: rayon::ThreadPool,
    cache: Cache,
    output: Output,
    counts: Counts,
}

impl Run<'_> {
    /// The rows of a chunk, each with the line that it begins on; empty ones are none.
    fn read(&self, chunk: Vec<quoting::Row>, input: &Input) -> Vec<(u64, Result<Row, Box<Fault>>)> {
        let make = |text: String| {
            let mut question = self.options.question(text);
            if self.batch.format == Some(AnswerForm::Trec) {
                question = question.top(self.options.top.max(DEPTH));
            }
            if self.batch.explain { question.explain() } else { question }
        };
        let read = |raw: quoting::Row| {
            let row = match (raw.flaw, &input.columns) {
                (Some(flaw @ Flaw::Unclosed(_)), Some(columns)) => Some(Err(columns.unclosed(&raw.bytes, flaw))),
                (Some(flaw), _) => Some(Err(Box::new(flaw.to_string().into()))),
                (None, Some(columns)) => columns.row(&raw.bytes, raw.line, make),
                (None, None) => rows::read(&raw.bytes, raw.line, input.form, &self.batch.map, make)
                    .map(|row| row.map_err(|what| Box::new(what.into()))),
            };
            let line = if let Some(Flaw::Unclosed(line)) = raw.flaw { line } else { raw.line };
            row.map(|row| (line, row))
        };
        chunk.into_iter().filter_map(read).collect()
    }

    /// Passes over the rows that stand in the output already.
    fn pass_over(&mut self, input: &mut Input, standing: &Standing) -> Result<(), Failure> {
        let mut last: Option<String> = None;
        while self.counts.resumed < standing.rows {
            let chunk = input.chunk(1)?;
            if chunk.is_empty() {
                return Err(self.other_questions("it has more answers than there are questions"));
            }
            for (_, row) in self.read(chunk, input) {
                // What is skipped leaves no row.
                if row.is_err() && self.batch.on_error == OnError::Skip {
                    continue;
                }
                self.counts.resumed += 1;
                last = row.ok().map(|row| row.question.text().to_owned());
            }
        }
        let same = match (&standing.last, last) {
            (None, _) => true,
            (Some(Last::To(there)), here) => here.as_ref() == Some(there),
            (Some(Last::Error), here) => here.is_none(),
            (Some(Last::Foreign), _) => false,
        };
        if !same {
            return Err(self.other_questions("its last answer is to another question"));
        }
        self.output.go_on(standing)
    }

    fn other_questions(&self, what: &str) -> Failure {
        let (name, input) = (self.output.name(), self.batch.input.display());
        Failure::Input(format!("{name}: this is not of {input}: {what}; name another file, or leave --resume out"))
    }

    /// Answers a chunk of rows and writes them in their order.
    fn chunk(&mut self, chunk: Vec<quoting::Row>, input: &Input) -> Result<(), Failure> {
        let rows = self.read(chunk, input);
        let questions: Vec<&Question> =
            rows.iter().filter_map(|(_, row)| row.as_ref().ok()).map(|r| &r.question).collect();
        let mut responses = self.cache.ask(&self.engine, &self.pool, &questions).into_iter();
        for (line, row) in rows {
            match row {
                Ok(row) => match responses.next() {
                    Some((Ok(response), took)) => {
                        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
                        let took_us = (!self.batch.no_timing).then_some(took_us);
                        match self.output.answer(row, &response, took_us, &self.engine, self.terminal)? {
                            Ok(()) => self.counts.count(&response.outcome),
                            Err(what) => self.fault(line, &what.into())?,
                        }
                    }
                    Some((Err(what), _)) => {
                        let question = row.question.text().to_owned();
                        self.fault(line, &Fault { what, id: row.id, question, input: row.input })?;
                    }
                    None => {}
                },
                Err(fault) => self.fault(line, &fault)?,
            }
        }
        Ok(())
    }

    fn fault(&mut self, line: u64, fault: &Fault) -> Result<(), Failure> {
        self.counts.errors += 1;
        let what = &fault.what;
        let said = format!("{}:{line}: {what}; mend the row, or see --on-error", self.batch.input.display());
        match self.batch.on_error {
            OnError::Stop => {
                self.output.flush()?;
                return Err(Failure::Input(said));
            }
            OnError::Skip => complain(&said),
            OnError::Row if !self.output.holds_faults() => complain(&said),
            OnError::Row => self.output.fault(line, fault)?,
        }
        Ok(())
    }

    /// Ends the output, says what was done, and how it ended.
    fn conclude(self, took: Duration) -> Result<Status, Failure> {
        let Run { options, batch, output, counts, .. } = self;
        let resumable = output.is_resumable() && batch.output != Path::new("-") && !input::is_packed(&batch.output);
        output.finish()?;
        if let Some(path) = &batch.summary {
            let timed = !batch.no_timing;
            let summary = Summary {
                counts,
                seconds: timed.then(|| (took.as_secs_f64() * 1e3).round() / 1e3),
                questions_per_second: timed.then(|| counts.rate(took).round()),
            };
            let text = format!("{}\n", super::json::line(&summary));
            write_whole(path, text.as_bytes()).map_err(|e| {
                Failure::Input(format!("{}: the summary cannot be written: {e}; name another file", path.display()))
            })?;
        }
        if interrupt::pressed() {
            let rows = counted(counts.resumed + counts.rows(), "row");
            let how = if resumable { "; --resume goes on from there" } else { "" };
            complain(&format!("stopped by Ctrl-C after {rows}; what is done is written{how}"));
            return Ok(Status::Interrupted);
        }
        if io::stderr().is_terminal() && !options.quiet {
            say(&format!(
                "{} answered, {} ambiguous, {} no answer, {}, {:.0} questions a second",
                counts.answered,
                counts.ambiguous,
                counts.no_answer,
                counted(counts.errors, "error"),
                counts.rate(took)
            ));
        }
        let unanswered = batch.fail_on == Some(FailOn::NoAnswer) && counts.ambiguous + counts.no_answer > 0;
        Ok(if counts.errors > 0 && counts.rows() == counts.errors {
            Status::Usage
        } else if unanswered {
            Status::NoAnswer
        } else {
            Status::Done
        })
    }
}

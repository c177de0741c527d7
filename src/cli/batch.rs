//! `answerbook batch`: a file of questions to a file of answers, in order.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{Batch, FailOn, Form, OnError, Options};
use super::fail::{Failure, Status};
use super::interrupt;
use super::json::{self, Extras};
use super::render;
use super::rows::{self, Row};
use super::terminal::{Terminal, complain, say};
use crate::{Engine, Outcome, Policy, Response};

/// Questions read ahead for each of the jobs that answer at a time.
const CHUNK_PER_JOB: usize = 64;

/// Answers all questions of the input.
///
/// # Errors
///
/// An input or output file that cannot be opened, read or written; a faulty row under
/// `--on-error stop`; an engine that cannot be opened.
pub fn run(options: &Options, batch: &Batch, terminal: &Terminal) -> Result<Status, Failure> {
    let input = Input::open(&batch.input, batch.from)?;
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
    let batch = Batch {
        input: input.to_path_buf(),
        output: "-".into(),
        from: None,
        format: Some(if text { Form::Text } else { Form::Jsonl }),
        jobs: None,
        on_error: OnError::Row,
        fail_on: None,
        no_timing: false,
        explain: false,
    };
    if input == Path::new("-") {
        return Err(Failure::Input("-: the dialogue reads stdin; name a file of questions".to_owned()));
    }
    answer_all(options, &batch, terminal, engine.clone(), Input::open(input, None)?)
}

fn answer_all(
    options: &Options,
    batch: &Batch,
    terminal: &Terminal,
    engine: Engine,
    mut input: Input,
) -> Result<Status, Failure> {
    interrupt::watch();
    let mut output = Output::create(batch)?;
    let jobs = batch.jobs.map_or_else(|| if input.piped { 1 } else { processors() }, std::num::NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let pool =
        pool.map_err(|e| Failure::Input(format!("-j {jobs}: so many threads cannot be had: {e}; ask for fewer")))?;
    let mut run = Run { options, batch, terminal, engine, pool, answered: 0, refused: 0, faulty: 0 };
    let bar = progress(&batch.input, options);
    while let Some(chunk) = input.chunk(if jobs > 1 { jobs * CHUNK_PER_JOB } else { 1 })? {
        bar.inc(chunk.iter().map(|line| line.bytes.len() as u64).sum());
        run.chunk(chunk, input.form, jobs, &mut output)?;
        if input.piped {
            output.writer.flush()?;
        }
        if interrupt::pressed() {
            break;
        }
    }
    output.writer.flush()?;
    bar.finish_and_clear();
    if io::stderr().is_terminal() && !options.quiet {
        let errors = if run.faulty == 0 { String::new() } else { format!(", {} unreadable", run.faulty) };
        say(&format!("{} answered, {} not{errors}", run.answered, run.refused));
    }
    if interrupt::pressed() {
        complain(&format!("stopped by Ctrl-C after {} questions; their answers are written", run.done()));
        return Ok(Status::Interrupted);
    }
    let failed = run.faulty > 0 && run.answered + run.refused == 0;
    let unanswered = batch.fail_on == Some(FailOn::NoAnswer) && run.refused > 0;
    Ok(if failed {
        Status::Usage
    } else if unanswered {
        Status::NoAnswer
    } else {
        Status::Done
    })
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// A bar over the input's bytes, on a terminal only.
fn progress(input: &Path, options: &Options) -> ProgressBar {
    let length = std::fs::metadata(input).ok().filter(|m| m.is_file()).map(|m| m.len());
    match length {
        Some(length) if io::stderr().is_terminal() && !options.quiet => {
            let bar = ProgressBar::new(length);
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3}% {eta} left") {
                bar.set_style(style);
            }
            bar
        }
        _ => ProgressBar::hidden(),
    }
}

struct Line {
    number: u64,
    bytes: Vec<u8>,
}

struct Input {
    reader: BufReader<Box<dyn Read>>,
    form: Form,
    piped: bool,
    number: u64,
    name: String,
}

impl Input {
    fn open(path: &Path, form: Option<Form>) -> Result<Self, Failure> {
        let name = if path == Path::new("-") { "stdin".to_owned() } else { path.display().to_string() };
        let unreadable = |e: io::Error| {
            Failure::Input(format!("{name}: the questions cannot be read: {e}; name a file, or - for stdin"))
        };
        let piped = path == Path::new("-");
        let source: Box<dyn Read> = if piped {
            Box::new(io::stdin())
        } else {
            if path.is_dir() {
                return Err(Failure::Input(format!("{name}: this is a folder; name a file of questions")));
            }
            Box::new(File::open(path).map_err(unreadable)?)
        };
        let mut reader = BufReader::new(source);
        let by_first_byte = |bytes: &[u8]| {
            let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
            if first == Some(&b'{') { Form::Jsonl } else { Form::Text }
        };
        refuse_tables(path, form)?;
        let form = match form.or_else(|| rows::form_of(path)) {
            Some(form) => form,
            None => by_first_byte(reader.fill_buf().map_err(unreadable)?),
        };
        Ok(Input { reader, form, piped, number: 0, name })
    }

    /// The next lines, at most `count`, and of a pipe no more than have come already once
    /// there is one; `None` at the end.
    fn chunk(&mut self, count: usize) -> Result<Option<Vec<Line>>, Failure> {
        let mut lines = Vec::new();
        while lines.len() < count {
            if self.piped && !lines.is_empty() && !self.reader.buffer().contains(&b'\n') {
                break;
            }
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes);
            if read.map_err(|e| Failure::Input(format!("{}: the questions cannot be read: {e}", self.name)))? == 0 {
                break;
            }
            self.number += 1;
            lines.push(Line { number: self.number, bytes });
        }
        Ok((!lines.is_empty()).then_some(lines))
    }
}

struct Output {
    writer: Box<dyn Write>,
    form: Form,
}

impl Output {
    fn create(batch: &Batch) -> Result<Self, Failure> {
        let path = &batch.output;
        if path == Path::new("-") {
            let writer = Box::new(BufWriter::new(io::stdout()));
            return Ok(Output { writer, form: batch.format.unwrap_or(Form::Jsonl) });
        }
        if same_file(path, &batch.input) {
            return Err(Failure::Input(format!(
                "{}: the answers would overwrite the questions; name another file with -o",
                path.display()
            )));
        }
        refuse_tables(path, batch.format)?;
        let file = File::create(path).map_err(|e| {
            Failure::Input(format!("{}: the answers cannot be written: {e}; name another file with -o", path.display()))
        })?;
        let form = batch.format.or_else(|| rows::form_of(path)).unwrap_or(Form::Jsonl);
        Ok(Output { writer: Box::new(BufWriter::new(file)), form })
    }
}

/// Tables would be read line by line as questions, or written as something else.
fn refuse_tables(path: &Path, form: Option<Form>) -> Result<(), Failure> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if form.is_none() && matches!(ending.as_str(), "csv" | "tsv" | "xlsx") {
        let what = format!("{}: .{ending} is neither read nor written yet; use .jsonl or .txt", path.display());
        return Err(Failure::Input(what));
    }
    Ok(())
}

/// Whether two paths lead to one file that is there.
pub fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

struct Run<'a> {
    options: &'a Options,
    batch: &'a Batch,
    terminal: &'a Terminal,
    engine: Engine,
    pool: rayon::ThreadPool,
    answered: u64,
    refused: u64,
    faulty: u64,
}

impl Run<'_> {
    fn done(&self) -> u64 {
        self.answered + self.refused + self.faulty
    }

    /// Answers a chunk of lines and writes the rows in their order.
    fn chunk(&mut self, lines: Vec<Line>, form: Form, jobs: usize, output: &mut Output) -> Result<(), Failure> {
        let make = |text: String| {
            let question = self.options.question(text);
            if self.batch.explain { question.explain() } else { question }
        };
        let rows: Vec<(u64, Result<Row, String>)> = lines
            .into_iter()
            .filter_map(|line| rows::read(&line.bytes, line.number, form, make).map(|row| (line.number, row)))
            .collect();
        let mut responses = self.ask(&rows, jobs).into_iter();
        for (number, row) in rows {
            match row {
                Ok(row) => {
                    let Some((response, took_us)) = responses.next() else {
                        continue;
                    };
                    match response {
                        Ok(response) => self.write(row, &response, took_us, output)?,
                        Err(error) => self.fault(number, &error.to_string(), output)?,
                    }
                }
                Err(what) => self.fault(number, &what, output)?,
            }
        }
        Ok(())
    }

    /// One failing question must not take the answers of the others along.
    fn ask(&self, rows: &[(u64, Result<Row, String>)], jobs: usize) -> Vec<(crate::Result<Response>, u64)> {
        let questions = rows.iter().filter_map(|(_, row)| row.as_ref().ok()).map(|row| row.question.clone());
        let started = Instant::now();
        if jobs > 1 {
            let responses = self.pool.install(|| self.engine.ask_batch(questions));
            // In parallel only the mean tells anything.
            let each = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX) / responses.len().max(1) as u64;
            return responses.into_iter().map(|r| (r, each)).collect();
        }
        questions
            .map(|question| {
                let started = Instant::now();
                let response = self.engine.ask(question);
                (response, u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX))
            })
            .collect()
    }

    fn write(&mut self, row: Row, response: &Response, took_us: u64, output: &mut Output) -> Result<(), Failure> {
        if matches!(response.outcome, Outcome::Answer(_)) {
            self.answered += 1;
        } else {
            self.refused += 1;
        }
        match output.form {
            Form::Jsonl => {
                let extras =
                    Extras { id: row.id, input: row.input, took_us: (!self.batch.no_timing).then_some(took_us) };
                writeln!(output.writer, "{}", json::response(response, &extras))?;
            }
            Form::Text => {
                let question = super::sanitize::for_line(row.question.text());
                writeln!(output.writer, "{question}\n{}\n", render::response(response, self.terminal))?;
            }
        }
        Ok(())
    }

    fn fault(&mut self, line: u64, what: &str, output: &mut Output) -> Result<(), Failure> {
        self.faulty += 1;
        let said = format!("{}:{line}: {what}; mend the row, or see --on-error", self.batch.input.display());
        match self.batch.on_error {
            OnError::Stop => {
                output.writer.flush()?;
                return Err(Failure::Input(said));
            }
            OnError::Skip => complain(&said),
            OnError::Row if output.form == Form::Jsonl => writeln!(output.writer, "{}", json::error(line, what))?,
            OnError::Row => writeln!(output.writer, "error: {}\n", super::sanitize::for_line(&said))?,
        }
        Ok(())
    }
}

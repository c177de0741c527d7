//! The answers of a batch: rows written whole, one after the other, or after those that stand there.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};

use super::exchange::{self, AZURE};
use super::input::is_packed;
use super::rows::{self, Fault, Row};
use crate::cli::args::{AnswerForm, Batch, Form};
use crate::cli::fail::Failure;
use crate::cli::json::{self, Extras};
use crate::cli::terminal::Terminal;
use crate::cli::{render, sanitize, table};
use crate::quoting::Rows;
use crate::{Engine, Response};

/// Rows that stand in a file already, as a run before left it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many; the head of a table is none.
    pub rows: u64,
    /// Bytes of them, and of the head; what follows is a torn row.
    bytes: u64,
    /// The last, where there is one.
    pub last: Option<Last>,
    /// How the torn row behind them begins; empty where none is torn.
    torn: Vec<u8>,
}

/// What a row of answers is.
#[derive(Debug, PartialEq, Eq)]
pub enum Last {
    /// The answer to this question.
    To(String),
    /// That a row could not be read.
    Error,
    /// Nothing that this program writes.
    Foreign,
}

/// Where answers are written.
pub struct Output {
    writer: Writer,
    form: AnswerForm,
    /// Beside SQuAD's answers, how likely each question has none.
    na_prob: Option<Writer>,
    /// Questions written.
    written: u64,
    /// Columns of the input that are carried through; of other inputs the fields as JSON.
    others: Option<Vec<String>>,
    name: String,
    /// The file gone on with, to be cut there before anything is written.
    cut: Option<(File, u64)>,
}

enum Writer {
    Plain(BufWriter<Box<dyn Write>>),
    Packed(GzEncoder<BufWriter<File>>),
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Writer::Plain(writer) => writer.write(bytes),
            Writer::Packed(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Writer::Plain(writer) => writer.flush(),
            Writer::Packed(writer) => writer.flush(),
        }
    }
}

impl Output {
    /// Begins the output anew, or after what stands there if the batch goes on. `others` are the
    /// columns of a table that are carried through.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or is of no form to go on from.
    pub fn create(batch: &Batch, others: Option<Vec<String>>) -> Result<(Self, Standing), Failure> {
        let path = &batch.output;
        let stdout = path == Path::new("-");
        let name = if stdout { "stdout".to_owned() } else { path.display().to_string() };
        let wrong = |what: &str| Failure::Input(format!("{name}: {what}"));
        if rows::ending(path) == "xlsx" {
            return Err(wrong("workbooks are not written; name a file that ends in .csv"));
        }
        let form = batch.format.or_else(|| rows::form_of(path).map(by_ending)).unwrap_or(AnswerForm::Jsonl);
        if let Some(path) = batch.na_prob.as_ref().filter(|_| form != AnswerForm::Squad) {
            let what = "chances of no answer go with SQuAD's answers only; add --format squad";
            return Err(Failure::Input(format!("{}: {what}", path.display())));
        }
        if stdout {
            if batch.resume {
                return Err(wrong("there is nothing to go on from; name the file of answers with -o"));
            }
            let writer = Writer::Plain(BufWriter::new(Box::new(io::stdout())));
            let mut output = Output { writer, form, na_prob: na_prob(batch)?, written: 0, others, name, cut: None };
            output.head()?;
            return Ok((output, Standing::default()));
        }
        if path.is_dir() {
            return Err(wrong("this is a folder; name a file with -o"));
        }
        let unwritable =
            |e: io::Error| wrong(&format!("the answers cannot be written: {e}; name another file with -o"));
        if batch.resume && path.exists() {
            if is_packed(path) || !is_resumable(form) {
                return Err(wrong("only plain files of rows can be gone on with: .jsonl, .csv or .tsv"));
            }
            let standing = standing(path, form).map_err(unwritable)?;
            let file = File::options().write(true).open(path).map_err(unwritable)?;
            let writer = Writer::Plain(BufWriter::new(Box::new(file.try_clone().map_err(unwritable)?)));
            let cut = Some((file, standing.bytes));
            return Ok((Output { writer, form, na_prob: None, written: 0, others, name, cut }, standing));
        }
        let na_prob = na_prob(batch)?;
        let file = File::create(path).map_err(unwritable)?;
        let writer = if is_packed(path) {
            Writer::Packed(GzEncoder::new(BufWriter::new(file), Compression::default()))
        } else {
            Writer::Plain(BufWriter::new(Box::new(file)))
        };
        let mut output = Output { writer, form, na_prob, written: 0, others, name, cut: None };
        output.head()?;
        Ok((output, Standing::default()))
    }

    /// Goes on after the rows that stand there, once they are known to be answers to the same
    /// questions: what is torn behind them is written anew.
    ///
    /// # Errors
    ///
    /// A file that cannot be written, or whose torn row this program cannot have begun.
    pub fn go_on(&mut self, standing: &Standing) -> Result<(), Failure> {
        let Some((mut file, bytes)) = self.cut.take() else { return Ok(()) };
        let begins: &[u8] = match self.form {
            AnswerForm::Csv | AnswerForm::Tsv if bytes == 0 => b"id",
            AnswerForm::Csv | AnswerForm::Tsv => b"",
            _ => b"{\"id\":",
        };
        if !standing.torn.iter().zip(begins).all(|(there, ours)| there == ours) {
            let what = format!("{}: its last line is no answer; name another file, or leave --resume out", self.name);
            return Err(Failure::Input(what));
        }
        file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(|e| {
            Failure::Input(format!("{}: the answers cannot be written: {e}; name another file with -o", self.name))
        })?;
        if bytes == 0 { self.head() } else { Ok(()) }
    }

    /// The first row of a table.
    fn head(&mut self) -> Result<(), Failure> {
        match self.form {
            AnswerForm::Csv | AnswerForm::Tsv => {}
            AnswerForm::Azure => return self.cells(&AZURE.map(str::to_owned)),
            _ => return Ok(()),
        }
        let mut cells: Vec<String> = table::COLUMNS.iter().map(|c| (*c).to_owned()).collect();
        match &self.others {
            Some(others) => cells.extend(others.iter().map(|name| {
                // A column of the same name is told apart.
                if table::COLUMNS.contains(&name.as_str()) { format!("input_{name}") } else { name.clone() }
            })),
            None => cells.push("input".to_owned()),
        }
        self.cells(&cells)
    }

    fn cells(&mut self, cells: &[String]) -> Result<(), Failure> {
        let delimiter = if self.form == AnswerForm::Csv { b',' } else { b'\t' };
        let row = table::parted(cells, delimiter);
        writeln!(self.writer, "{row}")?;
        Ok(())
    }

    /// Writes the answer to one row; returns why not, where the form cannot hold it.
    ///
    /// # Errors
    ///
    /// An output that cannot be written, an index that can no longer be read.
    pub fn answer(
        &mut self,
        row: Row,
        response: &Response,
        took_us: Option<u64>,
        engine: &Engine,
        terminal: &Terminal,
    ) -> Result<Result<(), String>, Failure> {
        match self.form {
            AnswerForm::Jsonl => {
                let extras = Extras { id: row.id, input: row.input, took_us };
                writeln!(self.writer, "{}", json::response(response, &extras))?;
            }
            AnswerForm::Text => {
                let question = sanitize::for_line(row.question.text());
                writeln!(self.writer, "{question}\n{}\n", render::response(response, terminal))?;
            }
            AnswerForm::Csv | AnswerForm::Tsv => {
                let mut cells = table::cells(response, &plain(&row.id));
                cells.extend(self.other_cells(row.input));
                self.cells(&cells)?;
            }
            AnswerForm::Squad => match exchange::squad(&row, response) {
                Ok([prediction, chance]) => {
                    let before = if self.written == 0 { "{\n" } else { ",\n" };
                    write!(self.writer, "{before}{prediction}")?;
                    if let Some(na_prob) = &mut self.na_prob {
                        write!(na_prob, "{before}{chance}")?;
                    }
                }
                Err(what) => return Ok(Err(what)),
            },
            AnswerForm::Trec => match exchange::trec(&row, response) {
                Ok(lines) => self.writer.write_all(lines.as_bytes())?,
                Err(what) => return Ok(Err(what)),
            },
            AnswerForm::Azure => {
                let cells = exchange::azure(self.written + 1, &row, response, engine)?;
                self.cells(&cells)?;
            }
        }
        self.written += 1;
        Ok(Ok(()))
    }

    /// The input's other columns, or where it has none its other fields as JSON.
    fn other_cells(&self, input: Option<Map<String, Value>>) -> Vec<String> {
        let input = input.unwrap_or_default();
        match &self.others {
            Some(others) => others.iter().map(|name| input.get(name).map(plain).unwrap_or_default()).collect(),
            None if input.is_empty() => vec![String::new()],
            None => vec![json::line(&input)],
        }
    }

    /// Whether a row that could not be read has its own in this form.
    pub fn holds_faults(&self) -> bool {
        !matches!(self.form, AnswerForm::Squad | AnswerForm::Trec | AnswerForm::Azure)
    }

    /// Whether a later run can go on from what is written.
    pub fn is_resumable(&self) -> bool {
        is_resumable(self.form)
    }

    /// Writes the row for one that could not be read; in a form that has none, nothing.
    ///
    /// # Errors
    ///
    /// As [`Output::answer`].
    pub fn fault(&mut self, line: u64, fault: &Fault) -> Result<(), Failure> {
        let what = &fault.what;
        match self.form {
            AnswerForm::Jsonl => writeln!(self.writer, "{}", json::error(line, what))?,
            AnswerForm::Text => writeln!(self.writer, "error: line {line}: {}\n", sanitize::for_line(what))?,
            AnswerForm::Squad | AnswerForm::Trec | AnswerForm::Azure => {}
            AnswerForm::Csv | AnswerForm::Tsv => {
                let mut cells = table::fault(&plain(&fault.id), &fault.question, &format!("line {line}: {what}"));
                cells.extend(self.other_cells(fault.input.clone()));
                self.cells(&cells)?;
            }
        }
        Ok(())
    }

    /// Writes out what is held back.
    ///
    /// # Errors
    ///
    /// As [`Output::answer`].
    pub fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.writer.flush()?)
    }

    /// Ends the output.
    ///
    /// # Errors
    ///
    /// As [`Output::answer`].
    pub fn finish(mut self) -> Result<(), Failure> {
        if self.form == AnswerForm::Squad {
            let end = if self.written == 0 { "{}\n" } else { "\n}\n" };
            self.writer.write_all(end.as_bytes())?;
            if let Some(na_prob) = &mut self.na_prob {
                na_prob.write_all(end.as_bytes())?;
            }
        }
        for writer in std::iter::once(self.writer).chain(self.na_prob) {
            match writer {
                Writer::Plain(mut writer) => writer.flush()?,
                Writer::Packed(writer) => writer.finish()?.flush()?,
            }
        }
        Ok(())
    }

    /// How it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The form of a file of answers by its ending.
fn by_ending(form: Form) -> AnswerForm {
    match form {
        Form::Jsonl | Form::Squad => AnswerForm::Jsonl,
        Form::Csv => AnswerForm::Csv,
        Form::Tsv => AnswerForm::Tsv,
        Form::Text => AnswerForm::Text,
    }
}

fn is_resumable(form: AnswerForm) -> bool {
    matches!(form, AnswerForm::Jsonl | AnswerForm::Csv | AnswerForm::Tsv)
}

/// Begins the file of chances, where one is asked for.
fn na_prob(batch: &Batch) -> Result<Option<Writer>, Failure> {
    let Some(path) = &batch.na_prob else { return Ok(None) };
    let wrong = |what: &str| Failure::Input(format!("{}: {what}", path.display()));
    let file = File::create(path).map_err(|e| wrong(&format!("it cannot be written: {e}; name another file")))?;
    Ok(Some(Writer::Plain(BufWriter::new(Box::new(file)))))
}

/// A value as it stands in a cell.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => json::line(other),
    }
}

/// The whole rows of a file of answers.
fn standing(path: &Path, form: AnswerForm) -> io::Result<Standing> {
    let mut rows = Rows::of(BufReader::new(File::open(path)?));
    let delimiter = match form {
        AnswerForm::Csv => Some(b','),
        AnswerForm::Tsv => Some(b'\t'),
        _ => None,
    };
    let (mut standing, mut head) = (Standing::default(), delimiter.is_some());
    loop {
        let row = match delimiter {
            Some(delimiter) => rows.row(delimiter)?,
            None => rows.line()?,
        };
        let Some(row) = row else { return Ok(standing) };
        if row.flaw.is_some() || !row.bytes.ends_with(b"\n") {
            standing.torn = row.bytes;
            return Ok(standing);
        }
        standing.bytes += row.bytes.len() as u64;
        if head {
            head = false;
        } else {
            standing.rows += 1;
            standing.last = Some(kind_of(&row.bytes, delimiter));
        }
    }
}

/// What a row of a file of answers is.
fn kind_of(row: &[u8], delimiter: Option<u8>) -> Last {
    let (question, error) = match delimiter {
        Some(delimiter) => {
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(row);
            let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
            // The columns are those of `table::COLUMNS`.
            (record.get(1).map(str::to_owned), record.get(2) == Some("error"))
        }
        None => {
            let row: Value = serde_json::from_slice(row).unwrap_or_default();
            let question = row.get("question").filter(|_| row.get("outcome").is_some());
            (question.and_then(Value::as_str).map(str::to_owned), row.get("error").is_some())
        }
    };
    match question {
        _ if error => Last::Error,
        Some(question) => Last::To(question),
        None => Last::Foreign,
    }
}

/// Whether a file could be written there: better known before than after the last question.
///
/// # Errors
///
/// A folder that is not there.
pub fn writable(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder).map(|_| ())
}

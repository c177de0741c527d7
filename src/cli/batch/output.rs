//! The answers of a batch: rows written whole, one after the other, or after those that stand there.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::input::{Quotes, is_packed};
use super::rows::{self, Row};
use crate::Response;
use crate::cli::args::{Batch, Form};
use crate::cli::fail::Failure;
use crate::cli::json::{self, Extras};
use crate::cli::terminal::Terminal;
use crate::cli::{render, sanitize, table};

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
    form: Form,
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
    /// A file that cannot be written, is the input, or is of no form to go on from.
    pub fn create(batch: &Batch, others: Option<Vec<String>>) -> Result<(Self, Standing), Failure> {
        let path = &batch.output;
        let stdout = path == Path::new("-");
        let name = if stdout { "stdout".to_owned() } else { path.display().to_string() };
        let wrong = |what: &str| Failure::Input(format!("{name}: {what}"));
        if rows::ending(path) == "xlsx" {
            return Err(wrong("workbooks are not written; name a file that ends in .csv"));
        }
        let form = batch.format.or_else(|| rows::form_of(path)).unwrap_or(Form::Jsonl);
        if stdout {
            if batch.resume {
                return Err(wrong("there is nothing to go on from; name the file of answers with -o"));
            }
            let writer = Writer::Plain(BufWriter::new(Box::new(io::stdout())));
            let mut output = Output { writer, form, others, name, cut: None };
            output.head()?;
            return Ok((output, Standing::default()));
        }
        if super::same_file(path, &batch.input) {
            return Err(wrong("the answers would overwrite the questions; name another file with -o"));
        }
        if path.is_dir() {
            return Err(wrong("this is a folder; name a file with -o"));
        }
        let unwritable =
            |e: io::Error| wrong(&format!("the answers cannot be written: {e}; name another file with -o"));
        if batch.resume && path.exists() {
            if is_packed(path) || form == Form::Text {
                return Err(wrong("only plain files of rows can be gone on with: .jsonl, .csv or .tsv"));
            }
            let standing = standing(path, form).map_err(unwritable)?;
            let file = File::options().write(true).open(path).map_err(unwritable)?;
            let writer = Writer::Plain(BufWriter::new(Box::new(file.try_clone().map_err(unwritable)?)));
            let cut = Some((file, standing.bytes));
            return Ok((Output { writer, form, others, name, cut }, standing));
        }
        let file = File::create(path).map_err(unwritable)?;
        let writer = if is_packed(path) {
            Writer::Packed(GzEncoder::new(BufWriter::new(file), Compression::default()))
        } else {
            Writer::Plain(BufWriter::new(Box::new(file)))
        };
        let mut output = Output { writer, form, others, name, cut: None };
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
            Form::Jsonl | Form::Text => b"{\"id\":",
            Form::Csv | Form::Tsv if bytes == 0 => b"id",
            Form::Csv | Form::Tsv => b"",
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
        if !matches!(self.form, Form::Csv | Form::Tsv) {
            return Ok(());
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
        let delimiter = if self.form == Form::Tsv { b'\t' } else { b',' };
        let row = table::parted(cells, delimiter);
        writeln!(self.writer, "{row}")?;
        Ok(())
    }

    /// Writes the answer to one row.
    ///
    /// # Errors
    ///
    /// An output that cannot be written.
    pub fn answer(
        &mut self,
        row: Row,
        response: &Response,
        took_us: Option<u64>,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        match self.form {
            Form::Jsonl => {
                let extras = Extras { id: row.id, input: row.input, took_us };
                writeln!(self.writer, "{}", json::response(response, &extras))?;
            }
            Form::Text => {
                let question = sanitize::for_line(row.question.text());
                writeln!(self.writer, "{question}\n{}\n", render::response(response, terminal))?;
            }
            Form::Csv | Form::Tsv => {
                let id = plain(&row.id);
                let mut cells = table::cells(response, &id);
                let input = row.input.unwrap_or_default();
                match &self.others {
                    Some(others) => {
                        cells.extend(others.iter().map(|name| input.get(name).map(plain).unwrap_or_default()))
                    }
                    None if input.is_empty() => cells.push(String::new()),
                    None => cells.push(json::line(&input)),
                }
                self.cells(&cells)?;
            }
        }
        Ok(())
    }

    /// Writes the row for one that could not be read.
    ///
    /// # Errors
    ///
    /// As [`Output::answer`].
    pub fn fault(&mut self, line: u64, what: &str) -> Result<(), Failure> {
        match self.form {
            Form::Jsonl => writeln!(self.writer, "{}", json::error(line, what))?,
            Form::Text => writeln!(self.writer, "error: line {line}: {}\n", sanitize::for_line(what))?,
            Form::Csv | Form::Tsv => {
                let others = self.others.as_ref().map_or(1, Vec::len);
                let mut cells = vec![String::new(), format!("line {line}: {what}"), "error".to_owned()];
                cells.resize(table::COLUMNS.len() + others, String::new());
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
    pub fn finish(self) -> Result<(), Failure> {
        match self.writer {
            Writer::Plain(mut writer) => writer.flush()?,
            Writer::Packed(writer) => writer.finish()?.flush()?,
        }
        Ok(())
    }

    /// How it is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => json::line(other),
    }
}

/// The whole rows of a file of answers.
fn standing(path: &Path, form: Form) -> io::Result<Standing> {
    let mut reader = BufReader::new(File::open(path)?);
    let delimiter = match form {
        Form::Csv => Some(b','),
        Form::Tsv => Some(b'\t'),
        Form::Jsonl | Form::Text => None,
    };
    let (mut standing, mut head) = (Standing::default(), delimiter.is_some());
    let (mut row, mut quotes) = (Vec::new(), Quotes::default());
    loop {
        let from = row.len();
        if reader.read_until(b'\n', &mut row)? == 0 || !row.ends_with(b"\n") {
            standing.torn = row;
            return Ok(standing);
        }
        if delimiter.is_some_and(|d| quotes.read(row.get(from..).unwrap_or_default(), d)) {
            continue;
        }
        standing.bytes += row.len() as u64;
        if head {
            head = false;
        } else {
            standing.rows += 1;
            standing.last = Some(kind_of(&row, delimiter));
        }
        row.clear();
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

//! The questions of a batch, row after row: lines, or records of a table.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::rows::{self, Columns};
use crate::Question;
use crate::cli::args::Form;
use crate::cli::eval::questions::Making;
use crate::cli::eval::squad;
use crate::cli::fail::Failure;
use crate::cli::json;
use crate::quoting::{Row, Rows};

/// Rows read one after the other.
pub struct Input {
    rows: Rows<Box<dyn Read>>,
    /// What form they are in.
    pub form: Form,
    /// Whether somebody may wait for each answer.
    pub piped: bool,
    /// The columns of a table.
    pub columns: Option<Columns>,
    name: String,
}

impl Input {
    /// Opens a file, or stdin for `-`; a name that ends in `.gz` is unpacked. `map` names fields
    /// by what they are called there.
    ///
    /// # Errors
    ///
    /// An input that cannot be read, or a table without questions.
    pub fn open(path: &Path, form: Option<Form>, map: &[(String, String)]) -> Result<Self, Failure> {
        let piped = path == Path::new("-");
        let name = if piped { "stdin".to_owned() } else { path.display().to_string() };
        let unreadable = |e: io::Error| {
            Failure::Input(format!("{name}: the questions cannot be read: {e}; name a file, or - for stdin"))
        };
        let source: Box<dyn Read> = if piped {
            Box::new(io::stdin())
        } else if path.is_dir() {
            return Err(Failure::Input(format!("{name}: this is a folder; name a file of questions")));
        } else {
            let file = File::open(path).map_err(unreadable)?;
            if is_packed(path) { Box::new(MultiGzDecoder::new(BufReader::new(file))) } else { Box::new(file) }
        };
        let mut reader = BufReader::new(source);
        let by_first_byte = |bytes: &[u8]| {
            let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
            if first == Some(&b'{') { Form::Jsonl } else { Form::Text }
        };
        if form.is_none() && rows::ending(path) == "xlsx" {
            return Err(Failure::Input(format!("{name}: workbooks are not read; save it as CSV")));
        }
        let form = match form.or_else(|| rows::form_of(path)) {
            Some(form) => form,
            None => by_first_byte(reader.fill_buf().map_err(unreadable)?),
        };
        if form == Form::Squad {
            reader = parted(reader, &name)?;
        }
        let mut input = Input { rows: Rows::of(reader), form, piped, columns: None, name };
        if matches!(form, Form::Csv | Form::Tsv) {
            input.columns = Some(input.head(map)?);
        }
        Ok(input)
    }

    /// The first row of a table.
    fn head(&mut self, map: &[(String, String)]) -> Result<Columns, Failure> {
        let delimiter = match self.form {
            Form::Tsv => b'\t',
            _ => {
                let name = &self.name;
                let unreadable = |e| Failure::Input(format!("{name}: the questions cannot be read: {e}"));
                let seen = self.rows.peek().map_err(unreadable)?;
                let first = seen.split(|b| *b == b'\n').next().unwrap_or_default();
                let count = |of: u8| first.iter().filter(|b| **b == of).count();
                if count(b';') > count(b',') { b';' } else { b',' }
            }
        };
        let name = self.name.clone();
        let wrong = |line: u64, what: &str| Failure::Input(format!("{name}:{line}: {what}"));
        let head = loop {
            match self.row(Some(delimiter))? {
                Some(Row { flaw: Some(flaw), line, .. }) => return Err(wrong(line, &flaw.to_string())),
                Some(row) if row.bytes.trim_ascii().is_empty() => {}
                Some(row) => break row.bytes,
                None => break Vec::new(),
            }
        };
        Columns::of(&head, delimiter, map).map_err(|what| wrong(self.rows.lines().max(1), &what))
    }

    /// The next rows, at most `count`, and of a pipe no more than have come already once there is
    /// one; none at the end.
    ///
    /// # Errors
    ///
    /// An input that can no longer be read.
    pub fn chunk(&mut self, count: usize) -> Result<Vec<Row>, Failure> {
        let delimiter = self.columns.as_ref().map(|c| c.delimiter);
        let mut rows = Vec::new();
        while rows.len() < count {
            if self.piped && !rows.is_empty() && !self.rows.has_line() {
                break;
            }
            match self.row(delimiter)? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }

    /// The next line, or the next row of a table.
    fn row(&mut self, delimiter: Option<u8>) -> Result<Option<Row>, Failure> {
        let row = match delimiter {
            Some(delimiter) => self.rows.row(delimiter),
            None => self.rows.line(),
        };
        row.map_err(|e| {
            let line = self.rows.lines() + 1;
            Failure::Input(format!("{}:{line}: the questions cannot be read: {e}", self.name))
        })
    }
}

/// Questions as SQuAD has them, each as a line of JSON.
fn parted(mut reader: BufReader<Box<dyn Read>>, name: &str) -> Result<BufReader<Box<dyn Read>>, Failure> {
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|e| {
        Failure::Input(format!("{name}: the questions cannot be read: {e}; name a file, or - for stdin"))
    })?;
    let making = Making { question: &|text| Question::new(text), judged_elsewhere: true };
    let asked = squad::read(&text, &making).map_err(|fault| fault.of(name))?;
    let lines = asked.iter().map(|asked| {
        let row = serde_json::json!({ "id": asked.id, "text": asked.question.text() });
        json::line(&row) + "\n"
    });
    let lines: String = lines.collect();
    Ok(BufReader::new(Box::new(Cursor::new(lines.into_bytes()))))
}

/// Whether a file is packed, by its name.
pub fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"))
}

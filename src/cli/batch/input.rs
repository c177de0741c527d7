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

/// Most bytes of one row: no question is as long.
const ROW_BYTES: usize = 16 << 20;

/// One row as it stands in the input.
pub struct Raw {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Its bytes, the line break too; a longer one than allowed as its length.
    pub bytes: Result<Vec<u8>, u64>,
}

/// Rows read one after the other.
pub struct Input {
    reader: BufReader<Box<dyn Read>>,
    /// What form they are in.
    pub form: Form,
    /// Whether somebody may wait for each answer.
    pub piped: bool,
    /// The columns of a table.
    pub columns: Option<Columns>,
    name: String,
    lines: u64,
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
        let mut input = Input { reader, form, piped, columns: None, name, lines: 0 };
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
                let seen = self.reader.fill_buf().map_err(unreadable)?;
                let first = seen.split(|b| *b == b'\n').next().unwrap_or_default();
                let count = |of: u8| first.iter().filter(|b| **b == of).count();
                if count(b';') > count(b',') { b';' } else { b',' }
            }
        };
        let head = loop {
            match self.row(delimiter)? {
                Some(Raw { bytes: Ok(bytes), .. }) if bytes.trim_ascii().is_empty() => {}
                Some(Raw { bytes: Ok(bytes), .. }) => break bytes,
                _ => break Vec::new(),
            }
        };
        Columns::of(&head, delimiter, map)
            .map_err(|what| Failure::Input(format!("{}:{}: {what}", self.name, self.lines.max(1))))
    }

    /// The next rows, at most `count`, and of a pipe no more than have come already once there is
    /// one; none at the end.
    ///
    /// # Errors
    ///
    /// An input that can no longer be read.
    pub fn chunk(&mut self, count: usize) -> Result<Vec<Raw>, Failure> {
        let delimiter = self.columns.as_ref().map(|c| c.delimiter);
        let mut rows = Vec::new();
        while rows.len() < count {
            if self.piped && !rows.is_empty() && !self.reader.buffer().contains(&b'\n') {
                break;
            }
            let row = match delimiter {
                Some(delimiter) => self.row(delimiter)?,
                None => self.line()?,
            };
            match row {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }

    fn line(&mut self) -> Result<Option<Raw>, Failure> {
        let mut bytes = Vec::new();
        let length = self.more(&mut bytes)?;
        Ok((length > 0).then(|| Raw { line: self.lines, bytes: bounded(bytes, length) }))
    }

    /// A record of a table, over as many lines as its quotes stay open.
    fn row(&mut self, delimiter: u8) -> Result<Option<Raw>, Failure> {
        let (mut bytes, mut length, mut quotes) = (Vec::new(), 0, Quotes::default());
        let line = self.lines + 1;
        loop {
            let from = bytes.len();
            let more = self.more(&mut bytes)?;
            length += more;
            let open = quotes.read(bytes.get(from..).unwrap_or_default(), delimiter);
            if more == 0 || !open || length > ROW_BYTES as u64 {
                return Ok((length > 0).then(|| Raw { line, bytes: bounded(bytes, length) }));
            }
        }
    }

    /// Takes the next line into `into`, or what of it is allowed, and returns its whole length.
    fn more(&mut self, into: &mut Vec<u8>) -> Result<u64, Failure> {
        let mut length = 0u64;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    let line = self.lines + 1;
                    return Err(Failure::Input(format!("{}:{line}: the questions cannot be read: {e}", self.name)));
                }
            };
            let end = buffer.iter().position(|b| *b == b'\n').map(|at| at + 1);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let room = ROW_BYTES.saturating_sub(into.len());
            into.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
            let taken = part.len();
            length += taken as u64;
            self.reader.consume(taken);
            if end.is_some() || taken == 0 {
                self.lines += u64::from(length > 0);
                return Ok(length);
            }
        }
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

fn bounded(bytes: Vec<u8>, length: u64) -> Result<Vec<u8>, u64> {
    if length > ROW_BYTES as u64 { Err(length) } else { Ok(bytes) }
}

/// Words for a row that is too long.
pub fn too_long(length: u64) -> String {
    format!("a row of {length} bytes, more than {ROW_BYTES}; is a quote or a line break missing?")
}

/// Where a reader stands in a table: a line break within quotes ends no record.
#[derive(Default)]
pub struct Quotes {
    open: bool,
    /// A quote stood last: the cell ends, or the next one makes it a letter.
    closing: bool,
    /// A cell has begun.
    within: bool,
}

impl Quotes {
    /// Reads on; whether a quote is open then.
    pub fn read(&mut self, bytes: &[u8], delimiter: u8) -> bool {
        for byte in bytes {
            match *byte {
                b'"' if self.open => {
                    self.open = false;
                    self.closing = true;
                }
                b'"' if self.closing || !self.within => {
                    self.open = true;
                    self.closing = false;
                    self.within = true;
                }
                _ if self.open => {}
                byte if byte == delimiter || byte == b'\n' => {
                    self.within = false;
                    self.closing = false;
                }
                _ => {
                    self.within = true;
                    self.closing = false;
                }
            }
        }
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::Quotes;

    #[test]
    fn quotes_open_only_where_a_cell_begins() {
        for (text, open) in [
            ("a,\"b", true),
            ("a,\"b\"\"", true),
            ("a,\"b\"\"c\"\n", false),
            ("a,5\" pipe\n", false),
            ("\"a\",\"b", true),
            ("a;\"b", false),
        ] {
            assert_eq!(Quotes::default().read(text.as_bytes(), b','), open, "{text}");
        }
        let mut halves = Quotes::default();
        assert!(halves.read(b"a,\"b\n", b','));
        assert!(!halves.read(b"c\",d\n", b','));
    }
}

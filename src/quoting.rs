//! Which lines make a row? One each, or in a table those that a quoted cell holds together.
//!
//! A quote that is opened and never closed would take all rows to the end for its cell. Such a row is given with its flaw,
//! and the lines below the one with the quote are read as rows of their own.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use crate::limits;

/// A row as it stands in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// Its bytes, the line break too; of a row that is too long the first ones.
    pub bytes: Vec<u8>,
    /// Why it cannot be taken as it is.
    pub flaw: Option<Flaw>,
}

/// Why a row cannot be taken as it is. Shown as words for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// So many bytes on so many lines, which are passed over.
    TooLong {
        /// Bytes, more than a row may have.
        bytes: u64,
        /// Lines.
        lines: u64,
    },
    /// The quote opened on this line is never closed. The row ends with the line.
    Unclosed(u64),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::TooLong { bytes, lines: 1 } => {
                write!(
                    f,
                    "a row of {bytes} bytes, more than {}; is a quote or a line break missing?",
                    limits::ROW_BYTES
                )
            }
            Flaw::TooLong { bytes, lines } => {
                let most = limits::ROW_BYTES;
                write!(f, "a row of {bytes} bytes on {lines} lines, more than {most}; is a quote left open?")
            }
            Flaw::Unclosed(_) => {
                f.write_str("a quote is opened here and never closed; close it, and double a quote within a cell")
            }
        }
    }
}

/// Rows read one after the other.
pub struct Rows<R> {
    reader: BufReader<R>,
    /// What ends a line.
    end: u8,
    /// What was read and is to be read once more, from `at` on.
    again: Vec<u8>,
    at: usize,
    lines: u64,
}

impl<R: Read> Rows<R> {
    /// The rows of `reader`, whose lines end with `\n`.
    pub fn of(reader: BufReader<R>) -> Self {
        Rows { reader, end: b'\n', again: Vec::new(), at: 0, lines: 0 }
    }

    /// The same of lines that end with `end`.
    #[must_use]
    pub fn ending(self, end: u8) -> Self {
        Rows { end, ..self }
    }

    /// How many lines have been read.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// What of the input lies ready, at its beginning a part of any length.
    ///
    /// # Errors
    ///
    /// An input that cannot be read.
    pub fn peek(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    /// Whether the next line can be had without waiting for it.
    pub fn has_line(&self) -> bool {
        self.at < self.again.len() || self.reader.buffer().contains(&self.end)
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    ///
    /// An input that can no longer be read.
    pub fn line(&mut self) -> io::Result<Option<Row>> {
        let mut bytes = Vec::new();
        let length = self.more(&mut bytes)?;
        Ok((length > 0).then(|| self.whole(self.lines, bytes, length)))
    }

    /// The next row of a table whose cells are parted by `delimiter`; `None` at the end.
    ///
    /// # Errors
    ///
    /// An input that can no longer be read.
    pub fn row(&mut self, delimiter: u8) -> io::Result<Option<Row>> {
        let (mut bytes, mut length, mut quotes) = (Vec::new(), 0, Quotes::new(delimiter, self.end));
        let line = self.lines + 1;
        // The last line on which a quote was opened, and where it ends.
        let mut opened = (line, 0);
        loop {
            let from = bytes.len();
            let more = self.more(&mut bytes)?;
            length += more;
            let openings = quotes.openings;
            let standing = quotes.read(bytes.get(from..).unwrap_or_default());
            if length == 0 {
                return Ok(None);
            }
            if length > limits::ROW_BYTES as u64 || more > 0 && standing == Standing::Closed {
                return Ok(Some(self.whole(line, bytes, length)));
            }
            if more == 0 || standing == Standing::Astray {
                self.back(bytes.split_off(opened.1), opened.0);
                return Ok(Some(Row { line, bytes, flaw: Some(Flaw::Unclosed(opened.0)) }));
            }
            if quotes.openings > openings {
                opened = (self.lines, bytes.len());
            }
        }
    }

    /// A row that ends with the line read last, or what is said of one that is too long.
    fn whole(&self, line: u64, bytes: Vec<u8>, length: u64) -> Row {
        if length > limits::ROW_BYTES as u64 {
            let flaw = Flaw::TooLong { bytes: length, lines: self.lines + 1 - line };
            return Row { line, bytes, flaw: Some(flaw) };
        }
        Row { line, bytes, flaw: None }
    }

    /// Has the bytes that were read last once more, of the lines after line `line`.
    fn back(&mut self, bytes: Vec<u8>, line: u64) {
        self.lines = line;
        if self.at < self.again.len() {
            self.at -= bytes.len().min(self.at);
        } else {
            (self.again, self.at) = (bytes, 0);
        }
    }

    /// Takes the next line into `into`, or what of it is allowed, and returns its whole length.
    fn more(&mut self, into: &mut Vec<u8>) -> io::Result<u64> {
        let mut length = 0u64;
        loop {
            let rest = self.again.get(self.at..).unwrap_or_default();
            let again = !rest.is_empty();
            let buffer = match if again { Ok(rest) } else { self.reader.fill_buf() } {
                Ok(buffer) => buffer,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let end = buffer.iter().position(|b| *b == self.end).map(|at| at + 1);
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let room = limits::ROW_BYTES.saturating_sub(into.len());
            into.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
            let taken = part.len();
            length += taken as u64;
            if again {
                self.at += taken
            } else {
                self.reader.consume(taken)
            }
            if end.is_some() || taken == 0 {
                self.lines += u64::from(length > 0);
                return Ok(length);
            }
        }
    }
}

/// How a row stands after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The row is at its end.
    Closed,
    /// A quote is open.
    Open,
    /// What closed the quote of a line above begins a cell of this one.
    Astray,
}

/// Where a reader stands in a table: a line break within quotes ends no row.
struct Quotes {
    delimiter: u8,
    end: u8,
    open: bool,
    /// A quote stood last: the cell ends, or the next one makes it a letter.
    closing: bool,
    /// A cell has begun.
    within: bool,
    /// The open quote is that of a line above.
    above: bool,
    /// What stood last parts cells or rows.
    parted: bool,
    /// The quote that stood last closes one above, where a cell could begin.
    doubtful: bool,
    /// Quotes opened so far.
    openings: u64,
}

impl Quotes {
    fn new(delimiter: u8, end: u8) -> Self {
        Quotes {
            delimiter,
            end,
            open: false,
            closing: false,
            within: false,
            above: false,
            parted: true,
            doubtful: false,
            openings: 0,
        }
    }

    /// Reads on.
    fn read(&mut self, bytes: &[u8]) -> Standing {
        for byte in bytes {
            let parts = *byte == self.delimiter || *byte == self.end;
            if std::mem::take(&mut self.doubtful) && !parts && !matches!(byte, b'"' | b'\r' | b'\n') {
                return Standing::Astray;
            }
            match *byte {
                b'"' if self.open => {
                    (self.open, self.closing) = (false, true);
                    self.doubtful = self.above && self.parted;
                }
                // Doubled: a letter of the cell that was open before.
                b'"' if self.closing => (self.open, self.closing) = (true, false),
                b'"' if !self.within => {
                    (self.open, self.within, self.above) = (true, true, false);
                    self.openings += 1;
                }
                _ if self.open => self.above |= *byte == self.end,
                _ => (self.within, self.closing) = (!parts, false),
            }
            self.parted = parts;
        }
        if self.open { Standing::Open } else { Standing::Closed }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{Flaw, Row, Rows};

    fn rows(text: &str) -> Vec<Row> {
        let mut rows = Rows::of(BufReader::new(text.as_bytes()));
        std::iter::from_fn(|| rows.row(b',').unwrap()).collect()
    }

    fn lines(text: &str) -> Vec<(u64, String, bool)> {
        let row = |row: Row| (row.line, String::from_utf8(row.bytes).unwrap(), row.flaw.is_some());
        rows(text).into_iter().map(row).collect()
    }

    #[test]
    fn quotes_open_only_where_a_cell_begins() {
        for (text, count) in [
            ("a,\"b\nc\"\nd\n", 2),
            ("a,\"b\"\"\nc\"\n", 1),
            ("a,\"b\"\"c\"\nd", 2),
            ("a,5\" pipe\nd\"\n", 2),
            ("\"a\",\"b\n\",c\nd", 2),
            ("a,\"b\n\"\"c\"\"\nd\"\n", 1),
            ("a,\"b\n\"\nc\n", 2),
            ("", 0),
        ] {
            let found = lines(text);
            assert!(found.len() == count && found.iter().all(|(_, _, flawed)| !flawed), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_quote_left_open_ends_with_its_line() {
        let row = |line, text: &str, flawed| (line, text.to_owned(), flawed);
        let whole = [row(1, "1,a\n", false), row(2, "2,\"b\n", true), row(3, "3,c\n", false), row(4, "4,d", false)];
        assert_eq!(lines("1,a\n2,\"b\n3,c\n4,d"), whole);
        // A later quoted cell closes it, but for what comes after; in the row are lines that are whole.
        let several = lines("\"1\n\",\"b\n2,c\n3,\"d\"\n4,\"e");
        assert_eq!(
            several,
            [row(1, "\"1\n\",\"b\n", true), row(3, "2,c\n", false), row(4, "3,\"d\"\n", false), row(5, "4,\"e", true)]
        );
        assert_eq!(rows("\"1\n\",\"b\n2,c\n")[0].flaw, Some(Flaw::Unclosed(2)));
    }

    #[test]
    fn every_quote_left_open_is_found_and_nothing_is_read_often() {
        let text = "1,\"b\n".repeat(200_000);
        assert!(lines(&text).iter().all(|(_, text, flawed)| text == "1,\"b\n" && *flawed));
        let text = format!("1,\"b\n{}", "2,\"\",5\"\"\n".repeat(200_000));
        assert_eq!(lines(&text).iter().filter(|(_, _, flawed)| *flawed).count(), 1);
    }

    #[test]
    fn a_row_beyond_the_bound_says_how_many_lines_it_took() {
        let found = rows(&format!("1,\"{}", "x\n".repeat(9 << 20)));
        assert!(matches!(found[0].flaw, Some(Flaw::TooLong { lines, .. }) if lines > 8_000_000), "{:?}", found[0].flaw);
        assert!(found[1].flaw.is_none());
    }
}

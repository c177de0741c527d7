//! Tables: a row a pair, cells told by the names on the first line.
//!
//! Read row by row, so that a table of any length takes the memory of a row. Rows that
//! follow one another with the same answer and the same of all else but their questions are
//! phrasings of one record; so are all rows of QnA Maker that share an answer, which its export scatters.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use super::fields::{self, Draft, Field, Names};
use super::form::Form;
use super::report::Dropped;
use super::tree::{Node, What};
use crate::error::{Error, Result};
use crate::limits;
use crate::quoting::{Flaw, Row, Rows};
use crate::record::{Record, Source};

/// How much of a table is looked at to tell what parts its cells and lines.
const START_BYTES: u64 = 1 << 16;

/// A record, or a piece left out.
pub enum Item {
    /// A record without an id where the row has none.
    Record(Box<Record>),
    /// A piece that became none.
    Dropped(Dropped),
}

/// Reads the table in `input`, giving every record and every fault to `sink` in order.
///
/// # Errors
///
/// What `sink` returns, and an input that cannot be read.
pub fn read<R: Read>(
    path: &str,
    form: Form,
    names: &Names,
    mut input: R,
    sink: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<()> {
    let starts: Starts = Rc::default();
    let flaws: Flaws = Rc::default();
    let mut start = Vec::new();
    input.by_ref().take(START_BYTES).read_to_end(&mut start).map_err(|e| unreadable(path, e))?;
    let delimiter = match form {
        Form::Tsv | Form::QnaMaker => b'\t',
        _ => delimiter(&start),
    };
    // Old files of the Macintosh have no other line break.
    let end = if start.contains(&b'\r') && !start.contains(&b'\n') { b'\r' } else { b'\n' };
    let rows = Rows::of(BufReader::new(Cursor::new(start).chain(input))).ending(end);
    let input = Whole::of(rows, delimiter, Rc::clone(&starts), Rc::clone(&flaws));
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(input);
    let mut table = Table { path, form, names, columns: Vec::new(), width: 0, waiting: None, rows: 0 };
    let mut row = ByteRecord::new();
    loop {
        let more = reader.read_byte_record(&mut row).map_err(|e| unreadable(path, e))?;
        for (line, flaw) in flaws.take() {
            sink(Item::Dropped(Dropped::fault(path, line32(line), flaw.to_string())))?;
        }
        if !more {
            break;
        }
        let (start, line) = begin(&starts, row.position().map_or(0, csv::Position::byte));
        let end = reader.position().byte();
        let cells = row
            .iter()
            .map(|cell| std::str::from_utf8(cell).map(str::to_owned))
            .collect::<std::result::Result<Vec<_>, _>>();
        match cells {
            Ok(cells) => table.row(cells, line, [start, end], sink)?,
            Err(_) => sink(Item::Dropped(Dropped::fault(path, line, "a byte that is not UTF-8 text")))?,
        }
        if table.is_strange() {
            return Ok(());
        }
    }
    table.end(sink)
}

/// Places and numbers of the lines that hold something and whose rows are still to come.
type Starts = Rc<RefCell<VecDeque<(u64, u32)>>>;

/// Where the row that csv tells to be at `byte` begins: csv counts the line break before it as its own.
fn begin(starts: &Starts, byte: u64) -> (u64, u32) {
    let mut starts = starts.borrow_mut();
    while starts.front().is_some_and(|(at, _)| *at < byte) {
        starts.pop_front();
    }
    starts.pop_front().unwrap_or((byte, 0))
}

fn line32(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn unreadable(path: &str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::corpus("cannot be read").at(path.as_ref()).because(error).advice("check the file")
}

/// Rows that cannot be read, each with its line.
type Flaws = Rc<RefCell<Vec<(u64, Flaw)>>>;

/// An input of whole rows. A row with a quote left open comes as blanks, so that every other one is where it stands; one
/// without end is the end.
struct Whole<R> {
    rows: Rows<R>,
    delimiter: u8,
    row: Vec<u8>,
    at: usize,
    starts: Starts,
    flaws: Flaws,
    /// Place and number of the line that is being read, and whether nothing of it has come yet.
    byte: u64,
    line: u32,
    fresh: bool,
    /// Whether the byte before was a carriage return.
    returned: bool,
}

impl<R: Read> Whole<R> {
    fn of(rows: Rows<R>, delimiter: u8, starts: Starts, flaws: Flaws) -> Self {
        Whole { rows, delimiter, row: Vec::new(), at: 0, starts, flaws, byte: 0, line: 1, fresh: true, returned: false }
    }

    /// Takes up the next row.
    fn next(&mut self) -> io::Result<()> {
        let row = self.rows.row(self.delimiter)?;
        let Row { line, mut bytes, flaw } = row.unwrap_or(Row { line: 0, bytes: Vec::new(), flaw: None });
        match flaw {
            None => {}
            Some(flaw @ Flaw::TooLong { .. }) => {
                self.flaws.borrow_mut().push((line, flaw));
                bytes.clear();
            }
            Some(flaw @ Flaw::Unclosed(line)) => {
                self.flaws.borrow_mut().push((line, flaw));
                bytes.iter_mut().filter(|b| !matches!(b, b'\r' | b'\n')).for_each(|b| *b = b' ');
            }
        }
        (self.row, self.at) = (bytes, 0);
        Ok(())
    }

    /// Notes where the lines begin of what goes by.
    fn note(&mut self, bytes: &[u8]) {
        let mut starts = self.starts.borrow_mut();
        for byte in bytes {
            match byte {
                b'\n' => {
                    // The second half of one line break, or one of its own.
                    if !self.returned {
                        self.line = self.line.saturating_add(1);
                    }
                    self.fresh = true;
                }
                b'\r' => (self.line, self.fresh) = (self.line.saturating_add(1), true),
                _ if self.fresh => {
                    starts.push_back((self.byte, self.line));
                    self.fresh = false;
                }
                _ => {}
            }
            self.returned = *byte == b'\r';
            self.byte += 1;
        }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.row.len() {
            self.next()?;
        }
        let count = self.row.get(self.at..).unwrap_or_default().read(into)?;
        self.at += count;
        self.note(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// What parts the cells of the first line: whichever of comma, semicolon and tab is there most often.
fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(d, _)| d == byte).for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

/// A table while it is read.
pub struct Table<'a> {
    path: &'a str,
    form: Form,
    names: &'a Names,
    columns: Vec<(String, Option<Field>)>,
    width: usize,
    /// The record whose further phrasings may follow.
    waiting: Option<Record>,
    rows: usize,
}

impl<'a> Table<'a> {
    /// A table whose first row is still to come.
    #[cfg(feature = "xlsx")]
    pub fn new(path: &'a str, names: &'a Names) -> Self {
        Table { path, form: Form::Xlsx, names, columns: Vec::new(), width: 0, waiting: None, rows: 0 }
    }

    /// Whether its first row named no column that is known, so that no row can be read.
    pub fn is_strange(&self) -> bool {
        self.rows == usize::MAX
    }

    /// Takes the next row.
    ///
    /// # Errors
    ///
    /// What `sink` returns.
    pub fn row(
        &mut self,
        cells: Vec<String>,
        line: u32,
        bytes: [u64; 2],
        sink: &mut dyn FnMut(Item) -> Result<()>,
    ) -> Result<()> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        self.rows += 1;
        if self.rows == 1 {
            match self.head(&cells) {
                Head::Names => return Ok(()),
                Head::None => {}
                Head::Strange => {
                    let shown: Vec<&str> = cells.iter().map(|c| c.trim()).take(12).collect();
                    let what = format!(
                        "no column is known as question and answer, nor as text, among {}; {}",
                        shown.join(", "),
                        fields::NAME_THEM
                    );
                    self.rows = usize::MAX;
                    return sink(Item::Dropped(Dropped::fault(self.path, line, what)));
                }
            }
        }
        if cells.len() > self.width && cells.iter().skip(self.width).any(|cell| !cell.trim().is_empty()) {
            let what =
                format!("{} cells where the first line has {}; is a cell's quote missing?", cells.len(), self.width);
            return sink(Item::Dropped(Dropped::fault(self.path, line, what)));
        }
        let source = Source { path: self.path.to_owned(), line, bytes, ..Source::default() };
        let (draft, text) = self.draft(cells, bytes);
        for fault in &draft.faults {
            sink(Item::Dropped(Dropped::fault(self.path, line, fault.as_str())))?;
        }
        match draft.finish(source) {
            Ok(record) => self.take(record, sink),
            Err(what) => sink(Item::Dropped(Dropped {
                text: super::report::excerpt(&text),
                ..Dropped::fault(self.path, line, what)
            })),
        }
    }

    /// Gives what is still waiting to `sink`.
    ///
    /// # Errors
    ///
    /// What `sink` returns.
    pub fn end(&mut self, sink: &mut dyn FnMut(Item) -> Result<()>) -> Result<()> {
        self.waiting.take().map_or(Ok(()), |record| sink(Item::Record(Box::new(record))))
    }

    /// Whether the first row has names, and then which.
    fn head(&mut self, cells: &[String]) -> Head {
        let first = cells.first().map_or("", |cell| cell.trim_start_matches('\u{FEFF}').trim());
        self.width = cells.len();
        let named: Vec<(String, Option<Field>)> = cells
            .iter()
            .map(|cell| cell.trim().trim_start_matches('\u{FEFF}'))
            .map(|cell| (cell.to_owned(), self.names.field(cell)))
            .collect();
        let has = |field: Field| named.iter().any(|(_, f)| f.as_ref() == Some(&field));
        let headless = matches!(self.form, Form::Kendra | Form::Dialogflow) && !first.starts_with("_question");
        if !headless
            && ((has(Field::Question) || has(Field::Alternatives) || has(Field::Title)) && has(Field::Answer)
                || has(Field::Text))
        {
            self.columns = named;
            return Head::Names;
        }
        if headless
            || (cells.len() >= 2 && !self.names.is_mapped() && fields::question(first).ends_with(['?', '？', '؟']))
        {
            let by_place = [("question", Field::Question), ("answer", Field::Answer), ("uri", Field::Uri)];
            self.width = self.width.max(by_place.len());
            self.columns = by_place.into_iter().map(|(name, field)| (name.to_owned(), Some(field))).collect();
            return Head::None;
        }
        Head::Strange
    }

    fn draft(&self, cells: Vec<String>, bytes: [u64; 2]) -> (Draft, String) {
        let mut draft = Draft::default();
        let mut text = String::new();
        let place = bytes.map(|at| usize::try_from(at).unwrap_or(usize::MAX));
        for (cell, (name, field)) in cells.into_iter().zip(&self.columns) {
            if text.is_empty() && matches!(field, Some(Field::Question | Field::Text | Field::Answer)) {
                text.clone_from(&cell);
            }
            let cell = if self.form == Form::QnaMaker { cell.replace("\\n", "\n") } else { cell };
            let node = match field {
                Some(Field::Prompts) => {
                    super::tree::json(&cell, 0).unwrap_or(Node { what: What::Text(cell), bytes: place })
                }
                _ => Node { what: What::Text(cell), bytes: place },
            };
            match field {
                Some(field) => draft.set(field.clone(), name, &node),
                None if node.is_empty() || name.is_empty() => {}
                None if self.form == Form::QnaMaker && name.eq_ignore_ascii_case("source") => {
                    let source = node.text().unwrap_or_default().to_owned();
                    if source.contains("://") {
                        draft.uri = Some(source);
                    } else {
                        draft.extra.insert("source".to_owned(), serde_json::json!({"name": source}));
                    }
                }
                None => draft.keep(name, &node),
            }
        }
        (draft, text)
    }

    /// Joins the record to the one before where both are phrasings of one answer.
    fn take(&mut self, record: Record, sink: &mut dyn FnMut(Item) -> Result<()>) -> Result<()> {
        if let Some(before) = &mut self.waiting {
            if shares(before, &record) {
                join(before, record);
                return Ok(());
            }
            let done = std::mem::replace(before, record);
            return sink(Item::Record(Box::new(done)));
        }
        self.waiting = Some(record);
        Ok(())
    }
}

enum Head {
    Names,
    None,
    Strange,
}

/// Whether two rows are phrasings of one record: nothing that either says is lost by joining them.
pub fn shares(one: &Record, other: &Record) -> bool {
    let same_id = !one.id.is_empty() && one.id == other.id;
    let told = one.text.chars().count() >= limits::SHARED_CHARS;
    !one.questions.is_empty()
        && one.text == other.text
        && (same_id && agree(one, other)
            || told && says_the_same(one, other) && (one.id.is_empty() || other.id.is_empty()))
}

/// Whether all but questions, id and prompts is the same.
fn says_the_same(one: &Record, other: &Record) -> bool {
    let of = |r: &Record| (r.kind, r.source.uri.clone(), r.lang.clone(), r.valid_until.clone(), r.title.clone());
    of(one) == of(other) && one.tags == other.tags && one.extra == other.extra
}

/// Whether neither says another thing where both say something.
fn agree(one: &Record, other: &Record) -> bool {
    let same = |of: fn(&Record) -> Option<&String>| of(one).zip(of(other)).is_none_or(|(a, b)| a == b);
    let tags = one.tags.iter().all(|(key, value)| other.tags.get(key).is_none_or(|v| v == value));
    let extra = one.extra.iter().all(|(key, value)| other.extra.get(key).is_none_or(|v| v == value));
    tags && extra
        && same(|r| r.source.uri.as_ref())
        && same(|r| r.lang.as_ref())
        && same(|r| r.valid_until.as_ref())
        && same(|r| r.title.as_ref())
}

/// Takes the other row's phrasings and what else it alone has.
pub fn join(into: &mut Record, other: Record) {
    into.source.uri = into.source.uri.take().or(other.source.uri);
    into.lang = into.lang.take().or(other.lang);
    into.valid_until = into.valid_until.take().or(other.valid_until);
    into.title = into.title.take().or(other.title);
    for (key, value) in other.tags {
        into.tags.entry(key).or_insert(value);
    }
    for (key, value) in other.extra {
        into.extra.entry(key).or_insert(value);
    }
    into.questions.extend(other.questions);
    let mut seen = std::collections::HashSet::new();
    into.questions.retain(|q| seen.insert(q.clone()));
    if into.id.is_empty() {
        into.id = other.id;
    }
    into.source.bytes[1] = into.source.bytes[1].max(other.source.bytes[1]);
    for prompt in other.prompts {
        if !into.prompts.contains(&prompt) {
            into.prompts.push(prompt);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, read};
    use crate::corpus::fields::Names;
    use crate::corpus::form::Form;
    use crate::record::Record;

    fn rows(text: &str, form: Form) -> (Vec<Record>, Vec<String>) {
        let (mut records, mut faults) = (Vec::new(), Vec::new());
        read("t.csv", form, &Names::default(), text.as_bytes(), &mut |item| {
            match item {
                Item::Record(record) => records.push(*record),
                Item::Dropped(dropped) => faults.push(format!("{}: {}", dropped.line, dropped.reason)),
            }
            Ok(())
        })
        .unwrap();
        (records, faults)
    }

    #[test]
    fn quoted_breaks_phrasings_and_faults() {
        let text = "\u{FEFF}question,answer,topic\r\n\"Q,\none?\",\"An answer \"\"long\"\" enough to share.\",x\r\nR?,\"An answer \"\"long\"\" enough to share.\",x\r\n,alone,\r\nS?,Yes.,x\r\nT?,Yes.,x\r\nU?,a,b,c\r\n";
        let (records, faults) = rows(text, Form::Csv);
        let shown: Vec<_> = records.iter().map(|r| (r.questions.join(" / "), r.source.line)).collect();
        assert_eq!(shown, [("Q, one? / R?".into(), 2), ("S?".into(), 6), ("T?".into(), 7)]);
        assert_eq!(records[0].tags["topic"], "x");
        let [from, to] = records[1].source.bytes.map(|at| at as usize);
        assert_eq!(text[from..to].trim(), "S?,Yes.,x");
        assert_eq!(
            faults,
            ["5: an answer without a question", "8: 4 cells where the first line has 3; is a cell's quote missing?"]
        );
    }

    #[test]
    fn rows_that_differ_in_more_than_their_question_stay_apart() {
        let answer = "It is open from nine to five.";
        for column in ["expires", "title", "lang", "note", "topic", "url"] {
            let [one, other] = match column {
                "expires" => ["2024-01-31", "2030-01-31"],
                "lang" => ["en", "de"],
                _ => ["one", "other"],
            };
            let table = |second: &str| {
                let head = format!("question,answer,{column}\n");
                rows(&format!("{head}Q?,{answer},{one}\nR?,{answer},{second}\n"), Form::Csv).0
            };
            assert_eq!((table(one).len(), table(other).len(), table("").len()), (1, 2, 2), "{column}");
            // Under one id a blank says nothing, and what only one row says is kept.
            let by_id = |first: &str, second: &str| {
                let head = format!("id,question,answer,{column}\n");
                rows(&format!("{head}a,Q?,{answer},{first}\na,R?,{answer},{second}\n"), Form::Csv).0
            };
            assert_eq!((by_id(one, other).len(), by_id(one, one).len()), (2, 1), "{column}");
            let (late, both) = (by_id("", one), by_id(one, one));
            assert_eq!(late.len(), 1, "{column}");
            assert_eq!((&late[0].tags, &late[0].extra), (&both[0].tags, &both[0].extra), "{column}");
            assert_eq!((&late[0].valid_until, &late[0].title), (&both[0].valid_until, &both[0].title), "{column}");
        }
    }

    #[test]
    fn tables_without_names_and_with_strange_ones() {
        assert_eq!(rows("Is it?;It is.;https://a.b/\n", Form::Csv).0[0].source.uri.as_deref(), Some("https://a.b/"));
        assert_eq!(rows("hello there,It is.\n", Form::Dialogflow).0[0].question(), Some("hello there"));
        assert!(rows("colour,size\nred,5\n", Form::Csv).1[0].starts_with("1: no column is known as question"));
    }

    #[test]
    fn a_row_without_end_ends_the_table_with_a_fault() {
        let (records, faults) = rows(&format!("question,answer\nQ?,A\nR?,\"{}", "x\n".repeat(9 << 20)), Form::Csv);
        assert!(records.len() == 1 && faults[0].contains("is a quote left open?"), "{faults:?}");
    }

    #[test]
    fn a_quote_left_open_takes_one_line_alone() {
        let text = "question,answer\nQ?,\"A\nR?,\"A, B\"\n\"S\nT?\",\"A\nU?,A\nV?,\"A\nW";
        let (records, faults) = rows(text, Form::Csv);
        let shown: Vec<_> = records.iter().map(|r| (r.questions.join(" / "), r.source.line)).collect();
        assert_eq!(shown, [("R?".into(), 3), ("U?".into(), 6)]);
        let [from, to] = records[1].source.bytes.map(|at| at as usize);
        assert_eq!(text[from..to].trim(), "U?,A");
        let open = "a quote is opened here and never closed";
        assert!(
            faults[..3].iter().zip([2, 5, 7]).all(|(f, line)| f.starts_with(&format!("{line}: {open}"))),
            "{faults:?}"
        );
    }
}

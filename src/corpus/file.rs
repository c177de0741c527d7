//! One file to records: decoded, its form told, read, its rules applied.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::decode::{self, Decoded};
use super::fields::Draft;
use super::form::Form;
use super::found::Found;
use super::report::{Doubt, Dropped, excerpt};
use super::rules::Rule;
use super::table::Item;
use super::{html, jsonl, markdown, outline, page, passages, plain, qna, shapes, table, tree};
use crate::error::{Error, Result};
use crate::limits;
use crate::record::{Kind, Record};

/// What one file gave.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its records and what became none.
    pub found: Found,
    /// The name of its form.
    pub form: &'static str,
    /// The name of its encoding; empty of bytes that are no text.
    pub encoding: &'static str,
}

/// Fewest pairs that make a text one that is laid out, not scraped.
const PLAIN_PAIRS: usize = 3;

/// How many bytes are looked at for zeros.
const LOOKED_AT: usize = 8192;

/// Reads the file `name` of these bytes; never fails, and says what failed in what it drops.
pub fn read(name: &str, bytes: &[u8], rule: &Rule) -> Read {
    let form = rule.form.or_else(|| Form::of_name(name)).filter(|form| form.is_binary());
    if let Some(form) = form {
        return Read {
            found: finish(name, binary(name, form, bytes, rule), rule, form),
            form: form.name(),
            encoding: "",
        };
    }
    let decoded = match rule.encoding {
        Some(encoding) => decode::as_said(bytes, encoding),
        None => decode::decode(bytes),
    };
    let form = rule.form.unwrap_or_else(|| Form::of(name, &decoded.text));
    let zeros = decoded.text.as_bytes().iter().take(LOOKED_AT).any(|b| *b == 0);
    let found = if zeros && form != Form::Jsonl {
        fault(name, "zero bytes: this is no text; remove it, or tell its encoding in answerbook.toml")
    } else if bytes.len() as u64 > limits::DOCUMENT_BYTES && !form.streams() {
        let what = format!(
            "{} bytes, more than the {} that a file of the form {} may have; split it",
            bytes.len(),
            limits::DOCUMENT_BYTES,
            form.name()
        );
        fault(name, what)
    } else {
        text(name, form, &decoded, rule)
    };
    // A file from which the last record was taken is empty, and nobody's fault.
    let blank = decoded.text.trim().is_empty();
    let mut found = match blank {
        true => Found { dropped: vec![Dropped::new(name, 0, "an empty file", "")], ..Found::default() },
        false => finish(name, found, rule, form),
    };
    decoded.place(&mut found.records);
    // What was replaced stands in a record or beside one: its owner should know the line.
    for line in &decoded.replaced {
        let what =
            format!("a byte that is not {} text, replaced by \u{FFFD}; save the file as UTF-8", decoded.encoding);
        found.dropped.push(Dropped::fault(name, *line, what));
    }
    Read { found, form: form.name(), encoding: decoded.encoding }
}

fn fault(name: &str, what: impl Into<String>) -> Found {
    Found { dropped: vec![Dropped::fault(name, 0, what)], ..Found::default() }
}

fn text(name: &str, form: Form, decoded: &Decoded<'_>, rule: &Rule) -> Found {
    let text = decoded.text.as_ref();
    let lines = LineIndex::of(text);
    match form {
        Form::Jsonl | Form::Csv | Form::Tsv | Form::QnaMaker | Form::Kendra | Form::Dialogflow => {
            let mut found = Found::default();
            let mut sink = |item| {
                match item {
                    Item::Record(record) => found.records.push(*record),
                    Item::Dropped(dropped) => found.dropped.push(dropped),
                }
                Ok(())
            };
            let read = match form {
                Form::Jsonl => jsonl::read(name, &rule.names, text.as_bytes(), &mut sink),
                _ => table::read(name, form, &rule.names, text.as_bytes(), &mut sink),
            };
            if let Err(error) = read {
                found.dropped.push(Dropped::fault(name, 0, error.without_path()));
            }
            if form == Form::QnaMaker {
                shapes::join_phrasings(&mut found.records);
            }
            found
        }
        Form::Json => match tree::json(text, 0) {
            Ok(root) => shaped(name, text, rule, [root]),
            Err(error) => {
                let line = u32::try_from(error.line()).unwrap_or(0);
                let what = format!(
                    "no JSON: {}; mend it, or say in answerbook.toml or to `import --from` of which form it is",
                    jsonl::json_message(&error)
                );
                Found { dropped: vec![Dropped::fault(name, line, what)], ..Found::default() }
            }
        },
        Form::Yaml => match tree::yaml(text, 0) {
            Ok(documents) => shaped(name, text, rule, documents),
            Err((line, what)) => Found { dropped: vec![Dropped::fault(name, line, what)], ..Found::default() },
        },
        Form::Qna => qna::read(name, text),
        Form::Markdown if shapes::rasa::is_markdown(text) => shapes::rasa::markdown(name, text),
        Form::Markdown => {
            let read = markdown::read(text);
            let mut found = outline::read(name, read.page, &|at| lines.line(at));
            found.records.iter_mut().for_each(|record| front(record, &read.front));
            found.dropped.extend(read.faults.into_iter().map(|what| Dropped::fault(name, 1, what)));
            let left = read.left.into_iter();
            found
                .dropped
                .extend(left.map(|(at, why, text)| Dropped::new(name, lines.line(at), why, &text).whole(&text)));
            found.dropped.sort_by_key(|d| d.line);
            within_limit(found)
        }
        Form::Html => match html::read(name, text, |at| lines.line(at)) {
            Ok(found) => within_limit(found),
            Err(what) => fault(name, what),
        },
        Form::Text | Form::Xlsx | Form::Epub => {
            let (records, dropped) = page::read(name, text);
            let scraped = Found { records, dropped, ..Found::default() };
            let laid_out = outline::read(name, plain::read(text), &|at| lines.line(at));
            let better = laid_out.pairs() > scraped.pairs() && laid_out.pairs() >= PLAIN_PAIRS;
            within_limit(if better { laid_out } else { scraped })
        }
    }
}

fn within_limit(mut found: Found) -> Found {
    found.records = found.records.into_iter().flat_map(passages::within_limit).collect();
    found
}

fn shaped(name: &str, text: &str, rule: &Rule, documents: impl IntoIterator<Item = tree::Node>) -> Found {
    let mut shape = shapes::Shape::new(name, text, &rule.names);
    documents.into_iter().filter(|d| !d.is_empty()).for_each(|document| shape.read(&document));
    shape.found
}

/// What a page's front matter says of all its records.
fn front(record: &mut Record, front: &Draft) {
    for (name, value) in &front.tags {
        record.tags.entry(name.clone()).or_insert_with(|| value.clone());
    }
    record.lang = record.lang.take().or_else(|| front.lang.clone());
    record.valid_until = record.valid_until.take().or_else(|| front.valid_until.clone());
    record.source.uri = record.source.uri.take().or_else(|| front.uri.clone());
}

fn binary(name: &str, form: Form, bytes: &[u8], rule: &Rule) -> Found {
    match form {
        #[cfg(feature = "xlsx")]
        Form::Xlsx => super::workbook::read(name, bytes, &rule.names),
        #[cfg(feature = "epub")]
        Form::Epub => within_limit(super::book::read(name, bytes)),
        _ => {
            let _ = (bytes, rule);
            fault(name, format!("this build reads no {form}; build with --features {form}", form = form.name()))
        }
    }
}

/// Applies the owner's rules, doubts what looks doubtful, and says what was looked for where
/// nothing was found.
fn finish(name: &str, mut found: Found, rule: &Rule, form: Form) -> Found {
    rule.apply(&mut found);
    if form != Form::Jsonl {
        let doubts: Vec<Doubt> = found.records.iter().filter_map(doubt).collect();
        found.doubts.extend(doubts);
    }
    if found.records.is_empty() && found.halves.is_empty() && !found.dropped.iter().any(|d| d.fault) {
        found.dropped.push(Dropped { fault: true, ..Dropped::new(name, 0, looked_for(form), "") });
    }
    found
}

fn looked_for(form: Form) -> &'static str {
    match form {
        Form::Jsonl => {
            "no record: looked for JSON objects, one a line, with \"question\" and \"answer\" or with \"text\""
        }
        Form::Json | Form::Yaml => "no record: looked for questions with answers and for texts under any known name",
        Form::Csv | Form::Tsv | Form::QnaMaker | Form::Kendra | Form::Dialogflow | Form::Xlsx => {
            "no record: looked for rows with a question and an answer below a line of names"
        }
        Form::Qna => "no record: looked for lines that begin with # ? and a fenced answer below",
        Form::Markdown => {
            "no record: looked for question headings, bold or labelled questions, details, definition lists and paragraphs"
        }
        Form::Html => {
            "no record: looked for structured data, accordions, definition lists, question headings and an article"
        }
        Form::Text => "no record: looked for paragraphs and for questions with their answers",
        Form::Epub => "no record: looked for chapters with text",
    }
}

/// Why a pair may be none.
fn doubt(record: &Record) -> Option<Doubt> {
    let question = record.question().filter(|_| record.kind == Kind::Faq)?;
    let reason = match () {
        () if question.chars().count() > limits::QUESTION_CHARS => "a long question",
        () if record.text.chars().count() > limits::ANSWER_LONG_CHARS => "a long answer; is the end of it missing?",
        () if question.trim() == record.text.trim() => "the answer repeats the question",
        () if !question.chars().any(char::is_alphabetic) => "a question without a letter",
        () => return None,
    };
    Some(Doubt {
        path: record.source.path.clone(),
        line: record.source.line,
        reason: reason.to_owned(),
        text: excerpt(question),
    })
}

/// Reads a file row by row, giving everything to `sink` as it comes; returns form and encoding,
/// or `None` where the file's form has no rows, it is not UTF-8, or it is small enough to be read whole.
///
/// # Errors
///
/// What `sink` returns, and a file that cannot be read.
pub fn stream(
    path: &Path,
    rule: &Rule,
    at_least: u64,
    mut read_so_far: impl FnMut(u64),
    sink: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<Option<&'static str>> {
    let name = path.to_string_lossy();
    let unreadable =
        |e: std::io::Error| Error::corpus("cannot be read").at(path).because(e).advice("check its permissions");
    let file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length < at_least || rule.encoding.is_some() {
        return Ok(None);
    }
    let mut input = BufReader::with_capacity(1 << 20, file);
    let start = input.fill_buf().map_err(unreadable)?;
    let decoded = decode::decode(start.get(..start.len().min(LOOKED_AT)).unwrap_or_default());
    let form = rule.form.unwrap_or_else(|| Form::of(&name, &decoded.text));
    if !form.streams() || decoded.encoding != "UTF-8" {
        return Ok(None);
    }
    let mut sink = |item: Item| {
        match &item {
            Item::Record(record) => {
                read_so_far(record.source.bytes[1]);
                if let Some(reason) = rule.drops(record) {
                    let text = record.question().unwrap_or(&record.text);
                    return sink(Item::Dropped(Dropped::new(&name, record.source.line, reason, text)));
                }
            }
            Item::Dropped(_) => {}
        }
        sink(item)
    };
    match form {
        Form::Jsonl => jsonl::read(&name, &rule.names, input, &mut sink)?,
        _ => table::read(&name, form, &rule.names, input, &mut sink)?,
    }
    Ok(Some(form.name()))
}

/// The line of any place in a text.
pub struct LineIndex(Vec<usize>);

impl LineIndex {
    /// Of `text`.
    pub fn of(text: &str) -> Self {
        LineIndex(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, at: usize) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < at) + 1).unwrap_or(u32::MAX)
    }
}

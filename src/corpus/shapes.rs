//! What a JSON or YAML document is, and the records in it.
//!
//! Each product's shape is told by the keys that no other has. What is none of them is
//! searched for pairs: any map with a question and an answer, however deep.

mod chatterbot;
mod generic;
mod maker;
pub mod others;
pub mod rasa;
pub mod schema_org;

use super::fields::{Draft, Names};
use super::found::Found;
use super::report::{Dropped, excerpt};
use super::tree::Node;
use crate::record::{Record, Source};

/// Where the records of a document go, and what they are told by.
pub struct Shape<'a> {
    /// The file.
    pub path: &'a str,
    /// Its text, for lines.
    pub text: &'a str,
    /// Where the text begins in the file's.
    pub base: usize,
    /// The owner's names for keys.
    pub names: &'a Names,
    /// What has been found.
    pub found: Found,
    lines: Lines,
}

/// The line of the last place asked for, so that places in order cost no second look.
#[derive(Default)]
struct Lines {
    at: usize,
    line: u32,
}

impl<'a> Shape<'a> {
    /// A document of which nothing is found yet.
    pub fn new(path: &'a str, text: &'a str, names: &'a Names) -> Self {
        Shape { path, text, base: 0, names, found: Found::default(), lines: Lines::default() }
    }

    /// Reads all that the document has.
    pub fn read(&mut self, root: &Node) {
        let known = !self.names.is_mapped()
            && (maker::read(self, root)
                || others::qnabot(self, root)
                || others::kendra(self, root)
                || others::squad(self, root)
                || schema_org::document(self, root)
                || rasa::read(self, root)
                || chatterbot::read(self, root));
        if !known {
            generic::read(self, root);
        }
    }

    /// The line of a place in the text.
    pub fn line(&mut self, at: usize) -> u32 {
        let at = at.saturating_sub(self.base);
        if at < self.lines.at {
            self.lines = Lines::default();
        }
        let between = self.text.as_bytes().get(self.lines.at..at).unwrap_or_default();
        self.lines.line += u32::try_from(between.iter().filter(|b| **b == b'\n').count()).unwrap_or(0);
        self.lines.at = at.min(self.text.len());
        self.lines.line + 1
    }

    /// The place of a value.
    pub fn source(&mut self, node: &Node) -> Source {
        let line = self.line(node.bytes[0]);
        Source { path: self.path.to_owned(), line, bytes: node.bytes.map(|at| at as u64), ..Source::default() }
    }

    /// Takes the record that the value at `node` is, or says what is missing; what the draft did
    /// not understand goes to the report.
    pub fn take(&mut self, draft: Draft, source: Source, node: &Node, about: &str) {
        for what in &draft.faults {
            self.fault(node, what, about);
        }
        match draft.finish(source) {
            Ok(record) => self.found.records.push(record),
            Err(what) => self.fault(node, &what, about),
        }
    }

    /// Lists the value at `node` as one to be mended.
    pub fn fault(&mut self, node: &Node, what: &str, about: &str) {
        let line = self.line(node.bytes[0]);
        self.found.dropped.push(Dropped { text: excerpt(about), ..Dropped::fault(self.path, line, what) });
    }

    /// Lists the value at `node` as left out.
    pub fn leave(&mut self, node: &Node, reason: &str, about: &str) {
        let line = self.line(node.bytes[0]);
        self.found.dropped.push(Dropped::new(self.path, line, reason, about));
    }
}

/// Joins records of one answer that a product writes once for each phrasing; ids and places
/// are those of the first.
pub fn join_phrasings(records: &mut Vec<Record>) {
    let mut joined: Vec<Record> = Vec::with_capacity(records.len());
    let mut first: std::collections::HashMap<(String, String), usize> = std::collections::HashMap::new();
    for record in records.drain(..) {
        let key = (record.text.clone(), record.source.uri.clone().unwrap_or_default());
        match first.get(&key).and_then(|at| joined.get_mut(*at)).filter(|before| super::table::shares(before, &record))
        {
            Some(before) => super::table::join(before, record),
            None => {
                first.insert(key, joined.len());
                joined.push(record);
            }
        }
    }
    *records = joined;
}

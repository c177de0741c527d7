//! Pairs and passages of a page: which block is a question's head, and how far its answer goes.
//!
//! 1. [`cut`] parts blocks that hold several things: `Q:` and `A:` lines, bold questions one below another;
//! 2. [`heads`] finds the heads: question headings, bold questions, labelled ones, items, rows of a table;
//! 3. [`Walk`] goes from top to bottom, gathers each head's answer as far as the head reaches, and
//!    makes passages of the rest under their headings.

mod cut;
mod heads;
mod words;

use super::blocks::{Block, Page, What, joined};
use super::found::Found;
use super::report::{Doubt, Dropped, excerpt};
use crate::record::{Kind, Record, Source};
use heads::{Head, Reach};

pub use heads::{is_question_table, question_rows};
pub use words::{asks, clean, is_furniture, is_invitation};

/// The records of a page. `line` tells the line of a place in the file's text.
pub fn read(path: &str, mut page: Page, line: &dyn Fn(usize) -> u32) -> Found {
    page.blocks = cut::cut(std::mem::take(&mut page.blocks));
    let heads = heads::find(&page);
    let walk = Walk { path, page: &page, heads: &heads, line, headings: Vec::new(), found: Found::default() };
    walk.run()
}

/// Whether a block is a title in bold: all of it, and no sentence.
fn is_bold_title(block: &Block) -> bool {
    let Some((lead, rest)) = &block.lead else { return false };
    let alone = block
        .text
        .get(*rest..)
        .unwrap_or_default()
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'))
        .is_empty();
    alone && block.mark.is_empty() && !lead.ends_with(['.', '!', ':', ',', ';']) && lead.chars().count() < 80
}

/// Where the answer below a head may begin.
fn start_of_answer(head: Option<&Block>) -> usize {
    head.map_or(0, |b| b.bytes[1])
}

/// The blocks of an answer, and those of them that are furniture: also a mere "Yes" or "No" after
/// furniture, links within the page, and what stands in italics below the last paragraph of several.
pub fn without_furniture(blocks: Vec<&Block>) -> (Vec<&Block>, Vec<&Block>) {
    let (mut kept, mut left): (Vec<&Block>, Vec<&Block>) = (Vec::new(), Vec::new());
    let mut after = false;
    for block in blocks {
        let furniture =
            is_furniture(&block.text) || (block.jumps && block.depth == 0) || after && words::is_vote(&block.text);
        if furniture && matches!(block.what, What::Text | What::Heading(_)) {
            left.push(block)
        } else {
            kept.push(block)
        }
        after = furniture;
    }
    (kept, left)
}

struct Walk<'a> {
    path: &'a str,
    page: &'a Page,
    heads: &'a [Option<Head>],
    line: &'a dyn Fn(usize) -> u32,
    headings: Vec<(u8, String)>,
    found: Found,
}

impl Walk<'_> {
    fn run(mut self) -> Found {
        let mut at = 0;
        while let Some(block) = self.page.blocks.get(at) {
            at = match (self.heads.get(at).and_then(Option::as_ref), &block.what) {
                (Some(head), _) => self.pair(at, head),
                (None, What::Pair(question, answer)) => {
                    self.emit(question, answer.clone(), block.bytes, None);
                    at + 1
                }
                (None, What::Heading(level)) => {
                    self.headings.retain(|(above, _)| above < level);
                    self.headings.push((*level, block.text.clone()));
                    self.drop(block, "heading, kept with its records");
                    at + 1
                }
                (None, What::Rows(rows)) if heads::is_question_table(rows) => {
                    self.rows(rows, block);
                    at + 1
                }
                (None, What::Rule) => at + 1,
                (None, _) => self.passage(at),
            };
        }
        self.found
    }

    fn block(&self, at: usize) -> Option<&Block> {
        self.page.blocks.get(at)
    }

    fn head(&self, at: usize) -> Option<&Head> {
        self.heads.get(at).and_then(Option::as_ref)
    }

    fn drop(&mut self, block: &Block, reason: &str) {
        let shown = block.shown();
        self.found.dropped.push(Dropped::new(self.path, (self.line)(block.bytes[0]), reason, &shown).whole(&shown));
    }

    /// Whether the block at `at` no longer belongs to the answer of `head`, which is at `from`.
    fn ends(&self, head: &Head, from: usize, at: usize) -> bool {
        let Some(block) = self.block(at) else { return true };
        let start = self.block(from).map_or(0, |b| b.depth);
        if matches!(block.what, What::Pair(..) | What::Rule) || self.head(at).is_some() {
            return true;
        }
        match (head.reach, block.level()) {
            (Reach::Heading(level), Some(other)) => other <= level || words::ends_answers(&block.text),
            (Reach::Heading(_), None) => false,
            (_, Some(_)) => true,
            (Reach::Item, None) => {
                block.depth < start || (block.depth == start && !block.mark.is_empty()) || block.depth == 0
            }
            (Reach::Bold, None) if is_bold_title(block) && start == block.depth => true,
            (Reach::Bold | Reach::Label | Reach::Line, None) => {
                // Out of the list that the head is in, or at its next item.
                start > 0 && (block.depth < start || (block.depth == start && !block.mark.is_empty()))
            }
        }
    }

    /// The pair whose head is at `from`; returns the block after its answer.
    fn pair(&mut self, from: usize, head: &Head) -> usize {
        let mut at = from + 1;
        while !self.ends(head, from, at) {
            at += 1;
        }
        let Some(start) = self.block(from).map(|b| b.bytes) else { return at };
        let below: Vec<&Block> = self.page.blocks.get(from + 1..at).unwrap_or_default().iter().collect();
        let (mut kept, mut left) = without_furniture(below);
        // The letter of an answer in an element of its own.
        if kept.len() > 1
            && kept.first().is_some_and(|b| matches!(b.text.trim_end_matches([':', '：', '.']), "A" | "答"))
        {
            left.push(kept.remove(0));
        }
        let signed = !matches!(head.reach, Reach::Heading(_) | Reach::Item) && kept.len() > 1;
        while signed && kept.last().is_some_and(|b| b.italic) {
            left.extend(kept.pop());
        }
        for block in left {
            self.drop(block, "furniture within an answer");
        }
        let end = kept.last().map_or(start[1], |b| b.bytes[1]);
        let text = self.answer(head, from, &kept, end);
        if text.trim().is_empty() {
            let question = self.block(from).cloned();
            if let Some(block) = question {
                // A heading over other questions.
                if let Some(level) = block.level() {
                    self.headings.retain(|(above, _)| *above < level);
                    self.headings.push((level, block.text.clone()));
                }
                self.drop(&block, "question without an answer");
            }
        } else {
            if let Reach::Heading(level) = head.reach {
                self.headings.retain(|(above, _)| *above < level);
            }
            self.emit(&head.question, text, [start[0], end], head.doubt);
        }
        at
    }

    /// The answer's text: a part of the page as it stands where that can be, else its blocks.
    fn answer(&self, head: &Head, from: usize, kept: &[&Block], end: usize) -> String {
        let first = self.block(from);
        let rest = head.rest.and_then(|at| first?.text.get(at..)).map(str::trim).unwrap_or_default();
        if let (Some(raw), Some(block)) = (&self.page.raw, first) {
            let begin = match head.rest {
                Some(at) if !rest.is_empty() => {
                    let skipped = block.text.get(at..).map_or(0, |t| t.len() - t.trim_start().len());
                    block.bytes[0] + at + skipped
                }
                _ => kept.first().map_or(end, |b| b.bytes[0]),
            };
            // A label before the answer is no part of it.
            let begin = match kept.first() {
                Some(b) if rest.is_empty() && !b.mark.is_empty() => {
                    // With the mark of the list's first item.
                    let line = raw.get(..b.bytes[0]).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
                    line.max(start_of_answer(first))
                }
                Some(b) if rest.is_empty() => b.bytes[0] + words::reply_length(&b.text),
                _ => begin,
            };
            return raw.get(begin..end).unwrap_or_default().trim().to_owned();
        }
        let mut parts: Vec<Block> = kept.iter().map(|b| (*b).clone()).collect();
        match parts.first_mut() {
            Some(first) if rest.is_empty() => {
                first.text = first.text.get(words::reply_length(&first.text)..).unwrap_or_default().to_owned();
            }
            _ => parts.insert(0, Block::new(What::Text, rest, [0, 0])),
        }
        joined(&parts.iter().collect::<Vec<_>>())
    }

    fn emit(&mut self, question: &str, text: String, bytes: [usize; 2], doubt: Option<&'static str>) {
        let source = self.source(bytes);
        if let Some(reason) = doubt {
            self.found.doubts.push(Doubt {
                path: source.path.clone(),
                line: source.line,
                reason: reason.to_owned(),
                text: excerpt(question),
            });
        }
        let mut record = Record::empty(Kind::Faq, source);
        record.questions = question.lines().map(str::to_owned).collect();
        record.text = text;
        record.title.clone_from(&self.page.title);
        self.found.records.push(record);
    }

    fn source(&self, bytes: [usize; 2]) -> Source {
        Source {
            path: self.path.to_owned(),
            line: (self.line)(bytes[0]),
            bytes: bytes.map(|at| at as u64),
            heading: self.headings.iter().map(|(_, text)| text.clone()).collect(),
            uri: None,
        }
    }

    /// A table of questions.
    fn rows(&mut self, rows: &[Vec<String>], block: &Block) {
        for (cells, pair) in rows.iter().zip(question_rows(rows)) {
            match pair {
                None => {
                    let (line, shown) = ((self.line)(block.bytes[0]), cells.join(" | "));
                    self.found.dropped.push(Dropped::new(self.path, line, "row without a pair", &shown));
                }
                Some((question, answer)) => self.emit(&question, answer, block.bytes, None),
            }
        }
    }

    /// The passage that begins at `at`: a paragraph with the list, the code or the table that it
    /// introduces. Returns the block after it.
    fn passage(&mut self, from: usize) -> usize {
        let blocks = &self.page.blocks;
        let Some(first) = blocks.get(from) else { return from + 1 };
        if is_furniture(&first.text) && first.what == What::Text {
            self.drop(first, "furniture");
            return from + 1;
        }
        let mut to = from + 1;
        let goes_on = |at: usize| {
            let Some(block) = blocks.get(at) else { return false };
            let part = block.depth > 0 || matches!(block.what, What::Code | What::Rows(_));
            let begins = first.depth == 0 || block.depth >= first.depth;
            part && begins && self.head(at).is_none() && block.level().is_none() && block.article == first.article
        };
        while goes_on(to) {
            to += 1;
        }
        let parts = blocks.get(from..to).unwrap_or_default();
        let jumps = parts.iter().filter(|b| b.jumps).count();
        let links = parts.iter().filter(|b| b.linked).count();
        let reason = match () {
            () if jumps * 2 > parts.len() => Some("links within the page"),
            () if links * 2 > parts.len() => Some("links to other pages"),
            () if !first.article => Some("outside the article"),
            () => None,
        };
        if let Some(reason) = reason {
            parts.iter().for_each(|block| self.drop(block, reason));
            return to;
        }
        let end = parts.last().map_or(first.bytes[1], |b| b.bytes[1]);
        let text = match &self.page.raw {
            Some(raw) => raw.get(first.bytes[0]..end).unwrap_or_default().trim().to_owned(),
            None => parts.iter().map(Block::shown).collect::<Vec<_>>().join("\n"),
        };
        if text.chars().any(char::is_alphanumeric) {
            let mut record = Record::empty(Kind::Passage, self.source([first.bytes[0], end]));
            record.text = text;
            record.title.clone_from(&self.page.title);
            self.found.records.push(record);
        }
        to
    }
}

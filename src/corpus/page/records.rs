//! Records and their fields, made from what [`super::assemble`] has gathered.
//!
//! Every record carries the page's title and the headings it stands under. A card is an
//! exception: its title is its own name, because it is about that and not about the page.

use std::ops::Range;

use super::assemble::Assembler;
use super::body::Body;
use super::pieces::Shape;
use super::speakers::{self, Talk};
use super::{cards, datelines, questions};
use crate::record::{Kind, Record, Source};

impl Assembler<'_, '_> {
    pub(super) fn emit_pair(&mut self, at: usize, body: &Body) {
        let Some(head) = self.pieces.get(at) else {
            return;
        };
        let question = questions::clean(self.words(at));
        let (text, warnings) = body.text(self.text, "answer");
        let Some(range) = body.range().filter(|_| !text.trim().is_empty() && !question.is_empty()) else {
            return self.drop_piece(at, "question without an answer");
        };
        let mut record = self.record(Kind::Faq, head.range.start..range.end, head.line);
        record.questions = vec![question];
        (record.text, record.warnings) = (text, warnings);
        self.out.talk = Talk::default();
        self.out.records.push(record);
    }

    /// The passage with the text of `body`, its dateline taken off.
    pub(super) fn emit_passage(&mut self, body: &Body, line: u32) {
        let Some(range) = body.range() else { return };
        let (mut text, warnings) = body.text(self.text, "paragraph");
        let mut start = range.start;
        let mut place = None;
        if let Some((found, length)) = datelines::find(&text) {
            let (found, rest) = (found.to_owned(), text.get(length..).unwrap_or_default().to_owned());
            (text, start) = (rest, start + length);
            self.drop_range(range.start..start, line, "dateline, kept as a tag");
            place = Some(found);
        }
        let lines = self.text.get(range.start..start).unwrap_or_default().lines().count().saturating_sub(1);
        let mut record = self.record(Kind::Passage, start..range.end, line + u32::try_from(lines).unwrap_or(0));
        if let Some(place) = place {
            record.tags.insert("dateline".to_owned(), place);
        }
        let (continues, talk) = speakers::follow(&text, self.out.talk);
        self.out.talk = talk;
        if let Some(what) = continues {
            record.tags.insert("continues".to_owned(), what.to_owned());
        }
        (record.text, record.warnings) = (text, warnings);
        self.out.records.push(record);
    }

    /// Lists the names and addresses of `found` cards and makes their descriptions passages.
    pub(super) fn emit_cards(&mut self, found: Vec<Range<usize>>) {
        for card in found {
            let mut name = None;
            let mut uri = None;
            let mut text = None;
            for at in card {
                let Some(piece) = self.pieces.get(at) else {
                    continue;
                };
                match piece.shape {
                    Shape::CardName => {
                        name = Some(self.words(at).to_owned());
                        self.drop_piece(at, "pop-up card's name");
                    }
                    Shape::CardAddress => {
                        uri = cards::address(self.words(at)).flatten();
                        self.drop_piece(at, "pop-up card's address");
                    }
                    _ => {
                        let range: &mut (Range<usize>, u32) = text.get_or_insert((piece.range.clone(), piece.line));
                        range.0.end = piece.range.end;
                    }
                }
            }
            if let Some((range, line)) = text {
                let mut record = self.record(Kind::Passage, range.clone(), line);
                record.text = self.text.get(range).unwrap_or_default().to_owned();
                record.title = name.or(record.title);
                record.source.uri = uri;
                self.out.records.push(record);
            }
        }
    }

    /// A record without its text.
    fn record(&mut self, kind: Kind, range: Range<usize>, line: u32) -> Record {
        self.out.headed = false;
        let heading = self.out.list.iter().chain(&self.out.headings).cloned().collect();
        let source = Source {
            path: self.path.to_owned(),
            line,
            bytes: [range.start as u64, range.end as u64],
            heading,
            uri: None,
        };
        let mut record = Record::empty(kind, source);
        record.title.clone_from(&self.title);
        record
    }
}

//! What a reader finds in one file.

use super::report::{Doubt, Dropped};
use crate::record::{Kind, Record};

/// Records, and what became none, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The records, without ids where the source has none.
    pub records: Vec<Record>,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// Pairs taken that may be none.
    pub doubts: Vec<Doubt>,
    /// Halves of pairs, whose other half may stand in another file.
    pub halves: Vec<Half>,
}

/// Questions or answers under a name that joins them, as Rasa has them.
#[derive(Debug, Clone)]
pub struct Half {
    /// The name that both halves have.
    pub key: String,
    /// A record with the questions and no text, or with a text and no question.
    pub record: Record,
}

impl Found {
    /// Number of pairs.
    pub fn pairs(&self) -> usize {
        self.records.iter().filter(|r| r.kind == Kind::Faq).count()
    }

    /// Takes up all of `other`.
    pub fn extend(&mut self, other: Found) {
        self.records.extend(other.records);
        self.dropped.extend(other.dropped);
        self.doubts.extend(other.doubts);
        self.halves.extend(other.halves);
    }
}

/// Joins halves by their key into records, where the questions stood; a half without its other
/// one is dropped. An answer told several times is one record each.
pub fn join(halves: Vec<Half>, found: &mut Found) {
    // Where there are retrieval intents, the others are what a dialogue is made of: greetings and the like.
    let (halves, others): (Vec<Half>, Vec<Half>) = match halves.iter().any(|h| h.key.contains('/')) {
        true => halves.into_iter().partition(|h| h.key.contains('/')),
        false => (halves, Vec::new()),
    };
    for half in others {
        let record = &half.record;
        let text = record.question().unwrap_or(&record.text);
        found.dropped.push(Dropped::new(
            &record.source.path,
            record.source.line,
            format!("{}, no retrieval intent", half.key),
            text,
        ));
    }
    let (asked, answered): (Vec<Half>, Vec<Half>) = halves.into_iter().partition(|h| h.record.text.is_empty());
    for half in &answered {
        if !asked.iter().any(|a| a.key == half.key) {
            let reason = format!("an answer, but no question of {} in what was read", half.key);
            found.dropped.push(Dropped::new(
                &half.record.source.path,
                half.record.source.line,
                reason,
                &half.record.text,
            ));
        }
    }
    for half in asked {
        let mut answers = answered.iter().filter(|a| a.key == half.key).peekable();
        if answers.peek().is_none() {
            let reason = format!("questions, but no answer of {} in what was read", half.key);
            let text = half.record.question().unwrap_or_default();
            found.dropped.push(Dropped::new(&half.record.source.path, half.record.source.line, reason, text));
        }
        for answer in answers {
            let mut record = half.record.clone();
            record.text.clone_from(&answer.record.text);
            found.records.push(record);
        }
    }
}

//! What a reader finds in one file.

use std::collections::{HashMap, HashSet};

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
    let (asked, blank): (Vec<Half>, Vec<Half>) = asked.into_iter().partition(|h| h.record.question().is_some());
    for half in blank {
        let reason = format!("no example of {}; write each on a line of its own after a dash", half.key);
        found.dropped.push(Dropped::fault(&half.record.source.path, half.record.source.line, reason));
    }
    let keys: HashSet<&str> = asked.iter().map(|half| half.key.as_str()).collect();
    let mut answers: HashMap<&str, Vec<&str>> = HashMap::new();
    for half in &answered {
        let source = &half.record.source;
        if !keys.contains(half.key.as_str()) {
            let reason = format!("an answer, but no question of {} in what was read", half.key);
            found.dropped.push(Dropped::new(&source.path, source.line, reason, &half.record.text));
        }
        answers.entry(&half.key).or_default().push(&half.record.text);
    }
    for half in &asked {
        let source = &half.record.source;
        let Some(texts) = answers.get(half.key.as_str()) else {
            let reason = format!("questions, but no answer of {} in what was read", half.key);
            let text = half.record.question().unwrap_or_default();
            found.dropped.push(Dropped::new(&source.path, source.line, reason, text));
            continue;
        };
        for text in texts {
            found.records.push(Record { text: (*text).to_owned(), ..half.record.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Half, join};
    use crate::record::{Kind, Record, Source};

    fn half(key: &str, questions: &[&str], text: &str) -> Half {
        let mut record = Record::empty(Kind::Faq, Source::default());
        record.questions = questions.iter().map(|q| (*q).to_owned()).collect();
        record.text = text.to_owned();
        Half { key: key.to_owned(), record }
    }

    #[test]
    fn halves_meet_in_the_order_of_their_questions() {
        let halves = vec![
            half("faq/b", &[], "B one."),
            half("faq/a", &["A?"], ""),
            half("faq/b", &["B?"], ""),
            half("faq/b", &[], "B two."),
            half("faq/a", &[], "A one."),
            half("faq/c", &["C?"], ""),
            half("faq/d", &[], "D one."),
        ];
        let mut found = Found::default();
        join(halves, &mut found);
        let texts: Vec<_> = found.records.iter().map(|r| r.text.as_str()).collect();
        assert_eq!(texts, ["A one.", "B one.", "B two."]);
        let reasons: Vec<_> = found.dropped.iter().map(|d| (d.fault, d.reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (false, "an answer, but no question of faq/d in what was read"),
                (false, "questions, but no answer of faq/c in what was read")
            ]
        );
    }

    #[test]
    fn an_intent_without_an_example_is_a_fault_and_no_pair() {
        let mut found = Found::default();
        join(vec![half("faq/a", &[], ""), half("faq/a", &[], "A one.")], &mut found);
        assert!(found.records.is_empty());
        assert!(found.dropped[0].fault && found.dropped[0].reason.starts_with("no example of faq/a"));
        assert_eq!(found.dropped.len(), 2, "the answer is listed as well");
    }

    #[test]
    fn tens_of_thousands_of_intents_are_joined_at_once() {
        let all = 40_000;
        let halves = (0..all).flat_map(|n| {
            let key = format!("faq/an_intent_with_a_long_name_{n}");
            [half(&key, &["Q?"], ""), half(&key, &[], "A.")]
        });
        let (halves, mut found) = (halves.collect(), Found::default());
        join(halves, &mut found);
        assert_eq!(found.records.len(), all);
        // Each compared with each takes minutes.
    }
}

//! Questions that users asked, known by what was right for them: further phrasings of a pair, or
//! questions that nothing here answers.

use std::collections::HashMap;

use super::{Corpus, report::Dropped};
use crate::index::terms::exact_key;
use crate::record::{Kind, Record, Source};
use crate::settings::{Asked, SETTINGS};

/// Adds them to a corpus whose records have their ids: to their record, or as a record of their own,
/// after all others, that is never shown. What is stored already stays as it is.
pub fn add(corpus: &mut Corpus, asked: &[Asked]) {
    if asked.is_empty() {
        return;
    }
    let mut fault = |question: &str, what: &str| {
        let reason = format!("[[asked]] \"{question}\" {what}; run `answerbook tune` again, or take it out");
        corpus.dropped.push(Dropped::fault(SETTINGS, 0, reason));
    };
    let mut known: HashMap<String, Option<usize>> = HashMap::new();
    for (at, record) in corpus.records.iter().enumerate() {
        known.extend(record.questions.iter().map(|question| (exact_key(question), Some(at))));
    }
    let places: HashMap<String, usize> =
        corpus.records.iter().enumerate().map(|(at, record)| (record.id.clone(), at)).collect();
    for Asked { question, record: id } in asked {
        let key = exact_key(question);
        if key.is_empty() {
            fault(question, "has no word");
            continue;
        }
        let at = id.as_ref().and_then(|id| places.get(id)).copied();
        let record = at.and_then(|at| corpus.records.get_mut(at)).filter(|r| r.kind == Kind::Faq);
        match (id, record, known.get(&key)) {
            (Some(id), None, _) => fault(question, &format!("is answered by \"{id}\", which is no pair here")),
            (_, _, Some(there)) if *there == at => {}
            (_, _, Some(_)) => fault(question, "is stored with another answer"),
            (Some(_), Some(record), None) => {
                record.questions.push(question.clone());
                record.known += 1;
                known.insert(key, at);
            }
            (None, _, None) => {
                corpus.records.push(unanswerable(question));
                corpus.unanswerable += 1;
                known.insert(key, None);
            }
        }
    }
}

fn unanswerable(question: &str) -> Record {
    let mut record = Record::empty(Kind::Faq, Source { path: SETTINGS.to_owned(), ..Source::default() });
    let digest = blake3::hash(question.as_bytes()).to_hex();
    (record.id, record.questions) = (format!("unanswerable:{digest}"), vec![question.to_owned()]);
    record
}

//! Questions that users asked, known by what was right for them: further phrasings of a pair, or
//! questions that nothing here answers.

use std::collections::{HashMap, HashSet};

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
    let stored = corpus.records.iter().flat_map(|r| &r.questions);
    let mut known: HashSet<String> = stored.map(|question| exact_key(question)).collect();
    let places: HashMap<String, usize> =
        corpus.records.iter().enumerate().map(|(at, record)| (record.id.clone(), at)).collect();
    for Asked { question, record: id } in asked {
        let key = exact_key(question);
        if key.is_empty() {
            let reason = format!("[[asked]] \"{question}\" has no word; take it out");
            corpus.dropped.push(Dropped::fault(SETTINGS, 0, reason));
            continue;
        }
        if !known.insert(key) {
            continue;
        }
        match id {
            None => corpus.records.push(unanswerable(question)),
            Some(id) => match places.get(id).and_then(|at| corpus.records.get_mut(*at)) {
                Some(record) if record.kind == Kind::Faq => record.questions.push(question.clone()),
                _ => {
                    let reason = format!(
                        "[[asked]] \"{question}\" is answered by {id}, which is no pair here; run `answerbook tune` again, or take it out"
                    );
                    corpus.dropped.push(Dropped::fault(SETTINGS, 0, reason));
                }
            },
        }
    }
}

fn unanswerable(question: &str) -> Record {
    let mut record = Record::empty(Kind::Faq, Source { path: SETTINGS.to_owned(), ..Source::default() });
    let digest = blake3::hash(question.as_bytes()).to_hex();
    (record.id, record.questions) = (format!("{}{digest}", Record::UNANSWERABLE), vec![question.to_owned()]);
    record
}

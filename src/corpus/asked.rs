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
    // All places of a question: several records may store it. `None` is the place of no answer.
    let mut known: HashMap<String, Vec<Option<usize>>> = HashMap::new();
    for (at, record) in corpus.records.iter().enumerate() {
        for question in &record.questions {
            known.entry(exact_key(question)).or_default().push(Some(at));
        }
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
            (_, _, Some(there)) if there.contains(&at) => {}
            (_, _, Some(_)) => fault(question, "is stored with another answer"),
            (Some(_), Some(record), None) => {
                record.questions.push(question.clone());
                record.known += 1;
                known.insert(key, vec![at]);
            }
            (None, _, None) => {
                corpus.records.push(unanswerable(question));
                corpus.unanswerable += 1;
                known.insert(key, vec![None]);
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

#[cfg(test)]
mod tests {
    use super::{Asked, Corpus, Kind, Record, Source, add};

    #[test]
    fn each_record_that_stores_a_question_may_be_named_for_it() {
        let record = |id: &str| {
            let mut record = Record::empty(Kind::Faq, Source::default());
            (record.id, record.questions, record.text) = (id.to_owned(), vec!["When?".to_owned()], id.to_owned());
            record
        };
        let asked = |id: Option<&str>| Asked { question: "when".to_owned(), record: id.map(str::to_owned) };
        let mut corpus = Corpus { records: vec![record("a"), record("b"), record("c")], ..Corpus::default() };
        corpus.records[2].questions = vec!["Who?".to_owned()];
        add(&mut corpus, &[asked(Some("a")), asked(Some("b"))]);
        assert!(corpus.dropped.is_empty() && corpus.records.len() == 3, "{:?}", corpus.dropped);
        add(&mut corpus, &[asked(Some("c")), asked(None)]);
        assert_eq!(corpus.dropped.iter().filter(|d| d.fault).count(), 2, "{:?}", corpus.dropped);
    }
}

//! Every record gets an id that is its own in the corpus.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Corpus, report::Dropped};
use crate::record::{Kind, Record};

/// Hex digits of an id made from content.
const ID_DIGITS: usize = 8;

/// What makes a record the same as another: more than its id is made of, for a record whose last
/// day was put off is not the one that ran out.
#[derive(PartialEq, Eq, Hash)]
struct Told {
    id: String,
    digest: String,
    valid_until: Option<String>,
    lang: Option<String>,
    /// Tags that the id is not made of.
    tags: BTreeMap<String, String>,
}

/// Gives ids made from content where the source has none, drops records that repeat
/// another, and tells apart different records under one id of the source by a number.
/// Ids made from content do not depend on where a record stands.
pub fn assign(corpus: &mut Corpus) {
    let more = more_questions(corpus);
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(corpus.records.len());
    let mut kept: Vec<Record> = Vec::with_capacity(corpus.records.len());
    let mut contents: HashMap<Told, usize> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for mut record in std::mem::take(&mut corpus.records) {
        let digest = digest(&record);
        let given = record.id.clone();
        // The same content under the same id, or under none: one record told twice.
        let told = Told {
            id: given.clone(),
            digest: digest.clone(),
            valid_until: record.valid_until.clone(),
            lang: record.lang.clone(),
            tags: if super::jsonl::has_listed_tags(&record) { record.tags.clone() } else { BTreeMap::new() },
        };
        if let Some(first) = contents.get(&told).and_then(|at| kept.get(*at)) {
            corpus.dropped.push(repeated(&record, first));
            continue;
        }
        contents.insert(told, kept.len());
        record.id =
            if given.is_empty() { digest.get(..ID_DIGITS).unwrap_or(&digest).to_owned() } else { given.clone() };
        if let Some(first) = seen.get(&record.id).and_then(|at| kept.get(*at)) {
            let place = format!("{}:{}", first.source.path, first.source.line);
            let taken = std::mem::take(&mut record.id);
            let number = numbers.entry(taken.clone()).or_insert(1);
            while record.id.is_empty() || seen.contains_key(&record.id) {
                *number += 1;
                record.id = format!("{taken}~{number}");
            }
            if !given.is_empty() {
                record
                    .warnings
                    .push(format!("the id {taken} is already used at {place}; this record is {}", record.id));
            }
        }
        seen.insert(record.id.clone(), kept.len());
        kept.push(record);
    }
    corpus.records = kept;
    for row in more {
        let reason = match seen.get(&row.id).and_then(|at| corpus.records.get_mut(*at)) {
            Some(record) if record.kind == Kind::Faq => {
                let new = row.questions.into_iter().filter(|q| !record.questions.contains(q)).collect::<Vec<_>>();
                record.questions.extend(new);
                continue;
            }
            Some(_) => format!("questions for {}, a paragraph, which takes none; write them a pair", row.id),
            None => format!("questions for {}, which was left out", row.id),
        };
        corpus.dropped.push(Dropped::fault(&row.source.path, row.source.line, reason));
    }
}

/// Takes out the rows that only have more questions for a record which stands elsewhere: an id, and
/// no answer. One whose record there is not stays a pair without an answer.
fn more_questions(corpus: &mut Corpus) -> Vec<Record> {
    let is_more = |r: &Record| r.kind == Kind::Faq && !r.id.is_empty() && r.text.trim().is_empty();
    if !corpus.records.iter().any(is_more) {
        return Vec::new();
    }
    let id = |r: &Record| if r.id.is_empty() { content_id(r) } else { r.id.clone() };
    let there: HashSet<String> = corpus.records.iter().filter(|r| !is_more(r)).map(id).collect();
    let (more, records) =
        std::mem::take(&mut corpus.records).into_iter().partition(|r| is_more(r) && there.contains(&r.id));
    corpus.records = records;
    let more: Vec<Record> = more;
    let places: HashSet<(&str, u32)> = more.iter().map(|r| (r.source.path.as_str(), r.source.line)).collect();
    // They are no pairs without an answer.
    corpus.dropped.retain(|d| d.fault || !places.contains(&(d.path.as_str(), d.line)));
    more
}

/// The id that a record gets from what it says.
pub fn content_id(record: &Record) -> String {
    digest(record).chars().take(ID_DIGITS).collect()
}

/// Of what a record says, not of where it stands.
fn digest(record: &Record) -> String {
    let mut hasher = blake3::Hasher::new();
    let listed = super::jsonl::has_listed_tags(record);
    let tags = record.tags.iter().filter(|_| !listed).flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    let questions = record.questions.iter().map(String::as_str);
    let parts = [record.kind.as_str(), record.text.as_str(), record.title.as_deref().unwrap_or_default()];
    let parts = parts.into_iter().chain(questions).chain(["", ""]).chain(tags);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn repeated(record: &Record, first: &Record) -> Dropped {
    let reason = format!("the same as {}:{}", first.source.path, first.source.line);
    Dropped::new(&record.source.path, record.source.line, reason, record.question().unwrap_or(&record.text))
}

#[cfg(test)]
mod tests {
    use super::{Corpus, assign};
    use crate::record::{Kind, Record, Source};
    use std::collections::{BTreeMap, HashSet};

    fn pair(id: &str, text: &str, tag: &str) -> Record {
        let mut record = Record::empty(Kind::Faq, Source::default());
        (record.id, record.questions, record.text) = (id.to_owned(), vec!["Q?".to_owned()], text.to_owned());
        record.tags = BTreeMap::from([("t".to_owned(), tag.to_owned())]);
        record
    }

    #[test]
    fn every_record_gets_an_id_of_its_own() {
        let records = [
            ("", "a", "1"),
            ("", "a", "2"),
            ("", "a", "3"),
            ("x", "a", "1"),
            ("x", "b", "1"),
            ("x", "c", "1"),
            ("x~2", "d", "1"),
        ];
        let records = records.map(|(id, text, tag)| pair(id, text, tag)).to_vec();
        let mut corpus = Corpus { records, ..Corpus::default() };
        assign(&mut corpus);
        let ids: HashSet<&str> = corpus.records.iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids.len(), 7);
        assert!(corpus.dropped.is_empty());
    }

    #[test]
    fn what_is_told_twice_is_kept_once_and_listed() {
        let records =
            vec![pair("", "a", "1"), pair("", "a", "1"), pair("x", "b", "1"), pair("x", "c", "1"), pair("x", "c", "1")];
        let mut corpus = Corpus { records, ..Corpus::default() };
        assign(&mut corpus);
        assert_eq!((corpus.records.len(), corpus.dropped.len()), (3, 2));
    }

    #[test]
    fn a_renewed_record_is_not_the_one_that_ran_out() {
        let until = |day: &str| Record { valid_until: Some(day.to_owned()), ..pair("", "a", "1") };
        let german = Record { lang: Some("de".to_owned()), ..pair("", "a", "1") };
        let records = vec![until("2024-01-31"), until("2030-01-31"), german, until("2024-01-31")];
        let mut corpus = Corpus { records, ..Corpus::default() };
        assign(&mut corpus);
        let days: Vec<_> = corpus.records.iter().map(|r| r.valid_until.as_deref()).collect();
        assert_eq!(days, [Some("2024-01-31"), Some("2030-01-31"), None]);
        assert_eq!(corpus.records[0].id, super::content_id(&pair("", "a", "1")), "the day is no part of the id");
        assert_eq!(corpus.dropped.len(), 1);
    }
}

//! Every record gets an id that is its own in the corpus.

use std::collections::{HashMap, HashSet};

use super::{Corpus, report::Dropped};
use crate::record::{Kind, Record};

/// Hex digits of an id made from content.
const ID_DIGITS: usize = 8;

/// How the reason begins for which a record that stands elsewhere too is left out.
pub const THE_SAME: &str = "the same as ";

/// Gives ids made from content where the source has none, drops records that repeat
/// another, and tells apart different records under one id of the source by a number.
/// Ids made from content do not depend on where a record stands.
pub fn assign(corpus: &mut Corpus) {
    let made = Made::of(&corpus.records);
    let more = more_questions(corpus, &made);
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(corpus.records.len());
    let mut kept: Vec<Record> = Vec::with_capacity(corpus.records.len());
    let mut contents: HashMap<(String, String), usize> = HashMap::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    for mut record in std::mem::take(&mut corpus.records) {
        let given = record.id.clone();
        // The same content under the same id, or under none: one record told twice.
        let told = (given.clone(), digest(&record));
        if let Some(first) = contents.get(&told).and_then(|at| kept.get(*at)) {
            corpus.dropped.push(repeated(&record, first));
            continue;
        }
        contents.insert(told, kept.len());
        record.id = made.id(&record);
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
fn more_questions(corpus: &mut Corpus, made: &Made) -> Vec<Record> {
    let is_more = |r: &Record| r.kind == Kind::Faq && !r.id.is_empty() && r.text.trim().is_empty();
    if !corpus.records.iter().any(is_more) {
        return Vec::new();
    }
    let there: HashSet<String> = corpus.records.iter().filter(|r| !is_more(r)).map(|r| made.id(r)).collect();
    let (more, records) =
        std::mem::take(&mut corpus.records).into_iter().partition(|r| is_more(r) && there.contains(&r.id));
    corpus.records = records;
    let more: Vec<Record> = more;
    let places: HashSet<(&str, u32)> = more.iter().map(|r| (r.source.path.as_str(), r.source.line)).collect();
    // They are no pairs without an answer.
    corpus.dropped.retain(|d| d.fault || !places.contains(&(d.path.as_str(), d.line)));
    more
}

/// The ids of a corpus, given or made.
struct Made {
    /// Ids that records of different content would have in common.
    shared: HashSet<String>,
}

impl Made {
    fn of(records: &[Record]) -> Self {
        let mut contents: HashMap<String, String> = HashMap::new();
        let mut shared = HashSet::new();
        for record in records.iter().filter(|r| r.id.is_empty()) {
            let (id, digest) = (content_id(record), digest(record));
            if contents.entry(id.clone()).or_insert_with(|| digest.clone()) != &digest {
                shared.insert(id);
            }
        }
        Made { shared }
    }

    /// The record's id. Of pairs that ask the same, each has one made from all that it says.
    fn id(&self, record: &Record) -> String {
        match record.id.is_empty() {
            false => record.id.clone(),
            true => Some(content_id(record))
                .filter(|id| !self.shared.contains(id))
                .unwrap_or_else(|| digest(record).chars().take(ID_DIGITS).collect()),
        }
    }
}

/// The id that a record gets from what it says: a pair from its first question and its title, so that it stays what it is
/// when its answer is mended, anything else from all of it.
pub fn content_id(record: &Record) -> String {
    let digest = match record.question().filter(|_| record.kind == Kind::Faq) {
        Some(question) => hashed([record.kind.as_str(), question, record.title.as_deref().unwrap_or_default()]),
        None => digest(record),
    };
    digest.chars().take(ID_DIGITS).collect()
}

/// Of all that a record says, not of where it stands.
fn digest(record: &Record) -> String {
    let tags = record.tags.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    let questions = record.questions.iter().map(String::as_str);
    let parts =
        [Some(record.kind.as_str()), Some(&record.text), record.title.as_deref(), record.valid_until.as_deref()];
    let parts = parts.into_iter().chain([record.lang.as_deref()]).map(Option::unwrap_or_default);
    hashed(parts.chain(questions).chain(["", ""]).chain(tags))
}

fn hashed<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn repeated(record: &Record, first: &Record) -> Dropped {
    let reason = format!("{THE_SAME}{}:{}", first.source.path, first.source.line);
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
    fn a_pair_stays_what_it_is_when_its_answer_is_mended_and_moved() {
        let ids = |texts: &[&str]| {
            let mut records: Vec<Record> = texts.iter().map(|text| pair("", text, "1")).collect();
            records.iter_mut().skip(1).for_each(|r| r.questions = vec![format!("About {}?", r.text)]);
            let mut corpus = Corpus { records, ..Corpus::default() };
            assign(&mut corpus);
            corpus.records.into_iter().map(|r| r.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&["the ring", "b"]), ids(&["the white ring", "b"]));
        // Two that ask the same are told apart by all that they say, in any order.
        let same = |texts: [&str; 2]| {
            let mut corpus = Corpus { records: texts.map(|t| pair("", t, "1")).to_vec(), ..Corpus::default() };
            assign(&mut corpus);
            corpus.records.into_iter().map(|r| (r.text, r.id)).collect::<BTreeMap<_, _>>()
        };
        let told = same(["yes", "no"]);
        assert_eq!(told, same(["no", "yes"]));
        assert_ne!(told["yes"], told["no"]);
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
        assert_eq!(corpus.dropped.len(), 1);
    }
}

//! Every record gets an id that is its own in the corpus.

use std::collections::HashMap;

use super::{Corpus, report::Dropped};
use crate::limits;
use crate::record::Record;

/// Hex digits of an id made from content.
const ID_DIGITS: usize = 8;

/// Gives ids made from content where the source has none, drops records that repeat
/// one made so, and tells apart different records under one id of the source. Ids
/// do not depend on where a record stands, so that moving it keeps its id.
pub fn assign(corpus: &mut Corpus) {
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(corpus.records.len());
    let mut kept: Vec<Record> = Vec::with_capacity(corpus.records.len());
    for mut record in std::mem::take(&mut corpus.records) {
        let digest = digest(&record);
        let from_source = !record.id.is_empty();
        if !from_source {
            record.id = digest.get(..ID_DIGITS).unwrap_or(&digest).to_owned();
        }
        let Some(first) = seen.get(&record.id).and_then(|at| kept.get(*at)) else {
            seen.insert(record.id.clone(), kept.len());
            kept.push(record);
            continue;
        };
        if same(first, &record) {
            corpus.dropped.push(repeated(&record, first));
            continue;
        }
        // Two records under one id: both stay, and the second says so.
        let taken = record.id.clone();
        if from_source {
            let mut n = 2usize;
            while seen.contains_key(&format!("{taken}~{n}")) {
                n += 1;
            }
            record.id = format!("{taken}~{n}");
            record.warnings.push(format!(
                "the id {taken} is already used at {}:{}; this record is {}",
                first.source.path, first.source.line, record.id
            ));
        } else {
            record.id = digest;
        }
        seen.insert(record.id.clone(), kept.len());
        kept.push(record);
    }
    corpus.records = kept;
}

fn digest(record: &Record) -> String {
    let mut hasher = blake3::Hasher::new();
    let parts = std::iter::once(record.kind.as_str())
        .chain(record.questions.iter().map(String::as_str))
        .chain([record.text.as_str()]);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn same(a: &Record, b: &Record) -> bool {
    a.kind == b.kind && a.questions == b.questions && a.text == b.text && a.tags == b.tags
}

fn repeated(record: &Record, first: &Record) -> Dropped {
    Dropped {
        path: record.source.path.clone(),
        line: record.source.line,
        reason: format!("the same as {}:{}", first.source.path, first.source.line),
        text: record.question().unwrap_or(&record.text).chars().take(limits::EXCERPT_CHARS).collect(),
    }
}

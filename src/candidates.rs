//! Question to candidates: the records that may answer, from the index and, where words fail,
//! from the vectors.

use crate::error::Result;
use crate::index::{Levels, Nearness, Snapshot, Vectors, WordsAsked};
use crate::limits;
use crate::model::Embedding;
use crate::query::{self, Query};
use crate::question::Question;
use crate::rank::{self, Scored};

/// What a question means.
pub struct Meant {
    /// As a whole.
    pub vector: Levels,
    /// Word by word.
    pub words: WordsAsked,
}

impl Meant {
    /// What the model says of [`Query::core`]; each word counts by its weight in the question.
    pub fn of(embedding: &Embedding, query: &Query, snapshot: &Snapshot) -> Self {
        let weights = query::weigh_core(query, snapshot);
        let words = embedding.words.iter().map(|(bytes, vector)| {
            let parts = weights.iter().filter(|(word, _)| word.start < bytes.end && bytes.start < word.end);
            (parts.map(|(_, weight)| *weight).fold(0.0, f32::max), &**vector)
        });
        Meant { vector: Levels::of(&embedding.vector), words: WordsAsked::of(words) }
    }
}

/// The records that store this very question, the one `taught` to before any other; one without
/// its greeting counts only where none has it whole.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn exact_records(query: &Query, question: &Question, taught: Option<u32>, snapshot: &Snapshot) -> Result<Vec<u32>> {
    let stored = query.keys.iter().map(|key| snapshot.exact(key));
    for docs in taught.map(|doc| Ok(vec![doc])).into_iter().chain(stored) {
        let mut docs = docs?;
        docs.retain(|doc| question.without.binary_search(doc).is_err());
        if let Some(wanted) = snapshot.tagged(&question.filter)? {
            docs.retain(|doc| wanted.binary_search(doc).is_ok());
        }
        if !docs.is_empty() {
            return Ok(docs);
        }
    }
    Ok(Vec::new())
}

/// The records that share a word with the question, or store it, with what their words say.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn find_by_words(query: &Query, question: &Question, exact: &[u32], snapshot: &Snapshot) -> Result<Vec<Scored>> {
    let mut found = snapshot.search(&query.search, &question.filter, limits::CANDIDATES)?;
    found.retain(|(doc, _)| question.without.binary_search(doc).is_err());
    let more: Vec<(u32, f32)> =
        exact.iter().filter(|doc| found.iter().all(|(d, _)| d != *doc)).map(|doc| (*doc, 0.0)).collect();
    found.extend(more);
    Ok(rank::by_words(query, &found, exact, snapshot))
}

/// Adds the records that are nearest to `meant` in meaning and share no word with the question;
/// says of all how near they are.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn add_nearest(
    found: &mut Vec<Scored>,
    meant: &Meant,
    query: &Query,
    question: &Question,
    snapshot: &Snapshot,
) -> Result<Nearness> {
    let (vectors, wholes) = (&snapshot.vectors, &snapshot.wholes);
    let tagged = snapshot.tagged(&question.filter)?;
    let nearest = |vectors: &Vectors| {
        vectors.nearest(&meant.vector, limits::NEAR_IN_MEANING, tagged.as_deref(), &question.without)
    };
    let mut more: Vec<(u32, f32)> = Vec::new();
    for doc in nearest(vectors).into_iter().chain(nearest(wholes)) {
        let is_new = found.iter().all(|s| s.doc != doc) && more.iter().all(|(other, _)| *other != doc);
        if is_new {
            more.push((doc, 0.0));
        }
    }
    found.extend(rank::by_words(query, &more, &[], snapshot));
    let near = |vectors: &Vectors| vectors.near(&meant.vector, found.iter().map(|s| s.doc), &question.without);
    Ok(near(vectors).with_wholes(&near(wholes)))
}

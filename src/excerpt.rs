//! The sentences of a passage that answer, word for word.

use std::ops::Range;

use crate::index::Snapshot;
use crate::index::terms::Field;
use crate::limits;
use crate::query::Query;
use crate::rank::sentence_values;
use crate::text::{sentence, tokens};

/// A sentence beside the best one is taken along when it covers this much more of the question.
const WORTHWHILE: f32 = 0.12;

/// A sentence shorter than this, in characters, seldom says all: the next is taken along.
const SHORT_CHARS: usize = 80;

/// Sentences that open with one of these lean on the one before.
const LEANING: [&str; 20] = [
    "he",
    "she",
    "it",
    "they",
    "this",
    "that",
    "these",
    "those",
    "but",
    "however",
    "also",
    "such",
    "his",
    "her",
    "its",
    "their",
    "instead",
    "then",
    "therefore",
    "so",
];

/// The byte range in `text`, the text of record `doc`, of the best sentence and those
/// beside it that it leans on or that add to it. Never empty for a text with a word.
pub fn excerpt(text: &str, doc: u32, query: &Query, snapshot: &Snapshot) -> Range<usize> {
    let sentences = sentence::with_words(text);
    let values = sentence_values(query, &snapshot.postings(doc), Field::Text);
    if values.is_empty() || values.len() != sentences.len() {
        return 0..text.len();
    }
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if values.get(best).is_some_and(|top| value.value > top.value) {
            best = at;
        }
    }
    let chars = |from: usize, to: usize| {
        let range = sentences.get(from).map_or(0, |r| r.start)..sentences.get(to).map_or(0, |r| r.end);
        text.get(range).map_or(usize::MAX, |s| s.chars().count())
    };
    let gain = |met: &[f32], at: usize| values.get(at).map_or(0.0, |v| v.gain(met));
    let (mut from, mut to) = (best, best);
    let mut met = values.get(best).map(|v| v.met.clone()).unwrap_or_default();
    let leans = sentences.get(best).and_then(|r| text.get(r.clone())).is_some_and(leans);
    if best > 0 && chars(best - 1, to) <= limits::ANSWER_CHARS && (leans || gain(&met, best - 1) >= WORTHWHILE) {
        from = best - 1;
        if let Some(value) = values.get(from) {
            met.iter_mut().zip(&value.met).for_each(|(a, b)| *a = a.max(*b));
        }
    }
    let announces = values.get(best).is_some_and(|v| v.announces) || chars(best, best) < SHORT_CHARS;
    if best + 1 < values.len()
        && chars(from, best + 1) <= limits::ANSWER_CHARS
        && (announces || gain(&met, best + 1) >= WORTHWHILE)
    {
        to = best + 1;
    }
    sentences.get(from).map_or(0, |r| r.start)..sentences.get(to).map_or(text.len(), |r| r.end)
}

fn leans(sentence: &str) -> bool {
    tokens(sentence).first().is_some_and(|t| LEANING.contains(&t.folded.as_str()))
}

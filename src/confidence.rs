//! How far the first candidate is trusted: a logistic model of bounded features.
//!
//! The ranking's score says which record is nearest; this says whether nearest is near
//! enough. No feature is a raw retrieval score or depends on the size of the corpus.

use crate::query::{Concept, Query};
use crate::rank::Scored;
use crate::weights::{CONFIDENCE, CONFIDENCE_BIAS};

/// Number of features.
pub const FEATURES: usize = 12;

/// Names of the features, as shown by `--explain`.
pub const NAMES: [&str; FEATURES] = [
    "record_covered",
    "focus_covered",
    "phrasing_covered",
    "order",
    "missing",
    "unknown",
    "margin",
    "bm25_share",
    "answer_sort_missing",
    "one_word",
    "passage",
    "passage_covered",
];

/// A stored question asked verbatim is the right one unless the owner's corpus is wrong.
pub const EXACT: f64 = 0.99;

/// No model is surer than this of anything but an exact question.
const MOST: f64 = 0.98;

/// The features' values for `scored`, with `rival` the best score of another answer.
pub fn features(query: &Query, scored: &Scored, rival: Option<f32>) -> [f32; FEATURES] {
    let [
        _,
        question,
        phrasing,
        question_order,
        _,
        sentence,
        record,
        _,
        sentence_order,
        sort,
        bm25_share,
        pair,
        missing,
        context,
    ] = scored.features;
    let is_pair = pair > 0.5;
    let margin = match rival {
        Some(rival) if scored.score > 0.0 => ((scored.score - rival) / scored.score).clamp(-1.0, 1.0),
        _ => 1.0,
    };
    let record = (record + context).min(1.0);
    [
        record,
        question.max(sentence),
        phrasing,
        if is_pair { question_order } else { sentence_order },
        missing,
        unknown(query),
        margin,
        bm25_share,
        if sort < 0.0 { 1.0 } else { 0.0 },
        1.0 / query.concepts.iter().filter(|c| c.is_content()).count().max(1) as f32,
        1.0 - pair,
        (1.0 - pair) * sentence,
    ]
}

/// Share of the question's weight in words that the corpus has nothing for.
fn unknown(query: &Query) -> f32 {
    let all: f32 = query.concepts.iter().map(|c| c.weight).sum();
    let unknown: f32 = query.concepts.iter().filter(|c| c.alternatives.is_empty()).map(|c| c.weight).sum();
    if all > 0.0 { unknown / all } else { 1.0 }
}

/// The chance, 0 to 1, that a record with these features answers the question.
pub fn confidence(query: &Query, scored: &Scored, features: &[f32; FEATURES]) -> f64 {
    if scored.features.first().is_some_and(|exact| *exact > 0.5) {
        return EXACT;
    }
    if !query.concepts.iter().any(Concept::is_content) {
        return 0.0;
    }
    let odds: f64 = features.iter().zip(CONFIDENCE).map(|(v, w)| f64::from(*v) * f64::from(w)).sum::<f64>()
        + f64::from(CONFIDENCE_BIAS);
    (1.0 / (1.0 + (-odds).exp())).min(MOST)
}

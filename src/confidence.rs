//! How far the first candidate is trusted: a logistic model of bounded features.
//!
//! The ranking's score says which record is nearest; this says whether nearest is near
//! enough. No feature is a raw retrieval score or depends on the size of the corpus.

use crate::contrast;
use crate::query::{Concept, Query};
use crate::rank::Scored;
use crate::weights::{CONFIDENCE, CONFIDENCE_WITH_MEANING};

/// Number of features.
pub const FEATURES: usize = 21 + contrast::SIGNS;

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
    "by_text",
    "by_text_covered",
    "names_covered",
    "attribute_covered",
    "attribute_missing",
    "by_text_sort_missing",
    "by_text_attribute_missing",
    "name_missing",
    "meaning",
    "meaning_pooled",
    "meaning_lead",
    contrast::NAMES[0],
    contrast::NAMES[1],
    contrast::NAMES[2],
    contrast::NAMES[3],
    contrast::NAMES[4],
    contrast::NAMES[5],
];

/// A stored question asked verbatim is the right one unless the owner's corpus is wrong.
pub const EXACT: f64 = 0.99;

/// No model is surer than this of anything but an exact question.
const MOST: f64 = 0.98;

/// Nor than this of a stored question that a sign of contrast tells from the one asked: such
/// a question is answered only by an owner who sets so low a threshold.
const CONTRASTED: f64 = 0.4;

/// Below this coverage of what is asked about the names, nothing of it is there.
const GAP: f32 = 0.3;

/// The best of another answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rival {
    /// Its score.
    pub score: f32,
    /// Its pooled nearness in meaning.
    pub meaning: f32,
}

/// The features' values for `scored`, beside the best of another answer.
pub fn features(query: &Query, scored: &Scored, rival: Option<Rival>) -> [f32; FEATURES] {
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
        names,
        attribute,
        _,
        meaning,
        meaning_pooled,
        answer,
        answer_gain,
        negated,
        other_number,
        opposite,
        swapped,
        other_name,
        replaced,
    ] = scored.features;
    let is_pair = pair > 0.5;
    let sentence = sentence.max(answer);
    let margin = match rival {
        Some(rival) if scored.score > 0.0 => ((scored.score - rival.score) / scored.score).clamp(-1.0, 1.0),
        _ => 1.0,
    };
    // A passage, or a pair met by its answer and not by its question.
    let by_text = f32::from(u8::from(!is_pair || sentence > question));
    let attribute_missing = f32::from(u8::from(attribute < GAP));
    let record = if is_pair { question + answer_gain } else { record };
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
        by_text,
        by_text * sentence,
        names,
        attribute,
        attribute_missing,
        if sort < 0.0 { by_text } else { 0.0 },
        by_text * attribute_missing,
        name_missing(query, scored),
        meaning,
        meaning_pooled,
        meaning_pooled - rival.map_or(0.0, |r| r.meaning),
        negated,
        other_number,
        opposite,
        swapped,
        other_name,
        replaced,
    ]
}

/// The weight of the heaviest name or number of the question's own that the record has not:
/// another name is another question.
fn name_missing(query: &Query, scored: &Scored) -> f32 {
    let own = query.concepts.iter().zip(&scored.covered).filter(|(c, _)| (c.name || c.number) && !c.context);
    own.map(|(c, met)| c.weight * (1.0 - met)).fold(0.0, f32::max).min(1.0)
}

/// Share of the question's weight in words that the corpus has nothing for.
fn unknown(query: &Query) -> f32 {
    let all: f32 = query.concepts.iter().map(|c| c.weight).sum();
    let unknown: f32 = query.concepts.iter().filter(|c| c.alternatives.is_empty()).map(|c| c.weight).sum();
    if all > 0.0 { unknown / all } else { 1.0 }
}

/// The weights, and the log odds with all features at 0, used with or without the question's meaning.
pub fn weights(with_meaning: bool) -> &'static ([f32; FEATURES], f32) {
    if with_meaning { &CONFIDENCE_WITH_MEANING } else { &CONFIDENCE }
}

/// The chance, 0 to 1, that a record with these features answers the question.
pub fn confidence(query: &Query, scored: &Scored, features: &[f32; FEATURES], with_meaning: bool) -> f64 {
    if scored.features.first().is_some_and(|exact| *exact > 0.5) {
        return EXACT;
    }
    if !query.concepts.iter().any(Concept::is_content) {
        return 0.0;
    }
    let (weights, bias) = weights(with_meaning);
    let odds: f64 =
        features.iter().zip(weights).map(|(v, w)| f64::from(*v) * f64::from(*w)).sum::<f64>() + f64::from(*bias);
    let most = if scored.is_contrasted() { CONTRASTED } else { MOST };
    (1.0 / (1.0 + (-odds).exp())).min(most)
}

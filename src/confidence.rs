//! How far the first candidate is trusted: a logistic model of bounded features.
//!
//! The ranking's score says which record is nearest; this says whether nearest is near
//! enough. No feature is a raw retrieval score or depends on the size of the corpus.

use crate::calibration::Calibration;
use crate::contrast;
use crate::query::{Concept, Query};
use crate::rank::Scored;
use crate::rivals::Standing;
use crate::weights::{
    CONFIDENCE, CONFIDENCE_OF_PASSAGES, CONFIDENCE_OF_PASSAGES_WITH_MEANING, CONFIDENCE_WITH_MEANING, Compared,
};

/// Changes whenever the same corpus and question may get another confidence.
pub const VERSION: u32 = 14;

/// Number of features.
pub const FEATURES: usize = 27 + contrast::SIGNS;

/// Names of the features, as shown by `--explain`.
pub const NAMES: [&str; FEATURES] = [
    "record_covered",
    "focus_covered",
    "phrasing_covered",
    "order",
    "missing",
    "unknown",
    "lead",
    "share",
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
    "meaning_agreed",
    "share_agreed",
    "whole_meaning",
    "whole_gain",
    "answer_gain",
    contrast::NAMES[0],
    contrast::NAMES[1],
    contrast::NAMES[2],
    contrast::NAMES[3],
    contrast::NAMES[4],
    contrast::NAMES[5],
    contrast::NAMES[6],
    contrast::NAMES[7],
];

/// A stored question asked verbatim is the right one unless the owner's corpus is wrong.
pub const EXACT: f64 = 0.99;

/// No model is surer than this of anything but an exact question.
const MOST: f64 = 0.98;

/// Nor than this of a stored question that a sign of contrast tells from the one asked: such
/// a question is answered only by an owner who sets so low a threshold.
const CONTRASTED: f64 = 0.3;

/// Up to the first coverage of what is asked about the names, nothing of it is there; from the second
/// on, it is. Between them by degrees: a step would turn on how rare one word is.
const GAP: [f32; 2] = [0.1, 0.5];

/// From this weight of a name on, a record without it is about another.
const GONE: f32 = 0.5;

/// From this lead on, in log odds, a greater one tells nothing more.
const LEAD: f32 = 5.0;

/// The features' values for `scored`, that stands so beside the best of other answers.
fn features(query: &Query, scored: &Scored, standing: Standing) -> [f32; FEATURES] {
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
        _,
        missing,
        context,
        names,
        attribute,
        _,
        meaning,
        meaning_pooled,
        answer,
        answer_gain,
        sentence_meaning,
        _,
        _,
        _,
        whole_meaning,
        passage_meaning,
        _,
        _,
        _,
        _,
        negated,
        other_number,
        opposite,
        swapped,
        other_sort,
        other_name,
        replaced,
        asks_otherwise,
    ] = scored.features;
    let is_pair = scored.is_pair();
    let sentence = sentence.max(answer);
    // A passage, or a pair met by its answer and not by its question.
    let by_text = f32::from(u8::from(!is_pair || sentence > question));
    let attribute_missing = ((GAP[1] - attribute) / (GAP[1] - GAP[0])).clamp(0.0, 1.0);
    let record = if is_pair { question + answer_gain } else { record };
    let record = (record + context).min(1.0);
    [
        record,
        question.max(sentence),
        phrasing,
        if is_pair { question_order } else { sentence_order },
        missing,
        unknown(query),
        standing.lead.clamp(-LEAD, LEAD) / LEAD,
        standing.share,
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
        if is_pair { meaning } else { sentence_meaning },
        meaning_pooled,
        scored.meaning() - standing.meaning,
        scored.agreed,
        // Far, and alone there, is little; near, and one of many, is little too.
        standing.share * scored.agreed,
        whole_meaning.max(passage_meaning),
        // An answer that is no text, "transfer_funds", adds nothing: it is 0 then, and never below.
        (whole_meaning - (meaning + meaning_pooled) / 2.0).max(0.0),
        answer_gain,
        negated,
        other_number,
        opposite,
        swapped,
        other_sort,
        other_name,
        replaced,
        asks_otherwise,
    ]
}

/// The weight of the heaviest name or number of the question's own that the record has not:
/// another name is another question.
fn name_missing(query: &Query, scored: &Scored) -> f32 {
    let own = query.concepts.iter().zip(&scored.covered).filter(|(c, _)| (c.name || c.number) && !c.beside);
    own.map(|(c, met)| c.weight * (1.0 - met)).fold(0.0, f32::max).min(1.0)
}

/// Whether the record asks about another name, and nothing in it has the one asked about.
fn names_another(query: &Query, scored: &Scored) -> bool {
    scored.has_other_name() && name_missing(query, scored) > GONE
}

/// Share of the question's weight in words that the corpus has nothing for.
fn unknown(query: &Query) -> f32 {
    let all: f32 = query.concepts.iter().map(|c| c.weight).sum();
    let unknown: f32 = query.concepts.iter().filter(|c| c.alternatives.is_empty()).map(|c| c.weight).sum();
    if all > 0.0 { unknown / all } else { 1.0 }
}

/// The weights by which `scored` is judged, and the log odds with all features at 0: others for
/// a passage, which has no stored question to be near to, and where meaning was compared.
pub fn weights(scored: &Scored, compared: Compared) -> &'static ([f32; FEATURES], f32) {
    match (scored.is_pair(), compared) {
        (false, Compared::Words) => &CONFIDENCE_OF_PASSAGES,
        (false, _) => &CONFIDENCE_OF_PASSAGES_WITH_MEANING,
        (true, Compared::Words) => &CONFIDENCE,
        (true, _) => &CONFIDENCE_WITH_MEANING,
    }
}

/// What the confidence in one candidate rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Values of the features, in the order of [`NAMES`].
    pub features: [f32; FEATURES],
    /// The log odds by the shipped weights.
    pub odds: f64,
    /// No confidence is greater.
    pub most: f64,
    /// The confidence where no weighing is needed: the very question, or none.
    pub plain: Option<f64>,
}

/// Judges a record that stands so beside the best of other answers.
pub fn judge(query: &Query, scored: &Scored, standing: Standing, compared: Compared) -> Judgement {
    let features = features(query, scored, standing);
    let (weights, bias) = weights(scored, compared);
    let odds: f64 =
        features.iter().zip(weights).map(|(v, w)| f64::from(*v) * f64::from(*w)).sum::<f64>() + f64::from(*bias);
    let most = if scored.is_contrasted() || names_another(query, scored) { CONTRASTED } else { MOST };
    let plain = if scored.is_exact() {
        Some(EXACT)
    } else if !query.concepts.iter().any(Concept::is_content) {
        Some(0.0)
    } else {
        None
    };
    Judgement { features, odds, most, plain }
}

impl Judgement {
    /// The chance, 0 to 1, that the record answers the question, as the owner's calibration has it.
    pub fn confidence(&self, calibration: Option<&Calibration>) -> f64 {
        self.plain.unwrap_or_else(|| {
            let odds = self.held_odds();
            match calibration {
                None => chance(odds).min(self.most),
                // A calibration may make many sure: cut off at the same height, the surest would be told apart no more.
                Some(calibration) => (MOST * chance(calibration.odds(odds, &self.features))).min(self.most),
            }
        })
    }

    /// The log odds, held down before they are moved: else a calibration downwards would put what
    /// is held before what is not.
    pub fn held_odds(&self) -> f64 {
        self.odds.min((self.most / (1.0 - self.most)).ln())
    }
}

/// The probability of these log odds.
pub fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

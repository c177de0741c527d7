//! Why the first candidate came first: the words it shares with the question, those that only
//! mean something alike, and the parts that add up to its score.

use crate::answer::{Explanation, Part, Soft};
use crate::confidence;
use crate::model::Encoder;
use crate::query::Query;
use crate::rank::{self, Scored};
use crate::record::Record;
use crate::text::words::{self, Class};
use crate::text::{Token, tokens};
use crate::weights::Compared;

/// From this cosine on, two words taken alone are shown as alike: two in three of the shipped
/// file's pairs of single words lie above, and one in two hundred of its words paired at random.
const ALIKE: f32 = 0.5;

/// The first candidate, as it was ranked and judged.
pub struct First<'a> {
    /// As ranked.
    pub scored: &'a Scored,
    /// Its record.
    pub record: &'a Record,
    /// Values of the confidence's features.
    pub confidence: &'a [f32; confidence::FEATURES],
    /// What was compared.
    pub compared: Compared,
}

/// The reasons for `first`; words are compared in meaning where there is an `encoder`.
pub fn explain(query: &Query, first: Option<&First<'_>>, encoder: Option<&dyn Encoder>) -> Explanation {
    let mut explanation = Explanation { mended: query.mended.clone(), ..Explanation::default() };
    let Some(first) = first else { return explanation };
    for (concept, met) in query.concepts.iter().zip(&first.scored.covered).filter(|(c, _)| c.is_content()) {
        let list = if *met >= rank::MET { &mut explanation.matched } else { &mut explanation.missing };
        list.push(concept.word.clone());
    }
    explanation.soft = encoder.map(|e| soft(query, &explanation, first.record, e)).unwrap_or_default();
    explanation.parts = parts(&rank::NAMES, &first.scored.features, rank::weights(first.compared));
    explanation.confidence =
        parts(&confidence::NAMES, first.confidence, &confidence::weights(first.scored, first.compared).0);
    explanation
}

/// Value times weight of each feature.
pub fn parts(names: &[&'static str], values: &[f32], weights: &[f32]) -> Vec<Part> {
    names
        .iter()
        .zip(values.iter().zip(weights))
        .map(|(feature, (value, weight))| Part { feature, value: f64::from(*value), points: f64::from(value * weight) })
        .collect()
}

/// For each word that the record has not, the most alike of the record's questions' words.
fn soft(query: &Query, explanation: &Explanation, record: &Record, encoder: &dyn Encoder) -> Vec<Soft> {
    let is_content = |t: &Token| words::class(query.language, &t.folded) >= Class::Common;
    let mut stored: Vec<String> =
        record.questions.iter().flat_map(|q| tokens(q)).filter(is_content).map(|t| t.folded).collect();
    stored.sort();
    stored.dedup();
    stored.retain(|word| !explanation.matched.contains(word));
    let vectors: Vec<(String, Vec<f32>)> = stored.into_iter().map(|w| (w.clone(), encoder.vector(&w))).collect();
    explanation.missing.iter().filter_map(|word| most_alike(word, &encoder.vector(word), &vectors)).collect()
}

fn most_alike(word: &str, vector: &[f32], stored: &[(String, Vec<f32>)]) -> Option<Soft> {
    let cosine = |other: &[f32]| vector.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
    let (similarity, record) = stored
        .iter()
        .map(|(record, other)| (cosine(other), record))
        .filter(|(similarity, _)| *similarity >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Soft { question: word.to_owned(), record: record.clone(), similarity: f64::from(similarity) })
}

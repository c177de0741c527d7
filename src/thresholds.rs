//! How sure must an answer be before it is given? Plain data.

use serde::{Deserialize, Serialize};

use crate::weights;

/// The confidence, 0 to 1, from which an answer is given: other where phrasings of its kind come near to answers not their own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Of a passage.
    pub passages: f64,
    /// Of a pair whose answer has this one phrasing.
    pub lone: f64,
    /// Of a pair whose answer has several.
    pub several: f64,
}

/// A threshold held to 0 to 1; 1 for what is no number, below which every confidence would be let through.
pub fn held(threshold: f64) -> f64 {
    if threshold.is_nan() { 1.0 } else { threshold.clamp(0.0, 1.0) }
}

impl Default for Thresholds {
    /// The shipped one, of every answer.
    fn default() -> Self {
        Thresholds::all(weights::THRESHOLD)
    }
}

impl Thresholds {
    /// The same for every answer.
    pub fn all(confidence: f64) -> Self {
        Thresholds { passages: confidence, lone: confidence, several: confidence }
    }

    /// That of an answer with so many phrasings (0 for a passage), the confidence in which was taken times `trusted`. What a corpus
    /// asks for beyond the least is of questions that stand alone, and is taken so too.
    pub fn of(&self, phrasings: usize, trusted: f64) -> f64 {
        let threshold = match phrasings {
            0 => self.passages,
            1 => self.lone,
            _ => self.several,
        };
        if threshold > self.passages { (threshold * trusted).max(self.passages) } else { threshold }
    }
}

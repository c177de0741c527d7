//! The few learned numbers. `training/fit.py` learns them; ARCHITECTURE.md says from what.
//!
//! Of each there are several: where words alone are compared, and where the meaning is compared too.

use crate::{confidence, rank};

/// What was compared for a ranking, and so which weights are its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Words alone.
    Words,
    /// Words, and meaning by the shipped model.
    Meaning,
    /// Words, and meaning by a transformer that the owner chose.
    Transformer,
}

/// Weights of the ranking features, in the order of [`rank::NAMES`].
pub const RANKING: [f32; rank::FEATURES] = [
    10.00, 0.73, 0.98, 0.86, 1.30, 1.38, 1.23, 0.10, 0.68, 0.31, 3.12, 1.55, -0.54, 0.01, 0.75, 1.65, 0.99, 0.00, 0.00,
    0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, -0.08, 0.00, 0.00, 0.00, 0.00, -0.20, 0.00,
    0.00,
];

/// The same with the meaning.
pub const RANKING_WITH_MEANING: [f32; rank::FEATURES] = [
    10.00, 0.00, 0.65, 0.16, 0.49, 0.51, 0.67, 1.50, 1.19, 0.51, 0.00, 1.34, 0.00, 0.83, 1.66, 2.53, 0.50, 3.47, 3.73,
    0.00, 0.00, 4.72, 1.40, 1.36, 2.19, 5.01, 2.50, 1.92, 4.66, 2.52, 4.68, -0.86, -0.79, -0.11, 0.00, 0.00, 0.00,
    0.00, 0.00,
];

/// The same with the meaning by a transformer, which is surer of it than the shipped model, a quarter of its size: the
/// meaning of an answer's phrasings weighs 2.5 times as much and that of a sentence 1.75 times, `pair` less by what that
/// adds to a pair, and all 0.7 times, so that leads stay what the confidence knows. Chosen while looking at the eight English sets.
pub const RANKING_WITH_TRANSFORMER: [f32; rank::FEATURES] = [
    10.00, 1.02, 0.29, 0.55, 0.80, 1.38, 0.72, 1.39, 0.88, 0.49, 0.00, 0.42, 0.00, 0.85, 1.03, 1.85, 1.02, 4.00, 10.03,
    0.00, 0.00, 7.00, 0.98, 1.95, 2.70, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, -0.43, 0.00, -0.12, -0.01, 0.00, 0.00,
    0.00, 0.00,
];

/// Weights of the confidence features where the first candidate is a pair, in the order of
/// [`confidence::NAMES`], and the log odds with all of them at 0.
pub const CONFIDENCE: ([f32; confidence::FEATURES], f32) = (
    [
        2.19, 0.00, 1.65, 0.00, 0.00, -1.56, 0.89, 2.24, 0.00, 0.00, -2.30, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
        -0.21, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, -0.85,
    ],
    -2.59,
);

/// The same where it is a passage. The last number is .25 more than was learned: paragraphs in other languages were trusted too little.
pub const CONFIDENCE_OF_PASSAGES: ([f32; confidence::FEATURES], f32) = (
    [
        0.00, 1.29, 0.00, 0.70, 0.00, -1.54, 1.63, 2.87, 0.95, -0.95, -1.78, 0.00, 1.29, 0.80, 0.00, -0.80, -0.95,
        -0.80, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
    ],
    -4.59,
);

/// The same where it is a pair and the meaning is compared.
pub const CONFIDENCE_WITH_MEANING: ([f32; confidence::FEATURES], f32) = (
    [
        0.00, 0.00, 0.00, 0.00, 0.00, -0.72, 0.00, 0.77, 0.00, -0.42, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, -1.12, 0.00,
        -0.15, 0.00, 0.00, 0.00, 1.46, 6.31, 0.00, 6.14, 0.50, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, -0.60,
    ],
    -3.61,
);

/// The same where it is a passage and the meaning is compared.
pub const CONFIDENCE_OF_PASSAGES_WITH_MEANING: ([f32; confidence::FEATURES], f32) = (
    [
        0.00, 0.54, 0.00, 0.00, 0.00, 0.00, 2.75, 0.00, 0.00, -1.22, 0.00, 0.00, 0.00, 0.00, 0.00, -2.12, 0.00, 0.00,
        -1.29, 1.93, 0.00, 0.37, 0.00, 0.00, 3.11, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
    ],
    -3.53,
);

/// The confidence from which an answer is given, unless the owner sets another.
pub const THRESHOLD: f64 = 0.42;

/// Answers whose scores differ by less, in log odds as the ranking was learned, are a choice for
/// the asker: below it the second is right as often as the first.
pub const AMBIGUOUS: f32 = 0.1;

/// From this confidence on, words leave no doubt of an answer with one phrasing, and the shipped model is not asked.
pub const WORDS_SUFFICE: f64 = 0.65;

/// So much of a stored question must then be covered by the one asked.
pub const PHRASING_SUFFICES: f32 = 0.5;

/// And so much of the one asked by it, so that an answer's own words are not taken for its question's.
pub const QUESTION_SUFFICES: f32 = 0.4;

/// And by so much, in log odds, the first answer must lead the next: which of two it is, meaning tells better.
pub const LEAD_SUFFICES: f32 = 1.0;

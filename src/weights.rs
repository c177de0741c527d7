//! The few learned numbers. `training/fit.py` learns them; ARCHITECTURE.md says from what.
//!
//! Two of each: where words alone are compared, and where the meaning is compared too.

use crate::{confidence, rank};

/// Weights of the ranking features, in the order of [`rank::NAMES`].
pub const RANKING: [f32; rank::FEATURES] = [
    10.00, 0.66, 1.87, 1.14, 0.05, 2.37, 2.68, 1.96, 0.40, 0.48, 3.16, -1.31, 0.00, 0.03, 0.59, 1.06, 0.00, 0.00, 0.00,
    2.42, 2.60,
];

/// The same with the meaning.
pub const RANKING_WITH_MEANING: [f32; rank::FEATURES] = [
    10.00, 3.28, 0.00, 0.67, 3.87, 3.87, 3.46, 0.89, 1.98, 0.53, 0.00, -1.88, 0.00, 0.00, 0.00, 0.00, 2.45, 5.78, 5.80,
    0.00, 1.80,
];

/// Weights of the confidence features, in the order of [`confidence::NAMES`], and the log odds
/// with all of them at 0.
pub const CONFIDENCE: ([f32; confidence::FEATURES], f32) = (
    [
        2.25, 0.45, 1.82, 0.07, 0.00, -1.43, 1.75, 1.80, -0.81, -3.23, -0.54, 1.23, 0.00, 0.70, -0.73, -1.89, 0.00,
        -0.81, 0.00, 0.00, 0.00,
    ],
    -3.67,
);

/// The same with the meaning.
pub const CONFIDENCE_WITH_MEANING: ([f32; confidence::FEATURES], f32) = (
    [
        2.25, 0.45, 1.82, 0.07, 0.00, -1.43, 1.75, 1.80, -0.81, -3.23, -0.54, 1.23, 0.00, 0.70, -0.73, -1.89, 0.00,
        -0.81, 0.00, 0.00, 0.00,
    ],
    -3.67,
);

/// The confidence from which an answer is given, unless the owner sets another.
pub const THRESHOLD: f64 = 0.42;

/// From this confidence on, words leave no doubt and the meaning is not looked at.
pub const WORDS_SUFFICE: f64 = 1.00;

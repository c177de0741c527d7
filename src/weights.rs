//! The few learned numbers. `training/fit.py` learns them; ARCHITECTURE.md says from what.
//!
//! Two of each: where words alone are compared, and where the meaning is compared too.

use crate::{confidence, rank};

/// Weights of the ranking features, in the order of [`rank::NAMES`].
pub const RANKING: [f32; rank::FEATURES] = [
    10.00, 0.73, 0.98, 0.86, 1.30, 1.38, 1.23, 0.10, 0.68, 0.31, 3.12, 0.17, -0.54, 0.01, 0.75, 1.65, 0.99, 0.00, 0.00,
    0.00, 0.00, -0.08, 0.00, 0.00, 0.00, -0.20, 0.00,
];

/// The same with the meaning.
pub const RANKING_WITH_MEANING: [f32; rank::FEATURES] = [
    10.00, 1.28, 0.23, 0.75, 3.51, 3.66, 2.94, 0.23, 1.31, 0.66, 0.00, -1.36, 0.00, 0.00, 0.79, 2.90, 1.55, 5.87, 5.93,
    0.00, 0.00, -0.58, 0.00, 0.00, 0.00, -0.01, 0.00,
];

/// Weights of the confidence features, in the order of [`confidence::NAMES`], and the log odds
/// with all of them at 0.
pub const CONFIDENCE: ([f32; confidence::FEATURES], f32) = (
    [
        0.64, 0.88, 0.90, 0.46, 0.00, -0.94, 2.04, 1.81, -0.67, -2.82, 0.25, 0.00, 0.57, 0.10, -1.00, -0.68, 0.00,
        0.00, 0.00, 0.00, 0.00, -1.35, -3.46, -2.60, -2.25, -1.03, -1.15,
    ],
    -3.02,
);

/// The same with the meaning.
pub const CONFIDENCE_WITH_MEANING: ([f32; confidence::FEATURES], f32) = (
    [
        0.53, 0.00, 0.01, 0.04, -0.06, -1.19, 1.27, 0.31, -0.89, -2.09, -0.15, 0.99, 0.00, 0.37, -0.67, -0.88, -1.05,
        -1.02, 0.58, 1.53, 0.00, -1.53, -2.56, -2.61, -2.41, -0.32, -1.20,
    ],
    -0.75,
);

/// The confidence from which an answer is given, unless the owner sets another.
pub const THRESHOLD: f64 = 0.42;

/// From this confidence on, words leave no doubt and the shipped model is not asked.
pub const WORDS_SUFFICE: f64 = 0.69;

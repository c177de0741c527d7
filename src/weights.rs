//! The few learned numbers. `training/fit.py` learns them; ARCHITECTURE.md says from what.
//!
//! Two of each: where words alone are compared, and where the meaning is compared too.

use crate::{confidence, rank};

/// Weights of the ranking features, in the order of [`rank::NAMES`].
pub const RANKING: [f32; rank::FEATURES] = [
    10.00, 0.98, 1.08, 1.01, 2.08, 2.64, 1.90, 0.29, 0.91, 0.51, 3.06, 1.39, -0.12, 0.21, 0.73, 1.99, 1.45, 0.00, 0.00,
    0.00, 0.00, -0.23, 0.00, 0.00, 0.00, -0.37, 0.00,
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
        0.71, 0.74, 0.88, 0.44, 0.00, -0.97, 2.42, 2.13, -0.65, -2.77, 0.19, 0.00, 0.53, 0.17, -0.92, -0.76, 0.00,
        0.00, 0.00, 0.00, 0.00, -1.34, -2.98, -2.41, -2.23, -0.93, -1.26,
    ],
    -3.29,
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

/// From this confidence on, words leave no doubt and the meaning is not looked at.
pub const WORDS_SUFFICE: f64 = 0.69;

//! The few learned numbers. `training/fit.py` learns them; ARCHITECTURE.md says from what.

use crate::rank::FEATURES;

/// Weights of the ranking features, in the order of [`crate::rank::NAMES`].
pub const RANKING: [f32; FEATURES] =
    [10.00, 0.66, 1.87, 1.14, 0.05, 2.37, 2.68, 1.96, 0.40, 0.48, 3.16, -1.31, 0.00, 0.03, 0.59, 1.06];

/// Weights of the confidence features, in the order of [`crate::confidence::NAMES`].
pub const CONFIDENCE: [f32; crate::confidence::FEATURES] =
    [2.25, 0.45, 1.82, 0.07, 0.00, -1.43, 1.75, 1.80, -0.81, -3.23, -0.54, 1.23, 0.00, 0.70, -0.73, -1.89, 0.00, -0.81];

/// Log odds with all features at 0.
pub const CONFIDENCE_BIAS: f32 = -3.67;

/// The confidence from which an answer is given, unless the owner sets another.
pub const THRESHOLD: f64 = 0.42;

//! The few learned numbers, and where they come from.

use crate::rank::FEATURES;

/// Weights of the ranking features, in the order of [`crate::rank::NAMES`].
pub const RANKING: [f32; FEATURES] = [10.0, 2.0, 1.5, 0.5, 0.5, 1.5, 2.0, 0.2, 0.3, 0.3, 1.0, 0.0, -0.5, 0.4];

/// Weights of the confidence features, in the order of [`crate::confidence::NAMES`].
pub const CONFIDENCE: [f32; crate::confidence::FEATURES] =
    [2.5, 2.5, 0.7, 0.2, -2.5, -1.5, 1.5, 0.0, -0.8, -0.5, 0.0, 0.8];

/// Log odds with all features at 0.
pub const CONFIDENCE_BIAS: f32 = -2.5;

/// The confidence from which an answer is given, unless the owner sets another.
pub const THRESHOLD: f64 = 0.5;

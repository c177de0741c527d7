//! The owner's calibration: how far the confidence learned from many corpora is moved for this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::confidence;

/// What `tune` learned, as `answerbook.toml` has it. The log odds become
/// `(1 + slope) odds + shift + Σ weights · features`; all zero moves nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Version of the confidence that it moves; under another it is not used.
    pub version: u32,
    /// Added to the log odds.
    pub shift: f64,
    /// Share of the log odds added to them.
    #[serde(default)]
    pub slope: f64,
    /// Added for each feature of the confidence, by name.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
}

impl Calibration {
    /// Whether it was learned for this program's confidence.
    pub fn is_current(&self) -> bool {
        self.version == confidence::VERSION
    }

    /// The log odds moved.
    pub fn odds(&self, odds: f64, features: &[f32; confidence::FEATURES]) -> f64 {
        let of = |name| self.weights.get(name).copied().unwrap_or_default();
        let weighed: f64 = confidence::NAMES.iter().zip(features).map(|(name, x)| of(*name) * f64::from(*x)).sum();
        (1.0 + self.slope) * odds + self.shift + weighed
    }

    /// What is wrong with it, in words for its owner.
    pub fn fault(&self) -> Option<String> {
        if let Some(name) = self.weights.keys().find(|n| !confidence::NAMES.contains(&n.as_str())) {
            return self.is_current().then(|| format!("calibration.weights has no feature `{name}`"));
        }
        let numbers = self.weights.values().chain([&self.shift, &self.slope]);
        numbers.into_iter().any(|x| !x.is_finite()).then(|| "calibration has a number that is not finite".to_owned())
    }
}

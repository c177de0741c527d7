//! What sort of thing was typed: a question, or what asks nothing of the corpus by itself.

use super::{Attempt, Read, Told, exact};
use crate::answer::Said;
use crate::followup;
use crate::index::Snapshot;
use crate::query;

/// What `text` is, after what was found for it, or for what it was `resolved` to.
pub fn said(text: &str, attempt: &Attempt, is_resolved: bool, snapshot: &Snapshot) -> Said {
    let first = attempt.judged.best.first();
    if attempt.is_courtesy() && !first.is_some_and(stores_courtesy) {
        return Said::Courtesy;
    }
    let points = || !is_resolved && !first.is_some_and(exact) && followup::only_points(text, snapshot);
    if attempt.told == Told::NoMore || points() { Said::Pointer } else { Said::Question }
}

/// Whether the record is there for a courtesy.
pub fn stores_courtesy(read: &Read) -> bool {
    read.record.questions.iter().any(|question| query::courtesy(question).is_some())
}

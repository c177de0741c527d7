//! An earlier report, to compare with.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use super::super::fail::Failure;
use super::questions::{Case, Fault, name_of, text_of};
use crate::evaluate::Earlier;

#[derive(Deserialize)]
struct Saved {
    rows: Vec<Earlier>,
}

/// The rows of an earlier report, which must have some of these questions.
///
/// # Errors
///
/// A file that is no report, or one of other questions: a gate that compares nothing would
/// always be open.
pub fn read(path: &Path, cases: &[Case]) -> Result<Vec<Earlier>, Failure> {
    let name = name_of(path);
    let saved: Saved = serde_json::from_str(&text_of(path)?).map_err(|e| {
        let what = format!("not a report of `answerbook eval`: {e}; make one with --save");
        Fault::new(e.line() as u64, what).of(&name)
    })?;
    let asked: HashSet<&str> = cases.iter().map(|case| case.question.text()).collect();
    if !saved.rows.iter().any(|row| asked.contains(row.question.as_str())) {
        let what = "a report of other questions, none of which is asked now; make one of these with --save";
        return Err(Fault::new(0, what).of(&name));
    }
    Ok(saved.rows)
}

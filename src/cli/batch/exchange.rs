//! Answers in the forms of other programs: SQuAD's predictions, TREC's runs, Azure's batch test.

use std::borrow::Cow;

use serde_json::Value;

use super::output::plain;
use super::rows::Row;
use crate::cli::eval::trec;
use crate::cli::json;
use crate::{Engine, Outcome, Response};

/// The columns of a batch test as Azure's question answering writes it.
pub const AZURE: [&str; 11] = [
    "Line",
    "ProjectName",
    "Query",
    "Answer",
    "Score",
    "AnswerSpanText",
    "AnswerSpanScore",
    "Metadata",
    "AnswerId",
    "ExpectedAnswerId",
    "Label",
];

/// The id under which Azure gives its default answer.
const NO_RECORD: &str = "-1";

/// A question's entry among SQuAD's predictions and one among the chances that it has no answer,
/// both as `"id": value`. What is not answered is predicted as the empty text.
///
/// # Errors
///
/// A row without an id, in words for the user.
pub fn squad(row: &Row, response: &Response) -> Result<[String; 2], String> {
    let id = plain(&row.id);
    if id.is_empty() {
        return Err("a prediction needs the question's id; give the row one".to_owned());
    }
    let text = match &response.outcome {
        Outcome::Answer(answer) => answer.text.as_str(),
        Outcome::Ambiguous(_) | Outcome::NoAnswer(_) => "",
    };
    let id = json::line(&id);
    Ok([format!("{id}: {}", json::line(&text)), format!("{id}: {}", rounded(1.0 - response.confidence))])
}

/// A question's lines of a run: all its candidates, answered or not.
///
/// # Errors
///
/// An id that a run cannot hold, in words for the user.
pub fn trec(row: &Row, response: &Response) -> Result<String, String> {
    let mut lines = String::new();
    let candidates = response.candidates.iter().map(|c| (c.id.as_str(), c.score));
    trec::write_run(&mut lines, &plain(&row.id), candidates)?;
    Ok(lines)
}

/// The `number`th row of a batch test, in the order of [`AZURE`]. Of a choice the first is given;
/// a refusal has the score 0 and the id -1, as Azure's default answer has. Where the row names an
/// expected record, the label says whether it came.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn azure(number: u64, row: &Row, response: &Response, engine: &Engine) -> crate::Result<Vec<String>> {
    let (text, span, id) = match &response.outcome {
        Outcome::Answer(answer) => {
            let span = Some(&answer.text).filter(|text| **text != answer.record_text);
            (answer.record_text.as_str(), span, answer.id.as_str())
        }
        Outcome::Ambiguous(choice) => {
            choice.first().map_or(("", None, NO_RECORD), |first| (first.text.as_str(), None, first.id.as_str()))
        }
        Outcome::NoAnswer(refusal) => (refusal.text.as_str(), None, NO_RECORD),
    };
    let record = if id == NO_RECORD { None } else { engine.record(id)? };
    let tags = record.map(|record| record.tags).unwrap_or_default();
    let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    let score = if id == NO_RECORD { 0.0 } else { rounded(response.confidence) };
    let expected = row.input.as_ref().and_then(|input| {
        input.iter().find(|(name, _)| ["expectedanswerid", "expect"].contains(&name.to_lowercase().as_str()))
    });
    let expected = expected.map_or(Cow::Borrowed(""), |(_, value)| Cow::Owned(expected_id(value)));
    let label = match &*expected {
        "" => "",
        expected if expected == id => "Correct",
        _ => "Incorrect",
    };
    Ok(vec![
        number.to_string(),
        "answerbook".to_owned(),
        response.question.clone(),
        text.to_owned(),
        score.to_string(),
        span.cloned().unwrap_or_default(),
        span.map(|_| score.to_string()).unwrap_or_default(),
        tags.join("|"),
        id.to_owned(),
        expected.into_owned(),
        label.to_owned(),
    ])
}

/// The id that a row expects; of several the first.
fn expected_id(value: &Value) -> String {
    match value {
        Value::Array(several) => several.first().map(plain).unwrap_or_default(),
        one => plain(one).trim().to_owned(),
    }
}

/// To the four decimals that users see.
fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

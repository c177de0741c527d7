//! Responses as JSON, in the shape that scripts rely on.

use serde::Serialize;
use serde_json::{Map, Value};

use super::sanitize;
use crate::{Answer, Candidate, Explanation, Outcome, Part, Prompt, Refusal, Response, Soft, Source};

/// What a batch row adds to its response.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// The row's id; null where it has none.
    pub id: Value,
    /// Its other fields.
    pub input: Option<Map<String, Value>>,
    /// Time taken, where wanted.
    pub took_us: Option<u64>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a Value,
    question: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved: Option<&'a str>,
    outcome: &'a str,
    confidence: f64,
    answer: Option<AnswerRow<'a>>,
    /// What is said in place of an answer, where that is not just that there is none: a courtesy, the owner's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a str>,
    alternatives: Vec<CandidateRow<'a>>,
    candidates: Vec<CandidateRow<'a>>,
    query: &'a str,
    warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<ExplainRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_us: Option<u64>,
}

#[derive(Serialize)]
struct AnswerRow<'a> {
    id: &'a str,
    kind: &'a str,
    text: &'a str,
    span: [usize; 2],
    question: Option<&'a str>,
    source: &'a Source,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    prompts: &'a [Prompt],
}

#[derive(Serialize)]
struct CandidateRow<'a> {
    id: &'a str,
    kind: &'a str,
    score: f64,
    confidence: f64,
    question: Option<&'a str>,
    source: &'a Source,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    expired: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartRow>,
}

#[derive(Serialize)]
struct ExplainRow<'a> {
    matched: &'a [String],
    missing: &'a [String],
    mended: Vec<MendedRow<'a>>,
    soft: Vec<SoftRow<'a>>,
    parts: Vec<PartRow>,
    confidence: Vec<PartRow>,
    threshold: f64,
}

#[derive(Serialize)]
struct MendedRow<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct SoftRow<'a> {
    question: &'a str,
    record: &'a str,
    similarity: f64,
}

#[derive(Serialize)]
struct PartRow {
    feature: &'static str,
    value: f64,
    points: f64,
}

/// `response` as one line of JSON, without the line break.
pub fn response(response: &Response, extras: &Extras) -> String {
    line(&row(response, extras))
}

/// `response` as JSON over several lines.
pub fn pretty(response: &Response, extras: &Extras) -> String {
    let json = serde_json::to_string_pretty(&row(response, extras));
    sanitize::for_json(json.unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}")))
}

fn row<'a>(response: &'a Response, extras: &'a Extras) -> Row<'a> {
    let (answer, alternatives) = match &response.outcome {
        Outcome::Answer(answer) => (Some(answer_row(answer)), answer.alternatives.iter().map(candidate).collect()),
        Outcome::Ambiguous(_) | Outcome::NoAnswer(_) => (None, Vec::new()),
    };
    Row {
        id: &extras.id,
        question: &response.question,
        resolved: response.resolved.as_deref(),
        outcome: response.outcome.as_str(),
        confidence: rounded(response.confidence),
        answer,
        refusal: match &response.outcome {
            Outcome::NoAnswer(refusal) => Some(&*refusal.text).filter(|text| *text != Refusal::WORDS),
            Outcome::Answer(_) | Outcome::Ambiguous(_) => None,
        },
        alternatives,
        candidates: response.candidates.iter().map(candidate).collect(),
        query: &response.query,
        warnings: &response.warnings,
        explain: response.explanation.as_ref().map(explain),
        input: extras.input.as_ref(),
        took_us: extras.took_us,
    }
}

/// The row for an input line that could not be read.
pub fn error(line_number: u64, what: &str) -> String {
    line(&serde_json::json!({"id": null, "line": line_number, "error": what}))
}

/// Any value as one line of JSON, safe to show on a terminal.
pub fn line(value: &impl Serialize) -> String {
    // Rows hold strings, numbers and lists only: nothing that serialization refuses.
    sanitize::for_json(serde_json::to_string(value).unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}")))
}

fn answer_row(answer: &Answer) -> AnswerRow<'_> {
    AnswerRow {
        id: &answer.id,
        kind: answer.kind.as_str(),
        text: &answer.text,
        span: answer.span,
        question: answer.question.as_deref(),
        source: &answer.source,
        prompts: &answer.prompts,
    }
}

fn candidate(candidate: &Candidate) -> CandidateRow<'_> {
    CandidateRow {
        id: &candidate.id,
        kind: candidate.kind.as_str(),
        score: rounded(candidate.score),
        confidence: rounded(candidate.confidence),
        question: candidate.question.as_deref(),
        source: &candidate.source,
        expired: candidate.expired,
        parts: parts(&candidate.parts),
    }
}

fn explain(explanation: &Explanation) -> ExplainRow<'_> {
    ExplainRow {
        matched: &explanation.matched,
        missing: &explanation.missing,
        mended: explanation.mended.iter().map(|(from, to)| MendedRow { from, to }).collect(),
        soft: explanation.soft.iter().map(soft).collect(),
        parts: parts(&explanation.parts),
        confidence: parts(&explanation.confidence),
        threshold: explanation.threshold,
    }
}

fn soft(soft: &Soft) -> SoftRow<'_> {
    SoftRow { question: &soft.question, record: &soft.record, similarity: rounded(soft.similarity) }
}

fn parts(parts: &[Part]) -> Vec<PartRow> {
    parts.iter().map(|p| PartRow { feature: p.feature, value: rounded(p.value), points: rounded(p.points) }).collect()
}

/// Four decimals: more would only show how numbers are stored.
fn rounded(number: f64) -> f64 {
    // A zero has no sign.
    (number * 10_000.0).round() / 10_000.0 + 0.0
}

//! One question judged: what was expected, what came back, and which of the two was right.

use serde::{Deserialize, Serialize};

use super::expected::Target;
use super::metrics::{self, Judged};
use crate::{Outcome, Response};

/// How a question ended, seen from what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Answered with a right record.
    Right,
    /// Answered with another record, though the corpus has a right one.
    Wrong,
    /// Answered, though the corpus has no answer.
    Answered,
    /// Left to the asker to choose.
    Ambiguous,
    /// Refused: as it should be of an unanswerable question, a miss of an answerable one.
    Refused,
}

impl Verdict {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::Answered => "answered",
            Verdict::Ambiguous => "ambiguous",
            Verdict::Refused => "refused",
        }
    }

    /// Whether an answer was given that should not have been.
    pub fn is_wrong(self) -> bool {
        matches!(self, Verdict::Wrong | Verdict::Answered)
    }

    /// Whether this is what should happen to a question that is answerable or not.
    pub fn is_good(self, answerable: bool) -> bool {
        self == if answerable { Verdict::Right } else { Verdict::Refused }
    }
}

/// The answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// The record's id.
    pub id: String,
    /// The record's question, of a FAQ pair.
    pub question: Option<String>,
    /// What was shown.
    pub text: String,
}

/// A judged question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The question's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Whether the corpus is expected to answer it.
    pub answerable: bool,
    /// How it ended.
    pub verdict: Verdict,
    /// The confidence in the first candidate, 0 to 1, to the four decimals that are shown to
    /// users, so that two that look alike tie.
    pub confidence: f64,
    /// The answer given.
    pub answer: Option<Given>,
    /// Ids of the right records, the highest grade first, then by id.
    pub expected: Vec<String>,
    /// Texts expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expected_texts: Vec<String>,
    /// Whether the answer given holds a text expected; `None` where there is no answer or no
    /// text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
    /// The place, from 1 to 10, of the first right candidate.
    pub rank: Option<usize>,
    /// See [`metrics::ndcg`]; `None` of an unanswerable question.
    pub ndcg: Option<f64>,
    /// See [`metrics::recall`]; `None` of an unanswerable question.
    pub recall: Option<f64>,
    /// Ids of all candidates, best first.
    pub candidates: Vec<String>,
}

impl Row {
    /// Judges `response` to the question of this id.
    pub fn new(id: impl Into<String>, target: &Target, response: &Response) -> Self {
        let candidates: Vec<String> = response.candidates.iter().map(|c| c.id.clone()).collect();
        let rank = metrics::first_rank(&candidates, &target.grades);
        let verdict = match (&response.outcome, target.answerable) {
            (Outcome::Answer(_), false) => Verdict::Answered,
            (Outcome::Answer(_), true) if rank == Some(1) => Verdict::Right,
            (Outcome::Answer(_), true) => Verdict::Wrong,
            (Outcome::Ambiguous(_), _) => Verdict::Ambiguous,
            (Outcome::NoAnswer(_), _) => Verdict::Refused,
        };
        let answer = match &response.outcome {
            Outcome::Answer(a) => Some(Given { id: a.id.clone(), question: a.question.clone(), text: a.text.clone() }),
            _ => None,
        };
        let mut expected: Vec<(&String, &u32)> = target.grades.iter().collect();
        expected.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        Row {
            id: id.into(),
            question: response.question.clone(),
            answerable: target.answerable,
            verdict,
            confidence: (response.confidence * 10_000.0).round() / 10_000.0,
            shown: answer.as_ref().and_then(|a| target.is_shown_by(&a.text)),
            answer,
            expected: expected.into_iter().map(|(id, _)| id.clone()).collect(),
            expected_texts: target.texts.clone(),
            rank,
            ndcg: target.answerable.then(|| metrics::ndcg(&candidates, &target.grades)),
            recall: target.answerable.then(|| metrics::recall(&candidates, &target.grades)),
            candidates,
        }
    }

    /// What the figures about the confidence are computed from.
    pub fn judged(&self) -> Judged {
        let right = self.answerable && self.rank == Some(1);
        Judged { confidence: self.confidence, answerable: self.answerable, right }
    }
}

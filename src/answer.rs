//! What comes back for a question: an answer, a choice, or an honest refusal.

use crate::confidence::Judgement;
use crate::record::{Kind, Prompt, Source};

/// Everything that comes back for a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The question as it was asked.
    pub question: String,
    /// What was asked instead: what it means after the turns before it, written to stand alone, or the one of its
    /// sentences that asks.
    pub resolved: Option<String>,
    /// Whether it is a question at all.
    pub said: Said,
    /// The answer, the choice, or the refusal.
    pub outcome: Outcome,
    /// The calibrated chance, 0 to 1, that the first candidate answers the question.
    pub confidence: f64,
    /// The nearest records, best first, each once. With [`Outcome::NoAnswer`] they are
    /// what was nearest, never an answer.
    pub candidates: Vec<Candidate>,
    /// The query as sent to the index, for people to read.
    pub query: String,
    /// What was mended or left out, in words for the user.
    pub warnings: Vec<String>,
    /// The reasons, where [`crate::Question::explain`] asked for them.
    pub explanation: Option<Explanation>,
}

impl Response {
    /// The question as it stands alone: what it means after the turns before it, else as it was asked.
    pub fn meant(&self) -> &str {
        self.resolved.as_deref().unwrap_or(&self.question)
    }
}

/// What sort of thing was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// A question, if need be as [`Response::resolved`] writes it out.
    Question,
    /// It only points at something said before, which is not there: "when?", or "tell me more" where there is no more.
    Pointer,
    /// A greeting, thanks, a goodbye or a remark, which the corpus does not store.
    Courtesy,
}

/// The three ways a question can end.
#[derive(Debug, Clone, PartialEq)]
// One is made a question and most are answers: a box would only be in the reader's way.
#[allow(clippy::large_enum_variant)]
pub enum Outcome {
    /// One record answers.
    Answer(Answer),
    /// Records of different answers are too close to choose between: the choice, best first.
    Ambiguous(Vec<Candidate>),
    /// Nothing in the corpus answers with enough confidence.
    NoAnswer(Refusal),
}

impl Outcome {
    /// The name used in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::Answer(_) => "answer",
            Outcome::Ambiguous(_) => "ambiguous",
            Outcome::NoAnswer(_) => "no_answer",
        }
    }
}

/// An answer, word for word from its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The record's id.
    pub id: String,
    /// FAQ pair or passage.
    pub kind: Kind,
    /// What is shown: a pair's whole answer, or the sentences of a passage that answer.
    pub text: String,
    /// Byte range of `text` within the record's text.
    pub span: [usize; 2],
    /// The record's whole text.
    pub record_text: String,
    /// The stored question, of a FAQ pair.
    pub question: Option<String>,
    /// Title of the page or article.
    pub title: Option<String>,
    /// Where the record stands.
    pub source: Source,
    /// Questions that may well be asked next.
    pub prompts: Vec<Prompt>,
    /// Other records with the same stored question, best first.
    pub alternatives: Vec<Candidate>,
    /// Byte ranges within `text` of the words that the question met, where asked for.
    pub matched: Vec<[usize; 2]>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The owner's words, or the default ones.
    pub text: String,
    /// The reason in a few words, for logs and `.why`.
    pub reason: String,
}

impl Refusal {
    /// The words where the owner sets none and nothing else is to be said.
    pub const WORDS: &'static str = "I don't know: nothing in the corpus answers that.";
}

/// A record that may answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The record's id.
    pub id: String,
    /// FAQ pair or passage.
    pub kind: Kind,
    /// Weighted sum of the ranking features: unbounded, comparable within one question.
    pub score: f64,
    /// The chance, 0 to 1, that this record answers the question.
    pub confidence: f64,
    /// The stored question, of a FAQ pair.
    pub question: Option<String>,
    /// The record's whole text.
    pub text: String,
    /// Title of the page or article.
    pub title: Option<String>,
    /// Where the record stands.
    pub source: Source,
    /// Whether its answer no longer holds (`valid_until`): then it is never given.
    pub expired: bool,
    /// The parts of the score, where asked for.
    pub parts: Vec<Part>,
}

/// One part of a sum that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What is measured.
    pub feature: &'static str,
    /// Its value.
    pub value: f64,
    /// What it adds.
    pub points: f64,
}

/// Two words that mean something alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Soft {
    /// The question's word.
    pub question: String,
    /// The record's word.
    pub record: String,
    /// Cosine of what the two mean when taken alone, 0 to 1.
    pub similarity: f64,
}

/// Why the first candidate came first and how far it is trusted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// Words of the question that the first candidate has.
    pub matched: Vec<String>,
    /// Words of the question that it has not.
    pub missing: Vec<String>,
    /// Words mended, as typed and as mended.
    pub mended: Vec<(String, String)>,
    /// Words that it has not, each with the word of its questions that means the most alike.
    pub soft: Vec<Soft>,
    /// The parts of the first candidate's score.
    pub parts: Vec<Part>,
    /// The parts of the confidence, as log odds.
    pub confidence: Vec<Part>,
    /// The confidence from which an answer is given.
    pub threshold: f64,
    /// What the confidence in the first candidate rests on.
    pub(crate) judgement: Option<Judgement>,
}

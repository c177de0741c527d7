//! What is asked: the text, the turns before it, and how the caller wants it answered.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use crate::thresholds;

/// An earlier turn of the conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Turn {
    /// What was asked.
    pub question: String,
    /// What was answered, where known.
    pub answer: Option<String>,
}

/// A question to [`crate::Engine::ask`]. A `&str` or `String` makes a plain one.
///
/// ```
/// use answerbook::{Question, Turn};
/// let turn = Turn { question: "Who is Artyom Lukin?".into(), answer: None };
/// let question = Question::new("What does he say about the pact?").history([turn]).top(5);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    pub(crate) text: String,
    pub(crate) history: Vec<Turn>,
    pub(crate) filter: BTreeSet<(String, String)>,
    pub(crate) top: Option<usize>,
    pub(crate) threshold: Option<f64>,
    pub(crate) explain: bool,
    /// What was spoken of before: its words are looked for too, but need not be there.
    pub(crate) beside: Option<String>,
    /// The places of records that are left out, as if the corpus had them not, in order.
    pub(crate) without: Vec<u32>,
}

impl Question {
    /// A question without earlier turns.
    pub fn new(text: impl Into<String>) -> Self {
        Question { text: text.into(), ..Question::default() }
    }

    /// Earlier turns, oldest first. They are used only where the question points back or finds
    /// nothing by itself; [`crate::Response::resolved`] then says what was asked instead.
    #[must_use]
    pub fn history(mut self, turns: impl IntoIterator<Item = Turn>) -> Self {
        self.history = turns.into_iter().collect();
        self
    }

    /// Only records with this tag and value are considered; repeated calls must all hold.
    #[must_use]
    pub fn filter(mut self, tag: impl Into<String>, value: impl Into<String>) -> Self {
        self.filter.insert((tag.into(), value.into()));
        self
    }

    /// At most this many candidates, instead of the engine's number.
    #[must_use]
    pub fn top(mut self, top: usize) -> Self {
        self.top = Some(top);
        self
    }

    /// The confidence from which an answer is given, instead of the engine's. Held to 0 to 1; what
    /// is no number counts as 1.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = Some(thresholds::held(threshold));
        self
    }

    /// Asks for the reasons too: [`crate::Response::explanation`].
    #[must_use]
    pub fn explain(mut self) -> Self {
        self.explain = true;
        self
    }

    /// The question's text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }
}

// No threshold is NaN.
impl Eq for Question {}

impl Hash for Question {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.text, &self.history).hash(state);
    }
}

impl From<&str> for Question {
    fn from(text: &str) -> Self {
        Question::new(text)
    }
}

impl From<String> for Question {
    fn from(text: String) -> Self {
        Question::new(text)
    }
}

impl From<&String> for Question {
    fn from(text: &String) -> Self {
        Question::new(text.as_str())
    }
}

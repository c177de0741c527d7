//! What reading a corpus left out, mended or doubted, for the owner to look through.

use serde::{Deserialize, Serialize};

use crate::limits;

/// One piece of a source file that became no record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The file.
    pub path: String,
    /// First line of the piece, counted from 1; 0 when the whole file is meant.
    pub line: u32,
    /// Why, in words for the user: "repeated title", "photo credit", …
    pub reason: String,
    /// The start of what was dropped, at most 80 characters.
    pub text: String,
    /// Whether the source is at fault, so that its owner should mend it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fault: bool,
    /// All of it, where a keep rule may want it back.
    #[serde(skip)]
    pub(crate) whole: String,
}

impl Dropped {
    /// A piece left out as it should be.
    pub(crate) fn new(path: &str, line: u32, reason: impl Into<String>, text: &str) -> Self {
        Dropped {
            path: path.to_owned(),
            line,
            reason: reason.into(),
            text: excerpt(text),
            fault: false,
            whole: String::new(),
        }
    }

    /// A fault of the source.
    pub(crate) fn fault(path: &str, line: u32, reason: impl Into<String>) -> Self {
        Dropped { fault: true, ..Dropped::new(path, line, reason, "") }
    }

    /// The same with all of it, for a keep rule.
    pub(crate) fn whole(self, text: &str) -> Self {
        Dropped { whole: text.to_owned(), ..self }
    }
}

/// A pair that was taken and may be none, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The file.
    pub path: String,
    /// First line of the pair, counted from 1.
    pub line: u32,
    /// Why, in words for the user.
    pub reason: String,
    /// The start of its question, at most 80 characters.
    pub text: String,
}

/// The start of a text, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(limits::EXCERPT_CHARS).collect();
    words.join(" ").chars().take(limits::EXCERPT_CHARS).collect()
}

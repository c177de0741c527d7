//! What a corpus is made of: FAQ pairs and passages, each with its place in the source.
//!
//! Plain data with public fields. A record is what an id names and what a
//! candidate points to; readers in [`crate::corpus`] make them, nothing below changes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Which of the two kinds of record this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A question (or several phrasings of one) with its answer.
    Faq,
    /// A paragraph of an article.
    Passage,
}

impl Kind {
    /// The name used in JSON and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Faq => "faq",
            Kind::Passage => "passage",
        }
    }
}

/// Where a record stands in the file it was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file, as the corpus path was given with the path below it appended.
    pub path: String,
    /// First line of the record, counted from 1.
    pub line: u32,
    /// Byte range of the record in the file, end exclusive.
    pub bytes: [u64; 2],
    /// Headings above the record, outermost first, without the page's title.
    pub heading: Vec<String>,
    /// Address of the original, where the source gives one.
    pub uri: Option<String>,
}

/// A question that may well be asked next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// The question as it is shown.
    pub text: String,
    /// Id of the record that answers it; without one the text is asked.
    pub to: Option<String>,
}

/// A FAQ pair or a passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The source's own id, else one made from the content. Unique in a corpus.
    pub id: String,
    /// FAQ pair or passage.
    pub kind: Kind,
    /// The phrasings of a FAQ pair's question, the first one shown. Empty for a passage.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// A FAQ pair's answer, or a passage's paragraph.
    pub text: String,
    /// Title of the page or article that holds the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Language as an ISO 639-1 code, where the source says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The owner's labels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// The last day on which the answer holds, as `YYYY-MM-DD`, where the source says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Questions shown under the answer, to pick from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompts: Vec<Prompt>,
    /// So many of the phrasings, the last ones, are the settings' (`[[asked]]`); none in what [`crate::Engine`] gives.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) known: u32,
    /// Where it was read.
    pub source: Source,
    /// What the reader had to mend, in words for the user. Empty when `text` is a
    /// substring of the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Fields of the source that have no meaning here, kept as they were.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Record {
    /// It as its source has it, without the phrasings that the settings add.
    pub(crate) fn into_stored(mut self) -> Self {
        self.questions.truncate(self.questions.len().saturating_sub(self.known as usize));
        self.known = 0;
        self
    }

    /// A record of this kind and place with nothing in it yet.
    pub(crate) fn empty(kind: Kind, source: Source) -> Self {
        Record {
            id: String::new(),
            kind,
            questions: Vec::new(),
            text: String::new(),
            title: None,
            lang: None,
            tags: BTreeMap::new(),
            valid_until: None,
            prompts: Vec::new(),
            known: 0,
            source,
            warnings: Vec::new(),
            extra: serde_json::Map::new(),
        }
    }

    /// Whether its answer no longer holds on `today`, both as `YYYY-MM-DD`.
    pub fn expired(&self, today: &str) -> bool {
        self.valid_until.as_deref().is_some_and(|until| until < today)
    }

    /// The question shown for this record: the first phrasing, `None` for a passage.
    pub fn question(&self) -> Option<&str> {
        self.questions.first().map(String::as_str)
    }
}

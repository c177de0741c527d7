//! The fields of the Tantivy index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};

/// The fast field that holds a record's tokens (see [`super::terms::Posting`]).
pub const TOKENS: &str = "tokens";

/// The fast field that says whether a passage follows the record before it in the same article.
pub const FOLLOWS: &str = "follows";

const TOKENIZER: &str = "terms";

/// The fast field that tells records of one answer: see [`super::terms::Sharing`].
pub const ANSWER: &str = "answer";

/// The schema's fields by name.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Terms of a FAQ pair's phrasings.
    pub question: Field,
    /// Terms of the answer or paragraph.
    pub text: Field,
    /// Terms of title and headings.
    pub title: Field,
    /// Each phrasing as its exact key.
    pub exact: Field,
    /// The record's id.
    pub id: Field,
    /// Each tag as [`tag`] has it.
    pub tag: Field,
    /// All tokens, packed.
    pub tokens: Field,
    /// 1 where a passage follows its neighbour, else 0.
    pub follows: Field,
    /// The answer's key and the number of its records.
    pub answer: Field,
    /// The record as JSON.
    pub record: Field,
}

/// A tag as a term. No key can hold what parts it from its value, so that `a=b` of `c` is not `a` of `b=c`.
pub fn tag(key: &str, value: &str) -> String {
    format!("{key}\u{1F}{value}")
}

/// The schema and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs);
    let terms = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        question: builder.add_text_field("question", terms.clone()),
        text: builder.add_text_field("text", terms.clone()),
        title: builder.add_text_field("title", terms),
        exact: builder.add_text_field("exact", STRING),
        id: builder.add_text_field("id", STRING),
        tag: builder.add_text_field("tag", STRING),
        tokens: builder.add_u64_field(TOKENS, NumericOptions::from(FAST)),
        follows: builder.add_u64_field(FOLLOWS, NumericOptions::from(FAST)),
        answer: builder.add_u64_field(ANSWER, NumericOptions::from(FAST)),
        record: builder.add_text_field("record", STORED),
    };
    (builder.build(), fields)
}

/// Text reaches Tantivy as terms joined by spaces: the one analysis is [`crate::text`]'s.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(TOKENIZER, TextAnalyzer::from(WhitespaceTokenizer::default()));
    manager
}

//! Text to terms: the one analysis that corpus and question both go through.

mod fold;
pub mod language;
pub mod sentence;
pub mod token;
pub mod words;

pub use fold::fold;
pub use language::Language;
pub use token::{Token, tokens, tokens_cased};

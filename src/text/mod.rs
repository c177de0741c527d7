//! Text to terms: the one analysis that corpus and question both go through.

pub mod family;
mod fold;
pub mod frequency;
pub mod language;
mod prose;
pub mod sentence;
pub mod token;
pub mod words;

pub use fold::fold;
pub use language::Language;
pub use prose::prose;
pub use token::{Token, tokens, tokens_cased};

//! Answers questions from your own FAQ and articles, word for word and with the place in
//! the source, or says that it does not know.
//!
//! ```
//! let book = answerbook::Engine::builder().demo().open()?;
//! let response = book.ask("How many nuclear warheads does North Korea have?")?;
//! assert!(response.confidence > 0.5);
//! # Ok::<(), answerbook::Error>(())
//! ```
//!
//! [`Engine`] is the whole: it reads a corpus, keeps a full-text index of it, and answers
//! each [`Question`] with a [`Response`] whose [`Outcome`] is an answer, a choice, or a
//! refusal. Everything runs in the caller's process, offline; the same corpus and question
//! give the same response.
//!
//! The command line of the same name is feature `cli`, on by default and built on this
//! interface alone; without it no terminal crate is compiled.

#![warn(missing_docs)]
#![deny(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

mod answer;
mod calendar;
mod calibration;
mod candidates;
mod caution;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod confidence;
mod contrast;
mod corpus;
mod cover;
pub mod edit;
mod engine;
mod error;
pub mod evaluate;
mod excerpt;
mod explain;
pub mod export;
mod followup;
mod fresh;
pub mod import;
mod index;
mod limits;
pub mod lint;
mod math;
mod model;
mod progress;
mod query;
mod question;
pub mod quoting;
mod rank;
mod record;
mod respond;
mod rivals;
mod settings;
mod synonyms;
mod text;
mod thresholds;
pub mod tune;
mod weigh;
mod weights;

/// The day it is in UTC, as `YYYY-MM-DD`.
pub fn today() -> String {
    calendar::today()
}

/// Whether a text is a day as records and options write it: `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    corpus::fields::day(text).is_ok_and(|day| day == text)
}

/// The README's example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use answer::{Answer, Candidate, Explanation, Outcome, Part, Refusal, Response, Said, Soft};
pub use calibration::Calibration;
pub use corpus::{CorpusFile, Doubt, Dropped};
pub use engine::{Builder, Engine};
pub use error::{Error, ErrorKind, Result};
pub use index::manifest::IndexFile;
pub use index::{Changes, Manifest, Policy, Update, verify};
pub use model::Choice as Model;
pub use progress::{Progress, Step};
pub use question::{Question, Turn};
pub use record::{Kind, Prompt, Record, Source};
pub use thresholds::Thresholds;

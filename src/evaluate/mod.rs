//! How good are the answers? Questions with what is expected of them, judged and counted.
//!
//! ```
//! use answerbook::evaluate::{Corpus, Expectation, Row, Summary};
//! let book = answerbook::Engine::builder().demo().open()?;
//! let mut corpus = Corpus::new(&book);
//! let cases = [
//!     ("How many nuclear warheads does North Korea have?", vec!["50 nuclear warheads".to_owned()]),
//!     ("What does a zeppelin cost?", vec![]), // The corpus can't answer this one.
//! ];
//! let mut rows = Vec::new();
//! for (question, texts) in cases {
//!     let target = corpus.target(&Expectation { texts, ..Expectation::default() })?;
//!     rows.push(Row::new(question, &target, &book.ask(question)?));
//! }
//! let summary = Summary::of(&rows);
//! assert_eq!(summary.decisions.answerable.right, 1);
//! assert_eq!(summary.decisions.unanswerable.refused, 1);
//! # Ok::<(), answerbook::Error>(())
//! ```
//!
//! [`Corpus`] turns an [`Expectation`] into the records that are right, [`Row`] judges one
//! response by them, [`Summary`] counts rows, [`compare`](fn@compare) sets them against an
//! earlier evaluation, and [`metrics`] has the formulas with their sources. Ask for at least
//! [`metrics::DEPTH`] candidates, or the figures at ten see fewer.

mod compare;
mod expected;
pub mod metrics;
mod row;
mod summary;

pub use compare::{Change, Comparison, Earlier, compare};
pub use expected::{Corpus, Expectation, Target};
pub use row::{Given, Row, Verdict};
pub use summary::{Answerable, Decisions, Questions, Ranking, Summary, Trust, Unanswerable};

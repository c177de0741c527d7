//! A message of several sentences: which of them asks?
//!
//! "I am moving house in May. How do I change my address?" Taken together, what is told beside a question draws away from
//! it. So each sentence is asked by itself too, and counts where it leads to the record that the whole message leads to.

use super::{Asking, Attempt};
use crate::error::Result;
use crate::question::Question;
use crate::text::{sentence, tokens};

/// So many sentences of a message are asked.
const ASKED: usize = 6;

/// Words of a sentence that may ask something.
const WORDS: usize = 2;

/// Surer than this, the whole message needs none of its sentences.
const SURE: f64 = 0.9;

/// The sentence of `question` that is surer of the record than the `whole` is, and what was found for it.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn surest(asking: &Asking<'_>, question: &Question, whole: &Attempt) -> Result<Option<(String, Attempt)>> {
    if whole.is_exact() || whole.is_courtesy() || whole.sureness() >= SURE {
        return Ok(None);
    }
    let sentences = sentence::with_words(&question.text);
    let mut surest: Option<(String, Attempt)> = None;
    for range in sentences.iter().take(if sentences.len() > 1 { ASKED } else { 0 }) {
        let Some(text) = question.text.get(range.clone()).filter(|text| tokens(text).len() >= WORDS) else { continue };
        let asked = Question { text: text.to_owned(), history: Vec::new(), ..question.clone() };
        let attempt = asking.attempt(&asked)?;
        let least = surest.as_ref().map_or(whole.sureness(), |(_, surest)| surest.sureness());
        if attempt.record() == whole.record() && !attempt.is_courtesy() && attempt.sureness() > least {
            surest = Some((text.to_owned(), attempt));
        }
    }
    Ok(surest)
}

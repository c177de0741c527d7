//! Typing mistakes, mended against the corpus's own words.
//!
//! Only a word that neither the corpus nor general language has is touched: a name, a
//! number or a code that is there must never turn into another.

use std::sync::OnceLock;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use crate::index::Vocabulary;
use crate::text::words::{self, Class};
use crate::text::{Language, Token};
use crate::weigh::NAME_SHARE;

/// What a mistyped word was meant to be.
pub enum Mended {
    /// A function word, two letters swapped.
    Function {
        /// The word.
        word: String,
        /// What it is.
        class: Class,
    },
    /// A word of the corpus.
    Word {
        /// The word.
        word: String,
        /// The term that it is indexed under.
        term: u32,
    },
}

/// Shortest words mended, with one edit and with two, and shortest words they become (in
/// characters): shorter ones have too many neighbours.
const ONE_EDIT_CHARS: usize = 4;
const TWO_EDITS_CHARS: usize = 8;
const TARGET_CHARS: usize = 5;

/// What `token`, which the corpus has not, was likely meant to be.
pub fn mend(token: &Token, language: Option<Language>, vocabulary: &Vocabulary) -> Option<Mended> {
    if token.digit || token.unspaced || words::is_known(&token.folded) {
        return None;
    }
    if let Some((word, class)) = swapped_function_word(&token.folded, language) {
        return Some(Mended::Function { word, class });
    }
    let chars = token.folded.chars().count();
    if chars < ONE_EDIT_CHARS {
        return None;
    }
    let edits = if chars >= TWO_EDITS_CHARS { 2 } else { 1 };
    let is_name = |term: u32| vocabulary.info(term).name > NAME_SHARE;
    let automaton = builder(edits).build_dfa(&token.folded);
    let mut near: Vec<(u8, bool, u32, String, u32)> = vocabulary
        .words_like(&automaton)
        .into_iter()
        .filter(|(word, _)| word.chars().count() >= TARGET_CHARS && !word.chars().any(|c| c.is_ascii_digit()))
        .map(|(word, info)| {
            let distance = match automaton.eval(&word) {
                Distance::Exact(d) | Distance::AtLeast(d) => d,
            };
            let other_start = word.chars().next() != token.folded.chars().next();
            (distance, other_start, u32::MAX - info.records, word, info.term)
        })
        // Two edits and another first letter is another word; of names one edit is enough: Harlow is not Barlow.
        .filter(|(distance, other_start, _, _, term)| !other_start || *distance < 2 && !is_name(*term))
        .collect();
    near.sort();
    near.into_iter().next().map(|(_, _, _, word, term)| Mended::Word { word, term })
}

/// Building the tables takes longer than a question: done once.
fn builder(edits: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    let cell = if edits == 1 { &ONE } else { &TWO };
    cell.get_or_init(|| LevenshteinAutomatonBuilder::new(edits, true))
}

fn swapped_function_word(word: &str, language: Option<Language>) -> Option<(String, Class)> {
    let chars: Vec<char> = word.chars().collect();
    if chars.len() < 3 {
        return None;
    }
    (0..chars.len() - 1).find_map(|at| {
        let mut swapped = chars.clone();
        swapped.swap(at, at + 1);
        if swapped == chars {
            return None;
        }
        let swapped: String = swapped.into_iter().collect();
        let class = words::class(language, &swapped);
        (class <= Class::Relational).then_some((swapped, class))
    })
}

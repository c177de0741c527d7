//! What a question is after, told by how it begins: a time, a reason, a way, a thing, yes or no.

use super::Word;
use crate::query::{self, Asked};

/// Words so far into a question still say what it is after: "can you tell how".
const HEAD_WORDS: usize = 4;

/// "Which lamp", "for what".
const THING_WORDS: usize = 2;

const AUXILIARIES: &str = "is are was were do does did can could will would should shall has have had may might must am \
                           isn't aren't don't doesn't can't";

/// What a question is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// A sort of answer: who, when, where, how many, why.
    Sort(Asked),
    /// How.
    Manner,
    /// What, which.
    Thing,
    /// Yes or no.
    Whether,
}

/// The words by which a question begins, by stem; none but in English.
#[derive(Default)]
pub struct Beginnings {
    sorts: Vec<(Vec<String>, Asked)>,
    how: Vec<String>,
    things: Vec<String>,
    auxiliaries: Vec<String>,
}

impl Beginnings {
    /// Those of English, as `stem` has them.
    pub fn english(stem: impl Fn(&str) -> String) -> Self {
        let stems = |words: &str| words.split_whitespace().map(&stem).collect();
        Beginnings {
            sorts: query::ASKING
                .iter()
                .map(|(words, asked)| (words.iter().map(|w| stem(w)).collect(), *asked))
                .collect(),
            how: stems("how"),
            things: stems("what which whats"),
            auxiliaries: stems(AUXILIARIES),
        }
    }

    /// What the question of these words is after, where its beginning tells.
    pub fn after(&self, words: &[Word<'_>]) -> Option<After> {
        let is = |list: &[String], word: &Word<'_>| list.iter().any(|stem| stem == word.stem);
        let begins = |rest: &[Word<'_>], stems: &[String]| {
            rest.len() >= stems.len() && rest.iter().zip(stems).all(|(word, stem)| word.stem == stem)
        };
        let sort = |rest: &[Word<'_>]| {
            let found = self.sorts.iter().find(|(stems, _)| begins(rest, stems)).map(|(_, asked)| After::Sort(*asked));
            found.or_else(|| rest.first().filter(|word| is(&self.how, word)).map(|_| After::Manner))
        };
        let head = (0..words.len().min(HEAD_WORDS)).find_map(|at| sort(words.get(at..).unwrap_or_default()));
        let thing = || words.iter().take(THING_WORDS).find(|word| is(&self.things, word)).map(|_| After::Thing);
        let whether = || words.first().filter(|word| is(&self.auxiliaries, word)).map(|_| After::Whether);
        head.or_else(thing).or_else(whether)
    }
}

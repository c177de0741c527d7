//! A question's words and the parts they make.

use std::ops::Range;

use crate::index::Snapshot;
use crate::query::{self, Asked, Concept};
use crate::text::words::Class;
use crate::text::{Language, Token};

/// Sorts of parts, of which one may be put in the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A name.
    Name,
    /// A number.
    Number,
    /// Anything else.
    Other,
}

/// Words side by side that mean one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which words.
    pub words: Range<usize>,
    /// What they are.
    pub sort: Sort,
}

impl Part {
    /// Whether it is a name.
    pub fn is_name(&self) -> bool {
        self.sort == Sort::Name
    }
}

/// A text with its words as a corpus knows them.
pub struct Words<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words in order.
    pub tokens: Vec<Token>,
    /// The same, as a query reads them.
    pub concepts: Vec<Concept>,
    /// The language they are read in.
    pub language: Option<Language>,
    asking: Range<usize>,
}

impl<'a> Words<'a> {
    /// Reads `text` in the light of `snapshot`'s corpus.
    pub fn of(text: &'a str, snapshot: &Snapshot) -> Self {
        let mut read = query::read(text, snapshot);
        let asking = Asked::words(&read.tokens);
        for (at, concept) in read.concepts.iter_mut().enumerate() {
            if asking.contains(&at) {
                concept.class = Class::Question;
            } else if EMPTY.contains(&concept.word.as_str()) {
                concept.class = Class::Filler;
            }
        }
        Words { text, tokens: read.tokens, concepts: read.concepts, language: read.language, asking }
    }

    /// Whether any word has a meaning of its own.
    pub fn has_content(&self) -> bool {
        self.concepts.iter().any(Concept::is_content)
    }

    /// The content words, in order.
    pub fn content(&self) -> String {
        let words = self.concepts.iter().zip(&self.tokens).filter(|(c, _)| c.is_content());
        words.filter_map(|(_, t)| self.text.get(t.start..t.end)).collect::<Vec<_>>().join(" ")
    }

    /// Where in the text a word starts; the text's end past the last.
    pub fn start_of(&self, word: usize) -> usize {
        self.tokens.get(word).map_or(self.text.len(), |t| t.start)
    }

    /// The text of some words.
    pub fn between(&self, words: Range<usize>) -> &'a str {
        let end = words.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |t| t.end);
        self.text.get(self.start_of(words.start)..end).unwrap_or_default()
    }

    /// The text with some words put out for `new`.
    pub fn replaced(&self, words: Range<usize>, new: &str) -> String {
        let end = words.end.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |t| t.end);
        let before = self.text.get(..self.start_of(words.start)).unwrap_or_default();
        format!("{before}{new}{}", self.text.get(end..).unwrap_or_default())
    }

    /// Where the words that say what sort of answer is wanted end, in bytes, if they begin the text.
    pub fn after_asking(&self) -> usize {
        if self.asking.start == 0 { self.start_of(self.asking.end) } else { 0 }
    }

    /// The parts: content words of one sort side by side.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (at, concept) in self.concepts.iter().enumerate() {
            if !concept.is_content() {
                continue;
            }
            let sort = sort_of(concept);
            match parts.last_mut() {
                Some(last) if last.words.end == at && last.sort == sort => last.words.end = at + 1,
                _ => parts.push(Part { words: at..at + 1, sort }),
            }
        }
        parts
    }

    /// Whether the word at this place brings in a thing: "a", "the", "my".
    pub fn is_determiner(&self, word: usize) -> bool {
        self.concepts.get(word).is_some_and(|c| DETERMINERS.contains(&c.word.as_str()))
    }

    /// Whether the last word is "one", as in "the last one".
    pub fn ends_in_one(&self) -> bool {
        self.concepts.len() > 1 && self.concepts.last().is_some_and(|c| matches!(c.word.as_str(), "one" | "ones"))
    }

    /// The sort of what stands from a word on: that of its first content word.
    pub fn sort_from(&self, from: usize) -> Sort {
        self.concepts.iter().skip(from).find(|c| c.is_content()).map_or(Sort::Other, sort_of)
    }

    /// The word at this place, where it relates two others: "on", "for", "in".
    pub fn relation_at(&self, word: usize) -> Option<&str> {
        let concept = self.concepts.get(word)?;
        (concept.class < Class::Common && RELATIONS.contains(&concept.word.as_str())).then_some(concept.word.as_str())
    }

    /// The words from `relation` on to the end of the part after it.
    pub fn after_relation(&self, relation: &str) -> Option<Range<usize>> {
        let at = self.concepts.iter().rposition(|c| c.word == relation)?;
        let part = self.parts().into_iter().find(|p| p.words.start > at)?;
        Some(at..part.words.end)
    }
}

/// Words that bring in a thing, of which a later pronoun may be meant.
const DETERMINERS: [&str; 14] =
    ["a", "an", "the", "my", "our", "your", "any", "each", "every", "some", "der", "die", "das", "la"];
/// Words that stand for a whole sentence said before: "why did that happen?", "why not?"
const EMPTY: [&str; 9] = ["happen", "happened", "happens", "happening", "occur", "occurred", "mean", "means", "not"];

const RELATIONS: [&str; 14] =
    ["on", "in", "at", "for", "to", "from", "by", "with", "during", "after", "before", "about", "since", "until"];

fn sort_of(concept: &Concept) -> Sort {
    match (concept.name, concept.number) {
        (_, true) => Sort::Number,
        (true, _) => Sort::Name,
        _ => Sort::Other,
    }
}

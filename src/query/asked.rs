//! What sort of answer a question wants, told from its question words.

use std::ops::Range;
use std::sync::OnceLock;

use super::Concept;
use super::price::Price;
use crate::index::terms::sort;
use crate::text::Token;
use crate::text::words::Class;

/// The sort of answer wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Who, whom.
    Person,
    /// When, since when, which year.
    Time,
    /// Where.
    Place,
    /// How many, how much.
    Count,
    /// How much is to be paid.
    Cost,
    /// How far, how old.
    Measure,
    /// How long: a distance or a time.
    Length,
    /// Why.
    Reason,
    /// Who or what a name is: "Who is Ada Lovelace?"
    Identity,
}

/// Question words of the languages that have word lists, and what they ask for. Phrases
/// come before their own first words.
pub const ASKING: [(&[&str], Asked); 67] = [
    (&["how", "many", "years"], Asked::Length),
    (&["how", "many", "months"], Asked::Length),
    (&["how", "many", "weeks"], Asked::Length),
    (&["how", "many", "nights"], Asked::Length),
    (&["how", "many", "days"], Asked::Length),
    (&["how", "many", "hours"], Asked::Length),
    (&["how", "many", "minutes"], Asked::Length),
    (&["how", "many"], Asked::Count),
    (&["how", "much"], Asked::Count),
    (&["how", "long"], Asked::Length),
    (&["how", "far"], Asked::Measure),
    (&["how", "old"], Asked::Measure),
    (&["how", "tall"], Asked::Measure),
    (&["how", "big"], Asked::Measure),
    (&["how", "large"], Asked::Measure),
    (&["how", "high"], Asked::Measure),
    (&["how", "deep"], Asked::Measure),
    (&["how", "wide"], Asked::Measure),
    (&["how", "heavy"], Asked::Measure),
    (&["how", "often"], Asked::Time),
    (&["how", "soon"], Asked::Time),
    (&["what", "year"], Asked::Time),
    (&["which", "year"], Asked::Time),
    (&["which", "month"], Asked::Time),
    (&["which", "day"], Asked::Time),
    (&["which", "date"], Asked::Time),
    (&["since", "when"], Asked::Time),
    (&["what", "date"], Asked::Time),
    (&["what", "day"], Asked::Time),
    (&["what", "month"], Asked::Time),
    (&["what", "time"], Asked::Time),
    (&["what", "percentage"], Asked::Count),
    (&["what", "number"], Asked::Count),
    (&["how", "come"], Asked::Reason),
    (&["who"], Asked::Person),
    (&["whom"], Asked::Person),
    (&["whose"], Asked::Person),
    (&["when"], Asked::Time),
    (&["where"], Asked::Place),
    (&["why"], Asked::Reason),
    (&["wie", "viele"], Asked::Count),
    (&["wie", "viel"], Asked::Count),
    (&["wieviele"], Asked::Count),
    (&["wie", "lange"], Asked::Length),
    (&["wer"], Asked::Person),
    (&["wem"], Asked::Person),
    (&["wann"], Asked::Time),
    (&["warum"], Asked::Reason),
    (&["cuantos"], Asked::Count),
    (&["cuantas"], Asked::Count),
    (&["quien"], Asked::Person),
    (&["cuando"], Asked::Time),
    (&["donde"], Asked::Place),
    (&["combien"], Asked::Count),
    (&["quand"], Asked::Time),
    (&["pourquoi"], Asked::Reason),
    (&["quanti"], Asked::Count),
    (&["quante"], Asked::Count),
    (&["quando"], Asked::Time),
    (&["perche"], Asked::Reason),
    (&["hoeveel"], Asked::Count),
    (&["wanneer"], Asked::Time),
    (&["waarom"], Asked::Reason),
    (&["quantos"], Asked::Count),
    (&["сколько"], Asked::Count),
    (&["когда"], Asked::Time),
    (&["почему"], Asked::Reason),
];

/// Words this far into a question still ask; later ones are more likely relative pronouns
/// ("the man who").
pub const HEAD_WORDS: usize = 4;

/// The sort of answer that the question's first words ask for, and which words say so.
pub fn asked(typed: &[Token]) -> Option<(Asked, Range<usize>)> {
    static PRICE: OnceLock<Price> = OnceLock::new();
    let found = (0..typed.len().min(HEAD_WORDS)).find_map(|at| {
        let rest = typed.get(at..).unwrap_or_default();
        let fits = |words: &[&str]| rest.len() >= words.len() && rest.iter().zip(words).all(|(t, w)| t.folded == *w);
        ASKING.iter().find(|(words, _)| fits(words)).map(|(words, asked)| (*asked, at..at + words.len()))
    });
    let words = || typed.iter().map(|token| token.folded.as_str()).collect::<Vec<_>>();
    let is_price = || PRICE.get_or_init(|| Price::of(str::to_owned)).is_asked(&words());
    match found {
        None if is_price() => Some((Asked::Cost, 0..0)),
        Some((Asked::Count, asking)) if is_price() => Some((Asked::Cost, asking)),
        found => found,
    }
}

/// [`Asked::Identity`] when nothing but a name is asked about after "who is" or "what is".
pub fn identity(typed: &[Token], concepts: &[Concept]) -> Option<Asked> {
    const OPENINGS: [[&str; 2]; 6] =
        [["who", "is"], ["who", "was"], ["who", "are"], ["what", "is"], ["what", "was"], ["what", "are"]];
    let opens =
        OPENINGS.iter().any(|words| typed.iter().zip(words).filter(|(t, w)| t.folded == **w).count() == words.len());
    let mut content = concepts.iter().filter(|c| c.is_content()).peekable();
    (opens && content.peek().is_some() && content.all(|c| c.name)).then_some(Asked::Identity)
}

impl Asked {
    /// Which of these words say what sort of answer is wanted; none where none do.
    pub fn words(typed: &[Token]) -> Range<usize> {
        asked(typed).map_or(0..0, |(_, words)| words)
    }

    /// Bits of [`sort`] of which a token of the answer has one; `None` where no single
    /// token shows it.
    pub fn sorts(self) -> Option<u8> {
        match self {
            Asked::Person | Asked::Place => Some(sort::NAME),
            Asked::Time => Some(sort::TIME),
            Asked::Count | Asked::Measure => Some(sort::NUMBER),
            Asked::Cost => Some(sort::MONEY),
            Asked::Length => Some(sort::NUMBER | sort::TIME),
            Asked::Identity => Some(sort::DESCRIBED),
            Asked::Reason => None,
        }
    }
}

/// The place of the word for what is counted: "how many red *boats* are there". None where no number of things is asked for,
/// nor where they have a word as common as "people", for which a text has others.
pub fn counted(concepts: &[Concept]) -> Option<usize> {
    let many = concepts.windows(2).position(|pair| matches!(pair, [a, b] if a.word == "how" && b.word == "many"))? + 1;
    let run = concepts.get(many + 1..)?.iter().take_while(|concept| concept.is_content()).count();
    (concepts.get(many + run)?.class == Class::Content).then_some(many + run)
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked};
    use crate::text::tokens;

    #[test]
    fn question_words_tell() {
        for (text, expected) in [
            ("How many warheads are there?", Some(Asked::Count)),
            ("Since when has he led?", Some(Asked::Time)),
            ("how much is a lamp", Some(Asked::Cost)),
            ("How much water is left?", Some(Asked::Count)),
            ("What does a lamp cost?", Some(Asked::Cost)),
            ("In what year was it signed?", Some(Asked::Time)),
            ("Wann wurde er unterzeichnet?", Some(Asked::Time)),
            ("What is it?", None),
            ("Is he the man of whom they speak, who left?", None),
        ] {
            assert_eq!(asked(&tokens(text)).map(|(asked, _)| asked), expected, "{text}");
        }
    }
}

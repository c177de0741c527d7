//! What sort of answer a question wants, told from its question words.

use crate::index::terms::sort;
use crate::text::Token;

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
    /// How long, how far, how old.
    Measure,
    /// Why.
    Reason,
}

/// Question words of the languages that have word lists, and what they ask for. Phrases
/// come before their own first words.
const ASKING: [(&[&str], Asked); 56] = [
    (&["how", "many"], Asked::Count),
    (&["how", "much"], Asked::Count),
    (&["how", "long"], Asked::Measure),
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
    (&["wie", "lange"], Asked::Measure),
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
const HEAD_WORDS: usize = 4;

/// The sort of answer that the question's first words ask for.
pub fn asked(typed: &[Token]) -> Option<Asked> {
    (0..typed.len().min(HEAD_WORDS)).find_map(|at| {
        let rest = typed.get(at..).unwrap_or_default();
        ASKING
            .iter()
            .find(|(words, _)| rest.len() >= words.len() && rest.iter().zip(*words).all(|(t, w)| t.folded == *w))
            .map(|(_, asked)| *asked)
    })
}

impl Asked {
    /// Bits of [`sort`] of which a token of the answer has one; `None` where no single
    /// token shows it.
    pub fn sorts(self) -> Option<u8> {
        match self {
            Asked::Person | Asked::Place => Some(sort::NAME),
            Asked::Time => Some(sort::TIME),
            Asked::Count => Some(sort::NUMBER),
            Asked::Measure => Some(sort::NUMBER | sort::TIME),
            Asked::Reason => None,
        }
    }
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
            ("In what year was it signed?", Some(Asked::Time)),
            ("Wann wurde er unterzeichnet?", Some(Asked::Time)),
            ("What is it?", None),
            ("Is he the man of whom they speak, who left?", None),
        ] {
            assert_eq!(asked(&tokens(text)), expected, "{text}");
        }
    }
}

//! What is said of the last answer itself: "tell me more", "the second one".

use crate::text::Token;

/// Something wished of the last answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// What else stands there.
    More,
    /// One of the choice that was offered, from 0; the last one as `None`.
    Nth(Option<usize>),
}

const MORE: [&str; 19] = [
    "more",
    "more please",
    "tell me more",
    "tell me more please",
    "tell me more about it",
    "tell me more about that",
    "tell me more about this",
    "more about it",
    "more about that",
    "more about this",
    "say more",
    "show me more",
    "read on",
    "go on",
    "continue",
    "what else",
    "anything else",
    "mehr",
    "mas",
];
const ORDINALS: [&[&str]; 9] = [
    &["first", "1st", "1", "former"],
    &["second", "2nd", "2", "latter"],
    &["third", "3rd", "3"],
    &["fourth", "4th", "4"],
    &["fifth", "5th", "5"],
    &["sixth", "6th", "6"],
    &["seventh", "7th", "7"],
    &["eighth", "8th", "8"],
    &["ninth", "9th", "9"],
];
/// Words around a number that choose by it.
const AROUND: [&str; 14] = [
    "the", "one", "option", "number", "choice", "answer", "question", "no", "please", "i", "mean", "meant", "want",
    "take",
];

/// The wish in these words, where they are nothing else.
pub fn wish(typed: &[Token]) -> Option<Wish> {
    let words: Vec<&str> = typed.iter().map(|t| t.folded.as_str()).collect();
    if MORE.contains(&words.join(" ").as_str()) {
        return Some(Wish::More);
    }
    // "The one", "one": chooses nothing.
    let mut rest = words.iter().filter(|w| !AROUND.contains(w));
    match (rest.next(), rest.next()) {
        (Some(&"last"), None) => Some(Wish::Nth(None)),
        (Some(word), None) => ORDINALS.iter().position(|names| names.contains(word)).map(|n| Wish::Nth(Some(n))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Wish, wish};
    use crate::text::tokens;

    #[test]
    fn only_where_nothing_else_is_said() {
        for (text, expected) in [
            ("Tell me more.", Some(Wish::More)),
            ("tell me more about the lamp", None),
            ("the second one", Some(Wish::Nth(Some(1)))),
            ("I meant the last one please", Some(Wish::Nth(None))),
            ("number 3", Some(Wish::Nth(Some(2)))),
            ("2", Some(Wish::Nth(Some(1)))),
            ("the one", None),
            ("the first keeper", None),
            ("", None),
        ] {
            assert_eq!(wish(&tokens(text)), expected, "{text}");
        }
    }
}

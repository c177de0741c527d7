//! Greetings, thanks and remarks: what is said beside a question, or without one.

use crate::text::words;
use crate::text::{Token, tokens};

/// What is said without asking anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Courtesy {
    /// "Hello", "good morning", "can you help me".
    Greeting,
    /// "Thank you", "no thanks", "thanks, that helps".
    Thanks,
    /// "Bye", "see you".
    Farewell,
    /// "Ok", "great", "that's all".
    Remark,
}

/// Which courtesy a text is, where it is nothing else.
pub fn courtesy(text: &str) -> Option<Courtesy> {
    courtesy_of(&tokens(text))
}

pub(super) fn courtesy_of(typed: &[Token]) -> Option<Courtesy> {
    const THANKS: [&str; 17] = [
        "thanks",
        "thank",
        "thx",
        "ty",
        "thankyou",
        "cheers",
        "appreciated",
        "appreciate",
        "danke",
        "dank",
        "gracias",
        "merci",
        "grazie",
        "obrigado",
        "obrigada",
        "bedankt",
        "спасибо",
    ];
    const FAREWELLS: [&str; 13] = [
        "bye",
        "goodbye",
        "tschuss",
        "wiedersehen",
        "adios",
        "luego",
        "revoir",
        "arrivederci",
        "tchau",
        "ziens",
        "свидания",
        "later",
        "night",
    ];
    let (mut at, mut remarked) = (0, false);
    while at < typed.len() {
        let rest = typed.get(at..).unwrap_or_default();
        let said =
            |phrases: &'static [Vec<String>]| phrases.iter().find(|words| starts_with(rest, words)).map(Vec::len);
        let (greeting, remark) = (said(words::greetings()), said(words::remarks()));
        remarked |= remark > greeting || rest.first().is_some_and(|t| t.folded == "ok" || t.folded == "okay");
        at += greeting.max(remark)?;
    }
    let has = |words: &[&str]| typed.iter().any(|t| words.contains(&t.folded.as_str()));
    match () {
        () if typed.is_empty() => None,
        () if has(&THANKS) => Some(Courtesy::Thanks),
        () if has(&FAREWELLS) => Some(Courtesy::Farewell),
        () if remarked => Some(Courtesy::Remark),
        () => Some(Courtesy::Greeting),
    }
}

/// Index of the first token after greetings and courtesies, 0 when nothing would be left.
pub(super) fn after_greeting(typed: &[Token]) -> usize {
    greeting_ends(typed).pop().unwrap_or(0)
}

/// 0, then where each of the greetings and courtesies in a row ends, while something is left.
pub(super) fn greeting_ends(typed: &[Token]) -> Vec<usize> {
    let ends = courtesy_ends(typed);
    // A question that is all greeting is kept whole.
    if ends.last().is_some_and(|end| *end < typed.len()) { ends } else { vec![0] }
}

/// 0, then where each of the greetings and courtesies in a row ends.
fn courtesy_ends(typed: &[Token]) -> Vec<usize> {
    let mut ends = vec![0];
    let mut start = 0;
    while let Some(greeting) =
        words::greetings().iter().find(|g| starts_with(typed.get(start..).unwrap_or_default(), g))
    {
        start += greeting.len();
        ends.push(start);
    }
    ends
}

/// The end, then where each of the courtesies at the end starts, after `start`.
pub(super) fn thanks_starts(typed: &[Token], start: usize) -> Vec<usize> {
    let mut end = typed.len();
    let mut starts = vec![end];
    while let Some(thanks) = words::greetings().iter().find(|g| {
        let from = end.saturating_sub(g.len());
        from > start && starts_with(typed.get(from..end).unwrap_or_default(), g)
    }) {
        end -= thanks.len();
        starts.push(end);
    }
    starts
}

fn starts_with(typed: &[Token], words: &[String]) -> bool {
    typed.len() >= words.len() && typed.iter().zip(words).all(|(t, w)| t.folded == *w)
}

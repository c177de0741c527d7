//! Whether and how a question points back to what was said before.

use super::words::Words;
use crate::query::Concept;
use crate::text::words::{self, Class};
use crate::text::{Language, Token};

/// How a question hangs on the turns before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The word at this place stands for something said before: "What does *he* say?"
    Pronoun {
        /// Its place among the question's words.
        at: usize,
        /// It stands for a person.
        person: bool,
        /// It stands before what belongs to that: "his", "their".
        owner: bool,
    },
    /// The word at this place picks out a thing said before: "*that* pact".
    Demonstrative {
        /// Its place among the question's words.
        at: usize,
    },
    /// Everything from this place on takes the place of a part of the earlier question: "And *China*?"
    Instead {
        /// The place of its first word.
        from: usize,
    },
    /// A question word and nothing to ask it of: "Why?"
    Bare,
    /// A few words that are no sentence: "film fees?"
    Fragment,
    /// A sentence of its own.
    Whole,
}

impl Shape {
    /// Whether the question points back by its very form; one that does not is only helped where
    /// it finds nothing by itself.
    pub fn is_firm(self) -> bool {
        !matches!(self, Shape::Demonstrative { .. } | Shape::Fragment | Shape::Whole)
    }
}

/// What a language's questions point back with.
struct Pointers {
    code: &'static str,
    /// Words that stand for a person.
    persons: &'static [&'static str],
    /// Words that stand for a thing, or for several of anything.
    things: &'static [&'static str],
    /// Those of both that stand before what belongs to it.
    owners: &'static [&'static str],
    /// Openings that set one thing in the place of another.
    instead: &'static [&'static [&'static str]],
}

const POINTERS: [Pointers; 6] = [
    Pointers {
        code: "en",
        persons: &["he", "she", "him", "her", "his", "hers"],
        things: &["it", "they", "them", "its", "their", "theirs", "there", "one", "ones"],
        owners: &["his", "her", "its", "their"],
        instead: &[
            &["and", "what", "about"],
            &["and", "how", "about"],
            &["what", "about"],
            &["how", "about"],
            &["same", "for"],
            &["i", "mean"],
            &["i", "meant"],
            &["i", "mean", "for"],
            &["i", "meant", "for"],
            &["i", "am", "talking", "about"],
            &["i", "was", "talking", "about"],
            &["i", "am", "asking", "about"],
            &["i", "was", "asking", "about"],
            &["and"],
            &["but"],
            &["or"],
            &["also"],
            &["so"],
        ],
    },
    Pointers {
        code: "de",
        persons: &["er", "sie", "ihn", "ihm", "ihr", "sein", "seine"],
        things: &["es", "ihre", "deren", "dort", "davon", "dafur"],
        owners: &["sein", "seine", "ihr", "ihre", "deren"],
        instead: &[&["und", "was", "ist", "mit"], &["was", "ist", "mit"], &["und"], &["aber"], &["oder"]],
    },
    Pointers {
        code: "es",
        persons: &["el", "ella", "ellos", "ellas"],
        things: &["su", "sus", "eso", "alli"],
        owners: &["su", "sus"],
        instead: &[&["y"], &["pero"], &["o"]],
    },
    Pointers {
        code: "fr",
        persons: &["il", "elle", "ils", "elles", "lui"],
        things: &["leur", "leurs", "cela"],
        owners: &["leur", "leurs"],
        instead: &[&["et"], &["mais"], &["ou"]],
    },
    Pointers {
        code: "it",
        persons: &["lui", "lei"],
        things: &["loro", "suo", "sua"],
        owners: &["loro", "suo", "sua"],
        instead: &[&["e"], &["ed"], &["ma"], &["o"]],
    },
    Pointers {
        code: "ru",
        persons: &["он", "она", "его", "ее"],
        things: &["они", "их", "это"],
        owners: &["его", "ее", "их"],
        instead: &[&["а"], &["и"], &["но"]],
    },
];

/// Words after an "it" that stands for what follows: "is it true that".
const IMPERSONAL: [&str; 15] = [
    "make",
    "makes",
    "take",
    "matter",
    "seem",
    "seems",
    "possible",
    "true",
    "necessary",
    "better",
    "legal",
    "allowed",
    "okay",
    "ok",
    "worth",
];
const WEATHER: [&str; 4] = ["raining", "snowing", "rain", "snow"];
const INTERJECTIONS: [&str; 8] = ["no", "oops", "sorry", "oh", "ok", "okay", "well", "hm"];
const DEMONSTRATIVES: [&str; 4] = ["this", "that", "these", "those"];
/// After these a demonstrative names its own time and points at nothing said.
const OWN_TIMES: [&str; 10] =
    ["day", "days", "week", "month", "year", "morning", "evening", "time", "moment", "weekend"];
/// Verbs beside which "there" is no place.
const BEING: [&str; 12] =
    ["is", "are", "was", "were", "be", "been", "isn't", "aren't", "wasn't", "weren't", "has", "have"];
/// Words that begin a sentence of its own, so that it is no fragment.
const OPENERS: [&str; 33] = [
    "do", "does", "did", "is", "are", "was", "were", "am", "can", "could", "will", "would", "shall", "should", "may",
    "might", "must", "has", "have", "had", "i", "we", "you", "my", "our", "please", "tell", "show", "give", "explain",
    "describe", "let", "need",
];
/// A fragment has at most so many words.
const FRAGMENT_WORDS: usize = 6;

/// How a question hangs on what was said before.
pub fn shape(words: &Words<'_>) -> Shape {
    let (typed, concepts, language) = (&words.tokens, &words.concepts, words.language);
    let pointers = POINTERS.iter().find(|p| language.is_some_and(|l| l.code() == p.code));
    let opened = pointers.map_or(0, |p| opening(typed, p));
    let rest = typed.get(opened..).unwrap_or_default();
    let asks = |t: &Token| words::class(language, &t.folded) == Class::Question || language_opens(language, &t.folded);
    // "And who built it?" is a question of its own, with a word before it.
    let own = rest.first().is_some_and(asks);
    if opened > 0 && !rest.is_empty() && !own {
        return Shape::Instead { from: opened };
    }
    if !concepts.iter().any(Concept::is_content) && concepts.iter().any(|c| c.class == Class::Question) {
        return Shape::Bare;
    }
    if let Some(shape) = pointers.and_then(|p| pronoun(words, p)) {
        return shape;
    }
    if language == Some(Language::ENGLISH)
        && let Some(at) = demonstrative(typed, concepts)
    {
        return Shape::Demonstrative { at };
    }
    let whole = typed.len() > FRAGMENT_WORDS || own || typed.iter().any(asks);
    if whole { Shape::Whole } else { Shape::Fragment }
}

fn language_opens(language: Option<Language>, word: &str) -> bool {
    language == Some(Language::ENGLISH) && OPENERS.contains(&word)
}

/// Number of words said before a correction: "oops, I meant".
fn interjections(typed: &[Token]) -> usize {
    typed.iter().take_while(|t| INTERJECTIONS.contains(&t.folded.as_str())).count()
}

/// Number of words of the opening that sets one thing in the place of another.
fn opening(typed: &[Token], pointers: &Pointers) -> usize {
    let before = if pointers.code == "en" { interjections(typed) } else { 0 };
    let rest = typed.get(before..).unwrap_or_default();
    let starts = |words: &[&str]| rest.len() > words.len() && rest.iter().zip(words).all(|(t, w)| t.folded == *w);
    let longest = pointers.instead.iter().filter(|words| starts(words)).map(|words| words.len()).max();
    longest.map_or(0, |opened| before + opened)
}

/// A pronoun, and no name before it that it could stand for.
fn pronoun(words: &Words<'_>, pointers: &Pointers) -> Option<Shape> {
    let (typed, concepts) = (&words.tokens, &words.concepts);
    let word = |at: usize| typed.get(at).map_or("", |t| t.folded.as_str());
    let points = |at: &usize| {
        let this = word(*at);
        if this == "there" {
            // "Is there", "there are": no place.
            let before = at.checked_sub(1).map_or("", word);
            return !BEING.contains(&before) && !BEING.contains(&word(at + 1)) && pointers.things.contains(&this);
        }
        if matches!(this, "one" | "ones") {
            // "One day", "one of them": a number. "A new one": what was spoken of.
            return at + 1 == typed.len() && *at > 0;
        }
        // "Is it true that", "does it make sense to": it stands for what follows.
        let follows = (at + 1..=at + 3).map(word).any(|w| matches!(w, "to" | "that" | "if" | "whether"));
        if this == "it" && (follows && IMPERSONAL.contains(&word(at + 1)) || WEATHER.contains(&word(at + 1))) {
            return false;
        }
        pointers.persons.contains(&this) || pointers.things.contains(&this)
    };
    let at = (0..typed.len()).find(points)?;
    // A name, or "a member" and "the ferry": it stands for that.
    let determined = |before: usize| {
        words.is_determiner(before) && concepts.get(before + 1..at).is_some_and(|c| c.iter().any(Concept::is_content))
    };
    if concepts.iter().take(at).any(|c| c.name) || (0..at).any(determined) {
        return None;
    }
    let followed = concepts.get(at + 1).is_some_and(Concept::is_content);
    Some(Shape::Pronoun {
        at,
        person: pointers.persons.contains(&word(at)),
        owner: pointers.owners.contains(&word(at)) && followed,
    })
}

/// A demonstrative that picks out something said before.
fn demonstrative(typed: &[Token], concepts: &[Concept]) -> Option<usize> {
    (0..typed.len()).find(|at| {
        let word = typed.get(*at).map_or("", |t| t.folded.as_str());
        let Some(next) = concepts.get(at + 1) else { return DEMONSTRATIVES.contains(&word) };
        let after_content = at.checked_sub(1).and_then(|b| concepts.get(b)).is_some_and(Concept::is_content);
        let joins = word == "that" && (after_content || !next.is_content() || next.name);
        DEMONSTRATIVES.contains(&word) && !joins && !OWN_TIMES.contains(&next.word.as_str())
    })
}

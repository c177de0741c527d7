//! Follow-up questions: what an earlier turn adds where the question points back to it.
//!
//! "And China?" and "What does he say about it?" mean little alone. Only such questions
//! are touched, so that a new topic is never dragged back to the old one.

use super::{Concept, Query, Reader, asked, strip_overlong, within_limit};
use crate::limits;
use crate::question::Question;
use crate::text::words::{self, Class};
use crate::text::{Language, Token, tokens};

/// What a language's questions point back with.
struct Pointing {
    code: &'static str,
    /// Words that point at something said before.
    words: &'static [&'static str],
    /// Openings that set one thing in the place of another.
    instead: &'static [&'static [&'static str]],
}

const POINTING: [Pointing; 6] = [
    Pointing {
        code: "en",
        words: &["he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs"],
        instead: &[&["and"], &["but"], &["or"], &["what", "about"], &["how", "about"]],
    },
    Pointing {
        code: "de",
        words: &["er", "sie", "es", "ihn", "ihm", "ihr", "ihre", "sein", "seine", "deren"],
        instead: &[&["und"], &["aber"]],
    },
    Pointing { code: "es", words: &["el", "ella", "ellos", "ellas", "su", "sus"], instead: &[&["y"], &["pero"]] },
    Pointing {
        code: "fr",
        words: &["il", "elle", "ils", "elles", "leur", "leurs", "lui"],
        instead: &[&["et"], &["mais"]],
    },
    Pointing { code: "it", words: &["lui", "lei", "loro", "suo", "sua"], instead: &[&["e"], &["ed"], &["ma"]] },
    Pointing {
        code: "ru", words: &["он", "она", "они", "его", "их"], instead: &[&["а"], &["и"], &["но"]]
    },
];

/// These point back only where they stand alone: "these days" names its own thing.
const POINTING_ALONE: [&str; 4] = ["this", "that", "these", "those"];

impl Pointing {
    fn of(language: Option<Language>) -> Option<&'static Pointing> {
        POINTING.iter().find(|p| language.is_some_and(|l| l.code() == p.code))
    }
}

/// Words of an earlier turn count this much of their weight: the question's own come first.
const CONTEXT: f32 = 0.4;

/// Adds what earlier turns bring to `query`, if the question points back.
pub(super) fn bring_in(question: &Question, typed: &[Token], reader: &Reader<'_>, query: &mut Query) {
    if question.history.is_empty() || !points_back(typed, &query.concepts, reader.language) {
        return;
    }
    // With the subject named anew, the earlier one is replaced, not joined.
    let instead = opens_instead(typed, reader.language) && query.concepts.iter().any(|c| c.name);
    for turn in question.history.iter().rev().take(limits::HISTORY_TURNS) {
        let mut earlier = tokens(within_limit(&turn.question, &mut Vec::new()));
        strip_overlong(&mut earlier, &mut Vec::new());
        if query.asked.is_none() {
            query.asked = asked::asked(&earlier).map(|(asked, _)| asked);
        }
        let mut mended = Vec::new();
        let concepts = reader.concepts(&earlier, &mut mended);
        let goes_further_back = points_back(&earlier, &concepts, reader.language);
        for mut concept in concepts.into_iter().filter(|c| c.class >= Class::Common) {
            let known = query.concepts.iter().any(|c| c.word == concept.word);
            if !(known || instead && concept.name) {
                concept.context = true;
                concept.weight *= CONTEXT;
                query.concepts.push(concept);
            }
        }
        if !goes_further_back {
            break;
        }
    }
}

fn points_back(typed: &[Token], concepts: &[Concept], language: Option<Language>) -> bool {
    opens_instead(typed, language) || is_bare_question(concepts) || points_at_nothing_named(typed, concepts, language)
}

/// "Why?", "since when?": a question word and nothing to ask it of.
fn is_bare_question(concepts: &[Concept]) -> bool {
    !concepts.iter().any(Concept::is_content) && concepts.iter().any(|c| c.class == Class::Question)
}

/// A pronoun, and no name before it that it could stand for.
fn points_at_nothing_named(typed: &[Token], concepts: &[Concept], language: Option<Language>) -> bool {
    let Some(pointing) = Pointing::of(language) else { return false };
    let points = |(at, token): (usize, &Token)| {
        let word = token.folded.as_str();
        let alone = || typed.get(at + 1).is_none_or(|next| words::class(language, &next.folded) < Class::Common);
        pointing.words.contains(&word) || (pointing.code == "en" && POINTING_ALONE.contains(&word) && alone())
    };
    typed.iter().enumerate().position(points).is_some_and(|at| !concepts.iter().take(at).any(|c| c.name))
}

fn opens_instead(typed: &[Token], language: Option<Language>) -> bool {
    let starts =
        |opening: &[&str]| typed.len() > opening.len() && typed.iter().zip(opening).all(|(t, w)| t.folded == *w);
    Pointing::of(language).is_some_and(|p| p.instead.iter().any(|opening| starts(opening)))
}

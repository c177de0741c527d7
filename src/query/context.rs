//! Follow-up questions: what an earlier turn adds where the question points back to it.
//!
//! "And China?" and "What does he say about it?" mean little alone. Only such questions
//! are touched, so that a new topic is never dragged back to the old one.

use super::{Concept, Query, Reader, asked};
use crate::limits;
use crate::question::Question;
use crate::text::words::{self, Class};
use crate::text::{Language, Token, tokens};

/// Words that point at something said before, in the languages with word lists.
const POINTING: [&str; 44] = [
    "he", "she", "it", "they", "him", "her", "them", "his", "hers", "its", "their", "theirs", "er", "sie", "es", "ihn",
    "ihm", "ihr", "ihre", "sein", "seine", "deren", "el", "ella", "ellos", "ellas", "su", "sus", "il", "elle", "ils",
    "elles", "leur", "leurs", "lui", "lei", "loro", "suo", "sua", "он", "она", "они", "его", "их",
];

/// These point back only where they stand alone: "these days" names its own thing.
const POINTING_ALONE: [&str; 4] = ["this", "that", "these", "those"];

/// Openings that set one thing in the place of another.
const INSTEAD: [&[&str]; 13] = [
    &["and"],
    &["but"],
    &["or"],
    &["what", "about"],
    &["how", "about"],
    &["und"],
    &["aber"],
    &["y"],
    &["et"],
    &["e"],
    &["ed"],
    &["а"],
    &["и"],
];

/// Words of an earlier turn count this much of their weight: the question's own come first.
const CONTEXT: f32 = 0.4;

/// Adds what earlier turns bring to `query`, if the question points back.
pub(super) fn bring_in(question: &Question, typed: &[Token], reader: &Reader<'_>, query: &mut Query) {
    if question.history.is_empty() || !points_back(typed, &query.concepts) {
        return;
    }
    // With the subject named anew, the earlier one is replaced, not joined.
    let instead = opens_instead(typed) && query.concepts.iter().any(|c| c.name);
    for turn in question.history.iter().rev().take(limits::HISTORY_TURNS) {
        let earlier = tokens(&turn.question);
        if query.asked.is_none() {
            query.asked = asked::asked(&earlier).map(|(asked, _)| asked);
        }
        let mut mended = Vec::new();
        let concepts = reader.concepts(&earlier, &mut mended);
        let goes_further_back = points_back(&earlier, &concepts);
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

fn points_back(typed: &[Token], concepts: &[Concept]) -> bool {
    opens_instead(typed) || is_bare_question(concepts) || pointing_at_nothing_named(typed, concepts)
}

/// "Why?", "since when?": a question word and nothing to ask it of.
fn is_bare_question(concepts: &[Concept]) -> bool {
    !concepts.iter().any(Concept::is_content) && concepts.iter().any(|c| c.class == Class::Question)
}

/// A pronoun, and no name before it that it could stand for.
fn pointing_at_nothing_named(typed: &[Token], concepts: &[Concept]) -> bool {
    typed
        .iter()
        .enumerate()
        .position(|(at, t)| {
            let word = t.folded.as_str();
            let alone = || {
                typed.get(at + 1).is_none_or(|next| words::class(Some(Language::ENGLISH), &next.folded) < Class::Common)
            };
            POINTING.contains(&word) || (POINTING_ALONE.contains(&word) && alone())
        })
        .is_some_and(|at| !concepts.iter().take(at).any(|c| c.name))
}

fn opens_instead(typed: &[Token]) -> bool {
    INSTEAD.iter().any(|opening| typed.len() > opening.len() && typed.iter().zip(*opening).all(|(t, w)| t.folded == *w))
}

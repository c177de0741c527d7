//! The sentences of a passage that answer, word for word.

use std::ops::Range;

use crate::index::Snapshot;
use crate::index::terms::Field;
use crate::limits;
use crate::query::Query;
use crate::rank::sentence_values;
use crate::text::{sentence, tokens};

/// What a sentence beside those shown must add to be taken along, a share of the question; and what the one
/// after it must, which brings both. Chosen by how often what is shown of squad2's paragraphs holds the answer, and how long it is.
const WORTHWHILE: [f32; 2] = [0.08, 0.12];

/// A sentence shorter than this, in characters, seldom says all: the next is taken along.
const SHORT_CHARS: usize = 40;

/// Sentences that open with one of these lean on the one before.
const LEANING: [&str; 20] = [
    "he",
    "she",
    "it",
    "they",
    "this",
    "that",
    "these",
    "those",
    "but",
    "however",
    "also",
    "such",
    "his",
    "her",
    "its",
    "their",
    "instead",
    "then",
    "therefore",
    "so",
];

/// The byte range in `text`, the text of record `doc`, of the best sentence and those
/// beside it that it leans on or that add to it. Never empty for a text with a word.
pub fn excerpt(text: &str, doc: u32, query: &Query, snapshot: &Snapshot) -> Range<usize> {
    let sentences = sentence::with_words(text);
    let values = sentence_values(query, &snapshot.postings(doc), Field::Text);
    let best = (0..).zip(&values).reduce(|best, next| if next.1.value > best.1.value { next } else { best });
    let Some((best, value)) = best.filter(|_| values.len() == sentences.len()) else { return 0..text.len() };
    let bytes = |shown: &Range<usize>| {
        let (first, last) = (sentences.get(shown.start), sentences.get(shown.end.wrapping_sub(1)));
        first.map_or(0, |r| r.start)..last.map_or(text.len(), |r| r.end)
    };
    let chars = |shown: &Range<usize>| text.get(bytes(shown)).map_or(usize::MAX, |s| s.chars().count());
    let fits = |shown: &Range<usize>| shown.end <= values.len() && chars(shown) <= limits::ANSWER_CHARS;
    let mut shown = best..best + 1;
    if best > 0 && text.get(bytes(&shown)).is_some_and(leans) && fits(&(best - 1..shown.end)) {
        shown.start -= 1;
    }
    if (value.announces || chars(&(best..best + 1)) < SHORT_CHARS) && fits(&(shown.start..best + 2)) {
        shown.end += 1;
    }
    let joined = |shown: &Range<usize>| {
        let mut values = values.get(shown.clone()).unwrap_or_default().iter().cloned();
        values.next().map(|first| {
            values.fold(first, |mut all, next| {
                all.join(&next);
                all
            })
        })
    };
    while let Some(covered) = joined(&shown) {
        // By how much more than it must a longer stretch adds.
        let longer = (1..).zip(WORTHWHILE).flat_map(|(by, must)| {
            let before = shown.start.checked_sub(by).map(|start| start..shown.end);
            let both = [before, Some(shown.start..shown.end + by)];
            both.into_iter().flatten().filter(&fits).map(move |stretch| (must, stretch))
        });
        let adding = longer.filter_map(|(must, stretch)| Some((covered.gain(&joined(&stretch)?) - must, stretch)));
        let most =
            adding.filter(|(more, _)| *more >= 0.0).reduce(|most, next| if next.0 > most.0 { next } else { most });
        let Some((_, stretch)) = most else { break };
        shown = stretch;
    }
    bytes(&shown)
}

fn leans(sentence: &str) -> bool {
    tokens(sentence).first().is_some_and(|t| LEANING.contains(&t.folded.as_str()))
}

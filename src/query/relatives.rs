//! The corpus's words that are of one family with a word of the question.

use std::collections::HashSet;

use crate::index::Vocabulary;
use crate::text::family::{START_CHARS, WHOLE_CHARS, kinship};

/// Most relatives of a word that are looked for in records.
const MOST: usize = 8;

/// Terms of one family with `stem`, with how well each stands for it; the nearest first.
pub fn relatives(stem: &str, vocabulary: &Vocabulary) -> Vec<(u32, f32)> {
    let ends: Vec<usize> = stem.char_indices().map(|(at, _)| at).skip(1).chain([stem.len()]).collect();
    let chars = ends.len();
    if chars < WHOLE_CHARS {
        return Vec::new();
    }
    // Nothing that shares less than a third of this stem shares half of both.
    let start = START_CHARS.max(chars.div_ceil(3)).min(chars);
    let prefix = |chars: usize| ends.get(chars - 1).and_then(|end| stem.get(..*end));
    let mut found = prefix(start).map(|prefix| vocabulary.starting(prefix)).unwrap_or_default();
    found.extend(vocabulary.ending(stem));
    let within = (WHOLE_CHARS..start).filter_map(prefix).chain(suffixes(stem, chars - WHOLE_CHARS));
    found.extend(within.filter_map(|part| vocabulary.term(part).map(|id| (part.to_owned(), id))));
    let mut near: Vec<(u32, f32)> =
        found.into_iter().filter_map(|(term, id)| kinship(stem, &term).map(|strength| (id, strength))).collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut seen = HashSet::new();
    near.retain(|(id, _)| seen.insert(*id));
    near.truncate(MOST);
    near
}

/// The `count` longest of what `stem` ends with, itself left out.
fn suffixes(stem: &str, count: usize) -> impl Iterator<Item = &str> {
    stem.char_indices().skip(1).take(count).filter_map(|(at, _)| stem.get(at..))
}

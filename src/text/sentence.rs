//! Where one sentence of a paragraph ends and the next begins.
//!
//! The Unicode rules (UAX #29) find every full stop that could end a sentence and then
//! break at most of them, because they know no words: "Mr. Smith" comes out as two. They
//! also break at every line end, so a hard-wrapped paragraph falls to pieces, and they
//! keep `.”“` together. This module therefore starts from their pieces, cuts a few of
//! them once more ([`extra`]), and then looks at each seam between two neighbours and
//! asks whether it is really one sentence running on ([`seam`]).
//!
//! A seam is judged from the word before it and the word after it, never from more than
//! [`CONTEXT`] characters on either side. So the work is linear in the text whatever the
//! text is, and a doubtful seam is judged the same way wherever it stands. Where the two
//! readings are equally good ("the U.S. Treaty…"), the rule prefers one long sentence to
//! two halves: half a sentence shown as an answer is wrong, a long one is only long.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::tokens;

mod extra;
mod seam;
mod words;

#[cfg(test)]
mod tests;

/// How many characters on each side of a seam are looked at.
const CONTEXT: usize = 48;

/// Byte ranges of the sentences of `text`, in order.
///
/// Every range is trimmed of outer white space, is not empty, starts and ends on a
/// character boundary and begins at or after the end of the one before. Together they
/// hold every byte of `text` that is not white space. A text of white space has none.
/// Linear in the length of `text`; never fails.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (offset, chunk) in
        bounded(text).flat_map(|(at, part)| part.split_sentence_bound_indices().map(move |(o, c)| (at + o, c)))
    {
        for piece in extra::cut(chunk) {
            let Some(next) = trimmed(chunk, piece, offset) else {
                continue;
            };
            match found.last_mut() {
                Some(last) if seam::joins(text, last, next.start) => last.end = next.end,
                _ => found.push(next),
            }
        }
    }
    found
}

/// Those of the sentences of `text` that have a word.
pub fn with_words(text: &str) -> Vec<Range<usize>> {
    let mut found = sentences(text);
    found.retain(|range| text.get(range.clone()).is_some_and(|sentence| !tokens(sentence).is_empty()));
    found
}

/// The standard looks ahead from each full stop to the next letter, which takes quadratic
/// time where none comes for long: such stretches are cut.
const STRETCH: usize = 256;

/// `text` in parts, cut within stretches of [`STRETCH`] characters without a letter.
fn bounded(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut cuts = vec![0];
    let mut stretch = 0;
    for (at, c) in text.char_indices() {
        stretch = if c.is_alphabetic() { 0 } else { stretch + 1 };
        if stretch == STRETCH {
            cuts.push(at);
            stretch = 0;
        }
    }
    cuts.push(text.len());
    let parts: Vec<(usize, &str)> = cuts
        .windows(2)
        .filter_map(|ends| match ends {
            [from, to] => text.get(*from..*to).map(|part| (*from, part)),
            _ => None,
        })
        .collect();
    parts.into_iter()
}

/// `range` of `chunk` without its outer white space, moved by `offset`; `None` when
/// nothing is left.
fn trimmed(chunk: &str, range: Range<usize>, offset: usize) -> Option<Range<usize>> {
    let start = offset + range.start;
    let part = chunk.get(range)?;
    let lead = part.len() - part.trim_start().len();
    let body = part.trim();
    (!body.is_empty()).then(|| start + lead..start + lead + body.len())
}

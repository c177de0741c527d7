//! The text of a record that may have been broken, and how it is put together again.
//!
//! A body is a row of places in the source. Where only white space lies between two of
//! them the text is the source's own, byte for byte. Where something was taken out, the
//! two halves are joined anew: with a space where a pop-up card had cut a sentence, with
//! an empty line otherwise. Every such join leaves a sentence for the user.

use std::ops::Range;

use super::lines::is_blank;

/// What lies between a part of a body and the part before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Join {
    /// Only white space.
    Source,
    /// A pop-up card at this line, in the middle of a sentence.
    Card(u32),
    /// A pop-up card at this line, between two paragraphs.
    CardBetween(u32),
    /// Furniture at this line.
    Furniture(u32, &'static str),
}

/// The places that make up one record's text.
#[derive(Debug, Default)]
pub(super) struct Body {
    parts: Vec<(Join, Range<usize>)>,
}

impl Body {
    /// Adds the next place, which must lie behind the ones before.
    pub(super) fn push(&mut self, join: Join, range: Range<usize>) {
        match self.parts.last_mut() {
            Some((_, last)) if join == Join::Source => last.end = range.end,
            _ => self.parts.push((join, range)),
        }
    }

    /// From the first to the last byte, what was taken out included; `None` when empty.
    pub(super) fn range(&self) -> Option<Range<usize>> {
        let (_, first) = self.parts.first()?;
        let (_, last) = self.parts.last()?;
        Some(first.start..last.end)
    }

    /// The text, and one warning for each place where it is not the source's.
    pub(super) fn text(&self, source: &str, what: &str) -> (String, Vec<String>) {
        let mut text = String::new();
        let mut warnings = Vec::new();
        for (at, (join, range)) in self.parts.iter().enumerate() {
            let part = source.get(range.clone()).unwrap_or_default();
            if at > 0 {
                text.push_str(glue(join, part));
                warnings.extend(warning(join, what));
            }
            text.push_str(part);
        }
        (text, warnings)
    }
}

/// What is put between the text so far and `part`.
fn glue(join: &Join, part: &str) -> &'static str {
    match join {
        Join::Card(_) if part.starts_with(['.', ',', ';', ':', '!', '?', '…', ')', ']', '”', '’', '»']) => "",
        Join::Card(_) => " ",
        Join::Source | Join::CardBetween(_) | Join::Furniture(..) => "\n\n",
    }
}

fn warning(join: &Join, what: &str) -> Option<String> {
    match join {
        Join::Source => None,
        Join::Card(line) => Some(format!("a pop-up card at line {line} broke this {what} in two; it was mended")),
        Join::CardBetween(line) => {
            Some(format!("a pop-up card at line {line} stood inside this {what}; it was taken out"))
        }
        Join::Furniture(line, reason) => {
            Some(format!("{} {reason} at line {line} stood inside this {what}; it was taken out", article(reason)))
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Whether `part`, which stands after a card, goes on with the sentence before the card.
pub(super) fn goes_on(part: &str) -> bool {
    let first = part.trim_start_matches(is_blank).chars().next().unwrap_or(' ');
    first.is_lowercase() || matches!(first, '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | ']' | '’' | '”')
}

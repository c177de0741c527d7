//! Cuts inside a piece that the Unicode rules left whole.
//!
//! Four places, all of them common in news text: a closing quote that touches the next
//! opening one (`.”“`), a new quotation that starts in lower case (`.” “and`), the one
//! character ellipsis (the rules break after three dots but not after `…`), and a
//! footnote mark between the full stop and the next sentence (`.[2] The`). A cut made
//! here is only an offer: [`super::seam`] may close it again.

use std::ops::Range;

use super::words::{is_closer, is_opener, is_terminator};

/// What the scan has just seen.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    /// Nothing that can end a sentence.
    Running,
    /// A terminator, perhaps with closing marks after it.
    Ended { quote: bool },
    /// The same, then white space.
    Gap { quote: bool, soft: bool },
    /// A footnote mark that touches the terminator.
    Note,
}

/// The parts of `chunk`, in order and without gaps. One part when nothing is to be cut.
pub(super) fn cut(chunk: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    // The rules cut before the number of a footnote mark, so a piece may begin inside one.
    let mut seen = Seen::Note;
    let mut soft = false;
    for (at, c) in chunk.char_indices() {
        if splits(seen, c) && at > start {
            parts.push(start..at);
            start = at;
        }
        soft = if is_terminator(c) { c == '…' } else { soft || c == ']' && seen == Seen::Note };
        seen = step(seen, c, soft);
    }
    parts.push(start..chunk.len());
    parts
}

/// Whether a sentence may start at `c`, given what stands before it.
fn splits(seen: Seen, c: char) -> bool {
    match seen {
        Seen::Ended { quote } => quote && is_opener(c) && !is_closer(c),
        Seen::Gap { quote, soft } => (quote && is_opener(c)) || (soft && (c.is_uppercase() || is_opener(c))),
        Seen::Running | Seen::Note => false,
    }
}

/// The state after `c`. `soft` says that the ending is one that the Unicode rules miss.
fn step(seen: Seen, c: char, soft: bool) -> Seen {
    if is_terminator(c) {
        return Seen::Ended { quote: false };
    }
    match seen {
        Seen::Ended { .. } if c == '[' => Seen::Note,
        Seen::Note if c.is_ascii_digit() => Seen::Note,
        Seen::Note if c == ']' => Seen::Ended { quote: false },
        Seen::Ended { .. } if is_closer(c) && !matches!(c, ')' | ']') => Seen::Ended { quote: true },
        Seen::Ended { quote } if is_closer(c) => Seen::Ended { quote },
        Seen::Ended { quote } if c.is_whitespace() => Seen::Gap { quote, soft },
        Seen::Gap { quote, soft } if c.is_whitespace() => Seen::Gap { quote, soft },
        _ => Seen::Running,
    }
}

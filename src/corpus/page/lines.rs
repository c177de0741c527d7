//! Lines, blocks and the small questions asked of a line.
//!
//! A line ends at `\n`, `\r\n` or a lone `\r`; a block is a run of lines that hold
//! something. What counts as nothing is wider than white space, because scraped pages
//! keep blank lines apart with no-break spaces, form feeds and zero-width characters.
//! All ranges are trimmed of such nothing and are byte ranges of the whole text.
//!
//! Nothing is stored per line: a page of a hundred million line ends costs no memory.

use std::ops::Range;

/// One line that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes, trimmed.
    pub range: Range<usize>,
    /// Its number in the file, counted from 1.
    pub number: u32,
    /// Whether it is the first of its block.
    pub first: bool,
}

/// The lines of `text` that hold something, in order.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut first = true;
    raw_lines(text, 0..text.len(), 1).filter_map(move |(range, number)| match trim(text, range) {
        Some(range) => Some(Line { range, number, first: std::mem::take(&mut first) }),
        None => {
            first = true;
            None
        }
    })
}

/// The lines within `range` of `text` that hold something, the first being `number`.
pub(super) fn lines_of(text: &str, range: Range<usize>, number: u32) -> impl Iterator<Item = (Range<usize>, u32)> {
    raw_lines(text, range, number).filter_map(move |(range, number)| trim(text, range).map(|range| (range, number)))
}

/// All lines within `range`, untrimmed and without their ends.
fn raw_lines(text: &str, range: Range<usize>, number: u32) -> impl Iterator<Item = (Range<usize>, u32)> {
    let mut at = range.start;
    let mut number = number;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let rest = text.as_bytes().get(at..range.end)?;
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let end_mark = match rest.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([]) | None => 0,
            Some(_) => 1,
        };
        let line = (at..at + length, number);
        at += length + end_mark;
        number = number.saturating_add(1);
        Some(line)
    })
}

/// `range` of `text` without blank characters at its ends; `None` when nothing is left.
pub(super) fn trim(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let body = part.trim_start_matches(is_blank);
    let start = range.start + (part.len() - body.len());
    let body = body.trim_end_matches(is_blank);
    (!body.is_empty()).then(|| start..start + body.len())
}

/// Whether `c` leaves no mark on the page.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// Whether `line` ends as a sentence does, closing quotes and brackets after the mark
/// allowed.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['”', '’', '"', '\'', '»', '“', ')', ']', '」'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।'])
}

/// Whether `line` holds more than `count` characters. Looks no further than that.
pub(super) fn longer_than(line: &str, count: usize) -> bool {
    line.len() > count && line.chars().nth(count).is_some()
}

/// Whether `line` has a sentence end before its last word: it is more than one sentence.
pub(super) fn has_inner_end(line: &str) -> bool {
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '.' | '!' | '?') && chars.peek().is_some_and(|next| next.is_whitespace()) {
            return true;
        }
    }
    false
}

/// Whether `line` is shaped like a heading: one short line that starts like one, is not a
/// list item and does not end as a sentence does.
pub(super) fn is_heading_shaped(line: &str) -> bool {
    if longer_than(line, 100) || line.split_whitespace().count() > 14 || ends_sentence(line) {
        return false;
    }
    // A longer line that ends in a colon announces what follows and belongs to it.
    if line.ends_with(':') && line.split_whitespace().nth(4).is_some() {
        return false;
    }
    let first = line.chars().next().unwrap_or(' ');
    let starts = first.is_numeric()
        || first.is_alphabetic() && !first.is_lowercase()
        || matches!(first, '“' | '"' | '«' | '„' | '¿' | '‘');
    starts
        && line.chars().any(char::is_alphabetic)
        && !line.ends_with([',', ';', '—', '–', '-', '/', ','])
        && !line.contains("://")
}

/// Whether `line` says something: it ends as a sentence does or is too long for a link.
pub(super) fn is_prose(line: &str) -> bool {
    longer_than(line, 100) || ends_sentence(line) && line.split_whitespace().nth(2).is_some()
}

/// At most [`crate::limits::EXCERPT_CHARS`] characters of `line`, the last one `…` when
/// something was cut off.
pub(super) fn excerpt(line: &str) -> String {
    if !longer_than(line, crate::limits::EXCERPT_CHARS) {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(crate::limits::EXCERPT_CHARS - 1).collect();
    short.push('…');
    short
}

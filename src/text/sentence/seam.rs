//! Whether two neighbouring pieces are one sentence.
//!
//! Asked in this order, the first rule that applies deciding:
//! - an empty line or a list item always starts anew; any other line end after an
//!   unfinished sentence is only a wrap, unless the line was cut much too short;
//! - pieces that touch stay together ("page.html?id=5"), save in scripts without spaces;
//! - an item's number ("1.") belongs to what it numbers;
//! - lower case runs on, and so does a clause that names the speaker after `?”`;
//! - an abbreviation or an initial runs on, unless the next word plainly opens a
//!   sentence ("in the U.S. The treaty"). A capital letter is an initial unless the word
//!   before it takes a letter ("vitamin C.", "plan B.") or it is the word "I".

use std::ops::Range;

use super::CONTEXT;
use super::words::{
    BEFORE_NUMBER, CLOCK_WORDS, DAY_HALVES, GERMAN_MONTHS, LETTERED, MAY_END, NEVER_LAST, OPENERS, SAYING, TITLES,
    holds, is_closer, is_opener, is_terminator, is_wide_terminator,
};

/// A line this short was ended on purpose, not wrapped.
const SHORT_LINE: usize = 40;

/// Whether the sentence found so far at `last` goes on at `next`, the start of a piece.
pub(super) fn joins(text: &str, last: &Range<usize>, next: usize) -> bool {
    let before = tail(text.get(last.clone()).unwrap_or_default());
    let after = head(text.get(next..).unwrap_or_default());
    let gap = text.get(last.end..next).unwrap_or_default();
    let breaks = gap.matches('\n').count().max(gap.matches('\r').count());
    if breaks > 1 || breaks == 1 && starts_item(after) {
        return false;
    }
    if breaks == 1 && !ends_sentence(before) {
        return !(starts_upper(after) && last_line_is_short(before));
    }
    if gap.is_empty() {
        return !touching_sentences(before, after);
    }
    if !before.chars().any(char::is_alphabetic) && last.len() < 8 {
        return true;
    }
    runs_on(before, after)
}

/// The rules for two pieces with a space (or a line end after a full stop) between them.
fn runs_on(before: &str, after: &str) -> bool {
    let next = Next::of(after);
    let quoted = before.ends_with(['”', '’', '"', '»']);
    if quoted && after.starts_with(['“', '"', '«', '„']) {
        return false;
    }
    if next.lower || is_said_clause(before, after) {
        return true;
    }
    let mut tokens = before.split_whitespace().rev();
    let token = tokens.next().unwrap_or_default().trim_start_matches(is_opener);
    if token.ends_with("...") || token.ends_with('…') {
        return !next.upper || next.word == "i";
    }
    match token.strip_suffix('.') {
        Some(word) => abbreviates(word, tokens.next(), &next),
        None => false,
    }
}

/// Whether `word`, which a full stop follows, is cut short and runs on into `next`.
fn abbreviates(word: &str, previous: Option<&str>, next: &Next) -> bool {
    let lower = word.to_lowercase();
    if next.digit && (holds(BEFORE_NUMBER, &lower) || lower == "etc" || holds(MAY_END, &lower)) {
        return true;
    }
    if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() {
        return holds(GERMAN_MONTHS, &next.word);
    }
    let capital = word.starts_with(char::is_uppercase);
    if holds(NEVER_LAST, &lower) || capital && holds(TITLES, &lower) {
        return true;
    }
    if holds(DAY_HALVES, &lower) {
        return holds(CLOCK_WORDS, &next.word);
    }
    let opens = holds(OPENERS, &next.word) && !next.initial;
    if holds(MAY_END, &lower) {
        // "the company grew so. Then" is no abbreviation: these are written with a capital.
        return !opens && capital || lower == "usw" && !next.upper;
    }
    if is_dotted(word) {
        return next.initial || !opens;
    }
    is_initial(word) && initial_runs_on(word, previous, next, opens)
}

/// Whether the single capital `word` is an initial, not the last word of its sentence.
fn initial_runs_on(word: &str, previous: Option<&str>, next: &Next, opens: bool) -> bool {
    if next.initial {
        return true;
    }
    let Some(previous) = previous else {
        return !opens;
    };
    let plain = previous.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if holds(LETTERED, &plain) || opens {
        return false;
    }
    word != "I" || is_initial(previous.trim_end_matches('.'))
}

/// Whether `after` names the speaker of the question or outcry that ends `before`.
fn is_said_clause(before: &str, after: &str) -> bool {
    let bare = before.trim_end_matches(['”', '’', '"', '»', '“']);
    if bare.len() == before.len() || !bare.ends_with(['?', '!']) {
        return false;
    }
    let mut words = after.split_whitespace().take(4).skip(1);
    words.any(|word| holds(SAYING, word.trim_end_matches([',', '.', ':'])))
}

/// The word that follows a seam.
struct Next {
    /// In lower case, without the marks around it.
    word: String,
    upper: bool,
    lower: bool,
    digit: bool,
    /// A capital letter with a full stop: another initial.
    initial: bool,
}

impl Next {
    fn of(after: &str) -> Self {
        let bare = after.trim_start_matches(is_opener);
        let raw = bare.split_whitespace().next().unwrap_or_default();
        let first = raw.chars().next().unwrap_or(' ');
        let initial = raw.strip_suffix('.').is_some_and(|word| is_initial(word) || is_dotted(word));
        // "it's" and "they’re" open a sentence as "it" and "they" do.
        let word = raw.split(['\'', '’']).next().unwrap_or_default();
        Next {
            word: word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase(),
            upper: first.is_uppercase(),
            lower: first.is_lowercase(),
            digit: first.is_numeric(),
            initial,
        }
    }
}

/// "U.S", "U.N", "J.K": letters with full stops between them, the last one taken off.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic))
}

/// A single capital letter, also as the second half of "Jean-P".
fn is_initial(word: &str) -> bool {
    let last = word.rsplit('-').next().unwrap_or_default();
    let mut chars = last.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Whether two pieces with nothing between them are two sentences all the same.
fn touching_sentences(before: &str, after: &str) -> bool {
    let end = before.trim_end_matches(is_closer).chars().next_back().unwrap_or(' ');
    let first = after.chars().next().unwrap_or(' ');
    is_wide_terminator(end) || is_terminator(end) && (first.is_uppercase() || is_opener(first))
}

/// Whether `before` ends with a terminator, closing marks after it allowed.
fn ends_sentence(before: &str) -> bool {
    before.trim_end_matches(is_closer).ends_with(is_terminator)
}

/// Whether `after` starts with a capital letter or a number, quotes before it allowed.
fn starts_upper(after: &str) -> bool {
    let first = after.trim_start_matches(is_opener).chars().next();
    first.is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// Whether `after` starts as a list item does: a bullet or a number with a mark.
fn starts_item(after: &str) -> bool {
    let first = after.chars().next().unwrap_or(' ');
    let rest = after.get(first.len_utf8()..).unwrap_or_default();
    if matches!(first, '•' | '‣' | '◦' | '▪' | '·' | '*' | '-' | '–' | '—') {
        return rest.starts_with(char::is_whitespace);
    }
    let bare = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = after.len() - bare.len();
    let mut marks = bare.chars();
    (1..=3).contains(&digits)
        && marks.next().is_some_and(|c| matches!(c, '.' | ')'))
        && marks.next().is_some_and(char::is_whitespace)
}

/// Whether the last line of `before` is much shorter than a wrapped line would be.
fn last_line_is_short(before: &str) -> bool {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    line.chars().count() < SHORT_LINE
}

/// The last [`CONTEXT`] characters of `text`.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().take(CONTEXT).last().map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The first [`CONTEXT`] characters of `text`.
fn head(text: &str) -> &str {
    let end = text.char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

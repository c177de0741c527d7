//! The page's title, and the lines that repeat it.
//!
//! A title is the first thing on the page that is not furniture, when it is one short
//! line (or one that was wrapped) that does not end as a sentence does. Scrapers repeat it, with a count or a year
//! in brackets, above lists and below pictures; every repetition is dropped.

use super::Role;
use super::furniture::{self, strip_count};
use super::lines::{ends_sentence, has_inner_end, lines_of, longer_than};
use super::pieces::{Piece, Shape};
use super::questions;

/// Why the first title is dropped.
pub(super) const TITLE: &str = "page title, kept as the title of its records";

/// Why a line that repeats the title is dropped.
pub(super) const REPEATED: &str = "repeated title";

/// No title is longer than this many characters.
const LONGEST: usize = 160;

/// The role of every piece as far as it shows without the rest of the page.
pub(super) fn alone(text: &str, pieces: &[Piece]) -> Vec<Role> {
    let role = |piece: &Piece| {
        let line = text.get(piece.range.clone()).unwrap_or_default();
        match piece.shape {
            Shape::CardName | Shape::CardText | Shape::CardAddress => Role::Card,
            Shape::Text if piece.lines == 1 => furniture::reason(line).map_or(Role::Text, Role::Drop),
            _ => Role::Text,
        }
    };
    pieces.iter().map(role).collect()
}

/// Finds the title, marks it and its repetitions, and returns it with its place.
pub(super) fn mark(text: &str, pieces: &[Piece], roles: &mut [Role]) -> Option<(usize, String)> {
    let mut candidates = roles.iter().enumerate().filter(|(_, role)| !matches!(role, Role::Drop(_))).map(|(at, _)| at);
    let mut at = candidates.next()?;
    if is_menu(text, pieces.get(at)?) {
        at = candidates.next()?;
    }
    let line = one_line(text, pieces.get(at)?)?;
    if !is_title(&line) || furniture::is_section_word(&line) {
        return None;
    }
    if line.ends_with('?') && heads_a_list(text, pieces, roles, at) {
        return None;
    }
    let title = strip_count(&line);
    *roles.get_mut(at)? = Role::Drop(TITLE);
    let site = title.split('|').next().unwrap_or_default().trim();
    let keys = [key(title), key(site)];
    for (piece, role) in pieces.iter().zip(roles.iter_mut()).skip(at + 1) {
        let other = one_line(text, piece).map(|line| key(strip_count(&line)));
        if other.is_some_and(|other| !other.is_empty() && keys.contains(&other)) {
            *role = Role::Drop(REPEATED);
        }
    }
    Some((at, title.to_owned()))
}

/// Whether `piece` is a block of very short lines: a menu above the title.
fn is_menu(text: &str, piece: &Piece) -> bool {
    let short = |line: &str| !longer_than(line, 30) && !ends_sentence(line);
    (3..=40).contains(&piece.lines)
        && lines_of(text, piece.range.clone(), piece.line).all(|(range, _)| text.get(range).is_some_and(short))
}

/// The words of `piece` when it is one short line, or one that was wrapped.
fn one_line(text: &str, piece: &Piece) -> Option<String> {
    let words = text.get(piece.range.clone())?;
    if piece.shape != Shape::Text || piece.lines > 3 || longer_than(words, LONGEST) {
        return None;
    }
    let first = words.split(['\n', '\r']).next().unwrap_or_default();
    let wrapped = longer_than(first, 40);
    (piece.lines == 1 || wrapped).then(|| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether `line` is shaped like a page's title.
fn is_title(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    let starts = !first.is_lowercase() && !matches!(first, '•' | '-' | '*' | '–' | '—');
    let open = !ends_sentence(strip_count(line)) || line.ends_with(['?', '!']) && !has_inner_end(line);
    starts && open && !line.ends_with([',', ';', ':']) && line.chars().any(char::is_alphanumeric)
}

/// Whether the question at `at` is rather the first of a list of questions.
fn heads_a_list(text: &str, pieces: &[Piece], roles: &[Role], at: usize) -> bool {
    if pieces.iter().any(|piece| matches!(piece.shape, Shape::Marked | Shape::Ask(_))) {
        return false;
    }
    let mut rest = pieces.iter().zip(roles).skip(at).filter(|(_, role)| **role == Role::Text);
    let asks = |piece: &Piece| piece.is_line() && text.get(piece.range.clone()).is_some_and(questions::is_question);
    let next_asks = rest.clone().nth(1).is_none_or(|(piece, _)| asks(piece));
    !next_asks && rest.by_ref().filter(|(piece, _)| asks(piece)).take(3).count() == 3
}

/// What two spellings of one title have in common.
fn key(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").to_lowercase().replace('’', "'").replace(['“', '”'], "\"")
}

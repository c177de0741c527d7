//! Boxes of labels: who wrote the page, how often it was seen, when it was changed.
//!
//! Known by shape alone, since the labels are whatever a site's owner thought of: at least
//! three lines in a row of a short label, a colon and a short value, no label twice. The
//! last value may be long ("Introduction: My name is …"), once the row is a box anyway.
//! Three things have the same shape and are text: a list that a colon announces, talk
//! (its labels come again and its values are sentences), and questions with their answers.

use std::ops::Range;

use super::Role;
use super::lines::{ends_sentence, lines_of, longer_than};
use super::pieces::{Piece, Shape};

/// Why a box is dropped.
pub(super) const BOX: &str = "author or metadata box";

/// How few lines make a box.
const FEWEST: usize = 3;

/// A row of label lines that is still growing.
#[derive(Default)]
struct Row {
    labels: Vec<String>,
    lines: usize,
    sentences: usize,
    repeats: bool,
    long: bool,
}

/// Marks the pieces of every box in `roles`.
pub(super) fn mark(text: &str, pieces: &[Piece], roles: &mut [Role]) {
    let mut row = Row::default();
    let mut start = 0;
    let mut announced = false;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.shape == Shape::Text && !row.long && row.take(text, piece) {
            continue;
        }
        close(&row, announced, start..at, roles);
        let before = text.get(piece.range.clone()).unwrap_or_default();
        announced = before.ends_with(':') && value(before).is_none();
        row = Row::default();
        start = at;
        if !(piece.shape == Shape::Text && row.take(text, piece)) {
            start = at + 1;
        }
    }
    close(&row, announced, start..pieces.len(), roles);
}

/// Marks the pieces in `range` when `row`, which they hold, is a box.
fn close(row: &Row, announced: bool, range: Range<usize>, roles: &mut [Role]) {
    if row.lines < FEWEST || row.repeats || announced || row.sentences * 2 > row.lines {
        return;
    }
    for role in roles.get_mut(range).unwrap_or_default() {
        *role = Role::Drop(BOX);
    }
}

impl Row {
    /// Adds `piece` when all its lines are label lines; otherwise changes nothing that
    /// matters and says no.
    fn take(&mut self, text: &str, piece: &Piece) -> bool {
        let mut found: Vec<(String, bool, bool)> = Vec::new();
        for (range, _) in lines_of(text, piece.range.clone(), piece.line) {
            let line = text.get(range).unwrap_or_default();
            let Some((label, value)) = value(line) else {
                return false;
            };
            let long = longer_than(value, 120);
            let sentence = ends_sentence(value) && value.split_whitespace().nth(3).is_some();
            if found.last().is_some_and(|(_, long, _)| *long) || long && self.lines + found.len() < FEWEST {
                return false;
            }
            found.push((label.to_lowercase(), long, sentence));
        }
        for (label, long, sentence) in found {
            self.lines += 1;
            self.long = long;
            self.sentences += usize::from(sentence && !long);
            // Enough to tell talk from a box, and no more work for a longer one.
            if self.labels.len() < 64 {
                self.repeats |= self.labels.contains(&label);
                self.labels.push(label);
            }
        }
        true
    }
}

/// The label and the value of a label line.
fn value(line: &str) -> Option<(&str, &str)> {
    let end = line.char_indices().take(32).find(|(_, c)| *c == ':').map(|(at, _)| at)?;
    let (label, rest) = line.split_at_checked(end)?;
    let value = rest.strip_prefix(':')?;
    let spaced = value.is_empty() || value.starts_with(char::is_whitespace);
    let first = label.chars().next()?;
    let starts = first.is_alphabetic() && !first.is_lowercase();
    let words = label.split_whitespace().count();
    let clean =
        label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '.' | '\'' | '’' | '&' | '\u{a0}'));
    (spaced && starts && clean && words <= 3).then(|| (label.trim_end(), value.trim()))
}

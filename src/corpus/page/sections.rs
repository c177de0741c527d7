//! Which pieces are heads of questions, and which are headings.
//!
//! Each part of the page ([`super::parts`]) is looked at for its heads on its own, because
//! what counts as one depends on how the part writes them: where most heads carry an
//! accordion's mark, a bare question is part of an answer; where none do, a bare question
//! with text below it is a head. An article has bare heads only when there are several.
//!
//! An answer reaches to the next head. A line shaped like a heading ends it only when it
//! groups questions (the next head follows at once) or when no head follows at all, so
//! that it must belong to another part of the page. The first thing below a head is always
//! its answer, even if it looks like furniture: "June 20, 2024" answers a question.

use super::Role;
use super::boxes::BOX;
use super::credits::CREDIT;
use super::furniture::is_byline;
use super::lines::{is_heading_shaped, is_prose};
use super::parts::Part;
use super::pieces::{Piece, Shape};
use super::questions;
use super::titles::REPEATED;

/// How many bare questions make a list of them without any heading.
const FEWEST_BARE: usize = 3;

/// The page while its pieces are given their roles.
pub(super) struct Sorter<'p, 'a> {
    pub text: &'a str,
    pub pieces: &'p [Piece<'a>],
    pub roles: &'p mut [Role],
}

impl Sorter<'_, '_> {
    /// Gives every piece its last role. `title` is where the page's title stands.
    pub(super) fn sort(&mut self, title: Option<usize>) {
        for part in self.parts(title) {
            let last = self.mark_heads(&part);
            self.mark_headings(&part, last);
        }
    }

    pub(super) fn line(&self, at: usize) -> &str {
        self.pieces.get(at).and_then(|piece| self.text.get(piece.range.clone())).unwrap_or_default()
    }

    pub(super) fn role(&self, at: usize) -> Role {
        self.roles.get(at).copied().unwrap_or(Role::Text)
    }

    pub(super) fn set(&mut self, at: usize, role: Role) {
        if let Some(place) = self.roles.get_mut(at) {
            *place = role;
        }
    }

    /// Whether `at` is one line of text without a role of its own.
    pub(super) fn is_line(&self, at: usize) -> bool {
        self.role(at) == Role::Text && self.pieces.get(at).is_some_and(Piece::is_line)
    }

    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| matches!(piece.shape, Shape::Marked | Shape::Ask(_)))
    }

    pub(super) fn is_bare(&self, at: usize) -> bool {
        self.is_line(at) && questions::is_question(self.line(at))
    }

    /// The next piece after `at` that is not dropped.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        let after = self.roles.iter().enumerate().skip(at + 1);
        after.into_iter().find(|(_, role)| !matches!(role, Role::Drop(_) | Role::Below(_))).map(|(at, _)| at)
    }

    /// Marks the heads of `part` and returns the last.
    fn mark_heads(&mut self, part: &Part) -> Option<usize> {
        let marked = part.range.clone().filter(|&at| self.is_marked(at)).count();
        let bare: Vec<usize> = part.range.clone().filter(|&at| self.is_bare_head(at, part)).collect();
        let with_bare =
            if part.faq { marked < 2 || marked < bare.len() } else { marked == 0 && bare.len() >= FEWEST_BARE };
        let mut bare = bare.into_iter().filter(|_| with_bare).peekable();
        let mut last = None;
        for at in part.range.clone() {
            if self.is_marked(at) || bare.next_if_eq(&at).is_some() {
                self.set(at, Role::Head);
                last = Some(at);
            }
        }
        last
    }

    /// Whether the bare question at `at` has text below it and may stand as a head.
    fn is_bare_head(&self, at: usize, part: &Part) -> bool {
        if !self.is_bare(at) {
            return false;
        }
        let Some(next) = self.next(at).filter(|next| part.range.contains(next)) else {
            return false;
        };
        let blocks = |at: usize| self.pieces.get(at).is_some_and(|piece| piece.own);
        // Outside a list of questions only a block of its own will do.
        part.faq
            || blocks(at)
                && blocks(next)
                && self.role(next) == Role::Text
                && !self.is_bare(next)
                && is_prose(self.line(next))
    }

    /// Marks the headings of `part`, whose last head is `last`, and undoes furniture that is
    /// an answer.
    fn mark_headings(&mut self, part: &Part, last: Option<usize>) {
        let mut answer = Answer::None;
        let mut prose = false;
        let mut row = 0;
        for at in part.range.clone() {
            let more = last.is_some_and(|last| last > at);
            match self.role(at) {
                Role::Head => (answer, prose, row) = (Answer::Empty, false, 0),
                Role::Drop(reason) => self.reconsider(at, reason, &mut answer, more),
                Role::Text if answer == Answer::Empty => (answer, prose) = (Answer::Begun, is_prose(self.line(at))),
                Role::Text => {
                    let heading = self.is_heading(at, part, row);
                    let group = self.next(at).is_some_and(|next| self.role(next) == Role::Head);
                    if heading && (answer == Answer::None || prose && (group || !more)) {
                        self.set(at, Role::Heading);
                        (answer, row) = (Answer::None, row + 1);
                    } else if answer == Answer::None && !prose && is_byline(self.line(at)) && self.is_line(at) {
                        self.set(at, Role::Drop("byline"));
                    } else {
                        (prose, row) = (is_prose(self.line(at)), 0);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether the line at `at` heads what follows it; `row` headings stand right above.
    fn is_heading(&self, at: usize, part: &Part, row: usize) -> bool {
        let line = self.line(at);
        if !self.is_line(at) || row > 1 || !is_heading_shaped(line) || is_byline(line) {
            return false;
        }
        let caption = self.role(at + 1) == Role::Drop(CREDIT);
        let Some(next) = self.next(at).filter(|next| part.range.contains(next)) else {
            return false;
        };
        let heads = |at: usize| match self.role(at) {
            Role::Head => true,
            Role::Text => is_prose(self.line(at)) || self.pieces.get(at).is_some_and(|piece| piece.lines > 1),
            _ => false,
        };
        let second =
            row == 0 && self.is_line(next) && is_heading_shaped(self.line(next)) && self.next(next).is_some_and(heads);
        !caption && (heads(next) || second)
    }

    /// Furniture below a head is its answer when there is no other, and a box between two
    /// questions is a list. A title that comes again after the last head ends its answer.
    fn reconsider(&mut self, at: usize, reason: &'static str, answer: &mut Answer, more: bool) {
        let reads = self.line(at).chars().any(char::is_alphanumeric);
        let only = *answer == Answer::Empty && self.next(at).is_none_or(|next| self.role(next) != Role::Text);
        let kept = matches!(reason, "stray mark" | CREDIT | "time stamp line" | "button or advertisement mark");
        let first = matches!(answer, Answer::Empty | Answer::List);
        if reason == BOX && *answer != Answer::None && (more || first) {
            self.set(at, Role::Text);
            *answer = if first { Answer::List } else { Answer::Begun };
        } else if only && kept && reads {
            self.set(at, Role::Text);
            *answer = Answer::Begun;
        } else if reason == REPEATED && !more && matches!(answer, Answer::Begun | Answer::List) {
            self.set(at, Role::Boundary);
            *answer = Answer::None;
        }
    }
}

/// How far the answer has come that the walk over a part is in.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    /// No head above.
    None,
    /// A head above and nothing below it yet.
    Empty,
    /// An answer that is a list of labels so far.
    List,
    /// An answer that may go on.
    Begun,
}

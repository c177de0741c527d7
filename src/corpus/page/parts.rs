//! The parts of a page: its article, its lists of questions, and its tail.
//!
//! One walk from top to bottom. A heading that says so, with a question close below it,
//! opens a list of questions (a link that reads "FAQ" does not). "References" and the like
//! open the tail, and everything in it is left out, whatever it looks like, until a list of
//! questions or an accordion's head with an answer stands there. "See also" and the like
//! open nothing: only lines that could be links go with them.

use std::ops::Range;

use super::Role;
use super::furniture::{is_faq_heading, is_link_marker, is_tail_heading};
use super::lines::{ends_sentence, is_prose, lines_of, longer_than};
use super::pieces::Shape;
use super::sections::Sorter;

/// How many links may follow a line such as "See also".
const MOST_LINKS: usize = 12;

/// How far below the heading of a list its first question may stand.
const INTRODUCTION: usize = 4;

/// Why the heading of a part that is left out is dropped.
pub(super) const LEFT_OUT: &str = "heading of a part left out";

/// One part of the page.
pub(super) struct Part {
    pub range: Range<usize>,
    /// Whether a heading says that questions follow.
    pub faq: bool,
}

/// The walk that finds the parts.
struct Walk {
    parts: Vec<Part>,
    part: Part,
    /// The heading of the tail that the walk is in.
    below: Option<usize>,
    /// How many links may still follow.
    links: usize,
    /// Whether there has been any text.
    prose: bool,
}

impl Walk {
    /// Ends the part so far before `at` and begins the next one there. What lies in a tail
    /// is in no part.
    fn begin(&mut self, at: usize, faq: bool) {
        let next = Part { range: at..at, faq };
        let mut done = std::mem::replace(&mut self.part, next);
        if self.below.take().is_none() {
            done.range.end = at;
            self.parts.push(done);
        }
        self.links = 0;
    }
}

impl Sorter<'_, '_> {
    /// Marks the page's tail and its link lists; returns the parts that are left.
    pub(super) fn parts(&mut self, title: Option<usize>) -> Vec<Part> {
        let faq = title.is_some_and(|at| self.opens_list(at));
        let mut walk = Walk { parts: Vec::new(), part: Part { range: 0..0, faq }, below: None, links: 0, prose: false };
        for at in 0..self.pieces.len() {
            let line = self.is_line(at);
            if line && self.opens_list(at) {
                walk.begin(at, true);
                self.set(at, Role::FaqHeading);
            } else if walk.below.is_some() && !self.leaves_tail(at, &mut walk) {
                self.mark_tail(at, line, &mut walk);
            } else if line && is_tail_heading(self.line(at)) {
                self.open_tail(at, &mut walk);
            } else {
                walk.links = self.mark_link(at, walk.links);
                walk.prose |= self.role(at) == Role::Text && is_prose(self.line(at));
            }
        }
        walk.begin(self.pieces.len(), false);
        walk.parts
    }

    /// Whether a question follows `at` closely.
    fn leads_to_questions(&self, at: usize) -> bool {
        let mut next = self.next(at);
        for _ in 0..INTRODUCTION {
            match next {
                Some(at) if self.is_marked(at) || self.is_bare(at) => return true,
                Some(at) if is_tail_heading(self.line(at)) => return false,
                Some(at) => next = self.next(at),
                None => return false,
            }
        }
        false
    }

    /// Whether `at` is the heading of a list of questions and not a link to one.
    fn opens_list(&self, at: usize) -> bool {
        is_faq_heading(self.line(at)) && self.leads_to_questions(at)
    }

    /// The heading of a tail. Above all text it is a button, and nothing lies below it.
    fn open_tail(&mut self, at: usize, walk: &mut Walk) {
        if walk.prose {
            walk.begin(at, false);
            walk.below = Some(at);
        }
        self.set(at, if walk.prose { Role::Tail } else { Role::Drop(LEFT_OUT) });
    }

    /// Whether the tail ends at `at` because a marked head with an answer stands there.
    fn leaves_tail(&self, at: usize, walk: &mut Walk) -> bool {
        let leaves = self.is_marked(at) && self.next(at).is_some_and(|next| is_prose(self.line(next)));
        if leaves {
            walk.begin(at, false);
        }
        leaves
    }

    /// Marks the piece at `at` as part of the tail.
    fn mark_tail(&mut self, at: usize, line: bool, walk: &mut Walk) {
        if line && is_tail_heading(self.line(at)) {
            walk.below = Some(at);
            self.set(at, Role::Drop(LEFT_OUT));
        } else if let Some(heading) = walk.below {
            self.set(at, Role::Below(heading));
        }
    }

    /// Marks `at` when it is a marker of links or a link below one; `links` counts how many
    /// may still come and is returned for the next piece.
    fn mark_link(&mut self, at: usize, links: usize) -> usize {
        let line = self.line(at);
        if self.is_line(at) && is_link_marker(line) {
            self.set(at, Role::Drop(LEFT_OUT));
            return MOST_LINKS;
        }
        match self.role(at) {
            Role::Drop(_) => links,
            Role::Text if links > 0 && self.is_links(at) => {
                self.set(at, Role::Drop("link to another page"));
                links - 1
            }
            _ => 0,
        }
    }

    /// Whether every line of the piece at `at` is short and none ends as a sentence does.
    fn is_links(&self, at: usize) -> bool {
        let Some(piece) = self.pieces.get(at) else {
            return false;
        };
        let link = |line: &str| !longer_than(line, 100) && !ends_sentence(line);
        let mut lines = lines_of(self.text, piece.range.clone(), piece.line);
        piece.shape == Shape::Text && lines.all(|(range, _)| self.text.get(range).is_some_and(link))
    }
}

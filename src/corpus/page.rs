//! Reads a plain text page as scraped from the web: an article, a list of questions with
//! their answers, and the furniture that came along with both.
//!
//! The page says nothing about itself, so everything is told from shape: where the blank
//! lines are, how a line ends, what stands next to it. The reading has four steps, each
//! in files of its own:
//! 1. [`pieces`] cuts the text into pieces, with [`cards`] finding pop-up cards;
//! 2. [`titles`], [`furniture`], [`credits`] and [`boxes`] find what is furniture;
//! 3. [`parts`] finds the article, the lists of questions and the page's tail, and
//!    [`sections`] the heads and headings in them;
//! 4. [`assemble`] and [`records`] make records of the rest, [`body`] mending what was
//!    broken, [`datelines`] and [`speakers`] labelling passages.
//!
//! Two promises hold for any text. Every line that holds something is in the bytes of a
//! record or in the list of what was dropped, with the reason. And the work is linear:
//! each step walks over the pieces once and looks only a few of them ahead.

use crate::corpus::report::Dropped;
use crate::record::Record;

mod assemble;
mod body;
mod boxes;
mod cards;
mod credits;
mod datelines;
mod furniture;
mod lines;
mod parts;
mod pieces;
pub(super) mod questions;
mod records;
mod sections;
mod speakers;
mod titles;
mod words;

#[cfg(test)]
mod tests;

pub(super) use furniture::{is_faq_heading, is_tail_heading};

/// What a piece of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Part of a paragraph or of an answer.
    Text,
    /// The head of a question and its answer.
    Head,
    /// The heading of what follows.
    Heading,
    /// The heading of a list of questions.
    FaqHeading,
    /// The heading of the page's tail.
    Tail,
    /// Below the heading of the tail, which is the piece with this index.
    Below(usize),
    /// A line of a pop-up card.
    Card,
    /// A repeated title that ends the answer above it.
    Boundary,
    /// Left out, for this reason.
    Drop(&'static str),
}

/// The records of a page, in the order of the file, and what was left out of them.
///
/// `path` goes into the records as it is; ids are left empty. Byte ranges and line
/// numbers count within `text`. A pair's range runs from its head to the end of its
/// answer and a passage's over its text; the text is the range's own, byte for byte,
/// unless `warnings` says what was mended. Linear in the length of `text`; never fails,
/// and an empty text gives nothing.
pub fn read(path: &str, text: &str) -> (Vec<Record>, Vec<Dropped>) {
    let pieces = pieces::cut(text);
    let mut roles = titles::alone(text, &pieces);
    credits::mark_torn(text, &pieces, &mut roles);
    boxes::mark(text, &pieces, &mut roles);
    let before = roles.clone();
    let title = titles::mark(text, &pieces, &mut roles);
    sections::Sorter { text, pieces: &pieces, roles: &mut roles }.sort(title.as_ref().map(|(at, _)| *at));
    if let Some((at, _)) = &title
        && !roles.iter().any(|role| matches!(role, Role::Text | Role::Head | Role::Card))
    {
        // A page that is only a title: better one short passage than nothing.
        roles = before;
        if let Some(role) = roles.get_mut(*at) {
            *role = Role::Text;
        }
    }
    let title = title.map(|(_, title)| title);
    let out = assemble::Output::default();
    assemble::Assembler { path, text, pieces: &pieces, roles: &roles, title, out }.run()
}

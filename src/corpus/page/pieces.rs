//! The page cut into pieces: a block, or the parts of one that are different things.
//!
//! Blank lines part most pages well. Where a page saves on them, a block is cut further
//! at lines that cannot be the middle of a paragraph: accordion heads, `Q:` and `A:`,
//! the lines of a pop-up card, and furniture. A block that holds a line too long to have
//! been wrapped was not wrapped at all: each of its lines is a paragraph. The lines of all
//! other blocks stay together.
//!
//! A cut around a question is only an offer, because a wrapped paragraph may happen to
//! have a question on a line of its own: such a piece is `glued`, and joined to the one
//! before it again unless the page turns out to be a list of questions.

use std::ops::Range;

use super::cards::{self, Card};
use super::furniture;
use super::lines::{Line, ends_sentence, is_heading_shaped, lines, longer_than};
use super::questions::{self, Label};

/// Lines beyond this many characters were not wrapped by hand or program.
const WRAP: usize = 120;

/// What a piece is by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    Text,
    /// An accordion's head.
    Marked,
    /// A question behind `Q:`.
    Ask(Label<'a>),
    /// An answer behind `A:`.
    Reply(Label<'a>),
    CardName,
    CardText,
    CardAddress,
}

/// A part of the page that is one thing.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    /// Its bytes, from the first to the last mark.
    pub range: Range<usize>,
    /// The number of its first line.
    pub line: u32,
    /// How many lines it has.
    pub lines: u32,
    pub shape: Shape<'a>,
    /// Whether it begins a block.
    pub first: bool,
    /// Whether it begins a paragraph: a block, or a line where lines are paragraphs.
    pub own: bool,
    /// Whether it goes on with the piece before unless one of the two is a question.
    pub glued: bool,
}

impl Piece<'_> {
    /// Whether it is one line of text.
    pub(super) fn is_line(&self) -> bool {
        self.lines == 1 && self.shape == Shape::Text
    }
}

/// The pieces of `text`, in order. Every line that holds something is in exactly one.
pub(super) fn cut(text: &str) -> Vec<Piece<'_>> {
    let cards = cards::find(text);
    let mut cards = cards.iter().peekable();
    let mut unwrapped = unwrapped(text).into_iter();
    let mut whole_lines = false;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before = "";
    for line in lines(text) {
        let words = text.get(line.range.clone()).unwrap_or_default();
        cards.next_if(|card| card.address < line.number);
        let shape = shape(words, line.number, cards.peek().copied());
        if line.first {
            whole_lines = unwrapped.next().unwrap_or(false);
        }
        let seam = if line.first { Seam::Cut } else { seam_below(&pieces, before, words, shape, whole_lines) };
        match pieces.last_mut() {
            Some(last) if matches!(seam, Seam::None | Seam::Head) => {
                last.range.end = line.range.end;
                last.lines += 1;
                if seam == Seam::Head {
                    last.shape = Shape::Marked;
                }
            }
            _ => pieces.push(piece(&line, shape, seam, whole_lines)),
        }
        before = words;
    }
    check_labels(&mut pieces);
    pieces
}

fn piece<'a>(line: &Line, shape: Shape<'a>, seam: Seam, whole_lines: bool) -> Piece<'a> {
    Piece {
        range: line.range.clone(),
        line: line.number,
        lines: 1,
        shape,
        first: line.first,
        own: line.first || whole_lines,
        glued: seam == Seam::Offer,
    }
}

/// For every block, whether it holds a line too long to have been wrapped.
fn unwrapped(text: &str) -> Vec<bool> {
    let mut blocks = Vec::new();
    for line in lines(text) {
        if line.first {
            blocks.push(false);
        }
        let words = text.get(line.range).unwrap_or_default();
        if let Some(block) = blocks.last_mut() {
            *block |= longer_than(words, WRAP) && words.split_whitespace().nth(8).is_some();
        }
    }
    blocks
}

fn shape<'a>(words: &'a str, number: u32, card: Option<&Card>) -> Shape<'a> {
    match card {
        Some(card) if card.name == number => return Shape::CardName,
        Some(card) if card.address == number => return Shape::CardAddress,
        Some(card) if (card.name..card.address).contains(&number) => return Shape::CardText,
        _ => {}
    }
    if questions::is_marked(words) {
        return Shape::Marked;
    }
    match questions::label(words) {
        Some(label) if label.asks() => Shape::Ask(label),
        Some(label) => Shape::Reply(label),
        None => Shape::Text,
    }
}

/// What lies between two lines of one block.
#[derive(Clone, Copy, PartialEq)]
enum Seam {
    /// Nothing: one paragraph.
    None,
    /// A cut for certain.
    Cut,
    /// A cut if a question is wanted here.
    Offer,
    /// Nothing: the second line of an accordion's head.
    Head,
}

/// Two lines of one block, one right below the other.
struct Pair<'p, 'a> {
    /// The piece that the upper line ends so far.
    last: &'p Piece<'a>,
    before: &'a str,
    words: &'a str,
    shape: Shape<'a>,
    /// Whether the lines of this block are paragraphs.
    whole_lines: bool,
    /// Whether `last` stands below a head, and so is an answer.
    answers: bool,
}

/// What lies between `before`, the last line of `pieces`, and the line `words`.
fn seam_below<'a>(pieces: &[Piece<'a>], before: &'a str, words: &'a str, shape: Shape<'a>, whole_lines: bool) -> Seam {
    let answers = pieces.iter().nth_back(1).is_some_and(|piece| piece.shape == Shape::Marked);
    match pieces.last() {
        Some(last) => seam(&Pair { last, before, words, shape, whole_lines, answers }),
        None => Seam::Cut,
    }
}

/// What lies between the two lines of `pair`.
fn seam(pair: &Pair) -> Seam {
    let Pair { last, before, words, .. } = *pair;
    match (last.shape, pair.shape) {
        (Shape::CardText, Shape::CardText) => return Seam::None,
        (Shape::Text | Shape::Ask(_) | Shape::Reply(_), Shape::Text) => {}
        (_, Shape::Marked) if is_wrapped_head(pair) => return Seam::Head,
        _ => return Seam::Cut,
    }
    let ended = ends_sentence(before);
    if pair.whole_lines {
        return if !ended && words.starts_with(char::is_lowercase) { Seam::None } else { Seam::Cut };
    }
    let alone = last.is_line();
    let furniture = furniture::is_mark(words) || alone && is_furniture(before) || ended && is_furniture(words);
    if furniture {
        return Seam::Cut;
    }
    let question = ended && questions::is_single_question(words);
    if question || alone && questions::is_single_question(before) { Seam::Offer } else { Seam::None }
}

/// Whether `line` is no part of a paragraph wherever it stands in its block.
fn is_furniture(line: &str) -> bool {
    !longer_than(line, 80)
        && (furniture::reason(line).is_some()
            || furniture::is_tail_heading(line)
            || furniture::is_faq_heading(line) && !longer_than(line, 45) && is_heading_shaped(line))
}

/// Whether the line with the accordion's mark is the second of a head: the one above is
/// long enough to have been wrapped, ends nothing, and is not an answer itself unless the
/// head goes on in lower case.
fn is_wrapped_head(pair: &Pair) -> bool {
    let Pair { last, before, words, .. } = *pair;
    last.is_line()
        && last.first
        && longer_than(before, 40)
        && !longer_than(before, WRAP)
        && !ends_sentence(before)
        && (words.starts_with(char::is_lowercase) || !pair.answers)
}

/// Turns labels without a partner back into text.
fn check_labels(pieces: &mut [Piece]) {
    let mut waiting: Option<(usize, Label)> = None;
    let mut paired: Vec<usize> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece.shape {
            Shape::Ask(label) => waiting = Some((at, label)),
            Shape::Reply(reply) => {
                if let Some((ask, label)) = waiting.take()
                    && at - ask <= 3
                    && label.answered_by(&reply)
                {
                    paired.extend([ask, at]);
                }
            }
            _ => {}
        }
    }
    let mut paired = paired.into_iter().peekable();
    for (at, piece) in pieces.iter_mut().enumerate() {
        let kept = paired.next_if_eq(&at).is_some();
        if matches!(piece.shape, Shape::Ask(_) | Shape::Reply(_)) && !kept {
            piece.shape = Shape::Text;
            piece.glued = !piece.first;
        }
    }
}

//! From sorted pieces to what is a record's and what goes on the list of things left out.
//! The records themselves are made in [`super::records`].
//!
//! Nothing goes silently: a line is in the bytes of a record, or it is in the list, or
//! both (a card inside an answer is listed by its name and its address and is a record of
//! its own). A page whose title is all it has becomes one passage.

use std::ops::Range;

use super::Role;
use super::body::{Body, Join, goes_on};
use super::lines::{excerpt, is_prose, lines_of};
use super::pieces::{Piece, Shape};
use super::speakers::Talk;
use crate::corpus::report::Dropped;
use crate::record::Record;

/// Why a heading is dropped.
const HEADING: &str = "heading, kept with its records";

/// The page while its records are made.
pub(super) struct Assembler<'p, 'a> {
    pub path: &'p str,
    pub text: &'a str,
    pub pieces: &'p [Piece<'a>],
    pub roles: &'p [Role],
    pub title: Option<String>,
    pub out: Output,
}

/// So many answers of one paragraph say how long the last one is.
const ONE_PARAGRAPH_EACH: usize = 2;

/// What has been made so far.
#[derive(Default)]
pub(super) struct Output {
    pub records: Vec<Record>,
    pub dropped: Vec<Dropped>,
    /// The heading of the list of questions that the walk is in.
    pub list: Vec<String>,
    /// The headings below that one.
    pub headings: Vec<String>,
    /// Whether the last thing was a heading.
    pub headed: bool,
    /// What is remembered of the passage before.
    pub talk: Talk,
}

/// An answer while it is gathered.
#[derive(Default)]
struct Answer {
    body: Body,
    /// The pieces of the cards in it.
    cards: Vec<Range<usize>>,
    /// The pieces in it that are furniture.
    left_out: Vec<usize>,
    /// What lies between the text so far and the text to come.
    between: Option<Join>,
}

impl Answer {
    /// Passes over the piece at `at`.
    fn pass(&mut self, at: usize, join: Join) {
        self.between.get_or_insert(join);
        self.left_out.push(at);
    }
}

impl Assembler<'_, '_> {
    /// Makes everything, from the first piece to the last.
    pub(super) fn run(mut self) -> (Vec<Record>, Vec<Dropped>) {
        let last = self.last_of_one_paragraph();
        let mut at = 0;
        while let Some(role) = self.roles.get(at).copied() {
            at = match role {
                Role::Text | Role::Card => self.passage(at),
                Role::Head => self.pair(at, last == Some(at)),
                _ => {
                    self.aside(at, role);
                    at + 1
                }
            };
        }
        (self.out.records, self.out.dropped)
    }

    pub(super) fn words(&self, at: usize) -> &str {
        self.pieces.get(at).and_then(|piece| self.text.get(piece.range.clone())).unwrap_or_default()
    }

    fn role(&self, at: usize) -> Option<Role> {
        self.roles.get(at).copied()
    }

    fn line(&self, at: usize) -> u32 {
        self.pieces.get(at).map_or(0, |piece| piece.line)
    }

    /// A piece that becomes no record.
    fn aside(&mut self, at: usize, role: Role) {
        match role {
            Role::Heading | Role::FaqHeading => {
                let heading = self.words(at).trim_end_matches(':').to_owned();
                if role == Role::FaqHeading {
                    self.out.list = vec![heading];
                    self.out.headings.clear();
                } else {
                    if !self.out.headed {
                        self.out.headings.clear();
                    }
                    self.out.headings.push(heading);
                }
                self.out.headed = true;
                self.out.talk = Talk::default();
                self.drop_piece(at, HEADING);
            }
            Role::Below(heading) => {
                let reason = format!("below \"{}\"", excerpt(self.words(heading)));
                self.drop_piece(at, &reason);
            }
            Role::Tail => {
                self.out.list.clear();
                self.out.headings.clear();
                self.drop_piece(at, super::parts::LEFT_OUT);
            }
            Role::Boundary => self.drop_piece(at, super::titles::REPEATED),
            Role::Drop(reason) => self.drop_piece(at, reason),
            Role::Text | Role::Head | Role::Card => {}
        }
    }

    /// Lists every line of the piece at `at`.
    pub(super) fn drop_piece(&mut self, at: usize, reason: &str) {
        let Some(piece) = self.pieces.get(at) else {
            return;
        };
        for (range, line) in lines_of(self.text, piece.range.clone(), piece.line) {
            self.drop_range(range, line, reason);
        }
    }

    pub(super) fn drop_range(&mut self, range: Range<usize>, line: u32, reason: &str) {
        let whole = self.text.get(range).unwrap_or_default();
        let text = excerpt(whole);
        self.out.dropped.push(Dropped { text, ..Dropped::new(self.path, line, reason, "").whole(whole) });
    }

    /// The passage that begins at `at`; returns the piece after it.
    fn passage(&mut self, at: usize) -> usize {
        let mut body = Body::default();
        let mut found = Vec::new();
        let mut next = at;
        if let (Some(Role::Text), Some(piece)) = (self.role(at), self.pieces.get(at)) {
            body.push(Join::Source, piece.range.clone());
            next = at + 1;
        }
        loop {
            match (self.role(next), self.pieces.get(next)) {
                (Some(Role::Text), Some(piece)) if piece.glued => body.push(Join::Source, piece.range.clone()),
                (Some(Role::Card), Some(_)) => {
                    let (card, after) = self.card(next);
                    let join = Join::Card(self.line(next));
                    found.push(card);
                    next = after;
                    match self.pieces.get(after) {
                        Some(rest) if self.role(after) == Some(Role::Text) && self.continues(after) => {
                            body.push(join, rest.range.clone());
                        }
                        _ => break,
                    }
                }
                _ => break,
            }
            next += 1;
        }
        self.emit_passage(&body, self.line(at));
        self.emit_cards(found);
        next
    }

    /// Whether the piece at `at`, which follows a card, goes on with what was before it.
    fn continues(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| !piece.first) || goes_on(self.words(at))
    }

    /// The pieces of the card at `at` and the piece after them. A card that has lost a part
    /// is taken as far as it goes.
    fn card(&self, at: usize) -> (Range<usize>, usize) {
        let mut end = at + 1;
        while self.role(end) == Some(Role::Card)
            && self.pieces.get(end).is_some_and(|piece| piece.shape != Shape::CardName)
        {
            end += 1;
        }
        (at..end, end)
    }

    /// The last head, where all heads and their answers have labels and each answer before is one paragraph: then so is
    /// the last, and what follows it is the page's.
    fn last_of_one_paragraph(&self) -> Option<usize> {
        let heads: Vec<usize> = (0..self.roles.len()).filter(|at| self.role(*at) == Some(Role::Head)).collect();
        let (last, before) = heads.split_last()?;
        let shape = |at: usize| self.pieces.get(at).map(|piece| piece.shape);
        let is_labelled =
            |head: &usize| matches!((shape(*head), shape(head + 1)), (Some(Shape::Ask(_)), Some(Shape::Reply(_))));
        let is_short = |head: &usize| self.role(head + 2) != Some(Role::Text) || !self.is_paragraph(head + 2);
        let are_short = before.len() >= ONE_PARAGRAPH_EACH && before.iter().all(is_short);
        (are_short && heads.iter().all(is_labelled)).then_some(*last)
    }

    /// Whether the piece at `at` is prose below an empty line.
    fn is_paragraph(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.first) && is_prose(self.words(at))
    }

    /// The pair whose head is at `at`, its answer one paragraph where that is known; returns the piece after its answer.
    fn pair(&mut self, at: usize, one_paragraph: bool) -> usize {
        let mut answer = Answer::default();
        let mut next = at + 1;
        while let (Some(role), Some(piece)) = (self.role(next), self.pieces.get(next)) {
            match role {
                Role::Text if one_paragraph && next > at + 1 && self.is_paragraph(next) => break,
                Role::Text => self.add(next, piece, &mut answer),
                Role::Card => {
                    let (card, after) = self.card(next);
                    answer.between = Some(Join::Card(piece.line));
                    answer.cards.push(card);
                    next = after;
                    continue;
                }
                Role::Drop(reason) => answer.pass(next, Join::Furniture(piece.line, reason)),
                Role::Below(_) => answer.pass(next, Join::Furniture(piece.line, "link")),
                Role::Heading | Role::FaqHeading | Role::Head | Role::Tail | Role::Boundary => {
                    break;
                }
            }
            next += 1;
        }
        self.emit_pair(at, &answer.body);
        self.emit_cards(answer.cards);
        for at in answer.left_out {
            self.role(at).into_iter().for_each(|role| self.aside(at, role));
        }
        next
    }

    /// Adds the text piece at `at` to `answer`.
    fn add(&self, at: usize, piece: &Piece, answer: &mut Answer) {
        let join = match answer.between.take() {
            Some(_) if answer.body.range().is_none() => Join::Source,
            Some(Join::Card(line)) if !self.continues(at) => Join::CardBetween(line),
            Some(join) => join,
            None => Join::Source,
        };
        answer.body.push(join, piece.range.start + self.label_length(at)..piece.range.end);
    }

    /// Bytes of the `A:` that the answer at `at` begins with.
    fn label_length(&self, at: usize) -> usize {
        match self.pieces.get(at).map(|piece| piece.shape) {
            Some(Shape::Reply(label)) => label.length.min(self.words(at).len()),
            _ => 0,
        }
    }
}

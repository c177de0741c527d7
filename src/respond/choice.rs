//! Which answers are a choice for the asker: those that the ranking does not tell apart.

use std::ops::RangeInclusive;

use super::{Read, exact};
use crate::answer::Candidate;
use crate::index::Snapshot;
use crate::index::terms::{self, exact_key};
use crate::query::Query;
use crate::rank;
use crate::record::{Kind, Record};
use crate::text::words::{self, Class};
use crate::text::{Token, tokens};
use crate::weights;

/// A stored question that has all that is asked about covers at least so much of the question: others are not read for it.
const LARGELY: f32 = 0.5;

/// The first candidate and those so close to it that the ranking does not tell them apart, that are asked
/// in the same breath, or between which the question leaves open which is meant; one for each answer and question.
pub fn choice<'a>(
    first: &Read,
    read: &[Read],
    candidates: &'a [Candidate],
    query: &Query,
    snapshot: &Snapshot,
) -> Vec<&'a Candidate> {
    let mut choice: Vec<&Candidate> = Vec::new();
    let close = |r: &Read| {
        first.scored.score - r.scored.score < weights::AMBIGUOUS
            || rank::asks_both(query, &first.scored, &r.scored, snapshot)
            || [first, r].iter().all(|r| r.scored.question_covered() >= LARGELY)
                && leaves_open(query, &first.record, &r.record)
    };
    // A choice between what holds and what no longer does is none.
    let open = |r: &Read| !exact(first) && close(r) && !r.expired && !r.record.text.trim().is_empty();
    for (_, candidate) in read.iter().zip(candidates).filter(|(r, _)| open(r)) {
        let is_new = |c: &&Candidate| c.text != candidate.text && !same_question(c, candidate);
        if choice.iter().all(is_new) {
            choice.push(candidate);
        }
    }
    choice
}

/// Whether both records store one question about two things, and the question asked says of neither which: "how do I
/// cancel", of a hotel booking and of a gym membership.
fn leaves_open(query: &Query, one: &Record, other: &Record) -> bool {
    /// Stored questions of a record that are looked at.
    const PHRASINGS: usize = 8;
    let phrasings = |record: &Record| -> Vec<Vec<Token>> {
        record.questions.iter().take(PHRASINGS).map(|question| tokens(question)).collect()
    };
    let others = phrasings(other);
    phrasings(one).iter().any(|one| others.iter().any(|other| asks_what_both_share(query, one, other)))
}

/// Whether all that is asked about is in what two stored questions share, and each has more: a few words side by side.
fn asks_what_both_share(query: &Query, one: &[Token], other: &[Token]) -> bool {
    /// So many words.
    const MORE: RangeInclusive<usize> = 1..=3;
    let is_same = |(a, b): &(&Token, &Token)| a.folded == b.folded;
    let before = one.iter().zip(other).take_while(is_same).count();
    let rest = one.len().min(other.len()) - before;
    let after = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(is_same).count();
    let has_more = |words: &[Token]| {
        let own = words.get(before..words.len() - after).unwrap_or_default();
        let is_content = |token: &Token| words::class(query.language, &token.folded) >= Class::Common;
        MORE.contains(&own.len()) && own.iter().any(is_content)
    };
    let shared = || one.iter().take(before).chain(one.iter().rev().take(after));
    let is_shared = |stem: &str| shared().any(|token| terms::stem(token, query.language) == stem);
    let mut asked = query.concepts.iter().filter(|c| c.is_content() && !c.beside).peekable();
    has_more(one) && has_more(other) && asked.peek().is_some() && asked.all(|c| is_shared(&c.stem))
}

/// Whether both are pairs of one question.
fn same_question(one: &Candidate, other: &Candidate) -> bool {
    let key = |c: &Candidate| c.question.as_deref().map(exact_key);
    one.kind == Kind::Faq && key(one) == key(other)
}

//! Which answers are a choice for the asker: those that the ranking does not tell apart.

use super::{Read, exact};
use crate::answer::Candidate;
use crate::index::Snapshot;
use crate::index::terms::exact_key;
use crate::query::Query;
use crate::rank;
use crate::record::Kind;
use crate::weights;

/// The first candidate and those so close to it that the ranking does not tell them apart, or that are asked
/// in the same breath, one for each answer and question.
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

/// Whether both are pairs of one question.
fn same_question(one: &Candidate, other: &Candidate) -> bool {
    let key = |c: &Candidate| c.question.as_deref().map(exact_key);
    one.kind == Kind::Faq && key(one) == key(other)
}

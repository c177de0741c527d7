//! Ranking to rivals: the best record of each other answer, beside which a first candidate is
//! trusted or not.
//!
//! Records of one answer, and records that store the same question, are no rivals: the asker
//! is served by either.

use crate::index::Snapshot;
use crate::index::terms::{self, Field};
use crate::math;
use crate::rank::Scored;

/// Different answers looked at.
const ANSWERS: usize = 5;

/// Records among which they are looked for: five answers of many phrasings each.
const RECORDS: usize = 50;

/// The answers nearest to a question, best first.
pub struct Rivals(Vec<Group>);

/// The records found of one answer.
struct Group {
    docs: Vec<u32>,
    /// The terms of each of their phrasings.
    phrasings: Vec<Vec<u32>>,
    /// Greatest score.
    score: f32,
    /// Greatest pooled nearness in meaning.
    meaning: f32,
}

/// How a candidate stands beside the best of other answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its score less the best other's: the log odds between the two, as the ranking was learned.
    pub lead: f32,
    /// The chance, 0 to 1, that it is the one among the answers found, if any of them is: the
    /// softmax of the scores, under whose likelihood the ranking was learned.
    pub share: f32,
    /// Pooled nearness in meaning of the nearest other answer; 0 where there is none.
    pub meaning: f32,
}

impl Rivals {
    /// Those of a `ranking`, which stands best first.
    pub fn of(ranking: &[Scored], snapshot: &Snapshot) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for scored in ranking.iter().take(RECORDS) {
            let phrasings = phrasings(scored.doc, snapshot);
            let sharing = snapshot.sharing(scored.doc);
            let is_unanswerable = |doc: u32| snapshot.is_unanswerable(doc);
            let is_same = |g: &Group| {
                if is_unanswerable(scored.doc) || g.docs.iter().any(|doc| is_unanswerable(*doc)) {
                    return false;
                }
                sharing.records() > 1 && g.docs.first().is_some_and(|doc| snapshot.sharing(*doc) == sharing)
                    || phrasings.iter().any(|p| g.phrasings.contains(p))
            };
            let Some(known) = groups.iter().position(is_same) else {
                if groups.len() == ANSWERS {
                    break;
                }
                let (score, meaning) = (scored.score, scored.meaning());
                groups.push(Group { docs: vec![scored.doc], phrasings, score, meaning });
                continue;
            };
            if let Some(group) = groups.get_mut(known) {
                group.docs.push(scored.doc);
                group.phrasings.extend(phrasings);
                group.meaning = group.meaning.max(scored.meaning());
            }
        }
        Rivals(groups)
    }

    /// How `scored` stands beside the others.
    pub fn standing(&self, scored: &Scored) -> Standing {
        let others = || self.0.iter().filter(|g| !g.docs.contains(&scored.doc));
        let best = others().map(|g| g.score).reduce(f32::max);
        let odds_against: f32 = others().map(|g| math::exp(g.score - scored.score)).sum();
        Standing {
            lead: best.map_or(f32::INFINITY, |best| scored.score - best),
            share: 1.0 / (1.0 + odds_against),
            meaning: others().map(|g| g.meaning).fold(0.0, f32::max),
        }
    }
}

fn phrasings(doc: u32, snapshot: &Snapshot) -> Vec<Vec<u32>> {
    let postings = snapshot.postings(doc);
    let terms = |range| postings.get::<std::ops::Range<usize>>(range).unwrap_or_default().iter().map(|p| p.term());
    terms::parts(&postings, Field::Question).into_iter().map(|range| terms(range).collect()).collect()
}

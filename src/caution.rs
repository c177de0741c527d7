//! How sure must an answer be in this corpus? The threshold where nobody has set one.
//!
//! A confidence knows nothing of how much of what is asked the corpus has an answer for, and among answers that
//! are much alike the next one looks as good as the right one. Where answers have several phrasings, the corpus
//! itself tells how often that happens: each stored question, asked as if its answer were not there, has none.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::engine::{Aliases, Loaded};
use crate::error::Result;
use crate::index::Snapshot;
use crate::index::terms::Sharing;
use crate::question::Question;
use crate::respond::Asking;
use crate::thresholds::Thresholds;
use crate::weights;

/// Of the stored questions asked without their answer, at most one in so many is answered.
const ANSWERED: usize = 20;

/// At most so many are asked, spread over the corpus; of fewer than the least, nothing is concluded.
const ASKED: usize = 240;
const LEAST: usize = 48;

/// What is this sure is given all the same: where every answer has a twin, next to nothing would be answered else.
const MOST: f64 = 0.9;

/// A little above the confidence that must not suffice.
const ABOVE: f64 = 1e-4;

/// The thresholds of this corpus: [`weights::THRESHOLD`], or as far as [`MOST`] where the corpus's own phrasings ask for
/// more. Only answers with several are asked about, for a lone question is as often told twice in other words, and then its
/// neighbour answers it; what they ask for holds for lone pairs too where these are the fewer. The same corpus and model
/// give the same thresholds.
///
/// # Errors
///
/// An index that cannot be read.
pub fn thresholds(loaded: &Loaded) -> Result<Thresholds> {
    let snapshot = &loaded.snapshot;
    let several = phrased_severally(snapshot);
    let all: Vec<(u32, &Vec<u32>)> = several.iter().flat_map(|docs| docs.iter().map(move |doc| (*doc, docs))).collect();
    if all.len() < LEAST {
        return Ok(Thresholds::default());
    }
    let asked: Vec<_> = all.iter().step_by(all.len().div_ceil(ASKED)).collect();
    let aliases = Aliases::new();
    let asking =
        Asking { loaded, aliases: &aliases, thresholds: Thresholds::all(0.0), top: 1, today: "", meaning: true };
    let confidences: Result<Vec<f64>> = asked
        .par_iter()
        .map(|(doc, docs)| {
            let record = snapshot.record(*doc)?;
            let mut question = Question::new(record.questions.first().map_or("", String::as_str));
            question.without.clone_from(docs);
            let attempt = asking.attempt(&question)?;
            // Anything else that comes first has a threshold of its own.
            let is_of_several = attempt.first().is_some_and(|doc| snapshot.phrasings(doc) > 1);
            Ok(if is_of_several { attempt.sureness() } else { 0.0 })
        })
        .collect();
    let mut confidences = confidences?;
    confidences.sort_by(|a, b| b.total_cmp(a));
    let not_enough = confidences.get(confidences.len() / ANSWERED).copied().unwrap_or(0.0);
    let several = (((not_enough + ABOVE) * 1e4).round() / 1e4).clamp(weights::THRESHOLD, MOST);
    let are_most = 2 * all.len() as u64 >= snapshot.manifest.pairs;
    Ok(Thresholds { several, lone: if are_most { several } else { weights::THRESHOLD }, ..Thresholds::default() })
}

/// The places of the records of each answer that has several phrasings, in the order of the corpus.
fn phrased_severally(snapshot: &Snapshot) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut known: HashMap<Sharing, usize> = HashMap::new();
    for doc in 0..u32::try_from(snapshot.manifest.records).unwrap_or(u32::MAX) {
        let sharing = snapshot.sharing(doc);
        if sharing.records() > 1 {
            let at = *known.entry(sharing).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.push(doc),
                None => groups.push(vec![doc]),
            }
        } else if snapshot.phrasings(doc) > 1 {
            groups.push(vec![doc]);
        }
    }
    groups
}

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

/// Of the stored questions asked without their answer, at most one in so many is answered by another with several phrasings.
const ANSWERED: usize = 20;

/// At most so many phrasings are asked, spread over the corpus; of fewer than the least, nothing is concluded.
const ASKED: usize = 240;
const LEAST: usize = 48;

/// What is this sure is given all the same: where every answer has a twin, next to nothing would be answered else.
const MOST: f64 = 0.9;

/// A little above the confidence that must not suffice.
const ABOVE: f64 = 1e-4;

/// Longest phrasing asked, in bytes: a mail takes as long as fifty questions, and tells no more.
const LONGEST: usize = 400;

/// The thresholds of this corpus, by words and meaning and by words alone: [`weights::THRESHOLD`], or as far as [`MOST`]
/// where the corpus's own phrasings ask for more. Only answers with several are asked about, for a lone question is as
/// often told twice in other words, and then its neighbour answers it; what they ask for holds for lone pairs too unless
/// these are the more. The same corpus and model give the same thresholds.
///
/// # Errors
///
/// An index that cannot be read.
pub fn thresholds(loaded: &Loaded) -> Result<[Thresholds; 2]> {
    let snapshot = &loaded.snapshot;
    let several = phrased_severally(snapshot);
    let records: Vec<(u32, &Vec<u32>)> =
        several.iter().flat_map(|docs| docs.iter().map(move |doc| (*doc, docs))).collect();
    let own = |doc: u32| 0..snapshot.own_phrasings(doc);
    let phrasings: Vec<(u32, usize, &Vec<u32>)> =
        records.iter().flat_map(|(doc, docs)| own(*doc).map(move |at| (*doc, at, *docs))).collect();
    let mut asked = Vec::new();
    for (doc, at, docs) in phrasings.iter().step_by(phrasings.len().div_ceil(ASKED).max(1)) {
        let record = snapshot.record(*doc)?;
        if let Some(text) = record.questions.get(*at).filter(|text| text.len() <= LONGEST) {
            asked.push(Question { without: (*docs).clone(), ..Question::new(text.as_str()) });
        }
    }
    if asked.len() < LEAST {
        return Ok([Thresholds::default(); 2]);
    }
    let are_most = 2 * records.len() as u64 >= snapshot.manifest.pairs;
    let by = |meaning: bool| -> Result<Thresholds> {
        let several = not_enough(&asked, meaning, loaded)?;
        Ok(Thresholds { several, lone: if are_most { several } else { weights::THRESHOLD }, ..Thresholds::default() })
    };
    let by_words = by(false)?;
    Ok([if loaded.basis.encoder.is_some() { by(true)? } else { by_words }, by_words])
}

/// The confidence up to which answers with several phrasings must not be given, so that of the questions `asked` at most one in
/// [`ANSWERED`] is answered by one of them.
fn not_enough(asked: &[Question], meaning: bool, loaded: &Loaded) -> Result<f64> {
    let snapshot = &loaded.snapshot;
    let aliases = Aliases::new();
    let thresholds = Thresholds::all(0.0);
    let asking = Asking { loaded, aliases: &aliases, thresholds, top: 1, today: "", meaning };
    let confidences: Result<Vec<f64>> = asked
        .par_iter()
        .map(|question| {
            let attempt = asking.attempt(question)?;
            // Anything else that comes first has a threshold of its own, and the very question stored twice is no mistake.
            let is_of_several = attempt.answering().is_some_and(|doc| snapshot.phrasings(doc) > 1);
            Ok(if is_of_several { attempt.sureness() } else { 0.0 })
        })
        .collect();
    let mut confidences = confidences?;
    confidences.sort_by(|a, b| b.total_cmp(a));
    let not_enough = confidences.get(confidences.len() / ANSWERED).copied().unwrap_or(0.0);
    Ok((((not_enough + ABOVE) * 1e4).round() / 1e4).clamp(weights::THRESHOLD, MOST))
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

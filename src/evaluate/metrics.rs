//! The figures of an evaluation, each a pure function of ranks, grades and confidences.
//!
//! Sums run in the order given and nothing is rounded, so that another program that follows the
//! same formulas gets the same digits.

use std::collections::{BTreeMap, HashSet};

/// How deep a ranking is looked at.
pub const DEPTH: usize = 10;

/// Bins of the calibration error.
const BINS: f64 = 10.0;

/// Relevant records by id with their grade, 1 or more.
pub type Grades = BTreeMap<String, u32>;

/// One answered, refused or doubtful question, as far as trust in it goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The confidence in the first candidate, 0 to 1.
    pub confidence: f64,
    /// Whether the corpus can answer the question.
    pub answerable: bool,
    /// Whether the first candidate is a right one; never of an unanswerable question.
    pub right: bool,
}

/// The place, from 1, of the first relevant record among the first [`DEPTH`] found.
/// Precision at 1 is the share of questions where it is 1, MRR@10 the mean of its inverse.
pub fn first_rank(found: &[String], grades: &Grades) -> Option<usize> {
    found.iter().take(DEPTH).position(|id| grades.contains_key(id)).map(|at| at + 1)
}

/// Normalized discounted cumulative gain of the first [`DEPTH`], 0 to 1, with the grade itself
/// as gain and log2(rank + 1) as discount: Järvelin and Kekäläinen, "Cumulated gain-based
/// evaluation of IR techniques" (2002), as trec_eval's ndcg_cut has it. 0 without any relevant
/// record.
pub fn ndcg(found: &[String], grades: &Grades) -> f64 {
    let gain = |(at, grade): (usize, u32)| f64::from(grade) / ((at + 2) as f64).log2();
    let got: f64 = found
        .iter()
        .take(DEPTH)
        .enumerate()
        .filter_map(|(at, id)| grades.get(id).map(|grade| (at, *grade)))
        .map(gain)
        .fold(0.0, |sum, gain| sum + gain);
    let mut best: Vec<u32> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let ideal = best.into_iter().take(DEPTH).enumerate().map(gain).fold(0.0, |sum, gain| sum + gain);
    if ideal > 0.0 { got / ideal } else { 0.0 }
}

/// The share of the relevant records that is among the first [`DEPTH`]; 0 without any.
pub fn recall(found: &[String], grades: &Grades) -> f64 {
    let got = found.iter().take(DEPTH).filter(|id| grades.contains_key(*id)).collect::<HashSet<_>>().len();
    if grades.is_empty() { 0.0 } else { got as f64 / grades.len() as f64 }
}

/// The chance that a positive is above a negative, ties counting half: the area under the
/// receiver operating characteristic (Fawcett, "An introduction to ROC analysis", 2006).
/// `None` where either is empty.
pub fn auroc(positives: &[f64], negatives: &[f64]) -> Option<f64> {
    if positives.is_empty() || negatives.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = positives.iter().map(|x| (*x, true)).collect();
    all.extend(negatives.iter().map(|x| (*x, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wins, mut below) = (0.0, 0.0);
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let above = tied.iter().filter(|(_, positive)| *positive).count() as f64;
        let level = tied.len() as f64 - above;
        wins += above * (below + level / 2.0);
        below += level;
    }
    Some(wins / (positives.len() as f64 * negatives.len() as f64))
}

/// How well the confidence tells questions that the corpus answers from those it doesn't.
pub fn auroc_scope(judged: &[Judged]) -> Option<f64> {
    split_auroc(judged, |j| j.answerable)
}

/// How well the confidence tells right first candidates from all others, those of
/// unanswerable questions included.
pub fn auroc_right(judged: &[Judged]) -> Option<f64> {
    split_auroc(judged, |j| j.right)
}

fn split_auroc(judged: &[Judged], positive: impl Fn(&Judged) -> bool) -> Option<f64> {
    let (above, below): (Vec<&Judged>, Vec<&Judged>) = judged.iter().partition(|j| positive(j));
    let confidences = |side: Vec<&Judged>| side.into_iter().map(|j| j.confidence).collect::<Vec<_>>();
    auroc(&confidences(above), &confidences(below))
}

/// The largest share of answerable questions answered right while at least `precision` of all
/// answers given are right, over every threshold: a point of the risk-coverage curve (El-Yaniv
/// and Wiener, "On the foundations of noise-free selective classification", 2010). 0 where no
/// threshold reaches the precision, `None` without answerable questions.
pub fn right_at_precision(judged: &[Judged], precision: f64) -> Option<f64> {
    let answerable = judged.iter().filter(|j| j.answerable).count();
    if answerable == 0 {
        return None;
    }
    let mut surest_first = judged.to_vec();
    surest_first.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let (mut given, mut right, mut best) = (0.0, 0.0, 0.0_f64);
    for tied in surest_first.chunk_by(|a, b| a.confidence == b.confidence) {
        given += tied.len() as f64;
        right += tied.iter().filter(|j| j.right).count() as f64;
        if right / given >= precision {
            best = best.max(right / answerable as f64);
        }
    }
    Some(best)
}

/// Expected calibration error of the confidence as the chance that the first candidate is
/// right, 0 to 1: the mean gap between the two over ten bins of equal weight (Naeini, Cooper
/// and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015).
/// Unanswerable questions count as not right and together weigh as much as the answerable, so
/// that the figure doesn't hang on how many of them there are. `None` without answerable ones.
pub fn calibration_error(judged: &[Judged]) -> Option<f64> {
    let answerable = judged.iter().filter(|j| j.answerable).count() as f64;
    let weight = answerable / (judged.len() as f64 - answerable);
    let mut rows: Vec<(f64, f64, f64)> = judged
        .iter()
        .map(|j| (j.confidence, if j.right { 1.0 } else { 0.0 }, if j.answerable { 1.0 } else { weight }))
        .collect();
    if answerable == 0.0 {
        return None;
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let total = rows.iter().fold(0.0, |sum, (_, _, weight)| sum + weight);
    // The sum of the weights may miss a bin's bound by a last digit.
    let full = total / BINS * (1.0 + 1e-9);
    let (mut error, mut filled, mut gap) = (0.0, 0.0, 0.0_f64);
    for (confidence, right, weight) in rows {
        if filled + weight > full && filled > 0.0 {
            error += gap.abs() / total;
            (filled, gap) = (0.0, 0.0);
        }
        gap += (confidence - right) * weight;
        filled += weight;
    }
    Some(error + gap.abs() / total)
}

/// The smallest of `values` that at least the share `p` of them doesn't exceed; `None` without
/// any.
pub fn quantile(values: &[u64], p: f64) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}

/// The mean, in the order given; `None` without any.
pub fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    let sum = values.fold(0.0, |sum, value| sum + value);
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn grades(list: &[(&str, u32)]) -> Grades {
        list.iter().map(|(id, grade)| ((*id).to_owned(), *grade)).collect()
    }

    fn judged(list: &[(f64, bool, bool)]) -> Vec<Judged> {
        list.iter()
            .map(|(confidence, answerable, right)| Judged {
                confidence: *confidence,
                answerable: *answerable,
                right: *right,
            })
            .collect()
    }

    #[test]
    fn ranks_count_from_one_and_end_at_ten() {
        let relevant = grades(&[("c", 1), ("k", 1)]);
        assert_eq!(first_rank(&ids("a b c"), &relevant), Some(3));
        assert_eq!(first_rank(&ids("1 2 3 4 5 6 7 8 9 10 k"), &relevant), None);
        assert_eq!(first_rank(&[], &relevant), None);
    }

    #[test]
    fn gain_is_the_grade_and_the_ideal_has_all_grades() {
        // Found: grade 1 at rank 1, grade 3 at rank 3. Ideal: 3, 2, 1.
        let relevant = grades(&[("a", 1), ("b", 2), ("c", 3)]);
        let got = 1.0 / 2f64.log2() + 3.0 / 4f64.log2();
        let ideal = 3.0 / 2f64.log2() + 2.0 / 3f64.log2() + 1.0 / 4f64.log2();
        assert_eq!(ndcg(&ids("a x c"), &relevant), got / ideal);
        assert_eq!(ndcg(&ids("c b a"), &relevant), 1.0);
        assert_eq!(ndcg(&ids("x"), &grades(&[])), 0.0);
        assert!((ndcg(&ids("x a"), &grades(&[("a", 1)])) - 0.630_929_753_571_457_4).abs() < 1e-15);
    }

    #[test]
    fn more_relevant_records_than_places_still_make_one_at_best() {
        let many: Vec<String> = (0..12).map(|n| format!("r{n}")).collect();
        let relevant: Grades = many.iter().map(|id| (id.clone(), 1)).collect();
        assert_eq!(ndcg(&many, &relevant), 1.0);
        assert_eq!(recall(&many, &relevant), 10.0 / 12.0);
        assert_eq!((recall(&ids("r1 x"), &grades(&[("r1", 1), ("r2", 1)])), recall(&[], &grades(&[]))), (0.5, 0.0));
    }

    #[test]
    fn auroc_counts_ties_half() {
        assert_eq!(auroc(&[0.9, 0.8], &[0.1, 0.2]), Some(1.0));
        assert_eq!(auroc(&[0.5], &[0.5]), Some(0.5));
        // Of six pairs: 0.7 wins two and loses one, 0.3 wins one, ties one and loses one.
        assert_eq!(auroc(&[0.7, 0.3], &[0.3, 0.1, 0.9]), Some((2.0 + 1.5) / 6.0));
        assert_eq!((auroc(&[], &[0.1]), auroc(&[0.1], &[])), (None, None));
    }

    #[test]
    fn unanswerable_questions_are_not_right() {
        let rows = judged(&[(0.9, true, true), (0.6, true, false), (0.7, false, false)]);
        assert_eq!(auroc_scope(&rows), Some(0.5));
        assert_eq!(auroc_right(&rows), Some(1.0));
        assert_eq!(auroc_scope(&rows[..2]), None);
    }

    #[test]
    fn right_at_a_precision_takes_ties_together_and_the_best_threshold() {
        // After 1: 1/1; after 3: 2/3; after 4: 3/4; after 5: 4/5; after 6: 4/6. Five answerable.
        let rows = judged(&[
            (0.9, true, true),
            (0.8, true, true),
            (0.8, false, false),
            (0.7, true, true),
            (0.6, true, true),
            (0.5, true, false),
        ]);
        assert_eq!(right_at_precision(&rows, 0.8), Some(4.0 / 5.0));
        assert_eq!(right_at_precision(&rows, 0.9), Some(1.0 / 5.0));
        assert_eq!(right_at_precision(&judged(&[(0.9, true, false)]), 0.8), Some(0.0));
        assert_eq!(right_at_precision(&judged(&[(0.9, false, false)]), 0.8), None);
    }

    #[test]
    fn calibration_is_the_mean_gap_of_bins() {
        // Ten answerable questions make ten bins of one each.
        let sure: Vec<Judged> = judged(&[(1.0, true, true); 10]);
        assert_eq!(calibration_error(&sure), Some(0.0));
        let half: Vec<Judged> = judged(&[(0.5, true, true); 10]);
        assert!((calibration_error(&half).unwrap() - 0.5).abs() < 1e-12);
        // One unanswerable weighs as much as the two answerable; each row overfills a bin.
        let mixed = judged(&[(0.75, true, true), (0.5, true, false), (0.25, false, false)]);
        assert_eq!(calibration_error(&mixed), Some((0.25 * 2.0 + 0.5 + 0.25) / 4.0));
        assert_eq!((calibration_error(&[]), calibration_error(&mixed[2..])), (None, None));
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<u64> = (1..=100).rev().collect();
        assert_eq!((quantile(&values, 0.5), quantile(&values, 0.99)), (Some(50), Some(99)));
        assert_eq!((quantile(&[7], 0.0), quantile(&[7], 0.99), quantile(&[], 0.5)), (Some(7), Some(7), None));
        assert_eq!((mean([1.0, 2.0].into_iter()), mean([0.0; 0].into_iter())), (Some(1.5), None));
    }
}

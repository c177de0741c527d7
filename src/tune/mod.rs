//! The owner's own threshold and calibration, learned from a few dozen labelled questions, or
//! from the corpus itself where there are none.
//!
//! The shipped confidence is learned from many corpora and asks for the same evidence in each.
//! In one corpus some evidence is worth more: where every answer has five phrasings, that they
//! agree; where users leave words out, meaning. [`learn`] moves the log odds by a ridge
//! regression whose prior is the shipped weights (how firmly is chosen by cross-validation),
//! and chooses the threshold on confidences that were given by weights that had not seen the
//! question.
//!
//! Weights apart, the questions themselves say how users put things: [`asked_knowing_the_others`]
//! asks each of a book that knows the others, and where that does better [`lessons`] is what the
//! settings are to keep of them.
//!
//! ```
//! use answerbook::{Question, evaluate::{Corpus, Expectation}, tune};
//! let book = answerbook::Engine::builder().demo().open()?;
//! let mut corpus = Corpus::new(&book);
//! let mut examples = Vec::new();
//! for (question, texts) in [("Do they share a border?", vec!["border".to_owned()]), ("What is a zeppelin?", vec![])] {
//!     let target = corpus.target(&Expectation { texts, ..Expectation::default() })?;
//!     examples.push(tune::Example::new(&book.ask(Question::new(question).explain())?, &target));
//! }
//! let tuned = tune::learn(&examples, tune::Goal::Precision(0.9));
//! assert!(tuned.calibration.is_none()); // Two questions are too few to learn from.
//! # Ok::<(), answerbook::Error>(())
//! ```

mod known;
mod ridge;
mod selfcheck;

use std::collections::BTreeMap;

use crate::Response;
use crate::calibration::Calibration;
use crate::confidence::{self, Judgement};
use crate::evaluate::Target;
use crate::evaluate::metrics::{self, Judged};

pub use crate::settings::Asked;
pub use known::{Labelled, asked, asked_knowing_the_others, lessons, not_among};
pub use selfcheck::self_check;

/// Parts of the cross-validation.
const FOLDS: usize = 5;

/// From so many right and so many not right first candidates on, a calibration is learned.
const LEAST: usize = 10;

/// How firmly the shipped weights are held, firmest first: pseudo-observations against a
/// change of 1 in a weight.
const FIRMNESS: [f64; 5] = [1000.0, 30.0, 10.0, 3.0, 1.0];

/// A calibration is taken only where it lowers the mean loss (in nats) of questions unseen by
/// more than this: less is noise.
const GAIN: f64 = 0.002;

/// Precision at which a calibration may not answer fewer questions right than the shipped one.
const USUAL: f64 = 0.8;

/// So much more must be reached.
const BETTER: f64 = 0.02;

/// Precisions at which two ways of answering are compared.
const REACHED: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];

/// Two losses that differ by less are alike.
const NOISE: f64 = 0.008;

/// 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_964;

/// What is asked of the answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// So large a share of the answers given is right, 0 to 1.
    Precision(f64),
    /// So large a share of the answerable questions is answered, 0 to 1.
    Coverage(f64),
}

/// A question asked, with what was right about the response.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    judgement: Option<Judgement>,
    answerable: bool,
    right: bool,
}

impl Example {
    /// From a response that was asked with [`crate::Question::explain`].
    pub fn new(response: &Response, target: &Target) -> Self {
        let first = response.candidates.first();
        let right = target.answerable && first.is_some_and(|c| target.grades.contains_key(&c.id));
        Example::of(response, target.answerable, right)
    }

    fn of(response: &Response, answerable: bool, right: bool) -> Self {
        let judgement = response.explanation.as_ref().and_then(|e| e.judgement);
        Example { judgement, answerable, right }
    }

    /// Whether the corpus can answer it.
    pub fn is_answerable(&self) -> bool {
        self.answerable
    }

    fn confidence(&self, calibration: Option<&Calibration>) -> f64 {
        self.judgement.map_or(0.0, |j| j.confidence(calibration))
    }
}

/// One threshold and what it does.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Point {
    /// Confidence from which an answer is given.
    pub threshold: f64,
    /// Questions answered.
    pub answered: usize,
    /// Share of the answerable questions that is answered, rightly or not.
    pub coverage: f64,
    /// Share of the answerable questions that is answered right.
    pub right: f64,
    /// Share of the answers given that is right.
    pub precision: f64,
    /// Where the precision lies with a chance of 95 % ([Wilson's interval](https://doi.org/10.1080/01621459.1927.10502953)).
    pub between: [f64; 2],
}

/// What was learned.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tuned {
    /// The threshold that meets the goal; `None` where none does.
    pub point: Option<Point>,
    /// How the confidence is moved; `None` where that would not help, or too little is known.
    pub calibration: Option<Calibration>,
    /// Every threshold with the confidences that were cross-validated, highest first.
    pub curve: Vec<Point>,
    /// Expected calibration error of the shipped confidence and of the best one learned, cross-validated, taken or not.
    pub ece: [Option<f64>; 2],
    /// Share of the answerable answered right while 80 % of the answers are right, of both.
    pub right_at_80: [Option<f64>; 2],
}

impl Tuned {
    /// Whether it does so much better than the other that it is no chance.
    pub fn is_better_than(&self, other: &Tuned) -> bool {
        self.reach() > other.reach() + BETTER
    }

    /// The share of the answerable answered right while a share of the answers is, in the mean over some such shares from a
    /// half to nine tenths: steadier than at one of them.
    pub fn reach(&self) -> f64 {
        let right_at =
            |least: f64| self.curve.iter().filter(|p| p.precision >= least).map(|p| p.right).fold(0.0, f64::max);
        REACHED.iter().map(|least| right_at(*least)).sum::<f64>() / REACHED.len() as f64
    }
}

/// Learns a calibration and a threshold.
pub fn learn(examples: &[Example], goal: Goal) -> Tuned {
    let before: Vec<Judged> = examples.iter().map(|e| judged(e, e.confidence(None))).collect();
    let firmness = firmness(examples);
    let after = firmness.map_or_else(|| before.clone(), |firm| cross_validated(examples, firm));
    let ece = [metrics::calibration_error(&before), metrics::calibration_error(&after)];
    let right_at_80 = [metrics::right_at_precision(&before, USUAL), metrics::right_at_precision(&after, USUAL)];
    // Less loss is not enough: what is shown as 0.8 must be right as often as before, too.
    let firmness = firmness.filter(|_| ece[1] < ece[0]);
    let curve = curve(if firmness.is_some() { &after } else { &before });
    let calibration = firmness.map(|firm| fit(examples, |_| true, firm));
    Tuned { point: choose(&curve, goal), calibration, ece, right_at_80, curve }
}

/// Learns a threshold alone: what examples that users did not write are good for.
pub fn learn_threshold(examples: &[Example], goal: Goal) -> Tuned {
    let judged: Vec<Judged> = examples.iter().map(|e| judged(e, e.confidence(None))).collect();
    let curve = curve(&judged);
    let (ece, right) = (metrics::calibration_error(&judged), metrics::right_at_precision(&judged, USUAL));
    Tuned { point: choose(&curve, goal), calibration: None, ece: [ece, ece], right_at_80: [right, right], curve }
}

fn judged(example: &Example, confidence: f64) -> Judged {
    // Cut to the decimals that users see, so that a threshold of as many lets it pass.
    let confidence = (confidence * 10_000.0).floor() / 10_000.0;
    Judged { confidence, answerable: example.answerable, right: example.right }
}

/// The firmness with the least cross-validated loss; `None` where the shipped confidence does as well.
fn firmness(examples: &[Example]) -> Option<f64> {
    let weighed = || examples.iter().filter(|e| e.judgement.is_some_and(|j| j.plain.is_none()));
    let right = weighed().filter(|e| e.right).count();
    if right < LEAST || weighed().count() - right < LEAST {
        return None;
    }
    let shipped = weighed().map(|e| loss(e, None)).sum::<f64>() / weighed().count() as f64;
    let of = |firm: f64| {
        let all = (0..FOLDS).flat_map(|fold| {
            let calibration = fit(examples, |at| at % FOLDS != fold, firm);
            let unseen = examples.iter().enumerate().filter(move |(at, _)| at % FOLDS == fold);
            let weighed = unseen.filter(|(_, e)| e.judgement.is_some_and(|j| j.plain.is_none()));
            weighed.map(move |(_, e)| loss(e, Some(&calibration))).collect::<Vec<f64>>()
        });
        all.sum::<f64>() / weighed().count() as f64
    };
    let right_at = |judged: &[Judged]| metrics::right_at_precision(judged, USUAL).unwrap_or_default();
    let before: Vec<Judged> = examples.iter().map(|e| judged(e, e.confidence(None))).collect();
    // The firmest moves all confidences alike, and so puts no question before another.
    let does_not_harm =
        |firm: &f64| Some(firm) == FIRMNESS.first() || right_at(&cross_validated(examples, *firm)) >= right_at(&before);
    let tried: Vec<(f64, f64)> =
        FIRMNESS.iter().filter(|firm| does_not_harm(firm)).map(|firm| (*firm, of(*firm))).collect();
    let least = tried.iter().map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
    // Of those that differ by noise alone, the firmest: it changes least where nothing was asked.
    let firmest = tried.into_iter().find(|(_, loss)| *loss < least + NOISE);
    firmest.filter(|(_, loss)| *loss < shipped - GAIN).map(|(firm, _)| firm)
}

/// The negative log likelihood of what came out.
fn loss(example: &Example, calibration: Option<&Calibration>) -> f64 {
    let p = example.confidence(calibration).clamp(1e-6, 1.0 - 1e-6);
    -if example.right { p.ln() } else { (1.0 - p).ln() }
}

fn cross_validated(examples: &[Example], firm: f64) -> Vec<Judged> {
    let folds: Vec<Calibration> = (0..FOLDS).map(|fold| fit(examples, |at| at % FOLDS != fold, firm)).collect();
    let of = |at: usize, e: &Example| judged(e, e.confidence(folds.get(at % FOLDS)));
    examples.iter().enumerate().map(|(at, e)| of(at, e)).collect()
}

fn fit(examples: &[Example], is_seen: impl Fn(usize) -> bool, firm: f64) -> Calibration {
    let seen = examples.iter().enumerate().filter(|(at, _)| is_seen(*at)).map(|(_, e)| e);
    let rows: Vec<ridge::Row> = seen
        .filter_map(|e| {
            let judgement = e.judgement.filter(|j| j.plain.is_none())?;
            let features = judgement.features.iter().map(|x| f64::from(*x));
            let odds = judgement.held_odds();
            let values = [1.0, odds].into_iter().chain(features).collect();
            Some(ridge::Row { values, offset: odds, right: e.right })
        })
        .collect();
    // The shift is free; the slope, whose values are larger, is held less.
    let held: Vec<f64> =
        [0.01, firm / 4.0].into_iter().chain(std::iter::repeat_n(firm, confidence::FEATURES)).collect();
    let moved = ridge::logistic(&rows, &held);
    let rounded = |x: f64| (x * 10_000.0).round() / 10_000.0;
    let mut moved = moved.into_iter().map(rounded);
    let (shift, slope) = (moved.next().unwrap_or_default(), moved.next().unwrap_or_default());
    let weights: BTreeMap<String, f64> =
        confidence::NAMES.iter().map(|n| (*n).to_owned()).zip(moved).filter(|(_, w)| *w != 0.0).collect();
    Calibration { version: confidence::VERSION, shift, slope, weights }
}

/// What each threshold does, highest first.
fn curve(judged: &[Judged]) -> Vec<Point> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let answerable = judged.iter().filter(|j| j.answerable).count().max(1) as f64;
    let (mut answered, mut of_answerable, mut right) = (0usize, 0usize, 0usize);
    let mut curve = Vec::new();
    for (at, one) in sorted.iter().enumerate().filter(|(_, j)| j.confidence > 0.0) {
        answered += 1;
        of_answerable += usize::from(one.answerable);
        right += usize::from(one.right);
        if sorted.get(at + 1).is_none_or(|next| next.confidence < one.confidence) {
            curve.push(Point {
                threshold: one.confidence,
                answered,
                coverage: of_answerable as f64 / answerable,
                right: right as f64 / answerable,
                precision: right as f64 / answered as f64,
                between: wilson(right as f64, answered as f64),
            });
        }
    }
    curve
}

/// Wilson's interval of a share at 95 %.
fn wilson(hits: f64, of: f64) -> [f64; 2] {
    let (p, z2) = (hits / of, Z * Z);
    let middle = (p + z2 / (2.0 * of)) / (1.0 + z2 / of);
    let half = Z / (1.0 + z2 / of) * (p * (1.0 - p) / of + z2 / (4.0 * of * of)).sqrt();
    [(middle - half).max(0.0), (middle + half).min(1.0)]
}

/// The lowest threshold with the precision wanted, or the highest with the coverage.
fn choose(curve: &[Point], goal: Goal) -> Option<Point> {
    match goal {
        Goal::Precision(wanted) => curve.iter().rev().find(|p| p.precision >= wanted).copied(),
        Goal::Coverage(wanted) => curve.iter().find(|p| p.coverage >= wanted).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Example, Goal, curve, learn, wilson};
    use crate::confidence::{FEATURES, Judgement};
    use crate::evaluate::metrics::Judged;

    /// Of 100 questions the shipped odds know nothing; the first feature tells all.
    fn examples() -> Vec<Example> {
        (0..100)
            .map(|i| {
                let right = i % 3 == 0;
                let mut features = [0.0; FEATURES];
                if let Some(first) = features.first_mut() {
                    *first = if right { 0.9 } else { 0.2 };
                }
                let judgement = Judgement { features, odds: 0.0, most: 0.98, plain: None };
                Example { judgement: Some(judgement), answerable: i % 2 == 0 || right, right }
            })
            .collect()
    }

    #[test]
    fn evidence_that_tells_in_this_corpus_is_learned() {
        let tuned = learn(&examples(), Goal::Precision(0.95));
        assert!(tuned.calibration.is_some_and(|c| c.weights.values().any(|w| *w > 1.0)));
        assert!(tuned.right_at_80[0] < Some(0.1) && tuned.right_at_80[1] == Some(34.0 / 67.0));
        assert!(tuned.ece[1] < tuned.ece[0]);
        assert_eq!(tuned.point.map(|p| p.precision), Some(1.0));
    }

    #[test]
    fn noise_is_not_learned() {
        let mut noise = examples();
        for (i, example) in noise.iter_mut().enumerate() {
            let judgement = example.judgement.as_mut().unwrap();
            judgement.features = [0.5; FEATURES];
            judgement.odds = -0.7;
            example.right = i % 3 == 0;
        }
        assert_eq!(learn(&noise, Goal::Coverage(0.5)).calibration, None);
        assert_eq!(learn(&noise[..12], Goal::Coverage(0.5)).calibration, None);
    }

    #[test]
    fn thresholds_are_counted_from_the_top() {
        let one = |confidence, answerable, right| Judged { confidence, answerable, right };
        let judged = [
            one(0.9, true, true),
            one(0.5, false, false),
            one(0.7, true, true),
            one(0.5, true, false),
            one(0.0, true, false),
        ];
        let points = curve(&judged);
        let shown: Vec<_> =
            points.iter().map(|p| (p.threshold, p.answered, p.coverage, p.right, p.precision)).collect();
        assert_eq!(shown, [(0.9, 1, 0.25, 0.25, 1.0), (0.7, 2, 0.5, 0.5, 1.0), (0.5, 4, 0.75, 0.5, 0.5)]);
        // Wilson's interval of 8 in 10.
        let [low, high] = wilson(8.0, 10.0);
        assert!((low - 0.490).abs() < 0.001 && (high - 0.943).abs() < 0.001);
    }
}

//! All rows in a few figures.

use serde::Serialize;

use super::metrics::{self, Judged};
use super::row::{Row, Verdict};

/// The figures of an evaluation. A share of nothing is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// How many questions were asked.
    pub questions: Questions,
    /// Where the right records stand, over the answerable questions.
    pub ranking: Ranking,
    /// What the confidence is worth.
    pub confidence: Trust,
    /// What was decided: answered, left to choose, refused.
    pub decisions: Decisions,
}

/// Numbers of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Questions {
    /// All.
    pub asked: usize,
    /// Those that the corpus is expected to answer.
    pub answerable: usize,
    /// The others.
    pub unanswerable: usize,
}

/// Figures of the ranking; see [`metrics`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// Share of questions whose first candidate is right.
    #[serde(rename = "P@1")]
    pub precision_at_1: Option<f64>,
    /// Mean of the inverse rank of the first right candidate.
    #[serde(rename = "MRR@10")]
    pub mrr_at_10: Option<f64>,
    /// Mean of the normalized discounted cumulative gain.
    #[serde(rename = "nDCG@10")]
    pub ndcg_at_10: Option<f64>,
    /// Mean share of the right records found.
    #[serde(rename = "R@10")]
    pub recall_at_10: Option<f64>,
}

/// Figures of the confidence; see [`metrics`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trust {
    /// Answerable against unanswerable.
    #[serde(rename = "AUROC")]
    pub auroc: Option<f64>,
    /// Right against not right.
    #[serde(rename = "AUROC_right")]
    pub auroc_right: Option<f64>,
    /// Share of the answerable answered right while 80 % of all answers are right.
    #[serde(rename = "right_at_p80")]
    pub right_at_80: Option<f64>,
    /// Share of the answerable answered right while 90 % of all answers are right.
    #[serde(rename = "right_at_p90")]
    pub right_at_90: Option<f64>,
    /// Expected calibration error.
    #[serde(rename = "ECE")]
    pub ece: Option<f64>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decisions {
    /// Of the answerable questions.
    pub answerable: Answerable,
    /// Of the unanswerable questions.
    pub unanswerable: Unanswerable,
    /// Share of all answers given that are right.
    pub answered_right: Option<f64>,
}

/// Decisions on answerable questions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answerable {
    /// Answered, right or wrong.
    pub answered: usize,
    /// Answered with a right record.
    pub right: usize,
    /// Answered with another.
    pub wrong: usize,
    /// Left to the asker to choose.
    pub ambiguous: usize,
    /// Refused.
    pub refused: usize,
    /// Share answered.
    pub answered_share: Option<f64>,
    /// Share answered right.
    pub right_share: Option<f64>,
    /// Of those answered right where a text was expected, how many show it; a passage's
    /// sentences may leave it out.
    pub right_shown: usize,
    /// Of how many.
    pub right_with_text: usize,
}

/// Decisions on unanswerable questions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unanswerable {
    /// Answered all the same.
    pub answered: usize,
    /// Left to the asker to choose.
    pub ambiguous: usize,
    /// Refused.
    pub refused: usize,
    /// Share answered.
    pub answered_share: Option<f64>,
    /// Share refused.
    pub refused_share: Option<f64>,
}

impl Summary {
    /// Counts the rows; their order changes no more than last digits.
    pub fn of(rows: &[Row]) -> Self {
        let (answerable, unanswerable): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.answerable);
        let judged: Vec<Judged> = rows.iter().map(Row::judged).collect();
        let rank_mean = |f: fn(usize) -> f64| metrics::mean(answerable.iter().map(|row| row.rank.map_or(0.0, f)));
        Summary {
            questions: Questions { asked: rows.len(), answerable: answerable.len(), unanswerable: unanswerable.len() },
            ranking: Ranking {
                precision_at_1: rank_mean(|rank| if rank == 1 { 1.0 } else { 0.0 }),
                mrr_at_10: rank_mean(|rank| 1.0 / rank as f64),
                ndcg_at_10: metrics::mean(answerable.iter().map(|row| row.ndcg.unwrap_or(0.0))),
                recall_at_10: metrics::mean(answerable.iter().map(|row| row.recall.unwrap_or(0.0))),
            },
            confidence: Trust {
                auroc: metrics::auroc_scope(&judged),
                auroc_right: metrics::auroc_right(&judged),
                right_at_80: metrics::right_at_precision(&judged, 0.8),
                right_at_90: metrics::right_at_precision(&judged, 0.9),
                ece: metrics::calibration_error(&judged),
            },
            decisions: decisions(&answerable, &unanswerable),
        }
    }
}

fn decisions(answerable: &[&Row], unanswerable: &[&Row]) -> Decisions {
    let count = |rows: &[&Row], verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    let right = count(answerable, Verdict::Right);
    let wrong = count(answerable, Verdict::Wrong);
    let answered_all_the_same = count(unanswerable, Verdict::Answered);
    let refused = count(unanswerable, Verdict::Refused);
    let with_text = || answerable.iter().filter(|row| row.verdict == Verdict::Right && row.shown.is_some());
    Decisions {
        answerable: Answerable {
            answered: right + wrong,
            right,
            wrong,
            ambiguous: count(answerable, Verdict::Ambiguous),
            refused: count(answerable, Verdict::Refused),
            answered_share: share(right + wrong, answerable.len()),
            right_share: share(right, answerable.len()),
            right_shown: with_text().filter(|row| row.shown == Some(true)).count(),
            right_with_text: with_text().count(),
        },
        unanswerable: Unanswerable {
            answered: answered_all_the_same,
            ambiguous: count(unanswerable, Verdict::Ambiguous),
            refused,
            answered_share: share(answered_all_the_same, unanswerable.len()),
            refused_share: share(refused, unanswerable.len()),
        },
        answered_right: share(right, right + wrong + answered_all_the_same),
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

//! Everything an evaluation found, and its JSON.

use serde::Serialize;

use super::super::json;
use crate::evaluate::{Comparison, Row, Summary, metrics};
use crate::{Engine, Thresholds};

/// Everything an evaluation found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Version of answerbook.
    pub version: &'static str,
    /// Records of the corpus.
    pub records: u64,
    /// The confidence from which an answer is given.
    pub thresholds: Thresholds,
    /// The figures.
    #[serde(flatten)]
    pub summary: Summary,
    /// Times a question takes, where they are wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// What makes the figures say less than they seem to.
    pub warnings: Vec<String>,
    /// What changed since the baseline, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Comparison>,
    /// Questions left out because nothing is known of them.
    pub unjudged: Vec<Unjudged>,
    /// Every question asked, in order.
    #[serde(skip)]
    pub rows: Vec<Graded>,
}

/// Times in the process, of one question after the other.
#[derive(Debug, Serialize)]
pub struct Latency {
    /// Half of the questions take no longer.
    pub p50_us: u64,
    /// All but one in a hundred take no longer.
    pub p99_us: u64,
}

/// Where a question stands.
#[derive(Debug, Serialize)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 where the form has none.
    pub line: u64,
}

/// A question asked.
#[derive(Debug, Serialize)]
pub struct Graded {
    /// What came of it.
    #[serde(flatten)]
    pub row: Row,
    /// Where it stands.
    pub source: Place,
    /// Time taken, where it is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_us: Option<u64>,
}

/// A question left out.
#[derive(Debug, Serialize)]
pub struct Unjudged {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Where it stands.
    pub source: Place,
}

impl Report {
    /// Counts `rows`, which `graded` holds with more about each.
    pub fn new(
        engine: &Engine,
        rows: &[Row],
        graded: Vec<Graded>,
        unjudged: Vec<Unjudged>,
        warnings: Vec<String>,
        baseline: Option<Comparison>,
    ) -> Self {
        let times: Vec<u64> = graded.iter().filter_map(|graded| graded.took_us).collect();
        let latency = metrics::quantile(&times, 0.5)
            .zip(metrics::quantile(&times, 0.99))
            .map(|(p50_us, p99_us)| Latency { p50_us, p99_us });
        Report {
            version: env!("CARGO_PKG_VERSION"),
            records: engine.manifest().records,
            thresholds: engine.thresholds(),
            summary: Summary::of(rows),
            latency,
            warnings,
            baseline,
            unjudged,
            rows: graded,
        }
    }

    /// The report as one JSON object with every row on a line of its own, so that two saved
    /// reports can be compared line by line.
    pub fn json(&self) -> String {
        let head = json::line(self);
        let rows: Vec<String> = self.rows.iter().map(json::line).collect();
        format!("{},\"rows\":[\n{}\n]}}\n", head.strip_suffix('}').unwrap_or(&head), rows.join(",\n"))
    }
}

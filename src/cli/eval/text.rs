//! A report as people read it: the figures, then the questions that matter.

use super::super::args::{Eval, Listed};
use super::super::sanitize::for_line;
use super::super::terminal::{DIM, Terminal};
use super::super::words::{NAMED_CHARS, beginning, counted};
use super::by_id;
use super::report::{Graded, Report};
use crate::Engine;
use crate::evaluate::{Change, Comparison, Summary, Verdict};

/// Questions listed unless more are asked for.
const LISTED: usize = 10;
/// Right records named for a question.
const NAMED: usize = 3;

/// The report whole.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn report(report: &Report, engine: &Engine, eval: &Eval, terminal: &Terminal) -> crate::Result<String> {
    let mut out = figures(report);
    let page = Page { engine, terminal };
    if let Some(comparison) = &report.baseline {
        out.push_str(&page.changes(comparison, &report.rows)?);
    }
    let by_default = eval.show.is_empty();
    let shown = |row: &&Graded| match row.row.verdict {
        _ if eval.show.contains(&Listed::All) => true,
        _ if by_default => report.baseline.is_none() && row.row.verdict.is_wrong(),
        verdict if verdict.is_good(row.row.answerable) => eval.show.contains(&Listed::Right),
        verdict if verdict.is_wrong() => eval.show.contains(&Listed::Wrong),
        Verdict::Ambiguous => eval.show.contains(&Listed::Ambiguous),
        _ => eval.show.contains(&Listed::Refused),
    };
    let rows: Vec<&Graded> = report.rows.iter().filter(shown).collect();
    let limit = if by_default { LISTED } else { rows.len() };
    if !rows.is_empty() {
        out.push('\n');
    }
    for row in rows.iter().take(limit) {
        out.push_str(&page.row(row)?);
    }
    if rows.len() > limit {
        out.push_str(&format!("and {} more; --show wrong lists them all\n", rows.len() - limit));
    }
    Ok(out)
}

fn figures(report: &Report) -> String {
    let Summary { questions, ranking, confidence, decisions } = &report.summary;
    let mut lines = vec![format!(
        "{}: {} answerable, {} unanswerable",
        counted(questions.asked, "question"),
        questions.answerable,
        questions.unanswerable
    )];
    if !report.unjudged.is_empty() {
        let unjudged = counted(report.unjudged.len(), "question");
        lines.push(format!("{unjudged} left out, for nothing says what is expected"));
    }
    let mut figure = |name: &str, value: Option<f64>, note: &str| {
        let value = value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
        lines.push(format!("  {name:<14}{value:>6}  {note}").trim_end().to_owned());
    };
    figure("P@1", ranking.precision_at_1, "the first candidate is right");
    figure("MRR@10", ranking.mrr_at_10, "");
    figure("nDCG@10", ranking.ndcg_at_10, "");
    figure("recall@10", ranking.recall_at_10, "");
    figure("AUROC", confidence.auroc, "confidence, answerable against unanswerable");
    figure("AUROC", confidence.auroc_right, "confidence, right against not right");
    figure("right at 80 %", confidence.right_at_80, "of the answerable, while 80 % of all answers are right");
    figure("right at 90 %", confidence.right_at_90, "");
    figure("ECE", confidence.ece, "how far the confidence is off");
    figure("right answers", decisions.answered_right, "of all answers given");
    let (yes, no) = (&decisions.answerable, &decisions.unanswerable);
    lines.push(format!(
        "{:<14}{:>9}{:>7}{:>7}{:>11}{:>9}",
        "decisions", "answered", "right", "wrong", "ambiguous", "refused"
    ));
    lines.push(format!(
        "  {:<12}{:>9}{:>7}{:>7}{:>11}{:>9}",
        "answerable", yes.answered, yes.right, yes.wrong, yes.ambiguous, yes.refused
    ));
    lines.push(format!(
        "  {:<12}{:>9}{:>7}{:>7}{:>11}{:>9}",
        "unanswerable", no.answered, "-", no.answered, no.ambiguous, no.refused
    ));
    if yes.right_shown < yes.right_with_text {
        let (shown, of) = (yes.right_shown, yes.right_with_text);
        lines.push(format!("  of {of} right answers {shown} show a text expected; the others show other sentences"));
    }
    if let Some(latency) = &report.latency {
        lines.push(format!("time           p50 {} µs, p99 {} µs a question", latency.p50_us, latency.p99_us));
    }
    lines.join("\n") + "\n"
}

struct Page<'a> {
    engine: &'a Engine,
    terminal: &'a Terminal,
}

impl Page<'_> {
    /// What changed since the baseline, the newly wrong whole.
    fn changes(&self, comparison: &Comparison, rows: &[Graded]) -> crate::Result<String> {
        let rows = by_id(rows);
        let mut out = format!(
            "\nagainst the baseline: {} compared, {} not in it, {} of it not asked\n",
            counted(comparison.compared, "question"),
            comparison.added,
            comparison.removed
        );
        let lists = [
            ("newly wrong", &comparison.newly_wrong, true),
            ("newly refused or left to choose", &comparison.newly_missed, true),
            ("wrong, but not right before either", &comparison.missed_now_wrong, true),
            ("newly right", &comparison.newly_right, false),
        ];
        for (name, changes, whole) in lists {
            out.push_str(&format!("{name}: {}\n", changes.len()));
            for change in changes.iter() {
                match rows.get(change.id.as_str()) {
                    Some(row) if whole => out.push_str(&self.row(row)?),
                    _ => out.push_str(&self.line(change)),
                }
            }
        }
        Ok(out)
    }

    fn line(&self, change: &Change) -> String {
        let Change { id, question, was, now } = change;
        format!("{:<10}{} {}  was {}\n", now.as_str(), for_line(id), for_line(question), was.as_str())
    }

    /// A question with what came back and what was expected.
    fn row(&self, graded: &Graded) -> crate::Result<String> {
        let row = &graded.row;
        let at = if graded.source.line == 0 { String::new() } else { format!(":{}", graded.source.line) };
        let place = self.terminal.styled(DIM, &format!("{}{at}", for_line(&graded.source.path)));
        let mut lines =
            vec![format!("{:<10}{} {}  {place}", row.verdict.as_str(), for_line(&row.id), for_line(&row.question))];
        let mut more = |name: &str, what: &str| lines.push(format!("  {name:<9} {what}"));
        match &row.answer {
            Some(answer) => {
                let text = for_line(&beginning(answer.question.as_deref().unwrap_or(&answer.text), NAMED_CHARS));
                more("answered", &format!("{} \"{text}\" {:.2}", for_line(&answer.id), row.confidence));
            }
            None => {
                for id in row.candidates.iter().take(if row.verdict == Verdict::Ambiguous { NAMED } else { 1 }) {
                    let name = if row.verdict == Verdict::Ambiguous { "choice" } else { "nearest" };
                    more(name, &format!("{} {:.2}", self.named(id)?, row.confidence));
                }
            }
        }
        if row.verdict != Verdict::Right {
            for id in row.expected.iter().take(NAMED) {
                let rank = row.rank.filter(|rank| row.candidates.get(rank - 1) == Some(id));
                let rank = rank.map_or_else(String::new, |rank| format!(" at rank {rank}"));
                more("expected", &format!("{}{rank}", self.named(id)?));
            }
            if row.expected.len() > NAMED {
                more("", &format!("or one of {} more", row.expected.len() - NAMED));
            }
            if row.expected.is_empty() {
                let texts = row.expected_texts.iter().take(NAMED);
                texts.for_each(|text| {
                    more("expected", &format!("a record with \"{}\"", for_line(&beginning(text, NAMED_CHARS))))
                });
            }
            if !row.answerable {
                more("expected", "no answer");
            }
        }
        Ok(lines.join("\n") + "\n")
    }

    /// A record by its id and how it is known to people.
    fn named(&self, id: &str) -> crate::Result<String> {
        let record = self.engine.record(id)?;
        let known = record.as_ref().map(|record| record.question().unwrap_or(&record.text));
        Ok(match known {
            Some(text) => format!("{} \"{}\"", for_line(id), for_line(&beginning(text, NAMED_CHARS))),
            None => format!("{} (no such record)", for_line(id)),
        })
    }
}

//! What is wrong with a corpus: conflicts, repetitions, answers that are empty, over-long or out of
//! date, questions that do not find their own record, prompts that lead nowhere.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::answer::Outcome;
use crate::corpus::{Dropped, THE_SAME};
use crate::engine::Engine;
use crate::error::Result;
use crate::index::terms::exact_key;
use crate::limits;
use crate::question::Question;
use crate::record::{Kind, Record};

/// Sorts of findings, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sort {
    /// The file is at fault.
    Fault,
    /// The same question with different answers.
    Conflict,
    /// The same question with the same answer, the same paragraph, or the very same record.
    Repeated,
    /// An id that another record has too.
    Id,
    /// Nearly the same question with another answer.
    Near,
    /// No answer.
    Empty,
    /// An answer too long to be one.
    Long,
    /// Out of date.
    Expired,
    /// A stored question that does not return its own record.
    Unreachable,
    /// A prompt to a record that there is not.
    Dangling,
}

impl Sort {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Fault => "fault",
            Sort::Conflict => "conflict",
            Sort::Repeated => "repeated",
            Sort::Id => "id",
            Sort::Near => "near",
            Sort::Empty => "empty",
            Sort::Long => "long",
            Sort::Expired => "expired",
            Sort::Unreachable => "unreachable",
            Sort::Dangling => "dangling",
        }
    }
}

/// Something wrong with the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort of thing.
    pub sort: Sort,
    /// The record's id; `None` for a fault of a file.
    pub id: Option<String>,
    /// Where it stands.
    pub path: String,
    /// Its line; 0 where the whole file is meant.
    pub line: u32,
    /// What is wrong and beside which other record, in words for the user.
    pub what: String,
}

/// Everything that is wrong with the corpus of `engine` on `today` (`YYYY-MM-DD`), by path and
/// line. `progress` is told records done and records in all. Every stored question is asked once,
/// and in corpora up to 20,000 records once more as if its record were not there.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn lint(engine: &Engine, today: &str, mut progress: impl FnMut(usize, usize)) -> Result<Vec<Finding>> {
    let records = engine.records(0, usize::MAX)?;
    let manifest = engine.manifest();
    let mut findings: Vec<Finding> = manifest.dropped.iter().filter_map(of_dropped).collect();
    let ids: HashMap<&str, &Record> = records.iter().map(|r| (r.id.as_str(), r)).collect();
    paragraphs(&records, &mut findings);
    let mut asked: HashMap<String, Vec<&Record>> = HashMap::new();
    for record in &records {
        for question in &record.questions {
            let key = exact_key(question);
            // Questions without a word, "?!" and "...", are not the same one.
            if key.is_empty() {
                continue;
            }
            let with = asked.entry(key).or_default();
            if with.last().is_none_or(|last| last.id != record.id) {
                with.push(record);
            }
        }
    }
    for (done, record) in records.iter().enumerate() {
        progress(done, records.len());
        alone(record, &ids, today, &mut findings);
        let mut same: Vec<&Record> = Vec::new();
        for question in &record.questions {
            same.extend(asked.get(&exact_key(question)).into_iter().flatten().filter(|r| r.id != record.id));
        }
        // Told of the later one, against the first of the others of each sort.
        same.sort_by_key(|other| place(other));
        for (sort, what) in [
            (Sort::Repeated, "the same question and answer as"),
            (Sort::Conflict, "the same question, but another answer than"),
        ] {
            let is_of = |other: &&&Record| (other.text.trim() == record.text.trim()) == (sort == Sort::Repeated);
            if let Some(other) = same.iter().find(is_of).filter(|other| place(other) < place(record)) {
                findings.push(finding(record, sort, format!("{what} {}", named(other))));
            }
        }
        if record.kind == Kind::Faq && !record.text.trim().is_empty() && !record.expired(today) {
            let same: HashSet<&str> = same.iter().map(|r| r.id.as_str()).collect();
            found(engine, (done, record), &same, records.len() <= limits::LINTED_NEAR, &mut findings)?;
        }
    }
    progress(records.len(), records.len());
    findings.sort_by(|a, b| (&a.path, a.line, a.sort, &a.what).cmp(&(&b.path, b.line, b.sort, &b.what)));
    findings.dedup();
    Ok(findings)
}

/// A piece that reading left out, where its owner should know: a fault, or a record told twice.
fn of_dropped(dropped: &Dropped) -> Option<Finding> {
    let sort = match dropped.fault {
        true => Sort::Fault,
        false if dropped.reason.starts_with(THE_SAME) => Sort::Repeated,
        false => return None,
    };
    Some(Finding { sort, id: None, path: dropped.path.clone(), line: dropped.line, what: dropped.reason.clone() })
}

/// Paragraphs that stand in the corpus more than once, each against the first of them.
fn paragraphs(records: &[Record], findings: &mut Vec<Finding>) {
    let mut told: HashMap<String, &Record> = HashMap::new();
    let told_by_chance = |r: &&Record| r.text.chars().count() < limits::SHARED_CHARS;
    for record in records.iter().filter(|r| r.kind == Kind::Passage && !told_by_chance(r)) {
        match told.entry(exact_key(&record.text)) {
            Entry::Vacant(first) => {
                first.insert(record);
            }
            Entry::Occupied(first) => {
                let what = format!("the same paragraph as {}", named(first.get()));
                findings.push(finding(record, Sort::Repeated, what));
            }
        }
    }
}

/// The record whose id this one would have, were it not told apart by a number.
fn of_one_id<'a>(record: &Record, ids: &HashMap<&str, &'a Record>) -> Option<&'a Record> {
    let (id, number) = record.id.rsplit_once('~')?;
    number.parse::<u32>().ok().and_then(|_| ids.get(id).copied())
}

/// A record as findings name it beside another.
fn named(record: &Record) -> String {
    format!("{} ({}:{})", record.id, record.source.path, record.source.line)
}

fn place(record: &Record) -> (&str, u32, &str) {
    (&record.source.path, record.source.line, &record.id)
}

fn finding(record: &Record, sort: Sort, what: impl Into<String>) -> Finding {
    let source = &record.source;
    Finding { sort, id: Some(record.id.clone()), path: source.path.clone(), line: source.line, what: what.into() }
}

/// What is wrong with a record, whatever is asked.
fn alone(record: &Record, ids: &HashMap<&str, &Record>, today: &str, findings: &mut Vec<Finding>) {
    if let Some(other) = of_one_id(record, ids) {
        let what = format!("the id {} is used by another record, {}; give each its own", other.id, named(other));
        findings.push(finding(record, Sort::Id, what));
    }
    if record.text.trim().is_empty() {
        findings.push(finding(record, Sort::Empty, "no answer: it is found, but never given"));
    }
    let length = record.text.chars().count();
    if record.kind == Kind::Faq && length > limits::ANSWER_LONG_CHARS {
        findings.push(finding(
            record,
            Sort::Long,
            format!("an answer of {length} characters; is the end of it missing?"),
        ));
    }
    if record.expired(today) {
        let until = record.valid_until.as_deref().unwrap_or_default();
        findings.push(finding(record, Sort::Expired, format!("held until {until}")));
    }
    for to in record.prompts.iter().filter_map(|p| p.to.as_deref()).filter(|to| !ids.contains_key(to)) {
        findings.push(finding(record, Sort::Dangling, format!("a prompt leads to {to}, which there is not")));
    }
}

/// Asks a record's questions: whether they find it, and what they find without it.
fn found(
    engine: &Engine,
    (doc, record): (usize, &Record),
    same: &HashSet<&str>,
    near: bool,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for question in &record.questions {
        if exact_key(question).is_empty() {
            findings.push(finding(record, Sort::Unreachable, format!("no word in \"{question}\"")));
            continue;
        }
        let response = engine.ask(Question::new(question.clone()).top(1))?;
        let reached = match &response.outcome {
            Outcome::Answer(answer) => answer.id == record.id || same.contains(answer.id.as_str()),
            _ => false,
        };
        if !reached {
            let instead = match &response.outcome {
                Outcome::Answer(answer) => format!("gives {} instead", answer.id),
                Outcome::Ambiguous(_) => "is offered a choice".to_owned(),
                Outcome::NoAnswer(refusal) => format!("gets no answer: {}", refusal.reason),
            };
            findings.push(finding(record, Sort::Unreachable, format!("\"{question}\" {instead}")));
        }
        if near {
            let mut asked = Question::new(question.clone()).top(1);
            asked.without = u32::try_from(doc).into_iter().collect();
            let without = engine.ask(asked)?;
            let first =
                without.candidates.first().filter(|c| c.confidence >= limits::NEAR_CONFIDENCE && c.kind == Kind::Faq);
            if let Some(first) = first.filter(|c| c.text.trim() != record.text.trim() && !same.contains(c.id.as_str()))
            {
                let asked = first.question.clone().unwrap_or_default();
                let what = format!(
                    "\"{question}\" is near to \"{asked}\" of {} ({}:{})",
                    first.id, first.source.path, first.source.line
                );
                findings.push(finding(record, Sort::Near, what));
            }
        }
    }
    Ok(())
}

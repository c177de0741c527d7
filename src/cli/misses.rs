//! `answerbook misses`: what went unanswered, what is alike together.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::args::{Misses, Options};
use super::fail::{Failure, Status};
use super::journal::{Entry, Event, Journal};
use super::json;
use super::sanitize::for_line;
use crate::{Engine, Policy};

/// Below this confidence the nearest record is near to nothing asked.
const NEAR: f64 = 0.1;
/// Shorter words are left aside when questions are compared.
const WORD_CHARS: usize = 4;
/// Questions that share this much of their words are about one thing.
const ALIKE: f64 = 0.5;

/// Questions that belong together.
#[derive(Debug, Default, Serialize)]
struct Group {
    /// How often they were asked.
    count: usize,
    /// The record that is nearest to all; none where none is near.
    record: Option<String>,
    /// Its first question, or how it is called.
    near: Option<String>,
    /// The questions, most asked first.
    questions: Vec<Missed>,
}

#[derive(Debug, Clone, Serialize)]
struct Missed {
    question: String,
    count: usize,
    events: BTreeMap<&'static str, usize>,
}

/// Groups the journal's misses, or those among the answers of `batch`.
///
/// # Errors
///
/// A journal or file that cannot be read, an engine that cannot be opened.
pub fn run(options: &Options, wanted: &Misses) -> Result<Status, Failure> {
    let entries = if wanted.files.is_empty() {
        Journal::read(Journal::path_of(options))?.entries
    } else {
        let mut entries = Vec::new();
        for path in &wanted.files {
            entries.extend(answers(path)?);
        }
        entries
    };
    let engine = options.open(Policy::AsNeeded)?;
    let groups = grouped(&engine, entries.into_iter().filter(|e| e.event.is_miss()).collect())?;
    let mut out = io::stdout().lock();
    for group in &groups {
        if options.json {
            writeln!(out, "{}", json::line(group))?;
            continue;
        }
        let near = match (&group.near, &group.record) {
            (Some(near), Some(id)) => format!("near \"{}\" ({})", for_line(near), for_line(id)),
            _ => "near nothing that is stored".to_owned(),
        };
        writeln!(out, "{} {near}", group.count)?;
        for missed in &group.questions {
            let events: Vec<&str> = missed.events.keys().copied().collect();
            writeln!(out, "  {:>5}  {}  [{}]", missed.count, for_line(&missed.question), events.join(", "))?;
        }
    }
    if groups.is_empty() && !options.quiet {
        super::terminal::say("no misses; `.set journal on` in the dialogue keeps them, or name answers of `batch`");
    }
    Ok(Status::Done)
}

/// Misses among the JSON lines that `batch` wrote.
fn answers(path: &Path) -> Result<Vec<Entry>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::Input(format!("{}: cannot be read: {e}; name answers of `batch`", path.display())))?;
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong =
            |what: &str| Failure::Input(format!("{}:{number}: {what}; name JSON lines of `batch`", path.display()));
        let row: serde_json::Value = serde_json::from_str(line).map_err(|e| wrong(&e.to_string()))?;
        if row.get("error").is_some() {
            continue;
        }
        let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        let (Some(question), Some(outcome)) = (text("question"), text("outcome")) else {
            return Err(wrong("neither an answer nor an error"));
        };
        let event = match outcome.as_str() {
            "no_answer" => Event::NoAnswer,
            "ambiguous" => Event::Ambiguous,
            _ => continue,
        };
        let record = row.pointer("/candidates/0/id").and_then(serde_json::Value::as_str).map(str::to_owned);
        let confidence = row.get("confidence").and_then(serde_json::Value::as_f64);
        entries.push(Entry { at: 0, event, question, record, confidence });
    }
    Ok(entries)
}

fn grouped(engine: &Engine, entries: Vec<Entry>) -> Result<Vec<Group>, Failure> {
    let mut near: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut far: Vec<(Vec<String>, Vec<Entry>)> = Vec::new();
    for entry in entries {
        match entry.record.clone().filter(|_| entry.confidence.is_some_and(|c| c >= NEAR)) {
            Some(id) => near.entry(id).or_default().push(entry),
            None => {
                let words = words(&entry.question);
                match far.iter_mut().find(|(known, _)| alike(known, &words)) {
                    Some((_, together)) => together.push(entry),
                    None => far.push((words, vec![entry])),
                }
            }
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for (id, entries) in near {
        let called = engine.record(&id)?.map(|r| r.question().or(r.title.as_deref()).unwrap_or(&r.id).to_owned());
        groups.push(Group { record: Some(id), near: called, ..group(entries) });
    }
    groups.extend(far.into_iter().map(|(_, entries)| group(entries)));
    // What was asked most first; what is asked as often stays in its order.
    groups.sort_by_key(|g| std::cmp::Reverse(g.count));
    Ok(groups)
}

fn group(entries: Vec<Entry>) -> Group {
    let count = entries.len();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut questions: Vec<Missed> = Vec::new();
    for entry in entries {
        let key = entry.question.unicode_words().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
        let at = *places.entry(key).or_insert_with(|| {
            questions.push(Missed { question: entry.question.clone(), count: 0, events: BTreeMap::new() });
            questions.len() - 1
        });
        if let Some(missed) = questions.get_mut(at) {
            missed.count += 1;
            let name = match entry.event {
                Event::NoAnswer => "no answer",
                Event::Ambiguous => "ambiguous",
                Event::NoneOfThese => "none meant",
                Event::Good | Event::Bad | Event::Taught | Event::Undo => "wrong",
            };
            *missed.events.entry(name).or_default() += 1;
        }
    }
    questions.sort_by_key(|m| std::cmp::Reverse(m.count));
    Group { count, questions, ..Group::default() }
}

fn words(question: &str) -> Vec<String> {
    let mut words: Vec<String> =
        question.unicode_words().filter(|w| w.chars().count() >= WORD_CHARS).map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Whether two questions share enough of their words (Jaccard's index).
fn alike(one: &[String], other: &[String]) -> bool {
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let all = one.len() + other.len() - shared;
    all > 0 && shared as f64 / all as f64 >= ALIKE
}

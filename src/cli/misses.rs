//! `answerbook misses`: what went unanswered, what is alike together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::args::{Misses, Options};
use super::fail::{Failure, Status};
use super::journal::{Entry, Event, Journal, letters};
use super::json;
use super::sanitize::for_line;
use super::words::{NAMED_CHARS, beginning};
use crate::{Engine, Policy, Record};

/// Below this confidence the nearest record is near to nothing asked.
const NEAR: f64 = 0.1;
/// Shorter words are left aside when questions are compared.
const WORD_CHARS: usize = 4;
/// Questions that share this much of their words are about one thing.
const ALIKE: f64 = 0.5;

/// Records looked through at a time.
const AT_A_TIME: usize = 10_000;

/// Questions that belong together.
#[derive(Debug, Default, Serialize)]
struct Group {
    /// How often they were asked.
    count: usize,
    /// The record that is nearest to all; none where none is near.
    record: Option<String>,
    /// Its first question; of a paragraph its title and how it begins.
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

/// Groups the journal's misses, or those among the answers of `batch`, that nobody has dealt with yet.
///
/// # Errors
///
/// A journal or file that cannot be read, an engine that cannot be opened.
pub fn run(options: &Options, wanted: &Misses) -> Result<Status, Failure> {
    let mut told = Journal::read(Journal::path_of(options))?.entries;
    if !wanted.files.is_empty() {
        // What the owner has said of a question holds for what a batch asked too.
        told.retain(|entry| entry.event.is_correction() && !entry.event.is_miss());
        let mut entries = Vec::new();
        for path in &wanted.files {
            entries.extend(answers(path)?);
        }
        told.splice(..0, entries);
    }
    let engine = options.open(Policy::AsNeeded)?;
    let today = options.today.clone().unwrap_or_else(crate::today);
    let groups = grouped(&engine, still_open(&engine, told, &today)?)?;
    let mut out = io::stdout().lock();
    if options.json {
        groups.iter().try_for_each(|group| writeln!(out, "{}", json::line(group)))?;
    } else {
        show(&groups, &mut out)?;
    }
    if groups.is_empty() && !options.quiet {
        super::terminal::say(
            "no misses left; `.set journal on` in the dialogue keeps them, or name answers of `batch`",
        );
    }
    Ok(Status::Done)
}

/// The groups near a record, and then what is near to none under one heading, like beside like.
fn show(groups: &[Group], out: &mut impl Write) -> io::Result<()> {
    let (near, far): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| group.near.is_some());
    for group in near {
        let (called, id) = (group.near.as_deref().unwrap_or_default(), group.record.as_deref().unwrap_or_default());
        writeln!(out, "{} near \"{}\" ({})", group.count, for_line(called), for_line(id))?;
        list(&group.questions, out)?;
    }
    if !far.is_empty() {
        writeln!(out, "{} near nothing that is stored", far.iter().map(|group| group.count).sum::<usize>())?;
    }
    far.iter().try_for_each(|group| list(&group.questions, out))
}

fn list(questions: &[Missed], out: &mut impl Write) -> io::Result<()> {
    for missed in questions {
        let events: Vec<&str> = missed.events.keys().copied().collect();
        writeln!(out, "  {:>5}  {}  [{}]", missed.count, for_line(&missed.question), events.join(", "))?;
    }
    Ok(())
}

/// How a record is called in a heading.
fn called(record: &Record) -> String {
    let begins = || beginning(&record.text.split_whitespace().collect::<Vec<_>>().join(" "), NAMED_CHARS);
    match (record.question(), &record.title) {
        (Some(question), _) => question.to_owned(),
        (None, Some(title)) => format!("{title}: {}", begins()),
        (None, None) => begins(),
    }
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

/// The misses among what was told, but for questions dealt with: marked right or taught since, answered by what was taught, or
/// stored since with an answer that holds `today`. A wrong answer stays one where the question was stored with it.
fn still_open(engine: &Engine, told: Vec<Entry>, today: &str) -> Result<Vec<Entry>, Failure> {
    let missed = told.iter().filter(|e| e.event.is_miss()).map(|e| letters(&e.question));
    // A question of signs alone is no other one.
    let stored = stored(engine, missed.filter(|key| !key.is_empty()).collect(), today)?;
    let mut held = Vec::with_capacity(told.len());
    for entry in told {
        let holds = match (&entry.record, entry.event) {
            (Some(id), Event::Taught) => engine.record(id)?.is_some(),
            _ => entry.event != Event::Taught,
        };
        held.extend(holds.then_some(entry));
    }
    let of = |event: Event| held.iter().filter(move |e| e.event == event).map(|e| letters(&e.question));
    let taught: HashSet<String> = of(Event::Taught).filter(|key| !key.is_empty()).collect();
    let (mut settled, mut open) = (HashSet::new(), Vec::new());
    for entry in held.into_iter().rev() {
        let key = letters(&entry.question);
        if !entry.event.is_miss() {
            settled.extend(Some(key).filter(|key| !key.is_empty()));
            continue;
        }
        let is_wrong = entry.event == Event::Bad;
        let is_stored = stored
            .get(&key)
            .is_some_and(|ids| ids.iter().any(|id| !is_wrong || entry.record.as_ref().is_some_and(|was| was != id)));
        if !settled.contains(&key) && !is_stored && (is_wrong || !taught.contains(&key)) {
            open.push(entry);
        }
    }
    open.reverse();
    Ok(open)
}

/// Those of the questions, as [`letters`] has them, that are stored with an answer, each with the ids of the records that have it.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn stored(engine: &Engine, wanted: HashSet<String>, today: &str) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut stored: HashMap<String, Vec<String>> = HashMap::new();
    let mut from = 0;
    while !wanted.is_empty() {
        let records = engine.records(from, AT_A_TIME)?;
        if records.is_empty() {
            break;
        }
        from += records.len();
        for record in records.into_iter().filter(|r| !r.text.trim().is_empty() && !r.expired(today)) {
            for key in record.questions.iter().map(|q| letters(q)).filter(|key| wanted.contains(key)) {
                stored.entry(key).or_default().push(record.id.clone());
            }
        }
    }
    Ok(stored)
}

fn grouped(engine: &Engine, entries: Vec<Entry>) -> Result<Vec<Group>, Failure> {
    let mut near: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut far: Vec<Entry> = Vec::new();
    for entry in entries {
        match entry.record.clone().filter(|_| entry.confidence.is_some_and(|c| c >= NEAR)) {
            Some(id) => near.entry(id).or_default().push(entry),
            None => far.push(entry),
        }
    }
    // Records of one question answer it together, and what is near to them is near to one thing.
    let mut of_name: BTreeMap<String, (String, Vec<Entry>)> = BTreeMap::new();
    for (id, entries) in near {
        match engine.record(&id)? {
            Some(record) => of_name.entry(called(&record)).or_insert((id, Vec::new())).1.extend(entries),
            // Taken out since.
            None => far.extend(entries),
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for (name, (id, entries)) in of_name {
        groups.push(Group { record: Some(id), near: Some(name), ..group(entries) });
    }
    groups.extend(together(far).into_iter().map(group));
    // What was asked most first; what is asked as often stays in its order.
    groups.sort_by_key(|g| std::cmp::Reverse(g.count));
    Ok(groups)
}

/// Entries with those before them whose first question is alike.
fn together(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let all: Vec<Vec<String>> = entries.iter().map(|entry| words(&entry.question)).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    all.iter().flatten().for_each(|word| *counts.entry(word.clone()).or_default() += 1);
    let mut groups: Vec<(Vec<String>, Vec<Entry>)> = Vec::new();
    // By a word: its place among the words of a group's first question, how many these are, and the groups.
    let mut with: HashMap<String, BTreeMap<(usize, usize), Vec<usize>>> = HashMap::new();
    for (entry, mut words) in entries.into_iter().zip(all) {
        words.sort_by(|a, b| (counts.get(a), a).cmp(&(counts.get(b), b)));
        let own = words.len();
        let mut near: Vec<usize> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            // If this is the rarest word that two questions share, only those behind it can be shared too: where these
            // are too few, as they are behind a word of most questions, no group need be looked at.
            let enough = |place: usize, other: usize| are_half((own - at).min(other - place), own, other);
            let places = with.get(word).into_iter().flatten();
            near.extend(places.filter(|((place, other), _)| enough(*place, *other)).flat_map(|(_, groups)| groups));
        }
        near.sort_unstable();
        let found = near.into_iter().find(|at| groups.get(*at).is_some_and(|(known, _)| alike(known, &words)));
        match found.and_then(|at| groups.get_mut(at)) {
            Some((_, group)) => group.push(entry),
            None => {
                for (at, word) in words.iter().enumerate() {
                    with.entry(word.clone()).or_default().entry((at, own)).or_default().push(groups.len());
                }
                groups.push((words, vec![entry]));
            }
        }
    }
    groups.into_iter().map(|(_, entries)| entries).collect()
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
    are_half(shared, one.len(), other.len())
}

/// Whether so many shared words are enough for questions of `one` and `other` words.
fn are_half(shared: usize, one: usize, other: usize) -> bool {
    let all = (one + other).saturating_sub(shared);
    all > 0 && shared as f64 / all as f64 >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::{alike, together, words};
    use crate::cli::journal::{Entry, Event};

    fn entry(question: String) -> Entry {
        Entry { at: 0, event: Event::NoAnswer, question, record: None, confidence: None }
    }

    #[test]
    fn a_question_joins_the_first_that_is_alike() {
        let names = ["teapot", "kettle", "garden", "window", "saucer", "ladder", "pencil"];
        let name = |n: usize| names[n % names.len()];
        let asked: Vec<String> =
            (0..200).map(|n| format!("where does {} {} {}", name(n), name(n / 3), name(n / 7))).collect();
        let mut simple: Vec<Vec<String>> = Vec::new();
        for question in &asked {
            let first = simple.iter_mut().find(|group| alike(&words(&group[0]), &words(question)));
            match first {
                Some(group) => group.push(question.clone()),
                None => simple.push(vec![question.clone()]),
            }
        }
        let questions = |group: Vec<Entry>| group.into_iter().map(|e| e.question).collect::<Vec<_>>();
        let found: Vec<Vec<String>> =
            together(asked.into_iter().map(entry).collect()).into_iter().map(questions).collect();
        assert!(found.len() > 1 && found == simple);
    }

    #[test]
    // Each compared with each takes minutes.
    fn many_questions_that_are_alike_in_common_words_stay_apart() {
        let asked = (0..20_000).map(|n| entry(format!("where would anybody find number{n} thing{n} today{n}")));
        assert_eq!(together(asked.collect()).len(), 20_000);
    }
}

//! `answerbook review`: what was taught becomes part of the corpus, if nothing else breaks.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use super::args::{Eval, Options, Review};
use super::eval::{self, questions};
use super::fail::{Failure, Status};
use super::files::write_whole;
use super::journal::{Journal, letters};
use super::json;
use super::misses;
use super::sanitize::for_line;
use super::terminal::{complain, say};
use super::words::counted;
use crate::evaluate::{Comparison, Corpus, Earlier, Expectation, Row, Target, compare};
use crate::{Engine, Outcome, Policy, Question, Record, edit};

/// What is to be added to one record.
struct Addition {
    record: Record,
    questions: Vec<String>,
    path: PathBuf,
}

/// What was taught and cannot be added.
#[derive(Serialize)]
struct Refused {
    question: String,
    record: String,
    why: String,
}

/// All that was taught and is not stored yet.
struct Proposed {
    additions: Vec<Addition>,
    refused: Vec<Refused>,
}

/// Adds what was taught to the corpus's files, asks again what was answered before, and takes
/// everything back where a question that was answered right no longer is.
///
/// # Errors
///
/// A journal, corpus or file of questions that cannot be read; a file that cannot be written.
pub fn run(options: &Options, wanted: &Review) -> Result<Status, Failure> {
    let corpus = options.corpus_to_change()?;
    let journal = Journal::read(Journal::path_of(options))?;
    let engine = options.open(Policy::AsNeeded)?;
    let proposed = proposed(&engine, &corpus, &journal, options)?;
    let additions = &proposed.additions;
    proposed.refused.iter().for_each(|r| complain(&format!("\"{}\": {}", for_line(&r.question), r.why)));
    if !options.json {
        show(additions)?;
    }
    if additions.is_empty() && !options.quiet {
        say("nothing to add: `.teach ID` in the dialogue says which record answers a question");
    }
    if additions.is_empty() || wanted.dry_run {
        return tell(&proposed, None, false, options);
    }
    let cases = cases(&engine, options, wanted)?;
    let before = answered(&engine, &cases)?;
    let mut kept: BTreeMap<&Path, Option<Vec<u8>>> = BTreeMap::new();
    for path in additions.iter().map(|a| a.path.as_path()) {
        let bytes = match fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => return Err(Failure::Input(format!("{}: cannot be read: {e}; nothing is added", path.display()))),
        };
        kept.insert(path, bytes);
    }
    let broken = write(&corpus, additions).and_then(|()| {
        engine.refresh()?;
        let earlier: Vec<Earlier> = before.iter().map(earlier).collect();
        Ok(compare(&earlier, &answered(&engine, &cases)?))
    });
    let compared = match broken {
        Ok(compared) if compared.newly_wrong.is_empty() && compared.newly_missed.is_empty() => {
            return tell(&proposed, Some(&compared), true, options);
        }
        other => other,
    };
    for (path, bytes) in kept {
        let back = match bytes {
            Some(bytes) => write_whole(path, &bytes),
            // Perhaps it was never made.
            None if !path.exists() => Ok(()),
            None => fs::remove_file(path),
        };
        back.map_err(|e| Failure::Input(format!("{}: cannot be put back: {e}; mend it by hand", path.display())))?;
    }
    engine.refresh()?;
    tell(&proposed, Some(&compared?), false, options)?;
    complain("nothing is added: a question that was answered right would no longer be");
    Ok(Status::NoAnswer)
}

/// What was taught and is not stored yet, by record.
fn proposed(engine: &Engine, corpus: &Path, journal: &Journal, options: &Options) -> Result<Proposed, Failure> {
    let (mut additions, mut refused): (Vec<Addition>, Vec<Refused>) = (Vec::new(), Vec::new());
    let taught = journal.taught();
    let today = options.today.clone().unwrap_or_else(crate::today);
    let keys = taught.iter().map(|(question, _)| letters(question)).filter(|key| !key.is_empty());
    let others = misses::stored(engine, keys.collect(), &today)?;
    for (question, id) in taught {
        let Some(record) = engine.record(&id)? else {
            let why = format!("taught for {}, which there is no longer", for_line(&id));
            refused.push(Refused { question, record: id, why });
            continue;
        };
        let stored = match &engine.ask(question.as_str())?.outcome {
            Outcome::Answer(answer) => {
                answer.id == id && record.questions.iter().any(|q| letters(q) == letters(&question))
            }
            _ => false,
        };
        if stored {
            continue;
        }
        // Both would have it then, and the other would go on answering.
        if let Some(other) = others.get(&letters(&question)).and_then(|ids| ids.iter().find(|other| **other != id)) {
            let why = belongs(other, &id);
            refused.push(Refused { question, record: id, why });
            continue;
        }
        match additions.iter_mut().find(|a| a.record.id == id) {
            Some(addition) => addition.questions.push(question),
            None => match edit::place_for_questions(corpus, &record) {
                Ok(path) => additions.push(Addition { record, questions: vec![question], path }),
                Err(error) => refused.push(Refused { question, record: id, why: error.to_string() }),
            },
        }
    }
    Ok(Proposed { additions, refused })
}

/// Why a question of the record `other` is not added to `taught`.
fn belongs(other: &str, taught: &str) -> String {
    let (other, taught) = (for_line(other), for_line(taught));
    format!(
        "a question of {other}, so {taught} does not get it; it stays taught in dialogues, and `answerbook edit {other}` takes it out there"
    )
}

fn show(additions: &[Addition]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for addition in additions {
        let record = &addition.record;
        let called = for_line(record.question().unwrap_or(&record.id));
        writeln!(out, "{}: {} \"{called}\"", for_line(&addition.path.to_string_lossy()), for_line(&record.id))?;
        for question in &addition.questions {
            writeln!(out, "+ {}", for_line(question))?;
        }
    }
    Ok(())
}

fn write(corpus: &Path, additions: &[Addition]) -> Result<(), Failure> {
    for addition in additions {
        edit::add_questions(corpus, &addition.record, &addition.questions)?;
    }
    Ok(())
}

type Case = (String, Question, Target);

/// The corpus's own questions, and those that the owner has graded.
fn cases(engine: &Engine, options: &Options, wanted: &Review) -> Result<Vec<Case>, Failure> {
    let mut cases: Vec<Case> = Vec::new();
    let mut stored = Corpus::new(engine);
    for record in engine.records(0, usize::MAX)? {
        for (at, question) in record.questions.iter().enumerate() {
            let expected = Expectation { ids: [(record.id.clone(), 1)].into(), ..Expectation::default() };
            let target = stored.target(&expected)?;
            cases.push((format!("{}/{at}", record.id), Question::new(question.as_str()), target));
        }
    }
    if !wanted.questions.is_empty() {
        let (graded, mut warnings) = questions::read(options, &Eval::of(wanted.questions.clone()))?;
        let targets = eval::targets(engine, &graded, &mut warnings)?;
        warnings.iter().for_each(|warning| complain(warning));
        let judged =
            graded.into_iter().zip(targets).filter_map(|(case, target)| Some((case.id, case.question, target?)));
        cases.extend(judged);
    }
    Ok(cases)
}

fn answered(engine: &Engine, cases: &[Case]) -> Result<Vec<Row>, Failure> {
    let responses = engine.ask_batch(cases.iter().map(|(_, question, _)| question.clone()));
    let row =
        |((id, _, target), response): (&Case, crate::Result<crate::Response>)| Ok(Row::new(id, target, &response?));
    cases.iter().zip(responses).map(row).collect()
}

fn earlier(row: &Row) -> Earlier {
    Earlier { id: row.id.clone(), question: row.question.clone(), answerable: row.answerable, verdict: row.verdict }
}

/// Says what came of it: as text what changed, as JSON all of it.
fn tell(
    proposed: &Proposed,
    compared: Option<&Comparison>,
    is_added: bool,
    options: &Options,
) -> Result<Status, Failure> {
    if options.json {
        let addition = |a: &Addition| json!({"record": a.record.id, "path": a.path, "questions": a.questions});
        let additions: Vec<Value> = proposed.additions.iter().map(addition).collect();
        let all = json!({"additions": additions, "refused": proposed.refused, "compared": compared, "added": is_added});
        writeln!(io::stdout().lock(), "{}", json::line(&all))?;
    } else if let Some(compared) = compared {
        report(compared, options)?;
    }
    Ok(Status::Done)
}

fn report(compared: &Comparison, options: &Options) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let changes = [
        ("newly wrong", &compared.newly_wrong),
        ("newly missed", &compared.newly_missed),
        ("newly right", &compared.newly_right),
    ];
    if !options.quiet {
        writeln!(out, "{} asked before and after", counted(compared.compared, "question"))?;
    }
    for (what, list) in changes {
        for change in list {
            writeln!(
                out,
                "{what}: {} ({} to {})",
                for_line(&change.question),
                change.was.as_str(),
                change.now.as_str()
            )?;
        }
    }
    Ok(())
}

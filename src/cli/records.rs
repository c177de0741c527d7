//! `add`, `edit`, `rm`, `show`, `list`: one record by hand.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::Command;

use super::args::{Add, Edit, Fields, List, Options, Remove, Show};
use super::fail::{Failure, Status};
use super::json;
use super::render;
use super::sanitize::for_line;
use super::terminal::{Terminal, complain, say};
use super::words::{beginning, counted};
use crate::{Engine, Kind, Policy, Record, edit, import};

/// Characters of a question or text that a list shows.
const LISTED_CHARS: usize = 80;

/// All records with the tags that the options ask for, in the order of the corpus.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn chosen(engine: &Engine, options: &Options) -> Result<Vec<Record>, Failure> {
    let mut records = engine.records(0, usize::MAX)?;
    records.retain(|r| options.filter.iter().all(|(tag, value)| r.tags.get(tag) == Some(value)));
    Ok(records)
}

/// Lists records, one a line.
///
/// # Errors
///
/// As opening the engine.
pub fn list(options: &Options, wanted: &List) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let lines = listed(&engine, options, wanted.contains.as_deref())?;
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    Ok(Status::Done)
}

/// The records that the options ask for and that hold a text, a line each.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn listed(engine: &Engine, options: &Options, contains: Option<&str>) -> Result<Vec<String>, Failure> {
    let mut records = chosen(engine, options)?;
    if let Some(text) = contains {
        let text = text.to_lowercase();
        let has = |r: &Record| r.questions.iter().chain([&r.text]).any(|t| t.to_lowercase().contains(&text));
        records.retain(has);
    }
    let line = |record: &Record| {
        if options.json {
            return json::line(record);
        }
        let name = beginning(&for_line(record.question().unwrap_or(&record.text)), LISTED_CHARS);
        let place = format!("{}:{}", for_line(&record.source.path), record.source.line);
        format!("{}\t{}\t{name}\t{place}", for_line(&record.id), record.kind.as_str())
    };
    Ok(records.iter().map(line).collect())
}

/// Shows one record whole.
///
/// # Errors
///
/// As opening the engine.
pub fn show(options: &Options, wanted: &Show, terminal: &Terminal) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let record = find(&engine, &wanted.id)?;
    if options.json {
        return print(&record);
    }
    writeln!(io::stdout().lock(), "{}", render::record(&record, terminal))?;
    Ok(Status::Done)
}

fn find(engine: &Engine, id: &str) -> Result<Record, Failure> {
    let unknown = || Failure::Input(format!("{id}: no record has this id; `answerbook list` shows ids"));
    engine.record(id)?.ok_or_else(unknown)
}

/// A record as JSON.
fn print(record: &Record) -> Result<Status, Failure> {
    writeln!(io::stdout().lock(), "{}", json::line(record))?;
    Ok(Status::Done)
}

/// The record that stands in this place now, as JSON; nothing where what was written there is a record no longer.
fn print_from(options: &Options, path: &Path, line: u32) -> Result<Status, Failure> {
    let engine = options.builder()?.policy(Policy::AsNeeded).open()?;
    let is_there = |record: &Record| Path::new(&record.source.path) == path && record.source.line == line;
    engine.records(0, usize::MAX)?.iter().find(|record| is_there(record)).map_or(Ok(Status::Done), print)
}

/// Adds one record: of the fields given, or of a JSON object on stdin.
///
/// # Errors
///
/// Fields that make no record, an id that is taken, a corpus file that cannot be written.
pub fn add(options: &Options, wanted: &Add) -> Result<Status, Failure> {
    let corpus = options.corpus_to_change()?;
    let mut object = serde_json::Map::new();
    if wanted.fields.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::Input(
                "what to add? --question and --answer, --text, or a JSON object on stdin".to_owned(),
            ));
        }
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|e| Failure::Input(format!("stdin cannot be read: {e}")))?;
        let mut record = edit::from_line(&text.split('\n').collect::<Vec<_>>().join(" "))?;
        record.id = wanted.id.clone().unwrap_or(record.id);
        return put(options, &corpus, record);
    }
    if let Some(id) = &wanted.id {
        object.insert("id".to_owned(), id.clone().into());
    }
    wanted.fields.fill(&mut object);
    let record = edit::from_line(&serde_json::Value::Object(object).to_string())?;
    put(options, &corpus, record)
}

fn put(options: &Options, corpus: &Path, record: Record) -> Result<Status, Failure> {
    // A first record makes the corpus.
    let known = corpus.exists().then(|| options.open(Policy::AsNeeded)).transpose();
    if let Ok(Some(engine)) = &known
        && !record.id.is_empty()
        && let Some(other) = engine.record(&record.id)?
    {
        let place = format!("{}:{}", other.source.path, other.source.line);
        return Err(Failure::Input(format!(
            "the id {} is taken, at {place}; choose another, or `answerbook edit`",
            record.id
        )));
    }
    if record.kind == Kind::Faq && record.text.trim().is_empty() {
        return Err(Failure::Input("a question without an answer; give --answer".to_owned()));
    }
    let (path, line) = edit::add(corpus, &record)?;
    if !options.quiet {
        say(&format!("added {}:{line}", path.display()));
    }
    if options.json { print_from(options, &path, line) } else { Ok(Status::Done) }
}

/// Changes one record: the fields given, or all of it in an editor.
///
/// # Errors
///
/// A record that stands in no file of JSON lines, a field that its kind has not, or a change that makes it none.
pub fn edit(options: &Options, wanted: &Edit) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let old = find(&engine, &wanted.id)?;
    let (what, other) = match old.kind {
        Kind::Faq => ("a question with its answer; change that with --answer", &wanted.fields.text),
        Kind::Passage => ("a paragraph; change it with --text", &wanted.fields.answer),
    };
    if other.is_some() {
        return Err(Failure::Input(format!("{}: this is {what}", old.id)));
    }
    let mut object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&edit::to_line(&old)).unwrap_or_default();
    let line = if wanted.fields.is_empty() {
        edited(&serde_json::to_string_pretty(&object).unwrap_or_default())?
    } else {
        wanted.fields.fill(&mut object);
        serde_json::Value::Object(object).to_string()
    };
    let new = edit::from_line(&line)?;
    edit::replace(&old, &new)?;
    imported(&old);
    if !options.quiet {
        say(&format!("changed {}:{}", old.source.path, old.source.line));
    }
    let path = Path::new(&old.source.path);
    if options.json { print_from(options, path, old.source.line) } else { Ok(Status::Done) }
}

/// Takes one record out of its file.
///
/// # Errors
///
/// As [`edit()`].
pub fn remove(options: &Options, wanted: &Remove) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let old = find(&engine, &wanted.id)?;
    edit::remove(&old)?;
    // Questions that were added to it elsewhere go with it.
    for file in engine.manifest().corpus.iter().filter(|file| file.form == "jsonl") {
        let path = Path::new(&file.name);
        let removed = if path.is_file() { edit::remove_questions(path, &old.id)? } else { 0 };
        if removed > 0 && !options.quiet {
            say(&format!("removed its questions from {}: {}", path.display(), counted(removed, "row")));
        }
    }
    imported(&old);
    if !options.quiet {
        let what = for_line(old.question().unwrap_or(&old.text));
        say(&format!("removed {}:{}: {what}", old.source.path, old.source.line));
    }
    if options.json { print(&old) } else { Ok(Status::Done) }
}

/// Warns that an import would undo a change.
fn imported(record: &Record) {
    if let Some(from) = import::origin(record) {
        complain(&format!("this record came from {from}: importing that again undoes the change; change it there too"));
    }
}

/// What the owner makes of a text in an editor, on one line.
fn edited(text: &str) -> Result<String, Failure> {
    let wrong = |what: String| Failure::Input(what);
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).filter(|e| !e.trim().is_empty());
    let Some(editor) = editor else {
        return Err(wrong("what to change? --question, --answer, --tag and so on, or set EDITOR".to_owned()));
    };
    let path = std::env::temp_dir().join(format!("answerbook-{}.json", std::process::id()));
    let failed = |e: io::Error| wrong(format!("{}: {e}; check the folder", path.display()));
    // Nobody else's file, nor a link planted there.
    let mut file = std::fs::File::options().write(true).create_new(true).open(&path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    drop(file);
    let mut words = editor.split_whitespace();
    let run = Command::new(words.next().unwrap_or_default()).args(words).arg(&path).status();
    let after = std::fs::read_to_string(&path);
    let _ = std::fs::remove_file(&path);
    match run {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(wrong(format!("{editor} ended with {status}; nothing is changed"))),
        Err(e) => return Err(wrong(format!("{editor} cannot be started: {e}; set EDITOR"))),
    }
    let value: serde_json::Value = serde_json::from_str(&after.map_err(failed)?)
        .map_err(|e| wrong(format!("no JSON: {e}; nothing is changed")))?;
    Ok(value.to_string())
}

impl Fields {
    /// Whether none is given.
    pub fn is_empty(&self) -> bool {
        let Fields { question, answer, text, title, tag, lang, valid_until, uri } = self;
        question.is_empty()
            && tag.is_empty()
            && [answer, text, title, lang, valid_until, uri].iter().all(|f| f.is_none())
    }

    /// Puts what is given into a native record; an empty text takes a field away.
    fn fill(&self, object: &mut serde_json::Map<String, serde_json::Value>) {
        if !self.question.is_empty() {
            object.insert("questions".to_owned(), self.question.clone().into());
        }
        let texts = [
            ("answer", &self.answer),
            ("text", &self.text),
            ("title", &self.title),
            ("lang", &self.lang),
            ("valid_until", &self.valid_until),
        ];
        for (name, value) in texts {
            match value.as_deref() {
                Some("") => drop(object.shift_remove(name)),
                Some(text) => drop(object.insert(name.to_owned(), text.into())),
                None => {}
            }
        }
        if let Some(uri) = &self.uri {
            let source = object.entry("source").or_insert_with(|| serde_json::json!({}));
            if let Some(source) = source.as_object_mut() {
                source.insert("uri".to_owned(), uri.clone().into());
            }
        }
        if !self.tag.is_empty() {
            let tags = object.entry("tags").or_insert_with(|| serde_json::json!({}));
            if let Some(tags) = tags.as_object_mut() {
                for (name, value) in &self.tag {
                    match value.as_str() {
                        "" => drop(tags.shift_remove(name)),
                        value => drop(tags.insert(name.clone(), value.into())),
                    }
                }
            }
        }
    }
}

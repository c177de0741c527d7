//! One record by hand: added to, changed in and taken out of files of JSON lines, every other line left as it is.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::corpus::jsonl;
use crate::error::{Error, Result};
use crate::fresh::Fresh;
use crate::import;
use crate::record::{Kind, Record};

/// The file below the corpus folder that records are added to.
pub const FILE: &str = "records.jsonl";

/// The file below the corpus folder that questions are added to for records which stand in files
/// of another form.
pub const QUESTIONS_FILE: &str = "questions.jsonl";

/// A record as its native line.
pub fn to_line(record: &Record) -> String {
    jsonl::write(record)
}

/// The record of a native line.
///
/// # Errors
///
/// Input that is no JSON object, or neither a pair nor a passage.
pub fn from_line(line: &str) -> Result<Record> {
    jsonl::one(line)
        .map_err(|what| Error::input(what).advice("a pair has \"question\" and \"answer\", a passage has \"text\""))
}

/// Appends `record` to the corpus: to the file `corpus`, or to [`FILE`] in the folder. Returns file and line.
///
/// # Errors
///
/// A corpus file that is not of JSON lines, or one that cannot be written.
pub fn add(corpus: &Path, record: &Record) -> Result<(PathBuf, u32)> {
    let path = if corpus.is_file() { corpus.to_path_buf() } else { corpus.join(FILE) };
    let line = append(&path, &to_line(record))?;
    Ok((path, line))
}

/// Adds a line to a file of JSON lines, and returns its number.
fn append(path: &Path, line: &str) -> Result<u32> {
    native(path)?;
    let _alone = alone(path)?;
    let mut text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(unusable(path, e)),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let number = u32::try_from(text.matches('\n').count() + 1).unwrap_or(u32::MAX);
    text.push_str(line);
    text.push('\n');
    write(path, text.as_bytes())?;
    Ok(number)
}

/// Where [`add_questions`] would write for this record: its own file where that is the owner's and
/// of JSON lines, else [`QUESTIONS_FILE`] in the folder `corpus`.
///
/// # Errors
///
/// A paragraph, which takes no questions; a record of another form in a corpus that is no folder.
pub fn place_for_questions(corpus: &Path, record: &Record) -> Result<PathBuf> {
    let path = Path::new(&record.source.path);
    if record.kind != Kind::Faq {
        let advice = "write them and their answer as a pair";
        return Err(Error::input("a paragraph takes no questions").at(path).line(record.source.line).advice(advice));
    }
    // The next import would write over what is added to one that was imported.
    if native(path).is_ok() && import::origin(record).is_none() {
        return Ok(path.to_path_buf());
    }
    if corpus.is_dir() {
        return Ok(corpus.join(QUESTIONS_FILE));
    }
    Err(Error::input("questions are added to files of JSON lines only")
        .at(path)
        .advice("name the folder that this file is in as the corpus, so that they can stand beside it"))
}

/// Adds phrasings to a FAQ pair: to its line, or as a line of their own beside the corpus's other
/// files. Returns file and line.
///
/// # Errors
///
/// As [`place_for_questions`] and [`replace`].
pub fn add_questions(corpus: &Path, record: &Record, questions: &[String]) -> Result<(PathBuf, u32)> {
    let path = place_for_questions(corpus, record)?;
    if path == Path::new(&record.source.path) {
        let mut new = record.clone();
        new.questions.extend(questions.iter().cloned());
        replace(record, &new)?;
        return Ok((path, record.source.line));
    }
    let line = serde_json::json!({"id": record.id, "questions": questions}).to_string();
    let number = append(&path, &line)?;
    Ok((path, number))
}

/// Puts `new` in place of `old` in its file.
///
/// # Errors
///
/// A record whose file is not of JSON lines, or was changed since it was read.
pub fn replace(old: &Record, new: &Record) -> Result<()> {
    change(old, Some(to_line(new)))
}

/// Takes a record out of its file.
///
/// # Errors
///
/// As [`replace`].
pub fn remove(old: &Record) -> Result<()> {
    change(old, None)
}

fn change(old: &Record, line: Option<String>) -> Result<()> {
    let path = Path::new(&old.source.path);
    native(path)?;
    let _alone = alone(path)?;
    let text = fs::read_to_string(path).map_err(|e| unusable(path, e))?;
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = (old.source.line as usize).saturating_sub(1);
    let there = lines.get(at).and_then(|raw| from_line(raw).ok());
    let same = there.is_some_and(|there| is_unchanged(there, old));
    let Some(slot) = lines.get_mut(at).filter(|_| same) else {
        return Err(Error::input("the file was changed since the record was read")
            .at(path)
            .line(old.source.line)
            .advice("try again"));
    };
    let end = if slot.ends_with("\r\n") { "\r\n" } else { "\n" };
    let new = line.map(|line| format!("{line}{end}")).unwrap_or_default();
    *slot = &new;
    write(path, lines.concat().as_bytes())
}

/// Whether what stands in the file is `old`, but for what reading the corpus adds: its place, an id where it has none of its
/// own, questions that stand elsewhere, and remarks.
fn is_unchanged(there: Record, old: &Record) -> bool {
    let (uri, heading) = (&there.source.uri, &there.source.heading);
    old.questions.starts_with(&there.questions)
        && *uri == old.source.uri
        && *heading == old.source.heading
        && Record {
            id: old.id.clone(),
            questions: old.questions.clone(),
            source: old.source.clone(),
            warnings: old.warnings.clone(),
            ..there
        } == *old
}

/// Takes the rows of a file of JSON lines out that only add questions to the record of this id, and returns how many; a file
/// of another form has none. Without that record each would be a pair without an answer.
///
/// # Errors
///
/// A file that cannot be read or written.
pub fn remove_questions(path: &Path, id: &str) -> Result<usize> {
    if native(path).is_err() {
        return Ok(0);
    }
    let _alone = alone(path)?;
    let bytes = fs::read(path).map_err(|e| unusable(path, e))?;
    let adds = |line: &[u8]| {
        let row = std::str::from_utf8(line).ok().and_then(|line| from_line(line).ok());
        row.is_some_and(|r| r.id == id && r.kind == Kind::Faq && r.text.trim().is_empty())
    };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let kept: Vec<&[u8]> = lines.iter().copied().filter(|line| !adds(line)).collect();
    if kept.len() < lines.len() {
        write(path, &kept.concat())?;
    }
    Ok(lines.len() - kept.len())
}

/// Waits until nobody else changes a file of this folder; the lock ends with the value. Where the
/// system locks no folders, two changes at once may still lose one.
fn alone(path: &Path) -> Result<Option<fs::File>> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|e| unwritable(folder, e))?;
    let file = fs::File::open(folder).ok();
    Ok(file.filter(|file| file.lock().is_ok()))
}

fn native(path: &Path) -> Result<()> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if matches!(ending.as_deref(), Some("jsonl" | "ndjson")) {
        return Ok(());
    }
    Err(Error::input("only files of JSON lines are changed")
        .at(path)
        .advice("edit this file itself, or `answerbook import` it and take it out of the corpus"))
}

/// Writes the whole file beside itself, then puts it in place.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| unwritable(path, e);
    // A link stays one: what it leads to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let mut file = Fresh::beside(&target).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.put(&target).map_err(failed)
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    Error::corpus("cannot be written").at(path).because(error).advice("make room or make it writable")
}

fn unusable(path: &Path, error: std::io::Error) -> Error {
    Error::corpus("cannot be read").at(path).because(error).advice("check that it is UTF-8 and its permissions")
}

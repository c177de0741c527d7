//! What an owner tells about answers, and what went unanswered: a file of JSON lines for each corpus.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::args::Options;
use super::fail::Failure;
use super::folders;
use super::json;
use crate::{Outcome, Response};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// There was no answer.
    NoAnswer,
    /// Two records were too near to choose between.
    Ambiguous,
    /// None of a choice was meant.
    NoneOfThese,
    /// The answer was right.
    Good,
    /// The answer was wrong.
    Bad,
    /// The question is answered by a record.
    Taught,
    /// The last correction before this one is taken back.
    Undo,
}

impl Event {
    /// Whether an owner told it, and may take it back.
    pub fn is_correction(self) -> bool {
        matches!(self, Event::Good | Event::Bad | Event::Taught)
    }

    /// Whether the question was not answered as it should have been.
    pub fn is_miss(self) -> bool {
        matches!(self, Event::NoAnswer | Event::Ambiguous | Event::NoneOfThese | Event::Bad)
    }
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in seconds since 1970.
    #[serde(default)]
    pub at: u64,
    /// What happened.
    pub event: Event,
    /// The question as it stands alone; empty of an undo.
    #[serde(default)]
    pub question: String,
    /// The record that answered, was nearest, or is to answer.
    #[serde(default)]
    pub record: Option<String>,
    /// The confidence then.
    #[serde(default)]
    pub confidence: Option<f64>,
}

impl Entry {
    /// What `event` tells of `response`.
    pub fn of(event: Event, response: &Response) -> Self {
        let record = match &response.outcome {
            Outcome::Answer(answer) => Some(answer.id.clone()),
            _ => response.candidates.first().map(|c| c.id.clone()),
        };
        let confidence = Some((response.confidence * 10_000.0).round() / 10_000.0);
        Entry { at: now(), event, question: response.meant().to_owned(), record, confidence }
    }

    /// That `question` is answered by the record `id`.
    pub fn taught(question: &str, id: &str) -> Self {
        let (question, record) = (question.to_owned(), Some(id.to_owned()));
        Entry { at: now(), event: Event::Taught, question, record, confidence: None }
    }

    fn undo() -> Self {
        Entry { at: now(), event: Event::Undo, question: String::new(), record: None, confidence: None }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// The letters and digits of a question in small letters: what tells it from another.
pub fn letters(question: &str) -> String {
    question.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The journal of one corpus.
pub struct Journal {
    /// Its file; `None` where the environment has no place for one.
    pub path: Option<PathBuf>,
    /// What stands in it, corrections taken back left out.
    pub entries: Vec<Entry>,
}

impl Journal {
    /// The file that belongs to the corpus that the options name.
    pub fn path_of(options: &Options) -> Option<PathBuf> {
        let default = [PathBuf::from("corpus")];
        let corpus = if options.corpus.is_empty() { &default[..] } else { &options.corpus };
        let name = if options.demo { "demo".to_owned() } else { folders::name_of(corpus) };
        Some(folders::state()?.join("journal").join(format!("{name}.jsonl")))
    }

    /// Reads the journal at `path`; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or a line that is no entry, but for a torn last one.
    pub fn read(path: Option<PathBuf>) -> Result<Self, Failure> {
        let mut entries = Vec::new();
        if let Some(path) = &path {
            let text = match fs::read_to_string(path) {
                Ok(text) => text,
                Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
                Err(e) => {
                    let advice = "check its permissions, or move it away";
                    return Err(Failure::Input(format!(
                        "{}: the journal cannot be read: {e}; {advice}",
                        path.display()
                    )));
                }
            };
            for (number, line) in (1..).zip(text.split_inclusive('\n')).filter(|(_, l)| !l.trim().is_empty()) {
                match serde_json::from_str(line) {
                    Ok(entry) => put(&mut entries, entry),
                    // What was being written when the program was killed.
                    Err(_) if !line.ends_with('\n') => {}
                    Err(e) => {
                        return Err(Failure::Input(format!(
                            "{}:{number}: no entry of a journal: {e}; mend or delete the line",
                            path.display()
                        )));
                    }
                }
            }
        }
        Ok(Journal { path, entries })
    }

    /// Adds an entry, on disk first.
    ///
    /// # Errors
    ///
    /// A file that cannot be written; nothing is added then.
    pub fn add(&mut self, entry: Entry) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "neither HOME nor XDG_STATE_HOME is set"));
        };
        let mut file = folders::own_file(path)?;
        let whole = fs::read(path)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at as u64 + 1);
        // What was being written when the program was killed.
        if file.metadata()?.len() > whole {
            file.set_len(whole)?;
        }
        file.write_all(format!("{}\n", json::line(&entry)).as_bytes())?;
        put(&mut self.entries, entry);
        Ok(())
    }

    /// Takes back the last correction and returns it; `None` where there is none.
    ///
    /// # Errors
    ///
    /// As [`Journal::add`].
    pub fn undo(&mut self) -> io::Result<Option<Entry>> {
        let Some(last) = self.entries.iter().rev().find(|e| e.event.is_correction()).cloned() else { return Ok(None) };
        self.add(Entry::undo())?;
        Ok(Some(last))
    }

    /// What was taught: questions and the record that answers each, the last word on each.
    pub fn taught(&self) -> Vec<(String, String)> {
        let mut taught: Vec<(String, String)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for entry in self.entries.iter().filter(|e| e.event == Event::Taught) {
            let Some(id) = &entry.record else { continue };
            match places.get(entry.question.as_str()).and_then(|at| taught.get_mut(*at)) {
                Some(slot) => slot.1.clone_from(id),
                None => {
                    places.insert(&entry.question, taught.len());
                    taught.push((entry.question.clone(), id.clone()));
                }
            }
        }
        taught
    }
}

/// Adds an entry as the file's next line; an undo takes the last correction with it.
fn put(entries: &mut Vec<Entry>, entry: Entry) {
    if entry.event != Event::Undo {
        entries.push(entry);
    } else if let Some(at) = entries.iter().rposition(|e| e.event.is_correction()) {
        entries.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Event, Journal};
    use std::io::Write;

    #[test]
    fn what_is_added_is_read_again_and_undone_things_are_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = Some(dir.path().join("a/journal.jsonl"));
        let mut journal = Journal::read(path.clone()).unwrap();
        assert!(journal.undo().unwrap().is_none());
        journal.add(Entry::taught("where?", "a")).unwrap();
        journal.add(Entry::taught("where?", "b")).unwrap();
        journal.add(Entry::taught("when?", "c")).unwrap();
        assert_eq!(journal.undo().unwrap().unwrap().question, "when?");
        assert_eq!(journal.taught(), [("where?".to_owned(), "b".to_owned())]);
        assert_eq!(Journal::read(path).unwrap().entries, journal.entries);
    }

    #[test]
    fn a_torn_last_line_is_passed_over_and_taken_away_but_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.jsonl");
        let mut journal = Journal::read(Some(path.clone())).unwrap();
        journal.add(Entry::taught("where?", "a")).unwrap();
        let mut file = std::fs::File::options().append(true).open(&path).unwrap();
        file.write_all(b"{\"event\":\"go").unwrap();
        let mut journal = Journal::read(Some(path.clone())).unwrap();
        assert_eq!(journal.entries.len(), 1);
        assert_eq!(journal.entries[0].event, Event::Taught);
        journal.add(Entry::taught("when?", "b")).unwrap();
        assert_eq!(Journal::read(Some(path.clone())).unwrap().entries, journal.entries);
        file.write_all(b"nonsense\n").unwrap();
        assert!(Journal::read(Some(path)).is_err());
    }
}

//! Files of questions with what is expected of them: which form they have, and their rows.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::super::args::{Eval, Options, QuestionForm};
use super::super::fail::Failure;
use super::super::words::counted;
use super::trec::{self, Qrels};
use super::{jsonl, squad, table};
use crate::Question;
use crate::evaluate::metrics::Grades;

/// A question and what is expected of it.
#[derive(Debug)]
pub struct Case {
    /// Its id; the line's number where the file gives none, with the file's name before it
    /// where there are several files.
    pub id: String,
    /// The file it stands in.
    pub path: String,
    /// The line it stands on, from 1; 0 where the form has no lines.
    pub line: u64,
    /// The question.
    pub question: Question,
    /// What is expected.
    pub expected: Expected,
}

/// What is expected of a question, before the corpus is looked at.
#[derive(Debug)]
pub enum Expected {
    /// What its row says.
    Written(Written),
    /// What the qrels say.
    Judged(Grades),
    /// Nothing is known, so nothing can be said of the answer.
    Unjudged,
}

/// What a row says is expected. Empty: that the corpus cannot answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Ids or, where none of the file's is one, texts.
    pub expect: Vec<String>,
    /// Texts of which a right record holds one.
    pub texts: Vec<String>,
    /// The right record's whole text.
    pub paragraph: Option<String>,
}

/// A row as it was read.
#[derive(Debug)]
pub struct Asked {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// The line it stands on, from 1; 0 where the form has no lines.
    pub line: u64,
    /// The question.
    pub question: Question,
    /// What it says is expected; `None` where it doesn't.
    pub expected: Option<Written>,
}

/// What is wrong with a file, and on which line of it; 0 for the file as a whole.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong and what to do.
    pub what: String,
}

impl Fault {
    /// A fault on this line.
    pub fn new(line: u64, what: impl Into<String>) -> Self {
        Fault { line, what: what.into() }
    }

    /// The fault of this file, for the user.
    pub fn of(self, name: &str) -> Failure {
        let line = if self.line == 0 { String::new() } else { format!("{}:", self.line) };
        Failure::Input(format!("{name}:{line} {}", self.what))
    }
}

/// How rows become questions.
pub struct Making<'a> {
    /// Makes a question of its text.
    pub question: &'a dyn Fn(String) -> Question,
    /// Whether qrels or the flag `--unanswerable` say what is expected, so that rows need not.
    pub judged_elsewhere: bool,
}

/// All questions of the command line, in order, and what to warn about.
///
/// # Errors
///
/// A file that cannot be read, a row that is faulty or says nothing of what is expected, an id
/// that two rows have: all before anything is asked, so that no row is lost unseen.
pub fn read(options: &Options, eval: &Eval) -> Result<(Vec<Case>, Vec<String>), Failure> {
    let (files, qrels_files) = files(eval)?;
    let mut qrels = Qrels::default();
    for path in &qrels_files {
        let text = text_of(path)?;
        trec::read_qrels(&text, &mut qrels).map_err(|fault| fault.of(&name_of(path)))?;
    }
    let several = files.len() + eval.unanswerable.len() > 1;
    let mut cases = Cases { several, cases: Vec::new(), places: HashMap::new() };
    let question = |text: String| options.question(text);
    let making = Making { question: &question, judged_elsewhere: !qrels_files.is_empty() };
    for path in &files {
        for mut asked in rows_of(path, eval.from, &making)? {
            let grades = asked.id.as_ref().and_then(|id| qrels.relevant.get(id));
            let expected = match (grades, asked.expected.take()) {
                (Some(grades), _) => Expected::Judged(grades.clone()),
                (None, Some(written)) => Expected::Written(written),
                (None, None) if making.judged_elsewhere => Expected::Unjudged,
                (None, None) => return Err(unsaid(path, asked.line)),
            };
            cases.add(path, asked, expected)?;
        }
    }
    let making = Making { judged_elsewhere: true, ..making };
    for path in &eval.unanswerable {
        for asked in rows_of(path, None, &making)? {
            cases.add(path, asked, Expected::Written(Written::default()))?;
        }
    }
    let judged = cases.cases.iter().any(|case| matches!(case.expected, Expected::Judged(_)));
    if let (false, Some(path)) = (judged, qrels_files.first()) {
        let what = "it has a relevant record for none of the questions; name the judgements of these";
        return Err(Fault::new(0, what).of(&name_of(path)));
    }
    let warnings = warnings(&cases, &qrels);
    Ok((cases.cases, warnings))
}

fn unsaid(path: &Path, line: u64) -> Failure {
    let what = "the row doesn't say what is expected; give \"expect\" (ids), \"answers\" (texts) or \"answerable\": false, or name judgements with --qrels";
    Fault::new(line, what).of(&name_of(path))
}

/// The files of questions and of judgements: those named, and those of folders named.
fn files(eval: &Eval) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let mut questions = Vec::new();
    let mut qrels = eval.qrels.clone();
    for path in &eval.questions {
        if !path.is_dir() {
            questions.push(path.clone());
            continue;
        }
        let queries = path.join("queries.jsonl");
        let judged = ["test.tsv", "dev.tsv"].map(|name| path.join("qrels").join(name)).into_iter().find(|p| p.exists());
        match judged {
            _ if !queries.exists() => {
                let what = "a folder without queries.jsonl; name a file of questions, or a folder as BEIR has it";
                return Err(Fault::new(0, what).of(&name_of(path)));
            }
            _ if !eval.qrels.is_empty() => {}
            Some(judged) => qrels.push(judged),
            None => {
                let what = "neither qrels/test.tsv nor qrels/dev.tsv is there; name the judgements with --qrels";
                return Err(Fault::new(0, what).of(&name_of(path)));
            }
        }
        questions.push(queries);
    }
    Ok((questions, qrels))
}

struct Cases {
    several: bool,
    cases: Vec<Case>,
    /// Where each id stands.
    places: HashMap<String, String>,
}

impl Cases {
    fn add(&mut self, path: &Path, asked: Asked, expected: Expected) -> Result<(), Failure> {
        let Asked { id, line, question, .. } = asked;
        let name = name_of(path);
        let place = if line == 0 { name.clone() } else { format!("{name}:{line}") };
        let id = id.unwrap_or_else(|| if self.several { place.clone() } else { line.to_string() });
        if let Some(first) = self.places.insert(id.clone(), place) {
            let what = format!("the id {id} stands at {first} too; give each question an id of its own");
            return Err(Fault::new(line, what).of(&name));
        }
        self.cases.push(Case { id, path: name, line, question, expected });
        Ok(())
    }
}

/// What does not stop an evaluation but makes its figures say less than they seem to.
fn warnings(cases: &Cases, qrels: &Qrels) -> Vec<String> {
    let mut warnings = Vec::new();
    let unjudged: Vec<&str> =
        cases.cases.iter().filter(|c| matches!(c.expected, Expected::Unjudged)).map(|c| c.id.as_str()).collect();
    if !unjudged.is_empty() {
        let what = "without a relevant record in the qrels, left out";
        warnings.push(format!("{} {what}: {}", counted(unjudged.len(), "question"), super::few(&unjudged)));
    }
    let mut strangers: Vec<&str> =
        qrels.relevant.keys().map(String::as_str).filter(|id| !cases.places.contains_key(*id)).collect();
    strangers.sort_unstable();
    if !strangers.is_empty() {
        let what = "of the qrels not among the questions";
        warnings.push(format!("{} {what}: {}", counted(strangers.len(), "question"), super::few(&strangers)));
    }
    warnings
}

/// The path as shown; stdin by name.
pub fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "stdin".to_owned() } else { path.display().to_string() }
}

/// A file's text, without a byte order mark.
///
/// # Errors
///
/// A file that cannot be read or is not UTF-8.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    let name = name_of(path);
    let unreadable =
        |e: io::Error| Fault::new(0, format!("cannot be read: {e}; name a file, or - for stdin")).of(&name);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        bytes = fs::read(path).map_err(unreadable)?;
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let before = e.as_bytes().iter().take(e.utf8_error().valid_up_to());
        let line = 1 + before.filter(|b| **b == b'\n').count() as u64;
        Fault::new(line, "not UTF-8 text; save the file as UTF-8").of(&name)
    })?;
    Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}

fn rows_of(path: &Path, from: Option<QuestionForm>, making: &Making) -> Result<Vec<Asked>, Failure> {
    let text = text_of(path)?;
    let name = name_of(path);
    let rows = match from.unwrap_or_else(|| form_of(path, &text)) {
        QuestionForm::Jsonl => jsonl::read(&text, making),
        QuestionForm::Csv => table::read(&text, b",;\t", making),
        QuestionForm::Tsv => table::read(&text, b"\t", making),
        QuestionForm::Squad => squad::read(&text, making),
    };
    let rows = rows.map_err(|fault| fault.of(&name))?;
    if rows.is_empty() {
        return Err(Fault::new(0, "no question in it; name a file of questions").of(&name));
    }
    Ok(rows)
}

/// The form of a file by its ending, else by how it begins.
fn form_of(path: &Path, text: &str) -> QuestionForm {
    #[derive(Deserialize)]
    struct Squad {
        #[serde(rename = "data")]
        _data: Vec<IgnoredAny>,
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "jsonl" | "ndjson" => QuestionForm::Jsonl,
        "csv" => QuestionForm::Csv,
        "tsv" | "tab" => QuestionForm::Tsv,
        _ if text.trim_start().starts_with(['{', '[']) => {
            let squad = serde_json::from_str::<Squad>(text).is_ok();
            if squad { QuestionForm::Squad } else { QuestionForm::Jsonl }
        }
        _ => QuestionForm::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::form_of;
    use crate::cli::args::QuestionForm;
    use std::path::Path;

    #[test]
    fn forms_by_ending_and_else_by_content() {
        for (name, text, form) in [
            ("a.jsonl", "{\"data\":[]}", QuestionForm::Jsonl),
            ("a.TSV", "", QuestionForm::Tsv),
            ("a.json", "{\"version\":\"2\",\"data\":[{}]}", QuestionForm::Squad),
            ("-", " {\"data\":[]}", QuestionForm::Squad),
            ("-", "{\"text\":1}\n{\"text\":2}", QuestionForm::Jsonl),
            ("a.txt", "id,question", QuestionForm::Csv),
        ] {
            assert_eq!(form_of(Path::new(name), text), form, "{name} {text}");
        }
    }
}

//! Questions of a batch: a line of a file to a question, an id and what else stood there.

use std::path::Path;

use serde_json::{Map, Value};

use crate::cli::args::Form;
use crate::quoting::Flaw;
use crate::{Question, Turn};

/// One question of a batch.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id, as it stood there; the line's number where the form has none.
    pub id: Value,
    /// The question.
    pub question: Question,
    /// The row's other fields.
    pub input: Option<Map<String, Value>>,
}

/// A row that cannot be answered, with what is known of it all the same.
#[derive(Debug, Clone, Default)]
pub struct Fault {
    /// What is wrong, in words for the user.
    pub what: String,
    /// Its id; null where none can be read.
    pub id: Value,
    /// Its question; empty where none can be read.
    pub question: String,
    /// Its other fields, where they can be read.
    pub input: Option<Map<String, Value>>,
}

impl From<String> for Fault {
    fn from(what: String) -> Self {
        Fault { what, ..Fault::default() }
    }
}

/// A file's ending in lower case, that of packing left aside.
pub fn ending(path: &Path) -> String {
    let ending = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending(path).as_str() {
        "gz" => ending(Path::new(path.file_stem().unwrap_or_default())),
        other => other.to_owned(),
    }
}

/// The form of a file by its ending; `None` where the ending says nothing.
pub fn form_of(path: &Path) -> Option<Form> {
    match ending(path).as_str() {
        "jsonl" | "ndjson" | "json" => Some(Form::Jsonl),
        "txt" | "text" => Some(Form::Text),
        "csv" => Some(Form::Csv),
        "tsv" | "tab" => Some(Form::Tsv),
        _ => None,
    }
}

/// The columns of a table of questions.
#[derive(Debug, Clone)]
pub struct Columns {
    /// What parts the cells.
    pub delimiter: u8,
    names: Vec<String>,
    id: Option<usize>,
    question: usize,
    history: Option<usize>,
}

impl Columns {
    /// Reads the first row of a table; `map` names fields by what they are called there.
    ///
    /// # Errors
    ///
    /// A table without a column of questions, in words for the user.
    pub fn of(head: &[u8], delimiter: u8, map: &[(String, String)]) -> Result<Self, String> {
        let mut names = cells(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head), delimiter)?;
        tell_apart(&mut names);
        let find = |field: &str| {
            let mapped = map.iter().find(|(known, _)| known == field).map(|(_, name)| name.as_str());
            let is = |name: &String| name.trim().eq_ignore_ascii_case(mapped.unwrap_or(field));
            names.iter().position(is)
        };
        let Some(question) = find("question").or_else(|| find("text")) else {
            let there = names.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect::<Vec<_>>().join(", ");
            return Err(format!("no column \"question\" among: {there}; --map question=NAME says which it is"));
        };
        Ok(Columns { delimiter, id: find("id"), question, history: find("history"), names })
    }

    /// The names of the columns that are neither id, question nor history.
    pub fn others(&self) -> impl Iterator<Item = &String> {
        self.names.iter().enumerate().filter(|(at, _)| self.is_other(*at)).map(|(_, name)| name)
    }

    fn is_other(&self, at: usize) -> bool {
        at != self.question && Some(at) != self.id && Some(at) != self.history
    }

    /// Reads one record that begins on line `number`; `None` for an empty one.
    ///
    /// # Errors
    ///
    /// What is wrong with the row, and its cells as far as they can be read.
    pub fn row(&self, bytes: &[u8], number: u64, make: impl Fn(String) -> Question) -> Option<Result<Row, Box<Fault>>> {
        if bytes.trim_ascii().is_empty() {
            return None;
        }
        let cells = match cells(bytes, self.delimiter) {
            Ok(cells) => cells,
            Err(what) => return Some(Err(Box::new(what.into()))),
        };
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let id = match self.id.map(cell) {
            Some(id) => Value::from(id),
            None => Value::from(number),
        };
        let others = self.names.iter().enumerate().filter(|(at, _)| self.is_other(*at));
        let input: Map<String, Value> = others.map(|(at, name)| (name.clone(), Value::from(cell(at)))).collect();
        let input = (!input.is_empty()).then_some(input);
        let asked = cell(self.question).trim().to_owned();
        let history = match self.history.map(|at| cell(at).trim()).filter(|text| !text.is_empty()) {
            Some(text) => serde_json::from_str::<Vec<Value>>(text)
                .map_err(|e| format!("\"history\" is no JSON list: {e}"))
                .and_then(|turns| history(&turns)),
            None => Ok(Vec::new()),
        };
        let history = if cells.len() > self.names.len() {
            Err(format!("{} cells, but {} columns; is a quote missing?", cells.len(), self.names.len()))
        } else if asked.is_empty() {
            Err("no question".to_owned())
        } else {
            history
        };
        Some(match history {
            Ok(history) => Ok(Row { id, question: make(asked).history(history), input }),
            Err(what) => Err(Box::new(Fault { what, id, question: asked, input })),
        })
    }

    /// What is known of a row with a quote left open: its id, where that stands before the quote.
    pub fn unclosed(&self, bytes: &[u8], flaw: Flaw) -> Box<Fault> {
        let mut whole = cells(bytes, self.delimiter).unwrap_or_default();
        whole.pop();
        let id = self.id.and_then(|at| whole.into_iter().nth(at)).map_or(Value::Null, Value::from);
        Box::new(Fault { what: flaw.to_string(), id, ..Fault::default() })
    }
}

/// Numbers the later ones of columns of one name, so that neither's cells are lost.
fn tell_apart(names: &mut [String]) {
    let there = names.to_vec();
    for (at, name) in names.iter_mut().enumerate() {
        let before = there.iter().take(at).filter(|other| *other == name).count();
        if before > 0 {
            *name = (before + 1..).map(|n| format!("{name}_{n}")).find(|n| !there.contains(n)).unwrap_or_default();
        }
    }
}

fn cells(row: &[u8], delimiter: u8) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(row);
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(|e| e.to_string())?;
    let text =
        |cell: &[u8]| String::from_utf8(cell.to_vec()).map_err(|_| "not UTF-8 text; save the file as UTF-8".to_owned());
    record.iter().map(text).collect()
}

/// Reads line number `number` (from 1), fields named by `map`, with `make` to start a question; `None` for an empty line.
///
/// # Errors
///
/// What is wrong with the row, in words for the user.
pub fn read(
    line: &[u8],
    number: u64,
    form: Form,
    map: &[(String, String)],
    make: impl Fn(String) -> Question,
) -> Option<Result<Row, String>> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").filter(|_| number == 1).unwrap_or(line);
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.trim(),
        Err(e) => return Some(Err(format!("not UTF-8 text at byte {}", e.valid_up_to() + 1))),
    };
    if text.is_empty() {
        return None;
    }
    Some(match form {
        Form::Text => Ok(Row { id: Value::from(number), question: make(text.to_owned()), input: None }),
        // Tables are read by their columns, and what SQuAD asks was parted into such lines.
        Form::Jsonl | Form::Csv | Form::Tsv | Form::Squad => json_row(text, map, make),
    })
}

fn json_row(text: &str, map: &[(String, String)], make: impl Fn(String) -> Question) -> Result<Row, String> {
    let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|e| format!("not a JSON object: {e}"))?;
    for (field, name) in map {
        if let Some(value) = object.shift_remove(name) {
            object.insert(field.clone(), value);
        }
    }
    let asked = match object.shift_remove("text").or_else(|| object.shift_remove("question")) {
        Some(Value::String(asked)) => asked,
        Some(_) => return Err("the question is not a string".to_owned()),
        None => return Err("neither \"text\" nor \"question\"".to_owned()),
    };
    let id = object.shift_remove("id").unwrap_or(Value::Null);
    let history = match object.shift_remove("history") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(turns)) => history(&turns)?,
        Some(_) => return Err("\"history\" is not a list of {\"q\",\"a\"}".to_owned()),
    };
    let question = make(asked).history(history);
    Ok(Row { id, question, input: (!object.is_empty()).then_some(object) })
}

/// Earlier turns as objects, or as strings, question and answer by turns.
fn history(turns: &[Value]) -> Result<Vec<Turn>, String> {
    let strings: Option<Vec<&str>> = turns.iter().map(Value::as_str).collect();
    match strings {
        Some(strings) => {
            let turn = |pair: &[&str]| Turn {
                question: pair.first().map_or_else(String::new, ToString::to_string),
                answer: pair.get(1).map(ToString::to_string),
            };
            Ok(strings.chunks(2).map(turn).collect())
        }
        None => turns.iter().map(turn).collect(),
    }
}

fn turn(value: &Value) -> Result<Turn, String> {
    match value.get("q").and_then(Value::as_str) {
        Some(asked) => {
            Ok(Turn { question: asked.to_owned(), answer: value.get("a").and_then(Value::as_str).map(str::to_owned) })
        }
        None => Err("a turn of \"history\" has no \"q\"".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Question;
    use crate::cli::args::Form;

    fn row(line: &str) -> Result<super::Row, String> {
        read(line.as_bytes(), 3, Form::Jsonl, &[], Question::new).unwrap_or(Err("empty".into()))
    }

    #[test]
    fn other_fields_come_back_in_order() {
        let row = row(r#"{"z":1,"id":"q7","text":"hi","a":[2],"history":[{"q":"x"},{"q":"y","a":"z"}]}"#).unwrap();
        assert_eq!(row.id, "q7");
        assert_eq!(serde_json::to_string(&row.input).unwrap(), r#"{"z":1,"a":[2]}"#);
        assert_eq!(row.question.history.len(), 2);
    }

    #[test]
    fn earlier_turns_may_be_strings_by_turns() {
        let history = |line: &str| row(line).unwrap().question.history;
        assert_eq!(
            history(r#"{"text":"hi","history":["x","y","z"]}"#),
            history(r#"{"text":"hi","history":[{"q":"x","a":"y"},{"q":"z"}]}"#)
        );
    }

    #[test]
    fn faults_are_named() {
        for (line, what) in [
            ("{", "not a JSON object"),
            ("[]", "not a JSON object"),
            ("{\"id\":1}", "neither"),
            ("{\"text\":1}", "the question is not a string"),
            ("{\"text\":\"a\",\"history\":1}", "\"history\""),
            ("{\"text\":\"a\",\"history\":[{}]}", "a turn"),
        ] {
            let error = row(line).err().unwrap_or_default();
            assert!(error.starts_with(what), "{line}: {error}");
        }
    }

    #[test]
    fn text_lines_are_numbered_and_empty_ones_skipped() {
        let row = read("\u{feff}what? ".as_bytes(), 1, Form::Text, &[], Question::new).unwrap().unwrap();
        assert_eq!((row.id, row.question.text()), (1.into(), "what?"));
        assert!(read(b"  \r\n", 2, Form::Text, &[], Question::new).is_none());
        assert!(read(b"\xff", 2, Form::Text, &[], Question::new).unwrap().is_err());
    }
}

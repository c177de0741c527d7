//! Questions of a batch: a line of a file to a question, an id and what else stood there.

use std::path::Path;

use serde_json::{Map, Value};

use super::args::Form;
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

/// The form of a file by its ending; `None` where the ending says nothing.
pub fn form_of(path: &Path) -> Option<Form> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    match ending.as_str() {
        "jsonl" | "ndjson" | "json" => Some(Form::Jsonl),
        "txt" | "text" => Some(Form::Text),
        _ => None,
    }
}

/// Reads line number `number` (from 1) with `make` to start a question; `None` for an empty line.
///
/// # Errors
///
/// What is wrong with the row, in words for the user.
pub fn read(line: &[u8], number: u64, form: Form, make: impl Fn(String) -> Question) -> Option<Result<Row, String>> {
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
        Form::Jsonl => json_row(text, make),
    })
}

fn json_row(text: &str, make: impl Fn(String) -> Question) -> Result<Row, String> {
    let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|e| format!("not a JSON object: {e}"))?;
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
        read(line.as_bytes(), 3, Form::Jsonl, Question::new).unwrap_or(Err("empty".into()))
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
        let row = read("\u{feff}what? ".as_bytes(), 1, Form::Text, Question::new).unwrap().unwrap();
        assert_eq!((row.id, row.question.text()), (1.into(), "what?"));
        assert!(read(b"  \r\n", 2, Form::Text, Question::new).is_none());
        assert!(read(b"\xff", 2, Form::Text, Question::new).unwrap().is_err());
    }
}

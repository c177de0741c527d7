//! Questions as JSON lines: the rows of `batch`, and in each what is expected.

use serde_json::{Map, Value};

use super::super::args::Form;
use super::super::batch::rows;
use super::questions::{Asked, Fault, Making, Written};

/// Reads a row a line.
///
/// # Errors
///
/// A row that is no question, or that says two things of what is expected.
pub fn read(text: &str, making: &Making) -> Result<Vec<Asked>, Fault> {
    let mut asked = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(row) = rows::read(line.as_bytes(), number, Form::Jsonl, &[], making.question) else { continue };
        let row = row.and_then(|row| {
            let fields = row.input.unwrap_or_default();
            let id = id_of(if row.id.is_null() { fields.get("_id").unwrap_or(&Value::Null) } else { &row.id })?;
            let expected = written(&fields, making)?;
            Ok(Asked { id, line: number, question: row.question, expected })
        });
        asked.push(row.map_err(|what| Fault::new(number, format!("{what}; mend the row")))?);
    }
    Ok(asked)
}

/// An id as text.
pub fn id_of(value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(id) => Ok(Some(id.clone())),
        Value::Number(id) => Ok(Some(id.to_string())),
        _ => Err("the id is neither a string nor a number".to_owned()),
    }
}

/// What a row's fields say is expected.
fn written(fields: &Map<String, Value>, making: &Making) -> Result<Option<Written>, String> {
    let answerable = match fields.get("answerable") {
        None | Some(Value::Null) => None,
        Some(Value::Bool(answerable)) => Some(*answerable),
        Some(_) => return Err("\"answerable\" is neither true nor false".to_owned()),
    };
    if making.judged_elsewhere {
        return Ok((answerable == Some(false)).then(Written::default));
    }
    let mut said = answerable.is_some();
    let mut list = |names: &[&str]| -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        for name in names {
            said |= fields.contains_key(*name);
            all.extend(
                strings(fields.get(*name)).ok_or_else(|| format!("\"{name}\" is no string or list of strings"))?,
            );
        }
        Ok(all)
    };
    let expect = list(&["expect"])?;
    let texts = list(&["answers", "answer"])?;
    let written = Written { expect, texts, paragraph: None };
    match answerable {
        Some(false) if written != Written::default() => {
            Err("not \"answerable\", and yet something is expected".to_owned())
        }
        Some(true) if written == Written::default() => {
            Err("\"answerable\", but neither \"expect\" nor \"answers\"".to_owned())
        }
        _ => Ok(said.then_some(written)),
    }
}

fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    let one = |value: &Value| id_of(value).ok().flatten();
    match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(one).collect(),
        Some(value) => Some(vec![one(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Question;
    use crate::cli::eval::questions::{Making, Written};

    fn making(judged_elsewhere: bool) -> Making<'static> {
        Making { question: &|text| Question::new(text), judged_elsewhere }
    }

    fn expected(row: &str) -> Result<Option<Written>, String> {
        let mut rows = read(row, &making(false)).map_err(|fault| fault.what)?;
        Ok(rows.remove(0).expected)
    }

    fn written(expect: &[&str], texts: &[&str]) -> Option<Written> {
        let list = |items: &[&str]| items.iter().map(|i| (*i).to_owned()).collect();
        Some(Written { expect: list(expect), texts: list(texts), paragraph: None })
    }

    #[test]
    fn expectations_as_rows_write_them() {
        for (row, want) in [
            (r#"{"text":"a","expect":["x",7]}"#, written(&["x", "7"], &[])),
            (r#"{"question":"a","expect":"x","answers":["b","c"]}"#, written(&["x"], &["b", "c"])),
            (r#"{"text":"a","answer":"b"}"#, written(&[], &["b"])),
            (r#"{"text":"a","expect":null}"#, written(&[], &[])),
            (r#"{"text":"a","expect":[]}"#, written(&[], &[])),
            (r#"{"text":"a","answerable":false}"#, written(&[], &[])),
            (r#"{"text":"a"}"#, None),
        ] {
            assert_eq!(expected(row), Ok(want), "{row}");
        }
    }

    #[test]
    fn faults_are_named() {
        for (row, what) in [
            (r#"{"text":"a","expect":{"id":1}}"#, "\"expect\" is no"),
            (r#"{"text":"a","answers":[null]}"#, "\"answers\" is no"),
            (r#"{"text":"a","answerable":1}"#, "\"answerable\" is neither"),
            (r#"{"text":"a","answerable":true}"#, "\"answerable\", but"),
            (r#"{"text":"a","answerable":false,"expect":["x"]}"#, "not \"answerable\""),
            (r#"{"id":[],"text":"a","expect":[]}"#, "the id is"),
            ("[1]", "not a JSON object"),
        ] {
            let error = expected(row).err().unwrap_or_default();
            assert!(error.starts_with(what), "{row}: {error}");
        }
    }

    #[test]
    fn judged_elsewhere_only_a_plain_no_counts() {
        let rows = read(
            "{\"text\":\"a\",\"answers\":{}}\n\n{\"_id\":\"q\",\"text\":\"b\",\"answerable\":false}\r\n",
            &making(true),
        );
        let rows = rows.unwrap();
        assert_eq!((rows[0].line, &rows[0].id, &rows[0].expected), (1, &None, &None));
        assert_eq!((rows[1].line, rows[1].id.as_deref(), &rows[1].expected), (3, Some("q"), &written(&[], &[])));
    }
}

//! The native form: one JSON object a line.
//!
//! A FAQ pair has `questions` (or `question`) and `answer`; a passage has `text` and
//! perhaps `title`. `id` or `_id`, `tags`, `lang`, `source.uri` are taken up, all other
//! fields are kept as they are.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::report::Dropped;
use crate::error::{Error, Result};
use crate::limits;
use crate::record::{Kind, Record, Source};

/// Whether a file of this name holds JSON lines.
pub fn is_jsonl(name: &str) -> bool {
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), Some("jsonl" | "ndjson" | "json"))
}

/// The records of `text`, a line each, without ids where the line has none.
///
/// # Errors
///
/// The first line that is not a JSON object or has neither question and answer nor text.
pub fn read(path: &str, text: &str) -> Result<(Vec<Record>, Vec<Dropped>)> {
    let (mut records, mut dropped) = (Vec::new(), Vec::new());
    let mut at = 0u64;
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += raw.len() as u64;
        let line = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            continue;
        }
        let fault = |what: String| Error::corpus(what).at(Path::new(path)).line(line);
        let object: Map<String, Value> = serde_json::from_str(trimmed).map_err(|e| {
            fault("not a JSON object on one line".to_owned())
                .because(json_message(&e))
                .advice("mend the line, or remove it")
        })?;
        let source = Source {
            path: path.to_owned(),
            line,
            bytes: [start, start + raw.trim_end().len() as u64],
            ..Source::default()
        };
        let record = record(object, source)
            .map_err(|what| fault(what).advice("a pair has \"question\" and \"answer\", a passage has \"text\""))?;
        let keep = record.kind == Kind::Faq || !record.text.trim().is_empty();
        if record.text.trim().is_empty() {
            // A question alone is still found, so that its owner sees what was asked of it.
            let reason = if keep { "no answer stored: found, but never given as an answer" } else { "empty passage" };
            dropped.push(Dropped {
                path: path.to_owned(),
                line,
                reason: reason.to_owned(),
                text: record.question().unwrap_or_default().chars().take(limits::EXCERPT_CHARS).collect(),
            });
        }
        if keep {
            records.push(record);
        }
    }
    Ok((records, dropped))
}

/// serde's message without its "at line 1", which would contradict the file's line.
fn json_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((what, _)) => format!("{what} at column {}", error.column()),
        None => message,
    }
}

fn record(mut object: Map<String, Value>, mut source: Source) -> std::result::Result<Record, String> {
    let id = ["id", "_id"].iter().find_map(|key| object.shift_remove(*key)).map(|v| plain(&v)).unwrap_or_default();
    let mut questions = strings(object.shift_remove("questions"), "questions")?;
    questions.extend(strings(object.shift_remove("question"), "question")?);
    questions.retain(|q| !q.trim().is_empty());
    let answer = string(object.shift_remove("answer"), "answer")?;
    let text = string(object.shift_remove("text"), "text")?;
    let title = string(object.shift_remove("title"), "title")?.filter(|t| !t.trim().is_empty());
    let lang = string(object.shift_remove("lang"), "lang")?;
    if let Some(Value::Object(given)) = object.get("source") {
        source.uri = given.get("uri").and_then(Value::as_str).map(str::to_owned);
    }
    let (kind, text) = match (questions.is_empty(), answer, text) {
        (false, Some(answer), _) => (Kind::Faq, answer),
        (false, None, Some(text)) => (Kind::Faq, text),
        (true, _, Some(text)) => (Kind::Passage, text),
        (true, Some(_), None) => return Err("an answer without a question".to_owned()),
        (false, None, None) => (Kind::Faq, String::new()),
        (true, None, None) => return Err("neither a question with its answer nor a text".to_owned()),
    };
    let tags = match object.shift_remove("tags") {
        Some(Value::Object(tags)) => tags.into_iter().map(|(k, v)| (k, plain(&v))).collect(),
        Some(other) => {
            object.insert("tags".to_owned(), other);
            BTreeMap::new()
        }
        None => BTreeMap::new(),
    };
    Ok(Record { id, kind, questions, text, title, lang, tags, source, warnings: Vec::new(), extra: object })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn string(value: Option<Value>, name: &str) -> std::result::Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("\"{name}\" is not a string")),
    }
}

fn strings(value: Option<Value>, name: &str) -> std::result::Result<Vec<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(vec![text]),
        Some(Value::Array(items)) => items
            .into_iter()
            .map(|item| match item {
                Value::String(text) => Ok(text),
                _ => Err(format!("\"{name}\" holds something other than strings")),
            })
            .collect(),
        Some(_) => Err(format!("\"{name}\" is neither a string nor a list of them")),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::record::Kind;

    #[test]
    fn pairs_and_passages_are_told_apart() {
        let text = concat!(
            "{\"id\":\"a\",\"questions\":[\"Q1?\",\"Q2?\"],\"answer\":\"A\",\"tags\":{\"t\":1},\"x\":[1]}\n",
            "\n",
            "{\"_id\":7,\"title\":\"T\",\"text\":\"P\"}"
        );
        let (records, dropped) = read("f.jsonl", text).unwrap_or_default();
        let shape: Vec<_> = records.iter().map(|r| (r.id.as_str(), r.kind, r.questions.len(), r.source.line)).collect();
        assert_eq!(shape, [("a", Kind::Faq, 2, 1), ("7", Kind::Passage, 0, 3)]);
        assert_eq!(records.first().and_then(|r| r.tags.get("t")).map(String::as_str), Some("1"));
        assert!(records.first().is_some_and(|r| r.extra.contains_key("x")));
        assert!(dropped.is_empty());
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, what) in [
            ("{\"id\":1,\"text\":\"a\"}\n{oops}", "f.jsonl:2: not a JSON object"),
            ("{\"id\":1}", "f.jsonl:1: neither a question"),
            ("{\"answer\":\"a\"}", "f.jsonl:1: an answer without"),
            ("{\"question\":3,\"answer\":\"a\"}", "f.jsonl:1: \"question\" is neither"),
            ("[1]", "f.jsonl:1: not a JSON object"),
        ] {
            let message = read("f.jsonl", text).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(message.starts_with(what), "{message}");
        }
    }

    #[test]
    fn a_question_without_answer_is_kept_and_listed() {
        let (records, dropped) =
            read("f.jsonl", "{\"question\":\"Q?\",\"answer\":\" \"}\n{\"text\":\"\"}").unwrap_or_default();
        assert_eq!(records.len(), 1);
        let reasons: Vec<_> = dropped.iter().map(|d| (d.line, d.reason.as_str())).collect();
        assert_eq!(reasons, [(1, "no answer stored: found, but never given as an answer"), (2, "empty passage")]);
    }
}

//! The native form: one JSON object a line.
//!
//! A FAQ pair has `questions` (or `question`) and `answer`; a passage has `text` and
//! perhaps `title`. `id` or `_id`, `tags`, `lang`, `valid_until`, `prompts`, `source.uri` and
//! `source.heading` are taken up, all other fields are kept as they are. A line without any
//! of the names is read by what its keys are known or mapped to be, as other forms are.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::fields::{self, Draft, Names};
use super::report::Dropped;
use super::table::Item;
use super::{shapes, tree};
use crate::error::{Error, Result};
use crate::limits;
use crate::record::{Kind, Prompt, Record, Source};

/// Reads `input` line by line, giving every record and every fault to `sink` in order.
///
/// # Errors
///
/// What `sink` returns, and an input that cannot be read.
pub fn read(
    path: &str,
    names: &Names,
    mut input: impl BufRead,
    sink: &mut dyn FnMut(Item) -> Result<()>,
) -> Result<()> {
    let unreadable =
        |e: io::Error| Error::corpus("cannot be read").at(path.as_ref()).because(e).advice("check the disk");
    let (mut at, mut number, mut raw) = (0u64, 0u32, Vec::new());
    loop {
        raw.clear();
        let length = next_line(&mut input, &mut raw).map_err(unreadable)?;
        if length == 0 {
            return Ok(());
        }
        number = number.saturating_add(1);
        let start = at;
        at += length;
        if length > raw.len() as u64 {
            let what = format!("a line of {length} bytes, more than {}", limits::ROW_BYTES);
            sink(Item::Dropped(Dropped::fault(path, number, what)))?;
            continue;
        }
        let Ok(text) = std::str::from_utf8(&raw) else {
            sink(Item::Dropped(Dropped::fault(path, number, "a byte that is not UTF-8 text; save the line as UTF-8")))?;
            continue;
        };
        let text = if number == 1 { text.trim_start_matches('\u{FEFF}') } else { text }.trim();
        if text.is_empty() {
            continue;
        }
        let end = start + raw.trim_ascii_end().len() as u64;
        let source = Source { path: path.to_owned(), line: number, bytes: [start, end], ..Source::default() };
        line(text, source, names, sink)?;
    }
}

/// Takes the next line into `into`, or its beginning where it is too long; returns its whole length.
fn next_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<u64> {
    let mut length = 0u64;
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|b| *b == b'\n').map(|at| at + 1);
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        let room = limits::ROW_BYTES.saturating_sub(into.len());
        into.extend_from_slice(part.get(..part.len().min(room)).unwrap_or_default());
        let taken = part.len();
        length += taken as u64;
        input.consume(taken);
        if end.is_some() || taken == 0 {
            return Ok(length);
        }
    }
}

fn line(text: &str, source: Source, names: &Names, sink: &mut dyn FnMut(Item) -> Result<()>) -> Result<()> {
    let (path, number) = (source.path.clone(), source.line);
    let fault = |what: String| {
        Item::Dropped(Dropped { text: super::report::excerpt(text), ..Dropped::fault(&path, number, what) })
    };
    let object: Map<String, Value> = match serde_json::from_str(text) {
        Ok(object) => object,
        Err(error) => {
            let what = format!("not a JSON object on one line: {}; mend the line, or remove it", json_message(&error));
            return sink(fault(what));
        }
    };
    let native = ["question", "questions", "answer", "text"].iter().any(|key| object.contains_key(*key));
    let mapped = names.occur_in(&object);
    let made = if native && !mapped {
        record(object, source)
    } else {
        let node = tree::json(text, 0).map_err(|e| Error::corpus(json_message(&e)).at(path.as_ref()).line(number))?;
        let qnabot = shapes::others::is_qnabot_item(&node) && !mapped;
        let draft = if qnabot { shapes::others::qnabot_item(&node) } else { Draft::of(&node, names) };
        for what in &draft.faults {
            sink(fault(what.clone()))?;
        }
        draft.finish(source)
    };
    let record = match made {
        Ok(record) => record,
        Err(what) => {
            return sink(fault(format!("{what}; a pair has \"question\" and \"answer\", a passage has \"text\"")));
        }
    };
    let keep = record.kind == Kind::Faq || !record.text.trim().is_empty();
    if record.text.trim().is_empty() {
        // A question alone is still found, so that its owner sees what was asked of it.
        let reason = if keep { "no answer stored: found, but never given as an answer" } else { "empty passage" };
        sink(Item::Dropped(Dropped::new(&path, number, reason, record.question().unwrap_or_default())))?;
    }
    if keep { sink(Item::Record(Box::new(record))) } else { Ok(()) }
}

/// serde's message without its "at line 1", which would contradict the file's line.
pub fn json_message(error: &serde_json::Error) -> String {
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
    let valid_until = match string(object.shift_remove("valid_until"), "valid_until")? {
        Some(day) => Some(fields::day(&day).map_err(|()| format!("\"valid_until\" is {day:?} and no YYYY-MM-DD"))?),
        None => None,
    };
    let prompts = prompts(object.shift_remove("prompts"))?;
    place(&mut object, &mut source);
    let (kind, text) = match (questions.is_empty(), answer, text) {
        (false, Some(answer), text) => {
            // Not the record's text, and so kept beside it.
            text.into_iter().for_each(|text| drop(object.insert("text".to_owned(), Value::String(text))));
            (Kind::Faq, answer)
        }
        (false, None, Some(text)) => (Kind::Faq, text),
        (true, answer, Some(text)) => {
            answer.into_iter().for_each(|answer| drop(object.insert("answer".to_owned(), Value::String(answer))));
            (Kind::Passage, text)
        }
        (true, Some(_), None) => return Err("an answer without a question".to_owned()),
        (false, None, None) => (Kind::Faq, String::new()),
        (true, None, None) => return Err("neither a question with its answer nor a text".to_owned()),
    };
    let tags = match object.shift_remove("tags") {
        Some(Value::Object(tags)) => tags.into_iter().map(|(k, v)| (k, plain(&v))).collect(),
        Some(other) => {
            let tags = if other.is_array() { listed(&other) } else { BTreeMap::new() };
            object.insert("tags".to_owned(), other);
            tags
        }
        None => BTreeMap::new(),
    };
    let mut record = Record::empty(kind, source);
    (record.id, record.questions, record.text, record.title) = (id, questions, text, title);
    (record.lang, record.tags, record.valid_until, record.prompts) = (lang, tags, valid_until, prompts);
    record.extra = object;
    Ok(record)
}

fn listed(tags: &Value) -> BTreeMap<String, String> {
    tree::json(&tags.to_string(), 0).map(|node| fields::tags(&node)).unwrap_or_default()
}

/// Whether a record's tags are those of a list that its source has, which is kept as it stands there
/// and so written again.
pub fn has_listed_tags(record: &Record) -> bool {
    record.extra.get("tags").is_some_and(|given| given.is_array() && listed(given) == record.tags)
}

/// Takes address and headings out of `source`; what else it has stays.
fn place(object: &mut Map<String, Value>, source: &mut Source) {
    let Some(Value::Object(given)) = object.get_mut("source") else { return };
    if let Some(uri) = given.get("uri").and_then(Value::as_str).map(str::to_owned) {
        given.shift_remove("uri");
        source.uri = Some(uri);
    }
    if let Some(Value::Array(heading)) = given.get("heading") {
        source.heading = heading.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        given.shift_remove("heading");
    }
    given.retain(|_, value| !value.is_null());
    if given.is_empty() {
        object.shift_remove("source");
    }
}

fn prompts(value: Option<Value>) -> std::result::Result<Vec<Prompt>, String> {
    let items = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err("\"prompts\" is not a list".to_owned()),
    };
    let wrong = || "a prompt has a \"text\" and the id it leads \"to\"".to_owned();
    items
        .into_iter()
        .map(|item| match item {
            Value::String(text) => Ok(Prompt { text, to: None }),
            Value::Object(mut item) => {
                let text = string(item.shift_remove("text"), "text")?.ok_or_else(wrong)?;
                let to = item.shift_remove("to").filter(|to| !to.is_null()).map(|to| plain(&to));
                Ok(Prompt { text, to })
            }
            _ => Err(wrong()),
        })
        .collect()
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

/// The record of one native line, without a place.
///
/// # Errors
///
/// What is wrong with it, in words for the user.
pub fn one(line: &str) -> std::result::Result<Record, String> {
    let object = serde_json::from_str(line.trim())
        .map_err(|e| format!("not a JSON object on one line: {}", json_message(&e)))?;
    record(object, Source::default())
}

/// `record` as one native line, without the line break: the same record is read back from it,
/// but for its place, which is the line's own.
pub fn write(record: &Record) -> String {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    if !record.id.is_empty() {
        put("id", record.id.clone().into());
    }
    match record.kind {
        Kind::Faq => put("questions", record.questions.clone().into()),
        Kind::Passage => {}
    }
    if let Some(title) = &record.title {
        put("title", title.clone().into());
    }
    put(if record.kind == Kind::Faq { "answer" } else { "text" }, record.text.clone().into());
    if !record.tags.is_empty() && !has_listed_tags(record) {
        put("tags", record.tags.iter().map(|(k, v)| (k.clone(), Value::from(v.clone()))).collect::<Map<_, _>>().into());
    }
    record.lang.iter().for_each(|lang| put("lang", lang.clone().into()));
    record.valid_until.iter().for_each(|day| put("valid_until", day.clone().into()));
    if !record.prompts.is_empty() {
        put("prompts", record.prompts.iter().map(|p| serde_json::json!({"text": p.text, "to": p.to})).collect());
    }
    let mut source = Map::new();
    if let Some(uri) = &record.source.uri {
        source.insert("uri".to_owned(), uri.clone().into());
    }
    if !record.source.heading.is_empty() {
        source.insert("heading".to_owned(), record.source.heading.clone().into());
    }
    let mut rest = Vec::new();
    for (key, value) in &record.extra {
        match value {
            Value::Object(given) if key == "source" => source.extend(given.clone()),
            _ => rest.push((key.as_str(), value.clone())),
        }
    }
    if !source.is_empty() {
        put("source", source.into());
    }
    for (key, value) in rest {
        // A field stands above what is kept beside it under the same name.
        let key = if object.contains_key(key) { format!("other_{key}") } else { key.to_owned() };
        object.entry(key).or_insert(value);
    }
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Item, read, write};
    use crate::corpus::fields::Names;
    use crate::corpus::report::Dropped;
    use crate::record::{Kind, Record};

    fn told(text: &str) -> (Vec<Record>, Vec<Dropped>) {
        told_as(text, &[])
    }

    fn told_as(text: &str, maps: &[(&str, &str)]) -> (Vec<Record>, Vec<Dropped>) {
        let (mut records, mut dropped) = (Vec::new(), Vec::new());
        let mut names = Names::default();
        maps.iter().for_each(|(field, name)| names.map(field, name).unwrap());
        read("f.jsonl", &names, text.as_bytes(), &mut |item| {
            match item {
                Item::Record(record) => records.push(*record),
                Item::Dropped(piece) => dropped.push(piece),
            }
            Ok(())
        })
        .unwrap();
        (records, dropped)
    }

    #[test]
    fn pairs_and_passages_are_told_apart() {
        let text = concat!(
            "{\"id\":\"a\",\"questions\":[\"Q1?\",\"Q2?\"],\"answer\":\"A\",\"tags\":{\"t\":1},\"x\":[1]}\n",
            "\n",
            "{\"_id\":7,\"title\":\"T\",\"text\":\"P\"}"
        );
        let (records, dropped) = told(text);
        let shape: Vec<_> = records.iter().map(|r| (r.id.as_str(), r.kind, r.questions.len(), r.source.line)).collect();
        assert_eq!(shape, [("a", Kind::Faq, 2, 1), ("7", Kind::Passage, 0, 3)]);
        assert_eq!(records.first().and_then(|r| r.tags.get("t")).map(String::as_str), Some("1"));
        assert!(records.first().is_some_and(|r| r.extra.contains_key("x")));
        assert!(dropped.is_empty());
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_go_on() {
        for (bad, what) in [
            ("{oops}", "not a JSON object on one line: "),
            ("{\"id\":1}", "neither a question"),
            ("{\"answer\":\"a\"}", "an answer without"),
            ("{\"question\":3,\"answer\":\"a\"}", "\"question\" is neither"),
            ("{\"question\":\"Q?\",\"answer\":\"a\",\"valid_until\":\"soon\"}", "\"valid_until\" is"),
            ("{\"question\":\"Q?\",\"answer\":\"a\",\"prompts\":[3]}", "a prompt has"),
            ("[1]", "not a JSON object"),
        ] {
            let (records, dropped) =
                told(&format!("{{\"id\":1,\"text\":\"a\"}}\n{bad}\n{{\"id\":2,\"text\":\"b\"}}\n"));
            assert!(dropped[0].fault && dropped[0].line == 2 && dropped[0].reason.starts_with(what), "{dropped:?}");
            assert_eq!(records.len(), 2);
        }
    }

    #[test]
    fn other_names_are_read_as_other_forms_are() {
        assert_eq!(told("{\"Frage\":\"Q?\",\"Antwort\":\"A\"}").0[0].question(), Some("Q?"));
    }

    #[test]
    fn names_of_other_files_change_nothing_for_native_lines() {
        let text = concat!(
            "{\"id\":\"a\",\"question\":\"Q?\",\"answer\":\"A\",\"source\":{\"uri\":\"u\",\"heading\":[\"H\"]}}\n",
            "{\"id\":\"b\",\"question\":\"R?\",\"answer\":\" \"}\n"
        );
        for maps in [[("question", "Frage")], [("answer", "body.text")], [("tags.area", "Area")]] {
            assert_eq!(told_as(text, &maps), told(text), "{maps:?}");
        }
        let mapped = "{\"question\":\"Q?\",\"answer\":\"old\",\"Body\":{\"Text\":\"new\"}}";
        assert_eq!(told_as(mapped, &[("answer", "body.text")]).0[0].text, "new");
        assert_eq!(told_as("{\"question\":\"Q?\",\"body\":\"A\"}", &[("answer", "body")]).0[0].text, "A");
    }

    #[test]
    fn a_question_without_answer_is_kept_and_listed() {
        let (records, dropped) = told("{\"question\":\"Q?\",\"answer\":\" \"}\n{\"text\":\"\"}");
        assert_eq!(records.len(), 1);
        let reasons: Vec<_> = dropped.iter().map(|d| (d.line, d.reason.as_str())).collect();
        assert_eq!(reasons, [(1, "no answer stored: found, but never given as an answer"), (2, "empty passage")]);
    }

    #[test]
    fn a_list_of_tags_is_taken_and_written_as_it_stood() {
        let line =
            "{\"question\":\"Q?\",\"answer\":\"A\",\"tags\":[\"x\",\"area:hall\",{\"name\":\"n\",\"value\":\"v\"}]}";
        let record = told(line).0.remove(0);
        let tags: Vec<_> = record.tags.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(tags, ["area:hall=", "n=v", "x="]);
        let again = told(&write(&record)).0.remove(0);
        assert_eq!((&again.tags, &again.extra), (&record.tags, &record.extra));
    }

    #[test]
    fn no_kept_value_is_written_over_a_field() {
        let mut record = told("{\"question\":\"Q?\",\"answer\":\"new\",\"source\":{\"uri\":\"u\"}}").0.remove(0);
        record.extra.insert("answer".to_owned(), "old".into());
        record.extra.insert("source".to_owned(), "a page".into());
        let again = told(&write(&record)).0.remove(0);
        assert_eq!((again.text.as_str(), again.source.uri.as_deref()), ("new", Some("u")));
        assert_eq!((&again.extra["other_answer"], &again.extra["other_source"]), (&"old".into(), &"a page".into()));
    }

    #[test]
    fn a_line_written_is_the_record_read() {
        let text = concat!(
            "{\"id\":\"a\",\"questions\":[\"Q1?\",\"Q2?\"],\"answer\":\" A\\n <b>\",\"text\":\"beside\",\"tags\":{\"t\":\"1\"},\"lang\":\"en\",",
            "\"valid_until\":\"2024-01-31T00:00\",\"prompts\":[\"Why?\",{\"text\":\"Who?\",\"to\":7}],\"x\":[1.50],",
            "\"source\":{\"uri\":\"u\",\"heading\":[\"H\"],\"from\":\"f\",\"n\":null}}\n",
            "{\"text\":\"P\",\"answer\":\"beside\",\"source\":\"a page\"}\n"
        );
        let (records, dropped) = told(text);
        assert!(dropped.is_empty() && records.len() == 2);
        let again: Vec<Record> = records.iter().map(|r| told(&write(r)).0.remove(0)).collect();
        for (record, again) in records.iter().zip(again) {
            let place = again.source.clone();
            let same = Record { source: record.source.clone(), ..again };
            assert_eq!((record, &record.source.uri, &record.source.heading), (&same, &place.uri, &place.heading));
        }
    }
}

//! Rasa's training data and domain: intents with examples, responses with texts.
//!
//! The two halves of a pair usually stand in two files; [`crate::corpus::found::join`] brings
//! them together by the intent's name.

use super::{Shape, others};
use crate::corpus::fields;
use crate::corpus::found::{Found, Half};
use crate::corpus::report::Dropped;
use crate::corpus::tree::Node;
use crate::record::{Kind, Record, Source};

pub fn read(shape: &mut Shape, root: &Node) -> bool {
    let (nlu, responses) = (root.get("nlu"), root.get("responses"));
    let is_rasa = nlu
        .is_some_and(|n| n.items().iter().any(|i| i.get("intent").is_some() || i.get("synonym").is_some()))
        || responses
            .is_some_and(|r| r.entries().iter().any(|(_, list)| list.items().iter().any(|i| i.get("text").is_some())));
    if !is_rasa {
        return false;
    }
    for item in nlu.map(Node::items).unwrap_or_default() {
        let Some(intent) = item.text_of("intent") else {
            let about =
                item.entries().iter().map(|(key, value)| format!("{key}: {}", value.text().unwrap_or_default()));
            shape.leave(item, "training data that is no intent", &about.collect::<Vec<_>>().join(" "));
            continue;
        };
        let mut record = Record::empty(Kind::Faq, shape.source(item));
        record.questions = item.get("examples").map(examples).unwrap_or_default();
        if let Some((retrieval, _)) = intent.split_once('/') {
            record.tags.insert("intent".to_owned(), retrieval.to_owned());
        }
        record.id = intent.to_owned();
        shape.found.halves.push(Half { key: intent.to_owned(), record });
    }
    for (name, list) in responses.map(Node::entries).unwrap_or_default() {
        let intent = name.strip_prefix("utter_").unwrap_or(name);
        for item in list.items() {
            let Some(text) = item.text_of("text") else {
                shape.leave(item, "a response without a text", name);
                continue;
            };
            let mut record = Record::empty(Kind::Faq, shape.source(item));
            record.text = crate::corpus::html::plain(text).trim().to_owned();
            shape.found.halves.push(Half { key: intent.to_owned(), record });
        }
    }
    true
}

/// Examples as a list, or as one text with a dash before each.
fn examples(node: &Node) -> Vec<String> {
    if !node.items().is_empty() {
        return node
            .items()
            .iter()
            .filter_map(|item| item.get("text").and_then(others::line).or_else(|| others::line(item)))
            .map(|e| plain(&e))
            .collect();
    }
    let lines = node.text().unwrap_or_default().lines().filter_map(|line| line.trim().strip_prefix('-'));
    lines.map(|line| plain(&fields::question(line))).filter(|e| !e.is_empty()).collect()
}

/// An example without its annotations: `[Rome](city)` and `[rm]{"entity": "city"}` are "Rome" and "rm".
fn plain(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((word, tail)) = after.split_once(']') else { break };
        let closing = match tail.chars().next() {
            Some('(') => ')',
            Some('{') => '}',
            _ => {
                out.push_str(before);
                out.push('[');
                rest = after;
                continue;
            }
        };
        let Some((_, tail)) = tail.split_once(closing) else { break };
        out.push_str(before);
        out.push_str(word);
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether a Markdown text is of Rasa's first version: `## intent:…` or stories of responses.
pub fn is_markdown(text: &str) -> bool {
    let mut before = "";
    text.lines().any(|line| {
        let response = key(before).is_some_and(|key| key.contains('/')) && line.starts_with("  - ");
        before = line;
        line.strip_prefix("## intent:").is_some() || response
    })
}

/// `* faq/card`
fn key(line: &str) -> Option<&str> {
    let key = line.strip_prefix("* ")?.trim();
    (!key.is_empty() && !key.contains(char::is_whitespace)).then_some(key)
}

/// Reads such a text.
pub fn markdown(path: &str, text: &str) -> Found {
    let mut found = Found::default();
    let mut open: Option<(Half, bool)> = None;
    let mut at = 0;
    for (number, raw) in (1u32..).zip(text.split_inclusive('\n')) {
        let start = at as u64;
        at += raw.len();
        let line = raw.trim_end();
        let source = || Source { path: path.to_owned(), line: number, bytes: [start, at as u64], ..Source::default() };
        let intent = line.strip_prefix("## intent:").map(str::trim);
        if let Some(key) = intent.or_else(|| key(line)) {
            close(open.take(), &mut found);
            let mut record = Record::empty(Kind::Faq, source());
            if intent.is_some() {
                record.id = key.to_owned();
                key.split_once('/')
                    .into_iter()
                    .for_each(|(retrieval, _)| drop(record.tags.insert("intent".to_owned(), retrieval.to_owned())));
            }
            open = Some((Half { key: key.trim_start_matches("utter_").to_owned(), record }, intent.is_some()));
        } else if let (Some((half, asks)), Some(item)) = (&mut open, line.trim_start().strip_prefix("- ")) {
            if *asks {
                half.record.questions.push(plain(&fields::question(item)));
            } else if half.record.text.is_empty() {
                half.record.text = item.trim().replace("\\n", "\n");
            }
            half.record.source.bytes[1] = at as u64;
        } else if line.starts_with('#') {
            close(open.take(), &mut found);
            found.dropped.push(Dropped::new(path, number, "training data that is no intent", line));
        } else if !line.is_empty() {
            found.dropped.push(Dropped::new(path, number, "no part of an intent or a response", line));
        }
    }
    close(open, &mut found);
    found
}

fn close(open: Option<(Half, bool)>, found: &mut Found) {
    if let Some((half, _)) = open.filter(|(half, _)| !half.record.questions.is_empty() || !half.record.text.is_empty())
    {
        found.halves.push(half);
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn annotations_are_no_words() {
        assert_eq!(plain("from [Rome](city) to [oslo]{\"entity\": \"city\"} [x] now"), "from Rome to oslo [x] now");
    }
}

//! Documents of no known product: every map with a question and an answer is a pair, the names
//! of what it lies in are its headings.

use super::Shape;
use super::others::line;
use crate::corpus::fields::{self, Draft, Field};
use crate::corpus::report::Dropped;
use crate::corpus::tree::{Node, What};
use crate::record::{Kind, Record};

/// Keys that name the part of a document that they stand in.
const NAMES: [&str; 7] = ["name", "title", "category", "topic", "section", "heading", "label"];

pub fn read(shape: &mut Shape, root: &Node) {
    if texts_by_question(shape, root) {
        return;
    }
    let (records, dropped) = (shape.found.records.len(), shape.found.dropped.len());
    walk(shape, root, &mut Vec::new());
    if shape.found.records.len() == records {
        passages(shape, root);
    }
    if shape.found.records.len() == records && shape.found.dropped.len() == dropped {
        let what = format!(
            "no question with an answer was found, nor a list of texts, under a known key; {}",
            fields::NAME_THEM
        );
        shape.found.dropped.push(Dropped::fault(shape.path, 0, what));
    }
}

/// `{"Question?": "answer", …}`
fn texts_by_question(shape: &mut Shape, root: &Node) -> bool {
    let entries = root.entries();
    let asks = |(key, value): &&(String, Node)| key.trim_end().ends_with(['?', '？', '؟']) && value.text().is_some();
    if entries.is_empty() || entries.iter().filter(asks).count() * 2 <= entries.len() {
        return false;
    }
    let first = shape.found.records.len();
    for (key, value) in entries {
        let mut draft = Draft { questions: vec![fields::question(key)], ..Draft::default() };
        draft.set(fields::Field::Answer, key, value);
        let source = shape.source(value);
        shape.take(draft, source, value, key);
    }
    let mut records = shape.found.records.split_off(first);
    super::join_phrasings(&mut records);
    shape.found.records.extend(records);
    true
}

fn walk(shape: &mut Shape, node: &Node, headings: &mut Vec<String>) {
    if let What::Map(_) = node.what {
        let draft = Draft::of(node, shape.names);
        let titled = draft.questions.is_empty() && draft.title.is_some() && draft.answer.is_some();
        if draft.is_pair() || titled {
            let about = draft.questions.first().cloned().unwrap_or_default();
            let mut source = shape.source(node);
            source.heading.clone_from(headings);
            shape.take(draft, source, node, &about);
            return;
        }
    }
    let before = (shape.found.records.len(), shape.found.dropped.len());
    let name = NAMES.iter().find_map(|key| node.get(key)).filter(|_| !node.entries().is_empty()).and_then(line);
    let depth = headings.len();
    headings.extend(name);
    for item in node.items() {
        walk(shape, item, headings);
    }
    for (_, value) in node.entries() {
        walk(shape, value, headings);
    }
    headings.truncate(depth);
    // An object that is half a pair, and holds none.
    if let What::Map(_) = node.what
        && before == (shape.found.records.len(), shape.found.dropped.len())
    {
        let draft = Draft::of(node, shape.names);
        let about = draft.questions.first().cloned().or(draft.answer).unwrap_or_default();
        // A single letter alone says too little.
        let names = |field: Field| {
            node.entries().iter().any(|(key, _)| key.len() > 1 && shape.names.field(key) == Some(field.clone()))
        };
        let told = names(Field::Question) || names(Field::Answer);
        if told {
            let what = if draft.questions.iter().any(|q| !q.is_empty()) {
                "a question without an answer"
            } else {
                "no question"
            };
            shape.fault(node, what, &about);
        }
    }
}

/// A list of maps with texts, where there is no pair at all.
fn passages(shape: &mut Shape, root: &Node) {
    let list = match &root.what {
        What::List(items) => items,
        What::Map(entries) => {
            match entries.iter().find(|(_, value)| value.items().iter().any(|i| !i.entries().is_empty())) {
                Some((_, value)) => return passages(shape, value),
                None => return,
            }
        }
        _ => return,
    };
    for item in list {
        let draft = Draft::of(item, shape.names);
        if let (Some(text), true) = (&draft.text, draft.questions.is_empty()) {
            let about = text.clone();
            let source = shape.source(item);
            shape.take(draft, source, item, &about);
        } else if let What::Text(text) = &item.what {
            let mut record = Record::empty(Kind::Passage, shape.source(item));
            record.text = crate::corpus::html::plain(text).trim().to_owned();
            shape.found.records.push(record);
        }
    }
}

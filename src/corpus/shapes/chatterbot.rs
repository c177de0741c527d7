//! ChatterBot's corpora: conversations as lists of lines, each answering the one before.

use super::Shape;
use super::others::line;
use crate::corpus::tree::{Node, What};
use crate::record::{Kind, Record};

pub fn read(shape: &mut Shape, root: &Node) -> bool {
    let Some(conversations) = root.get("conversations") else { return false };
    if !conversations.items().iter().any(|c| matches!(c.what, What::List(_))) {
        return false;
    }
    let topic = root.get("categories").map(|c| c.texts().join(", ")).filter(|t| !t.is_empty());
    let first = shape.found.records.len();
    for conversation in conversations.items() {
        let lines: Vec<String> = conversation.items().iter().filter_map(line).collect();
        if lines.len() < 2 {
            shape.leave(conversation, "a conversation without an answer", &lines.join(" "));
        }
        for (asked, answer) in lines.iter().zip(conversation.items().iter().skip(1)) {
            let mut record = Record::empty(Kind::Faq, shape.source(conversation));
            record.questions = vec![asked.clone()];
            record.text = crate::corpus::html::plain(answer.text().unwrap_or_default()).trim().to_owned();
            topic.iter().for_each(|t| drop(record.tags.insert("topic".to_owned(), t.clone())));
            shape.found.records.push(record);
        }
    }
    let mut records = shape.found.records.split_off(first);
    super::join_phrasings(&mut records);
    shape.found.records.extend(records);
    true
}

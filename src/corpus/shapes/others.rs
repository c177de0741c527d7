//! QnABot, Kendra and SQuAD.

use super::Shape;
use crate::corpus::fields::{self, Draft, Field};
use crate::corpus::tree::{Node, What};
use crate::record::{Kind, Record};

/// `{"qna":[{"qid","q":[…],"a","alt":{"markdown"},"t",…}]}`
pub fn qnabot(shape: &mut Shape, root: &Node) -> bool {
    let Some(list) = root.get("qna").filter(|list| list.items().iter().any(|i| i.get("qid").is_some())) else {
        return false;
    };
    for item in list.items() {
        let kind = item.text_of("type").unwrap_or("qna");
        let about = item.get("q").map(|q| q.texts().join(" / ")).unwrap_or_default();
        if kind != "qna" {
            shape.leave(item, &format!("of type {kind}, not a pair"), item.text_of("qid").unwrap_or(&about));
        } else if about == "no_hits" {
            shape.leave(
                item,
                "QnABot's words for no answer; see `refusal` in answerbook.toml",
                item.text_of("a").unwrap_or(&about),
            );
        } else {
            let source = shape.source(item);
            shape.take(qnabot_item(item), source, item, &about);
        }
    }
    true
}

/// Whether an object is one of QnABot's: its import form has no list around them.
pub fn is_qnabot_item(node: &Node) -> bool {
    node.get("qid").is_some() && node.get("q").is_some()
}

/// What one of QnABot's objects tells. Its blank fields are what it writes where nothing was filled in.
pub fn qnabot_item(item: &Node) -> Draft {
    let mut draft = Draft::default();
    for (key, field) in [("qid", Field::Id), ("q", Field::Question), ("a", Field::Answer)] {
        if let Some(value) = item.get(key) {
            draft.set(field, key, value);
        }
    }
    for (key, tag) in [("t", "topic"), ("clientFilterValues", "client_filter")] {
        if let Some(value) = item.text_of(key) {
            draft.tags.insert(tag.to_owned(), value.to_owned());
        }
    }
    draft.prompts = buttons(item);
    for (key, value) in item.entries() {
        let known = ["qid", "q", "a", "t", "type", "clientFilterValues", "selected"].contains(&key.as_str());
        if !known && !is_blank(value) {
            draft.extra.insert(key.clone(), value.to_value());
        }
    }
    draft
}

/// Whether a value holds nothing but blanks, however deep.
fn is_blank(node: &Node) -> bool {
    match &node.what {
        What::List(items) => items.iter().all(is_blank),
        What::Map(entries) => entries.iter().all(|(_, value)| is_blank(value)),
        _ => node.is_empty(),
    }
}

/// The buttons of a response card, whose values are questions or `QID::id`.
fn buttons(item: &Node) -> Vec<crate::Prompt> {
    let buttons = item.at(&["r", "buttons"]).map(Node::items).unwrap_or_default();
    let prompt = |button: &Node| {
        let text = button.text_of("text")?.to_owned();
        let to = button.text_of("value").and_then(|v| v.strip_prefix("QID::")).map(str::to_owned);
        Some(crate::Prompt { text, to })
    };
    buttons.iter().filter_map(prompt).collect()
}

/// `{"FaqDocuments":[{"Question","Answer","Attributes":{"_category",…}}]}`
pub fn kendra(shape: &mut Shape, root: &Node) -> bool {
    let Some(list) = root.get("FaqDocuments") else { return false };
    let first = shape.found.records.len();
    for item in list.items() {
        let mut draft = Draft::default();
        for (key, field) in [("Question", Field::Question), ("Answer", Field::Answer)] {
            if let Some(value) = item.get(key) {
                draft.set(field, key, value);
            }
        }
        for (name, value) in item.get("Attributes").map(Node::entries).unwrap_or_default() {
            match name.as_str() {
                "_source_uri" => draft.set(Field::Uri, name, value),
                "_language_code" => draft.set(Field::Lang, name, value),
                _ => {
                    draft.tags.insert(name.trim_start_matches('_').to_owned(), value.texts().join(", "));
                }
            }
        }
        let about = draft.questions.first().cloned().unwrap_or_default();
        let source = shape.source(item);
        if !item.get("AccessControlList").is_none_or(Node::is_empty) {
            shape.leave(item, "its access control list is not kept: everybody can ask for it", &about);
        }
        shape.take(draft, source, item, &about);
    }
    let mut records = shape.found.records.split_off(first);
    super::join_phrasings(&mut records);
    shape.found.records.extend(records);
    true
}

/// `{"data":[{"title","paragraphs":[{"context","qas":[…]}]}]}`: the paragraphs are passages, the
/// questions are for grading.
pub fn squad(shape: &mut Shape, root: &Node) -> bool {
    let articles = root.get("data").map(Node::items).unwrap_or_default();
    if !articles.iter().any(|a| a.get("paragraphs").is_some()) {
        return false;
    }
    let mut asked = 0;
    for article in articles {
        let title = article.text_of("title").map(|t| t.replace('_', " "));
        for paragraph in article.get("paragraphs").map(Node::items).unwrap_or_default() {
            asked += paragraph.get("qas").map_or(0, |q| q.items().len());
            let Some(context) = paragraph.get("context") else { continue };
            let What::Text(text) = &context.what else { continue };
            let mut record = Record::empty(Kind::Passage, shape.source(context));
            (record.text, record.title) = (text.clone(), title.clone());
            shape.found.records.push(record);
        }
    }
    if asked > 0 {
        shape.leave(
            root,
            "questions with marked answers, which are for `answerbook eval`",
            &format!("{asked} questions"),
        );
    }
    true
}

/// A text that may be a question, as a tag's or a prompt's.
pub fn line(node: &Node) -> Option<String> {
    node.text().map(fields::question).filter(|text| !text.is_empty())
}

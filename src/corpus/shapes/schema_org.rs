//! schema.org's FAQPage and QAPage as JSON-LD, alone or within a page.

use super::Shape;
use crate::corpus::fields;
use crate::corpus::html;
use crate::corpus::tree::{Node, What};
use crate::record::{Kind, Record};

/// A document that is JSON-LD.
pub fn document(shape: &mut Shape, root: &Node) -> bool {
    let is_linked =
        |node: &Node| node.get("@context").is_some() || node.get("@type").is_some() || node.get("@graph").is_some();
    if !is_linked(root) && !root.items().iter().any(is_linked) {
        return false;
    }
    questions(shape, root) > 0
}

/// Takes every question of `root`, however it is nested (`@graph`, `hasPart`, `mainEntity`);
/// returns how many there were.
pub fn questions(shape: &mut Shape, root: &Node) -> usize {
    if is_a(root, "Question") {
        return usize::from(question(shape, root));
    }
    let below = root.items().iter().chain(root.entries().iter().map(|(_, value)| value));
    below.map(|node| questions(shape, node)).sum()
}

fn is_a(node: &Node, name: &str) -> bool {
    node.get("@type").is_some_and(|t| t.texts().iter().any(|t| t.rsplit(['/', ':', '#']).next() == Some(name)))
}

fn question(shape: &mut Shape, node: &Node) -> bool {
    let asked = ["name", "text", "headline"].iter().find_map(|key| node.text_of(key)).map(fields::question);
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        shape.leave(node, "a Question without a name", "");
        return false;
    };
    let accepted = ["acceptedAnswer", "suggestedAnswer"].iter().find_map(|key| node.get(key));
    let texts: Vec<String> = match accepted.map(|a| &a.what) {
        Some(What::List(items)) => items.iter().filter_map(answer).take(1).collect(),
        Some(_) => accepted.and_then(answer).into_iter().collect(),
        None => Vec::new(),
    };
    let Some(text) = texts.into_iter().next() else {
        shape.leave(node, "a Question without an acceptedAnswer", &asked);
        return false;
    };
    let mut record = Record::empty(Kind::Faq, shape.source(node));
    record.source.uri =
        node.text_of("url").or_else(|| node.text_of("@id")).filter(|u| u.contains("://")).map(str::to_owned);
    record.lang = node.text_of("inLanguage").and_then(|l| l.get(..2)).map(str::to_lowercase);
    (record.questions, record.text) = (vec![asked], text);
    shape.found.records.push(record);
    true
}

fn answer(node: &Node) -> Option<String> {
    let text = node.text().or_else(|| ["text", "description"].iter().find_map(|key| node.text_of(key)))?;
    let text = html::plain(text).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

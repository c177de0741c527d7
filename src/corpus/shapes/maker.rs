//! QnA Maker and Azure's custom question answering: projects, knowledge bases, result lists.
//!
//! Keys come in camel case or with capitals; `metadata` is a map, or a list of names and values.

use super::Shape;
use crate::corpus::fields::{self, Draft, Field};
use crate::corpus::tree::{Node, What};

/// Lists of pairs under these keys belong to these products.
const LISTS: [&[&str]; 5] = [&["assets", "qnas"], &["qnaDocuments"], &["qnaList"], &["qnas"], &["value"]];

pub fn read(shape: &mut Shape, root: &Node) -> bool {
    let listed = LISTS.iter().find_map(|path| root.at(path));
    let items = match listed {
        Some(list) => list,
        None if root.items().first().is_some_and(is_pair) => root,
        None => return false,
    };
    if listed.is_some() && !items.items().is_empty() && !items.items().iter().any(is_pair) {
        return false;
    }
    let lang =
        ["metadata", "language"].iter().try_fold(root, |node, key| node.get(key)).or_else(|| root.get("language"));
    // Told once of the project, and so a fault of it is told once.
    let mut language = Draft::default();
    if let Some(lang) = lang.filter(|l| l.text().is_some()) {
        language.set(Field::Lang, "language", lang);
        language.faults.iter().for_each(|what| shape.fault(lang, what, lang.text().unwrap_or_default()));
    }
    for item in items.items() {
        let mut draft = Draft::default();
        for (key, field) in [
            ("id", Field::Id),
            ("qnaId", Field::Id),
            ("questions", Field::Question),
            ("answer", Field::Answer),
            ("metadata", Field::Tags),
        ] {
            if let Some(value) = item.get(key) {
                draft.set(field, key, value);
            }
        }
        draft.lang.clone_from(&language.lang);
        if let Some(source) = item.text_of("source") {
            if source.contains("://") {
                draft.uri = Some(source.to_owned());
            } else {
                draft.extra.insert("source".to_owned(), serde_json::json!({"name": source}));
            }
        }
        let dialog = item.get("dialog").or_else(|| item.get("context"));
        if let Some(dialog) = dialog {
            draft.prompts = dialog.get("prompts").map(fields::prompts).unwrap_or_default();
            if dialog.get("isContextOnly").is_some_and(|v| v.what == What::Plain("true".to_owned())) {
                draft.tags.insert("context_only".to_owned(), "true".to_owned());
            }
        }
        let about = draft.questions.first().cloned().unwrap_or_default();
        let source = shape.source(item);
        shape.take(draft, source, item, &about);
    }
    if let Some(synonyms) = root.at(&["assets", "synonyms"]).filter(|s| !s.is_empty()) {
        let words: Vec<String> =
            synonyms.items().iter().filter_map(|s| s.get("alterations")).map(|a| a.texts().join(" = ")).collect();
        shape.leave(synonyms, "synonyms; put them into synonyms.txt as they stand here", &words.join("; "));
    }
    true
}

fn is_pair(node: &Node) -> bool {
    node.get("questions").is_some_and(|q| matches!(q.what, What::List(_)))
        && node.get("answer").is_some()
        && ["dialog", "metadata", "source", "context", "activeLearningSuggestions", "isDocumentText"]
            .iter()
            .any(|key| node.get(key).is_some_and(|value| *key != "source" || value.text().is_some()))
        && node.get("tags").is_none()
}

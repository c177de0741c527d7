//! JSON and YAML as one tree, in which every value knows where it stands.

mod json;
mod yaml;

pub use json::read as json;
pub use yaml::read as yaml;

use serde_json::{Map, Value};

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub what: What,
    /// Its bytes in the text.
    pub bytes: [usize; 2],
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Null, or nothing after a key.
    Nothing,
    /// A string.
    Text(String),
    /// A number, `true` or `false`, as written.
    Plain(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in order.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The values of a list; of anything else none.
    pub fn items(&self) -> &[Node] {
        match &self.what {
            What::List(items) => items,
            _ => &[],
        }
    }

    /// The keys and values of a map; of anything else none.
    pub fn entries(&self) -> &[(String, Node)] {
        match &self.what {
            What::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key, whatever the case of its letters.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, node)| node)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// A string, or a number or truth value as written.
    pub fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) | What::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a key, `None` where it is missing, empty or no text.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text().filter(|text| !text.trim().is_empty())
    }

    /// One text, or all texts of a list.
    pub fn texts(&self) -> Vec<&str> {
        match &self.what {
            What::List(items) => items.iter().filter_map(Node::text).collect(),
            _ => self.text().into_iter().collect(),
        }
    }

    /// Whether it is nothing, an empty string, an empty list or an empty map.
    pub fn is_empty(&self) -> bool {
        match &self.what {
            What::Nothing => true,
            What::Text(text) | What::Plain(text) => text.trim().is_empty(),
            What::List(items) => items.is_empty(),
            What::Map(entries) => entries.is_empty(),
        }
    }

    /// The same value as JSON.
    pub fn to_value(&self) -> Value {
        match &self.what {
            What::Nothing => Value::Null,
            What::Text(text) => Value::String(text.clone()),
            What::Plain(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
            What::List(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            What::Map(entries) => {
                Value::Object(entries.iter().map(|(key, node)| (key.clone(), node.to_value())).collect::<Map<_, _>>())
            }
        }
    }
}

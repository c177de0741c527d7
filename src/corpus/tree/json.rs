//! A JSON document as a tree.
//!
//! serde_json parses each level and leaves the level below as raw text, whose place in the
//! document is then known. It bounds no depth of raw text, so this does.

use std::fmt;

use serde::de::{Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Node, What};
use crate::limits;

/// The document in `text`, which stands at `base` in its file.
///
/// # Errors
///
/// serde_json's error for a text that is no JSON or nests deeper than [`limits::JSON_NESTING`].
pub fn read(text: &str, base: usize) -> Result<Node, serde_json::Error> {
    let raw: &RawValue = serde_json::from_str(text)?;
    node(raw, text, base, 0)
}

fn node(raw: &RawValue, whole: &str, base: usize, depth: usize) -> Result<Node, serde_json::Error> {
    if depth > limits::JSON_NESTING {
        return Err(serde_json::Error::custom(format!("nested deeper than {}", limits::JSON_NESTING)));
    }
    let text = raw.get();
    // The raw text is a part of the document's own, so the addresses tell where it stands.
    let start = base + (text.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    let what = match text.as_bytes().first() {
        Some(b'{') => {
            let entries: Entries = serde_json::Deserializer::from_str(text).deserialize_map(EntriesVisitor)?;
            What::Map(
                entries
                    .into_iter()
                    .map(|(key, raw)| Ok((key, node(raw, whole, base, depth + 1)?)))
                    .collect::<Result<_, _>>()?,
            )
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            What::List(items.into_iter().map(|raw| node(raw, whole, base, depth + 1)).collect::<Result<_, _>>()?)
        }
        Some(b'"') => What::Text(serde_json::from_str(text)?),
        Some(b'n') | None => What::Nothing,
        Some(_) => What::Plain(text.to_owned()),
    };
    Ok(Node { what, bytes: [start, start + text.len()] })
}

type Entries<'a> = Vec<(String, &'a RawValue)>;

/// A map's entries in order, a repeated key as often as it is there.
struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, &'de RawValue>()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::read;

    #[test]
    fn every_value_knows_its_place() {
        let text = " {\"a\": [1, \"zwei\\n\"],\n \"B\": {\"c\": null, \"ü\": true}} ";
        let tree = read(text, 100).unwrap();
        let shown = |node: &Node| text[node.bytes[0] - 100..node.bytes[1] - 100].to_owned();
        assert_eq!(shown(&tree.get("a").unwrap().items()[1]), "\"zwei\\n\"");
        assert_eq!(tree.get("a").unwrap().texts(), ["1", "zwei\n"]);
        assert_eq!(shown(tree.at(&["b", "ü"]).unwrap()), "true");
        assert!(tree.at(&["b", "c"]).unwrap().is_empty() && tree.get("d").is_none());
        assert_eq!(tree.to_value(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn a_nesting_bomb_is_an_error() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let bomb = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
            assert!(read(&bomb, 0).unwrap_err().to_string().contains("nested deeper"));
            assert!(read(&open.repeat(100_000), 0).is_err());
        }
    }
}

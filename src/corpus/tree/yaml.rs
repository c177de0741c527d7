//! YAML documents as trees.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Node, What};
use crate::limits;

/// The documents in `text`, which stands at `base` in its file.
///
/// # Errors
///
/// Line (0 where none is to blame) and words for the user: not YAML, nested too deep, or
/// aliases that unfold beyond all measure.
pub fn read(text: &str, base: usize) -> Result<Vec<Node>, (u32, String)> {
    let mut builder = Builder { places: Places::of(text, base), ..Builder::default() };
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|e| (u32::try_from(e.marker().line()).unwrap_or(0), format!("not YAML: {e}")))?;
        builder.take(event, span)?;
    }
    Ok(builder.documents)
}

/// A list or map that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    is_map: bool,
    key: Option<String>,
    items: Vec<Node>,
    entries: Vec<(String, Node)>,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    places: Places,
    /// Values that aliases have unfolded to so far, long texts counted as several.
    unfolded: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), (u32, String)> {
        let line = u32::try_from(span.start.line()).unwrap_or(0);
        let start = self.places.byte(span.start.index());
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let what = scalar(text.into_owned(), style);
                self.add(Node { what, bytes: [start, self.places.byte(span.end.index())] }, anchor);
            }
            Event::SequenceStart(anchor, _) => self.begin(start, anchor, false),
            Event::MappingStart(anchor, _) => self.begin(start, anchor, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(start),
            Event::Alias(anchor) => {
                let nothing = || (Node { what: What::Nothing, bytes: [start, start] }, 1);
                self.unfolded += self.anchors.get(&anchor).map_or(1, |(_, size)| *size);
                if self.unfolded > limits::YAML_UNFOLDED {
                    return Err((line, format!("aliases that unfold to more than {} values", limits::YAML_UNFOLDED)));
                }
                let (node, _) = self.anchors.get(&anchor).cloned().unwrap_or_else(nothing);
                self.add(node, 0);
            }
            _ => {}
        }
        if self.open.len() > limits::NESTING {
            return Err((line, format!("nested deeper than {}", limits::NESTING)));
        }
        Ok(())
    }

    fn begin(&mut self, start: usize, anchor: usize, is_map: bool) {
        self.open.push(Open { start, anchor, is_map, key: None, items: Vec::new(), entries: Vec::new() });
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let what = if open.is_map { What::Map(merged(open.entries)) } else { What::List(open.items) };
        // A block ends where the next thing begins: its own end is that of its last value.
        let last = last_byte(&what).unwrap_or(end).max(open.start);
        self.add(Node { what, bytes: [open.start, last] }, open.anchor);
    }

    fn add(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            let size = size(&node);
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(open) if !open.is_map => open.items.push(node),
            Some(open) => match open.key.take() {
                None => open.key = Some(node.text().unwrap_or_default().to_owned()),
                Some(key) => open.entries.push((key, node)),
            },
        }
    }
}

/// How many values a node is, a text counted once for every 64 bytes.
fn size(node: &Node) -> usize {
    1 + node.text().map_or(0, str::len) / 64
        + node.items().iter().map(size).sum::<usize>()
        + node.entries().iter().map(|(_, n)| 1 + size(n)).sum::<usize>()
}

/// The entries with those that `<<` takes over from another map, its own standing above them.
fn merged(entries: Vec<(String, Node)>) -> Vec<(String, Node)> {
    let (from, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key == "<<");
    if from.is_empty() {
        return own;
    }
    let mut keys: HashSet<String> = own.iter().map(|(key, _)| key.clone()).collect();
    for (_, node) in from {
        let maps = if node.items().is_empty() { std::slice::from_ref(&node) } else { node.items() };
        for (key, value) in maps.iter().flat_map(Node::entries) {
            if keys.insert(key.clone()) {
                own.push((key.clone(), value.clone()));
            }
        }
    }
    own
}

fn last_byte(what: &What) -> Option<usize> {
    match what {
        What::List(items) => items.last().map(|n| n.bytes[1]),
        What::Map(entries) => entries.iter().map(|(_, n)| n.bytes[1]).max(),
        _ => None,
    }
}

fn scalar(text: String, style: ScalarStyle) -> What {
    if style != ScalarStyle::Plain {
        return What::Text(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => What::Nothing,
        "true" | "false" => What::Plain(text),
        _ if text.parse::<f64>().is_ok() => What::Plain(text),
        _ => What::Text(text),
    }
}

/// Places counted in characters as places counted in bytes.
#[derive(Default)]
struct Places {
    base: usize,
    /// The byte of every 64th character; empty where characters are bytes.
    marks: Vec<usize>,
    text: String,
    is_ascii: bool,
}

const STEP: usize = 64;

impl Places {
    fn of(text: &str, base: usize) -> Self {
        if text.is_ascii() {
            return Places { base, is_ascii: true, ..Places::default() };
        }
        let marks = text.char_indices().step_by(STEP).map(|(at, _)| at).collect();
        Places { base, marks, text: text.to_owned(), is_ascii: false }
    }

    fn byte(&self, character: usize) -> usize {
        if self.is_ascii {
            return self.base + character;
        }
        let mark = self.marks.get(character / STEP).copied().unwrap_or(self.text.len());
        let rest = self.text.get(mark..).unwrap_or_default();
        let within = rest.char_indices().nth(character % STEP).map_or(rest.len(), |(at, _)| at);
        self.base + mark + within
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn blocks_scalars_and_places() {
        let text = "ü: é\nlist:\n- a: 1\n  b: |\n    two\n    lines\n- \"x\"\nnone:\n";
        let tree = read(text, 0).unwrap().remove(0);
        assert_eq!(tree.text_of("ü"), Some("é"));
        let list = tree.get("list").unwrap().items();
        assert_eq!(list[0].text_of("b"), Some("two\nlines\n"));
        assert_eq!(&text[list[1].bytes[0]..list[1].bytes[1]], "\"x\"");
        assert!(text[list[0].bytes[0]..list[0].bytes[1]].starts_with("a: 1"));
        assert!(tree.get("none").unwrap().is_empty());
        assert_eq!(read("a: 1\n---\nb: 2\n", 0).unwrap().len(), 2);
    }

    #[test]
    fn merged_maps_stand_below_own_keys_and_cost_no_more_than_they_hold() {
        let tree =
            read("base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nown:\n  x: 0\n  <<: [*b, *m]\n", 0).unwrap().remove(0);
        let own: Vec<_> =
            tree.get("own").unwrap().entries().iter().map(|(k, v)| (k.as_str(), v.text().unwrap())).collect();
        assert_eq!(own, [("x", "0"), ("y", "2"), ("z", "4")]);
        let keys: String = (0..40_000).map(|n| format!("  a_key_with_a_long_name_{n}: {n}\n")).collect();
        let tree = read(&format!("base: &b\n{keys}own:\n  <<: *b\n"), 0).unwrap().remove(0);
        assert_eq!(tree.get("own").unwrap().entries().len(), 40_000);
        // Each compared with each takes minutes.
    }

    #[test]
    fn faults_have_a_line_and_bombs_an_end() {
        assert!(read("a: 1\nb: [1, 2\nc: 3\n", 0).unwrap_err().0 > 1);
        let deep = read(&"[".repeat(100_000), 0).unwrap_err().1;
        assert!(deep.contains("nested deeper") || deep.contains("recursion limit"), "{deep}");
        let bomb: String = (1..30).map(|n| format!("a{n}: &a{n} [*a{m}, *a{m}, *a{m}, *a{m}]\n", m = n - 1)).collect();
        assert!(read(&format!("a0: &a0 x\n{bomb}"), 0).unwrap_err().1.contains("aliases"));
    }
}

//! Blocks that hold several things, parted: lines that begin with `Q:` or `A:`, and questions
//! that stand on lines of their own above their answers.

use super::words::{asks, label};
use crate::corpus::blocks::{Block, What};

/// The blocks, those that hold several things as several.
pub fn cut(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().flat_map(parts).collect()
}

fn parts(block: Block) -> Vec<Block> {
    if block.what != What::Text || !block.text.contains('\n') {
        return vec![block];
    }
    let mut cuts = Vec::new();
    let (mut at, mut before_blank) = (0, false);
    for line in block.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let labelled = label(line).is_some();
        let bold = line.trim_start().starts_with(['*', '_']) && asks(line);
        if start > 0 && (labelled || bold || (before_blank && asks(line))) {
            cuts.push(start);
        }
        before_blank = line.trim().is_empty();
    }
    if cuts.is_empty() {
        return vec![block];
    }
    let ends = cuts.iter().copied().chain([block.text.len()]);
    let starts = [0].into_iter().chain(cuts.iter().copied());
    let exact = block.bytes[1] - block.bytes[0] == block.text.len();
    let mut out = Vec::new();
    for (start, end) in starts.zip(ends) {
        let text = block.text.get(start..end).unwrap_or_default();
        let lead_in = text.len() - text.trim_start().len();
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let mut part = Block { text: text.to_owned(), ..block.clone() };
        if exact {
            let from = block.bytes[0] + start + lead_in;
            part.bytes = [from, from + text.len()];
        }
        if start > 0 {
            part.mark.clear();
            part.lead = lead_of(text);
        } else if part.lead.as_ref().is_some_and(|(_, rest)| *rest > text.len()) {
            part.lead = None;
        }
        out.push(part);
    }
    out
}

/// The bold words of Markdown that a text begins with.
fn lead_of(text: &str) -> Option<(String, usize)> {
    let rest = text.strip_prefix("**").or_else(|| text.strip_prefix("__"))?;
    let close = if text.starts_with("**") { "**" } else { "__" };
    let end = rest.find(close)?;
    Some((rest.get(..end)?.to_owned(), 2 + end + 2))
}

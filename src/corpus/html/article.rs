//! Which blocks are of the page's article: those that a readability algorithm keeps.

use std::collections::HashSet;

use dom_query::NodeRef;
use dom_smoothie::{Config, Readability};

use super::dom::Dom;
use crate::corpus::blocks::{Block, What};

/// The attribute that carries an element's number through the algorithm.
const NUMBER: &str = "data-answerbook";

/// A page with fewer words outside of its pairs is all of it an article: so short a one has nothing to find it by.
const LEAST_WORDS: usize = 60;

/// Tells each block whether it is of the article. Where the algorithm finds none, all are.
pub fn mark(dom: &Dom, blocks: &mut [Block], of: &[usize]) {
    let is_text = |b: &Block| matches!(b.what, What::Text | What::Code | What::Rows(_));
    let words: usize = blocks.iter().filter(|b| is_text(b)).map(|b| b.text.split_whitespace().count()).sum();
    let kept = if words < LEAST_WORDS { None } else { readable(dom) };
    let Some(kept) = kept else { return };
    for (block, id) in blocks.iter_mut().zip(of) {
        block.article = kept.contains(id);
    }
}

/// The numbers of the elements that are kept.
fn readable(dom: &Dom) -> Option<HashSet<usize>> {
    for id in 1..dom.len() {
        if let Some(node) = dom.get(id).and_then(|el| el.node) {
            NodeRef::new(node, &dom.document.tree).set_attr(NUMBER, &id.to_string());
        }
    }
    let config = Config { disable_json_ld: true, char_threshold: 200, ..Config::default() };
    let mut readability = Readability::with_document(dom.document.clone(), None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    let kept: HashSet<usize> = article
        .content
        .split(&format!("{NUMBER}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect();
    (!kept.is_empty()).then_some(kept)
}

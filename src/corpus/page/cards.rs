//! Pop-up cards that a scraper unrolled into the text.
//!
//! A link in the original shows a small card when pointed at: a name, a line or two of
//! description and an address. Scraped, it lands in the middle of the sentence that held
//! the link. It gives itself away by three things together: an address line on its own,
//! a few lines above it a short line, and directly before that line text that ends with
//! the very same words. With less than all three the lines are left as they are.

use std::collections::VecDeque;

use super::furniture;
use super::lines::{Line, is_blank, lines, longer_than};
use super::questions;

/// How many lines a card's description may have.
const MOST_LINES: usize = 6;

/// The lines of one card, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// The line that holds only the name.
    pub name: u32,
    /// The line that holds only the address. What lies between is the description.
    pub address: u32,
}

/// The cards of `text`, in order, none overlapping another.
pub(super) fn find(text: &str) -> Vec<Card> {
    let mut cards: Vec<Card> = Vec::new();
    let mut recent: VecDeque<Line> = VecDeque::new();
    for line in lines(text) {
        let words = text.get(line.range.clone()).unwrap_or_default();
        if address(words).is_some() {
            let name = name_above(text, &recent).map(|name| Card { name, address: line.number });
            if let Some(card) = name.filter(|card| cards.last().is_none_or(|last| last.address < card.name)) {
                cards.push(card);
            }
        }
        recent.push_back(line);
        if recent.len() > MOST_LINES + 2 {
            recent.pop_front();
        }
    }
    cards
}

/// The number of the nearest line above that repeats the words before it.
fn name_above(text: &str, recent: &VecDeque<Line>) -> Option<u32> {
    let above = recent.iter().rev();
    let mut pairs = above.clone().zip(above.skip(1)).take(MOST_LINES + 1);
    // A head, or furniture, is in no card and above none that begins further down.
    let inside = |line: &Line| {
        let words = text.get(line.range.clone()).unwrap_or_default();
        !questions::is_marked(words) && furniture::reason(words).is_none()
    };
    let (name, _) =
        pairs.by_ref().take_while(|(name, _)| inside(name)).find(|(name, before)| repeats(text, name, before))?;
    Some(name.number)
}

/// Whether the text before `name`, whose last line is `before`, ends with its words.
fn repeats(text: &str, name: &Line, before: &Line) -> bool {
    let words = text.get(name.range.clone()).unwrap_or_default();
    let last = text.get(before.range.clone()).unwrap_or_default();
    if longer_than(words, 80) || questions::is_marked(last) || last.ends_with('?') || (last == words && before.first) {
        return false;
    }
    let mut earlier = text.get(..before.range.end).unwrap_or_default().rsplit(is_blank).filter(|word| !word.is_empty());
    let mut count = 0;
    for word in words.rsplit(is_blank).filter(|word| !word.is_empty()) {
        count += 1;
        if count > 12 || !earlier.next().is_some_and(|other| same(word, other)) {
            return false;
        }
    }
    count > 0 && words.chars().any(char::is_alphanumeric)
}

/// Whether two words are the same but for the marks around them.
fn same(word: &str, other: &str) -> bool {
    let bare = |text: &'_ str| text.len() < 200 && !text.is_empty();
    let trim = |c: char| !c.is_alphanumeric();
    bare(other)
        && (word == other || !word.trim_matches(trim).is_empty() && word.trim_matches(trim) == other.trim_matches(trim))
}

/// The address that `line` is, from a plain one or from a trail such as
/// "https://example.org › wiki › Bell". The inner value is `None` for a trail that was
/// cut short and leads nowhere.
pub(super) fn address(line: &str) -> Option<Option<String>> {
    if longer_than(line, 500) {
        return None;
    }
    let mut steps = line.split(['›', '»', '>']).map(|step| step.trim_matches(is_blank));
    let host = steps.next()?;
    let bare = host.strip_prefix("https://").or_else(|| host.strip_prefix("http://"));
    let name = bare.unwrap_or(host);
    let steps: Vec<&str> = steps.collect();
    let shaped = !name.contains(is_blank)
        && name.contains('.')
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.starts_with(|c: char| c.is_alphanumeric());
    if !shaped || bare.is_none() && (steps.is_empty() || name.contains('/') || name.contains('@')) {
        return None;
    }
    let cut = |step: &&str| step.is_empty() || step.contains('…') || step.contains("...");
    if steps.iter().any(cut) {
        return Some(None);
    }
    let mut whole = if bare.is_some() { host.trim_end_matches('/').to_owned() } else { format!("https://{name}") };
    for step in steps {
        whole.push('/');
        whole.push_str(&step.split(is_blank).collect::<Vec<_>>().join("%20"));
    }
    Some(Some(if line.contains(['›', '»', '>']) { whole } else { host.to_owned() }))
}

//! What can be completed: stored questions, ids and tags, read in the background.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock, RwLock};

use crate::Engine;

/// Records read at a time, so that a large corpus is never in memory as a whole.
const CHUNK: usize = 5_000;
/// Most questions that are known; beyond, hints help nobody.
const MOST: usize = 1_000_000;
/// Most completions offered at a time.
const OFFERED: usize = 50;

/// Sorted lists of what can be completed.
#[derive(Debug, Default)]
pub struct Lists {
    /// Questions by their lower case.
    questions: Vec<(String, String)>,
    ids: Vec<String>,
    tags: Vec<String>,
}

/// What is known of the corpus; empty until it has been read.
#[derive(Clone, Default)]
pub struct Known {
    lists: Arc<RwLock<Arc<OnceLock<Lists>>>>,
}

impl Known {
    /// Reads the corpus of `engine` in the background; what was known before is forgotten.
    pub fn read(&self, engine: &Engine) {
        let slot = Arc::new(OnceLock::new());
        *self.lists.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(&slot);
        let engine = engine.clone();
        // Ends with the program: it only reads.
        std::thread::spawn(move || {
            let _ = slot.set(lists(&engine));
        });
    }

    fn with<T: Default>(&self, get: impl FnOnce(&Lists) -> T) -> T {
        let slot = Arc::clone(&self.lists.read().unwrap_or_else(std::sync::PoisonError::into_inner));
        slot.get().map(get).unwrap_or_default()
    }

    /// How the first stored question that begins with `typed` goes on. Logarithmic in their number.
    pub fn rest(&self, typed: &str) -> Option<String> {
        let lower = typed.to_lowercase();
        self.with(|lists| {
            let at = lists.questions.partition_point(|(key, _)| key.as_str() < lower.as_str());
            let (_, question) = lists.questions.get(at).filter(|(key, _)| key.starts_with(&lower))?;
            after(question, &lower).filter(|rest| !rest.is_empty()).map(str::to_owned)
        })
    }

    /// Stored questions that begin with `typed`; where none does, those that hold all of its words.
    pub fn questions(&self, typed: &str) -> Vec<String> {
        let lower = typed.to_lowercase();
        self.with(|lists| {
            let at = lists.questions.partition_point(|(key, _)| key.as_str() < lower.as_str());
            let begins = lists.questions.iter().skip(at).take_while(|(key, _)| key.starts_with(&lower));
            let found: Vec<String> = begins.take(OFFERED).map(|(_, q)| q.clone()).collect();
            if !found.is_empty() {
                return found;
            }
            let words: Vec<&str> = lower.split_whitespace().collect();
            let holds = |key: &str| !words.is_empty() && words.iter().all(|word| key.contains(word));
            lists.questions.iter().filter(|(key, _)| holds(key)).take(OFFERED).map(|(_, q)| q.clone()).collect()
        })
    }

    /// Ids that begin with `typed`.
    pub fn ids(&self, typed: &str) -> Vec<String> {
        self.with(|lists| starting(&lists.ids, typed))
    }

    /// Tags with their values that begin with `typed`.
    pub fn tags(&self, typed: &str) -> Vec<String> {
        self.with(|lists| starting(&lists.tags, typed))
    }
}

fn starting(sorted: &[String], typed: &str) -> Vec<String> {
    let at = sorted.partition_point(|entry| entry.as_str() < typed);
    sorted.iter().skip(at).take_while(|entry| entry.starts_with(typed)).take(OFFERED).cloned().collect()
}

/// What follows in `question` after as many letters as `lower` has.
fn after<'q>(question: &'q str, lower: &str) -> Option<&'q str> {
    let mut left = lower;
    for (at, letter) in question.char_indices() {
        if left.is_empty() {
            return question.get(at..);
        }
        for low in letter.to_lowercase() {
            left = left.strip_prefix(low)?;
        }
    }
    left.is_empty().then_some("")
}

fn lists(engine: &Engine) -> Lists {
    let mut lists = Lists::default();
    let mut tags = BTreeSet::new();
    let mut from = 0;
    while lists.questions.len() < MOST {
        let Ok(records) = engine.records(from, CHUNK) else { break };
        if records.is_empty() {
            break;
        }
        from += records.len();
        for record in records {
            // A line break would leave the prompt's line.
            let one_line = |q: &String| q.split_whitespace().collect::<Vec<_>>().join(" ");
            lists.questions.extend(record.questions.iter().map(one_line).map(|q| (q.to_lowercase(), q)));
            tags.extend(record.tags.iter().map(|(tag, value)| format!("{tag}={value}")));
            lists.ids.push(record.id);
        }
    }
    lists.questions.sort_unstable();
    lists.questions.dedup_by(|a, b| a.0 == b.0);
    lists.ids.sort_unstable();
    lists.tags = tags.into_iter().collect();
    lists
}

#[cfg(test)]
mod tests {
    use super::{Known, Lists, after};

    fn known(questions: &[&str]) -> Known {
        let mut questions: Vec<_> = questions.iter().map(|q| (q.to_lowercase(), (*q).to_owned())).collect();
        questions.sort_unstable();
        let lists = Lists { questions, ..Lists::default() };
        let known = Known::default();
        known.lists.read().unwrap().set(lists).unwrap();
        known
    }

    #[test]
    fn a_hint_goes_on_in_the_questions_own_letters() {
        let known = known(&["When is the Shop open?", "Who founded the Pottery?"]);
        assert_eq!(known.rest("when IS the s").as_deref(), Some("hop open?"));
        assert_eq!(known.rest("who founded the pottery?"), None, "nothing is left to add");
        assert_eq!(known.rest("where"), None);
    }

    #[test]
    fn questions_by_their_beginning_else_by_their_words() {
        let known = known(&["When is the Shop open?", "Who founded the Pottery?"]);
        assert_eq!(known.questions("wh").len(), 2);
        assert_eq!(known.questions("pottery founded"), ["Who founded the Pottery?"]);
        assert!(known.questions("kettle").is_empty());
    }

    #[test]
    fn letters_that_grow_in_lower_case() {
        assert_eq!(after("İstanbul?", &"İst".to_lowercase()), Some("anbul?"));
        assert_eq!(after("ab", "abc"), None);
    }
}

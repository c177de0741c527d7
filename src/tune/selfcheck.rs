//! Examples from the corpus itself: its stored questions, asked as if their records were not there.

use std::collections::HashMap;

use super::Example;
use crate::index::terms::shared_answer;
use crate::record::{Kind, Record};
use crate::text::tokens;
use crate::{Engine, Question, Response, Result};

/// Records read at a time.
const BLOCK: usize = 1024;

/// Asks up to `limit` stored questions, spread over the corpus, as if their answer were not there, all of its phrasings left
/// out: nothing that is found then is right, so the question stands for those about the corpus's matters that it cannot answer.
/// Each is asked once more as one that it can answer: with its own record alone left out where another gives the same answer, and
/// else with its longest word left out.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn self_check(engine: &Engine, limit: usize) -> Result<Vec<Example>> {
    let pairs = pairs(engine)?;
    let mut giving: HashMap<&str, Vec<u32>> = HashMap::new();
    for (doc, record) in &pairs {
        if let Some(answer) = shared_answer(record) {
            giving.entry(answer).or_default().push(*doc);
        }
    }
    let step = pairs.len().div_ceil(limit.max(1)).max(1);
    let mut examples = Vec::new();
    for (doc, record) in pairs.iter().step_by(step) {
        let Some(text) = record.questions.first() else { continue };
        let docs = shared_answer(record).and_then(|answer| giving.get(answer)).cloned().unwrap_or_else(|| vec![*doc]);
        let asked = |text: &str, without: Vec<u32>| {
            let mut question = Question::new(text).explain();
            question.without = without;
            engine.ask(question)
        };
        let is_phrased_severally = docs.len() > 1;
        examples.push(example(&asked(text, docs)?, record, false));
        if is_phrased_severally {
            examples.push(example(&asked(text, vec![*doc])?, record, true));
        } else if let Some(shorter) = without_its_longest_word(text) {
            examples.push(example(&asked(&shorter, Vec::new())?, record, true));
        }
    }
    Ok(examples)
}

fn example(response: &Response, record: &Record, answerable: bool) -> Example {
    let is_same = |text: &str| text.trim() == record.text.trim();
    Example::of(response, answerable, answerable && response.candidates.first().is_some_and(|c| is_same(&c.text)))
}

/// Every pair that has an answer, with its place in the corpus.
fn pairs(engine: &Engine) -> Result<Vec<(u32, Record)>> {
    let mut pairs = Vec::new();
    let mut from = 0;
    loop {
        let block = engine.records(from, BLOCK)?;
        if block.is_empty() {
            return Ok(pairs);
        }
        let docs = (from..).map(|doc| u32::try_from(doc).unwrap_or(u32::MAX));
        from += block.len();
        pairs.extend(docs.zip(block).filter(|(_, r)| r.kind == Kind::Faq && !r.text.trim().is_empty()));
    }
}

/// Nothing where only one word would be left.
fn without_its_longest_word(question: &str) -> Option<String> {
    let words = tokens(question);
    let longest = words.iter().max_by_key(|t| t.end - t.start).filter(|_| words.len() > 2)?;
    let (before, after) = (question.get(..longest.start)?, question.get(longest.end..)?);
    Some(format!("{} {}", before.trim(), after.trim()).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{self_check, without_its_longest_word};
    use crate::Engine;

    #[test]
    fn questions_lose_a_word() {
        assert_eq!(without_its_longest_word("Who supplies it?").as_deref(), Some("Who it?"));
        assert_eq!(without_its_longest_word("Opening hours"), None);
    }

    #[test]
    fn a_question_left_out_is_not_found_and_a_shorter_one_is() {
        let engine = Engine::builder().demo().open().unwrap();
        let examples = self_check(&engine, 1000).unwrap();
        let of = |answerable| examples.iter().filter(move |e| e.is_answerable() == answerable);
        assert!(of(false).count() >= 15 && of(true).count() >= 15);
        assert!(of(false).all(|e| e.confidence(None) < crate::confidence::EXACT));
        assert!(of(true).filter(|e| e.right).count() * 10 >= of(true).count() * 7);
    }
}

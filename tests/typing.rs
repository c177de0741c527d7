//! Typing mistakes: one edit in a long word leaves the answer as it was, and what turns a question round is no mistake.

mod common;

use answerbook::{Engine, Outcome, Record};
use common::TREATY;

/// Share of edited questions that must keep their first candidate.
const KEPT: f64 = 0.95;
/// Letters from which on a word is long enough to be mended.
const LONG: usize = 5;

/// The question with the `n`th of its four edits in the word at `range`: a letter left out, doubled,
/// changed, or swapped with its neighbour, always within the word.
fn edited(question: &str, range: std::ops::Range<usize>, n: usize) -> String {
    let mut word: Vec<char> = question[range.clone()].chars().collect();
    let at = word.len() / 2;
    match n {
        0 => drop(word.remove(at)),
        1 => word.insert(at, word[at]),
        2 => word[at] = if word[at] == 'e' { 'a' } else { 'e' },
        _ => word.swap(at - 1, at),
    }
    format!("{}{}{}", &question[..range.start], word.iter().collect::<String>(), &question[range.end..])
}

/// Byte ranges of the words of letters alone, long enough.
fn long_words(question: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for part in question.split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphabetic());
        if word.len() >= LONG && word.is_ascii() {
            words.push(start..start + word.len());
        }
        start += part.len();
    }
    words
}

#[test]
fn one_edit_in_a_long_word_keeps_the_first_candidate() {
    let place = common::Place::empty().with("treaty.txt", TREATY);
    let book = Engine::builder().corpus(place.path("treaty.txt")).in_memory().open().unwrap();
    let records: Vec<Record> = book.records(0, usize::MAX).unwrap();
    let (mut asked, mut kept) = (0, 0);
    for question in records.iter().flat_map(|r| &r.questions) {
        let first = |asked: &str| book.ask(asked).unwrap().candidates.first().map(|c| c.question.clone());
        let right = first(question);
        for range in long_words(question) {
            for n in 0..4 {
                asked += 1;
                kept += u32::from(first(&edited(question, range.clone(), n)) == right);
            }
        }
    }
    let share = f64::from(kept) / f64::from(asked);
    println!("{kept} of {asked} kept their first candidate ({share:.3})");
    assert!(asked > 200 && share >= KEPT, "{share:.3} of {asked}");
}

/// A record for each question, its answer the question's number.
fn book(place: &common::Place, questions: &[&str]) -> Engine {
    let rows = (1..).zip(questions);
    let corpus: String = rows
        .map(|(n, question)| serde_json::json!({"question": question, "answer": n.to_string()}).to_string() + "\n")
        .collect();
    std::fs::write(place.path("faq.jsonl"), corpus).unwrap();
    Engine::builder().corpus(place.path("faq.jsonl")).in_memory().open().unwrap()
}

#[test]
fn a_word_that_negates_is_never_taken_for_a_mistake() {
    let place = common::Place::empty();
    let book = book(
        &place,
        &["Are riders with a fever insured?", "Are riders who wear a helmet insured?", "How is it usable?"],
    );
    for asked in ["Are riders who never wear a helmet insured?", "Are riders unable to wear a helmet insured?"] {
        let response = book.ask(asked).unwrap();
        assert!(!matches!(response.outcome, Outcome::Answer(_)), "{asked}: {:?}", response.outcome);
        assert!(response.warnings.is_empty(), "{asked}: {:?}", response.warnings);
    }
}

#[test]
fn a_mistake_that_looks_like_a_negation_is_none() {
    let place = common::Place::empty();
    let book = book(&place, &["Which road leads to the north gate?", "Where are the lockers?"]);
    // The stem of "nothing" is "noth".
    let response = book.ask("which road leads to the noth gate").unwrap();
    assert!(matches!(&response.outcome, Outcome::Answer(answer) if answer.text == "1"), "{:?}", response.outcome);
}

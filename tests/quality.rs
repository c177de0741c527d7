//! On the sample page most questions are answered right, few wrong, and what it does not tell is refused.

mod common;

use std::collections::BTreeMap;

use answerbook::{Engine, Outcome, Question, Turn};
use common::{Place, TREATY};
use serde_json::Value;

/// Least share of answerable questions answered right.
const RIGHT: f64 = 0.8;
/// Greatest share of answerable questions answered wrong.
const WRONG: f64 = 0.08;
/// Least share of unanswerable questions refused.
const REFUSED: f64 = 0.83;
/// An answer longer than this is a page, not an answer.
const ANSWER_CHARS: usize = 600;

#[derive(Default)]
struct Tally {
    asked: u32,
    right: u32,
    wrong: u32,
}

impl Tally {
    fn share(&self, of: u32) -> f64 {
        f64::from(of) / f64::from(self.asked)
    }
}

fn squeezed(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn question(row: &Value) -> Question {
    let turn = |turn: &Value| Turn {
        question: turn["q"].as_str().unwrap().to_owned(),
        answer: turn["a"].as_str().map(str::to_owned),
    };
    let history = row["history"].as_array().into_iter().flatten().map(turn);
    Question::new(row["text"].as_str().unwrap()).history(history)
}

#[test]
fn the_sample_questions_are_answered_well() {
    let place = Place::empty().with("treaty.txt", TREATY);
    let book = Engine::builder().corpus(place.path("treaty.txt")).in_memory().open().unwrap();
    let mut kinds: BTreeMap<(bool, String), Tally> = BTreeMap::new();
    for line in include_str!("treaty_questions.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let outcome = book.ask(question(&row)).unwrap().outcome;
        let expected = row["expect"].as_array();
        let kind = row["kind"].as_str().unwrap().to_owned();
        let tally = kinds.entry((expected.is_some(), kind)).or_default();
        tally.asked += 1;
        match (expected, outcome) {
            (Some(expected), Outcome::Answer(answer)) => {
                let text = squeezed(&answer.text);
                let holds = expected.iter().any(|part| text.contains(&squeezed(part.as_str().unwrap())));
                let right = holds && text.chars().count() <= ANSWER_CHARS;
                *if right { &mut tally.right } else { &mut tally.wrong } += 1;
            }
            (None, Outcome::NoAnswer(_)) => tally.right += 1,
            (None, _) => tally.wrong += 1,
            (Some(_), _) => {}
        }
    }
    println!("{:<16} {:>5} {:>5} {:>5}", "kind", "asked", "right", "wrong");
    let (mut answerable, mut unanswerable) = (Tally::default(), Tally::default());
    for ((has_answer, kind), tally) in &kinds {
        println!("{kind:<16} {:>5} {:>5} {:>5}", tally.asked, tally.right, tally.wrong);
        let sum = if *has_answer { &mut answerable } else { &mut unanswerable };
        sum.asked += tally.asked;
        sum.right += tally.right;
        sum.wrong += tally.wrong;
    }
    let (right, wrong) = (answerable.share(answerable.right), answerable.share(answerable.wrong));
    let refused = unanswerable.share(unanswerable.right);
    println!("answerable: {right:.3} right, {wrong:.3} wrong; unanswerable: {refused:.3} refused");
    assert!(answerable.asked >= 100 && unanswerable.asked >= 50, "the questions are all there");
    assert!(right >= RIGHT && wrong <= WRONG, "{right:.3} right (least {RIGHT}), {wrong:.3} wrong (most {WRONG})");
    assert!(refused >= REFUSED, "{refused:.3} refused, least {REFUSED}");
}

//! Questions of nearly the same words that ask for different things are not answered across.

mod common;

use std::collections::BTreeMap;

use answerbook::{Engine, Outcome};
use common::Place;
use serde_json::Value;

/// Most pairs that may be answered across, and least rewordings that must be answered. Every
/// second line was among those that the confidence was learned from; the bounds are for the others.
const ACROSS: f64 = 0.13;
const SAME: f64 = 0.93;

#[derive(Default)]
struct Tally {
    pairs: u32,
    across: u32,
    rewordings: u32,
    right: u32,
}

#[test]
fn minimal_pairs_are_told_apart() {
    let rows: Vec<Value> =
        include_str!("contrast.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let corpus: String = rows
        .iter()
        .map(|r| serde_json::json!({"id": r["id"], "question": r["stored"], "answer": r["answer"]}).to_string() + "\n")
        .collect();
    let place = Place::empty().with("pairs.jsonl", corpus);
    let book = Engine::builder().corpus(place.path("pairs.jsonl")).in_memory().open().unwrap();
    let answered = |asked: String, id: &str| match book.ask(asked).unwrap().outcome {
        Outcome::Answer(answer) => answer.id == id,
        Outcome::Ambiguous(choice) => choice.iter().any(|c| c.id == id),
        Outcome::NoAnswer(_) => false,
    };
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    for row in rows.iter().skip(1).step_by(2) {
        let id = text(row, "id");
        let tally = kinds.entry(text(row, "kind")).or_default();
        tally.pairs += 1;
        tally.across += u32::from(answered(text(row, "asked"), &id));
        for same in row["same"].as_array().unwrap() {
            tally.rewordings += 1;
            tally.right += u32::from(answered(same.as_str().unwrap().to_owned(), &id));
        }
    }
    println!("{:<10} {:>5} {:>6} {:>10} {:>5}", "kind", "pairs", "across", "rewordings", "right");
    let mut all = Tally::default();
    for (kind, t) in &kinds {
        println!("{kind:<10} {:>5} {:>6} {:>10} {:>5}", t.pairs, t.across, t.rewordings, t.right);
        all.pairs += t.pairs;
        all.across += t.across;
        all.rewordings += t.rewordings;
        all.right += t.right;
    }
    let (across, right) =
        (f64::from(all.across) / f64::from(all.pairs), f64::from(all.right) / f64::from(all.rewordings));
    println!("answered across: {across:.3}; rewordings answered right: {right:.3}");
    assert!(rows.len() >= 200, "the pairs are all there");
    assert!(across <= ACROSS, "{across:.3} answered across (most {ACROSS})");
    assert!(right >= SAME, "{right:.3} rewordings answered right (least {SAME})");
}

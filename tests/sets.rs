//! Questions as users type them, on the six invented corpora of `tests/sets`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use answerbook::{Engine, Outcome};

fn set(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sets").join(name)
}

/// Id and text of each question of a file.
fn questions(path: &Path) -> Vec<(String, String)> {
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = fs::read_to_string(path).unwrap();
    rows.lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .map(|row| (text(&row, "id"), text(&row, "text")))
        .collect()
}

/// Which records answer each question.
fn judgements(path: &Path) -> HashMap<String, HashSet<String>> {
    let mut right: HashMap<String, HashSet<String>> = HashMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        right.entry(fields[0].to_owned()).or_default().insert(fields[1].to_owned());
    }
    right
}

/// Easy and hard questions, and near ones without an answer: three of four answers given are
/// right, and nearly half of what can be answered is.
#[test]
fn three_of_four_answers_are_right() {
    let (mut right, mut wrong, mut answerable) = (0, 0, 0);
    for name in ["pets", "museum", "invoices", "town", "shop", "college"] {
        let folder = set(name);
        let book = Engine::builder().corpus(folder.join("corpus.jsonl")).in_memory().open().unwrap();
        let judged = judgements(&folder.join("qrels.dev.tsv"));
        let asked = [questions(&folder.join("queries.dev.jsonl")), questions(&folder.join("oos.dev.jsonl"))].concat();
        assert_eq!((asked.len(), judged.len()), (120, 70), "{name}");
        let (right_before, wrong_before) = (right, wrong);
        for (id, text) in asked {
            answerable += usize::from(judged.contains_key(&id));
            if let Outcome::Answer(answer) = book.ask(text.as_str()).unwrap().outcome {
                let is_right = judged.get(&id).is_some_and(|right| right.contains(&answer.id));
                *(if is_right { &mut right } else { &mut wrong }) += 1;
            }
        }
        println!("{name}: {} right, {} wrong", right - right_before, wrong - wrong_before);
    }
    println!("of {answerable}: {right} right, {wrong} wrong");
    assert!(right >= 3 * wrong && 100 * right >= 45 * answerable, "{right} right, {wrong} wrong of {answerable}");
}

//! `batch` in the forms of other programs: SQuAD's predictions, TREC's runs, Azure's batch tests.
#![cfg(feature = "cli")]

mod common;

use common::Place;
use serde_json::{Value, json};

const QUESTIONS: &str = "{\"id\":\"q1\",\"text\":\"When is the shop open?\",\"ExpectedAnswerId\":\"open\"}\n\
    {\"id\":\"q2\",\"text\":\"zyzzyva quokka\"}\n\
    {\"id\":\"q3\",\"text\":\"What does the copper teapot cost?\",\"expect\":[\"open\"]}\n";

fn json_in(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(place.path(name)).unwrap()).unwrap()
}

#[test]
fn predictions_and_chances_as_squads_evaluation_reads_them() {
    let place = Place::shop().with("q.jsonl", QUESTIONS);
    let run = place.run(&["batch", "q.jsonl", "--format", "squad", "-o", "pred.json", "--na-prob", "na.json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let rows = place.run(&["batch", "q.jsonl"]).rows();
    let (predictions, chances) = (json_in(&place, "pred.json"), json_in(&place, "na.json"));
    assert_eq!((predictions.as_object().unwrap().len(), chances.as_object().unwrap().len()), (3, 3));
    for row in &rows {
        let id = row["id"].as_str().unwrap();
        let text = row["answer"]["text"].as_str().unwrap_or("");
        assert_eq!(predictions[id], json!(text), "{id}");
        let sum = chances[id].as_f64().unwrap() + row["confidence"].as_f64().unwrap();
        assert!((sum - 1.0).abs() < 2e-4, "{id}: {sum}");
    }
    assert_eq!((&predictions["q1"], &predictions["q2"]), (&json!("From nine to five."), &json!("")));
    let empty = place.with("none.txt", "\n").run(&["batch", "none.txt", "--format", "squad"]);
    assert_eq!(empty.out, "{}\n");
}

#[test]
fn questions_as_squad_has_them() {
    let squad = json!({"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": "c", "qas": [
        {"id": "a", "question": "When is the shop open?", "answers": []},
        {"id": "b", "question": "zyzzyva\nquokka", "is_impossible": true, "answers": []}]}]}]});
    let place = Place::shop().with("dev.json", squad.to_string()).with("torn.json", "{\"data\":[\n{]}");
    let rows = place.run(&["batch", "dev.json", "--from", "squad"]).rows();
    assert_eq!((&rows[0]["id"], &rows[1]["id"]), (&json!("a"), &json!("b")));
    assert_eq!((&rows[0]["outcome"], &rows[1]["question"]), (&json!("answer"), &json!("zyzzyva\nquokka")));
    let torn = place.run(&["batch", "torn.json", "--from", "squad"]);
    assert!(torn.code == 2 && torn.err.contains("torn.json:2: not questions as SQuAD has them"), "{torn:?}");
}

#[test]
fn a_run_has_each_candidate_with_falling_scores() {
    let place = Place::shop().with("q.jsonl", QUESTIONS);
    let run = place.run(&["batch", "q.jsonl", "--format", "trec", "-o", "out.run"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let text = std::fs::read_to_string(place.path("out.run")).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(' ').collect()).collect();
    assert!(lines.iter().all(|line| line.len() == 6 && line[1] == "Q0" && line[5] == "answerbook"), "{text}");
    assert_eq!((lines[0][0], lines[0][2], lines[0][3]), ("q1", "open", "1"));
    for pair in lines.windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
        let [rank, next] = [&pair[0], &pair[1]].map(|line| line[3].parse::<u32>().unwrap());
        let [score, less] = [&pair[0], &pair[1]].map(|line| line[4].parse::<f32>().unwrap());
        assert!(next == rank + 1 && less < score, "{pair:?}");
    }
    // What parts the columns cannot stand in one.
    let blank = Place::shop().with("q.jsonl", "{\"id\":\"q 1\",\"text\":\"When is the shop open?\"}\n");
    let run = blank.run(&["batch", "q.jsonl", "--format", "trec"]);
    assert!(run.code == 2 && run.out.is_empty() && run.err.contains("q.jsonl:1: a run cannot hold"), "{run:?}");
}

#[test]
fn a_batch_test_has_azures_columns_and_labels() {
    let place = Place::shop().with("q.jsonl", QUESTIONS);
    let run = place.run(&["batch", "q.jsonl", "--format", "azure"]);
    let lines: Vec<Vec<&str>> = run.out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(
        lines[0].join(" "),
        "Line ProjectName Query Answer Score AnswerSpanText AnswerSpanScore Metadata AnswerId ExpectedAnswerId Label"
    );
    assert!(lines.iter().all(|line| line.len() == 11), "{run:?}");
    let rows = place.run(&["batch", "q.jsonl"]).rows();
    let score = rows[0]["confidence"].to_string();
    assert_eq!(lines[1][..5], ["1", "answerbook", "When is the shop open?", "From nine to five.", score.as_str()]);
    assert_eq!(lines[1][8..], ["open", "open", "Correct"]);
    assert_eq!((lines[2][4], &lines[2][8..]), ("0", &["-1", "", ""][..]), "a refusal");
    assert_eq!((lines[3][9], lines[3][10]), ("open", "Incorrect"));
}

#[test]
fn what_a_form_cannot_do_is_said() {
    let place = Place::shop().with("q.jsonl", format!("{{\"id\":\n{QUESTIONS}"));
    for form in ["squad", "trec", "azure"] {
        // A row that cannot be read has no place in it.
        let run = place.run(&["batch", "q.jsonl", "--format", form, "-o", "out"]);
        assert!(run.code == 0 && run.err.contains("q.jsonl:1: not a JSON object"), "{form}: {run:?}");
        let again = place.run(&["batch", "q.jsonl", "--format", form, "-o", "out", "--resume"]);
        assert!(again.code == 2 && again.err.contains("can be gone on with"), "{form}: {again:?}");
    }
    let nameless = Place::shop().with("q.jsonl", "{\"text\":\"When is the shop open?\"}\n{\"id\":1,\"text\":\"hi\"}\n");
    let run = nameless.run(&["batch", "q.jsonl", "--format", "squad"]);
    assert!(run.err.contains("q.jsonl:1: a prediction needs the question's id"), "{run:?}");
    assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap(), json!({"1": ""}));
    let run = nameless.run(&["batch", "q.jsonl", "--na-prob", "na.json"]);
    assert!(run.code == 2 && run.err.contains("add --format squad"), "{run:?}");
    let run = nameless.run(&["batch", "q.jsonl", "--format", "squad", "--na-prob", "q.jsonl"]);
    assert!(run.code == 2 && run.err.contains("q.jsonl: this would be written over what is read"), "{run:?}");
}

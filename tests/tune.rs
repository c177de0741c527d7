//! `tune` learns a corpus's own threshold and calibration, says how sure that is, and writes both to the settings.
#![cfg(feature = "cli")]

mod common;

use std::fs;

use common::Place;

const QUESTIONS: &str = include_str!("treaty_questions.jsonl");

fn treaty() -> Place {
    Place::treaty().with("q.jsonl", QUESTIONS)
}

fn settings(place: &Place) -> String {
    fs::read_to_string(place.path("corpus/answerbook.toml")).unwrap_or_default()
}

#[test]
fn a_threshold_is_written_and_used_and_what_the_owner_wrote_stays() {
    let place = treaty();
    place.write("corpus/answerbook.toml", "# ours\nrefusal = \"Ask Jo.\" # really\nthreshold = 0.2\n");
    let run = place.run(&["tune", "q.jsonl", "--precision", "0.9", "--json", "--curve", "curve.svg"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let report = run.json();
    let point = &report["tuned"]["point"];
    assert!(point["precision"].as_f64() >= Some(0.9), "{point}");
    assert!(point["between"][0].as_f64() < point["precision"].as_f64());
    let written = settings(&place);
    assert!(written.starts_with("# ours\nrefusal = \"Ask Jo.\" # really\nthreshold = "), "{written}");
    assert!(written.contains(&format!("threshold = {}\n", point["threshold"])), "{written}");
    assert!(fs::read_to_string(place.path("curve.svg")).unwrap().contains("<polyline"));
    // Answers given from there on are as right as was promised of questions not seen, or better.
    let graded = place.run(&["eval", "q.jsonl", "--json"]).json();
    assert_eq!(graded["threshold"], point["threshold"], "the threshold written is the one in use");
    assert!(graded["decisions"]["answered_right"].as_f64() >= Some(0.88), "{}", graded["decisions"]);
    // What is in use changes nothing of what is learned.
    let again = place.run(&["tune", "q.jsonl", "--precision", "0.9", "--json"]);
    assert_eq!(again.json()["tuned"], report["tuned"]);
    assert_eq!(settings(&place), written);
}

#[test]
fn without_questions_the_corpus_checks_itself_and_says_what_that_is_worth() {
    let place = Place::treaty();
    let run = place.run(&["tune", "--precision", "0.8"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("as if their records were not there") && run.out.contains("a first guess"), "{run:?}");
    assert!(settings(&place).starts_with("threshold = 0.") && !settings(&place).contains("calibration"));
}

#[test]
fn a_goal_that_cannot_be_met_writes_nothing() {
    let place =
        treaty().with("none.jsonl", "{\"text\":\"When was the treaty signed?\",\"expect\":[\"no such text\"]}\n");
    let run = place.run(&["tune", "none.jsonl", "--precision", "0.9", "-q"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("no threshold makes 0.9") && run.out.contains("nothing written"), "{run:?}");
    let dry = place.run(&["tune", "q.jsonl", "--coverage", "0.5", "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("nothing written"), "{dry:?}");
    assert_eq!(settings(&place), "");
}

#[test]
fn faults_are_told_and_nothing_is_written() {
    let place = treaty().with("no.jsonl", "{\"text\":\"a zeppelin?\",\"expect\":null}\n");
    for (args, name) in [
        (&["tune", "missing.jsonl"][..], "missing.jsonl"),
        (&["tune", "no.jsonl"], "none of these questions is answerable"),
        (&["tune", "q.jsonl", "--curve", "q.jsonl"], "over what is read"),
        (&["tune", "q.jsonl", "--precision", "95"], "not a number from 0 to 1"),
        (&["tune", "q.jsonl", "--precision", "0.9", "--coverage", "0.5"], "cannot be used with"),
    ] {
        let run = place.run(args);
        assert!(run.code == 2 && run.err.lines().count() == 1 && run.err.contains(name), "{name}: {run:?}");
    }
    assert_eq!(fs::read_to_string(place.path("q.jsonl")).unwrap(), QUESTIONS);
    assert_eq!(settings(&place), "");
    place.write(
        "corpus/answerbook.toml",
        "[calibration]\nversion = 8\nshift = 0.0\n[calibration.weights]\nmagic = 1.0\n",
    );
    let run = place.run(&["ask", "When was the treaty signed?"]);
    assert!(run.code == 2 && run.err.contains("no feature `magic`"), "{run:?}");
}

#[test]
fn a_calibration_of_another_version_is_not_used_and_is_told() {
    let place = treaty();
    let ask = ["ask", "--json", "How many warheads has North Korea got?"];
    let before = place.run(&ask).json()["confidence"].clone();
    place.write("corpus/answerbook.toml", "[calibration]\nversion = 1\nshift = -9.0\n");
    let run = place.run(&ask);
    assert_eq!(run.json()["confidence"], before);
    assert!(run.err.contains("another version of the confidence"), "{run:?}");
    place.write("corpus/answerbook.toml", "[calibration]\nversion = 8\nshift = -9.0\n");
    assert!(place.run(&ask).json()["confidence"].as_f64() < Some(0.01));
}

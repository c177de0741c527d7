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
    assert_eq!(graded["thresholds"]["lone"], point["threshold"], "the threshold written is the one in use");
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
    assert!(run.out.contains("as if their answers were not there") && run.out.contains("a first guess"), "{run:?}");
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
        "[calibration]\nversion = 14\nshift = 0.0\n[calibration.weights]\nmagic = 1.0\n",
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
    place.write("corpus/answerbook.toml", "[calibration]\nversion = 14\nshift = -9.0\n");
    assert!(place.run(&ask).json()["confidence"].as_f64() < Some(0.01));
}

/// A shop's pairs, and what its customers say instead.
const SHOP: &str = "question,answer
How do I reset my password?,Choose Forgotten under the login form.
What does delivery cost?,Delivery is free from 20 euros on.
Can I send an article back?,Within 30 days and unworn.
Where is my parcel?,The link in our mail follows it.
How do I pay?,By card or by invoice.
Do you have a shop in town?,At 5 Mill Lane.
";

/// Ids of the pairs in the order of the shop's.
fn ids(place: &Place) -> Vec<String> {
    let listed = place.run(&["list", "--json"]).out;
    listed
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()?["id"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn questions_told_right_are_known_from_there_on_and_those_of_nothing_are_refused() {
    let place = Place::empty().with("corpus/faq.csv", SHOP);
    let said = [
        ("bogus zapp flurm", "Forgotten"),
        ("bogus flurm zapp please", "Forgotten"),
        ("zapp flurm", "Forgotten"),
        ("quix the blorb", "Mill Lane"),
        ("blorb quix", "Mill Lane"),
        ("where quix blorb", "Mill Lane"),
    ];
    let mut rows = String::new();
    for (question, holds) in said {
        rows += &format!("{{\"text\":\"{question}\",\"expect\":[\"{holds}\"]}}\n");
    }
    rows += "{\"text\":\"Can I pay by goat?\",\"expect\":null}\n";
    place.write("q.jsonl", rows);
    assert_eq!(place.run(&["ask", "bogus zapp flurm"]).code, 1);
    let before = ids(&place);
    let run = place.run(&["tune", "q.jsonl", "--coverage", "0.9", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let kept = &run.json()["known"];
    assert_eq!(kept["questions"], 7, "{kept}");
    assert!(kept["reach"][1].as_f64() > kept["reach"][0].as_f64(), "{kept}");
    assert_eq!(settings(&place).matches("[[asked]]").count(), 7);
    // Known for what they are told to mean, in other words too; the record is the one in the corpus, under its id.
    let known = place.run(&["ask", "--json", "the flurm zapp"]).json();
    assert_eq!(known["answer"]["text"], "Choose Forgotten under the login form.");
    assert_eq!(known["answer"]["source"]["line"], 2);
    assert_eq!(ids(&place), before);
    let goat = place.run(&["ask", "--json", "can i pay by goat"]).json();
    assert_eq!(goat["outcome"], "no_answer", "{goat}");
    assert!(!goat["candidates"].to_string().contains("goat"), "{goat}");
    assert!(place.run(&["info"]).out.contains("6 records (6 FAQ pairs"), "{}", place.run(&["info"]).out);
    assert_eq!(place.run(&["ask", "How do I pay?"]).code, 0);
    // Learned anew, not from what is known by now; and forgotten when that is asked for.
    let again = place.run(&["tune", "q.jsonl", "--coverage", "0.9", "--json"]).json();
    assert_eq!((&again["tuned"], &again["known"]), (&run.json()["tuned"], kept));
    place.run(&["tune", "q.jsonl", "--coverage", "0.9", "--forget"]);
    assert!(!settings(&place).contains("asked"), "{}", settings(&place));
}

#[test]
fn what_the_owner_knows_besides_stays_and_sources_are_not_written_to() {
    let rows = "{\"id\":\"pot\",\"question\":\"How do I wash the pot?\",\"answer\":\"With soap.\"}\n{\"id\":\"fee\",\"question\":\"What does membership cost?\",\"answer\":\"Twelve.\"}\n";
    let place = Place::empty().with("corpus/faq.jsonl", rows);
    let known = "[[asked]]\nquestion = \"How do I wash the pots?\" # ours\n\n[[asked]]\nquestion = \"zapp flurm\"\nrecord = \"fee\"\n";
    place.write("corpus/answerbook.toml", known);
    // Near as it is to a stored question, and whatever the threshold: it has no answer.
    let pots = place.run(&["ask", "--json", "--threshold", "0", "How do I wash the pots?"]);
    assert_eq!((pots.code, &pots.json()["outcome"]), (1, &"no_answer".into()), "{pots:?}");
    assert_eq!(place.run(&["ask", "--json", "How do I wash the pot?"]).json()["answer"]["id"], "pot");
    assert_eq!(place.run(&["ask", "--json", "flurm zapp"]).json()["answer"]["id"], "fee");
    // Tags asked for do not hide it.
    place.write(
        "corpus/more.jsonl",
        "{\"id\":\"park\",\"question\":\"Is there parking?\",\"answer\":\"Behind.\",\"tags\":{\"topic\":\"visit\"}}\n",
    );
    place.write("corpus/answerbook.toml", format!("{known}\n[[asked]]\nquestion = \"Is there parking for bikes?\"\n"));
    for (asked, code) in [("is there any parking for bikes", 1), ("is there any parking", 0)] {
        let run = place.run(&["ask", "--filter", "topic=visit", asked]);
        assert_eq!(run.code, code, "{run:?}");
    }
    place.write("corpus/answerbook.toml", known);
    // The phrasing is the settings', not the record's.
    assert!(!place.run(&["show", "fee"]).out.contains("zapp"));
    assert_eq!(place.run(&["edit", "fee", "--answer", "Thirteen."]).code, 0);
    assert!(!fs::read_to_string(place.path("corpus/faq.jsonl")).unwrap().contains("zapp"));
    // Without labels of these questions they stay, as they are written.
    place.run(&["tune", "--coverage", "0.5"]);
    place.write("q.jsonl", "{\"text\":\"membership fee\",\"expect\":[\"fee\"]}\n");
    place.run(&["tune", "q.jsonl", "--coverage", "0.5"]);
    assert!(settings(&place).contains(known.trim_end()), "{}", settings(&place));
    // Said by the settings and by a record, it is the record's; said differently, that is told.
    place.write("corpus/answerbook.toml", "[[asked]]\nquestion = \"how do i wash the pot\"\n");
    let run = place.run(&["ask", "How do I wash the pot?"]);
    assert!(run.code == 0 && run.err.contains("is stored with another answer"), "{run:?}");
    place.run(&["tune", "q.jsonl", "--precision", "1", "--forget"]);
    assert!(!settings(&place).contains("asked"), "{}", settings(&place));
}

#[test]
fn a_known_question_whose_record_is_gone_is_told() {
    let place = Place::empty().with("corpus/faq.csv", SHOP);
    place.write("corpus/answerbook.toml", "[[asked]]\nquestion = \"zapp?\"\nrecord = \"gone\"\n");
    let run = place.run(&["ask", "How do I pay?"]);
    assert!(run.code == 0 && run.err.contains("answered by \"gone\", which is no pair here"), "{run:?}");
    place.write("corpus/answerbook.toml", "[[asked]]\nquestion = \"?!\"\n");
    let run = place.run(&["ask", "How do I pay?"]);
    assert!(run.code == 0 && run.err.contains("has no word"), "{run:?}");
    place.write("corpus/answerbook.toml", "[[asked]]\nqueston = \"zapp?\"\n");
    let run = place.run(&["ask", "How do I pay?"]);
    assert!(run.code == 2 && run.err.contains("queston"), "{run:?}");
}

#[test]
fn too_few_questions_and_too_few_answers_are_told_and_it_is_done_all_the_same() {
    let place = Place::empty().with("corpus/faq.jsonl", common::SHOP);
    let pair = |id: &str, asked: &str| format!("{{\"text\":\"{asked}\",\"expect\":[\"{id}\"]}}\n");
    let few = [pair("open", "When is the shop open?"), pair("price", "what does the copper teapot cost")].concat();
    place.write("few.jsonl", &few);
    let run = place.run(&["tune", "few.jsonl", "--coverage", "0.5", "--forget"]);
    assert!(run.code == 0 && run.err.contains("2 labelled questions: too few to trust"), "{run:?}");
    assert!(run.out.contains("written to") && settings(&place).contains("threshold = "), "{run:?}");
    assert_eq!(place.run(&["tune", "few.jsonl", "--coverage", "0.5", "--forget", "-q"]).err, "");
    let none: String = (0..40).map(|n| format!("{{\"text\":\"zyzzyva {n}\",\"expect\":null}}\n")).collect();
    place.write("many.jsonl", format!("{few}{none}"));
    let run = place.run(&["tune", "many.jsonl", "--precision", "0.9", "--forget", "--dry-run"]);
    assert!(run.err.contains("only 2 answers judged from this threshold on: too few"), "{run:?}");
    assert!(run.err.contains("only 2 of 42 questions are answered; a lower --precision answers more"), "{run:?}");
}

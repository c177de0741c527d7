//! `ask` gives one answer, word for word with its place in the source, or says that there is none.
#![cfg(feature = "cli")]

mod common;

use answerbook::{Engine, Kind, Outcome, Question};
use common::{Place, TREATY};
use serde_json::{Value, json};

/// A question of the sample page, and how its answer begins.
const TRADE: &str = "With whom does North Korea Trade?";
const TRADE_ANSWER: &str = "To begin with, the Soviet Union and China were the only countries";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn line_of(text: &str) -> usize {
    1 + TREATY.lines().position(|line| line.contains(text)).unwrap()
}

#[test]
fn the_answer_comes_first_then_path_and_line() {
    let run = Place::treaty().run(&["ask", TRADE]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!((run.code, lines.len()), (0, 2), "{run:?}");
    assert!(lines[0].starts_with(TRADE_ANSWER), "{run:?}");
    assert!(lines[1].contains(&format!("corpus/treaty.txt:{} ", line_of(TRADE))), "{run:?}");
    assert_eq!(run.err, "");
}

#[test]
fn a_courtesy_gets_a_courtesy_and_no_source() {
    let place = Place::treaty();
    let courtesies = [
        ("Hello!", "Hello."),
        ("good morning", "Hello."),
        ("Thanks a lot", "You're welcome."),
        ("Thanks, that helps", "You're welcome."),
        ("ok bye", "Goodbye."),
        ("ok", "All right."),
        ("Great, that's all", "All right."),
    ];
    for (said, answer) in courtesies {
        let run = place.run(&["ask", said]);
        assert_eq!((run.code, run.out.lines().count()), (1, 1), "{run:?}");
        assert!(run.out.starts_with(answer), "{run:?}");
        let json = place.run(&["ask", "--json", said]).json();
        assert_eq!(json["candidates"], json!([]));
        assert!(json["refusal"].as_str().unwrap().starts_with(answer), "{json}");
    }
    // A question after a greeting is a question, and a corpus may store courtesies itself.
    assert!(place.run(&["ask", "Hello!", TRADE]).out.starts_with(TRADE_ANSWER));
    let own =
        Place::empty().with("corpus/a.jsonl", "{\"id\":\"t\",\"question\":\"Thanks\",\"answer\":\"Any time.\"}\n");
    assert!(own.run(&["ask", "thanks!"]).out.starts_with("Any time."));
}

#[test]
fn without_its_time_a_question_gives_the_same_bytes() {
    let place = Place::shop();
    let once = || place.run(&["ask", "When is the shop open?", "--json", "--no-timing"]).out;
    assert!(once() == once() && !once().contains("took_us"));
}

#[test]
fn words_need_no_quotes() {
    let place = Place::treaty();
    let quoted = place.run(&["ask", TRADE]);
    let bare = place.run(&["ask", "With", "whom", "does", "North", "Korea", "Trade?"]);
    assert_eq!(bare, quoted);
}

#[test]
fn no_answer_is_status_1_and_names_the_nearest_as_no_answer() {
    let run = Place::shop().run(&["ask", "Do you sell a kettle to go with the copper teapot?", "--threshold", "1"]);
    let mut lines = run.out.lines();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(lines.next().unwrap().contains("don't know"), "{run:?}");
    assert!(lines.next().unwrap().contains("no answer"), "{run:?}");
    let near = lines.next().unwrap();
    assert!(near.contains('?') && near.contains("corpus/shop.jsonl:"), "{run:?}");
    assert!(!run.out.contains("Forty pounds") && !run.out.contains("Mill Lane"), "{run:?}");
}

#[test]
fn words_without_meaning_are_not_answered() {
    let place = Place::shop();
    let run = place.run(&["ask", "zyzzyva quokka"]);
    assert_eq!(run.code, 1, "{run:?}");
    let json = place.ask_json("zyzzyva quokka", &[]);
    assert_eq!((&json["outcome"], &json["answer"]), (&json!("no_answer"), &json!(null)));
    let words_only = place.ask_json("zyzzyva quokka", &["--model", "none"]);
    assert_eq!((&words_only["candidates"], &words_only["confidence"]), (&json!([]), &json!(0.0)));
}

#[test]
fn flags_stand_before_or_after_the_question() {
    let place = Place::shop();
    let asked = "When is the shop open?";
    let json = |args: &[&str]| {
        let mut json = place.run(args).json();
        json.as_object_mut().unwrap().remove("took_us");
        json
    };
    let after = json(&["ask", asked, "--json", "--top", "2"]);
    assert_eq!(after["answer"]["text"], "From nine to five.");
    assert_eq!(json(&["ask", "--json", "--top", "2", asked]), after);
    assert_eq!(json(&["--json", "--top", "2", "ask", asked]), after);
    assert_eq!(json(&["--json", "ask", asked, "--top=2"]), after);
    let refused = place.run(&["ask", "--threshold", "1", "Is the shop open?"]);
    assert_eq!(place.run(&["--threshold", "1", "ask", "Is the shop open?"]), refused);
    assert_eq!(place.run(&["ask", "Is the shop open?", "--threshold", "1"]), refused);
    assert_eq!(refused.code, 1);
}

#[test]
fn json_has_the_shape_scripts_rely_on() {
    let place = Place::treaty();
    for (asked, outcome) in [(TRADE, "answer"), ("Which colour has the flag of North Korea in 1990?", "no_answer")] {
        let flags: &[&str] = if outcome == "answer" { &["--top", "3"] } else { &["--top", "3", "--threshold", "1"] };
        let run = place.run(&[&["ask", asked, "--json"], flags].concat());
        let json = run.json();
        assert_eq!(run.code, i32::from(outcome != "answer"));
        assert_eq!(
            keys(&json),
            [
                "id",
                "question",
                "outcome",
                "confidence",
                "answer",
                "alternatives",
                "candidates",
                "query",
                "warnings",
                "took_us"
            ]
        );
        assert_eq!((&json["question"], &json["outcome"]), (&json!(asked), &json!(outcome)));
        assert!((0.0..=1.0).contains(&json["confidence"].as_f64().unwrap()));
        assert!(json["query"].is_string() && json["warnings"].is_array() && json["took_us"].is_u64());
        let source = ["path", "line", "bytes", "heading", "uri"];
        if outcome == "answer" {
            assert_eq!(keys(&json["answer"]), ["id", "kind", "text", "span", "question", "source"]);
            assert_eq!(keys(&json["answer"]["source"]), source);
            assert_eq!(json["answer"]["id"], json["candidates"][0]["id"]);
        } else {
            assert_eq!(json["answer"], Value::Null);
        }
        let candidates = json["candidates"].as_array().unwrap();
        assert_eq!(candidates.len(), 3, "{json}");
        for candidate in candidates {
            assert_eq!(keys(candidate), ["id", "kind", "score", "confidence", "question", "source"]);
            assert_eq!(keys(&candidate["source"]), source);
            assert!((0.0..=1.0).contains(&candidate["confidence"].as_f64().unwrap()));
        }
        assert!(candidates.windows(2).all(|two| two[0]["score"].as_f64() >= two[1]["score"].as_f64()), "{json}");
        assert!(candidates[0]["id"] != candidates[1]["id"] && candidates[1]["id"] != candidates[2]["id"]);
        assert_eq!(json["confidence"], candidates[0]["confidence"]);
    }
}

#[test]
fn explain_adds_reasons_whose_points_add_up_to_the_score() {
    let json = Place::treaty().ask_json("Which goods does North Korea trade?", &["--explain"]);
    let explain = &json["explain"];
    for key in ["matched", "missing", "mended", "soft", "parts"] {
        assert!(explain[key].is_array(), "{key} in {explain}");
    }
    let parts = explain["parts"].as_array().unwrap();
    assert!(parts.iter().all(|p| keys(p) == ["feature", "value", "points"]), "{explain}");
    let sum: f64 = parts.iter().map(|p| p["points"].as_f64().unwrap()).sum();
    let score = json["candidates"][0]["score"].as_f64().unwrap();
    assert!((sum - score).abs() < 0.01, "{sum} points, score {score}");
}

#[test]
fn words_are_compared_where_they_stand_and_phrasings_of_one_answer_stand_together() {
    let rows = r#"{"id":"a","question":"How can I get my money back?","answer":"Send the parcel back and we refund it."}
{"id":"b","question":"Do you refund a damaged kettle?","answer":"Send the parcel back and we refund it."}
{"id":"c","question":"Where do I get a new lid?","answer":"Our spare parts are listed on page four."}
"#;
    let place = Place::empty().with("corpus/shop.jsonl", rows.as_bytes());
    place.write("q.jsonl", "{\"text\":\"may I return a broken kettle\"}\n");
    let out = place.run(&["batch", "q.jsonl", "--explain", "--no-timing"]).out;
    let response: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    let of = |id: &str, feature: &str| {
        let candidate = response["candidates"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap();
        let part = candidate["parts"].as_array().unwrap().iter().find(|p| p["feature"] == feature).unwrap();
        part["value"].as_f64().unwrap()
    };
    for feature in ["maxsim", "bag_meaning"] {
        assert_eq!(of("a", feature), of("b", feature), "{feature}: one answer");
        assert!(of("b", feature) > of("c", feature) + 0.2, "{feature}: {response}");
    }
    assert!(of("b", "maxsim") > 0.6, "\"broken\" stands as \"damaged\" does: {}", of("b", "maxsim"));
}

#[test]
fn an_answer_is_the_bytes_of_the_file() {
    let place = Place::treaty();
    let book = Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap();
    let (mut pairs, mut passages) = (0, 0);
    for record in book.records(0, usize::MAX).unwrap() {
        let asked = record.question().unwrap_or(&record.text).to_owned();
        let Outcome::Answer(answer) = book.ask(asked).unwrap().outcome else { continue };
        *if answer.kind == Kind::Faq { &mut pairs } else { &mut passages } += 1;
        assert_eq!(answer.record_text[answer.span[0]..answer.span[1]], answer.text);
        let own = book.record(&answer.id).unwrap().unwrap();
        assert_eq!((&own.text, &own.source), (&answer.record_text, &answer.source));
        let bytes = &TREATY[answer.source.bytes[0] as usize..answer.source.bytes[1] as usize];
        // Where the reader put a broken answer together again, it says so instead.
        assert!(bytes.contains(&answer.text) || !own.warnings.is_empty(), "{answer:?}");
        let line = TREATY[..answer.source.bytes[0] as usize].matches('\n').count() + 1;
        assert_eq!(line, answer.source.line as usize, "{answer:?}");
    }
    assert!(pairs >= 19 && passages >= 10, "{pairs} pairs, {passages} passages answered");
}

#[test]
fn show_has_the_record_that_the_answer_was_cut_from() {
    let place = Place::shop();
    let json = place.ask_json("Who founded the pottery?", &["--threshold", "0"]);
    let answer = &json["answer"];
    let id = answer["id"].as_str().unwrap();
    let record = place.run(&["show", id, "--json"]).json();
    assert_eq!((record["id"].as_str(), &record["source"]), (Some("history"), &answer["source"]));
    let at = |n: usize| answer["span"][n].as_u64().unwrap() as usize;
    assert_eq!(record["text"].as_str().unwrap()[at(0)..at(1)], *answer["text"].as_str().unwrap());
    let unknown = place.run(&["show", "nobody"]);
    assert_eq!((unknown.code, unknown.out.as_str(), unknown.err.lines().count()), (2, "", 1), "{unknown:?}");
}

#[test]
fn every_stored_question_finds_its_record_however_it_is_typed() {
    let book = Engine::builder().demo().open().unwrap();
    let mut asked = 0;
    for record in book.records(0, usize::MAX).unwrap() {
        for stored in &record.questions {
            let bare: String = stored.chars().filter(|c| !c.is_ascii_punctuation()).collect();
            for typed in [stored.clone(), stored.to_uppercase(), stored.to_lowercase(), bare, format!("hi, {stored}")] {
                let response = book.ask(&typed).unwrap();
                let Outcome::Answer(answer) = response.outcome else { panic!("{typed}: {:?}", response.outcome) };
                assert!(answer.id == record.id || answer.question.as_ref() == Some(stored), "{typed}: {answer:?}");
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 5 * TREATY.matches("? ›").count());
}

/// What is asked of three records that store the same question.
fn alternatives(flags: &[&str]) -> Value {
    let rows: String = ["In the hall.", "Behind the mill.", "Under the oak."]
        .map(|answer| format!("{}\n", json!({"question": "Where is the well?", "answer": answer})))
        .concat();
    Place::empty().with("corpus/a.jsonl", rows).ask_json("Where is the well?", flags)
}

#[test]
fn records_of_one_question_are_alternatives_of_one_another() {
    let json = alternatives(&[]);
    assert_eq!(json["outcome"], "answer", "{json}");
    let others = json["alternatives"].as_array().unwrap();
    assert_eq!(others.len(), 2, "{json}");
    assert!(others.iter().all(|other| other["id"] != json["answer"]["id"]), "{json}");
}

#[test]
fn top_leaves_the_alternatives_alone() {
    let json = alternatives(&["--top", "1"]);
    assert_eq!((json["candidates"].as_array().unwrap().len(), &json["outcome"]), (1, &json!("answer")), "{json}");
    assert_eq!(json["alternatives"].as_array().unwrap().len(), 2, "{json}");
}

#[test]
fn the_owner_sets_words_and_threshold_of_a_refusal() {
    let place = Place::shop().with("corpus/answerbook.toml", "threshold = 1.0\nrefusal = \"Ask Jo at the desk.\"\n");
    let asked = "Is the shop open?";
    let refused = place.run(&["ask", asked]);
    assert_eq!((refused.code, refused.out.lines().next()), (1, Some("Ask Jo at the desk.")), "{refused:?}");
    let answered = place.run(&["ask", asked, "--threshold", "0"]);
    assert_eq!((answered.code, answered.out.lines().next()), (0, Some("From nine to five.")), "{answered:?}");
    place.write("corpus/answerbook.toml", "threshold = 0.0\n");
    assert_eq!(place.run(&["ask", asked]).code, 0, "an edited setting holds at once");
}

#[test]
fn the_owners_synonyms_work_one_way_and_both_ways() {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"id":"k","question":"How do I clean the kumquat?","answer":"With a brush."}"#,
            "\n",
            r#"{"id":"z","question":"Where is the zeppelin parked?","answer":"On the roof."}"#,
            "\n"
        ),
    );
    let found = |word: &str| -> Vec<String> {
        let json = place.ask_json(word, &["--model", "none"]);
        json["candidates"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((found("kumquat"), found("zeppelin")), (vec!["k".to_owned()], vec!["z".to_owned()]));
    place.write("corpus/synonyms.txt", "kumquat => zeppelin  # one way\n");
    assert_eq!((found("kumquat").len(), found("zeppelin")), (2, vec!["z".to_owned()]));
    place.write("corpus/synonyms.txt", "kumquat = zeppelin\n");
    assert_eq!((found("kumquat").len(), found("zeppelin").len()), (2, 2));
    place.write("corpus/synonyms.txt", "airship, blimp => zeppelin\n");
    for word in ["airship", "blimp"] {
        let json = place.ask_json(&format!("Where is the {word} parked?"), &[]);
        assert_eq!(json["answer"]["text"], "On the roof.", "{json}");
    }
}

#[test]
fn a_filter_and_a_question_of_the_library_agree_with_the_command() {
    let place = Place::shop();
    let json = place.ask_json("How much does the copper teapot cost?", &["--filter", "topic=visit"]);
    let book = Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap();
    let response = book.ask(Question::new("How much does the copper teapot cost?").filter("topic", "visit")).unwrap();
    assert_eq!(json["outcome"], response.outcome.as_str());
    assert_ne!(json["answer"]["id"], "price");
    let ids: Vec<&str> = json["candidates"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, response.candidates.iter().map(|c| c.id.as_str()).collect::<Vec<_>>());
}

//! `eval` grades answers: it reads what people have, counts right and wrong, and guards against getting worse.
#![cfg(feature = "cli")]

mod common;

use common::{Place, Run};
use serde_json::{Value, json};

/// One of each: right, wrong, refused; rightly refused and answered all the same.
const QUESTIONS: &str = concat!(
    r#"{"id":"q1","text":"When is the shop open?","expect":["open"]}"#,
    "\n",
    r#"{"id":"q2","question":"What does the copper teapot cost?","expect":"return"}"#,
    "\n",
    r#"{"id":"q3","text":"zyzzyva quokka","expect":["history"]}"#,
    "\n",
    r#"{"id":"q4","text":"zyzzyva","expect":null}"#,
    "\n",
    r#"{"id":"q5","text":"How do I return a broken kettle?","answerable":false}"#,
    "\n",
);

fn shop() -> Place {
    Place::shop().with("q.jsonl", QUESTIONS)
}

/// `eval … --json` of questions that are all read, parsed.
fn eval(place: &Place, args: &[&str]) -> Value {
    let run = place.run(&[&["eval", "--json", "--no-timing"], args].concat());
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    run.json()
}

fn verdicts(report: &Value) -> Vec<(&str, &str)> {
    let text = |value: &'_ Value| -> &'static str { value.as_str().unwrap().to_owned().leak() };
    report["rows"].as_array().unwrap().iter().map(|row| (text(&row["id"]), text(&row["verdict"]))).collect()
}

fn one_line(run: &Run, names: &[&str]) {
    assert_eq!((run.code, run.out.as_str(), run.err.lines().count()), (2, "", 1), "{run:?}");
    for name in names {
        assert!(run.err.contains(name), "{name:?} is not named: {run:?}");
    }
}

#[test]
fn every_question_gets_a_verdict_and_the_figures_count_them() {
    let report = eval(&shop(), &["q.jsonl"]);
    assert_eq!(
        verdicts(&report),
        [("q1", "right"), ("q2", "wrong"), ("q3", "refused"), ("q4", "refused"), ("q5", "answered")]
    );
    assert_eq!(report["questions"], json!({"asked": 5, "answerable": 3, "unanswerable": 2}));
    let decisions = &report["decisions"];
    assert_eq!(decisions["answerable"]["answered"], 2);
    assert_eq!(
        (&decisions["answerable"]["right_share"], &decisions["answered_right"]),
        (&json!(1.0 / 3.0), &json!(1.0 / 3.0))
    );
    assert_eq!(decisions["unanswerable"]["refused_share"], 0.5);
    assert_eq!(report["ranking"]["P@1"], 1.0 / 3.0);
    assert_eq!(report["rows"][0]["rank"], 1);
    assert_eq!(report["rows"][1]["answer"]["id"], "price");
    assert_eq!(report["rows"][1]["expected"], json!(["return"]));
    assert_eq!(report["rows"][1]["source"], json!({"path": "q.jsonl", "line": 2}));
    assert!(report["confidence"]["AUROC_right"].is_f64() && report.get("latency").is_none(), "{report}");
}

#[test]
fn the_report_for_people_names_what_was_answered_wrong() {
    let run = shop().run(&["eval", "q.jsonl"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    for part in [
        "5 questions: 3 answerable, 2 unanswerable",
        "  P@1            0.333",
        "  answerable          2      1      1          0        1",
        "  unanswerable        1      -      1          0        1",
        "wrong     q2 What does the copper teapot cost?  q.jsonl:2",
        "  answered  price \"How much does the copper teapot cost?\"",
        "  expected  return \"How do I return a broken kettle?\"",
        "answered  q5",
        "  expected  no answer",
    ] {
        assert!(run.out.contains(part), "{part:?} is missing from\n{}", run.out);
    }
    assert!(!run.out.contains("q1 ") && !run.out.contains("q3 "), "{}", run.out);
}

#[test]
fn show_lists_what_is_asked_for() {
    let place = shop();
    let listed = |show: &str| {
        let out = place.run(&["eval", "q.jsonl", "--show", show]).out;
        ["q1", "q2", "q3", "q4", "q5"].into_iter().filter(|id| out.contains(&format!(" {id} "))).collect::<Vec<_>>()
    };
    assert_eq!(listed("none"), Vec::<&str>::new());
    assert_eq!(listed("wrong"), ["q2", "q5"]);
    assert_eq!(listed("refused"), ["q3"]);
    assert_eq!(listed("wrong,refused"), ["q2", "q3", "q5"]);
    assert_eq!(listed("right"), ["q1", "q4"]);
    assert_eq!(listed("all"), ["q1", "q2", "q3", "q4", "q5"]);
}

#[test]
fn the_same_bytes_every_time_without_times() {
    let place = shop();
    let args = ["eval", "q.jsonl", "--json", "--no-timing"];
    assert_eq!(place.run(&args), place.run(&args));
    let timed = place.run(&["eval", "q.jsonl", "--format", "json"]).json();
    assert!(timed["latency"]["p50_us"].is_u64() && timed["rows"][0]["took_us"].is_u64(), "{timed}");
    assert!(place.run(&["eval", "q.jsonl"]).out.contains("\ntime "));
    assert!(!place.run(&["eval", "q.jsonl", "--no-timing"]).out.contains("\ntime "));
}

#[test]
fn tables_read_as_json_lines_do() {
    let csv = "\u{feff}id,Question,Expect,note,answerable\r\nq1,When is the shop open?,open,x,\r\nq2,What does the copper teapot cost?,return|history,\"a, b\",yes\r\nq3,zyzzyva quokka,history,,\r\nq4,zyzzyva,,,\r\nq5,How do I return a broken kettle?,,,no\r\n";
    let place = shop().with("q.csv", csv).with("q.tsv", csv.replace("\"a, b\"", "a b").replace(',', "\t"));
    let want = eval(&place, &["q.jsonl"]);
    for file in ["q.csv", "q.tsv"] {
        let report = eval(&place, &[file]);
        assert_eq!(verdicts(&report), verdicts(&want), "{file}");
        assert_eq!(report["rows"][1]["expected"], json!(["history", "return"]), "{file}");
        assert_eq!(report["rows"][4]["source"]["line"], 6, "{file}");
    }
    let piped = place.pipe(&["eval", "-", "--json", "--no-timing"], csv);
    assert_eq!(verdicts(&piped.json()), verdicts(&want), "{piped:?}");
    let forced = place.run(&["eval", "q.csv", "--from", "jsonl"]);
    one_line(&forced, &["q.csv:1:", "not a JSON object"]);
}

#[test]
fn an_answer_may_be_expected_by_its_text() {
    let rows = concat!(
        "{\"text\":\"When is the shop open?\",\"expect\":[\"NINE to  five\"]}\r\n",
        "\r\n",
        "{\"text\":\"What does the copper teapot cost?\",\"answers\":[\"a fortune\",\"forty pounds.\"]}\r\n",
        "{\"text\":\"Who founded the brickworks?\",\"answer\":\"last kiln\"}\r\n",
    );
    let long = "A wagon of clay came up from the river each morning, and the boys sorted stones out of it. ".repeat(6);
    let long = format!("Tom Hale founded the brickworks in 1850. {long}The last kiln went cold long ago.");
    let record = json!({"id": "bricks", "title": "Next door", "text": long});
    let place = Place::shop().with("q.jsonl", rows).with("corpus/more.jsonl", format!("{record}\n"));
    let run = place.run(&["eval", "q.jsonl", "--json"]);
    assert!(run.err.contains("\"a fortune\" of 3") && run.err.lines().count() == 1, "{run:?}");
    let report = run.json();
    assert_eq!(verdicts(&report), [("1", "right"), ("3", "right"), ("4", "right")]);
    assert_eq!(report["rows"][0]["expected"], json!(["open"]));
    // The record is right, but the sentence shown is the other one.
    assert_eq!((&report["rows"][0]["shown"], &report["rows"][2]["shown"]), (&json!(true), &json!(false)));
    assert_eq!(report["decisions"]["answerable"]["right_shown"], 2);
    assert!(place.run(&["eval", "q.jsonl", "-q"]).out.contains("of 3 right answers 2 show a text expected"));
}

#[test]
fn the_sample_questions_are_read_as_they_are() {
    let place = Place::treaty().with("q.jsonl", include_str!("treaty_questions.jsonl"));
    let report = eval(&place, &["q.jsonl"]);
    assert_eq!(report["questions"], json!({"asked": 213, "answerable": 127, "unanswerable": 86}));
    let first = report["ranking"]["P@1"].as_f64().unwrap();
    assert!(first > 0.8, "{first}");
}

#[test]
fn an_id_that_is_gone_is_named_and_not_looked_for_as_a_text() {
    let rows = "{\"id\":\"a\",\"text\":\"When is the shop open?\",\"expect\":[\"from\"]}\n{\"id\":\"b\",\"text\":\"What does the copper teapot cost?\",\"expect\":[\"price\",\"cost\"]}\n";
    let place = Place::shop().with("q.jsonl", rows);
    let run = place.run(&["eval", "q.jsonl", "--json"]);
    assert_eq!((run.code, run.err.lines().count()), (0, 1), "{run:?}");
    assert!(
        run.err.starts_with("answerbook: 2 questions expecting") && run.err.contains("\"from\" of a, \"cost\" of b")
    );
    assert_eq!(verdicts(&run.json()), [("a", "wrong"), ("b", "right")]);
    assert_eq!((&run.json()["ranking"]["R@10"], &run.json()["warnings"][0].is_string()), (&json!(0.25), &true));
    assert_eq!(place.run(&["eval", "q.jsonl", "-q"]).err, "");
}

#[test]
fn judgements_as_trec_and_as_benchmarks_hand_them_out() {
    let place = Place::shop()
        .with("q.jsonl", "{\"_id\":\"q1\",\"text\":\"When is the shop open?\",\"answers\":{}}\n{\"id\":2,\"text\":\"What does the copper teapot cost?\"}\n")
        .with("q.tsv", "q1\tWhen is the shop open?\n2\tWhat does the copper teapot cost?\n")
        .with("trec.txt", "q1 0 open 2\nq1 0 history 0\n2 0 return 1\n2 0 price 3\n")
        .with("beir.tsv", "query-id\tcorpus-id\tscore\nq1\topen\t2\n2\treturn\t1\n2\tprice\t3\n")
        .with("plain.tsv", "q1\topen\t2\n2\treturn\t1\n2\tprice\t3\n")
        .with("no.jsonl", "{\"id\":\"n\",\"text\":\"zyzzyva\"}\n");
    let mut reports = Vec::new();
    for (questions, qrels) in [("q.jsonl", "trec.txt"), ("q.jsonl", "beir.tsv"), ("q.tsv", "plain.tsv")] {
        let mut report = eval(&place, &[questions, "--qrels", qrels, "--unanswerable", "no.jsonl"]);
        assert_eq!(verdicts(&report), [("q1", "right"), ("2", "right"), ("n", "refused")]);
        assert_eq!(report["rows"][1]["expected"], json!(["price", "return"]));
        report["rows"] = Value::Null;
        reports.push(report);
    }
    assert!(reports.windows(2).all(|two| two[0] == two[1]), "{reports:?}");
    // Grade 3 at rank 1, grade 1 not found: 3 / (3 + 1 / log2 3).
    let ndcg = (1.0 + 3.0 / (3.0 + 1.0 / 3f64.log2())) / 2.0;
    assert_eq!((&reports[0]["ranking"]["nDCG@10"], &reports[0]["ranking"]["R@10"]), (&json!(ndcg), &json!(0.75)));
}

#[test]
fn a_question_without_judgement_is_left_out_and_said() {
    let place = shop().with("q.tsv", "q1\topen\t1\nq2\tprice\t0\nq9\topen\t1\n");
    let run = place.run(&["eval", "q.jsonl", "--qrels", "q.tsv", "--json"]);
    assert_eq!((run.code, run.err.lines().count()), (0, 2), "{run:?}");
    assert!(run.err.contains("3 questions without a relevant record in the qrels, left out: q2, q3, q4"), "{run:?}");
    assert!(run.err.contains("1 question of the qrels not among the questions: q9"), "{run:?}");
    let report = run.json();
    // A row that says it cannot be answered is believed.
    assert_eq!(verdicts(&report), [("q1", "right"), ("q5", "answered")]);
    assert_eq!(report["unjudged"].as_array().unwrap().len(), 3);
    assert_eq!(report["unjudged"][0]["source"]["line"], 2);
    one_line(
        &place.with("r.tsv", "x\topen\t1\n").run(&["eval", "q.jsonl", "--qrels", "r.tsv"]),
        &["r.tsv:", "none of the questions"],
    );
}

#[test]
fn a_benchmark_folder_as_it_is() {
    let place = Place::shop()
        .with("beir/queries.jsonl", "{\"_id\":\"1\",\"text\":\"When is the shop open?\",\"metadata\":{}}\n")
        .with("beir/qrels/dev.tsv", "query-id\tcorpus-id\tscore\n1\topen\t1\n");
    assert_eq!(verdicts(&eval(&place, &["beir"])), [("1", "right")]);
    place.write("beir/qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\tprice\t1\n");
    assert_eq!(verdicts(&eval(&place, &["beir/"])), [("1", "wrong")]);
    assert_eq!(verdicts(&eval(&place, &["beir", "--qrels", "beir/qrels/dev.tsv"])), [("1", "right")]);
    one_line(&place.run(&["eval", "corpus"]), &["corpus:", "queries.jsonl"]);
    std::fs::remove_dir_all(place.path("beir/qrels")).unwrap();
    one_line(&place.run(&["eval", "beir"]), &["beir:", "--qrels"]);
}

#[test]
fn squad_by_paragraph_and_else_by_answer() {
    let squad = json!({"version": "v2.0", "data": [{"title": "Pottery", "paragraphs": [
        {"context": "Ada Brock founded the pottery in 1903.  Her granddaughter runs it today.", "qas": [
            {"id": "s1", "question": "Who founded the pottery?", "is_impossible": false,
             "answers": [{"text": "Ada Brock", "answer_start": 0}, {"text": "Ada Brock", "answer_start": 0}]},
            {"id": "s2", "question": "zyzzyva quokka", "is_impossible": true, "answers": [],
             "plausible_answers": [{"text": "1903", "answer_start": 33}]}]},
        {"context": "A paragraph that the corpus has not.", "qas": [
            {"id": "s3", "question": "When is the shop open?", "answers": [{"text": "nine to five", "answer_start": 0}]}]}
    ]}]});
    let place = Place::shop().with("dev.json", squad.to_string());
    let report = eval(&place, &["dev.json"]);
    assert_eq!(verdicts(&report), [("s1", "right"), ("s2", "refused"), ("s3", "right")]);
    assert_eq!(report["rows"][0]["expected"], json!(["history"]));
    let piped = place.pipe(&["eval", "-", "--json"], serde_json::to_string_pretty(&squad).unwrap());
    assert_eq!(verdicts(&piped.json()), verdicts(&report));
}

#[test]
fn earlier_turns_go_along() {
    let records = "{\"id\":\"cost\",\"question\":\"How much does the zeppelin cost?\",\"answer\":\"A fortune.\"}\n{\"id\":\"parked\",\"question\":\"Where is the zeppelin parked?\",\"answer\":\"On the roof.\"}\n{\"id\":\"kumquat\",\"question\":\"Where is the kumquat grown?\",\"answer\":\"In the yard.\"}\n";
    let row = |id: &str, history: Value| {
        format!("{}\n", json!({"id": id, "text": "Where is it parked?", "expect": ["parked"], "history": history}))
    };
    let turns = json!([{"q": "How much does the zeppelin cost?", "a": "A fortune."}]);
    let strings = json!(["How much does the zeppelin cost?", "A fortune."]);
    let place = Place::empty()
        .with("corpus/a.jsonl", records)
        .with("q.jsonl", row("turns", turns) + &row("strings", strings) + &row("none", Value::Null));
    let report = eval(&place, &["q.jsonl"]);
    let confidence = |n: usize| report["rows"][n]["confidence"].as_f64().unwrap();
    assert_eq!(confidence(0), confidence(1));
    assert_ne!(confidence(0), confidence(2));
}

#[test]
fn nothing_answerable_leaves_figures_out() {
    let place =
        shop().with("no.txt", "{\"text\":\"zyzzyva\",\"expect\":[]}\n").with("bare.tsv", "1\tquokka\n2\tzyzzyva\n");
    let report = eval(&place, &["no.txt"]);
    assert_eq!(report["questions"], json!({"asked": 1, "answerable": 0, "unanswerable": 1}));
    for figure in [&report["ranking"]["P@1"], &report["confidence"]["AUROC"], &report["confidence"]["ECE"]] {
        assert_eq!(figure, &Value::Null);
    }
    let run = place.run(&["eval", "no.txt", "--unanswerable", "bare.tsv"]);
    assert!(run.code == 0 && run.out.contains("  P@1                -"), "{run:?}");
    let report = eval(&place, &["--unanswerable", "bare.tsv"]);
    assert_eq!(verdicts(&report), [("1", "refused"), ("2", "refused")]);
    let only = place.with("yes.jsonl", "{\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n");
    let report = eval(&only, &["yes.jsonl"]);
    assert_eq!((&report["ranking"]["P@1"], &report["confidence"]["AUROC"]), (&json!(1.0), &Value::Null));
}

#[test]
fn several_files_are_one_set() {
    let bare = "{\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n";
    let place = shop().with("a.jsonl", bare).with("b.jsonl", bare);
    let report = eval(&place, &["a.jsonl", "b.jsonl"]);
    assert_eq!(verdicts(&report), [("a.jsonl:1", "right"), ("b.jsonl:1", "right")]);
}

#[test]
fn a_baseline_fails_on_what_was_right_and_is_no_longer() {
    let place = shop();
    assert_eq!(place.run(&["eval", "q.jsonl", "--save", "b.json", "--no-timing"]).code, 0);
    let saved = std::fs::read_to_string(place.path("b.json")).unwrap();
    assert_eq!(saved, place.run(&["eval", "q.jsonl", "--json", "--no-timing"]).out);

    let same = place.run(&["eval", "q.jsonl", "--baseline", "b.json"]);
    assert!(
        same.code == 0 && same.out.contains("5 questions compared") && same.out.contains("newly wrong: 0\n"),
        "{same:?}"
    );

    // Refused where it was answered right.
    let strict = place.run(&["eval", "q.jsonl", "--baseline", "b.json", "--threshold", "1", "--json"]);
    let changes = &strict.json()["baseline"];
    assert_eq!((strict.code, &changes["newly_wrong"]), (1, &json!([])), "{strict:?}");
    assert_eq!(changes["newly_missed"][0]["was"], "right", "{strict:?}");

    // Left out: said, and no failure.
    let rows = std::fs::read_to_string(place.path("q.jsonl")).unwrap();
    place.write("fewer.jsonl", rows.split_inclusive('\n').take(2).collect::<String>());
    let fewer = place.run(&["eval", "fewer.jsonl", "--baseline", "b.json"]);
    assert!(fewer.code == 0 && fewer.err.contains("3 questions of the baseline not asked now"), "{fewer:?}");

    // Another record now answers q1, and q4 finds one.
    let records = common::SHOP.replace("\"open\"", "\"hours\"")
        + "{\"id\":\"z\",\"question\":\"zyzzyva\",\"answer\":\"A weevil.\"}\n";
    place.write("corpus/shop.jsonl", records);
    let worse = place.run(&["eval", "q.jsonl", "--baseline", "b.json", "--save", "c.json", "-q"]);
    assert_eq!(worse.code, 1, "{worse:?}");
    for part in [
        "newly wrong: 2\nwrong     q1 When is the shop open?  q.jsonl:1\n  answered  hours \"When is the shop open?\"",
        "  expected  open (no such record)",
        "answered  q4 zyzzyva",
    ] {
        assert!(worse.out.contains(part), "{part:?} is missing from\n{}", worse.out);
    }
    assert!(
        !worse.out.contains("q2 ") && !worse.out.contains("q5 "),
        "what was wrong before is left out\n{}",
        worse.out
    );
    let report = place.run(&["eval", "q.jsonl", "--baseline", "b.json", "--json"]);
    let newly: Vec<Value> = report.json()["baseline"]["newly_wrong"].as_array().unwrap().clone();
    assert_eq!(newly[0], json!({"id": "q1", "question": "When is the shop open?", "was": "right", "now": "wrong"}));
    assert_eq!((report.code, newly.len(), &newly[1]["now"]), (1, 2, &json!("answered")));
    // A file saved by a failed run is a baseline too.
    assert_eq!(place.run(&["eval", "q.jsonl", "--baseline", "c.json"]).code, 0);
}

#[test]
fn a_baseline_knows_rows_without_ids_by_their_question() {
    let rows = "{\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n";
    let place = Place::shop().with("q.jsonl", rows);
    place.run(&["eval", "q.jsonl", "--save", "b.json"]);
    place.write("q.jsonl", format!("{{\"text\":\"zyzzyva\",\"expect\":null}}\n{rows}"));
    let report = place.run(&["eval", "q.jsonl", "--baseline", "b.json", "--json"]).json();
    let changes = &report["baseline"];
    assert_eq!((&changes["compared"], &changes["added"], &changes["removed"]), (&json!(1), &json!(1), &json!(0)));
}

#[test]
fn baselines_that_are_none() {
    let place = shop()
        .with("cut.json", "{\"version\":\"0.1.0\",\"rows\":[\n{\"id\":\"q1\",")
        .with("list.json", "[]")
        .with("rows.json", "{\"rows\":[{\"id\":\"q1\",\"question\":\"a\",\"answerable\":true,\"verdict\":\"fine\"}]}")
        .with("other.json", "{\"rows\":[{\"id\":\"q1\",\"question\":\"a\",\"answerable\":true,\"verdict\":\"right\"}]}")
        .with("bytes.json", b"{\n\xff}");
    for (file, names) in [
        ("cut.json", &["cut.json:2:", "--save"][..]),
        ("list.json", &["list.json:1:", "--save"]),
        ("rows.json", &["rows.json:1:", "fine"]),
        ("other.json", &["other.json:", "other questions", "--save"]),
        ("bytes.json", &["bytes.json:2:", "UTF-8"]),
        ("none.json", &["none.json:"]),
    ] {
        one_line(&place.run(&["eval", "q.jsonl", "--baseline", file]), names);
    }
}

#[test]
fn a_run_for_trec_eval() {
    let place = shop();
    let run = place.run(&["eval", "q.jsonl", "--run", "out.run"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let written = std::fs::read_to_string(place.path("out.run")).unwrap();
    let rows: Vec<Vec<&str>> = written.lines().map(|line| line.split(' ').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "answerbook"), "{written}");
    assert_eq!(rows[0][..4], ["q1", "Q0", "open", "1"]);
    for two in rows.windows(2).filter(|two| two[0][0] == two[1][0]) {
        let score = |row: &[&str]| row[4].parse::<f32>().unwrap();
        assert!(score(&two[0]) > score(&two[1]), "{written}");
    }
    let left: Vec<_> = std::fs::read_dir(place.root()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");

    place.write("blank.jsonl", "{\"id\":\"q 1\",\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n");
    one_line(&place.run(&["eval", "blank.jsonl", "--run", "no.run"]), &["blank.jsonl:1:", "\"q 1\""]);
    assert!(!place.path("no.run").exists());
}

#[test]
fn outputs_never_replace_what_is_read() {
    let place = shop();
    place.run(&["eval", "q.jsonl", "--save", "b.json"]);
    let before = std::fs::read_to_string(place.path("b.json")).unwrap();
    for args in [
        &["--save", "./q.jsonl"][..],
        &["--run", "q.jsonl"],
        &["--save", "-"],
        &["--save", "x", "--run", "x"],
        &["--baseline", "b.json", "--save", "b.json"],
        &["--save", "no/such/b.json"],
        &["--run", "corpus"],
    ] {
        one_line(&place.run(&[&["eval", "q.jsonl"], args].concat()), &[args[args.len() - 1].trim_start_matches("./")]);
    }
    assert_eq!(std::fs::read_to_string(place.path("b.json")).unwrap(), before);
    assert_eq!(std::fs::read_to_string(place.path("q.jsonl")).unwrap(), QUESTIONS);
}

#[test]
fn faulty_questions_stop_before_anything_is_asked() {
    let place = Place::shop();
    let good = "{\"id\":1,\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n";
    for (name, content, names) in [
        ("empty.jsonl", String::new(), &["empty.jsonl: no question"][..]),
        ("blank.csv", " \n\n".to_owned(), &["blank.csv: no question"]),
        ("head.csv", "id,question,expect\n".to_owned(), &["head.csv: no question"]),
        ("cut.jsonl", format!("{good}{{\"id\":2"), &["cut.jsonl:2:"]),
        (
            "unsaid.jsonl",
            format!("{good}\n{{\"id\":2,\"text\":\"a\"}}\n"),
            &["unsaid.jsonl:3:", "\"expect\"", "--qrels"],
        ),
        ("twice.jsonl", format!("{good}{good}"), &["twice.jsonl:2:", "the id 1", "twice.jsonl:1"]),
        ("unsaid.csv", "id,question\n1,Why?\n".to_owned(), &["unsaid.csv:2:", "expect"]),
        ("nameless.csv", "1,Why?\n".to_owned(), &["nameless.csv:1:", "question"]),
        ("short.csv", "id,question,expect\r\n1,Why?,open\r\n2,Why?\r\n".to_owned(), &["short.csv:3:", "2 cells"]),
        ("squad.json", "{\"data\":[{}]}".to_owned(), &["squad.json:1:", "paragraphs"]),
        ("list.json", "[{\"text\":\"a\",\"expect\":[]}]".to_owned(), &["list.json:1:", "not a JSON object"]),
    ] {
        place.write(name, content);
        one_line(&place.run(&["eval", name]), names);
    }
    place.write("bytes.jsonl", [good.as_bytes(), b"{\"text\":\"\xff\"}\n"].concat());
    one_line(&place.run(&["eval", "bytes.jsonl"]), &["bytes.jsonl:2:", "UTF-8"]);
    one_line(&place.run(&["eval", "none.jsonl"]), &["none.jsonl:"]);
    one_line(&place.run(&["eval"]), &["QUESTIONS"]);
    one_line(&place.run(&["eval", "-"]), &["stdin: no question"]);
    assert!(!place.path("index").exists(), "nothing is built for questions that cannot be read");
}

#[test]
fn faulty_judgements_stop_before_anything_is_asked() {
    let place = shop().with("bad.tsv", "q1\topen\t1\nq2 price\n").with("empty.tsv", "query-id\tcorpus-id\tscore\n");
    one_line(&place.run(&["eval", "q.jsonl", "--qrels", "bad.tsv"]), &["bad.tsv:2:"]);
    one_line(&place.run(&["eval", "q.jsonl", "--qrels", "empty.tsv"]), &["empty.tsv: no judgement"]);
    one_line(&place.run(&["eval", "q.jsonl", "--qrels", "none.tsv"]), &["none.tsv:"]);
    assert!(!place.path("index").exists());
}

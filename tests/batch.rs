//! `batch` answers many questions in their order, a row for each, and says which rows it could not read.
#![cfg(feature = "cli")]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use common::Place;
use serde_json::{Value, json};

/// Sixty rows of differing questions.
fn many() -> String {
    let asked =
        ["When is the shop open?", "what does the teapot cost", "Where is the moon?", "Who founded the pottery?"];
    (0..60).map(|n| format!("{}\n", json!({"id": n, "text": format!("{} {n}", asked[n % 4]), "n": n}))).collect()
}

#[test]
fn jsonl_in_jsonl_out_with_other_fields_under_input() {
    let rows = concat!(
        r#"{"z":1,"id":"q7","text":"When is the shop open?","a":[2,{"b":null}]}"#,
        "\n\n",
        r#"{"question":"zyzzyva quokka"}"#,
        "\n"
    );
    let run = Place::shop().with("q.jsonl", rows).run(&["batch", "q.jsonl", "--no-timing"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    let rows = run.rows();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["id"], &rows[0]["answer"]["text"]), (&json!("q7"), &json!("From nine to five.")));
    assert_eq!(rows[0]["input"].to_string(), r#"{"z":1,"a":[2,{"b":null}]}"#);
    assert_eq!((&rows[1]["id"], &rows[1]["outcome"]), (&json!(null), &json!("no_answer")));
    assert!(rows[1].get("input").is_none() && rows.iter().all(|row| row.get("took_us").is_none()), "{run:?}");
}

#[test]
fn text_in_gives_line_numbers_as_ids_and_text_out_reads_as_ask_does() {
    let place = Place::shop().with("q.txt", "When is the shop open?\r\n\nHow do I return a broken kettle?");
    let rows = place.run(&["batch", "q.txt"]).rows();
    assert_eq!(rows.iter().map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 3]);
    assert!(rows.iter().all(|row| row["took_us"].is_u64() && row["outcome"] == "answer"), "{rows:?}");
    assert_eq!(rows[0]["question"], "When is the shop open?");
    let text = place.run(&["batch", "q.txt", "--format", "text"]);
    let asked = place.run(&["ask", "How do I return a broken kettle?"]);
    assert!(text.out.contains(&asked.out), "{text:?}");
}

#[test]
fn each_row_has_its_own_time_whatever_the_jobs() {
    let questions: String =
        (0..40).map(|n| format!("When is the shop open on day {n} {}?\n", "and the next day ".repeat(n))).collect();
    let rows = Place::shop().with("q.txt", questions).run(&["batch", "q.txt", "-j", "2"]).rows();
    let times: std::collections::HashSet<u64> = rows.iter().map(|row| row["took_us"].as_u64().unwrap()).collect();
    assert!(rows.len() == 40 && times.len() > 10, "{times:?}");
}

#[test]
fn stdin_is_told_by_its_first_byte() {
    let place = Place::shop();
    let json = place.pipe(&["batch", "-"], " {\"id\":4,\"text\":\"When is the shop open?\"}\n").rows();
    assert_eq!((&json[0]["id"], &json[0]["outcome"]), (&json!(4), &json!("answer")));
    let text = place.pipe(&["batch", "-"], "When is the shop open?\n").rows();
    assert_eq!((&text[0]["id"], &text[0]["outcome"]), (&json!(1), &json!("answer")));
}

#[test]
fn jobs_change_neither_order_nor_bytes() {
    let place = Place::shop().with("q.jsonl", many());
    let run = |jobs: &str| place.run(&["batch", "q.jsonl", "--no-timing", "-j", jobs]);
    let one = run("1");
    assert_eq!(run("4"), one);
    assert_eq!(
        one.rows().iter().map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>(),
        (0..60).collect::<Vec<_>>()
    );
}

#[test]
fn two_runs_give_the_same_bytes_wherever_they_run() {
    let place = Place::treaty().with("q.txt", "Who trades with North Korea?\nIs there a treaty?\nWhat is a banana?\n");
    let run = |settings: &[(&str, &str)]| {
        let mut command = place.command();
        command.args(["batch", "q.txt", "--no-timing", "--explain"]).envs(settings.iter().copied());
        common::run(command, "")
    };
    let first = run(&[]);
    assert_eq!(first.rows().len(), 3);
    assert_eq!(run(&[]), first);
    assert_eq!(run(&[("TZ", "Asia/Tokyo"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")]), first);
    std::fs::remove_dir_all(place.path("index")).unwrap();
    assert_eq!(run(&[("TZ", "America/Lima"), ("LC_ALL", "C")]), first, "an index built anew");
}

#[test]
fn a_bad_row_is_named_and_the_rest_go_on() {
    let rows = "{\"id\":1,\"text\":\"When is the shop open?\"}\n{oops\n{\"id\":3}\n{\"id\":4,\"text\":\"What does the copper teapot cost?\"}\n";
    let place = Place::shop().with("q.jsonl", rows);
    let run = place.run(&["batch", "q.jsonl"]);
    let got = run.rows();
    assert_eq!((run.code, got.len()), (0, 4), "{run:?}");
    for (row, line) in [(&got[1], 2), (&got[2], 3)] {
        assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "line", "error"], "{row}");
        assert_eq!((&row["id"], &row["line"]), (&Value::Null, &json!(line)));
        assert!(!row["error"].as_str().unwrap().is_empty());
    }
    assert_eq!((&got[0]["id"], &got[3]["id"]), (&json!(1), &json!(4)));

    let skipped = place.run(&["batch", "q.jsonl", "--on-error", "skip"]);
    assert_eq!((skipped.code, skipped.rows().len(), skipped.err.lines().count()), (0, 2, 2), "{skipped:?}");
    assert!(skipped.err.contains("q.jsonl:2:") && skipped.err.contains("q.jsonl:3:"), "{skipped:?}");

    let stopped = place.run(&["batch", "q.jsonl", "--on-error", "stop"]);
    assert_eq!((stopped.code, stopped.rows().len(), stopped.err.lines().count()), (2, 1, 1), "{stopped:?}");
    assert!(stopped.err.starts_with("answerbook: q.jsonl:2:"), "{stopped:?}");
}

#[test]
fn bytes_that_are_no_text_are_a_bad_row_too() {
    let place = Place::shop().with("q.txt", b"When is the shop open?\n\xff\xfe\nWhen is the shop open?\n");
    let rows = place.run(&["batch", "q.txt"]).rows();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[1]["line"], &rows[2]["outcome"]), (&json!(2), &json!("answer")));
}

#[test]
fn fail_on_no_answer_is_status_1() {
    let place = Place::shop()
        .with("q.txt", "When is the shop open?\nzyzzyva quokka\n")
        .with("ok.txt", "When is the shop open?\n");
    assert_eq!(place.run(&["batch", "q.txt"]).code, 0);
    let failed = place.run(&["batch", "q.txt", "--fail-on", "no-answer"]);
    assert_eq!((failed.code, failed.rows().len()), (1, 2));
    assert_eq!(place.run(&["batch", "ok.txt", "--fail-on", "no-answer"]).code, 0);
}

#[test]
fn a_pipe_gets_each_answer_before_it_sends_the_next_question() {
    let place = Place::shop();
    let mut command = place.command();
    let mut child = command.args(["batch", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let answers = BufReader::new(child.stdout.take().unwrap());
    let (sender, answered) = mpsc::channel();
    let reader =
        std::thread::spawn(move || answers.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    for n in 0..5 {
        writeln!(questions, "{}", json!({"id": n, "text": "When is the shop open?"})).unwrap();
        let line = answered.recv_timeout(Duration::from_secs(120)).expect("an answer while stdin is still open");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], json!(n));
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
    reader.join().unwrap().unwrap();
}

#[test]
fn answers_go_to_a_file_but_never_over_the_questions() {
    let place = Place::shop().with("q.jsonl", many());
    let written = place.run(&["batch", "q.jsonl", "-o", "a.jsonl"]);
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
    assert_eq!(std::fs::read_to_string(place.path("a.jsonl")).unwrap().lines().count(), 60);
    for same in ["q.jsonl", "./q.jsonl", "corpus/../q.jsonl"] {
        let refused = place.run(&["batch", "q.jsonl", "-o", same]);
        assert_eq!((refused.code, refused.err.lines().count()), (2, 1), "{refused:?}");
        assert_eq!(std::fs::read_to_string(place.path("q.jsonl")).unwrap(), many(), "-o {same}");
    }
}

/// Where things are and what they cost; the turn before asked what one of them costs.
fn rows_with_and_without_history(text: &str) -> (String, String) {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"id":"cost","question":"How much does the zeppelin cost?","answer":"A fortune."}"#,
            "\n",
            r#"{"id":"parked","question":"Where is the zeppelin parked?","answer":"On the roof."}"#,
            "\n",
            r#"{"id":"kumquat","question":"Where is the kumquat grown?","answer":"In the yard."}"#,
            "\n"
        ),
    );
    let earlier = json!([{"q": "How much does the zeppelin cost?", "a": "A fortune."}]);
    let ask = |row: Value| place.pipe(&["batch", "-", "--no-timing"], row.to_string()).out;
    (ask(json!({"text": text, "history": earlier})), ask(json!({"text": text})))
}

#[test]
fn history_lends_its_subject_to_a_question_that_points_back() {
    let (with, without) = rows_with_and_without_history("Where is it parked?");
    let [with, without] = [with, without].map(|row| serde_json::from_str::<Value>(&row).unwrap());
    assert_eq!(with["candidates"][0]["id"], "parked", "{with}");
    assert!(with["query"].as_str().unwrap().contains("zeppelin"), "{with}");
    assert!(!without["query"].as_str().unwrap().contains("zeppelin"), "{without}");
}

#[test]
fn history_leaves_a_question_alone_that_stands_by_itself() {
    let (with, without) = rows_with_and_without_history("Where is the kumquat grown in winter?");
    assert_eq!(with, without);
}

#[test]
fn words_that_do_not_point_back_bring_no_history_in() {
    for text in ["Is there a kumquat grown in winter?", "Where is the kumquat grown these days?"] {
        let (with, without) = rows_with_and_without_history(text);
        assert_eq!(with, without);
    }
}

#[test]
fn a_closed_pipe_is_silent() {
    let place = Place::shop().with("q.jsonl", many().repeat(30));
    for args in [&["batch", "q.jsonl"][..], &["ask", "When is the shop open?"], &["index", "--report"], &["--help"]] {
        let mut command = place.command();
        let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

//! `batch` on files: tables, packed files, going on after a stop, bad input, and the same bytes however it is run.
#![cfg(feature = "cli")]

mod common;

use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use common::Place;
use proptest::prelude::*;
use serde_json::{Value, json};

const TABLE: &str = "id,question,team,note\nq1,When is the shop open?,north,\"two\nlines, and a \"\"quote\"\"\"\nq2,zyzzyva quokka,south,\n";

/// Rows of many questions, some of them twice.
fn many(rows: usize) -> String {
    let asked =
        ["When is the shop open?", "what does the teapot cost", "Where is the moon?", "Who founded the pottery?"];
    (0..rows).map(|n| format!("{}\n", json!({"id": n, "text": format!("{} {}", asked[n % 4], n % 37)}))).collect()
}

#[test]
fn a_table_comes_back_with_its_columns() {
    let place = Place::shop().with("q.csv", TABLE);
    let run = place.run(&["batch", "q.csv", "-o", "a.csv"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{run:?}");
    let rows = place.run(&["batch", "q.csv", "--no-timing"]).rows();
    let unsure = &rows[1]["confidence"];
    let expected = format!(
        "id,question,outcome,confidence,answer,answer_id,source_path,source_line,team,note\n\
        q1,When is the shop open?,answer,0.99,From nine to five.,open,corpus/shop.jsonl,1,north,\"two\nlines, and a \"\"quote\"\"\"\n\
        q2,zyzzyva quokka,no_answer,{unsure},,,,,south,\n"
    );
    assert_eq!(std::fs::read_to_string(place.path("a.csv")).unwrap(), expected);
    assert_eq!(rows[0]["input"], json!({"team": "north", "note": "two\nlines, and a \"quote\""}));
    assert_eq!((&rows[0]["id"], &rows[1]["id"]), (&json!("q1"), &json!("q2")));
    let tabs = place.run(&["batch", "q.csv", "--format", "tsv"]);
    assert!(tabs.out.starts_with("id\tquestion\toutcome\t"), "{tabs:?}");
}

#[test]
fn a_faulty_row_of_a_table_keeps_its_id_and_other_columns() {
    let rows =
        "id,question,team,history\n7,When is the shop open?,north,\n8,,south,\n9,And why?,west,no list\n1,a,b,,c\n";
    let place = Place::shop().with("q.csv", rows);
    let run = place.run(&["batch", "q.csv", "--format", "csv"]);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[2], "8,,error,,line 3: no question,,,,south", "{run:?}");
    assert!(lines[3].starts_with("9,And why?,error,,\"line 4: \"\"history\"\" is no JSON list"), "{run:?}");
    assert!(lines[3].ends_with(",,,,west"), "{run:?}");
    assert_eq!(lines[4], "1,a,error,,\"line 5: 5 cells, but 4 columns; is a quote missing?\",,,,b", "{run:?}");
    let rows = place.run(&["batch", "q.csv"]).rows();
    assert_eq!(rows[1], json!({"id": null, "line": 3, "error": "no question"}));
    // A stopped run goes on behind such a row too.
    place.write("a.csv", format!("{}\n", lines[..3].join("\n")));
    place.run(&["batch", "q.csv", "-o", "a.csv", "--resume"]);
    assert_eq!(std::fs::read_to_string(place.path("a.csv")).unwrap(), run.out);
}

#[test]
fn columns_and_keys_may_have_other_names_and_parts() {
    let place = Place::shop()
        .with("q.csv", "Nr;Frage;answer\n7;When is the shop open?;x\n")
        .with("q.jsonl", "{\"Nr\":7,\"Frage\":\"When is the shop open?\"}\n");
    let map = ["--map", "question=Frage", "--map", "id=Nr"];
    let table = place.run(&[&["batch", "q.csv", "--format", "csv"][..], &map].concat());
    // A column of the input that is called as one of the answer's.
    assert!(table.out.lines().next().unwrap().ends_with(",input_answer"), "{table:?}");
    assert!(table.out.lines().nth(1).unwrap().starts_with("7,When is the shop open?,answer,"), "{table:?}");
    let rows = place.run(&[&["batch", "q.jsonl"][..], &map].concat()).rows();
    assert_eq!((&rows[0]["id"], &rows[0]["outcome"]), (&json!(7), &json!("answer")));
    let without = place.run(&["batch", "q.csv"]);
    assert!(
        without.code == 2 && without.err.contains("q.csv:1: no column \"question\" among: Nr, Frage, answer"),
        "{without:?}"
    );
}

#[test]
fn other_fields_of_json_lines_are_one_cell_of_a_table() {
    let place = Place::shop().with("q.jsonl", "{\"id\":1,\"text\":\"When is the shop open?\",\"a\":[2]}\n{oops\n");
    let run = place.run(&["batch", "q.jsonl", "--format", "csv"]);
    assert!(run.out.lines().next().unwrap().ends_with(",source_line,input"), "{run:?}");
    assert!(run.out.lines().nth(1).unwrap().ends_with(",\"{\"\"a\"\":[2]}\""), "{run:?}");
    assert!(run.out.lines().nth(2).unwrap().starts_with(",,error,,line 2: not a JSON object"), "{run:?}");
}

#[test]
fn packed_files_are_read_and_written() {
    let place = Place::shop().with("q.jsonl", many(50));
    assert_eq!(place.run(&["batch", "q.jsonl", "-o", "a.jsonl", "--no-timing"]).code, 0);
    assert_eq!(place.run(&["batch", "q.jsonl", "-o", "a.jsonl.gz", "--no-timing"]).code, 0);
    let mut unpacked = String::new();
    let packed = std::fs::File::open(place.path("a.jsonl.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(packed).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, std::fs::read_to_string(place.path("a.jsonl")).unwrap());
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(many(50).as_bytes()).unwrap();
    place.write("q.jsonl.gz", packer.finish().unwrap());
    let run = place.run(&["batch", "q.jsonl.gz", "--no-timing"]);
    assert_eq!(run.out, unpacked);
}

#[test]
fn a_summary_tells_how_many_ended_how() {
    let place = Place::shop().with("q.jsonl", "{\"text\":\"When is the shop open?\"}\n{\"text\":\"zyzzyva\"}\n{oops\n");
    let run = place.run(&["batch", "q.jsonl", "--summary", "s.json", "--no-timing"]);
    assert_eq!(run.code, 0);
    let summary = std::fs::read_to_string(place.path("s.json")).unwrap();
    assert_eq!(summary, "{\"answered\":1,\"ambiguous\":0,\"no_answer\":1,\"errors\":1,\"resumed\":0}\n");
    place.run(&["batch", "q.jsonl", "--summary", "s.json"]);
    let timed: Value = serde_json::from_str(&std::fs::read_to_string(place.path("s.json")).unwrap()).unwrap();
    assert!(timed["seconds"].is_number() && timed["questions_per_second"].is_number(), "{timed}");
    let nowhere = place.run(&["batch", "q.jsonl", "--summary", "no/such/s.json"]);
    assert!(nowhere.code == 2 && nowhere.out.is_empty(), "{nowhere:?}");
}

#[test]
fn a_stopped_run_goes_on_and_ends_as_one_that_never_stopped() {
    for (input, output, head) in [("q.jsonl", "a.jsonl", 0), ("q.csv", "a.csv", 1)] {
        let rows: Vec<String> = (0..40).map(|n| format!("{n},\"When is\nthe shop open {n}?\",x\n")).collect();
        let place = Place::shop().with("q.jsonl", many(40)).with("q.csv", format!("id,question,z\n{}", rows.concat()));
        let args = ["batch", input, "-o", output, "--no-timing"];
        assert_eq!(place.run(&args).code, 0);
        let whole = std::fs::read(place.path(output)).unwrap();
        // Cut anywhere: within a row, behind one, within the head, at nothing.
        for cut in [0, 1, 60, whole.len() / 3, whole.len() / 2, whole.len() - 1, whole.len()] {
            std::fs::write(place.path(output), &whole[..cut]).unwrap();
            let run = place.run(&[&args[..], &["--resume", "-j", "3", "--summary", "s.json"]].concat());
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
            assert!(std::fs::read(place.path(output)).unwrap() == whole, "{output} cut at {cut}");
            let summary: Value = serde_json::from_slice(&std::fs::read(place.path("s.json")).unwrap()).unwrap();
            let all: u64 =
                ["answered", "ambiguous", "no_answer", "resumed"].iter().map(|k| summary[k].as_u64().unwrap()).sum();
            assert_eq!(all, 40, "{summary} ({head})");
        }
    }
}

#[test]
fn only_a_file_of_the_same_questions_is_gone_on_with() {
    let place = Place::shop().with("q.jsonl", many(10)).with("other.txt", "What is this?\nAnd that?\n".repeat(5));
    place.run(&["batch", "other.txt", "-o", "a.jsonl"]);
    let before = std::fs::read(place.path("a.jsonl")).unwrap();
    let run = place.run(&["batch", "q.jsonl", "-o", "a.jsonl", "--resume"]);
    assert!(run.code == 2 && run.err.contains("its last answer is to another question"), "{run:?}");
    place.write("few.jsonl", many(3));
    let run = place.run(&["batch", "few.jsonl", "-o", "a.jsonl", "--resume"]);
    assert!(run.code == 2 && run.err.contains("more answers than there are questions"), "{run:?}");
    assert_eq!(std::fs::read(place.path("a.jsonl")).unwrap(), before);
    for output in ["a.txt", "a.jsonl.gz"] {
        place.write(output, "x");
        let run = place.run(&["batch", "q.jsonl", "-o", output, "--resume"]);
        assert!(run.code == 2 && run.err.contains("only plain files of rows"), "{run:?}");
    }
    // Nor is anything cut off from a file that this program has not written.
    for foreign in ["notes without an end", "{\"question\":\"When is the shop open? 0\"}\n", "{\"id\":1}\nand more"] {
        place.write("n.jsonl", foreign);
        let run = place.run(&["batch", "q.jsonl", "-o", "n.jsonl", "--resume"]);
        assert!(run.code == 2 && run.err.contains("n.jsonl: "), "{run:?}");
        assert_eq!(std::fs::read_to_string(place.path("n.jsonl")).unwrap(), foreign);
    }
    let run = place.run(&["batch", "q.jsonl", "--resume"]);
    assert!(run.code == 2 && run.err.contains("name the file of answers with -o"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn killed_anywhere_and_gone_on_with_it_gives_the_same_file() {
    let place = Place::shop().with("q.jsonl", many(4000));
    let args = ["batch", "q.jsonl", "-o", "a.jsonl", "--no-timing", "--model", "none", "--resume"];
    assert_eq!(place.run(&args).code, 0);
    let whole = std::fs::read(place.path("a.jsonl")).unwrap();
    for jobs in ["1", "8"] {
        std::fs::remove_file(place.path("a.jsonl")).unwrap();
        let mut killed = 0;
        // Each time a little later; scripts/crash-batch does it a hundred times more.
        for wait in 1..=8u64 {
            let mut child = place.command().args(args).args(["-j", jobs]).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(60 * wait));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
        let run = place.run(&[&args[..], &["-j", jobs]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(std::fs::read(place.path("a.jsonl")).unwrap() == whole, "{jobs} jobs, killed {killed} times");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_after_a_whole_row_and_says_how_to_go_on() {
    let place = Place::shop().with("q.jsonl", many(200_000));
    let mut command = place.command();
    command.args(["batch", "q.jsonl", "-o", "a.jsonl", "--no-timing", "--model", "none"]).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    while !place.path("a.jsonl").metadata().is_ok_and(|m| m.len() > 0) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("stopped by Ctrl-C after") && said.contains("--resume goes on from there"), "{said}");
    let written = std::fs::read_to_string(place.path("a.jsonl")).unwrap();
    let rows = written.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count();
    assert_eq!(rows, written.lines().count());
    assert!(written.ends_with('\n') && said.contains(&format!("after {rows} rows")), "{said}");
}

#[test]
fn bad_input_and_output_get_a_message_and_nothing_else() {
    let place = Place::shop().with("q.jsonl", many(3));
    for (args, said) in [
        (&["batch", "q.jsonl", "-o", "corpus"][..], "corpus: this is a folder; name a file with -o"),
        (&["batch", "corpus"], "corpus: this is a folder; name a file of questions"),
        (&["batch", "q.jsonl", "-o", "q.jsonl"], "q.jsonl: this would be written over what is read"),
        (&["batch", "q.jsonl", "-o", "no/such/a.jsonl"], "no/such/a.jsonl: the answers cannot be written"),
        (&["batch", "nowhere.csv"], "nowhere.csv: the questions cannot be read"),
        (&["batch", "q.jsonl", "-o", "a.xlsx"], "a.xlsx: workbooks are not written"),
    ] {
        let run = place.run(args);
        assert!(run.code == 2 && run.err.contains(said) && run.err.lines().count() == 1, "{run:?}");
    }
    #[cfg(target_os = "linux")]
    {
        let run = place.run(&["batch", "q.jsonl", "-o", "/dev/full"]);
        assert!(run.code == 2 && run.err.contains("the output cannot be written"), "{run:?}");
    }
    let last = Place::shop().with("q.txt", "When is the shop open?\nWhat does the copper teapot cost?");
    assert_eq!(last.run(&["batch", "q.txt"]).rows().len(), 2, "the last line has no end");
}

#[test]
fn a_row_of_no_end_is_named_and_the_rest_go_on() {
    let long = "x".repeat(100 << 20);
    let rows = format!("{{\"id\":1,\"text\":\"When is the shop open?\"}}\n{long}\n{{\"id\":3,\"text\":\"hi\"}}\n");
    let table = format!("question\n\"{}\nWhen is the shop open?\n", &long[..20 << 20]);
    let place = Place::shop().with("q.jsonl", rows).with("q.csv", table);
    let rows = place.run(&["batch", "q.jsonl"]).rows();
    assert_eq!(rows.len(), 3);
    assert!(rows[1]["error"].as_str().unwrap().contains("a row of 104857601 bytes"), "{}", rows[1]);
    assert_eq!((&rows[1]["line"], &rows[2]["id"]), (&json!(2), &json!(3)));
    let rows = place.run(&["batch", "q.csv"]).rows();
    assert_eq!((rows.len(), &rows[0]["line"], &rows[1]["outcome"]), (2, &json!(2), &json!("answer")));
}

#[test]
fn a_quote_left_open_is_named_and_takes_no_other_row() {
    let text = "id,question,team\n1,When is the shop open?,a\n2,\"When are you open?\n\
        3,What does the copper teapot cost?,b\n4,\"When is the\nshop open?\",c\n5,\"Is there parking?,d\n";
    let place = Place::shop().with("q.csv", text).with("q.tsv", text.replace(',', "\t"));
    for input in ["q.csv", "q.tsv"] {
        let run = place.run(&["batch", input, "--no-timing"]);
        let rows = run.rows();
        assert_eq!((run.code, rows.len()), (0, 5), "{run:?}");
        for (at, line) in [(1, 3), (4, 7)] {
            assert_eq!(rows[at]["line"], line, "{run:?}");
            assert!(rows[at]["error"].as_str().unwrap().starts_with("a quote is opened here and never closed"));
        }
        assert_eq!((&rows[2]["id"], &rows[2]["outcome"]), (&json!("3"), &json!("answer")));
        assert_eq!((&rows[3]["id"], &rows[3]["outcome"]), (&json!("4"), &json!("answer")));
        let piped = place
            .pipe(&["batch", "-", "--from", &input[2..], "--no-timing"], std::fs::read(place.path(input)).unwrap());
        assert_eq!(piped.out, run.out);
    }
    let table = place.run(&["batch", "q.csv", "-o", "whole.csv", "--no-timing"]);
    let whole = std::fs::read_to_string(place.path("whole.csv")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines[2].starts_with("2,,error,,\"line 3: a quote is opened here"), "{table:?}");
    for rows in 1..lines.len() {
        place.write("a.csv", format!("{}\n", lines[..rows].join("\n")));
        place.run(&["batch", "q.csv", "-o", "a.csv", "--no-timing", "--resume"]);
        assert_eq!(std::fs::read_to_string(place.path("a.csv")).unwrap(), whole, "{rows}");
    }
    let head = place.with("h.csv", "id,\"question\n1,When is the shop open?\n").run(&["batch", "h.csv"]);
    assert!(head.code == 2 && head.err.contains("h.csv:1: a quote is opened here"), "{head:?}");
}

#[test]
fn columns_of_one_name_lose_nothing() {
    let place = Place::shop().with("q.csv", "question,tag,tag,tag_2\nWhen is the shop open?,a,b,c\n");
    assert_eq!(place.run(&["batch", "q.csv"]).rows()[0]["input"], json!({"tag": "a", "tag_3": "b", "tag_2": "c"}));
    let table = place.run(&["batch", "q.csv", "--format", "csv"]);
    assert!(table.out.lines().next().unwrap().ends_with(",tag,tag_3,tag_2"), "{table:?}");
    assert!(table.out.lines().nth(1).unwrap().ends_with(",a,b,c"), "{table:?}");
}

#[test]
fn nothing_is_written_over_the_corpus() {
    let place = Place::shop().with("q.txt", "When is the shop open?\n");
    let before = std::fs::read(place.path("corpus/shop.jsonl")).unwrap();
    for option in ["-o", "--summary"] {
        let run = place.run(&["batch", "q.txt", option, "corpus/shop.jsonl"]);
        assert!(run.code == 2 && run.err.contains("this is a file of the corpus"), "{option}: {run:?}");
    }
    assert_eq!(std::fs::read(place.path("corpus/shop.jsonl")).unwrap(), before);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the bytes come, lines end and work is shared: the same answers.
    #[test]
    fn pieces_line_ends_and_threads_change_nothing(
        picks in prop::collection::vec(0usize..6, 1..40),
        pieces in prop::collection::vec(1usize..60, 1..20),
        crlf: bool,
        end: bool,
        jobs in 1usize..5,
    ) {
        let asked = ["When is the shop open?", "teapot cost", "", "한국?", "who founded it", "{\"text\":"];
        let rows = |end_of_line: &str| picks.iter().map(|n| asked[*n]).collect::<Vec<_>>().join(end_of_line);
        let place = Place::shop();
        let args = ["batch", "-", "--from", "text", "--no-timing", "--model", "none"];
        let expected = place.pipe(&args, format!("{}\n", rows("\n")));
        let mut bytes = rows(if crlf { "\r\n" } else { "\n" }).into_bytes();
        if end {
            bytes.push(b'\n');
        }
        let mut command = place.command();
        command.args(args).args(["-j", &jobs.to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let mut sizes = pieces.iter().cycle();
            while !bytes.is_empty() {
                let rest = bytes.split_off((*sizes.next().unwrap()).min(bytes.len()));
                stdin.write_all(&bytes).unwrap();
                stdin.flush().unwrap();
                bytes = rest;
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), expected.out);
    }
}

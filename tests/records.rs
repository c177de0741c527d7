//! One record by hand: added, changed and taken out as asked for, and nothing else with it.
#![cfg(all(feature = "cli", unix))]

mod common;

use std::fs;

use common::Place;

#[test]
fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    let line = "{\"id\":\"a\",\"question\":\"Is there tea?\",\"answer\":\"Yes.\"}\n";
    let place = Place::empty().with("corpus/a.jsonl", line);
    let changed = line.replace("}\n", ",\"valid_until\":\"2030-01-31\"}\n");
    place.write("changed", &changed);
    place.write("editor", "#!/bin/sh\ncp changed corpus/a.jsonl\nsed -i s/Yes/No/ \"$1\"\n");
    let mut command = place.command();
    command.args(["edit", "a"]).env_remove("VISUAL").env("EDITOR", "sh ./editor");
    let run = common::run(command, "");
    assert!(run.code == 2 && run.err.contains("a.jsonl:1: the file was changed since"), "{run:?}");
    assert_eq!(fs::read_to_string(place.path("corpus/a.jsonl")).unwrap(), changed);
    assert_eq!(place.run(&["edit", "a", "--title", "Tea"]).code, 0);
    assert!(fs::read_to_string(place.path("corpus/a.jsonl")).unwrap().contains("2030-01-31"));
}

#[test]
fn questions_added_to_a_record_go_with_it() {
    let place = Place::shop().with(
        "corpus/questions.jsonl",
        "{\"id\":\"open\",\"questions\":[\"opening times\"]}\n{\"id\":\"price\",\"questions\":[\"pot price\"]}\n",
    );
    assert_eq!(place.ask_json("opening times", &[])["answer"]["id"], "open");
    let run = place.run(&["rm", "open"]);
    assert!(run.code == 0 && run.err.contains("corpus/questions.jsonl"), "{run:?}");
    let left = fs::read_to_string(place.path("corpus/questions.jsonl")).unwrap();
    assert_eq!(left, "{\"id\":\"price\",\"questions\":[\"pot price\"]}\n");
    assert!(!place.run(&["list"]).out.contains("open"));
}

#[test]
fn a_record_by_hand_is_what_was_asked_for_or_nothing() {
    let place = Place::shop();
    let run = place.pipe(&["add", "--id", "tea"], "{\"question\":\"Is there tea?\",\"answer\":\"Yes.\"}\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(place.run(&["show", "tea"]).out.contains("Is there tea?"));
    let before = fs::read(place.path("corpus/shop.jsonl")).unwrap();
    for (args, advice) in [
        (["edit", "open", "--text", "At nine."], "open: this is a question with its answer; change that with --answer"),
        (["edit", "history", "--answer", "Ada."], "history: this is a paragraph; change it with --text"),
    ] {
        let run = place.run(&args);
        assert!(run.code == 2 && run.err.contains(advice), "{run:?}");
    }
    assert_eq!(fs::read(place.path("corpus/shop.jsonl")).unwrap(), before);
    let two = ["--corpus", "corpus", "--corpus", "other"];
    place.write("other/a.csv", "question,answer\nIs there tea?,Yes.\n");
    for args in [&["add", "--text", "A paragraph."][..], &["review"]] {
        let run = place.run(&[args, &two].concat());
        assert!(run.code == 2 && run.err.contains("several corpus paths; name the one to change"), "{run:?}");
    }
}

#[test]
fn a_record_is_shown_with_all_that_it_has() {
    let record = r#"{"id":"a","question":"Is there tea?","answer":"Yes.","lang":"en","valid_until":"2999-01-31","prompts":[{"text":"And cake?","to":"b"}],"cup":"blue"}"#;
    let place = Place::empty().with("corpus/a.jsonl", format!("{record}\n"));
    let shown = place.run(&["show", "a"]).out;
    for part in ["language en", "valid until 2999-01-31", "asks next: And cake? (b)", "cup: \"blue\""] {
        assert!(shown.contains(part), "{part} is missing from\n{shown}");
    }
}

#[test]
fn a_change_by_hand_gives_the_record_as_json_where_that_is_wanted() {
    let place = Place::shop();
    let added = place.run(&["add", "--question", "Is there tea?", "--answer", "Yes.", "--json"]).json();
    let id = added["id"].as_str().unwrap();
    assert_eq!((added["text"].as_str(), id.len()), (Some("Yes."), 8));
    assert_eq!(place.run(&["edit", id, "--answer", "No.", "--json"]).json()["text"], "No.");
    assert_eq!(place.run(&["rm", id, "--json"]).json()["id"], id);
}

#[test]
fn a_long_text_in_a_list_ends_with_a_sign_that_there_is_more() {
    let place = Place::empty()
        .with("corpus/a.jsonl", "{\"id\":\"a\",\"text\":\"Far out, ".to_owned() + &"on ".repeat(60) + "\"}\n");
    let run = place.run(&["list"]);
    let name = run.out.split('\t').nth(2).unwrap().to_owned();
    assert!(name.ends_with('…') && name.chars().count() == 81, "{name}");
}

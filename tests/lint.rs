//! `lint` names what is wrong with the corpus, with id and line.
#![cfg(feature = "cli")]

mod common;

use common::Place;

#[test]
fn lint_names_every_sort_of_finding_with_id_and_line() {
    let rows = [
        r#"{"id":"a","question":"When is it open?","answer":"At nine."}"#,
        r#"{"id":"b","question":"When is it open?","answer":"At ten."}"#,
        r#"{"id":"c","question":"When is it open?","answer":"At nine.","tags":{"x":"1"}}"#,
        r#"{"id":"d","question":"What does a bicycle lamp cost?","answer":""}"#,
        r#"{"id":"e","question":"Who mends umbrellas?","answer":"Ida.","valid_until":"2020-01-01"}"#,
        r#"{"id":"f","question":"Where is the ferry?","answer":"At the pier.","prompts":[{"text":"Why?","to":"zz"}]}"#,
        r#"{"id":"g","question":"???","answer":"Who knows."}"#,
        "{oops",
    ];
    let place = Place::empty().with("corpus/a.jsonl", rows.join("\n"));
    let run = place.run(&["lint", "--json"]);
    assert_eq!(run.code, 1);
    let told: Vec<String> = run
        .rows()
        .iter()
        .map(|f| format!("{} {} {}", f["line"], f["sort"].as_str().unwrap(), f["id"].as_str().unwrap_or("-")))
        .collect();
    for wanted in [
        "2 conflict b",
        "3 repeated c",
        "3 conflict c",
        "4 empty d",
        "5 expired e",
        "6 dangling f",
        "7 unreachable g",
        "8 fault -",
    ] {
        assert!(told.contains(&wanted.to_owned()), "{wanted} is not in {told:#?}");
    }
    let clean = Place::shop().run(&["lint"]);
    assert!(clean.code == 0 && clean.out.is_empty(), "{clean:?}");
}

#[test]
fn lint_names_what_stands_twice_and_ids_of_two_records() {
    let paragraph = "The old mill was turned into a library by its last miller.";
    let place =
        Place::empty().with("corpus/a.md", format!("# Mill\n\n{paragraph}\n\n## Today\n\nShort.\n\n{paragraph}\n"));
    place.write("corpus/b.md", format!("# Town\n\n{paragraph}\n\n## Then\n\nShort.\n"));
    let pairs = [("d", "Can I have tea?", "In the yard."), ("d", "Who owns the mill?", "The town of Grove.")];
    let row = |(id, q, a): (&str, &str, &str)| serde_json::json!({"id": id, "question": q, "answer": a}).to_string();
    place.write("corpus/c.jsonl", format!("{}\n{}\n{}\n", row(pairs[0]), row(pairs[1]), row(pairs[0])));
    let run = place.run(&["lint"]);
    let told: Vec<&str> = run.out.lines().collect();
    assert_eq!((run.code, told.len()), (1, 4), "{run:?}");
    assert!(
        told[0].starts_with("corpus/a.md:9:") && told[0].ends_with(" repeated: the same as corpus/a.md:3"),
        "{run:?}"
    );
    assert!(told[1].starts_with("corpus/b.md:3:") && told[1].contains(" repeated: the same paragraph as "), "{run:?}");
    assert!(told[2].starts_with("corpus/c.jsonl:2: d~2: id: the id d is used by another record"), "{run:?}");
    assert!(told[3].starts_with("corpus/c.jsonl:3: repeated: the same as corpus/c.jsonl:1"), "{run:?}");
}

#[test]
fn questions_without_a_word_are_no_conflict() {
    let place = Place::empty();
    place.write(
        "corpus/a.csv",
        "id,question,answer\nwhat,?!,From nine to five.\nmore,...,Two crowns.\nfee,What is the fee?,Three crowns.\n",
    );
    let run = place.run(&["lint", "--json"]);
    let told: Vec<_> = run.rows().iter().map(|f| format!("{} {}", f["line"], f["sort"].as_str().unwrap())).collect();
    assert_eq!(told, ["2 unreachable", "3 unreachable"], "{run:?}");
}

#[test]
fn lint_names_questions_that_are_nearly_the_same() {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"id":"a","question":"How do I reset my password?","answer":"Press Forgot."}"#,
            "\n",
            r#"{"id":"b","question":"How can I reset my password","answer":"Call the desk."}"#,
            "\n",
            r#"{"id":"c","question":"Where can I park a bicycle?","answer":"In the yard."}"#,
        ),
    );
    let run = place.run(&["lint"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 2), "{run:?}");
    assert!(run.out.lines().all(|line| line.contains(" near: ")), "{run:?}");
}

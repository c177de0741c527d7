use super::Found;
use super::file;
use super::rules::{Rule, Rules};
use crate::record::Kind;
use crate::settings::Settings;

fn found(name: &str, text: &str) -> Found {
    file::read(name, text.as_bytes(), &Rule::default()).found
}

/// The faults of a file, each with its line.
fn faults(found: &Found) -> Vec<(u32, &str)> {
    found.dropped.iter().filter(|d| d.fault).map(|d| (d.line, d.reason.as_str())).collect()
}

#[test]
fn a_date_that_cannot_be_read_is_told_in_every_form() {
    let what = "no date, and so nothing expires; write YYYY-MM-DD";
    for (name, text, line) in [
        ("a.csv", "question,answer,expires\nWhen?,At nine.,31.12.2024\n", 2),
        ("a.json", "[\n{\"question\":\"When?\",\"answer\":\"At nine.\",\"expires\":\"31.12.2024\"}]", 2),
        ("a.yaml", "- question: When?\n  answer: At nine.\n  expires: 31.12.2024\n", 1),
        ("a.jsonl", "{\"Frage\":\"When?\",\"Antwort\":\"At nine.\",\"expires\":\"31.12.2024\"}\n", 1),
        ("a.md", "---\nexpires: 31.12.2024\n---\n# FAQ\n\n## When?\n\nAt nine.\n", 1),
        ("b.md", "+++\nexpires = \"31.12.2024\"\n+++\n# FAQ\n\n## When?\n\nAt nine.\n", 1),
    ] {
        let found = found(name, text);
        assert_eq!(found.records.len(), 1, "{name}");
        let told = faults(&found);
        assert!(matches!(told.as_slice(), [(at, reason)] if *at == line && reason.ends_with(what)), "{name}: {told:?}");
    }
}

#[test]
fn a_language_that_is_no_code_is_told() {
    let what = "no code of a language; write two letters, as in \"en\"";
    for (name, text) in [
        ("a.csv", "question,answer,lang\nWhen?,At nine.,english\n"),
        (
            "a.json",
            "{\"language\":\"English\",\"qnaList\":[{\"questions\":[\"When?\"],\"answer\":\"At nine.\",\"metadata\":[]}]}",
        ),
        ("a.md", "---\nlang: English\n---\n# FAQ\n\n## When?\n\nAt nine.\n"),
    ] {
        let found = found(name, text);
        assert!(found.records.iter().all(|r| r.lang.is_none()) && found.records.len() == 1, "{name}");
        let told = faults(&found);
        assert!(matches!(told.as_slice(), [(_, reason)] if reason.ends_with(what)), "{name}: {told:?}");
    }
    assert_eq!(faults(&self::found("a.csv", "question,answer,lang\nWhen?,At nine.,en-GB\nWho?,I.,DE\n")), []);
}

#[test]
fn a_files_map_adds_to_the_one_for_all() {
    let settings: Settings = toml::from_str(
        "map = { question = \"asked\", answer = \"text\" }\n[[files]]\npath = \"a.csv\"\nmap = { answer = \"said\", \"tags.area\" = \"where\" }\n",
    )
    .unwrap();
    let rules = Rules::of(&settings).unwrap();
    let read = |name: &str, text: &str| file::read(name, text.as_bytes(), &rules.for_file(name)).found.records;
    let one = read("a.csv", "asked,text,said,where\nWhen?,Never.,At nine.,hall\n");
    assert_eq!((one[0].question(), one[0].text.as_str()), (Some("When?"), "At nine."));
    assert_eq!(one[0].tags["area"], "hall");
    assert_eq!(read("b.csv", "asked,text,said\nWhen?,At ten.,Never.\n")[0].text, "At ten.");
}

#[test]
fn all_that_a_markdown_page_says_is_in_a_record_or_in_the_report() {
    let text = "# Library

<!-- nobody sees this -->
<div>
<b>Our opening hours</b> are nine to five.
</div>

<h2>Bicycles</h2>

The yard holds twenty of them.[^1]

<p>Behind the house.</p>
<details><summary>Who may come?</summary>Everybody.</details> Really <details><summary>And dogs?</summary>No.</details>

Before it <details><summary>Is there tea?</summary>Yes.</details>

<p><img src=\"a.png\"></p>

[^1]: Counted in May.

## How do I pay?

<table><tr><td>Cash</td><td>at the desk</td></tr></table>
";
    let found = found("a.md", text);
    let told = |kind: Kind| {
        let of = found.records.iter().filter(move |r| r.kind == kind);
        of.map(|r| format!("{}{}", r.questions.join(""), r.text)).collect::<Vec<_>>()
    };
    assert_eq!(
        told(Kind::Passage),
        [
            "<div>\n<b>Our opening hours</b> are nine to five.\n</div>",
            "The yard holds twenty of them.",
            "<p>Behind the house.</p>",
            "Really",
            "Before it"
        ]
    );
    assert_eq!(
        told(Kind::Faq),
        [
            "Who may come?Everybody.",
            "And dogs?No.",
            "Is there tea?Yes.",
            "How do I pay?<table><tr><td>Cash</td><td>at the desk</td></tr></table>"
        ]
    );
    let left: Vec<_> = found.dropped.iter().map(|d| (d.line, d.reason.as_str(), d.text.as_str())).collect();
    assert_eq!(
        left,
        [
            (1, "heading, kept with its records", "Library"),
            (8, "heading written in HTML", "Bicycles"),
            (19, "footnote", "[^1]: Counted in May.")
        ]
    );
}

#[test]
fn details_without_a_summary_cost_no_more_than_they_hold() {
    let text = "<details>\nNo summary.\n</details>\n\n".repeat(20_000);
    assert!(!found("a.md", &text).records.is_empty());
    // With a look at all the rest for each of them it takes minutes.
}

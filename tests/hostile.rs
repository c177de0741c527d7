//! Text of unknown origin drives no terminal, and no question brings the program down.
#![cfg(feature = "cli")]

mod common;

use std::sync::OnceLock;

use answerbook::{Engine, Response};
use common::Place;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Sets the clipboard, clears the screen in two ways, rings, deletes, and turns text around.
const EVIL: &str =
    "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[2J\u{9b}2J\u{7f}\u{8}\u{202e}\u{2066}\u{200f}\u{200b}\rforged\u{85}";

fn drives(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        && !matches!(c, '\n' | '\t')
}

fn harmless(what: &str, text: &str) {
    let found: Vec<char> = text.chars().filter(|c| drives(*c)).collect();
    assert!(found.is_empty(), "{what} lets through {found:?}: {text:?}");
}

fn answer() -> String {
    format!("Lift {EVIL} the lid.")
}

/// A corpus with escape sequences wherever text can stand.
fn evil_corpus() -> Place {
    let rows = [
        json!({"id": format!("id{EVIL}"), "question": format!("How do I {EVIL} open the teapot?"), "answer": answer(),
            "tags": {"t": EVIL}, "source": {"uri": format!("https://example.org/{EVIL}")}}),
        json!({"id": "passage", "title": format!("Title {EVIL}"), "text": format!("The kettle {EVIL} boils slowly.")}),
        json!({"id": "empty", "question": format!("Unanswered {EVIL} oven?"), "answer": ""}),
    ];
    let name = "evil\u{1b}]52;c;QQ\u{7}\u{202e}";
    Place::empty()
        .with(&format!("corpus/{name}.jsonl"), rows.map(|row| format!("{row}\n")).concat())
        .with(&format!("corpus/{name}.pdf"), "")
        .with(
            &format!("corpus/{name}.txt"),
            format!("A page {EVIL}\n\nPhoto: {EVIL} / Agency\n\nThe oven {EVIL} stands in the yard, and the yard is wide.\n\nCopyright 2024 {EVIL}\n"),
        )
}

#[test]
fn nothing_of_the_corpus_drives_a_terminal() {
    let place = evil_corpus();
    let id = format!("id{EVIL}");
    let commands: [&[&str]; 10] = [
        &["ask", "How do I open the teapot?", "--threshold", "0"],
        &["ask", "How do I open the teapot?", "--threshold", "0", "--explain"],
        &["ask", "Does the kettle boil?", "--threshold", "1"],
        &["ask", "Where does the oven stand?", "--threshold", "0"],
        &["index", "--report"],
        &["index", "--rebuild"],
        &["show", &id],
        &["show", "passage"],
        &["info"],
        &["verify"],
    ];
    for args in commands {
        let run = place.run(args);
        assert!(run.code < 2 && !run.out.is_empty(), "{args:?}: {run:?}");
        harmless(&format!("{args:?}"), &format!("{}{}", run.out, run.err));
        let run = place.run(&[args, &["--json"]].concat());
        harmless(&format!("{args:?} --json"), &format!("{}{}", run.out, run.err));
    }
    let shown = place.run(&["show", &id]).out;
    assert!(shown.contains("Lift ") && shown.contains(" the lid."), "the text itself is there: {shown:?}");
}

#[test]
fn colour_is_all_that_colour_adds() {
    let place = evil_corpus();
    let run = place.run(&["ask", "How do I open the teapot?", "--threshold", "0", "--color", "always"]);
    assert!(run.out.contains("\u{1b}["), "{run:?}");
    harmless("--color always", &without_styles(&run.out));
}

/// Without what answerbook writes itself: `ESC [ digits m`, and the line taken away under a bar.
fn without_styles(text: &str) -> String {
    let text = text.replace("\r\u{1b}[2K", "");
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match rest.strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.push_str(&format!("\u{1b}[{part}")),
        }
    }
    out
}

#[test]
fn json_escapes_what_drives_and_means_the_original() {
    let place = evil_corpus();
    let run = place.run(&["ask", "How do I open the teapot?", "--threshold", "0", "--json"]);
    harmless("--json", &run.out);
    assert_eq!(run.json()["answer"]["text"], answer());
    let record = place.run(&["show", &format!("id{EVIL}"), "--json"]);
    harmless("show --json", &record.out);
    assert_eq!((&record.json()["text"], &record.json()["tags"]["t"]), (&json!(answer()), &json!(EVIL)));
    let asked = json!({"id": EVIL, "text": format!("open the teapot {EVIL}"), "x": EVIL}).to_string();
    let row = place.pipe(&["batch", "-"], asked);
    harmless("batch", &row.out);
    assert_eq!((&row.json()["id"], &row.json()["input"]["x"]), (&json!(EVIL), &json!(EVIL)));
}

#[test]
fn nothing_of_questions_and_arguments_drives_a_terminal() {
    let place = Place::shop().with("bad.jsonl", format!("{{\"{EVIL}\": }}\n{{\"text\":1,\"{EVIL}\":2}}\n"));
    place.write(&format!("evil{EVIL}/a.jsonl"), "not json\n");
    place.write(&format!("settings{EVIL}/a.txt"), "A page about teapots.\n");
    place.write(&format!("settings{EVIL}/answerbook.toml"), format!("\"{}\" = 1\n", "\\u001b]52;c;QQ\\u0007"));
    let (folder, settings) = (format!("evil{EVIL}"), format!("settings{EVIL}"));
    let commands: [&[&str]; 12] = [
        &["ask", EVIL],
        &["ask", &format!("When is the shop {EVIL} open?")],
        &["ask", &format!("When is the shop {EVIL} open?"), "--explain"],
        &["ask", "Why?", "--corpus", EVIL],
        &["ask", "Why?", "--corpus", &folder],
        &["ask", "Why?", "--corpus", &settings],
        &["ask", "Why?", "--index", &format!("/dev/null/{EVIL}")],
        &["ask", "Why?", "--threshold", EVIL],
        &["ask", "Why?", &format!("--{EVIL}")],
        &["show", EVIL],
        &["batch", EVIL],
        &["batch", "bad.jsonl"],
    ];
    for args in commands {
        let run = place.run(args);
        harmless(&format!("{args:?}"), &format!("{}{}", run.out, run.err));
        let said = run.err.lines().count();
        assert!(said <= 1, "{args:?} forges a line: {run:?}");
    }
    let text = place.pipe(&["batch", "-", "--format", "text", "--from", "text"], format!("shop {EVIL} open\n"));
    harmless("batch --format text", &format!("{}{}", text.out, text.err));
    let skipped = place.run(&["batch", "bad.jsonl", "--on-error", "skip"]);
    harmless("batch --on-error skip", &skipped.err);
    assert_eq!(skipped.err.lines().count(), 2, "{skipped:?}");
}

#[test]
fn a_terminal_gets_nothing_more_than_styles() {
    let place = evil_corpus();
    for args in
        [&["ask", "How do I open the teapot?", "--threshold", "0"][..], &["ask", "oven"], &["index", "--report"]]
    {
        let mut command = place.command();
        command.args(args);
        let mut session = rexpect::session::spawn_command(command, Some(30_000)).unwrap();
        // rexpect makes a character of every byte.
        let bytes: Vec<u8> = session.exp_eof().unwrap().chars().map(|c| c as u8).collect();
        let seen = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        assert!(!seen.is_empty());
        harmless(&format!("{args:?} on a terminal"), &without_styles(&seen));
    }
}

/// Questions that are none, are query syntax, or are far too long.
fn awkward() -> Vec<String> {
    let mut out: Vec<String> = [
        "",
        " ",
        "\n",
        "?",
        "!?…",
        "\0",
        "a\0b",
        "+",
        "-",
        "(",
        ")",
        "\"",
        ":",
        "*",
        "~",
        "^",
        "AND",
        "OR NOT",
        "[",
        "]",
        "{",
        "}",
        "/",
        "\\",
        "+treaty -russia",
        "treaty~2^9",
        "question:treaty",
        "text:[a TO z]",
        "/.*/",
        "\"treaty",
        "*:*",
        "NOT treaty AND (",
        "treaty AND",
        "IN [a b]",
        "%s%n",
        "'; DROP TABLE records;--",
        "../../etc/passwd",
        "🚀",
        "👩‍🚀🇰🇵",
        "\u{301}",
        "\u{301}\u{302}\u{303}",
        "מה קרה בצפון קוריאה?",
        "ماذا حدث؟",
        "朝鲜和俄罗斯签署了什么条约？",
        "북한은 누구와 무역합니까?",
        "ﬁﬂ ＫＯＲＥＡ",
        "İI ıi ß ẞ",
        "\u{feff}treaty",
        "\u{fffd}",
        "1",
        "-0",
        "NaN",
        "1e999",
    ]
    .map(str::to_owned)
    .to_vec();
    out.extend(["(", ")", "NOT ", "a ", "\" ", "+-", "é", "\u{301}", "한"].map(|part| part.repeat(10_000)));
    out
}

fn long() -> [String; 3] {
    let words: String = (0u32..).map(|n| format!("word{n} ")).take(100_000).collect();
    [words, "x".repeat(1 << 20), format!("treaty {}", "한국".repeat(1 << 18))]
}

fn demo() -> &'static Engine {
    static DEMO: OnceLock<Engine> = OnceLock::new();
    DEMO.get_or_init(|| Engine::builder().demo().open().unwrap())
}

fn sound(response: &Response, asked: &str) -> Result<(), String> {
    let of_one = |n: f64| (0.0..=1.0).contains(&n);
    let shown: String = asked.chars().take(60).collect();
    if response.question != asked {
        return Err(format!("{shown:?}: another question came back"));
    }
    if !of_one(response.confidence) || !response.candidates.iter().all(|c| of_one(c.confidence) && c.score.is_finite())
    {
        return Err(format!("{shown:?}: {response:?}"));
    }
    Ok(())
}

#[test]
fn every_question_has_an_outcome() {
    for asked in awkward() {
        let response = demo().ask(&asked).unwrap();
        sound(&response, &asked).unwrap();
        if !asked.chars().any(char::is_alphanumeric) {
            assert_eq!((response.outcome.as_str(), response.candidates.len()), ("no_answer", 0), "{asked:?}");
        }
    }
}

#[test]
fn a_question_too_long_says_what_was_left_out() {
    for asked in long() {
        let response = demo().ask(&asked).unwrap();
        sound(&response, &asked).unwrap();
        assert!(!response.warnings.is_empty(), "{} bytes", asked.len());
    }
}

#[test]
fn syntax_means_nothing() {
    let plain = demo().ask("treaty russia").unwrap();
    for asked in ["+treaty -russia", "(treaty) \"russia\"", "treaty~ russia^", "[treaty] {russia}", "treaty: *russia*"]
    {
        let response = demo().ask(asked).unwrap();
        assert_eq!((response.candidates, response.confidence), (plain.candidates.clone(), plain.confidence), "{asked}");
    }
}

#[test]
fn a_batch_of_awkward_questions_has_a_row_for_each() {
    let asked: Vec<String> = awkward().into_iter().chain(long()).collect();
    let rows: String = asked.iter().map(|text| format!("{}\n", json!({"text": text}))).collect();
    let run = Place::empty().pipe(&["batch", "-", "--demo", "--no-timing"], rows);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.err);
    let rows = run.rows();
    assert_eq!(rows.len(), asked.len());
    for (row, asked) in rows.iter().zip(&asked) {
        assert_eq!(row["question"].as_str(), Some(asked.as_str()));
        assert_ne!(row["outcome"], Value::Null);
    }
}

#[test]
fn an_empty_question_is_asked_and_not_answered() {
    for asked in ["", " ", "?", "…"] {
        let run = Place::empty().run(&["ask", asked, "--demo"]);
        assert_eq!((run.code, run.out.lines().count()), (1, 1), "{asked:?}: {run:?}");
    }
}

#[test]
fn an_argument_that_is_not_utf8_is_one_line_or_an_answer() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::shop();
    let mut command = place.command();
    command.arg("ask").arg(std::ffi::OsStr::from_bytes(b"When is the \xff shop open?"));
    let run = common::run(command, "");
    assert!(run.code <= 2 && run.err.lines().count() <= 1, "{run:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered_and_twice_the_same(asked in any::<String>(), words in "(treaty|Korea|not|[a-z]{1,9}|\\PC| |[0-9]){0,12}") {
        for asked in [&asked, &words] {
            let response = demo().ask(asked).unwrap();
            prop_assert_eq!(sound(&response, asked), Ok(()));
            prop_assert_eq!(demo().ask(asked).unwrap(), response);
        }
    }
}

//! Pages of our own making, each with one trouble, and the promises on any text.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::string_slice)]

use proptest::prelude::*;

use super::lines::lines;
use super::read;
use crate::record::Kind;

mod shapes;

/// A page with everything: an article, a list of questions, a tail.
const PAGE: &str = "\
Harbour city opens its bicycle scheme to visitors (2023)

Updated May 3, 2023 at 9:15 AM CET

PORT ELLA, Norland — The harbour city opened its bicycle scheme to visitors on Monday. Two hundred bicycles stand ready.

“We want people to leave the car at home,” says Ida Brenn, who runs the scheme. “The rest will follow.”

“It is a small step,” she adds, “but a step.”

“Nothing is decided yet,” says Karl Osten of the transport office. “We will count the rides.

“Then we will see.”

Harbour city opens its bicycle scheme to visitors (1)

Lena Marsk / QRP

/

QRP

He declined to comment.

Copyright 2023 Ella Courier

Harbour city opens its bicycle scheme to visitors (2023)

FAQs

Harbour city opens its bicycle scheme to visitors? ›

The scheme was built by the city and Ella Wheels

Ella Wheels
Ella Wheels is a maker of bicycles in Port Ella, founded in 1921.
https://en.example.org › wiki › Ella_Wheels
and opens in May, with a second part to follow.

What does a ride cost? ›

A ride costs two crowns.

Children ride free.

Where is the oldest station? ›

By the fish market.

References

Top Articles
Latest Posts
Article information

Author: Odd Name

Views: 12

Rating: 4 / 5

Introduction: My name is Odd Name and I am a delightful, sparkling writer of pages like this one who wants to share with you.
";

/// "Q: question = answer" for pairs and "P: text" for passages, one each.
fn short(text: &str) -> Vec<String> {
    let (records, _) = read("page.txt", text);
    let line = |record: &crate::record::Record| match record.question() {
        Some(question) => format!("Q: {question} = {}", record.text),
        None => format!("P: {}", record.text),
    };
    records.iter().map(line).collect()
}

/// The reasons given for what was dropped, with the lines.
fn reasons(text: &str) -> Vec<(u32, String)> {
    let (_, dropped) = read("page.txt", text);
    dropped.into_iter().map(|dropped| (dropped.line, dropped.reason)).collect()
}

fn reason_at(text: &str, line: u32) -> Option<String> {
    reasons(text).into_iter().find(|(at, _)| *at == line).map(|(_, reason)| reason)
}

/// What must hold for any text.
fn check(text: &str) {
    let (records, dropped) = read("p", text);
    for record in &records {
        let [start, end] = record.source.bytes.map(|at| at as usize);
        let part = text.get(start..end).unwrap();
        assert!(!record.text.trim().is_empty());
        match record.kind {
            _ if !record.warnings.is_empty() => {}
            Kind::Passage => assert_eq!(part, record.text),
            Kind::Faq => assert!(part.ends_with(&record.text)),
        }
    }
    let covered = |at: usize| records.iter().any(|r| (r.source.bytes[0]..r.source.bytes[1]).contains(&(at as u64)));
    for line in lines(text) {
        let listed = dropped.iter().any(|dropped| dropped.line == line.number);
        assert!(listed || covered(line.range.start), "line {} of {text:?} is lost", line.number);
        assert!(covered(line.range.end - 1) || listed);
    }
    for dropped in &dropped {
        assert!(dropped.text.chars().count() <= crate::limits::EXCERPT_CHARS);
    }
}

#[test]
fn a_whole_page() {
    check(PAGE);
    let found = short(PAGE);
    let expected = [
        "P: The harbour city opened its bicycle scheme to visitors on Monday. Two hundred bicycles stand ready.",
        "P: “We want people to leave the car at home,” says Ida Brenn, who runs the scheme. “The rest will follow.”",
        "P: “It is a small step,” she adds, “but a step.”",
        "P: “Nothing is decided yet,” says Karl Osten of the transport office. “We will count the rides.",
        "P: “Then we will see.”",
        "P: He declined to comment.",
        "Q: Harbour city opens its bicycle scheme to visitors? = The scheme was built by the city and Ella Wheels and opens in May, with a second part to follow.",
        "P: Ella Wheels is a maker of bicycles in Port Ella, founded in 1921.",
        "Q: What does a ride cost? = A ride costs two crowns.\n\nChildren ride free.",
        "Q: Where is the oldest station? = By the fish market.",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_the_records_of_a_page_carry() {
    let (records, _) = read("page.txt", PAGE);
    let title = "Harbour city opens its bicycle scheme to visitors";
    assert_eq!(records[0].title.as_deref(), Some(title));
    assert_eq!(records[0].tags["dateline"], "PORT ELLA, Norland");
    assert_eq!(records[2].tags["continues"], "speaker");
    assert_eq!(records[4].tags["continues"], "quotation");
    assert!(records[1].tags.is_empty() && records[3].tags.is_empty());
    assert_eq!(records[6].warnings, ["a pop-up card at line 35 broke this answer in two; it was mended"]);
    assert_eq!(records[6].source.heading, ["FAQs"]);
    let card = &records[7];
    assert_eq!((card.title.as_deref(), card.source.line), (Some("Ella Wheels"), 36));
    assert_eq!(card.source.uri.as_deref(), Some("https://en.example.org/wiki/Ella_Wheels"));
    let [start, end] = records[8].source.bytes.map(|at| at as usize);
    assert!(PAGE[start..end].starts_with("What does") && PAGE[start..end].ends_with("ride free."));
}

#[test]
fn what_is_dropped_of_a_page() {
    let found = reasons(PAGE);
    let of = |line: u32| found.iter().find(|(at, _)| *at == line).map(|(_, reason)| reason.as_str());
    let expected = [
        (1, "page title, kept as the title of its records"),
        (3, "time stamp line"),
        (5, "dateline, kept as a tag"),
        (15, "repeated title"),
        (17, "photo credit"),
        (19, "photo credit"),
        (21, "photo credit"),
        (25, "copyright line"),
        (29, "heading, kept with its records"),
        (35, "pop-up card's name"),
        (37, "pop-up card's address"),
        (50, "heading of a part left out"),
        (56, "below \"Article information\""),
    ];
    for (line, reason) in expected {
        assert_eq!(of(line), Some(reason), "line {line}");
    }
}

#[test]
fn plain_texts() {
    assert!(short("").is_empty() && short(" \n\u{a0}\r\n\x0c\n").is_empty());
    assert_eq!(short("Only a title"), ["P: Only a title"]);
    assert_eq!(short("One paragraph.\n\nAnother one."), ["P: One paragraph.", "P: Another one."]);
    let wrapped =
        "The museum was founded by a sailor who had lost his ship in the\nstorm of 1871 and with it\nall he owned.";
    assert_eq!(short(wrapped), [format!("P: {wrapped}")]);
    let torn = "The last line of this paragraph is so short because its last word is\na\n”";
    assert_eq!(short(torn), [format!("P: {torn}")]);
    for ends in ["\r\n", "\r"] {
        let text = PAGE.replace('\n', ends);
        check(&text);
        assert_eq!(short(&text).len(), 10, "{ends:?}");
    }
    let spaced = PAGE.replace("\n\n", "\n\u{a0}\t\n");
    assert_eq!(short(&spaced).len(), 10);
    let dense = PAGE.replace("\n\n", "\n");
    check(&dense);
}

#[test]
fn hostile_texts_take_linear_time() {
    let texts = [
        "\n".repeat(1_000_000),
        "x ".repeat(500_000),
        "What is it? ›\n\n".repeat(30_000),
        "What is it?\n\n".repeat(30_000),
        "FAQs\n\n".repeat(30_000),
        "Name\nhttps://a.b › c\n".repeat(20_000),
        "Name: x\n".repeat(50_000),
        "/\n\n".repeat(50_000),
        "References\n\nText of a line.\n\n".repeat(20_000),
        "Q: x\n".repeat(50_000),
        "A B / C\n\n".repeat(30_000),
        "“".repeat(300_000),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        read("p", &text);
        assert!(start.elapsed().as_secs() < 20, "{:?}", &text[..text.len().min(24)]);
    }
}

/// Lines that pages of this kind are made of, in any order.
fn any_line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(PAGE.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>());
    let odd = prop::sample::select(vec![
        "Q: Is it?\n",
        "A: It is.\r",
        "See also\n",
        "Is it?\n",
        "\r\n",
        "\u{a0}\n",
        "Ella Wheels\n",
        "- one\n",
        "\x0c\n",
        "\u{feff}",
        "FAQ\n",
        "/\n",
        "Comments\n",
    ]);
    prop_oneof![4 => known, 2 => odd.prop_map(str::to_owned), 1 => "\\PC{0,20}\n", 1 => Just("\n".to_owned())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_goes_silently(lines in prop::collection::vec(any_line(), 0..25)) {
        check(&lines.concat());
    }

    #[test]
    fn any_text_is_read(text in "(\\PC|[\\n\\r\\t ?›:/\u{85}\u{2028}]){0,120}") {
        check(&text);
    }
}

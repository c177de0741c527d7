//! One shape at a time, each on a page no larger than needed.

use super::{check, read, reason_at, short};

#[test]
fn a_bare_list_of_questions() {
    let text = "Museum questions\n\nFrequently asked questions:\n\nWhen is it open?\nDaily from nine.\n\n2. Can I bring a dog?\n\nNo.\n\nWhich hall?\n\nAny of the three.\n\nPayment\n\nWhy not?\n\nCan I pay by card?\n\nYes.\n\nIn cash, too.";
    check(text);
    let expected = [
        "Q: When is it open? = Daily from nine.",
        "Q: Can I bring a dog? = No.",
        "Q: Which hall? = Any of the three.",
        "Q: Can I pay by card? = Yes.\n\nIn cash, too.",
    ];
    assert_eq!(short(text), expected);
    let (records, _) = read("p", text);
    assert_eq!(records[3].source.heading, ["Frequently asked questions", "Payment"]);
    assert_eq!(reason_at(text, 18).as_deref(), Some("question without an answer"));
}

#[test]
fn marks_and_labels_of_questions() {
    for mark in ["›", "»", "▾", "▼", "+", "❯", ">", "[+]"] {
        let text = format!("Is it open? {mark}\n\nYes.\n\nIs it free?{mark}\nNo.");
        assert_eq!(short(&text), ["Q: Is it open? = Yes.", "Q: Is it free? = No."], "{mark}");
        check(&text);
    }
    for text in
        ["Q: Is it open?\nA: Yes.\nQ: Is it free\nA: No.", "Q1. Is it open?\n\nA1. Yes.\n\nQ2. Is it free\n\nA2. No."]
    {
        assert_eq!(short(text), ["Q: Is it open? = Yes.", "Q: Is it free = No."]);
        check(text);
    }
    assert_eq!(short("Frage: Ist offen?\nAntwort: Ja."), ["Q: Ist offen? = Ja."]);
    assert_eq!(short("P: 555 0142\n\nThat is the telephone.").len(), 1);
}

#[test]
fn a_paragraph_below_labelled_answers_of_one_paragraph_is_none_of_them() {
    let list = "Q: Is it open?\nA: Yes.\n\nQ: Is it free?\nA: No.\n\nQ: Is it far?\nA: A mile.";
    let after =
        "The museum was founded in 1871 by a sailor who had seen the world.\n\nIt has nine rooms in all, and a garden.";
    let text = format!("{list}\n\n{after}");
    let found = short(&text);
    assert_eq!(found[2], "Q: Is it far? = A mile.");
    assert!(found.len() == 5 && found[3].starts_with("P: The museum"), "{found:?}");
    check(&text);
    // Where another answer has several, the last may have too.
    let long = list.replace("A: No.", "A: No.\n\nIt costs nine crowns, but for children it is free.");
    assert!(short(&format!("{long}\n\n{after}"))[2].ends_with("and a garden."));
}

#[test]
fn short_answers_are_answers() {
    let text = "FAQs\n\nWhen was it built? ›\n\nJune 3, 1921\n\nWho drew it? ›\n\nReuters\n\nWhich quarter? ›\n\nOld Harbour\n\nHow many rooms? ›\n\n9\n\nWhich prices? ›\n\nAdults: 9 crowns\n\nChildren: 4 crowns\n\nDogs: free";
    let found = short(text);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found[0], "Q: When was it built? = June 3, 1921");
    assert_eq!(found[2], "Q: Which quarter? = Old Harbour");
    assert!(found[4].ends_with("Dogs: free"));
    check(text);
}

#[test]
fn questions_in_an_article_are_text() {
    let text = "The bridge\n\nThe bridge was closed in May. Nobody knows for how long.\n\nWhat now?\n\nThe city has no plan. It waits.";
    assert_eq!(short(text).len(), 3);
    assert!(short(text).iter().all(|line| line.starts_with("P: ")));
    let answer = "Is it safe? ›\n\nThat depends.\n\nOn what?\n\nOn the wind.\n\nIs it long? ›\n\nYes.";
    assert_eq!(short(answer)[0], "Q: Is it safe? = That depends.\n\nOn what?\n\nOn the wind.");
}

#[test]
fn headings_and_what_follows_the_questions() {
    let text = "The museum\n\nBackground\n\nIt was founded in 1871 by a sailor.\n\nIts rooms\n\nThere are nine of them in all.\n\nFAQs\n\nIs it open? ›\n\nYes, it is open.\n\nHow to get there\n\nTake the tram to the harbour.";
    let (records, _) = read("p", text);
    let headings: Vec<&str> = records.iter().map(|r| r.source.heading.last().unwrap().as_str()).collect();
    assert_eq!(headings, ["Background", "Its rooms", "FAQs", "How to get there"]);
    check(text);
}

#[test]
fn markers_inside_an_article() {
    let text = "The museum\n\nThe museum opened in May with a feast.\n\nSee also\n\nOur ten best rooms\nThe sailor's house\n\nThe feast went on until June. All were glad of it.\n\nAdvertisement\n\nThen the doors closed.\n\nRead more: The long night";
    assert_eq!(short(text).len(), 3);
    assert_eq!(reason_at(text, 7).as_deref(), Some("link to another page"));
    let top = "The museum\n\nComments\n\nThe museum opened in May with a feast.";
    assert_eq!(short(top).len(), 1);
    check(text);
}

#[test]
fn boxes_and_lists() {
    let boxed = "The museum\n\nAuthor: Odd Name\nRating: 4 / 5\nViews: 12\n\nThe museum opened in May.";
    assert_eq!(short(boxed), ["P: The museum opened in May."]);
    assert_eq!(reason_at(boxed, 4).as_deref(), Some("author or metadata box"));
    let talk = "The talk\n\nHost: Welcome to the show, dear listeners.\n\nGuest: Thank you for having me here.\n\nHost: So you built it alone, I hear.";
    assert_eq!(short(talk).len(), 3);
    let list = "The museum\n\nThese are the prices of the museum:\n\nAdults: 9 crowns\nChildren: 4 crowns\nDogs: free";
    assert_eq!(short(list).len(), 2);
    let last = "FAQs\n\nIs it open? ›\n\nYes, it is open.\n\nAuthor: Odd Name\n\nViews: 12\n\nRating: 4 / 5";
    assert_eq!(short(last), ["Q: Is it open? = Yes, it is open."]);
}

#[test]
fn furniture_of_many_kinds() {
    let lines = [
        ("Last updated: 3. Juni 2024", "time stamp line"),
        ("2024-06-03", "time stamp line"),
        ("Monday, May 3, 2023", "time stamp line"),
        ("Published on 3 June 2024 by Lena Marsk", "time stamp line"),
        ("4 min read", "reading time line"),
        ("Lena Marsk/QRP", "photo credit"),
        ("(Photo: Lena Marsk/Getty)", "photo credit"),
        ("Photograph by Lena Marsk", "photo credit"),
        ("Lena Marsk/Getty Images", "photo credit"),
        ("Image: Ella Courier", "photo credit"),
        ("© 2024 Ella Courier", "copyright line"),
        ("All rights reserved.", "copyright line"),
        ("•", "stray mark"),
        ("—", "stray mark"),
        ("By Lena Marsk", "byline"),
    ];
    for (line, reason) in lines {
        let text = format!("The museum\n\n{line}\n\nThe museum opened in May.");
        assert_eq!(reason_at(&text, 3).as_deref(), Some(reason), "{line}");
        assert_eq!(short(&text).len(), 1, "{line}");
    }
    for kept in [
        "“Nothing is off the table.”",
        "He declined to comment.",
        "May I help?",
        "Published in 2024, the book sold well in Port Ella.",
        "Copyright law protects pictures in all of Norland.",
        "Photos by visitors are welcome and may be sent in.",
        "It rained.",
    ] {
        let text = format!("The museum\n\nIt is old and large.\n\n{kept}\n\nThe museum opened in May.");
        assert_eq!(short(&text).len(), 3, "{kept}");
    }
}

#[test]
fn datelines() {
    for head in ["LISBON — ", "PARIS (AP) - ", "LONDON, June 3 (Reuters) — ", "Berlin (dpa) – ", "NEW YORK – "]
    {
        let (records, _) = read("p", &format!("{head}The ferry sank."));
        assert_eq!(records[0].text, "The ferry sank.", "{head}");
        assert_eq!(records[0].tags.len(), 1);
    }
    for text in ["NATO — the alliance — agreed.", "The city – A harbour – agreed.", "FAQ - The list of questions."]
    {
        let (records, _) = read("p", text);
        assert_eq!(records[0].text, text);
    }
}

#[test]
fn cards_at_odd_places() {
    let card = "Ida Brenn\nIda Brenn is a rider.\nhttps://www.example.org › people › ida brenn";
    let end = format!("Who runs it? ›\n\nIt is run by Ida Brenn\n\n{card}\n\nSince when? ›\n\nSince May.");
    let (records, _) = read("p", &end);
    assert_eq!(records.len(), 3);
    assert!(records[0].warnings.is_empty());
    assert_eq!(records[0].text, "It is run by Ida Brenn");
    assert_eq!(records[1].source.uri.as_deref(), Some("https://www.example.org/people/ida%20brenn"));
    let article =
        format!("The scheme\n\nIt is run by Ida Brenn\n\n{card}\n\n, who once raced. She is glad.\n\nMore in May.");
    let (records, _) = read("p", &article);
    assert_eq!(records[0].text, "It is run by Ida Brenn, who once raced. She is glad.");
    assert_eq!(records.len(), 3);
    let none = format!("It is run by the city.\n\n{card}");
    let (records, _) = read("p", &none);
    assert!(records.iter().all(|record| record.source.uri.is_none()));
    for text in [&end, &article, &none] {
        check(text);
    }
}

#[test]
fn furniture_inside_an_answer_is_taken_out() {
    let text = "Is it open? ›\n\nYes, it is.\n\nLena Marsk/Getty Images\n\nAlways.\n\nIs it free? ›\n\nNo.";
    let (records, _) = read("p", text);
    assert_eq!(records[0].text, "Yes, it is.\n\nAlways.");
    assert_eq!(records[0].warnings, ["a photo credit at line 5 stood inside this answer; it was taken out"]);
    check(text);
}

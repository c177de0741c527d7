//! Sentences of the kind that news pages are made of, and the promises on any text.

#![allow(clippy::string_slice, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::sentences;

fn split(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|range| &text[range]).collect()
}

/// `text` is written with `|` where the sentences part.
fn check(text: &str) {
    let expected: Vec<String> = text.split('|').map(|part| part.trim().to_owned()).collect();
    let plain = text.replace('|', "");
    assert_eq!(split(&plain), expected, "{plain:?}");
}

#[test]
fn abbreviations_run_on() {
    for text in [
        "Mr. Smith met Mrs. Jones.| Dr. Adler and Prof. Weiss joined them.",
        "The museum, e.g. Its east wing, is closed.| It opens in May.",
        "Bring bread, cheese, etc. and a bottle.| Nothing else is needed.",
        "Bring bread, cheese, etc.| The rest is ready.",
        "The final is France vs. Spain on Friday.| Tickets are gone.",
        "The U.N. Security Council met at 5 p.m. Eastern time.| No vote was held.",
        "Trains leave at 5 p.m.| Passengers should arrive early.",
        "Hammer Inc. Chief Executive Ann Lee resigned.| Shares fell.",
        "On Jan. 5 the pact took effect.| By Dec. Officials hope for more.",
        "See Art. 51 and No. 5 of the charter.| Both apply.",
        "She said no.| Then she left.",
        "Turn the lamp on.| Then do one more rep.| Rest.",
        "Sen. Carol Poe and Gen. Hart spoke.| Gov. Lee did not.",
        "Das gilt z.B. Für Kinder, d.h. Schüler.| Sonst nicht.",
        "Am 3. Juni öffnet das Haus.| Karten gibt es ab 4. Mai.",
        "El Sr. Ruiz y la Sra. Vega firmaron.| Ud. Tiene una copia.",
        "Mme. Dupont et M. Roche sont venus.| Ils restent.",
        "Il sig. Bianchi e il dott. Verdi sono qui.| Bene.",
        "The rise is 3.5 percent.| It was 2.1 percent in 2020.",
    ] {
        check(text);
    }
}

#[test]
fn abbreviations_that_end_a_sentence() {
    for text in [
        "The bikes were built in the U.S.| The treaty covers them.",
        "He moved to the U.S.| He likes it.",
        "The shop is on Main St.| It opens at nine.",
        "She works for Hammer Inc.| But she lives far away.",
        "Polls close at 8 p.m.| A result is due by noon.",
    ] {
        check(text);
    }
}

#[test]
fn initials() {
    for text in [
        "J. K. Rowling and George W. Bush met J.R.R. Tolkien fans.| All smiled.",
        "The book by J. Smith sold well.| Critics agreed.",
        "Oranges hold vitamin C. |Lemons do too.",
        "They turned to plan B. |Officials were relieved.",
        "Nobody knows it better than I.| Ask them.",
        "The road ends at point A.| The next one starts there.",
    ] {
        check(text);
    }
}

#[test]
fn quotations() {
    for text in [
        "“Is the bridge safe?” he asked.| Nobody knew.",
        "“Is the bridge safe?” Lund asked.| Nobody knew.",
        "“Stop!” cried the guard.| They stopped.",
        "He said, “It is over.”| She agreed.",
        "“It is over.”|“And now?”| They waited.",
        "“It is over.” |“and done,” she said.",
        "“We ride,” says Lund, “because we can.| Nothing else counts.”",
        "She called it \"a mistake.\"| He did not.",
        "The plan (see page 4.) was dropped.| (A new one exists.)| It is better.",
        "Are they allies?| Yes!| They are.",
        "The war ended.[2]| The talks went on.",
        "»Kommt er?« fragte sie.| Er kam.",
    ] {
        check(text);
    }
}

#[test]
fn ellipses_and_addresses() {
    for text in [
        "He waited… and waited.| Nothing came.",
        "He waited…| Then he left.",
        "He waited...| Then he left.",
        "Well... I do not know.| Ask her.",
        "Open https://example.org/find?q=bike&n=5 and press enter.| Done.",
        "東京に行く。|京都に行く。",
    ] {
        check(text);
    }
}

#[test]
fn lines() {
    assert_eq!(split("The scheme began\nin May. It grew\r\nfast."), ["The scheme began\nin May.", "It grew\r\nfast."]);
    assert_eq!(
        split("Bring:\n- a helmet\n- a lock\n1. Unlock it.\n2. Ride."),
        ["Bring:", "- a helmet", "- a lock", "1. Unlock it.", "2. Ride."]
    );
    assert_eq!(split("Helmet\nLock\nLamp"), ["Helmet", "Lock", "Lamp"]);
    assert_eq!(split("no end here\n\nNext one"), ["no end here", "Next one"]);
    assert_eq!(
        split("The long wrapped line of this paragraph ends with the name\nPeter and goes on."),
        ["The long wrapped line of this paragraph ends with the name\nPeter and goes on."]
    );
    assert!(split(" \n\t\u{a0}").is_empty());
}

#[test]
fn hostile_texts_take_linear_time() {
    for text in
        ["\n".repeat(300_000), "a?".repeat(150_000), "A. ".repeat(100_000), "…”“".repeat(50_000), "x".repeat(300_000)]
    {
        let found = sentences(&text);
        assert!(found.len() <= text.len());
    }
}

proptest! {
    #[test]
    fn every_mark_is_in_exactly_one_sentence(text in "[ \\n\\r.?!…”“\"'()\\[\\]A-Ca-c1-3é。]{0,80}") {
        let found = sentences(&text);
        let mut end = 0;
        for range in &found {
            prop_assert!(range.start >= end && range.end > range.start);
            prop_assert!(text.get(end..range.start).is_some_and(|gap| gap.trim().is_empty()));
            let body = text.get(range.clone());
            prop_assert!(body.is_some_and(|body| body.trim() == body));
            end = range.end;
        }
        prop_assert!(text.get(end..).is_some_and(|gap| gap.trim().is_empty()));
    }

    #[test]
    fn any_text_is_split(text in "\\PC{0,60}") {
        let marks: usize = sentences(&text).into_iter().map(|range| text[range].chars().filter(|c| !c.is_whitespace()).count()).sum();
        prop_assert_eq!(marks, text.chars().filter(|c| !c.is_whitespace()).count());
    }
}

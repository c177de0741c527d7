//! What the dialogue shows: forms of answers, files, the pager, small windows, plain terminals.
#![cfg(all(feature = "cli", unix))]

mod common;

use common::{Dialogue, Place};

const ASKED: &str = "When is the shop open?";
const ANSWER: &str = "From nine to five.";

#[test]
fn an_answer_has_its_place_and_how_sure_it_is_in_words_and_number() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    let screen = dialogue.say(ASKED);
    let expected = "? When is the shop open?\nFrom nine to five.\n  corpus/shop.jsonl:1 · \"When is the shop open?\" · sure 0.99\n\n?";
    assert_eq!(screen, expected);
    dialogue.leave();
}

#[test]
fn each_mode_has_its_form() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.say(".mode markdown");
    dialogue.ask(ASKED, "> From nine to five.\n\nWhen is the shop open? (`corpus/shop.jsonl:1`)");
    dialogue.ask(".mode csv", "id,question,outcome,confidence,answer,answer_id,source_path,source_line");
    dialogue.ask(ASKED, ",When is the shop open?,answer,0.99,From nine to five.,open,corpus/shop.jsonl,1");
    dialogue.say(".mode json");
    dialogue.ask(ASKED, "  \"outcome\": \"answer\",");
    dialogue.say(".mode jsonl");
    dialogue.ask(ASKED, "\"outcome\":\"answer\"");
    dialogue.ask(".mode xml", "mode takes text, json, jsonl, markdown or csv");
    dialogue.leave();
}

#[test]
fn answers_go_to_files_without_colour_and_never_over_the_corpus() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &["--color", "always"]);
    dialogue.ask(".output two.txt", "answers go to two.txt");
    dialogue.ask(".once one.txt", "the next answer goes to one.txt");
    dialogue.clear();
    dialogue.press(ASKED, ASKED);
    dialogue.press("\r", "?");
    dialogue.until(|_| place.path("one.txt").metadata().is_ok_and(|m| m.len() > 0));
    dialogue.press("How much does the copper teapot cost?\r", "teapot");
    dialogue.until(|_| place.path("two.txt").metadata().is_ok_and(|m| m.len() > 0));
    dialogue.ask(".output", "answers go to the screen");
    dialogue.ask(".output corpus/shop.jsonl", "this is a file of the corpus");
    dialogue.ask(".once no/such/folder", "cannot be written");
    dialogue.ask(ASKED, ANSWER);
    let (one, two) = (place.path("one.txt"), place.path("two.txt"));
    let (one, two) = (std::fs::read_to_string(one).unwrap(), std::fs::read_to_string(two).unwrap());
    assert!(one.starts_with(ANSWER) && !one.contains('\u{1b}') && !one.contains("Forty"), "{one:?}");
    assert!(two.starts_with("Forty pounds.") && !two.contains(ANSWER), "{two:?}");
    dialogue.leave();
}

fn long() -> Place {
    let lines: Vec<String> = (1..=60).map(|n| format!("Step {n} is taken.")).collect();
    let pair = serde_json::json!({"question": "How do I assemble the wardrobe?", "answer": lines.join("\n")});
    Place::empty().with("corpus/a.jsonl", format!("{pair}\n"))
}

#[test]
fn only_a_long_answer_for_people_is_paged() {
    let place = long();
    let pager = "export PAGER='tee pager.txt'; stty rows 20 cols 80";
    let mut dialogue = Dialogue::shell(&place, pager, &[], 20, 80);
    let asked = "How do I assemble the wardrobe?";
    dialogue.say(".mode jsonl");
    dialogue.ask(asked, "\"warnings\":[]");
    dialogue.say(".mode text");
    dialogue.say(".set pager off");
    dialogue.ask(asked, "Step 60");
    assert!(!place.path("pager.txt").exists());
    dialogue.say(".set pager on");
    dialogue.ask("nonsense", "I don't know");
    assert!(!place.path("pager.txt").exists(), "a short answer is not paged");
    dialogue.ask(asked, "Step 60");
    assert!(std::fs::read_to_string(place.path("pager.txt")).unwrap().contains("Step 1 "));
    dialogue.leave();
}

#[test]
fn no_line_is_wider_than_a_small_window_and_a_resized_one_is_noticed() {
    let answer = "Kettles, crêpe pans and 한국 주전자 are mended on weekdays 👩‍🔧 by the workshop behind the old mill.";
    let pair = serde_json::json!({"question": "Who mends kettles?", "answer": answer});
    let place = Place::empty().with("corpus/a.jsonl", format!("{pair}\n"));
    let mut dialogue = Dialogue::sized(&place, &[], 24, 40);
    let screen = dialogue.say("Who mends kettles?");
    let text = |screen: &str| {
        screen.lines().skip(1).take_while(|l| !l.contains("a.jsonl")).map(str::to_owned).collect::<Vec<_>>()
    };
    let narrow = text(&screen);
    assert_eq!(narrow.join(" "), answer, "{screen}");
    assert!(narrow.len() >= 3 && narrow.iter().all(|line| line.chars().count() <= 40), "{screen}");
    dialogue.resize(24, 100);
    let wide = text(&dialogue.say("Who mends kettles?"));
    assert_eq!(wide.join(" "), answer);
    assert!(wide.len() < narrow.len(), "{wide:?}");
    dialogue.leave();
}

#[test]
fn plain_terminals_get_plain_letters() {
    let place = Place::shop();
    let styled = |raw: &str| raw.contains("\u{1b}[1m") || raw.contains("\u{1b}[2m");
    let mut colored = Dialogue::start(&place, &[]);
    colored.ask(ASKED, ANSWER);
    assert!(styled(&colored.raw), "{:?}", colored.raw);
    colored.leave();
    let mut plain = Dialogue::start(&place, &["--plain"]);
    plain.ask(ASKED, "corpus/shop.jsonl:1 - \"When is the shop open?\" - sure 0.99");
    assert!(!styled(&plain.raw) && plain.raw.is_ascii(), "{:?}", plain.raw);
    plain.leave();
    let mut colorless = Dialogue::shell(&place, "export NO_COLOR=1; stty rows 40 cols 100", &[], 40, 100);
    colorless.ask(ASKED, ANSWER);
    assert!(!styled(&colorless.raw), "{:?}", colorless.raw);
    colorless.leave();
}

#[test]
fn a_dumb_terminal_gets_no_escape_at_all() {
    let place = Place::shop();
    let mut dialogue = Dialogue::shell(&place, "export TERM=dumb; stty rows 40 cols 100 -echo", &[], 40, 100);
    dialogue.press(&format!("{ASKED}\n"), ANSWER);
    assert!(!dialogue.raw.contains('\u{1b}'), "{:?}", dialogue.raw);
    dialogue.leave();
}

#[test]
fn markdown_answers_are_shown_without_their_marks() {
    let answer = "Post it to **Mill Lane**:\n\n- wrap it\n- see [the map](https://example.org/map)";
    let pair = serde_json::json!({"question": "How do I return a kettle?", "answer": answer});
    let place = Place::empty().with("corpus/a.jsonl", format!("{pair}\n"));
    let mut dialogue = Dialogue::start(&place, &[]);
    let shown = "Post it to Mill Lane:\n\n- wrap it\n- see the map (https://example.org/map)\n";
    dialogue.ask("How do I return a kettle?", shown);
    dialogue.leave();
}

#[test]
fn the_last_answer_is_put_on_the_clipboard() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".copy", "there is no answer to copy");
    dialogue.ask(ASKED, ANSWER);
    dialogue.ask(".copy", "copied");
    // "From nine to five." in base 64, as xterm takes it.
    assert!(dialogue.raw.contains("\u{1b}]52;c;RnJvbSBuaW5lIHRvIGZpdmUu\u{7}"), "{:?}", dialogue.raw);
    dialogue.leave();
}

#[test]
fn what_is_asked_can_be_narrowed_and_timed() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.say(".filter topic=goods");
    let screen = dialogue.say(ASKED);
    assert!(!screen.contains(ANSWER), "{screen}");
    dialogue.ask(".filter", "topic=goods");
    dialogue.say(".filter off");
    dialogue.say(".timer on");
    dialogue.ask(ASKED, " ms\n");
    dialogue.say(".threshold 1");
    dialogue.ask(ASKED, "I don't know");
    dialogue.say(".threshold auto");
    dialogue.say(".limit 1");
    dialogue.ask(ASKED, ANSWER);
    let screen = dialogue.say(".sources");
    assert!(screen.contains("1. ") && !screen.contains("2. "), "{screen}");
    dialogue.ask(".set", "limit      1");
    dialogue.ask(".set limit 0", "limit takes a number from 1 to 100");
    dialogue.ask(".stats", "questions  4");
    dialogue.leave();
}

#[test]
fn two_questions_in_a_line_are_answered_both_in_order() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    for line in [
        "When is the shop open? How much does the copper teapot cost?",
        "When is the shop open and how much does the copper teapot cost",
    ] {
        let screen = dialogue.say(line);
        let places = (screen.find(ANSWER), screen.find("Forty pounds."));
        assert!(matches!(places, (Some(one), Some(two)) if one < two), "{line}\n{screen}");
    }
    dialogue.leave();
}

#[test]
fn a_choice_is_picked_by_number_or_refused_by_none() {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"id":"copper","question":"Is the kettle made of copper?","answer":"The big one is."}"#,
            "\n",
            r#"{"id":"steel","question":"Is the kettle made of steel?","answer":"The small one is."}"#,
            "\n"
        ),
    );
    let mut dialogue = Dialogue::start(&place, &[]);
    let asked = "Is the kettle made of copper or steel?";
    let screen = dialogue.ask(asked, "Did you mean one of these?");
    let second = screen.lines().find_map(|l| l.trim().strip_prefix("2. ")).unwrap().to_owned();
    let answer = if second.contains("copper") { "The big one is." } else { "The small one is." };
    dialogue.ask("2", answer);
    dialogue.say(asked);
    dialogue.ask("the second one", answer);
    dialogue.say(asked);
    dialogue.ask("none", "noted");
    dialogue.ask(".misses", "none meant  Is the kettle made of copper or steel?");
    dialogue.leave();
}

#[test]
fn the_corpus_can_be_looked_at_changed_and_put_out_for_another() {
    let place = Place::shop()
        .with("other/b.jsonl", "{\"question\":\"What do owls eat?\",\"answer\":\"Mice.\"}\n")
        .with("lines.txt", "# a remark\n.mode jsonl\nWhen is the shop open?\n.mode text\n")
        .with("questions.txt", "When is the shop open?\nWhat is love?\n");
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".list teapot", "price\tfaq".replace('\t', "   ").trim_end_matches("   faq"));
    dialogue.ask(".show price", "Forty pounds.");
    dialogue.ask(".show nonsense", "no record has this id");
    dialogue.ask(".info", "records     4 records");
    dialogue.ask(ASKED, ANSWER);
    dialogue.ask(".related", "1. ");
    dialogue.ask(".read lines.txt", "\"outcome\":\"answer\"");
    dialogue.ask(".read nowhere", "nowhere: cannot be read");
    let screen = dialogue.ask(".batch questions.txt", ANSWER);
    assert!(screen.contains("I don't know"), "{screen}");
    place.write("corpus/shop.jsonl", "{\"question\":\"When is the shop open?\",\"answer\":\"Never again.\"}\n");
    dialogue.ask(".reload", "1 record (");
    dialogue.ask(ASKED, "Never again.");
    dialogue.ask(".open nowhere", "the corpus before is still open");
    dialogue.ask(ASKED, "Never again.");
    dialogue.ask(".open other", "1 record");
    dialogue.ask("What do owls eat?", "Mice.");
    dialogue.leave();
}

#[test]
fn paths_and_shares_stay_in_one_piece_where_lines_are_broken() {
    let answer =
        "Members pay less by 30 % and the list stands at https://example.org/shop-prices/of-this-year for all.";
    let pair = serde_json::json!({"question": "Who pays less?", "answer": answer});
    let place = Place::empty().with("corpus/a-long-name-of-a-file/with-prices.jsonl", format!("{pair}\n"));
    for columns in [22, 23, 24, 50] {
        let mut dialogue = Dialogue::sized(&place, &[], 60, columns);
        let screen = dialogue.say("Who pays less?");
        assert!(!screen.lines().any(|line| line.starts_with('%')), "{screen}");
        if columns == 50 {
            assert!(screen.contains("https://example.org/shop-prices/of-this-year"), "{screen}");
            assert!(screen.contains("corpus/a-long-name-of-a-file/with-prices.jsonl:1"), "{screen}");
        }
        dialogue.leave();
    }
}

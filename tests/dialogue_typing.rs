//! Typing in the dialogue: completion, hints, searching the history, several lines, pastes, and what is
//! kept between dialogues.
#![cfg(all(feature = "cli", unix))]

mod common;

use common::{Dialogue, Place};

const ASKED: &str = "When is the shop open?";
const ANSWER: &str = "From nine to five.";
const HISTORY: &str = "home/state/answerbook/history";
const RIGHT: &str = "\u{1b}[C";

/// Presses keys until the corpus has been read in the background and `shown` is there.
fn hinted(dialogue: &mut Dialogue, keys: &str, shown: &str) -> String {
    for _ in 0..200 {
        dialogue.clear();
        let screen = dialogue.press(keys, keys);
        if screen.contains(shown) {
            return screen;
        }
        dialogue.interrupt();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("no {shown:?} after {keys:?}");
}

#[test]
fn a_stored_question_is_hinted_at_and_the_right_arrow_takes_it() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    let screen = hinted(&mut dialogue, "when is", "when is the shop open?");
    assert_eq!(screen, "? when is the shop open?");
    // Dim, so that it is not taken for what was typed.
    assert!(dialogue.raw.contains("\u{1b}[2m the shop open?"), "{:?}", dialogue.raw);
    dialogue.press(RIGHT, "shop open?");
    assert!(dialogue.enter("").contains(ANSWER));
    // Not taken, it is not asked.
    hinted(&mut dialogue, "when is", "when is the shop open?");
    let screen = dialogue.enter("");
    assert!(!screen.contains(ANSWER), "{screen}");
    dialogue.leave();
}

#[test]
fn a_command_hints_at_what_it_takes() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    let screen = dialogue.press(".mode ", "text|json");
    assert_eq!(screen.lines().last(), Some("? .mode text|json|jsonl|markdown|csv"));
    dialogue.interrupt();
    dialogue.leave();
}

#[test]
fn plain_hints_at_nothing() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &["--plain"]);
    // Once Tab knows the questions, a hint could be there.
    let mut known = false;
    for _ in 0..200 {
        dialogue.clear();
        dialogue.press("When is", "When is");
        assert_eq!(dialogue.screen(), "? When is");
        let screen = dialogue.press("\t", "When is");
        dialogue.interrupt();
        known = screen.contains("open") || dialogue.screen().contains("open");
        if known {
            break;
        }
    }
    assert!(known, "Tab completes nothing");
    dialogue.leave();
}

#[test]
fn tab_completes_commands_words_ids_tags_files_and_questions() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    hinted(&mut dialogue, "when is", "the shop");
    let mut completed = |typed: &str, expected: &str| {
        dialogue.interrupt();
        dialogue.clear();
        dialogue.press(typed, typed);
        dialogue.press("\t", expected);
    };
    completed(".sou", "? .sources");
    completed(".mode mark", "? .mode markdown");
    completed(".show pri", "? .show price");
    completed(".alias \"what is it\" his", "? .alias \"what is it\" history");
    completed(".filter topic=v", "? .filter topic=visit");
    completed(".read corp", "? .read corpus/");
    completed("how do i ret", "? How do I return a broken kettle?");
    // No question begins so, but one holds both words.
    completed("teapot much", "? How much does the copper teapot cost?");
    dialogue.interrupt();
    dialogue.leave();
}

#[test]
fn an_unknown_command_is_told_its_neighbour() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".souces", "did you mean .sources?");
    dialogue.ask(".pick", ".pick takes N");
    dialogue.ask(".why not", ".why takes nothing more");
    dialogue.leave();
}

#[test]
fn ctrl_r_searches_what_was_typed_before() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    dialogue.ask(".history 2", "How much does the copper teapot cost?");
    dialogue.leave();
    let mut again = Dialogue::start(&place, &[]);
    again.control('r');
    again.press("shop op", ASKED);
    assert!(again.enter("").contains(ANSWER));
    again.leave();
}

#[test]
fn a_paste_of_several_lines_is_one_question() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &["--json"]);
    dialogue.clear();
    dialogue.press("\u{1b}[200~.more of\nWhen\nis the\nshop\nopen?\u{1b}[201~", "open?");
    let screen = dialogue.enter("");
    assert_eq!(screen.matches("\"outcome\"").count(), 1, "{screen}");
    assert!(screen.contains(r#""question":".more of\nWhen\nis the\nshop\nopen?""#), "{screen}");
    dialogue.leave();
}

#[test]
fn quotes_or_a_backslash_open_several_lines() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.clear();
    for (open, close) in [("\"\"\"", "\"\"\""), ("When is \\", "")] {
        dialogue.clear();
        dialogue.press(&format!("{open}\r"), open);
        let middle = if close.is_empty() { "the shop open?" } else { "When is\rthe shop open?" };
        dialogue.press(middle, "the shop open?");
        assert!(dialogue.enter(close).contains(ANSWER), "{open}");
    }
    dialogue.leave();
}

#[test]
fn a_line_is_on_disk_before_the_terminal_goes_away() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.kill();
    assert!(std::fs::read_to_string(place.path(HISTORY)).unwrap().contains(ASKED));
}

#[test]
fn a_history_that_cannot_be_kept_is_said_once_and_the_dialogue_goes_on() {
    let place = Place::shop().with("home/state", "a file where the folder should be");
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    assert_eq!(dialogue.raw.matches("the history is not kept").count(), 1, "{}", dialogue.raw);
    dialogue.leave();
}

#[test]
fn a_full_disk_is_said_once_and_the_dialogue_goes_on() {
    let place = Place::empty();
    // No file may grow: what a full disk does.
    let mut dialogue = Dialogue::shell(&place, "trap '' XFSZ; ulimit -f 0", &["--demo"], 40, 100);
    dialogue.ask("With whom does North Korea Trade?", "the Soviet Union and China");
    dialogue.ask("Is the US allied with North Korea?", "Hostility");
    assert_eq!(dialogue.raw.matches("the history is not kept").count(), 1, "{}", dialogue.raw);
    dialogue.leave();
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_history_is_not_followed() {
    let place = Place::shop().with("secret", "keep me\n").with("home/state/answerbook/x", "");
    std::os::unix::fs::symlink(place.path("secret"), place.path(HISTORY)).unwrap();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.leave();
    assert_eq!(std::fs::read_to_string(place.path("secret")).unwrap(), "keep me\n");
}

#[test]
fn the_rc_file_sets_what_is_wanted_and_can_be_left_aside() {
    let place = Place::shop().with("home/config/answerbook/rc", "# mine\n.mode jsonl\n.timer on\n");
    let mut dialogue = Dialogue::start(&place, &[]);
    assert!(!dialogue.screen().contains("mode"), "{}", dialogue.screen());
    dialogue.ask(ASKED, "\"outcome\":\"answer\"");
    dialogue.leave();
    let mut dialogue = Dialogue::start(&place, &["--no-rc"]);
    let screen = dialogue.say(ASKED);
    assert!(screen.contains(ANSWER) && !screen.contains("outcome"), "{screen}");
    dialogue.leave();
}

//! The dialogue: a prompt, answers, dot commands, a history that only its owner reads, and a way out.
#![cfg(feature = "cli")]

mod common;

use std::os::unix::fs::PermissionsExt;

use common::{Dialogue, Place};

const ASKED: &str = "When is the shop open?";
const ANSWER: &str = "From nine to five.";
#[test]
fn a_question_is_answered_and_ctrl_d_leaves() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    let seen = dialogue.say(ASKED);
    assert!(seen.contains(ANSWER) && seen.contains("corpus/shop.jsonl:1"), "{seen:?}");
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    dialogue.leave();
}

#[test]
fn dot_commands_do_what_help_says() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &["--threshold", "0"]);
    dialogue.ask(".more", "nothing has been asked yet");
    let help = dialogue.say(".help");
    for command in [".more", ".sources", ".why", ".pick N", ".mode", ".context", ".help", ".exit"] {
        assert!(help.contains(command), "{command} is not in {help:?}");
    }
    dialogue.ask(".help .filter", "Several filters must all hold.");
    dialogue.ask(".help nonsense", "no command .nonsense");
    assert!(dialogue.say("?").contains(".sources") && dialogue.say("help").contains(".sources"));
    dialogue.ask("Who founded the pottery?", "Ada Brock founded the pottery in 1903.");
    dialogue.ask(".more", "Her granddaughter runs it today.");
    dialogue.ask(".sources", "shop.jsonl:4");
    dialogue.ask(".why", "score");
    dialogue.ask(".pick 1", "Her granddaughter runs it today.");
    dialogue.ask(".pick 99", "no number 99");
    dialogue.ask(".context off", "context off");
    dialogue.say(".mode jsonl");
    dialogue.ask(ASKED, "\"outcome\":\"answer\"");
    dialogue.say(".mode text");
    let seen = dialogue.say(ASKED);
    assert!(seen.contains(ANSWER) && !seen.contains("outcome"), "{seen:?}");
    dialogue.leave();
}

#[test]
fn an_unknown_dot_command_says_so_and_the_dialogue_goes_on() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".nonsense", "no command .nonsense");
    dialogue.ask(ASKED, ANSWER);
    dialogue.leave();
}

#[test]
fn an_earlier_question_lends_its_subject_unless_context_is_off() {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"question":"How much does the zeppelin cost?","answer":"A fortune."}"#,
            "\n",
            r#"{"question":"Where is the zeppelin parked?","answer":"On the roof."}"#,
            "\n",
            r#"{"question":"Where is the tractor parked?","answer":"In the barn."}"#,
            "\n"
        ),
    );
    let mut dialogue = Dialogue::start(&place, &["--json", "--threshold", "0"]);
    dialogue.ask("How much does the zeppelin cost?", "A fortune.");
    let query = |seen: String| seen.split("\"query\":").nth(1).and_then(|q| q.split(',').next()).unwrap().to_owned();
    let seen = dialogue.say("Where is it parked?");
    assert!(seen.contains("\"text\":\"On the roof.\"") && query(seen.clone()).contains("zeppelin"), "{seen}");
    dialogue.say(".context off");
    let alone = query(dialogue.say("Where is it parked?"));
    assert!(!alone.contains("zeppelin"), "{alone}");
    dialogue.leave();
}

#[test]
fn ctrl_c_clears_the_line_and_stays() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.press("How much does the copper", "copper");
    dialogue.interrupt();
    dialogue.ask(ASKED, ANSWER);
    dialogue.leave();
}

#[test]
fn words_that_leave_leave() {
    for word in [".exit", "exit", "quit"] {
        let place = Place::shop();
        Dialogue::start(&place, &[]).leave_by(word);
    }
}

#[test]
fn the_history_is_kept_for_its_owner_alone() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.ask(" How do I return a broken kettle?", "Post it to Mill Lane.");
    dialogue.leave();
    let path = place.path("home/state/answerbook/history");
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept.contains(ASKED), "{kept}");
    assert!(!kept.contains("kettle"), "a leading space keeps a line out: {kept}");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let mut again = Dialogue::start(&place, &[]);
    again.press("\u{1b}[A", ASKED);
    assert!(again.enter("").contains(ANSWER));
    again.leave();
}

#[test]
fn an_old_history_open_to_others_is_closed_to_them() {
    let place = Place::shop().with("home/state/answerbook/history", "#V2\nolder question\n");
    let path = place.path("home/state/answerbook/history");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.leave();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn no_history_keeps_none() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &["--no-history"]);
    dialogue.ask(ASKED, ANSWER);
    dialogue.leave();
    assert!(!place.path("home").exists());
}

#[test]
fn the_demo_needs_no_corpus_and_writes_none() {
    let place = Place::empty();
    let mut dialogue = Dialogue::start(&place, &["--demo", "--no-history"]);
    dialogue.ask("With whom does North Korea Trade?", "the Soviet Union and China");
    dialogue.leave();
    assert!(place.files().is_empty(), "{:?}", place.files());
}

#[test]
fn piped_questions_get_answers_without_prompt_or_escape() {
    let place = Place::shop();
    let run = place.pipe(&[], format!("{ASKED}\n\nHow much does the copper teapot cost?\n"));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.starts_with(ANSWER) && run.out.contains("\nForty pounds.\n"), "{run:?}");
    assert!(!run.out.contains('\u{1b}') && !run.out.lines().any(|line| line.starts_with("? ")), "{run:?}");
    let json = place.pipe(&["--json"], format!("{ASKED}\nzyzzyva quokka\n"));
    let outcomes: Vec<_> = json.rows().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["answer", "no_answer"]);
    assert!(!place.path("home").exists(), "no history of a pipe");
}

#[test]
fn a_number_picks_from_the_questions_below_an_answer() {
    let place = Place::empty().with(
        "corpus/a.jsonl",
        concat!(
            r#"{"id":"a","question":"How do I renew?","answer":"Online.","prompts":[{"text":"Where do I join?","to":"b"},{"text":"What does a lamp cost?"}]}"#,
            "\n",
            r#"{"id":"b","question":"How does one become a member?","answer":"At the desk."}"#,
            "\n",
            r#"{"id":"c","question":"What does a lamp cost?","answer":"Nine crowns."}"#,
            "\n",
        ),
    );
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("How do I renew?", "2. What does a lamp cost?");
    dialogue.ask("1", "At the desk.");
    dialogue.ask("How do I renew?", "Online.");
    dialogue.ask("2", "Nine crowns.");
    dialogue.ask("How do I renew?", "Online.");
    dialogue.ask("3", "there is no number 3 below the answer");
    dialogue.leave();
}

#[test]
fn a_number_or_none_without_a_choice_is_no_question_unless_stored() {
    let place = Place::shop()
        .with("corpus/room.jsonl", "{\"id\":\"room\",\"question\":\"17\",\"answer\":\"Up the stairs.\"}\n");
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("2", "there is no choice open");
    dialogue.ask("17", "Up the stairs.");
    dialogue.ask("none", "there is no choice open");
    dialogue.ask(".stats", "questions  1");
    dialogue.leave();
}

#[test]
fn a_command_in_a_pipe_is_named_and_neither_done_nor_asked() {
    let place = Place::shop();
    let run = place.pipe(&["--json"], format!(".mode text\n{ASKED}\n.output a.txt\n... {ASKED}\n.NET?\n"));
    let answers: Vec<_> = run.rows().iter().map(|row| row["answer"]["id"].clone()).collect();
    assert_eq!((run.code, answers), (2, vec!["open".into(), "open".into(), serde_json::Value::Null]));
    let told: Vec<&str> = run.err.lines().collect();
    assert!(told.len() == 2 && told[0].contains("stdin:1: .mode is a command of the dialogue"), "{told:?}");
    assert!(told[1].contains("stdin:3: .output") && !place.path("a.txt").exists(), "{told:?}");
}

//! Telling what was right and wrong, and making the corpus better by it.
#![cfg(all(feature = "cli", unix))]

mod common;

use common::{Dialogue, Place};

const TAUGHT: &str = "may I swap my pot";

fn journal(place: &Place) -> String {
    let folder = place.path("home/state/answerbook/journal");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn what_is_taught_holds_in_later_dialogues_and_can_be_taken_back() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".teach return", "nothing has been asked yet");
    dialogue.ask(TAUGHT, "I don't know");
    dialogue.ask(".teach nonsense", "no record has this id");
    dialogue.ask(".teach return", "is answered by \"How do I return a broken kettle?\" now");
    dialogue.ask("May I swap my pot?", "Post it to Mill Lane.");
    dialogue.leave();
    let mut again = Dialogue::start(&place, &[]);
    again.ask(TAUGHT, "Post it to Mill Lane.");
    again.ask(".undo", "no longer noted as taught");
    again.ask(TAUGHT, "I don't know");
    again.ask(".undo", "nothing to take back");
    again.leave();
    // Nobody else's answers change.
    assert_eq!(place.ask_json(TAUGHT, &[])["outcome"], "no_answer");
}

#[test]
fn an_alias_is_taught_without_asking() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".alias \"opening times\" open", "is answered by");
    dialogue.ask("Opening times?", "From nine to five.");
    dialogue.ask(".alias opening times open", ".alias takes a question in quotes and the id");
    dialogue.leave();
}

#[test]
fn right_and_wrong_are_kept_and_wrong_ones_are_misses() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask(".good", "nothing has been asked yet");
    dialogue.ask("When is the shop open?", "From nine to five.");
    dialogue.ask(".good", "noted as right");
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    dialogue.ask(".bad", "noted as wrong");
    dialogue.ask("What is love?", "I don't know");
    let misses = dialogue.say(".misses");
    assert!(misses.contains("wrong       How much does the copper teapot cost?"), "{misses}");
    assert!(misses.contains("no answer   What is love?"), "{misses}");
    dialogue.leave();
    let kept = journal(&place);
    assert!(kept.contains("\"good\"") && kept.contains("\"bad\"") && !kept.contains("love"), "{kept}");
    let run = place.run(&["misses"]);
    assert!(run.out.contains("How much does the copper teapot cost?  [wrong]"), "{run:?}");
    assert!(!run.out.contains("shop open"), "{run:?}");
}

#[test]
fn unanswered_questions_are_kept_only_where_that_is_wanted() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("What is love?", "I don't know");
    assert!(!place.path("home/state/answerbook/journal").exists());
    dialogue.say(".set journal on");
    dialogue.ask("What is the capital of Peru?", "I don't know");
    dialogue.ask("the capital of Peru", "I don't know");
    dialogue.leave();
    assert!(!journal(&place).contains("love"));
    let groups = place.run(&["misses", "--json"]).rows();
    let peru: Vec<_> = groups.iter().filter(|g| g.to_string().contains("Peru")).collect();
    assert_eq!((peru.len(), &peru[0]["count"]), (1, &serde_json::json!(2)), "{groups:?}");
}

#[test]
fn misses_of_a_batch_are_grouped_too() {
    let place = Place::shop().with("q.txt", "When is the shop open?\nWhat is love?\nwhat is LOVE\n");
    place.run(&["batch", "q.txt", "-o", "a.jsonl"]);
    let run = place.run(&["misses", "a.jsonl"]);
    assert!(run.out.starts_with("2 near nothing") && run.out.contains("    2  What is love?"), "{run:?}");
    let run = place.run(&["misses", "q.txt"]);
    assert!(run.code == 2 && run.err.contains("q.txt:1:"), "{run:?}");
}

#[test]
fn misses_name_paragraphs_and_have_one_heading_for_what_is_near_to_nothing() {
    let place = Place::empty().with(
        "corpus/a.md",
        "# Shop\n\nThe shop sells tea, coffee and copper teapots made by hand in the yard behind the house.\n",
    );
    let row = |question: &str, confidence: f64, id: &str| {
        serde_json::json!({"question": question, "outcome": "no_answer", "confidence": confidence, "candidates": [{"id": id}]}).to_string()
    };
    let id = place.run(&["list", "--json"]).rows()[0]["id"].as_str().unwrap().to_owned();
    let rows = [
        row("Who flew to mars?", 0.01, &id),
        row("Does the shop sell bicycles?", 0.3, &id),
        row("Where do penguins nest?", 0.01, &id),
        row("Does the shop sell bicycles", 0.3, &id),
    ];
    place.write("a.jsonl", rows.join("\n"));
    let run = place.run(&["misses", "a.jsonl"]);
    let lines: Vec<&str> = run.out.lines().collect();
    let near = "2 near \"Shop: The shop sells tea, coffee and copper teapots made by hand i…\"";
    assert!(lines.len() == 5 && lines[0].starts_with(near), "{run:?}");
    assert_eq!(lines[2], "2 near nothing that is stored", "{run:?}");
    assert!(lines[3].ends_with("Who flew to mars?  [no answer]"), "{run:?}");
}

#[test]
fn what_was_dealt_with_is_no_miss_any_more() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.say(".set journal on");
    for asked in [TAUGHT, "What is love?", "May I pay by cheque?"] {
        dialogue.ask(asked, "I don't know");
    }
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    dialogue.ask(".bad", "noted as wrong");
    dialogue.ask(&format!(".alias \"{TAUGHT}\" return"), "is answered by");
    dialogue.leave();
    place.run(&["add", "--question", "May I pay by cheque", "--answer", "No, by card."]);
    place.write("q.txt", format!("{TAUGHT}\nWhat is love?\n"));
    place.run(&["batch", "q.txt", "-o", "a.jsonl"]);
    for args in [&["misses"][..], &["misses", "a.jsonl"]] {
        let run = place.run(args);
        assert!(run.out.contains("What is love?") && !run.out.contains(TAUGHT), "{run:?}");
        assert!(!run.out.contains("cheque"), "{run:?}");
        // Stored with the answer that was wrong, it still has it.
        assert_eq!(run.out.contains("teapot cost?  [wrong]"), args.len() == 1, "{run:?}");
    }
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("How much does the copper teapot cost?", "Forty pounds.");
    dialogue.ask(".good", "noted as right");
    dialogue.leave();
    assert!(!place.run(&["misses"]).out.contains("teapot"));
}

#[test]
fn a_number_teaches_what_was_listed_and_a_paragraph_is_refused_at_once() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("a kettle I broke myself", "");
    let first = place.ask_json("a kettle I broke myself", &[])["candidates"][0]["id"].clone();
    assert_eq!(first, "return");
    dialogue.ask(".teach 1", "is answered by \"How do I return a broken kettle?\" now");
    dialogue.ask(".teach 99", "99: no record has this id");
    dialogue.ask(".teach history", "a paragraph takes no questions; write them and their answer as a pair");
    dialogue.ask(".alias \"who began\" history", "a paragraph takes no questions");
    dialogue.leave();
    assert!(!journal(&place).contains("history"));
    // Ids stand above places in a list.
    let place =
        Place::shop().with("corpus/one.jsonl", "{\"id\":\"1\",\"question\":\"Is there tea?\",\"answer\":\"Yes.\"}\n");
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("a kettle I broke myself", "");
    dialogue.ask(".teach 1", "is answered by \"Is there tea?\" now");
    dialogue.leave();
}

fn taught(place: &Place, pairs: &[(&str, &str)]) {
    let mut dialogue = Dialogue::start(place, &[]);
    for (question, id) in pairs {
        dialogue.ask(&format!(".alias \"{question}\" {id}"), "is answered by");
    }
    dialogue.leave();
}

#[test]
fn review_adds_what_was_taught_to_the_records_own_line() {
    let place = Place::shop();
    taught(&place, &[(TAUGHT, "return"), ("opening times", "open")]);
    let before = std::fs::read(place.path("corpus/shop.jsonl")).unwrap();
    let dry = place.run(&["review", "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains(&format!("+ {TAUGHT}")), "{dry:?}");
    assert_eq!(std::fs::read(place.path("corpus/shop.jsonl")).unwrap(), before);
    let run = place.run(&["review"]);
    assert!(run.code == 0 && run.out.contains("questions asked before and after"), "{run:?}");
    let after = std::fs::read_to_string(place.path("corpus/shop.jsonl")).unwrap();
    assert!(after.lines().nth(1).unwrap().contains(TAUGHT), "{after}");
    assert_eq!(place.ask_json(TAUGHT, &[])["answer"]["id"], "return");
    assert_eq!(place.ask_json("opening times", &[])["answer"]["id"], "open");
    let again = place.run(&["review"]);
    assert!(again.out.is_empty() && again.err.contains("nothing to add"), "{again:?}");
}

#[test]
fn review_adds_to_records_of_other_forms_in_a_file_beside_them() {
    let place = Place::empty().with("corpus/a.csv", "id,question,answer\nx1,When is it open?,At nine.\n");
    taught(&place, &[("opening times", "x1")]);
    let run = place.run(&["review"]);
    assert_eq!(run.code, 0, "{run:?}");
    let added = std::fs::read_to_string(place.path("corpus/questions.jsonl")).unwrap();
    assert_eq!(added, "{\"id\":\"x1\",\"questions\":[\"opening times\"]}\n");
    let json = place.ask_json("Opening times", &[]);
    assert_eq!((json["answer"]["id"].as_str(), json["answer"]["text"].as_str()), (Some("x1"), Some("At nine.")));
    assert_eq!(json["answer"]["source"]["path"], "corpus/a.csv");
    assert!(!place.run(&["index", "--report"]).out.contains("no answer stored"));
}

#[test]
fn review_takes_everything_back_where_something_breaks() {
    let graded = "{\"id\":\"1\",\"text\":\"returning a kettle\",\"expect\":[\"return\"]}\n";
    let place = Place::shop().with("graded.jsonl", graded);
    let before = std::fs::read(place.path("corpus/shop.jsonl")).unwrap();
    assert_eq!(place.ask_json("returning a kettle", &[])["answer"]["id"], "return");
    taught(&place, &[("returning a kettle today", "open")]);
    let run = place.run(&["review", "graded.jsonl"]);
    assert!(run.code == 1 && run.out.contains("newly wrong: returning a kettle"), "{run:?}");
    assert_eq!(std::fs::read(place.path("corpus/shop.jsonl")).unwrap(), before);
    assert_eq!(place.ask_json("returning a kettle", &[])["answer"]["id"], "return");
}

#[test]
fn questions_for_a_record_that_there_is_not_are_told() {
    let place = Place::shop().with("corpus/questions.jsonl", "{\"id\":\"history\",\"questions\":[\"who began it\"]}\n");
    let run = place.run(&["ask", "When is the shop open?"]);
    assert!(
        run.err.contains("corpus/questions.jsonl:1") && run.err.contains("a paragraph, which takes none"),
        "{run:?}"
    );
}

#[test]
fn completions_and_a_manual_page_are_written() {
    let place = Place::empty();
    for shell in ["bash", "zsh", "fish"] {
        let run = place.run(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("review") && run.out.contains("no-rc"), "{shell}");
    }
    let run = place.run(&["man"]);
    assert!(run.code == 0 && run.out.contains(".TH answerbook"), "{run:?}");
}

/// A corpus in which one question is a choice.
const CHOICE: &str = concat!(
    r#"{"id":"copper","question":"Is the kettle made of copper?","answer":"The big one is."}"#,
    "\n",
    r#"{"id":"steel","question":"Is the kettle made of steel?","answer":"The small one is."}"#,
    "\n",
    r#"{"id":"lamp","question":"How much is the lamp?","answer":"Nine crowns."}"#,
    "\n",
    r#"{"id":"chair","question":"How much is the chair?","answer":"Thirty crowns."}"#,
    "\n",
);

#[test]
fn what_is_taught_is_the_question_meant_and_never_words_that_only_point() {
    let place = Place::empty().with("corpus/a.jsonl", CHOICE);
    let mut dialogue = Dialogue::start(&place, &[]);
    for pointing in ["when?", "tell me more"] {
        dialogue.say(pointing);
        dialogue.ask(".teach lamp", &format!("\"{pointing}\" asks nothing by itself"));
    }
    let asked = "Is the kettle made of copper or steel?";
    dialogue.ask(asked, "Did you mean one of these?");
    dialogue.ask("the first one", "one is.");
    dialogue.ask(".teach copper", &format!("\"{asked}\" is answered by"));
    dialogue.ask("How much is the lamp?", "Nine crowns.");
    dialogue.ask("And the chair?", "Thirty crowns.");
    dialogue.ask(".bad", "noted as wrong");
    dialogue.leave();
    let kept = journal(&place);
    assert!(kept.contains(asked) && kept.contains("How much is the chair?"), "{kept}");
    assert!(!["more", "when", "first", "And the"].iter().any(|words| kept.contains(words)), "{kept}");
}

#[test]
fn misses_and_counts_have_questions_alone_and_each_once() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    for said in ["hello", "What is love?", "what is love", "tell me more", "thanks", "When is the shop open?"] {
        dialogue.say(said);
    }
    let misses = dialogue.say(".misses");
    assert_eq!(misses.matches("love").count(), 1, "{misses}");
    assert!(!misses.contains("more") && !misses.contains("hello"), "{misses}");
    let stats = dialogue.say(".stats");
    assert!(stats.contains("questions  4") && stats.contains("no answer  3"), "{stats}");
    dialogue.leave();
}

#[test]
fn who_says_that_an_answer_is_wrong_is_told_how_to_note_it() {
    let place = Place::shop();
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("When is the shop open?", "From nine to five.");
    for said in ["That's wrong!", "wrong"] {
        let screen = dialogue.ask(said, "if the last answer is wrong, .bad notes that");
        assert!(!screen.contains("I don't know"), "{screen}");
    }
    dialogue.ask(".bad", "noted as wrong");
    assert!(journal(&place).contains("When is the shop open?"));
    dialogue.leave();
}

#[test]
fn review_leaves_a_question_with_the_record_that_has_it() {
    let place = Place::shop();
    taught(&place, &[("When is the shop open?", "price"), (TAUGHT, "return")]);
    let run = place.run(&["review"]);
    assert!(run.code == 0 && run.out.contains(&format!("+ {TAUGHT}")), "{run:?}");
    assert!(run.err.contains("\"When is the shop open?\": a question of open, so price does not get it"), "{run:?}");
    let after = std::fs::read_to_string(place.path("corpus/shop.jsonl")).unwrap();
    assert!(after.contains(TAUGHT) && after.matches("When is the shop open?").count() == 1, "{after}");
    let mut dialogue = Dialogue::start(&place, &[]);
    dialogue.ask("When is the shop open?", "Forty pounds.");
    dialogue.leave();
    let told = place.run(&["review", "--json"]).json();
    assert_eq!((told["refused"][0]["record"].as_str(), &told["added"]), (Some("price"), &false.into()));
}

#[test]
fn each_command_has_a_manual_page_with_its_options() {
    let place = Place::empty();
    let run = place.run(&["man", "batch"]);
    assert!(run.code == 0 && run.out.contains("answerbook\\-batch") && run.out.contains("resume"), "{run:?}");
    let unknown = place.run(&["man", "frobnicate"]);
    assert!(unknown.code == 2 && unknown.err.contains("frobnicate: there is no such command"), "{unknown:?}");
    assert!(place.run(&["man"]).out.contains("130"));
}

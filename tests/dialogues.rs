//! Follow-up questions: answered as what they mean is, and a new topic as if nothing had been said.
//!
//! `tests/dialogues/` has conversations over three corpora, each with its last question written out
//! by hand so that it stands alone, and questions that have nothing to do with those before them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use answerbook::{Engine, Outcome, Question, Response, Turn};
use serde::Deserialize;

/// Share of the follow-up questions that must be answered as written out.
const ALIKE: f64 = 0.8;

#[derive(Deserialize)]
struct Row {
    id: String,
    corpus: String,
    #[serde(default)]
    kind: String,
    history: Vec<Said>,
    text: String,
    #[serde(default)]
    standalone: String,
}

#[derive(Deserialize)]
struct Said {
    q: String,
    a: Option<String>,
}

impl Row {
    fn question(&self) -> Question {
        let turns = self.history.iter().map(|said| Turn { question: said.q.clone(), answer: said.a.clone() });
        Question::new(&self.text).history(turns)
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rows(name: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/dialogues").join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn engines() -> BTreeMap<&'static str, Engine> {
    let files = [
        ("library", "tests/dialogues/library.jsonl"),
        ("lighthouse", "tests/dialogues/lighthouse.md"),
        ("treaty", "corpus/treaty.txt"),
    ];
    files.map(|(name, file)| (name, Engine::builder().corpus(root().join(file)).in_memory().open().unwrap())).into()
}

fn answered(response: &Response) -> Option<&str> {
    match &response.outcome {
        Outcome::Answer(answer) => Some(&answer.id),
        _ => None,
    }
}

#[test]
fn a_follow_up_is_answered_as_written_out() {
    let engines = engines();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let rows = rows("conversations.jsonl");
    for row in &rows {
        let engine = &engines[row.corpus.as_str()];
        let wanted = engine.ask(row.standalone.as_str()).unwrap();
        let got = engine.ask(row.question()).unwrap();
        let alike = answered(&wanted).is_some() && answered(&wanted) == answered(&got);
        for name in ["all", &row.corpus, &row.kind] {
            let kind = kinds.entry(name.to_owned()).or_default();
            kind.0 += usize::from(alike);
            kind.1 += 1;
        }
        if !alike {
            println!("{}: {:?}, taken for {:?}: {:?}", row.id, row.text, got.resolved, answered(&got));
        }
    }
    println!("{kinds:#?}");
    let (alike, all) = kinds["all"];
    assert!(all >= 60 && alike as f64 / all as f64 >= ALIKE, "{alike} of {all}");
}

#[test]
fn a_new_topic_is_answered_as_if_nothing_had_been_said() {
    let engines = engines();
    for row in rows("topics.jsonl") {
        let engine = &engines[row.corpus.as_str()];
        let alone = engine.ask(row.text.as_str()).unwrap();
        assert_eq!(engine.ask(row.question()).unwrap(), alone, "{}: {}", row.id, row.text);
    }
}

fn shop() -> (tempfile::TempDir, Engine) {
    let dir = tempfile::tempdir().unwrap();
    let pair = |id: &str, q: &str, a: &str| serde_json::json!({"id": id, "question": q, "answer": a}).to_string();
    let lines = [
        pair("copper", "Is the kettle made of copper?", "The big one is."),
        pair("steel", "Is the kettle made of steel?", "The small one is."),
        pair("how", "How does it work?", "By steam."),
        pair("lamp", "How much is the lamp?", "Nine crowns."),
        pair("chair", "How much is the chair?", "Thirty crowns."),
    ];
    std::fs::write(dir.path().join("shop.jsonl"), lines.join("\n")).unwrap();
    let story = "# Harbour\n\nThe harbour was dug in 1801. It silted up twice. Its walls are of slate, and grass grows on them. A ferry calls on Mondays.\n\nThe crane of the harbour is driven by water.\n";
    std::fs::write(dir.path().join("story.md"), story).unwrap();
    let engine = Engine::builder().corpus(dir.path()).in_memory().open().unwrap();
    (dir, engine)
}

fn after(earlier: &[&str], text: &str) -> Question {
    Question::new(text).history(earlier.iter().map(|q| Turn { question: (*q).to_owned(), answer: None }))
}

#[test]
fn a_stored_question_with_a_pronoun_means_itself() {
    let (_dir, engine) = shop();
    let response = engine.ask(after(&["How much is the lamp?"], "How does it work?")).unwrap();
    assert_eq!((answered(&response), response.resolved.as_deref()), (Some("how"), None));
}

#[test]
fn what_was_asked_instead_is_told() {
    let (_dir, engine) = shop();
    let response = engine.ask(after(&["How much is the lamp?"], "And the chair?")).unwrap();
    assert_eq!(answered(&response), Some("chair"));
    assert_eq!(response.question, "And the chair?");
    assert_eq!(response.resolved.as_deref(), Some("How much is the chair?"));
    assert!(response.query.contains("chair"), "{}", response.query);
}

#[test]
fn more_tells_the_whole_paragraph_then_the_next_one_and_then_says_that_there_is_no_more() {
    let (_dir, engine) = shop();
    let text = |response: &Response| match &response.outcome {
        Outcome::Answer(answer) => answer.text.clone(),
        Outcome::NoAnswer(refusal) => refusal.text.clone(),
        Outcome::Ambiguous(_) => String::new(),
    };
    let asked = "When was the harbour dug?";
    let whole = "The harbour was dug in 1801. It silted up twice. Its walls are of slate, and grass grows on them. A ferry calls on Mondays.";
    let first = text(&engine.ask(asked).unwrap());
    assert!(first.starts_with("The harbour was dug in 1801.") && first.len() < whole.len(), "{first}");
    let more = "tell me more";
    assert_eq!(text(&engine.ask(after(&[asked], more)).unwrap()), whole);
    let next = engine.ask(after(&[asked, more], more)).unwrap();
    assert_eq!(text(&next), "The crane of the harbour is driven by water.");
    let end = engine.ask(after(&[asked, more, more], more)).unwrap();
    assert!(matches!(end.outcome, Outcome::NoAnswer(_)), "{end:?}");
    assert!(matches!(engine.ask(after(&["How much is the lamp?"], more)).unwrap().outcome, Outcome::NoAnswer(_)));
}

#[test]
fn one_of_a_choice_is_picked_by_its_place() {
    let (_dir, engine) = shop();
    let asked = "Is the kettle made of copper or steel?";
    let response = engine.ask(asked).unwrap();
    let Outcome::Ambiguous(choice) = &response.outcome else { panic!("no choice: {response:?}") };
    let second = choice[1].id.clone();
    assert_eq!(answered(&engine.ask(after(&[asked], "the second one")).unwrap()), Some(second.as_str()));
    assert_eq!(answered(&engine.ask(after(&[asked], "2")).unwrap()), Some(second.as_str()));
}

#[test]
fn thanks_and_greetings_ask_for_nothing_whatever_was_said_before() {
    let (_dir, engine) = shop();
    for said in ["thanks!", "Thanks, that helps", "ok", "great", "hello", "no thanks", "that's all"] {
        let response = engine.ask(after(&["How much is the lamp?"], said)).unwrap();
        let Outcome::NoAnswer(refusal) = &response.outcome else { panic!("{said}: {response:?}") };
        assert!(refusal.reason.contains("courtesy") && response.resolved.is_none(), "{said}: {refusal:?}");
    }
}

//! Where nobody has set a threshold, a corpus whose answers are much alike asks for a higher one, by itself.

mod common;

use answerbook::tune::{Goal, learn_threshold, self_check};
use answerbook::{Engine, Model, Outcome};
use common::Place;

const THINGS: [&str; 24] = [
    "kettle",
    "ladder",
    "lamp",
    "sofa",
    "mirror",
    "carpet",
    "bicycle",
    "helmet",
    "guitar",
    "piano",
    "tent",
    "stove",
    "freezer",
    "blanket",
    "pillow",
    "hammer",
    "bucket",
    "umbrella",
    "suitcase",
    "telescope",
    "microscope",
    "kayak",
    "scooter",
    "violin",
];

/// Of each thing two answers, each with two phrasings that come near the other's.
fn alike() -> String {
    let mut rows = String::from("question,answer\n");
    for thing in THINGS {
        rows += &format!("What does a {thing} cost?,The price of the {thing} is on its page.\n");
        rows += &format!("How much is a {thing}?,The price of the {thing} is on its page.\n");
        rows += &format!("What does sending a {thing} cost?,Postage of the {thing} goes by weight.\n");
        rows += &format!("How much is the postage of a {thing}?,Postage of the {thing} goes by weight.\n");
    }
    rows
}

/// The same phrasings, each with an answer of its own.
fn one_phrasing_each() -> String {
    alike()
        .lines()
        .enumerate()
        .map(|(n, line)| format!("{line}{}\n", if n > 0 { n.to_string() } else { String::new() }))
        .collect()
}

#[test]
fn answers_much_alike_ask_for_more_and_say_so() {
    let place = Place::empty().with("corpus/faq.csv", alike());
    let builder = || Engine::builder().corpus(place.path("corpus")).index(place.path("index"));
    let engine = builder().open().unwrap();
    let asked_for = engine.threshold();
    assert!(asked_for > 0.45, "{asked_for}");
    // Kept with the index, and the same wherever that is and however often it is built.
    assert_eq!(builder().open().unwrap().threshold(), asked_for);
    assert_eq!(builder().in_memory().open().unwrap().threshold(), asked_for);
    // What is in the corpus is still answered.
    for (asked, begins) in
        [("postage of a small kettle", "Postage of the kettle"), ("price of a tent", "The price of the tent")]
    {
        let outcome = engine.ask(asked).unwrap().outcome;
        assert!(matches!(outcome, Outcome::Answer(answer) if answer.text.starts_with(begins)), "{asked}");
    }
    // Whoever says a threshold has it.
    assert_eq!(builder().threshold(0.2).open().unwrap().threshold(), 0.2);
    place.write("corpus/answerbook.toml", "threshold = 0.3\n");
    assert_eq!(builder().open().unwrap().threshold(), 0.3);
    place.write("corpus/answerbook.toml", "[calibration]\nversion = 9\nshift = 0.1\n");
    assert_eq!(builder().open().unwrap().threshold(), Engine::builder().demo().open().unwrap().threshold());
}

#[test]
fn tuning_without_questions_knows_that_the_other_answer_would_be_wrong() {
    let mut lines = String::new();
    for line in alike().lines().skip(1) {
        let (question, answer) = line.split_once(',').unwrap();
        lines += &format!("{{\"question\":\"{question}\",\"answer\":\"{answer}\"}}\n");
    }
    let place = Place::empty().with("corpus/faq.jsonl", lines);
    let engine = Engine::builder().corpus(place.path("corpus")).index(place.path("index")).open().unwrap();
    let examples = self_check(&engine, 1000).unwrap();
    // Every phrasing once with all of its answer left out, and once with itself alone.
    assert_eq!(examples.iter().filter(|e| !e.is_answerable()).count(), 4 * THINGS.len());
    assert_eq!(examples.iter().filter(|e| e.is_answerable()).count(), 4 * THINGS.len());
    // Nearly all are answered at some threshold, and of those that half are asked of nothing.
    let curve = learn_threshold(&examples, Goal::Coverage(0.9)).curve;
    let all = curve.last().unwrap();
    assert!(all.answered > 7 * THINGS.len() && all.precision <= 0.5, "{all:?}");
}

#[test]
fn lone_questions_ask_for_nothing() {
    let place = Place::empty().with("corpus/faq.csv", one_phrasing_each());
    let demo = Engine::builder().demo().open().unwrap().threshold();
    for model in [Model::Shipped, Model::None] {
        let engine = Engine::builder().corpus(place.path("corpus")).in_memory().model(model).open().unwrap();
        assert_eq!(engine.threshold(), demo);
    }
}

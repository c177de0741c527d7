//! Where nobody has set a threshold, a corpus whose answers are much alike asks for a higher one, by itself.

mod common;

use answerbook::tune::{Goal, learn_threshold, self_check};
use answerbook::{Engine, Model, Outcome, Question, Thresholds, Turn};
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
    let asked_for = engine.thresholds();
    assert!(asked_for.several > 0.42, "{asked_for:?}");
    // Kept with the index, and the same wherever that is and however often it is built.
    assert_eq!(builder().open().unwrap().thresholds(), asked_for);
    assert_eq!(builder().in_memory().open().unwrap().thresholds(), asked_for);
    // What is in the corpus is still answered.
    for (asked, begins) in
        [("postage of a small kettle", "Postage of the kettle"), ("price of a tent", "The price of the tent")]
    {
        let outcome = engine.ask(asked).unwrap().outcome;
        assert!(matches!(outcome, Outcome::Answer(answer) if answer.text.starts_with(begins)), "{asked}");
    }
    // Whoever says a threshold has it.
    assert_eq!(builder().threshold(0.2).open().unwrap().thresholds(), Thresholds::all(0.2));
    place.write("corpus/answerbook.toml", "threshold = 0.3\n");
    assert_eq!(builder().open().unwrap().thresholds(), Thresholds::all(0.3));
    place.write("corpus/answerbook.toml", "[calibration]\nversion = 14\nshift = 0.1\n");
    assert_eq!(builder().open().unwrap().thresholds(), Thresholds::default());
}

/// A hundred answers of one phrasing each, on other matters.
fn others() -> String {
    const PLACES: [&str; 10] = ["Oslo", "Lima", "Cairo", "Quito", "Hanoi", "Accra", "Turin", "Dakar", "Perth", "Sofia"];
    const ASKED: [&str; 10] = [
        "Who founded",
        "When was the harbour dug in",
        "Which river runs through",
        "How tall is the tower of",
        "What is the old name of",
        "Who was the first mayor of",
        "Which saint protects",
        "What colour has the flag of",
        "How old is the bridge of",
        "Which bird lives in the parks of",
    ];
    let mut rows = String::from("question,answer\n");
    for (place, at) in PLACES.iter().zip(10..) {
        for (asked, number) in ASKED.iter().zip(100..) {
            rows += &format!("{asked} {place}?,The chronicle says so on page {at}{number}.\n");
        }
    }
    rows
}

#[test]
fn what_is_no_mistake_asks_for_nothing() {
    let mut rows = String::from("question,answer\n");
    for (thing, at) in THINGS.iter().zip(10..) {
        rows += &format!("What does a {thing} weigh?,The {thing} has {at} kilos.\n");
        rows += &format!("How heavy is one {thing}?,The {thing} has {at} kilos.\n");
    }
    // Stored as they are with another answer, and with none.
    for thing in THINGS.iter().take(6) {
        rows += &format!("What does a {thing} weigh?,Too much to carry a {thing} alone.\n");
    }
    let place = Place::empty().with("corpus/faq.csv", &rows);
    let thresholds = || Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap().thresholds();
    let found = thresholds();
    let lines: Vec<&str> = rows.lines().skip(1).collect();
    let half: Vec<&str> = lines.iter().copied().step_by(2).chain(lines.iter().copied().skip(1).step_by(2)).collect();
    place.write("corpus/faq.csv", format!("question,answer\n{}\n", half.join("\n")));
    // Much the same whatever the order of the rows, which makes other records of them.
    assert!((thresholds().several - found.several).abs() < 0.05, "{found:?}, then {:?}", thresholds());
    assert!(found.several < 0.9, "{found:?}");
    // An answer that many questions have by chance makes them no phrasings of one another.
    let yes: Vec<String> =
        THINGS.iter().flat_map(|t| [format!("Is a {t} heavy?,Yes."), format!("Is a {t} cheap?,No.")]).collect();
    place.write("corpus/faq.csv", format!("question,answer\n{}\n", yes.join("\n")));
    assert_eq!(thresholds(), Thresholds::default());
}

#[test]
fn a_follow_up_needs_no_more_than_its_question_alone() {
    let place = Place::empty().with("corpus/faq.csv", alike());
    let engine = Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap();
    let earlier = Turn { question: "What does a kettle cost?".to_owned(), answer: None };
    let followed = engine.ask(Question::new("And a tent?").history([earlier])).unwrap();
    assert!(followed.resolved.is_some(), "{followed:?}");
    // Trusted less than the same asked in full, and answered all the same.
    assert!(followed.confidence < engine.thresholds().several, "{}", followed.confidence);
    assert!(matches!(followed.outcome, Outcome::Answer(answer) if answer.text.starts_with("The price of the tent")));
}

#[test]
fn answers_of_one_phrasing_beside_them_ask_for_nothing_and_change_little() {
    let place = Place::empty().with("corpus/faq.csv", alike());
    let builder = || Engine::builder().corpus(place.path("corpus")).in_memory();
    let alone = builder().open().unwrap().thresholds();
    place.write("corpus/article.md", "# Kettles\n\nThe first kettle was made in 1740 by a smith in the hills.\n");
    let with_article = builder().open().unwrap().thresholds();
    assert_eq!(with_article.passages, Thresholds::default().passages);
    assert_eq!((with_article.lone, with_article.several), (alone.lone, alone.several));
    place.write("corpus/towns.csv", others());
    let with_others = builder().open().unwrap().thresholds();
    assert_eq!(with_others.lone, Thresholds::default().lone);
    assert!(with_others.several > 0.42, "{with_others:?}");
    let shown = place.run(&["info"]).out;
    let said = format!("threshold   0.42, of answers with several phrasings {:.2}\n", with_others.several);
    assert!(shown.contains(&said), "{shown}");
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
    for model in [Model::Shipped, Model::None] {
        let engine = Engine::builder().corpus(place.path("corpus")).in_memory().model(model).open().unwrap();
        assert_eq!(engine.thresholds(), Thresholds::default());
    }
}

//! How a question is read: what it leaves open, which of its sentences asks, what of a paragraph is shown for it.

mod common;

use answerbook::{Answer, Engine, Outcome, Question, Response, Turn};
use common::{Place, SHOP};

fn open(place: &Place) -> Engine {
    Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap()
}

/// A corpus of pairs, each a question and its answer.
fn pairs(pairs: &[(&str, &str)]) -> Place {
    let line = |(question, answer): &(&str, &str)| format!("{{\"question\":\"{question}\",\"answer\":\"{answer}\"}}\n");
    Place::empty().with("corpus/a.jsonl", pairs.iter().map(line).collect::<String>())
}

fn answer(response: &Response) -> &Answer {
    match &response.outcome {
        Outcome::Answer(answer) => answer,
        other => panic!("{:?}: {other:?}", response.question),
    }
}

#[test]
fn one_question_about_two_things_is_a_choice_where_neither_is_named() {
    let book = open(&pairs(&[
        ("How do I cancel my hotel booking?", "By telephone, until noon."),
        ("How do I cancel my gym membership?", "In writing, a month before."),
        ("Where can I park my car?", "Behind the mill."),
        ("Where can I park my bike?", "In the yard."),
        ("Can you help me with my luggage?", "Gladly, at the door."),
    ]));
    for (asked, number) in [("how do i cancel", 2), ("cancel", 2), ("where can I park?", 2)] {
        let response = book.ask(asked).unwrap();
        let Outcome::Ambiguous(choice) = &response.outcome else { panic!("{asked}: {response:?}") };
        assert_eq!(choice.len(), number, "{asked}");
    }
    for (asked, told) in
        [("how do i cancel the gym", "In writing, a month before."), ("where do I park the car", "Behind the mill.")]
    {
        assert_eq!(answer(&book.ask(asked).unwrap()).text, told, "{asked}");
    }
}

#[test]
fn of_a_message_the_sentence_that_asks_is_answered_and_named() {
    let book = open(&Place::shop());
    let asks = "When do you open?";
    let message = format!("We are driving up from the coast with two children in the morning. {asks}");
    let response = book.ask(&message).unwrap();
    assert_eq!(answer(&response).text, "From nine to five.");
    assert_eq!(response.resolved.as_deref(), Some(asks));
    assert_eq!(response.question, message);
    // One sentence is what it is, and several about nothing here stay so.
    assert_eq!(book.ask(asks).unwrap().resolved, None);
    let nothing = book.ask("My boat leaks. Where is the moon tonight?").unwrap();
    assert!(matches!(nothing.outcome, Outcome::NoAnswer(_)), "{nothing:?}");
}

#[test]
fn how_many_is_no_length_and_when_it_was_no_day_of_every_year() {
    let book = open(&pairs(&[
        ("How long is a lesson?", "Thirty or forty-five minutes, for groups an hour."),
        ("When does the school year start?", "In the second week of September, and it ends in July."),
        ("How long has the school been there?", "Since 1953; twelve lessons were given in its first week."),
    ]));
    for asked in ["How many lessons are there in a year?", "When was the school year founded?"] {
        let response = book.ask(asked).unwrap();
        assert!(matches!(response.outcome, Outcome::NoAnswer(_)), "{asked}: {response:?}");
    }
    let minutes = book.ask("How many minutes is a lesson?").unwrap();
    assert_eq!(answer(&minutes).text, "Thirty or forty-five minutes, for groups an hour.");
    let start = book.ask("When is the start of the school year?").unwrap();
    assert!(answer(&start).text.starts_with("In the second week"), "{start:?}");
}

#[test]
fn a_question_mark_says_nothing() {
    let book = open(&Place::shop());
    for asked in ["when are you open", "sending back a damaged kettle", "who began the pottery", "is there a moon"] {
        let bare = book.ask(asked).unwrap();
        let marked = book.ask(format!("{asked}?")).unwrap();
        assert_eq!((bare.outcome, bare.confidence), (marked.outcome, marked.confidence), "{asked}");
    }
}

#[test]
fn another_name_is_no_typing_mistake() {
    let book = open(&pairs(&[
        ("Who is Mr Barlow?", "The keeper of the mill."),
        ("When does the mill open?", "At nine."),
        ("Where do we meet Mr Barlow on Sundays?", "At the weir."),
    ]));
    let response = book.ask("Who is Mr Harlow?").unwrap();
    assert!(matches!(response.outcome, Outcome::NoAnswer(_)), "{response:?}");
    assert_eq!(response.warnings, Vec::<String>::new());
    assert_eq!(answer(&book.ask("Who is Mr Barlwo?").unwrap()).text, "The keeper of the mill.");
}

#[test]
fn a_taught_question_is_known_with_a_typing_mistake() {
    let taught = ("what kettle do you mend".to_owned(), "price".to_owned());
    let book = open(&Place::shop()).with_aliases([taught]);
    assert_eq!(answer(&book.ask("what ketle do you mend").unwrap()).text, "Forty pounds.");
}

#[test]
fn filters_of_one_tag_must_all_hold() {
    let book = open(&Place::shop());
    let of = |values: &[&str]| {
        let question = values.iter().fold(Question::new("open"), |question, value| question.filter("topic", *value));
        book.ask(question).unwrap().candidates.len()
    };
    assert!(of(&["visit"]) > 0 && of(&["visit", "visit"]) > 0);
    assert_eq!(of(&["visit", "goods"]), 0);
}

#[test]
fn marks_alone_ask_nothing_again_and_more_is_no_topic() {
    let book = open(&Place::empty().with("corpus/shop.jsonl", SHOP));
    let turn = |question: &str, answer: &str| Turn { question: question.into(), answer: Some(answer.into()) };
    let founded = turn("Who founded the pottery?", "Ada Brock founded the pottery in 1903.");
    for asked in ["???", "!!"] {
        let response = book.ask(Question::new(asked).history([founded.clone()])).unwrap();
        assert!(matches!(response.outcome, Outcome::NoAnswer(_)), "{asked}: {response:?}");
    }
    let more = turn("tell me more", "Her granddaughter runs it today.");
    let response = book.ask(Question::new("and when?").history([founded, more])).unwrap();
    assert!(response.resolved.is_none_or(|resolved| !resolved.contains("more")));
}

#[test]
fn the_sentences_shown_have_what_is_asked_for_and_little_else() {
    let book = open(&Place::empty().with(
        "corpus/canal.md",
        "# The ring\n\nOver the Lathe Aqueduct you are 97 feet above the river, with a railing on one side and nothing on \
         the other. Keep children and dogs inside the cabin or next to a grown-up on the back deck. Built in 1801 by \
         Josiah Benning, it is the second tallest in the country.\n\nThe firm employs 240 people in summer. The annual \
         meeting is held every May in the long room. The chief accountant of the firm is Tom Barr.\n",
    ));
    let built = book.ask("Who built the Lathe Aqueduct?").unwrap();
    assert!(answer(&built).text.contains("Josiah Benning"), "{built:?}");
    let meeting = book.ask("When is the annual meeting?").unwrap();
    assert_eq!(answer(&meeting).text, "The annual meeting is held every May in the long room.");
}

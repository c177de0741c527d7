//! The library answers from one state of the corpus, from any thread, and keeps its hands off the disk when told to.

mod common;

use std::collections::HashSet;
use std::sync::OnceLock;

use answerbook::{Changes, Engine, Model, Outcome, Question, Response, Update};
use common::{Place, SHOP};

const ASKED: [&str; 8] = [
    "With whom does North Korea Trade?",
    "who are the allies of korea",
    "How long is the border with Russia?",
    "When was the pact signed?",
    "What is the capital of Peru?",
    "Who is Artyom Lukin?",
    "treaty",
    "",
];

/// The sample corpus, opened once for all tests of this file.
fn demo() -> Engine {
    static DEMO: OnceLock<Engine> = OnceLock::new();
    DEMO.get_or_init(|| Engine::builder().demo().open().unwrap()).clone()
}

fn shop(place: &Place) -> Engine {
    Engine::builder().corpus(place.path("corpus")).in_memory().open().unwrap()
}

fn ids(response: &Response) -> Vec<&str> {
    response.candidates.iter().map(|c| c.id.as_str()).collect()
}

#[test]
fn an_engine_is_cloned_and_shared() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let book = demo();
    shared(&book);
    assert_eq!(book.clone().ask(ASKED[0]).unwrap(), book.ask(ASKED[0]).unwrap());
}

#[test]
fn eight_threads_get_the_same_responses() {
    let book = demo();
    let alone: Vec<Response> = ASKED.iter().map(|asked| book.ask(*asked).unwrap()).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| ASKED.iter().map(|asked| book.ask(*asked).unwrap()).collect::<Vec<_>>()))
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn a_batch_comes_in_the_questions_order() {
    let book = demo();
    let asked: Vec<&str> = ASKED.iter().copied().cycle().take(50).collect();
    let responses: Vec<Response> = book.ask_batch(asked.clone()).into_iter().map(Result::unwrap).collect();
    assert_eq!(responses.len(), asked.len());
    for (asked, response) in asked.into_iter().zip(responses) {
        assert_eq!(response, book.ask(asked).unwrap());
    }
}

#[test]
fn in_memory_writes_nothing() {
    let place = Place::shop();
    let before = place.files();
    let book = shop(&place);
    book.ask("When is the shop open?").unwrap();
    place.write("corpus/shop.jsonl", SHOP.replace("nine", "ten"));
    book.refresh().unwrap();
    book.ask("When is the shop open?").unwrap();
    assert_eq!(place.files(), before);
}

#[test]
fn memory_and_disk_answer_alike() {
    let place = Place::treaty();
    let memory = shop(&place);
    let disk = Engine::builder().corpus(place.path("corpus")).index(place.path("index")).open().unwrap();
    let again = Engine::builder().corpus(place.path("corpus")).index(place.path("index")).open().unwrap();
    let records = disk.manifest().records;
    assert_eq!(disk.update(), Update::Built(Changes { added: records, changed: 0, removed: 0 }));
    assert_eq!(again.update(), Update::Unchanged);
    for asked in ASKED {
        let response = memory.ask(asked).unwrap();
        assert_eq!(disk.ask(asked).unwrap(), response);
        assert_eq!(again.ask(asked).unwrap(), response);
    }
}

#[test]
fn refresh_sees_an_edited_corpus_and_keeps_the_old_state_on_failure() {
    let place = Place::shop();
    let book = Engine::builder().corpus(place.path("corpus")).index(place.path("index")).open().unwrap();
    let other = book.clone();
    let text = |book: &Engine| match book.ask("When is the shop open?").unwrap().outcome {
        Outcome::Answer(answer) => answer.text,
        outcome => panic!("{outcome:?}"),
    };
    assert_eq!(book.refresh().unwrap(), Update::Unchanged);
    place.write("corpus/shop.jsonl", SHOP.replace("nine", "ten"));
    assert_eq!(text(&book), "From nine to five.");
    assert_eq!(book.refresh().unwrap(), Update::Built(Changes { added: 0, changed: 1, removed: 0 }));
    assert_eq!((text(&book), text(&other)), ("From ten to five.".to_owned(), "From ten to five.".to_owned()));
    place.write("corpus/shop.jsonl", "no record");
    assert!(book.refresh().is_err());
    assert_eq!(text(&book), "From ten to five.");
}

#[test]
fn a_filter_never_lets_others_through() {
    let place = Place::shop();
    let book = shop(&place);
    for asked in ["When is the shop open?", "How much does the copper teapot cost?", "Who founded the pottery?", "the"]
    {
        for topic in ["visit", "goods", "none"] {
            let response = book.ask(Question::new(asked).filter("topic", topic)).unwrap();
            for id in ids(&response) {
                let record = book.record(id).unwrap().unwrap();
                assert_eq!(record.tags.get("topic").map(String::as_str), Some(topic), "{asked}");
            }
            if let Outcome::Answer(answer) = &response.outcome {
                assert_eq!(answer.id, response.candidates[0].id);
            }
        }
    }
    let own = book.ask(Question::new("When is the shop open?").filter("topic", "visit")).unwrap();
    assert_eq!(ids(&own), ["open"]);
    let both = book.ask(Question::new("When is the shop open?").filter("topic", "visit").filter("x", "y")).unwrap();
    assert_eq!(ids(&both), Vec::<&str>::new());
}

#[test]
fn top_says_how_many_candidates_and_changes_nothing_else() {
    let book = demo();
    let all = book.ask(Question::new("What does North Korea supply?").top(40)).unwrap();
    assert!(all.candidates.len() > 10);
    let unlike: HashSet<&str> = ids(&all).into_iter().collect();
    assert_eq!(unlike.len(), all.candidates.len(), "each record once");
    assert!(all.candidates.windows(2).all(|two| two[0].score >= two[1].score), "best first");
    for top in [1, 2, 5, 10] {
        let some = book.ask(Question::new("What does North Korea supply?").top(top)).unwrap();
        assert_eq!(ids(&some), ids(&all)[..top], "top({top})");
        assert_eq!((some.confidence, some.outcome.as_str()), (all.confidence, all.outcome.as_str()), "top({top})");
    }
    let built = Engine::builder().demo().top(3).open().unwrap();
    assert_eq!(ids(&built.ask("What does North Korea supply?").unwrap()), ids(&all)[..3]);
}

#[test]
fn a_threshold_of_one_refuses_all_and_changes_no_candidate() {
    let book = demo();
    let strict = Engine::builder().demo().threshold(1.0).open().unwrap();
    for asked in ASKED {
        let free = book.ask(asked).unwrap();
        for refused in [strict.ask(asked).unwrap(), book.ask(Question::new(asked).threshold(1.0)).unwrap()] {
            assert!(matches!(refused.outcome, Outcome::NoAnswer(_)), "{asked}: {refused:?}");
            // A choice takes the place of the candidates; refused, it is the first of them.
            let chosen = matches!(free.outcome, Outcome::Ambiguous(_)).then_some(free.candidates.len());
            let shown = &refused.candidates[..chosen.unwrap_or(refused.candidates.len())];
            assert_eq!((shown, refused.confidence), (&free.candidates[..], free.confidence), "{asked}");
        }
    }
}

#[test]
fn records_come_by_id_and_in_the_order_of_the_corpus() {
    let book = demo();
    let all = book.records(0, usize::MAX).unwrap();
    assert_eq!(all.len() as u64, book.manifest().records);
    assert!(all.windows(2).all(|two| two[0].source.bytes[0] <= two[1].source.bytes[0]));
    assert_eq!(book.records(3, 2).unwrap(), all[3..5]);
    assert_eq!(book.records(all.len(), 5).unwrap(), []);
    let unlike: HashSet<&str> = all.iter().map(|r| r.id.as_str()).collect();
    assert_eq!(unlike.len(), all.len());
    for record in &all {
        assert_eq!(book.record(&record.id).unwrap().as_ref(), Some(record));
    }
    assert_eq!(book.record("nobody").unwrap(), None);
}

#[test]
fn ids_stay_when_records_move() {
    let rows: Vec<String> =
        (0..6).map(|n| format!("{{\"question\":\"What is number {n}?\",\"answer\":\"It is {n}.\"}}\n")).collect();
    let there = Place::empty().with("corpus/a.jsonl", rows.concat());
    let back: Vec<String> = rows.into_iter().rev().collect();
    let here = Place::empty().with("corpus/b.jsonl", back.concat());
    let ids = |place: &Place| -> HashSet<(String, String)> {
        shop(place).records(0, 10).unwrap().into_iter().map(|r| (r.id, r.text)).collect()
    };
    assert_eq!(ids(&there), ids(&here));
}

#[test]
fn explanations_are_given_only_when_asked_for() {
    let book = demo();
    assert_eq!(book.ask(ASKED[2]).unwrap().explanation, None);
    let explained = book.ask(Question::new(ASKED[2]).explain()).unwrap();
    let explanation = explained.explanation.unwrap();
    assert_eq!(explanation.threshold, book.thresholds().lone);
    let sum: f64 = explanation.parts.iter().map(|part| part.points).sum();
    assert!((sum - explained.candidates[0].score).abs() < 0.01, "{sum} is not {}", explained.candidates[0].score);
}

#[test]
fn a_passage_is_found_by_what_a_sentence_of_it_means() {
    let place = Place::empty().with(
        "corpus/shop.jsonl",
        r#"{"id":"ship","text":"Parcels leave the warehouse within two days of payment. A courier brings them to your door."}
{"id":"back","text":"What does not fit may be returned for a month. We pay the postage both ways."}
{"id":"kiln","text":"Each bowl is fired twice in a wood kiln. The glaze is mixed from ash and clay."}
{"id":"ada","text":"Ada Brock gründete 1903 die Töpferei. Ihre Enkelin führt sie heute.","lang":"de"}
"#,
    );
    let book = shop(&place);
    let by_words = Engine::builder().corpus(place.path("corpus")).model(Model::None).in_memory().open().unwrap();
    for asked in ["When are orders shipped?", "When will my order get here?"] {
        assert_eq!(ids(&book.ask(asked).unwrap())[0], "ship", "{asked}");
        assert_ne!(ids(&by_words.ask(asked).unwrap()).first(), Some(&"ship"), "{asked}");
    }
    // A passage in a language that the model does not know loses nothing beside those that it knows.
    let response = book.ask("Wer gründete die Töpferei?").unwrap();
    assert!(matches!(&response.outcome, Outcome::Answer(a) if a.id == "ada"), "{response:?}");
}

#[test]
fn a_paragraph_that_shares_words_does_not_take_the_place_of_a_question() {
    let place = Place::empty().with(
        "corpus/mine.jsonl",
        r#"{"id":"cancel","question":"I want to call off my order","answer":"Write to us before it leaves the warehouse."}
{"id":"gym","question":"Do you sell exercise machines?","answer":"Yes, on the second floor."}
{"id":"strike","title":"The strike of 1931","text":"In the spring of 1931 the dockers refused to work. The mine had to cancel every delivery of coal to the town, and the schools stayed shut until the strike was over. Some families went to work on the farms instead."}
{"id":"hall","title":"The town hall","text":"The hall was a home for sailors first, with a gym on its upper floor. The clock tower came later, and the bell was cast from two old guns."}
"#,
    );
    let book = shop(&place);
    for (asked, id) in [
        ("Cancel the delivery please", "cancel"),
        ("Any gym equipment for home?", "gym"),
        ("Which year did the dockers refuse to work?", "strike"),
        ("What did the mine have to cancel during the strike?", "strike"),
        ("What was the bell of the town hall made of?", "hall"),
    ] {
        assert_eq!(ids(&book.ask(asked).unwrap())[0], id, "{asked}");
    }
}

#[test]
fn a_paragraph_of_another_year_or_code_is_not_told() {
    let place = Place::empty().with(
        "corpus/heater.md",
        "# The heater\n\nWhen the display shows E12, the heater has run dry and must be filled.\n\n\
         The works opened in 1968 with a speech by the mayor, Ada Quill.\n\n\
         # Spare parts\n\nThe pump of 1990 fits the heaters of 1985 and 1988.\n\n\
         The Brook 3 costs 1,890 euros and weighs 30 kilos.\n",
    );
    let book = shop(&place);
    let is_answered = |asked: &str| matches!(book.ask(asked).unwrap().outcome, Outcome::Answer(_));
    assert!(is_answered("What does E12 on the display mean?"));
    assert!(!is_answered("What does E15 on the display mean?"));
    assert!(is_answered("Which mayor gave a speech when the works opened in 1968?"));
    assert!(!is_answered("Which mayor gave a speech when the works opened in 2007?"));
    assert!(is_answered("Which pump fits the heaters of 1988?"));
    assert!(is_answered("How much is the Brook 3?"));
    assert!(!is_answered("How much is the Brook 2?"));
    assert!(is_answered("How heavy is the Brook 3?"));
    assert!(!is_answered("How wide is the Brook 3?"));
}

#[test]
fn a_question_for_a_price_or_a_measure_is_not_told_another() {
    let place = Place::empty().with(
        "corpus/faq.md",
        "## How long does a lesson take?\nFifty minutes, with a break.\n\n\
         ## How long can I moor?\nUp to three days, € 5 a day.\n\n\
         ## How long is the pond?\nIt has a length of 40 metres.\n\n\
         ## How long is the canal?\nTen miles, at a depth of six feet.\n\n\
         ## How much is a boat for an hour?\n15 euros.\n\n\
         ## When are you open?\nFrom nine to five.\n",
    );
    let book = shop(&place);
    let answered = |asked: &str| match book.ask(asked).unwrap().outcome {
        Outcome::Answer(answer) => Some(answer.text),
        _ => None,
    };
    let takes = Some("Fifty minutes, with a break.".to_owned());
    assert_eq!(answered("How much time does a lesson take?"), takes);
    assert_eq!(answered("How much is a lesson?"), None);
    assert_eq!(answered("What does a lesson cost?"), None);
    assert_eq!(answered("How deep is the pond?"), None);
    assert_eq!(answered("How wide is the pond?"), None);
    assert_eq!(answered("How many people fit in a boat?"), None);
    assert!(answered("How much does a boat cost for an hour?").is_some());
    // Its question asks for something else, and its answer tells it.
    assert!(answered("How much is mooring?").is_some_and(|text| text.contains("€ 5")));
    assert!(answered("How deep is the canal?").is_some_and(|text| text.contains("six feet")));
    assert!(answered("When do you close?").is_some_and(|text| text.contains("five")));
    // A word that the corpus has not is no typing mistake for one that it has.
    let typed = |asked: &str| book.ask(asked).unwrap().warnings;
    assert_eq!(typed("Is the lemon long?"), Vec::<String>::new());
    assert_eq!(typed("When is the leson?"), ["read \"leson\" as \"lesson\""]);
}

#[test]
fn a_question_for_a_place_is_not_told_a_time() {
    let hall = "## When is the village hall open?\nMonday to Friday. On other days it is shut.\n\n";
    let desk = "## When is the lost property desk open?\nDaily until noon, in Mill Lane.\n\n";
    let place = Place::empty().with("corpus/faq.md", format!("{hall}{desk}## How do I join?\nAsk anybody.\n"));
    let book = shop(&place);
    let answered = |asked: &str| match book.ask(asked).unwrap().outcome {
        Outcome::Answer(answer) => Some(answer.text),
        _ => None,
    };
    assert_eq!(answered("When is the hall open?"), Some("Monday to Friday. On other days it is shut.".to_owned()));
    // No weekday and no word that begins a sentence is a place.
    assert_eq!(answered("Where is the village hall?"), None);
    assert_eq!(answered("How many village halls are open?"), None);
    // What is asked for may stand in the answer all the same.
    assert!(answered("Where is the lost property desk?").is_some_and(|text| text.ends_with("Mill Lane.")));
}

#[test]
fn a_paragraph_without_the_version_the_thing_or_the_name_asked_about_is_not_told() {
    let place = Place::empty().with(
        "corpus/news.jsonl",
        r#"{"id":"release","title":"News","text":"Version 5.2 was released on 4 March 2025 after a long trial. It brought recurring invoices and a faster search."}
{"id":"van","title":"The blood van","text":"In its first month the blood van collected 40 donations from dogs. The van is painted red and parks behind the surgery."}
{"id":"treaty","title":"Abroad","text":"NATO and Japan criticized the treaty on Thursday. The treaty had been signed in Pyongyang the day before."}
"#,
    );
    let book = shop(&place);
    for (told, not_told, id) in [
        ("When was version 5.2 released?", "When was version 5.4 released?", "release"),
        ("How many donations did the van collect?", "How many litres did the van collect?", "van"),
        ("Did Japan criticize the treaty?", "Did Germany criticize the treaty?", "treaty"),
    ] {
        let response = book.ask(told).unwrap();
        assert!(matches!(&response.outcome, Outcome::Answer(a) if a.id == id), "{told}");
        let response = book.ask(not_told).unwrap();
        assert!(matches!(&response.outcome, Outcome::NoAnswer(_)), "{not_told}: {:?}", response.outcome);
    }
}

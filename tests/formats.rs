//! The same FAQ in every format that is read gives the same records.
//!
//! The files below `tests/formats` are ours, in the structure that each product writes, with its
//! quirks: quoted line breaks, HTML within JSON, rows that share an answer, both cases of keys.

use std::path::Path;

use answerbook::{Engine, Kind, Model, Record};

/// What a format has room for.
#[derive(Clone, Copy)]
struct Holds {
    /// All phrasings, or only the first.
    phrasings: bool,
    /// The name of the tag that has the topic.
    topic: Option<&'static str>,
    uri: bool,
    prompt: bool,
    /// Ids of its own, of the first and the last record.
    ids: Option<[&'static str; 2]>,
}

const NOTHING: Holds = Holds { phrasings: false, topic: None, uri: false, prompt: false, ids: None };
const PHRASINGS: Holds = Holds { phrasings: true, ..NOTHING };
const TABLE: Holds = Holds { topic: Some("topic"), ids: Some(["card", "renew"]), ..PHRASINGS };
const MAKER: Holds = Holds { topic: Some("topic"), uri: true, prompt: true, ids: Some(["1", "6"]), ..PHRASINGS };

const FILES: [(&str, Holds); 43] = [
    ("native.jsonl", Holds { ids: Some(["card", "renew"]), ..MAKER }),
    ("plain.csv", TABLE),
    ("plain.tsv", TABLE),
    ("utf16.csv", TABLE),
    ("semicolon-german.csv", Holds { topic: Some("thema"), ..PHRASINGS }),
    ("qnamaker.tsv", MAKER),
    ("qnamaker-excel.tsv", MAKER),
    ("qnamaker-4col.tsv", Holds { prompt: false, ids: None, ..MAKER }),
    ("azure-cqa.tsv", MAKER),
    ("qnamaker.qna", MAKER),
    ("qnamaker-handwritten.qna", Holds { ids: None, ..MAKER }),
    ("qnamaker-legacy.json", MAKER),
    ("azure-cqa.json", MAKER),
    ("azure-cqa-pascal.json", MAKER),
    ("azure-cqa-rest.json", MAKER),
    ("qnabot.json", Holds { uri: false, ids: Some(["card", "renew"]), ..MAKER }),
    ("qnabot.jsonl", Holds { uri: false, ids: Some(["card", "renew"]), ..MAKER }),
    ("kendra.csv", Holds { uri: true, ..PHRASINGS }),
    ("kendra-header.csv", Holds { topic: Some("topic"), uri: true, ..PHRASINGS }),
    ("kendra.json", Holds { topic: Some("topic"), uri: true, ..PHRASINGS }),
    ("dialogflow.csv", PHRASINGS),
    ("chatterbot.yml", PHRASINGS),
    ("rasa", Holds { ids: Some(["faq/card", "faq/renew"]), ..PHRASINGS }),
    ("rasa-2.0", Holds { ids: Some(["faq/card", "faq/renew"]), ..PHRASINGS }),
    ("rasa-2.0-alpha", Holds { ids: Some(["faq/card", "faq/renew"]), ..PHRASINGS }),
    ("rasa-1.x", Holds { ids: Some(["faq/card", "faq/renew"]), ..PHRASINGS }),
    ("generic.json", Holds { topic: Some("topic"), uri: true, ids: Some(["card", "renew"]), ..NOTHING }),
    ("generic.yaml", Holds { topic: Some("topic"), uri: true, ids: Some(["card", "renew"]), ..NOTHING }),
    ("generic-nested.json", NOTHING),
    ("map-of-strings.json", PHRASINGS),
    ("faqpage.jsonld", NOTHING),
    ("page.html", NOTHING),
    ("microdata.html", NOTHING),
    ("details.html", NOTHING),
    ("dl.html", PHRASINGS),
    ("faq.md", NOTHING),
    ("bold.md", NOTHING),
    ("details.md", NOTHING),
    ("deflist.md", NOTHING),
    ("faq.txt", NOTHING),
    ("numbered.txt", NOTHING),
    ("faq.xlsx", TABLE),
    ("qnabot.xlsx", Holds { topic: Some("topic"), ids: Some(["card", "renew"]), ..PHRASINGS }),
];

fn records(name: &str) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    match Engine::builder().corpus(path).model(Model::None).in_memory().open() {
        Ok(book) => book.records(0, usize::MAX).unwrap(),
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Lines without what only lays them out.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// What is not as in `wanted`, in words.
fn differences(got: &[Record], wanted: &[Record], holds: Holds) -> Vec<String> {
    let mut out = Vec::new();
    let pairs: Vec<&Record> = got.iter().filter(|r| r.kind == Kind::Faq).collect();
    if pairs.len() != wanted.len() {
        let asked: Vec<_> = pairs.iter().map(|r| r.questions.join(" / ")).collect();
        return vec![format!("{} pairs: {asked:#?}", pairs.len())];
    }
    for (at, want) in wanted.iter().enumerate() {
        let Some(got) = pairs.iter().find(|r| r.question() == want.question()) else {
            out.push(format!("no {:?}", want.question()));
            continue;
        };
        let asked = if holds.phrasings { want.questions.clone() } else { want.questions[..1].to_vec() };
        let mut told = got.questions.clone();
        told.sort();
        let mut sorted = asked.clone();
        sorted.sort();
        if told != sorted {
            out.push(format!("asked {:?}, not {asked:?}", got.questions));
        }
        if lines(&got.text) != lines(&want.text) {
            out.push(format!("answered {:?}, not {:?}", got.text, want.text));
        }
        if let Some(tag) = holds.topic
            && got.tags.get(tag) != want.tags.get("topic")
        {
            out.push(format!("{tag} of {:?}: {:?}", want.question(), got.tags));
        }
        if holds.uri && got.source.uri.as_ref().filter(|_| at == 5) != want.source.uri.as_ref() {
            out.push(format!("uri of {:?}: {:?}", want.question(), got.source.uri));
        }
        let prompts = |record: &Record| record.prompts.iter().map(|p| p.text.clone()).collect::<Vec<_>>();
        if holds.prompt && prompts(got) != prompts(want) {
            out.push(format!("prompts of {:?}: {:?}", want.question(), got.prompts));
        }
        if let Some([first, last]) = holds.ids
            && (at == 0 && got.id != first || at == 5 && got.id != last)
        {
            out.push(format!("id of {:?}: {}", want.question(), got.id));
        }
    }
    out
}

#[test]
fn every_format_gives_the_same_records() {
    let wanted = records("native.jsonl");
    assert_eq!(wanted.len(), 6);
    let mut wrong = Vec::new();
    for (name, holds) in FILES {
        if name.ends_with(".xlsx") && !cfg!(feature = "xlsx") {
            continue;
        }
        let found = differences(&records(name), &wanted, holds);
        wrong.extend(found.into_iter().map(|what| format!("{name}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn prompts_lead_to_records() {
    for (name, to) in [
        ("native.jsonl", "card"),
        ("qnamaker.tsv", "1"),
        ("azure-cqa.json", "1"),
        ("qnamaker.qna", "1"),
        ("qnabot.json", "card"),
    ] {
        let leads: Vec<Option<String>> = records(name).into_iter().flat_map(|r| r.prompts).map(|p| p.to).collect();
        assert_eq!(leads, [Some(to.to_owned())], "{name}");
    }
}

#[test]
fn paragraphs_of_other_products_are_passages() {
    let texts = |name: &str| {
        records(name).into_iter().map(|r| (r.kind, r.title.unwrap_or_default(), r.text)).collect::<Vec<_>>()
    };
    let squad = texts("squad.json");
    assert!(
        squad.len() == 2 && squad.iter().all(|(kind, title, _)| *kind == Kind::Passage && !title.contains('_')),
        "{squad:?}"
    );
    assert_eq!(texts("beir/corpus.jsonl").len(), 2);
    if cfg!(feature = "epub") {
        assert!(texts("book.epub").len() >= 4, "{:?}", texts("book.epub"));
    }
}

/// A stray cell in the last row and column of a sheet costs nothing.
#[cfg(feature = "xlsx")]
#[test]
fn a_sheet_is_as_large_as_what_stands_in_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/stray-cell.xlsx");
    let error = Engine::builder().corpus(path).model(Model::None).in_memory().open().err().unwrap();
    assert!(error.to_string().contains("stray-cell.xlsx"), "{error}");
}

//! Importing is a sync: what a source has is what the corpus has, whatever happened before; nothing is
//! lost, nothing is doubled, nothing half-written stays behind.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use answerbook::import::{Import, Report};
use answerbook::{Engine, Model, Outcome, Policy, Record};
use common::Place;
use proptest::prelude::*;

fn import(place: &Place, path: &str) -> Report {
    Import::into(place.path("corpus")).run(&[place.path(path)], |_, _| {}).unwrap()
}

fn plan(place: &Place, path: &str) -> [u64; 3] {
    let changes = import(place, path).changes();
    [changes.added, changes.changed, changes.removed]
}

fn engine(place: &Place, policy: Policy) -> Engine {
    let builder = Engine::builder().corpus(place.path("corpus")).index(place.path("index")).model(Model::None);
    builder.policy(policy).open().unwrap()
}

const CSV: &str = "id,question,answer\nopen,When is it open?,From nine to five.\nfee,What is the fee?,Two crowns.\n";

#[test]
fn an_unchanged_source_changes_nothing() {
    let place =
        Place::empty().with("src/a.csv", CSV).with("src/sub/b.md", "# B\n\n## Is there tea?\n\nYes, on Sundays.\n");
    assert_eq!(plan(&place, "src"), [3, 0, 0]);
    let before: Vec<_> = place
        .files()
        .into_iter()
        .filter(|f| f.is_file())
        .map(|f| fs::metadata(f).unwrap().modified().unwrap())
        .collect();
    assert_eq!(plan(&place, "src"), [0, 0, 0]);
    let after: Vec<_> = place
        .files()
        .into_iter()
        .filter(|f| f.is_file())
        .map(|f| fs::metadata(f).unwrap().modified().unwrap())
        .collect();
    assert_eq!(before, after, "no file is written again");
}

#[test]
fn a_column_that_a_map_replaces_is_kept_beside_the_answer() {
    let place = Place::empty().with("src/a.csv", "question,answer,body\nWhen is it open?,Never.,From nine to five.\n");
    Import::into(place.path("corpus")).map("answer", "body").run(&[place.path("src")], |_, _| {}).unwrap();
    let records = engine(&place, Policy::AsNeeded).records(0, 9).unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].text, "From nine to five.");
    assert_eq!(records[0].extra["other_answer"], "Never.");
}

#[test]
fn edits_deletions_and_renames_reach_the_index() {
    let place = Place::empty().with("src/a.csv", CSV);
    assert_eq!(plan(&place, "src"), [2, 0, 0]);
    assert_eq!(engine(&place, Policy::AsNeeded).manifest().records, 2);
    place.write("src/a.csv", CSV.replace("Two crowns", "Three crowns"));
    assert_eq!(plan(&place, "src"), [0, 1, 0]);
    fs::rename(place.path("src/a.csv"), place.path("src/z.csv")).unwrap();
    assert_eq!(plan(&place, "src"), [0, 0, 0], "a rename changes no record");
    let book = engine(&place, Policy::AsNeeded);
    assert!(matches!(book.ask("What is the fee?").unwrap().outcome, Outcome::Answer(a) if a.text == "Three crowns."));
    place.write("src/z.csv", "id,question,answer\nopen,When is it open?,From nine to five.\n");
    assert_eq!(plan(&place, "src"), [0, 0, 1]);
    fs::remove_file(place.path("src/z.csv")).unwrap();
    place.write("src/new.csv", CSV);
    assert_eq!(plan(&place, "src"), [1, 0, 0]);
}

#[test]
fn a_source_that_breaks_takes_nothing_away() {
    let place = Place::empty().with("src/a.csv", CSV);
    import(&place, "src");
    place.write("src/a.csv", "colour,size\nred,5\n");
    let report = import(&place, "src");
    assert!(report.files[0].dropped.iter().any(|d| d.fault && d.reason.contains("stays as it was")), "{report:?}");
    assert_eq!(engine(&place, Policy::AsNeeded).manifest().records, 2);
}

#[test]
fn sources_of_one_name_do_not_overwrite_each_other() {
    let place = Place::empty()
        .with("one/faq.csv", CSV)
        .with("two/faq.csv", CSV.replace("open", "shut").replace("Two crowns", "Nine crowns"));
    import(&place, "one/faq.csv");
    import(&place, "two/faq.csv");
    assert_eq!(engine(&place, Policy::AsNeeded).manifest().records, 4);
    assert_eq!(plan(&place, "two/faq.csv"), [0, 0, 0]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::empty().with("a.csv", CSV);
    let report = Import::into(place.path("corpus")).dry_run(true).run(&[place.path("a.csv")], |_, _| {}).unwrap();
    assert_eq!((report.changes().added, place.path("corpus/imported/a.csv.jsonl").exists()), (2, false));
}

/// What may happen to a folder of sources between two imports.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8, u8),
    Take(u8, u8),
    Remove(u8),
    Rename(u8, u8),
    Import,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4u8, 0..5u8, 0..9u8).prop_map(|(file, row, text)| Step::Put(file, row, text)),
        2 => (0..4u8, 0..5u8).prop_map(|(file, row)| Step::Take(file, row)),
        1 => (0..4u8).prop_map(Step::Remove),
        1 => (0..4u8, 0..4u8).prop_map(|(from, to)| Step::Rename(from, to)),
        2 => Just(Step::Import),
    ]
}

fn write_all(place: &Place, files: &BTreeMap<u8, BTreeMap<u8, u8>>) {
    let folder = place.path("src");
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (file, rows) in files.iter().filter(|(_, rows)| !rows.is_empty()) {
        let row = |(n, text): (&u8, &u8)| {
            format!("What is the price of item {n} in shop {file}?,It costs {text} crowns and not more.\n")
        };
        let table: String = rows.iter().map(row).collect();
        fs::write(folder.join(format!("{file}.csv")), format!("question,answer\n{table}")).unwrap();
    }
}

fn told(book: &Engine) -> Vec<(String, Vec<String>, String)> {
    let mut records: Vec<Record> = book.records(0, usize::MAX).unwrap();
    records.sort_by(|a, b| a.id.cmp(&b.id));
    records.into_iter().map(|r| (r.id, r.questions, r.text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_of_syncs_equals_a_clean_build(steps in prop::collection::vec(step(), 1..14)) {
        let place = Place::empty();
        let mut files: BTreeMap<u8, BTreeMap<u8, u8>> = BTreeMap::from([(9, BTreeMap::from([(9, 9)]))]);
        write_all(&place, &files);
        for step in steps.iter().chain([&Step::Import]) {
            match step {
                Step::Put(file, row, text) => drop(files.entry(*file).or_default().insert(*row, *text)),
                Step::Take(file, row) => drop(files.get_mut(file).map(|rows| rows.remove(row))),
                Step::Remove(file) => drop(files.remove(file)),
                Step::Rename(from, to) if !files.contains_key(to) => {
                    if let Some(rows) = files.remove(from) {
                        files.insert(*to, rows);
                    }
                }
                Step::Rename(..) => {}
                Step::Import => {
                    write_all(&place, &files);
                    import(&place, "src");
                    engine(&place, Policy::AsNeeded);
                }
            }
        }
        let synced = engine(&place, Policy::AsNeeded);
        let clean = Place::empty();
        write_all(&clean, &files);
        import(&clean, "src");
        let built = engine(&clean, Policy::Rebuild);
        prop_assert_eq!(told(&synced), told(&built));
        for question in ["What is the price of item 2 in shop 1?", "how much is item 4", "shop 3 prices", "Is it dear?"] {
            let (one, other) = (synced.ask(question).unwrap(), built.ask(question).unwrap());
            let shown = |r: &answerbook::Response| {
                let candidates: Vec<_> = r.candidates.iter().map(|c| (c.id.clone(), c.score, c.confidence)).collect();
                (r.outcome.as_str(), r.confidence, candidates)
            };
            prop_assert_eq!(shown(&one), shown(&other), "{}", question);
        }
    }
}

#[test]
fn keep_and_drop_rules_and_maps_stand_in_the_settings() {
    let place = Place::empty()
        .with("corpus/answerbook.toml", "drop = [\"subscribe*\"]\nkeep = [\"links to*\", \"*Sitemap*\"]\n\n[[files]]\npath = \"x.csv\"\nmap = { question = \"asked\", answer = \"said\" }\n")
        .with("corpus/x.csv", "asked,said\nWhy?,Because of the tide.\nSubscribe now?,To our letter.\n");
    let book = engine(&place, Policy::AsNeeded);
    let asked: Vec<String> = book.records(0, 9).unwrap().into_iter().flat_map(|r| r.questions).collect();
    assert_eq!(asked, ["Why?"]);
    assert!(book.manifest().dropped.iter().any(|d| d.reason.contains("subscribe*")));
    place.write(
        "corpus/answerbook.toml",
        "[[files]]\npath = \"x.csv\"\nmap = { question = \"asked\", answer = \"said\" }\n",
    );
    assert_eq!(engine(&place, Policy::AsNeeded).manifest().records, 2, "a rule taken away is noticed");
}

fn of(name: &str, content: &str) -> (Vec<Record>, Vec<String>) {
    let place = Place::empty().with(&format!("corpus/{name}"), content);
    let book = engine(&place, Policy::AsNeeded);
    let dropped = book.manifest().dropped.iter().map(|d| format!("{}: {}", d.line, d.reason)).collect();
    (book.records(0, usize::MAX).unwrap(), dropped)
}

#[test]
fn half_a_pair_in_a_document_is_named() {
    let (records, dropped) = of(
        "a.json",
        "[{\"question\":\"Why?\",\"answer\":\"So.\"},\n{\"question\":\"How?\",\"answer\":null},\n{\"question\":\"\",\"answer\":\"Lost.\"}]",
    );
    assert_eq!(
        (records.len(), dropped),
        (1, vec!["2: a question without an answer".to_owned(), "3: no question".to_owned()])
    );
}

#[test]
fn maps_that_take_over_others_are_read() {
    let (records, _) = of("a.yaml", "- &a\n  question: Why a?\n  answer: So.\n- <<: *a\n  question: Why b?\n");
    let asked: Vec<String> = records.into_iter().flat_map(|r| r.questions).collect();
    assert_eq!(asked, ["Why a?", "Why b?"]);
}

#[test]
fn what_unfolds_without_end_is_refused() {
    let long = format!("a: &a \"{}\"\nb: [{}]\n- question: Q\n", "x".repeat(40_000), "*a, ".repeat(20_000));
    let place = Place::empty()
        .with("corpus/a.yaml", long)
        .with("corpus/b.md", format!("## How?\n\n{}", "::: a\n".repeat(50_000)));
    let dropped = engine(&place, Policy::AsNeeded).manifest().dropped;
    assert!(dropped.iter().any(|d| d.fault && d.reason.contains("unfold")), "{dropped:?}");
}

#[test]
fn a_character_that_stands_for_a_mark_is_no_tag() {
    let (records, _) = of("a.json", "[{\"question\":\"Why?\",\"answer\":\"Use the &lt;code&gt; tag.\"}]");
    assert_eq!(records[0].text, "Use the <code> tag.");
}

#[test]
fn a_second_answer_stands_beside_the_first() {
    let (records, _) = of("a.csv", "question,answer,answer\nWhy?,So.,Or so.\n");
    assert_eq!((records[0].text.as_str(), &records[0].extra["other_answer"]), ("So.", &serde_json::json!("Or so.")));
}

#[test]
fn one_source_is_imported_once_whatever_it_is_called() {
    let place = Place::empty().with("src/a.csv", CSV);
    assert_eq!(plan(&place, "src/a.csv"), [2, 0, 0]);
    assert_eq!(plan(&place, "src"), [0, 0, 0]);
    place.write("src/a.csv", CSV.replace("Two crowns", "Four crowns"));
    assert_eq!(plan(&place, "src"), [0, 1, 0]);
    // The corpus lies in the folder that is imported: its own files are none of the sources.
    let again = import(&place, ".");
    assert_eq!((again.changes().added, engine(&place, Policy::AsNeeded).manifest().records), (0, 2), "{again:?}");
}

#[test]
fn what_an_import_that_was_killed_left_is_swept() {
    let place = Place::empty().with("a.csv", CSV).with("corpus/imported/sub/.b.csv.jsonl.4294967290", "half");
    import(&place, "a.csv");
    assert!(place.files().iter().all(|f| !f.file_name().unwrap().to_string_lossy().starts_with('.')));
}

#[test]
fn many_records_of_one_id_get_numbers() {
    let rows: String = (0..3000).map(|n| format!("x,What is {n}?,It is {n}.\n")).collect();
    let place = Place::empty().with("a.csv", format!("id,question,answer\n{rows}"));
    assert_eq!(plan(&place, "a.csv"), [3000, 0, 0]);
    assert_eq!(plan(&place, "a.csv"), [0, 0, 0]);
}

#[cfg(feature = "cli")]
mod program {
    use super::*;
    use serde_json::Value;

    #[test]
    fn one_record_by_hand_leaves_every_other_line_as_it_is() {
        let lines = "{\"id\": \"a\",  \"question\": \"Why a?\", \"answer\": \"So a.\"}\n\n{\"question\":\"Why b?\",\"answer\":\"So b.\"}\n";
        let place = Place::empty().with("corpus/mine.jsonl", lines);
        assert_eq!(
            place.run(&["add", "--question", "Why c?", "--answer", "So c.", "--id", "c", "--tag", "t=1"]).code,
            0
        );
        assert_eq!(
            place.run(&["add", "--question", "Why d?", "--answer", "So.", "--id", "c"]).code,
            2,
            "an id is taken once"
        );
        assert_eq!(place.run(&["edit", "a", "--answer", "So and so."]).code, 0);
        let read = |name: &str| fs::read_to_string(place.path(name)).unwrap();
        let mine = read("corpus/mine.jsonl");
        assert!(
            mine.ends_with("\n\n{\"question\":\"Why b?\",\"answer\":\"So b.\"}\n") && mine.contains("So and so."),
            "{mine}"
        );
        assert_eq!(
            read("corpus/records.jsonl"),
            "{\"id\":\"c\",\"questions\":[\"Why c?\"],\"answer\":\"So c.\",\"tags\":{\"t\":\"1\"}}\n"
        );
        assert!(place.run(&["list", "--filter", "t=1"]).out.starts_with("c\tfaq\tWhy c?\tcorpus/records.jsonl:1"));
        assert_eq!(place.run(&["rm", "a"]).code, 0);
        assert_eq!(read("corpus/mine.jsonl"), "\n{\"question\":\"Why b?\",\"answer\":\"So b.\"}\n");
        assert_eq!((place.run(&["rm", "a"]).code, place.run(&["show", "a"]).code), (2, 2));
        assert_eq!(place.run(&["list", "--filter", "t=nothing"]).code, 0);
        let page = Place::treaty();
        let id = page.run(&["list"]).out.split('\t').next().unwrap().to_owned();
        let run = page.run(&["rm", &id]);
        assert!(run.code == 2 && run.err.contains("only files of JSON lines"), "{run:?}");
    }

    #[test]
    fn records_added_at_once_are_all_there() {
        let place = Place::shop();
        let add = |n: usize| {
            let (question, id) = (format!("What is number {n}?"), format!("n{n}"));
            let mut command = place.command();
            command
                .args(["add", "--question", &question, "--answer", "It.", "--id", &id, "--model", "none"])
                .spawn()
                .unwrap()
        };
        let running: Vec<_> = (0..8).map(add).collect();
        running.into_iter().for_each(|mut child| assert!(child.wait().unwrap().success()));
        assert_eq!(fs::read_to_string(place.path("corpus/records.jsonl")).unwrap().lines().count(), 8);
    }

    #[test]
    fn an_answer_out_of_date_is_named_and_not_given() {
        let pair = |until: &str, answer: &str| {
            format!("{{\"question\":\"When is the sale?\",\"answer\":\"{answer}\",\"valid_until\":{until}}}\n")
        };
        let place = Place::empty().with("corpus/a.jsonl", pair("\"2024-06-30\"", "In June."));
        let late = place.run(&["ask", "When is the sale?", "--today", "2024-07-01"]);
        assert!(late.code == 1 && late.out.contains("held until 2024-06-30"), "{late:?}");
        assert!(place.run(&["ask", "When is the sale?", "--today", "2024-06-30"]).out.starts_with("In June."));
        place.write("corpus/b.jsonl", pair("null", "In July."));
        assert!(place.run(&["ask", "When is the sale?", "--today", "2024-07-01"]).out.starts_with("In July."));
        let json = place.ask_json("When is the sale?", &["--today", "2024-07-01"]);
        assert!(json["candidates"].as_array().unwrap().iter().any(|c| c["expired"] == true), "{json}");
    }

    #[test]
    fn prompts_stand_below_the_answer() {
        let place = Place::empty().with(
            "corpus/a.jsonl",
            "{\"id\":\"a\",\"question\":\"How do I renew?\",\"answer\":\"Online.\",\"prompts\":[{\"text\":\"Where do I get a card?\",\"to\":\"b\"}]}\n{\"id\":\"b\",\"question\":\"How do I join?\",\"answer\":\"At the desk.\"}\n",
        );
        assert!(place.run(&["ask", "How do I renew?"]).out.ends_with("1. Where do I get a card?\n"));
        assert_eq!(place.ask_json("How do I renew?", &[])["answer"]["prompts"][0]["to"], "b");
    }

    #[test]
    fn native_export_is_lossless_and_others_say_what_is_lost() {
        let native = include_str!("formats/native.jsonl");
        let place = Place::empty().with("corpus/a.jsonl", native);
        let value = |text: &str| -> Vec<Value> { text.lines().map(|l| serde_json::from_str(l).unwrap()).collect() };
        let out = place.run(&["export", "--to", "jsonl"]);
        assert_eq!((value(&out.out), out.err.as_str()), (value(native), ""));
        for (to, name, lost) in [
            ("markdown", "a.md", "tags"),
            ("csv", "a.csv", "prompts"),
            ("faqpage", "a.json", "an id"),
            ("qnamaker", "a.tsv", "no number"),
            ("azure", "a.json", "no number"),
        ] {
            let out = place.run(&["export", "--to", to]);
            assert!(out.err.contains(lost), "{out:?}");
            let again = Place::empty().with(&format!("corpus/{name}"), &out.out);
            let told = |place: &Place| {
                let book =
                    Engine::builder().corpus(place.path("corpus")).in_memory().model(Model::None).open().unwrap();
                let mut pairs: Vec<(String, String)> =
                    book.records(0, 99).unwrap().into_iter().map(|r| (r.questions[0].clone(), r.text)).collect();
                pairs.sort();
                pairs
            };
            assert_eq!(told(&again), told(&place), "{to}");
        }
    }

    #[test]
    fn an_export_counts_what_it_wrote_and_gives_no_number_twice() {
        let pair =
            |id: &str| format!("{{\"id\":\"{id}\",\"question\":\"What is {id}?\",\"answer\":\"It is {id}.\"}}\n");
        let pairs: String = ["a", "007", "7", "1", "0"].map(pair).concat();
        let text = "{\"text\":\"A paragraph.\",\"source\":{\"heading\":[\"H\"]}}\n";
        let place = Place::empty().with("corpus/a.jsonl", format!("{pairs}{text}"));
        let run = place.run(&["export", "--to", "azure", "-o", "out.json"]);
        assert!(
            run.err.contains("5 records written") && run.err.contains("3 records have an id that is no"),
            "{run:?}"
        );
        let project: Value = serde_json::from_slice(&std::fs::read(place.path("out.json")).unwrap()).unwrap();
        let ids: Vec<u64> =
            project["assets"]["qnas"].as_array().unwrap().iter().map(|q| q["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, [2, 3, 7, 1, 4]);
        let run = place.run(&["export", "--to", "csv", "-o", "out.csv"]);
        assert!(run.err.contains("6 records written") && run.err.contains("1 record has headings, which"), "{run:?}");
    }

    #[test]
    fn paragraphs_stay_under_their_own_headings_in_markdown() {
        let rows = [
            r#"{"id":"1","title":"Visit","text":"Come by bus or on foot.","source":{"heading":["Ways"]}}"#,
            r#"{"id":"2","title":"Visit","question":"Is there parking?","answer":"Behind the house.","source":{"heading":["Ways","Cars"]}}"#,
            r#"{"id":"3","title":"Visit","text":"The river path floods in spring.","source":{"heading":["Ways"]}}"#,
            r#"{"id":"4","title":"Visit","text":"Nobody is turned away at the gate."}"#,
            r#"{"id":"5","text":"A paragraph that stands under no heading at all."}"#,
            r#"{"id":"6","question":"Who are you?","answer":"A museum."}"#,
        ];
        let place = Place::empty().with("corpus/a.jsonl", rows.join("\n"));
        let out = place.run(&["export", "--to", "markdown"]).out;
        let again = Place::empty().with("corpus/a.md", &out);
        let told = |place: &Place| {
            let records = engine(place, Policy::AsNeeded).records(0, 99).unwrap().into_iter();
            // A title that is not the first heading of a page is one of its headings.
            let above = |r: &Record| r.title.iter().chain(&r.source.heading).cloned().collect::<Vec<_>>();
            let mut told: Vec<_> = records.map(|r| (above(&r), r.text, r.questions)).collect();
            told.sort();
            told
        };
        assert_eq!(told(&again), told(&place), "{out}");
    }

    #[test]
    fn a_title_that_is_the_first_heading_is_written_once_in_markdown() {
        let page = "# How to book a room\n\nCall us first.\n\n## By mail\n\nOr write.\n\n### Is it free?\n\nYes.\n";
        let place = Place::empty().with("corpus/a.md", page);
        let out = place.run(&["export", "--to", "markdown"]).out;
        assert_eq!(out, page);
        let again = Place::empty().with("corpus/a.md", &out);
        assert_eq!(again.run(&["export", "--to", "jsonl"]).out, place.run(&["export", "--to", "jsonl"]).out);
    }

    #[test]
    fn a_column_named_source_stays_and_the_import_is_noted_beside_it() {
        let table = "id,question,answer,source,url\nx,Is there tea?,Yes.,Handbook,https://a.example/tea\n";
        let place = Place::empty().with("a.csv", table);
        assert_eq!(place.run(&["import", "a.csv"]).code, 0);
        let line = fs::read_to_string(place.path("corpus/imported/a.csv.jsonl")).unwrap();
        let record: Value = serde_json::from_str(&line).unwrap();
        let source = serde_json::json!({"uri": "https://a.example/tea", "name": "Handbook"});
        assert_eq!(record["source"], source);
        assert!(place.run(&["import", "a.csv"]).out.contains("(+0 ~0 −0)"));
    }

    #[test]
    fn what_was_exported_imported_and_exported_again_is_the_same() {
        let native = concat!(
            "{\"id\":\"a\",\"questions\":[\"Is there tea?\"],\"answer\":\"Yes.\",\"source\":{\"uri\":\"u\",\"from\":\"a handbook\"}}\n",
            "{\"id\":\"b\",\"title\":\"T\",\"text\":\"A paragraph.\",\"source\":\"a page\",\"x\":[1]}\n"
        );
        let place = Place::empty().with("a.jsonl", native);
        assert_eq!(place.run(&["import", "a.jsonl"]).code, 0);
        assert_eq!(place.run(&["export", "--to", "jsonl"]).out, native);
        let edited = place.run(&["edit", "a", "--answer", "No."]);
        assert!(edited.err.contains("this record came from a.jsonl"), "{edited:?}");
    }

    #[test]
    fn one_question_with_two_answers_is_named_with_both_lines() {
        let table =
            "question,answer\nIs there tea?,Yes.\nWho comes?,Ida.\nis there tea,\"No, coffee.\"\nWho comes?,Ida.\n";
        let place = Place::empty().with("a.csv", table);
        let run = place.run(&["import", "a.csv"]);
        let told = "a.csv:4: in doubt: the same question as on line 2, but another answer: is there tea";
        assert!(run.code == 0 && run.err.lines().count() == 1 && run.err.contains(told), "{run:?}");
        let report = place.run(&["import", "a.csv", "--report"]);
        assert!(report.err.is_empty() && report.out.contains(told), "{report:?}");
    }

    #[test]
    fn nothing_to_import_is_an_error_that_says_why() {
        let place = Place::empty().with("a.csv", "colour\nred\n").with("b.bin", "x");
        for (path, told) in [("a.csv", "--map"), ("none", "none"), ("b.bin", "nothing was imported")] {
            let run = place.run(&["import", path]);
            assert!(run.code != 0 && run.err.contains(told) && run.err.lines().count() <= 2, "{run:?}");
        }
        let mapped = place.run(&["import", "a.csv", "--map", "text=colour"]);
        assert!(mapped.code == 0 && mapped.out.contains("1 passage -"), "{mapped:?}");
        assert!(
            place.files().iter().all(|f| !f.file_name().unwrap().to_string_lossy().starts_with('.')),
            "nothing is left behind"
        );
    }

    #[test]
    fn folders_with_links_pipes_and_long_lines_end() {
        let place = Place::empty()
            .with("src/a.csv", CSV)
            .with("src/long.jsonl", format!("{{\"text\":\"{}\"}}\n{{\"text\":\"short\"}}\n", "x".repeat(17 << 20)));
        std::os::unix::fs::symlink(place.path("src"), place.path("src/loop")).unwrap();
        std::process::Command::new("mkfifo").arg(place.path("src/pipe.csv")).status().unwrap();
        let run = place.run(&["import", "src", "--report"]);
        assert!(
            run.code == 0 && run.out.contains("a link is not followed") && run.out.contains("not a regular file"),
            "{run:?}"
        );
        assert!(
            run.out.contains("long.jsonl:1: a line of 17825805 bytes") || run.out.contains("long.jsonl:1: a line of"),
            "{run:?}"
        );
        assert_eq!(engine(&place, Policy::AsNeeded).manifest().records, 3);
    }
}

#[test]
fn a_corpus_that_cannot_be_written_is_at_fault_itself() {
    let place = Place::empty().with("a.csv", CSV);
    for folder in ["corpus/imported/a.csv.jsonl/x", "corpus/records.jsonl"] {
        fs::create_dir_all(place.path(folder)).unwrap();
    }
    let error = Import::into(place.path("corpus")).run(&[place.path("a.csv")], |_, _| {}).unwrap_err();
    assert!(error.is_corpus(), "{error}");
    let record = answerbook::edit::from_line("{\"text\":\"A paragraph.\"}").unwrap();
    let error = answerbook::edit::add(&place.path("corpus"), &record).unwrap_err();
    assert!(error.is_corpus(), "{error}");
}

#[cfg(unix)]
#[test]
fn a_source_named_by_another_path_goes_where_it_went() {
    let place = Place::empty().with("src/a.csv", CSV).with("other/a.csv", CSV.replace("fee", "price"));
    assert_eq!(plan(&place, "other"), [2, 0, 0]);
    assert_eq!(plan(&place, "src/a.csv"), [2, 0, 0]);
    std::os::unix::fs::symlink(place.path("src"), place.path("link")).unwrap();
    // The other path is noted, and nothing comes or goes.
    assert_eq!(plan(&place, "link/../src/a.csv"), [0, 2, 0]);
    assert_eq!(fs::read_dir(place.path("corpus/imported")).unwrap().count(), 2);
}

#[test]
fn paths_within_a_folder_keep_their_place() {
    let place = Place::empty().with("src/deep/er/a.csv", CSV);
    import(&place, "src");
    assert!(Path::new(&place.path("corpus/imported/src/deep/er/a.csv.jsonl")).exists());
}

//! The index is a cache of the corpus: built when it is missing, kept while it fits, mended
//! when it is damaged, and never in anybody's way.
#![cfg(feature = "cli")]

mod common;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use answerbook::{Engine, Outcome, Policy, Update};
use common::{Place, SHOP, TREATY};

const ASKED: &str = "When is the shop open?";
const ANSWER: &str = "From nine to five.";

/// A corpus without English: the shipped synonyms are left out, and a build takes no time.
const LADEN: &str = concat!(
    r#"{"question":"Wann ist der Laden offen?","answer":"Von neun bis fünf.","lang":"de"}"#,
    "\n",
    r#"{"title":"Wir","text":"Ada Brock gründete 1903 die Töpferei. Ihre Enkelin führt sie.","lang":"de"}"#,
    "\n"
);

fn starts(place: &Place, args: &[&str], with: &str) {
    let run = place.run(args);
    assert!(run.code == 0 && run.out.starts_with(with), "{args:?} should say {with}: {run:?}");
}

/// Opens place's corpus and index as the program would, in this process.
fn open(place: &Place) -> Engine {
    Engine::builder().corpus(place.path("corpus")).index(place.path("index")).open().unwrap()
}

fn text(engine: &Engine, question: &str) -> String {
    match engine.ask(question).unwrap().outcome {
        Outcome::Answer(answer) => answer.text,
        other => panic!("{question}: {other:?}"),
    }
}

#[test]
fn it_is_built_when_missing_and_then_up_to_date() {
    let place = Place::shop();
    let check = place.run(&["index", "--check"]);
    assert_eq!((check.code, place.path("index").exists()), (1, false), "a check builds nothing: {check:?}");
    assert!(place.run(&["ask", ASKED]).out.starts_with(ANSWER));
    starts(&place, &["index"], "up to date");
    assert_eq!(place.run(&["index", "--check"]).code, 0);
    assert_eq!(place.run(&["index", "--check", "--json"]).out, "{\"fresh\":true}\n");
    assert_eq!(place.run(&["verify", "--json"]).json()["whole"], true);
    let info = place.run(&["info", "--json"]).json();
    assert!(info["index"] == "index" && info["thresholds"]["lone"].as_f64() > Some(0.0), "{info}");
    starts(&place, &["index", "--rebuild"], "built");
    starts(&Place::shop(), &["index"], "built");
}

#[test]
fn it_follows_the_corpus() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    let changes: [(&str, &dyn Fn()); 4] = [
        ("an edit", &|| place.write("corpus/shop.jsonl", SHOP.replace("From nine to five.", "From ten to six."))),
        ("an edit of the same length", &|| place.write("corpus/shop.jsonl", SHOP.replace("nine", "four"))),
        ("a file more", &|| place.write("corpus/more/b.jsonl", r#"{"question":"Is there tea?","answer":"Yes."}"#)),
        ("a file less", &|| fs::remove_file(place.path("corpus/more/b.jsonl")).unwrap()),
    ];
    for (what, change) in changes {
        change();
        assert_eq!(place.run(&["index", "--check"]).code, 1, "{what}");
        let built = place.run(&["index"]);
        assert!(built.out.starts_with("built"), "{what}: {built:?}");
        starts(&place, &["index"], "up to date");
    }
    assert!(place.run(&["ask", ASKED]).out.starts_with("From four to five."));
}

#[test]
fn a_question_after_an_edit_gets_the_new_answer() {
    let place = Place::shop();
    assert!(place.run(&["ask", ASKED]).out.starts_with(ANSWER));
    place.write("corpus/shop.jsonl", SHOP.replace(ANSWER, "Never on Sundays."));
    assert!(place.run(&["ask", ASKED]).out.starts_with("Never on Sundays."));
}

#[test]
fn a_mere_touch_rebuilds_nothing() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    let file = File::options().write(true).open(place.path("corpus/shop.jsonl")).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    starts(&place, &["index"], "up to date");
    assert_eq!(place.run(&["index", "--check"]).code, 0);
}

#[test]
fn the_report_lists_all_that_the_sample_page_leaves_out() {
    let place = Place::treaty();
    let report = place.run(&["index", "--report"]).out;
    let listed = |line: usize| report.lines().any(|l| l.starts_with(&format!("corpus/treaty.txt:{line}: ")));
    let furniture = |line: &str| {
        ["References", "Top Articles", "Latest Posts", "Article information", "Author information", "/", "NWP"]
            .contains(&line)
            || line.ends_with(" / NWP")
            || line.starts_with("Updated on")
            || line.starts_with("Copyright")
            || line.ends_with("(1)")
            || line.ends_with("(2024)")
    };
    let box_from = TREATY.lines().position(|line| line == "Article information").unwrap();
    let mut seen = 0;
    for (at, line) in TREATY.lines().enumerate() {
        if furniture(line) || (at > box_from && !line.is_empty()) {
            seen += 1;
            assert!(listed(at + 1), "line {} ({line}) is not in the report:\n{report}", at + 1);
        }
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn every_line_of_the_sample_page_is_in_a_record_or_in_the_report() {
    let place = Place::treaty();
    let book = open(&place);
    let records = book.records(0, usize::MAX).unwrap();
    let dropped: Vec<usize> = book.manifest().dropped.iter().map(|d| d.line as usize).collect();
    let mut start = 0;
    for (at, line) in TREATY.split_inclusive('\n').enumerate() {
        let bytes = start..start + line.trim_end().len() as u64;
        start += line.len() as u64;
        let kept = records.iter().any(|r| r.source.bytes[0] < bytes.end && bytes.start < r.source.bytes[1]);
        assert!(kept || line.trim().is_empty() || dropped.contains(&(at + 1)), "line {}: {line}", at + 1);
    }
}

#[test]
fn files_about_the_folder_and_links_are_passed_over_and_named() {
    let place = Place::shop().with("corpus/README.md", "# Zyzzyva\n\nThe zyzzyva is a weevil.\n");
    place.write("corpus/README.txt", "The zyzzyva is a weevil of the tropics.\n");
    place.write("outside.txt", "The quokka is a small wallaby of the islands.\n");
    std::os::unix::fs::symlink(place.path("outside.txt"), place.path("corpus/link.txt")).unwrap();
    let report = place.run(&["index", "--report"]).out;
    let line = |name: &str| report.lines().find(|l| l.starts_with(&format!("corpus/{name}: "))).unwrap_or_default();
    assert!(!line("README.md").is_empty() && !line("README.txt").is_empty(), "{report}");
    assert!(line("link.txt").contains("not followed"), "{report}");
    for word in ["zyzzyva", "quokka"] {
        let json = place.ask_json(&format!("What is a {word}?"), &[]);
        assert!(!json["candidates"].to_string().contains("README") && json["outcome"] == "no_answer", "{json}");
    }
}

#[test]
fn faults_of_the_corpus_are_said_when_the_index_is_built_and_when_asked_for() {
    let place = Place::shop().with("corpus/fees.csv", "Course,Fee\nPottery,20\n").with("corpus/~$x.docx", "x");
    let fault = "corpus/fees.csv:1: no column is known as question and answer, nor as text, among Course, Fee";
    let first = place.run(&["ask", ASKED]);
    assert!(first.code == 0 && first.err.contains(fault) && first.err.contains("answerbook.toml"), "{first:?}");
    let later = place.run(&["ask", ASKED]);
    assert_eq!((later.code, later.err.as_str()), (0, ""), "it was said: {later:?}");
    for args in [&["index"][..], &["index", "--rebuild"]] {
        let run = place.run(args);
        assert!(run.err.contains(fault), "{run:?}");
    }
    assert!(place.run(&["lint"]).out.contains("corpus/fees.csv:1: fault: no column is known as question and answer"));
    // As advised.
    place.write("corpus/answerbook.toml", "map = { question = \"Course\", answer = \"Fee\" }\n");
    let mended = place.run(&["ask", "Pottery"]);
    assert!(mended.err.is_empty() && mended.out.contains("20"), "{mended:?}");
}

#[test]
fn documents_that_no_reader_knows_are_named_once_and_found_by_lint() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    place.write("corpus/Rules.DOCX", "PK");
    place.write("corpus/photo.jpg", "x");
    let named = "corpus/Rules.DOCX: no reader for .docx; save it as text, Markdown or HTML";
    let first = place.run(&["ask", ASKED]);
    assert!(first.code == 0 && first.err.contains(named) && !first.err.contains("photo"), "{first:?}");
    assert_eq!(place.run(&["ask", ASKED]).err, "");
    let lint = place.run(&["lint"]);
    assert!(lint.code == 1 && lint.out.contains("corpus/Rules.DOCX: fault: no reader for .docx"), "{lint:?}");
    std::fs::remove_file(place.path("corpus/Rules.DOCX")).unwrap();
    let clean = place.run(&["lint"]);
    assert_eq!((clean.code, clean.out.as_str()), (0, ""), "{clean:?}");
}

#[test]
fn nothing_is_left_of_builds_done_or_died() {
    let place = Place::shop();
    place.write("index/tmp-999/tantivy/half", "half an index");
    place.write("index/tmp-current-999", "g-half");
    starts(&place, &["index"], "built");
    for _ in 0..2 {
        starts(&place, &["index", "--rebuild"], "built");
    }
    let mut names: Vec<String> =
        fs::read_dir(place.path("index")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0] == "CURRENT" && names[1] == "LOCK" && names[2].starts_with("g-"), "{names:?}");
}

#[test]
fn while_another_writes_index_says_so_at_once_and_ask_answers_from_the_old() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    let lock = File::options().write(true).open(place.path("index/LOCK")).unwrap();
    lock.lock().unwrap();
    place.write("corpus/shop.jsonl", SHOP.replace(ANSWER, "Never on Sundays."));
    let busy = place.run(&["index"]);
    assert_eq!((busy.code, busy.out.as_str(), busy.err.lines().count()), (3, "", 1), "{busy:?}");
    assert!(busy.err.starts_with("answerbook: index: ") && busy.err.contains("writing"), "{busy:?}");
    let old = place.run(&["ask", ASKED]);
    assert!(old.code == 0 && old.out.starts_with(ANSWER), "{old:?}");
    assert_eq!(old.err.lines().count(), 1, "and says that the answer is of the index as it was: {old:?}");
    drop(lock);
    assert!(place.run(&["ask", ASKED]).out.starts_with("Never on Sundays."));
}

fn index_files(place: &Place) -> Vec<PathBuf> {
    let below = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect::<Vec<_>>();
    let mut files = below(place.built());
    files.extend(below(place.built().join("tantivy")));
    files.push(place.path("index/CURRENT"));
    // Tantivy's own notes and locks start with a dot; no answer depends on them.
    files.retain(|path| path.is_file() && !path.file_name().unwrap().to_string_lossy().starts_with('.'));
    files.sort();
    files
}

type Damage = (&'static str, fn(&Path));

fn flip(path: &Path, at: impl Fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 0x20;
    }
    fs::write(path, bytes).unwrap();
}

const DAMAGE: [Damage; 6] = [
    ("a flipped first byte", |path| flip(path, |_| 0)),
    ("a flipped byte in the middle", |path| flip(path, |len| len / 2)),
    ("a flipped last byte", |path| flip(path, |len| len.saturating_sub(1))),
    ("half of it", |path| {
        let file = File::options().write(true).open(path).unwrap();
        let len = file.metadata().unwrap().len();
        file.set_len(len / 2).unwrap();
    }),
    ("nothing in it", |path| fs::write(path, "").unwrap()),
    ("no such file", |path| fs::remove_file(path).unwrap()),
];

#[test]
fn a_damaged_index_is_mended_and_the_answer_is_the_same() {
    let place = Place::empty().with("corpus/laden.jsonl", LADEN);
    let asked = "Wer gründete die Töpferei?";
    let before = open(&place).ask(asked).unwrap();
    let count = index_files(&place).len();
    assert!(count >= 12, "{count} files");
    for (what, damage) in DAMAGE {
        for n in 0..count {
            // Read anew each time: a build gives its files other names.
            let path = index_files(&place)[n].clone();
            damage(&path);
            let engine = open(&place);
            assert_eq!(engine.ask(asked).unwrap(), before, "{what}: {}", path.display());
            drop(engine);
            let verified = answerbook::verify(&place.path("index"));
            assert!(verified.is_ok(), "{what}: {} is not mended", path.display());
        }
    }
}

#[test]
fn the_program_answers_over_a_damaged_index_without_a_word() {
    let place = Place::shop();
    for name in ["manifest.json", "terms.fst", "tantivy/meta.json"] {
        assert!(place.run(&["ask", ASKED]).out.starts_with(ANSWER));
        fs::write(place.built().join(name), "\0\0\0").unwrap();
        let run = place.run(&["ask", ASKED]);
        assert_eq!((run.code, run.out.lines().next(), run.err.as_str()), (0, Some(ANSWER), ""), "{name}: {run:?}");
    }
}

#[test]
fn verify_names_the_damaged_file() {
    let place = Place::shop();
    let missing = place.run(&["verify"]);
    assert_eq!((missing.code, missing.err.lines().count()), (3, 1), "{missing:?}");
    starts(&place, &["index"], "built");
    starts(&place, &["verify"], "whole");
    for (what, damage) in DAMAGE {
        for path in index_files(&place) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "manifest.json" && what.contains("flipped") {
                continue; // See the next test.
            }
            let whole = fs::read(&path).unwrap();
            damage(&path);
            let unharmed = fs::read(&path).is_ok_and(|bytes| bytes == whole);
            match answerbook::verify(&place.path("index")) {
                Ok(_) => assert!(unharmed, "{what} of {name} goes unnoticed"),
                Err(error) => {
                    let said = error.to_string();
                    // A CURRENT that names no index that is there is shown by that name.
                    let named = said.contains(&name) || name == "CURRENT" && said.contains("index");
                    assert!(named && !said.contains('\n'), "{what} of {name}: {said}");
                }
            }
            fs::write(&path, whole).unwrap();
        }
    }
    starts(&place, &["verify"], "whole");
    fs::write(place.built().join("words.fst"), "x").unwrap();
    let run = place.run(&["verify"]);
    assert_eq!((run.code, run.out.as_str(), run.err.lines().count()), (3, "", 1), "{run:?}");
    assert!(run.err.starts_with("answerbook: ") && run.err.contains("words.fst"), "{run:?}");
}

#[test]
fn a_manifest_that_was_changed_is_noticed() {
    let place = Place::empty().with("corpus/laden.jsonl", LADEN);
    drop(open(&place));
    let manifest = place.built().join("manifest.json");
    let whole = fs::read_to_string(&manifest).unwrap();
    for (from, to) in [("\"de\"", "\"fr\""), ("\"pairs\": 1", "\"pairs\": 2"), ("laden.jsonl", "lagen.jsonl")] {
        assert!(whole.contains(from), "{from}");
        fs::write(&manifest, whole.replace(from, to)).unwrap();
        let verified = answerbook::verify(&place.path("index"));
        assert!(verified.is_err(), "{from} made {to} goes unnoticed");
    }
}

#[test]
fn current_never_leads_outside_the_index() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    let stolen = place.path("g-stolen");
    fs::rename(place.built(), &stolen).unwrap();
    for name in ["../g-stolen", "g-../../g-stolen", stolen.to_str().unwrap(), "g-/../../g-stolen"] {
        fs::write(place.path("index/CURRENT"), name).unwrap();
        assert_eq!(place.run(&["verify"]).code, 3, "{name}");
        let run = place.run(&["ask", ASKED]);
        assert!(run.code == 0 && run.out.starts_with(ANSWER), "{name}: {run:?}");
        assert!(place.built().parent() == Some(&place.path("index")), "{name}");
        starts(&place, &["verify"], "whole");
    }
    assert!(stolen.join("manifest.json").exists(), "what is outside stays as it was");
}

#[test]
fn a_reader_goes_on_while_another_process_rebuilds() {
    let place = Place::shop();
    let reader = open(&place);
    let (corpus, index) = (place.path("corpus"), place.path("index"));
    let (corpus, index) = (corpus.to_str().unwrap(), index.to_str().unwrap());
    assert_eq!(text(&reader, ASKED), ANSWER);
    for hour in ["one", "two", "three"] {
        place.write("corpus/shop.jsonl", SHOP.replace("nine", hour));
        starts(&place, &["index", "--corpus", corpus, "--index", index], "built");
        assert_eq!(text(&reader, ASKED), ANSWER, "the state it opened");
        assert_eq!(reader.records(0, 10).unwrap().len(), 4);
    }
    assert_eq!(reader.refresh().unwrap(), Update::Unchanged, "the other process has built it");
    assert_eq!(text(&reader, ASKED), "From three to five.");
}

#[test]
fn processes_that_start_together_all_answer() {
    let place = Place::shop();
    let children: Vec<_> = (0..6)
        .map(|_| {
            let mut command = place.command();
            command.args(["ask", ASKED]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stdout.starts_with(ANSWER.as_bytes()), "{output:?}");
    }
    starts(&place, &["verify"], "whole");
}

#[test]
fn a_variable_of_the_environment_that_is_empty_is_none() {
    let place = Place::shop();
    let mut command = place.command();
    command.args(["ask", ASKED]).env("ANSWERBOOK_CORPUS", "").env("ANSWERBOOK_INDEX", "");
    let run = common::run(command, "");
    assert!(run.code == 0 && run.out.starts_with(ANSWER) && place.path("index").exists(), "{run:?}");
}

#[test]
fn a_corpus_named_by_path_keeps_its_index_in_the_cache_folder() {
    let place = Place::empty().with("faq.jsonl", SHOP);
    let run = place.run(&["ask", ASKED, "--corpus", "faq.jsonl"]);
    assert!(run.code == 0 && run.out.starts_with(ANSWER), "{run:?}");
    assert!(!place.path("index").exists());
    let cached: Vec<String> = fs::read_dir(place.path("home/cache/answerbook"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(cached.len() == 1 && cached[0].starts_with("faq-"), "{cached:?}");
}

#[test]
fn an_index_that_cannot_be_written_still_serves_while_it_fits() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    // Held by another for good: as good as read-only, for root too.
    let lock = File::options().write(true).open(place.path("index/LOCK")).unwrap();
    lock.lock().unwrap();
    let run = place.run(&["ask", ASKED]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "nothing to write, nothing to say: {run:?}");
    let refused = Engine::builder()
        .corpus(place.path("corpus"))
        .index(place.path("index"))
        .policy(Policy::Rebuild)
        .open()
        .err()
        .expect("the lock is held");
    assert!(refused.is_locked(), "{refused}");
}

#[test]
fn asking_writes_nothing_into_a_built_index() {
    let place = Place::shop();
    starts(&place, &["index"], "built");
    let before = place.files();
    assert!(place.run(&["ask", ASKED]).out.starts_with(ANSWER));
    assert_eq!(place.files(), before);
}

#[test]
fn a_folder_with_other_files_is_no_index_folder() {
    let place = Place::shop();
    let run = place.run(&["--index", "corpus", "ask", ASKED]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("corpus: this folder holds other files (shop.jsonl)"), "{run:?}");
    assert!(place.run(&["ask", ASKED]).out.starts_with(ANSWER), "the corpus is as it was");
}

//! Every error is one line: what it is about, what happened, what to do; and the status says whose fault it is.
#![cfg(feature = "cli")]

mod common;

use std::fs::File;

use answerbook::Engine;
use common::{Place, Run};

/// Status of usage and bad input.
const INPUT: i32 = 2;
/// Status of corpus and index.
const CORPUS: i32 = 3;

const ASK: [&str; 2] = ["ask", "When is the shop open?"];

fn one_line(run: &Run, code: i32, names: &[&str]) {
    assert_eq!((run.code, run.err.lines().count()), (code, 1), "{run:?}");
    assert!(run.err.starts_with("answerbook: ") && run.err.ends_with('\n'), "{run:?}");
    assert!(!run.err.contains("RUST_BACKTRACE") && !run.err.contains("src/"), "{run:?}");
    for name in names {
        assert!(run.err.contains(name), "{name:?} is not named: {run:?}");
    }
    assert_eq!(run.out, "", "{run:?}");
}

#[test]
fn nothing_is_written_over_what_is_read_or_written_by_another_flag() {
    let questions = "{\"text\":\"When is the shop open?\",\"expect\":[\"open\"]}\n";
    let place = Place::shop().with("q.jsonl", questions).with("corpus/answerbook.toml", "threshold = 0.5\n");
    let files = ["q.jsonl", "corpus/shop.jsonl", "corpus/answerbook.toml"];
    let before = files.map(|name| std::fs::read(place.path(name)).unwrap());
    for (args, said) in [
        (&["batch", "q.jsonl", "-o", "q.jsonl"][..], "q.jsonl: this would be written over what is read; "),
        (&["batch", "q.jsonl", "--summary", "./q.jsonl"], "q.jsonl: this would be written over what is read; "),
        (&["batch", "q.jsonl", "-o", "a.jsonl", "--summary", "./a.jsonl"], "a.jsonl: -o writes there too; "),
        (&["batch", "q.jsonl", "-o", "corpus/answerbook.toml"], "the corpus's settings stand here"),
        (&["eval", "q.jsonl", "--save", "q.jsonl"], "q.jsonl: this would be written over what is read; "),
        (&["eval", "q.jsonl", "--save", "corpus/shop.jsonl"], "this is a file of the corpus"),
        (&["eval", "q.jsonl", "--run", "corpus/shop.jsonl"], "this is a file of the corpus"),
        (&["eval", "q.jsonl", "--save", "a.json", "--run", "a.json"], "a.json: --save writes there too; "),
        (&["tune", "q.jsonl", "--curve", "corpus/shop.jsonl"], "this is a file of the corpus"),
        (&["tune", "--curve", "corpus/answerbook.toml"], "the corpus's settings stand here"),
        (&["export", "--to", "markdown", "-o", "corpus/shop.jsonl"], "this is a file of the corpus"),
    ] {
        one_line(&place.run(args), INPUT, &[said, "; name another file with -"]);
    }
    assert_eq!(files.map(|name| std::fs::read(place.path(name)).unwrap()), before);
    assert!(!place.path("a.jsonl").exists() && !place.path("a.json").exists());
}

#[test]
fn help_is_a_command_too() {
    let place = Place::empty();
    for (command, flag) in [(&["help"][..], &["--help"][..]), (&["help", "ask"], &["ask", "--help"])] {
        let run = place.run(command);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        assert_eq!(run.out, place.run(flag).out);
        assert!(run.out.contains("Usage: answerbook") && run.out.contains("--threshold"), "{run:?}");
    }
}

/// `ask` over a corpus of one file.
fn over(name: &str, content: impl AsRef<[u8]>) -> Run {
    Place::empty().with(&format!("corpus/{name}"), content).run(&ASK)
}

#[test]
fn missing_corpus() {
    let run = Place::empty().run(&["ask", "Why?", "--corpus", "no/such"]);
    one_line(&run, CORPUS, &["no/such"]);
}

#[test]
fn empty_folder() {
    let place = Place::empty();
    std::fs::create_dir(place.path("corpus")).unwrap();
    one_line(&place.run(&ASK), CORPUS, &["corpus"]);
    assert!(!place.path("index/CURRENT").exists());
}

#[test]
fn empty_file() {
    for name in ["empty.txt", "empty.jsonl"] {
        one_line(&over(name, ""), CORPUS, &["corpus"]);
        one_line(&over(name, " \n\n \n"), CORPUS, &["corpus"]);
    }
}

#[test]
fn a_corpus_that_is_no_file() {
    let run = Place::empty().run(&["ask", "Why?", "--corpus", "/dev/null"]);
    one_line(&run, CORPUS, &["/dev/null"]);
}

#[test]
fn questions_that_are_a_folder_or_missing() {
    let place = Place::shop();
    one_line(&place.run(&["batch", "corpus"]), INPUT, &["corpus"]);
    one_line(&place.run(&["batch", "none.jsonl"]), INPUT, &["none.jsonl"]);
    one_line(&place.run(&["batch", "corpus/shop.jsonl", "-o", "no/such/out.jsonl"]), INPUT, &["no/such/out.jsonl"]);
}

#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::shop();
    let path = place.path("corpus/shop.jsonl");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    match File::open(&path) {
        // Root may read it all the same, and then it must be answered from.
        Ok(_) => assert_eq!(place.run(&ASK).code, 0),
        Err(_) => one_line(&place.run(&ASK), CORPUS, &["corpus/shop.jsonl"]),
    }
}

#[test]
fn bytes_that_are_not_utf8_are_read_in_the_encoding_they_look_like() {
    for (name, content, told) in [
        ("a.txt", &b"One.\n\nTwo.\n\nThr\xE9e.\n"[..], "windows-1252"),
        ("a.txt", b"\xFF\xFEh\0i\0 \0y\0o\0u\0", "UTF-16LE"),
    ] {
        let place = Place::empty().with(&format!("corpus/{name}"), content);
        let report = place.run(&["index", "--report", "--json"]);
        assert_eq!(report.json()["corpus"][0]["encoding"], told, "{report:?}");
    }
    let damaged = Place::empty().with("corpus/a.txt", b"Z\xC3\xBCrich.\n\nThr\xFFe.\n");
    assert!(damaged.run(&["index"]).err.contains("corpus/a.txt:3: a byte that is not UTF-8"));
}

/// A row that is none is named with its line, and the rest go on.
#[test]
fn rows_that_are_no_records() {
    let good = "{\"question\":\"When is the shop open?\",\"answer\":\"At nine.\"}\n";
    for bad in
        ["{\"question\": \"Why", "[1, 2]", "{}", "{\"id\":\"x\"}", "{\"answer\":\"So.\"}", "{\"text\":7}", "plain"]
    {
        let run = over("a.jsonl", format!("{good}\n{bad}\n{good}"));
        assert!(run.code == 0 && run.out.starts_with("At nine."), "{run:?}");
        assert!(run.err.starts_with("answerbook: corpus/a.jsonl:3: ") && run.err.lines().count() == 1, "{run:?}");
        one_line(&over("a.jsonl", bad), CORPUS, &["corpus/a.jsonl:1:"]);
    }
}

/// What cannot be a corpus file ends in a line that says why.
#[test]
fn files_that_are_no_corpus() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let cases = [
        ("a.json", "{\"a\": [1, 2}".to_owned(), "no JSON"),
        ("a.json", deep("[", "]"), "nested deeper"),
        ("a.json", "{\"a\": [1, 2]}".to_owned(), "--map"),
        ("a.yaml", "a: [1\nb: 2".to_owned(), "YAML"),
        ("a.html", deep("<div>", "</div>"), "nested deeper"),
        ("a.html", "<p></p>".to_owned(), "looked for"),
        ("a.csv", "colour,size\nred,5\n".to_owned(), "--map"),
        ("a.csv", "question,answer\n".to_owned(), "looked for"),
        ("a.qna", "nothing\n".to_owned(), "looked for"),
        ("a.md", "---\ntitle: x\n---\n".to_owned(), "looked for"),
        ("a.txt", "so\0me zero".to_owned(), "zero bytes"),
    ];
    for (name, content, told) in cases {
        one_line(&over(name, content), CORPUS, &[name, told]);
    }
}

#[test]
fn an_index_folder_that_cannot_be_written() {
    let place = Place::shop().with("file", "in the way");
    for index in ["file/index", "/dev/null/index"] {
        one_line(&place.run(&["ask", "Why?", "--index", index]), CORPUS, &[index]);
        one_line(&place.run(&["index", "--index", index]), CORPUS, &[index]);
    }
    one_line(&place.run(&["ask", "Why?", "--index", "file"]), CORPUS, &["file"]);
}

/// Nobody may make a folder there, not even root.
#[cfg(target_os = "linux")]
#[test]
fn where_no_index_may_be_written_answers_come_from_memory() {
    let place = Place::shop();
    let run = place.run(&["ask", "When is the shop open?", "--index", "/sys/answerbook-index"]);
    assert!(run.code == 0 && run.out.starts_with("From nine to five."), "{run:?}");
    assert!(run.err.contains("/sys/answerbook-index: the index folder cannot be written"), "{run:?}");
    one_line(&place.run(&["index", "--index", "/sys/answerbook-index"]), CORPUS, &["/sys/answerbook-index"]);
}

#[test]
fn usage() {
    let place = Place::shop();
    let cases: [(&[&str], &str); 14] = [
        (&["ask", "Why?", "--colour"], "--colour"),
        (&["frobnicate"], "frobnicate"),
        (&["ask"], "QUESTION"),
        (&["export"], "--to"),
        (&["index", "extra"], "extra"),
        (&["index", "--check", "--rebuild"], "--rebuild"),
        (&["ask", "Why?", "--threshold", "1.5"], "1.5"),
        (&["ask", "Why?", "--threshold", "nan"], "nan"),
        (&["ask", "Why?", "--top", "0"], "--top"),
        (&["ask", "Why?", "--top", "many"], "many"),
        (&["ask", "Why?", "--filter", "topic"], "topic"),
        (&["ask", "Why?", "--color", "mauve"], "mauve"),
        (&["batch", "q.txt", "-j", "0"], "0"),
        (&["batch", "q.txt", "--on-error", "cry"], "cry"),
    ];
    for (args, named) in cases {
        one_line(&place.run(args), INPUT, &[named]);
    }
    assert!(!place.path("index").exists(), "nothing is built for a command that is not understood");
}

#[test]
fn settings_that_are_none() {
    let cases = [
        ("threshhold = 0.5\n", ":1:"),
        ("refusal = \"x\"\n\nthreshold = \"high\"\n", ":3:"),
        ("threshold = 1.5\n", ""),
        ("= what\n", ":1:"),
    ];
    for (content, line) in cases {
        let run = Place::shop().with("corpus/answerbook.toml", content).run(&ASK);
        one_line(&run, INPUT, &[&format!("corpus/answerbook.toml{line}")]);
    }
}

#[test]
fn a_model_that_cannot_be_had() {
    let place =
        Place::shop().with("other/config.json", "{}").with("distilled/config.json", r#"{"model_type":"distilbert"}"#);
    for folder in ["missing", "other", "distilled", "corpus/shop.jsonl", "corpus"] {
        let run = place.run(&[&ASK[..], &["--model", folder]].concat());
        let feature = if cfg!(feature = "transformer") { "" } else { "--features transformer" };
        one_line(&run, INPUT, &[folder, feature]);
    }
    assert!(!place.path("index").exists(), "nothing is built for a model that is none");
    assert_eq!(place.run(&[&ASK[..], &["--model", "none"]].concat()).code, 0);
}

#[test]
fn synonyms_that_are_none() {
    for bad in ["teapot pot", "teapot =>", "= pot", "teapot => , "] {
        let run = Place::shop().with("corpus/synonyms.txt", format!("# mine\na = b\n{bad}\n")).run(&ASK);
        one_line(&run, INPUT, &["corpus/synonyms.txt:3:"]);
    }
}

#[test]
fn a_full_disk_at_the_output() {
    let place = Place::shop().with("q.txt", "When is the shop open?\n".repeat(50));
    for args in [&ASK[..], &["batch", "q.txt"], &["batch", "q.txt", "--format", "text"], &["index"], &["info"]] {
        let mut command = place.command();
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = command.args(args).stdout(full).output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: String::new(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        one_line(&run, INPUT, &["output"]);
    }
}

#[test]
fn without_any_corpus_two_lines_say_how_to_start() {
    let place = Place::empty();
    for args in [&ASK[..], &["index"], &["info"], &[]] {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str(), run.err.lines().count()), (CORPUS, "", 2), "{run:?}");
        assert!(run.err.contains("--corpus") && run.err.contains("answerbook --demo"), "{run:?}");
    }
    let demo = place.run(&["ask", "With whom does North Korea Trade?", "--demo"]);
    assert!(demo.code == 0 && demo.out.contains("corpus/treaty.txt:") && demo.err.is_empty(), "{demo:?}");
    assert_eq!(place.files(), Vec::<std::path::PathBuf>::new(), "nothing is written");
}

#[test]
fn the_librarys_errors_have_the_same_one_line_and_a_path() {
    let place = Place::empty();
    let error = Engine::builder().corpus(place.path("none")).in_memory().open().err().unwrap();
    assert_eq!(error.path(), Some(place.path("none").as_path()));
    assert!(!error.to_string().contains('\n') && !error.is_corrupt() && !error.is_locked() && !error.is_input());
    place.write("corpus/a.txt", "One paragraph about teapots.\n");
    place.write("corpus/answerbook.toml", "colour = 'red'\n");
    let error = Engine::builder().corpus(place.path("corpus")).in_memory().open().err().unwrap();
    assert!(error.is_input(), "{error}");
}

//! How many of the pairs on many sorts of pages are found, and how much else is taken for one.
//!
//! `cargo test --test extraction -- --nocapture` prints precision and recall, and every page
//! that is not read as a careful person would.

use std::fs;
use std::path::{Path, PathBuf};

use answerbook::{Engine, Kind, Model};

/// Least precision and recall over the pages that the readers were written with.
const LEAST: f64 = 0.97;

/// The same over the second set, written by somebody who knew neither the first set nor the readers.
/// Its faults that any page may have were mended after the first look; what is left is listed by the test.
const LEAST_OF_SECOND: f64 = 0.93;

/// A pair as words, so that marks, case and the numbers of lists do not matter.
type Pair = (Vec<String>, Vec<String>);

fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches(['-', '*', '+', '>', '|']).trim_start();
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = digits.len() < line.len()
            && digits.starts_with(['.', ')'])
            && digits.get(1..).is_some_and(|r| r.starts_with(' '));
        let line = if number { digits.get(2..).unwrap_or_default() } else { line };
        if line.starts_with("```") || line.starts_with("~~~") {
            continue;
        }
        let line = without_addresses(line).replace("__", "");
        out.extend(
            line.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned),
        );
    }
    out
}

/// A link of Markdown is its words, an image nothing.
fn without_addresses(line: &str) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once("](") {
        let image = before.rfind('[').filter(|at| before[..*at].ends_with('!'));
        out.push_str(image.map_or(before, |at| &before[..at]));
        out.push(' ');
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn found(page: &Path) -> Vec<Pair> {
    let Ok(book) = Engine::builder().corpus(page).model(Model::None).in_memory().open() else { return Vec::new() };
    let records = book.records(0, usize::MAX).unwrap();
    let pairs = records.iter().filter(|r| r.kind == Kind::Faq);
    pairs.map(|r| (words(r.question().unwrap_or_default()), words(&r.text))).collect()
}

fn expected(page: &Path) -> Vec<Pair> {
    let text = fs::read_to_string(page.with_extension("expected.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let text = |pair: &serde_json::Value, key: &str| words(pair[key].as_str().unwrap());
    value["pairs"].as_array().unwrap().iter().map(|p| (text(p, "question"), text(p, "answer"))).collect()
}

/// What the pages of a folder give, against what they should.
fn measure(folder: &Path) -> (usize, f64, f64) {
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pages.retain(|p| p.is_file() && p.extension().is_some_and(|e| e != "json"));
    pages.sort();
    let (mut right, mut taken, mut there, mut faulty) = (0, 0, 0, 0);
    for page in &pages {
        let (expected, mut left) = (expected(page), found(page));
        taken += left.len();
        there += expected.len();
        let mut missed = Vec::new();
        for pair in expected {
            match left.iter().position(|p| *p == pair) {
                Some(at) => {
                    left.remove(at);
                    right += 1;
                }
                None => missed.push(pair),
            }
        }
        if missed.is_empty() && left.is_empty() {
            continue;
        }
        faulty += 1;
        println!("{}: {} missed, {} too many", page.file_name().unwrap().to_string_lossy(), missed.len(), left.len());
        let shown = |(question, answer): &Pair| format!("{} => {}", question.join(" "), answer.join(" "));
        missed.iter().for_each(|pair| println!("  - {:.300}", shown(pair)));
        left.iter().for_each(|pair| println!("  + {:.300}", shown(pair)));
    }
    let (precision, recall) = (f64::from(right) / taken as f64, f64::from(right) / there as f64);
    println!(
        "{} pages, {there} pairs: precision {precision:.3}, recall {recall:.3}; {faulty} pages not as expected\n",
        pages.len()
    );
    (pages.len(), precision, recall)
}

#[test]
fn pages_of_many_sorts_give_their_pairs_and_no_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let (pages, precision, recall) = measure(&folder);
    assert!(pages >= 30 && precision >= LEAST && recall >= LEAST);
    let (pages, precision, recall) = measure(&folder.join("second"));
    assert!(pages >= 30 && precision >= LEAST_OF_SECOND && recall >= LEAST_OF_SECOND);
}

//! How common is a word in its language at large? What a small corpus cannot count, and what a
//! large one cannot drown.
//!
//! Counts of records are not to be had for a language, but the order of its words is; Zipf's law, by Mandelbrot's
//! formula, makes shares of it: the word of rank r, from 0, is in `2 / (r + 4)` of the records. So "the" is in half of
//! them, which are a few sentences long; the hundredth word in two of a hundred, the ten-thousandth in two of ten thousand.

use super::Language;

/// A stem, a tab and its share in millionths a line, in the order of bytes: `training/frequent_en.txt` as the tests below
/// make it, so that a question need not.
const ENGLISH: &str = include_str!("../words/frequent_en.tsv");

/// What a language at large says of a word: `of` records that stand for it, and the `share` of them that have the word.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct AtLarge {
    /// Records that stand for the language; 0 where nothing is known of it.
    pub of: f32,
    /// The share of them that have the word, 0 to 1.
    pub share: f32,
}

/// Records that stand for English: ten times a small corpus, a tenth of a large one. With 10,000 still fewer outcomes change
/// among other records, but a small corpus by words alone ranks worse.
const RECORDS: f32 = 1000.0;

/// What is known of `stem`, a stem of `language`: the shares of its words together.
pub fn at_large(language: Option<Language>, stem: &str) -> AtLarge {
    match language {
        Some(Language::ENGLISH) => AtLarge { of: RECORDS, share: find(ENGLISH, stem).unwrap_or_default() },
        _ => AtLarge::default(),
    }
}

/// Looks `stem` up among the sorted lines of `list`.
fn find(list: &str, stem: &str) -> Option<f32> {
    let mut list = list;
    while !list.is_empty() {
        let half = list.len() / 2;
        let start = list.as_bytes().get(..half)?.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let (before, rest) = list.split_at_checked(start)?;
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let (known, millionths) = line.split_once('\t')?;
        match stem.cmp(known) {
            std::cmp::Ordering::Less => list = before,
            std::cmp::Ordering::Greater => list = after,
            std::cmp::Ordering::Equal => return Some(millionths.parse::<f32>().ok()? / 1e6),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::{AtLarge, at_large, find};
    use crate::text::Language;

    fn by_rank(rank: usize) -> f64 {
        2.0 / (rank as f64 + 4.0)
    }

    fn list() -> String {
        let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/frequent_en.txt");
        let words = std::fs::read_to_string(words).unwrap();
        let mut shares = BTreeMap::new();
        for (rank, word) in words.lines().filter(|line| !line.starts_with('#')).enumerate() {
            *shares.entry(Language::ENGLISH.stem(word)).or_insert(0.0) += by_rank(rank);
        }
        shares.into_iter().map(|(stem, share)| format!("{stem}\t{:.0}\n", share.min(1.0) * 1e6)).collect()
    }

    #[test]
    fn the_list_is_what_the_words_make() {
        if std::env::var_os("WRITE_LIST").is_some() {
            std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/words/frequent_en.tsv"), list()).unwrap();
        } else {
            assert!(super::ENGLISH == list(), "make it anew: WRITE_LIST=1 cargo test --lib the_list_is");
        }
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        let list = "a\t3\nb\t20\nbb\t1000000\n";
        assert_eq!(["a", "b", "bb"].map(|stem| find(list, stem)), [Some(3e-6), Some(2e-5), Some(1.0)]);
        assert_eq!(["", "A", "ab", "ba", "c"].map(|stem| find(list, stem)), [None; 5]);
        assert_eq!(find("", "a"), None);
    }

    #[test]
    fn the_commoner_word_is_in_more_records() {
        let share = |stem: &str| at_large(Some(Language::ENGLISH), stem).share;
        assert!(share("year") > share("treati") && share("treati") > share("axolotl"), "{}", share("treati"));
        assert_eq!(share("axolotl"), 0.0);
    }

    #[test]
    fn forms_of_a_word_are_counted_together() {
        let forms: f32 = at_large(Some(Language::ENGLISH), "travel").share;
        assert!(forms > 0.0015, "travel, travels, traveled and travelling: {forms}");
    }

    #[test]
    fn nothing_is_known_of_another_language() {
        assert_eq!(at_large(Language::from_code("de"), "year"), AtLarge::default());
        assert_eq!(at_large(None, "year"), AtLarge::default());
    }
}

//! The corpus's terms and words, numbered and counted.
//!
//! Four parts: a map from terms to their numbers (which are their places in byte order),
//! a table of what is known of each term by number, how it is spelled too, a map from words
//! as written to the term they are indexed under and, where families of words are looked for,
//! a map from terms and words, spelled backwards, to the numbers of the terms.

use std::collections::BTreeMap;
use std::ops::Range;

use fst::automaton::{Automaton, Str};
use fst::{IntoStreamer, Map, MapBuilder, Streamer};

use crate::error::{Error, ErrorKind, Result};

/// What the index knows of a term.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TermInfo {
    /// Records that have it.
    pub records: u32,
    /// What it carries: [`crate::weigh::Counted::weight`].
    pub weight: f32,
    /// Share of its uses within sentences that are capitalised, 0 to 1.
    pub name: f32,
}

/// What the index knows of a word as written (folded).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordInfo {
    /// Number of the term that it is indexed under.
    pub term: u32,
    /// Records that have it.
    pub records: u32,
}

/// The bytes of a vocabulary, as they are stored.
#[derive(Debug, Clone, Default)]
pub struct VocabularyBytes {
    /// Term map.
    pub terms: Vec<u8>,
    /// Table of [`TermInfo`]s, then the terms one after the other.
    pub table: Vec<u8>,
    /// Word map.
    pub words: Vec<u8>,
    /// Map of terms and words spelled backwards.
    pub endings: Vec<u8>,
}

/// Terms and words of one index.
pub struct Vocabulary {
    terms: Map<Vec<u8>>,
    table: Vec<u8>,
    words: Map<Vec<u8>>,
    endings: Map<Vec<u8>>,
}

/// Little-endian: records, weight, name, where the term's spelling ends.
const ROW: usize = 16;
const TERM_BITS: u32 = 24;

impl Vocabulary {
    /// Reads a vocabulary back.
    ///
    /// # Errors
    ///
    /// Bytes that are none.
    pub fn open(bytes: VocabularyBytes) -> Result<Self> {
        let corrupt = || {
            Error::new(ErrorKind::Corrupt, "the vocabulary cannot be read").advice("run `answerbook index --rebuild`")
        };
        let map = |bytes| Map::new(bytes).map_err(|e| corrupt().because(e));
        let (terms, words, endings) = (map(bytes.terms)?, map(bytes.words)?, map(bytes.endings)?);
        let vocabulary = Vocabulary { terms, table: bytes.table, words, endings };
        let count = vocabulary.terms.len();
        let spelled = count.checked_sub(1).map_or(0, |last| vocabulary.spelled(last).end);
        if vocabulary.table.len() != count * ROW + spelled {
            return Err(corrupt());
        }
        Ok(vocabulary)
    }

    /// The term's number, if the corpus has it.
    pub fn term(&self, term: &str) -> Option<u32> {
        self.terms.get(term).and_then(|id| u32::try_from(id).ok())
    }

    /// The term of this number.
    pub fn spelling(&self, id: u32) -> Option<&str> {
        let Range { start, end } = self.spelled(id as usize);
        let spellings = self.terms.len() * ROW;
        std::str::from_utf8(self.table.get(spellings + start..spellings + end)?).ok().filter(|term| !term.is_empty())
    }

    /// Where the term of this number stands among the spellings.
    fn spelled(&self, id: usize) -> Range<usize> {
        let end = |id: usize| self.row(id).map_or(0, |[.., end]| u32::from_le_bytes(*end) as usize);
        id.checked_sub(1).map_or(0, end)..end(id)
    }

    fn row(&self, id: usize) -> Option<&[[u8; 4]; ROW / 4]> {
        let rows = self.table.get(..self.terms.len() * ROW)?.as_chunks::<ROW>().0;
        rows.get(id)?.as_chunks::<4>().0.first_chunk()
    }

    /// What is known of the term of this number; nothing where there is none.
    pub fn info(&self, id: u32) -> TermInfo {
        let of = |[records, weight, name, _]: &[[u8; 4]; ROW / 4]| TermInfo {
            records: u32::from_le_bytes(*records),
            weight: f32::from_le_bytes(*weight),
            name: f32::from_le_bytes(*name),
        };
        self.row(id as usize).map(of).unwrap_or_default()
    }

    /// The word's entry, if the corpus has it.
    pub fn word(&self, folded: &str) -> Option<WordInfo> {
        self.words.get(folded).map(unpack_word)
    }

    /// The terms that start with `start`, in byte order, with their numbers.
    pub fn starting(&self, start: &str) -> Vec<(String, u32)> {
        spelled(&self.terms, start)
    }

    /// The terms and words that end with `end`, with the terms' numbers; none where families of
    /// words are not looked for.
    pub fn ending(&self, end: &str) -> Vec<(String, u32)> {
        let backwards = spelled(&self.endings, &reversed(end));
        backwards.into_iter().map(|(term, id)| (reversed(&term), id)).collect()
    }

    /// The words that `automaton` accepts, in byte order.
    pub fn words_like(&self, automaton: impl Automaton) -> Vec<(String, WordInfo)> {
        let mut out = Vec::new();
        let mut stream = self.words.search(automaton).into_stream();
        while let Some((word, packed)) = stream.next() {
            out.push((String::from_utf8_lossy(word).into_owned(), unpack_word(packed)));
        }
        out
    }
}

fn spelled(map: &Map<Vec<u8>>, start: &str) -> Vec<(String, u32)> {
    let mut out = Vec::new();
    let mut stream = map.search(Str::new(start).starts_with()).into_stream();
    while let Some((term, id)) = stream.next() {
        out.push((String::from_utf8_lossy(term).into_owned(), u32::try_from(id).unwrap_or_default()));
    }
    out
}

fn reversed(term: &str) -> String {
    term.chars().rev().collect()
}

fn unpack_word(packed: u64) -> WordInfo {
    WordInfo { term: (packed & ((1 << TERM_BITS) - 1)) as u32, records: (packed >> TERM_BITS) as u32 }
}

/// The bytes of a vocabulary of `terms`, which are in byte order, and `words`; of the terms'
/// endings too where families of words are looked for.
///
/// # Errors
///
/// Terms out of order: a fault of the caller.
pub fn write<'a>(
    terms: impl Iterator<Item = (&'a str, TermInfo)>,
    words: &BTreeMap<&str, WordInfo>,
    with_endings: bool,
) -> Result<VocabularyBytes> {
    let mut term_map = MapBuilder::memory();
    let mut table = Vec::new();
    let mut spellings = String::new();
    let mut backwards = BTreeMap::new();
    for (id, (term, info)) in terms.enumerate() {
        term_map.insert(term, id as u64).map_err(failed)?;
        table.extend(info.records.to_le_bytes());
        table.extend(info.weight.to_le_bytes());
        table.extend(info.name.to_le_bytes());
        spellings.push_str(term);
        table.extend(u32::try_from(spellings.len()).map_err(too_much)?.to_le_bytes());
        if with_endings {
            backwards.insert(reversed(term), id as u64);
        }
    }
    table.extend(spellings.as_bytes());
    let mut word_map = MapBuilder::memory();
    for (word, info) in words {
        if with_endings {
            backwards.entry(reversed(word)).or_insert(u64::from(info.term));
        }
        word_map.insert(word, u64::from(info.term) | u64::from(info.records) << TERM_BITS).map_err(failed)?;
    }
    Ok(VocabularyBytes {
        terms: term_map.into_inner().map_err(failed)?,
        table,
        words: word_map.into_inner().map_err(failed)?,
        endings: Map::from_iter(backwards).map_err(failed)?.into_fst().into_inner(),
    })
}

fn too_much(error: std::num::TryFromIntError) -> Error {
    Error::new(ErrorKind::Corpus, "the corpus has more words than an index can number")
        .because(error)
        .advice("make several corpora of it")
}

fn failed(error: fst::Error) -> Error {
    Error::new(ErrorKind::Internal, "the vocabulary cannot be written").because(error)
}

#[cfg(test)]
mod tests {
    use super::{TermInfo, Vocabulary, VocabularyBytes, WordInfo, write};
    use std::collections::BTreeMap;

    #[test]
    fn what_goes_in_comes_out() {
        let pact = TermInfo { records: 3, weight: 0.5, name: 1.0 };
        let words = BTreeMap::from([("pacts", WordInfo { term: 1, records: 2 })]);
        let terms = [("korea", TermInfo::default()), ("pact", pact)].into_iter();
        let bytes = write(terms, &words, true).unwrap_or_default();
        let vocabulary = Vocabulary::open(bytes).ok();
        let id = vocabulary.as_ref().and_then(|v| v.term("pact"));
        assert_eq!(id, Some(1));
        assert_eq!(vocabulary.as_ref().and_then(|v| v.spelling(1)), Some("pact"));
        assert_eq!(vocabulary.as_ref().and_then(|v| v.spelling(2)), None);
        assert_eq!(vocabulary.as_ref().map(|v| v.info(1)), Some(pact));
        assert_eq!(vocabulary.as_ref().and_then(|v| v.word("pacts")), Some(WordInfo { term: 1, records: 2 }));
        assert_eq!(vocabulary.as_ref().map(|v| v.starting("pa")), Some(vec![("pact".to_owned(), 1)]));
        assert_eq!(vocabulary.as_ref().map(|v| v.ending("rea")), Some(vec![("korea".to_owned(), 0)]));
        assert!(vocabulary.is_some_and(|v| v.term("nothing").is_none() && v.info(9) == TermInfo::default()));
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        let bytes = VocabularyBytes { terms: vec![1, 2, 3], ..VocabularyBytes::default() };
        assert!(Vocabulary::open(bytes).is_err_and(|e| e.is_corrupt()));
        let whole = || {
            let terms = [("korea", TermInfo::default()), ("pact", TermInfo::default())].into_iter();
            write(terms, &BTreeMap::new(), false).unwrap_or_default()
        };
        let mut short = whole();
        short.table.pop();
        assert!(Vocabulary::open(short).is_err_and(|e| e.is_corrupt()));
        // The first spelling ends after the second.
        let mut crossed = whole();
        crossed.table.splice(12..16, 200u32.to_le_bytes());
        let vocabulary = Vocabulary::open(crossed).ok();
        assert_eq!(vocabulary.map(|v| (v.spelling(0).is_none(), v.spelling(1).is_none())), Some((true, true)));
    }
}

//! Records to vectors: what of them is embedded, and the files of [`super::vectors`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::terms::shared_answer;
use super::vectors::{HEAD, Levels, MAGIC, size};
use super::word_vectors::{self, WordSigns};
use crate::limits;
use crate::model::{Embedding, Encoder, unmarked};
use crate::progress::{Step, Watcher};
use crate::record::{Kind, Record};
use crate::text::{Language, sentence, tokens};

/// Two files of [`super::vectors`] and one of [`super::word_vectors`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// Of each phrasing of a pair's question and each sentence of a passage.
    pub parts: Vec<u8>,
    /// Of the words of each.
    pub words: Vec<u8>,
    /// Of each record as a whole.
    pub wholes: Vec<u8>,
}

/// What an earlier index knew, by the digest of the text.
#[derive(Debug, Default)]
pub struct Known {
    /// Of phrasings and sentences.
    pub parts: HashMap<u64, (Levels, WordSigns)>,
    /// Of records as a whole.
    pub wholes: HashMap<u64, Levels>,
}

/// A text to be embedded, and the place of its record.
type Wanted<'a> = (u32, Cow<'a, str>);

/// The vectors of `records` that `encoder` understands; those `known` under their digest are taken over.
///
/// Of more than [`limits::PHRASINGS_EMBEDDED`] phrasings, of more than [`limits::SENTENCES_EMBEDDED`] sentences, and
/// of more than [`limits::WHOLES_EMBEDDED`] records as a whole, none has one: embedding them would take longer than
/// anyone waits for a cache.
pub fn write(
    records: &[Record],
    languages: &[Option<Language>],
    encoder: &dyn Encoder,
    known: &Known,
    watcher: &Watcher,
) -> Embedded {
    let mut answers: HashMap<&str, usize> = HashMap::new();
    // The phrasings of each answer.
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    let found = embedded(records, languages, encoder);
    for (doc, record, phrasings) in &found {
        let answer = match shared_answer(record) {
            Some(text) => *answers.entry(text).or_insert(groups.len()),
            None => groups.len(),
        };
        groups.resize_with(groups.len().max(answer + 1), Vec::new);
        for (phrasing, text) in (wanted.len()..).zip(phrasings) {
            wanted.push((*doc, Cow::Borrowed(unmarked(text))));
            groups.iter_mut().skip(answer).take(1).for_each(|group| group.push(phrasing as u32));
        }
    }
    let mut wholes: Vec<Wanted<'_>> =
        found.iter().filter_map(|(doc, record, _)| Some((*doc, whole(record)?))).collect();
    if wholes.len() > limits::WHOLES_EMBEDDED {
        wholes.clear();
    }
    let done = AtomicUsize::new(0);
    let of_all = wanted.len() + wholes.len();
    let tell = || watcher.tell(Step::Meaning, done.fetch_add(1, Ordering::Relaxed) + 1, of_all);
    let part = |(_, text): &Wanted<'_>| {
        let digest = digest(text);
        let (levels, words) = known.parts.get(&digest).cloned().unwrap_or_else(|| {
            let Embedding { vector, words } = encoder.embed(text);
            (Levels::of(&vector), WordSigns::of(words.iter().map(|(_, vector)| &**vector)))
        });
        tell();
        ((digest, levels), words)
    };
    let whole = |(_, text): &Wanted<'_>| {
        let digest = digest(text);
        let levels = known.wholes.get(&digest).cloned().unwrap_or_else(|| Levels::of(&encoder.vector(text)));
        tell();
        (digest, levels)
    };
    let (parts, words): (Vec<(u64, Levels)>, Vec<WordSigns>) = wanted.par_iter().map(part).unzip();
    let of_wholes: Vec<(u64, Levels)> = wholes.par_iter().map(whole).collect();
    let alone: Vec<Vec<u32>> = (0u32..).take(wholes.len()).map(|at| vec![at]).collect();
    Embedded {
        parts: file(&wanted, &groups, &parts, encoder.width()),
        words: word_vectors::write(words.iter(), encoder.width()),
        wholes: file(&wholes, &alone, &of_wholes, encoder.width()),
    }
}

/// A file of vectors: of the `wanted` texts, in the order of the corpus, of which the `groups` are pooled.
fn file(wanted: &[Wanted<'_>], groups: &[Vec<u32>], levels: &[(u64, Levels)], width: usize) -> Vec<u8> {
    let covered = wanted.last().map_or(0, |(doc, _)| *doc as usize + 1);
    let mut starts = vec![0u32; wanted.len()];
    let mut start = 0;
    for group in groups {
        for phrasing in group {
            starts.iter_mut().skip(*phrasing as usize).take(1).for_each(|s| *s = start);
        }
        start += group.len() as u32;
    }
    let mut out = Vec::with_capacity(size(width, wanted.len(), covered).unwrap_or_default());
    out.extend(MAGIC);
    for number in [width, wanted.len(), covered] {
        out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    for doc in 0..=covered {
        let first = wanted.partition_point(|(d, _)| (*d as usize) < doc);
        out.extend((first as u32).to_le_bytes());
    }
    groups.iter().flatten().for_each(|phrasing| out.extend(phrasing.to_le_bytes()));
    levels.iter().for_each(|(_, levels)| out.extend(levels.sketch().0.to_le_bytes()));
    levels.iter().for_each(|(_, levels)| out.extend(levels.sketch().1));
    for (((doc, _), start), (digest, levels)) in wanted.iter().zip(&starts).zip(levels) {
        out.extend(doc.to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend(digest.to_le_bytes());
        out.extend(levels.scale.to_le_bytes());
        out.extend(levels.levels.iter().map(|x| x.cast_unsigned()));
    }
    out
}

/// A record in one text: a pair's question and answer, a passage with the heading above it, else its title. None of a
/// pair whose answer says too little to change what its question means ("Yes."), nor of a passage of no words.
fn whole(record: &Record) -> Option<Cow<'_, str>> {
    const WORDS: usize = 5;
    // More than any model reads.
    const BYTES: usize = 4096;
    let head = match record.kind {
        Kind::Faq => record.questions.first(),
        Kind::Passage => record.source.heading.last().or(record.title.as_ref()),
    };
    let text = record.text.get(..record.text.floor_char_boundary(BYTES))?;
    let says = tokens(text).len() >= WORDS;
    says.then(|| head.map_or(Cow::Borrowed(text), |head| Cow::Owned(format!("{head} {text}"))))
}

/// Records by place and what is embedded of them: a pair's questions, a passage's sentences; of
/// a kind that there is too much of, nothing.
fn embedded<'a>(
    records: &'a [Record],
    languages: &[Option<Language>],
    encoder: &dyn Encoder,
) -> Vec<(u32, &'a Record, Vec<&'a str>)> {
    let mut found: Vec<(u32, &Record, Vec<&str>)> = Vec::new();
    let (mut phrasings, mut sentences) = (0, 0);
    for ((doc, record), language) in (0u32..).zip(records).zip(languages) {
        if !encoder.understands(*language) {
            continue;
        }
        let texts: Vec<&str> = match record.kind {
            Kind::Faq => record.questions.iter().map(String::as_str).collect(),
            Kind::Passage if sentences <= limits::SENTENCES_EMBEDDED => {
                sentence::with_words(&record.text).into_iter().filter_map(|range| record.text.get(range)).collect()
            }
            Kind::Passage => continue,
        };
        match record.kind {
            Kind::Faq => phrasings += texts.len(),
            Kind::Passage => sentences += texts.len(),
        }
        found.push((doc, record, texts));
    }
    found.retain(|(_, record, _)| match record.kind {
        Kind::Faq => phrasings <= limits::PHRASINGS_EMBEDDED,
        Kind::Passage => sentences <= limits::SENTENCES_EMBEDDED,
    });
    found
}

/// The files of an index without vectors.
pub fn none() -> Embedded {
    let mut out = MAGIC.to_vec();
    out.resize(HEAD + 4, 0);
    Embedded { parts: out.clone(), words: word_vectors::write([].iter(), 0), wholes: out }
}

fn digest(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().first_chunk().map_or(0, |b| u64::from_le_bytes(*b))
}

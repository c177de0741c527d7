//! Records to an index: terms numbered, Tantivy's segment written, synonyms compiled.
//!
//! One writer thread and one segment, so that equal corpora give equal indexes and a
//! document's number is its record's place in the corpus.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use tantivy::directory::{Directory, OwnedBytes};
use tantivy::schema::TantivyDocument;
use tantivy::{Index, IndexSettings};

use super::embed::{self, Known};
use super::schema::{self, Fields};
use super::terms::{self, Posting, RecordToken, TERMS_MAX};
use super::vocabulary::{self, TermInfo, VocabularyBytes, WordInfo};
use super::{Basis, Snapshot};
use crate::error::{Error, ErrorKind, Result};
use crate::progress::{Step, Watcher};
use crate::record::{Kind, Record};
use crate::settings::Beside;
use crate::synonyms;
use crate::text::frequency::at_large;
use crate::text::words::{self, Class};
use crate::text::{Language, family, tokens};
use crate::weigh::{Counted, NAME_SHARE};

/// Memory Tantivy may use before it writes; more than a segment of a million records needs.
const WRITER_BYTES: usize = 200 << 20;

/// A language counts as one of the corpus's when it has this share of the records;
/// below, a detection is more likely a mistake.
const LANGUAGE_SHARE: f64 = 0.05;

/// What an index holds beside Tantivy's files.
pub struct Parts {
    /// Terms and words.
    pub vocabulary: VocabularyBytes,
    /// The compiled synonyms.
    pub synonyms: String,
    /// Codes of the corpus's languages, most used first; "und" where there is no stemmer.
    pub languages: Vec<String>,
    /// The vectors of phrasings and sentences.
    pub vectors: OwnedBytes,
    /// The vectors of their words.
    pub word_vectors: OwnedBytes,
    /// The vectors of whole records.
    pub wholes: OwnedBytes,
}

/// Builds the Tantivy index of `records` in `directory` and the parts beside it. Vectors of
/// the `old` index are taken over where the phrasing is the same.
///
/// # Errors
///
/// A directory that cannot be written, a faulty synonym file, more than sixteen million
/// distinct terms.
pub fn build(
    records: &[Record],
    basis: &Basis,
    directory: Box<dyn Directory>,
    old: Option<&Snapshot>,
) -> Result<Parts> {
    let languages = languages_of(records);
    let mut lexicon = Lexicon::default();
    let documents: Vec<Vec<u64>> =
        records.iter().zip(&languages).map(|(r, l)| lexicon.add(terms::of_record(r, *l), *l)).collect();
    let numbered = lexicon.number(records.len() as u64)?;
    write_segment(records, &documents, &numbered, directory, &basis.watcher)?;
    let used = most_used(&languages);
    let rules = synonym_rules(&used, &basis.beside)?;
    let known = |term: &str| lexicon.ids.contains_key(term);
    let entries = numbered.entries.iter().map(|e| (e.0.as_str(), e.1));
    let with_families = used.iter().any(|l| family::is_looked_for(*l));
    let embedded = embedded(records, &languages, basis, old);
    Ok(Parts {
        vocabulary: vocabulary::write(entries, &lexicon.words(&numbered), with_families)?,
        synonyms: synonyms::write(&synonyms::useful(rules, known)),
        languages: used.iter().map(|l| l.map_or("und", Language::code).to_owned()).collect(),
        vectors: OwnedBytes::new(embedded.parts),
        word_vectors: OwnedBytes::new(embedded.words),
        wholes: OwnedBytes::new(embedded.wholes),
    })
}

fn embedded(
    records: &[Record],
    languages: &[Option<Language>],
    basis: &Basis,
    old: Option<&Snapshot>,
) -> embed::Embedded {
    let Some(encoder) = &basis.encoder else {
        return embed::none();
    };
    let same = old.filter(|old| old.manifest.model == encoder.id());
    let known = same.map(|old| Known {
        parts: old.vectors.known().zip(old.word_vectors.known()).map(|((digest, v), w)| (digest, (v, w))).collect(),
        wholes: old.wholes.known().collect(),
    });
    let known = known.unwrap_or_default();
    embed::write(records, languages, encoder.as_ref(), &known, &basis.watcher)
}

/// Each record's language: its own word, else what its text shows if enough of the
/// corpus shows the same, else the corpus's.
fn languages_of(records: &[Record]) -> Vec<Option<Language>> {
    let shown: Vec<Option<Language>> = records
        .iter()
        .map(|r| match &r.lang {
            Some(code) => Language::from_code(code),
            None => Language::detect(&format!("{} {}", r.questions.join(" "), r.text)),
        })
        .collect();
    let mut counts: BTreeMap<Language, usize> = BTreeMap::new();
    for language in shown.iter().flatten() {
        *counts.entry(*language).or_default() += 1;
    }
    let main = match counts.iter().max_by_key(|(language, n)| (**n, std::cmp::Reverse(**language))) {
        Some((language, _)) => Some(*language),
        None => detect_together(records),
    };
    let enough = |l: &Language| counts.get(l).is_some_and(|n| *n as f64 >= LANGUAGE_SHARE * records.len() as f64);
    let says = |r: &Record| r.lang.as_deref().map(Language::from_code);
    records.iter().zip(shown).map(|(r, l)| says(r).unwrap_or_else(|| l.filter(|l| enough(l)).or(main))).collect()
}

/// Short records show their language only together.
fn detect_together(records: &[Record]) -> Option<Language> {
    const SAMPLE_RECORDS: usize = 500;
    let sample: Vec<&str> = records
        .iter()
        .take(SAMPLE_RECORDS)
        .flat_map(|r| r.questions.iter().chain([&r.text]))
        .map(String::as_str)
        .collect();
    let together = sample.join(" ");
    let folded = || tokens(&together).into_iter().map(|token| token.folded).collect::<Vec<_>>();
    Language::detect(&together).or_else(|| words::language_by_function_words(&folded()))
}

fn most_used(languages: &[Option<Language>]) -> Vec<Option<Language>> {
    let mut counts: BTreeMap<Option<Language>, usize> = BTreeMap::new();
    for language in languages {
        *counts.entry(*language).or_default() += 1;
    }
    let mut used: Vec<_> = counts.into_iter().collect();
    used.sort_by_key(|(language, n)| (std::cmp::Reverse(*n), *language));
    used.into_iter().map(|(language, _)| language).collect()
}

fn synonym_rules(used: &[Option<Language>], beside: &Beside) -> Result<Vec<synonyms::Rule>> {
    let mut rules = Vec::new();
    if used.contains(&Some(Language::ENGLISH)) {
        let shipped = Path::new("synonyms.txt (shipped)");
        rules.extend(synonyms::parse(shipped, words::SYNONYMS, false, Some(Language::ENGLISH))?);
    }
    if let Some((path, text)) = &beside.synonyms {
        for language in used {
            rules.extend(synonyms::parse(path, text, true, *language)?);
        }
    }
    Ok(rules)
}

#[derive(Default)]
struct Counts {
    class: Option<Class>,
    /// That of the first record which has the term and one.
    language: Option<Language>,
    records: u32,
    last_record: u32,
    capital: u32,
    within: u32,
}

/// Terms and words as they are met, numbered in order of first sight.
#[derive(Default)]
struct Lexicon {
    ids: HashMap<String, u32>,
    counts: Vec<Counts>,
    /// A word's terms, each with the number of records; one word has more than one only
    /// where languages mix.
    word_terms: HashMap<String, BTreeMap<u32, Counts>>,
    added: u32,
}

/// Terms in byte order, and the way from first-sight number to that order.
struct Numbered {
    entries: Vec<(String, TermInfo)>,
    order: Vec<u32>,
}

impl Lexicon {
    fn add(&mut self, tokens: Vec<RecordToken>, language: Option<Language>) -> Vec<u64> {
        self.added += 1;
        let mut out = Vec::with_capacity(tokens.len());
        for token in tokens {
            let next = self.counts.len() as u32;
            let id = *self.ids.entry(token.term).or_insert(next);
            if id == next {
                self.counts.push(Counts::default());
            }
            if let Some(counts) = self.counts.get_mut(id as usize) {
                counts.class.get_or_insert_with(|| words::class(language, &token.word));
                counts.language = counts.language.or(language);
                count(counts, self.added, token.sorts, token.starts);
            }
            let word = self.word_terms.entry(token.word).or_default().entry(id).or_default();
            count(word, self.added, token.sorts, token.starts);
            out.push(Posting::new(id.min(TERMS_MAX), token.field, token.starts, token.sorts).0);
        }
        out
    }

    fn number(&self, total: u64) -> Result<Numbered> {
        if self.ids.len() > TERMS_MAX as usize {
            return Err(Error::new(
                ErrorKind::Corpus,
                format!("{} distinct terms are more than an index holds", self.ids.len()),
            )
            .advice("split the corpus"));
        }
        let mut sorted: Vec<(&String, u32)> = self.ids.iter().map(|(term, id)| (term, *id)).collect();
        sorted.sort();
        let mut order = vec![0; sorted.len()];
        let mut entries = Vec::with_capacity(sorted.len());
        for (place, (term, id)) in sorted.into_iter().enumerate() {
            let Some(counts) = self.counts.get(id as usize) else {
                continue;
            };
            if let Some(slot) = order.get_mut(id as usize) {
                *slot = place as u32;
            }
            let name = if counts.within == 0 { 0.0 } else { counts.capital as f32 / counts.within as f32 };
            let class = counts.class.unwrap_or(Class::Content);
            let counted = Counted {
                class,
                name: class >= Class::Common && name > NAME_SHARE,
                records: counts.records,
                at_large: at_large(counts.language, term),
            };
            let weight = counted.weight(total);
            entries.push((term.clone(), TermInfo { records: counts.records, weight, name }));
        }
        Ok(Numbered { entries, order })
    }

    /// Every word with the term it mostly stands for.
    fn words(&self, numbered: &Numbered) -> BTreeMap<&str, WordInfo> {
        self.word_terms
            .iter()
            .filter_map(|(word, by_term)| {
                let (term, counts) = by_term.iter().max_by_key(|(term, c)| (c.records, std::cmp::Reverse(**term)))?;
                let term = *numbered.order.get(*term as usize)?;
                Some((word.as_str(), WordInfo { term, records: counts.records }))
            })
            .collect()
    }
}

fn count(counts: &mut Counts, record: u32, sorts: u8, starts: bool) {
    if counts.last_record != record {
        counts.last_record = record;
        counts.records += 1;
    }
    if !starts {
        counts.within += 1;
        counts.capital += u32::from(sorts & terms::sort::NAME != 0);
    }
}

fn write_segment(
    records: &[Record],
    documents: &[Vec<u64>],
    numbered: &Numbered,
    directory: Box<dyn Directory>,
    watcher: &Watcher,
) -> Result<()> {
    let (schema, fields) = schema::schema();
    let mut writer = Index::builder()
        .schema(schema)
        .settings(IndexSettings::default())
        .tokenizers(schema::tokenizers())
        .single_segment_index_writer::<TantivyDocument>(directory, WRITER_BYTES)?;
    let mut previous: Option<&Record> = None;
    let mut sharing: HashMap<&str, u16> = HashMap::new();
    for answer in records.iter().filter_map(terms::shared_answer) {
        let count = sharing.entry(answer).or_default();
        *count = count.saturating_add(1);
    }
    for (done, (record, postings)) in records.iter().zip(documents).enumerate() {
        watcher.tell(Step::Writing, done, records.len());
        let follows = previous.is_some_and(|p| follows(p, record));
        let mut document = document(record, postings, follows, numbered, &fields)?;
        let records = terms::shared_answer(record).and_then(|answer| sharing.get(answer)).copied().unwrap_or(1);
        document.add_u64(fields.answer, terms::Sharing::new(record, records).0);
        writer.add_document(document)?;
        previous = Some(record);
    }
    writer.finalize()?;
    Ok(())
}

fn follows(previous: &Record, record: &Record) -> bool {
    previous.kind == Kind::Passage
        && record.kind == Kind::Passage
        && previous.source.path == record.source.path
        && previous.title == record.title
        && previous.source.heading == record.source.heading
}

fn document(
    record: &Record,
    postings: &[u64],
    follows: bool,
    numbered: &Numbered,
    fields: &Fields,
) -> Result<TantivyDocument> {
    let mut document = TantivyDocument::default();
    let mut joined = [String::new(), String::new(), String::new()];
    for posting in postings.iter().map(|p| Posting(*p)) {
        let id = numbered.order.get(posting.term() as usize).copied().unwrap_or_default();
        let term = numbered.entries.get(id as usize).map_or("", |e| e.0.as_str());
        if let Some(text) = joined.get_mut(posting.field() as usize) {
            text.push_str(term);
            text.push(' ');
        }
        document.add_u64(fields.tokens, Posting::new(id, posting.field(), posting.starts(), posting.sorts()).0);
    }
    let [question, text, title] = joined;
    document.add_text(fields.question, question);
    document.add_text(fields.text, text);
    document.add_text(fields.title, title);
    for question in &record.questions {
        let key = terms::exact_key(question);
        if !key.is_empty() {
            document.add_text(fields.exact, key);
        }
    }
    document.add_text(fields.id, &record.id);
    for (key, value) in &record.tags {
        document.add_text(fields.tag, schema::tag(key, value));
    }
    document.add_u64(fields.follows, u64::from(follows));
    let json = serde_json::to_string(record)
        .map_err(|e| Error::new(ErrorKind::Internal, "a record cannot be stored").because(e))?;
    document.add_text(fields.record, json);
    Ok(document)
}

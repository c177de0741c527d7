//! Corpus files to records: which files, in what encoding, read by which reader.
//!
//! ```text
//! walk → decode → form → jsonl | table | tree → shapes | qna | markdown, html → blocks → outline | page
//!      → rules → ids
//! ```
//!
//! Whatever of a file becomes no record is listed in [`Corpus::dropped`], with a fault where the
//! file should be mended; the rest of the corpus is read all the same. File reading happens here
//! and in [`crate::index`] only.

pub(crate) mod asked;
mod blocks;
#[cfg(feature = "epub")]
mod book;
mod decode;
pub(crate) mod fields;
mod file;
pub(crate) mod form;
mod found;
mod html;
mod ids;
pub(crate) mod jsonl;
mod markdown;
mod outline;
mod page;
mod passages;
mod plain;
mod qna;
mod report;
pub(crate) mod rules;
mod shapes;
mod table;
mod tree;
mod walk;
#[cfg(feature = "xlsx")]
mod workbook;

use std::path::{Path, PathBuf};

pub use file::{read as read_file, stream};
pub use form::Form;
pub use found::{Found, Half};
pub use ids::{THE_SAME, content_id};
pub use report::{Doubt, Dropped};
pub use rules::Rules;
pub use table::Item;
pub use walk::{CorpusFile, Listing, list};

use crate::error::{Error, Result};
use crate::progress::{Step, Watcher};
use crate::record::{Kind, Record};

/// Everything read from a corpus.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The records, in the order of the files' paths and of their place in the file.
    pub records: Vec<Record>,
    /// What became no record, in the same order.
    pub dropped: Vec<Dropped>,
    /// Pairs that may be none, in the same order.
    pub doubts: Vec<Doubt>,
    /// The files that were read.
    pub files: Vec<CorpusFile>,
    /// So many of the records, the last ones, are questions known to have no answer.
    pub unanswerable: usize,
}

/// Reads the records of all files of `listing`.
///
/// # Errors
///
/// A corpus without a single record: the first fault of its files, where there is one.
pub fn read(paths: &[PathBuf], listing: Listing, rules: &Rules, watcher: &Watcher) -> Result<Corpus> {
    let mut corpus = Corpus { dropped: listing.skipped, ..Corpus::default() };
    let mut halves = Vec::new();
    let mut only: Option<Error> = None;
    let all = listing.files.len();
    for (done, mut file) in listing.files.into_iter().enumerate() {
        watcher.tell(Step::Reading, done, all);
        match file.read() {
            Ok(bytes) => {
                file.hash = blake3::hash(&bytes).to_hex().to_string();
                let mut read = file::read(&file.name, &bytes, &rules.for_file(&file.name));
                halves.append(&mut read.found.halves);
                (file.form, file.encoding) = (read.form.to_owned(), read.encoding.to_owned());
                take(&mut corpus, read.found);
            }
            Err(error) => {
                corpus.dropped.push(Dropped::fault(&file.name, 0, error.without_path()));
                only.get_or_insert(error);
            }
        }
        corpus.files.push(file);
    }
    if !halves.is_empty() {
        take(&mut corpus, joined(halves));
        corpus.records.sort_by(|a, b| (&a.source.path, a.source.line).cmp(&(&b.source.path, b.source.line)));
    }
    ids::assign(&mut corpus);
    count(&mut corpus);
    if corpus.records.is_empty() { Err(nothing(paths, &corpus, only)) } else { Ok(corpus) }
}

fn take(corpus: &mut Corpus, found: Found) {
    corpus.records.extend(found.records);
    corpus.dropped.extend(found.dropped);
    corpus.doubts.extend(found.doubts);
}

/// Whether a packed file stays within bounds when unpacked, by what it says of itself.
///
/// # Errors
///
/// Words for the user.
#[cfg(any(feature = "xlsx", feature = "epub"))]
fn unpacked(bytes: &[u8]) -> std::result::Result<(), String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))
        .map_err(|e| format!("no packed file as such files are: {e}; check the file"))?;
    let mut sum = 0u64;
    for at in 0..archive.len() {
        sum += archive.by_index_raw(at).map_or(0, |file| file.size());
    }
    if sum > crate::limits::DOCUMENT_BYTES {
        return Err(format!("{sum} bytes when unpacked, more than {}; split it", crate::limits::DOCUMENT_BYTES));
    }
    Ok(())
}

/// Halves brought together; see [`found::join`].
pub fn joined(halves: Vec<Half>) -> Found {
    let mut found = Found::default();
    found::join(halves, &mut found);
    found
}

/// Counts what each file gave.
fn count(corpus: &mut Corpus) {
    let mut counts: std::collections::HashMap<&str, (u64, u64)> = std::collections::HashMap::new();
    for record in &corpus.records {
        let count = counts.entry(&record.source.path).or_default();
        match record.kind {
            Kind::Faq => count.0 += 1,
            Kind::Passage => count.1 += 1,
        }
    }
    for file in &mut corpus.files {
        (file.pairs, file.passages) = counts.get(file.name.as_str()).copied().unwrap_or_default();
    }
}

/// Why a corpus has no record.
fn nothing(paths: &[PathBuf], corpus: &Corpus, unreadable: Option<Error>) -> Error {
    if let Some(error) = unreadable {
        return error;
    }
    if let Some(fault) = corpus.dropped.iter().find(|d| d.fault) {
        let error = Error::corpus(fault.reason.clone()).at(Path::new(&fault.path));
        return if fault.line > 0 { error.line(fault.line) } else { error };
    }
    let path = paths.first().map_or(Path::new("corpus"), PathBuf::as_path);
    let what = match corpus.files.len() {
        0 => match corpus.dropped.first() {
            Some(d) => format!("no corpus file here; {} was passed over: {}", d.path, d.reason),
            None => "no corpus file here".to_owned(),
        },
        1 => "its one file holds no question, answer or paragraph".to_owned(),
        n => format!("none of its {n} files holds a question, answer or paragraph"),
    };
    Error::corpus(what)
        .at(path)
        .advice("put pages (.html, .md, .txt), tables (.csv) or records (.jsonl) there, or name another with --corpus")
}

/// Reads one text given by the program rather than a file: the compiled-in page.
///
/// # Errors
///
/// As [`read`], for this one text.
pub fn read_text(name: &str, text: &str) -> Result<Corpus> {
    let read = file::read(name, text.as_bytes(), &rules::Rule::default());
    let mut corpus = Corpus::default();
    take(&mut corpus, read.found);
    ids::assign(&mut corpus);
    if corpus.records.is_empty() { Err(nothing(&[], &corpus, None)) } else { Ok(corpus) }
}

#[cfg(test)]
mod tests;

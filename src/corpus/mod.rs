//! Corpus files to records: which files, in what encoding, read by which reader.
//!
//! ```text
//! walk → decode → (page → passages | jsonl) → ids
//! ```
//!
//! Whatever of a file becomes no record is listed in [`Corpus::dropped`]. File reading
//! happens here and in [`crate::index`] only.

mod decode;
mod ids;
mod jsonl;
mod page;
mod passages;
mod report;
mod walk;

use std::path::{Path, PathBuf};

pub use report::Dropped;
pub use walk::{CorpusFile, Listing, list};

use crate::error::{Error, Result};
use crate::record::Record;

/// Everything read from a corpus.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// The records, in the order of the files' paths and of their place in the file.
    pub records: Vec<Record>,
    /// What became no record, in the same order.
    pub dropped: Vec<Dropped>,
    /// The files that were read.
    pub files: Vec<CorpusFile>,
}

/// Reads the records of all files of `listing`.
///
/// # Errors
///
/// A file that cannot be read, is not UTF-8 or breaks its format; a corpus without a
/// single record.
pub fn read(paths: &[PathBuf], listing: Listing) -> Result<Corpus> {
    let mut corpus = Corpus { dropped: listing.skipped, ..Corpus::default() };
    for mut file in listing.files {
        let bytes = file.read()?;
        file.hash = blake3::hash(&bytes).to_hex().to_string();
        let (records, dropped) = read_bytes(&file.name, &bytes)?;
        corpus.records.extend(records);
        corpus.dropped.extend(dropped);
        corpus.files.push(file);
    }
    ids::assign(&mut corpus);
    if corpus.records.is_empty() {
        let path = paths.first().map_or(Path::new("corpus"), PathBuf::as_path);
        let what = match corpus.files.len() {
            0 => match corpus.dropped.first() {
                Some(d) => format!("no corpus file here (.txt or .jsonl); {} was passed over: {}", d.path, d.reason),
                None => "no corpus file here (.txt or .jsonl)".to_owned(),
            },
            1 => "its one file holds no question, answer or paragraph".to_owned(),
            n => format!("none of its {n} files holds a question, answer or paragraph"),
        };
        return Err(Error::corpus(what)
            .at(path)
            .advice("put a text page (.txt) or records (.jsonl) there, or name another with --corpus"));
    }
    Ok(corpus)
}

/// Reads one text given by the program rather than a file: the compiled-in page.
///
/// # Errors
///
/// As [`read`], for this one text.
pub fn read_text(name: &str, text: &str) -> Result<Corpus> {
    let (records, dropped) = read_bytes(name, text.as_bytes())?;
    let mut corpus = Corpus { records, dropped, files: Vec::new() };
    ids::assign(&mut corpus);
    Ok(corpus)
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<(Vec<Record>, Vec<Dropped>)> {
    let text = decode::utf8(name, bytes)?;
    let (mut records, dropped) = if jsonl::is_jsonl(name) {
        jsonl::read(name, text.text)?
    } else {
        let (records, dropped) = page::read(name, text.text);
        (records.into_iter().flat_map(passages::within_limit).collect(), dropped)
    };
    // A byte order mark is no text, but its bytes count.
    for record in &mut records {
        record.source.bytes = record.source.bytes.map(|at| at + text.offset);
    }
    Ok((records, dropped))
}

//! Which files make up a corpus.
//!
//! A corpus path is a file or a folder. Of a folder, all regular files with a known
//! ending are taken, sorted by path. Links are not followed: a corpus must not reach
//! outside its folder, nor run in a circle.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::report::Dropped;
use crate::error::{Error, Result};
use crate::{limits, settings};

/// Files that stand in many folders and tell about it, not its subject.
const ABOUT: [&str; 8] = ["readme", "license", "licence", "copying", "notice", "source", "changelog", "authors"];

/// Endings of documents that hold text and that no reader knows, with what to save them as.
const UNREAD: [(&[&str], &str); 2] = [
    (&["docx", "doc", "odt", "rtf", "pdf", "pptx", "ppt", "odp"], "save it as text, Markdown or HTML"),
    (&["xls", "ods"], "save it as CSV"),
];

/// One file of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusFile {
    /// The path shown to users: the corpus path as given, with what is below it.
    pub name: String,
    /// Length in bytes.
    pub len: u64,
    /// Time of change, in nanoseconds since 1970; 0 where the system tells none.
    pub modified_ns: u64,
    /// BLAKE3 of the content in hex; empty until the file has been read.
    pub hash: String,
    /// The form that it was read as, as `--from` names it.
    #[serde(default)]
    pub form: String,
    /// The encoding that it was in; empty of what is no text.
    #[serde(default)]
    pub encoding: String,
    /// FAQ pairs that it gave.
    #[serde(default)]
    pub pairs: u64,
    /// Passages that it gave.
    #[serde(default)]
    pub passages: u64,
}

impl Listing {
    /// Files passed over that the owner means to be read.
    pub fn unread(&self) -> impl Iterator<Item = &Dropped> {
        self.skipped.iter().filter(|d| d.fault)
    }
}

impl CorpusFile {
    fn new(path: &Path, data: &fs::Metadata) -> Self {
        let since = data.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        CorpusFile {
            name: path.to_string_lossy().into_owned(),
            len: data.len(),
            modified_ns: since.and_then(|d| u64::try_from(d.as_nanos()).ok()).unwrap_or(0),
            hash: String::new(),
            form: String::new(),
            encoding: String::new(),
            pairs: 0,
            passages: 0,
        }
    }

    /// The file's bytes.
    pub(crate) fn read(&self) -> Result<Vec<u8>> {
        let path = Path::new(&self.name);
        if self.len > limits::FILE_BYTES {
            return Err(Error::corpus(format!(
                "{} bytes are more than the {} that one file may have",
                self.len,
                limits::FILE_BYTES
            ))
            .at(path)
            .advice("split it"));
        }
        fs::read(path).map_err(|e| unreadable(path, e))
    }
}

/// The files of a corpus and what was passed over.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The files to read, sorted by path.
    pub files: Vec<CorpusFile>,
    /// The files passed over, with the reason.
    pub skipped: Vec<Dropped>,
}

/// The corpus files at `paths`, each a file or a folder.
///
/// # Errors
///
/// A path that is not there, cannot be looked into, or is neither file nor folder.
pub fn list(paths: &[PathBuf]) -> Result<Listing> {
    let mut listing = Listing::default();
    for path in paths {
        let data = fs::metadata(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => Error::corpus("there is no such file or folder")
                .at(path)
                .advice("name your corpus with --corpus, or try `answerbook --demo`"),
            _ => unreadable(path, e),
        })?;
        if data.is_dir() {
            walk(path, 0, &mut listing)?;
        } else if data.is_file() {
            listing.files.push(CorpusFile::new(path, &data));
        } else {
            return Err(Error::corpus("this is neither a regular file nor a folder")
                .at(path)
                .advice("name a text file or a folder of them"));
        }
    }
    listing.files.sort_by(|a, b| a.name.cmp(&b.name));
    listing.files.dedup_by(|a, b| a.name == b.name);
    listing.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(listing)
}

fn walk(folder: &Path, depth: usize, listing: &mut Listing) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|e| unreadable(folder, e))?;
    for entry in entries {
        let entry = entry.map_err(|e| unreadable(folder, e))?;
        let path = entry.path();
        let data = fs::symlink_metadata(&path).map_err(|e| unreadable(&path, e))?;
        if path.to_str().is_none() {
            listing.skipped.push(skipped(&path, "its name is not UTF-8; rename it"));
        } else if let Some(reason) = pass_over(&path, &data) {
            if !reason.is_empty() {
                listing.skipped.push(skipped(&path, reason));
            }
        } else if let Some(reason) = unread(&path, &data) {
            listing.skipped.push(Dropped::fault(&path.to_string_lossy(), 0, reason));
        } else if data.is_dir() {
            if depth >= limits::FOLDER_DEPTH {
                listing.skipped.push(skipped(&path, "folders nested too deep"));
            } else {
                walk(&path, depth + 1, listing)?;
            }
        } else {
            listing.files.push(CorpusFile::new(&path, &data));
        }
    }
    Ok(())
}

/// Why a folder's entry is not read; an empty reason for what goes without saying.
fn pass_over(path: &Path, data: &fs::Metadata) -> Option<&'static str> {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    // "~$" begins what a word processor puts beside an open document.
    if name.starts_with('.') || name.starts_with("~$") || settings::FILE_NAMES.contains(&name.as_str()) {
        return Some("");
    }
    if data.is_symlink() {
        return Some("a link is not followed; name its target as a corpus path of its own");
    }
    if data.is_dir() {
        return None;
    }
    if !data.is_file() {
        return Some("not a regular file");
    }
    if ABOUT.contains(&stem) {
        return Some("a file about the folder, not of the corpus");
    }
    let is_known = Form::of_name(&name).is_some() || unread(path, data).is_some();
    (!is_known).then_some("no reader for this ending")
}

/// Why a document is not read that its owner means to be: the way out of it.
fn unread(path: &Path, data: &fs::Metadata) -> Option<String> {
    if !data.is_file() {
        return None;
    }
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    match Form::of_name(&name) {
        Some(Form::Xlsx) if !Form::Xlsx.is_built() => {
            Some("this build reads no workbooks; build with --features xlsx, or save it as CSV".to_owned())
        }
        Some(Form::Epub) if !Form::Epub.is_built() => {
            Some("this build reads no books; build with --features epub, or save it as HTML".to_owned())
        }
        Some(_) => None,
        None => {
            let (_, ending) = name.rsplit_once('.')?;
            let (_, advice) = UNREAD.iter().find(|(endings, _)| endings.contains(&ending))?;
            Some(format!("no reader for .{ending}; {advice}"))
        }
    }
}

fn skipped(path: &Path, reason: &str) -> Dropped {
    Dropped::new(&path.to_string_lossy(), 0, reason, "")
}

fn unreadable(path: &Path, error: std::io::Error) -> Error {
    Error::corpus("cannot be read").at(path).because(error).advice("check its permissions")
}

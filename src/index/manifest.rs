//! What an index was built from and with, so that it is used only while that holds.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Basis;
use crate::confidence;
use crate::corpus::{CorpusFile, Doubt, Dropped, Listing};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::settings::{Beside, SETTINGS};
use crate::thresholds::Thresholds;

/// The manifest's file name.
pub const FILE: &str = "manifest.json";

/// Changes whenever the files of an index change their meaning.
const FORMAT: u32 = 14;

/// Changes whenever the same text would give other terms.
const ANALYSIS: u32 = 3;

/// The manifest's word for no model.
const NO_MODEL: &str = "none";

/// Files changed this close to the build may have changed again within the clock's step.
const RACY_NS: u64 = 2_000_000_000;

/// One file of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexFile {
    /// Path below the index's own folder.
    pub name: String,
    /// Length in bytes.
    pub len: u64,
    /// BLAKE3 in hex.
    pub hash: String,
}

/// What an index was built from and with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the index's files.
    pub format: u32,
    /// Version of the analysis.
    pub analysis: u32,
    /// Version of the confidence of the program that built it.
    #[serde(default)]
    pub confidence: u32,
    /// The confidence from which an answer is given, unless the owner or the caller says another.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// The same where words alone are compared.
    #[serde(default)]
    pub thresholds_by_words: Thresholds,
    /// Version of answerbook that built it.
    pub version: String,
    /// Number of records.
    pub records: u64,
    /// Of them, FAQ pairs.
    pub pairs: u64,
    /// Questions known to have no answer, which the index holds beside the records.
    #[serde(default)]
    pub unanswerable: u64,
    /// Codes of the corpus's languages, most used first.
    pub languages: Vec<String>,
    /// The corpus files.
    pub corpus: Vec<CorpusFile>,
    /// How the owner wants files read, as the settings said it.
    #[serde(default)]
    pub reading: String,
    /// Digest of the owner's synonyms and of the shipped ones.
    pub synonyms: String,
    /// The model whose vectors the index holds, "none" where it holds none.
    pub model: String,
    /// When the build began to read, in nanoseconds since 1970: told against files changed in the same moment.
    pub built_ns: u64,
    /// What reading dropped.
    pub dropped: Vec<Dropped>,
    /// Pairs that reading took and that may be none.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// The files of the index.
    pub files: Vec<IndexFile>,
}

impl Manifest {
    /// A manifest of this version without records or files yet.
    pub fn new(corpus: Vec<CorpusFile>, basis: &Basis) -> Self {
        Manifest {
            format: FORMAT,
            analysis: ANALYSIS,
            confidence: confidence::VERSION,
            thresholds: Thresholds::default(),
            thresholds_by_words: Thresholds::default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            records: 0,
            pairs: 0,
            unanswerable: 0,
            languages: Vec::new(),
            corpus,
            reading: basis.beside.settings.reading(),
            synonyms: synonyms_digest(&basis.beside),
            model: basis.encoder.as_ref().map_or_else(|| NO_MODEL.to_owned(), |e| e.id()),
            built_ns: 0,
            dropped: Vec::new(),
            doubts: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Reads the manifest in an index's folder.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when it is not there or not a manifest.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let damaged = |e: Box<dyn std::error::Error + Send + Sync>| {
            Error::new(ErrorKind::Corrupt, "the index's manifest cannot be read")
                .at(&path)
                .because(e)
                .advice("run `answerbook index --rebuild`")
        };
        let text = fs::read_to_string(&path).map_err(|e| damaged(e.into()))?;
        // The folder is named after its manifest, which has no other guard.
        if !super::folder::is_named_after(folder, &digest(text.as_bytes())) {
            return Err(damaged("it is not what was written".into()));
        }
        serde_json::from_str(&text).map_err(|e| damaged(e.into()))
    }

    /// What is wrong with the corpus's files, in words for the user: the first few faults, and how
    /// many more there are.
    pub(crate) fn faults(&self) -> Vec<String> {
        let all: Vec<&Dropped> = self.dropped.iter().filter(|d| d.fault).collect();
        let place = |d: &Dropped| if d.line > 0 { format!("{}:{}", d.path, d.line) } else { d.path.clone() };
        let mut said: Vec<String> =
            all.iter().take(limits::FAULTS_SAID).map(|d| format!("{}: {}", place(d), d.reason)).collect();
        if all.len() > said.len() {
            said.push(format!("{} more faults in the corpus; see `answerbook index --report`", all.len() - said.len()));
        }
        said
    }

    /// Whether this very program version's index formats are used. An index of another
    /// version is built anew, not read.
    pub fn is_current_version(&self) -> bool {
        self.format == FORMAT
            && self.analysis == ANALYSIS
            && self.confidence == confidence::VERSION
            && self.version == env!("CARGO_PKG_VERSION")
    }

    /// Whether the corpus is still what was indexed. Small corpora are compared by
    /// content; large ones by length and time of change, and by content where the time
    /// differs, so that a mere touch rebuilds nothing.
    ///
    /// # Errors
    ///
    /// A corpus file that cannot be read.
    pub fn is_fresh(&self, now: &Listing, basis: &Basis) -> Result<bool> {
        if self.synonyms != synonyms_digest(&basis.beside) || self.corpus.len() != now.files.len() {
            return Ok(false);
        }
        if self.reading != basis.beside.settings.reading() {
            return Ok(false);
        }
        // Words alone can be had from any index.
        if basis.encoder.as_ref().is_some_and(|e| e.id() != self.model) {
            return Ok(false);
        }
        // One of them put there or taken away is news to the owner.
        let known: HashSet<&str> = self.corpus.iter().map(|f| f.name.as_str()).collect();
        let unread = self.dropped.iter().filter(|d| d.fault && d.line == 0 && d.path != SETTINGS);
        if !unread.filter(|d| !known.contains(d.path.as_str())).eq(now.unread()) {
            return Ok(false);
        }
        let small = now.files.iter().map(|f| f.len).sum::<u64>() <= limits::COMPARE_BYTES;
        for (old, new) in self.corpus.iter().zip(&now.files) {
            if old.name != new.name || old.len != new.len {
                return Ok(false);
            }
            let settled = old.modified_ns == new.modified_ns && new.modified_ns + RACY_NS < self.built_ns;
            if (small || !settled) && blake3::hash(&new.read()?).to_hex().as_str() != old.hash {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Checks the index's files: all lengths, and the content of small indexes or when
    /// `thorough`.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`], naming the first file that is not as it was written.
    pub fn check(&self, folder: &Path, thorough: bool) -> Result<()> {
        let whole = thorough || self.files.iter().map(|f| f.len).sum::<u64>() <= limits::CHECK_BYTES;
        for file in &self.files {
            let path = folder.join(&file.name);
            let damaged =
                |what: &str| Error::new(ErrorKind::Corrupt, what).at(&path).advice("run `answerbook index --rebuild`");
            let len = fs::metadata(&path).map_err(|e| damaged("a file of the index is missing").because(e))?.len();
            if len != file.len {
                return Err(damaged(&format!("{len} bytes where {} were written", file.len)));
            }
            if whole && hash_file(&path)? != file.hash {
                return Err(damaged("the content is not what was written"));
            }
        }
        Ok(())
    }
}

/// The digest that names an index: of its manifest's bytes.
pub fn digest(manifest: &[u8]) -> String {
    blake3::hash(manifest).to_hex().chars().take(12).collect()
}

fn synonyms_digest(beside: &Beside) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(crate::text::words::SYNONYMS.as_bytes());
    if let Some((_, text)) = &beside.synonyms {
        hasher.update(b"\0");
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn hash_file(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut file = fs::File::open(path).map_err(|e| Error::index("cannot be read").at(path).because(e))?;
    std::io::copy(&mut file, &mut hasher).map_err(|e| Error::index("cannot be read").at(path).because(e))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Length and digest of every file below `folder`, by name.
///
/// # Errors
///
/// A file or folder that cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<IndexFile>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let at = folder.join(&below);
        for entry in fs::read_dir(&at).map_err(|e| Error::index("cannot be read").at(&at).because(e))? {
            let entry = entry.map_err(|e| Error::index("cannot be read").at(&at).because(e))?;
            let name = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else if !entry.file_name().to_string_lossy().ends_with(".lock") {
                let len = entry.metadata().map_err(|e| Error::index("cannot be read").at(&at).because(e))?.len();
                files.push(IndexFile {
                    name: name.to_string_lossy().into_owned(),
                    len,
                    hash: hash_file(&entry.path())?,
                });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

//! The index: a cache of the corpus, built when missing and brought up to date when the
//! corpus changed.

mod build;
mod embed;
pub mod folder;
pub mod manifest;
mod readonly;
mod schema;
mod search;
mod snapshot;
pub mod terms;
mod vectors;
mod vocabulary;
mod word_vectors;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tantivy::directory::{Directory, MmapDirectory, RamDirectory};

pub use manifest::Manifest;
pub use search::SearchTerm;
pub use snapshot::Snapshot;
pub use vectors::{Levels, Near, Nearness, Vectors};
pub use vocabulary::Vocabulary;
pub use word_vectors::{WordNear, WordsAsked};

use self::vocabulary::VocabularyBytes;
use crate::confidence;
use crate::corpus::{self, Corpus, Listing, Rules};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Encoder;
use crate::progress::Watcher;
use crate::record::{Kind, Record};
use crate::settings::Beside;
use crate::thresholds::Thresholds;

const TERMS: &str = "terms.fst";
const TABLE: &str = "terms.dat";
const WORDS: &str = "words.fst";
const ENDINGS: &str = "endings.fst";
const SYNONYMS: &str = "synonyms.tsv";
const VECTORS: &str = "vectors.bin";
const WORD_VECTORS: &str = "word_vectors.bin";
const WHOLES: &str = "wholes.bin";
const TANTIVY: &str = "tantivy";

/// How long a question waits for the first index that another process is building.
const WAIT: Duration = Duration::from_secs(30);
const WAIT_STEP: Duration = Duration::from_millis(20);

/// What an index is made with, beside the corpus's files.
#[derive(Clone)]
pub struct Basis {
    /// The owner's settings and synonyms.
    pub beside: Beside,
    /// Tells what phrasings mean; `None` for words alone.
    pub encoder: Option<Arc<dyn Encoder>>,
    /// Whoever waits for the index.
    pub watcher: Watcher,
    /// Finds the thresholds of a corpus just indexed: [`Manifest::thresholds`], then those by words alone.
    pub caution: Caution,
}

/// What finds thresholds by asking an index, and gives the index back with them.
pub type Caution = fn(Snapshot, &Basis) -> Result<(Snapshot, [Thresholds; 2])>;

impl Basis {
    /// How the owner wants files read.
    pub fn rules(&self) -> Result<Rules> {
        Rules::of(&self.beside.settings)
    }
}

/// What bringing an index up to date did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// The index was already what the corpus asks for.
    Unchanged,
    /// It was built, with these records new against the index before.
    Built(Changes),
}

/// Records that differ between two indexes, told by id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the new one only.
    pub added: u64,
    /// In both, but not the same.
    pub changed: u64,
    /// In the old one only.
    pub removed: u64,
}

impl Changes {
    fn between(old: Option<&Snapshot>, new: &[Record]) -> Result<Self> {
        let mut before: HashMap<String, blake3::Hash> = HashMap::new();
        if let Some(old) = old {
            for doc in 0..u32::try_from(old.manifest.records).unwrap_or(u32::MAX) {
                let record = old.record(doc)?;
                let digest = digest(&record);
                before.insert(record.id, digest);
            }
        }
        let mut changes = Changes::default();
        for record in new {
            match before.remove(&record.id) {
                None => changes.added += 1,
                Some(digest) if digest != self::digest(record) => changes.changed += 1,
                Some(_) => {}
            }
        }
        changes.removed = before.len() as u64;
        Ok(changes)
    }
}

/// Of what a record says, not of where it stands: moving it changes nothing.
fn digest(record: &Record) -> blake3::Hash {
    let told = (&record.kind, &record.questions, &record.text, &record.title, &record.lang, &record.tags);
    let more = (&record.valid_until, &record.prompts, &record.source.uri, &record.extra);
    blake3::hash(&serde_json::to_vec(&(told, more)).unwrap_or_default())
}

/// When to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// When missing, out of date, damaged or of another version; a build of another
    /// process is waited for, or the old index used meanwhile.
    AsNeeded,
    /// As needed, but another process's build is an error at once.
    Now,
    /// In any case.
    Rebuild,
}

/// An index opened, and how it came to be.
pub struct Opened {
    /// The index.
    pub snapshot: Snapshot,
    /// What was done.
    pub update: Update,
    /// Words for the user, where the index could not be brought up to date.
    pub warnings: Vec<String>,
}

/// Opens the index in `index` for the corpus at `paths`, building it as `policy` says.
///
/// # Errors
///
/// A corpus that cannot be read, an index folder that cannot be written, another process
/// building under [`Policy::Now`].
pub fn open(paths: &[PathBuf], index: &Path, basis: &Basis, policy: Policy) -> Result<Opened> {
    let listing = corpus::list(paths)?;
    if policy != Policy::Rebuild
        && let Some(snapshot) = open_fresh(index, &listing, basis)?
    {
        return Ok(unchanged(snapshot, policy));
    }
    match folder::WriteLock::take(index) {
        Ok(lock) => build_locked(paths, index, basis, policy, &lock),
        Err(error) if policy != Policy::AsNeeded => Err(error),
        Err(error) if error.is_locked() => while_locked(paths, index, basis, error),
        // Right answers, though slower.
        Err(error) if error.is_barred() || open_any(index).is_some() => {
            let snapshot = in_memory(corpus::read(paths, listing, &basis.rules()?, &basis.watcher)?, basis, None)?;
            let mut warnings = vec![error.to_string()];
            warnings.extend(snapshot.manifest.faults());
            Ok(Opened { snapshot, update: Update::Unchanged, warnings })
        }
        Err(error) => Err(error),
    }
}

/// An index that is what the corpus asks for. What is wrong with the corpus was said when it was built.
fn unchanged(snapshot: Snapshot, policy: Policy) -> Opened {
    let warnings = if policy == Policy::AsNeeded { Vec::new() } else { snapshot.manifest.faults() };
    Opened { snapshot, update: Update::Unchanged, warnings }
}

/// Builds what `policy` asks for, unless another process did so before the lock was had.
fn build_locked(
    paths: &[PathBuf],
    index: &Path,
    basis: &Basis,
    policy: Policy,
    lock: &folder::WriteLock,
) -> Result<Opened> {
    let listing = corpus::list(paths)?;
    if policy != Policy::Rebuild
        && let Some(snapshot) = open_fresh(index, &listing, basis)?
    {
        return Ok(unchanged(snapshot, policy));
    }
    let mut warnings: Vec<String> = confidence_moved(index).into_iter().collect();
    let (snapshot, changes) = build_on_disk(paths, listing, basis, lock, open_any(index).as_ref())?;
    warnings.extend(snapshot.manifest.faults());
    Ok(Opened { snapshot, update: Update::Built(changes), warnings })
}

/// Words for the user where the index was built by a program that judged otherwise.
fn confidence_moved(index: &Path) -> Option<String> {
    let before = Manifest::read(&folder::current(index).ok().flatten()?).ok()?.confidence;
    (before != confidence::VERSION).then(|| {
        format!(
            "confidences are judged anew (version {}, this index was built under {before}): a threshold of your own may no longer fit; `answerbook tune` finds one",
            confidence::VERSION
        )
    })
}

/// Nanoseconds since 1970.
fn now_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|d| u64::try_from(d.as_nanos()).ok()).unwrap_or(0)
}

/// Whether the index in `index` is whole and of the corpus at `paths` as it is now.
///
/// # Errors
///
/// A corpus that cannot be read.
pub fn is_fresh(paths: &[PathBuf], index: &Path, basis: &Basis) -> Result<bool> {
    Ok(open_fresh(index, &corpus::list(paths)?, basis)?.is_some())
}

/// The index in `index` if there is one, whole, of this version and of this corpus.
fn open_fresh(index: &Path, listing: &Listing, basis: &Basis) -> Result<Option<Snapshot>> {
    let Some((folder, manifest)) = current_manifest(index) else {
        return Ok(None);
    };
    if !manifest.is_fresh(listing, basis)? {
        return Ok(None);
    }
    Ok(open_folder(&folder, manifest).ok())
}

fn open_any(index: &Path) -> Option<Snapshot> {
    let (folder, manifest) = current_manifest(index)?;
    open_folder(&folder, manifest).ok()
}

/// `CURRENT` may be swapped and its folder removed between two reads: look again.
fn current_manifest(index: &Path) -> Option<(PathBuf, Manifest)> {
    const LOOKS: usize = 5;
    for _ in 0..LOOKS {
        let folder = folder::current(index).ok().flatten()?;
        if let Ok(manifest) = Manifest::read(&folder) {
            return manifest.is_current_version().then_some((folder, manifest));
        }
    }
    None
}

fn open_folder(folder: &Path, manifest: Manifest) -> Result<Snapshot> {
    manifest.check(folder, false)?;
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).map_err(|e| Error::new(ErrorKind::Corrupt, "cannot be read").at(&path).because(e))
    };
    let map = |name: &str| {
        MmapDirectory::open(folder)
            .ok()
            .and_then(|files| files.open_read(Path::new(name)).ok())
            .and_then(|file| file.read_bytes().ok())
            .ok_or_else(|| Error::new(ErrorKind::Corrupt, "cannot be read").at(&folder.join(name)))
    };
    let directory = MmapDirectory::open(folder.join(TANTIVY))
        .map_err(|e| Error::index("cannot be opened").at(folder).because(e))?;
    let parts = build::Parts {
        vocabulary: VocabularyBytes {
            terms: read(TERMS)?,
            table: read(TABLE)?,
            words: read(WORDS)?,
            endings: read(ENDINGS)?,
        },
        synonyms: String::from_utf8_lossy(&read(SYNONYMS)?).into_owned(),
        languages: manifest.languages.clone(),
        vectors: map(VECTORS)?,
        word_vectors: map(WORD_VECTORS)?,
        wholes: map(WHOLES)?,
    };
    Snapshot::open(Box::new(readonly::ReadOnlyDirectory(directory)), parts, manifest)
}

/// Another process builds: use the old index meanwhile, or wait for the first one.
fn while_locked(paths: &[PathBuf], index: &Path, basis: &Basis, error: Error) -> Result<Opened> {
    if let Some(snapshot) = open_any(index) {
        return Ok(Opened {
            snapshot,
            update: Update::Unchanged,
            warnings: vec![format!("{error}: answering from the index as it was")],
        });
    }
    let mut waited = Duration::ZERO;
    while waited < WAIT {
        std::thread::sleep(WAIT_STEP);
        waited += WAIT_STEP;
        if let Some(snapshot) = open_fresh(index, &corpus::list(paths)?, basis)? {
            return Ok(unchanged(snapshot, Policy::AsNeeded));
        }
        // The other may have died, and its lock with it.
        if let Ok(lock) = folder::WriteLock::take(index) {
            return build_locked(paths, index, basis, Policy::Now, &lock);
        }
    }
    Err(error)
}

fn build_on_disk(
    paths: &[PathBuf],
    listing: Listing,
    basis: &Basis,
    lock: &folder::WriteLock,
    old: Option<&Snapshot>,
) -> Result<(Snapshot, Changes)> {
    let started_ns = now_ns();
    let mut corpus = corpus::read(paths, listing, &basis.rules()?, &basis.watcher)?;
    corpus::asked::add(&mut corpus, &basis.beside.settings.asked);
    // A damaged old index has nothing to compare with.
    let records = corpus.records.get(..corpus.records.len() - corpus.unanswerable).unwrap_or_default();
    let changes = Changes::between(old, records).or_else(|_| Changes::between(None, records))?;
    let building = lock.building()?;
    let built =
        write_index(corpus, basis, &building, started_ns, old).and_then(|digest| lock.publish(&building, &digest));
    match built {
        Ok(folder) => {
            let manifest = Manifest::read(&folder)?;
            Ok((open_folder(&folder, manifest)?, changes))
        }
        Err(error) => {
            let _ = fs::remove_dir_all(&building);
            Err(error)
        }
    }
}

/// Writes a whole index into `building`; returns the digest that names it.
fn write_index(
    corpus: Corpus,
    basis: &Basis,
    building: &Path,
    started_ns: u64,
    old: Option<&Snapshot>,
) -> Result<String> {
    let failed = |e: std::io::Error| {
        Error::index("the index cannot be written")
            .at(building)
            .because(e)
            .advice("make room, or name another folder with --index")
    };
    let tantivy = building.join(TANTIVY);
    fs::create_dir(&tantivy).map_err(failed)?;
    let directory =
        MmapDirectory::open(&tantivy).map_err(|e| Error::index("cannot be opened").at(&tantivy).because(e))?;
    let parts = build::build(&corpus.records, basis, Box::new(directory), old)?;
    fs::write(building.join(TERMS), &parts.vocabulary.terms).map_err(failed)?;
    fs::write(building.join(TABLE), &parts.vocabulary.table).map_err(failed)?;
    fs::write(building.join(WORDS), &parts.vocabulary.words).map_err(failed)?;
    fs::write(building.join(ENDINGS), &parts.vocabulary.endings).map_err(failed)?;
    fs::write(building.join(SYNONYMS), &parts.synonyms).map_err(failed)?;
    fs::write(building.join(VECTORS), &*parts.vectors).map_err(failed)?;
    fs::write(building.join(WORD_VECTORS), &*parts.word_vectors).map_err(failed)?;
    fs::write(building.join(WHOLES), &*parts.wholes).map_err(failed)?;
    let mut manifest = manifest_of(corpus, basis, &parts);
    manifest.built_ns = started_ns;
    manifest.files = manifest::files_below(building)?;
    // Closed again before its folder is moved.
    [manifest.thresholds, manifest.thresholds_by_words] =
        (basis.caution)(open_folder(building, manifest.clone())?, basis)?.1;
    let json = serde_json::to_vec_pretty(&manifest)
        .map_err(|e| Error::new(ErrorKind::Internal, "the manifest cannot be written").because(e))?;
    fs::write(building.join(manifest::FILE), &json).map_err(failed)?;
    Ok(manifest::digest(&json))
}

fn manifest_of(corpus: Corpus, basis: &Basis, parts: &build::Parts) -> Manifest {
    let mut manifest = Manifest::new(corpus.files, basis);
    manifest.unanswerable = corpus.unanswerable as u64;
    manifest.records = (corpus.records.len() - corpus.unanswerable) as u64;
    manifest.pairs = corpus.records.iter().filter(|r| r.kind == Kind::Faq).count() as u64 - manifest.unanswerable;
    manifest.languages = parts.languages.clone();
    manifest.dropped = corpus.dropped;
    manifest.doubts = corpus.doubts;
    manifest
}

/// An index of `corpus` that lives in memory alone; vectors of the `old` one are taken over.
///
/// # Errors
///
/// A faulty synonym file.
pub fn in_memory(mut corpus: Corpus, basis: &Basis, old: Option<&Snapshot>) -> Result<Snapshot> {
    corpus::asked::add(&mut corpus, &basis.beside.settings.asked);
    let directory = RamDirectory::create();
    let parts = build::build(&corpus.records, basis, Box::new(directory.clone()), old)?;
    let manifest = manifest_of(corpus, basis, &parts);
    let snapshot = Snapshot::open(Box::new(directory), parts, manifest)?;
    let (mut snapshot, thresholds) = (basis.caution)(snapshot, basis)?;
    [snapshot.manifest.thresholds, snapshot.manifest.thresholds_by_words] = thresholds;
    Ok(snapshot)
}

/// What `verify` found: the current index's folder, all of its files checked byte by byte.
///
/// # Errors
///
/// No index, or one that is damaged.
pub fn verify(index: &Path) -> Result<Manifest> {
    let Some(folder) = folder::current(index)? else {
        return Err(Error::index("there is no index here")
            .at(index)
            .advice("ask a question, or run `answerbook index`"));
    };
    let manifest = Manifest::read(&folder)?;
    manifest.check(&folder, true)?;
    if manifest.is_current_version() {
        open_folder(&folder, manifest.clone())?;
    }
    Ok(manifest)
}

//! The index folder: whole indexes side by side, one of them current.
//!
//! ```text
//! index/CURRENT        the name of the folder in use, replaced by a rename
//! index/LOCK           held (by the operating system) while building
//! index/g-1f0c…/       one whole index: manifest.json, terms.fst, terms.dat, words.fst, endings.fst, synonyms.tsv,
//!                      vectors.bin, wholes.bin, word_vectors.bin, tantivy/
//! index/tmp-1234/      one being built; swept away by the next build if its builder died
//! ```
//!
//! Files of an index never change once it is current. Whoever reads `CURRENT` meanwhile
//! sees the old index or the new one, never half of either; a process that has the old
//! one open keeps it, since an open file outlives its name.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const BUILDING: &str = "tmp-";
const BUILT: &str = "g-";

/// The folder of the index in use, `None` when there is none yet.
///
/// # Errors
///
/// A `CURRENT` that cannot be read or names no index folder.
pub fn current(index: &Path) -> Result<Option<PathBuf>> {
    let path = index.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(name) if is_built_name(name.trim()) => Ok(Some(index.join(name.trim()))),
        Ok(_) => Err(Error::new(ErrorKind::Corrupt, "does not name an index")
            .at(&path)
            .advice("run `answerbook index --rebuild`")),
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            Err(Error::new(ErrorKind::Corrupt, "does not name an index")
                .at(&path)
                .advice("run `answerbook index --rebuild`"))
        }
        Err(e) => Err(Error::index("cannot be read").at(&path).because(e).advice("check its permissions")),
    }
}

/// Whether an index's folder has the name that [`WriteLock::publish`] gives for `digest`.
pub fn is_named_after(folder: &Path, digest: &str) -> bool {
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    name.strip_prefix(BUILT).and_then(|rest| rest.split('-').next()) == Some(digest)
}

/// A name must stay inside the index folder, whatever the file says.
fn is_built_name(name: &str) -> bool {
    name.strip_prefix(BUILT)
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// The right to write an index folder, given up when dropped or when the process dies.
#[derive(Debug)]
pub struct WriteLock {
    index: PathBuf,
    file: File,
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // Closing alone would not do: a process that another thread is just starting has a copy of the file.
        let _ = self.file.unlock();
    }
}

impl WriteLock {
    /// Takes the lock, making the index folder if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::is_locked`] when another process holds it (its process id is named); an
    /// index folder that cannot be made or written.
    pub fn take(index: &Path) -> Result<Self> {
        fs::create_dir_all(index).map_err(|e| unwritable(index, e))?;
        refuse_foreign(index)?;
        let path = index.join(LOCK);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| unwritable(index, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = (&file).take(32).read_to_string(&mut holder);
                let who = if holder.trim().is_empty() {
                    "another process".to_owned()
                } else {
                    format!("process {}", holder.trim())
                };
                return Err(Error::new(ErrorKind::Locked, format!("{who} is writing this index"))
                    .at(index)
                    .advice("try again when it is done"));
            }
            Err(TryLockError::Error(e)) => return Err(unwritable(index, e)),
        }
        // Only a hint for messages; the lock is the operating system's.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        let lock = WriteLock { index: index.to_path_buf(), file };
        lock.sweep(None);
        Ok(lock)
    }

    /// An empty folder to build in.
    ///
    /// # Errors
    ///
    /// An index folder that cannot be written.
    pub fn building(&self) -> Result<PathBuf> {
        let path = self.index.join(format!("{BUILDING}{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).map_err(|e| unwritable(&self.index, e))?;
        Ok(path)
    }

    /// Makes what was built in `building` the current index and removes the others.
    ///
    /// # Errors
    ///
    /// A disk that cannot be written; the current index is then what it was.
    pub fn publish(&self, building: &Path, digest: &str) -> Result<PathBuf> {
        let failed = |e| unwritable(&self.index, e);
        let mode = fs::metadata(building.join(super::manifest::FILE)).map_err(failed)?.permissions();
        sync_below(building, &mode).map_err(failed)?;
        let mut built = self.index.join(format!("{BUILT}{digest}"));
        // The same index may stand there damaged and in use: never touch it.
        let mut n = 1u32;
        while built.exists() {
            built = self.index.join(format!("{BUILT}{digest}-{n}"));
            n += 1;
        }
        fs::rename(building, &built).map_err(failed)?;
        sync(&self.index).map_err(failed)?;
        let name = built.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let fresh = self.index.join(format!("{BUILDING}current-{}", std::process::id()));
        write_synced(&fresh, name.as_bytes()).map_err(failed)?;
        fs::rename(&fresh, self.index.join(CURRENT)).map_err(failed)?;
        sync(&self.index).map_err(failed)?;
        self.sweep(Some(&built));
        Ok(built)
    }

    /// Removes what builds that died left behind and, once `keep` is current, older indexes.
    fn sweep(&self, keep: Option<&Path>) {
        let Ok(entries) = fs::read_dir(&self.index) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let old = keep.is_some_and(|keep| name.starts_with(BUILT) && entry.path() != keep);
            if name.starts_with(BUILDING) || old {
                let path = entry.path();
                let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            }
        }
    }
}

/// An index put among other files, a corpus perhaps, would be read as one of them, and
/// sweeping could not tell whose they are.
fn refuse_foreign(index: &Path) -> Result<()> {
    let entries = fs::read_dir(index).map_err(|e| unwritable(index, e))?;
    let foreign = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).find(|name| {
        let own = [CURRENT, LOCK, "README.md"].contains(&name.as_str()) || name.starts_with('.');
        !own && !name.starts_with(BUILDING) && !name.starts_with(BUILT)
    });
    match foreign {
        Some(name) => Err(Error::index(format!("this folder holds other files ({name}), so no index is put there"))
            .at(index)
            .advice("name a folder of its own with --index")),
        None => Ok(()),
    }
}

/// Writes a file and waits until it is on disk.
///
/// # Errors
///
/// As the operating system says.
pub fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

fn sync_below(folder: &Path, mode: &fs::Permissions) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_below(&path, mode)?;
        } else {
            // Tantivy makes some of its files for their owner alone: who may read the folder may read all.
            fs::set_permissions(&path, mode.clone())?;
            sync(&path)?;
        }
    }
    sync(folder)
}

fn unwritable(index: &Path, error: std::io::Error) -> Error {
    Error::index("the index folder cannot be written")
        .at(index)
        .because(error)
        .advice("make room or make it writable, or name another with --index")
}

#[cfg(test)]
mod tests {
    use super::is_built_name;

    #[test]
    fn current_cannot_point_outside() {
        assert!(is_built_name("g-0a1b2c"));
        for name in ["", "g-", "../x", "g-../..", "/etc", "tmp-1"] {
            assert!(!is_built_name(name), "{name}");
        }
    }
}

//! Files written whole: beside their target first, and then put in its place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is written beside its target and removed unless it is put in its place.
pub struct Fresh {
    file: File,
    path: PathBuf,
    put: bool,
}

impl Fresh {
    /// An empty file beside `target`, in a folder that is made where it is missing.
    ///
    /// # Errors
    ///
    /// As the operating system says.
    pub fn beside(target: &Path) -> io::Result<Self> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let path = target.with_file_name(format!(".{name}.{}", std::process::id()));
        Ok(Fresh { file: File::create(&path)?, path, put: false })
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until it is on disk and puts it in the place of `target`, with the rights of what was there.
    ///
    /// # Errors
    ///
    /// As the operating system says; what was at `target` is then what it was.
    pub fn put(mut self, target: &Path) -> io::Result<()> {
        if let Ok(before) = fs::metadata(target) {
            self.file.set_permissions(before.permissions())?;
        }
        self.file.sync_all()?;
        fs::rename(&self.path, target)?;
        self.put = true;
        Ok(())
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.put {
            // What is left of an import that failed is nobody's.
            let _ = fs::remove_file(&self.path);
        }
    }
}

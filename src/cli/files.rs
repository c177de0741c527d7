//! Files written whole: a reader sees the old one or the new one, never half of one. And never over what is read.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::fail::Failure;
use crate::Engine;

/// Refuses `outputs`, each with the flag that names it, that would be written over what is `read`, over a file or
/// settings of the corpus or over one another. `-` is stdin or stdout, and no file.
///
/// # Errors
///
/// The first such output, in words for the user; nothing is written.
pub fn keep_inputs(outputs: &[(&str, &Path)], read: &[&Path], engine: &Engine) -> Result<(), Failure> {
    let corpus: Vec<PathBuf> = engine.manifest().corpus.into_iter().map(|file| PathBuf::from(file.name)).collect();
    let settings = engine.settings_path();
    let beside = settings.iter().flat_map(|path| [path.clone(), path.with_file_name("synonyms.txt")]);
    let beside: Vec<PathBuf> = beside.collect();
    let outputs: Vec<&(&str, &Path)> = outputs.iter().filter(|(_, path)| *path != Path::new("-")).collect();
    for (at, (flag, path)) in outputs.iter().enumerate() {
        let is_it = |other: &Path| other != Path::new("-") && same_place(other, path);
        let clash = if read.iter().any(|other| is_it(other)) {
            "this would be written over what is read".to_owned()
        } else if corpus.iter().any(|other| is_it(other)) {
            "this is a file of the corpus, which would be lost".to_owned()
        } else if beside.iter().any(|other| is_it(other)) {
            "the corpus's settings stand here, and would be lost".to_owned()
        } else if let Some((before, _)) = outputs.iter().take(at).find(|(_, other)| is_it(other)) {
            format!("{before} writes there too")
        } else {
            continue;
        };
        return Err(Failure::Input(format!("{}: {clash}; name another file with {flag}", path.display())));
    }
    Ok(())
}

/// Whether two paths lead to one file that is there.
pub fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Whether two paths lead to one file, there already or yet to be made. Devices and pipes hold nothing that could be lost.
fn same_place(a: &Path, b: &Path) -> bool {
    let is_special = |path: &Path| fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
    let is_same = matches!((place(a), place(b)), (Some(a), Some(b)) if a == b);
    is_same && !is_special(a)
}

/// Where a path leads, or would if its file were made.
fn place(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    })
}

/// Writes a file beside `path`, waits until it is on disk, and puts it in place of `path`. What
/// is no plain file there, a device or a pipe, is written to as it is.
///
/// # Errors
///
/// As the operating system says; a file at `path` is then what it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what it leads to is replaced.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let before = fs::metadata(path).ok();
    if before.as_ref().is_some_and(|m| !m.is_file()) {
        return File::options().write(true).open(path)?.write_all(bytes);
    }
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this names no file"));
    };
    let fresh = path.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let written = write_synced(&fresh, bytes, before.map(|m| m.permissions())).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written
}

fn write_synced(path: &Path, bytes: &[u8], mode: Option<fs::Permissions>) -> io::Result<()> {
    let mut file = File::create(path)?;
    if let Some(mode) = mode {
        file.set_permissions(mode)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::write_whole;
    use std::fs;

    #[test]
    fn whole_or_not_at_all_and_nothing_left_beside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(write_whole(&dir.path().join("no/such"), b"x").is_err() && write_whole(dir.path(), b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("a.json"), dir.path().join("link"));
        fs::write(&path, "one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_whole(&link, b"two").unwrap();
        assert!(link.is_symlink() && fs::read(&path).unwrap() == b"two");
        write_whole("/dev/null".as_ref(), b"three").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}

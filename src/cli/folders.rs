//! Where a user's own files stand: the XDG folders, and a file of their own for each corpus.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The folder `name` of the XDG variable, else of the place below the home folder that the
/// specification names; `None` where the environment names neither.
fn folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    Some(var(variable).or_else(|| var("HOME").map(|home| home.join(below_home)))?.join("answerbook"))
}

/// The folder of what is kept between dialogues.
pub fn state() -> Option<PathBuf> {
    folder("XDG_STATE_HOME", ".local/state")
}

/// The folder of the rc file.
pub fn config() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", ".config")
}

/// The folder of what can be made again.
pub fn cache() -> PathBuf {
    folder("XDG_CACHE_HOME", ".cache")
        .or_else(|| std::env::var_os("LOCALAPPDATA").map(|f| PathBuf::from(f).join("answerbook")))
        .unwrap_or_else(|| std::env::temp_dir().join("answerbook"))
}

/// A name for a corpus: the first path's, told apart by where all of them are.
pub fn name_of(corpus: &[PathBuf]) -> String {
    let absolute: Vec<PathBuf> = corpus.iter().map(|p| std::path::absolute(p).unwrap_or_else(|_| p.clone())).collect();
    let joined: Vec<String> = absolute.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    let hash = blake3::hash(joined.join("\n").as_bytes()).to_hex();
    let first = absolute.first().and_then(|p| p.file_stem()).unwrap_or(OsStr::new("corpus"));
    format!("{}-{}", first.to_string_lossy(), hash.chars().take(8).collect::<String>())
}

/// Opens a file of the user's own to add to it, made with its folder where there is none, and read
/// and written by nobody else.
///
/// # Errors
///
/// As the operating system says; a link is refused, for it could lead anywhere.
pub fn own_file(path: &Path) -> io::Result<File> {
    if path.is_symlink() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is a link, which is not followed"));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = File::options();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        let file = options.open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

//! Where answers go: the screen, page by page where they are long, or a file.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::fail::Failure;
use crate::cli::terminal::Terminal;

/// Where answers go.
#[derive(Default)]
pub struct Output {
    /// From now on, instead of the screen.
    file: Option<(PathBuf, File)>,
    /// The next one only.
    once: Option<(PathBuf, File)>,
}

impl Output {
    /// Whether the next answer goes to a file.
    pub fn to_file(&self) -> bool {
        self.file.is_some() || self.once.is_some()
    }

    /// Writes answers to a file from now on; `None` for the screen.
    ///
    /// # Errors
    ///
    /// A file that cannot be made; answers go where they went.
    pub fn set_file(&mut self, path: Option<&Path>) -> io::Result<()> {
        self.file = path.map(open).transpose()?;
        Ok(())
    }

    /// Writes the next answer to a file.
    ///
    /// # Errors
    ///
    /// As [`Output::set_file`].
    pub fn set_once(&mut self, path: &Path) -> io::Result<()> {
        self.once = Some(open(path)?);
        Ok(())
    }

    /// Shows an answer; one longer than the screen is paged where that is wanted. What a file
    /// does not take is an error in words; the dialogue can go on.
    ///
    /// # Errors
    ///
    /// The terminal cannot be written.
    pub fn show(&mut self, text: &str, pager: bool, terminal: &Terminal) -> Result<Result<(), String>, Failure> {
        let written = match (self.once.take(), &mut self.file) {
            (Some((path, mut file)), _) => write(&path, &mut file, text),
            (None, Some((path, file))) => write(path, file, text),
            (None, None) => Err(String::new()),
        };
        let failed = match written {
            Ok(()) => return Ok(Ok(())),
            Err(what) => what,
        };
        self.file = None;
        let long = terminal.rows().is_some_and(|rows| text.lines().count() >= rows);
        if !(pager && long && paged(text)) {
            let mut out = io::stdout().lock();
            writeln!(out, "{text}")?;
            out.flush()?;
        }
        // The answer is not lost with the file.
        Ok(if failed.is_empty() { Ok(()) } else { Err(failed) })
    }
}

fn open(path: &Path) -> io::Result<(PathBuf, File)> {
    Ok((path.to_path_buf(), File::create(path)?))
}

fn write(path: &Path, file: &mut File, text: &str) -> Result<(), String> {
    writeln!(file, "{text}")
        .map_err(|e| format!("{}: the answer cannot be written: {e}; answers go to the screen again", path.display()))
}

/// Shows `text` in the user's pager; `false` where there is none.
fn paged(text: &str) -> bool {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next().filter(|_| io::stdout().is_terminal()) else { return false };
    let mut command = Command::new(program);
    // Colours shown, and the text left on the screen.
    command.args(words).env("LESS", std::env::var("LESS").unwrap_or_else(|_| "FRX".to_owned())).stdin(Stdio::piped());
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Leaving the pager early closes its end.
        let _ = writeln!(stdin, "{text}");
    }
    child.wait().is_ok_and(|status| status.success())
}

//! The lines typed, kept between dialogues for their owner alone.

use std::path::PathBuf;

use rustyline::Editor;
use rustyline::error::ReadlineError;
use rustyline::history::{FileHistory, History as _, SearchDirection};

use super::assist::Assistant;
use crate::cli::args::Options;
use crate::cli::folders;
use crate::cli::terminal::complain;

/// Lines kept.
pub const LINES: usize = 1000;

/// Where the lines typed are kept.
pub struct History {
    /// `None` where none are to be kept, or they could not be.
    path: Option<PathBuf>,
}

impl History {
    /// Reads the lines of earlier dialogues into `editor`.
    pub fn load(options: &Options, editor: &mut Editor<Assistant, FileHistory>) -> Self {
        let path = folders::state().map(|f| f.join("history")).filter(|_| !options.no_history);
        let mut history = History { path };
        if let Some(path) = &history.path {
            // Also closes an old one to others, and refuses a link.
            match folders::own_file(path).map_err(ReadlineError::from).and_then(|_| editor.load_history(path)) {
                Ok(()) => {}
                Err(error) => history.give_up(&error),
            }
        }
        history
    }

    /// Adds a line, on disk at once: a terminal may be closed at any time. What fails is said once.
    pub fn add(&mut self, line: &str, editor: &mut Editor<Assistant, FileHistory>) {
        let Some(path) = self.path.clone() else {
            let _ = editor.add_history_entry(line);
            return;
        };
        let added = editor.add_history_entry(line);
        if let Err(error) = added.and_then(|new| if new { editor.append_history(&path) } else { Ok(()) }) {
            self.give_up(&error);
        }
    }

    fn give_up(&mut self, error: &ReadlineError) {
        if let Some(path) = self.path.take() {
            complain(&format!("{}: the history is not kept: {error}; --no-history does without", path.display()));
        }
    }
}

/// The last `count` lines, oldest first.
pub fn last(editor: &Editor<Assistant, FileHistory>, count: usize) -> Vec<String> {
    let history = editor.history();
    let from = history.len().saturating_sub(count);
    let entry = |at| history.get(at, SearchDirection::Forward).ok().flatten().map(|found| found.entry.into_owned());
    (from..history.len()).filter_map(entry).collect()
}

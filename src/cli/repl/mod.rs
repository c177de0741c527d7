//! The dialogue on a terminal: questions, and commands that start with a dot.

mod assist;
mod better;
mod commands;
mod dialogue;
mod history;
mod known;
mod lines;
mod output;
mod perform;
mod settings;
mod several;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::args::Options;
use super::fail::{Failure, Status};
use super::folders;
use super::interrupt;
use super::terminal::{Terminal, complain};
use assist::Assistant;
use dialogue::Dialogue;
use history::History;

const PROMPT: &str = "? ";

/// Whether `name` is a command of the dialogue.
pub fn is_command(name: &str) -> bool {
    commands::find(name).is_some()
}

/// Whether the dialogue goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Stay,
    Leave,
}

/// Asks and answers until the user leaves.
///
/// # Errors
///
/// The engine cannot be opened, or the terminal cannot be read or written.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Status, Failure> {
    let terminal = Terminal { dialogue: true, ..terminal.clone() };
    let mut dialogue = Dialogue::open(options, terminal)?;
    let config = Config::builder()
        .history_ignore_space(true)
        .bracketed_paste(true)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .build();
    let mut editor: Editor<Assistant, FileHistory> = Editor::with_config(config).map_err(unusable)?;
    editor.set_max_history_size(history::LINES).map_err(unusable)?;
    editor.set_helper(Some(dialogue.assistant()));
    let mut history = History::load(options, &mut editor);
    dialogue.welcome()?;
    if read_rc(options, &mut dialogue)? == Flow::Leave {
        return Ok(Status::Done);
    }
    loop {
        let line = match editor.readline(PROMPT) {
            Ok(line) => line,
            // Ctrl-C clears the line, Ctrl-D leaves.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(Status::Done),
            Err(e) => return Err(unusable(e)),
        };
        if line.trim().is_empty() {
            continue;
        }
        history.add(&line, &mut editor);
        // Ctrl-C stops what runs, and the dialogue goes on.
        interrupt::watch();
        dialogue.typed = history::last(&editor, history::LINES);
        if dialogue.line(&line)? == Flow::Leave {
            return Ok(Status::Done);
        }
    }
}

fn unusable(error: ReadlineError) -> Failure {
    Failure::Input(format!("the terminal cannot be used: {error}; pipe questions in, or use `answerbook ask`"))
}

/// Does what the user's rc file says, where there is one.
fn read_rc(options: &Options, dialogue: &mut Dialogue) -> Result<Flow, Failure> {
    let Some(path) = folders::config().map(|f| f.join("rc")).filter(|p| !options.no_rc && p.exists()) else {
        return Ok(Flow::Stay);
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => dialogue.quietly(|dialogue| dialogue.lines_of(&path, &text)),
        Err(e) => {
            complain(&format!("{}: cannot be read: {e}; mend it, or start with --no-rc", path.display()));
            Ok(Flow::Stay)
        }
    }
}

//! The dialogue on a terminal: questions, and commands that start with a dot.

use std::io::{self, Write};
use std::path::PathBuf;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use super::args::Options;
use super::complete::DotCommands;
use super::fail::{Failure, Status};
use super::json::{self, Extras};
use super::render;
use super::sanitize::{for_line, for_terminal};
use super::terminal::{DIM, Terminal, complain};
use crate::{Candidate, Engine, Outcome, Policy, Response, Turn};

/// A dot command, for help and completion.
pub struct Command {
    /// Its name with the dot.
    pub name: &'static str,
    /// What it takes, as shown in help.
    pub takes: &'static str,
    /// What it does, in one line.
    pub does: &'static str,
    /// Arguments that Tab offers.
    pub arguments: &'static [&'static str],
}

/// All dot commands, in the order of the help.
pub const COMMANDS: [Command; 8] = [
    Command {
        name: ".more",
        takes: "",
        does: "the whole paragraph, and other records of the same question",
        arguments: &[],
    },
    Command { name: ".sources", takes: "", does: "where the answer and the nearest records stand", arguments: &[] },
    Command { name: ".why", takes: "", does: "why this answer, or why none", arguments: &[] },
    Command { name: ".pick", takes: "N", does: "take number N of the choice or of the sources", arguments: &[] },
    Command { name: ".mode", takes: "text|json", does: "how answers are shown", arguments: &["text", "json"] },
    Command {
        name: ".context",
        takes: "on|off|clear",
        does: "whether earlier questions are taken into account",
        arguments: &["on", "off", "clear"],
    },
    Command { name: ".help", takes: "", does: "this list", arguments: &[] },
    Command { name: ".exit", takes: "", does: "leave; Ctrl-D does too", arguments: &[] },
];

const PROMPT: &str = "? ";
const HISTORY_LINES: usize = 1000;

struct Dialogue<'a> {
    engine: Engine,
    options: &'a Options,
    terminal: &'a Terminal,
    json: bool,
    context: bool,
    turns: Vec<Turn>,
    last: Option<Response>,
}

/// Asks and answers until the user leaves.
///
/// # Errors
///
/// The engine cannot be opened, or the terminal cannot be read or written.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Status, Failure> {
    let terminal = &Terminal { dialogue: true, ..terminal.clone() };
    let engine = options.open(Policy::AsNeeded)?;
    let manifest = engine.manifest();
    let config = Config::builder().history_ignore_space(true).bracketed_paste(true).build();
    let mut editor: Editor<DotCommands, FileHistory> = Editor::with_config(config).map_err(unusable)?;
    editor.set_max_history_size(HISTORY_LINES).map_err(unusable)?;
    editor.set_helper(Some(DotCommands));
    let history = history_file(options);
    if let Some(path) = &history {
        // A first run has none.
        let _ = editor.load_history(path);
    }
    if !options.quiet {
        let hint = if options.demo { " (the sample corpus)" } else { "" };
        say(&terminal.styled(
            DIM,
            &format!("{} records{hint}. Ask away; .help lists commands, Ctrl-D leaves.", manifest.records),
        ))?;
    }
    let mut dialogue =
        Dialogue { engine, options, terminal, json: options.json, context: true, turns: Vec::new(), last: None };
    let ended = dialogue.run(&mut editor);
    if let Some(path) = &history {
        let saved = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(ReadlineError::from)
            .and_then(|()| editor.save_history(path));
        if let Err(e) = saved {
            complain(&format!("{}: the history cannot be kept: {e}; --no-history does without", path.display()));
        }
    }
    ended.map(|()| Status::Done)
}

fn unusable(error: ReadlineError) -> Failure {
    Failure::Input(format!("the terminal cannot be used: {error}; pipe questions in, or use `answerbook ask`"))
}

/// The history's file in the state folder; `None` where none is to be kept.
fn history_file(options: &Options) -> Option<PathBuf> {
    let var = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let state = var("XDG_STATE_HOME").or_else(|| var("HOME").map(|h| h.join(".local/state")))?;
    let path = state.join("answerbook").join("history");
    // A link there could make this program write elsewhere.
    (!options.no_history && !path.is_symlink()).then_some(path)
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

impl Dialogue<'_> {
    fn run(&mut self, editor: &mut Editor<DotCommands, FileHistory>) -> Result<(), Failure> {
        loop {
            let line = match editor.readline(PROMPT) {
                Ok(line) => line,
                // Ctrl-C clears the line, Ctrl-D leaves.
                Err(ReadlineError::Interrupted) => continue,
                Err(ReadlineError::Eof) => return Ok(()),
                Err(e) => return Err(unusable(e)),
            };
            let typed = line.trim();
            if typed.is_empty() {
                continue;
            }
            if let Err(e) = editor.add_history_entry(line.as_str()) {
                complain(&format!("this line is not in the history: {e}"));
            }
            match typed {
                "exit" | "quit" | ".exit" | ".quit" => return Ok(()),
                "?" | "help" => self.help()?,
                _ if typed.starts_with('.') => self.command(typed)?,
                _ => match self.choice(typed) {
                    Some(n) if self.prompt(n)? => {}
                    Some(n) => self.pick(n)?,
                    None => self.ask(typed)?,
                },
            }
        }
    }

    /// A bare number after a choice picks from it, and after an answer from the questions below it.
    fn choice(&self, typed: &str) -> Option<usize> {
        let number: usize = typed.parse().ok()?;
        match &self.last.as_ref()?.outcome {
            Outcome::Ambiguous(_) => Some(number),
            Outcome::Answer(answer) => (1..=answer.prompts.len()).contains(&number).then_some(number),
            Outcome::NoAnswer(_) => None,
        }
    }

    /// Answers a question that stands below the last answer: with the record it leads to, else by asking it.
    fn prompt(&mut self, number: usize) -> Result<bool, Failure> {
        let Some(Outcome::Answer(answer)) = self.last.as_ref().map(|r| &r.outcome) else { return Ok(false) };
        let Some(prompt) = number.checked_sub(1).and_then(|at| answer.prompts.get(at)).cloned() else {
            return Ok(false);
        };
        let record = prompt.to.as_deref().and_then(|id| self.engine.record(id).ok().flatten());
        // Its own question finds the record, and says so where it has expired.
        self.ask(record.as_ref().and_then(|r| r.question()).unwrap_or(&prompt.text))?;
        Ok(true)
    }

    fn ask(&mut self, typed: &str) -> Result<(), Failure> {
        let mut question = self.options.question(typed).explain();
        if self.context {
            question = question.history(self.turns.iter().cloned());
        }
        let mut response = match self.engine.ask(question) {
            Ok(response) => response,
            Err(error) => {
                complain(&error.to_string());
                return Ok(());
            }
        };
        let answer = match &response.outcome {
            Outcome::Answer(answer) => Some(answer.text.clone()),
            _ => None,
        };
        self.turns.push(Turn { question: typed.to_owned(), answer });
        if self.json {
            let kept = response.clone();
            render::without_reasons(&mut response);
            say(&json::response(&response, &Extras::default()))?;
            self.last = Some(kept);
        } else {
            say(&format!("{}\n", render::response(&response, self.terminal)))?;
            self.last = Some(response);
        }
        Ok(())
    }

    fn command(&mut self, typed: &str) -> Result<(), Failure> {
        let (name, argument) = typed.split_once(char::is_whitespace).map_or((typed, ""), |(n, a)| (n, a.trim()));
        match (name, argument) {
            (".help", _) => self.help(),
            (".more", _) => self.more(),
            (".sources", _) => self.sources(),
            (".why", _) => match &self.last {
                Some(response) => say(&format!("{}\n", render::reasons(response, self.terminal))),
                None => self.nothing_yet(),
            },
            (".pick", number) => match number.parse() {
                Ok(n) => self.pick(n),
                Err(_) => self.remark(".pick takes a number, as .sources or a choice shows them"),
            },
            (".mode", "text") => self.set_mode(false),
            (".mode", "json") => self.set_mode(true),
            (".mode", _) => self.remark(".mode takes text or json"),
            (".context", "on") => self.set_context(true),
            (".context", "off") => self.set_context(false),
            (".context", "clear") => {
                self.turns.clear();
                self.remark("earlier questions are forgotten")
            }
            (".context", _) => self.remark(".context takes on, off or clear"),
            _ => self.remark(&format!("there is no command {}; .help lists them", for_line(name))),
        }
    }

    fn remark(&self, text: &str) -> Result<(), Failure> {
        say(&self.terminal.styled(DIM, text))
    }

    fn nothing_yet(&self) -> Result<(), Failure> {
        self.remark("nothing has been asked yet")
    }

    fn set_mode(&mut self, json: bool) -> Result<(), Failure> {
        self.json = json;
        self.remark(if json { "answers are shown as JSON" } else { "answers are shown as text" })
    }

    fn set_context(&mut self, on: bool) -> Result<(), Failure> {
        self.context = on;
        self.remark(if on { "earlier questions are taken into account" } else { "each question stands alone" })
    }

    fn help(&self) -> Result<(), Failure> {
        let line = |c: &Command| format!("  {:<22} {}", format!("{} {}", c.name, c.takes), c.does);
        let lines: Vec<String> = COMMANDS.iter().map(line).collect();
        say(&format!("Type a question, or one of these:\n{}", lines.join("\n")))
    }

    fn more(&self) -> Result<(), Failure> {
        let Some(response) = &self.last else {
            return self.nothing_yet();
        };
        let Outcome::Answer(answer) = &response.outcome else {
            return self.remark("there is no answer to show more of");
        };
        let mut parts = vec![self.terminal.wrapped(&for_terminal(&answer.record_text), "")];
        for other in &answer.alternatives {
            parts.push(self.terminal.wrapped(&for_terminal(&other.text), ""));
            parts.push(self.terminal.styled(DIM, &format!("  {}", render::place(other))));
        }
        say(&format!("{}\n", parts.join("\n")))
    }

    fn sources(&self) -> Result<(), Failure> {
        let Some(response) = &self.last else {
            return self.nothing_yet();
        };
        let line = |(n, c): (usize, &Candidate)| {
            let text = format!("{}. {} ({}, {:.2})", n + 1, render::name(c), render::place(c), c.confidence);
            self.terminal.remark(&text, "  ")
        };
        let lines: Vec<String> = response.candidates.iter().enumerate().map(line).collect();
        if lines.is_empty() {
            self.remark("no record shares a word with the question")
        } else {
            say(&format!("{}\n", lines.join("\n")))
        }
    }

    fn pick(&mut self, number: usize) -> Result<(), Failure> {
        let Some(response) = &self.last else {
            return self.nothing_yet();
        };
        let list = match &response.outcome {
            Outcome::Ambiguous(choice) => choice,
            _ => &response.candidates,
        };
        let Some(picked) = number.checked_sub(1).and_then(|at| list.get(at)) else {
            return self.remark(&format!("there is no number {number}; .sources lists them"));
        };
        let text = self.terminal.wrapped(&for_terminal(&picked.text), "");
        let place = self.terminal.remark(&format!("{} {}", render::place(picked), render::name(picked)), "  ");
        if let Some(turn) = self.turns.last_mut() {
            turn.answer = Some(picked.text.clone());
        }
        say(&format!("{text}\n{place}\n"))
    }
}

//! `answerbook ask`, and questions line by line from a pipe.

use std::io::{self, BufRead, Write};

use super::args::{Ask, Options};
use super::fail::{Failure, Status};
use super::json::{self, Extras};
use super::render;
use super::repl;
use super::terminal::{Terminal, complain, say};
use crate::{Outcome, Policy};

/// Answers one question.
///
/// # Errors
///
/// The engine cannot be opened, or stdout cannot be written.
pub fn run(options: &Options, ask: &Ask, terminal: &Terminal) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let text = ask.question.join(" ");
    let mut question = options.question(&text);
    if ask.explain || terminal.color {
        question = question.explain();
    }
    let started = std::time::Instant::now();
    let mut response = engine.ask(question)?;
    let took_us = Some(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    let mut out = io::stdout().lock();
    if options.json {
        let took_us = took_us.filter(|_| !ask.no_timing);
        if !ask.explain {
            render::without_reasons(&mut response);
        }
        writeln!(out, "{}", json::response(&response, &Extras { took_us, ..Extras::default() }))?;
    } else {
        writeln!(out, "{}", render::response(&response, terminal))?;
        if ask.explain {
            writeln!(out, "\n{}", render::reasons(&response, terminal))?;
        }
    }
    out.flush()?;
    Ok(if matches!(response.outcome, Outcome::Answer(_)) { Status::Done } else { Status::NoAnswer })
}

/// Answers each line of stdin as it comes, without a prompt. Commands are not done, for a file of questions may come from
/// anybody; they are named, and make the status that of bad input.
///
/// # Errors
///
/// As [`run`], and when stdin cannot be read.
pub fn lines(options: &Options, terminal: &Terminal) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let mut out = io::stdout().lock();
    let mut line = Vec::new();
    let mut input = io::stdin().lock();
    let mut first = true;
    let mut status = Status::Done;
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line).map_err(|e| Failure::Input(format!("stdin: cannot be read: {e}")))? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if is_command(text) {
            let name = text.split_whitespace().next().unwrap_or_default();
            complain(&format!(
                "stdin:{number}: {name} is a command of the dialogue, which needs a terminal; use the options of `answerbook --help` here"
            ));
            status = Status::Usage;
            continue;
        }
        if text.contains('\u{FFFD}') && !options.quiet {
            say("a line of stdin is not UTF-8; unreadable bytes were passed over");
        }
        let response = engine.ask(options.question(text))?;
        if options.json {
            writeln!(out, "{}", json::response(&response, &Extras::default()))?;
        } else {
            let gap = if first { "" } else { "\n" };
            writeln!(out, "{gap}{}", render::response(&response, terminal))?;
        }
        first = false;
        out.flush()?;
    }
    Ok(status)
}

/// Whether a line begins with the name of a command of the dialogue.
fn is_command(line: &str) -> bool {
    line.split_whitespace().next().is_some_and(repl::is_command)
}

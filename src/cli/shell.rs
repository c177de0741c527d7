//! `completions` and `man`: what a shell and a manual know of the commands.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Args, Completions, Man};
use super::fail::{Failure, Status};

/// Writes the completions of one shell.
///
/// # Errors
///
/// stdout cannot be written.
pub fn completions(wanted: &Completions) -> Result<Status, Failure> {
    // Into memory first: the generator takes a closed pipe for a fault of its own.
    let mut text = Vec::new();
    clap_complete::generate(wanted.shell, &mut Args::command(), "answerbook", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(Status::Done)
}

/// Writes the manual page, of one command where one is named.
///
/// # Errors
///
/// As [`completions`], and a command that there is not.
pub fn man(wanted: &Man) -> Result<Status, Failure> {
    let mut command = Args::command();
    // Only then do the commands have their names and the options of all.
    command.build();
    if let Some(name) = &wanted.command {
        let Some(found) = command.find_subcommand(name) else {
            return Err(Failure::Input(format!("{name}: there is no such command; `answerbook --help` lists them")));
        };
        command = found.clone();
    }
    let mut text = Vec::new();
    let version = concat!("answerbook ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command).source(version).render(&mut text)?;
    io::stdout().lock().write_all(&text)?;
    Ok(Status::Done)
}

//! `completions` and `man`: what a shell and a manual know of the commands.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{Args, Completions};
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

/// Writes the manual page.
///
/// # Errors
///
/// As [`completions`].
pub fn man() -> Result<Status, Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut text)?;
    io::stdout().lock().write_all(&text)?;
    Ok(Status::Done)
}

//! How a command ends: its exit status, and the one line that says why.

use std::io;
use std::process::ExitCode;

use super::interrupt;
use super::terminal;
use crate::{Error, ErrorKind};

/// The exit statuses of INTERFACE and help: 0 answered or done, 1 no answer or a finding,
/// 2 usage or bad input, 3 corpus or index, 130 interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Answered or done.
    Done,
    /// No answer, or a finding.
    NoAnswer,
    /// Usage or bad input.
    Usage,
    /// Corpus or index.
    Corpus,
    /// Stopped by Ctrl-C.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::NoAnswer => 1,
            Status::Usage => 2,
            Status::Corpus => 3,
            Status::Interrupted => interrupt::STATUS,
        })
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The library says so.
    Library(Error),
    /// Bad input on the command line or in a file of questions.
    Input(String),
    /// Writing what was found failed; a closed pipe among it.
    Output(io::Error),
    /// There is no corpus here and none was named: how to start.
    Start,
}

impl Failure {
    /// Its exit status. A closed pipe is how `… | head` ends, and no failure.
    pub fn status(&self) -> Status {
        match self {
            Failure::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => Status::Done,
            Failure::Library(e) if e.kind() == ErrorKind::Input => Status::Usage,
            Failure::Library(_) | Failure::Start => Status::Corpus,
            Failure::Input(_) | Failure::Output(_) => Status::Usage,
        }
    }

    /// Says it on stderr.
    pub fn show(&self) {
        match self {
            Failure::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => {}
            Failure::Output(e) => {
                terminal::complain(&format!("the output cannot be written: {e}; check the disk or the pipe"))
            }
            Failure::Library(e) => terminal::complain(&e.to_string()),
            Failure::Input(what) => terminal::complain(what),
            Failure::Start => {
                terminal::say(
                    "There is no corpus here: put your FAQ (.jsonl, .csv, …) and pages (.html, .md, .txt) in a folder named `corpus`, or name one with `--corpus PATH`.",
                );
                terminal::say("To try a sample corpus first: `answerbook --demo`.");
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Library(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

//! The `answerbook` command. Everything is in the library's `cli` module.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    answerbook::cli::run(std::env::args_os())
}

//! The command line: arguments in, the library asked, answers shown.
//!
//! Built on the crate's public interface alone. Data goes to stdout, all else to stderr.

mod args;
mod ask;
mod batch;
mod copy;
mod curve;
mod eval;
mod fail;
mod files;
mod folders;
mod import;
mod interrupt;
mod journal;
mod json;
mod lint;
mod maintain;
mod markup;
mod misses;
mod options;
mod parse;
mod progress;
mod records;
mod render;
mod repl;
mod review;
mod sanitize;
mod shell;
mod table;
mod terminal;
mod tune;
mod words;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Args, Command};
use fail::{Failure, Status};
use terminal::Terminal;

/// Runs the command line `argv`, the program's name first, and says how it ended.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut command = args::command();
    let parsed = command.try_get_matches_from_mut(argv).and_then(|matches| Args::from_arg_matches(&matches));
    let args = match parsed {
        Ok(args) => args,
        Err(error) => return usage(&error.format(&mut command)),
    };
    let terminal = Terminal::new(&args.options);
    match dispatch(&args, &terminal) {
        Ok(status) => status.into(),
        Err(failure) => {
            failure.show();
            failure.status().into()
        }
    }
}

fn dispatch(args: &Args, terminal: &Terminal) -> Result<Status, Failure> {
    let options = &args.options;
    match &args.command {
        Some(Command::Ask(ask)) => ask::run(options, ask, terminal),
        Some(Command::Batch(batch)) => batch::run(options, batch, terminal),
        Some(Command::Eval(eval)) => eval::run(options, eval, terminal),
        Some(Command::Tune(tune)) => tune::run(options, tune),
        Some(Command::Index(index)) => maintain::index(options, index),
        Some(Command::Info) => maintain::info(options),
        Some(Command::Verify) => maintain::verify(options),
        Some(Command::Import(wanted)) => import::import(options, wanted),
        Some(Command::Export(wanted)) => import::export(options, wanted),
        Some(Command::Add(wanted)) => records::add(options, wanted),
        Some(Command::Edit(wanted)) => records::edit(options, wanted),
        Some(Command::Rm(wanted)) => records::remove(options, wanted),
        Some(Command::Show(wanted)) => records::show(options, wanted, terminal),
        Some(Command::List(wanted)) => records::list(options, wanted),
        Some(Command::Lint) => lint::run(options),
        Some(Command::Misses(wanted)) => misses::run(options, wanted),
        Some(Command::Review(wanted)) => review::run(options, wanted),
        Some(Command::Completions(wanted)) => shell::completions(wanted),
        Some(Command::Man(wanted)) => shell::man(wanted),
        None if std::io::stdin().is_terminal() => repl::run(options, terminal),
        None => ask::lines(options, terminal),
    }
}

/// clap's message on one line, as all errors are; help and version as they are.
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // A closed pipe is no failure.
        let _ = error.print();
        return Status::Done.into();
    }
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let what = lines.first().map_or("", |l| l.trim_start_matches("error: "));
    let listed = lines.iter().skip(1).take_while(|l| l.starts_with(['<', '-']) || l.starts_with("[possible")).copied();
    let tips = lines.iter().filter_map(|l| l.strip_prefix("tip: "));
    let message: Vec<&str> = std::iter::once(what).chain(listed).collect();
    let advice: Vec<&str> = tips.chain(["see `answerbook --help`"]).collect();
    terminal::complain(&format!("{}; {}", message.join(" "), advice.join("; ")));
    Status::Usage.into()
}

//! `lint`: what is wrong with a corpus, one finding a line.

use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::args::Options;
use super::fail::{Failure, Status};
use super::json;
use super::sanitize::for_line;
use super::terminal::say;
use super::words::counted;
use crate::Policy;
use crate::lint::{Finding, lint};

/// Lists every finding and counts them; status 1 where there is one.
///
/// # Errors
///
/// As opening the engine, and when stdout cannot be written.
pub fn run(options: &Options) -> Result<Status, Failure> {
    let engine = options.builder()?.policy(Policy::AsNeeded).open()?;
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if options.quiet || options.plain {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let today = options.today.clone().unwrap_or_else(crate::today);
    let findings = lint(&engine, &today, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{}", if options.json { json::line(&as_json(finding)) } else { text(finding) })?;
    }
    if findings.is_empty() {
        if !options.quiet {
            say(&format!("{}, nothing found", counted(engine.manifest().records, "record")));
        }
        return Ok(Status::Done);
    }
    Ok(Status::NoAnswer)
}

fn text(finding: &Finding) -> String {
    let line = if finding.line == 0 { String::new() } else { format!(":{}", finding.line) };
    let id = finding.id.as_deref().map(|id| format!(" {}:", for_line(id))).unwrap_or_default();
    format!("{}{line}:{id} {}: {}", for_line(&finding.path), finding.sort.as_str(), for_line(&finding.what))
}

fn as_json(finding: &Finding) -> serde_json::Value {
    serde_json::json!({
        "sort": finding.sort.as_str(), "id": finding.id, "path": finding.path, "line": finding.line, "what": finding.what,
    })
}

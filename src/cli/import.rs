//! `import` and `export`: other people's formats in and out.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Export, Import as Wanted, Options};
use super::fail::{Failure, Status};
use super::files::{keep_inputs, write_whole};
use super::maintain::dropped;
use super::sanitize::{for_line, for_terminal};
use super::terminal::{complain, say};
use super::words::counted;
use super::{json, terminal};
use crate::export::{To, export as exported};
use crate::import::{Import, Imported, Report};
use crate::{Doubt, Dropped, Policy, Record};

/// Faults of a file that are said unasked; the report has all.
const FAULTS_SAID: usize = 3;

/// Imports files into the corpus's folder.
///
/// # Errors
///
/// Paths that are not there, a corpus that is no folder or cannot be written.
pub fn import(options: &Options, wanted: &Wanted) -> Result<Status, Failure> {
    let mut import = Import::into(options.corpus_to_change()?).dry_run(wanted.dry_run);
    if let Some(form) = &wanted.from {
        import = import.form(form);
    }
    for (field, name) in &wanted.map {
        import = import.map(field, name);
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if options.quiet || options.plain {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}") {
        bar.set_style(style);
    }
    let report = import.run(&wanted.paths, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    show(&report, wanted, options)?;
    let records: u64 = report.files.iter().map(|f| f.source.pairs + f.source.passages).sum();
    if records == 0 && report.removed.is_empty() {
        let faults = report.files.iter().flat_map(|f| &f.dropped).chain(&report.skipped);
        let why = faults.map(dropped).next().unwrap_or_else(|| "no file to import".to_owned());
        return Err(Failure::Input(format!("nothing was imported: {why}")));
    }
    Ok(Status::Done)
}

fn show(report: &Report, wanted: &Wanted, options: &Options) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if options.json {
        writeln!(out, "{}", json::line(&as_json(report)))?;
        return Ok(());
    }
    for file in &report.files {
        let from = &file.source;
        let encoding = if from.encoding.is_empty() { String::new() } else { format!(", {}", from.encoding) };
        let target =
            file.target.as_ref().map_or_else(String::new, |t| format!(" -> {}", for_line(&t.to_string_lossy())));
        let left = match (wanted.report, file.dropped.len() + file.doubts.len()) {
            (false, 1..) => format!("; {} left out or in doubt", file.dropped.len() + file.doubts.len()),
            _ => String::new(),
        };
        writeln!(out, "{}: {}{encoding}: {}{target}{left}", for_line(&from.name), from.form, counts(file))?;
        if wanted.report {
            for piece in &file.dropped {
                writeln!(out, "  {}", dropped(piece))?;
            }
            for doubt in file.doubts.iter().chain(&file.conflicts) {
                writeln!(out, "  {}", doubted(doubt))?;
            }
        } else {
            complain_of(&file.dropped, options);
            complain_of_conflicts(&file.conflicts, options);
        }
    }
    if !wanted.report {
        complain_of(&report.skipped, options);
    }
    for piece in report.skipped.iter().filter(|_| wanted.report) {
        writeln!(out, "{}", dropped(piece))?;
    }
    for (path, records) in &report.removed {
        let records = counted(*records, "record");
        writeln!(out, "{}: its source is gone, and with it {records}", for_line(&path.to_string_lossy()))?;
    }
    let changes = report.changes();
    let done = if wanted.dry_run { "would be" } else { "imported" };
    writeln!(out, "{done} (+{} ~{} −{})", changes.added, changes.changed, changes.removed)?;
    Ok(())
}

/// Says the first faults among the pieces left out.
fn complain_of(pieces: &[Dropped], options: &Options) {
    for fault in pieces.iter().filter(|d| d.fault && !options.quiet).take(FAULTS_SAID) {
        complain(&dropped(fault));
    }
}

/// Says the first questions that are answered twice.
fn complain_of_conflicts(conflicts: &[Doubt], options: &Options) {
    let said = if options.quiet { 0 } else { FAULTS_SAID };
    conflicts.iter().take(said).for_each(|conflict| complain(&doubted(conflict)));
    if conflicts.len() > said && said > 0 {
        complain(&format!("{} more questions with two answers; see --report", conflicts.len() - said));
    }
}

fn doubted(doubt: &Doubt) -> String {
    let place = format!("{}:{}", for_line(&doubt.path), doubt.line);
    format!("{place}: in doubt: {}: {}", for_line(&doubt.reason), for_line(&doubt.text))
}

fn counts(file: &Imported) -> String {
    format!("{}, {}", counted(file.source.pairs, "pair"), counted(file.source.passages, "passage"))
}

fn as_json(report: &Report) -> serde_json::Value {
    let changes = report.changes();
    let file = |f: &Imported| {
        serde_json::json!({
            "path": f.source.name, "form": f.source.form, "encoding": f.source.encoding,
            "pairs": f.source.pairs, "passages": f.source.passages, "target": f.target,
            "dropped": f.dropped, "doubts": f.doubts, "conflicts": f.conflicts,
            "changes": {"added": f.changes.added, "changed": f.changes.changed, "removed": f.changes.removed},
        })
    };
    serde_json::json!({
        "files": report.files.iter().map(file).collect::<Vec<_>>(),
        "skipped": report.skipped,
        "removed": report.removed.iter().map(|(path, records)| serde_json::json!({"path": path, "records": records})).collect::<Vec<_>>(),
        "changes": {"added": changes.added, "changed": changes.changed, "removed": changes.removed},
    })
}

/// Writes the corpus in another form.
///
/// # Errors
///
/// As opening the engine, and an output that cannot be written.
pub fn export(options: &Options, wanted: &Export) -> Result<Status, Failure> {
    let to = To::named(&wanted.to).ok_or_else(|| {
        Failure::Input(format!("there is no form {}; there are {}", wanted.to, To::names().join(", ")))
    })?;
    let engine = options.open(Policy::AsNeeded)?;
    if let Some(path) = &wanted.output {
        keep_inputs(&[("-o", path)], &[], &engine)?;
    }
    let records: Vec<Record> = super::records::chosen(&engine, options)?;
    let exported = exported(&records, to)?;
    match &wanted.output {
        Some(path) if path.as_os_str() != "-" => write_whole(path, exported.text.as_bytes())
            .map_err(|e| Failure::Input(format!("{}: cannot be written: {e}; check the folder", path.display())))?,
        _ => {
            let mut out = io::stdout().lock();
            let text = if out.is_terminal() { for_terminal(&exported.text) } else { exported.text.as_str().into() };
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    if !options.quiet {
        exported.lost.iter().for_each(|what| say(&format!("lost: {what}")));
        if wanted.output.is_some() {
            terminal::say(&format!("{} written", counted(exported.written, "record")));
        }
    }
    Ok(Status::Done)
}

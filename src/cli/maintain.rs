//! `index`, `info`, `verify`: looking after the index.

use std::io::{self, Write};

use super::args::{Index, Options};
use super::fail::{Failure, Status};
use super::json;
use super::sanitize::for_line;
use super::words::counted;
use crate::{Dropped, Engine, Manifest, Policy, Thresholds, Update};

/// Brings the index up to date.
///
/// # Errors
///
/// As opening the engine, and when stdout cannot be written.
pub fn index(options: &Options, wanted: &Index) -> Result<Status, Failure> {
    let mut out = io::stdout().lock();
    if wanted.check {
        no_demo(options)?;
        let fresh = options.builder()?.is_fresh()?;
        if options.json {
            writeln!(out, "{}", json::line(&serde_json::json!({"fresh": fresh})))?;
        } else {
            writeln!(out, "{}", if fresh { "up to date" } else { "not up to date" })?;
        }
        return Ok(if fresh { Status::Done } else { Status::NoAnswer });
    }
    let engine = options.open(if wanted.rebuild { Policy::Rebuild } else { Policy::Now })?;
    let manifest = engine.manifest();
    if options.json {
        writeln!(out, "{}", json::line(&summary(&engine, options, Some(engine.update()))))?;
        return Ok(Status::Done);
    }
    let done = match engine.update() {
        Update::Unchanged => "up to date".to_owned(),
        Update::Built(c) => format!("built (+{} ~{} −{})", c.added, c.changed, c.removed),
    };
    writeln!(out, "{done}: {}", counts(&manifest))?;
    if wanted.report {
        for file in &manifest.corpus {
            let encoding = if file.encoding.is_empty() { String::new() } else { format!(", {}", file.encoding) };
            writeln!(
                out,
                "{}: {}{encoding}: {}, {}",
                for_line(&file.name),
                file.form,
                counted(file.pairs, "pair"),
                counted(file.passages, "passage")
            )?;
        }
        manifest.dropped.iter().try_for_each(|d| writeln!(out, "{}", dropped(d)))?;
        for doubt in &manifest.doubts {
            writeln!(
                out,
                "{}:{}: in doubt: {}: {}",
                for_line(&doubt.path),
                doubt.line,
                for_line(&doubt.reason),
                for_line(&doubt.text)
            )?;
        }
    } else if !manifest.dropped.is_empty() && !options.quiet {
        writeln!(
            out,
            "{} left out or kept as something else: see `answerbook index --report`",
            counted(manifest.dropped.len(), "piece")
        )?;
    }
    Ok(Status::Done)
}

fn no_demo(options: &Options) -> Result<(), Failure> {
    if options.demo {
        return Err(Failure::Input("--demo keeps no index on disk; leave it out".to_owned()));
    }
    Ok(())
}

fn counts(manifest: &Manifest) -> String {
    let passages = manifest.records.saturating_sub(manifest.pairs);
    format!(
        "{} ({}, {}) from {}",
        counted(manifest.records, "record"),
        counted(manifest.pairs, "FAQ pair"),
        counted(passages, "passage"),
        counted(manifest.corpus.len(), "file")
    )
}

/// A piece left out, on one line.
pub fn dropped(dropped: &Dropped) -> String {
    let line = if dropped.line == 0 { String::new() } else { format!(":{}", dropped.line) };
    let text = if dropped.text.is_empty() { String::new() } else { format!(": {}", for_line(&dropped.text)) };
    format!("{}{line}: {}{text}", for_line(&dropped.path), for_line(&dropped.reason))
}

fn summary(engine: &Engine, options: &Options, update: Option<Update>) -> serde_json::Value {
    let manifest = engine.manifest();
    serde_json::json!({
        "updated": update.map(|u| u != Update::Unchanged),
        "changes": match update {
            Some(Update::Built(c)) => serde_json::json!({"added": c.added, "changed": c.changed, "removed": c.removed}),
            _ => serde_json::Value::Null,
        },
        "records": manifest.records,
        "pairs": manifest.pairs,
        "passages": manifest.records.saturating_sub(manifest.pairs),
        "languages": manifest.languages,
        "version": manifest.version,
        "thresholds": engine.thresholds(),
        "corpus": manifest.corpus,
        "index": (!options.demo).then(|| options.index_folder()),
        "index_bytes": manifest.files.iter().map(|f| f.len).sum::<u64>(),
        "dropped": manifest.dropped,
        "doubts": manifest.doubts,
    })
}

/// Shows what the index holds.
///
/// # Errors
///
/// As [`index`].
pub fn info(options: &Options) -> Result<Status, Failure> {
    let engine = options.open(Policy::AsNeeded)?;
    let mut out = io::stdout().lock();
    if options.json {
        writeln!(out, "{}", json::line(&summary(&engine, options, None)))?;
        return Ok(Status::Done);
    }
    facts(&engine, options).iter().try_for_each(|fact| writeln!(out, "{fact}"))?;
    Ok(Status::Done)
}

/// What an engine's index holds, a fact a line.
pub fn facts(engine: &Engine, options: &Options) -> Vec<String> {
    let manifest = engine.manifest();
    let mut facts = vec![
        format!("answerbook  {}", manifest.version),
        format!("records     {}", counts(&manifest)),
        format!("languages   {}", for_line(&manifest.languages.join(", "))),
        format!("threshold   {}", thresholds(&engine.thresholds(), &manifest)),
    ];
    if !options.demo {
        let bytes = manifest.files.iter().map(|f| f.len).sum::<u64>();
        facts.push(format!("index       {} ({bytes} bytes)", for_line(&options.index_folder().to_string_lossy())));
    }
    facts.extend(manifest.corpus.iter().map(|f| format!("corpus      {} ({} bytes)", for_line(&f.name), f.len)));
    facts
}

/// The threshold, and of which answers it is another: "0.42, of answers with several phrasings 0.90".
fn thresholds(of: &Thresholds, manifest: &Manifest) -> String {
    let first = if manifest.pairs < manifest.records { of.passages } else { of.lone };
    let mut said = format!("{first:.2}");
    let mut before = first;
    for (threshold, kind) in [(of.lone, "FAQ pairs"), (of.several, "answers with several phrasings")] {
        if threshold != before {
            said += &format!(", of {kind} {threshold:.2}");
        }
        before = threshold;
    }
    said
}

/// Checks every byte of the index.
///
/// # Errors
///
/// A missing or damaged index.
pub fn verify(options: &Options) -> Result<Status, Failure> {
    no_demo(options)?;
    let manifest = crate::verify(&options.index_folder())?;
    let mut out = io::stdout().lock();
    // And the manifest itself.
    let files = manifest.files.len() + 1;
    if options.json {
        let whole = serde_json::json!({"whole": true, "files": files, "records": manifest.records});
        writeln!(out, "{}", json::line(&whole))?;
    } else {
        writeln!(out, "whole: {}, {}", counted(files, "file"), counts(&manifest))?;
    }
    Ok(Status::Done)
}

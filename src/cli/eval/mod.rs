//! `answerbook eval`: asks questions whose answers are known and says how many were right.

mod baseline;
mod jsonl;
pub mod questions;
mod report;
pub mod squad;
mod table;
mod text;
pub mod trec;

use std::collections::{HashMap, HashSet};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::{Eval, Options, ReportForm};
use super::fail::{Failure, Status};
use super::files::{keep_inputs, write_whole};
use super::terminal::{Terminal, complain};
use super::words::{NAMED_CHARS, beginning, counted};
use crate::evaluate::metrics::DEPTH;
use crate::evaluate::{Comparison, Corpus, Expectation, Row, Target, compare};
use crate::{Engine, Policy};
use questions::{Case, Expected, Fault, Written};
use report::{Graded, Report, Unjudged};

/// Ids named where there are many.
const FEW: usize = 3;

/// Asks all questions, grades the answers and reports.
///
/// # Errors
///
/// Questions, judgements or a baseline that cannot be read, before anything is asked; an engine
/// that cannot be opened; a file or stdout that cannot be written.
pub fn run(options: &Options, eval: &Eval, terminal: &Terminal) -> Result<Status, Failure> {
    let (cases, mut warnings) = questions::read(options, eval)?;
    let earlier = eval.baseline.as_deref().map(|path| baseline::read(path, &cases)).transpose()?;
    let engine = options.open(Policy::AsNeeded)?;
    keep(eval, &engine)?;
    let targets = targets(&engine, &cases, &mut warnings)?;
    if !options.quiet {
        warnings.iter().for_each(|warning| complain(warning));
    }
    let mut run = String::new();
    let (graded, unjudged) = ask(&engine, options, eval, cases.into_iter().zip(targets), &mut run)?;
    let rows: Vec<Row> = graded.iter().map(|graded| graded.row.clone()).collect();
    let comparison = earlier.map(|earlier| compare(&earlier, &rows));
    if let Some(removed) = comparison.as_ref().map(|c| c.removed).filter(|removed| *removed > 0 && !options.quiet) {
        complain(&format!("{} of the baseline not asked now, and so not compared", counted(removed, "question")));
    }
    let report = Report::new(&engine, &rows, graded, unjudged, warnings, comparison);
    if let Some(path) = &eval.run {
        write(path, "the run", &run)?;
    }
    if let Some(path) = &eval.save {
        write(path, "the report", &report.json())?;
    }
    let mut out = io::stdout().lock();
    match eval.format {
        _ if options.json => out.write_all(report.json().as_bytes())?,
        ReportForm::Json => out.write_all(report.json().as_bytes())?,
        ReportForm::Text => out.write_all(text::report(&report, &engine, eval, terminal)?.as_bytes())?,
    }
    out.flush()?;
    let failed = report.baseline.as_ref().is_some_and(Comparison::is_worse);
    Ok(if failed { Status::NoAnswer } else { Status::Done })
}

/// Refuses to write over what is read: a baseline written over would hide what it was to show.
fn keep(eval: &Eval, engine: &Engine) -> Result<(), Failure> {
    let named = [("--save", eval.save.as_deref()), ("--run", eval.run.as_deref())];
    let outputs: Vec<(&str, &Path)> = named.into_iter().filter_map(|(flag, path)| Some((flag, path?))).collect();
    if let Some((flag, _)) = outputs.iter().find(|(_, path)| *path == Path::new("-")) {
        return Err(Failure::Input(format!("-: stdout has the report; name another file with {flag}")));
    }
    let read = [&eval.questions, &eval.qrels, &eval.unanswerable].into_iter().flatten().chain(&eval.baseline);
    keep_inputs(&outputs, &read.map(|path| path.as_path()).collect::<Vec<_>>(), engine)
}

pub fn write(path: &Path, what: &str, text: &str) -> Result<(), Failure> {
    write_whole(path, text.as_bytes())
        .map_err(|e| Failure::Input(format!("{}: {what} cannot be written: {e}; name another file", path.display())))
}

/// The right records of each case; `None` of one without judgement.
pub fn targets(engine: &Engine, cases: &[Case], warnings: &mut Vec<String>) -> Result<Vec<Option<Target>>, Failure> {
    let mut corpus = Corpus::new(engine);
    let with_ids = files_with_ids(&mut corpus, cases)?;
    let mut targets = Vec::new();
    let mut unknown = Vec::new();
    let mut hit = 0;
    for case in cases {
        let expectation = match &case.expected {
            Expected::Unjudged => {
                targets.push(None);
                continue;
            }
            Expected::Judged(grades) => Expectation { ids: grades.clone(), ..Expectation::default() },
            Expected::Written(written) => expectation(written, with_ids.contains(case.path.as_str())),
        };
        let target = corpus.target(&expectation)?;
        hit += usize::from(!target.unknown.is_empty());
        unknown.extend(target.unknown.iter().map(|what| format!("{:?} of {}", beginning(what, NAMED_CHARS), case.id)));
        targets.push(Some(target));
    }
    if !unknown.is_empty() {
        let what = "expecting what no record has, which counts as not found";
        let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
        warnings.push(format!("{} {what}: {}", counted(hit, "question"), few(&unknown)));
    }
    Ok(targets)
}

/// Files where a string of "expect" is a record's id. In these all are ids: one whose record is
/// gone must not be looked for as a text, which an id such as 7 would be found as anywhere.
fn files_with_ids<'a>(corpus: &mut Corpus, cases: &'a [Case]) -> crate::Result<HashSet<&'a str>> {
    let mut files = HashSet::new();
    for case in cases {
        let Expected::Written(Written { expect, .. }) = &case.expected else { continue };
        for id in expect {
            if !files.contains(case.path.as_str()) && corpus.has(id)? {
                files.insert(case.path.as_str());
            }
        }
    }
    Ok(files)
}

fn expectation(written: &Written, ids: bool) -> Expectation {
    let Written { expect, texts, paragraph } = written;
    let (ids, expected_texts) = if ids { (expect.as_slice(), &[][..]) } else { (&[][..], expect.as_slice()) };
    Expectation {
        ids: ids.iter().map(|id| (id.clone(), 1)).collect(),
        paragraph: paragraph.clone(),
        texts: expected_texts.iter().chain(texts).cloned().collect(),
    }
}

type Judgeable = (Case, Option<Target>);

/// Asks one question after the other, so that each one's time is its own.
fn ask(
    engine: &Engine,
    options: &Options,
    eval: &Eval,
    cases: impl ExactSizeIterator<Item = Judgeable>,
    run: &mut String,
) -> Result<(Vec<Graded>, Vec<Unjudged>), Failure> {
    let bar = progress(cases.len(), options);
    let (mut graded, mut unjudged) = (Vec::new(), Vec::new());
    for (case, target) in cases {
        bar.inc(1);
        let source = report::Place { path: case.path, line: case.line };
        let Some(target) = target else {
            unjudged.push(Unjudged { id: case.id, question: case.question.text().to_owned(), source });
            continue;
        };
        let question = case.question.top(options.top.max(DEPTH));
        let started = Instant::now();
        let response = engine.ask(question)?;
        let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        if eval.run.is_some() {
            let candidates = response.candidates.iter().map(|c| (c.id.as_str(), c.score));
            trec::write_run(run, &case.id, candidates)
                .map_err(|what| Fault::new(source.line, what).of(&source.path))?;
        }
        let row = Row::new(case.id, &target, &response);
        graded.push(Graded { row, source, took_us: (!eval.no_timing).then_some(took_us) });
    }
    bar.finish_and_clear();
    Ok((graded, unjudged))
}

/// A bar over the questions, on a terminal only.
pub fn progress(questions: usize, options: &Options) -> ProgressBar {
    if options.quiet || options.plain || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(questions as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// The first few, and how many more.
fn few(all: &[&str]) -> String {
    let first: Vec<&str> = all.iter().take(FEW).copied().collect();
    let more = if all.len() > FEW { format!(" and {} more", all.len() - FEW) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// Graded rows by id.
fn by_id(graded: &[Graded]) -> HashMap<&str, &Graded> {
    graded.iter().map(|graded| (graded.row.id.as_str(), graded)).collect()
}

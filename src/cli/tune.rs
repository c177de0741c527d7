//! `answerbook tune`: this corpus's own threshold and calibration, written to its settings.

use std::io::{self, Write};
use std::path::Path;

use serde_json::json;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::args::{Eval, Options, Tune};
use super::curve;
use super::eval::{progress, questions, targets, write};
use super::fail::{Failure, Status};
use super::files::keep_inputs;
use super::json;
use super::terminal::complain;
use super::words::counted;
use crate::tune::{self, Asked, Example, Goal, Labelled, Point, Tuned, learn, learn_threshold, self_check};
use crate::{Calibration, Engine, Policy};

/// Precision asked for where nothing is.
const PRECISION: f64 = 0.9;

/// Stored questions asked where there are no others.
const SELF_CHECKED: usize = 500;

/// With fewer labelled questions, chance decides more than they do.
const FEWEST_ASKED: usize = 20;

/// With fewer answers judged, the share of them that is right may be anything.
const FEWEST_ANSWERED: usize = 8;

/// Fewer answers than one in so many questions are worth a remark.
const FEW_IN: usize = 10;

/// Rows of the table on the terminal.
const SHOWN: usize = 10;

/// Learns, reports and writes.
///
/// # Errors
///
/// Questions that cannot be read, an engine that cannot be opened, settings that cannot be
/// written.
pub fn run(options: &Options, tune: &Tune) -> Result<Status, Failure> {
    let goal = match (tune.precision, tune.coverage) {
        (_, Some(coverage)) => Goal::Coverage(coverage),
        (precision, None) => Goal::Precision(precision.unwrap_or(PRECISION)),
    };
    let labelled = !tune.questions.is_empty() || !tune.unanswerable.is_empty();
    let engine = options.open(Policy::AsNeeded)?;
    keep_read(tune, &engine)?;
    let path = engine.settings_path();
    let questions = if labelled { read(options, tune, &engine)? } else { Vec::new() };
    // What is known of these very questions is learned anew; what else is known stays.
    let before = engine.asked();
    let others = if tune.forget { Vec::new() } else { tune::not_among(&questions, before.clone()) };
    let engine = if others == before { engine } else { engine.knowing(others.clone())? };
    let examples = if labelled { tune::asked(&engine, &questions)? } else { self_check(&engine, SELF_CHECKED)? };
    let (answerable, all) = (examples.iter().filter(|e| e.is_answerable()).count(), examples.len());
    if answerable == 0 {
        let what = if labelled {
            "none of these questions is answerable"
        } else {
            "this corpus has no FAQ pairs to check itself by"
        };
        return Err(Failure::Input(format!(
            "{what}, so nothing tells a right answer from a wrong one; give labelled questions that it can answer, some dozens"
        )));
    }
    let alone = if labelled { learn(&examples, goal) } else { learn_threshold(&examples, goal) };
    let lessons = if tune.forget { Vec::new() } else { tune::lessons(&engine, &questions)? };
    let known = if lessons.is_empty() { None } else { Some(learn(&knowing(options, &engine, &questions)?, goal)) };
    let reach = [Some(alone.reach()), known.as_ref().map(Tuned::reach)];
    let is_better = known.as_ref().is_some_and(|known| known.is_better_than(&alone));
    let kept = if is_better { lessons } else { Vec::new() };
    let tuned = known.filter(|_| is_better).unwrap_or(alone);
    if let Some(path) = &tune.curve {
        write(path, "the curve", &curve::svg(&tuned.curve, tuned.point.as_ref()))?;
    }
    let known = [others, kept].concat();
    let written = match path {
        Some(path) if !tune.dry_run && (tuned.point.is_some() || tune.forget && !before.is_empty()) => {
            save(&path, &tuned, &known)?;
            Some(path)
        }
        _ => None,
    };
    if !options.quiet {
        doubts(&tuned, goal, labelled, all).iter().for_each(|doubt| complain(doubt));
    }
    let mut out = io::stdout().lock();
    if options.json {
        let report = json!({
            "questions": {"asked": all, "answerable": answerable, "unanswerable": all - answerable, "labelled": labelled},
            "thresholds_before": engine.thresholds(), "tuned": tuned, "written": written,
            "known": {"questions": known.len(), "better": is_better, "reach": reach},
        });
        writeln!(out, "{}", json::line(&report))?;
    } else {
        let counts = format!("{} answerable, {} not", answerable, all - answerable);
        if labelled {
            writeln!(out, "asked {}: {counts}", counted(all, "question"))?;
        } else {
            writeln!(out, "asked {} as if their answers were not there: {counts}", counted(all, "stored question"))?;
        }
        if let [Some(without), Some(with)] = reach {
            let is_kept = if is_better { "worth keeping" } else { "not worth keeping" };
            writeln!(
                out,
                "share of the answerable questions answered right, where 50 to 90 % of the answers are right:"
            )?;
            writeln!(
                out,
                "  {without:.3} by the corpus alone, {with:.3} when it knows the other questions: {is_kept}"
            )?;
        }
        report(&mut out, &tuned, goal, labelled)?;
        match &written {
            Some(path) => writeln!(out, "written to {}", path.display())?,
            None => writeln!(out, "nothing written")?,
        }
    }
    out.flush()?;
    Ok(if tuned.point.is_some() { Status::Done } else { Status::NoAnswer })
}

/// Why what was learned of `asked` questions is not to be relied on, in words for the user.
fn doubts(tuned: &Tuned, goal: Goal, labelled: bool, asked: usize) -> Vec<String> {
    let mut doubts = Vec::new();
    let judged = tuned.point.map(|point| point.answered);
    if labelled && asked < FEWEST_ASKED {
        let questions = counted(asked, "labelled question");
        doubts.push(format!("{}: too few to trust what is learned; give some dozens", questions));
    } else if let Some(judged) = judged.filter(|judged| labelled && *judged < FEWEST_ANSWERED) {
        let answers = counted(judged, "answer");
        doubts.push(format!("only {answers} judged from this threshold on: too few to trust it; give more questions"));
    }
    if let (Goal::Precision(wanted), Some(judged)) = (goal, judged)
        && judged * FEW_IN < asked
    {
        doubts.push(format!(
            "so that {wanted} of the answers are right, only {judged} of {asked} questions are answered; a lower --precision answers more"
        ));
    }
    doubts
}

/// Refuses to draw over what is read.
fn keep_read(tune: &Tune, engine: &Engine) -> Result<(), Failure> {
    let Some(curve) = &tune.curve else { return Ok(()) };
    if curve == Path::new("-") {
        return Err(Failure::Input("-: stdout has the report; name a file with --curve".to_owned()));
    }
    let read = [&tune.questions, &tune.qrels, &tune.unanswerable].into_iter().flatten();
    keep_inputs(&[("--curve", curve)], &read.map(|path| path.as_path()).collect::<Vec<_>>(), engine)
}

fn read(options: &Options, tune: &Tune, engine: &Engine) -> Result<Vec<Labelled>, Failure> {
    let (qrels, unanswerable) = (tune.qrels.clone(), tune.unanswerable.clone());
    let eval = Eval { qrels, unanswerable, ..Eval::of(tune.questions.clone()) };
    let (cases, mut warnings) = questions::read(options, &eval)?;
    let targets = targets(engine, &cases, &mut warnings)?;
    if !options.quiet {
        warnings.iter().for_each(|warning| complain(warning));
    }
    let labelled = cases.into_iter().zip(targets);
    Ok(labelled.filter_map(|(case, target)| Some(Labelled { question: case.question, target: target? })).collect())
}

fn knowing(options: &Options, engine: &Engine, questions: &[Labelled]) -> Result<Vec<Example>, Failure> {
    let bar = progress(0, options);
    let examples = tune::asked_knowing_the_others(engine, questions, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    Ok(examples)
}

fn report(out: &mut impl Write, tuned: &Tuned, goal: Goal, labelled: bool) -> io::Result<()> {
    let shown = |share: Option<f64>| share.map_or("-".to_owned(), |s| format!("{s:.3}"));
    match &tuned.calibration {
        Some(_) => writeln!(
            out,
            "calibration learned; on questions not learned from its error goes from {} to {}, and the share of the answerable questions answered right, where 80 % of the answers are right, from {} to {}",
            shown(tuned.ece[0]),
            shown(tuned.ece[1]),
            shown(tuned.right_at_80[0]),
            shown(tuned.right_at_80[1])
        )?,
        None if labelled && tuned.ece[1] > tuned.ece[0] => writeln!(
            out,
            "no calibration is kept: on questions not learned from, the best one's error is {}, the shipped one's {}",
            shown(tuned.ece[1]),
            shown(tuned.ece[0])
        )?,
        None if labelled => writeln!(
            out,
            "the shipped calibration does as well as any learned from these; its error is {}",
            shown(tuned.ece[0])
        )?,
        None => writeln!(
            out,
            "these are not questions that users asked: take the threshold as a first guess, and tune again with some dozens that they did"
        )?,
    }
    writeln!(out, "threshold  answers  right of them (95 %)     answerable answered right")?;
    let step = tuned.curve.len().div_ceil(SHOWN).max(1);
    for point in tuned.curve.iter().skip(step - 1).step_by(step) {
        row(out, point)?;
    }
    match (&tuned.point, goal) {
        (Some(point), _) => {
            writeln!(out, "chosen:")?;
            row(out, point)
        }
        (None, Goal::Precision(wanted)) => {
            let best =
                tuned.curve.iter().max_by(|a, b| a.precision.total_cmp(&b.precision).then(a.right.total_cmp(&b.right)));
            let best =
                best.map_or(String::new(), |p| format!("; the most is {:.3}, at {:.4}", p.precision, p.threshold));
            writeln!(out, "no threshold makes {wanted} of the answers right{best}")
        }
        (None, Goal::Coverage(wanted)) => writeln!(out, "no threshold answers {wanted} of the answerable questions"),
    }
}

fn row(out: &mut impl Write, p: &Point) -> io::Result<()> {
    let [low, high] = p.between;
    writeln!(
        out,
        "{:>9.4}  {:>7}  {:.3} ({low:.3} to {high:.3})  {:>25.3}",
        p.threshold, p.answered, p.precision, p.right
    )
}

/// Sets threshold and calibration, where they were found, and the questions that are known; all else stays as it is.
fn save(path: &Path, tuned: &Tuned, known: &[Asked]) -> Result<(), Failure> {
    let fault = |e: String| Failure::Input(format!("{}: {e}; mend the file or move it away", path.display()));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(fault(format!("cannot be read: {e}"))),
    };
    let mut settings: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| fault(e.message().to_owned()))?;
    if let Some(point) = &tuned.point {
        settings.insert("threshold", value(point.threshold));
        settings.remove("calibration");
        if let Some(calibration) = &tuned.calibration {
            settings.insert("calibration", Item::Table(calibration_table(calibration)));
        }
    }
    keep(&mut settings, known);
    write(path, "the settings", &settings.to_string())
}

fn calibration_table(calibration: &Calibration) -> Table {
    let mut weights = Table::new();
    calibration.weights.iter().for_each(|(name, weight)| drop(weights.insert(name, value(*weight))));
    let mut table = Table::new();
    table.insert("version", value(i64::from(calibration.version)));
    table.insert("shift", value(calibration.shift));
    table.insert("slope", value(calibration.slope));
    if !weights.is_empty() {
        table.insert("weights", Item::Table(weights));
    }
    table.decor_mut().set_prefix("\n# Written by `answerbook tune`.\n");
    table
}

/// Leaves of the settings' questions those that are `known`, as they are written, and adds the others.
fn keep(settings: &mut DocumentMut, known: &[Asked]) {
    let told = |table: &Table| {
        let text = |key| table.get(key).and_then(Item::as_str).map(str::to_owned);
        Asked { question: text("question").unwrap_or_default(), record: text("record") }
    };
    let written = settings.remove("asked").and_then(|item| item.into_array_of_tables().ok()).unwrap_or_default();
    let there: Vec<Asked> = written.iter().map(told).collect();
    let mut tables: ArrayOfTables = written.into_iter().filter(|table| known.contains(&told(table))).collect();
    for (at, asked) in known.iter().filter(|asked| !there.contains(asked)).enumerate() {
        let mut table = Table::new();
        table.insert("question", value(&asked.question));
        asked.record.iter().for_each(|id| drop(table.insert("record", value(id))));
        let said = "\n# Written by `answerbook tune`; without a record: nothing here answers it.\n";
        table.decor_mut().set_prefix(if at == 0 { said } else { "" });
        tables.push(table);
    }
    if !tables.is_empty() {
        settings.insert("asked", Item::ArrayOfTables(tables));
    }
}

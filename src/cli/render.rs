//! Responses as people read them: the answer first, then where it stands.

use super::markup;
use super::sanitize::{for_line, for_terminal};
use super::terminal::{DIM, MATCHED, Terminal};
use super::words::beginning;
use crate::{Answer, Candidate, Outcome, Part, Record, Response, Source};

/// How many records are named beside a refusal.
const NEAREST: usize = 3;
/// Length of a passage named by its beginning, in characters.
const NAME_CHARS: usize = 50;

/// A response whole, without the last line break.
pub fn response(response: &Response, terminal: &Terminal) -> String {
    let mut out = match &response.outcome {
        Outcome::Answer(answer) => answered(answer, response.confidence, terminal),
        Outcome::Ambiguous(choice) => {
            let mut lines = vec!["Did you mean one of these?".to_owned()];
            lines.extend(
                choice.iter().enumerate().map(|(n, c)| terminal.wrapped(&format!("{}. {}", n + 1, name(c)), "  ")),
            );
            if terminal.dialogue {
                lines.push(terminal.remark("Its number picks one; `none` says that none is meant.", "  "));
            }
            lines.join("\n")
        }
        Outcome::NoAnswer(refusal) => {
            let mut out = terminal.wrapped(&for_terminal(&refusal.text), "");
            let near: Vec<String> =
                response.candidates.iter().take(NEAREST).map(|c| format!("{} ({})", name(c), place(c))).collect();
            if !near.is_empty() {
                out.push('\n');
                out.push_str(&dim_lines("Nearest, but no answer:", &near, terminal));
            }
            out
        }
    };
    for warning in &response.warnings {
        out.push('\n');
        out.push_str(&terminal.remark(&format!("note: {}", for_line(warning)), "  "));
    }
    out
}

/// A response as Markdown, without the last line break.
pub fn markdown(response: &Response) -> String {
    match &response.outcome {
        Outcome::Answer(answer) => {
            let quoted: Vec<String> =
                for_terminal(&answer.text).lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
            format!("{}\n\n{}", quoted.join("\n"), cited(&name_of(answer), &answer.source))
        }
        Outcome::Ambiguous(choice) => {
            let items: Vec<String> =
                (1..).zip(choice).map(|(n, c)| format!("{n}. {}", cited(&name(c), &c.source))).collect();
            format!("Did you mean one of these?\n\n{}", items.join("\n"))
        }
        Outcome::NoAnswer(refusal) => for_terminal(&refusal.text).into_owned(),
    }
}

fn cited(name: &str, source: &Source) -> String {
    match &source.uri {
        Some(uri) => format!("[{name}](<{}>)", for_line(uri)),
        None => format!("{name} (`{}:{}`)", for_line(&source.path), source.line),
    }
}

fn name_of(answer: &Answer) -> String {
    for_line(answer.question.as_deref().or(answer.title.as_deref()).unwrap_or(&answer.id))
}

fn dim_lines(title: &str, lines: &[String], terminal: &Terminal) -> String {
    let mut out = vec![terminal.styled(DIM, &format!("  {title}"))];
    out.extend(lines.iter().map(|line| terminal.remark(line, "    ")));
    out.join("\n")
}

fn answered(answer: &Answer, confidence: f64, terminal: &Terminal) -> String {
    let text = terminal.wrapped(&marked(&answer.text, &answer.matched, &answer.source.path, terminal), "");
    let mut out = format!("{text}\n{}", terminal.remark(&source(answer, confidence, terminal), "  "));
    for (number, prompt) in (1..).zip(&answer.prompts) {
        out.push('\n');
        out.push_str(&terminal.remark(&format!("{number}. {}", for_line(&prompt.text)), "  "));
    }
    out
}

/// Where an answer stands and how sure it is, on one line.
fn source(answer: &Answer, confidence: f64, terminal: &Terminal) -> String {
    let dot = if terminal.plain { "-" } else { "·" };
    let mut parts = vec![format!("{}:{}", for_line(&answer.source.path), answer.source.line)];
    parts.extend(answer.question.as_deref().or(answer.title.as_deref()).map(|q| format!("\"{}\"", for_line(q))));
    parts.extend(answer.source.uri.as_deref().map(for_line));
    parts.push(format!("{} {confidence:.2}", sureness(confidence)));
    if terminal.dialogue && answer.span[1] - answer.span[0] < answer.record_text.len() {
        parts.push(".more has the paragraph".to_owned());
    }
    parts.join(&format!(" {dot} "))
}

/// Confidence in words.
pub fn sureness(confidence: f64) -> &'static str {
    match confidence {
        c if c >= 0.9 => "sure",
        c if c >= 0.7 => "fairly sure",
        c if c >= 0.5 => "likely",
        _ => "perhaps",
    }
}

/// A text as people read it, broken into lines: Markdown without its marks.
pub fn text(text: &str, path: &str, terminal: &Terminal) -> String {
    terminal.wrapped(&marked(text, &[], path, terminal), "")
}

/// Text with the byte ranges `matched` set off, made safe piece by piece.
fn marked(text: &str, matched: &[[usize; 2]], path: &str, terminal: &Terminal) -> String {
    if markup::is_markdown(text, path) {
        return markup::plain(text, |piece, at| set_off(piece, at, matched, terminal));
    }
    set_off(text, 0, matched, terminal)
}

/// A piece that stands at `from` in the text that the ranges `matched` are of.
fn set_off(piece: &str, from: usize, matched: &[[usize; 2]], terminal: &Terminal) -> String {
    if !terminal.color {
        return for_terminal(piece).into_owned();
    }
    let mut out = String::new();
    let mut at = 0;
    for [start, end] in matched.iter().filter(|[start, end]| *start >= from && start < end) {
        let (start, end) = (start - from, end - from);
        if let (Some(before), Some(word)) = (piece.get(at..start), piece.get(start..end)) {
            out.push_str(&for_terminal(before));
            out.push_str(&terminal.styled(MATCHED, &for_terminal(word)));
            at = end;
        }
    }
    out.push_str(&for_terminal(piece.get(at..).unwrap_or_default()));
    out
}

/// A record in a few words: its question, or how its text begins.
pub fn name(candidate: &Candidate) -> String {
    match &candidate.question {
        Some(question) => for_line(question),
        None => beginning(&for_line(&candidate.text), NAME_CHARS),
    }
}

/// Path and line of a record.
pub fn place(candidate: &Candidate) -> String {
    format!("{}:{}", for_line(&candidate.source.path), candidate.source.line)
}

/// The reasons behind a response, where they were asked for.
pub fn reasons(response: &Response, terminal: &Terminal) -> String {
    let Some(explanation) = &response.explanation else {
        return "No reasons were kept.".to_owned();
    };
    let list = |words: &[String]| {
        if words.is_empty() { "-".to_owned() } else { for_line(&words.join(", ")) }
    };
    let mut lines: Vec<String> =
        response.resolved.iter().map(|asked| format!("asked as   {}", for_line(asked))).collect();
    lines.extend([
        format!("query      {}", for_line(&response.query)),
        format!("matched    {}", list(&explanation.matched)),
        format!("missing    {}", list(&explanation.missing)),
    ]);
    for (from, to) in &explanation.mended {
        lines.push(format!("mended     {} to {}", for_line(from), for_line(to)));
    }
    for soft in &explanation.soft {
        lines.push(format!(
            "alike      {} and {} {:.2}",
            for_line(&soft.question),
            for_line(&soft.record),
            soft.similarity
        ));
    }
    if let Outcome::NoAnswer(refusal) = &response.outcome {
        lines.push(format!("refused    {}", for_line(&refusal.reason)));
    }
    lines.push(format!(
        "confidence {:.2}, an answer is given from {:.2} on",
        response.confidence, explanation.threshold
    ));
    let points = |part: &Part| format!("  {:>6.2}  {} {:.2}", part.points, part.feature, part.value);
    let telling =
        |parts: &[Part]| -> Vec<String> { parts.iter().filter(|p| p.points.abs() >= 0.005).map(points).collect() };
    let rests_on = telling(&explanation.confidence);
    // The very question needs no weighing.
    let is_exact = explanation.parts.iter().any(|p| p.feature == "exact" && p.value > 0.5);
    if !rests_on.is_empty() && !is_exact {
        lines.push("           it rests, in log odds, on".to_owned());
        lines.extend(rests_on);
    }
    let score: f64 = explanation.parts.iter().map(|p| p.points).sum();
    lines.push(format!("score      {score:.2}, of which"));
    lines.extend(telling(&explanation.parts));
    terminal.styled(DIM, &lines.join("\n"))
}

/// Takes out what was computed for marking words only.
pub fn without_reasons(response: &mut Response) {
    response.explanation = None;
    response.candidates.iter_mut().for_each(|c| c.parts.clear());
    if let Outcome::Answer(answer) = &mut response.outcome {
        answer.alternatives.iter_mut().for_each(|c| c.parts.clear());
    }
}

/// A record whole, with all its phrasings.
pub fn record(record: &Record, terminal: &Terminal) -> String {
    let mut lines: Vec<String> = record.questions.iter().map(|q| terminal.wrapped(&for_line(q), "")).collect();
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(text(&record.text, &record.source.path, terminal));
    let source = &record.source;
    let mut facts = vec![record.id.clone(), format!("{}:{}", source.path, source.line)];
    facts.extend(record.title.clone());
    facts.extend(source.heading.iter().cloned());
    facts.extend(source.uri.clone());
    facts.extend(record.tags.iter().map(|(k, v)| format!("{k}={v}")));
    facts.extend(record.lang.iter().map(|lang| format!("language {lang}")));
    facts.extend(record.valid_until.iter().map(|day| format!("valid until {day}")));
    facts.extend(record.prompts.iter().map(|prompt| match &prompt.to {
        Some(id) => format!("asks next: {} ({id})", prompt.text),
        None => format!("asks next: {}", prompt.text),
    }));
    facts.extend(record.extra.iter().map(|(name, value)| format!("{name}: {value}")));
    facts.extend(record.warnings.iter().cloned());
    lines.extend(facts.iter().map(|fact| terminal.remark(&for_line(fact), "  ")));
    lines.join("\n")
}

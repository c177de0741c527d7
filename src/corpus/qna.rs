//! The Bot Framework's `.qna`: `# ? question`, `- variants`, filters, a fenced answer, prompts.

use std::ops::Range;

use super::fields::question;
use super::found::Found;
use super::report::Dropped;
use crate::record::{Kind, Prompt, Record, Source};

/// Which part of a pair the next lines belong to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Questions,
    Filters,
    Answer,
    Prompts,
    After,
}

/// A pair in the making.
struct Pair {
    record: Record,
    part: Part,
    /// Bytes of the answer's lines so far.
    answer: Option<Range<usize>>,
}

/// Reads the pairs of `text`.
pub fn read(path: &str, text: &str) -> Found {
    let mut found = Found::default();
    let mut pair: Option<Pair> = None;
    let (mut at, mut anchor, mut uri) = (0usize, None, None);
    for (number, raw) in (1u32..).zip(text.split_inclusive('\n')) {
        let range = at..at + raw.trim_end_matches(['\n', '\r']).len();
        at += raw.len();
        let line = raw.trim();
        if let Some(open) = pair.as_mut().filter(|p| p.part == Part::Answer) {
            if line.starts_with("```") {
                open.part = Part::After;
            } else {
                open.answer = Some(open.answer.take().map_or(range.clone(), |a| a.start..range.end));
            }
            open.record.source.bytes[1] = at as u64;
            continue;
        }
        if let Some(asked) =
            line.strip_prefix('#').map(|l| l.trim_start_matches('#').trim_start()).and_then(|l| l.strip_prefix('?'))
        {
            finish(pair.take(), text, &mut found);
            let source = Source {
                path: path.to_owned(),
                line: number,
                bytes: [range.start as u64, range.end as u64],
                uri: uri.take(),
                ..Source::default()
            };
            let mut record = Record::empty(Kind::Faq, source);
            record.questions = vec![question(asked)];
            record.id = anchor.take().unwrap_or_default();
            pair = Some(Pair { record, part: Part::Questions, answer: None });
        } else if let Some(id) = anchor_of(line) {
            finish(pair.take(), text, &mut found);
            anchor = Some(id);
        } else if let Some(comment) = line.strip_prefix('>') {
            let told = comment.trim();
            uri = told
                .strip_prefix("!# @qna.pair.source")
                .map(|s| s.trim_start_matches([' ', '=']).trim().to_owned())
                .filter(|s| s.contains("://"))
                .or(uri);
            if !told.is_empty() && !told.starts_with("!#") && told.chars().any(char::is_alphabetic) {
                found.dropped.push(Dropped::new(path, number, "comment", told));
            }
        } else if !line.is_empty() {
            let taken = pair.as_mut().is_some_and(|p| take(p, line, range.end));
            if !taken {
                let reason = if line.starts_with('$') || line.starts_with('[') || line.starts_with('@') {
                    "not a pair: synonyms or an import"
                } else {
                    "no part of a pair"
                };
                found.dropped.push(Dropped::new(path, number, reason, line));
            }
        }
    }
    finish(pair, text, &mut found);
    found
}

/// `<a id = "3"></a>` names the pair below it.
fn anchor_of(line: &str) -> Option<String> {
    let rest = line.strip_prefix("<a")?.split_once("id")?.1;
    let id = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = id.find(['"', '\'', '>', ' '])?;
    id.get(..end).map(str::to_owned)
}

/// Takes a line of the pair; says whether it was one.
fn take(pair: &mut Pair, line: &str, end: usize) -> bool {
    let heading = line.trim_matches('*').trim_end_matches(':').to_lowercase();
    let item = line.strip_prefix(['-', '*']).map(str::trim).filter(|_| !line.starts_with("**"));
    match (pair.part, item) {
        _ if line.starts_with("```") => pair.part = Part::Answer,
        _ if heading == "filters" => pair.part = Part::Filters,
        _ if heading == "prompts" => pair.part = Part::Prompts,
        (Part::Questions, Some(item)) => pair.record.questions.push(question(item)),
        (Part::Filters, Some(item)) => {
            let (name, value) = item.split_once(['=', ':']).unwrap_or((item, ""));
            pair.record.tags.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        (Part::Prompts, Some(item)) => pair.record.prompts.extend(prompt(item)),
        _ => return false,
    }
    pair.record.source.bytes[1] = end as u64;
    true
}

/// `[text](#id)`, perhaps with `` `context-only` `` after it.
fn prompt(item: &str) -> Option<Prompt> {
    let (text, rest) = item.strip_prefix('[')?.split_once(']')?;
    let to =
        rest.strip_prefix("(").and_then(|r| r.split_once(')')).map(|(to, _)| to.trim_start_matches(['#', '?']).trim());
    Some(Prompt { text: question(text), to: to.filter(|to| !to.is_empty()).map(|to| to.replace('-', " ")) })
}

fn finish(pair: Option<Pair>, text: &str, found: &mut Found) {
    let Some(mut pair) = pair else { return };
    pair.record.questions.retain(|q| !q.is_empty());
    let body = pair.answer.and_then(|range| text.get(range)).unwrap_or_default();
    pair.record.text = body.trim().to_owned();
    if pair.record.text.is_empty() || pair.record.questions.is_empty() {
        let source = &pair.record.source;
        let asked = pair.record.question().unwrap_or_default();
        found.dropped.push(Dropped {
            fault: true,
            ..Dropped::new(&source.path, source.line, "a question without a fenced answer", asked)
        });
    } else {
        found.records.push(pair.record);
    }
}

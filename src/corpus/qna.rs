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
    /// The line of the fence that opened it.
    fence: u32,
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
        let asked = asked(line);
        // A question within an answer: its fence was forgotten, and the next pair is not part of it.
        if asked.is_some()
            && let Some(open) = pair.as_mut().filter(|p| p.part == Part::Answer)
        {
            (anchor, uri) = open.give_back(text);
            found.dropped.push(unclosed(open));
            open.part = Part::After;
        }
        if let Some(open) = pair.as_mut().filter(|p| p.part == Part::Answer) {
            if line.starts_with("```") {
                open.part = Part::After;
            } else {
                open.answer = Some(open.answer.take().map_or(range.clone(), |a| a.start..range.end));
            }
            open.record.source.bytes[1] = at as u64;
            continue;
        }
        if let Some(asked) = asked {
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
            pair = Some(Pair { record, part: Part::Questions, answer: None, fence: 0 });
        } else if let Some(id) = anchor_of(line) {
            finish(pair.take(), text, &mut found);
            anchor = Some(id);
        } else if let Some(comment) = line.strip_prefix('>') {
            let told = comment.trim();
            uri = address(told).or(uri);
            if !told.is_empty() && !told.starts_with("!#") && told.chars().any(char::is_alphabetic) {
                found.dropped.push(Dropped::new(path, number, "comment", told));
            }
        } else if !line.is_empty() {
            let taken = pair.as_mut().is_some_and(|p| take(p, line, range.end));
            if let Some(open) = pair.as_mut().filter(|p| taken && p.part == Part::Answer) {
                open.fence = number;
            } else if !taken {
                let reason = if line.starts_with('$') || line.starts_with('[') || line.starts_with('@') {
                    "not a pair: synonyms or an import"
                } else {
                    "no part of a pair"
                };
                found.dropped.push(Dropped::new(path, number, reason, line));
            }
        }
    }
    if let Some(open) = pair.as_ref().filter(|p| p.part == Part::Answer) {
        found.dropped.push(unclosed(open));
    }
    finish(pair, text, &mut found);
    found
}

impl Pair {
    /// Takes the lines off the answer's end that belong to the pair below it; returns the id and
    /// the address they tell.
    fn give_back(&mut self, text: &str) -> (Option<String>, Option<String>) {
        let (mut id, mut uri) = (None, None);
        while let Some(range) = self.answer.clone() {
            let body = text.get(range.clone()).unwrap_or_default().trim_end();
            let last = body.rfind('\n').map_or(0, |at| at + 1);
            let line = body.get(last..).unwrap_or_default().trim();
            let told = line.strip_prefix('>').map(str::trim).filter(|told| told.starts_with("!#"));
            match (anchor_of(line), told) {
                (Some(found), _) => id = Some(found),
                (None, Some(told)) => uri = address(told).or(uri),
                (None, None) => break,
            }
            self.answer = (last > 0).then_some(range.start..range.start + last);
        }
        (id, uri)
    }
}

fn unclosed(pair: &Pair) -> Dropped {
    let source = &pair.record.source;
    let what = "an answer whose fence is not closed; close it with ``` on a line of its own";
    Dropped { fault: true, ..Dropped::new(&source.path, pair.fence, what, pair.record.question().unwrap_or_default()) }
}

/// What a line asks that begins a pair: `# ? question`.
fn asked(line: &str) -> Option<&str> {
    line.strip_prefix('#')?.trim_start_matches('#').trim_start().strip_prefix('?')
}

/// The address that a comment gives the pair below it.
fn address(comment: &str) -> Option<String> {
    let told = comment.strip_prefix("!# @qna.pair.source")?;
    Some(told.trim_start_matches([' ', '=']).trim().to_owned()).filter(|s| s.contains("://"))
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

/// `[text](#id)` or `[text](#?a-question)`, perhaps with `` `context-only` `` after it.
fn prompt(item: &str) -> Option<Prompt> {
    let (text, rest) = item.strip_prefix('[')?.split_once(']')?;
    let to = rest.strip_prefix("(").and_then(|r| r.split_once(')')).map(|(to, _)| to.trim_start_matches('#').trim());
    // Only of a question do hyphens stand for blanks; an id has them for its own.
    let to = to.map(|to| to.strip_prefix('?').map_or_else(|| to.to_owned(), |asked| asked.trim().replace('-', " ")));
    Some(Prompt { text: question(text), to: to.filter(|to| !to.is_empty()) })
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

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_fence_left_open_costs_no_other_pair() {
        let text = "# ? One?\n```markdown\nThe first.\n\n> !# @qna.pair.source = https://a.b/c\n<a id = \"two\"></a>\n\n# ? Two?\n```\nThe second.\n";
        let found = read("a.qna", text);
        let told: Vec<_> = found.records.iter().map(|r| (r.id.as_str(), r.question(), r.text.as_str())).collect();
        assert_eq!(told, [("", Some("One?"), "The first."), ("two", Some("Two?"), "The second.")]);
        assert_eq!(found.records[1].source.uri.as_deref(), Some("https://a.b/c"));
        let faults: Vec<_> = found.dropped.iter().map(|d| (d.line, d.fault, d.text.as_str())).collect();
        assert_eq!(faults, [(2, true, "One?"), (9, true, "Two?")]);
    }

    #[test]
    fn prompts_lead_to_ids_with_hyphens() {
        let text =
            "# ? One?\n```\nThe first.\n```\n**Prompts:**\n- [Next](#my-id)\n- [Other](#?what-else) `context-only`\n";
        let prompts: Vec<_> = read("a.qna", text).records.remove(0).prompts.into_iter().map(|p| p.to).collect();
        assert_eq!(prompts, [Some("my-id".to_owned()), Some("what else".to_owned())]);
    }
}

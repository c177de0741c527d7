//! What a question looks like on a page: an accordion head, a line of its own, or `Q:`.
//!
//! A line that ends in a question mark and an accordion's mark is a head wherever it
//! stands: nobody writes `? ›` in prose. A line that merely ends in a question mark is
//! only a candidate; [`super::sections`] decides from what stands around it. The letters
//! of `Q:` and `A:` differ between languages and are also used for other things ("P:" is
//! a telephone), so [`Label`] keeps which letter it was and only a question whose answer
//! follows in the same language counts.

use super::lines::{has_inner_end, is_blank, longer_than};

/// Marks that an accordion puts after its heads.
const AFTER: &[&str] = &["›", "»", "▾", "▼", "▽", "❯", "⌄", "˅", "↓", "[+]", "[-]", "[–]", "(+)", "+", ">"];

/// Marks that an accordion puts before its heads.
const BEFORE: &[&str] = &["▸", "▶", "►", "▾", "▼", "▷", "❯", "[+]", "[-]", "+"];

/// No head is longer than this many characters.
const LONGEST: usize = 300;

/// Words before a question, each with those that may stand before its answer.
const LABELS: &[(&str, &[&str])] = &[
    ("q", &["a", "answer", "r"]),
    ("question", &["answer", "a", "réponse", "reponse"]),
    ("f", &["a"]),
    ("frage", &["antwort"]),
    ("p", &["r"]),
    ("pregunta", &["respuesta"]),
    ("d", &["r"]),
    ("domanda", &["risposta"]),
    ("вопрос", &["ответ"]),
    ("问", &["答"]),
    ("問", &["答"]),
    ("질문", &["답변", "답"]),
];

/// A word such as `Q1:` at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) struct Label<'a> {
    /// The word as it stands, without number and mark.
    pub word: &'a str,
    /// The mark after it: `:`, `.` or `)`.
    pub mark: char,
    /// Bytes from the start of the line to what follows the label.
    pub length: usize,
}

impl Label<'_> {
    /// Whether a question may stand behind this label.
    pub(in crate::corpus) fn asks(&self) -> bool {
        let word = self.word.to_lowercase();
        LABELS.iter().any(|(ask, _)| *ask == word)
    }

    /// Whether an answer to `self` may stand behind `reply`.
    pub(super) fn answered_by(&self, reply: &Label) -> bool {
        let (ask, reply_word) = (self.word.to_lowercase(), reply.word.to_lowercase());
        self.mark == reply.mark
            && LABELS.iter().any(|(word, replies)| *word == ask && replies.contains(&reply_word.as_str()))
    }
}

/// The label at the start of `line`, if it is one that a question or an answer has.
pub(in crate::corpus) fn label(line: &str) -> Option<Label<'_>> {
    let letters = line.char_indices().take(12).find(|(_, c)| !c.is_alphabetic()).map(|(at, _)| at)?;
    let word = line.get(..letters)?;
    let known = word.to_lowercase();
    let starts_upper = word.starts_with(|c: char| !c.is_lowercase());
    if !starts_upper || !LABELS.iter().any(|(ask, replies)| *ask == known || replies.contains(&known.as_str())) {
        return None;
    }
    let rest = line.get(letters..)?;
    let numbered =
        rest.trim_start_matches(' ').trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = numbered.trim_start_matches(' ');
    let mark = numbered.chars().next().filter(|c| matches!(c, ':' | '.' | ')'))?;
    let after = numbered.get(mark.len_utf8()..)?;
    if rest.len() - numbered.len() > 8 || !(after.is_empty() || after.starts_with(is_blank)) {
        return None;
    }
    let length = line.len() - after.trim_start_matches(is_blank).len();
    Some(Label { word, mark, length })
}

/// Whether `line` is an accordion's head.
pub(super) fn is_marked(line: &str) -> bool {
    let mut marked = !longer_than(line, LONGEST);
    let mut bare = line;
    if marked {
        bare = strip_after(line);
        let before = strip_before(bare);
        marked = bare.len() < line.len() || before.len() < bare.len();
        // «Qui est là ?» is a quotation, not a head with a mark.
        marked &= !(line.ends_with('»') && line.contains('«'));
    }
    marked && ends_asking(bare) && bare.chars().any(char::is_alphanumeric)
}

/// Whether `line` could be a question that stands as a heading over its answer.
pub(super) fn is_question(line: &str) -> bool {
    if longer_than(line, 200) || !line.ends_with(['?', '？', '؟', ')']) || !ends_asking(line) {
        return false;
    }
    let first = line.chars().next().unwrap_or(' ');
    first == '¿' || first.is_numeric() || first.is_alphabetic() && !first.is_lowercase()
}

/// Whether `line` is one question and nothing before it.
pub(super) fn is_single_question(line: &str) -> bool {
    is_question(line) && !has_inner_end(without_number(line))
}

/// The question in a head: marks, labels and numbering taken off, lines joined.
pub(in crate::corpus) fn clean(head: &str) -> String {
    let bare = strip_before(strip_after(head));
    let bare = match label(bare) {
        Some(label) => bare.get(label.length..).unwrap_or_default(),
        None => without_number(bare),
    };
    let words: Vec<&str> = bare.split(is_blank).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// `line` without a list number at its start: "3. ", "12) ".
fn without_number(line: &str) -> &str {
    let mut rest = line;
    let (mut parts, mut marked) = (0, false);
    loop {
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.len() - after.len();
        if !(1..=3).contains(&digits) {
            break;
        }
        (rest, parts, marked) = (after, parts + 1, false);
        if let Some(after) = rest.strip_prefix(['.', ')']) {
            (rest, marked) = (after, true);
        } else {
            break;
        }
    }
    // "3. " and "2.1 ", but neither "3 " nor "2024.".
    if rest.starts_with(is_blank) && (marked || parts > 1) { rest.trim_start_matches(is_blank) } else { line }
}

fn strip_after(line: &str) -> &str {
    let mut bare = line.trim_end_matches(is_blank);
    while let Some(shorter) = AFTER.iter().find_map(|mark| bare.strip_suffix(mark)) {
        bare = shorter.trim_end_matches(is_blank);
    }
    bare
}

fn strip_before(line: &str) -> &str {
    let mut bare = line.trim_start_matches(is_blank);
    while let Some(shorter) = BEFORE.iter().find_map(|mark| bare.strip_prefix(mark)) {
        bare = shorter.trim_start_matches(is_blank);
    }
    bare
}

/// Whether `line` ends with a question mark, closing marks after it allowed.
fn ends_asking(line: &str) -> bool {
    line.trim_end_matches(['”', '"', '’', '\'', ')', ']', '»']).trim_end_matches(is_blank).ends_with(['?', '？', '؟'])
}

//! Lines that are furniture of the page: stamps, copyright, stray marks, and the
//! headings below which the page is no longer about its subject.
//!
//! Every test looks at one short line and errs towards text: a line that ends as a
//! sentence does is furniture only when its own words say so ("All rights reserved.").
//! What is dropped wrongly is lost for good, what is kept wrongly is one odd passage.

use super::credits::{CREDIT, is_credit, is_names};
use super::lines::{ends_sentence, longer_than};
use super::words::{
    BYLINE_OPENINGS, DATE_NAMES, DATE_WORDS, FAQ_HEADINGS, FAQ_PHRASES, LINK_FAMILIES, LINK_MARKERS, LINK_THINGS,
    READING_TIMES, STAMP_OPENINGS, STRAY_LINES, TAIL_HEADINGS,
};

/// No line of furniture is longer than this.
const LONGEST: usize = 200;

/// Why a line is dropped on its own, whatever stands around it; `None` for text.
pub(super) fn reason(line: &str) -> Option<&'static str> {
    if is_stray(line) {
        Some("stray mark")
    } else if longer_than(line, LONGEST) {
        None
    } else if is_copyright(line) {
        Some("copyright line")
    } else if is_stamp(line) {
        Some("time stamp line")
    } else if is_credit(line) {
        Some(CREDIT)
    } else if is_reading_time(line) {
        Some("reading time line")
    } else if STRAY_LINES.contains(&plain(line).as_str()) {
        Some("button or advertisement mark")
    } else {
        None
    }
}

/// Whether `line` is nothing but marks, or one character.
pub(super) fn is_stray(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric) || line.chars().nth(1).is_none()
}

/// Whether `line` is nothing but marks of which none could end the line above it.
pub(super) fn is_mark(line: &str) -> bool {
    let closes =
        |c: char| matches!(c, '.' | '!' | '?' | '…' | '”' | '’' | '"' | '\'' | '»' | ')' | ']' | ',' | ';' | ':');
    !line.chars().any(|c| c.is_alphanumeric() || closes(c))
}

/// Whether the page does not come back after the heading `line`.
pub(in crate::corpus) fn is_tail_heading(line: &str) -> bool {
    !longer_than(line, 60) && TAIL_HEADINGS.contains(&plain(line).as_str())
}

/// Whether short links may follow `line`.
pub(super) fn is_link_marker(line: &str) -> bool {
    if longer_than(line, LONGEST) {
        return false;
    }
    let words = plain(line);
    if LINK_MARKERS.contains(&words.as_str()) {
        return true;
    }
    let mut parts = words.split_whitespace();
    let family = parts.next().is_some_and(|first| LINK_FAMILIES.contains(&first));
    if family && parts.all(|part| LINK_THINGS.contains(&part)) {
        return true;
    }
    // "Read more: The bridge is open" is one link on the marker's own line.
    let marker = line.split_once(':').map(|(marker, _)| plain(marker));
    marker.is_some_and(|marker| marker != "sources" && marker != "notes" && LINK_MARKERS.contains(&marker.as_str()))
        && !ends_sentence(line)
}

/// Whether `line` is the heading of a list of questions, or says that its page is one.
pub(in crate::corpus) fn is_faq_heading(line: &str) -> bool {
    if longer_than(line, 100) || line.ends_with(['.', ',', ';']) && !line.ends_with("s.") {
        return false;
    }
    let words = plain(line);
    FAQ_HEADINGS.contains(&words.as_str())
        || FAQ_PHRASES.iter().any(|phrase| words.contains(phrase))
        || words.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "faq" | "faqs"))
        || words.contains("f.a.q")
}

/// Whether `line` heads a part of a page and says nothing of the page's own subject.
pub(super) fn is_section_word(line: &str) -> bool {
    if longer_than(line, 60) {
        return false;
    }
    let words = plain(line);
    let faq = FAQ_HEADINGS.iter().chain(FAQ_PHRASES).any(|phrase| *phrase == words);
    faq || matches!(words.as_str(), "faq" | "faqs") || is_tail_heading(line) || is_link_marker(line)
}

/// Whether `line` names only who wrote the page.
pub(super) fn is_byline(line: &str) -> bool {
    if longer_than(line, 80) || ends_sentence(line) {
        return false;
    }
    let lower = line.to_lowercase();
    BYLINE_OPENINGS.iter().any(|opening| {
        let rest = lower.strip_prefix(opening).and_then(|rest| rest.strip_prefix([' ', ':']));
        rest.is_some_and(|rest| line.get(line.len().saturating_sub(rest.len())..).is_some_and(is_names))
    })
}

/// `line` in lower case without the count, colon and marks at its ends.
fn plain(line: &str) -> String {
    let line = strip_count(line);
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    line.to_lowercase().replace('’', "'")
}

/// `line` without a number or year in brackets at its end: "Comments (12)".
pub(super) fn strip_count(line: &str) -> &str {
    let Some(inner) = line.strip_suffix(')') else {
        return line;
    };
    match inner.rsplit_once('(') {
        Some((before, count)) if !count.is_empty() && count.len() <= 6 && count.bytes().all(|b| b.is_ascii_digit()) => {
            let before = before.trim_end();
            if before.is_empty() { line } else { before }
        }
        _ => line,
    }
}

/// "Copyright 2024 X", "© X", "All rights reserved".
fn is_copyright(line: &str) -> bool {
    let lower = line.to_lowercase();
    if [
        "all rights reserved",
        "alle rechte vorbehalten",
        "todos los derechos reservados",
        "tous droits réservés",
        "tutti i diritti riservati",
    ]
    .iter()
    .any(|phrase| lower.contains(phrase))
    {
        return true;
    }
    let year = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4);
    if let Some(rest) = lower.strip_prefix("copyright") {
        let rest = rest.trim_start();
        return rest.starts_with('©')
            || rest.starts_with("(c)")
            || !ends_sentence(line)
                && (rest.starts_with("by ") || rest.starts_with(|c: char| c.is_ascii_digit()) && year(rest));
    }
    lower.starts_with('©') || lower.starts_with("(c)") && year(&lower)
}

/// "Updated June 20, 2024 at 13:34 PM ET", or a date on its own.
fn is_stamp(line: &str) -> bool {
    if longer_than(line, 100) {
        return false;
    }
    let lower = line.to_lowercase();
    let opening =
        STAMP_OPENINGS.iter().filter(|opening| lower.starts_with(**opening)).map(|opening| opening.len()).max();
    let rest = lower.get(opening.unwrap_or(0)..).unwrap_or_default();
    if opening.is_some() && !rest.is_empty() && !rest.starts_with([' ', ':', '\u{a0}']) {
        return false;
    }
    // "Published 3 June by Ann Lee"
    let signed = opening.is_some() && line.rsplit_once(" by ").is_some_and(|(_, name)| is_names(name));
    let rest = rest.rsplit_once(" by ").filter(|_| signed).map_or(rest, |(date, _)| date);
    let (mut digits, mut names, mut full) = (false, false, false);
    for word in rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')')) {
        let word = word.trim_matches([':', '.', '-', '–', '—', '·', '/']);
        let number = word.starts_with(|c: char| c.is_ascii_digit()) && is_clock_or_day(word);
        let name = DATE_NAMES.contains(&word);
        if !(word.is_empty() || number || name || DATE_WORDS.contains(&word)) {
            return false;
        }
        (digits, names, full) = (digits || number, names || name, full || number && is_full_date(word));
    }
    match opening {
        Some(_) => digits || rest.trim_matches([':', ' ']).is_empty() && line.contains(' '),
        None => digits && names || full,
    }
}

/// "2024-06-20", "3.6.2024": three numbers, one of them a year.
fn is_full_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
    parts.len() == 3 && parts.iter().any(|part| part.len() == 4)
}

/// "4 min read".
fn is_reading_time(line: &str) -> bool {
    let lower = line.to_lowercase();
    !longer_than(line, 40)
        && lower.chars().any(|c| c.is_ascii_digit())
        && READING_TIMES.iter().any(|end| lower.ends_with(end))
}

/// "20", "13:34", "2024-06-20", "1st", "13h30", "9am".
fn is_clock_or_day(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | '.' | '/'));
    matches!(rest, "" | "st" | "nd" | "rd" | "th" | "am" | "pm" | "h" | "er" | "z" | "º")
        || rest.starts_with(['h', 't'])
            && rest.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, ':' | 'z' | '+' | '.'))
}

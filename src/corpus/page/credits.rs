//! Who took the picture, or whose agency did.
//!
//! A credit is a line of names and nothing else that gives itself away: by a word such as
//! "Photo", by an agency that everybody knows, or by a slash before something that is
//! called "Images" or "Press" or is nothing but capitals. Often a scraper tore it apart
//! ("Ann Lee / XYZ", "/", "XYZ"). Then the agency need not be a known one: that its
//! capitals come again next to a stray slash is sign enough. Any other names with a slash
//! are left alone; they may be a heading.

use super::Role;
use super::lines::{ends_sentence, longer_than};
use super::pieces::Piece;
use super::words::{AGENCIES, CREDIT_LINKS, CREDIT_OPENINGS};

/// Why a picture's credit is dropped.
pub(super) const CREDIT: &str = "photo credit";

/// Marks the parts of credits that were torn apart over several pieces.
pub(super) fn mark_torn(text: &str, pieces: &[Piece], roles: &mut [Role]) {
    let word = |at: Option<usize>| {
        let piece = at.and_then(|at| pieces.get(at)).filter(|piece| piece.is_line());
        piece.and_then(|piece| text.get(piece.range.clone())).filter(|line| !longer_than(line, 100)).unwrap_or_default()
    };
    for at in 0..pieces.len() {
        let line = word(Some(at));
        if line.is_empty() {
            continue;
        }
        let (one, two) = (word(at.checked_add(1)), word(at.checked_add(2)));
        let count =
            if slashed(line).is_some_and(|last| is_acronym(last) && (one == last || two == last && is_slash(one))) {
                if one.is_empty() || is_slash(one) { 3 } else { 2 }
            } else if is_names(line) && is_slash(one) && (is_acronym(two) || is_credit(two)) {
                3
            } else {
                0
            };
        for role in roles.iter_mut().skip(at).take(count) {
            *role = Role::Drop(CREDIT);
        }
    }
}

fn is_slash(line: &str) -> bool {
    matches!(line, "/" | "|" | "\\" | "•" | "·")
}

/// A credit that shows itself as one: "(Photo: Ann Lee)", "Ann Lee/Getty Images".
pub(super) fn is_credit(line: &str) -> bool {
    if longer_than(line, 120) {
        return false;
    }
    let bare = line.trim_matches(['(', ')', '[', ']', '|', ' ']);
    let lower = bare.to_lowercase();
    if AGENCIES.contains(&lower.as_str()) {
        return true;
    }
    if ends_sentence(bare) && !bare.ends_with("Inc.") {
        return false;
    }
    opens_credit(bare, &lower)
        || slashed(bare).is_some_and(|last| {
            AGENCIES.contains(&last.to_lowercase().as_str())
                || names_agency(last)
                || is_acronym(last) && !last.starts_with("FAQ") && is_person(bare)
        })
}

/// Whether the first of the names in `line` could be a person's: two or three words.
fn is_person(line: &str) -> bool {
    let first = line.split('/').next().unwrap_or_default();
    (2..=3).contains(&first.split_whitespace().count()) && !is_acronym(first.trim())
}

/// "Photo by Ann Lee", "Image: Ann Lee".
fn opens_credit(bare: &str, lower: &str) -> bool {
    CREDIT_OPENINGS.iter().any(|opening| {
        let Some(rest) = lower.strip_prefix(opening) else {
            return false;
        };
        let original = bare.get(bare.len().saturating_sub(rest.len())..).unwrap_or_default();
        if let Some(name) = original.strip_prefix(':') {
            return name.split_whitespace().count() <= 8;
        }
        let Some((link, name)) = rest.trim_start().split_once(' ') else {
            return false;
        };
        let link = link.trim_end_matches(':');
        CREDIT_LINKS.contains(&link)
            && original.ends_with(is_name_end)
            && name.split_whitespace().count() <= 8
            && original
                .split_whitespace()
                .nth(1)
                .is_some_and(|word| word.starts_with(char::is_uppercase) || CREDIT_LINKS.contains(&word))
    })
}

/// Any character that a name may end with.
fn is_name_end(c: char) -> bool {
    c.is_alphanumeric() || c == ')'
}

/// The last part of a line of names parted by slashes: "Ann Lee / AP".
pub(super) fn slashed(line: &str) -> Option<&str> {
    if longer_than(line, 100) || line.contains("://") {
        return None;
    }
    let mut parts = line.split(['/', '|']).map(str::trim);
    let first = parts.next()?;
    let last = parts.next_back()?;
    (is_names(first) && is_names(last) && parts.all(is_names)).then_some(last)
}

/// Whether `part` ends with a word that picture agencies carry in their names.
fn names_agency(part: &str) -> bool {
    let last = part.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    matches!(last.as_str(), "images" | "photo" | "photos" | "pictures" | "press" | "agency" | "handout" | "pool")
}

/// One to six words, all of them capitalised or small words of names.
pub(super) fn is_names(part: &str) -> bool {
    let mut words = 0;
    let mut capitals = false;
    for word in part.split_whitespace() {
        words += 1;
        let first = word.chars().next().unwrap_or(' ');
        capitals |= first.is_uppercase() || first.is_alphabetic() && !first.is_lowercase();
        let small = matches!(
            word,
            "and"
                | "de"
                | "van"
                | "von"
                | "der"
                | "den"
                | "la"
                | "le"
                | "di"
                | "da"
                | "del"
                | "via"
                | "for"
                | "und"
                | "y"
                | "et"
                | "e"
                | "the"
                | "dpa"
        );
        if first.is_lowercase() && !small || !first.is_alphabetic() || word.ends_with([',', ':', ';']) && word.len() < 3
        {
            return false;
        }
    }
    (1..=6).contains(&words) && (capitals || part == "dpa")
}

/// A sign of an agency that need not be known: two to six capitals and nothing else.
pub(super) fn is_acronym(part: &str) -> bool {
    (2..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
}

//! The place (and date, and agency) that a news report begins with.
//!
//! "LISBON, Portugal — The ferry…", "PARIS (AP) - The…", "Berlin (dpa) – Der…". Told from
//! any other dash by its words: the place is in capitals, or an agency stands in brackets
//! behind it; nothing else but names and a date comes before the dash; and a new sentence
//! begins behind it. A hyphen alone is too common to be trusted with a single word.

use super::lines::is_blank;
use super::words::DATE_NAMES;

/// No dateline is longer than this many characters.
const LONGEST: usize = 90;

/// The dateline at the start of `text` and the number of bytes to what follows its dash.
pub(super) fn find(text: &str) -> Option<(&str, usize)> {
    let window = text.char_indices().take(LONGEST).take_while(|(_, c)| !matches!(c, '\n' | '\r'));
    let dashes = window.filter(|(_, c)| matches!(c, '—' | '–' | '-' | '―'));
    for (at, dash) in dashes {
        let (before, rest) = text.split_at_checked(at)?;
        let rest = rest.trim_start_matches(['—', '–', '-', '―']);
        let spaced = before.ends_with(is_blank) && rest.starts_with(is_blank);
        if !(spaced || matches!(dash, '—' | '―')) {
            continue;
        }
        let place = before.trim_end_matches(is_blank);
        let body = rest.trim_start_matches(is_blank);
        return (is_place(place, dash) && opens(body)).then(|| (place, text.len() - body.len()));
    }
    None
}

/// Whether `body` begins a sentence.
fn opens(body: &str) -> bool {
    let first = body.chars().next().unwrap_or(' ');
    first.is_uppercase() || first.is_numeric() || matches!(first, '“' | '"' | '„' | '«' | '‘' | '¿' | '¡' | '(')
}

/// Whether `place` is made of the words of a dateline.
fn is_place(place: &str, dash: char) -> bool {
    let agency = place.ends_with(')') && place.contains('(');
    let first = place.split([',', ' ', '(']).next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 3 && !first.chars().any(char::is_lowercase);
    let name = first.starts_with(char::is_uppercase);
    if !(capitals && (dash != '-' || agency || place.contains(',')) || agency && name) {
        return false;
    }
    place.split(|c: char| is_blank(c) || matches!(c, '(' | ')' | '/')).all(is_place_word)
}

fn is_place_word(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', ':']);
    let first = bare.chars().next().unwrap_or('A');
    first.is_uppercase()
        || first.is_numeric()
        || matches!(
            bare,
            "de" | "del"
                | "di"
                | "la"
                | "of"
                | "the"
                | "and"
                | "am"
                | "an"
                | "der"
                | "le"
                | "sur"
                | "dpa"
                | "upon"
                | "du"
        )
        || DATE_NAMES.contains(&bare)
}

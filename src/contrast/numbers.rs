//! Numbers of two questions: the same however written, or others.

use super::Word;

/// Number words by the beginning that their stem keeps, with their value.
const VALUES: [(&str, &str); 31] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelv", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("sixteen", "16"),
    ("twenti", "20"),
    ("thirti", "30"),
    ("forti", "40"),
    ("fifti", "50"),
    ("hundr", "100"),
    ("thousand", "1000"),
    ("first", "1"),
    ("second", "2"),
    ("third", "3"),
    ("fourth", "4"),
    ("fifth", "5"),
    ("sixth", "6"),
    ("seventh", "7"),
    ("eighth", "8"),
    ("tenth", "10"),
];

/// As often no number as one: it may meet a number, and contrasts with none.
const LOOSE: &str = "one";

/// Number words from here on in the list say which, not how many.
const FIRST_ORDINAL: usize = 22;

/// Letters that may stand before a number that they are glued to: "RT40" and "RT-40".
const GLUED: usize = 4;

/// Whether each has a number that the other has not. Words for how many contrast with words
/// for how many, words for which with words for which, and figures with both.
pub fn differ(asked: &[Number], stored: &[Number]) -> bool {
    let lacking = |those: &[Number], these: &[Number]| -> Vec<Kind> {
        let lacks = |n: &&Number| n.kind != Kind::Loose && !these.iter().any(|other| n.is(other));
        those.iter().filter(lacks).map(|n| n.kind).collect()
    };
    let (ours, theirs) = (lacking(asked, stored), lacking(stored, asked));
    let contrast = |a: &Kind, b: &Kind| a == b || *a == Kind::Figures || *b == Kind::Figures;
    ours.iter().any(|a| theirs.iter().any(|b| contrast(a, b)))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Figures,
    HowMany,
    Which,
    Loose,
}

/// A number in each of the ways it may be written.
pub struct Number {
    forms: Vec<String>,
    kind: Kind,
}

impl Number {
    fn is(&self, other: &Number) -> bool {
        self.forms.iter().any(|a| other.forms.iter().any(|b| a == b || is_short_year(a, b) || is_short_year(b, a)))
    }
}

/// "98" for 1998.
fn is_short_year(short: &str, long: &str) -> bool {
    let digits = |text: &str, len: usize| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    digits(short, 2) && digits(long, 4) && long.ends_with(short)
}

/// The numbers among `words`, in order.
pub fn numbers(words: &[Word<'_>]) -> Vec<Number> {
    let mut before = "";
    let mut out = Vec::new();
    for word in words {
        let stem = word.stem;
        if let Some((place, (_, value))) = VALUES.iter().enumerate().find(|(_, (word, _))| *word == stem) {
            let which = if place < FIRST_ORDINAL { Kind::HowMany } else { Kind::Which };
            let kind = if stem == LOOSE { Kind::Loose } else { which };
            out.push(Number { forms: vec![(*value).to_owned()], kind });
        } else if stem.bytes().any(|b| b.is_ascii_digit()) {
            out.push(Number { forms: forms(stem, before), kind: Kind::Figures });
        }
        before = stem;
    }
    out
}

/// As written, without what is glued before or after it, and glued to the letters before it.
fn forms(stem: &str, before: &str) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    let from = stem.find(is_digit).unwrap_or_default();
    let to = stem.rfind(is_digit).map_or(stem.len(), |at| at + 1);
    let digits = stem.get(from..to).unwrap_or_default();
    let mut forms = vec![stem.to_owned(), digits.trim_end_matches(".0").to_owned()];
    if before.chars().count() <= GLUED && !before.is_empty() && before.chars().all(char::is_alphabetic) {
        forms.push(format!("{before}{stem}"));
    }
    forms
}

/// What the number is of: the letters of a code, "" of a year, "." of a version; none of another.
fn series(word: &str) -> Option<&str> {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = word.get(..word.len() - digits.len())?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_year = || digits.len() == 4 && digits.parse::<u16>().is_ok_and(|n| (1000..=2100).contains(&n));
    let is_version = || matches!(letters, "" | "v") && digits.contains('.') && digits.split('.').all(is_number);
    match is_number(digits) {
        true => (!letters.is_empty() || is_year()).then_some(letters),
        false => is_version().then_some("."),
    }
}

/// Whether both are years, both versions ("5.2", "v5.4"), or both codes of one series ("E12", "E15"), and not the same.
pub fn are_rivals(one: &str, other: &str) -> bool {
    one.trim_start_matches('v') != other.trim_start_matches('v')
        && series(one).zip(series(other)).is_some_and(|(one, other)| one == other)
}

//! Contrast: what makes two questions of nearly the same words ask for different things.
//!
//! "With" and "without", 2018 and 2022, open and close, A invades B and B invades A, when and where: words
//! and meaning both call such questions near. Here each is told by its own sign, comparing a
//! question with a stored one word by word. English has all signs; other languages have
//! negation, numbers and names.

mod after;
mod lists;
mod measures;
mod numbers;

use std::ops::Range;

use after::After;
use lists::{Lists, Place};
use numbers::Number;

use crate::query::Asked;
use crate::text::Language;

pub use lists::is_negator;
pub use numbers::are_rivals;

/// Number of signs.
pub const SIGNS: usize = 8;

/// Names of the signs, as shown by `--explain`.
pub const NAMES: [&str; SIGNS] =
    ["negated", "other_number", "opposite", "swapped", "other_sort", "other_name", "replaced", "asks_otherwise"];

/// One word of a question, asked or stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Word<'a> {
    /// Its stem.
    pub stem: &'a str,
    /// Numbers of the terms that may stand for it; of a stored word, its own.
    pub terms: Vec<u32>,
    /// Whether it has a meaning of its own.
    pub content: bool,
    /// Whether it is a name.
    pub name: bool,
}

/// Place of the sign of another number.
pub const OTHER_NUMBER: usize = 1;

/// Place of the sign of the opposite.
pub const OPPOSITE: usize = 2;

/// Place of the sign of another sort of answer.
pub const OTHER_SORT: usize = 4;

/// Place of the sign of another name.
pub const OTHER_NAME: usize = 5;

/// So many of the first signs are firm; the others only make an answer less likely.
pub const FIRM: usize = 5;

/// A question with what its words tell by themselves.
pub struct Side<'a> {
    words: Vec<Word<'a>>,
    /// By word: whether it turns round what follows.
    negates: Vec<bool>,
    /// By word: whether it is turned round.
    negated: Vec<bool>,
    /// By word: its places among the opposites.
    opposites: Vec<&'static [Place]>,
    numbers: Vec<Number>,
    /// What it is after, where its beginning tells.
    after: Option<After>,
    /// Which measure, where it is one.
    measure: Option<usize>,
    lists: &'static Lists,
}

impl<'a> Side<'a> {
    /// The question of these words.
    pub fn new(words: Vec<Word<'a>>, language: Option<Language>) -> Self {
        let lists = lists::of(language);
        let negates: Vec<bool> = (0..words.len()).map(|at| lists.negates(&words, at)).collect();
        Side {
            negated: lists.negated(&words, &negates),
            negates,
            opposites: words.iter().map(|word| lists.opposites(word.stem)).collect(),
            numbers: numbers::numbers(&words),
            after: lists.beginnings.after(&words),
            measure: lists.measures.asked(&words),
            words,
            lists,
        }
    }

    fn has_negator(&self) -> bool {
        self.negates.contains(&true)
    }

    /// The stems of which a record must have one to tell the measure asked for: its own words where the question `stored` asks
    /// for another measure, else units too. `None` where no measure is asked for, or the same, or one that needs no words.
    pub fn measure_told_by(&self, stored: Option<&Side<'_>>) -> Option<Vec<&'static str>> {
        let asked = self.measure?;
        let lists: &'static Lists = self.lists;
        let is_needed = match stored.and_then(|stored| stored.measure) {
            Some(stored) => measures::differ(asked, stored),
            None => measures::is_plain(asked),
        };
        let with_units = stored.is_none_or(|stored| stored.measure.is_none());
        is_needed.then(|| lists.measures.telling(asked, with_units).map(String::as_str).collect())
    }

    /// Whether it asks when something was, and `stored` when such a thing is: a year is told for the one, a day for the other.
    pub fn is_past_of(&self, stored: &Side<'_>) -> bool {
        let of_past = |side: &Side<'_>| self.lists.beginnings.asks_of_past(&side.words);
        of_past(self) == Some(true) && of_past(stored) == Some(false)
    }

    /// Whether it asks how long or when, so that its answer has numbers of that.
    pub fn asks_for_time(&self) -> bool {
        matches!(self.after, Some(After::Sort(Asked::Length | Asked::Time)))
    }

    /// The places of the name that something is said of, where it asks whether that is so: "did Germany sign".
    pub fn subject(&self) -> Range<usize> {
        let start = match self.words.get(1) {
            _ if self.after != Some(After::Whether) => return 0..0,
            Some(word) if word.stem == "the" => 2,
            _ => 1,
        };
        let named = self.words.iter().skip(start).take_while(|word| word.name && word.content).count();
        start..start + named
    }

    /// The places of the words that are one kind of a thing among others.
    pub fn kinds(&self) -> impl Iterator<Item = usize> {
        (0..self.words.len()).filter(|at| self.lists.is_kind(self.opposites(*at)))
    }

    /// The places of the word at `at` among the opposites; none where it has no opposite.
    fn opposites(&self, at: usize) -> &'static [Place] {
        self.opposites.get(at).copied().unwrap_or_default()
    }

    /// Whether any of the words is of one of these sides.
    fn is_on(&self, side: &[Place]) -> bool {
        self.opposites.iter().any(|others| others.iter().any(|other| side.contains(other)))
    }
}

/// Which signs of contrast there are between a question `asked` and one `stored`, each 0 or 1,
/// in the order of [`NAMES`].
pub fn signs(asked: &Side<'_>, stored: &Side<'_>) -> [f32; SIGNS] {
    let pairs = align(&asked.words, &stored.words);
    let mut taken = vec![false; stored.words.len()];
    pairs.iter().flatten().for_each(|s| taken.iter_mut().skip(*s).take(1).for_each(|taken| *taken = true));
    let both = Both { asked, stored, pairs: &pairs, taken: &taken, lists: asked.lists };
    [
        both.negated(),
        numbers::differ(&asked.numbers, &stored.numbers),
        both.opposite(),
        both.swapped(),
        both.after(After::excludes),
        both.other_name(),
        both.replaced(),
        both.after(After::differs),
    ]
    .map(|sign| f32::from(u8::from(sign)))
}

/// For each word asked, the first stored word not yet taken that one of its terms is.
fn align(asked: &[Word<'_>], stored: &[Word<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; stored.len()];
    asked
        .iter()
        .map(|word| {
            let free = |(at, s): &(usize, &Word)| {
                !taken.get(*at).copied().unwrap_or(true) && s.terms.iter().any(|t| word.terms.contains(t))
            };
            let found = stored.iter().enumerate().find(free).map(|(at, _)| at)?;
            if let Some(taken) = taken.get_mut(found) {
                *taken = true;
            }
            Some(found)
        })
        .collect()
}

/// Whether both are letters that name a thing: "hepatitis A", "hepatitis B".
fn letters(a: &str, b: &str) -> bool {
    let is_letter = |stem: &str| stem.len() == 1 && stem.bytes().all(|b| b.is_ascii_alphabetic());
    a != b && is_letter(a) && is_letter(b)
}

/// Whether the letters of `stem` begin words of `others` that stand side by side: "EU".
fn are_initials(stem: &str, others: &[Word<'_>]) -> bool {
    let letters: Vec<char> = stem.chars().filter(|c| *c != '.').collect();
    letters.len() > 1
        && others
            .windows(letters.len())
            .any(|words| words.iter().zip(&letters).all(|(word, letter)| word.stem.starts_with(*letter)))
}

/// Two questions side by side.
struct Both<'a> {
    asked: &'a Side<'a>,
    stored: &'a Side<'a>,
    /// By word asked: the stored word it is.
    pairs: &'a [Option<usize>],
    /// By stored word: whether it is one of the words asked.
    taken: &'a [bool],
    lists: &'static Lists,
}

impl Both<'_> {
    /// A word of both is negated in one alone, and none in both: where both say "not", they
    /// may say it of more or fewer words.
    fn negated(&self) -> bool {
        let is = |side: &Side<'_>, at: usize| side.negated.get(at).copied().unwrap_or_default();
        let content = || self.matches().filter(|(a, _)| self.asked.words.get(*a).is_some_and(|w| w.content));
        content().any(|(a, s)| is(self.asked, a) != is(self.stored, s))
            && !content().any(|(a, s)| is(self.asked, a) && is(self.stored, s))
    }

    /// One has a word of one side, the other of another, and neither has both; unless one is
    /// negated too: "unlabelled" is "not labelled".
    fn opposite(&self) -> bool {
        let turned_back = self.asked.has_negator() != self.stored.has_negator() && !self.negated();
        !turned_back && self.have_opposites()
    }

    fn have_opposites(&self) -> bool {
        self.unmatched_asked().any(|(a, asked)| {
            self.unmatched_stored().any(|(s, stored)| {
                let (ours, theirs) = (self.asked.opposites(a), self.stored.opposites(s));
                self.lists.prefixed(asked.stem, stored.stem)
                    || lists::opposed(ours, theirs)
                        && !self.stored.is_on(ours)
                        && !self.asked.is_on(theirs)
                        && !self.is_of_hours(a, s)
                    || (self.lists.particles(asked.stem, stored.stem) || letters(asked.stem, stored.stem))
                        && self.follow_the_same(a, s)
            })
        })
    }

    /// The word stored at `at` is "open" of opening hours, which tell as well when it is what the word `asked` says, its
    /// opposite: asked when, or whether. English only.
    fn is_of_hours(&self, asked: usize, at: usize) -> bool {
        const BEING: usize = 3;
        let stem = |at: usize| self.stored.words.get(at).map_or("", |w| w.stem);
        let is_state = (at.saturating_sub(BEING)..at).any(|before| matches!(stem(before), "is" | "are" | "be"));
        let is_hours =
            matches!(stem(at + 1), "hour" | "time") || is_state && self.stored.after == Some(After::Sort(Asked::Time));
        let is_asked = matches!(self.asked.after, Some(After::Sort(Asked::Time) | After::Whether));
        let is_opposed = lists::opposed(self.asked.opposites(asked), self.stored.opposites(at));
        stem(at) == "open" && is_hours && is_asked && is_opposed
    }

    /// The words before the two are one another's: "log in", "log out".
    fn follow_the_same(&self, asked: usize, stored: usize) -> bool {
        asked > 0 && stored > 0 && self.pairs.get(asked - 1) == Some(&Some(stored - 1))
    }

    /// Two things have changed places: about a preposition ("from A to B"), or about a word
    /// that both stand around ("A invades B").
    fn swapped(&self) -> bool {
        let things: Vec<(usize, usize)> =
            self.matches().filter(|(a, _)| self.asked.words.get(*a).is_some_and(|w| w.content)).collect();
        let alike = self.unmatched_asked().filter(|(_, w)| w.content).count() <= 1
            && self.unmatched_stored().filter(|(_, w)| w.content).count() <= 1;
        things.iter().enumerate().any(|(n, first)| {
            things
                .iter()
                .skip(n + 1)
                .any(|second| self.exchanged(*first, *second) || alike && self.turned(*first, *second, &things))
        })
    }

    /// Each has the other's preposition; where one of them has none, they also stand the other way round.
    fn exchanged(&self, first: (usize, usize), second: (usize, usize)) -> bool {
        let asked = |at| self.lists.preposition(&self.asked.words, at);
        let stored = |at| self.lists.preposition(&self.stored.words, at);
        let ((a, b), (c, d)) = ((asked(first.0), asked(second.0)), (stored(first.1), stored(second.1)));
        let with = matches!((a, b), (Some("with"), None) | (None, Some("with")));
        let between = |side: &Side<'_>, one: usize, other: usize| {
            let words = side.words.get(one.min(other) + 1..one.max(other)).unwrap_or_default();
            self.lists.is_mutual(words)
        };
        let mutual = with && between(self.asked, first.0, second.0) && between(self.stored, first.1, second.1);
        !mutual && a != b && a == d && b == c && (a.is_some() && b.is_some() || first.1 > second.1)
    }

    /// Each stands on the other's side of a word that both questions have, in the same voice.
    fn turned(&self, first: (usize, usize), second: (usize, usize), things: &[(usize, usize)]) -> bool {
        let bare = |side: &Side<'_>, at| self.lists.preposition(&side.words, at).is_none();
        first.1 > second.1
            && [first.0, second.0].iter().all(|at| bare(self.asked, *at))
            && [first.1, second.1].iter().all(|at| bare(self.stored, *at))
            && things.iter().any(|(a, s)| (first.0 + 1..second.0).contains(a) && (second.1 + 1..first.1).contains(s))
    }

    /// Each has a name that the other has not, nor the other's initials.
    fn other_name(&self) -> bool {
        let is_name = |w: &Word<'_>| {
            let letters = w.stem.chars().filter(|c| c.is_alphabetic()).count();
            w.name && w.content && letters > 1 && !w.stem.contains(|c: char| c.is_ascii_digit())
        };
        let told = |side: &Side<'_>, at: usize, w: &Word<'_>, others: &Side<'_>| {
            !side.opposites(at).is_empty() || are_initials(w.stem, &others.words)
        };
        let asked = self.unmatched_asked().any(|(at, w)| is_name(w) && !told(self.asked, at, w, self.stored));
        let stored = self.unmatched_stored().any(|(at, w)| is_name(w) && !told(self.stored, at, w, self.asked));
        let spelt_out = |side: &Side<'_>, others: &Side<'_>| {
            side.words.iter().any(|w| w.name && are_initials(w.stem, &others.words))
        };
        asked && stored && !spelt_out(self.asked, self.stored) && !spelt_out(self.stored, self.asked)
    }

    /// The two differ in one word of meaning each, in the same place.
    fn replaced(&self) -> bool {
        let is_number = |w: &Word<'_>| w.stem.contains(|c: char| c.is_ascii_digit());
        let content = |(at, w): (usize, &Word<'_>)| (w.content && !is_number(w)).then_some(at);
        let mut asked = self.unmatched_asked().filter_map(content);
        let mut stored = self.unmatched_stored().filter_map(content);
        let (Some(a), None, Some(s), None) = (asked.next(), asked.next(), stored.next(), stored.next()) else {
            return false;
        };
        let before = a == 0 && s == 0 || self.follow_the_same(a, s);
        let last = a + 1 == self.asked.words.len() && s + 1 == self.stored.words.len();
        before && (last || self.pairs.get(a + 1) == Some(&Some(s + 1))) && !self.is_of_hours(a, s)
    }

    /// Both say what they are after, and so it stands between the two: why it opens, when it opens.
    fn after(&self, stands: impl Fn(After, After) -> bool) -> bool {
        self.asked.after.zip(self.stored.after).is_some_and(|(asked, stored)| stands(asked, stored))
    }

    fn unmatched_asked(&self) -> impl Iterator<Item = (usize, &Word<'_>)> {
        self.asked.words.iter().enumerate().filter(|(at, _)| self.pairs.get(*at) == Some(&None))
    }

    fn unmatched_stored(&self) -> impl Iterator<Item = (usize, &Word<'_>)> {
        self.stored.words.iter().enumerate().filter(|(at, _)| self.taken.get(*at) == Some(&false))
    }

    fn matches(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs.iter().enumerate().filter_map(|(a, s)| s.map(|s| (a, s)))
    }
}

#[cfg(test)]
mod tests;

//! The word lists of contrast, by stem.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::Word;
use super::after::Beginnings;
use super::measures::Measures;
use crate::text::{Language, fold};

const NEGATORS: &str = include_str!("../words/negators.txt");
const OPPOSITES_EN: &str = include_str!("../words/opposites_en.txt");

/// Words after a negator within which what it negates is looked for.
const REACH: usize = 4;

/// Content words in a row that one negator negates: "no doctor's certificate".
const NEGATED: usize = 2;

/// Not knowing a thing, or minding it, turns round nothing that is asked about it.
const LIGHT: [&str; 5] = ["know", "understand", "sure", "mind", "think"];

/// Prepositions that tell who or what is on which side.
const PREPOSITIONS: [&str; 13] =
    ["from", "to", "into", "onto", "by", "of", "than", "for", "against", "over", "with", "after", "before"];

/// Words that join things which then stand alike.
const JOINING: [&str; 2] = ["and", "or"];

/// What one is or does with another, the other is or does with the one.
const MUTUAL: &str = "ally allied allies alliance agree agreement bordering border borders compatible compete \
                      competition conflict connected contact cooperate cooperation different fight friend friends \
                      friendly friendship meet met meeting married marry partner partners peace related relations \
                      relationship rival same sync talk talks trade treaty truce war work";

/// Words that only mean their opposite after the same word: "log in", "log out".
const PARTICLES: [[&str; 2]; 4] = [["in", "out"], ["on", "off"], ["up", "down"], ["with", "without"]];

/// Beginnings that turn a word round, with the least length of what follows.
const PREFIXES: [(&str, usize); 7] = [("un", 3), ("dis", 3), ("non", 3), ("de", 6), ("in", 4), ("im", 5), ("ir", 5)];

/// A set of opposites and the side within it.
pub type Place = (usize, usize);

/// The lists of one language, by stem.
#[derive(Default)]
pub struct Lists {
    negators: HashSet<String>,
    opposites: HashMap<String, Vec<Place>>,
    /// The sets of three sides and more.
    kinds: HashSet<usize>,
    mutual: HashSet<String>,
    /// How a question begins.
    pub beginnings: Beginnings,
    /// How deep, how old.
    pub measures: Measures,
    english: bool,
}

/// The lists of a language; empty ones where there are none.
pub fn of(language: Option<Language>) -> &'static Lists {
    static ALL: OnceLock<Vec<(&'static str, OnceLock<Lists>)>> = OnceLock::new();
    static NONE: OnceLock<Lists> = OnceLock::new();
    let all = ALL.get_or_init(|| negators().map(|(code, _)| (code, OnceLock::new())).collect());
    let found = language.and_then(|l| all.iter().find(|(code, _)| *code == l.code()).map(|(_, lists)| (l, lists)));
    match found {
        Some((language, lists)) => lists.get_or_init(|| Lists::read(language)),
        None => NONE.get_or_init(Lists::default),
    }
}

/// Codes, each with its negators.
fn negators() -> impl Iterator<Item = (&'static str, &'static str)> {
    NEGATORS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}

/// Whether the word, in lower case and without accents, is a negator.
pub fn is_negator(folded: &str, language: Option<Language>) -> bool {
    let mut own = negators().filter(|(code, _)| language.is_some_and(|l| l.code() == *code));
    own.any(|(_, words)| words.split_whitespace().any(|word| word == folded))
}

/// A word with what it would be compared as: the stemmer leaves "weaker" as it is.
fn compared(word: &str) -> [String; 3] {
    let word = word.trim();
    let root = word.strip_suffix('e').map(str::to_owned).or_else(|| word.strip_suffix('y').map(|w| format!("{w}i")));
    let root = root.as_deref().unwrap_or(word);
    [word.to_owned(), format!("{root}er"), format!("{root}est")]
}

impl Lists {
    fn read(language: Language) -> Self {
        let stem = |word: &str| fold(&language.stem(&word.trim().to_lowercase()));
        let words = negators().find(|(code, _)| *code == language.code()).map_or("", |(_, words)| words);
        let english = language == Language::ENGLISH;
        let mut opposites: HashMap<String, Vec<Place>> = HashMap::new();
        let mut kinds = HashSet::new();
        let sets = OPPOSITES_EN.lines().filter(|line| english && !line.starts_with('#'));
        for (set, line) in sets.enumerate() {
            for (side, words) in line.split('|').enumerate() {
                kinds.extend((side > 1).then_some(set));
                for form in words.split(',').flat_map(compared) {
                    let sides = opposites.entry(stem(&form)).or_default();
                    if !sides.contains(&(set, side)) {
                        sides.push((set, side));
                    }
                }
            }
        }
        let mutual = MUTUAL.split_whitespace().filter(|_| english).map(stem).collect();
        let beginnings = if english { Beginnings::english(stem) } else { Beginnings::default() };
        let measures = if english { Measures::english(stem) } else { Measures::default() };
        Lists {
            negators: words.split_whitespace().map(stem).collect(),
            opposites,
            kinds,
            mutual,
            beginnings,
            measures,
            english,
        }
    }

    /// By word: whether one that `negates` turns it round.
    pub fn negated(&self, words: &[Word<'_>], negates: &[bool]) -> Vec<bool> {
        let mut out = vec![false; words.len()];
        for (at, _) in negates.iter().enumerate().filter(|(_, negates)| **negates) {
            let light = |w: &Word<'_>| LIGHT.contains(&w.stem);
            let after = words.iter().enumerate().skip(at + 1).take(REACH).take_while(|(_, w)| !light(w));
            let content = after.skip_while(|(_, w)| !w.content || self.negators.contains(w.stem));
            for (to, _) in content.take_while(|(_, w)| w.content).take(NEGATED) {
                if let Some(negated) = out.get_mut(to) {
                    *negated = true;
                }
            }
        }
        out
    }

    /// Whether the word at `at` turns round what follows, by itself or with its neighbour.
    pub fn negates(&self, words: &[Word<'_>], at: usize) -> bool {
        let is = |at: Option<usize>, stem: &str| at.and_then(|at| words.get(at)).is_some_and(|w| w.stem == stem);
        // "My mobile no." and "no 7" are numbers.
        let number = |w: &Word<'_>| w.stem.contains(|c: char| c.is_ascii_digit());
        let counts = self.english && is(Some(at), "no") && words.get(at + 1).is_none_or(number);
        words.get(at).is_some_and(|w| self.negators.contains(w.stem)) && !counts
            || self.english
                && (is(Some(at), "than") && is(at.checked_sub(1), "other")
                    || is(Some(at), "fail") && is(Some(at + 1), "to"))
    }

    /// The stem's places among the opposites; none where it has no opposite.
    pub fn opposites(&self, stem: &str) -> &[Place] {
        self.opposites.get(stem).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether these places are of a set of three sides or more: kinds of a thing, like days and pets, where an answer may well tell
    /// of several. Of two sides, like open and closed, one word of an answer tells nothing.
    pub fn is_kind(&self, places: &[Place]) -> bool {
        places.iter().any(|(set, _)| self.kinds.contains(set))
    }

    /// Whether one is the other with a beginning that turns it round.
    pub fn prefixed(&self, a: &str, b: &str) -> bool {
        // "Mute" keeps its last letter, "unmut" has lost it.
        let turned = |long: &str, short: &str| {
            let short = short.trim_end_matches('e');
            let rest = |prefix| long.strip_prefix(prefix).map(|rest| rest.trim_end_matches('e'));
            PREFIXES.iter().any(|(prefix, least)| short.len() >= *least && rest(*prefix) == Some(short))
        };
        self.english && (turned(a, b) || turned(b, a))
    }

    /// Whether the two are opposites as the second part of a verb.
    pub fn particles(&self, a: &str, b: &str) -> bool {
        self.english && PARTICLES.iter().any(|[x, y]| (*x, *y) == (a, b) || (*y, *x) == (a, b))
    }

    /// The preposition before the thing at `at`: before the content words it ends, and past
    /// articles and other small words. Things that "and" joins have it in common.
    pub fn preposition<'a>(&self, words: &[Word<'a>], at: usize) -> Option<&'a str> {
        const SMALL: usize = 2;
        if !self.english {
            return None;
        }
        let mut before = words.get(..at)?;
        loop {
            let content = before.iter().rev().take_while(|w| w.content).count();
            before = before.get(..before.len() - content)?;
            let mut small = before.iter().rev().take(SMALL).take_while(|w| !w.content).map(|w| w.stem);
            if let Some(found) = small.find(|stem| PREPOSITIONS.contains(stem)) {
                return Some(found);
            }
            // With a small word after it, "and" may join two sentences; before a bare verb it still may.
            (_, before) = before.split_last().filter(|(last, _)| JOINING.contains(&last.stem))?;
        }
    }

    /// Whether what `between` two things says of the one with the other holds both ways round: what
    /// is allied with another has it for an ally.
    pub fn is_mutual(&self, between: &[Word<'_>]) -> bool {
        between.iter().any(|w| self.mutual.contains(w.stem))
    }
}

/// Whether two words of these places are of different sides of one set, and of no same side.
pub fn opposed(a: &[Place], b: &[Place]) -> bool {
    let differ = a.iter().any(|(set, side)| b.iter().any(|(s, other)| s == set && other != side));
    differ && !a.iter().any(|one| b.contains(one))
}

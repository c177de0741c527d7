//! What a question is after, told by how it begins: a time, a reason, a price, a way, a thing, yes or no.

use super::Word;
use crate::query::{ASKING, Asked, HEAD_WORDS, Price};

/// "Which lamp", "for what".
const THING_WORDS: usize = 2;

/// "How many vacation days", but no later.
const UNIT_WORDS: usize = 4;

const AUXILIARIES: &str = "is are was were do does did can could will would should shall has have had may might must am \
                           isn't aren't don't doesn't can't";

/// What a question is after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// A sort of answer: who, when, where, how many, why.
    Sort(Asked),
    /// How.
    Manner,
    /// What, which.
    Thing,
    /// Yes or no.
    Whether,
}

impl After {
    /// Whether the two are not the same. How long may be a time or how far; how many days is how long.
    pub fn differs(self, other: After) -> bool {
        use Asked::{Count, Length, Measure, Time};
        let alike = |a: After, b: After| match (a, b) {
            (After::Sort(Length), After::Sort(Time | Measure)) => true,
            (After::Sort(a), After::Sort(b)) => a == b || (a, b) == (Count, Measure),
            (a, b) => a == b,
        };
        !alike(self, other) && !alike(other, self)
    }

    /// Whether what answers the one answers the other next to never: a time is no number and no reason, a price neither. Who and
    /// where may both ask for whom to turn to, and where and why for what a thing comes from.
    pub fn excludes(self, other: After) -> bool {
        use Asked::{Cost, Count, Length, Measure, Person, Place, Reason, Time};
        let is_cost = |after: After| after == After::Sort(Cost);
        let is_time = |after: After| matches!(after, After::Sort(Time | Length));
        let is_number = |after: After| matches!(after, After::Sort(Count | Measure));
        let is_told = |after: After| matches!(after, After::Sort(Person | Place | Reason));
        let apart = |a: After, b: After| {
            is_time(a) && (is_number(b) || is_told(b))
                || is_number(a) && is_told(b)
                || is_cost(a) && (is_time(b) || is_number(b) || is_told(b))
        };
        self.differs(other) && (apart(self, other) || apart(other, self))
    }
}

/// The words by which a question begins, by stem; none but in English.
#[derive(Default)]
pub struct Beginnings {
    sorts: Vec<(Vec<String>, Asked)>,
    how: Vec<String>,
    price: Price,
    /// They begin a clause as often as a question: "when I pay by card".
    joining: Vec<String>,
    units: Vec<String>,
    past: Vec<String>,
    present: Vec<String>,
    to: Vec<String>,
    things: Vec<String>,
    auxiliaries: Vec<String>,
}

impl Beginnings {
    /// Those of English, as `stem` has them.
    pub fn english(stem: impl Fn(&str) -> String) -> Self {
        let stems = |words: &str| words.split_whitespace().map(&stem).collect();
        Beginnings {
            sorts: ASKING.iter().map(|(words, asked)| (words.iter().map(|w| stem(w)).collect(), *asked)).collect(),
            how: stems("how"),
            price: Price::of(&stem),
            joining: stems("when where"),
            units: stems("minute hour day night week month year"),
            past: stems("was were did"),
            present: stems("is are do does can"),
            to: stems("to"),
            things: stems("what which whats"),
            auxiliaries: stems(AUXILIARIES),
        }
    }

    /// Whether the question of these words asks when something was, not when it is; `None` where neither.
    pub fn asks_of_past(&self, words: &[Word<'_>]) -> Option<bool> {
        let is = |list: &[String], word: &Word<'_>| list.iter().any(|stem| stem == word.stem);
        let head = words.get(..words.len().min(HEAD_WORDS))?;
        let (_, verb) = head.iter().zip(head.iter().skip(1)).find(|(when, _)| when.stem == "when")?;
        if is(&self.past, verb) { Some(true) } else { is(&self.present, verb).then_some(false) }
    }

    /// What the question of these words is after, where its beginning tells.
    pub fn after(&self, words: &[Word<'_>]) -> Option<After> {
        let is = |list: &[String], word: &Word<'_>| list.iter().any(|stem| stem == word.stem);
        let begins = |rest: &[Word<'_>], stems: &[String]| {
            rest.len() >= stems.len() && rest.iter().zip(stems).all(|(word, stem)| word.stem == stem)
        };
        let sort = |rest: &[Word<'_>]| {
            let found = self.sorts.iter().find(|(stems, _)| begins(rest, stems)).map(|(_, asked)| After::Sort(*asked));
            found.or_else(|| rest.first().filter(|word| is(&self.how, word)).map(|_| After::Manner))
        };
        let asks = |word: &Word<'_>| is(&self.auxiliaries, word) || is(&self.to, word);
        let joins = words.first().is_some_and(|word| is(&self.joining, word)) && !words.get(1).is_none_or(asks);
        let places = usize::from(joins)..words.len().min(HEAD_WORDS);
        let mut head = places.filter_map(|at| sort(words.get(at..).unwrap_or_default()));
        let first = head.next();
        // "When and where": after two things at once.
        if first.is_some_and(|first| head.any(|other| first.differs(other))) {
            return None;
        }
        let is_price = || self.price.is_asked(&words.iter().map(|word| word.stem).collect::<Vec<_>>());
        let thing = || words.iter().take(THING_WORDS).find(|word| is(&self.things, word)).map(|_| After::Thing);
        let whether = || words.first().filter(|word| is(&self.auxiliaries, word)).map(|_| After::Whether);
        match first.or_else(thing).or_else(whether) {
            Some(After::Sort(Asked::Count) | After::Thing) if is_price() => Some(After::Sort(Asked::Cost)),
            // "How many vacation days do I have": how long.
            Some(After::Sort(Asked::Count)) if words.iter().take(UNIT_WORDS).any(|word| is(&self.units, word)) => {
                Some(After::Sort(Asked::Length))
            }
            found => found,
        }
    }
}

//! Which measure a question is after: how deep, how long, how old. English only.

use super::Word;
use crate::query::HEAD_WORDS;

/// The measures: after "how" by a word before the first bar, told by those after it too, and by the units after the second.
const MEASURES: [&str; 9] = [
    "long | length lengthy minute minutes hour hours day days week weeks month months year years since",
    "far | distance away",
    "often frequently | frequency",
    "old young | age aged ages year years since",
    "deep shallow | depth | m metre meter cm centimetre centimeter mm foot feet ft inch inches fathom",
    "tall high | height | m metre meter cm centimetre centimeter mm foot feet ft inch inches storey floor",
    "wide broad | width breadth | m metre meter cm centimetre centimeter mm foot feet ft inch inches",
    "heavy | weight weigh weighs weighing | kg kilo kilogram gram g ton tonne pound lb lbs stone ounce oz",
    "hot warm cold | temperature degree degrees | celsius fahrenheit c f",
];

/// The first of them may be asked for what the next two are: a way, how much time goes by.
const LONG: usize = 0;
const ALIKE: usize = 3;

/// From here on, nothing but the measure tells it; an age is told by a year as well.
const PLAIN: usize = 4;

/// The measures by stem.
#[derive(Default)]
pub struct Measures {
    how: Vec<String>,
    /// Of each: the stems it is asked by, those it is told by, and its units.
    all: Vec<[Vec<String>; 3]>,
}

impl Measures {
    /// Those of English, as `stem` has them.
    pub fn english(stem: impl Fn(&str) -> String) -> Self {
        let stems = |words: &str| -> Vec<String> { words.split_whitespace().map(&stem).collect() };
        let of = |line: &&str| {
            let mut parts = line.split('|').map(&stems);
            [(); 3].map(|()| parts.next().unwrap_or_default())
        };
        Measures { how: stems("how"), all: MEASURES.iter().map(of).collect() }
    }

    /// The measure that the question of these words is after, where it is one.
    pub fn asked(&self, words: &[Word<'_>]) -> Option<usize> {
        let is = |list: &[String], word: &Word<'_>| list.iter().any(|stem| stem == word.stem);
        let (_, word) = words.iter().zip(words.iter().skip(1)).take(HEAD_WORDS).find(|(how, _)| is(&self.how, how))?;
        self.all.iter().position(|[asking, ..]| is(asking, word))
    }

    /// The stems by which a record tells the measure, its units among them or not.
    pub fn telling(&self, measure: usize, with_units: bool) -> impl Iterator<Item = &String> {
        let lists = self.all.get(measure).into_iter().flatten();
        lists.take(if with_units { 3 } else { 2 }).flatten()
    }
}

/// Whether no other number or time tells the measure.
pub fn is_plain(measure: usize) -> bool {
    measure >= PLAIN
}

/// Whether who asks for the one may not be told the other: depth is no age.
pub fn differ(one: usize, other: usize) -> bool {
    let alike = |a: usize, b: usize| a == LONG && b < ALIKE;
    one != other && !alike(one, other) && !alike(other, one)
}

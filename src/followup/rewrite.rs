//! A follow-up question written out in the ways it may be meant.
//!
//! The idea is that of question rewriting (Elgohary et al. 2019, CANARD) and of term resolution
//! (Voskarides et al. 2020, QuReTeC), by rules: which rewriting is meant, the corpus tells.

use super::pointing::Shape;
use super::words::{Part, Words};
use crate::text::tokens;
use crate::text::words::is_known;

/// Most rewritings of one question; each is asked.
const MOST: usize = 8;
/// Names taken from each text that was spoken.
const NAMES_EACH: usize = 2;

/// One way a question may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewriting {
    /// The question, standing alone.
    pub text: String,
    /// What was spoken of, whose words count for less.
    pub beside: Option<String>,
}

impl Rewriting {
    fn alone(text: String) -> Self {
        Rewriting { text, beside: None }
    }

    /// All of it in one line, for people to read.
    pub fn shown(&self) -> String {
        match &self.beside {
            Some(beside) => format!("{} ({beside})", self.text),
            None => self.text.clone(),
        }
    }
}

/// The ways `asked` may be meant after the question `earlier`, where the texts `spoken` may name
/// what is meant; likeliest first.
pub fn rewritings(asked: &Words<'_>, shape: Shape, earlier: &Words<'_>, spoken: &[Words<'_>]) -> Vec<Rewriting> {
    let beside = |words: &Words<'_>| Rewriting { text: asked.text.to_owned(), beside: Some(words.content()) };
    let mut all = match shape {
        Shape::Pronoun { at, person, owner } => {
            let put = |thing: &&str| Rewriting::alone(asked.replaced(at..at + 1, &owned(thing, owner)));
            let mut all: Vec<Rewriting> = antecedents(earlier, spoken, person).iter().map(put).collect();
            all.insert(all.len().min(1), beside(earlier));
            all
        }
        Shape::Demonstrative { at } => {
            let put = |thing: &&str| Rewriting::alone(asked.replaced(at..at + 1, thing));
            let mut all = vec![beside(earlier)];
            all.extend(antecedents(earlier, spoken, false).iter().map(put));
            all
        }
        Shape::Instead { from } => instead(asked, from, earlier),
        Shape::Fragment => instead(asked, 0, earlier),
        Shape::Bare => {
            let of = bare(earlier.text.get(earlier.after_asking()..).unwrap_or(earlier.text));
            let asked = bare(asked.text);
            let mut all = vec![Rewriting::alone(format!("{asked} {of}"))];
            // "Who leads it?" "Since when?": asked of the one that was named.
            let names = names(spoken.get(..1).unwrap_or_default());
            all.extend(
                names.iter().map(|name| Rewriting { text: format!("{asked} {name}"), beside: Some(earlier.content()) }),
            );
            all
        }
        Shape::Whole => {
            vec![beside(earlier)].into_iter().chain(spoken.get(1..2).unwrap_or_default().iter().map(beside)).collect()
        }
    };
    all.dedup();
    all.truncate(MOST);
    all
}

/// The earlier question with one part after another put out for what is asked now.
fn instead(asked: &Words<'_>, from: usize, earlier: &Words<'_>) -> Vec<Rewriting> {
    let new = bare(asked.text.get(asked.start_of(from)..).unwrap_or(asked.text));
    let mut parts = earlier.parts();
    let sort = asked.sort_from(from);
    // "And the last one?" names no thing of its own: it is one of what was asked about.
    let kept =
        asked.ends_in_one().then(|| parts.last().map(|p| earlier.between(p.words.end - 1..p.words.end))).flatten();
    let new = &match kept {
        Some(thing) => format!("{} {thing}", new.rsplit_once(' ').map_or(new, |(before, _)| before)),
        None => new.to_owned(),
    };
    // "And China?" stands for another name, where one was asked about, and not for what it did.
    if parts.iter().any(|part| part.is_name() && part.sort == sort) {
        parts.retain(|part| part.sort == sort);
    }
    // What is of the same sort first, then what stands last.
    parts.sort_by_key(|part| (part.sort != sort, std::cmp::Reverse(part.words.start)));
    let mut all: Vec<Rewriting> = Vec::new();
    if let Some(words) = asked.relation_at(from).and_then(|relation| earlier.after_relation(relation)) {
        all.push(Rewriting::alone(earlier.replaced(words, new)));
    }
    // "The chair" takes the place of "the lamp", not of "lamp".
    let determined = asked.is_determiner(from);
    all.extend(parts.into_iter().map(|part| {
        let before = part.words.start.checked_sub(1).filter(|at| determined && earlier.is_determiner(*at));
        Rewriting::alone(earlier.replaced(before.unwrap_or(part.words.start)..part.words.end, new))
    }));
    all.truncate(MOST - 2);
    all.push(Rewriting::alone(format!("{} {new}", bare(earlier.text))));
    all.push(Rewriting { text: new.clone(), beside: Some(earlier.content()) });
    all
}

/// What a pronoun may stand for: names of the earlier question, its other parts, names spoken.
fn antecedents<'a>(earlier: &Words<'a>, spoken: &[Words<'a>], person: bool) -> Vec<&'a str> {
    let parts = earlier.parts();
    let text = |part: &Part| earlier.between(part.words.clone());
    let mut all: Vec<&str> = parts.iter().filter(|p| p.is_name()).map(text).collect();
    if !person {
        for part in parts.iter().rev().filter(|p| !p.is_name()) {
            all.push(earlier.between(part.words.clone()));
            // "What does the treaty promise?": the verb stands beside it.
            let without_last = part.words.start..part.words.end - 1;
            all.extend((!without_last.is_empty()).then(|| earlier.between(without_last)));
        }
    }
    // "He" is no country, nor anything else that general language names.
    let is_general = |name: &&str| tokens(name).iter().all(|token| is_known(&token.folded));
    all.extend(names(spoken).into_iter().filter(|name| !person || !is_general(name)));
    let mut seen: Vec<&str> = Vec::new();
    all.retain(|thing| {
        let new = !seen.contains(thing);
        seen.push(thing);
        new
    });
    all
}

/// The first few names of each text.
fn names<'a>(spoken: &[Words<'a>]) -> Vec<&'a str> {
    let of_one = |words: &Words<'a>| -> Vec<&'a str> {
        let parts = words.parts();
        parts.iter().filter(|p| p.is_name()).take(NAMES_EACH).map(|p| words.between(p.words.clone())).collect()
    };
    spoken.iter().flat_map(of_one).collect()
}

fn owned(thing: &str, owner: bool) -> String {
    if owner { format!("{thing}'s") } else { thing.to_owned() }
}

/// Without what ends a sentence.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(['?', '!', '.', '？', '。', '！']).trim_end()
}

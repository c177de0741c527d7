//! A follow-up question written out in the ways it may be meant.
//!
//! The idea is that of question rewriting (Elgohary et al. 2019, CANARD) and of term resolution
//! (Voskarides et al. 2020, QuReTeC), by rules: which rewriting is meant, the corpus tells.

use super::pointing::Shape;
use super::words::{Part, Words};

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
    let title = spoken.first().map(beside);
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
            let of = earlier.text.get(earlier.after_asking()..).unwrap_or(earlier.text);
            vec![Rewriting::alone(format!("{} {}", bare(asked.text), bare(of))), beside(earlier)]
        }
        Shape::Whole => vec![beside(earlier)],
    };
    all.extend(title);
    all.dedup();
    all.truncate(MOST);
    all
}

/// The earlier question with one part after another put out for what is asked now.
fn instead(asked: &Words<'_>, from: usize, earlier: &Words<'_>) -> Vec<Rewriting> {
    let new = bare(asked.text.get(asked.start_of(from)..).unwrap_or(asked.text));
    let mut parts = earlier.parts();
    let sort = asked.sort_from(from);
    // What is of the same sort first, then what stands last.
    parts.sort_by_key(|part| (part.sort != sort, std::cmp::Reverse(part.words.start)));
    let mut all: Vec<Rewriting> = Vec::new();
    if let Some(words) = asked.relation_at(from).and_then(|relation| earlier.after_relation(relation)) {
        all.push(Rewriting::alone(earlier.replaced(words, new)));
    }
    all.extend(parts.into_iter().map(|part| Rewriting::alone(earlier.replaced(part.words, new))));
    all.truncate(MOST - 2);
    all.push(Rewriting::alone(format!("{} {new}", bare(earlier.text))));
    all.push(Rewriting { text: new.to_owned(), beside: Some(earlier.content()) });
    all
}

/// What a pronoun may stand for: names of the earlier question, its other parts, names spoken.
fn antecedents<'a>(earlier: &Words<'a>, spoken: &[Words<'a>], person: bool) -> Vec<&'a str> {
    let parts = earlier.parts();
    let text = |part: &Part| earlier.between(part.words.clone());
    let mut all: Vec<&str> = parts.iter().filter(|p| p.is_name()).map(text).collect();
    if !person {
        all.extend(parts.iter().rev().filter(|p| !p.is_name()).map(text));
    }
    for words in spoken {
        let names = words.parts();
        all.extend(names.iter().filter(|p| p.is_name()).take(NAMES_EACH).map(|p| words.between(p.words.clone())));
    }
    let mut seen: Vec<&str> = Vec::new();
    all.retain(|thing| {
        let new = !seen.contains(thing);
        seen.push(thing);
        new
    });
    all
}

fn owned(thing: &str, owner: bool) -> String {
    if owner { format!("{thing}'s") } else { thing.to_owned() }
}

/// Without what ends a sentence.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(['?', '!', '.', '？', '。', '！']).trim_end()
}

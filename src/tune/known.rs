//! What labelled questions teach beyond weights: a book that knows them has more phrasings of its answers, and
//! questions that it has none for.

use std::collections::{HashMap, HashSet};

use super::{Example, FOLDS};
use crate::evaluate::Target;
use crate::index::terms::exact_key;
use crate::record::Kind;
use crate::settings::Asked;
use crate::{Engine, Question, Response, Result};

/// A question with what is right for it.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// As it is asked.
    pub question: Question,
    /// The records that answer it, or that none does.
    pub target: Target,
}

/// Those of `asked` that the labelled questions say nothing of.
pub fn not_among(labelled: &[Labelled], asked: Vec<Asked>) -> Vec<Asked> {
    let keys: HashSet<String> = labelled.iter().map(|l| exact_key(&l.question.text)).collect();
    asked.into_iter().filter(|a| !keys.contains(&exact_key(&a.question))).collect()
}

/// Asks each question of `engine` as it is.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn asked(engine: &Engine, labelled: &[Labelled]) -> Result<Vec<Example>> {
    let responses = engine.ask_batch(labelled.iter().map(|l| l.question.clone().explain()));
    responses.into_iter().zip(labelled).map(|(response, l)| Ok(Example::new(&response?, &l.target))).collect()
}

/// Asks each question of a book that knows, beside what the engine does, those of the other four fifths (`done` of so many
/// parts are told as they end), so that none is met by itself; one asked twice stands in one part.
///
/// # Errors
///
/// As [`Engine::knowing`].
pub fn asked_knowing_the_others(
    engine: &Engine,
    labelled: &[Labelled],
    mut done: impl FnMut(usize, usize),
) -> Result<Vec<Example>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let parts: Vec<usize> = labelled
        .iter()
        .enumerate()
        .map(|(at, l)| *first.entry(exact_key(&l.question.text)).or_insert(at) % FOLDS)
        .collect();
    let lessons: Result<Vec<Option<Asked>>> = labelled.iter().map(|l| lesson(engine, l)).collect();
    let lessons = lessons?;
    let mut found: Vec<(usize, Response)> = Vec::with_capacity(labelled.len());
    for part in 0..FOLDS {
        let others = lessons.iter().zip(&parts).filter(|(_, p)| **p != part);
        let lessons = others.filter_map(|(lesson, _)| lesson.clone());
        let book = engine.knowing(engine.asked().into_iter().chain(lessons).collect())?;
        let own = || labelled.iter().enumerate().zip(&parts).filter(|(_, p)| **p == part).map(|(l, _)| l);
        let responses = book.ask_batch(own().map(|(_, l)| l.question.clone().explain()));
        for ((at, _), response) in own().zip(responses) {
            found.push((at, response?));
        }
        done(part + 1, FOLDS);
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.iter().zip(labelled).map(|((_, response), l)| Example::new(response, &l.target)).collect())
}

/// What the settings are to keep of the questions: those without turns before them that a FAQ pair answers, or nothing does,
/// and that none stores. Of one labelled twice, the first.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn lessons(engine: &Engine, labelled: &[Labelled]) -> Result<Vec<Asked>> {
    let mut kept: Vec<Asked> = Vec::new();
    let mut keys: HashSet<String> = HashSet::new();
    for one in labelled {
        kept.extend(lesson(engine, one)?.filter(|lesson| keys.insert(exact_key(&lesson.question))));
    }
    Ok(kept)
}

fn lesson(engine: &Engine, labelled: &Labelled) -> Result<Option<Asked>> {
    let Labelled { question, target } = labelled;
    let alone = question.history.is_empty() && question.filter.is_empty();
    if !alone || exact_key(&question.text).is_empty() || engine.stores(&question.text)? {
        return Ok(None);
    }
    let question = question.text.clone();
    if !target.answerable {
        return Ok(Some(Asked { question, record: None }));
    }
    let mut right: Vec<(&String, &u32)> = target.grades.iter().filter(|(_, grade)| **grade > 0).collect();
    right.sort_by_key(|(id, grade)| (std::cmp::Reverse(**grade), (*id).clone()));
    for (id, _) in right {
        let is_pair = engine.record(id)?.is_some_and(|r| r.kind == Kind::Faq && !r.text.trim().is_empty());
        if is_pair {
            return Ok(Some(Asked { question, record: Some(id.clone()) }));
        }
    }
    Ok(None)
}

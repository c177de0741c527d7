//! Follow-up questions: what a question means after the turns before it.
//!
//! "And China?" and "What does he say about it?" mean little alone. A question is tried alone
//! first. Where it points back, or finds nothing, it is written out in the ways it may be meant
//! and each is asked: the corpus tells which one is. What a question asks itself must be met in
//! any case, so that a new topic is never dragged back to the old one.

mod pointing;
mod rewrite;
mod wish;
mod words;

use std::collections::HashSet;

use crate::error::Result;
use crate::index::Snapshot;
use crate::limits;
use crate::question::{Question, Turn};
use crate::respond::{Asking, Attempt};
use crate::weights;

use pointing::{Shape, shape};
use rewrite::{Rewriting, rewritings};
use wish::Wish;
use words::Words;

/// How much of what the question asks itself a record must meet, where it points back and where
/// it does not.
const MET_POINTING: f32 = 0.5;
const MET_WHOLE: f32 = 0.9;

/// A question less sure than this finds nothing by itself. The threshold in use must not change
/// what is found.
const WEAK: f64 = weights::THRESHOLD;

/// The share of its confidence that a question written out keeps where the record is of the same
/// title as the answer before, where there are no titles, and where it is of another.
const SAME_SOURCE: f64 = 0.9;
const NO_SOURCE: f64 = 0.8;
const OTHER_SOURCE: f64 = 0.65;
/// And where another thing is asked about and the record is the same one: it may still tell of both.
const SAME_RECORD: f64 = 0.8;

/// A question as it is meant.
pub struct Followed {
    /// It standing alone, for people to read.
    pub resolved: String,
    /// What was found for it.
    pub attempt: Attempt,
}

/// What `question` means after its earlier turns, given what was found for it `alone`; `None`
/// where it means what it says.
///
/// # Errors
///
/// An index that can no longer be read.
pub fn follow(asking: &Asking<'_>, question: &Question, alone: &Attempt) -> Result<Option<Followed>> {
    if question.history.is_empty() || alone.is_exact() {
        return Ok(None);
    }
    let asked = Words::of(&question.text, asking.snapshot());
    // "???" asks nothing, before or now.
    if asked.tokens.is_empty() {
        return Ok(None);
    }
    if let Some(wish) = wish::wish(&asked.tokens)
        && let Some(followed) = granted(asking, question, wish)?
    {
        return Ok(Some(followed));
    }
    if alone.is_courtesy() {
        return Ok(None);
    }
    let shape = shape(&asked);
    if !shape.is_firm() && alone.sureness() >= WEAK {
        return Ok(None);
    }
    match Earlier::of(asking, question)? {
        Some(earlier) => best(asking, question, alone, &asked, shape, &earlier),
        None => Ok(None),
    }
}

/// Whether a text asks nothing but by pointing at what was said before: "when?", "the second one", "tell me more".
pub fn only_points(text: &str, snapshot: &Snapshot) -> bool {
    let words = Words::of(text, snapshot);
    wish::wish(&words.tokens).is_some() || shape(&words) == Shape::Bare
}

/// What is wished of the last answer; `None` where it has not got that.
fn granted(asking: &Asking<'_>, question: &Question, wish: Wish) -> Result<Option<Followed>> {
    let Some((turn, before)) = question.history.split_last() else { return Ok(None) };
    let before = before.get(before.len().saturating_sub(limits::HISTORY_TURNS)..).unwrap_or_default();
    let asked = Question { text: turn.question.clone(), history: before.to_vec(), ..question.clone() };
    let alone = asking.attempt(&asked)?;
    let last = match follow(asking, &asked, &alone)? {
        Some(followed) => followed,
        None => Followed { resolved: asked.text, attempt: alone },
    };
    let attempt = match wish {
        Wish::More => last.attempt.more(asking)?,
        Wish::Nth(n) => last.attempt.picked(asking, n),
    };
    Ok(attempt.map(|attempt| Followed { resolved: last.resolved, attempt }))
}

/// The rewriting that the corpus answers best, where that is better than the question alone.
fn best(
    asking: &Asking<'_>,
    question: &Question,
    alone: &Attempt,
    asked: &Words<'_>,
    shape: Shape,
    earlier: &Earlier,
) -> Result<Option<Followed>> {
    let own: HashSet<&str> = asked.concepts.iter().filter(|c| c.is_content()).map(|c| c.word.as_str()).collect();
    let (must_meet, must_reach) =
        if shape.is_firm() { (MET_POINTING, alone.sureness().min(WEAK)) } else { (MET_WHOLE, WEAK) };
    let spoken: Vec<Words<'_>> = earlier.spoken.iter().map(|text| Words::of(text, asking.snapshot())).collect();
    let before = Words::of(&earlier.question, asking.snapshot());
    let mut best: Option<(f64, Rewriting, Attempt)> = None;
    for rewriting in rewritings(asked, shape, &before, &spoken) {
        let mut attempt = asking.attempt(&written_out(question, &rewriting))?;
        let mut share = trust(&attempt, earlier);
        if attempt.sureness() <= must_reach || attempt.met(&own) < must_meet {
            continue;
        }
        if earlier.record.is_some() && attempt.record() == earlier.record {
            if attempt.lacks_sort() {
                // The same answer again, and not what is asked of it.
                continue;
            }
            if matches!(shape, Shape::Instead { .. } | Shape::Fragment) {
                share *= SAME_RECORD;
            }
        }
        let value = attempt.sureness() * share;
        if best.as_ref().is_none_or(|(best, ..)| value > *best) {
            attempt.trust_less(share);
            best = Some((value, rewriting, attempt));
        }
    }
    Ok(best.map(|(_, rewriting, attempt)| Followed { resolved: rewriting.shown(), attempt }))
}

fn written_out(question: &Question, rewriting: &Rewriting) -> Question {
    Question { text: rewriting.text.clone(), beside: rewriting.beside.clone(), history: Vec::new(), ..question.clone() }
}

/// How far what was found is trusted: a question written out is a guess at what is meant, a
/// better one where the talk stays with one source.
fn trust(attempt: &Attempt, earlier: &Earlier) -> f64 {
    match (&earlier.title, attempt.title(|_| true)) {
        (Some(before), Some(now)) if *before == now => SAME_SOURCE,
        (Some(_), Some(_)) => OTHER_SOURCE,
        _ => NO_SOURCE,
    }
}

/// What was said before.
struct Earlier {
    /// The last question that asked something, standing alone.
    question: String,
    /// The place of the record that answered it.
    record: Option<u32>,
    /// Its title.
    title: Option<String>,
    /// Texts that may name what is meant, likeliest first: its answer, its title, then what was said
    /// before that.
    spoken: Vec<String>,
}

impl Earlier {
    /// What was said before `question`; `None` where no turn asked anything.
    fn of(asking: &Asking<'_>, question: &Question) -> Result<Option<Earlier>> {
        let quick = asking.by_words();
        let asks = |turn: &Turn| {
            let words = Words::of(&turn.question, asking.snapshot());
            words.has_content() && wish::wish(&words.tokens).is_none()
        };
        let Some(last) = question.history.iter().rposition(asks) else { return Ok(None) };
        let Some(turn) = question.history.get(last) else { return Ok(None) };
        let before = question.history.get(last.saturating_sub(limits::HISTORY_TURNS)..last).unwrap_or_default();
        let asked = Question { text: turn.question.clone(), history: before.to_vec(), ..question.clone() };
        let alone = quick.attempt(&asked)?;
        let words = Words::of(&asked.text, asking.snapshot());
        let firm = shape(&words).is_firm();
        let followed = if firm { follow(&quick, &asked, &alone)? } else { None };
        let (resolved, attempt) = followed.map_or((asked.text, alone), |f| (f.resolved, f.attempt));
        let title = title(&quick, &attempt, turn)?;
        let answered = attempt.sureness() >= WEAK;
        let record = attempt.record().filter(|_| answered);
        let mut spoken = Vec::new();
        spoken.extend(turn.answer.clone().or_else(|| attempt.answer(asking.snapshot()).filter(|_| answered)));
        spoken.extend(title.clone());
        for turn in before.iter().rev() {
            spoken.push(turn.question.clone());
            spoken.extend(turn.answer.clone());
        }
        Ok(Some(Earlier { question: resolved, record, title, spoken }))
    }
}

/// The title of the record that answered a turn.
fn title(quick: &Asking<'_>, attempt: &Attempt, turn: &Turn) -> Result<Option<String>> {
    let Some(answer) = &turn.answer else { return Ok(attempt.title(|_| true)) };
    let held = |text: &str| text.contains(answer.trim());
    match attempt.title(held) {
        Some(title) => Ok(Some(title)),
        None => Ok(quick.attempt(&Question::new(answer.clone()))?.title(held)),
    }
}

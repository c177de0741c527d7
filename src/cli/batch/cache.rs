//! Questions that were asked before are not asked again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::{Engine, Question, Response};

/// Most bytes of questions and responses remembered; then all are forgotten, so that memory stays bounded.
const MOST_BYTES: usize = 16 << 20;
/// What a response takes beside its texts, about.
const BYTES_EACH: usize = 4096;

/// A response, or in words why there is none, and how long it took.
pub type Answered = (Result<Arc<Response>, String>, Duration);

/// The questions asked last, with their responses.
pub struct Cache {
    known: HashMap<Question, Answered>,
    bytes: usize,
    parallel: bool,
}

impl Cache {
    /// An empty one; asked in `parallel` or one after the other.
    pub fn new(parallel: bool) -> Self {
        Cache { known: HashMap::new(), bytes: 0, parallel }
    }

    /// Answers `questions`, each different one once; the responses come in their order, each with its own time.
    pub fn ask(&mut self, engine: &Engine, pool: &rayon::ThreadPool, questions: &[&Question]) -> Vec<Answered> {
        if self.bytes > MOST_BYTES {
            self.known.clear();
            self.bytes = 0;
        }
        let mut new: Vec<&Question> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for question in questions {
            if !self.known.contains_key(*question) && seen.insert(*question) {
                new.push(question);
            }
        }
        // One failing question must not take the answers of the others along.
        let kept = |response: crate::Result<Response>| response.map(Arc::new).map_err(|e| e.to_string());
        let ask = |question: &&Question| {
            let started = Instant::now();
            let response = engine.ask((*question).clone());
            (kept(response), started.elapsed())
        };
        let answered: Vec<Answered> = match self.parallel {
            true => pool.install(|| new.par_iter().map(ask).collect()),
            false => new.iter().map(ask).collect(),
        };
        for (question, answered) in new.into_iter().zip(answered) {
            self.keep(question, answered);
        }
        questions.iter().filter_map(|q| self.known.get(*q).cloned()).collect()
    }

    fn keep(&mut self, question: &Question, answered: Answered) {
        let texts = answered.0.as_ref().map_or(0, |r| r.candidates.iter().map(|c| c.text.len()).sum());
        self.bytes += BYTES_EACH + question.text().len() + texts;
        self.known.insert(question.clone(), answered);
    }
}

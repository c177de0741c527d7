//! Candidates to a ranking: bounded features of question and record, weighed and summed.
//!
//! Features say how much of the question a record covers, the other way round, and where.
//! None depends on the size of the corpus. The score is their weighted sum, so that every
//! part of it can be shown.

use std::collections::HashMap;

mod signs;
mod words;

use crate::contrast;
use crate::cover::Matcher;
use crate::index::terms::Sharing;
use crate::index::{Near, Nearness, Snapshot, WordNear, WordsAsked};
use crate::math;
use crate::query::Query;
use crate::weights::{Compared, RANKING, RANKING_WITH_MEANING, RANKING_WITH_TRANSFORMER};

pub use signs::asks_both;
pub use words::{by_words, sentence_values};

/// Number of features.
pub const FEATURES: usize = 31 + contrast::SIGNS;

/// Names of the features, as shown by `--explain`.
pub const NAMES: [&str; FEATURES] = [
    "exact",
    "question_covered",
    "phrasing_covered",
    "question_order",
    "text_covered",
    "sentence_covered",
    "record_covered",
    "title_covered",
    "sentence_order",
    "answer_sort",
    "bm25_share",
    "pair",
    "missing",
    "context_covered",
    "names_covered",
    "attribute_covered",
    "words_pooled",
    "meaning",
    "meaning_pooled",
    "answer_covered",
    "answer_gain",
    "sentence_meaning",
    "text_share",
    "sentence_specific",
    "sentence_both",
    "whole_meaning",
    "passage_meaning",
    "maxsim",
    "bag_meaning",
    "passage_maxsim",
    "passage_bag",
    contrast::NAMES[0],
    contrast::NAMES[1],
    contrast::NAMES[2],
    contrast::NAMES[3],
    contrast::NAMES[4],
    contrast::NAMES[5],
    contrast::NAMES[6],
    contrast::NAMES[7],
];

const EXACT: usize = 0;
const QUESTION_COVERED: usize = 1;
const PHRASING_COVERED: usize = 2;
const SENTENCE_COVERED: usize = 5;
const ANSWER_SORT: usize = 9;
const PAIR: usize = 11;
const WORDS_POOLED: usize = 16;
const MEANING: usize = 17;
const MEANING_POOLED: usize = 18;
const SENTENCE_MEANING: usize = 21;
const SENTENCE_BOTH: usize = 24;
const WHOLE_MEANING: usize = 25;
const PASSAGE_MEANING: usize = 26;
const MAXSIM: usize = 27;
const BAG_MEANING: usize = 28;
const PASSAGE_MAXSIM: usize = 29;
const PASSAGE_BAG: usize = 30;
const CONTRAST: usize = 31;

/// Records compared with the question for contrast: the best by all else.
const CONTRASTED: usize = 10;

/// Pairs whose words are compared with the question's one by one: those among so many that are the best by all else.
const PAIRS_BY_WORD: usize = 32;

/// The same of passages, which have many more words; comparing 32 made no more first records right.
const PASSAGES_BY_WORD: usize = 12;

/// What `sentence_meaning` is on average where `sentence_covered` is 0, and how much more where it
/// is 1: least squares over the candidates of squad2's, mtragun's and the sample page's questions.
const EXPECTED_MEANING: [f32; 2] = [0.25, 0.38];

/// What `passage_maxsim` and `passage_bag` are on average where `sentence_meaning` is 0, and how much more where it is 1:
/// least squares over the first twelve passages for a sample of the questions that the weights were learned from.
const EXPECTED_BY_WORD: [[f32; 2]; 2] = [[0.18, 0.73], [0.10, 0.63]];

/// Softens the pooling of an answer's phrasings.
const TEMPERATURE: f32 = 0.1;

/// A record with what speaks for it.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The record's place in the corpus.
    pub doc: u32,
    /// Values of the features, in the order of [`NAMES`]: 0 to 1, but `answer_sort` from -1.
    pub features: [f32; FEATURES],
    /// The weighted sum of the features; comparable within one question only.
    pub score: f32,
    /// How well each concept of the query is covered by the record, 0 to 1.
    pub covered: Vec<f32>,
    /// How near the nearest few phrasings of its answer are in meaning, on average.
    pub agreed: f32,
}

impl Scored {
    /// How near the record's answer is in meaning: pooled over its phrasings, or the nearest
    /// sentence of a passage.
    pub fn meaning(&self) -> f32 {
        feature(self, if self.is_pair() { MEANING_POOLED } else { SENTENCE_MEANING })
    }

    /// Whether the record's question has a name that the one asked has not, and the other way round.
    pub fn has_other_name(&self) -> bool {
        feature(self, CONTRAST + contrast::OTHER_NAME) > 0.5
    }

    /// How much of the question asked the record's question covers.
    pub fn question_covered(&self) -> f32 {
        feature(self, QUESTION_COVERED)
    }

    /// How much of the record's question the one asked covers.
    pub fn phrasing_covered(&self) -> f32 {
        feature(self, PHRASING_COVERED)
    }

    /// Whether the record stores the very question.
    pub fn is_exact(&self) -> bool {
        feature(self, EXACT) > 0.5
    }

    /// Whether the record has nothing of the sort of answer wanted.
    pub fn lacks_sort(&self) -> bool {
        feature(self, ANSWER_SORT) < 0.0
    }

    /// Whether the record stores a question.
    pub fn is_pair(&self) -> bool {
        feature(self, PAIR) > 0.5
    }

    /// Whether a sign of contrast that rests on more than names tells the record's question
    /// from the one asked.
    pub fn is_contrasted(&self) -> bool {
        (CONTRAST..CONTRAST + contrast::FIRM).any(|at| feature(self, at) > 0.5)
    }
}

/// From which strength on a concept counts as met.
pub const MET: f32 = 0.3;

/// Scores records by their words and, where it is known, by how `near` they are in meaning;
/// best first, ties by place in the corpus.
pub fn rank(
    query: &Query,
    mut scored: Vec<Scored>,
    near: Option<(&Nearness, &WordsAsked)>,
    compared: Compared,
    snapshot: &Snapshot,
) -> Vec<Scored> {
    if let Some((near, _)) = near {
        for record in &mut scored {
            set_meaning(record, near.of(record.doc));
        }
    }
    pool_words(&mut scored, snapshot);
    let weights = weights(compared);
    for record in &mut scored {
        record.score = weighted(&record.features, weights);
    }
    let order = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score).then(a.doc.cmp(&b.doc));
    scored.sort_by(order);
    if let Some((_, words)) = near {
        compare_by_word(&mut scored, words, snapshot);
        for record in &mut scored {
            record.score = weighted(&record.features, weights);
        }
        scored.sort_by(order);
    }
    let matcher = Matcher::new(&query.concepts);
    let asked = contrast::Side::new(signs::words_asked(query), query.language);
    for record in scored.iter_mut().take(CONTRASTED).filter(|r| !r.is_exact()) {
        let signs = signs::contrast_with(record, &asked, query, &matcher, snapshot);
        for (at, sign) in (CONTRAST..).zip(signs) {
            set(record, at, sign);
        }
        record.score = weighted(&record.features, weights);
    }
    scored.sort_by(order);
    scored
}

/// Says how near a record is in meaning: a pair as far as that is known, a passage of which it is
/// not (another language, or too much to embed) as near as its words let one expect.
fn set_meaning(record: &mut Scored, near: Option<Near>) {
    if !record.is_pair() {
        let [least, more] = EXPECTED_MEANING;
        let expected = least + more * feature(record, SENTENCE_COVERED);
        record.agreed = near.map_or(expected, |near| near.own);
        set(record, SENTENCE_MEANING, record.agreed);
        set(record, PASSAGE_MEANING, near.and_then(|near| near.whole).unwrap_or(record.agreed));
        set(record, SENTENCE_BOTH, record.agreed * feature(record, SENTENCE_COVERED));
    } else if let Some(near) = near {
        set(record, MEANING, near.own);
        set(record, MEANING_POOLED, near.pooled);
        // Of a pair that has no vector as a whole, its questions are all that is known, and both ways of seeing them count alike.
        set(record, WHOLE_MEANING, near.whole.unwrap_or((near.own + near.pooled) / 2.0));
        record.agreed = near.agreed;
    }
}

/// Compares the question's words with those of the best records, one by one. Of pairs of one answer, all are as near as the
/// nearest of them.
fn compare_by_word(scored: &mut [Scored], words: &WordsAsked, snapshot: &Snapshot) {
    let mut of_answers: HashMap<Sharing, WordNear> = HashMap::new();
    for (at, record) in scored.iter_mut().enumerate() {
        let is_compared = at < if record.is_pair() { PAIRS_BY_WORD } else { PASSAGES_BY_WORD };
        let near = if is_compared { snapshot.word_near(words, record.doc) } else { None };
        set_meaning_by_word(record, near);
        let sharing = snapshot.sharing(record.doc);
        if let Some(near) = near.filter(|_| sharing.records() > 1) {
            let answer = of_answers.entry(sharing).or_default();
            *answer = WordNear { maxsim: answer.maxsim.max(near.maxsim), bag: answer.bag.max(near.bag) };
        }
    }
    for record in scored.iter_mut() {
        let near = of_answers.get(&snapshot.sharing(record.doc)).copied();
        if near.is_some() {
            set_meaning_by_word(record, near);
        }
    }
}

/// Says how near a record's words are to the question's: a pair's as far as that is known, a passage's of which it is not
/// as near as its meaning lets one expect.
fn set_meaning_by_word(record: &mut Scored, near: Option<WordNear>) {
    if !record.is_pair() {
        let [maxsim, bag] = EXPECTED_BY_WORD.map(|[least, more]| least + more * feature(record, SENTENCE_MEANING));
        let near = near.unwrap_or(WordNear { maxsim, bag });
        set(record, PASSAGE_MAXSIM, near.maxsim);
        set(record, PASSAGE_BAG, near.bag);
    } else if let Some(near) = near {
        set(record, MAXSIM, near.maxsim);
        set(record, BAG_MEANING, near.bag);
    }
}

/// The weights used where so much is compared.
pub fn weights(compared: Compared) -> &'static [f32; FEATURES] {
    match compared {
        Compared::Words => &RANKING,
        Compared::Meaning => &RANKING_WITH_MEANING,
        Compared::Transformer => &RANKING_WITH_TRANSFORMER,
    }
}

/// Sum of weight times value.
fn weighted(features: &[f32; FEATURES], weights: &[f32; FEATURES]) -> f32 {
    features.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// Gives each record what all records of its answer cover both ways, softened as
/// [`crate::index::Near::pooled`]; a record that words did not find covers nothing.
fn pool_words(scored: &mut [Scored], snapshot: &Snapshot) {
    let value = |s: &Scored| (feature(s, QUESTION_COVERED) + feature(s, PHRASING_COVERED)) / 2.0;
    let mut pools: HashMap<Sharing, (f32, u16)> = HashMap::new();
    for record in scored.iter() {
        let pool = pools.entry(snapshot.sharing(record.doc)).or_default();
        pool.0 += math::exp(value(record) / TEMPERATURE);
        pool.1 += 1;
    }
    for record in scored {
        let sharing = snapshot.sharing(record.doc);
        let pooled = if sharing.records() > 1 {
            let (sum, found) = pools.get(&sharing).copied().unwrap_or((1.0, 1));
            let all = sharing.records().max(found);
            TEMPERATURE * math::ln((sum + f32::from(all - found)) / f32::from(all))
        } else {
            value(record)
        };
        set(record, WORDS_POOLED, pooled);
    }
}

fn set(scored: &mut Scored, at: usize, value: f32) {
    if let Some(slot) = scored.features.get_mut(at) {
        *slot = value.max(0.0);
    }
}

fn feature(scored: &Scored, at: usize) -> f32 {
    scored.features.get(at).copied().unwrap_or_default()
}

//! Candidates to a ranking: bounded features of question and record, weighed and summed.
//!
//! Features say how much of the question a record covers, the other way round, and where.
//! None depends on the size of the corpus. The score is their weighted sum, so that every
//! part of it can be shown.

use std::collections::HashMap;

use crate::contrast;
use crate::cover::{Cover, Matcher, Reading};
use crate::index::terms::{Field, Posting, Sharing, sort};
use crate::index::{Near, Nearness, Snapshot};
use crate::math;
use crate::query::{Asked, Concept, Query, counted};
use crate::weigh;
use crate::weights::{Compared, RANKING, RANKING_WITH_MEANING, RANKING_WITH_TRANSFORMER};

/// Number of features.
pub const FEATURES: usize = 27 + contrast::SIGNS;

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
const CONTRAST: usize = 27;

/// From this coverage on, a stored question is in the one asked as a whole.
const WHOLE: f32 = 0.95;

/// Records compared with the question for contrast: the best by all else.
const CONTRASTED: usize = 10;

/// What `sentence_meaning` is on average where `sentence_covered` is 0, and how much more where it
/// is 1: least squares over the candidates of squad2's, mtragun's and the sample page's questions.
const EXPECTED_MEANING: [f32; 2] = [0.25, 0.38];

/// From so many content words on, a question is as specific as can be: a sentence that has them
/// all has them by no chance.
const SPECIFIC_WORDS: f32 = 8.0;

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

/// What `query`'s words say for each record found (with its BM25 score) and for those stored as
/// the very question; not in any order, and not yet scored.
pub fn by_words(query: &Query, found: &[(u32, f32)], exact: &[u32], snapshot: &Snapshot) -> Vec<Scored> {
    let matcher = Matcher::new(&query.concepts);
    let top_bm25 = found.iter().map(|(_, score)| *score).fold(0.0f32, f32::max);
    let share = |bm25: f32| if top_bm25 > 0.0 { bm25 / top_bm25 } else { 0.0 };
    let one = |(doc, bm25): &(u32, f32)| {
        let is_exact = exact.binary_search(doc).is_ok();
        score(*doc, share(*bm25), is_exact, query, &matcher, snapshot)
    };
    found.iter().map(one).collect()
}

/// Scores records by their words and, where it is known, by how `near` they are in meaning;
/// best first, ties by place in the corpus.
pub fn rank(
    query: &Query,
    mut scored: Vec<Scored>,
    near: Option<&Nearness>,
    compared: Compared,
    snapshot: &Snapshot,
) -> Vec<Scored> {
    if let Some(near) = near {
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
    let matcher = Matcher::new(&query.concepts);
    let asked = contrast::Side::new(words_asked(query), query.language);
    for record in scored.iter_mut().take(CONTRASTED).filter(|r| !r.is_exact()) {
        let signs = contrast_with(record, &asked, query, &matcher, snapshot);
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

/// The question's own words, as they are compared for contrast.
fn words_asked(query: &Query) -> Vec<contrast::Word<'_>> {
    let single = |c: &Concept| {
        c.alternatives.iter().filter_map(|a| (a.terms.len() == 1).then_some(a.terms[..].first()?)).copied().collect()
    };
    let own = query.concepts.iter().filter(|c| !c.beside);
    own.map(|c| contrast::Word { stem: &c.stem, terms: single(c), content: c.is_content(), name: c.name }).collect()
}

/// The signs of contrast with a pair's nearest phrasing, or with a passage.
fn contrast_with(
    record: &Scored,
    asked: &contrast::Side<'_>,
    query: &Query,
    matcher: &Matcher<'_>,
    snapshot: &Snapshot,
) -> [f32; contrast::SIGNS] {
    let postings = snapshot.postings(record.doc);
    let reading = matcher.read(&postings);
    let mut signs = match nearest_phrasing(&postings, &reading, matcher, snapshot) {
        Some(nearest) => pair_signs(record, asked, nearest, &postings, query, snapshot),
        None => passage_signs(record, asked, query, &postings, snapshot),
    };
    if lacks_subject(record, asked, &postings, snapshot) {
        signs[contrast::OTHER_NAME] = 1.0;
    }
    signs
}

/// The signs of contrast with the phrasing of a pair that is `nearest`.
fn pair_signs(
    record: &Scored,
    asked: &contrast::Side<'_>,
    nearest: Cover,
    postings: &[Posting],
    query: &Query,
    snapshot: &Snapshot,
) -> [f32; contrast::SIGNS] {
    let stored: Vec<contrast::Word<'_>> = postings
        .get(nearest.range)
        .unwrap_or_default()
        .iter()
        .map(|posting| {
            let info = snapshot.vocabulary.info(posting.term());
            contrast::Word {
                stem: snapshot.vocabulary.spelling(posting.term()).unwrap_or_default(),
                terms: vec![posting.term()],
                content: weigh::is_content(info.weight),
                name: info.name > weigh::NAME_SHARE,
            }
        })
        .collect();
    let stored = contrast::Side::new(stored, query.language);
    let mut signs = contrast::signs(asked, &stored);
    // Its question asks for another sort of answer, or another measure, and its answer may still tell the one wanted.
    if !record.lacks_sort() {
        signs[contrast::OTHER_SORT] = 0.0;
    }
    if let Some(telling) = asked.measure_told_by(Some(&stored)) {
        signs[contrast::OTHER_SORT] = f32::from(u8::from(!has_any(postings, &telling, snapshot)));
    }
    signs
}

/// Whether the record has not the name of which something is asked, "did Germany sign", and does not speak as its owner or
/// to its readers either, whose own name it need not say.
fn lacks_subject(record: &Scored, asked: &contrast::Side<'_>, postings: &[Posting], snapshot: &Snapshot) -> bool {
    const SPEAKING: [&str; 5] = ["we", "us", "our", "you", "your"];
    let subject = record.covered.get(asked.subject()).unwrap_or_default();
    subject.iter().any(|met| *met < MET) && !has_any(postings, &SPEAKING, snapshot)
}

/// Whether one of the tokens is one of these stems, or a number and one of them: "25m".
fn has_any(postings: &[Posting], stems: &[&str], snapshot: &Snapshot) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let spelling = |p: &Posting| snapshot.vocabulary.spelling(p.term()).unwrap_or_default();
    postings.iter().any(|p| stems.contains(&spelling(p).trim_start_matches(is_figure)))
}

/// Stems of what has versions.
const RELEASES: [&str; 5] = ["version", "releas", "updat", "upgrad", "edit"];

/// A passage has no question to set beside the one asked. Two signs it may have: it tells of another year, or of what has
/// another code or number, and has not the one asked for; and it tells nothing of the measure asked for, or of what is to be counted.
fn passage_signs(
    record: &Scored,
    asked: &contrast::Side<'_>,
    query: &Query,
    postings: &[Posting],
    snapshot: &Snapshot,
) -> [f32; contrast::SIGNS] {
    let numbers = (0..).zip(query.concepts.iter().zip(&record.covered));
    let mut unmet = numbers.filter(|(_, (c, met))| c.number && !c.beside && **met < MET);
    let spelling = |p: &Posting| snapshot.vocabulary.spelling(p.term()).unwrap_or_default();
    // "12.5" may be a weight that somebody tells of, but for where releases are asked about.
    let is_told_of = |word: &str| word.contains('.') && !query.concepts.iter().any(|c| RELEASES.contains(&&*c.stem));
    let is_of_series =
        |c: &Concept| !is_told_of(&c.word) && postings.iter().any(|p| contrast::are_rivals(&c.word, spelling(p)));
    // "Type 2", where the passage tells of type 1.
    let is_numbered = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| query.concepts.get(before)).filter(|c| c.is_content());
        let is_before = |p: &Posting| before.is_some_and(|c| c.alternatives.iter().any(|a| a.terms == [p.term()]));
        let is_number = |p: &Posting| spelling(p).bytes().all(|b| b.is_ascii_digit());
        postings.windows(2).any(|pair| matches!(pair, [a, b] if is_before(a) && !b.starts() && is_number(b)))
    };
    let mut signs = [0.0; contrast::SIGNS];
    signs[contrast::OTHER_NUMBER] = f32::from(u8::from(unmet.any(|(at, (c, _))| is_of_series(c) || is_numbered(at))));
    if let Some(telling) = asked.measure_told_by(None) {
        signs[contrast::OTHER_SORT] = f32::from(u8::from(!has_any(postings, &telling, snapshot)));
    }
    // How many of what it does not speak of.
    if counted(&query.concepts).and_then(|at| record.covered.get(at)).is_some_and(|met| *met < MET) {
        signs[contrast::OTHER_SORT] = 1.0;
    }
    signs
}

/// Whether both records' questions are asked in one: each is in it as a whole, with a word of meaning that
/// the other has not ("copper or steel").
pub fn asks_both(query: &Query, one: &Scored, other: &Scored, snapshot: &Snapshot) -> bool {
    let matcher = Matcher::new(&query.concepts);
    let met = |scored: &Scored| {
        let postings = snapshot.postings(scored.doc);
        let reading = matcher.read(&postings);
        nearest_phrasing(&postings, &reading, &matcher, snapshot).map(|cover| cover.met)
    };
    let is_whole = |scored: &Scored| scored.phrasing_covered() >= WHOLE;
    let own = |met: &[f32], others: &[f32]| {
        let mut words = query.concepts.iter().zip(met.iter().zip(others));
        words.any(|(c, (met, others))| c.is_content() && !c.beside && *met >= MET && *others < MET)
    };
    is_whole(one)
        && is_whole(other)
        && met(one).zip(met(other)).is_some_and(|(one, other)| own(&one, &other) && own(&other, &one))
}

/// The phrasing that covers the question best, both ways.
fn nearest_phrasing<'r>(
    postings: &[Posting],
    reading: &'r Reading,
    matcher: &Matcher<'_>,
    snapshot: &Snapshot,
) -> Option<Cover<'r>> {
    matcher.best(reading, Field::Question, |cover| matcher.forward(&cover.met) + backward(cover, postings, snapshot))
}

fn score(doc: u32, bm25_share: f32, exact: bool, query: &Query, matcher: &Matcher<'_>, snapshot: &Snapshot) -> Scored {
    let postings = snapshot.postings(doc);
    let reading = matcher.read(&postings);
    let phrasing = nearest_phrasing(&postings, &reading, matcher, snapshot);
    let sentence = matcher.best(&reading, Field::Text, |cover| sentence_value(query, matcher, cover, &postings));
    let text = matcher.cover(&reading, reading.field(Field::Text));
    let title = matcher.cover(&reading, reading.field(Field::Title));
    let is_pair = phrasing.is_some();
    let is_name = |c: &Concept| c.name || c.number;
    let mut covered = text.met.clone();
    join(&mut covered, &title.met);
    let (mut question_covered, mut phrasing_covered, mut question_order) = (0.0, 0.0, 0.0);
    if let Some(cover) = &phrasing {
        question_covered = matcher.forward(&cover.met);
        phrasing_covered = backward(cover, &postings, snapshot);
        question_order = cover.order();
        join(&mut covered, &cover.met);
    }
    let (mut sentence_covered, mut sentence_order, mut answer_sort) = (0.0, 0.0, 0.0);
    if let Some(cover) = &sentence {
        sentence_covered = matcher.forward(&cover.met);
        sentence_order = cover.order();
        answer_sort = sort_fit(query, if is_pair { &text } else { cover }, &postings);
    }
    let record_covered = matcher.forward(&covered);
    let (mut context_covered, mut names_covered) = (0.0, matcher.forward_of(&covered, is_name));
    if let Some(before) = snapshot.before(doc) {
        let before = matcher.read(&snapshot.postings(before));
        let mut with_before = covered.clone();
        join(&mut with_before, &matcher.cover(&before, before.all()).met);
        context_covered = matcher.forward(&with_before) - record_covered;
        names_covered = matcher.forward_of(&with_before, is_name);
    }
    // What an answer says counts for less than what its question asks, and for less than
    // what a paragraph says: most answers share words with many questions.
    let of_passage = |value: f32| if is_pair { 0.0 } else { value };
    let of_pair = |value: f32| if is_pair { value } else { 0.0 };
    let features = [
        f32::from(u8::from(exact)),
        question_covered,
        phrasing_covered,
        question_order,
        of_passage(matcher.forward(&text.met)),
        of_passage(sentence_covered),
        of_passage(record_covered),
        matcher.forward(&title.met),
        of_passage(sentence_order),
        answer_sort,
        bm25_share,
        f32::from(u8::from(is_pair)),
        matcher.missing(&covered),
        context_covered,
        names_covered,
        attribute_covered(query, matcher, &covered, answer_sort),
        0.0,
        0.0,
        0.0,
        of_pair(sentence_covered),
        of_pair((record_covered - question_covered).max(0.0)),
        0.0,
        of_passage(bm25_share),
        of_passage(sentence_covered * specific(query)),
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
    ];
    Scored { doc, score: 0.0, features, covered, agreed: 0.0 }
}

/// How many content words of its own the question has, 0 to 1.
fn specific(query: &Query) -> f32 {
    let words = query.concepts.iter().filter(|c| c.is_content() && !c.beside).count();
    (words as f32 / SPECIFIC_WORDS).min(1.0)
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

/// How much is covered of what is asked about the names: the words that are neither names
/// nor numbers. Where only the sort of answer says it ("how old is …"), that sort.
fn attribute_covered(query: &Query, matcher: &Matcher<'_>, covered: &[f32], answer_sort: f32) -> f32 {
    let is_attribute = |c: &Concept| !c.name && !c.number && !c.beside;
    if query.concepts.iter().any(|c| c.is_content() && is_attribute(c)) {
        matcher.forward_of(covered, is_attribute)
    } else {
        (1.0 + answer_sort.min(0.0)).max(0.0)
    }
}

fn join(covered: &mut [f32], more: &[f32]) {
    for (a, b) in covered.iter_mut().zip(more) {
        *a = a.max(*b);
    }
}

/// How much of a phrasing's weight the question covers.
fn backward(cover: &Cover<'_>, postings: &[Posting], snapshot: &Snapshot) -> f32 {
    let (mut met, mut all) = (0.0, 0.0);
    for (at, posting) in tokens(cover, postings) {
        let weight = snapshot.vocabulary.info(posting.term()).weight;
        all += weight;
        met += weight * cover.claimed(at);
    }
    if all > 0.0 { met / all } else { 0.0 }
}

/// The tokens that `cover` is of, with their places in the record.
fn tokens<'p>(cover: &Cover<'_>, postings: &'p [Posting]) -> impl Iterator<Item = (usize, &'p Posting)> {
    (cover.range.start..).zip(postings.get(cover.range.clone()).unwrap_or_default())
}

/// 1 when the sort of answer wanted is there among words the question has not, -1 when
/// it is wanted and not there, 0 when nothing tells.
fn sort_fit(query: &Query, cover: &Cover<'_>, postings: &[Posting]) -> f32 {
    let Some(wanted) = query.asked.and_then(Asked::sorts) else {
        return 0.0;
    };
    let identity = query.asked == Some(Asked::Identity);
    let there = tokens(cover, postings).any(|(at, p)| {
        // A Monday or a May is no person and no place, whatever its capital says.
        let mut sorts = if p.sorts() & sort::TIME != 0 { p.sorts() & !sort::NAME } else { p.sorts() };
        // Nor is a price a number of boats.
        if sorts & sort::MONEY != 0 {
            sorts &= !sort::NUMBER;
        }
        sorts & wanted != 0 && (cover.claimed(at) > 0.0) == identity
    });
    if there { 1.0 } else { -1.0 }
}

/// What one sentence covers of a question.
pub struct SentenceValue {
    /// Coverage, and a little for the sort of answer wanted.
    pub value: f32,
    /// By concept: how well it is met.
    pub met: Vec<f32>,
    /// It counts what the question asks for, so that the next sentence names it: "several conditions".
    pub announces: bool,
    weights: Vec<f32>,
}

impl SentenceValue {
    /// Share of the question's weight that this sentence adds to what is `met` already.
    pub fn gain(&self, met: &[f32]) -> f32 {
        let all: f32 = self.weights.iter().sum();
        let more: f32 =
            self.met.iter().zip(met).zip(&self.weights).map(|((new, old), w)| (new - old).max(0.0) * w).sum();
        if all > 0.0 { more / all } else { 0.0 }
    }
}

/// What each sentence of `field` covers of the question, in order.
pub fn sentence_values(query: &Query, postings: &[Posting], field: Field) -> Vec<SentenceValue> {
    let matcher = Matcher::new(&query.concepts);
    let reading = matcher.read(postings);
    reading
        .parts(field)
        .map(|range| {
            let end = range.end;
            let cover = matcher.cover(&reading, range);
            let value = sentence_value(query, &matcher, &cover, postings);
            let claimed = |at: usize| at < end && cover.claimed(at) >= MET;
            let announces = tokens(&cover, postings).any(|(at, p)| {
                p.sorts() & sort::ANNOUNCING != 0 && !claimed(at) && (claimed(at + 1) || claimed(at + 2))
            });
            let weights = query.concepts.iter().map(|c| c.weight).collect();
            SentenceValue { value, announces, met: cover.met, weights }
        })
        .collect()
}

/// A sentence that could hold the answer beats one that merely shares as many words.
fn sentence_value(query: &Query, matcher: &Matcher<'_>, cover: &Cover<'_>, postings: &[Posting]) -> f32 {
    const SORT: f32 = 0.1;
    matcher.forward(&cover.met) + SORT * sort_fit(query, cover, postings)
}

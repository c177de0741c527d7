//! What a question's words say for a record, and for each of its sentences.

use crate::cover::{Cover, Matcher, Reading};
use crate::index::Snapshot;
use crate::index::terms::{Field, Posting, sort};
use crate::query::{Asked, Concept, Query};

use super::{MET, Scored};

/// From so many content words on, a question is as specific as can be: a sentence that has them
/// all has them by no chance.
const SPECIFIC_WORDS: f32 = 8.0;

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

/// The phrasing that covers the question best, both ways.
pub(super) fn nearest_phrasing<'r>(
    postings: &[Posting],
    reading: &'r Reading,
    matcher: &Matcher<'_>,
    snapshot: &Snapshot,
) -> Option<Cover<'r>> {
    matcher.best(reading, Field::Question, |cover| matcher.forward(&cover.met) + backward(cover, postings, snapshot))
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

/// What one sentence, or several, cover of a question.
#[derive(Clone)]
pub struct SentenceValue {
    /// Coverage, and a little for the sort of answer wanted.
    pub value: f32,
    /// It counts what the question asks for, so that the next sentence names it: "several conditions".
    pub announces: bool,
    /// By concept: how well it is met.
    met: Vec<f32>,
    /// 1 when the sort of answer wanted is there, -1 when it is wanted and not there, 0 when nothing tells.
    sort: f32,
    weights: Vec<f32>,
}

impl SentenceValue {
    /// Takes in what `other` covers of the same question.
    pub fn join(&mut self, other: &SentenceValue) {
        join(&mut self.met, &other.met);
        self.sort = self.sort.max(other.sort);
    }

    /// What `other` covers beyond this: a share of the question's weight, and [`SORT_ADDS`] for the sort of answer
    /// wanted where this has none of it.
    pub fn gain(&self, other: &SentenceValue) -> f32 {
        let all: f32 = self.weights.iter().sum();
        let more: f32 =
            other.met.iter().zip(&self.met).zip(&self.weights).map(|((new, old), w)| (new - old).max(0.0) * w).sum();
        let sort = if other.sort > self.sort { SORT_ADDS } else { 0.0 };
        if all > 0.0 { more / all + sort } else { 0.0 }
    }
}

/// What the sort of answer wanted counts beside the words, in a sentence taken along.
const SORT_ADDS: f32 = 0.15;

/// What each sentence of `field` covers of the question, in order.
pub fn sentence_values(query: &Query, postings: &[Posting], field: Field) -> Vec<SentenceValue> {
    let matcher = Matcher::new(&query.concepts);
    let reading = matcher.read(postings);
    reading
        .parts(field)
        .map(|range| {
            let end = range.end;
            let cover = matcher.cover(&reading, range);
            let sort = sort_fit(query, &cover, postings);
            let value = sentence_value(query, &matcher, &cover, postings);
            let claimed = |at: usize| at < end && cover.claimed(at) >= MET;
            let announces = tokens(&cover, postings).any(|(at, p)| {
                p.sorts() & sort::ANNOUNCING != 0 && !claimed(at) && (claimed(at + 1) || claimed(at + 2))
            });
            let weights = query.concepts.iter().map(|c| c.weight).collect();
            SentenceValue { value, announces, met: cover.met, sort, weights }
        })
        .collect()
}

/// A sentence that could hold the answer beats one that merely shares as many words.
fn sentence_value(query: &Query, matcher: &Matcher<'_>, cover: &Cover<'_>, postings: &[Posting]) -> f32 {
    const SORT: f32 = 0.1;
    matcher.forward(&cover.met) + SORT * sort_fit(query, cover, postings)
}

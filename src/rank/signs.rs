//! Signs that a record tells of another matter than the one asked about, however near it is.

use crate::contrast;
use crate::cover::{Cover, Matcher};
use crate::index::Snapshot;
use crate::index::terms::{Posting, sort};
use crate::query::{Concept, Query, counted};
use crate::weigh;

use super::words::nearest_phrasing;
use super::{MET, Scored};

/// From this coverage on, a stored question is in the one asked as a whole.
const WHOLE: f32 = 0.95;

/// The question's own words, as they are compared for contrast.
pub(super) fn words_asked(query: &Query) -> Vec<contrast::Word<'_>> {
    let single = |c: &Concept| {
        c.alternatives.iter().filter_map(|a| (a.terms.len() == 1).then_some(a.terms[..].first()?)).copied().collect()
    };
    let own = query.concepts.iter().filter(|c| !c.beside);
    own.map(|c| contrast::Word { stem: &c.stem, terms: single(c), content: c.is_content(), name: c.name }).collect()
}

/// The signs of contrast with a pair's nearest phrasing, or with a passage.
pub(super) fn contrast_with(
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
    let is_met = |met: &[f32], at: usize| met.get(at).is_some_and(|met| *met >= MET);
    let tells_kind = asked.kinds().any(|at| is_met(&record.covered, at) && !is_met(&nearest.met, at));
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
    // "Can I bring my cat": dogs are asked about, but the answer speaks of cats too.
    if tells_kind {
        signs[contrast::OPPOSITE] = 0.0;
    }
    // Its question asks for another sort of answer, or another measure, and its answer may still tell the one wanted.
    if !record.lacks_sort() && (!stored.asks_for_time() || tells_count(query, postings)) {
        signs[contrast::OTHER_SORT] = 0.0;
    }
    if asked.is_past_of(&stored) && !has_year(postings, snapshot) {
        signs[contrast::OTHER_SORT] = 1.0;
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

/// Whether a number stands before what is to be counted; true where nothing is.
fn tells_count(query: &Query, postings: &[Posting]) -> bool {
    /// "Six of our lessons".
    const WITHIN: usize = 3;
    let Some(counted) = counted(&query.concepts).and_then(|at| query.concepts.get(at)) else { return true };
    let is_counted = |p: &Posting| counted.alternatives.iter().any(|a| a.terms == [p.term()]);
    (0..)
        .zip(postings)
        .filter(|(_, p)| p.sorts() & sort::NUMBER != 0)
        .any(|(at, _): (usize, _)| postings.iter().skip(at + 1).take(WITHIN).any(is_counted))
}

/// Whether one of the tokens may be a year.
fn has_year(postings: &[Posting], snapshot: &Snapshot) -> bool {
    let spelling = |p: &Posting| snapshot.vocabulary.spelling(p.term()).unwrap_or_default();
    let is_year = |word: &str| word.len() == 4 && word.parse().is_ok_and(|year: u16| (1000..2100).contains(&year));
    postings.iter().any(|p| is_year(spelling(p)))
}

/// Stems of what has versions.
const RELEASES: [&str; 5] = ["version", "releas", "updat", "upgrad", "edit"];

/// A passage has no question to set beside the one asked. Two signs it may have besides its subject: it tells of another year, or of what has
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

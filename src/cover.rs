//! What of a question a stretch of a record covers: the question's concepts among its tokens.

use std::ops::Range;

use crate::index::terms::{Field, Posting};
use crate::query::Concept;

/// A place of a record where one of a concept's alternatives stands.
#[derive(Debug, Clone, Copy)]
struct Hit {
    at: usize,
    end: usize,
    concept: usize,
    strength: f32,
}

/// A record read for a question.
pub struct Reading {
    hits: Vec<Hit>,
    /// Its phrasings and sentences.
    parts: Vec<(Field, Range<usize>)>,
}

impl Reading {
    /// The phrasings or sentences of `field`, in order.
    pub fn parts(&self, field: Field) -> impl Iterator<Item = Range<usize>> {
        self.parts.iter().filter(move |(of, _)| *of == field).map(|(_, range)| range.clone())
    }

    /// Where the tokens of `field` stand.
    pub fn field(&self, field: Field) -> Range<usize> {
        self.parts(field).reduce(|whole, part| whole.start..part.end).unwrap_or(0..0)
    }

    /// All tokens.
    pub fn all(&self) -> Range<usize> {
        0..self.parts.last().map_or(0, |(_, range)| range.end)
    }
}

/// What of a question a stretch of a record covers.
pub struct Cover<'r> {
    /// By concept: how well it is met.
    pub met: Vec<f32>,
    /// The tokens that it is of.
    pub range: Range<usize>,
    /// Those that begin in the stretch, in order.
    hits: &'r [Hit],
}

impl Cover<'_> {
    /// How well the question meets the record's token at `at`, one of the stretch.
    pub fn claimed(&self, at: usize) -> f32 {
        let before = self.whole().take_while(|hit| hit.at <= at);
        before.filter(|hit| at < hit.end).map(|hit| hit.strength).fold(0.0, f32::max)
    }

    /// Share of neighbouring matched words that keep the question's order, close together.
    pub fn order(&self) -> f32 {
        const NEAR: usize = 3;
        let (mut all, mut kept) = (0usize, 0usize);
        let mut last: Option<&Hit> = None;
        for hit in self.whole() {
            match last {
                Some(last) if last.at == hit.at => continue,
                Some(last) => {
                    all += 1;
                    kept += usize::from(hit.concept > last.concept && hit.at - last.at <= NEAR);
                }
                None => {}
            }
            last = Some(hit);
        }
        if all == 0 { 0.0 } else { kept as f32 / all as f32 }
    }

    /// Those that stand in the stretch as a whole.
    fn whole(&self) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(|hit| hit.end <= self.range.end)
    }
}

/// Finds a question's concepts in records.
pub struct Matcher<'a> {
    concepts: &'a [Concept],
    /// First term of an alternative, concept and alternative; those of one slot together.
    starts: Vec<(u32, usize, usize)>,
    /// Where the alternatives of each slot begin, and [`NONE`] where there are none: most tokens of
    /// a record start none.
    slots: Vec<u16>,
    total: f32,
}

/// Terms are told apart by their last bits first.
const SLOTS: usize = 4096;
const NONE: u16 = u16::MAX;

fn slot(term: u32) -> usize {
    term as usize % SLOTS
}

impl<'a> Matcher<'a> {
    /// One for a question of these concepts.
    pub fn new(concepts: &'a [Concept]) -> Self {
        let mut starts = Vec::new();
        for (at, concept) in concepts.iter().enumerate() {
            for (which, alternative) in concept.alternatives.iter().enumerate() {
                starts.extend(alternative.terms.first().map(|first| (*first, at, which)));
            }
        }
        starts.sort_unstable_by_key(|(term, at, which)| (slot(*term), *term, *at, *which));
        let mut slots = vec![NONE; SLOTS];
        for (place, (term, ..)) in (0..NONE).zip(&starts).rev() {
            slots.iter_mut().skip(slot(*term)).take(1).for_each(|first| *first = place);
        }
        Matcher { concepts, starts, slots, total: concepts.iter().map(|c| c.weight).sum() }
    }

    /// Reads a record: where a concept stands, and where phrasings and sentences begin.
    pub fn read(&self, postings: &[Posting]) -> Reading {
        // Room for most records: growing costs more than reading.
        let mut reading = Reading { hits: Vec::with_capacity(64), parts: Vec::with_capacity(16) };
        let mut open: Option<(Field, usize)> = None;
        for (at, posting) in postings.iter().enumerate() {
            let field = posting.field();
            if posting.starts() || open.is_none_or(|(of, _)| of != field) {
                reading.parts.extend(open.map(|(of, start)| (of, start..at)));
                open = Some((field, at));
            }
            if let Some(first) = self.slots.get(slot(posting.term())).filter(|first| **first != NONE) {
                self.hit(postings, at, usize::from(*first), &mut reading.hits);
            }
        }
        reading.parts.extend(open.map(|(of, start)| (of, start..postings.len())));
        reading
    }

    /// Adds what stands at `at`; the alternatives of its term's slot begin with the `first`.
    fn hit(&self, postings: &[Posting], at: usize, first: usize, hits: &mut Vec<Hit>) {
        let Some(term) = postings.get(at).map(|posting| posting.term()) else { return };
        let starts = self.starts.get(first..).unwrap_or_default().iter();
        let own = starts.take_while(|(start, ..)| slot(*start) == slot(term)).filter(|(start, ..)| *start == term);
        for (_, concept, which) in own {
            let Some(alternative) = self.concepts.get(*concept).and_then(|c| c.alternatives.get(*which)) else {
                continue;
            };
            let end = at + alternative.terms.len();
            let is_whole = postings.get(at..end).is_some_and(|stretch| {
                stretch.iter().zip(&alternative.terms).all(|(posting, term)| posting.term() == *term)
            });
            if is_whole {
                hits.push(Hit { at, end, concept: *concept, strength: alternative.strength });
            }
        }
    }

    /// What the tokens in `range` cover.
    pub fn cover<'r>(&self, reading: &'r Reading, range: Range<usize>) -> Cover<'r> {
        self.cover_in(Vec::new(), reading, range)
    }

    /// The same, in memory used before.
    fn cover_in<'r>(&self, mut met: Vec<f32>, reading: &'r Reading, range: Range<usize>) -> Cover<'r> {
        met.clear();
        met.resize(self.concepts.len(), 0.0);
        let hits = &reading.hits;
        let first = hits.partition_point(|hit| hit.at < range.start);
        let last = hits.partition_point(|hit| hit.at < range.end);
        let mut cover = Cover { met, range, hits: hits.get(first..last).unwrap_or_default() };
        let mut met = std::mem::take(&mut cover.met);
        for hit in cover.whole() {
            if let Some(met) = met.get_mut(hit.concept) {
                *met = met.max(hit.strength);
            }
        }
        Cover { met, ..cover }
    }

    /// The phrasing or sentence of `field` that `value` puts first; the first of equals.
    pub fn best<'r>(&self, reading: &'r Reading, field: Field, value: impl Fn(&Cover<'_>) -> f32) -> Option<Cover<'r>> {
        let mut best: Option<(f32, Cover<'r>)> = None;
        let mut spare = Vec::new();
        for range in reading.parts(field) {
            let cover = self.cover_in(std::mem::take(&mut spare), reading, range);
            let value = value(&cover);
            if best.as_ref().is_none_or(|(top, _)| value > *top) {
                best = Some((value, cover));
            } else {
                spare = cover.met;
            }
        }
        best.map(|(_, cover)| cover)
    }

    /// How much of the question's weight is met.
    pub fn forward(&self, met: &[f32]) -> f32 {
        let sum: f32 = self.concepts.iter().zip(met).map(|(c, m)| c.weight * m).sum();
        if self.total > 0.0 { sum / self.total } else { 0.0 }
    }

    /// As [`Matcher::forward`], of the content words that are `wanted` only; 1 when there are none.
    pub fn forward_of(&self, met: &[f32], wanted: impl Fn(&Concept) -> bool) -> f32 {
        let (mut sum, mut all) = (0.0, 0.0);
        for (concept, met) in self.concepts.iter().zip(met).filter(|(c, _)| c.is_content() && wanted(c)) {
            sum += concept.weight * met;
            all += concept.weight;
        }
        if all > 0.0 { sum / all } else { 1.0 }
    }

    /// The weight of the question's own heaviest content word not met.
    pub fn missing(&self, met: &[f32]) -> f32 {
        let own = self.concepts.iter().zip(met).filter(|(c, _)| c.is_content() && !c.beside);
        own.map(|(c, m)| c.weight * (1.0 - m)).fold(0.0, f32::max).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Matcher;
    use crate::index::terms::{Field, Posting};
    use crate::query::{Alternative, Concept, Origin};
    use crate::text::words::Class;

    /// A content word of weight 1 that these terms in a row stand for.
    fn concept(terms: &[u32]) -> Concept {
        let alternative = Alternative { terms: terms.to_vec(), strength: 1.0, origin: Origin::Own };
        Concept {
            word: String::new(),
            stem: String::new(),
            weight: 1.0,
            class: Class::Content,
            name: false,
            number: false,
            beside: false,
            alternatives: vec![alternative],
        }
    }

    /// A question of the terms 1 and 2, then two sentences: 3 4 1 and 5 7.
    fn record() -> Vec<Posting> {
        let of = |field, terms: &[u32]| -> Vec<Posting> {
            terms.iter().enumerate().map(|(at, term)| Posting::new(*term, field, at == 0, 0)).collect()
        };
        [of(Field::Question, &[1, 2]), of(Field::Text, &[3, 4, 1]), of(Field::Text, &[5, 7])].concat()
    }

    #[test]
    fn a_stretch_covers_what_stands_in_it_as_a_whole() {
        // 7 + 4096 has the slot of 7.
        let concepts = [concept(&[1]), concept(&[1, 5]), concept(&[3, 4]), concept(&[7 + 4096])];
        let matcher = Matcher::new(&concepts);
        let reading = matcher.read(&record());
        assert_eq!(reading.parts(Field::Question).collect::<Vec<_>>(), vec![0..2]);
        assert_eq!(reading.parts(Field::Text).collect::<Vec<_>>(), vec![2..5, 5..7]);
        assert_eq!((reading.field(Field::Text), reading.field(Field::Title), reading.all()), (2..7, 0..0, 0..7));
        let met = |range| matcher.cover(&reading, range).met;
        assert_eq!(met(0..2), vec![1.0, 0.0, 0.0, 0.0]);
        assert_eq!(met(2..5), vec![1.0, 0.0, 1.0, 0.0]);
        // "1 5" reaches over the end of a sentence.
        assert_eq!(met(2..7), vec![1.0, 1.0, 1.0, 0.0]);
        assert_eq!(met(0..0), vec![0.0; 4]);
        let sentence = matcher.cover(&reading, 2..5);
        assert_eq!([2, 3, 4].map(|at| sentence.claimed(at)), [1.0; 3]);
        assert_eq!(matcher.cover(&reading, 0..2).claimed(1), 0.0);
    }

    #[test]
    fn order_is_kept_by_neighbours_that_stand_as_asked() {
        let order = |concepts: &[Concept]| {
            let matcher = Matcher::new(concepts);
            let reading = matcher.read(&record());
            matcher.cover(&reading, reading.field(Field::Text)).order()
        };
        assert_eq!(order(&[concept(&[3]), concept(&[4]), concept(&[1])]), 1.0);
        assert_eq!(order(&[concept(&[4]), concept(&[3]), concept(&[1])]), 0.5);
        assert_eq!(order(&[concept(&[3]), concept(&[7])]), 0.0);
        assert_eq!(order(&[concept(&[3])]), 0.0);
    }

    #[test]
    fn the_first_of_equal_parts_is_the_best() {
        let concepts = [concept(&[3]), concept(&[5])];
        let matcher = Matcher::new(&concepts);
        let reading = matcher.read(&record());
        let best = |value: fn(usize) -> f32| matcher.best(&reading, Field::Text, |c| value(c.range.start)).unwrap();
        assert_eq!(best(|_| 1.0).range, 2..5);
        assert_eq!(best(|start| start as f32).met, vec![0.0, 1.0]);
        assert!(matcher.best(&reading, Field::Title, |_| 1.0).is_none());
    }
}

//! Weighted terms to the records with the best BM25 score.
//!
//! Most records a question shares a word with share only "the" or "to", whose weight is next
//! to nothing. MaxScore (Turtle and Flood 1995) never looks at those: once so many records are
//! known, a list of postings whose greatest score cannot lift a record among them is read only
//! where a list that can has one. As in Lucene, records are gone through in windows, so that
//! memory does not grow with the corpus. Scores are those of Tantivy's `BooleanQuery`, summed
//! in 64 bits, so that equal records score alike in whatever order their words are met.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::schema::{Fields, tag};
use crate::error::Result;

/// A weighted term to search for.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchTerm {
    /// The term as indexed.
    pub term: String,
    /// Factor on its BM25 score.
    pub boost: f32,
}

/// How much a term counts by the field it is found in.
const FIELD_BOOSTS: [f32; 3] = [4.0, 1.0, 0.3];

/// Records gone through at a time.
const WINDOW: u32 = 4096;
const WORDS: usize = WINDOW as usize / 64;

/// So many postings are read beforehand to learn what score to beat.
const TASTED: usize = 2048;

/// The records of one segment that have a term in one field.
#[derive(Clone)]
struct List {
    postings: SegmentPostings,
    weight: Bm25Weight,
    lengths: FieldNormReader,
    /// No record scores more.
    most: f64,
}

impl List {
    /// The score of the record that the list stands at.
    fn score(&self) -> f64 {
        let length = self.lengths.fieldnorm_id(self.postings.doc());
        f64::from(self.weight.score(length, self.postings.term_freq()))
    }

    /// The score of the record at `doc`, if the list has it. The list goes on to it, never back.
    fn score_of(&mut self, doc: DocId) -> Option<f64> {
        if self.postings.doc() < doc {
            self.postings.seek(doc);
        }
        (self.postings.doc() == doc).then(|| self.score())
    }
}

/// A record found; the greater, the better: by score, then by place in the corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    score: f64,
    doc: DocId,
}

impl Eq for Found {}

impl Ord for Found {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.score.total_cmp(&other.score).then(other.doc.cmp(&self.doc))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The at most `limit` records of `segment` with all tags of `filter`, or from the place `untagged` on, that best match any of
/// `terms`, with their score, best first, ties by place in the corpus.
///
/// # Errors
///
/// An index file that cannot be read.
pub fn search(
    segment: &SegmentReader,
    fields: &Fields,
    terms: &[SearchTerm],
    filter: &BTreeSet<(String, String)>,
    untagged: DocId,
    limit: usize,
) -> Result<Vec<(DocId, f32)>> {
    let mut lists = lists(segment, fields, terms)?;
    let mut tags = Vec::with_capacity(filter.len());
    for (key, value) in filter {
        let inverted = segment.inverted_index(fields.tag)?;
        match postings(&inverted, fields.tag, &tag(key, value), IndexRecordOption::Basic)? {
            Some(tagged) => tags.push(tagged),
            None => return Ok(Vec::new()),
        }
    }
    // What a record scores at most in a list and in all that follow.
    let mut rest: Vec<f64> = lists.iter().map(|list| list.most).collect();
    for at in (1..rest.len()).rev() {
        let following = rest.get(at).copied().unwrap_or_default();
        rest.iter_mut().skip(at - 1).take(1).for_each(|most| *most += following);
    }
    rest.push(0.0);
    let floor = if tags.is_empty() && segment.max_doc() > WINDOW { floor(&lists, limit) } else { 0.0 };
    let bar = |best: &BinaryHeap<Reverse<Found>>| match best.peek() {
        Some(Reverse(last)) if best.len() >= limit => last.score,
        _ => floor,
    };
    let mut best: BinaryHeap<Reverse<Found>> = BinaryHeap::with_capacity(limit + 1);
    let mut window = Window { scores: vec![0.0; WINDOW as usize], met: [0; WORDS] };
    loop {
        let needed = rest.iter().position(|most| *most <= bar(&best)).unwrap_or(lists.len());
        let (leading, others) = lists.split_at_mut(needed);
        let Some(start) = leading.iter().map(|list| list.postings.doc()).min().filter(|doc| *doc != TERMINATED) else {
            break;
        };
        for list in leading {
            let mut doc = list.postings.doc();
            while doc < start + WINDOW {
                window.add((doc - start) as usize, list.score());
                doc = list.postings.advance();
            }
        }
        window.drain(|at, mut score| {
            let doc = start + at;
            let bar = bar(&best);
            let mut more = others.iter_mut().zip(rest.iter().skip(needed));
            let reaches = more.all(|(list, most)| {
                let reaches = score + most > bar;
                if reaches {
                    score += list.score_of(doc).unwrap_or_default();
                }
                reaches
            });
            if reaches && score > bar && (doc >= untagged || tags.iter_mut().all(|tagged| has(tagged, doc))) {
                best.push(Reverse(Found { score, doc }));
                if best.len() > limit {
                    best.pop();
                }
            }
        });
    }
    let best = best.into_sorted_vec();
    Ok(best.into_iter().map(|Reverse(found)| (found.doc, found.score as f32)).collect())
}

/// A score that at least `limit` records reach by some of their words, 0 where that is not known.
fn floor(lists: &[List], limit: usize) -> f64 {
    let mut left = TASTED;
    let mut tasted: Vec<(DocId, f64)> = Vec::new();
    for list in lists {
        let (mut list, before) = (list.clone(), tasted.len());
        while list.postings.doc() != TERMINATED && tasted.len() - before < left {
            tasted.push((list.postings.doc(), list.score()));
            list.postings.advance();
        }
        left -= tasted.len() - before;
        if left == 0 {
            break;
        }
    }
    tasted.sort_unstable_by_key(|(doc, _)| *doc);
    tasted.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        kept.1 += if is_same { next.1 } else { 0.0 };
        is_same
    });
    let Some(last) = limit.checked_sub(1).filter(|last| *last < tasted.len()) else { return 0.0 };
    let (_, (_, score), _) = tasted.select_nth_unstable_by(last, |a, b| b.1.total_cmp(&a.1));
    // A sum of the same scores in another order may be less in its last bit.
    *score * (1.0 - 1e-12)
}

/// The scores of neighbouring records.
struct Window {
    scores: Vec<f64>,
    /// A bit for each record that has one.
    met: [u64; WORDS],
}

impl Window {
    fn add(&mut self, at: usize, score: f64) {
        if let (Some(sum), Some(met)) = (self.scores.get_mut(at), self.met.get_mut(at / 64)) {
            *sum += score;
            *met |= 1 << (at % 64);
        }
    }

    /// Gives each record's place in the window and its score, in order, and takes them out.
    fn drain(&mut self, mut with: impl FnMut(u32, f64)) {
        for ((first, met), scores) in (0u32..).step_by(64).zip(&mut self.met).zip(self.scores.chunks_exact_mut(64)) {
            let mut left = std::mem::take(met);
            while left != 0 {
                let at = left.trailing_zeros();
                left &= left - 1;
                if let Some(score) = scores.get_mut(at as usize) {
                    with(first + at, std::mem::take(score));
                }
            }
        }
    }
}

/// The lists of all terms in all fields, the one that may score most first.
fn lists(segment: &SegmentReader, fields: &Fields, terms: &[SearchTerm]) -> Result<Vec<List>> {
    let mut lists = Vec::with_capacity(3 * terms.len());
    let records = u64::from(segment.max_doc());
    for (field, boost) in [fields.question, fields.text, fields.title].into_iter().zip(FIELD_BOOSTS) {
        let inverted = segment.inverted_index(field)?;
        let lengths = segment.get_fieldnorms_reader(field)?;
        let length = inverted.total_num_tokens() as f32 / records.max(1) as f32;
        for wanted in terms {
            let Some(postings) = postings(&inverted, field, &wanted.term, IndexRecordOption::WithFreqs)? else {
                continue;
            };
            let weight = Bm25Weight::for_one_term_without_explain(u64::from(postings.doc_freq()), records, length)
                .boost_by(boost * wanted.boost);
            let most = f64::from(weight.max_score());
            lists.push(List { postings, weight, lengths: lengths.clone(), most });
        }
    }
    lists.sort_by(|a, b| b.most.total_cmp(&a.most));
    Ok(lists)
}

/// The records with `term` in `field`; `None` where there are none.
fn postings(
    inverted: &InvertedIndexReader,
    field: Field,
    term: &str,
    option: IndexRecordOption,
) -> Result<Option<SegmentPostings>> {
    let read = inverted.read_postings(&Term::from_field_text(field, term), option);
    Ok(read.map_err(tantivy::TantivyError::from)?)
}

fn has(tagged: &mut SegmentPostings, doc: DocId) -> bool {
    if tagged.doc() < doc {
        tagged.seek(doc);
    }
    tagged.doc() == doc
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, TantivyDocument, Term};

    use super::super::schema;
    use super::{FIELD_BOOSTS, SearchTerm, search};

    /// Numbers that repeat, the low ones more often.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: u64) -> u64 {
            let mut next = || {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (self.0 >> 33) % most
            };
            next().min(next()).min(next())
        }

        fn words(&mut self, most: u64) -> String {
            let count = 1 + self.below(most);
            (0..count).map(|_| format!("w{} ", self.below(400))).collect()
        }
    }

    #[test]
    fn the_best_are_those_that_tantivy_finds_by_looking_at_all() {
        let (schema, fields) = schema::schema();
        let mut index = Index::create_in_ram(schema);
        index.set_tokenizers(schema::tokenizers());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 20_000_000).unwrap();
        let mut dice = Dice(7);
        for doc in 0..10_000u32 {
            let mut document = TantivyDocument::default();
            document.add_text(fields.question, dice.words(12));
            document.add_text(fields.text, dice.words(40));
            document.add_text(fields.tag, schema::tag("kind", if doc % 3 == 0 { "third" } else { "other" }));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let segment = searcher.segment_reader(0);
        for round in 0..60 {
            let terms: Vec<SearchTerm> = (0..1 + dice.below(20))
                .map(|_| SearchTerm { term: format!("w{}", dice.below(420)), boost: 1.0 / (1 + dice.below(90)) as f32 })
                .collect();
            let filter: BTreeSet<(String, String)> = match round % 4 {
                0 => [("kind".to_owned(), "third".to_owned())].into(),
                _ => BTreeSet::new(),
            };
            let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
            for term in &terms {
                for (field, boost) in [fields.question, fields.text, fields.title].into_iter().zip(FIELD_BOOSTS) {
                    let one = TermQuery::new(Term::from_field_text(field, &term.term), IndexRecordOption::WithFreqs);
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(one), boost * term.boost))));
                }
            }
            let all = searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(10_000).order_by_score());
            let mut expected: Vec<(u32, f32)> = all.unwrap().into_iter().map(|(s, a)| (a.doc_id, s)).collect();
            expected.retain(|(doc, _)| filter.is_empty() || doc % 3 == 0);
            expected.truncate(50);
            let found = search(segment, &fields, &terms, &filter, u32::MAX, 50).unwrap();
            assert_eq!(found.len(), expected.len());
            for ((doc, score), (other, wanted)) in found.iter().zip(&expected) {
                // Records that tie but for a rounding may stand in another order.
                assert!((score - wanted).abs() <= 1e-4 * wanted, "{doc} {score}, {other} {wanted}: {terms:?}");
            }
            assert!(found.is_sorted_by(|a, b| a.1 > b.1 || (a.1 == b.1 && a.0 < b.0)));
        }
        assert!(search(segment, &fields, &[], &BTreeSet::new(), u32::MAX, 50).unwrap().is_empty());
        let one = [SearchTerm { term: "w1".to_owned(), boost: 1.0 }];
        assert!(search(segment, &fields, &one, &BTreeSet::new(), u32::MAX, 0).unwrap().is_empty());
    }
}

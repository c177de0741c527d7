//! What each phrasing of a FAQ pair and each sentence of a passage means: one vector each, in 8
//! bits a value. A sentence is called a phrasing too, and so, in a file of their own, is a whole record.
//!
//! ```text
//! "ABVECS2\n"  width: u32, count: u32, records: u32
//! records + 1 × u32 a record's first phrasing; at last count
//! count × u32 the phrasings by answer, those of one answer in the order of the corpus
//! count × u128 sketch of the first 128 values: a bit for each, set where it is above 0
//! count × sketch of the other values, in whole bytes
//! count × row:
//!     u32 record's place in the corpus, ascending
//!     u32 where the phrasings of its answer start in the list by answer
//!     u64 digest of the phrasing, so that a rebuild need not embed it again
//!     f32 length of one level
//!     width × i8 levels
//! ```
//!
//! All whole numbers stand little end first.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::directory::OwnedBytes;

use crate::error::{Error, ErrorKind, Result};
use crate::math;
use crate::model::{similarity, wide};

/// Begins the file.
pub(super) const MAGIC: &[u8; 8] = b"ABVECS2\n";
/// Bytes before the first record's phrasings.
pub(super) const HEAD: usize = 20;

/// Bytes of a row before its levels.
const ROW: usize = 20;

/// Values whose sketch stands by itself: so much of all phrasings is gone through for a question.
const FIRST: usize = 128;

/// Softens the pooling of an answer's phrasings: at 0 the best alone counts, at ∞ all alike.
const TEMPERATURE: f32 = 0.1;

/// Phrasings of an answer whose nearness is averaged.
pub const AGREEING: usize = 3;

/// Of more phrasings than this, not all are compared whole with a question.
const COMPARED: usize = 4096;

/// Of those, so many are compared by the whole sketch, and then so many whole: many times the
/// records that are wanted, so that hardly one of the nearest is missed.
const SKETCHED: [usize; 2] = [8192, 512];

/// A vector of whole numbers times a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// Length of one level.
    pub scale: f32,
    /// -127 to 127.
    pub levels: Vec<i8>,
}

impl Levels {
    /// A bit for each of the first values, set where it is above 0, and the same of the others.
    pub(super) fn sketch(&self) -> (u128, Vec<u8>) {
        let (first, others) = self.levels.split_at(FIRST.min(self.levels.len()));
        let first = (0..).zip(first).fold(0, |bits, (at, value)| bits | u128::from(*value > 0) << at);
        let byte = |values: &[i8]| (0..).zip(values).fold(0, |byte, (at, value)| byte | u8::from(*value > 0) << at);
        (first, others.chunks(8).map(byte).collect())
    }

    /// Rounds `vector` to 255 levels.
    pub fn of(vector: &[f32]) -> Self {
        let most = vector.iter().fold(1e-12f32, |most, x| most.max(x.abs()));
        let scale = most / 127.0;
        Levels { scale, levels: vector.iter().map(|x| (x / scale).round_ties_even() as i8).collect() }
    }
}

/// The vectors of an index, opened.
pub struct Vectors {
    bytes: OwnedBytes,
    width: usize,
    count: usize,
    records: usize,
}

/// How near a question is in meaning, to one record.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Near {
    /// Cosine with the record's nearest phrasing, 0 where they point apart.
    pub own: f32,
    /// The same pooled over all phrasings of the record's answer.
    pub pooled: f32,
    /// Mean of the [`AGREEING`] greatest cosines with phrasings of the record's answer, or of
    /// as many as there are: one near phrasing may be chance, several agree.
    pub agreed: f32,
    /// Cosine with the record as a whole, a question and its answer in one, where it has a vector as such.
    pub whole: Option<f32>,
}

/// How near a question is to some records, in the order of the corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nearness(Vec<(u32, Near)>);

impl Nearness {
    /// To one record; nothing where it has no vector or was not asked about.
    pub fn of(&self, doc: u32) -> Option<Near> {
        let at = self.0.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
        self.0.get(at).map(|(_, near)| *near)
    }

    /// The same with what `wholes` says of the records as a whole.
    pub fn with_wholes(mut self, wholes: &Nearness) -> Self {
        for (doc, near) in &mut self.0 {
            near.whole = wholes.of(*doc).map(|whole| whole.own);
        }
        self
    }
}

impl Vectors {
    /// Opens what [`super::embed::write`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when the lengths do not fit.
    pub fn open(bytes: OwnedBytes) -> Result<Self> {
        let head = |at: usize| {
            let four = bytes.get(at..)?.first_chunk::<4>()?;
            usize::try_from(u32::from_le_bytes(*four)).ok()
        };
        match (bytes.starts_with(MAGIC), head(8), head(12), head(16)) {
            (true, Some(width), Some(count), Some(records)) if Some(bytes.len()) == size(width, count, records) => {
                Ok(Vectors { bytes, width, count, records })
            }
            _ => Err(Error::new(ErrorKind::Corrupt, "the index's vectors cannot be read")
                .advice("run `answerbook index --rebuild`")),
        }
    }

    /// Number of phrasings that have a vector.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Every vector by the digest of its phrasing.
    pub fn known(&self) -> impl Iterator<Item = (u64, Levels)> {
        let rows = (0..self.count).filter_map(|phrasing| self.row(phrasing));
        rows.map(|row| {
            let levels = row.levels.iter().map(|x| x.cast_signed()).collect();
            (row.digest(), Levels { scale: row.scale(), levels })
        })
    }

    /// The `limit` records nearest to `question`, of those `among` which are wanted where that is said, but for those at `without`;
    /// nearest first, ties in the order of the corpus. Where there are many and all are wanted, one that is near only by its
    /// sketch's account, or not even by that, may be missed.
    pub fn nearest(&self, question: &Levels, limit: usize, among: Option<&[u32]>, without: &[u32]) -> Vec<u32> {
        let mut near: Vec<(u32, f32)> = Vec::new();
        let mut compare = |phrasing: usize| {
            let Some(row) = self.row(phrasing).filter(|row| without.binary_search(&row.record()).is_err()) else {
                return;
            };
            let (doc, cosine) = (row.record(), row.cosine(question));
            match near.last_mut().filter(|(last, _)| *last == doc) {
                Some((_, nearest)) => *nearest = nearest.max(cosine),
                None => near.push((doc, cosine)),
            }
        };
        if let Some(among) = among {
            among.iter().flat_map(|doc| self.phrasings(*doc)).for_each(&mut compare);
        } else if self.count <= COMPARED {
            (0..self.count).for_each(&mut compare);
        } else {
            self.alike(question).into_iter().for_each(&mut compare);
        }
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if limit < near.len() {
            near.select_nth_unstable_by(limit, order);
            near.truncate(limit);
        }
        near.sort_by(order);
        near.into_iter().map(|(doc, _)| doc).collect()
    }

    /// How near `question` is to those of `docs` that have a vector, the records at `without` left out.
    ///
    /// Pooled: `τ ln (mean over phrasings of e^(cosine / τ))`, a softened maximum that rewards
    /// several near phrasings and does not grow with their number.
    pub fn near(&self, question: &Levels, docs: impl Iterator<Item = u32>, without: &[u32]) -> Nearness {
        let mut pools: HashMap<u32, Pool> = HashMap::new();
        let mut docs: Vec<u32> = docs.filter(|doc| without.binary_search(doc).is_err()).collect();
        docs.sort_unstable();
        docs.dedup();
        let mut near: Vec<(u32, Near)> = Vec::with_capacity(docs.len());
        for doc in docs {
            let phrasings = self.phrasings(doc);
            let Some(start) = self.row(phrasings.start).filter(|_| !phrasings.is_empty()).map(|row| row.answer())
            else {
                continue;
            };
            let pool = *pools.entry(start).or_insert_with(|| self.pool(question, start, without));
            let [greatest, ..] = pool.greatest;
            let own = if usize::from(pool.count) == phrasings.len() {
                // The answer has no other record.
                greatest
            } else {
                phrasings.filter_map(|at| self.row(at)).map(|row| row.cosine(question)).fold(0.0, f32::max)
            };
            near.push((doc, Near { own, pooled: pool.pooled(), agreed: pool.agreed(), whole: None }));
        }
        Nearness(near)
    }

    /// The cosines with the phrasings of the answer that starts at `start` in the list by answer.
    fn pool(&self, question: &Levels, start: u32, without: &[u32]) -> Pool {
        let mut pool = Pool::default();
        let by_answer = self.numbers(self.records + 1..self.records + 1 + self.count);
        let rows = by_answer.iter().skip(start as usize).filter_map(|b| self.row(u32::from_le_bytes(*b) as usize));
        for row in
            rows.take_while(|row| row.answer() == start).filter(|row| without.binary_search(&row.record()).is_err())
        {
            pool.add(row.cosine(question));
        }
        pool
    }

    /// The phrasings, in order, whose sketch is most like `question`'s: [`SKETCHED`], and all that
    /// tie with the last of them.
    fn alike(&self, question: &Levels) -> Vec<usize> {
        let (first, others) = question.sketch();
        let start = 4 * (self.records + 1 + self.count);
        let parted = start + 16 * self.count;
        let sketches = self.part(start..parted).as_chunks::<16>().0;
        let bytes = others.len();
        let mut unlike = vec![0u16; self.count];
        // A loop, not an iterator that collects: that would not be compiled for the wider registers.
        wide(
            #[inline(always)]
            || {
                for (unlike, sketch) in unlike.iter_mut().zip(sketches) {
                    *unlike = (first ^ u128::from_le_bytes(*sketch)).count_ones() as u16;
                }
            },
        );
        let [by_first, by_all] = SKETCHED;
        let most = nth_least(unlike.iter().copied(), by_first);
        let kept = (0..).zip(unlike).filter(|(_, unlike)| *unlike <= most);
        let mut kept: Vec<(usize, u16)> = kept.collect();
        wide(
            #[inline(always)]
            || {
                for (phrasing, unlike) in &mut kept {
                    let from = parted + *phrasing * bytes;
                    *unlike += bits_unlike(&others, self.part(from..from + bytes));
                }
            },
        );
        let most = nth_least(kept.iter().map(|(_, unlike)| *unlike), by_all);
        kept.into_iter().filter(|(_, unlike)| *unlike <= most).map(|(phrasing, _)| phrasing).collect()
    }

    /// The phrasings of the record at `doc`.
    pub fn phrasings(&self, doc: u32) -> Range<usize> {
        let at = doc as usize;
        match self.numbers(at..at + 2) {
            [first, next] if at < self.records => {
                u32::from_le_bytes(*first) as usize..u32::from_le_bytes(*next) as usize
            }
            _ => 0..0,
        }
    }

    /// The whole numbers of four bytes at these places after the head.
    fn numbers(&self, range: Range<usize>) -> &[[u8; 4]] {
        self.part(4 * range.start..4 * range.end).as_chunks::<4>().0
    }

    fn row(&self, phrasing: usize) -> Option<Row<'_>> {
        let len = ROW + self.width;
        let start = 4 * (self.records + 1 + self.count) + (16 + others_len(self.width)) * self.count + phrasing * len;
        let (head, levels) = self.part(start..start + len).split_first_chunk::<ROW>()?;
        Some(Row { head, levels })
    }

    #[inline(always)]
    fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(HEAD + range.start..HEAD + range.end).unwrap_or_default()
    }
}

/// What is stored of a phrasing.
struct Row<'a> {
    head: &'a [u8; ROW],
    levels: &'a [u8],
}

impl Row<'_> {
    fn record(&self) -> u32 {
        let [a, b, c, d, ..] = *self.head;
        u32::from_le_bytes([a, b, c, d])
    }

    fn answer(&self) -> u32 {
        let [_, _, _, _, a, b, c, d, ..] = *self.head;
        u32::from_le_bytes([a, b, c, d])
    }

    fn digest(&self) -> u64 {
        let [_, _, _, _, _, _, _, _, digest @ .., _, _, _, _] = *self.head;
        u64::from_le_bytes(digest)
    }

    fn scale(&self) -> f32 {
        let [.., a, b, c, d] = *self.head;
        f32::from_le_bytes([a, b, c, d])
    }

    /// The cosine with `question`, to a rounding.
    fn cosine(&self, question: &Levels) -> f32 {
        similarity(&question.levels, self.levels) as f32 * (question.scale * self.scale())
    }
}

/// Bytes of the sketch of all values but the [`FIRST`].
fn others_len(width: usize) -> usize {
    width.saturating_sub(FIRST).div_ceil(8)
}

/// In how many bits two sketches differ.
#[inline(always)]
fn bits_unlike(a: &[u8], b: &[u8]) -> u16 {
    let ((a_words, a_bytes), (b_words, b_bytes)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut unlike = 0;
    for (a, b) in a_words.iter().zip(b_words) {
        unlike += (u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b)).count_ones();
    }
    for (a, b) in a_bytes.iter().zip(b_bytes) {
        unlike += (a ^ b).count_ones();
    }
    unlike as u16
}

/// The `nth` least of `values`, or the greatest where there are no more.
fn nth_least(values: impl Iterator<Item = u16>, nth: usize) -> u16 {
    let mut counts: Vec<usize> = Vec::new();
    for value in values {
        let at = usize::from(value);
        if counts.len() <= at {
            counts.resize(at + 1, 0);
        }
        counts.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
    }
    let mut sum = 0;
    let at = counts.iter().position(|count| {
        sum += count;
        sum >= nth
    });
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

/// The cosines of one answer's phrasings.
#[derive(Debug, Clone, Copy, Default)]
struct Pool {
    sum: f32,
    count: u16,
    /// The greatest, descending.
    greatest: [f32; AGREEING],
}

impl Pool {
    fn add(&mut self, cosine: f32) {
        self.sum += math::exp(cosine / TEMPERATURE);
        self.count = self.count.saturating_add(1);
        let mut falling = cosine.max(0.0);
        for kept in &mut self.greatest {
            if falling > *kept {
                std::mem::swap(kept, &mut falling);
            }
        }
    }

    fn pooled(self) -> f32 {
        TEMPERATURE * math::ln(self.sum / f32::from(self.count.max(1)))
    }

    fn agreed(self) -> f32 {
        let of = usize::from(self.count).clamp(1, AGREEING);
        self.greatest.iter().sum::<f32>() / of as f32
    }
}

/// Bytes of the file, where they can be counted.
pub(super) fn size(width: usize, count: usize, records: usize) -> Option<usize> {
    let rows = count.checked_mul(width.checked_add(ROW + 20)?.checked_add(others_len(width))?)?;
    records.checked_add(1)?.checked_mul(4)?.checked_add(rows)?.checked_add(HEAD)
}

#[cfg(test)]
mod tests {
    use tantivy::directory::OwnedBytes;

    use super::{Levels, Vectors};
    use crate::index::embed::{Known, write};
    use crate::index::word_vectors::WordSigns;
    use crate::limits;
    use crate::model::{Embedding, Encoder};
    use crate::progress::Watcher;
    use crate::record::{Kind, Record, Source};
    use crate::text::Language;

    /// Letters a and b as two directions.
    struct Letters;

    impl Encoder for Letters {
        fn id(&self) -> String {
            "letters".to_owned()
        }
        fn width(&self) -> usize {
            2
        }
        fn understands(&self, _: Option<Language>) -> bool {
            true
        }
        fn vector(&self, text: &str) -> Vec<f32> {
            let count = |c| text.matches(c).count() as f32;
            let length = count('a').hypot(count('b'));
            vec![count('a') / length, count('b') / length]
        }
        fn embed(&self, text: &str) -> Embedding {
            Embedding { vector: self.vector(text), words: Vec::new() }
        }
    }

    fn pair(questions: &[&str], text: &str) -> Record {
        let mut record = Record::empty(Kind::Faq, Source::default());
        record.questions = questions.iter().map(|q| (*q).to_owned()).collect();
        record.text = text.to_owned();
        record
    }

    #[test]
    fn records_of_one_answer_are_pooled() {
        let records = [pair(&["a"], "one"), pair(&["b"], "one"), pair(&["aab", "b"], "two")];
        let bytes = write(&records, &[None; 3], &Letters, &Known::default(), &Watcher::default()).parts;
        let vectors = Vectors::open(OwnedBytes::new(bytes.clone())).unwrap();
        assert_eq!(vectors.len(), 4);
        let question = Levels::of(&[1.0, 0.0]);
        let near = vectors.near(&question, 0..3, &[]);
        let [first, second, third] = [0, 1, 2].map(|doc| near.of(doc).unwrap());
        assert!((first.own - 1.0).abs() < 0.01 && second.own < 0.01);
        assert_eq!(first.pooled, second.pooled);
        assert!(first.pooled > third.pooled && first.pooled < first.own);
        assert_eq!(vectors.nearest(&question, 2, None, &[]), [0, 2]);
        // A record left out is near to nothing, and pooled with nothing.
        let rest = vectors.near(&question, 0..3, &[0]);
        assert!(rest.of(0).is_none() && rest.of(1).unwrap().pooled < 0.01);
        assert_eq!(vectors.nearest(&question, 2, None, &[0]), [2, 1]);
        // What is known is taken over, whatever the encoder would say.
        let parts = vectors.known().map(|(digest, levels)| (digest, (levels, WordSigns::default()))).collect();
        let known = Known { parts, ..Known::default() };
        let again = write(&records, &[None; 3], &Letters, &known, &Watcher::default()).parts;
        assert_eq!(again, bytes);
        assert!(Vectors::open(OwnedBytes::new(bytes[..bytes.len() - 1].to_vec())).is_err());
    }

    #[test]
    fn a_passage_is_as_near_as_its_nearest_sentence() {
        let mut passage = pair(&[], "Bb b. Aaa a! * * *");
        passage.kind = Kind::Passage;
        let records = [pair(&["b"], "one"), passage.clone(), passage];
        let bytes = write(&records, &[None; 3], &Letters, &Known::default(), &Watcher::default()).parts;
        let vectors = Vectors::open(OwnedBytes::new(bytes)).unwrap();
        assert_eq!(vectors.len(), 5, "one question, and the two sentences with words of each passage");
        let question = Levels::of(&[1.0, 0.0]);
        let near = vectors.near(&question, 0..3, &[]);
        assert!(near.of(0).unwrap().own < 0.01 && near.of(1).unwrap().own > 0.99);
        assert_eq!(near.of(1), near.of(2), "passages of one text are not pooled");
        assert_eq!(vectors.nearest(&question, 3, None, &[]), [1, 2, 0]);
    }

    #[test]
    fn a_record_is_near_as_a_whole_where_its_text_says_something() {
        let mut passage = pair(&[], "b b b b b.");
        (passage.kind, passage.title) = (Kind::Passage, Some("aa".to_owned()));
        let records = [pair(&["b"], "a a a a a"), pair(&["b"], "a."), passage];
        let embedded = write(&records, &[None; 3], &Letters, &Known::default(), &Watcher::default());
        let [parts, wholes] = [embedded.parts, embedded.wholes].map(|b| Vectors::open(OwnedBytes::new(b)).unwrap());
        let question = Levels::of(&[1.0, 0.0]);
        let near = |vectors: &Vectors| vectors.near(&question, 0..3, &[]);
        let near = near(&parts).with_wholes(&near(&wholes));
        let [pair, yes, passage] = [0, 1, 2].map(|doc| near.of(doc).unwrap());
        assert!(pair.own < 0.01 && pair.whole.unwrap() > 0.9, "{pair:?}");
        assert_eq!((yes.own < 0.01, yes.whole), (true, None));
        assert!(passage.own < 0.01 && passage.whole.unwrap() > 0.3, "{passage:?}");
    }

    #[test]
    fn too_many_sentences_leave_the_pairs_theirs() {
        let mut passage = pair(&[], &"Aa b. ".repeat(limits::SENTENCES_EMBEDDED));
        passage.kind = Kind::Passage;
        let written = |records: &[Record]| {
            let bytes =
                write(records, &vec![None; records.len()], &Letters, &Known::default(), &Watcher::default()).parts;
            Vectors::open(OwnedBytes::new(bytes)).unwrap()
        };
        let mut records = vec![passage, pair(&["a"], "one")];
        assert_eq!(written(&records).len(), limits::SENTENCES_EMBEDDED + 1);
        records[0].text.push_str("One more.");
        let vectors = written(&records);
        assert_eq!(vectors.len(), 1);
        let near = vectors.near(&Levels::of(&[1.0, 0.0]), 0..2, &[]);
        assert!(near.of(0).is_none() && near.of(1).is_some());
    }

    /// Each text a direction of its own, by its digest; the number after a blank turns it a little.
    struct Directions;

    impl Encoder for Directions {
        fn id(&self) -> String {
            "directions".to_owned()
        }
        fn width(&self) -> usize {
            200
        }
        fn understands(&self, _: Option<Language>) -> bool {
            true
        }
        fn vector(&self, text: &str) -> Vec<f32> {
            let of = |text: &str, weight: f32| {
                let mut bytes = vec![0; 200];
                blake3::Hasher::new().update(text.as_bytes()).finalize_xof().fill(&mut bytes);
                bytes.into_iter().map(move |b| weight * (f32::from(b) - 127.5)).collect::<Vec<f32>>()
            };
            let (group, turn) = text.split_once(' ').unwrap_or((text, ""));
            let sum: Vec<f32> = of(group, 1.0).iter().zip(of(turn, 0.5)).map(|(a, b)| a + b).collect();
            let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
            sum.into_iter().map(|x| x / length).collect()
        }
        fn embed(&self, text: &str) -> Embedding {
            Embedding { vector: self.vector(text), words: Vec::new() }
        }
    }

    #[test]
    fn of_many_phrasings_the_nearest_are_found() {
        let records: Vec<Record> =
            (0..6000).map(|n| pair(&[&format!("g{} t{n}", n % 600)], &format!("answer {n}"))).collect();
        let bytes = write(&records, &[None; 6000], &Directions, &Known::default(), &Watcher::default()).parts;
        let vectors = Vectors::open(OwnedBytes::new(bytes)).unwrap();
        for group in [0, 77, 599] {
            let question = Levels::of(&Directions.vector(&format!("g{group} asked")));
            let mut nearest = vectors.nearest(&question, 10, None, &[]);
            let first = nearest[0];
            let near = vectors.near(&question, 0..6000, &[]);
            assert!((0..6000).all(|doc| near.of(doc).unwrap().own <= near.of(first).unwrap().own));
            nearest.sort_unstable();
            assert_eq!(nearest, (0..10).map(|n| group + 600 * n).collect::<Vec<u32>>());
            assert!(!vectors.nearest(&question, 10, None, &[first]).contains(&first));
            // Of few that are wanted the nearest are found however many others are nearer.
            assert_eq!(vectors.nearest(&question, 1, Some(&[group + 1, group + 2, group + 3]), &[]).len(), 1);
        }
    }
}

//! What each word of a phrasing means where it stands: of its vector the signs alone, a bit a value.
//!
//! ```text
//! "ABWORDS1"  width: u32, phrasings: u32
//! phrasings + 1 × u32 a phrasing's first word; at last the number of words
//! phrasings × f32 length of the sum of its words' signs
//! words × width bits, in whole u64: set where the value is above 0, the first value in the lowest bit
//! ```
//!
//! Whole numbers and lengths stand little end first; phrasings in the order of [`super::vectors`].
//!
//! Words are compared as in late interaction (Khattab and Zaharia 2020, "ColBERT"): each word of the question
//! with the word of the phrasing that is nearest to it, of which the weighted mean is [`WordNear::maxsim`]. A vector
//! of the question in four bits a value meets signs by counting bits, as in RaBitQ (Gao and Long 2024).

use std::ops::Range;

use tantivy::directory::OwnedBytes;

use crate::error::{Error, ErrorKind, Result};
use crate::model::wide;

const MAGIC: &[u8; 8] = b"ABWORDS1";
const HEAD: usize = 16;

/// The sum of a vector's values times their signs is so much of its length times that of the signs, where the values
/// spread as in a normal distribution: √(2/π).
const SIGNS_KEEP: f32 = 0.797_884_6;

/// The words of a phrasing: the signs of their vectors, one word's bytes after another's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordSigns(Vec<u8>);

impl WordSigns {
    /// Of the words' vectors, all of one width.
    pub fn of<'a>(words: impl Iterator<Item = &'a [f32]>) -> Self {
        let bits = |values: &[f32]| (0..).zip(values).fold(0, |bits, (at, value)| bits | u64::from(*value > 0.0) << at);
        WordSigns(words.flat_map(|vector| vector.chunks(64).flat_map(move |v| bits(v).to_le_bytes())).collect())
    }
}

/// A question's words, to be compared.
#[derive(Debug, Clone, Default)]
pub struct WordsAsked {
    words: Vec<WordAsked>,
    /// The sum of their vectors, each of length 1.
    sum: Option<Direction>,
}

#[derive(Debug, Clone)]
struct WordAsked {
    weight: f32,
    vector: Direction,
}

/// Bits of a value of the question.
const PLANES: usize = 4;

/// A vector of which only the direction counts, in 2^[`PLANES`] levels.
#[derive(Debug, Clone)]
struct Direction {
    /// Of each 64 values the first bits of their levels, then the second ones, and so on.
    planes: Vec<[u64; PLANES]>,
    width: usize,
    /// The sum of all levels.
    sum: i32,
    /// Length of the vector that the levels stand for.
    length: f32,
}

impl Direction {
    /// Levels stand for what is this far from one another, in root mean squares of the values, and 0 is in their
    /// middle; what is beyond the last counts as the last.
    const STEP: f32 = 1.0 / 3.0;
    /// The last level.
    const LAST: i32 = (1 << PLANES) - 1;

    fn of(vector: &[f32]) -> Self {
        let square: f32 = vector.iter().map(|x| x * x).sum();
        let step = Self::STEP * (square / vector.len().max(1) as f32).sqrt().max(1e-12);
        let middle = Self::LAST as f32 / 2.0;
        let level = |x: &f32| (x / step + middle).round_ties_even().clamp(0.0, Self::LAST as f32) as i32;
        let levels: Vec<i32> = vector.iter().map(level).collect();
        let plane =
            |levels: &[i32], bit: usize| (0..).zip(levels).fold(0, |p, (at, l)| p | u64::from(l >> bit & 1 == 1) << at);
        let square: i32 = levels.iter().map(|l| (2 * l - Self::LAST) * (2 * l - Self::LAST)).sum();
        Direction {
            planes: levels.chunks(64).map(|levels| std::array::from_fn(|bit| plane(levels, bit))).collect(),
            width: vector.len(),
            sum: levels.iter().sum(),
            length: (square as f32).sqrt() / 2.0,
        }
    }

    /// The sum of the vector's values times these signs.
    #[inline(always)]
    fn times(&self, signs: &[[u8; 8]]) -> f32 {
        let (mut set, mut in_planes) = (0, [0; PLANES]);
        for (planes, signs) in self.planes.iter().zip(signs) {
            let signs = u64::from_le_bytes(*signs);
            set += signs.count_ones() as i32;
            for (sum, plane) in in_planes.iter_mut().zip(planes) {
                *sum += (plane & signs).count_ones() as i32;
            }
        }
        let levels: i32 = (0..).zip(in_planes).map(|(bit, sum)| sum << bit).sum();
        // Values are levels less half of the last, and signs twice the bits less 1.
        let twice = 2 * (2 * levels - self.sum) - Self::LAST * (2 * set - self.width as i32);
        twice as f32 / 2.0
    }
}

impl WordsAsked {
    /// Of words by their weight and their vector.
    pub fn of<'a>(words: impl Iterator<Item = (f32, &'a [f32])>) -> Self {
        let mut sum: Vec<f32> = Vec::new();
        let mut asked = Vec::new();
        for (weight, vector) in words {
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
            sum.resize(vector.len(), 0.0);
            sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x / length);
            asked.push(WordAsked { weight, vector: Direction::of(vector) });
        }
        WordsAsked { words: asked, sum: (!sum.is_empty()).then(|| Direction::of(&sum)) }
    }
}

/// How near a question's words are to a record's.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WordNear {
    /// Of the phrasing or sentence where it is greatest: the weighted mean over the question's words of the cosine
    /// with the nearest word there. 0 to 1.
    pub maxsim: f32,
    /// Cosine of the sum of the question's words with the sum of a phrasing's or sentence's, the greatest of the record. At most 1.
    pub bag: f32,
}

/// The words of an index, opened.
pub struct WordVectors {
    bytes: OwnedBytes,
    width: usize,
    phrasings: usize,
}

impl WordVectors {
    /// Opens what [`write`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when the lengths do not fit.
    pub fn open(bytes: OwnedBytes) -> Result<Self> {
        let number = |at: usize| {
            let four = bytes.get(at..)?.first_chunk::<4>()?;
            usize::try_from(u32::from_le_bytes(*four)).ok()
        };
        let opened = || {
            let (width, phrasings) = (number(8)?, number(12)?);
            let words = number(phrasings.checked_mul(4)?.checked_add(HEAD)?)?;
            let fits = bytes.starts_with(MAGIC) && size(width, phrasings, words)? == bytes.len();
            fits.then_some((width, phrasings))
        };
        let Some((width, phrasings)) = opened() else {
            return Err(Error::new(ErrorKind::Corrupt, "the index's word vectors cannot be read")
                .advice("run `answerbook index --rebuild`"));
        };
        Ok(WordVectors { bytes, width, phrasings })
    }

    /// Number of phrasings.
    pub fn len(&self) -> usize {
        self.phrasings
    }

    /// The words of each phrasing.
    pub fn known(&self) -> impl Iterator<Item = WordSigns> {
        (0..self.phrasings).map(|at| WordSigns(self.words(at).as_flattened().to_vec()))
    }

    /// How near the words `asked` are to those of these phrasings, or sentences, of one record; `None` where either has none.
    pub fn near(&self, asked: &WordsAsked, phrasings: Range<usize>) -> Option<WordNear> {
        asked.sum.as_ref().filter(|sum| sum.width == self.width).and_then(|sum| {
            wide(
                #[inline(always)]
                || self.compare(&asked.words, sum, phrasings),
            )
        })
    }

    #[inline(always)]
    fn compare(&self, asked: &[WordAsked], sum: &Direction, phrasings: Range<usize>) -> Option<WordNear> {
        let all: f32 = asked.iter().map(|w| w.weight).sum();
        let mut nearest = vec![0.0f32; asked.len()];
        let scale = 1.0 / (SIGNS_KEEP * (self.width as f32).sqrt());
        let mut near: Option<WordNear> = None;
        for phrasing in phrasings {
            let words = self.words(phrasing);
            nearest.fill(0.0);
            let mut with_sum = 0.0;
            for word in words.chunks_exact(self.width.div_ceil(64)) {
                with_sum += sum.times(word);
                for (asked, nearest) in asked.iter().zip(&mut nearest) {
                    *nearest = nearest.max((asked.vector.times(word) * scale / asked.vector.length).min(1.0));
                }
            }
            if words.is_empty() {
                continue;
            }
            let met: f32 = asked.iter().zip(&nearest).map(|(w, near)| w.weight * near).sum();
            let WordNear { maxsim, bag } = near.unwrap_or_default();
            near = Some(WordNear {
                maxsim: maxsim.max(met / all.max(1e-12)),
                bag: bag.max(with_sum / (sum.length * self.length(phrasing))),
            });
        }
        near
    }

    /// The signs of a phrasing's words, 64 at a time.
    #[inline(always)]
    fn words(&self, phrasing: usize) -> &[[u8; 8]] {
        let start = |at: usize| self.number(HEAD + 4 * at).map(|first| u32::from_le_bytes(first) as usize);
        let (Some(first), Some(next)) = (start(phrasing), start(phrasing + 1)) else { return &[] };
        let (len, from) = (bytes_of(self.width), HEAD + 8 * self.phrasings + 4);
        let words = self.bytes.get(from + len * first..from + len * next).filter(|_| phrasing < self.phrasings);
        words.unwrap_or_default().as_chunks::<8>().0
    }

    /// Length of the sum of the signs of a phrasing's words.
    fn length(&self, phrasing: usize) -> f32 {
        let at = HEAD + 4 * (self.phrasings + 1 + phrasing);
        self.number(at).map_or(1.0, f32::from_le_bytes).max(1.0)
    }

    fn number(&self, at: usize) -> Option<[u8; 4]> {
        self.bytes.get(at..)?.first_chunk::<4>().copied()
    }
}

/// Bytes of a word.
fn bytes_of(width: usize) -> usize {
    8 * width.div_ceil(64)
}

/// Bytes of the file, where they can be counted.
fn size(width: usize, phrasings: usize, words: usize) -> Option<usize> {
    let bits = words.checked_mul(bytes_of(width))?;
    phrasings.checked_mul(8)?.checked_add(HEAD + 4)?.checked_add(bits)
}

/// The file of these phrasings' words.
pub(super) fn write<'a>(phrasings: impl ExactSizeIterator<Item = &'a WordSigns> + Clone, width: usize) -> Vec<u8> {
    let len = bytes_of(width).max(1);
    let mut out = MAGIC.to_vec();
    for number in [width, phrasings.len()] {
        out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    }
    let mut first = 0u32;
    out.extend(first.to_le_bytes());
    for WordSigns(words) in phrasings.clone() {
        first = first.saturating_add((words.len() / len) as u32);
        out.extend(first.to_le_bytes());
    }
    for WordSigns(words) in phrasings.clone() {
        out.extend(length_of_sum(words, width).to_le_bytes());
    }
    phrasings.for_each(|WordSigns(words)| out.extend(words));
    out
}

/// Length of the sum of the signs of words of this width.
fn length_of_sum(words: &[u8], width: usize) -> f32 {
    let mut sum = vec![0i32; width];
    for word in words.chunks_exact(bytes_of(width).max(1)) {
        let signs = word.iter().flat_map(|byte| (0..8).map(move |bit| i32::from(byte >> bit & 1) * 2 - 1));
        sum.iter_mut().zip(signs).for_each(|(sum, sign)| *sum += sign);
    }
    (sum.iter().map(|x| i64::from(*x) * i64::from(*x)).sum::<i64>() as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use tantivy::directory::OwnedBytes;

    use super::{Direction, WordSigns, WordVectors, WordsAsked, write};

    /// A direction of its own for each word.
    fn direction(word: &str) -> Vec<f32> {
        let mut bytes = vec![0; 128];
        blake3::Hasher::new().update(word.as_bytes()).finalize_xof().fill(&mut bytes);
        bytes.into_iter().map(|b| f32::from(b) - 127.5).collect()
    }

    fn written(phrasings: &[&str]) -> Vec<u8> {
        let of = |text: &&str| {
            let words: Vec<Vec<f32>> = text.split_whitespace().map(direction).collect();
            WordSigns::of(words.iter().map(Vec::as_slice))
        };
        write(phrasings.iter().map(of).collect::<Vec<_>>().iter(), 128)
    }

    fn asked(words: &[(&str, f32)]) -> WordsAsked {
        let vectors: Vec<Vec<f32>> = words.iter().map(|(word, _)| direction(word)).collect();
        WordsAsked::of(words.iter().zip(&vectors).map(|((_, weight), v)| (*weight, v.as_slice())))
    }

    #[test]
    fn each_word_counts_by_its_weight_where_it_is_nearest() {
        let words =
            WordVectors::open(OwnedBytes::new(written(&["open monday", "open late sunday", "", "price"]))).unwrap();
        assert_eq!(words.len(), 4);
        let question = asked(&[("open", 1.0), ("sunday", 3.0), ("the", 0.0)]);
        let first = words.near(&question, 0..1).unwrap();
        assert!((0.2..0.5).contains(&first.maxsim), "a quarter of the weight is met: {first:?}");
        let both = words.near(&question, 0..2).unwrap();
        assert!(both.maxsim > 0.9, "all of it in the second: {both:?}");
        assert!(both.bag > first.bag, "{both:?} {first:?}");
        assert_eq!(words.near(&question, 0..4), Some(both), "others add nothing");
        assert_eq!(words.near(&question, 2..3), None, "no words there");
        assert_eq!(words.near(&WordsAsked::default(), 0..4), None, "none asked");
        let far = words.near(&question, 3..4).unwrap();
        assert!(far.maxsim < 0.3 && far.bag < 0.3, "{far:?}");
    }

    #[test]
    fn the_same_words_are_as_near_as_can_be() {
        let words = WordVectors::open(OwnedBytes::new(written(&["when do you open"]))).unwrap();
        let near = words.near(&asked(&["when", "do", "you", "open"].map(|w| (w, 1.0))), 0..1).unwrap();
        assert!(near.maxsim > 0.93 && near.bag > 0.8, "{near:?}");
    }

    #[test]
    fn what_was_written_is_known_again_and_what_is_cut_is_refused() {
        let bytes = written(&["open monday", "", "price"]);
        let words = WordVectors::open(OwnedBytes::new(bytes.clone())).unwrap();
        let known: Vec<WordSigns> = words.known().collect();
        assert_eq!(write(known.iter(), 128), bytes);
        for len in [bytes.len() - 1, 20, 15, 0] {
            assert!(WordVectors::open(OwnedBytes::new(bytes[..len].to_vec())).is_err(), "{len} bytes");
        }
    }

    #[test]
    fn counted_bits_give_the_sum_of_values_times_signs() {
        let (values, word) = (direction("asked"), direction("stored"));
        let WordSigns(bytes) = WordSigns::of([&*word].into_iter());
        let exact: f32 = values.iter().zip(&word).map(|(x, w)| x * w.signum()).sum();
        let length = values.iter().map(|x| x * x).sum::<f32>().sqrt();
        let direction = Direction::of(&values);
        let counted = direction.times(bytes.as_chunks::<8>().0);
        assert!((exact / length - counted / direction.length).abs() < 0.5, "of at most 11: {exact} {counted}");
    }
}

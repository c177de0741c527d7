//! What each phrasing of a FAQ pair means: one vector a phrasing, in 8 bits a value.
//!
//! ```text
//! "ABVECS1\n"  width: u32, count: u32
//! count × u32 record's place in the corpus, ascending
//! count × u32 number of the answer, from 0 on without a gap: records of one answer share it
//! count × u64 digest of the phrasing, so that a rebuild need not embed it again
//! count × f32 length of one level
//! count × width i8 levels
//! ```

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use tantivy::directory::OwnedBytes;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::math;
use crate::model::{Encoder, similarity};
use crate::progress::{Step, Watcher};
use crate::record::{Kind, Record};
use crate::text::Language;

const MAGIC: &[u8; 8] = b"ABVECS1\n";
const HEAD: usize = 16;

/// Softens the pooling of an answer's phrasings: at 0 the best alone counts, at ∞ all alike.
const TEMPERATURE: f32 = 0.1;

/// Phrasings of an answer whose nearness is averaged.
pub const AGREEING: usize = 3;

/// A vector of whole numbers times a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// Length of one level.
    pub scale: f32,
    /// -127 to 127.
    pub levels: Vec<i8>,
}

impl Levels {
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
}

/// The vectors of `records` that `encoder` understands; those `known` under their digest are taken over.
///
/// A corpus of more than [`limits::PHRASINGS_EMBEDDED`] phrasings gets none: embedding it would
/// take longer than anyone waits for a cache.
pub fn write(
    records: &[Record],
    languages: &[Option<Language>],
    encoder: &dyn Encoder,
    known: &HashMap<u64, Levels>,
    watcher: &Watcher,
) -> Vec<u8> {
    let mut answers: HashMap<&str, u32> = HashMap::new();
    let mut next = 0;
    let mut wanted: Vec<(u32, u32, &str)> = Vec::new();
    for ((doc, record), language) in (0u32..).zip(records).zip(languages) {
        if record.kind != Kind::Faq || !encoder.understands(*language) {
            continue;
        }
        // Records without an answer have nothing in common.
        let answer = match record.text.trim() {
            "" => next,
            text => *answers.entry(text).or_insert(next),
        };
        next = next.max(answer + 1);
        wanted.extend(record.questions.iter().map(|q| (doc, answer, q.as_str())));
    }
    if wanted.len() > limits::PHRASINGS_EMBEDDED {
        wanted.clear();
    }
    let done = AtomicUsize::new(0);
    let levels: Vec<(u64, Levels)> = wanted
        .par_iter()
        .map(|(_, _, text)| {
            let digest = digest(text);
            let levels = known.get(&digest).cloned().unwrap_or_else(|| Levels::of(&encoder.vector(text)));
            watcher.tell(Step::Meaning, done.fetch_add(1, Ordering::Relaxed) + 1, wanted.len());
            (digest, levels)
        })
        .collect();
    let count = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    let width = encoder.width();
    let mut out = Vec::with_capacity(HEAD + wanted.len() * (20 + width));
    out.extend(MAGIC);
    out.extend(u32::try_from(width).unwrap_or_default().to_le_bytes());
    out.extend(count.to_le_bytes());
    wanted.iter().for_each(|(doc, _, _)| out.extend(doc.to_le_bytes()));
    wanted.iter().for_each(|(_, answer, _)| out.extend(answer.to_le_bytes()));
    levels.iter().for_each(|(digest, _)| out.extend(digest.to_le_bytes()));
    levels.iter().for_each(|(_, l)| out.extend(l.scale.to_le_bytes()));
    levels.iter().for_each(|(_, l)| out.extend(l.levels.iter().map(|x| x.cast_unsigned())));
    out
}

/// The file of an index without vectors.
pub fn none() -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend([0; HEAD - MAGIC.len()]);
    out
}

fn digest(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().first_chunk().map_or(0, |b| u64::from_le_bytes(*b))
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
}

/// How near a question is to every record that has a vector, in the order of the corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nearness(Vec<(u32, Near)>);

impl Nearness {
    /// Of one record; nothing where it has no vector.
    pub fn of(&self, doc: u32) -> Option<Near> {
        let at = self.0.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
        self.0.get(at).map(|(_, near)| *near)
    }

    /// The `limit` nearest records, nearest first, ties in the order of the corpus.
    pub fn nearest(&self, limit: usize) -> Vec<u32> {
        let mut all: Vec<(u32, f32)> = self.0.iter().map(|(doc, near)| (*doc, near.own)).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if limit < all.len() {
            all.select_nth_unstable_by(limit, order);
            all.truncate(limit);
        }
        all.sort_by(order);
        all.into_iter().map(|(doc, _)| doc).collect()
    }
}

impl Vectors {
    /// Opens what [`write`] wrote.
    ///
    /// # Errors
    ///
    /// [`Error::is_corrupt`] when the lengths do not fit.
    pub fn open(bytes: OwnedBytes) -> Result<Self> {
        let head = |at: usize| {
            let four = bytes.get(at..)?.first_chunk::<4>()?;
            usize::try_from(u32::from_le_bytes(*four)).ok()
        };
        match (bytes.starts_with(MAGIC), head(8), head(12)) {
            (true, Some(width), Some(count)) if Some(bytes.len()) == size(width, count) => {
                Ok(Vectors { bytes, width, count })
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
    pub fn known(&self) -> HashMap<u64, Levels> {
        let digests = self.column::<8>(8 * self.count).iter().map(|b| u64::from_le_bytes(*b));
        digests
            .zip(self.scales().zip(self.levels()))
            .map(|(digest, (scale, levels))| {
                (digest, Levels { scale, levels: levels.iter().map(|x| x.cast_signed()).collect() })
            })
            .collect()
    }

    /// How near `question` is to every record that has a vector, but for the one at `without`.
    ///
    /// Pooled: `τ ln (mean over phrasings of e^(cosine / τ))`, a softened maximum that rewards
    /// several near phrasings and does not grow with their number.
    pub fn near(&self, question: &Levels, without: Option<u32>) -> Nearness {
        let cosines: Vec<f32> = self
            .scales()
            .zip(self.levels())
            .map(|(scale, levels)| similarity(&question.levels, levels) as f32 * (question.scale * scale))
            .collect();
        let mut pools = vec![Pool::default(); self.count];
        for ((answer, doc), cosine) in self.answers().zip(self.docs()).zip(&cosines) {
            if let Some(pool) = pools.get_mut(answer as usize).filter(|_| Some(doc) != without) {
                pool.add(*cosine);
            }
        }
        let mut near: Vec<(u32, Near)> = Vec::with_capacity(self.count);
        for ((doc, answer), cosine) in self.docs().zip(self.answers()).zip(&cosines) {
            if Some(doc) == without {
                continue;
            }
            match near.last_mut().filter(|(last, _)| *last == doc) {
                Some((_, near)) => near.own = near.own.max(*cosine),
                None => {
                    let pool = pools.get(answer as usize).copied().unwrap_or_default();
                    near.push((doc, Near { own: *cosine, pooled: pool.pooled(), agreed: pool.agreed() }));
                }
            }
        }
        Nearness(near)
    }

    fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(HEAD + range.start..HEAD + range.end).unwrap_or_default()
    }

    /// The column of `N`-byte values that starts `from` bytes after the head.
    fn column<const N: usize>(&self, from: usize) -> &[[u8; N]] {
        self.part(from..from + N * self.count).as_chunks::<N>().0
    }

    fn docs(&self) -> impl Iterator<Item = u32> {
        self.column::<4>(0).iter().map(|b| u32::from_le_bytes(*b))
    }

    fn answers(&self) -> impl Iterator<Item = u32> {
        self.column::<4>(4 * self.count).iter().map(|b| u32::from_le_bytes(*b))
    }

    fn scales(&self) -> impl Iterator<Item = f32> {
        self.column::<4>(16 * self.count).iter().map(|b| f32::from_le_bytes(*b))
    }

    fn levels(&self) -> impl Iterator<Item = &[u8]> {
        self.part(20 * self.count..(20 + self.width) * self.count).chunks_exact(self.width.max(1))
    }
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

fn size(width: usize, count: usize) -> Option<usize> {
    count.checked_mul(width.checked_add(20)?)?.checked_add(HEAD)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tantivy::directory::OwnedBytes;

    use super::{Levels, Vectors, write};
    use crate::model::Encoder;
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
        let bytes = write(&records, &[None; 3], &Letters, &HashMap::new(), &Watcher::default());
        let vectors = Vectors::open(OwnedBytes::new(bytes.clone())).unwrap();
        assert_eq!(vectors.len(), 4);
        let near = vectors.near(&Levels::of(&[1.0, 0.0]), None);
        let [first, second, third] = [0, 1, 2].map(|doc| near.of(doc).unwrap());
        assert!((first.own - 1.0).abs() < 0.01 && second.own < 0.01);
        assert_eq!(first.pooled, second.pooled);
        assert!(first.pooled > third.pooled && first.pooled < first.own);
        assert_eq!(near.nearest(2), [0, 2]);
        // A record left out is near to nothing, and pooled with nothing.
        let rest = vectors.near(&Levels::of(&[1.0, 0.0]), Some(0));
        assert!(rest.of(0).is_none() && rest.of(1).unwrap().pooled < 0.01);
        // What is known is taken over, whatever the encoder would say.
        let again = write(&records, &[None; 3], &Letters, &vectors.known(), &Watcher::default());
        assert_eq!(again, bytes);
        assert!(Vectors::open(OwnedBytes::new(bytes[..bytes.len() - 1].to_vec())).is_err());
    }
}

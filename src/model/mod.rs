//! What a text means, as a vector: near for a paraphrase, far for another matter.
//!
//! The shipped model is English only, a small transformer distilled by `training/distill.py`
//! (training/MODEL.md is its card). It runs in the caller's thread; the same text gives the
//! same vector on every machine.

mod file;
mod network;
mod pieces;
mod product;
mod simd;
#[cfg(feature = "transformer")]
mod transformer;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use network::Network;
use pieces::Pieces;

#[cfg(not(feature = "transformer"))]
use crate::error::Error;
use crate::error::Result;
use crate::text::Language;
use crate::weights::{self, Compared};

pub use product::similarity;
pub use simd::wide;

/// The shipped model file.
const SHIPPED: &[u8] = include_bytes!("english.bin");

/// Turns texts into vectors.
pub trait Encoder: Send + Sync {
    /// Names the encoder and its version: vectors of another are not comparable.
    fn id(&self) -> String;
    /// Values of a vector.
    fn width(&self) -> usize;
    /// Whether texts of this language mean something to it; `None` where the language is not known.
    fn understands(&self, language: Option<Language>) -> bool;
    /// The confidence of words alone from which it is not asked: a model that the owner chose always is.
    fn words_suffice(&self) -> f64 {
        1.0
    }
    /// What is compared where it is asked.
    fn compared(&self) -> Compared {
        Compared::Transformer
    }
    /// The vector of length 1 that stands for `text`; of a long text, for its beginning.
    fn vector(&self, text: &str) -> Vec<f32>;
    /// The same, and what each of its words means there.
    fn embed(&self, text: &str) -> Embedding;
}

/// What a text means, as a whole and word by word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Embedding {
    /// Of length 1.
    pub vector: Vec<f32>,
    /// Its words but for those that are cut off: their bytes in the text, and their vectors.
    pub words: Vec<(Range<usize>, Vec<f32>)>,
}

/// `text` as a model is asked about it: without the question marks at its end, which say nothing of what is asked and
/// which as many people leave out as set.
pub fn unmarked(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '？' | '؟'));
    if bare.is_empty() { text } else { bare }
}

/// Which model tells what texts mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Choice {
    /// The one compiled into the program, for English.
    #[default]
    Shipped,
    /// None: words alone.
    None,
    /// The one in this folder, as sentence-transformers saves it; needs the feature `transformer`.
    Folder(PathBuf),
}

impl Choice {
    /// The model chosen.
    ///
    /// # Errors
    ///
    /// A folder that holds no such model, or a build without the feature.
    pub fn open(&self) -> Result<Option<Arc<dyn Encoder>>> {
        match self {
            Choice::Shipped => Ok(Some(Arc::new(Shipped))),
            Choice::None => Ok(None),
            #[cfg(feature = "transformer")]
            Choice::Folder(path) => Ok(Some(Arc::new(transformer::Transformer::open(path)?))),
            #[cfg(not(feature = "transformer"))]
            Choice::Folder(path) => Err(Error::input("this build runs no model but the shipped one")
                .at(path)
                .advice("build answerbook with `--features transformer`, or leave --model out")),
        }
    }
}

/// The model compiled into the binary, unpacked at its first use.
pub struct Shipped;

struct Model {
    pieces: Pieces,
    network: Network,
}

impl Shipped {
    fn model() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| {
            let (pieces, network) = file::read(SHIPPED).unwrap_or_default();
            Model { pieces, network }
        })
    }

    /// Whether a word in lower case and without accents is an everyday word of English, or one of its regular forms.
    pub fn knows(word: &str) -> bool {
        /// With the least length of what is before them: "chan" is a piece, and "chaning" no word.
        const ENDINGS: [(&str, usize); 5] = [("s", 4), ("es", 4), ("d", 5), ("ed", 5), ("ing", 5)];
        let pieces = &Shipped::model().pieces;
        let root = |(ending, least): &(&str, usize)| word.strip_suffix(ending).filter(|root| root.len() >= *least);
        pieces.has(word) || ENDINGS.iter().filter_map(root).any(|root| pieces.has(root))
    }
}

impl Encoder for Shipped {
    fn id(&self) -> String {
        format!("english-{}", file::digest(SHIPPED))
    }

    fn width(&self) -> usize {
        file::width(SHIPPED)
    }

    fn understands(&self, language: Option<Language>) -> bool {
        language == Some(Language::ENGLISH)
    }

    fn words_suffice(&self) -> f64 {
        weights::WORDS_SUFFICE
    }

    fn compared(&self) -> Compared {
        Compared::Meaning
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let Model { pieces, network } = Shipped::model();
        network::mean(&network.run(&pieces.cut(text, network.limit()).pieces), network.width())
    }

    fn embed(&self, text: &str) -> Embedding {
        let Model { pieces, network } = Shipped::model();
        let (cut, width) = (pieces.cut(text, network.limit()), network.width());
        let rows = network.run(&cut.pieces);
        let of = |pieces: Range<usize>| rows.get(pieces.start * width..pieces.end * width).unwrap_or_default();
        let words = cut.words.into_iter();
        Embedding {
            vector: network::mean(&rows, width),
            words: words.map(|(word, pieces)| (word, network::mean_direction(of(pieces), width))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoder, Shipped};

    #[derive(serde::Deserialize)]
    struct Reference {
        text: String,
        pieces: Vec<u32>,
        vector: Vec<f32>,
    }

    #[test]
    fn words_are_embedded_where_they_stand() {
        let text = "The bank's river, please.";
        let embedding = Shipped.embed(text);
        assert_eq!(embedding.vector, Shipped.vector(text));
        let words: Vec<&str> = embedding.words.iter().map(|(bytes, _)| &text[bytes.clone()]).collect();
        assert_eq!(words, ["The", "bank", "s", "river", "please"]);
        assert!(embedding.words.iter().all(|(_, v)| (v.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-4));
        let other = Shipped.embed("The bank's account, please.");
        let alike = |word: usize| -> f32 {
            let (a, b) = (&embedding.words[word].1, &other.words[word].1);
            a.iter().zip(b).map(|(a, b)| a * b).sum()
        };
        assert!(alike(1) > alike(3) && alike(1) < 0.999, "its neighbours change what a word means: {}", alike(1));
        assert_eq!(Shipped.embed("?!").words, []);
    }

    /// The reference implementation is PyTorch's, run by `training/distill.py export`.
    #[test]
    fn vectors_equal_the_reference_implementations() {
        let model = Shipped::model();
        let rows = include_str!("reference.jsonl").lines().map(|l| serde_json::from_str::<Reference>(l).unwrap());
        for row in rows {
            assert_eq!(model.pieces.cut(&row.text, model.network.limit()).pieces, row.pieces, "{}", row.text);
            let vector = Shipped.vector(&row.text);
            let cosine: f32 = vector.iter().zip(&row.vector).map(|(a, b)| a * b).sum();
            assert!(cosine > 0.999, "{}: {cosine}", row.text);
        }
    }
}

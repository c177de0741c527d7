//! A BERT-like model in a folder, as sentence-transformers saves it, run by candle.
//!
//! Each vector is computed in one thread: the same text gives the same bytes on the same
//! machine, whatever the number of cores. Between kinds of processors the last bits may
//! differ, for sums are taken in the order that suits the width of the registers.

mod folder;
mod lanes;
mod network;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use candle_core::Tensor;
use tokenizers::{Encoding, Tokenizer, TruncationParams};

use super::network::mean_direction;
use super::{Embedding, Encoder};
use crate::error::{Error, Result};
use crate::text::Language;
use folder::{Folder, Pooling};
use lanes::Lanes;
use network::Network;

/// Word pieces above which a vocabulary is taken to be of many languages: English ones have
/// about 30,000 to 50,000, multilingual ones 100,000 and more.
const MULTILINGUAL: usize = 60_000;

/// A model read from a folder.
pub struct Transformer {
    model: Arc<Model>,
    lanes: Lanes,
    id: String,
    width: usize,
    multilingual: bool,
}

struct Model {
    tokenizer: Tokenizer,
    network: Network,
    pooling: Pooling,
    lowercase: bool,
}

impl Transformer {
    /// Reads the model in `folder`, whole.
    ///
    /// # Errors
    ///
    /// [`Error::is_input`] with the path at fault: no folder, a file that is missing or broken,
    /// a model that is not BERT's kind, or one that goes on from the pooled vector.
    pub fn open(folder: &Path) -> Result<Self> {
        let folder = Folder::read(folder)?;
        let tokenizer = tokenizer(&folder)?;
        let network = Network::read(&folder.weights, &folder.shape).map_err(|e| {
            Error::input("does not hold the weights that config.json tells of")
                .at(&folder.weights_path)
                .because(e)
                .advice("fetch the model anew")
        })?;
        Ok(Transformer {
            id: format!("{}-{}", folder.shape.model_type, folder.digest),
            width: folder.shape.hidden_size,
            multilingual: tokenizer.get_vocab_size(true) > MULTILINGUAL,
            model: Arc::new(Model { tokenizer, network, pooling: folder.pooling, lowercase: folder.lowercase }),
            lanes: Lanes::default(),
        })
    }
}

/// The folder's tokenizer: cuts a text at the folder's limit, and does not pad.
fn tokenizer(folder: &Folder) -> Result<Tokenizer> {
    let path = &folder.tokenizer_path;
    let broken = |e: tokenizers::Error| Error::input("not a tokenizer").at(path).because(e);
    let mut tokenizer = Tokenizer::from_bytes(&folder.tokenizer).map_err(broken)?;
    if tokenizer.get_vocab_size(true) > folder.shape.vocab_size {
        return Err(Error::input("has more word pieces than config.json tells of").at(path));
    }
    // The library subtracts the one from the other unchecked.
    let special = tokenizer.get_post_processor().map_or(0, |p| tokenizers::PostProcessor::added_tokens(p, false));
    if folder.limit <= special {
        return Err(Error::input("adds as many tokens as the model reads (max_seq_length)").at(path));
    }
    let cut = TruncationParams { max_length: folder.limit, ..TruncationParams::default() };
    tokenizer.with_truncation(Some(cut)).map_err(broken)?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

impl Model {
    /// What `text` means; `None` where it has no direction, or candle reports a fault.
    fn embed(&self, text: &str) -> Option<Embedding> {
        let before = text.len() - text.trim_start().len();
        let text = text.trim();
        let lowered = self.lowercase.then(|| text.to_lowercase());
        let text = lowered.as_deref().unwrap_or(text);
        let pieces = self.tokenizer.encode(text, true).ok()?;
        let tokens = self.network.run(pieces.get_ids(), pieces.get_type_ids()).ok()?;
        let mut vector = self.pool(&tokens).ok()?;
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if !length.is_normal() {
            return None;
        }
        vector.iter_mut().for_each(|x| *x /= length);
        let rows = tokens.to_vec2::<f32>().ok()?;
        let width = vector.len();
        let words = words(text, &pieces).into_iter();
        let mean = |pieces: Range<usize>| mean_direction(&rows.get(pieces).unwrap_or_default().concat(), width);
        let words = words.map(|(word, pieces)| (before + word.start..before + word.end, mean(pieces)));
        Some(Embedding { words: words.collect(), vector })
    }

    /// One vector for all `tokens` (a row each).
    fn pool(&self, tokens: &Tensor) -> candle_core::Result<Vec<f32>> {
        match self.pooling {
            Pooling::Mean => tokens.mean(0)?.to_vec1(),
            Pooling::First => tokens.get(0)?.to_vec1(),
        }
    }
}

/// Each word of `text` that is no mark, by its bytes there, and which of the pieces are its.
fn words(text: &str, pieces: &Encoding) -> Vec<(Range<usize>, Range<usize>)> {
    let mut words: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut last = None;
    for (at, (word, (start, end))) in pieces.get_word_ids().iter().zip(pieces.get_offsets()).enumerate() {
        match (word, words.last_mut().filter(|_| *word == last)) {
            (None, _) => {}
            (Some(_), Some((bytes, pieces))) => (bytes.end, pieces.end) = (*end, at + 1),
            (Some(_), None) => words.push((*start..*end, at..at + 1)),
        }
        last = *word;
    }
    words.retain(|(bytes, _)| text.get(bytes.clone()).is_some_and(|word| word.contains(char::is_alphanumeric)));
    words
}

impl Encoder for Transformer {
    /// The kind of model, and a digest of every file that decides what its vectors are.
    fn id(&self) -> String {
        self.id.clone()
    }

    fn width(&self) -> usize {
        self.width
    }

    /// English alone, unless the vocabulary has more than 60,000 word pieces: then every
    /// language, known or not. A guess, for no file of such a folder says it.
    fn understands(&self, language: Option<Language>) -> bool {
        self.multilingual || language == Some(Language::ENGLISH)
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        self.embed(text).vector
    }

    /// Zeros where the text cannot be told apart from nothing or the arithmetic fails.
    fn embed(&self, text: &str) -> Embedding {
        let (model, text) = (Arc::clone(&self.model), text.to_owned());
        let embedding = self.lanes.run(move || model.embed(&text)).flatten();
        embedding.unwrap_or_else(|| Embedding { vector: vec![0.0; self.width], words: Vec::new() })
    }
}

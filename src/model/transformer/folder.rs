//! What a sentence-transformers folder holds, read and checked.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::limits;

/// Most tokens of a text where the folder does not say.
const TOKENS: usize = 512;

/// Hex digits of the digest.
const DIGITS: usize = 16;

/// `config.json`, as far as the network goes.
#[derive(Debug, Deserialize)]
pub struct Shape {
    /// "bert", or a kind that is built alike.
    pub model_type: String,
    /// Word pieces.
    pub vocab_size: usize,
    /// Values of a vector.
    pub hidden_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Heads of attention; divides the width.
    pub num_attention_heads: usize,
    /// Width between a layer's two maps.
    pub intermediate_size: usize,
    /// Rows of the table of positions.
    pub max_position_embeddings: usize,
    /// Types of token.
    pub type_vocab_size: usize,
    /// The bend between a layer's two maps.
    pub hidden_act: Bend,
    /// Keeps a norm from dividing by zero.
    pub layer_norm_eps: f64,
    /// The piece that fills up.
    #[serde(default)]
    pad_token_id: usize,
    /// Only "absolute" is known.
    position_embedding_type: Option<String>,
}

/// The function between a layer's two maps.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bend {
    /// By the error function.
    Gelu,
    /// By tanh, which comes near.
    #[serde(alias = "gelu_new", alias = "gelu_pytorch_tanh")]
    GeluNear,
    /// Zero below zero.
    Relu,
}

/// How the tokens' vectors become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooling {
    /// Their mean.
    Mean,
    /// The first one.
    First,
}

/// A folder's files.
pub struct Folder {
    /// Of the network.
    pub shape: Shape,
    /// From tokens to text.
    pub pooling: Pooling,
    /// Most tokens of a text, those that the tokenizer adds among them.
    pub limit: usize,
    /// Whether texts are lower-cased before they are cut.
    pub lowercase: bool,
    /// `tokenizer.json`.
    pub tokenizer: Vec<u8>,
    /// Where it is.
    pub tokenizer_path: PathBuf,
    /// `model.safetensors`.
    pub weights: Vec<u8>,
    /// Where it is.
    pub weights_path: PathBuf,
    /// Of every file read, in hex.
    pub digest: String,
}

/// An entry of `modules.json`.
#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

/// `sentence_bert_config.json`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Reading {
    max_seq_length: Option<usize>,
    do_lower_case: bool,
}

impl Shape {
    /// The row of the first token in the table of positions: RoBERTa's kind counts on from the filling piece.
    pub fn first_position(&self) -> usize {
        match self.model_type.as_str() {
            "bert" => 0,
            _ => self.pad_token_id.saturating_add(1),
        }
    }

    fn check(&self) -> std::result::Result<(), &'static str> {
        if self.num_attention_heads == 0 || !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err("num_attention_heads does not divide hidden_size");
        }
        if self.hidden_size == 0 || self.num_hidden_layers == 0 {
            return Err("a network without layers or width");
        }
        match self.position_embedding_type.as_deref() {
            None | Some("absolute") => Ok(()),
            Some(_) => Err("its position_embedding_type is not `absolute`"),
        }
    }
}

impl Folder {
    /// Reads the files of the model in `folder`.
    ///
    /// # Errors
    ///
    /// [`Error::is_input`] with the path at fault.
    pub fn read(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            let what = if folder.exists() { "not a folder" } else { "no such folder" };
            let advice = "name a folder as sentence-transformers saves it";
            return Err(Error::input(what).at(folder).advice(advice));
        }
        let mut files = Files { hash: blake3::Hasher::new() };
        let (inside, pooling) = files.modules(folder)?;
        let shape = files.shape(&inside.join("config.json"))?;
        let reading: Reading = files.json_if_there(&inside.join("sentence_bert_config.json"))?.unwrap_or_default();
        let most = shape.max_position_embeddings.saturating_sub(shape.first_position());
        let (tokenizer_path, weights_path) = (inside.join("tokenizer.json"), inside.join("model.safetensors"));
        Ok(Folder {
            shape,
            pooling,
            limit: reading.max_seq_length.unwrap_or(TOKENS).min(most),
            lowercase: reading.do_lower_case,
            tokenizer: files.bytes(&tokenizer_path)?,
            tokenizer_path,
            weights: files.bytes(&weights_path)?,
            weights_path,
            digest: files.hash.finalize().to_hex().chars().take(DIGITS).collect(),
        })
    }
}

/// Reads files, and the digest of all of them.
struct Files {
    hash: blake3::Hasher,
}

impl Files {
    /// Where the network's files are, and the pooling. Without `modules.json`, it is here and the mean.
    fn modules(&mut self, folder: &Path) -> Result<(PathBuf, Pooling)> {
        let path = folder.join("modules.json");
        let modules: Vec<Module> = self.json_if_there(&path)?.unwrap_or_default();
        let (mut inside, mut pooling) = (folder.to_path_buf(), Pooling::Mean);
        for module in modules {
            match module.kind.rsplit('.').next() {
                Some("Transformer") => inside = folder.join(module.path),
                Some("Pooling") => pooling = self.pooling(&folder.join(module.path).join("config.json"))?,
                Some("Normalize") => {}
                _ => {
                    let what = format!("has a module that cannot be run here, `{}`", module.kind);
                    return Err(Error::input(what)
                        .at(&path)
                        .advice("choose a model of Transformer, Pooling, Normalize"));
                }
            }
        }
        Ok((inside, pooling))
    }

    fn pooling(&mut self, path: &Path) -> Result<Pooling> {
        let config: serde_json::Map<String, serde_json::Value> = self.json(path)?;
        let chosen: Vec<&str> = match config.get("pooling_mode").and_then(|mode| mode.as_str()) {
            Some(mode) => vec![mode],
            None => config
                .iter()
                .filter(|(_, on)| on.as_bool() == Some(true))
                .filter_map(|(key, _)| key.strip_prefix("pooling_mode_"))
                .collect(),
        };
        match chosen[..] {
            ["mean_tokens" | "mean"] => Ok(Pooling::Mean),
            ["cls_token" | "cls"] => Ok(Pooling::First),
            _ => Err(Error::input("pools neither by the mean of all tokens nor by the first one").at(path)),
        }
    }

    fn shape(&mut self, path: &Path) -> Result<Shape> {
        #[derive(Deserialize)]
        struct Kind {
            model_type: Option<String>,
        }
        let bytes = self.bytes(path)?;
        // The kind first: another kind lacks half of the fields.
        let kind = parse::<Kind>(path, &bytes)?.model_type.unwrap_or_default();
        if !matches!(kind.as_str(), "bert" | "roberta" | "xlm-roberta" | "camembert") {
            let what = format!("not a BERT model but of type `{kind}`");
            return Err(Error::input(what).at(path).advice("choose one of type bert, roberta or xlm-roberta"));
        }
        let shape: Shape = parse(path, &bytes)?;
        shape.check().map_err(|what| Error::input(what).at(path))?;
        Ok(shape)
    }

    fn json<T: DeserializeOwned>(&mut self, path: &Path) -> Result<T> {
        parse(path, &self.bytes(path)?)
    }

    fn json_if_there<T: DeserializeOwned>(&mut self, path: &Path) -> Result<Option<T>> {
        if path.exists() { self.json(path).map(Some) } else { Ok(None) }
    }

    fn bytes(&mut self, path: &Path) -> Result<Vec<u8>> {
        let bytes = read(path).map_err(|e| match e.kind() {
            ErrorKind::NotFound => {
                Error::input("missing").at(path).advice("a model has config.json, tokenizer.json and model.safetensors")
            }
            _ => Error::input("cannot be read").at(path).because(e),
        })?;
        // With its length, so that no two sets of files run together.
        self.hash.update(&(bytes.len() as u64).to_le_bytes()).update(&bytes);
        Ok(bytes)
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let data = file.metadata()?;
    if !data.is_file() || data.len() > limits::MODEL_BYTES {
        return Err(std::io::Error::other("not a file, or one of over 4 GiB"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or_default());
    file.take(limits::MODEL_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|e| {
        let line = u32::try_from(e.line()).unwrap_or(u32::MAX);
        Error::input("not the JSON that a model has").at(path).line(line).because(e)
    })
}

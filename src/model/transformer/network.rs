//! BERT's encoder (Devlin et al. 2019) in candle, from word pieces to a vector each.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::ops::softmax_last_dim;
use candle_nn::{LayerNorm, Module, VarBuilder, layer_norm};

use super::folder::{Bend, Shape};

/// The network, its weights in f32.
pub struct Network {
    /// Pieces × width.
    words: Tensor,
    /// Positions × width.
    positions: Tensor,
    /// Types of token × width.
    types: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
    /// Position of the first token.
    first: usize,
}

/// A linear map.
struct Map {
    /// Inputs × outputs, the other way round than saved: candle would turn them round at every product.
    weights: Tensor,
    /// Outputs.
    offsets: Tensor,
}

struct Layer {
    /// Query, key and value in one map: width to three times the width.
    asked: Map,
    out: Map,
    up: Map,
    down: Map,
    norms: [LayerNorm; 2],
    heads: usize,
    bend: Bend,
}

impl Network {
    /// Takes the weights that `shape` tells of out of a safetensors file.
    ///
    /// # Errors
    ///
    /// Candle's, when it is no such file, or a tensor is missing or of another shape.
    pub fn read(file: &[u8], shape: &Shape) -> Result<Self> {
        let all = VarBuilder::from_slice_safetensors(file, DType::F32, &Device::Cpu)?;
        // Saved alone or as a part of a model with a head.
        let name = "embeddings.word_embeddings.weight";
        let prefix = ["bert", "roberta"].into_iter().find(|p| all.pp(p).contains_tensor(name));
        let all = prefix.map_or(all.clone(), |p| all.pp(p));
        let (width, from) = (shape.hidden_size, all.pp("embeddings"));
        let table = |rows, name| from.get((rows, width), name);
        let layers = all.pp("encoder.layer");
        Ok(Network {
            words: table(shape.vocab_size, "word_embeddings.weight")?,
            positions: table(shape.max_position_embeddings, "position_embeddings.weight")?,
            types: table(shape.type_vocab_size, "token_type_embeddings.weight")?,
            norm: layer_norm(width, shape.layer_norm_eps, from.pp("LayerNorm"))?,
            layers: (0..shape.num_hidden_layers).map(|i| Layer::read(&layers.pp(i), shape)).collect::<Result<_>>()?,
            first: shape.first_position(),
        })
    }

    /// A row for each of `pieces`, of the types `types`, after the last layer: tokens × width.
    ///
    /// # Errors
    ///
    /// Candle's, when there is no piece, one is not in the table, or they are more than the positions.
    pub fn run(&self, pieces: &[u32], types: &[u32]) -> Result<Tensor> {
        let words = self.words.index_select(&Tensor::new(pieces, &Device::Cpu)?, 0)?;
        let types = self.types.index_select(&Tensor::new(types, &Device::Cpu)?, 0)?;
        let positions = self.positions.narrow(0, self.first, pieces.len())?;
        let start = self.norm.forward(&((words + types)? + positions)?)?;
        self.layers.iter().try_fold(start, |x, layer| layer.apply(&x))
    }
}

impl Map {
    /// The maps of all `parts`, their outputs side by side.
    fn read(inputs: usize, outputs: usize, parts: &[VarBuilder]) -> Result<Self> {
        let weights = parts.iter().map(|p| p.get((outputs, inputs), "weight")).collect::<Result<Vec<_>>>()?;
        let offsets = parts.iter().map(|p| p.get(outputs, "bias")).collect::<Result<Vec<_>>>()?;
        Ok(Map { weights: Tensor::cat(&weights, 0)?.t()?.contiguous()?, offsets: Tensor::cat(&offsets, 0)? })
    }

    fn apply(&self, x: &Tensor) -> Result<Tensor> {
        x.matmul(&self.weights)?.broadcast_add(&self.offsets)
    }
}

impl Layer {
    fn read(from: &VarBuilder, shape: &Shape) -> Result<Self> {
        let (width, inner) = (shape.hidden_size, shape.intermediate_size);
        let attention = from.pp("attention");
        let asked = ["query", "key", "value"].map(|part| attention.pp("self").pp(part));
        let norm = |from: VarBuilder| layer_norm(width, shape.layer_norm_eps, from.pp("LayerNorm"));
        Ok(Layer {
            asked: Map::read(width, width, &asked)?,
            out: Map::read(width, width, &[attention.pp("output.dense")])?,
            up: Map::read(width, inner, &[from.pp("intermediate.dense")])?,
            down: Map::read(inner, width, &[from.pp("output.dense")])?,
            norms: [norm(attention.pp("output"))?, norm(from.pp("output"))?],
            heads: shape.num_attention_heads,
            bend: shape.hidden_act,
        })
    }

    /// Tokens × width to the same.
    fn apply(&self, x: &Tensor) -> Result<Tensor> {
        let [first, second] = &self.norms;
        let x = first.forward(&(x + self.out.apply(&self.attend(x)?)?)?)?;
        let inner = self.up.apply(&x)?;
        let inner = match self.bend {
            Bend::Gelu => inner.gelu_erf(),
            Bend::GeluNear => inner.gelu(),
            Bend::Relu => inner.relu(),
        }?;
        second.forward(&(&x + self.down.apply(&inner)?)?)
    }

    /// What each token gathers from all, by head.
    fn attend(&self, x: &Tensor) -> Result<Tensor> {
        let (tokens, width) = x.dims2()?;
        let head = width / self.heads;
        // 3 × heads × tokens × head
        let asked = self.asked.apply(x)?.reshape((tokens, 3, self.heads, head))?.permute((1, 2, 0, 3))?;
        let (query, key, value) = (asked.get(0)?, asked.get(1)?, asked.get(2)?);
        let near = (query.matmul(&key.t()?)? / (head as f64).sqrt())?;
        let gathered = softmax_last_dim(&near)?.matmul(&value)?;
        gathered.transpose(0, 1)?.reshape((tokens, width))
    }
}

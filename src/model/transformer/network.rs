//! BERT's encoder (Devlin et al. 2019) in candle, from word pieces to a vector each.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::ops::softmax_last_dim;
use candle_nn::{LayerNorm, Linear, Module, VarBuilder, layer_norm, linear};

use super::folder::{Bend, Shape};

/// Values from which on candle spreads sums and bends over threads of its own, where callers wait for one another.
const SPREAD: usize = 64 * 1024;

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
    /// Tokens taken together where each goes by itself.
    pub(super) part: usize,
}

struct Layer {
    /// Query, key and value in one map: width to three times the width.
    asked: Linear,
    out: Linear,
    up: Linear,
    down: Linear,
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
            part: ((SPREAD - 1) / shape.intermediate_size.max(3 * width)).max(1),
        })
    }

    /// A row for each of `pieces`, of the types `types`, after the last layer: tokens × width.
    ///
    /// # Errors
    ///
    /// Candle's, when there is no piece, one is not in the table, or they are more than the positions.
    pub fn run(&self, pieces: &[u32], types: &[u32]) -> Result<Tensor> {
        let tokens = pieces.len();
        let (pieces, types) = (Tensor::new(pieces, &Device::Cpu)?, Tensor::new(types, &Device::Cpu)?);
        let start = by_parts(tokens, self.part, |at, n| {
            let words = self.words.index_select(&pieces.narrow(0, at, n)?, 0)?;
            let types = self.types.index_select(&types.narrow(0, at, n)?, 0)?;
            self.norm.forward(&((words + types)? + self.positions.narrow(0, self.first + at, n)?)?)
        })?;
        self.layers.iter().try_fold(start, |x, layer| layer.apply(&x, self.part))
    }
}

/// The rows that `work` gives for each `part` of the tokens (from, count), all together.
fn by_parts(tokens: usize, part: usize, work: impl Fn(usize, usize) -> Result<Tensor>) -> Result<Tensor> {
    let parts = (0..tokens).step_by(part).map(|at| work(at, part.min(tokens - at)));
    Tensor::cat(&parts.collect::<Result<Vec<_>>>()?, 0)
}

impl Layer {
    fn read(from: &VarBuilder, shape: &Shape) -> Result<Self> {
        let (width, inner) = (shape.hidden_size, shape.intermediate_size);
        let attention = from.pp("attention");
        let parts = ["query", "key", "value"].map(|part| linear(width, width, attention.pp("self").pp(part)));
        let [query, key, value] = parts;
        let parts = [query?, key?, value?];
        let biases: Vec<&Tensor> = parts.iter().filter_map(Linear::bias).collect();
        let norm = |from: VarBuilder| layer_norm(width, shape.layer_norm_eps, from.pp("LayerNorm"));
        Ok(Layer {
            asked: Linear::new(Tensor::cat(&parts.each_ref().map(Linear::weight), 0)?, Some(Tensor::cat(&biases, 0)?)),
            out: linear(width, width, attention.pp("output.dense"))?,
            up: linear(width, inner, from.pp("intermediate.dense"))?,
            down: linear(inner, width, from.pp("output.dense"))?,
            norms: [norm(attention.pp("output"))?, norm(from.pp("output"))?],
            heads: shape.num_attention_heads,
            bend: shape.hidden_act,
        })
    }

    /// Tokens × width to the same.
    fn apply(&self, x: &Tensor, part: usize) -> Result<Tensor> {
        let tokens = x.dim(0)?;
        let asked = by_parts(tokens, part, |at, n| self.asked.forward(&x.narrow(0, at, n)?))?;
        let gathered = self.gather(&asked)?;
        by_parts(tokens, part, |at, n| self.finish(&x.narrow(0, at, n)?, &gathered.narrow(0, at, n)?))
    }

    /// What each token gathers from all, by head.
    fn gather(&self, asked: &Tensor) -> Result<Tensor> {
        let (tokens, values) = asked.dims2()?;
        let (width, head) = (values / 3, values / 3 / self.heads);
        // 3 × heads × tokens × head
        let asked = asked.reshape((tokens, 3, self.heads, head))?.permute((1, 2, 0, 3))?;
        let (query, key, value) = (asked.get(0)?, asked.get(1)?, asked.get(2)?);
        let near = (query.matmul(&key.t()?)? / (head as f64).sqrt())?;
        let gathered = softmax_last_dim(&near)?.matmul(&value)?;
        gathered.transpose(0, 1)?.reshape((tokens, width))
    }

    /// A layer's end, where each token goes by itself.
    fn finish(&self, x: &Tensor, gathered: &Tensor) -> Result<Tensor> {
        let [first, second] = &self.norms;
        let x = first.forward(&(x + self.out.forward(gathered)?)?)?;
        let inner = self.up.forward(&x)?;
        let inner = match self.bend {
            Bend::Gelu => inner.gelu_erf(),
            Bend::GeluNear => inner.gelu(),
            Bend::Relu => inner.relu(),
        }?;
        second.forward(&(&x + self.down.forward(&inner)?)?)
    }
}

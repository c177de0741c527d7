//! The network: a BERT encoder of few layers, from pieces to one vector of length 1.
//!
//! Devlin et al. 2019, as cut and distilled by `training/distill.py`; the mean of the token
//! vectors stands for the text, as in Sentence-BERT (Reimers and Gurevych 2019).

use super::product::Weights;
use super::simd::wide;
use crate::math::{self, WHOLE};

/// Width of one head of attention.
const HEAD: usize = 32;

/// The piece vectors in four bits, unpacked when looked up.
#[derive(Default)]
pub struct Table {
    /// A bf16 scale for each group of values.
    pub scales: &'static [u8],
    /// Two values a byte, plus 8 each.
    pub values: &'static [u8],
    /// Values of a row.
    pub width: usize,
    /// Values that share a scale.
    pub group: usize,
}

impl Table {
    /// Adds the vector of `piece` to `out`.
    fn add(&self, piece: u32, out: &mut [f32]) {
        let row = piece as usize * self.width;
        let groups = out.chunks_exact_mut(self.group);
        let scales = self.scales.get(row / self.group * 2..).unwrap_or_default().as_chunks::<2>().0;
        let values = self.values.get(row / 2..).unwrap_or_default().chunks_exact(self.group / 2);
        for ((out, scale), values) in groups.zip(scales).zip(values) {
            let scale = f32::from_bits(u32::from(u16::from_le_bytes(*scale)) << 16);
            for (out, byte) in out.as_chunks_mut::<2>().0.iter_mut().zip(values) {
                out[0] += scale * (f32::from(byte & 15) - 8.0);
                out[1] += scale * (f32::from(byte >> 4) - 8.0);
            }
        }
    }
}

/// Layer normalisation.
#[derive(Default)]
pub struct Norm {
    /// Multiplied with each normalised value.
    pub factors: Vec<f32>,
    /// Then added.
    pub offsets: Vec<f32>,
}

impl Norm {
    #[inline(always)]
    fn apply(&self, rows: &mut [f32]) {
        let width = self.factors.len();
        for row in rows.chunks_exact_mut(width) {
            let (eights, _) = row.as_chunks::<8>();
            let mean = math::sum(eights.iter().copied()) / width as f32;
            let variance = math::sum(eights.iter().map(|e| e.map(|x| (x - mean) * (x - mean)))) / width as f32;
            let inverse = 1.0 / (variance + 1e-12).sqrt();
            for ((x, factor), offset) in row.iter_mut().zip(&self.factors).zip(&self.offsets) {
                *x = (*x - mean) * inverse * factor + offset;
            }
        }
    }
}

/// A linear map whose inputs are rounded to 8 bits, each token by its own range.
pub struct Linear {
    weights: Weights,
    scales: Vec<f32>,
    offsets: Vec<f32>,
    /// Sum of each row's weights: what an input's zero point adds.
    totals: Vec<i32>,
}

impl Linear {
    /// A map of `weights` times a scale for each row, plus an offset for each row.
    pub fn new(weights: Weights, scales: Vec<f32>, offsets: Vec<f32>) -> Self {
        let mut totals = vec![0; weights.rows()];
        weights.product(&vec![1; weights.inputs()], &mut totals);
        Linear { weights, scales, offsets, totals }
    }

    fn apply(&self, inputs: &Rounded, scratch: &mut Vec<i32>, out: &mut Vec<f32>) {
        let rows = self.weights.rows();
        scratch.clear();
        scratch.resize(inputs.ranges.len() * rows, 0);
        self.weights.product(&inputs.values, scratch);
        out.clear();
        out.resize(scratch.len(), 0.0);
        wide(
            #[inline(always)]
            || {
                for ((out, sums), (scale, zero)) in
                    out.chunks_exact_mut(rows).zip(scratch.chunks_exact(rows)).zip(&inputs.ranges)
                {
                    let parts = self.totals.iter().zip(&self.scales).zip(&self.offsets);
                    for ((out, sum), ((total, row), offset)) in out.iter_mut().zip(sums).zip(parts) {
                        *out = (sum - zero * total) as f32 * (scale * row) + offset;
                    }
                }
            },
        );
    }
}

/// Vectors in 256 levels from each one's least to its greatest value, zero among them.
#[derive(Default)]
struct Rounded {
    values: Vec<u8>,
    /// Of each vector: the width of a level, and the level of zero.
    ranges: Vec<(f32, i32)>,
}

impl Rounded {
    fn set(&mut self, rows: &[f32], width: usize) {
        self.values.clear();
        self.values.resize(rows.len(), 0);
        self.ranges.clear();
        wide(
            #[inline(always)]
            || {
                for (row, out) in rows.chunks_exact(width).zip(self.values.chunks_exact_mut(width)) {
                    let (mut low, mut high) = ([0.0f32; HEAD], [0.0f32; HEAD]);
                    for many in row.as_chunks::<HEAD>().0 {
                        low.iter_mut().zip(many).for_each(|(low, x)| *low = if *x < *low { *x } else { *low });
                        high.iter_mut().zip(many).for_each(|(high, x)| *high = if *x > *high { *x } else { *high });
                    }
                    let low = low.iter().fold(0.0f32, |a, b| a.min(*b));
                    let high = high.iter().fold(0.0f32, |a, b| a.max(*b));
                    let scale = (high - low).max(1e-8) / 255.0;
                    let zero = (-low / scale).round_ties_even();
                    let inverse = 1.0 / scale;
                    for (out, x) in out.iter_mut().zip(row) {
                        // Rounded as all machines round alike.
                        let level = (x * inverse + WHOLE) + zero;
                        *out = level.clamp(WHOLE, WHOLE + 255.0).to_bits() as u8;
                    }
                    self.ranges.push((scale, zero as i32));
                }
            },
        );
    }
}

/// One layer: attention, then two maps with a bend between, each added to its input.
pub struct Layer {
    /// To what each token asks for.
    pub query: Linear,
    /// To what each token offers.
    pub key: Linear,
    /// To what each token gives.
    pub value: Linear,
    /// From what attention gathered.
    pub out: Linear,
    /// To the inner width.
    pub up: Linear,
    /// And back.
    pub down: Linear,
    /// After attention and after the maps.
    pub norms: [Norm; 2],
}

/// Buffers of one run, kept between layers.
#[derive(Default)]
struct Scratch {
    rounded: Rounded,
    sums: Vec<i32>,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    gathered: Vec<f32>,
    inner: Vec<f32>,
}

impl Layer {
    fn apply(&self, x: &mut [f32], width: usize, scratch: &mut Scratch) {
        let s = scratch;
        s.rounded.set(x, width);
        self.query.apply(&s.rounded, &mut s.sums, &mut s.query);
        self.key.apply(&s.rounded, &mut s.sums, &mut s.key);
        self.value.apply(&s.rounded, &mut s.sums, &mut s.value);
        s.gathered.clear();
        s.gathered.resize(x.len(), 0.0);
        wide(
            #[inline(always)]
            || attend(&s.query, &s.key, &s.value, width, &mut s.gathered),
        );
        s.rounded.set(&s.gathered, width);
        self.out.apply(&s.rounded, &mut s.sums, &mut s.query);
        let [first, second] = &self.norms;
        wide(
            #[inline(always)]
            || add_and_norm(x, &s.query, first),
        );
        s.rounded.set(x, width);
        self.up.apply(&s.rounded, &mut s.sums, &mut s.inner);
        wide(
            #[inline(always)]
            || s.inner.iter_mut().for_each(|x| *x = math::gelu(*x)),
        );
        s.rounded.set(&s.inner, self.up.weights.rows());
        self.down.apply(&s.rounded, &mut s.sums, &mut s.query);
        wide(
            #[inline(always)]
            || add_and_norm(x, &s.query, second),
        );
    }
}

#[inline(always)]
fn add_and_norm(x: &mut [f32], more: &[f32], norm: &Norm) {
    for (x, more) in x.iter_mut().zip(more) {
        *x += more;
    }
    norm.apply(x);
}

/// Each head's tokens gather the values of all tokens, by how well query and key agree.
#[inline(always)]
fn attend(query: &[f32], key: &[f32], value: &[f32], width: usize, out: &mut [f32]) {
    let scale = 1.0 / (HEAD as f32).sqrt();
    let mut shares = vec![0.0f32; key.len() / width];
    for (query, out) in query.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
        let heads = query.as_chunks::<HEAD>().0.iter().zip(out.as_chunks_mut::<HEAD>().0);
        for (head, (query, out)) in heads.enumerate() {
            let of = |rows: &'_ [f32], token: usize| -> [f32; HEAD] {
                let start = token * width + head * HEAD;
                rows.get(start..).and_then(|r| r.first_chunk::<HEAD>()).copied().unwrap_or([0.0; HEAD])
            };
            let mut most = f32::MIN;
            for (token, share) in shares.iter_mut().enumerate() {
                *share = scale * math::dot(query, &of(key, token));
                most = most.max(*share);
            }
            // Two loops: a sum in order would keep the other from several at a time.
            for share in &mut shares {
                *share = math::exp(*share - most);
            }
            let total: f32 = shares.iter().sum();
            for (token, share) in shares.iter().enumerate() {
                let share = share / total;
                for (out, value) in out.iter_mut().zip(of(value, token)) {
                    *out += share * value;
                }
            }
        }
    }
}

/// The whole network.
#[derive(Default)]
pub struct Network {
    /// The piece vectors.
    pub table: Table,
    /// A vector for each place in the text.
    pub positions: Vec<f32>,
    /// After both are added.
    pub norm: Norm,
    /// In order.
    pub layers: Vec<Layer>,
}

impl Network {
    /// Values of a vector.
    pub fn width(&self) -> usize {
        self.table.width
    }

    /// Most pieces of a text.
    pub fn limit(&self) -> usize {
        self.positions.len() / self.width().max(1)
    }

    /// The vectors of `pieces` where they stand, a row each.
    pub fn run(&self, pieces: &[u32]) -> Vec<f32> {
        let width = self.width();
        let mut x: Vec<f32> = self.positions.iter().take(pieces.len() * width).copied().collect();
        for (piece, row) in pieces.iter().zip(x.chunks_exact_mut(width)) {
            self.table.add(*piece, row);
        }
        wide(
            #[inline(always)]
            || self.norm.apply(&mut x),
        );
        let mut scratch = Scratch::default();
        for layer in &self.layers {
            layer.apply(&mut x, width, &mut scratch);
        }
        x
    }
}

/// The direction of the rows' mean, of length 1.
pub fn mean(rows: &[f32], width: usize) -> Vec<f32> {
    let mut mean = vec![0.0f32; width];
    for row in rows.chunks_exact(width) {
        mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    let length = length(&mean);
    mean.iter_mut().for_each(|x| *x /= length);
    mean
}

/// The same, with each row's length taken for 1.
pub fn mean_direction(rows: &[f32], width: usize) -> Vec<f32> {
    let mut rows = rows.to_vec();
    for row in rows.chunks_exact_mut(width) {
        let length = length(row);
        row.iter_mut().for_each(|x| *x /= length);
    }
    mean(&rows, width)
}

fn length(row: &[f32]) -> f32 {
    math::sum(row.as_chunks::<8>().0.iter().map(|e| e.map(|x| x * x))).sqrt().max(1e-12)
}

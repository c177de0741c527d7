//! With AVX2, as most x86-64 have: pairs of products in 16 bits.

use std::arch::x86_64::__m256i;

use pulp::x86::V3;

use super::{LOAD, Load, ROWS, SHORT, STEP, Weights};

/// Loads of weights whose products are added up in 16 bits.
const LOADS: usize = SHORT / STEP;

/// Rows that fit a register, half of those that stand side by side.
const HALF: usize = ROWS / 2;

/// Tokens that meet a load of weights at once: with two sums each, a load and an input, as
/// many as fit sixteen registers.
const TILE: usize = 6;

/// The product, or false where the processor has no AVX2.
pub fn product(weights: &Weights, inputs: &[u8], out: &mut [i32]) -> bool {
    let Some(simd) = V3::try_new() else { return false };
    simd.vectorize(Product { simd, weights, inputs, out });
    true
}

struct Product<'a> {
    simd: V3,
    weights: &'a Weights,
    inputs: &'a [u8],
    out: &'a mut [i32],
}

impl pulp::NullaryFnOnce for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Product { simd, weights, inputs, out } = self;
        let rows = weights.rows;
        let tiles: Vec<Vec<Words>> = inputs.chunks(TILE * weights.inputs).map(|t| words(t, weights.inputs)).collect();
        // All tokens meet sixteen rows before the next, which stay in the nearest cache.
        for (block, loads) in weights.ordered.chunks_exact(weights.inputs / STEP).enumerate() {
            let (loads, _) = loads.as_chunks::<LOADS>();
            for (tile, out) in tiles.iter().zip(out.chunks_mut(TILE * rows)) {
                let out = out.get_mut(block * ROWS..).unwrap_or_default();
                match out.len().div_ceil(rows) {
                    1 => both::<1>(simd, loads, tile, rows, out),
                    2 => both::<2>(simd, loads, tile, rows, out),
                    3 => both::<3>(simd, loads, tile, rows, out),
                    4 => both::<4>(simd, loads, tile, rows, out),
                    5 => both::<5>(simd, loads, tile, rows, out),
                    _ => both::<TILE>(simd, loads, tile, rows, out),
                }
            }
        }
    }
}

/// Sixteen inputs of each of a tile's tokens, four as one number, in the order that they are used.
type Words = [[i32; TILE]; LOADS];

fn words(tokens: &[u8], inputs: usize) -> Vec<Words> {
    let mut out = vec![[[0; TILE]; LOADS]; inputs / SHORT];
    for (at, token) in tokens.chunks_exact(inputs).enumerate() {
        for (words, short) in out.iter_mut().zip(token.as_chunks::<SHORT>().0) {
            for (words, four) in words.iter_mut().zip(short.as_chunks::<STEP>().0) {
                words.iter_mut().skip(at).take(1).for_each(|w| *w = i32::from_le_bytes(*four));
            }
        }
    }
    out
}

/// Writes the sums of the first `T` tokens with sixteen rows to where each token's `rows` start.
#[inline(always)]
fn both<const T: usize>(simd: V3, loads: &[[Load; LOADS]], tile: &[Words], rows: usize, out: &mut [i32]) {
    let first = sums::<T, 0>(simd, loads, tile);
    let second = sums::<T, 1>(simd, loads, tile);
    for ((first, second), out) in first.iter().zip(second).zip(out.chunks_mut(rows)) {
        if let Some([low, high]) = out.as_chunks_mut::<HALF>().0.first_chunk_mut::<2>() {
            *low = pulp::cast(*first);
            *high = pulp::cast(second);
        }
    }
}

/// The sums of the first `T` tokens of a tile with the eight rows of one half.
#[inline(always)]
fn sums<const T: usize, const SECOND: usize>(simd: V3, loads: &[[Load; LOADS]], tile: &[Words]) -> [__m256i; T] {
    let zero = simd.avx._mm256_setzero_si256();
    let ones = simd.avx._mm256_set1_epi16(1);
    let mut sums = [zero; T];
    for (loads, words) in loads.iter().zip(tile) {
        let mut short = [zero; T];
        for (load, words) in loads.iter().zip(words) {
            let halves: [[i8; LOAD / 2]; 2] = pulp::cast(load.0);
            let load: __m256i = pulp::cast(if SECOND == 0 { halves[0] } else { halves[1] });
            for (short, four) in short.iter_mut().zip(words) {
                let four = simd.avx._mm256_set1_epi32(*four);
                *short = simd.avx2._mm256_add_epi16(*short, simd.avx2._mm256_maddubs_epi16(four, load));
            }
        }
        for (sum, short) in sums.iter_mut().zip(short) {
            *sum = simd.avx2._mm256_add_epi32(*sum, simd.avx2._mm256_madd_epi16(short, ones));
        }
    }
    sums
}

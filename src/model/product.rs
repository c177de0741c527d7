//! Whole-number matrix product: inputs of 8 bits by weights of 5, exact on every machine.
//!
//! Sums are of whole numbers, so the widths that a processor works in do not change the
//! result: the same bytes with and without AVX2.
//!
//! Weights stand in the order they are used: eight rows side by side, four inputs at a time.
//! One 32-byte load then meets four inputs of one token, and each lane of the sum is a row.

/// Rows that stand side by side.
const ROWS: usize = 8;
/// Inputs of a row that stand side by side.
const STEP: usize = 4;
/// Weights read at once.
const LOAD: usize = ROWS * STEP;
/// Inputs whose products are added up in 16 bits: 4 × 2 × 255 × 15 is below 2¹⁵.
const SHORT: usize = 4 * STEP;

/// A weight matrix of whole numbers from -[`LEVELS`] to [`LEVELS`].
pub struct Weights {
    /// In the order of the module's head; 32 bytes are one load.
    ordered: Vec<[i8; LOAD]>,
    rows: usize,
    inputs: usize,
}

impl Weights {
    /// Unpacks weights stored in five bits: all low four bits plus 16, then the fifth bits.
    /// `None` when the lengths do not fit `rows` (a multiple of 8) × `inputs` (of 16).
    pub fn unpack(low: &[u8], fifth: &[u8], rows: usize, inputs: usize) -> Option<Self> {
        let fits = rows.is_multiple_of(ROWS)
            && inputs.is_multiple_of(SHORT)
            && low.len() * 2 == rows * inputs
            && fifth.len() * 8 == rows * inputs;
        if !fits {
            return None;
        }
        let (low, _) = low.as_chunks::<{ LOAD / 2 }>();
        let (fifth, _) = fifth.as_chunks::<{ LOAD / 8 }>();
        let ordered = low.iter().zip(fifth).map(|(low, fifth)| unpack(low, fifth)).collect();
        Some(Weights { ordered, rows, inputs })
    }

    /// Number of outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Sums of input times weight: for each token of `inputs`, [`Weights::rows`] sums.
    pub fn product(&self, inputs: &[u8], out: &mut [i32]) {
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            simd.vectorize(avx2::Product { simd, weights: self, inputs, out });
            return;
        }
        self.product_plain(inputs, out);
    }

    /// The same on any machine.
    fn product_plain(&self, inputs: &[u8], out: &mut [i32]) {
        let loads = self.inputs / STEP;
        for (token, sums) in inputs.chunks_exact(self.inputs).zip(out.chunks_exact_mut(self.rows)) {
            let (steps, _) = token.as_chunks::<STEP>();
            let (blocks, _) = sums.as_chunks_mut::<ROWS>();
            for (block, weights) in blocks.iter_mut().zip(self.ordered.chunks_exact(loads)) {
                *block = [0; ROWS];
                for (weights, step) in weights.iter().zip(steps) {
                    let (rows, _) = weights.as_chunks::<STEP>();
                    for (sum, row) in block.iter_mut().zip(rows) {
                        *sum += row.iter().zip(step).map(|(w, x)| i32::from(*w) * i32::from(*x)).sum::<i32>();
                    }
                }
            }
        }
    }
}

/// The product of two vectors of levels, `b` as bytes of `i8`.
pub fn similarity(a: &[i8], b: &[u8]) -> i32 {
    super::simd::wide(|| a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(b.cast_signed())).sum())
}

/// Eight weights at a time, as bytes of one word.
fn unpack(low: &[u8; LOAD / 2], fifth: &[u8; LOAD / 8]) -> [i8; LOAD] {
    let mut out = [0i8; LOAD];
    let (quads, _) = low.as_chunks::<4>();
    let (eights, _) = out.as_chunks_mut::<8>();
    for ((out, low), fifth) in eights.iter_mut().zip(quads).zip(fifth) {
        let mut x = u64::from(u32::from_le_bytes(*low));
        x = (x | x << 16) & 0x0000_FFFF_0000_FFFF;
        x = (x | x << 8) & 0x00FF_00FF_00FF_00FF;
        x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0F;
        let bits = u64::from(*fifth).wrapping_mul(0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
        x |= (bits + 0x7F7F_7F7F_7F7F_7F7F) >> 3 & 0x1010_1010_1010_1010;
        // Less 16 in each byte, without a borrow from its neighbour.
        x = (x + 0x7070_7070_7070_7070) ^ 0x8080_8080_8080_8080;
        *out = x.to_le_bytes().map(u8::cast_signed);
    }
    out
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::__m256i;

    use pulp::x86::V3;

    use super::{LOAD, ROWS, SHORT, STEP, Weights};

    /// Loads of weights whose products are added up in 16 bits.
    const LOADS: usize = SHORT / STEP;

    /// Tokens that meet a load of weights at once: with two sums each, a load and an input, as
    /// many as fit sixteen registers.
    const TILE: usize = 6;

    pub struct Product<'a> {
        pub simd: V3,
        pub weights: &'a Weights,
        pub inputs: &'a [u8],
        pub out: &'a mut [i32],
    }

    impl pulp::NullaryFnOnce for Product<'_> {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            let Product { simd, weights, inputs, out } = self;
            let rows = weights.rows;
            let tiles: Vec<Vec<Words>> =
                inputs.chunks(TILE * weights.inputs).map(|t| words(t, weights.inputs)).collect();
            // All tokens meet eight rows before the next eight, which stay in the nearest cache.
            for (block, loads) in weights.ordered.chunks_exact(weights.inputs / STEP).enumerate() {
                let (loads, _) = loads.as_chunks::<LOADS>();
                for (tile, out) in tiles.iter().zip(out.chunks_mut(TILE * rows)) {
                    let out = out.get_mut(block * ROWS..).unwrap_or_default();
                    match out.len().div_ceil(rows) {
                        1 => store(&sums::<1>(simd, loads, tile), rows, out),
                        2 => store(&sums::<2>(simd, loads, tile), rows, out),
                        3 => store(&sums::<3>(simd, loads, tile), rows, out),
                        4 => store(&sums::<4>(simd, loads, tile), rows, out),
                        5 => store(&sums::<5>(simd, loads, tile), rows, out),
                        _ => store(&sums::<TILE>(simd, loads, tile), rows, out),
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

    /// The sums of the first `T` tokens of a tile with eight rows.
    #[inline(always)]
    fn sums<const T: usize>(simd: V3, loads: &[[[i8; LOAD]; LOADS]], tile: &[Words]) -> [__m256i; T] {
        let zero = simd.avx._mm256_setzero_si256();
        let ones = simd.avx._mm256_set1_epi16(1);
        let mut sums = [zero; T];
        for (loads, words) in loads.iter().zip(tile) {
            let mut short = [zero; T];
            for (load, words) in loads.iter().zip(words) {
                let load: __m256i = pulp::cast(*load);
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

    /// Writes each token's sums with eight rows to where its `rows` start.
    #[inline(always)]
    fn store<const T: usize>(sums: &[__m256i; T], rows: usize, out: &mut [i32]) {
        for (sum, out) in sums.iter().zip(out.chunks_mut(rows)) {
            if let Some(out) = out.first_chunk_mut::<ROWS>() {
                *out = pulp::cast(*sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Weights;

    /// Weights and inputs that reach both ends of their ranges.
    fn sample(rows: usize, inputs: usize, tokens: usize) -> (Weights, Vec<u8>) {
        let mut state = 7u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let stored: Vec<u8> = (0..rows * inputs).map(|i| if i < inputs { 31 } else { 1 + next() % 31 }).collect();
        let low: Vec<u8> = stored.chunks(2).map(|p| p[0] & 15 | (p[1] & 15) << 4).collect();
        let fifth: Vec<u8> = stored.chunks(8).map(|e| e.iter().enumerate().map(|(i, v)| (v >> 4) << i).sum()).collect();
        let x = (0..tokens * inputs).map(|i| if i % inputs < 32 { 255 } else { next() }).collect();
        (Weights::unpack(&low, &fifth, rows, inputs).unwrap(), x)
    }

    #[test]
    fn weights_come_out_as_they_were_stored() {
        let stored: Vec<u8> = (0..256u32).map(|i| 1 + (i % 31) as u8).collect();
        let low: Vec<u8> = stored.chunks(2).map(|p| p[0] & 15 | (p[1] & 15) << 4).collect();
        let fifth: Vec<u8> = stored.chunks(8).map(|e| e.iter().enumerate().map(|(i, v)| (v >> 4) << i).sum()).collect();
        let weights = Weights::unpack(&low, &fifth, 8, 32).unwrap();
        let got: Vec<i32> = weights.ordered.iter().flatten().map(|w| i32::from(*w) + 16).collect();
        assert_eq!(got, stored.iter().map(|w| i32::from(*w)).collect::<Vec<_>>());
        assert!(Weights::unpack(&low, &fifth, 8, 16).is_none());
    }

    #[test]
    fn every_width_gives_the_same_sums() {
        for (rows, tokens) in [(8, 1), (16, 3), (24, 8), (48, 5), (8, 16), (16, 23)] {
            let (weights, inputs) = sample(rows, 64, tokens);
            let (mut fast, mut plain) = (vec![0; rows * tokens], vec![0; rows * tokens]);
            weights.product(&inputs, &mut fast);
            weights.product_plain(&inputs, &mut plain);
            assert_eq!(fast, plain);
        }
    }
}

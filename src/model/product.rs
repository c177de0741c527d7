//! Whole-number matrix product: inputs of 8 bits by weights of 5, exact on every machine.
//!
//! Sums are of whole numbers, so the widths that a processor works in do not change the
//! result: the same bytes on every one.
//!
//! Weights stand in the order they are used: sixteen rows side by side, four inputs at a time.
//! One 64-byte load then meets four inputs of one token, and each lane of the sum is a row.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod vnni;

/// Rows that stand side by side.
const ROWS: usize = 16;
/// Rows that stand side by side in the file.
const STORED: usize = 8;
/// Inputs of a row that stand side by side.
const STEP: usize = 4;
/// Weights read at once.
const LOAD: usize = ROWS * STEP;
/// Inputs whose products are added up in 16 bits where there is no wider sum: 4 × 2 × 255 × 15 is below 2¹⁵.
const SHORT: usize = 4 * STEP;

/// What is read at once, in one line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Load([i8; LOAD]);

/// A weight matrix of whole numbers from -15 to 15.
pub struct Weights {
    /// In the order of the module's head.
    ordered: Vec<Load>,
    rows: usize,
    inputs: usize,
}

impl Weights {
    /// Unpacks weights stored in five bits: all low four bits plus 16, then the fifth bits.
    ///
    /// There eight rows stand side by side, four inputs at a time. `None` when the lengths do not fit
    /// `rows` (a multiple of 32) × `inputs` (of 16).
    pub fn unpack(low: &[u8], fifth: &[u8], rows: usize, inputs: usize) -> Option<Self> {
        let fits = rows > 0
            && inputs > 0
            && rows.is_multiple_of(2 * ROWS)
            && inputs.is_multiple_of(SHORT)
            && low.len() * 2 == rows * inputs
            && fifth.len() * 8 == rows * inputs;
        if !fits {
            return None;
        }
        let steps = inputs / STEP;
        let mut ordered = vec![Load([0; LOAD]); rows / ROWS * steps];
        let stored =
            low.as_chunks::<{ STORED * STEP / 2 }>().0.iter().zip(fifth.as_chunks::<{ STORED * STEP / 8 }>().0);
        for (i, (low, fifth)) in stored.enumerate() {
            let (block, step) = (i / steps, i % steps);
            let load = ordered.get_mut(block / 2 * steps + step)?;
            *load.0.as_chunks_mut::<{ STORED * STEP }>().0.get_mut(block % 2)? = unpack(low, fifth);
        }
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
        if vnni::product(self, inputs, out) || avx2::product(self, inputs, out) {
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
                    let (rows, _) = weights.0.as_chunks::<STEP>();
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
fn unpack(low: &[u8; STORED * STEP / 2], fifth: &[u8; STORED * STEP / 8]) -> [i8; STORED * STEP] {
    let mut out = [0i8; STORED * STEP];
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
        let stored: Vec<u8> = (0..512u32).map(|i| 1 + (i % 31) as u8).collect();
        let low: Vec<u8> = stored.chunks(2).map(|p| p[0] & 15 | (p[1] & 15) << 4).collect();
        let fifth: Vec<u8> = stored.chunks(8).map(|e| e.iter().enumerate().map(|(i, v)| (v >> 4) << i).sum()).collect();
        let weights = Weights::unpack(&low, &fifth, 32, 16).unwrap();
        for (load, weights) in weights.ordered.iter().enumerate() {
            for (i, weight) in weights.0.iter().enumerate() {
                let (row, input) = (load / 4 * 16 + i / 4, load % 4 * 4 + i % 4);
                let at = row / 8 * 128 + input / 4 * 32 + row % 8 * 4 + input % 4;
                assert_eq!(i32::from(*weight) + 16, i32::from(stored[at]), "row {row}, input {input}");
            }
        }
        assert!(Weights::unpack(&low, &fifth, 16, 32).is_none());
    }

    #[test]
    fn every_width_gives_the_same_sums() {
        for (rows, tokens) in (1..=26).map(|tokens| (32, tokens)).chain([(96, 5), (64, 61)]) {
            let (weights, inputs) = sample(rows, 64, tokens);
            let mut plain = vec![0; rows * tokens];
            weights.product_plain(&inputs, &mut plain);
            #[cfg(target_arch = "x86_64")]
            for product in [super::vnni::product, super::avx2::product] {
                let mut fast = vec![0; rows * tokens];
                assert!(!product(&weights, &inputs, &mut fast) || fast == plain, "{rows} rows, {tokens} tokens");
            }
            let mut chosen = vec![0; rows * tokens];
            weights.product(&inputs, &mut chosen);
            assert_eq!(chosen, plain, "{rows} rows, {tokens} tokens");
        }
    }
}

//! With the dot products of AVX-512 (VNNI): four products of bytes and their sum are one instruction.
//!
//! The one place of the project that holds unsafe code: a call of a function that is compiled
//! for a processor that has these instructions, after asking the processor whether it has.
#![allow(unsafe_code)]

use std::arch::x86_64::{__m512i, _mm512_dpbusd_epi32, _mm512_set1_epi32, _mm512_setzero_si512};

use super::{Load, ROWS, STEP, Weights};

/// Tokens that meet two loads of weights at once: with a sum for each, both loads and an input,
/// as many as fit the 32 registers.
const TILE: usize = 12;

/// The product, or false where the processor has no such instructions.
pub fn product(weights: &Weights, inputs: &[u8], out: &mut [i32]) -> bool {
    let there = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512vnni");
    if there {
        // SAFETY: the features that `tiled` is compiled for, with AVX2 among what they imply, are there, as was asked above.
        unsafe { tiled(weights, inputs, out) }
    }
    there
}

#[target_feature(enable = "avx512f,avx512vnni")]
fn tiled(weights: &Weights, inputs: &[u8], out: &mut [i32]) {
    let tokens = inputs.len() / weights.inputs;
    // Tiles of one size, so that none is too small to hide how long a product takes.
    match tokens.div_ceil(tokens.div_ceil(TILE).max(1)) {
        0 => {}
        1 => all::<1>(weights, inputs, out),
        2 => all::<2>(weights, inputs, out),
        3 => all::<3>(weights, inputs, out),
        4 => all::<4>(weights, inputs, out),
        5 => all::<5>(weights, inputs, out),
        6 => all::<6>(weights, inputs, out),
        7 => all::<7>(weights, inputs, out),
        8 => all::<8>(weights, inputs, out),
        9 => all::<9>(weights, inputs, out),
        10 => all::<10>(weights, inputs, out),
        11 => all::<11>(weights, inputs, out),
        _ => all::<TILE>(weights, inputs, out),
    }
}

#[target_feature(enable = "avx512f,avx512vnni")]
fn all<const T: usize>(weights: &Weights, inputs: &[u8], out: &mut [i32]) {
    let (rows, steps) = (weights.rows, weights.inputs / STEP);
    let words = words::<T>(inputs, weights.inputs);
    // All tokens meet 32 rows before the next, which stay in the nearest caches.
    for (pair, loads) in weights.ordered.chunks_exact(2 * steps).enumerate() {
        let (first, second) = loads.split_at(steps);
        for (tile, out) in words.chunks_exact(steps).zip(out.chunks_mut(T * rows)) {
            let sums = sums(first, second, tile);
            for (sums, out) in sums.iter().zip(out.chunks_exact_mut(rows)) {
                let out = out.get_mut(pair * 2 * ROWS..).unwrap_or_default();
                if let Some(both) = out.as_chunks_mut::<ROWS>().0.first_chunk_mut::<2>() {
                    *both = sums.map(pulp::cast);
                }
            }
        }
    }
}

/// Four inputs as one number: tile by tile, step by step, each tile's tokens side by side.
fn words<const T: usize>(inputs: &[u8], width: usize) -> Vec<[i32; T]> {
    let steps = width / STEP;
    let mut out = vec![[0; T]; inputs.len().div_ceil(T * width) * steps];
    for (tile, tokens) in out.chunks_exact_mut(steps).zip(inputs.chunks(T * width)) {
        for (at, token) in tokens.chunks_exact(width).enumerate() {
            for (words, four) in tile.iter_mut().zip(token.as_chunks::<STEP>().0) {
                words.iter_mut().skip(at).take(1).for_each(|w| *w = i32::from_le_bytes(*four));
            }
        }
    }
    out
}

/// The sums of a tile's tokens with twice sixteen rows.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
fn sums<const T: usize>(first: &[Load], second: &[Load], tile: &[[i32; T]]) -> [[__m512i; 2]; T] {
    let mut sums = [[_mm512_setzero_si512(); 2]; T];
    for ((first, second), words) in first.iter().zip(second).zip(tile) {
        let (first, second): (__m512i, __m512i) = (pulp::cast(first.0), pulp::cast(second.0));
        for ([one, two], word) in sums.iter_mut().zip(words) {
            let word = _mm512_set1_epi32(*word);
            *one = _mm512_dpbusd_epi32(*one, word, first);
            *two = _mm512_dpbusd_epi32(*two, word, second);
        }
    }
    sums
}

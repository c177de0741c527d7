//! The reference: BERT by the book, in plain loops and f64.

use super::tiny::{EPS, HEADS, LAYERS, WIDTH, weights};

/// The last layer's vector of each piece.
pub fn by_hand(pieces: &[usize]) -> Vec<Vec<f64>> {
    let weights = weights(0);
    let w = |name: &str| weights[name].1.iter().map(|x| f64::from(*x)).collect::<Vec<f64>>();
    let linear = |x: &[f64], name: &str| -> Vec<f64> {
        let (matrix, bias) = (w(&format!("{name}.weight")), w(&format!("{name}.bias")));
        let rows = matrix.chunks(x.len());
        rows.zip(bias).map(|(row, b)| b + row.iter().zip(x).map(|(a, b)| a * b).sum::<f64>()).collect()
    };
    let norm = |x: Vec<f64>, name: &str| -> Vec<f64> {
        let mean = x.iter().sum::<f64>() / WIDTH as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / WIDTH as f64;
        let factors = w(&format!("{name}.LayerNorm.weight")).into_iter().zip(w(&format!("{name}.LayerNorm.bias")));
        x.iter().zip(factors).map(|(x, (f, b))| (x - mean) / (variance + EPS).sqrt() * f + b).collect()
    };
    let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<f64>>();
    let row = |name: &str, i: usize| w(&format!("embeddings.{name}_embeddings.weight"))[i * WIDTH..][..WIDTH].to_vec();
    let mut x: Vec<Vec<f64>> = pieces
        .iter()
        .enumerate()
        .map(|(i, p)| norm(add(&add(&row("word", *p), &row("position", i)), &row("token_type", 0)), "embeddings"))
        .collect();
    for layer in (0..LAYERS).map(|i| format!("encoder.layer.{i}")) {
        let [q, k, v] = ["query", "key", "value"]
            .map(|part| x.iter().map(|x| linear(x, &format!("{layer}.attention.self.{part}"))).collect::<Vec<_>>());
        for (i, x) in x.iter_mut().enumerate() {
            let mut gathered = Vec::new();
            for head in (0..WIDTH).step_by(WIDTH / HEADS).map(|at| at..at + WIDTH / HEADS) {
                let dot = |k: &[f64]| q[i][head.clone()].iter().zip(&k[head.clone()]).map(|(a, b)| a * b).sum::<f64>();
                let shares: Vec<f64> = k.iter().map(|k| (dot(k) / (head.len() as f64).sqrt()).exp()).collect();
                let whole: f64 = shares.iter().sum();
                gathered.extend(head.map(|d| v.iter().zip(&shares).map(|(v, s)| v[d] * s / whole).sum::<f64>()));
            }
            let out = linear(&gathered, &format!("{layer}.attention.output.dense"));
            let y = norm(add(x, &out), &format!("{layer}.attention.output"));
            let bent: Vec<f64> = linear(&y, &format!("{layer}.intermediate.dense")).into_iter().map(gelu).collect();
            *x = norm(add(&y, &linear(&bent, &format!("{layer}.output.dense"))), &format!("{layer}.output"));
        }
    }
    x
}

fn gelu(x: f64) -> f64 {
    0.5 * x * (1.0 + erf(x / 2f64.sqrt()))
}

/// The error function by its Taylor series, good for the small values here.
fn erf(x: f64) -> f64 {
    let (mut sum, mut term) = (0.0, x);
    for n in 0..200 {
        sum += term / f64::from(2 * n + 1);
        term *= -x * x / f64::from(n + 1);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

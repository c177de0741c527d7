//! Logistic regression with a ridge, by Newton's method: the maximum of the log likelihood less
//! half the squared weights, each as firmly held as is said.

/// Steps of Newton's method; it has converged long before.
const STEPS: usize = 30;

/// A step smaller than this in every weight ends it.
const NEAR: f64 = 1e-9;

/// One observation.
pub struct Row {
    /// What may be weighed.
    pub values: Vec<f64>,
    /// Log odds before anything is weighed.
    pub offset: f64,
    /// What came out.
    pub right: bool,
}

/// The weights. `held` has one positive number a value: the ridge. Without rows all are 0.
pub fn logistic(rows: &[Row], held: &[f64]) -> Vec<f64> {
    let n = held.len();
    let mut w = vec![0.0; n];
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = w.iter().zip(held).map(|(w, h)| -w * h).collect();
        let mut curvature: Vec<Vec<f64>> = (0..n)
            .map(|i| (0..n).map(|j| if i == j { held.get(i).copied().unwrap_or(1.0) } else { 0.0 }).collect())
            .collect();
        for row in rows {
            let odds = row.offset + row.values.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>();
            let p = 1.0 / (1.0 + (-odds).exp());
            let miss = f64::from(u8::from(row.right)) - p;
            for ((g, line), x) in gradient.iter_mut().zip(&mut curvature).zip(&row.values).filter(|(_, x)| **x != 0.0) {
                *g += miss * x;
                line.iter_mut().zip(&row.values).for_each(|(c, y)| *c += p * (1.0 - p) * x * y);
            }
        }
        let step = solve(curvature, gradient);
        // Far from the maximum a whole step may overshoot.
        let longest = step.iter().fold(0.0f64, |m, s| m.max(s.abs()));
        let factor = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        w.iter_mut().zip(&step).for_each(|(w, s)| *w += factor * s);
        if longest < NEAR {
            break;
        }
    }
    w
}

/// Solves `a x = b` for a symmetric positive definite `a`, by elimination.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        let Some(pivot) = a.get(i).cloned() else { break };
        let (p, at) = (pivot.get(i).copied().unwrap_or(1.0), b.get(i).copied().unwrap_or_default());
        for (line, value) in a.iter_mut().zip(&mut b).skip(i + 1) {
            let factor = line.get(i).copied().unwrap_or_default() / p;
            line.iter_mut().zip(&pivot).for_each(|(x, y)| *x -= factor * y);
            *value -= factor * at;
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let Some(line) = a.get(i) else { continue };
        let known: f64 = line.iter().zip(&x).skip(i + 1).map(|(a, x)| a * x).sum();
        let value = (b.get(i).copied().unwrap_or_default() - known) / line.get(i).copied().unwrap_or(1.0);
        if let Some(slot) = x.get_mut(i) {
            *slot = value;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::{Row, logistic, solve};

    #[test]
    fn equations_are_solved() {
        let x = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((x[0] - 1.0 / 11.0).abs() < 1e-12 && (x[1] - 7.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn a_share_becomes_its_log_odds() {
        let rows: Vec<Row> = (0..40).map(|i| Row { values: vec![1.0], offset: 0.0, right: i % 4 == 0 }).collect();
        let w = logistic(&rows, &[1e-9]);
        assert!((w[0] - (1.0f64 / 3.0).ln()).abs() < 1e-6);
        assert_eq!(logistic(&[], &[1.0, 1.0]), [0.0, 0.0]);
    }

    #[test]
    fn what_is_held_firmly_moves_little() {
        let rows: Vec<Row> =
            (0..40).map(|i| Row { values: vec![1.0, f64::from(i % 2)], offset: 0.0, right: i % 2 == 1 }).collect();
        let free = logistic(&rows, &[0.1, 0.1]);
        let firm = logistic(&rows, &[0.1, 1000.0]);
        assert!(free[1] > 3.0 && firm[1].abs() < 0.05);
    }
}

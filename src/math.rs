//! A few functions in plain arithmetic, so that every machine gives the same bits.
//!
//! The standard library's `exp` and `ln` are the platform's; these are additions and multiplications
//! in a fixed order.

/// Added to a number below 2²², it leaves a whole one: from 2²³ to 2²⁴, whose middle this is, only
/// those are told apart. The sum's last bits are the number.
pub const WHOLE: f32 = 12_582_912.0;

/// e^x for x from -87 to 88, by 2^n times a polynomial; relative error below 2e-7.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    // ln 2 in two parts, so that n of them can be taken off exactly (Cody and Waite).
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let rounded = x * LOG2_E + WHOLE;
    let n = rounded - WHOLE;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    // The series of e^r to r^6; |r| is at most ln 2 / 2.
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0))))));
    // The last bits of the rounded number are n; as an exponent they stand at bit 23.
    p * f32::from_bits((rounded.to_bits() << 23).wrapping_add(127 << 23))
}

/// The natural logarithm of a normal number above 0; absolute error below 3e-6 within 1e-6 to 1e7.
///
/// 2^n times m, m from √½ to √2, and ln m = 2 artanh((m - 1) / (m + 1)) by its series.
#[inline(always)]
pub fn ln(x: f32) -> f32 {
    const LN2: f32 = std::f32::consts::LN_2;
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let (mut n, mut m) = ((bits >> 23) as i32 - 127, f32::from_bits(bits & 0x007F_FFFF | 0x3F80_0000));
    if m > std::f32::consts::SQRT_2 {
        (n, m) = (n + 1, m * 0.5);
    }
    let z = (m - 1.0) / (m + 1.0);
    let z2 = z * z;
    let series = 1.0 + z2 * (1.0 / 3.0 + z2 * (1.0 / 5.0 + z2 * (1.0 / 7.0 + z2 * (1.0 / 9.0))));
    n as f32 * LN2 + 2.0 * z * series
}

/// x Φ(x), the Gaussian error linear unit; absolute error below 1e-6.
///
/// erf by formula 7.1.26 of Abramowitz and Stegun, error below 1.5e-7.
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let p = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let erf = 1.0 - p * exp(-z * z);
    0.5 * x * (1.0 + erf.copysign(x))
}

/// Sum in a fixed order, eight lanes wide.
#[inline(always)]
pub fn sum(values: impl Iterator<Item = [f32; 8]>) -> f32 {
    let mut lanes = [0.0f32; 8];
    for eight in values {
        for (lane, value) in lanes.iter_mut().zip(eight) {
            *lane += value;
        }
    }
    across(lanes)
}

/// The scalar product of two vectors, summed as [`sum`] does; what is beyond the last eight is left out.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    across(lanes)
}

#[inline(always)]
fn across([a, b, c, d, e, f, g, h]: [f32; 8]) -> f32 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use super::{exp, gelu, ln};

    #[test]
    fn ln_is_near_the_true_value() {
        for i in -60..=60 {
            for digits in [1.0, 1.37, 2.9, 5.03, 9.99] {
                let x = digits * 10f64.powf(f64::from(i) / 10.0);
                assert!((f64::from(ln(x as f32)) - x.ln()).abs() < 3e-6, "ln {x}");
            }
        }
    }

    #[test]
    fn exp_and_gelu_are_near_the_true_values() {
        for i in -800..=800 {
            let x = i as f32 / 10.0;
            let true_exp = f64::from(x).exp();
            assert!((f64::from(exp(x)) / true_exp - 1.0).abs() < 4e-7, "exp {x}");
        }
        // Φ from tables of the normal distribution.
        for (x, phi) in [(0.0, 0.5), (0.5, 0.691_462_5), (1.0, 0.841_344_7), (2.0, 0.977_249_9), (-1.5, 0.066_807_2)] {
            assert!((gelu(x) - x * phi).abs() < 1e-6, "gelu {x}");
        }
    }
}

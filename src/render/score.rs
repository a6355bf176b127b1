//! Scores as they are shown: four decimals, the same in every face, and parts that add up.

use crate::results::{Hit, Part};

/// A score or a part of it, rounded to four decimals.
pub fn rounded(value: f32) -> f64 {
    units(value) / UNIT
}

/// The parts of a hit's score, rounded so that they add up to the rounded score to the last digit.
///
/// What rounding leaves over goes to the largest part. A greater difference is not rounding and is
/// left to be seen.
pub fn parts(hit: &Hit) -> Vec<(&str, f64)> {
    let mut parts: Vec<(&str, f64)> = hit
        .parts
        .iter()
        .map(|Part { name, value }| (name.as_str(), units(*value)))
        .collect();
    let left_over = units(hit.score) - parts.iter().map(|(_, value)| value).sum::<f64>();
    // f32 sums are exact to some seven digits, which may be fewer than four decimals.
    let borne = parts.len() as f64 + units(hit.score).abs() * f64::from(f32::EPSILON) * 4.0;
    if left_over.abs() <= borne
        && let Some(largest) = parts
            .iter_mut()
            .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
    {
        largest.1 += left_over;
    }
    parts
        .into_iter()
        .map(|(name, value)| (name, value / UNIT))
        .collect()
}

const UNIT: f64 = 1e4;

fn units(value: f32) -> f64 {
    (f64::from(value) * UNIT).round()
}

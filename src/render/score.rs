//! Scores as they are shown: four decimals, the same in every face, and parts that add up.

use crate::results::{Hit, ScorePart};

/// A score or a part of it, rounded to four decimals.
pub fn rounded(value: f32) -> f64 {
    units(value) / UNIT
}

/// The parts of a hit's score, rounded so that they add up to the rounded score to the last digit.
///
/// The rounding difference goes to the largest part. A greater difference is no rounding and stays
/// visible.
pub fn parts(hit: &Hit) -> Vec<(&str, f64)> {
    let mut parts: Vec<(&str, f64)> = hit
        .parts
        .iter()
        .map(|ScorePart { name, value }| (name.as_str(), units(*value)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::About;
    use crate::results::{Card, Excerpt};

    fn hit(score: f32, values: &[f32]) -> Hit {
        let about = About::default();
        let part = |value: &f32| ScorePart {
            name: "part".to_owned(),
            value: *value,
        };
        Hit {
            rank: 1,
            score,
            article: Card {
                id: crate::article::Id(1),
                about,
                headline: String::new(),
                title_marks: Vec::new(),
            },
            passage: Excerpt {
                number: 1,
                of: 1,
                text: String::new(),
                start: 0,
                start_byte: 0,
                marks: Vec::new(),
                is_cut: false,
            },
            more_in_article: 0,
            parts: values.iter().map(part).collect(),
        }
    }

    fn shown(score: f32, values: &[f32]) -> Vec<f64> {
        let hit = hit(score, values);
        parts(&hit).into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn what_rounding_leaves_over_goes_to_the_largest_part() {
        assert_eq!(
            shown(0.99999, &[0.33333, 0.33333, 0.33333]),
            [0.3333, 0.3333, 0.3334]
        );
        assert_eq!(shown(12.34567, &[4.11114, 8.23453]), [4.1111, 8.2346]);
    }

    #[test]
    fn parts_that_do_not_add_up_are_left_to_be_seen() {
        assert_eq!(shown(5.0, &[1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(shown(f32::NAN, &[1.0]), [1.0]);
        assert!(shown(1.0, &[]).is_empty());
    }
}

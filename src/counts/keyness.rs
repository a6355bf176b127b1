//! Keyness: how much more often a term is in some articles than in the others, and how sure that is.
//!
//! Both figures are of document frequencies: an article has a term or has it not.
//!
//! ```text
//!                here   others
//! have it        a      b
//! there are      n      m
//! ```
//!
//! - The *log-ratio* says how large the difference is: log2 of the ratio of `a / n` to `b / m`, 1 for twice as often.
//!   It is conservative, the lower end of a confidence interval: `log2(m / n · τ / (1 − τ))`, where τ is the lower bound
//!   of Clopper and Pearson for the share of `a` in `a + b`, one-sided at 95%. The chance to be wrong is divided by
//!   the number of terms that are compared (Bonferroni), so that it holds for all of them together. (Evert,
//!   Measuring Keyness, 2022: the measure PositiveLRC of the R package `corpora`.)
//! - *G²* says how much evidence there is: `2 · Σ observed · ln(observed / expected)` over the four cells of those
//!   that have it and those that do not (Dunning, Accurate Methods for the Statistics of Surprise and Coincidence,
//!   1993). It grows with the number of articles, so it is no measure of size (Gabrielatos, Keyness Analysis, 2018).

/// How often one is wrong about any of the terms, at most.
const CHANCE: f64 = 0.05;

/// What is compared: how many articles there are on each side, and how many terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// Articles that are looked at.
    pub here: u64,
    /// Articles that they are compared with.
    pub others: u64,
    /// Terms that are compared.
    pub terms: u64,
}

impl Comparison {
    /// Whether a term that `articles` of those here have, and `of` in all, is more frequent here than among the
    /// others.
    pub fn is_more(&self, articles: u64, of: u64) -> bool {
        let others = of.saturating_sub(articles);
        u128::from(articles) * u128::from(self.others) > u128::from(others) * u128::from(self.here)
    }

    /// The conservative log-ratio of such a term. It falls as `of` grows.
    pub fn log_ratio(&self, articles: u64, of: u64) -> f64 {
        let chance = CHANCE / self.terms.max(1) as f64;
        let share = lower_bound(articles, of, chance);
        (self.others as f64 / self.here as f64 * share / (1.0 - share)).log2()
    }

    /// G² of such a term.
    pub fn g2(&self, articles: u64, of: u64) -> f64 {
        let (here, others) = (self.here as f64, self.others as f64);
        let (with, all) = (of as f64, here + others);
        let cell = |observed: f64, side: f64, row: f64| {
            let expected = side * row / all;
            match observed > 0.0 {
                true => observed * (observed / expected).ln(),
                false => 0.0,
            }
        };
        let (a, b) = (articles as f64, of.saturating_sub(articles) as f64);
        let cells = cell(a, here, with)
            + cell(b, others, with)
            + cell(here - a, here, all - with)
            + cell(others - b, others, all - with);
        (2.0 * cells).max(0.0)
    }
}

/// The lower bound of Clopper and Pearson: the share of which `hits` or more `of` have no greater chance than this.
fn lower_bound(hits: u64, of: u64, chance: f64) -> f64 {
    if hits == 0 {
        return 0.0;
    }
    let others = of.saturating_sub(hits) as f64;
    let hits = hits as f64;
    let (mut low, mut high) = (0.0, hits / (hits + others));
    // Each step halves what is left: no number lies between them at last.
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        match incomplete_beta(middle, hits, others + 1.0) < chance {
            true => low = middle,
            false => high = middle,
        }
    }
    low
}

/// The regularised incomplete beta function: the chance of `a` hits or more in `a + b − 1`, each with the chance `x`.
/// (DLMF 8.17.22, as a continued fraction by the method of Lentz.)
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // Beyond the middle the other end is near.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - fraction(1.0 - x, b, a);
    }
    fraction(x, a, b)
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const STEPS: u32 = 10_000;
    const LEAST: f64 = 1e-300;
    let kept = |value: f64| if value.abs() < LEAST { LEAST } else { value };
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    for step in 1..STEPS {
        let m = f64::from(step / 2);
        let next = match step % 2 {
            0 => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            _ => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        };
        below = 1.0 / kept(1.0 + next * below);
        above = kept(1.0 + next / above);
        let change: f64 = above * below;
        value *= change;
        if (change - 1.0).abs() < 1e-14 {
            break;
        }
    }
    front.exp() / (a * value)
}

/// The logarithm of the gamma function, from 1 on. (DLMF 5.11.1, after 5.5.1.)
fn ln_gamma(x: f64) -> f64 {
    const LARGE: f64 = 12.0;
    let (mut x, mut less) = (x, 0.0);
    while x < LARGE {
        less += x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series =
        1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square;
    let half_ln_tau = 0.5 * std::f64::consts::TAU.ln();
    (x - 0.5) * x.ln() - x + half_ln_tau + series / x - less
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Comparison = Comparison {
        here: 3,
        others: 10,
        terms: 1,
    };

    fn is_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
    }

    #[test]
    fn a_term_that_all_here_have_and_no_other() {
        // τ³ = 0.05, so τ = 0.368403, and log2(10/3 · 0.368403 / 0.631597) = 0.959286.
        is_near(lower_bound(3, 3, 0.05), 0.05_f64.cbrt());
        let share = 0.05_f64.cbrt();
        is_near(
            SMALL.log_ratio(3, 3),
            (10.0 / 3.0 * share / (1.0 - share)).log2(),
        );
        // Expected are 9/13 and 100/13: 2 · (3 · ln(13/3) + 10 · ln(13/10)).
        is_near(
            SMALL.g2(3, 3),
            2.0 * (3.0 * (13.0_f64 / 3.0).ln() + 10.0 * 1.3_f64.ln()),
        );
    }

    #[test]
    fn a_term_that_some_of_both_have() {
        // 2 of 3 have it and 1 of 10: τ²·(3 − 2·τ) = 0.05 is the chance of 2 hits or more in 3.
        let share = lower_bound(2, 3, 0.05);
        is_near(share * share * (3.0 - 2.0 * share), 0.05);
        let (a, b, c, d): (f64, f64, f64, f64) = (2.0, 1.0, 1.0, 9.0);
        let cells = a * (a * 13.0 / 9.0).ln()
            + b * (b * 13.0 / 30.0).ln()
            + c * (c * 13.0 / 30.0).ln()
            + d * (d * 13.0 / 100.0).ln();
        is_near(SMALL.g2(2, 3), 2.0 * cells);
        assert!(SMALL.is_more(2, 3) && !SMALL.is_more(1, 12) && !SMALL.is_more(3, 13));
        is_near(SMALL.g2(3, 13), 0.0);
    }

    #[test]
    fn the_more_terms_are_compared_the_less_is_sure() {
        let many = Comparison {
            terms: 1000,
            ..SMALL
        };
        is_near(lower_bound(3, 3, 0.05 / 1000.0), (0.05_f64 / 1000.0).cbrt());
        assert!(many.log_ratio(3, 3) < SMALL.log_ratio(3, 3));
    }

    #[test]
    fn bounds_are_those_of_adding_up_every_number_of_hits() {
        for (hits, of) in [(1, 1), (1, 40), (7, 9), (30, 31), (40, 90), (120, 121)] {
            for chance in [0.05, 0.05 / 40_000.0] {
                let share = lower_bound(hits, of, chance);
                let choose = |k: u64| {
                    (1..=k)
                        .map(|i| ((of - k + i) as f64 / i as f64).ln())
                        .sum::<f64>()
                };
                let ln =
                    |k: u64| choose(k) + k as f64 * share.ln() + (of - k) as f64 * (-share).ln_1p();
                let tail: f64 = (hits..=of).map(|k| ln(k).exp()).sum();
                assert!((tail / chance - 1.0).abs() < 1e-6, "{hits} of {of}: {tail}");
            }
        }
    }

    #[test]
    fn the_more_others_have_it_the_lower_both_figures_are_whatever_the_size() {
        let large = Comparison {
            here: 40_000,
            others: 3_000_000,
            terms: 200_000,
        };
        for articles in [3, 40, 20_000, 40_000] {
            let figures = [0, 1, 5, 100, 900, 30_000].map(|others| {
                let of = articles + others;
                (
                    large.log_ratio(articles, of),
                    large.g2(articles, of),
                    large.is_more(articles, of),
                )
            });
            for pair in figures.windows(2).filter(|pair| pair[1].2) {
                assert!(
                    pair[0].0 > pair[1].0 && pair[0].1 > pair[1].1,
                    "{articles}: {pair:?}"
                );
            }
            assert!(
                figures
                    .iter()
                    .all(|(ratio, g2, _)| ratio.is_finite() && g2.is_finite())
            );
        }
    }
}

//! Needed by every bench: the data, a stopwatch, the memory of a process, a table.

// Each bench is a program of its own and takes what it needs.
#![allow(dead_code)]

pub mod data;
mod invented;
pub mod process;
pub mod table;

use std::time::{Duration, Instant};

/// The middle one of several times; nothing took no time.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

pub fn worst(times: &[Duration]) -> Duration {
    times.iter().max().copied().unwrap_or_default()
}

/// How many times as large `a` is as `b`.
pub fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How long something takes, with what came of it.
pub fn timed<T>(run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(Duration, T)> {
    let start = Instant::now();
    let made = run()?;
    Ok((start.elapsed(), made))
}

/// Runs two things in turn, A B A B, and returns the median of each.
pub fn interleaved(
    runs: usize,
    mut a: impl FnMut() -> anyhow::Result<Duration>,
    mut b: impl FnMut() -> anyhow::Result<Duration>,
) -> anyhow::Result<(Duration, Duration)> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        of_a.push(a()?);
        of_b.push(b()?);
    }
    Ok((median(of_a), median(of_b)))
}

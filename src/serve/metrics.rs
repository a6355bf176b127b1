//! Numbers on what a server does, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The upper bounds of the buckets of times, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0];

/// What was answered since the start.
#[derive(Default)]
pub struct Metrics {
    paths: Mutex<BTreeMap<String, Path>>,
}

#[derive(Default, Clone)]
struct Path {
    by_status: BTreeMap<u16, u64>,
    /// Answers up to each bound of time.
    within: [u64; BOUNDS.len()],
    seconds: f64,
}

/// The state of the moment.
pub struct Gauges {
    pub articles: u64,
    pub passages: u64,
    pub running: usize,
    pub waiting: usize,
}

impl Metrics {
    /// Counts an answer of a path, as the router names it.
    pub fn answered(&self, path: &str, status: u16, took: Duration) {
        let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        if !paths.contains_key(path) {
            paths.insert(path.to_owned(), Path::default());
        }
        let Some(counts) = paths.get_mut(path) else {
            return;
        };
        *counts.by_status.entry(status).or_default() += 1;
        let seconds = took.as_secs_f64();
        counts.seconds += seconds;
        for (bound, count) in BOUNDS.iter().zip(&mut counts.within) {
            *count += u64::from(seconds <= *bound);
        }
    }

    /// Everything, in the text format.
    pub fn text(&self, gauges: Option<&Gauges>) -> String {
        let paths = self
            .paths
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line("# HELP newshound_answers_total Answers by path and status.".to_owned());
        line("# TYPE newshound_answers_total counter".to_owned());
        for (path, counts) in &paths {
            for (status, count) in &counts.by_status {
                line(format!(
                    "newshound_answers_total{{path=\"{path}\",status=\"{status}\"}} {count}"
                ));
            }
        }
        line("# HELP newshound_answer_seconds How long answers took.".to_owned());
        line("# TYPE newshound_answer_seconds histogram".to_owned());
        for (path, counts) in &paths {
            let all: u64 = counts.by_status.values().sum();
            let mut bucket = |bound: &str, count: u64| {
                line(format!(
                    "newshound_answer_seconds_bucket{{path=\"{path}\",le=\"{bound}\"}} {count}"
                ));
            };
            for (bound, count) in BOUNDS.iter().zip(counts.within) {
                bucket(&bound.to_string(), count);
            }
            bucket("+Inf", all);
            line(format!(
                "newshound_answer_seconds_sum{{path=\"{path}\"}} {}",
                counts.seconds
            ));
            line(format!(
                "newshound_answer_seconds_count{{path=\"{path}\"}} {all}"
            ));
        }
        if let Some(gauges) = gauges {
            for (name, help, value) in [
                ("articles", "Articles that are indexed.", gauges.articles),
                ("passages", "Passages of them.", gauges.passages),
                (
                    "questions_running",
                    "Questions that are answered at the moment.",
                    gauges.running as u64,
                ),
                (
                    "questions_waiting",
                    "Questions that wait for their turn.",
                    gauges.waiting as u64,
                ),
            ] {
                line(format!("# HELP newshound_{name} {help}"));
                line(format!("# TYPE newshound_{name} gauge"));
                line(format!("newshound_{name} {value}"));
            }
        }
        out
    }
}

//! A search as a whole process on 108,098 articles: its time beyond an empty process, its memory.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

mod measure;

use measure::data;
use measure::process::{self, Cost};
use measure::table::{at_most, row};
use measure::{median, milliseconds, table};

const RUNS: usize = 40;

const QUESTIONS: &[&str] = &[
    "intelligence",
    "the",
    "notice",
    "airworthiness directive",
    "artificial intelligence standards",
    "export controls semiconductor",
    "\"executive order\"",
    "safety AND (aircraft OR rail) -boeing",
    "title:drone",
    "cybersecur*",
    "emission w/5 standard",
];

fn main() -> anyhow::Result<()> {
    if process::is_between()? {
        return Ok(());
    }
    let notices = data::notices()?;
    let room = TempDir::new()?;
    let (corpus, index) = (room.path().join("corpus"), room.path().join("index"));
    data::corpus(&notices.path, &corpus, usize::MAX)?;
    data::build(&corpus, &index)?;
    compare(&corpus, &index)
}

/// Every question in turn with an empty process between any two.
fn compare(corpus: &Path, index: &Path) -> anyhow::Result<()> {
    let place = process::place(corpus, index)?;
    let mut empty = Vec::new();
    let mut asked: Vec<Vec<Cost>> = vec![Vec::new(); QUESTIONS.len()];
    for _ in 0..RUNS {
        for (question, costs) in QUESTIONS.iter().zip(&mut asked) {
            empty.push(process::cost(&["--version"])?);
            let mut arguments = vec!["search"];
            arguments.extend(place);
            arguments.push(question);
            costs.push(process::cost(&arguments)?);
        }
    }
    let nothing = middle(&empty);
    let mut rows = vec![row(["", "median ms", "beyond empty ms", "peak MB"])];
    rows.push(cost_row("--version", &empty, nothing));
    for (question, costs) in QUESTIONS.iter().zip(&asked) {
        rows.push(cost_row(question, costs, nothing));
    }
    table::print("A search as a whole process", &rows);
    let all: Vec<Cost> = asked.into_iter().flatten().collect();
    let beyond = milliseconds(middle(&all).saturating_sub(nothing));
    let peak = peak(&all);
    table::print(
        "All questions together",
        &[
            row(["", "figure", "bar"]),
            vec![
                "median ms beyond an empty process".into(),
                format!("{beyond:.1}"),
                at_most(beyond, 15.0),
            ],
            vec![
                "peak MB resident".into(),
                format!("{peak:.1}"),
                at_most(peak, 50.0),
            ],
        ],
    );
    Ok(())
}

fn cost_row(name: &str, costs: &[Cost], nothing: Duration) -> Vec<String> {
    let time = middle(costs);
    vec![
        name.to_owned(),
        format!("{:.1}", milliseconds(time)),
        format!("{:.1}", milliseconds(time.saturating_sub(nothing))),
        format!("{:.1}", peak(costs)),
    ]
}

fn middle(costs: &[Cost]) -> Duration {
    median(costs.iter().map(|cost| cost.time).collect())
}

fn peak(costs: &[Cost]) -> f64 {
    costs.iter().map(|cost| cost.peak).max().unwrap_or(0) as f64 / 1e6
}

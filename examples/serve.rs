//! Answers questions from standard input, a line each, by several threads over one open index, as a server
//! would: each question has a deadline, and what other processes add is seen between two questions.
//!
//! ```text
//! printf 'stargate\nlawsuit\n' | cargo run --example serve -- corpus
//! ```

use std::io::{BufRead, BufReader};
use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context;
use newshound::{Library, Request};

const THREADS: usize = 4;

fn main() -> anyhow::Result<()> {
    let corpus = std::env::args()
        .nth(1)
        .context("name a folder of articles")?;
    let library = Library::open(corpus);
    library.update()?;

    let questions = Mutex::new(BufReader::new(std::io::stdin()).lines());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            let library = library.clone();
            let next = || questions.lock().ok()?.next()?.ok();
            scope.spawn(move || {
                while let Some(question) = next() {
                    println!("{}", answer(&library, &question));
                }
            });
        }
    });
    Ok(())
}

fn answer(library: &Library, question: &str) -> String {
    let request = Request::new(question)
        .limit(1)
        .timeout(Duration::from_secs(2));
    let found = library.refresh().and_then(|_| library.search(&request));
    match found {
        Ok(results) => match results.hits.first() {
            Some(hit) => format!(
                "{question}: {} articles, first {}",
                results.total.articles,
                hit.address()
            ),
            None => format!("{question}: nothing"),
        },
        Err(error) => format!("{question}: {error}"),
    }
}

//! Ranking: newshound beside whole-article BM25 over the same words, on collections with
//! judged answers, with their questions as they are and made short; then articles asked for by their
//! headlines.
//!
//! nDCG@10 with gains as judged, mean average precision to rank 1,000, recall at 100: as trec_eval
//! reckons them, over the questions that have an answer. Then the constants of `newshound::rank`
//! chosen for each collection on all the others: the figure that was not fitted.

use tempfile::TempDir;

mod asked;
mod baseline;
mod grid;
mod headlines;
mod judged;
mod measure;
mod trial;

use asked::Asked;
use baseline::Baseline;
use grid::Tried;
use judged::{Collection, Quality, Text, mean};
use measure::table::row;
use measure::{data, table};
use trial::Trial;

const DEPTH: usize = 1_000;

/// Questions as they are, and made short.
const SETS: [&str; 2] = ["long", "short"];

fn main() -> anyhow::Result<()> {
    let data = data::collections()?;
    let collections = Collection::all(&data.path)?;
    let mut figures: [Vec<[Quality; 2]>; 2] = Default::default();
    let mut tries = Vec::new();
    for collection in &collections {
        let baseline = Baseline::of(&collection.articles);
        let short = collection.questions.iter();
        let short: Vec<Text> = short.map(|long| baseline.shortened(long)).collect();
        let sets = [collection.questions.as_slice(), &short];
        let room = TempDir::new()?;
        let asked = Asked::of(&collection.corpus, room.path(), usize::MAX)?;
        for (figures, questions) in figures.iter_mut().zip(sets) {
            let ours = collection.quality(questions, |question| ours(&asked, question))?;
            let best = |question: &Text| Ok(baseline.best(&question.text, DEPTH));
            figures.push([ours, collection.quality(questions, best)?]);
        }
        let trial = Trial::of(&collection.articles, &baseline);
        let theirs =
            [0, 1].map(|set: usize| figures[set].last().map_or(0.0, |[_, theirs]| theirs.ndcg));
        tries.push(Tried::of(collection, &trial, sets, theirs)?);
    }
    for (set, figures) in SETS.into_iter().zip(&figures) {
        print(set, &collections, figures);
    }
    println!(
        "\nThe bars: the mean of long questions at least +6.0, of short ones at least +4.0, no collection below -1.0."
    );
    grid::print(&collections, &tries);
    table::print(
        "Articles that are first when asked for by their headlines",
        &headlines::table()?,
    );
    println!("\nThe bar: at least 292 of 300.");
    Ok(())
}

fn ours(asked: &Asked, question: &Text) -> anyhow::Result<Vec<String>> {
    let best = asked.best(&question.text, true, DEPTH)?;
    Ok(best.into_iter().filter_map(|about| about.key).collect())
}

fn print(set: &str, collections: &[Collection], figures: &[[Quality; 2]]) {
    let mut rows = vec![row([
        "",
        "questions",
        "nDCG@10",
        "BM25",
        "change",
        "MAP",
        "BM25",
        "R@100",
        "BM25",
    ])];
    for (collection, figures) in collections.iter().zip(figures) {
        let questions = collection.questions.len().to_string();
        rows.push(line(&collection.name, questions, *figures));
    }
    let both = [0, 1].map(|of| mean(&figures.iter().map(|both| both[of]).collect::<Vec<_>>()));
    rows.push(line("mean", String::new(), both));
    table::print(
        &format!("Ranking on any of the words, {set} questions; change of nDCG@10 in percent"),
        &rows,
    );
}

fn line(name: &str, questions: String, [ours, theirs]: [Quality; 2]) -> Vec<String> {
    let figure = |figure: f64| format!("{figure:.4}");
    vec![
        name.to_owned(),
        questions,
        figure(ours.ndcg),
        figure(theirs.ndcg),
        format!("{:+.1}", 100.0 * (ours.ndcg / theirs.ndcg - 1.0)),
        figure(ours.map),
        figure(theirs.map),
        figure(ours.recall),
        figure(theirs.recall),
    ]
}

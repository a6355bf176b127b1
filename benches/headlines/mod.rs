//! Whether an article is found by its own headline.

use std::collections::HashMap;
use std::path::Path;

use newshound::words;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

use crate::asked::Asked;
use crate::measure::data;
use crate::measure::table::row;

/// Within the data folder.
const SETS: [&str; 6] = [
    "aipolicy/eu_ai_act_units.jsonl",
    "aipolicy/federal_register_ai.jsonl",
    "aipolicy/us_executive_orders_1994_2020.jsonl",
    "news/digitalgov.jsonl",
    "news/wikinews_2019_2020.jsonl",
    "news/federal_register_abstracts.jsonl.gz",
];
/// The articles read of a set.
const ARTICLES: usize = 10_000;
/// The headlines drawn from a set.
const DRAWN: usize = 50;

/// A table: of each set, how many headlines find their article first, as keywords and as any of their words.
pub fn table() -> anyhow::Result<Vec<Vec<String>>> {
    let mut rows = vec![row(["", "headlines", "all words", "any word"])];
    let mut sums = [0; 3];
    for set in SETS {
        let Some(path) = data::find(set) else {
            continue;
        };
        let found = first(&path)?;
        for (sum, found) in sums.iter_mut().zip(found) {
            *sum += found;
        }
        rows.push(line(set, found));
    }
    rows.push(line("sum", sums));
    Ok(rows)
}

fn line(name: &str, counts: [usize; 3]) -> Vec<String> {
    let counts = counts.iter().map(usize::to_string);
    [name.to_owned()].into_iter().chain(counts).collect()
}

/// How many headlines were drawn, and how many find their article first: all words, any word.
fn first(articles: &Path) -> anyhow::Result<[usize; 3]> {
    let room = TempDir::new()?;
    let asked = Asked::of(articles, room.path(), ARTICLES)?;
    let drawn = drawn(articles)?;
    let mut counts = [drawn.len(), 0, 0];
    for (count, any) in counts[1..].iter_mut().zip([false, true]) {
        for headline in &drawn {
            let best = asked.best(headline, any, 1)?;
            let title = best.first().and_then(|about| about.title.as_deref());
            let is_first = title.is_some_and(|title| folded(title) == folded(headline));
            *count += usize::from(is_first);
        }
    }
    Ok(counts)
}

/// Headlines of at least two words that no other article of the set has, the same in every run: those with
/// the least hashes.
fn drawn(articles: &Path) -> anyhow::Result<Vec<String>> {
    let mut headlines: HashMap<String, (usize, String)> = HashMap::new();
    let mut read = 0;
    data::records(articles, |record| {
        if read < ARTICLES {
            read += 1;
            let known = headlines.entry(folded(&record.title)).or_default();
            *known = (known.0 + 1, record.title);
        }
        Ok(())
    })?;
    headlines.retain(|folded, (times, _)| *times == 1 && folded.contains(' '));
    let mut headlines: Vec<String> = headlines.into_values().map(|(_, title)| title).collect();
    headlines.sort_by_key(|headline| xxh3_64(headline.as_bytes()));
    headlines.truncate(DRAWN);
    Ok(headlines)
}

/// The folded words of a headline.
fn folded(headline: &str) -> String {
    let mut found = Vec::new();
    words::words(headline, &mut |word| {
        if word.position as usize == found.len() {
            found.push(word.term.to_owned());
        }
    });
    found.join(" ")
}

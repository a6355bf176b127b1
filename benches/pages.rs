//! Pages: how much of the articles of real web pages is found, and how fast.
//!
//! `cargo bench --bench pages`. The texts are measured as the benchmark that the pages are from does it: runs of
//! four words, precision and recall of each page, averaged. A date is right within a day of the one that the page
//! states for machines, a headline where it is that of the page for machines or an `h1`.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use dom_query::Document;
use jiff::civil;
use jiff::tz::TimeZone;
use newshound::source::{self, Extracted};
use serde::Deserialize;

mod measure;

use measure::data;
use measure::table::{self, at_least, row};

/// The command's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A page and the text that ought to be found in it.
#[derive(Deserialize)]
struct Sample {
    page: String,
    url: String,
    text: String,
    #[serde(skip)]
    html: String,
}

fn main() -> anyhow::Result<()> {
    let Some(folder) = data::find("html/article-extraction-benchmark") else {
        println!("`html/article-extraction-benchmark` is missing; set NEWSHOUND_DATA.");
        return Ok(());
    };
    let samples = samples(&folder)?;
    let began = Instant::now();
    let found: Vec<Extracted> = samples.iter().map(read).collect();
    let speed = samples.len() as f64 / began.elapsed().as_secs_f64();
    let says = std::env::var_os("NEWSHOUND_MISSES").is_some();
    let text = text(&samples, &found, says);
    let (dated, dates) = dates(&samples, &found, says);
    let headlines = headlines(&samples, &found, says);
    table::print(
        "181 pages",
        &[
            row(["", "found", "of", "bar"]),
            row([
                "text F1",
                &format!("{:.4}", text[2]),
                &format!("precision {:.4}, recall {:.4}", text[0], text[1]),
                &at_least(text[2], 0.965),
            ]),
            row([
                "dates",
                &dates.to_string(),
                &dated.to_string(),
                &at_least(dates as f64, 150.0),
            ]),
            row([
                "headlines",
                &headlines.to_string(),
                &samples.len().to_string(),
                "",
            ]),
            row([
                "pages a second",
                &format!("{speed:.0}"),
                "one thread",
                &at_least(speed, 150.0),
            ]),
        ],
    );
    Ok(())
}

fn samples(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let manifest = fs::read_to_string(folder.join("manifest.jsonl"))?;
    let mut samples = Vec::new();
    for line in manifest.lines() {
        let mut sample: Sample = serde_json::from_str(line)?;
        sample.html = fs::read_to_string(folder.join(&sample.page))?;
        samples.push(sample);
    }
    Ok(samples)
}

fn read(sample: &Sample) -> Extracted {
    let input = Box::new(Cursor::new(sample.html.clone()));
    let articles = source::read(input, &sample.page);
    let first = articles.ok().and_then(|mut articles| articles.next());
    first.and_then(Result::ok).unwrap_or_default()
}

/// Precision, recall and F1 of the texts.
fn text(samples: &[Sample], found: &[Extracted], says: bool) -> [f64; 3] {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (sample, found) in samples.iter().zip(found) {
        let (expected, found) = (runs(&sample.text), runs(&found.article.text));
        let both: usize = found
            .iter()
            .map(|(run, times)| *times.min(expected.get(run).unwrap_or(&0)))
            .sum();
        let share = |of: &HashMap<_, usize>| both as f64 / of.values().sum::<usize>().max(1) as f64;
        precision += share(&found);
        recall += share(&expected);
        if says && (share(&found) < 0.8 || share(&expected) < 0.8) {
            let (precise, recalled) = (share(&found), share(&expected));
            println!("text {precise:.2} {recalled:.2} {}", sample.page);
        }
    }
    let (precision, recall) = (
        precision / samples.len() as f64,
        recall / samples.len() as f64,
    );
    [
        precision,
        recall,
        2.0 * precision * recall / (precision + recall),
    ]
}

/// How often each run of four words is in a text.
fn runs(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut runs = HashMap::new();
    if words.len() < 4 {
        runs.insert(words.clone(), 1);
    }
    for run in words.windows(4) {
        *runs.entry(run.to_vec()).or_default() += 1;
    }
    runs
}

/// How many pages state a date, and of how many of them the date was found.
fn dates(samples: &[Sample], found: &[Extracted], says: bool) -> (usize, usize) {
    let (mut dated, mut right) = (0, 0);
    for (sample, found) in samples.iter().zip(found) {
        let Some(stated) = stated_date(sample) else {
            continue;
        };
        dated += 1;
        let date = found.article.about.date;
        let is_right = date.is_some_and(|date| {
            let days = date.day(&TimeZone::UTC).since(stated);
            days.is_ok_and(|days| days.get_days().abs() <= 1)
        });
        right += usize::from(is_right);
        if says && !is_right {
            println!("date {stated} {date:?} {} {}", sample.page, sample.url);
        }
    }
    (dated, right)
}

/// The day in the address, else the first that JSON-LD or the head states.
fn stated_date(sample: &Sample) -> Option<civil::Date> {
    let numbers: Vec<&str> = sample.url.split(|c: char| !c.is_ascii_digit()).collect();
    let in_address = numbers.windows(3).find_map(|part| {
        let is_day = part[0].len() == 4 && part[1].len() <= 2 && part[2].len() <= 2;
        let day = format!("{}-{:0>2}-{:0>2}", part[0], part[1], part[2]);
        day.parse().ok().filter(|_| is_day)
    });
    let stated = || {
        let signs = [
            "\"datePublished\"",
            "article:published_time\"",
            "itemprop=\"datePublished\"",
        ];
        signs.iter().find_map(|sign| {
            let after = sample.html.split(sign).skip(1);
            let mut dates = after.filter_map(|rest| {
                let rest = &rest[..rest.floor_char_boundary(100)];
                let start = rest.find("20")?;
                rest.get(start..start + 10)?.parse().ok()
            });
            dates.next()
        })
    };
    in_address.or_else(stated)
}

/// How many headlines are the one that the page shows or states.
fn headlines(samples: &[Sample], found: &[Extracted], says: bool) -> usize {
    let same = |text: &str| {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    let is_right = |sample: &Sample, found: &Extracted| {
        let Some(title) = &found.article.about.title else {
            return false;
        };
        let page = Document::from(sample.html.as_str());
        let mut stated: Vec<String> = page
            .select("h1")
            .iter()
            .map(|h1| h1.text().into())
            .collect();
        let in_head = page.select(r#"meta[property="og:title"]"#);
        stated.extend(
            in_head
                .iter()
                .filter_map(|meta| Some(meta.attr("content")?.into())),
        );
        let is_right = stated.iter().any(|one| same(one) == same(title));
        if says && !is_right {
            println!("headline {title} {stated:?} {}", sample.page);
        }
        is_right
    };
    let pairs = samples.iter().zip(found);
    pairs
        .filter(|(sample, found)| is_right(sample, found))
        .count()
}

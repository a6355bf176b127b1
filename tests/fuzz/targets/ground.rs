//! What questions are asked of: an index, and its articles as the reference reads them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use newshound::engine::Snapshot;
use newshound::library::Settings;
use newshound::query::DefaultOperator;
use newshound::corpus;
use serde_json::{Value, json};

use crate::evaluator::{self, Read};
use crate::beside::World;

pub struct Ground {
    pub index: Arc<dyn Snapshot>,
    pub articles: Vec<Read>,
    /// Where all words are asked for, and where any of them will do.
    worlds: [World; 2],
}

/// The manual's corpus, and one with so many articles that the engine does not look at each.
///
/// Their folder may go when this returns: what was opened of an index stays readable.
pub fn all() -> [Ground; 2] {
    let folder = tempfile::tempdir().expect("room for an index");
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpora/tiny");
    let few = Ground::over(&tiny, &folder.path().join("few"));
    let many = Ground::made((0..CROWD).map(record), &folder.path().join("many"));
    [few, many]
}

impl Ground {
    pub fn of(lines: &[&str], folder: &Path) -> Ground {
        let records = lines.iter().map(|line| match line.split_once(" // ") {
            Some((title, text)) => json!({ "title": title, "text": text }),
            None => json!({ "text": line }),
        });
        Ground::made(records, folder)
    }

    pub fn world(&self, join: DefaultOperator) -> &World {
        &self.worlds[usize::from(join == DefaultOperator::Or)]
    }

    fn made(records: impl Iterator<Item = Value>, folder: &Path) -> Ground {
        let corpus = folder.join("corpus");
        fs::create_dir_all(&corpus).expect("room for a corpus");
        let lines: String = records.map(|record| format!("{record}\n")).collect();
        fs::write(corpus.join("news.jsonl"), lines).expect("room for a corpus");
        Ground::over(&corpus, &folder.join("index"))
    }

    fn over(corpus: &Path, index: &Path) -> Ground {
        let library = Settings::new(corpus).index(index).open();
        library.rebuild().expect("an index");
        let files = corpus::walk(corpus, index, false).filter_map(Result::ok);
        let articles: Vec<Read> = files
            .flat_map(|file| corpus::articles(corpus, &file.name).into_iter().flatten())
            .filter_map(|found| Some(evaluator::read(found.ok()?.article)))
            .collect();
        Ground {
            index: library.snapshot().expect("an index"),
            worlds: [DefaultOperator::And, DefaultOperator::Or].map(|join| World::new(&articles, join)),
            articles,
        }
    }
}

const CROWD: u64 = 1_000;
/// From common to rare.
const WORDS: &[&str] = &[
    "the",
    "of",
    "AI",
    "chip",
    "export",
    "chips",
    "ban",
    "US",
    "policy",
    "open",
    "controls",
    "data",
    "us",
    "center",
    "banned",
    "OpenAI",
    "$500 billion",
    "AI-generated",
    "datacenter",
    "WHO",
    "25%",
    "who",
    "BIS",
    "data-center",
    "embargo",
    "U.S.",
    "exporting",
    "café",
    "World Health Organization",
    "GPT-4o",
    "$25bn",
    "AT&T",
    "zebra",
];
const DAYS: &[&str] = &["2024-12-31", "2025-01-21", "2025-01-22", "2025-03-01"];
const OUTLETS: &[&str] = &["Reuters", "Policy Wire", "The US Wire"];

/// Always the same article under the same number.
fn record(number: u64) -> Value {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let paragraphs = 1 + dice.below(3);
    let paragraph = |dice: &mut Dice| {
        let sentences = 1 + dice.below(8);
        let sentences = (0..sentences).map(|_| format!("{}.", dice.words(8)));
        sentences.collect::<Vec<_>>().join(" The ")
    };
    let text: Vec<String> = (0..paragraphs).map(|_| paragraph(&mut dice)).collect();
    let mut record = json!({ "text": text.join("\n\n") });
    if dice.below(3) > 0 {
        record["title"] = dice.words(4).into();
    }
    if dice.below(4) > 0 {
        record["date"] = DAYS[dice.below(DAYS.len())].into();
        record["outlet"] = OUTLETS[dice.below(OUTLETS.len())].into();
    }
    record
}

struct Dice(u64);

impl Dice {
    /// Marsaglia's xorshift64.
    fn below(&mut self, many: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % many
    }

    /// Up to so many, the first of `WORDS` more often than the last.
    fn words(&mut self, most: usize) -> String {
        let many = 1 + self.below(most);
        let words = (0..many).map(|_| {
            let behind = 1 + self.below(WORDS.len());
            WORDS[self.below(behind)]
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

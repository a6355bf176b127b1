//! Words: what newshound's word rules cost, beside tantivy's simplest words in the same pipeline.
//!
//! `cargo bench --bench words`. Articles are read and cut into passages, and the passages stored and
//! indexed with positions, the same way on both sides; only what makes words of a text differs.

use std::fs;
use std::path::Path;
use std::time::Duration;

use newshound::{corpus, passage, words};
use tantivy::TantivyDocument;
use tantivy::schema::{IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    LowerCaser, SimpleTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer,
};
use tempfile::TempDir;

mod measure;

use measure::data;
use measure::table::{at_most, row};
use measure::{interleaved, median, table, timed};

const RUNS: usize = 3;
const MOST_COST: f64 = 0.25;

/// The command's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let (notices, guides) = (data::notices()?, data::guides()?);
    let mut rows = vec![row(["", "newshound MB/s", "simple MB/s", "cost", "bar"])];
    for (name, from) in [
        ("notices, 108,098 short ones", &notices.path),
        ("guides, 2,509 long ones", &guides.path),
    ] {
        rows.push(cost(name, from)?);
    }
    table::print(
        "Indexing with newshound's words and with simple ones",
        &rows,
    );
    alone(&notices.path)
}

fn cost(name: &str, from: &Path) -> anyhow::Result<Vec<String>> {
    let room = TempDir::new()?;
    let (corpus, index) = (room.path().join("corpus"), room.path().join("index"));
    let file = data::corpus(from, &corpus, usize::MAX)?;
    let text = data::text_bytes(&file)? as f64;
    let simple = || {
        let simple = SimpleTokenizer::default();
        TextAnalyzer::builder(simple).filter(LowerCaser).build()
    };
    let news = || TextAnalyzer::builder(News::default()).build();
    let (ours, theirs) = interleaved(
        RUNS,
        || Ok(timed(|| indexed(&corpus, &index, news()))?.0),
        || Ok(timed(|| indexed(&corpus, &index, simple()))?.0),
    )?;
    let speed = |time: Duration| text / time.as_secs_f64() / 1e6;
    let cost = 1.0 - speed(ours) / speed(theirs);
    Ok(vec![
        name.into(),
        format!("{:.1}", speed(ours)),
        format!("{:.1}", speed(theirs)),
        format!("{:.0}%", cost * 100.0),
        at_most(cost, MOST_COST),
    ])
}

/// Reads the corpus, cuts it and indexes its passages with these words.
fn indexed(corpus: &Path, folder: &Path, words: TextAnalyzer) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir(folder)?;
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("words")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut build = Schema::builder();
    let title = build.add_text_field("title", text.clone());
    let body = build.add_text_field("body", text | STORED);
    let index = tantivy::Index::create_in_dir(folder, build.build())?;
    index.tokenizers().register("words", words);
    let threads = newshound::engine::threads();
    let mut writer =
        index.writer_with_num_threads(threads, newshound::engine::tantivy::bulk_bytes())?;
    for found in
        corpus::articles(corpus, "articles.jsonl").map_err(|why| anyhow::anyhow!("{why:?}"))?
    {
        let Ok(found) = found else { continue };
        let about = &found.article.about;
        let mut header = TantivyDocument::new();
        header.add_text(title, about.title.as_deref().unwrap_or_default());
        writer.add_document(header)?;
        for passage in passage::cut(&found.article.text, about.lang.as_deref()) {
            let mut document = TantivyDocument::new();
            document.add_text(body, &found.article.text[passage.bytes]);
            writer.add_document(document)?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// How fast a text becomes words, on one thread and with nothing else done.
fn alone(notices: &Path) -> anyhow::Result<()> {
    let mut text = String::new();
    for line in data::lines(notices)? {
        let record: data::Record = serde_json::from_str(&line?)?;
        text.push_str(&record.text);
        text.push_str("\n\n");
    }
    let mut times = Vec::new();
    let mut count = 0u64;
    for _ in 0..RUNS {
        let (time, ()) = timed(|| {
            words::words(&text, &mut |_| count += 1);
            Ok(())
        })?;
        times.push(time);
    }
    let speed = text.len() as f64 / median(times).as_secs_f64() / 1e6;
    let words = (count / RUNS as u64).to_string();
    table::print(
        "Words alone, on one thread",
        &[
            row(["", "MB/s", "words"]),
            vec!["notices".into(), format!("{speed:.0}"), words],
        ],
    );
    Ok(())
}

/// The words of newshound as tantivy takes them, in one buffer as its own do.
#[derive(Clone, Default)]
struct News {
    terms: String,
    /// Where each term ends in `terms`, and its position.
    ends: Vec<(usize, u32)>,
    token: Token,
}

struct NewsStream<'a> {
    of: &'a mut News,
    next: usize,
}

impl Tokenizer for News {
    type TokenStream<'a> = NewsStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> NewsStream<'a> {
        self.terms.clear();
        self.ends.clear();
        self.token.reset();
        let News { terms, ends, .. } = self;
        words::words(text, &mut |word| {
            terms.push_str(word.term);
            ends.push((terms.len(), word.position));
        });
        NewsStream { of: self, next: 0 }
    }
}

impl TokenStream for NewsStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&(end, position)) = self.of.ends.get(self.next) else {
            return false;
        };
        let start = self
            .next
            .checked_sub(1)
            .map_or(0, |before| self.of.ends[before].0);
        self.next += 1;
        let token = &mut self.of.token;
        token.position = position as usize;
        token.text.clear();
        token.text.push_str(&self.of.terms[start..end]);
        true
    }

    fn token(&self) -> &Token {
        &self.of.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.of.token
    }
}

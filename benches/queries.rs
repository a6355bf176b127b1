//! Questions of every kind in one process, beside tantivy's own queries on the same passages.
//!
//! `cargo bench --bench queries`; `-- "2 words"` asks only the kinds with that in their name. With
//! `-- --stemmed` tantivy's index holds stems, so that a word finds its forms there too. The questions
//! are drawn from the data, the same ones every time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use jiff::tz::TimeZone;
use newshound::alias::Aliases;
use newshound::ask::{Ask, Sort};
use newshound::index::{Index, bulk_bytes, threads};
use newshound::passage;
use newshound::query::{self, Asking, Join};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Searcher, TantivyDocument, Term};
use tempfile::TempDir;

mod draw;
mod measure;

use draw::{Drawn, Kind, Shape};
use measure::data::{self, NOTICES, Record};
use measure::table::{at_most, row};
use measure::{median, milliseconds, ratio, table, timed, worst};

/// Every question is asked this many times of each engine, in turn.
const ROUNDS: usize = 3;
const SHOWN: usize = 10;
/// Nothing may take longer, in milliseconds.
const LONGEST: f64 = 200.0;

fn main() -> anyhow::Result<()> {
    let Some(notices) = data::find(NOTICES) else {
        return Ok(());
    };
    let room = TempDir::new()?;
    let corpus = room.path().join("corpus");
    let index = room.path().join("index");
    let file = data::corpus(&notices, &corpus, usize::MAX)?;
    data::build(&corpus, &index)?;
    let tokenizer = match std::env::args().any(|argument| argument == "--stemmed") {
        true => "en_stem",
        false => "default",
    };
    let passages = passages(&file)?;
    let plain = Plain::build(&passages, &room.path().join("plain"), tokenizer)?;
    let mut kinds = draw::kinds(&passages);
    if let Some(name) = std::env::args()
        .skip(1)
        .find(|text| !text.starts_with("--"))
    {
        kinds.retain(|kind| kind.name.contains(&name));
    }
    println!("{} passages.", plain.searcher.num_docs());
    compare(&Index::open(&index)?, &plain, &kinds)
}

/// The passages of a JSON Lines file, as newshound cuts them.
fn passages(file: &Path) -> anyhow::Result<Vec<String>> {
    let mut passages = Vec::new();
    data::records(file, |Record { text, .. }| {
        let cut = passage::cut(&text, None).into_iter();
        passages.extend(cut.map(|passage| text[passage.bytes].to_owned()));
        Ok(())
    })?;
    Ok(passages)
}

/// A plain tantivy index of passages.
struct Plain {
    searcher: Searcher,
    body: Field,
    index: tantivy::Index,
    tokenizer: &'static str,
}

impl Plain {
    fn build(
        passages: &[String],
        folder: &PathBuf,
        tokenizer: &'static str,
    ) -> anyhow::Result<Plain> {
        std::fs::create_dir(folder)?;
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let options = TextOptions::default()
            .set_indexing_options(indexing)
            .set_stored();
        let mut build = Schema::builder();
        let body = build.add_text_field("body", options);
        let index = tantivy::Index::create_in_dir(folder, build.build())?;
        let mut writer = index.writer_with_num_threads(threads(), bulk_bytes())?;
        for passage in passages {
            let mut document = TantivyDocument::new();
            document.add_text(body, passage);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Plain {
            searcher: index.reader()?.searcher(),
            body,
            index,
            tokenizer,
        })
    }

    /// tantivy's own query of the same shape, if it has one.
    fn query(&self, shape: &Shape) -> Option<Box<dyn Query>> {
        let joined = |words: &[String], how: Occur| -> Option<Box<dyn Query>> {
            let terms = words.iter().map(|word| self.term(word));
            let parts = terms.map(|term| Some((how, word_query(term?))));
            Some(Box::new(BooleanQuery::new(
                parts.collect::<Option<Vec<_>>>()?,
            )))
        };
        match shape {
            Shape::Word(word) => Some(word_query(self.term(word)?)),
            Shape::All(words) => joined(words, Occur::Must),
            Shape::Any(words) => joined(words, Occur::Should),
            Shape::Phrase(words) => {
                let terms: Option<Vec<Term>> = words.iter().map(|word| self.term(word)).collect();
                Some(Box::new(PhraseQuery::new(terms?)))
            }
            Shape::But(word, not) => {
                let parts = vec![
                    (Occur::Must, word_query(self.term(word)?)),
                    (Occur::MustNot, word_query(self.term(not)?)),
                ];
                Some(Box::new(BooleanQuery::new(parts)))
            }
            Shape::None => None,
        }
    }

    fn term(&self, word: &str) -> Option<Term> {
        let mut tokenizer = self.index.tokenizers().get(self.tokenizer)?;
        let mut tokens = tokenizer.token_stream(word);
        tokens.advance().then_some(())?;
        Some(Term::from_field_text(self.body, &tokens.token().text))
    }

    /// The best and how many there are.
    fn counted(&self, query: &dyn Query) -> anyhow::Result<Duration> {
        let collector = (TopDocs::with_limit(SHOWN).order_by_score(), Count);
        Ok(timed(|| Ok(self.searcher.search(query, &collector)?))?.0)
    }

    /// The best alone, which lets tantivy skip what cannot be among them.
    fn best(&self, query: &dyn Query) -> anyhow::Result<Duration> {
        let collector = TopDocs::with_limit(SHOWN).order_by_score();
        Ok(timed(|| Ok(self.searcher.search(query, &collector)?))?.0)
    }

    /// The best, how many there are, and the texts of the best.
    fn read(&self, query: &dyn Query) -> anyhow::Result<Duration> {
        let collector = (TopDocs::with_limit(SHOWN).order_by_score(), Count);
        let run = || {
            let (best, _) = self.searcher.search(query, &collector)?;
            let mut texts = Vec::new();
            for (_, address) in best {
                texts.push(self.searcher.doc::<TantivyDocument>(address)?);
            }
            Ok(texts)
        };
        Ok(timed(run)?.0)
    }
}

/// Frequencies are read, as a ranked answer needs them.
fn word_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// What the questions of one kind took, by question.
#[derive(Default)]
struct Times {
    ours: Vec<Duration>,
    counted: Vec<Duration>,
    best: Vec<Duration>,
    read: Vec<Duration>,
    /// The question that took us longest.
    slowest: (Duration, String),
}

fn compare(index: &Index, plain: &Plain, kinds: &[Kind]) -> anyhow::Result<()> {
    let mut rows = vec![row([
        "",
        "n",
        "newshound",
        "worst",
        "top+count",
        "ratio",
        "top",
        "ratio",
        "+texts",
        "ratio",
        "bar",
    ])];
    let mut slow = vec![row(["the slowest of each kind", "ms"])];
    for kind in kinds {
        let mut times = Times::default();
        for drawn in &kind.questions {
            ask(index, plain, drawn, &mut times)?;
        }
        rows.push(line(kind, &times));
        let text: String = times.slowest.1.chars().take(60).collect();
        slow.push(vec![
            format!("{}: {text}", kind.name),
            format!("{:.2}", milliseconds(times.slowest.0)),
        ]);
    }
    table::print(
        &format!(
            "Medians in milliseconds; ratios to tantivy's own query ({} tokenizer); nothing over {LONGEST} ms",
            plain.tokenizer
        ),
        &rows,
    );
    table::print("Where to look", &slow);
    Ok(())
}

/// Asks one question of both engines in turn and notes the median of each.
fn ask(index: &Index, plain: &Plain, drawn: &Drawn, times: &mut Times) -> anyhow::Result<()> {
    let ask = question(drawn)?;
    let query = plain.query(&drawn.shape);
    let mut once = Times::default();
    for _ in 0..ROUNDS {
        let (time, _) = timed(|| Ok(index.search(&ask)?))?;
        once.ours.push(time);
        if let Some(query) = &query {
            once.counted.push(plain.counted(query.as_ref())?);
            once.best.push(plain.best(query.as_ref())?);
            once.read.push(plain.read(query.as_ref())?);
        }
        if milliseconds(time) > LONGEST {
            // Asking again would only make the bench longer.
            break;
        }
    }
    let ours = median(once.ours);
    if ours >= times.slowest.0 {
        times.slowest = (ours, drawn.text.clone());
    }
    times.ours.push(ours);
    if query.is_some() {
        times.counted.push(median(once.counted));
        times.best.push(median(once.best));
        times.read.push(median(once.read));
    }
    Ok(())
}

fn question(drawn: &Drawn) -> anyhow::Result<Ask> {
    let asking = Asking {
        join: if drawn.any { Join::Any } else { Join::All },
        today: jiff::civil::date(2026, 1, 1),
    };
    Ok(Ask {
        text: drawn.text.clone(),
        query: query::parse(&drawn.text, &asking)
            .with_context(|| drawn.text.clone())?
            .query,
        notes: Vec::new(),
        join: asking.join,
        // The engine beside it knows no other names.
        aliases: Aliases::default(),
        zone: TimeZone::UTC,
        limit: SHOWN,
        offset: 0,
        per_article: Some(3),
        sort: Sort::Relevance,
        explain: false,
    })
}

fn line(kind: &Kind, times: &Times) -> Vec<String> {
    let ours = median(times.ours.clone());
    let longest = worst(&times.ours);
    let mut cells = vec![
        kind.name.to_owned(),
        times.ours.len().to_string(),
        format!("{:.3}", milliseconds(ours)),
        format!("{:.1}", milliseconds(longest)),
    ];
    let mut ratios = Vec::new();
    for theirs in [&times.counted, &times.best, &times.read] {
        let theirs = median(theirs.clone());
        ratios.push(ratio(ours, theirs));
        let there = theirs > Duration::ZERO;
        cells.push(if there {
            format!("{:.3}", milliseconds(theirs))
        } else {
            "".into()
        });
        cells.push(if there {
            format!("{:.2}", ratio(ours, theirs))
        } else {
            "".into()
        });
    }
    cells.push(match kind.bar {
        draw::Bar::Counted(bar) => at_most(ratios[0], bar),
        draw::Bar::Best(bar) => at_most(ratios[1], bar),
        draw::Bar::Milliseconds(bar) => at_most(milliseconds(ours), bar),
        draw::Bar::Worst => at_most(milliseconds(longest), LONGEST),
    });
    cells
}

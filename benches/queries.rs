//! Questions of every kind in one process, beside tantivy's own queries on the same passages.
//!
//! `cargo bench --bench queries`; `-- "2 words"` asks only the kinds with that in their name. The
//! questions are drawn from the data, the same ones every time.
//!
//! `ranked` is what tantivy's query does too: the places of the best ten and how many there are.
//! `shown` is the whole answer, with the texts read and the marks drawn. A word that finds its
//! forms is asked of a field of stems there; a phrase or an exact word of a field of words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use newshound::answer;
use newshound::engine::tantivy::bulk_bytes;
use newshound::engine::{Snapshot, threads};
use newshound::library::Settings;
use newshound::passage;
use newshound::query::{self, DefaultOperator, ParseOptions};
use newshound::question::Question;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Searcher, TantivyDocument, Term};
use tempfile::TempDir;

mod draw;
mod measure;

use draw::{Drawn, Kind, Shape};
use measure::data::{self, Record};
use measure::table::{at_most, row};
use measure::{median, milliseconds, ratio, table, timed, worst};

/// Every question is asked this many times of each engine, in turn.
const ROUNDS: usize = 3;
const SHOWN: usize = 10;
/// Nothing may take longer, in milliseconds.
const LONGEST: f64 = 200.0;

/// The command's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let notices = data::notices()?;
    let room = TempDir::new()?;
    let corpus = room.path().join("corpus");
    let index = room.path().join("index");
    let file = data::corpus(&notices.path, &corpus, usize::MAX)?;
    data::build(&corpus, &index)?;
    let passages = passages(&file)?;
    let plain = Plain::build(&passages, &room.path().join("plain"))?;
    let mut kinds = draw::kinds(&passages);
    if let Some(name) = std::env::args()
        .skip(1)
        .find(|text| !text.starts_with("--"))
    {
        kinds.retain(|kind| kind.name.contains(&name));
    }
    println!("{} passages.", plain.searcher.num_docs());
    let snapshot = Settings::new(corpus).index(index).open().snapshot()?;
    compare(&*snapshot, &plain, &kinds)
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

/// A plain tantivy index of passages, its words and its stems.
struct Plain {
    searcher: Searcher,
    index: tantivy::Index,
    words: Field,
    stems: Field,
}

impl Plain {
    fn build(passages: &[String], folder: &PathBuf) -> anyhow::Result<Plain> {
        std::fs::create_dir(folder)?;
        let with = |tokenizer: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let mut build = Schema::builder();
        let words = build.add_text_field("words", with("default").set_stored());
        let stems = build.add_text_field("stems", with("en_stem"));
        let index = tantivy::Index::create_in_dir(folder, build.build())?;
        let mut writer = index.writer_with_num_threads(threads(), bulk_bytes())?;
        for passage in passages {
            let mut document = TantivyDocument::new();
            document.add_text(words, passage);
            document.add_text(stems, passage);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Plain {
            searcher: index.reader()?.searcher(),
            index,
            words,
            stems,
        })
    }

    /// tantivy's own query of the same shape, if it has one.
    fn query(&self, shape: &Shape) -> Option<Box<dyn Query>> {
        let joined = |words: &[String], how: Occur| -> Option<Box<dyn Query>> {
            let terms = words.iter().map(|word| self.stem(word));
            let parts = terms.map(|term| Some((how, word_query(term?))));
            Some(Box::new(BooleanQuery::new(
                parts.collect::<Option<Vec<_>>>()?,
            )))
        };
        match shape {
            Shape::Word(word) => Some(word_query(self.stem(word)?)),
            Shape::Exact(word) => Some(word_query(self.word(word)?)),
            Shape::All(words) => joined(words, Occur::Must),
            Shape::Any(words) => joined(words, Occur::Should),
            Shape::Phrase(words) => {
                let terms: Option<Vec<Term>> = words.iter().map(|word| self.word(word)).collect();
                Some(Box::new(PhraseQuery::new(terms?)))
            }
            Shape::But(word, not) => {
                let parts = vec![
                    (Occur::Must, word_query(self.stem(word)?)),
                    (Occur::MustNot, word_query(self.stem(not)?)),
                ];
                Some(Box::new(BooleanQuery::new(parts)))
            }
            Shape::None => None,
        }
    }

    fn word(&self, word: &str) -> Option<Term> {
        self.term(self.words, "default", word)
    }

    fn stem(&self, word: &str) -> Option<Term> {
        self.term(self.stems, "en_stem", word)
    }

    fn term(&self, field: Field, tokenizer: &str, word: &str) -> Option<Term> {
        let mut tokenizer = self.index.tokenizers().get(tokenizer)?;
        let mut tokens = tokenizer.token_stream(word);
        tokens.advance().then_some(())?;
        Some(Term::from_field_text(field, &tokens.token().text))
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

/// The times of the questions of one kind, by question.
#[derive(Default)]
struct Times {
    ranked: Vec<Duration>,
    shown: Vec<Duration>,
    counted: Vec<Duration>,
    best: Vec<Duration>,
    read: Vec<Duration>,
    /// The question that took us longest.
    slowest: (Duration, String),
}

fn compare(index: &dyn Snapshot, plain: &Plain, kinds: &[Kind]) -> anyhow::Result<()> {
    let mut rows = vec![row([
        "",
        "n",
        "ranked",
        "top+count",
        "ratio",
        "top",
        "ratio",
        "shown",
        "+texts",
        "ratio",
        "worst",
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
            "Medians in milliseconds; ratios to tantivy's own query; nothing over {LONGEST} ms"
        ),
        &rows,
    );
    table::print("Where to look", &slow);
    Ok(())
}

/// Asks one question of both engines in turn and notes the median of each.
fn ask(
    index: &dyn Snapshot,
    plain: &Plain,
    drawn: &Drawn,
    times: &mut Times,
) -> anyhow::Result<()> {
    let ask = question(drawn)?;
    let query = plain.query(&drawn.shape);
    let mut once = Times::default();
    for _ in 0..ROUNDS {
        once.ranked
            .push(timed(|| Ok(answer::rank(index, &ask)?))?.0);
        let (time, _) = timed(|| Ok(answer::search(index, &ask)?))?;
        once.shown.push(time);
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
    let shown = median(once.shown);
    if shown >= times.slowest.0 {
        times.slowest = (shown, drawn.text.clone());
    }
    times.shown.push(shown);
    times.ranked.push(median(once.ranked));
    if query.is_some() {
        times.counted.push(median(once.counted));
        times.best.push(median(once.best));
        times.read.push(median(once.read));
    }
    Ok(())
}

fn question(drawn: &Drawn) -> anyhow::Result<Question> {
    let asking = ParseOptions {
        operator: if drawn.any {
            DefaultOperator::Or
        } else {
            DefaultOperator::And
        },
        relatives: false,
        names: None,
        beats: None,
        today: jiff::civil::date(2026, 1, 1),
    };
    let reading = query::parse(&drawn.text, &asking).with_context(|| drawn.text.clone())?;
    // The engine beside it knows no other names.
    Ok(Question {
        text: drawn.text.clone(),
        operator: asking.operator,
        limit: SHOWN,
        ..Question::new(reading.query)
    })
}

fn line(kind: &Kind, times: &Times) -> Vec<String> {
    let (ranked, shown) = (median(times.ranked.clone()), median(times.shown.clone()));
    let longest = worst(&times.shown);
    let mut cells = vec![
        kind.name.to_owned(),
        times.shown.len().to_string(),
        format!("{:.3}", milliseconds(ranked)),
    ];
    let mut ratios = Vec::new();
    for (ours, theirs) in [
        (ranked, &times.counted),
        (ranked, &times.best),
        (shown, &times.read),
    ] {
        if ratios.len() == 2 {
            cells.push(format!("{:.3}", milliseconds(shown)));
        }
        let theirs = median(theirs.clone());
        ratios.push(ratio(ours, theirs));
        let there = theirs > Duration::ZERO;
        let only_there = |text: String| if there { text } else { String::new() };
        cells.push(only_there(format!("{:.3}", milliseconds(theirs))));
        cells.push(only_there(format!("{:.2}", ratio(ours, theirs))));
    }
    cells.push(format!("{:.1}", milliseconds(longest)));
    cells.push(match kind.bar {
        draw::Bar::Counted(bar) => at_most(ratios[0], bar),
        draw::Bar::Best(bar) => at_most(ratios[1], bar),
        draw::Bar::Milliseconds(bar) => at_most(milliseconds(shown), bar),
        draw::Bar::Worst => at_most(milliseconds(longest), LONGEST),
    });
    cells
}

//! Indexing: newshound's whole pipeline beside a bare tantivy index of the same text, in one run.
//!
//! `cargo bench --bench indexing`; with `-- --large` also the memory of indexing a 1 GB file.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tantivy::TantivyDocument;
use tantivy::schema::{STORED, Schema, TEXT};
use tempfile::TempDir;

mod measure;

use measure::data;
use measure::table::{at_least, at_most, row};
use measure::{interleaved, median, milliseconds, process, table, timed};

const RUNS: usize = 3;
const ADDITIONS: usize = 20;
const SMALL: usize = 1_000;
const LARGE_BYTES: u64 = 1 << 30;

/// The command's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    if process::is_between()? {
        return Ok(());
    }
    let (notices, guides) = (data::notices()?, data::guides()?);
    throughput("notices, 108,098 short ones", &notices.path)?;
    throughput("guides, 2,509 long ones", &guides.path)?;
    additions(&notices.path)?;
    if std::env::args().any(|argument| argument == "--large") {
        large(&notices.path)?;
    }
    Ok(())
}

/// MB/s of headlines and texts, and the size of what comes out.
fn throughput(name: &str, from: &Path) -> anyhow::Result<()> {
    let room = TempDir::new()?;
    let (corpus, index, bare_index) = (
        room.path().join("corpus"),
        room.path().join("index"),
        room.path().join("bare"),
    );
    let file = data::corpus(from, &corpus, usize::MAX)?;
    let text = data::text_bytes(&file)? as f64;
    let (ours, theirs) = interleaved(
        RUNS,
        || Ok(timed(|| data::build(&corpus, &index))?.0),
        || Ok(timed(|| bare(&file, &bare_index))?.0),
    )?;
    let speed = |time: Duration| text / time.as_secs_f64() / 1e6;
    let size = |folder: &Path| data::folder_bytes(folder) as f64 / text;
    let (our_size, their_size) = (size(&index), size(&bare_index));
    let share = speed(ours) / speed(theirs);
    table::print(
        &format!("Indexing {name}: {:.1} MB of text", text / 1e6),
        &[
            row(["", "newshound", "bare tantivy", "ratio", "bar"]),
            vec![
                "MB/s".into(),
                format!("{:.1}", speed(ours)),
                format!("{:.1}", speed(theirs)),
                format!("{share:.2}"),
                at_least(share, 0.7),
            ],
            vec![
                "index / text".into(),
                format!("{our_size:.2}"),
                format!("{their_size:.2}"),
                format!("{:.2}", our_size / their_size),
                at_most(our_size, 1.2),
            ],
        ],
    );
    Ok(())
}

/// An article a document, headline and text stored and indexed with positions.
fn bare(file: &Path, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir(folder)?;
    let mut build = Schema::builder();
    let title = build.add_text_field("title", TEXT | STORED);
    let text = build.add_text_field("text", TEXT | STORED);
    let index = tantivy::Index::create_in_dir(folder, build.build())?;
    let threads = newshound::engine::threads();
    let mut writer =
        index.writer_with_num_threads(threads, newshound::engine::tantivy::bulk_bytes())?;
    data::records(file, |record| {
        let mut document = TantivyDocument::new();
        document.add_text(title, record.title);
        document.add_text(text, record.text);
        writer.add_document(document)?;
        Ok(())
    })?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// One article more, as a whole process, to a small and to a large index in turn.
fn additions(notices: &Path) -> anyhow::Result<()> {
    let room = TempDir::new()?;
    let folder = |name: &str| room.path().join(name);
    let (small, large) = (folder("small"), folder("large"));
    let (small_index, large_index) = (folder("small-index"), folder("large-index"));
    for (corpus, index, most) in [
        (&small, &small_index, SMALL),
        (&large, &large_index, usize::MAX),
    ] {
        data::corpus(notices, corpus, most)?;
        data::build(corpus, index)?;
    }
    let story = |name: &str, number: usize| {
        let path = folder(&format!("{name}-{number}.txt"));
        let text = format!("Notice {name} {number}.\n\nThe agency weighs rules for models.\n");
        fs::write(&path, text).map(|()| path)
    };
    let add = |name: &str, number: usize, corpus: &Path, index: &Path| {
        let path = story(name, number)?;
        let mut arguments = vec!["add", "--quiet"];
        arguments.extend(process::place(corpus, index)?);
        let path = path.to_string_lossy();
        arguments.push(&path);
        process::cost(&arguments)
    };
    let (mut of_small, mut of_large) = (Vec::new(), Vec::new());
    for number in 0..ADDITIONS {
        of_small.push(add("small", number, &small, &small_index)?);
        of_large.push(add("large", number, &large, &large_index)?);
    }
    let mut rows = vec![row(["", "median ms", "worst ms", "peak MB", "bar"])];
    for (name, costs) in [("to 1,000", of_small), ("to 108,098", of_large)] {
        let times: Vec<Duration> = costs.iter().map(|cost| cost.time).collect();
        let (middle, worst) = (median(times.clone()), measure::worst(&times));
        let peak = costs.iter().map(|cost| cost.peak).max().unwrap_or(0);
        rows.push(vec![
            name.into(),
            format!("{:.1}", milliseconds(middle)),
            format!("{:.1}", milliseconds(worst)),
            format!("{:.1}", peak as f64 / 1e6),
            at_most(milliseconds(middle), 150.0),
        ]);
    }
    table::print("Adding one article, a whole process", &rows);
    Ok(())
}

/// The memory of a process that indexes one file of 1 GB.
fn large(notices: &Path) -> anyhow::Result<()> {
    let room = TempDir::new()?;
    let (corpus, index) = (room.path().join("corpus"), room.path().join("index"));
    fs::create_dir(&corpus)?;
    let bytes = repeated(notices, &corpus.join("articles.jsonl"))?;
    let mut arguments = vec!["index", "--quiet"];
    arguments.extend(process::place(&corpus, &index)?);
    let cost = process::cost(&arguments)?;
    let peak = cost.peak as f64 / 1e9;
    table::print(
        "One file of 1 GB, a whole process",
        &[
            row(["", "file MB", "seconds", "peak GB", "bar"]),
            vec![
                "newshound index".into(),
                format!("{:.0}", bytes as f64 / 1e6),
                format!("{:.1}", cost.time.as_secs_f64()),
                format!("{peak:.2}"),
                at_most(peak, 1.0),
            ],
        ],
    );
    Ok(())
}

/// Writes the records again and again, each with an address of its own, until there are enough.
fn repeated(from: &Path, to: &Path) -> anyhow::Result<u64> {
    let mut out = BufWriter::new(File::create(to)?);
    let mut written = 0;
    for round in 0.. {
        for line in data::lines(from)? {
            let mut record: Value = serde_json::from_str(&line?)?;
            for member in ["id", "url"] {
                if let Some(Value::String(text)) = record.get_mut(member) {
                    text.push_str(&format!("-{round}"));
                }
            }
            let line = record.to_string();
            writeln!(out, "{line}")?;
            written += line.len() as u64 + 1;
            if written >= LARGE_BYTES {
                out.flush()?;
                return Ok(written);
            }
        }
    }
    Ok(written)
}

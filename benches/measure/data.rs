//! The data that benches read: where it lies, what takes its place, and corpora made of it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use newshound::library::Settings;
use newshound::record::Receipt;
use serde::Deserialize;
use tempfile::TempDir;

use super::invented::{self, Size};

/// A file or folder of the data folder, or an invented one in its place.
pub struct Data {
    pub path: PathBuf,
    /// The room of what is invented, removed at the end.
    room: Option<TempDir>,
}

/// 108,098 short notices.
pub fn notices() -> anyhow::Result<Data> {
    let size = Size {
        articles: 108_098,
        words: 58,
        topics: 400,
    };
    find_or_invent("news/federal_register_abstracts.jsonl.gz", |folder| {
        let path = folder.join("notices.jsonl");
        invented::news(&path, size).map(|()| path)
    })
}

/// 2,509 long articles.
pub fn guides() -> anyhow::Result<Data> {
    let size = Size {
        articles: 2_509,
        words: 690,
        topics: 100,
    };
    find_or_invent("news/digitalgov.jsonl", |folder| {
        let path = folder.join("guides.jsonl");
        invented::news(&path, size).map(|()| path)
    })
}

/// Collections with judged answers, a folder each.
pub fn collections() -> anyhow::Result<Data> {
    let sizes = [
        ("short", 6_000, 60),
        ("middling", 2_000, 200),
        ("long", 600, 600),
    ];
    find_or_invent("ir", |folder| {
        for (name, articles, words) in sizes {
            let size = Size {
                articles,
                words,
                topics: 60,
            };
            invented::collection(&folder.join(name), size)?;
        }
        Ok(folder.to_owned())
    })
}

/// The part of a record that benches read themselves.
#[derive(Debug, Deserialize)]
pub struct Record {
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
}

/// A path within the data folder, if there is one.
pub fn find(name: &str) -> Option<PathBuf> {
    let folder = match std::env::var_os("NEWSHOUND_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
    };
    Some(folder.join(name)).filter(|path| path.exists())
}

/// A path within the data folder, or what is invented in its place and a sentence that says so.
fn find_or_invent(
    name: &str,
    invent: impl FnOnce(&Path) -> anyhow::Result<PathBuf>,
) -> anyhow::Result<Data> {
    if let Some(path) = find(name) {
        return Ok(Data { path, room: None });
    }
    println!(
        "`{name}` is missing, and articles are invented in its place, the same in every run; \
         set NEWSHOUND_DATA to the folder that has it."
    );
    let room = TempDir::new()?;
    let path = invent(room.path())?;
    Ok(Data {
        path,
        room: Some(room),
    })
}

/// Makes a corpus folder of one JSON Lines file, unpacked, of the first `most` records.
pub fn corpus(from: &Path, corpus: &Path, most: usize) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(corpus)?;
    let path = corpus.join("articles.jsonl");
    let mut out = BufWriter::new(File::create(&path)?);
    for line in lines(from)?.take(most) {
        writeln!(out, "{}", line?)?;
    }
    out.flush()?;
    // A file as young as this would not be trusted to be unchanged.
    let old = std::time::SystemTime::now() - Duration::from_secs(3600);
    File::options().write(true).open(&path)?.set_modified(old)?;
    Ok(path)
}

/// The lines of a file, unpacked if its name ends in `.gz`.
pub fn lines(path: &Path) -> anyhow::Result<Box<dyn Iterator<Item = io::Result<String>>>> {
    let file = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    Ok(match path.extension().is_some_and(|end| end == "gz") {
        true => Box::new(BufReader::new(MultiGzDecoder::new(file)).lines()),
        false => Box::new(BufReader::new(file).lines()),
    })
}

/// Calls `each` with the records of a JSON Lines file.
pub fn records(
    path: &Path,
    mut each: impl FnMut(Record) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for line in lines(path)? {
        each(serde_json::from_str(&line?)?)?;
    }
    Ok(())
}

/// Bytes of headlines and texts in a JSON Lines file.
pub fn text_bytes(path: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    records(path, |record| {
        bytes += (record.title.len() + record.text.len()) as u64;
        Ok(())
    })?;
    Ok(bytes)
}

/// Builds an index of a corpus folder anew, through newshound's whole pipeline.
pub fn build(corpus: &Path, index: &Path) -> anyhow::Result<Receipt> {
    let library = Settings::new(corpus).index(index).open();
    Ok(library.rebuild()?)
}

/// Bytes of all files in a folder.
pub fn folder_bytes(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter_map(|file| file.metadata().ok())
        .filter(|meta| meta.is_file())
        .map(|meta| meta.len())
        .sum()
}

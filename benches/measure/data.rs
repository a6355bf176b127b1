//! The data that benches read: where it lies, and corpora made of it.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use newshound::library::Settings;
use newshound::record::Receipt;
use serde::Deserialize;

/// 108,098 short notices.
pub const NOTICES: &str = "news/federal_register_abstracts.jsonl.gz";
/// 2,509 articles in Markdown.
pub const GUIDES: &str = "news/digitalgov.jsonl";

/// What a bench reads of a record by itself.
#[derive(Debug, Deserialize)]
pub struct Record {
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
}

/// A path within the data folder, or a sentence on standard output and `None` if it is missing.
pub fn find(name: &str) -> Option<PathBuf> {
    let folder = match std::env::var_os("NEWSHOUND_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
    };
    let found = Some(folder.join(name)).filter(|path| path.exists());
    if found.is_none() {
        println!("Nothing was measured: `{name}` is missing; set NEWSHOUND_DATA to its folder.");
    }
    found
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

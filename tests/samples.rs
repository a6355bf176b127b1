//! Files of other projects' tests, where they lie: how many articles and problems each gives.
//!
//! `cargo test --test all -- --ignored --nocapture samples::`; `NEWSHOUND_DATA` names the folder of the data,
//! `NEWSHOUND_SAMPLES` any other folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use newshound::source;

#[test]
#[ignore = "prints a table of files that are not part of the project"]
fn feeds() {
    let mut entries = 0;
    let (articles, problems) = table("feed-rs/feed-rs/fixture", |file| {
        let expected = fs::read(file.with_extension("serde.json")).ok()?;
        let expected: serde_json::Value = serde_json::from_slice(&expected).ok()?;
        let count = expected.get("entries")?.as_array()?.len();
        entries += count;
        Some(format!("{count} entries"))
    });
    println!("{entries} entries: {articles} articles, {problems} problems");
}

#[test]
#[ignore = "prints a table of files that are not part of the project"]
fn news_wire() {
    let (articles, problems) = table("newsmlg2_examples/examples", |_| None);
    println!("{articles} articles, {problems} problems");
}

#[test]
#[ignore = "prints a table of files that are not part of the project"]
fn mail() {
    let (articles, problems) = table("eml_newsletter", |_| None);
    println!("{articles} articles, {problems} problems");
}

#[test]
#[ignore = "prints a table of files that are not part of the project"]
fn stubs() {
    let folder = data().join("html/article-extraction-benchmark");
    let manifest = fs::read_to_string(folder.join("manifest.jsonl")).unwrap_or_default();
    let (mut pages, mut stubs) = (0, 0);
    for line in manifest.lines() {
        let sample: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| sample[name].as_str().expect("a text");
        let file = File::open(folder.join(text("page"))).expect("a page");
        let read = source::read(Box::new(file), text("page"));
        let found = read.map(|mut read| read.next().expect("a record"));
        pages += 1;
        match found.and_then(|found| found) {
            Ok(found) => {
                if let Some(stub) = found.stub {
                    stubs += 1;
                    let words = text("text").split_whitespace().count();
                    println!("{stub} {words} words {}", text("url"));
                }
            }
            Err(problem) => println!("{} {}", problem.reason, text("url")),
        }
    }
    println!("{pages} pages, {stubs} stubs");
}

#[test]
#[ignore = "prints a table of files that are not part of the project"]
fn any() {
    if let Some(folder) = std::env::var_os("NEWSHOUND_SAMPLES") {
        let (articles, problems) = table_of(Path::new(&folder), |_| None);
        println!("{articles} articles, {problems} problems");
    }
}

/// Prints a line for each file of a folder of the data; says how many articles and problems there are.
fn table(folder: &str, remark: impl FnMut(&Path) -> Option<String>) -> (usize, usize) {
    table_of(&data().join("formats").join(folder), remark)
}

fn data() -> PathBuf {
    match std::env::var_os("NEWSHOUND_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
    }
}

fn table_of(folder: &Path, mut remark: impl FnMut(&Path) -> Option<String>) -> (usize, usize) {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    if files.is_empty() {
        println!("there are no files; set NEWSHOUND_DATA to the folder that has them");
    }
    let (mut articles, mut problems) = (0, 0);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let remark = remark(&file).unwrap_or_default();
        let input = Box::new(File::open(&file).expect("a file that can be read"));
        let read = match source::read(input, &name) {
            Ok(read) => read,
            Err(problem) => {
                problems += 1;
                println!("{name:50} {remark:12} {}", problem.reason);
                continue;
            }
        };
        let format = read.format();
        let (found, wrong): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        articles += found.len();
        problems += wrong.len();
        let first = wrong.first().and_then(|wrong| wrong.as_ref().err());
        let first = first.map_or("", |problem| &problem.reason);
        println!(
            "{name:50} {remark:12} {format:10} {:4} articles, {:3} problems  {first}",
            found.len(),
            wrong.len()
        );
    }
    (articles, problems)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.to_string_lossy();
        if path.is_dir() {
            collect(&path, files);
        } else if !name.ends_with(".serde.json") && !name.ends_with(".xsd") {
            files.push(path);
        }
    }
}

//! A test case is a file: input, a row of dashes, what should come out.
//!
//! `NEWSHOUND_BLESS=1 cargo test` writes what does come out into the files; read the diff.

use std::fs;
use std::path::{Path, PathBuf};

const DASHES: &str = "\n-----\n";

/// Runs `answer` on the input of every `*.case` file in `tests/FOLDER` and compares.
pub fn check(folder: &str, answer: impl Fn(&str) -> String) {
    let cases = cases(folder);
    assert!(!cases.is_empty(), "no cases in tests/{folder}");
    let bless = std::env::var_os("NEWSHOUND_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in cases {
        let case = fs::read_to_string(&path).expect("a case is UTF-8 text");
        let (input, expected) = case.split_once(DASHES).unwrap_or((case.as_str(), ""));
        let found = answer(input);
        if found.trim_end() == expected.trim_end() {
            continue;
        }
        if bless {
            let blessed = format!("{input}{DASHES}{}\n", found.trim_end());
            fs::write(&path, blessed).expect("a case can be written");
        } else {
            wrong.push(format!(
                "{}\n{}",
                path.display(),
                difference(expected, &found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|_| panic!("no folder {}", folder.display()));
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|end| end == "case"))
        .collect();
    cases.sort();
    cases
}

/// The first lines that differ, with what was expected and what came out.
fn difference(expected: &str, found: &str) -> String {
    let (mut expected, mut found) = (expected.trim_end().lines(), found.trim_end().lines());
    let mut line = 1;
    loop {
        match (expected.next(), found.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (a, b) => {
                let (a, b) = (a.unwrap_or("(end)"), b.unwrap_or("(end)"));
                return format!("  line {line}\n  expected: {a}\n  found:    {b}");
            }
        }
    }
}

//! Citations quote the stored text, in every form, and a receipt says whether an answer is still the same.

use std::fs;
use std::path::Path;
use std::process::Command;

use newshound::render::cite::{self, Citation, Style};
use newshound::results::{Hit, StoredArticle};
use newshound::{Library, Request};
use serde_json::{Value, json};

/// Questions of every kind; the last one finds every article.
const QUESTIONS: &[&str] = &[
    "lawsuit",
    "the",
    "chip export",
    "\"export controls\"",
    "title:insurers",
    "regulat*",
    "amount:>=$1m",
    "a w/s b",
    "in:quote licensing",
    "outlet:ledger",
    "date:2025",
    "AI OR court",
    "brace",
    "quote",
    "*",
];

#[test]
fn a_quotation_is_the_stored_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path());
    let mut quoted = 0;
    for question in QUESTIONS {
        let request = Request::new(*question).limit(1000).per_article(None);
        let hits = library.search(&request).expect("an answer").hits;
        for hit in &hits {
            let stored = library
                .show(&hit.article.id.to_string())
                .expect("an article");
            let passage = stored_passage(&stored, hit);
            for (name, style) in Style::NAMES {
                let written = written(&Citation::of_hit(hit, &stored), *style);
                assert_eq!(
                    quotation(&written, *style),
                    passage,
                    "{name} of {question}\n{written}"
                );
                quoted += 1;
            }
        }
    }
    assert!(quoted > 200, "{quoted}");
}

#[test]
fn what_is_not_known_is_left_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path());
    let bare = library.show("bare.txt").expect("an article");
    for (name, style) in Style::NAMES {
        let written = written(&Citation::of(&bare), *style);
        for unknown in [
            "null", "None", "author", "AU  -", "date =", "DA  -", "issued", "“", "URL", "quote",
        ] {
            assert!(!written.contains(unknown), "{name}: {unknown}\n{written}");
        }
        assert!(written.contains(&bare.id.to_string()), "{name}\n{written}");
    }
}

#[test]
fn what_is_said_of_an_article_cannot_break_a_citation() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path());
    let evil = library.show("evil").expect("an article");
    let citation = Citation::of_passage(&evil, 1).expect("a passage");
    let bibtex = written(&citation, Style::Bibtex);
    let depth = bibtex.chars().fold(0i64, |depth, letter| match letter {
        '{' => depth + 1,
        '}' => depth - 1,
        _ => depth,
    });
    assert_eq!(depth, 0, "{bibtex}");
    let begins = |line: &&str| line.starts_with("@online");
    assert_eq!(bibtex.lines().filter(begins).count(), 1, "{bibtex}");
    let ris = written(&citation, Style::Ris);
    assert_eq!(
        ris.lines().filter(|line| line.starts_with("ER  -")).count(),
        1,
        "{ris}"
    );
    let markdown = written(&citation, Style::Markdown);
    assert!(
        markdown.lines().all(|line| line.starts_with('>')),
        "{markdown}"
    );
    let csl: Value = serde_json::from_str(&written(&citation, Style::Csl)).expect("JSON");
    assert_eq!(
        csl[0].get("URL"),
        None,
        "an address that is none of the web"
    );
}

#[test]
fn a_receipt_is_the_same_until_the_answer_is_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let library = indexed(folder.path());
    for arguments in [
        vec!["search", "lawsuit", "-n", "2"],
        vec!["search", "date:60d", "--per-article", "all", "--count"],
        vec!["list", "court OR chips", "--sort", "oldest"],
        vec![
            "search",
            "the",
            "--offset",
            "3",
            "--sort",
            "newest",
            "--ids",
            "--no-aliases",
        ],
    ] {
        let receipt = folder.path().join("receipt.json");
        let mut asked = arguments.clone();
        asked.extend(["--receipt", receipt.to_str().expect("a path")]);
        let (code, _, wrong) = run(folder.path(), &asked);
        assert_eq!(code, 0, "{arguments:?} {wrong}");
        let verify = || run(folder.path(), &["verify", "receipt.json"]);
        assert_eq!(verify().0, 0, "{arguments:?} {}", verify().1);
        // However the index came to be.
        library.rebuild().expect("an index");
        let (code, out, _) = verify();
        assert_eq!((code, out.lines().count()), (0, 1), "{arguments:?} {out}");
        let more = folder.path().join("corpus/more.json");
        let article = json!({"title": "A lawsuit over the chips", "date": "2025-07-30", "text": "The court hears the lawsuit. The chips wait."});
        fs::write(&more, article.to_string()).expect("a file");
        library.update().expect("an index");
        let (code, out, _) = verify();
        assert_eq!(code, 1, "{arguments:?} {out}");
        for what in ["corpus", "results", "counts"] {
            let is_counted = arguments.contains(&"--count") && what == "results";
            assert!(
                out.contains(&format!("{what}, now")) || is_counted,
                "{what} {arguments:?} {out}"
            );
        }
        fs::remove_file(&more).expect("a file");
        library.update().expect("an index");
        assert_eq!(verify().0, 0, "{arguments:?}");
    }
}

#[test]
fn a_file_that_is_no_receipt_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    indexed(folder.path());
    fs::write(folder.path().join("other.json"), "{\"schema\": 1}").expect("a file");
    fs::write(folder.path().join("large.json"), " ".repeat(3 << 20)).expect("a file");
    fs::write(folder.path().join("bytes"), b"\xff\xfe").expect("a file");
    for (file, expected) in [
        ("other.json", 2),
        ("large.json", 2),
        ("bytes", 2),
        ("none", 74),
        ("corpus", 74),
    ] {
        let (code, out, wrong) = run(folder.path(), &["verify", file]);
        assert_eq!((code, out.as_str()), (expected, ""), "{file} {wrong}");
        assert!(wrong.starts_with("error: "), "{wrong}");
    }
}

#[test]
fn a_receipt_that_cannot_be_written_leaves_the_old_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    indexed(folder.path());
    fs::create_dir(folder.path().join("is-a-folder")).expect("a folder");
    let (code, out, wrong) = run(
        folder.path(),
        &["search", "lawsuit", "--ids", "--receipt", "is-a-folder"],
    );
    assert_eq!(code, 74, "{wrong}");
    assert!(!out.is_empty(), "the answer is printed before");
}

/// A corpus with the shared articles, and some that mean harm to a citation.
fn indexed(folder: &Path) -> Library {
    let corpus = folder.join("corpus");
    fs::create_dir_all(&corpus).expect("a folder");
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/tiny");
    for entry in fs::read_dir(tiny).expect("the shared articles") {
        let entry = entry.expect("a file");
        if entry.path().is_file() {
            fs::copy(entry.path(), corpus.join(entry.file_name())).expect("a copy");
        }
    }
    fs::write(
        corpus.join("bare.txt"),
        "Only a text that is known by nothing else at all.\n",
    )
    .expect("a file");
    let evil = json!({
        "id": "evil", "title": "A } brace @online{x, `*_[b](javascript:1)_*` & 5% \\end",
        "outlet": "Q & A_{1}", "authors": ["Doe, Jane", "Black and White LLC"], "date": "2025-01-02",
        "url": "javascript:alert(1)",
        "text": "A brace } and { another \\ quote. @online{evil, title = {x}}\n\nER  - \nTY  - BOOK\n\n> quoted #1 *not* _this_ $5 & 10%.\n\n    indented ```code``` <b>bold</b> «marks» “quotes”\r\nlast line",
    });
    fs::write(corpus.join("evil.json"), evil.to_string()).expect("a file");
    let library = Library::open(corpus);
    library.update().expect("an index");
    library
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newshound"));
    command.args(arguments).current_dir(folder);
    command.env("NEWSHOUND_NOW", "2025-08-01T12:00:00Z");
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code().unwrap_or(-1),
        text(output.stdout),
        text(output.stderr),
    )
}

fn stored_passage(stored: &StoredArticle, hit: &Hit) -> String {
    let start = hit.passage.start_byte;
    let end = start + hit.passage.text.len();
    assert!(end <= stored.passages[hit.passage.number as usize - 1].end);
    stored.text[start..end].to_owned()
}

fn written(citation: &Citation, style: Style) -> String {
    let mut bytes = Vec::new();
    cite::citations(std::slice::from_ref(citation), style, false, &mut bytes)
        .expect("a Vec takes every byte");
    String::from_utf8(bytes).expect("UTF-8")
}

/// The quotation in a citation, as a reader of its form takes it out.
fn quotation(written: &str, style: Style) -> String {
    match style {
        Style::Markdown => {
            let lines: Vec<&str> = written.split('\n').collect();
            let source = lines
                .iter()
                .rposition(|line| line.starts_with("> — "))
                .expect("a source");
            let quoted = lines[..source - 1].iter();
            let quoted = quoted.map(|line| {
                line.strip_prefix("> ")
                    .unwrap_or(line.trim_start_matches('>'))
            });
            quoted.collect::<Vec<_>>().join("\n")
        }
        Style::Bibtex => {
            let begin = written.find("  quote = {").expect("a field") + "  quote = {".len();
            let end = written.rfind("},\n  addendum = {").expect("the next field");
            let text = written[begin..end].replace("\\textbraceleft{}", "{");
            let text = text.replace("\\textbraceright{}", "}");
            text.replace("\\textbackslash{}", "\\")
        }
        Style::Ris => {
            let begin = written.find("\r\nN1  - ").expect("a note") + "\r\nN1  - ".len();
            let end = written.rfind("\r\nC1  - ").expect("the next tag");
            written[begin..end]
                .replace("\n ER  -", "\nER  -")
                .replace("\n TY  -", "\nTY  -")
        }
        Style::Csl => {
            let items: Value = serde_json::from_str(written).expect("JSON");
            items[0]["annote"].as_str().expect("a text").to_owned()
        }
    }
}

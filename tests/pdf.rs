//! PDFs, built object by object, and the process of its own that reads them within the limits.

use std::collections::HashMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use newshound::record::Problem;
use newshound::source::{self, Extracted, Limit, Limits};

/// A PDF of these objects, of which the first is the catalogue. `trailer` is what else the end of the file says.
pub fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (start, size) = (bytes.len(), objects.len() + 1);
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let end = format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(end.bytes());
    bytes
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{entries}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// A PDF whose pages have this content, with its properties as object 4.
fn pdf(pages: &[Vec<u8>], properties: &str) -> Vec<u8> {
    let kids: String = (0..pages.len())
        .map(|at| format!("{} 0 R ", 5 + 2 * at))
        .collect();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        format!("<<{properties}>>").into_bytes(),
    ];
    for (page, at) in pages.iter().zip(0..) {
        let content = 6 + 2 * at;
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {content} 0 R\
                 /Resources<</Font<</F 3 0 R>>>>>>"
            )
            .into_bytes(),
        );
        objects.push(page.clone());
    }
    file(&objects, "/Info 4 0 R")
}

/// A page with lines of text, each with its size and its height on the page.
fn page(lines: &[(u32, u32, &str)]) -> Vec<u8> {
    let line = |(size, height, text): &(u32, u32, &str)| {
        format!("BT /F {size} Tf 72 {height} Td ({text}) Tj ET\n")
    };
    stream("", lines.iter().map(line).collect::<String>().as_bytes())
}

fn read(bytes: Vec<u8>, limits: &[&str]) -> Vec<Result<Extracted, Problem>> {
    source::isolated_by(env!("CARGO_BIN_EXE_newshound"));
    let limits = limits
        .iter()
        .map(|limit| limit.parse::<Limit>().expect("a limit"));
    let limits = limits.fold(Limits::default(), Limits::with);
    match source::read_within(Box::new(Cursor::new(bytes)), "rules.pdf", limits) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

#[track_caller]
fn only(bytes: Vec<u8>) -> Extracted {
    let mut records = read(bytes, &[]);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).expect("an article")
}

#[track_caller]
fn refused(bytes: Vec<u8>, limits: &[&str]) -> String {
    let mut records = read(bytes, limits);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).expect_err("a problem").reason
}

fn release(properties: &str) -> Vec<u8> {
    let first = [
        (24, 720, "New rules for AI models"),
        (
            11,
            680,
            "The office said on Tuesday that it will look at the models of all large firms, and that inter-",
        ),
        (
            11,
            667,
            "national firms are among them. It asked for AI-generated text to be marked as such by all",
        ),
        (11, 654, "who publish it, as the rules say of AI-"),
        (
            11,
            641,
            "generated pictures. They apply to all of the firms that the office named in its letter and",
        ),
    ];
    let second = [(11, 720, "to those of international standing.")];
    pdf(&[page(&first), page(&second)], properties)
}

#[test]
fn the_text_of_a_pdf() {
    let found = only(release(
        "/Title(Microsoft Word - rules_v3.doc)/Author(Jane Doe)/CreationDate(D:20250121093000Z)",
    ));
    let about = &found.article.about;
    assert_eq!(about.title.as_deref(), Some("New rules for AI models"));
    assert_eq!(
        found.article.text,
        "The office said on Tuesday that it will look at the models of all large firms, and that international \
         firms are among them. It asked for AI-generated text to be marked as such by all who publish it, as the \
         rules say of AI-generated pictures. They apply to all of the firms that the office named in its letter \
         and to those of international standing."
    );
    assert_eq!(about.authors, ["Jane Doe"]);
    assert_eq!(
        about.date.map(|date| date.to_string()).as_deref(),
        Some("2025-01-21")
    );
    assert_eq!(found.notes, ["the date is a guess: the file was made then"]);
    let found = only(release("/Title(Rules for models)"));
    assert_eq!(
        found.article.about.title.as_deref(),
        Some("Rules for models")
    );
    // What a mail or a server left before it.
    let late = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), release("")].concat();
    assert!(only(late).article.text.starts_with("The office"));
}

#[test]
fn a_pdf_without_text() {
    assert_eq!(refused(pdf(&[page(&[])], ""), &[]), "the PDF holds no text");
    let picture = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        b"0",
    );
    let scan = file(
        &[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
                .to_vec(),
            stream("", b"q 612 0 0 792 0 0 cm /I Do Q"),
            picture,
        ],
        "",
    );
    assert_eq!(
        refused(scan, &[]),
        "the PDF is a scan without text; run it through `ocrmypdf` first"
    );
    let password = "1".repeat(64);
    let locked = file(
        &[
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            b"<</Type/Pages/Count 0/Kids[]>>".to_vec(),
            format!("<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{password}>/U<{password}>>>")
                .into_bytes(),
        ],
        "/Encrypt 3 0 R/ID[<11><11>]",
    );
    assert_eq!(
        refused(locked, &[]),
        "the PDF is encrypted; remove its password with `qpdf --decrypt` first"
    );
    assert_eq!(
        refused(b"%PDF-1.7\n\0\x01".to_vec(), &[]),
        "the PDF is damaged; `qpdf IN.pdf OUT.pdf` may mend it"
    );
}

/// A page whose content is so many times the same.
fn bomb(piece: &[u8], times: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times {
        packed.write_all(piece).expect("written");
    }
    stream("/Filter/FlateDecode", &packed.finish().expect("packed"))
}

#[test]
fn a_pdf_that_eats_memory_is_a_problem_of_its_own() {
    let words = bomb(b"BT /F 11 Tf 72 700 Td (models) Tj ET\n", 1_000_000);
    let reason = refused(pdf(&[words], ""), &["memory=20MB", "seconds=60"]);
    assert_eq!(
        reason,
        "the file is a PDF; reading it took more than 20 MB of memory; `--max memory=80MB` allows it more"
    );
    let reason = refused(release(""), &["memory=1000"]);
    assert!(reason.contains("took more than 1 KB of memory"), "{reason}");
}

#[test]
fn a_pdf_that_takes_too_long_is_a_problem_of_its_own() {
    let words = bomb(b"BT /F 11 Tf 72 700 Td (models) Tj ET\n", 1_000_000);
    let reason = refused(pdf(&[words], ""), &["memory=8GB", "seconds=1"]);
    assert_eq!(
        reason,
        "the file is a PDF; reading it took too long; `--max seconds=10` allows it more time"
    );
}

#[test]
fn a_spoiled_pdf_gives_an_article_or_a_problem() {
    let sound = release("/Title(Rules for models)");
    for at in (9..sound.len()).step_by(sound.len() / 40) {
        let mut spoiled = sound.clone();
        spoiled[at] = spoiled[at].wrapping_add(7);
        let mut cut = sound.clone();
        cut.truncate(at);
        for bytes in [spoiled, cut] {
            assert!(!read(bytes, &[]).is_empty());
        }
    }
}

/// Prints how near the texts of real PDFs are to those that `pdftotext` gives; `NEWSHOUND_PDFS` names their folder.
#[test]
#[ignore = "needs `pdftotext` and PDFs that are not part of the project"]
fn beside_pdftotext() {
    let folder = std::env::var("NEWSHOUND_PDFS").expect("NEWSHOUND_PDFS names a folder");
    let (mut sum, mut files) = (0.0, 0);
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|end| end != "pdf") {
            continue;
        }
        let found = read(std::fs::read(&path).expect("a file"), &[]);
        let text = found.first().and_then(|found| found.as_ref().ok());
        let score = score(
            &pdftotext(&path),
            text.map_or("", |found| &found.article.text),
        );
        println!("{score:.3} {}", path.display());
        (sum, files) = (sum + score, files + 1);
    }
    println!("{:.3} over {files} files", sum / f64::from(files));
}

fn pdftotext(path: &Path) -> String {
    let output = Command::new("pdftotext").arg(path).arg("-").output();
    String::from_utf8_lossy(&output.expect("pdftotext").stdout).into_owned()
}

/// F1 of the runs of four words that two texts share.
fn score(expected: &str, found: &str) -> f64 {
    let runs = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let mut runs: HashMap<String, usize> = HashMap::new();
        for run in words.windows(4) {
            *runs.entry(run.join(" ")).or_default() += 1;
        }
        runs
    };
    let (expected, found) = (runs(expected), runs(found));
    let shared = |(run, count): (&String, &usize)| found.get(run).copied().unwrap_or(0).min(*count);
    let shared: usize = expected.iter().map(shared).sum();
    let all: usize = expected.values().chain(found.values()).sum();
    2.0 * shared as f64 / all.max(1) as f64
}

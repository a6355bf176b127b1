//! What must hold of reading anything: it ends, soon, without a panic, and every article has a text within the limits.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use newshound::source::{self, Limits};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// More than reading a small input takes in any build.
const LONGEST: Duration = Duration::from_secs(1);

/// More records than a small input has.
const MOST: usize = 100_000;

/// Names that tell formats, and some that tell nothing.
const NAMES: &[&str] = &[
    "story",
    "story.txt",
    "story.md",
    "story.html",
    "story.json",
    "story.jsonl",
    "story.csv",
    "story.tsv",
    "story.eml",
    "story.mbox",
    "story.mhtml",
    "story.xml",
    "story.docx",
    "story.zip",
    "story.tar.gz",
    "story.warc",
    "a/../b\u{e9}",
];

/// Bytes as a file; the first chooses its name.
pub fn read(bytes: &[u8]) {
    if let Some((first, bytes)) = bytes.split_first() {
        holds(NAMES[usize::from(*first) % NAMES.len()], bytes.to_vec());
    }
}

/// Bytes as the files of an archive; the first byte chooses its kind, the last ones what is spoiled of it.
pub fn packed(bytes: &[u8]) {
    let [kind, place @ .., value] = bytes else {
        return;
    };
    let Some((place, content)) = place.split_last_chunk::<2>().map(|(rest, place)| (place, rest)) else {
        return;
    };
    let mut files = content.split(|byte| *byte == b'|').take(8);
    let files: Vec<&[u8]> = files.by_ref().collect();
    let mut archive = match kind % 4 {
        0 | 1 => zipped(files.iter().zip(0..).map(|(file, at)| (format!("{at}.txt"), *file))),
        2 => tarred(&files),
        _ => content.to_vec(),
    };
    let at = usize::from(u16::from_le_bytes(*place));
    if let Some(byte) = archive.get_mut(at) {
        *byte ^= value;
    }
    if kind & 4 > 0 {
        archive.truncate(at);
    }
    if kind & 8 > 0 {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&archive).expect("memory");
        archive = packed.finish().expect("memory");
    }
    holds("story.zip", archive);
}

/// Bytes after the head of a letter, or between two letters of a mailbox.
pub fn mail(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let head: &[u8] = b"From: Jane <jane@a.example>\nTo: b@a.example\nMessage-ID: <1@a.example>\n";
    let envelope: &[u8] = b"From jane@a.example Tue Jan 21 10:30:00 2025\n";
    let parts: &[u8] = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n";
    let letter = match kind % 4 {
        0 => [head, bytes].concat(),
        1 => [head, parts, bytes].concat(),
        2 => [envelope, head, bytes, b"\n\n", envelope, head, b"\nText.\n"].concat(),
        _ => bytes.to_vec(),
    };
    holds("letter.eml", letter);
}

/// Bytes as the content of XML: an entry of a feed, an item of the wire, a part of an office document.
pub fn xml(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let within = |start: &str, end: &str| [start.as_bytes(), bytes, end.as_bytes()].concat();
    let (name, document) = match kind % 8 {
        0 => ("a.xml", within("<rss version=\"2.0\"><channel><item>", "</item></channel></rss>")),
        1 => ("a.xml", within("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>", "</entry></feed>")),
        2 => ("a.xml", within("<newsItem guid=\"a\">", "</newsItem>")),
        3 => ("a.xml", within("<nitf><body>", "</body></nitf>")),
        4 => {
            let body = within("<w:document xmlns:w=\"w\"><w:body>", "</w:body></w:document>");
            let parts = [("[Content_Types].xml", b"<Types/>".to_vec()), ("word/document.xml", body)];
            ("a.docx", zipped(parts.iter().map(|(name, part)| ((*name).to_owned(), &**part))))
        }
        5 => {
            let body = within("<office:document-content><office:body><office:text>", "");
            let parts = [("content.xml", body), ("META-INF/manifest.xml", Vec::new())];
            ("a.odt", zipped(parts.iter().map(|(name, part)| ((*name).to_owned(), &**part))))
        }
        6 => {
            let sheet = within("<worksheet><sheetData>", "</sheetData></worksheet>");
            let parts = [("xl/workbook.xml", b"<workbook/>".to_vec()), ("xl/worksheets/sheet1.xml", sheet)];
            ("a.xlsx", zipped(parts.iter().map(|(name, part)| ((*name).to_owned(), &**part))))
        }
        _ => ("a.rtf", within("{\\rtf1 ", "}")),
    };
    holds(name, document);
}

fn zipped<'a>(files: impl Iterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default()).expect("memory");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

fn tarred(files: &[&[u8]]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for file in files {
        let mut header = tar::Header::new_gnu();
        header.set_path("a.txt").expect("a name");
        header.set_size(file.len() as u64);
        header.set_cksum();
        tar.append(&header, *file).expect("memory");
    }
    tar.into_inner().expect("memory")
}

fn holds(name: &str, bytes: Vec<u8>) {
    let limits = ["article=64KB", "page=256KB", "file=1MB", "unpacked=4MB", "entries=1000"];
    let limits = limits.iter().fold(Limits::default(), |limits, limit| {
        limits.with(limit.parse().expect("a limit"))
    });
    // A PDF is read by another program, which has targets of its own.
    if bytes.windows(5).any(|window| window == b"%PDF-") {
        return;
    }
    let length = bytes.len();
    // Whatever else the machine does takes time too.
    let took = took(name, &bytes, limits);
    assert!(took < LONGEST || self::took(name, &bytes, limits) < LONGEST, "{length} bytes took {took:?}");
}

/// How long reading takes; what is read is looked at.
fn took(name: &str, bytes: &[u8], limits: Limits) -> Duration {
    let start = Instant::now();
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let Ok(articles) = source::read_within(input, name, limits) else {
        return start.elapsed();
    };
    let mut count = 0;
    for found in articles {
        count += 1;
        assert!(count < MOST, "reading does not end");
        match found {
            Ok(found) => {
                let text = &found.article.text;
                assert!(!text.trim().is_empty(), "an article without text");
                assert!(text.len() as u64 <= limits.article, "a text of {}", text.len());
            }
            Err(problem) => assert!(!problem.reason.is_empty()),
        }
    }
    start.elapsed()
}

//! Archives of files: what is in them is read as files of the corpus are, and nothing in them does harm.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use newshound::source::{self, Extracted, Limits};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is read of a file: of each article its place in the file and its text, of each problem the reason.
fn read(name: &str, bytes: Vec<u8>) -> Vec<String> {
    read_within(name, bytes, Limits::default())
}

fn read_within(name: &str, bytes: Vec<u8>, limits: Limits) -> Vec<String> {
    match source::read_within(Box::new(Cursor::new(bytes)), name, limits) {
        Ok(articles) => articles
            .map(|read| read.map_or_else(|problem| problem.reason, shown))
            .collect(),
        Err(problem) => vec![problem.reason],
    }
}

fn shown(extracted: Extracted) -> String {
    let place = extracted.article.about.provenance;
    let member = place.member.unwrap_or_default();
    format!(
        "{} {member}: {}",
        place.record,
        extracted.article.text.trim()
    )
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a ZIP archive").into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append(&header, *bytes).expect("a file");
    }
    tar.into_inner().expect("a tar archive")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("written");
    encoder.finish().expect("gzip")
}

/// A bundle of clippings, with what lies beside them.
const BUNDLE: &[(&str, &[u8])] = &[
    ("week/one.txt", b"The chips are here."),
    (
        "week/wire.jsonl",
        b"{\"text\": \"Two.\"}\n{\"text\": \"Three.\"}\n",
    ),
    ("week/empty.txt", b""),
    ("week/logo.png", b"\x89PNG\r\n\x1a\n\0\0"),
    ("week/style.css", b"body { color: red }"),
    ("__MACOSX/week/._one.txt", b"\0\x05\x16\x07"),
    ("../../four.md", b"# A heading\n\nFour."),
];

const READ: &[&str] = &[
    "1 week/one.txt: The chips are here.",
    "2 week/wire.jsonl: Two.",
    "3 week/wire.jsonl: Three.",
    "`week/empty.txt`: the file holds no text",
    "4 four.md: Four.",
];

#[test]
fn each_file_in_an_archive_is_read_as_a_file_of_the_corpus_is() {
    assert_eq!(read("bundle.zip", zipped(BUNDLE)), READ);
    assert_eq!(read("bundle.tar", tarred(BUNDLE)), READ);
    assert_eq!(read("no name tells", tarred(BUNDLE)), READ);
}

#[test]
fn an_archive_may_be_packed_in_any_way() {
    let tar = tarred(BUNDLE);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(&tar).expect("written");
    let packed = [gzipped(&tar), bzip2.finish().expect("bzip2")];
    for packed in packed {
        assert_eq!(read("bundle", packed), READ);
    }
}

#[test]
fn xz_and_zstandard_are_unpacked() {
    // The encoder is not built; this was packed by `xz -9 --check=crc32`.
    let xz = b"\xfd7zXZ\x00\x00\x01i\x22\xde6\x02\x00!\x01\x1c\x00\x00\x00\x10\xcfX\xcc\x01\x00\x12The chips are here.\x00\x009\x1dn)\x00\x01'\x13\x90F\xfd~\x90B\x99\x0d\x01\x00\x00\x00\x00\x01YZ";
    assert_eq!(read("a.txt.xz", xz.to_vec()), ["1 : The chips are here."]);
    let frame = ruzstd::encoding::compress_to_vec(
        &b"The chips are here."[..],
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    // A frame that holds no data, and two that do.
    let skipped = b"\x5a\x2a\x4d\x18\x03\0\0\0abc";
    let frames = [&skipped[..], &frame, &frame].concat();
    assert_eq!(
        read("a.txt.zst", frames),
        ["1 : The chips are here.The chips are here."]
    );
    let cut = &frame[..frame.len() - 8];
    assert_eq!(
        read("a.txt.zst", cut.to_vec()),
        ["the Zstandard data is damaged or cut off"]
    );
}

#[test]
fn an_archive_in_an_archive_is_read_and_no_deeper_than_it_may_be() {
    let inner = zipped(&[("one.txt", b"One.")]);
    let outer = tarred(&[("a/inner.zip", &inner), ("two.txt", b"Two.")]);
    assert_eq!(
        read("a.tar.gz", gzipped(&outer)),
        ["1 a/inner.zip/one.txt: One.", "2 two.txt: Two."]
    );
    let deep = (0..8).fold(inner, |inner, _| zipped(&[("a.zip", &inner)]));
    let read = read("a.zip", deep);
    assert_eq!(read.len(), 1);
    assert!(
        read[0].ends_with("it lies in more than 5 documents that hold others"),
        "{read:?}"
    );
}

#[test]
fn what_unpacks_to_too_much_is_a_problem_and_the_rest_goes_on() {
    let zeros = vec![b'x'; 64 << 20];
    let bomb = zipped(&[("bomb.txt", &zeros), ("one.txt", b"One.")]);
    let times = "the data unpacks to more than 100 times its size";
    let expected = [format!("`bomb.txt`: {times}"), "1 one.txt: One.".to_owned()];
    assert_eq!(read("a.zip", bomb), expected);
    let packed = read("a.txt.gz", gzipped(&zeros));
    assert!(packed[0].contains(times), "{packed:?}");
    let limits = |limit: &str| Limits::default().with(limit.parse().expect("a limit"));
    let files = [
        ("one.txt", b"One.".as_slice()),
        ("two.txt", b"Two."),
        ("three.txt", b"Three."),
    ];
    let many = "the file has more than 2 entries, the most that are read";
    assert_eq!(
        read_within("a.zip", zipped(&files), limits("entries=2")),
        [many]
    );
    assert_eq!(
        read_within("a.tar", tarred(&files), limits("entries=2")),
        ["1 one.txt: One.", "2 two.txt: Two.", many]
    );
    let unpacked = read_within("a.zip", zipped(&files), limits("unpacked=9"));
    assert_eq!(
        unpacked,
        [
            "1 one.txt: One.",
            "2 two.txt: Two.",
            "`three.txt`: the file unpacks to more than 9 bytes, the most that is read",
        ]
    );
}

#[test]
fn archives_that_lie_are_problems() {
    let sound = zipped(&[("one.txt", b"One."), ("two.txt", b"Two.")]);
    let cut = sound[..sound.len() - 30].to_vec();
    assert_eq!(
        read("a.zip", cut),
        ["the ZIP archive is damaged or cut off"]
    );
    let mut overlapping = sound.clone();
    let list = memchr::memmem::rfind(&sound, b"PK\x01\x02").expect("a list");
    overlapping[list + 42..list + 46].fill(0);
    assert_eq!(
        read("a.zip", overlapping),
        ["the ZIP archive is one that only wants to be large: its parts overlap"]
    );
    let mut locked = zipped(&[("one.txt", b"One.")]);
    for magic in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at = memchr::memmem::find(&locked, magic).expect("a part");
        let flags = at + if magic[2] == 3 { 6 } else { 8 };
        locked[flags] |= 1;
    }
    assert_eq!(
        read("a.zip", locked),
        ["`one.txt`: it is encrypted; unpack it with its password and add what comes out"]
    );
    let tar = tarred(&[("one.txt", b"One."), ("two.txt", &[b'x'; 2000])]);
    let cut = read("a.tar", tar[..2000].to_vec());
    assert_eq!(cut[0], "1 one.txt: One.");
    assert!(
        cut.last()
            .expect("a problem")
            .contains("damaged or cut off"),
        "{cut:?}"
    );
    assert_eq!(read("a.zip", zipped(&[])), Vec::<String>::new());
}

#[test]
fn the_lists_of_an_export_say_what_its_pages_do_not() {
    let lists = br#"[
        {"id": "1", "slug": "bill-passes", "title": "Bill passes", "author": "Jane Doe", "labels": ["chips"],
         "url": "https://paper.example/bill", "publishedAt": "2025-01-21T10:30:00.000Z"},
        {"id": "2", "slug": "gone", "title": "Gone", "url": "https://paper.example/gone"},
        {"id": "3", "slug": "short", "title": "Short", "description": "Only a summary.", "url": "https://paper.example/s"}
    ]"#;
    let page = b"<DIV class=\"page\"><p>The Senate passed the bill on Tuesday.</p></DIV>";
    let other = b"<DIV class=\"page\"><p>No list names this page of the export.</p></DIV>";
    let bytes = zipped(&[
        ("metadata_0_to_20.json", lists),
        ("content/bill-passes.html", page),
        ("content/other.html", other),
        ("highlights/bill-passes.md", b"> passed the bill"),
    ]);
    let read = source::read(Box::new(Cursor::new(bytes)), "omnivore.zip").expect("an export");
    assert_eq!(read.format().to_string(), "Omnivore export");
    let read: Vec<_> = read.collect();
    let bill = read[0].as_ref().expect("an article");
    let about = &bill.article.about;
    assert_eq!(about.title.as_deref(), Some("Bill passes"));
    assert_eq!(about.url.as_deref(), Some("https://paper.example/bill"));
    let date = about.date.map(|date| date.to_string());
    assert_eq!(date.as_deref(), Some("2025-01-21T10:30:00Z"));
    assert_eq!(
        (&about.authors[..], &about.tags[..]),
        (&["Jane Doe".to_owned()][..], &["chips".to_owned()][..])
    );
    assert_eq!(
        bill.article.text.trim(),
        "The Senate passed the bill on Tuesday."
    );
    let short = read[1].as_ref().expect("an article");
    assert!(short.article.about.is_summary);
    let gone = read[2].as_ref().expect_err("a problem");
    assert_eq!(gone.reason, "the lists name 1 address without a text");
    let other = read[3].as_ref().expect("an article");
    assert!(other.article.text.starts_with("No list names"));
    assert_eq!(read.len(), 4);
}

//! Archives that lie about what is in them, or only want to be large.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{again, read, read_within, zipped};

/// The header of a file in a tar archive, with its sum.
fn header(name: &[u8], kind: tar::EntryType, size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_cksum();
    header
}

/// A file in a tar archive.
fn filed(name: &[u8], text: &str) -> Vec<u8> {
    let mut bytes = header(name, tar::EntryType::Regular, text.len() as u64)
        .as_bytes()
        .to_vec();
    bytes.extend(text.bytes());
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

/// Names that lead out of a folder, mean a device on some system, or do harm to a terminal; and how they are shown.
const NAMES: &[(&str, &str)] = &[
    ("../../../tmp/out.txt", "tmp/out.txt"),
    ("/tmp/out.txt", "tmp/out.txt"),
    ("C:\\out.txt", "C:/out.txt"),
    ("\\\\server\\share\\out.txt", "server/share/out.txt"),
    ("CON", "CON"),
    ("NUL.txt", "NUL.txt"),
    ("..", ""),
    ("out.txt.", "out.txt."),
    ("\u{1b}[31mred\u{202e}.txt", "\u{1b}[31mred\u{202e}.txt"),
];

#[test]
fn names_lead_nowhere() {
    let parts: Vec<_> = NAMES.iter().map(|name| (name.0, "Text.")).collect();
    let expected: Vec<_> = NAMES
        .iter()
        .map(|name| format!("{}: Text.", name.1))
        .collect();
    assert_eq!(read("a.zip", zipped(&parts)), expected);
    let files = NAMES.iter().map(|name| filed(name.0.as_bytes(), "Text."));
    let files: Vec<u8> = files.flatten().collect();
    assert_eq!(read("a.tar", Cursor::new(files)), expected);
    for (name, _) in NAMES {
        assert!(!std::path::Path::new("/tmp/out.txt").exists(), "{name}");
    }
    let zero = read("a.tar", Cursor::new(filed(b"a\0b.txt", "Text.")));
    assert_eq!(zero, ["a: Text."]);
}

#[test]
fn links_are_no_files() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.add_symlink("passwd.txt", "/etc/passwd", options)
        .expect("a link");
    zip.start_file("one.txt", options).expect("a part");
    zip.write_all(b"One.").expect("written");
    let zip = zip.finish().expect("a ZIP archive").into_inner();
    assert_eq!(read("a.zip", Cursor::new(zip)), ["one.txt: One."]);
    let mut tar = Vec::new();
    for kind in [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Fifo,
        tar::EntryType::Block,
    ] {
        let mut header = header(b"passwd.txt", kind, 0);
        header.set_link_name("/etc/passwd").expect("a link");
        header.set_cksum();
        tar.extend(header.as_bytes());
    }
    tar.extend(filed(b"one.txt", "One."));
    assert_eq!(read("a.tar", Cursor::new(tar)), ["one.txt: One."]);
}

#[test]
fn a_file_of_nothing_but_gaps_is_no_larger_than_its_bytes_allow() {
    let sparse = |size: u64| {
        let mut header = header(b"a.txt", tar::EntryType::GNUSparse, 0);
        let gnu = header.as_gnu_mut().expect("a header");
        let digits = |number: u64| {
            let mut bytes = [0; 12];
            bytes[0] = 0x80;
            bytes[4..].copy_from_slice(&number.to_be_bytes());
            bytes
        };
        gnu.sparse[0].offset = digits(size);
        gnu.sparse[0].numbytes = *b"00000000000\0";
        gnu.realsize = digits(size);
        header.set_cksum();
        header.as_bytes().to_vec()
    };
    let why = "problem: `a.txt`: the data unpacks to more than 100 times its size";
    let tar = [sparse(1 << 50).repeat(20), filed(b"one.txt", "One.")].concat();
    let found = read("a.tar", Cursor::new(tar));
    assert_eq!(found[..20], [why; 20]);
    assert_eq!(found[20..], ["one.txt: One."]);
}

#[test]
fn a_name_without_end_is_not_held() {
    for kind in [tar::EntryType::GNULongName, tar::EntryType::XHeader] {
        let size = 1 << 30;
        let start = filed(b"one.txt", "One.");
        let long = header(b"long", kind, size).as_bytes().to_vec();
        let tar = Cursor::new(start)
            .chain(Cursor::new(long))
            .chain(std::io::repeat(b'x').take(size));
        let found = read("a.tar", tar);
        assert_eq!(found[0], "one.txt: One.");
        assert_eq!(
            found[1..],
            [
                "problem: the tar archive is damaged or cut off: what it says of a file is longer than 1 MB"
            ]
        );
    }
}

#[test]
fn sizes_that_lie() {
    for size in [u64::MAX, u64::MAX >> 1, 1 << 40] {
        let tar = [
            filed(b"one.txt", "One."),
            header(b"a.txt", tar::EntryType::Regular, size)
                .as_bytes()
                .to_vec(),
            b"x".repeat(600),
        ]
        .concat();
        let found = read("a.tar", Cursor::new(tar));
        assert_eq!(found[0], "one.txt: One.", "{size}");
        let last = found.last().expect("a problem");
        assert!(last.contains("damaged or cut off"), "{found:?}");
    }
    // The size of a part in the list of a ZIP archive, and in front of it.
    let sound = zipped(&[("one.txt", "One."), ("two.txt", "Two.")]).into_inner();
    let list = memchr::memmem::find(&sound, b"PK\x01\x02").expect("a list");
    for (at, bytes) in [
        (24, [0xfe; 4]),
        (24, [0; 4]),
        (20, [1, 0, 0, 0]),
        (20, [0xfe; 4]),
        (42, [0xfe; 4]),
    ] {
        let mut lying = sound.clone();
        lying[list + at..list + at + 4].copy_from_slice(&bytes);
        assert!(!read("a.zip", Cursor::new(lying)).is_empty());
    }
}

/// The end of a ZIP archive that says it has so many parts.
fn end(count: u64) -> Vec<u8> {
    let mut end = b"PK\x03\x04PK\x06\x06".to_vec();
    end.extend(44u64.to_le_bytes());
    end.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    end.extend(count.to_le_bytes());
    end.extend(count.to_le_bytes());
    end.extend([0; 16]);
    end.extend(b"PK\x06\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0");
    end.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    end
}

#[test]
fn more_entries_than_are_read() {
    for count in [100_001, u64::MAX] {
        assert_eq!(
            read("a.zip", Cursor::new(end(count))),
            ["problem: the file has more than 100000 entries, the most that are read"]
        );
    }
    // Each of the archives within has few, all of them too many, which is said once.
    let inner = zipped(&[
        ("a.txt", "A."),
        ("b.txt", "B."),
        ("c.txt", "C."),
        ("d.txt", "D."),
    ])
    .into_inner();
    let names: Vec<String> = (0..20).map(|at| format!("{at}.zip")).collect();
    let parts: Vec<_> = names.iter().map(|name| (&**name, &inner)).collect();
    let found = read_within("a.zip", zipped(&parts), &["entries=22"]);
    let problems: Vec<_> = found
        .iter()
        .filter(|found| found.starts_with("problem"))
        .collect();
    assert_eq!(
        problems,
        ["problem: `4.zip`: the file has more than 22 entries, the most that are read"]
    );
}

fn gzipped(mut input: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut input, &mut encoder).expect("written");
    encoder.finish().expect("gzip")
}

#[test]
fn bombs_of_all_kinds() {
    let line = format!("{{\"text\": \"{}\"}}\n", "a".repeat(2_000));
    let times = "unpacks to more than 100 times its size";
    let one = gzipped(again(&*line, 12_000));
    let two = gzipped(&*one);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    std::io::copy(&mut again(&*line, 10_000), &mut bzip2).expect("written");
    for bomb in [one, two.clone(), bzip2.finish().expect("packed")] {
        let found = read("a.jsonl.gz", Cursor::new(bomb));
        let last = found.last().expect("a problem");
        assert!(last.contains(times), "{last}");
    }
    // A third layer is not unpacked.
    assert_eq!(
        read("a.gz", Cursor::new(gzipped(&*two))),
        ["problem: the file holds binary data, which is not read"]
    );
    let lines = gzipped(again(&*line, 10_000));
    let found = read_within("a.jsonl.gz", Cursor::new(lines), &["ratio=5"]);
    assert!(
        found
            .last()
            .expect("a problem")
            .contains("more than 5 times"),
        "{:?}",
        found.last()
    );
}

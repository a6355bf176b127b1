//! The targets that read files, without libFuzzer: `rounds TARGET SECONDS` reads the cases of the tests with bytes
//! changed, left out and doubled. What it finds is written to `artifacts`, and it goes on. `rounds TARGET FILE` reads
//! a finding again.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

mod reading;

const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("mail", reading::mail),
    ("packed", reading::packed),
    ("read", reading::read),
    ("xml", reading::xml),
];

/// What is put in between: the signs of the formats.
const PIECES: &[&[u8]] = &[
    b"<", b">", b"]]>", b"<![CDATA[", b"&#x0;", b"&", b"\n\n", b"--b", b"--b--", b"\0", b"=", b"\r", b"<item>",
    b"</item>", b"\xe9", b"\xff\xfe", b"{", b"}", b"[", b"]", b"\"", b"\\u", b"\\u00", b"\\d800", b",", b"|", b"---\n",
    b"> ", b"\\'", b"\\bin9 ", b"\\intbl", b"\\row", b"\\cell", b"Content-Type: ", b"multipart/mixed; boundary=b\n\n",
    b"message/rfc822", b"base64", b"charset=utf-16", b"From ", b"\xf0\x9f\x98\x80", b"\xc3", b"<w:p>", b"<w:t>",
    b"</w:tr>", b"<table:table-row>", b"<nitf>", b"<body.content>", b"<c r=\"A1\">", b"99999999999999999999", b"-1",
    b"January 32, 2025", b"PK\x03\x04", b"WARC/1.0\r\n", b"Content-Length: ", b"\x1f\x8b",
];

fn main() {
    let mut words = std::env::args().skip(1);
    let target = words.next().unwrap_or_else(|| "read".to_owned());
    let word = words.next().unwrap_or_else(|| "60".to_owned());
    let (_, check) = TARGETS.iter().find(|row| row.0 == target).expect("a target: mail, packed, read or xml");
    let Ok(seconds) = word.parse() else {
        return check(&fs::read(&word).expect("a number of seconds, or a finding"));
    };
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = seeds(&top.join(".."));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    dice.0 ^= u64::from(std::process::id());
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut rounds, mut findings) = (0u64, 0u64);
    while Instant::now() < end {
        let bytes = changed(&seeds, &mut dice);
        rounds += 1;
        if panic::catch_unwind(|| check(&bytes)).is_err() {
            findings += 1;
            let mut hasher = DefaultHasher::new();
            bytes.hash(&mut hasher);
            let folder = top.join("artifacts");
            fs::create_dir_all(&folder).expect("room for a finding");
            fs::write(folder.join(format!("{target}-{:016x}", hasher.finish())), &bytes).expect("room for a finding");
        }
    }
    println!("{rounds} rounds of {target} over {} seeds in {seconds} s, {findings} findings.", seeds.len());
}

/// The sources of the cases, and the small files of the corpora.
fn seeds(tests: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = ["articles", "corpora/hostile", "corpora/tiny"]
        .iter()
        .flat_map(|folder| fs::read_dir(tests.join(folder)).expect("cases").flatten())
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a case");
        let text = String::from_utf8_lossy(&bytes);
        match text.split_once("\n-----\n") {
            Some((source, _)) => source.as_bytes().to_vec(),
            None => bytes,
        }
    };
    files.iter().map(read).collect()
}

/// A seed with some changes.
fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = vec![dice.below(256) as u8];
    bytes.extend(&seeds[dice.below(seeds.len())]);
    bytes.truncate(20_000);
    for _ in 0..1 + dice.below(12) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        let piece: Vec<u8> = match dice.below(5) {
            0 => PIECES[dice.below(PIECES.len())].to_vec(),
            1 => (0..dice.below(4)).map(|_| dice.below(256) as u8).collect(),
            2 => bytes[at..end].repeat(2 + dice.below(3)),
            3 => PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(200)),
            _ => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                other[from..(from + dice.below(200)).min(other.len())].to_vec()
            }
        };
        let end = if dice.below(2) == 0 { at } else { end };
        bytes.splice(at..end, piece);
    }
    bytes
}

/// Marsaglia's xorshift64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.max(1);
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % many.max(1)
    }
}

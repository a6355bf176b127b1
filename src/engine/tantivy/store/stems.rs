//! Which words of a dictionary belong together: a file of our own beside the engine's.
//!
//! A dictionary is sorted by spelling, so that the forms of a word may be far apart in it. Here they are
//! found by their stem, and the ways in which a word was written in parts by the word itself: by the name
//! of the family. `.stems`, numbers with the lowest byte first, for headlines and then for texts:
//!
//! ```text
//! bytes         u64        4 · (n + 1); 0 where there is no family
//! begins        u32 · n+1  where the families of a bucket begin; a name's bucket is hash · n / 2³²
//! bytes         u64        m
//! families      u8 · m     hash of the name, its lower half, u16; how many members, u8; these
//! ```
//!
//! A member is a byte: how many letters of the name's end it lacks, times 32, and how many come instead; 7
//! or 31 mean a number of u16 that follows, in this order. Then come these letters. All are bytes.
//!
//! Two names with one hash share a family. So a member may belong to the other name, or be no word at all.
//! A word that is its own stem and has no other form, such as most numbers and names, is not written.

use std::io::{self, Write};
use std::ops::Range;

use tantivy::directory::FileSlice;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::engine::tantivy::store::by_field::{ByText, Maker};
use crate::engine::tantivy::store::paged::Paged;
use crate::engine::tantivy::store::sidecar;
use crate::words;
use crate::words::events;

/// How the name of the file ends.
const STEMS: &str = "stems";

/// So many words of the dictionary have a bucket for their families.
const BUCKET: usize = 16;
/// Words are brought together so many at a time.
const AT_ONCE: usize = if cfg!(debug_assertions) { 100 } else { 1 << 20 };

/// From here on a number of letters follows the first byte of a member.
const LACKING: usize = 7;
const INSTEAD: usize = 31;

/// What the members of a family have in common.
#[derive(Debug, Clone, Copy)]
pub enum Family<'a> {
    /// Words of this Snowball stem, whatever number of positions they cover.
    Stem(&'a str),
    /// The folded word where it was written in parts: its seams, and itself covering several positions.
    Parts(&'a str),
}

impl<'a> Family<'a> {
    fn name(self) -> &'a str {
        match self {
            Family::Stem(name) | Family::Parts(name) => name,
        }
    }

    fn hash(self) -> u32 {
        let kind = match self {
            Family::Stem(_) => 0,
            Family::Parts(_) => 1,
        };
        (xxh3_64_with_seed(self.name().as_bytes(), kind) >> 32) as u32
    }
}

/// The families of a field in a segment, words of removed articles among them.
pub struct StemIndex {
    begins: Paged,
    families: Paged,
}

impl StemIndex {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<ByText<StemIndex>> {
        ByText::open(segment, STEMS, StemIndex::take)
    }

    fn take(file: &mut FileSlice) -> Option<StemIndex> {
        Some(StemIndex {
            begins: Paged::new(sidecar::take(file)?),
            families: Paged::new(sidecar::take(file)?),
        })
    }

    /// What may be the members of a family, in the index's spelling; some come twice.
    pub fn of(&self, family: Family<'_>) -> Vec<String> {
        let (name, hash) = (family.name(), family.hash());
        let mut found = match family {
            Family::Stem(stem) => vec![stem.to_owned()],
            Family::Parts(_) => Vec::new(),
        };
        if let Some(buckets) = (self.begins.len() / 4).checked_sub(1) {
            let at = bucket(hash, buckets);
            let begin = |at| self.begins.number32(at) as usize;
            if let Some(families) = self.families.bytes(begin(at), begin(at + 1)) {
                each_member(&families, hash, name, &mut found);
            }
        }
        found
    }
}

fn bucket(hash: u32, buckets: usize) -> usize {
    ((u64::from(hash) * buckets as u64) >> 32) as usize
}

/// Finds the members of a family among those of its bucket, as far as they can be made out.
fn each_member(mut families: &[u8], hash: u32, name: &str, found: &mut Vec<String>) {
    while let Some(([low, high, members], mut rest)) = families.split_first_chunk() {
        let is_it = u16::from_le_bytes([*low, *high]) == hash as u16;
        for _ in 0..*members {
            let Some((lacking, instead, next)) = member(rest) else {
                return;
            };
            let kept = name.len().checked_sub(lacking).filter(|_| is_it);
            let spelling = kept.map(|kept| [&name.as_bytes()[..kept], instead].concat());
            found.extend(spelling.and_then(|spelling| String::from_utf8(spelling).ok()));
            rest = next;
        }
        families = rest;
    }
}

/// Takes off a member: how many bytes of the name it lacks, and those that come instead.
fn member(bytes: &[u8]) -> Option<(usize, &[u8], &[u8])> {
    let (&first, mut rest) = bytes.split_first()?;
    let mut number = |short: u8, long: usize| -> Option<usize> {
        if usize::from(short) < long {
            return Some(usize::from(short));
        }
        let (number, behind) = rest.split_first_chunk()?;
        rest = behind;
        Some(usize::from(u16::from_le_bytes(*number)))
    };
    let lacking = number(first >> 5, LACKING)?;
    let instead = number(first & 31, INSTEAD)?;
    let (instead, rest) = rest.split_at_checked(instead)?;
    Some((lacking, instead, rest))
}

fn push_member(bytes: &mut Vec<u8>, name: &str, spelling: &str) {
    let pairs = name.bytes().zip(spelling.bytes());
    let kept = pairs.take_while(|(a, b)| a == b).count();
    let (lacking, instead) = (name.len() - kept, spelling.len() - kept);
    bytes.push((lacking.min(LACKING) << 5 | instead.min(INSTEAD)) as u8);
    for (number, long) in [(lacking, LACKING), (instead, INSTEAD)] {
        if number >= long {
            // No word of an index is longer.
            bytes.extend((number as u16).to_le_bytes());
        }
    }
    bytes.extend_from_slice(&spelling.as_bytes()[kept..]);
}

/// Brings together the words of a field.
pub struct StemIndexer;

impl Maker for StemIndexer {
    const FILE: &'static str = STEMS;

    fn of_segment(_: &SegmentReader) -> tantivy::Result<StemIndexer> {
        Ok(StemIndexer)
    }

    fn push(&self, index: &InvertedIndexReader, out: &mut dyn Write) -> tantivy::Result<()> {
        let count = index.terms().num_terms();
        let mut written = Written::new(count);
        let parts = count.div_ceil(AT_ONCE);
        for part in 0..parts {
            let (mut words, mut gathered) = (index.terms().stream()?, Gathered::new(part, parts));
            while words.advance() {
                if let Ok(word) = std::str::from_utf8(words.key()) {
                    gathered.enter(word);
                }
            }
            gathered.write(&mut written);
        }
        Ok(written.push_to(out)?)
    }
}

/// The families of a field as they are written, in the order of their hashes.
struct Written {
    buckets: usize,
    begins: Vec<u32>,
    bytes: Vec<u8>,
}

impl Written {
    /// For a dictionary of so many words.
    fn new(words: usize) -> Written {
        Written {
            buckets: words.div_ceil(BUCKET),
            begins: Vec::new(),
            bytes: Vec::new(),
        }
    }

    fn push_to(mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.buckets > 0 {
            self.begins
                .resize(self.buckets + 1, self.bytes.len() as u32);
        }
        sidecar::push_numbers(out, &self.begins)?;
        sidecar::push_bytes(out, &self.bytes)
    }
}

/// The families in the making whose hash is in one of several parts of all numbers.
struct Gathered {
    part: usize,
    parts: usize,
    members: Vec<Member>,
    bytes: Vec<u8>,
}

struct Member {
    /// The hash of its family's name.
    family: u32,
    /// Whether it is spelled as its family is named.
    is_name: bool,
    /// Where it lies among the bytes.
    at: Range<usize>,
}

impl Gathered {
    fn new(part: usize, parts: usize) -> Gathered {
        Gathered {
            part,
            parts,
            members: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Takes note of a word in the index's spelling.
    fn enter(&mut self, spelling: &str) {
        let Some((term, width)) = events::split_width(spelling) else {
            return;
        };
        if width > 1 {
            self.join(Family::Parts(term), spelling);
        }
        if !words::is_second_form(term) {
            self.join(Family::Stem(&words::stem(term)), spelling);
        } else if let Some((word, _)) = term.split_once(words::COMPOUND_MARK) {
            self.join(Family::Parts(word), spelling);
        }
    }

    fn join(&mut self, family: Family<'_>, spelling: &str) {
        if bucket(family.hash(), self.parts) != self.part {
            return;
        }
        let begin = self.bytes.len();
        push_member(&mut self.bytes, family.name(), spelling);
        self.members.push(Member {
            family: family.hash(),
            is_name: spelling == family.name(),
            at: begin..self.bytes.len(),
        });
    }

    fn write(mut self, written: &mut Written) {
        let Written {
            buckets,
            begins,
            bytes,
        } = written;
        self.members.sort_by_key(|member| member.family);
        let families = self.members.chunk_by(|one, next| one.family == next.family);
        let is_written = |family: &&[Member]| !matches!(family, [Member { is_name: true, .. }]);
        for family in families.filter(is_written) {
            let name = family[0].family;
            begins.resize(bucket(name, *buckets) + 1, bytes.len() as u32);
            // More than a byte can count are families of one name.
            for members in family.chunks(usize::from(u8::MAX)) {
                bytes.extend((name as u16).to_le_bytes());
                bytes.push(members.len() as u8);
                for Member { at, .. } in members {
                    bytes.extend_from_slice(&self.bytes[at.clone()]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;

    /// The file of the words of headlines alone, brought together in so many parts.
    fn file(spellings: &[&str], parts: usize) -> Vec<u8> {
        let (mut file, mut written) = (Vec::new(), Written::new(spellings.len()));
        for part in 0..parts {
            let mut gathered = Gathered::new(part, parts);
            spellings
                .iter()
                .for_each(|spelling| gathered.enter(spelling));
            gathered.write(&mut written);
        }
        written.push_to(&mut file).expect("memory");
        Written::new(0).push_to(&mut file).expect("memory");
        file
    }

    fn families(file: &[u8]) -> Option<ByText<StemIndex>> {
        ByText::of(FileSlice::from(file.to_vec()), StemIndex::take)
    }

    #[test]
    fn members_are_found_by_what_they_have_in_common() {
        let spellings = [
            "US",
            "chip",
            "chips",
            "openai",
            "openai\u{1f}2",
            "openai|4",
            "policies",
            "policy",
        ];
        let file = file(&spellings, 1);
        assert_eq!(file, super::tests::file(&spellings, 3));
        let families = families(&file).expect("a whole file");
        let found = |field, family| {
            let mut found = families.field(field).expect("a field of text").of(family);
            found.sort();
            found.dedup();
            found
        };
        assert_eq!(found(Field::Title, Family::Stem("chip")), ["chip", "chips"]);
        assert_eq!(
            found(Field::Title, Family::Stem("polici")),
            ["polici", "policies", "policy"]
        );
        let openai = found(Field::Title, Family::Stem("openai"));
        assert_eq!(openai, ["openai", "openai\u{1f}2"]);
        let parts = found(Field::Title, Family::Parts("openai"));
        assert_eq!(parts, ["openai\u{1f}2", "openai|4"]);
        for (field, family) in [
            (Field::Title, Family::Parts("chip")),
            (Field::Body, Family::Parts("openai")),
        ] {
            assert!(found(field, family).is_empty(), "{family:?}");
        }
        assert_eq!(found(Field::Body, Family::Stem("chip")), ["chip"]);
        for length in 0..file.len() {
            assert!(super::tests::families(&file[..length]).is_none());
        }
    }

    #[test]
    fn long_members_are_kept_whole() {
        let long = "ß".repeat(200);
        let families = families(&file(&[&long], 1)).expect("a whole file");
        let found = families.field(Field::Title).expect("a field of text");
        assert_eq!(found.of(Family::Stem(&long)), [long.as_str()]);
    }

    #[test]
    fn members_that_cannot_be_made_out_are_none() {
        // One that is no UTF-8, one that lacks more than there is, one as it should be; one cut off.
        let families = b"\x07\x00\x03\x01\xff\x61x\x01s\x07\x00\x02\x00\x05cut";
        let made_out = |hash, name| {
            let mut found = Vec::new();
            each_member(families, hash, name, &mut found);
            found
        };
        assert_eq!(made_out(7, "ai"), ["ais", "ai"]);
        assert_eq!(made_out(8, "ai"), [""; 0]);
    }

    #[test]
    fn members_of_any_length_come_back() {
        let name = "n".repeat(100);
        for spelling in [
            name.clone(),
            String::new(),
            "n".repeat(93),
            "n".repeat(94),
            format!("{name}{}", "s".repeat(30)),
            format!("{name}{}", "s".repeat(31)),
            "ß".repeat(300),
        ] {
            let mut bytes = vec![0, 0, 1];
            push_member(&mut bytes, &name, &spelling);
            let mut found = Vec::new();
            each_member(&bytes, 0, &name, &mut found);
            assert_eq!(found, [spelling]);
        }
    }
}

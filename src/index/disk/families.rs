//! Which words of a dictionary belong together: a file of our own beside the engine's.
//!
//! A dictionary is sorted by spelling, so that the forms of a word may stand far apart in it. Here they are
//! found by their stem, and the ways in which a word was written in parts by the word itself: by the name
//! of the family. `.families`, numbers with the lowest byte first, for headlines and then for texts:
//!
//! ```text
//! families      u64        n
//! names         u32 · n    hashes of the names, rising
//! begins        u32 · n    where the members of a family begin
//! bytes         u64        m
//! members       u8 · m     as many as a family has: how many bytes of its name a member begins with, u8;
//!                          the rest of its spelling; 0x1e
//! ```
//!
//! Families whose names have the same hash are one here. So a member may be none, or nobody's word.

use std::ops::Range;

use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentReader;
use tantivy::{DocId, Segment};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::field::Field;
use crate::index::disk::line;
use crate::index::disk::page::Page;
use crate::index::disk::sidecar::{self, Sidecar, TEXTS, number32};
use crate::words;

/// How the name of the file ends.
const FAMILIES: &str = "families";

/// Stands behind a member. No word holds it, as `line` parts words with it too.
const END: u8 = 0x1e;

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

/// The families of a segment, words of removed articles among them.
pub struct Families([Members; TEXTS.len()]);

/// Those of a field.
pub struct Members {
    names: OwnedBytes,
    begins: OwnedBytes,
    members: OwnedBytes,
}

impl Families {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Families> {
        let file = sidecar::read(segment, FAMILIES)?;
        Families::of(file).ok_or_else(|| sidecar::unreadable(FAMILIES))
    }

    fn of(mut file: OwnedBytes) -> Option<Families> {
        let mut each = || {
            let [names, begins] = sidecar::table(&mut file)?;
            let members = sidecar::bytes(&mut file)?;
            Some(Members {
                names,
                begins,
                members,
            })
        };
        Some(Families([each()?, each()?]))
    }

    /// Of a field of running text; `None` for any other.
    pub fn field(&self, field: Field) -> Option<&Members> {
        let at = TEXTS.iter().position(|(known, _)| *known == field)?;
        Some(&self.0[at])
    }
}

impl Members {
    /// What may be the members of a family, in the index's spelling.
    pub fn of(&self, family: Family<'_>) -> Vec<String> {
        let (name, hash) = (family.name(), family.hash());
        let (names, _) = self.names.as_chunks();
        let at = names.partition_point(|bytes| u32::from_le_bytes(*bytes) < hash);
        if names.get(at).map(|bytes| u32::from_le_bytes(*bytes)) != Some(hash) {
            return Vec::new();
        }
        let begin = |at| number32(&self.begins, at) as usize;
        let end = match at + 1 < names.len() {
            true => begin(at + 1),
            false => self.members.len(),
        };
        let members = self.members.get(begin(at)..end).unwrap_or_default();
        each_member(members, name)
    }
}

fn each_member(mut members: &[u8], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((&kept, rest)) = members.split_first() {
        let end = rest
            .iter()
            .position(|byte| *byte == END)
            .unwrap_or(rest.len());
        let kept = name.as_bytes().get(..usize::from(kept));
        let spelling = kept.map(|kept| [kept, &rest[..end]].concat());
        found.extend(spelling.and_then(|spelling| String::from_utf8(spelling).ok()));
        members = rest.get(end + 1..).unwrap_or_default();
    }
    found
}

/// Brings together the words of a segment once they are written.
#[derive(Default)]
pub struct Gathering;

impl Sidecar for Gathering {
    const FILES: &'static [&'static str] = &[FAMILIES];

    fn add(&mut self, _: DocId, _: &Page) {}

    fn merge(&mut self, _: &SegmentReader) -> tantivy::Result<()> {
        Ok(())
    }

    /// By the dictionaries of the segment.
    fn into_files(self, segment: &Segment) -> tantivy::Result<Vec<Vec<u8>>> {
        let reader = SegmentReader::open(segment)?;
        let mut file = Vec::new();
        for (_, name) in TEXTS {
            let field = segment.schema().get_field(name)?;
            let index = reader.inverted_index(field)?;
            let (mut words, mut gathered) = (index.terms().stream()?, Gathered::default());
            while words.advance() {
                if let Ok(word) = std::str::from_utf8(words.key()) {
                    gathered.enter(word);
                }
            }
            gathered.push_to(&mut file);
        }
        Ok(vec![file])
    }

    fn size(&self) -> usize {
        0
    }
}

/// The families of a field in the making.
#[derive(Default)]
struct Gathered {
    /// By the hashes of the families' names: where a member lies in `bytes`.
    members: Vec<(u32, Range<usize>)>,
    bytes: Vec<u8>,
}

impl Gathered {
    /// Takes note of a word in the index's spelling.
    fn enter(&mut self, spelling: &str) {
        let Some((term, width)) = line::read(spelling) else {
            return;
        };
        if width > 1 {
            self.join(Family::Parts(term), spelling);
        }
        if !words::is_second_form(term) {
            self.join(Family::Stem(&words::stem(term)), spelling);
        } else if let Some((word, _)) = term.split_once(words::SEAM) {
            self.join(Family::Parts(word), spelling);
        }
    }

    fn join(&mut self, family: Family<'_>, spelling: &str) {
        let pairs = family.name().bytes().zip(spelling.bytes());
        let shared = pairs.take_while(|(a, b)| a == b).count();
        let kept = u8::try_from(shared).unwrap_or(u8::MAX);
        let begin = self.bytes.len();
        self.bytes.push(kept);
        self.bytes
            .extend_from_slice(&spelling.as_bytes()[usize::from(kept)..]);
        self.bytes.push(END);
        self.members.push((family.hash(), begin..self.bytes.len()));
    }

    fn push_to(mut self, file: &mut Vec<u8>) {
        self.members.sort_by_key(|(hash, _)| *hash);
        let (mut names, mut begins, mut members) = (Vec::new(), Vec::new(), Vec::new());
        for (hash, member) in self.members {
            if names.last() != Some(&hash) {
                names.push(hash);
                begins.push(members.len() as u32);
            }
            members.extend_from_slice(&self.bytes[member]);
        }
        sidecar::push_table(file, &[names, begins]);
        sidecar::push_bytes(file, &members);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_by_what_they_have_in_common() {
        let mut gathered = Gathered::default();
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
        spellings
            .iter()
            .for_each(|spelling| gathered.enter(spelling));
        let mut file = Vec::new();
        gathered.push_to(&mut file);
        Gathered::default().push_to(&mut file);
        let families = Families::of(OwnedBytes::new(file.clone())).expect("a whole file");
        let found = |field, family| families.field(field).expect("a field of text").of(family);
        assert_eq!(found(Field::Title, Family::Stem("chip")), ["chip", "chips"]);
        assert_eq!(
            found(Field::Title, Family::Stem("polici")),
            ["policies", "policy"]
        );
        let openai = found(Field::Title, Family::Stem("openai"));
        assert_eq!(openai, ["openai", "openai\u{1f}2"]);
        let parts = found(Field::Title, Family::Parts("openai"));
        assert_eq!(parts, ["openai\u{1f}2", "openai|4"]);
        for (field, family) in [
            (Field::Title, Family::Parts("chip")),
            (Field::Title, Family::Stem("US")),
            (Field::Body, Family::Stem("chip")),
        ] {
            assert!(found(field, family).is_empty(), "{family:?}");
        }
        for length in 0..file.len() {
            assert!(Families::of(OwnedBytes::new(file[..length].to_vec())).is_none());
        }
    }

    #[test]
    fn long_members_are_kept_whole() {
        let long = "ß".repeat(200);
        let mut gathered = Gathered::default();
        gathered.enter(&long);
        let mut file = Vec::new();
        gathered.push_to(&mut file);
        Gathered::default().push_to(&mut file);
        let families = Families::of(OwnedBytes::new(file)).expect("a whole file");
        let found = families.field(Field::Title).expect("a field of text");
        assert_eq!(found.of(Family::Stem(&long)), [long.as_str()]);
    }

    #[test]
    fn members_that_cannot_be_made_out_are_none() {
        let members = b"\xffx\x1e\x02\xff\x1e\x02s\x1e\x01";
        assert_eq!(each_member(members, "ai"), ["ais", "a"]);
        assert_eq!(each_member(members, ""), [""; 0]);
    }
}

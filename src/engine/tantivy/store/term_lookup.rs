//! Looking words up in the dictionary of a field without reading all of it.
//!
//! The engine maps a dictionary whole, and a large one unverified (see `folder`). Before a word is looked
//! up here, the nodes on its way through the automaton and what they lead to are verified, so that the engine
//! then reads nothing else. Whoever reads more of a dictionary verifies all of it.
//!
//! `.term` of the engine, for each field:
//!
//! ```text
//! automaton     u8         words to their ordinals (an FST of the crate `tantivy-fst`)
//! length        u64        bytes of the blocks
//! words         u64
//! blocks        39 · ⌈words/256⌉  offset u64, the first word's entry, and the bits of an entry's parts, u8 · 3
//! entries       u8         of the other words of each block, bits side by side
//! length        u64        bytes from the length of the blocks to here
//! version       u32
//! kind          u32
//! ```

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::HasLen;
use tantivy::directory::{CompositeFile, FileSlice, OwnedBytes};
use tantivy::index::{InvertedIndexReader, SegmentComponent, SegmentReader};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy_fst::raw::{CompiledAddr, Fst, Node};

use crate::engine::tantivy::store::pages::not_as_written;
use crate::words::events::WIDTH_MARK;

const BLOCK_WORDS: u64 = 256;
const BLOCK_BYTES: usize = 39;
/// Length, version and kind.
const FOOTER: usize = 16;
/// Bytes of a node before its last one: with one transition at most so many.
const SMALL_NODE: usize = 20;
/// With more than one at most so many, and so many for each transition.
const NODE: usize = 16;
const TRANSITION: usize = 17;
/// From so many transitions on a node has a table of them.
const TABLE_FROM: usize = 32;
const TABLE: usize = 256;

/// The dictionaries of a segment.
pub struct Dictionaries {
    files: CompositeFile,
    /// By the number of the field.
    opened: Box<[OnceLock<Arc<Dictionary>>]>,
}

impl Dictionaries {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Dictionaries> {
        let fields = segment.schema().num_fields();
        Ok(Dictionaries {
            files: CompositeFile::open(&segment.open_read(SegmentComponent::Terms)?)?,
            opened: (0..fields).map(|_| OnceLock::new()).collect(),
        })
    }

    /// The dictionary of a field; the segment is the one of all.
    pub fn field(&self, segment: &SegmentReader, field: Field) -> tantivy::Result<Arc<Dictionary>> {
        let open = || {
            let index = segment.inverted_index(field)?;
            let file = self.files.open_read(field);
            Ok(Arc::new(Dictionary::open(index, file)?))
        };
        let Some(opened) = self.opened.get(field.field_id() as usize) else {
            return open();
        };
        if let Some(dictionary) = opened.get() {
            return Ok(Arc::clone(dictionary));
        }
        let dictionary = open()?;
        Ok(Arc::clone(opened.get_or_init(|| dictionary)))
    }
}

/// The words of a field in a segment.
pub struct Dictionary {
    index: Arc<InvertedIndexReader>,
    /// Nothing where no document has a word.
    file: Option<Verified>,
    is_whole: AtomicBool,
}

/// A dictionary's bytes, which are verified a few at a time.
struct Verified {
    file: FileSlice,
    automaton: Fst<OwnedBytes>,
    /// Where the blocks begin, and the entries.
    blocks: usize,
    entries: usize,
}

/// A word of a dictionary.
#[derive(Debug, Clone)]
pub struct Found {
    pub word: String,
    pub ordinal: u64,
    pub info: TermInfo,
}

impl Dictionary {
    fn open(index: Arc<InvertedIndexReader>, file: Option<FileSlice>) -> io::Result<Dictionary> {
        Ok(Dictionary {
            index,
            file: file.map(Verified::open).transpose()?,
            is_whole: AtomicBool::new(false),
        })
    }

    /// The postings of its words.
    pub fn index(&self) -> &InvertedIndexReader {
        &self.index
    }

    /// All its words, each of them verified.
    pub fn all(&self) -> io::Result<&TermDictionary> {
        if let Some(Verified { file, .. }) = &self.file
            && !self.is_whole.load(Ordering::Relaxed)
        {
            // More at once would not be verified.
            const AT_ONCE: usize = crate::engine::tantivy::store::folder::LOOKED_UP;
            for from in (0..file.len()).step_by(AT_ONCE) {
                file.read_bytes_slice(from..(from + AT_ONCE).min(file.len()))?;
            }
            self.is_whole.store(true, Ordering::Relaxed);
        }
        Ok(self.index.terms())
    }

    /// A word in the index's spelling.
    pub fn get(&self, word: &str) -> io::Result<Option<Found>> {
        let found = match &self.file {
            Some(file) => file.walk(word.as_bytes())?,
            None => None,
        };
        let Some((node, before)) = found.filter(|(node, _)| node.is_final()) else {
            return Ok(None);
        };
        let ordinal = before + node.final_output().value();
        Ok(Some(self.found(word.to_owned(), ordinal)?))
    }

    /// A word and, right after it, the same word covering several positions.
    pub fn get_of_any_width(&self, word: &str) -> io::Result<Vec<Found>> {
        let mut found: Vec<Found> = self.get(word)?.into_iter().collect();
        if let Some(file) = &self.file {
            let mut wider = Vec::new();
            let word = format!("{word}{WIDTH_MARK}");
            if let Some((node, before)) = file.walk(word.as_bytes())? {
                file.each_below(&node, word.into_bytes(), before, &mut wider)?;
            }
            for (word, ordinal) in wider {
                if let Ok(word) = String::from_utf8(word) {
                    found.push(self.found(word, ordinal)?);
                }
            }
        }
        Ok(found)
    }

    fn found(&self, word: String, ordinal: u64) -> io::Result<Found> {
        if let Some(file) = &self.file {
            file.verify_entry(ordinal)?;
        }
        // Everything on the way to it is verified.
        let info = self.index.terms().get(&word)?.ok_or_else(not_as_written)?;
        Ok(Found {
            word,
            ordinal,
            info,
        })
    }
}

impl Verified {
    fn open(file: FileSlice) -> io::Result<Verified> {
        let length = file.len();
        let end = length.checked_sub(FOOTER).ok_or_else(not_as_written)?;
        let blocks = end
            .checked_sub(number(&file, end)?)
            .ok_or_else(not_as_written)?;
        let automaton = file.slice_to(blocks);
        // Its head and its end, which say where it begins.
        let head = blocks.min(NODE);
        automaton.read_bytes_slice(0..head)?;
        automaton.read_bytes_slice(blocks - head..blocks)?;
        let automaton = Fst::new(automaton.read_bytes()?).map_err(io::Error::other)?;
        let entries = blocks + 16 + number(&file, blocks)?;
        Ok(Verified {
            file,
            automaton,
            blocks: blocks + 16,
            entries,
        })
    }

    fn verify(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start <= range.end && range.end <= self.file.len() {
            self.file.read_bytes_slice(range)
        } else {
            Err(not_as_written())
        }
    }

    /// A node of the automaton, every byte of which is verified. A node lies before its address.
    fn node(&self, address: CompiledAddr) -> io::Result<Node<'_>> {
        let bytes = |count: usize| self.verify((address + 1).saturating_sub(count)..address + 1);
        let last = bytes(2)?;
        let transitions = match last.last().copied().unwrap_or_default() {
            state if state >> 6 > 1 => 1,
            state if state & 63 > 0 => usize::from(state & 63),
            _ => match usize::from(last[0]) {
                1 => 256,
                transitions => transitions,
            },
        };
        let table = if transitions > TABLE_FROM { TABLE } else { 0 };
        bytes(SMALL_NODE.max(NODE + table + transitions * TRANSITION))?;
        Ok(self.automaton.node(address))
    }

    /// The node after some bytes, and the output before it. `None` if no word begins with them.
    fn walk(&self, bytes: &[u8]) -> io::Result<Option<(Node<'_>, u64)>> {
        let mut node = self.node(self.automaton.root().addr())?;
        let mut before = 0;
        for byte in bytes {
            let Some(at) = node.find_input(*byte) else {
                return Ok(None);
            };
            let transition = node.transition(at);
            before += transition.out.value();
            node = self.node(transition.addr)?;
        }
        Ok(Some((node, before)))
    }

    /// Finds the words from a node on, with their ordinals, in order. They are few and short.
    fn each_below(
        &self,
        node: &Node<'_>,
        word: Vec<u8>,
        before: u64,
        found: &mut Vec<(Vec<u8>, u64)>,
    ) -> io::Result<()> {
        if node.is_final() {
            found.push((word.clone(), before + node.final_output().value()));
        }
        for transition in node.transitions() {
            let mut word = word.clone();
            word.push(transition.inp);
            let next = self.node(transition.addr)?;
            self.each_below(&next, word, before + transition.out.value(), found)?;
        }
        Ok(())
    }

    /// Verifies what says where the postings of a word lie.
    fn verify_entry(&self, ordinal: u64) -> io::Result<()> {
        let (block, in_block) = (
            (ordinal / BLOCK_WORDS) as usize,
            (ordinal % BLOCK_WORDS) as usize,
        );
        let from = self.blocks + block * BLOCK_BYTES;
        let block = self.verify(from..from + BLOCK_BYTES)?;
        let Some(before) = in_block.checked_sub(1) else {
            return Ok(());
        };
        let (offset, bits) = (block.first_chunk(), block.last_chunk::<3>());
        let offset = offset.map_or(0, |offset| u64::from_le_bytes(*offset) as usize);
        let bits: usize = bits.map_or(0, |bits| bits.iter().map(|bits| usize::from(*bits)).sum());
        let end = self.file.len() - FOOTER;
        // An entry ends where the next one begins, and numbers are read eight bytes at a time.
        let from = self.entries + offset + before * bits / 8;
        let to = self.entries + offset + (before + 2) * bits / 8 + 16;
        self.verify(from.min(end)..to.min(end)).map(|_| ())
    }
}

/// A number of u64 of a file.
fn number(file: &FileSlice, at: usize) -> io::Result<usize> {
    let is_there = at.checked_add(8).is_some_and(|end| end <= file.len());
    let bytes = is_there.then(|| file.read_bytes_slice(at..at + 8));
    let bytes = bytes.ok_or_else(not_as_written)??;
    let number = bytes.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    usize::try_from(number.unwrap_or_default()).map_err(|_| not_as_written())
}

//! A sorted table on disk, derived from the catalogue: in which lines an article, a text, a file or an address occurs.
//!
//! ```text
//! one line of JSON   which days it covers, to which byte of each, and how many blocks follow
//! blocks             up to 255 pairs (key, position) in order, how many, and the hash of these 4,088 bytes
//! fences             the first key of each block, and the hash of all of them
//! ```
//!
//! All numbers are 64 bits, little-endian. A position is the day, in days since 1970, times 2⁴⁰, plus the
//! byte within its file. A block or fence that is not what was written makes the table useless, and it is
//! written anew.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::corpus::regular;
use crate::corpus::staging::replace;

/// A hash that something in the catalogue is found by, and where it is.
pub type Pair = (u64, u64);

/// How far the file of one day is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// In days since 1970.
    pub day: i32,
    /// So many bytes, which end with a line.
    pub bytes: u64,
    /// A hash of the last of them.
    pub end: u64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    days: Vec<Covered>,
    blocks: u64,
}

const VERSION: u32 = 1;
const BLOCK: usize = 4096;
const PAIR: usize = 16;
const PAIRS: usize = 255;
const SEAL: usize = 8;

/// A table that is open.
pub struct Lookup {
    file: File,
    /// How far it covers the catalogue.
    pub days: Vec<Covered>,
    /// Where its blocks begin.
    start: u64,
    fences: Vec<u64>,
}

impl Lookup {
    /// Opens a table. Fails where it is not what was written.
    pub fn open(path: &Path) -> io::Result<Lookup> {
        let mut reader = BufReader::new(regular::open(path)?);
        let mut header = Vec::new();
        reader
            .by_ref()
            .take(1 << 24)
            .read_until(b'\n', &mut header)?;
        let start = header.len() as u64;
        let header: Header = serde_json::from_slice(&header).map_err(|_| damaged())?;
        if header.version != VERSION {
            return Err(damaged());
        }
        let blocks = usize::try_from(header.blocks).map_err(|_| damaged())?;
        let mut file = reader.into_inner();
        let all = start + header.blocks.saturating_mul(BLOCK as u64);
        let expected = all + (blocks as u64 + 1) * SEAL as u64;
        if file.metadata()?.len() != expected {
            return Err(damaged());
        }
        file.seek(SeekFrom::Start(all))?;
        let mut bytes = vec![0; (blocks + 1) * SEAL];
        file.read_exact(&mut bytes)?;
        let mut fences: Vec<u64> = bytes.chunks_exact(SEAL).map(number).collect();
        let mut sealed = Xxh3::new();
        sealed.update(&bytes[..blocks * SEAL]);
        sealed.update(&serde_json::to_vec(&header.days)?);
        if fences.pop() != Some(sealed.digest()) {
            return Err(damaged());
        }
        Ok(Lookup {
            file,
            days: header.days,
            start,
            fences,
        })
    }

    /// Writes a table in the place of the one before; `pairs` need no order.
    pub fn write(path: &Path, days: Vec<Covered>, mut pairs: Vec<Pair>) -> io::Result<()> {
        pairs.sort_unstable();
        replace(path, |file| {
            let mut out = BufWriter::with_capacity(1 << 16, file);
            write_all(&mut out, days, &pairs)?;
            out.flush()
        })
    }

    /// The positions of a key, in order.
    pub fn find(&self, key: u64) -> io::Result<Vec<u64>> {
        // The key may begin in the block before the first one that begins with it.
        let first = self.fences.partition_point(|fence| *fence < key);
        let mut number = first.saturating_sub(1);
        let mut found = Vec::new();
        while number < self.fences.len() && self.fences[number] <= key {
            let block = self.block(number)?;
            let keys = block.first_of(key)..block.count;
            let same = keys
                .map(|at| block.pair(at))
                .take_while(|(other, _)| *other == key);
            found.extend(same.map(|(_, position)| position));
            number += 1;
        }
        Ok(found)
    }

    /// Every pair, in order.
    #[cfg(test)]
    fn pairs(&self) -> impl Iterator<Item = io::Result<Vec<Pair>>> + '_ {
        (0..self.fences.len()).map(|number| {
            let block = self.block(number)?;
            Ok((0..block.count).map(|at| block.pair(at)).collect())
        })
    }

    fn block(&self, number: usize) -> io::Result<Block> {
        let mut bytes = [0; BLOCK];
        let at = self.start + (number * BLOCK) as u64;
        self.file.read_exact_at(&mut bytes, at)?;
        let (data, seal) = bytes.split_at(BLOCK - SEAL);
        let count = number_at(data, PAIRS * PAIR) as usize;
        if xxh3_64(data) != number_at(seal, 0) || count > PAIRS {
            return Err(damaged());
        }
        Ok(Block { bytes, count })
    }
}

/// A block that is as it was written.
struct Block {
    bytes: [u8; BLOCK],
    /// How many pairs it has.
    count: usize,
}

impl Block {
    fn pair(&self, at: usize) -> Pair {
        let at = at * PAIR;
        (
            number_at(&self.bytes, at),
            number_at(&self.bytes, at + SEAL),
        )
    }

    /// The first pair whose key is not less.
    fn first_of(&self, key: u64) -> usize {
        let (mut from, mut to) = (0, self.count);
        while from < to {
            let middle = (from + to) / 2;
            if self.pair(middle).0 < key {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

fn write_all(out: &mut impl Write, days: Vec<Covered>, pairs: &[Pair]) -> io::Result<()> {
    let blocks = pairs.chunks(PAIRS);
    let days_sealed = serde_json::to_vec(&days)?;
    let header = Header {
        version: VERSION,
        days,
        blocks: blocks.len() as u64,
    };
    serde_json::to_writer(&mut *out, &header)?;
    out.write_all(b"\n")?;
    let mut fences = Vec::with_capacity(blocks.len() * SEAL);
    for pairs in blocks {
        let mut block = Vec::with_capacity(BLOCK);
        for (key, position) in pairs {
            block.extend_from_slice(&key.to_le_bytes());
            block.extend_from_slice(&position.to_le_bytes());
        }
        block.resize(BLOCK - SEAL, 0);
        // The number of pairs is where no pair has room.
        let count = (pairs.len() as u64).to_le_bytes();
        block[PAIRS * PAIR..].copy_from_slice(&count);
        let seal = xxh3_64(&block).to_le_bytes();
        block.extend_from_slice(&seal);
        out.write_all(&block)?;
        fences.extend_from_slice(&pairs[0].0.to_le_bytes());
    }
    let mut sealed = Xxh3::new();
    sealed.update(&fences);
    sealed.update(&days_sealed);
    out.write_all(&fences)?;
    out.write_all(&sealed.digest().to_le_bytes())
}

fn number(bytes: &[u8]) -> u64 {
    number_at(bytes, 0)
}

fn number_at(bytes: &[u8], at: usize) -> u64 {
    let bytes = bytes
        .get(at..at + SEAL)
        .and_then(|bytes| bytes.try_into().ok());
    u64::from_le_bytes(bytes.unwrap_or_default())
}

fn damaged() -> io::Error {
    io::Error::other(
        "the table of the catalogue was not as it was written, and is removed; try again",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_key_has_the_positions_that_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table");
        for count in [0u64, 1, 254, 255, 256, 3000] {
            // Some keys have hundreds of positions.
            let key = |number: u64| {
                if number.is_multiple_of(3) {
                    7
                } else {
                    number.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                }
            };
            let pairs = (0..count).map(|number| (key(number), number)).collect();
            Lookup::write(&path, Vec::new(), pairs).expect("written");
            let table = Lookup::open(&path).expect("open");
            for number in (0..count).filter(|number| !number.is_multiple_of(3)) {
                assert_eq!(table.find(key(number)).expect("read"), [number]);
            }
            let same: Vec<u64> = (0..count)
                .filter(|number| number.is_multiple_of(3))
                .collect();
            assert_eq!(table.find(7).expect("read"), same);
            assert!(table.find(8).expect("read").is_empty());
        }
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table");
        let pairs = (0..600).map(|number| (number, number)).collect();
        Lookup::write(&path, Vec::new(), pairs).expect("written");
        let whole = fs::read(&path).expect("read");
        for at in (0..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).expect("written");
            let table = Lookup::open(&path);
            let all = table.and_then(|table| table.pairs().collect::<io::Result<Vec<_>>>());
            assert!(all.is_err(), "byte {at}");
        }
    }
}

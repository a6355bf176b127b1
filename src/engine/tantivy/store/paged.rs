//! A part of a file that is read in pieces, each of them once, so that opening it reads nothing.

use std::sync::OnceLock;

use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};

use crate::engine::tantivy::store::pages::PAGE;

/// Numbers or bytes of a file. What cannot be read is zeros: the folder knows that it is damaged, and so the
/// question ends with that (see `folder`).
pub struct Paged {
    file: FileSlice,
    pieces: Box<[OnceLock<OwnedBytes>]>,
}

impl Paged {
    pub fn new(file: FileSlice) -> Paged {
        let pieces = file.len().div_ceil(PAGE);
        Paged {
            file,
            pieces: (0..pieces).map(|_| OnceLock::new()).collect(),
        }
    }

    /// Bytes.
    pub fn len(&self) -> usize {
        self.file.len()
    }

    #[inline]
    fn piece(&self, number: usize) -> &[u8] {
        let piece = self.pieces.get(number);
        piece.map_or(&[], |piece| {
            piece
                .get()
                .unwrap_or_else(|| self.read_piece(piece, number))
        })
    }

    #[cold]
    fn read_piece<'a>(&self, piece: &'a OnceLock<OwnedBytes>, number: usize) -> &'a OwnedBytes {
        let from = number * PAGE;
        let to = (from + PAGE).min(self.file.len());
        piece.get_or_init(|| self.bytes(from, to).unwrap_or_else(OwnedBytes::empty))
    }

    /// The number at a place among others of its size, the lowest byte first; 0 after the last one.
    #[inline]
    pub fn number64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.number(at))
    }

    /// The same of smaller ones.
    #[inline]
    pub fn number32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.number(at))
    }

    /// The same of any size that is a power of two.
    #[inline]
    pub fn number<const BYTES: usize>(&self, at: usize) -> [u8; BYTES] {
        let (numbers, _) = self.piece(at / (PAGE / BYTES)).as_chunks();
        *numbers.get(at % (PAGE / BYTES)).unwrap_or(&[0; BYTES])
    }

    /// Some bytes; `None` if there are not so many, or they cannot be read.
    pub fn bytes(&self, from: usize, to: usize) -> Option<OwnedBytes> {
        let is_within = from <= to && to <= self.file.len();
        is_within.then(|| self.file.read_bytes_slice(from..to).ok())?
    }
}

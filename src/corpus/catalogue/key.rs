//! What things in the catalogue are found by.

use xxhash_rust::xxh3::xxh3_64;

use super::line::{Event, Line, Place};
use crate::article::Id;

/// What a thing is found by.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Id(Id),
    Anchor(u64),
    Text(u64),
    File(u64),
    Description(u64),
}

impl Key {
    pub fn hash(self) -> u64 {
        let (kind, hash) = match self {
            Key::Id(Id(id)) => return id,
            Key::Anchor(hash) => (1, hash),
            Key::Text(hash) => (2, hash),
            Key::File(hash) => (3, hash),
            Key::Description(hash) => (4, hash),
        };
        let mut bytes = [kind; 9];
        bytes[1..].copy_from_slice(&hash.to_le_bytes());
        xxh3_64(&bytes)
    }

    /// Everything that a line is found by.
    pub fn of(line: &Line) -> impl Iterator<Item = u64> {
        let more = match &line.event {
            Event::Came(text) => [Some(Key::Text(*text)), None],
            Event::CameAt(Place { text, file, .. }) => {
                [Some(Key::Text(*text)), Some(Key::File(*file))]
            }
            Event::Named(anchor) => [Some(Key::Anchor(*anchor)), None],
            Event::Describes(hash) => [Some(Key::Description(*hash)), None],
            Event::Edit(edit) => [edit.anchor().map(|Id(anchor)| Key::Anchor(anchor)), None],
            Event::Gone => [None, None],
        };
        let id = std::iter::once(Key::Id(line.id));
        id.chain(more.into_iter().flatten()).map(Key::hash)
    }
}

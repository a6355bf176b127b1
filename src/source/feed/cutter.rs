//! Cuts a feed into its entries and what surrounds them, by its tags alone.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::super::spool::Spool;
use crate::record::Problem;

/// A piece of a feed.
pub(super) enum Cut {
    /// Something that belongs to no entry.
    Around(Vec<u8>),
    /// An entry with its tags; the last one may lack its end.
    Entry(Vec<u8>),
    /// An entry that is too long to be read.
    TooLong,
}

/// What describes a feed is no longer than this.
const AROUND_BYTES: usize = 1 << 20;

/// What surrounds the entries of a feed, and the feed, to be read again. `most` is in bytes.
pub(super) fn around(spool: Spool, most: u64) -> Result<(Vec<u8>, Spool), Problem> {
    let mut cutter = Cutter::new(BufReader::new(spool), most);
    let mut around = Vec::new();
    while let Some(cut) = cutter.next().map_err(|error| Problem::failed(&error))? {
        match cut {
            Cut::Around(piece) if around.len() < AROUND_BYTES => around.extend(piece),
            _ => {}
        }
    }
    let mut spool = cutter.input.into_inner();
    spool.rewind().map_err(|error| Problem::failed(&error))?;
    Ok((around, spool))
}

/// The pieces of a feed.
pub(super) struct Cutter<R> {
    input: R,
    /// The most bytes of a piece.
    most: u64,
    /// The tag name of the entries, once one was seen; those of other elements that are called alike have another prefix.
    name: Option<Vec<u8>>,
    /// The entry that has begun.
    entry: Option<Vec<u8>>,
    /// A tag that was read and not yet looked at, as it begins the next entry.
    waiting: Option<Vec<u8>>,
    is_too_long: bool,
    root: Option<Vec<u8>>,
    /// Whether the feed does not end as it should; known at the end.
    pub is_cut_off: bool,
}

impl<R: BufRead> Cutter<R> {
    pub fn new(input: R, most: u64) -> Self {
        Cutter {
            input,
            most,
            name: None,
            entry: None,
            waiting: None,
            is_too_long: false,
            root: None,
            is_cut_off: true,
        }
    }

    /// The next piece; none at the end.
    pub fn next(&mut self) -> io::Result<Option<Cut>> {
        loop {
            let piece = match self.waiting.take() {
                Some(piece) => piece,
                None => self.piece()?,
            };
            if piece.is_empty() {
                return Ok(self.entry.take().map(|mut entry| {
                    end_character_data(&mut entry);
                    self.ended(entry)
                }));
            }
            let tag = Tag::of(&piece);
            self.see(&tag);
            let is_entry = tag.as_ref().is_some_and(|tag| self.is_entry(tag));
            let (starts, ends) = match &tag {
                Some(tag) if is_entry => (!tag.is_end, tag.is_end || tag.is_empty),
                _ => (false, false),
            };
            if let (Some(entry), true) = (&mut self.entry, starts) {
                // The entry before it has no end.
                let entry = std::mem::take(entry);
                self.entry = None;
                self.waiting = Some(piece);
                return Ok(Some(self.ended(entry)));
            }
            match &mut self.entry {
                Some(entry) => entry.extend(piece),
                None if starts => {
                    let at = tag.map_or(0, |tag| tag.at);
                    self.entry = Some(piece[at..].to_vec());
                }
                None => return Ok(Some(Cut::Around(piece))),
            }
            if ends && let Some(entry) = self.entry.take() {
                return Ok(Some(self.ended(entry)));
            }
            self.check_length();
        }
    }

    fn ended(&mut self, entry: Vec<u8>) -> Cut {
        match std::mem::take(&mut self.is_too_long) {
            true => Cut::TooLong,
            false => Cut::Entry(entry),
        }
    }

    fn check_length(&mut self) {
        let most = self.most;
        if let Some(entry) = self
            .entry
            .as_mut()
            .filter(|entry| entry.len() as u64 > most)
        {
            entry.clear();
            self.is_too_long = true;
        }
    }

    /// Notes the outermost element and its end.
    fn see(&mut self, tag: &Option<Tag>) {
        let Some(tag) = tag else { return };
        match &self.root {
            None if !tag.is_end => {
                self.root = Some(tag.name.to_vec());
                self.is_cut_off = !tag.is_empty;
            }
            Some(root) if tag.is_end && *root == tag.name => self.is_cut_off = false,
            _ => {}
        }
    }

    fn is_entry(&mut self, tag: &Tag) -> bool {
        if let Some(name) = &self.name {
            return *name == tag.name;
        }
        let local = tag.name.rsplit(|byte| *byte == b':').next();
        let local = local.unwrap_or_default().to_ascii_lowercase();
        let is_entry = !tag.is_end && matches!(&*local, b"item" | b"entry");
        if is_entry {
            self.name = Some(tag.name.to_vec());
        }
        is_entry
    }

    /// Some text and the tag after it.
    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        self.read_to(b"<", 0, &mut piece)?;
        let at = piece.len().saturating_sub(1);
        self.read_to(b">", at, &mut piece)?;
        if piece[at..].starts_with(b"<![CDATA[") && !piece.ends_with(b"]]>") {
            self.read_to(b"]]>", at, &mut piece)?;
        } else if piece[at..].starts_with(b"<!--") && !piece.ends_with(b"-->") {
            self.read_to(b"-->", at, &mut piece)?;
        }
        Ok(piece)
    }

    /// Reads until what follows `from` ends with these bytes. Of what is too long only the last bytes are kept.
    fn read_to(&mut self, end: &[u8], from: usize, piece: &mut Vec<u8>) -> io::Result<()> {
        let Some(last) = end.last() else {
            return Ok(());
        };
        loop {
            let room = (self.most + 1).saturating_sub(piece.len() as u64);
            let read = self
                .input
                .by_ref()
                .take(room.max(1))
                .read_until(*last, piece)?;
            if read == 0 || piece.get(from..).is_some_and(|piece| piece.ends_with(end)) {
                return Ok(());
            }
            if piece.len() as u64 > self.most {
                self.is_too_long = self.entry.is_some();
                piece.drain(from + 1..piece.len() - end.len());
            }
        }
    }
}

/// Ends the character data in which an entry is cut off, which would be lost otherwise.
fn end_character_data(entry: &mut Vec<u8>) {
    let begin = memchr::memmem::rfind(entry, b"<![CDATA[");
    let end = memchr::memmem::rfind(entry, b"]]>");
    if begin.is_some_and(|begin| end.is_none_or(|end| end < begin)) {
        entry.extend(b"]]>");
    }
}

/// A tag at the end of a piece.
struct Tag<'a> {
    at: usize,
    /// With its prefix.
    name: &'a [u8],
    is_end: bool,
    /// Whether it is the whole of its element.
    is_empty: bool,
}

impl<'a> Tag<'a> {
    fn of(piece: &'a [u8]) -> Option<Tag<'a>> {
        let at = memchr::memchr(b'<', piece)?;
        let tag = &piece[at + 1..];
        let is_end = tag.starts_with(b"/");
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let end = tag
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        let name = &tag[..end.unwrap_or(tag.len())];
        let is_name = name.first().is_some_and(u8::is_ascii_alphabetic);
        is_name.then_some(Tag {
            at,
            name,
            is_end,
            is_empty: piece.ends_with(b"/>"),
        })
    }
}

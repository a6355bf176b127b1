//! Where a face for people writes that may be long: it knows its lines, and the one to begin reading at.

use std::io::{self, Write};

/// A writer that counts lines.
pub struct Screen<'a> {
    out: &'a mut dyn Write,
    lines: usize,
    /// Whether a line is begun and not ended.
    is_open: bool,
    opens_at: Option<usize>,
}

/// So many lines are seen above a mark.
const ABOVE: usize = 2;

impl<'a> Screen<'a> {
    pub fn new(out: &'a mut dyn Write) -> Screen<'a> {
        Screen {
            out,
            lines: 0,
            is_open: false,
            opens_at: None,
        }
    }

    /// Reading begins at the next line, unless it begins before.
    pub fn open_here(&mut self) {
        self.opens_at.get_or_insert(self.lines);
    }

    /// The same for a mark in the next line, with a few lines above it.
    pub fn open_at_mark(&mut self) {
        self.opens_at
            .get_or_insert(self.lines.saturating_sub(ABOVE));
    }

    /// Ends the line, if one is begun.
    pub fn end_line(&mut self) -> io::Result<()> {
        if self.is_open { writeln!(self) } else { Ok(()) }
    }

    /// How many lines are ended.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// How many lines come before the one at which reading begins.
    pub fn opens_at(&self) -> Option<usize> {
        self.opens_at
    }
}

impl Write for Screen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.lines += memchr::memchr_iter(b'\n', &bytes[..written]).count();
        if let Some(last) = bytes[..written].last() {
            self.is_open = *last != b'\n';
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

//! A marked line of text, wrapped after an indent. Every face for people consists of these.

use std::io::{self, Write};

use anstyle::Style;

use super::paint::{self, PLAIN, QUIET};
use super::safe::Marked;
use super::{Appearance, wrap};

/// One line of text, to be wrapped and painted. The text is safe.
pub struct StyledLine {
    pub line: Marked,
    pub style: Style,
    /// Written before the first line in place of the indent, dimmed.
    pub prefix: String,
    /// How many blanks come before every other line.
    pub indent: usize,
    /// A safe web address, and a name that distinguishes this link from others.
    pub link: Option<(String, usize)>,
}

impl StyledLine {
    /// A plain line at the left edge.
    pub fn new(line: impl Into<Marked>) -> Self {
        StyledLine {
            line: line.into(),
            style: PLAIN,
            prefix: String::new(),
            indent: 0,
            link: None,
        }
    }

    pub fn style(self, style: Style) -> Self {
        StyledLine { style, ..self }
    }

    pub fn indented_by(self, prefix: impl Into<String>, indent: usize) -> Self {
        let prefix = prefix.into();
        StyledLine {
            prefix,
            indent,
            ..self
        }
    }

    /// Writes the lines, each ended by a line feed and none wider than the appearance allows.
    pub fn write(&self, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
        let room = |taken: usize| appearance.width.saturating_sub(taken).max(1);
        let first = room(wrap::columns(&self.prefix));
        let lines = wrap::lines(&self.line.text, first, room(self.indent));
        for (number, line) in lines.into_iter().enumerate() {
            match number {
                0 if self.prefix.trim().is_empty() => out.write_all(self.prefix.as_bytes())?,
                0 => paint::text(out, &self.prefix, QUIET, appearance.colour)?,
                _ => write!(out, "{:1$}", "", self.indent)?,
            }
            if let Some((address, name)) = &self.link {
                paint::begin_link(out, address, *name)?;
            }
            paint::part(out, &self.line, line, self.style, appearance.colour)?;
            if self.link.is_some() {
                paint::end_link(out)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

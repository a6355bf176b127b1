//! A format: how it is recognised, and how a file is opened in it.

use std::fmt;

use super::input::Input;
use super::opened::Opened;
use crate::record::Problem;

/// A format that can be read.
#[derive(Clone, Copy)]
pub struct Format {
    /// As a person calls it: `JSON Lines`.
    pub name: &'static str,
    /// Whether a file that begins like this one is of this format.
    pub(super) recognise: fn(&Input) -> bool,
    pub(super) open: fn(Input) -> Result<Opened, Problem>,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

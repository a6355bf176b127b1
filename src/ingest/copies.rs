//! Copies: one text in two files is one article with two places.
//!
//! Two articles are copies if their texts are equal after folding and long enough to be somebody's, they are in
//! different files, and not both have an address: two outlets may print one story. Of two copies the one that has an
//! address is in force, else the one in the older file (the earlier path, if they are equally old).

use std::collections::HashMap;

use super::Workspace;
use super::identity::Identities;
use super::records::Records;
use crate::article::{Id, Standing};
use crate::corpus;
use crate::engine::Snapshot;
use crate::error::Result;

/// The texts of this run.
#[derive(Default)]
pub struct Copies {
    /// By text: an article that has it.
    texts: HashMap<u64, Holder>,
}

/// An article that has a text.
#[derive(Debug, Clone, Copy)]
pub struct Holder {
    pub id: Id,
    /// The file's number in this run.
    pub number: usize,
    pub record: u32,
    pub has_address: bool,
    pub standing: Standing,
}

/// The other article with the text.
pub enum Other {
    /// Of this run.
    Read(Holder),
    /// Of a file that is not read in this run, by its path.
    Known(Id, String, bool),
}

impl Copies {
    /// Notes that an article is in force.
    pub fn put(&mut self, text: u64, holder: Holder) {
        self.texts.insert(text, holder);
    }

    /// The article of another file that has this text and is in force, if it may be the same.
    pub fn other(
        &self,
        text: u64,
        this: &Holder,
        place: &Workspace,
        index: Option<&dyn Snapshot>,
        identities: &Identities<'_>,
        records: &Records<'_>,
    ) -> Result<Option<Other>> {
        if let Some(other) = self.texts.get(&text) {
            let is_other = other.number != this.number && other.id != this.id;
            let is_copy = is_other && !(other.has_address && this.has_address);
            return Ok(is_copy.then_some(Other::Read(*other)));
        }
        let Some(index) = index else {
            return Ok(None);
        };
        let catalogue = identities.catalogue();
        let known = catalogue
            .with_text(text)
            .map_err(|error| place.failed(error))?;
        for entry in known.into_iter().filter(|entry| entry.id != this.id) {
            let Some(version) = index.version(entry.id)? else {
                continue;
            };
            let is_there = !records.is_of_run(&version.file)
                && corpus::stat(&place.corpus, &version.file).is_ok();
            if !is_there {
                continue;
            }
            let article = index.article(entry.id)?;
            let has_address = article.is_some_and(|article| article.about.address().is_some());
            if !(has_address && this.has_address) {
                return Ok(Some(Other::Known(entry.id, version.file, has_address)));
            }
        }
        Ok(None)
    }
}

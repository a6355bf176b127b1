//! What becomes known of an article is written down as it gets its id.

use std::io;

use xxhash_rust::xxh3::xxh3_64;

use super::{Claims, Identities, ReadArticle, Recognised};
use crate::article::{Id, Provenance};
use crate::corpus::catalogue::{Entry, Event, Place, short_hash};
use crate::corpus::{Corrections, Marks};
use crate::engine::Prepared;
use crate::error::Result;

impl Identities<'_> {
    /// Gives an article its id, and writes down what is new of it.
    pub(super) fn take(
        &mut self,
        number: usize,
        ReadArticle {
            prepared, marks, ..
        }: ReadArticle,
        known: Option<Entry>,
        claims: &Claims<'_>,
    ) -> Result<Recognised> {
        let place = self.place;
        let written = self.write_down(number, &prepared, &marks, known, claims);
        let entry = written.map_err(|error| place.failed(error))?;
        let article = if entry.corrections.is_empty() {
            prepared
        } else {
            corrected(&prepared, &entry.corrections)
        };
        Ok(Recognised {
            text: marks.is_long.then_some(marks.text),
            has_address: marks.has_address,
            standing: marks.standing,
            number,
            article: article.as_known(entry.id, entry.added),
        })
    }

    fn write_down(
        &mut self,
        number: usize,
        prepared: &Prepared,
        marks: &Marks,
        known: Option<Entry>,
        claims: &Claims<'_>,
    ) -> io::Result<Entry> {
        let here = Place {
            text: marks.text,
            sketch: marks.sketch,
            record: prepared.record,
            file: short_hash(prepared.file.as_bytes()),
        };
        // An address is enough to know an article by; a key is not, once its file has another name.
        let is_known =
            |entry: &Entry| entry.text == marks.text || marks.has_address && entry.text != 0;
        let is_written = known.as_ref().is_some_and(|entry| {
            !entry.is_gone && (entry.place == Some(here) || marks.is_own && is_known(entry))
        });
        let is_new = known.is_none();
        let entry = match known {
            Some(entry) => entry,
            None => Entry::unknown(self.new_id(prepared, marks, claims)?, self.now),
        };
        let (id, file) = (entry.id, &prepared.file);
        let at = if entry.text == 0 {
            entry.added
        } else {
            self.now
        };
        if !is_written {
            let event = if marks.is_own {
                Event::Came(marks.text)
            } else {
                Event::CameAt(here)
            };
            self.log.append(at, id, event, file)?;
        }
        if let Some(anchor) = marks.anchor.filter(|anchor| *anchor != id) {
            let is_named = !is_new && self.catalogue.by_anchor(anchor)? == Some(id);
            if !is_named {
                self.log.append(at, id, Event::Named(anchor.0), file)?;
            }
        }
        if let Some(hash) = marks
            .description
            .filter(|hash| self.described.insert((number, *hash)))
            && (self.knows_nothing
                || self
                    .catalogue
                    .described(hash)?
                    .is_none_or(|known| known != id))
        {
            self.log.append(at, id, Event::Describes(hash), file)?;
        }
        Ok(entry)
    }

    /// An id that was never given.
    fn new_id(&self, prepared: &Prepared, marks: &Marks, claims: &Claims<'_>) -> io::Result<Id> {
        let first = marks.id(&Provenance {
            file: prepared.file.clone(),
            record: prepared.record,
            ..Provenance::default()
        });
        // Of two records with one address or key the newer one is taken later.
        let is_claimed = |id: Id| (marks.anchor != Some(id)) && claims.has(id);
        let mut id = first;
        for number in 1u64.. {
            if !is_claimed(id) && (self.knows_nothing || self.catalogue.by_anchor(id)?.is_none()) {
                break;
            }
            id = Id(xxh3_64(
                format!("{first}\n{:012x}\n{number}", marks.exact).as_bytes(),
            ));
        }
        Ok(id)
    }
}

/// An article with what a person set right.
fn corrected(prepared: &Prepared, corrections: &Corrections) -> Prepared {
    let mut article = prepared.article();
    corrections.apply(&mut article.about);
    Prepared::new(&article, 0)
}

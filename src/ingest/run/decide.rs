//! What a record that is read does to the index: which of several versions, and of several copies, is in force.

use super::Run;
use crate::article::{Article, Id, Standing};
use crate::engine::{Prepared, Snapshot};
use crate::error::Result;
use crate::ingest::copies::{self, Other};
use crate::ingest::holders::{Effect, Holder};
use crate::ingest::identity::Recognised;
use crate::ingest::records::displaced;
use crate::results::StoredArticle;

impl Run<'_> {
    /// Decides the effect of a record on the index.
    pub(super) fn decide(&mut self, recognised: Recognised) -> Result<()> {
        let Recognised {
            number,
            article,
            text,
            has_address,
            standing,
        } = recognised;
        let (id, hash, record) = (article.id, article.hash, article.record);
        let this = copies::Holder {
            id,
            number,
            record,
            has_address,
            standing,
        };
        if let Some(text) = text
            && self.is_copy(text, this)?
        {
            return Ok(());
        }
        let known = match (self.holders.get(id), self.index) {
            (Some(holder), _) if holder.effect() == Effect::Added => None,
            (_, Some(index)) => index.version(id)?,
            (_, None) => None,
        };
        let before = known.as_ref().map(|known| known.hash);
        // A page that is captured again as it was is no other version.
        let essence = standing.captured.map(|_| article.article().essence());
        let is_known_so = match (essence, known.as_ref().and(self.index)) {
            (Some(essence), Some(index)) => is_so(index, id, essence)?,
            _ => false,
        };
        let effect = match before {
            None => Effect::Added,
            Some(before) if before == hash || is_known_so => Effect::Unchanged,
            Some(_) => Effect::Replaced,
        };
        if let Some(holder) = self.holders.get(id) {
            let other = holder.file();
            let path = |number: usize| self.records.read[number].record.path.clone();
            let (name, others_name) = (path(number), path(other));
            let (others, others_essence) = self.standings.get(&id).copied().unwrap_or_default();
            let is_other = essence.is_none() || others_essence != essence;
            let held = self.records.rank(other, holder.record(), others);
            if held > self.records.rank(number, record, standing) {
                if is_other {
                    let one = displaced(record, standing, id, id);
                    self.records.displace(number, &others_name, one);
                }
                return Ok(());
            }
            if is_other {
                let one = displaced(holder.record(), others, id, id);
                self.records.displace(other, &name, one);
            }
            self.records.read[other].record.articles -= 1;
            self.put(article, true)?;
        } else if before == Some(hash) {
            // It is in force already, whichever file it is in.
        } else if let Some(known) = known
            && let this = self.records.rank(number, record, standing)
            && !self
                .records
                .gives_way(&known, number, &this, (id, !is_known_so))?
        {
            if !is_known_so {
                let one = displaced(record, standing, id, id);
                self.records.displace(number, &known.file, one);
            }
            return Ok(());
        } else {
            self.put(article, before.is_some())?;
        }
        self.records.read[number].record.articles += 1;
        self.holders.put(id, Holder::new(number, record, effect));
        if standing == Standing::default() {
            self.standings.remove(&id);
        } else {
            self.standings.insert(id, (standing, essence));
        }
        if let Some(text) = text {
            self.copies.put(text, this);
        }
        Ok(())
    }

    /// Whether an article is a copy that gives way to another one in force; another that gives way to it is taken
    /// out.
    fn is_copy(&mut self, text: u64, this: copies::Holder) -> Result<bool> {
        let (place, index) = (self.place, self.index);
        let (identities, records) = (&self.identities, &self.records);
        let other = self
            .copies
            .other(text, &this, place, index, identities, records)?;
        let Some(other) = other else {
            return Ok(false);
        };
        let (other_id, path, has_address) = match &other {
            Other::Read(other) => {
                let path = self.records.read[other.number].record.path.clone();
                (other.id, path, other.has_address)
            }
            Other::Known(id, path, has_address) => (*id, path.clone(), *has_address),
        };
        let stands = match (this.has_address, has_address) {
            (true, false) => false,
            (false, true) => true,
            _ => match &other {
                Other::Read(other) => {
                    let rank = |one: &copies::Holder| {
                        let standing = Standing::default();
                        self.records.rank(one.number, one.record, standing)
                    };
                    rank(other) < rank(&this)
                }
                Other::Known(..) => self.records.is_older(&path, this.number),
            },
        };
        if stands {
            let one = displaced(this.record, this.standing, other_id, this.id);
            self.records.displace(this.number, &path, one);
            if let Some(index) = self.index
                && index.version(this.id)?.is_some()
            {
                self.writer.remove(this.id)?;
                self.is_changed = true;
            }
            let gave_way = Holder::new(this.number, this.record, Effect::GaveWay);
            self.holders.put(this.id, gave_way);
            return Ok(true);
        }
        self.writer.remove(other_id)?;
        self.is_changed = true;
        match other {
            Other::Read(other) => {
                let name = self.records.read[this.number].record.path.clone();
                let one = displaced(other.record, other.standing, this.id, other.id);
                self.records.displace(other.number, &name, one);
                self.records.read[other.number].record.articles -= 1;
                let gave_way = Holder::new(other.number, other.record, Effect::GaveWay);
                self.holders.put(other.id, gave_way);
            }
            Other::Known(id, path, _) => {
                let one = displaced(0, Standing::default(), this.id, id);
                self.records.displace_of(&path, this.number, Some(one))?;
            }
        }
        Ok(false)
    }

    fn put(&mut self, article: Prepared, is_there: bool) -> Result<()> {
        self.is_changed = true;
        self.tally.text_bytes(article.text_bytes());
        self.writer.put(article, is_there)
    }
}

/// Whether an article is in the index with this essence.
fn is_so(index: &dyn Snapshot, id: Id, essence: u64) -> Result<bool> {
    let known = index.article(id)?;
    Ok(known.is_some_and(|StoredArticle { about, text, .. }| {
        Article { about, text }.essence() == essence
    }))
}

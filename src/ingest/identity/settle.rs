//! What waited until every file is read: unchanged texts come first, then keys, then places, then likenesses,
//! each in order of file and record.

use std::collections::{HashMap, VecDeque, hash_map};
use std::io;

use super::{Claims, Entry, Holders, Identities, Recognised, Waiting};
use crate::article::Id;
use crate::corpus::catalogue::{Event, short_hash};
use crate::corpus::{Marks, Sketch, are_alike, uncorrected};
use crate::error::Result;

/// More pairs of texts than this are not compared.
const MOST_COMPARED: usize = 100_000_000;

/// The articles that had a text, by the text, as far as they are not recognised again.
type Texts = HashMap<u64, VecDeque<Entry>>;

impl Identities<'_> {
    /// Recognises what waits; `at_end` when every file is read.
    pub fn settle(&mut self, holders: &Holders, at_end: bool) -> Result<Vec<Recognised>> {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        waiting.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut claims = Claims::new(holders);
        let place = self.place;
        let known = self.known(&waiting, &mut claims, at_end);
        let known = known.map_err(|error| place.failed(error))?;
        let mut recognised = Vec::with_capacity(waiting.len());
        for (Waiting { number, read }, entry) in waiting.into_iter().zip(known) {
            let one = self.take(number, read, entry, &claims)?;
            claims.more.insert(one.article.id);
            recognised.push(one);
        }
        Ok(recognised)
    }

    /// What each article that waits is known as.
    fn known(
        &self,
        waiting: &[Waiting],
        claims: &mut Claims<'_>,
        at_end: bool,
    ) -> io::Result<Vec<Option<Entry>>> {
        let mut known: Vec<Option<Entry>> = vec![None; waiting.len()];
        let mut texts = Texts::default();
        for (one, known) in waiting.iter().zip(&mut known) {
            claim(
                claims,
                known,
                self.same_text(one, claims, &mut texts, at_end)?,
            );
        }
        for (one, known) in open(waiting, &mut known) {
            let keyed = one
                .read
                .marks
                .anchor
                .map_or(Ok(None), |anchor| self.anchored(anchor))?;
            claim(claims, known, keyed.filter(|entry| !claims.has(entry.id)));
        }
        let mut by_file: HashMap<usize, Vec<(&Waiting, &mut Option<Entry>)>> = HashMap::new();
        for (one, known) in open(waiting, &mut known) {
            by_file.entry(one.number).or_default().push((one, known));
        }
        let mut files: Vec<_> = by_file.into_iter().collect();
        files.sort_unstable_by_key(|(number, _)| *number);
        for (number, waiting) in files {
            self.same_file(number, waiting, claims)?;
        }
        if at_end {
            let open: Vec<_> = open(waiting, &mut known).collect();
            if !open.is_empty() {
                very_near(&self.missing(claims)?, open, claims);
            }
        }
        Ok(known)
    }

    /// The article that had this text and is no longer where it was. Of several the records come in order.
    fn same_text(
        &self,
        one: &Waiting,
        claims: &Claims<'_>,
        texts: &mut Texts,
        at_end: bool,
    ) -> io::Result<Option<Entry>> {
        let (marks, prepared) = (&one.read.marks, &one.read.prepared);
        let had = match texts.entry(marks.text) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(free) => {
                let mut had = self.catalogue.with_text(marks.text)?;
                had.sort_by_key(|entry| (entry.place.map(|place| place.record), entry.id));
                free.insert(had.into())
            }
        };
        // What is not free now is not free for the next one either, but for what only this one may not be.
        for _ in 0..had.len() {
            let Some(entry) = had.pop_front() else {
                break;
            };
            if !self.is_free(&entry, claims, at_end)? {
                continue;
            }
            if self.may_be_text_of(marks, prepared, &entry)? {
                return Ok(Some(entry));
            }
            had.push_back(entry);
        }
        Ok(None)
    }

    /// Recognises articles of one file by their place, where their texts are alike.
    fn same_file(
        &self,
        number: usize,
        waiting: Vec<(&Waiting, &mut Option<Entry>)>,
        claims: &mut Claims<'_>,
    ) -> io::Result<()> {
        let Some((first, _)) = waiting.first() else {
            return Ok(());
        };
        let file = short_hash(first.read.prepared.file.as_bytes());
        let entries = self.catalogue.of_file(file)?;
        let shifts = Shifts::new(number, &entries, claims);
        let left = entries.iter().filter(|entry| !claims.has(entry.id)).count();
        let are_compared = left.saturating_mul(waiting.len()) <= MOST_COMPARED;
        // Where the text is short, and while the file is still being read, only the record can tell.
        let is_read = are_compared && !self.unread.contains(&file);
        for (one, known) in waiting
            .into_iter()
            .filter(|(one, _)| one.read.marks.anchor.is_none())
        {
            let (sketch, record) = (one.read.marks.sketch, one.read.prepared.record);
            let best = entries
                .iter()
                .filter(|entry| !claims.has(entry.id))
                .filter_map(|entry| {
                    let place = entry.place?;
                    let is_here = shifts.is_at(place.record, record);
                    let likeness = sketch.likeness(place.sketch);
                    let may_be =
                        sketch.is_near(place.sketch) && (is_here || is_read && likeness.is_some());
                    may_be.then_some(((likeness, is_here, std::cmp::Reverse(entry.id)), entry))
                });
            let best = best
                .max_by_key(|(rank, _)| *rank)
                .map(|(_, entry)| entry.clone());
            let best = best.map_or(Ok(None), |entry| {
                Ok::<_, io::Error>(self.is_alike(one, &entry)?.then_some(entry))
            })?;
            claim(claims, known, best);
        }
        Ok(())
    }

    /// Whether an article may be an edit of one whose text the index still has.
    fn is_alike(&self, one: &Waiting, entry: &Entry) -> io::Result<bool> {
        let Some(index) = self.index else {
            return Ok(true);
        };
        let before = index.article(entry.id).map_err(io::Error::other)?;
        let text = one.read.prepared.article().text;
        // Of a text too short for a sketch the place alone decides.
        let are_alike = |before: &str| {
            let likeness = Sketch::of(&text).likeness(Sketch::of(before));
            likeness.is_none() || are_alike(&text, before)
        };
        Ok(before.is_none_or(|before| are_alike(&before.text)))
    }

    /// The articles that are nowhere in the corpus any more, with sketches of their texts.
    fn missing(&self, claims: &Claims<'_>) -> io::Result<Vec<(Entry, Sketch)>> {
        let Some(index) = self.index else {
            return self.missing_from_catalogue(claims);
        };
        let mut missing = Vec::new();
        for file in self.deleted.iter().chain(&self.changed) {
            for id in index.ids_of_file(file).map_err(io::Error::other)? {
                if claims.has(id) {
                    continue;
                }
                let entry = self.catalogue.entry(id)?;
                let Some(article) = index.article(id).map_err(io::Error::other)? else {
                    continue;
                };
                let entry = entry.unwrap_or_else(|| Entry::unknown(id, article.added));
                if uncorrected(&article.about).address().is_none() {
                    missing.push((entry, Sketch::of(&article.text)));
                }
            }
        }
        Ok(missing)
    }

    /// The same where there is no index.
    fn missing_from_catalogue(&self, claims: &Claims<'_>) -> io::Result<Vec<(Entry, Sketch)>> {
        let mut last: HashMap<Id, Option<Sketch>> = HashMap::new();
        self.catalogue.all(&mut |_, line| {
            let sketch = match line.event {
                Event::CameAt(place) => Some(place.sketch),
                Event::Gone => None,
                _ => return,
            };
            if !claims.has(line.id) {
                last.insert(line.id, sketch);
            }
        })?;
        let mut missing = Vec::new();
        for (id, sketch) in last {
            let entry = self.catalogue.entry(id)?;
            let entry = entry.filter(|entry| {
                entry
                    .place
                    .is_some_and(|place| !self.failed.contains(&place.file))
            });
            missing.extend(entry.zip(sketch));
        }
        missing.sort_by_key(|(entry, _)| entry.id);
        Ok(missing)
    }
}

impl Waiting {
    fn order(&self) -> (&str, u32) {
        (&self.read.prepared.file, self.read.prepared.record)
    }
}

/// Those that are not recognised yet.
fn open<'w, 'k>(
    waiting: &'w [Waiting],
    known: &'k mut [Option<Entry>],
) -> impl Iterator<Item = (&'w Waiting, &'k mut Option<Entry>)> {
    waiting
        .iter()
        .zip(known)
        .filter(|(_, known)| known.is_none())
}

fn claim(claims: &mut Claims<'_>, known: &mut Option<Entry>, entry: Option<Entry>) {
    if let Some(entry) = entry {
        claims.more.insert(entry.id);
        *known = Some(entry);
    }
}

/// Recognises articles by texts that are very much alike.
fn very_near(
    missing: &[(Entry, Sketch)],
    open: Vec<(&Waiting, &mut Option<Entry>)>,
    claims: &mut Claims<'_>,
) {
    if missing.len().saturating_mul(open.len()) > MOST_COMPARED {
        return;
    }
    for (one, known) in open {
        let Marks {
            has_address: false, ..
        } = one.read.marks
        else {
            continue;
        };
        let sketch = Sketch::of(&one.read.prepared.article().text);
        let alike = missing
            .iter()
            .filter(|(entry, other)| sketch.is_very_near(*other) && !claims.has(entry.id));
        let best = alike
            .max_by_key(|(entry, other)| (sketch.likeness(*other), std::cmp::Reverse(entry.id)));
        claim(claims, known, best.map(|(entry, _)| entry.clone()));
    }
}

/// How the records of a file have shifted: the articles that came again are landmarks.
struct Shifts {
    /// Number now and number before, in order of the number now.
    landmarks: Vec<(u32, u32)>,
}

impl Shifts {
    fn new(number: usize, entries: &[Entry], claims: &Claims<'_>) -> Shifts {
        let landmark = |entry: &Entry| {
            let holder = claims.holders.get(entry.id)?;
            let is_here = holder.file() == number;
            is_here.then_some((holder.record(), entry.place?.record))
        };
        let mut landmarks: Vec<(u32, u32)> = entries.iter().filter_map(landmark).collect();
        landmarks.sort_unstable();
        Shifts { landmarks }
    }

    /// Whether what was record `before` would be record `now`, seen from the landmark before or after it.
    fn is_at(&self, before: u32, now: u32) -> bool {
        let after = self.landmarks.partition_point(|(record, _)| *record < now);
        let same = |at: usize| {
            let landmark = self.landmarks.get(at);
            landmark.map(|(record, was)| {
                i64::from(now) - i64::from(*record) == i64::from(before) - i64::from(*was)
            })
        };
        match (after.checked_sub(1).and_then(same), same(after)) {
            (None, None) => before == now,
            (one, other) => one == Some(true) || other == Some(true),
        }
    }
}

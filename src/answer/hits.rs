//! The texts, headlines and marks of what was found.

use std::collections::{HashMap, hash_map};

use super::Asking;
use crate::article::{About, Id};
use crate::engine::{Head, Match, Snapshot, StoredPassage};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::highlight::marks::{Highlighter, Marks};
use crate::highlight::term_sets::TermSets;
use crate::passage;
use crate::request::interrupt::Interrupt;
use crate::results::{Card, Excerpt, Hit, ListedArticle, address};

/// The passages that were found, with their marks, one after the other.
pub struct Hits<'a> {
    asking: Asking<'a>,
    found: std::vec::IntoIter<Match>,
    /// Of the next one that is found.
    rank: usize,
    /// Those whose texts were read.
    read: std::vec::IntoIter<Hit>,
    interrupt: Interrupt,
}

/// So many texts are read at once.
const READ: usize = 256;

impl<'a> Hits<'a> {
    /// Reads the first of them: an answer that does not come in time is refused before any of it is shown.
    pub(super) fn begin(asking: Asking<'a>, found: Vec<Match>) -> Result<Hits<'a>> {
        let mut hits = Hits {
            rank: asking.question.offset.saturating_add(1),
            found: found.into_iter(),
            read: Vec::new().into_iter(),
            interrupt: asking.question.interrupt.clone(),
            asking,
        };
        hits.read_on()?;
        Ok(hits)
    }

    /// The same without a deadline: whatever is found is shown, however long that takes.
    pub fn unhurried(mut self) -> Self {
        self.interrupt.deadline = None;
        self
    }

    fn read_on(&mut self) -> Result<()> {
        let read = self.read().map_err(|error| self.asking.blamed(error))?;
        self.rank = self.rank.saturating_add(read.len());
        self.read = read.into_iter();
        Ok(())
    }

    /// The addresses of all that are left, for a look ahead.
    pub fn all_addresses(&self) -> Vec<String> {
        let read = self.read.as_slice().iter().map(Hit::address);
        let found = self.found.as_slice().iter();
        let found = found.map(|found| address(found.article, found.passage));
        read.chain(found).collect()
    }

    /// The addresses of all of them, whose texts need not be read.
    pub fn addresses(self) -> impl Iterator<Item = String> {
        let read = self.read.map(|hit| hit.address());
        read.chain(
            self.found
                .map(|found| address(found.article, found.passage)),
        )
    }

    fn read(&mut self) -> Result<Vec<Hit>> {
        let Asking { snapshot, plan, .. } = &self.asking;
        let terms = TermSets::new(plan);
        let mut drawing = Drawing {
            snapshot: *snapshot,
            highlighter: Highlighter::new(plan, &terms, &self.interrupt),
            needs_context: plan.needs_context(),
            interrupt: &self.interrupt,
            texts: HashMap::new(),
        };
        let ranked = self.found.by_ref().take(READ).zip(self.rank..);
        ranked
            .map(|(found, rank)| drawing.hit(rank, found))
            .collect()
    }
}

impl Iterator for Hits<'_> {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Result<Hit>> {
        if let Some(hit) = self.read.next() {
            return Some(Ok(hit));
        }
        match self.read_on() {
            Ok(()) => self.read.next().map(Ok),
            Err(error) => {
                self.found = Vec::new().into_iter();
                Some(Err(error))
            }
        }
    }
}

/// An article of a listing.
pub fn entry(snapshot: &dyn Snapshot, id: Id) -> Result<ListedArticle> {
    let Head {
        about,
        added,
        passages,
        words,
    } = head(snapshot, id)?;
    Ok(ListedArticle {
        id,
        headline: headline(snapshot, id, &about)?,
        about,
        passages,
        words: u64::from(words),
        added,
    })
}

/// The headline or, where there is none, the first sentence.
fn headline(snapshot: &dyn Snapshot, id: Id, about: &About) -> Result<String> {
    match &about.title {
        Some(title) => Ok(title.clone()),
        None => {
            let first = stored(snapshot, id, 1)?;
            Ok(passage::first_sentence(&first.text).to_owned())
        }
    }
}

fn head(snapshot: &dyn Snapshot, id: Id) -> Result<Head> {
    snapshot.head(id)?.ok_or_else(|| vanished(id))
}

fn stored(snapshot: &dyn Snapshot, id: Id, number: u32) -> Result<StoredPassage> {
    snapshot.passage(id, number)?.ok_or_else(|| vanished(id))
}

/// An engine found an article that it does not have.
fn vanished(id: Id) -> Error {
    let message = format!("article `{id}` was found and cannot be read; the index is damaged");
    Error::new(Kind::Index, message).hint("newshound index --fresh")
}

/// Everything that drawing the marks of an answer needs.
struct Drawing<'a> {
    snapshot: &'a dyn Snapshot,
    highlighter: Highlighter<'a>,
    /// Whether the marks of a word depend on more of the article than the word.
    needs_context: bool,
    interrupt: &'a Interrupt,
    /// Articles whose whole text was needed for their marks.
    texts: HashMap<Id, Whole>,
}

/// The text of an article, and the marks of its headline and of its text.
struct Whole {
    text: String,
    in_title: Marks,
    in_text: Marks,
}

impl Drawing<'_> {
    fn hit(&mut self, rank: usize, found: Match) -> Result<Hit> {
        self.interrupt.check()?;
        let id = found.article;
        let Head {
            about, passages, ..
        } = head(self.snapshot, id)?;
        let passage = stored(self.snapshot, id, found.passage)?;
        let text = passage.text.trim_end().to_owned();
        let title = about.title.as_deref().unwrap_or_default();
        let (title_marks, marks) = if self.needs_context {
            let whole = self.whole(id)?;
            let part = passage.start_byte..passage.start_byte + text.len();
            (
                whole.in_title.within(title, 0..title.len()),
                whole.in_text.within(&whole.text, part),
            )
        } else {
            let line = |field, text: &str| {
                self.highlighter
                    .line(field, text)
                    .within(text, 0..text.len())
            };
            (line(Field::Title, title), line(Field::Body, &text))
        };
        Ok(Hit {
            rank,
            score: found.score,
            article: Card {
                id,
                headline: headline(self.snapshot, id, &about)?,
                about,
                title_marks,
            },
            passage: Excerpt {
                number: found.passage,
                of: passages,
                text,
                start: passage.start,
                start_byte: passage.start_byte,
                marks,
                is_cut: false,
            },
            more_in_article: found.more_in_article,
            parts: found.parts,
        })
    }

    /// The whole article of a hit with its marks, which is read once however many hits it has.
    fn whole(&mut self, id: Id) -> Result<&Whole> {
        match self.texts.entry(id) {
            hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            hash_map::Entry::Vacant(room) => {
                let article = self.snapshot.article(id)?.ok_or_else(|| vanished(id))?;
                let about = &article.about;
                let title = about.title.as_deref().unwrap_or_default();
                let (in_title, in_text) =
                    self.highlighter
                        .article(title, &article.text, about.lang.as_deref())?;
                Ok(room.insert(Whole {
                    text: article.text,
                    in_title,
                    in_text,
                }))
            }
        }
    }
}

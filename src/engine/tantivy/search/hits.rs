//! What is shown of what was found: texts, headlines and marks.

use std::collections::{HashMap, hash_map};

use tantivy::DocId;

use super::Question;
use crate::article::{About, Id};
use crate::engine::tantivy::exec::failed::Failed;
use crate::engine::tantivy::exec::top_k::ScoredPassage;
use crate::engine::tantivy::store::documents;
use crate::field::Field;
use crate::highlight::marks::{Marks, Pen};
use crate::highlight::term_sets::TermSets;
use crate::passage;
use crate::results::{Card, Entry, Excerpt, Hit};

impl Question<'_> {
    /// The best passages with their marks.
    pub fn hits(&self, best: Vec<ScoredPassage>) -> tantivy::Result<Vec<Hit>> {
        let terms = TermSets::new(&self.plan);
        let mut drawing = Drawing {
            pen: Pen::new(&self.plan, &terms, self.snapshot().interrupt),
            needs_context: self.plan.needs_context(),
            texts: HashMap::new(),
        };
        let ranked = best.into_iter().zip(self.ask.offset + 1..);
        ranked
            .map(|(scored, rank)| self.hit(rank, scored, &mut drawing))
            .collect()
    }

    fn hit(
        &self,
        rank: usize,
        scored: ScoredPassage,
        drawing: &mut Drawing<'_>,
    ) -> tantivy::Result<Hit> {
        let about = documents::about(&self.searcher, &self.fields, scored.segment, scored.first)?;
        let passage = documents::passage(&self.searcher, &self.fields, scored.segment, scored.doc)?;
        let text = passage.text.trim_end().to_owned();
        let title = about.title.as_deref().unwrap_or_default();
        let (title_marks, marks) = if drawing.needs_context {
            let whole = self.whole(&about, &scored, drawing)?;
            let part = passage.start_byte..passage.start_byte + text.len();
            (
                whole.in_title.within(title, 0..title.len()),
                whole.in_text.within(&whole.text, part),
            )
        } else {
            let line =
                |field, text: &str| drawing.pen.line(field, text).within(text, 0..text.len());
            (line(Field::Title, title), line(Field::Body, &text))
        };
        let headline = self.headline(&about, &scored)?;
        Ok(Hit {
            rank,
            score: scored.score,
            article: Card {
                id: Id(scored.id),
                about,
                headline,
                title_marks,
            },
            passage: Excerpt {
                number: scored.number(),
                of: scored.of,
                text,
                start: passage.start,
                start_byte: passage.start_byte,
                marks,
            },
            more_in_article: scored.more,
            parts: scored.parts,
        })
    }

    /// The whole article of a hit with its marks, which is read once however many hits it has.
    fn whole<'a>(
        &self,
        about: &About,
        scored: &ScoredPassage,
        drawing: &'a mut Drawing<'_>,
    ) -> tantivy::Result<&'a Whole> {
        let (segment, first) = (scored.segment, scored.first);
        match drawing.texts.entry((segment, first)) {
            hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            hash_map::Entry::Vacant(room) => {
                let title = about.title.as_deref().unwrap_or_default();
                let passages = first..=first + scored.of - 1;
                let text =
                    documents::texts(&self.searcher, &self.fields, segment, passages)?.concat();
                let (in_title, in_text) = drawing
                    .pen
                    .article(title, &text, about.lang.as_deref())
                    .map_err(Failed::from)?;
                Ok(room.insert(Whole {
                    text,
                    in_title,
                    in_text,
                }))
            }
        }
    }

    /// The headline or, where there is none, the first sentence.
    fn headline(&self, about: &About, scored: &ScoredPassage) -> tantivy::Result<String> {
        if let Some(title) = &about.title {
            return Ok(title.clone());
        }
        let (segment, first) = (scored.segment, scored.first);
        let first = documents::passage(&self.searcher, &self.fields, segment, first)?;
        Ok(passage::first_sentence(&first.text).to_owned())
    }

    /// An article of a listing.
    pub fn entry(&self, scored: &ScoredPassage) -> tantivy::Result<Entry> {
        let about = documents::about(&self.searcher, &self.fields, scored.segment, scored.first)?;
        let headline = self.headline(&about, scored)?;
        Ok(Entry {
            id: Id(scored.id),
            about,
            headline,
            passages: scored.of,
            words: u64::from(scored.words),
            added: documents::added(scored.added),
        })
    }
}

/// What is at hand while marks are drawn.
struct Drawing<'a> {
    pen: Pen<'a>,
    /// Whether marks depend on more of the article than the word they stand on.
    needs_context: bool,
    /// Articles whose whole text was needed for their marks.
    texts: HashMap<(usize, DocId), Whole>,
}

/// The text of an article, and the marks of its headline and of its text.
struct Whole {
    text: String,
    in_title: Marks,
    in_text: Marks,
}

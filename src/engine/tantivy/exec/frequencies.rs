//! How often each leaf occurs in each document of a window.

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::{BitSet, Slot};
use crate::engine::tantivy::exec::leaf_matches::LeafMatches;
use crate::engine::tantivy::exec::window::Window;
use crate::field::Field;
use crate::plan::Plan;
use crate::rank::Frequency;

/// The frequencies of a window, by leaf: those of words are exact once the window was approximated, those
/// of positions once its articles were verified.
pub struct Frequencies {
    leaves: Vec<LeafFrequencies>,
    /// The leaves with positions, and the articles in which each may match.
    unverified: Vec<(usize, BitSet)>,
    /// The articles in which any of them may match.
    unverified_articles: BitSet,
}

/// The frequencies of one leaf.
#[derive(Default)]
pub struct LeafFrequencies {
    /// In the texts of passages.
    pub text: DocFrequencies,
    /// In what an article has once, by its first document.
    pub head: DocFrequencies,
    articles: BitSet,
    /// The same of the relatives of a word, where it has any in the segment.
    related: Option<Box<LeafFrequencies>>,
}

/// Documents, and how often a leaf occurs in each of them.
#[derive(Default)]
pub struct DocFrequencies {
    documents: BitSet,
    /// By slot. Stale where `documents` has no bit.
    times: Vec<u32>,
}

impl Frequencies {
    pub fn new(plan: &Plan) -> Frequencies {
        Frequencies {
            leaves: plan
                .leaves
                .iter()
                .map(|_| LeafFrequencies::default())
                .collect(),
            unverified: Vec::new(),
            unverified_articles: BitSet::default(),
        }
    }

    /// Forgets the last window.
    pub fn reset(&mut self, window: &Window) {
        for leaf in &mut self.leaves {
            leaf.reset(window);
        }
        self.unverified.clear();
        self.unverified_articles.clear(window.words());
    }

    pub fn leaf(&self, leaf: usize) -> &LeafFrequencies {
        &self.leaves[leaf]
    }

    pub fn leaf_mut(&mut self, leaf: usize) -> &mut LeafFrequencies {
        &mut self.leaves[leaf]
    }

    /// Adds the articles in which a leaf matches if its positions do.
    pub fn add_unverified(&mut self, leaf: usize, articles: BitSet) {
        self.unverified_articles.or(&articles);
        self.unverified.push((leaf, articles));
    }

    /// Adds what a leaf was found to match in an article.
    pub fn add_verified(
        &mut self,
        leaf: usize,
        article: Slot,
        window: &Window,
        found: &LeafMatches,
    ) {
        let leaf = &mut self.leaves[leaf];
        leaf.articles.set(article);
        if found.in_head > 0 {
            leaf.head.add(window.first(article), found.in_head);
        }
        for (doc, times) in &found.passages {
            leaf.text.add(window.slot(*doc), *times);
        }
    }

    /// Whether words alone decide everything in the window.
    pub fn is_exact(&self) -> bool {
        self.unverified.is_empty()
    }

    /// The articles in which positions have to be looked at.
    pub fn unverified_articles(&self) -> &BitSet {
        &self.unverified_articles
    }

    /// The leaves whose positions have to be looked at in an article.
    pub fn unverified_leaves(&self, article: Slot) -> Vec<usize> {
        let unverified = self.unverified.iter();
        let here = unverified.filter(|(_, articles)| articles.contains(article));
        here.map(|(leaf, _)| *leaf).collect()
    }
}

impl LeafFrequencies {
    fn reset(&mut self, window: &Window) {
        self.text.reset(window);
        self.head.reset(window);
        self.articles.clear(window.words());
        if let Some(related) = &mut self.related {
            related.reset(window);
        }
    }

    /// Those of its relatives, to be counted in this window.
    pub fn related_mut(&mut self, window: &Window) -> &mut LeafFrequencies {
        self.related.get_or_insert_with(|| {
            let mut related = Box::<LeafFrequencies>::default();
            related.reset(window);
            related
        })
    }

    /// The articles that contain a relative, where there may be any.
    pub fn related_articles(&self) -> Option<&BitSet> {
        self.related.as_ref().map(|related| &related.articles)
    }

    /// Whether anything of an article counts for its score.
    pub fn counts_in(&self, article: Slot) -> bool {
        let related = self.related_articles();
        self.articles.contains(article)
            || related.is_some_and(|articles| articles.contains(article))
    }

    /// In what the article that begins here has once.
    pub fn of_head(&self, first: Slot) -> Frequency {
        let related = self.related.as_ref();
        Frequency {
            own: self.head.times(first),
            related: related.map_or(0, |related| related.head.times(first)),
        }
    }

    /// In one passage.
    pub fn of_passage(&self, slot: Slot) -> Frequency {
        let related = self.related.as_ref();
        Frequency {
            own: self.text.times(slot),
            related: related.map_or(0, |related| related.text.times(slot)),
        }
    }

    /// In the passages from `first` to `last`.
    pub fn of_text(&self, first: Slot, last: Slot) -> Frequency {
        let related = self.related.as_ref();
        Frequency {
            own: self.in_text(first, last),
            related: related.map_or(0, |related| related.in_text(first, last)),
        }
    }

    /// Adds occurrences of a word in a field of a document.
    #[inline]
    pub fn add(&mut self, field: Field, window: &Window, doc: DocId, times: u32) {
        let frequencies = match field {
            Field::Body => &mut self.text,
            _ => &mut self.head,
        };
        frequencies.add(window.slot(doc), times);
    }

    /// Ends the counting of words; the articles that contain any.
    pub fn end_of_words(&mut self, window: &Window) -> BitSet {
        let mut documents = self.text.documents.clone();
        documents.or(&self.head.documents);
        self.articles = window.articles_of(&documents);
        self.articles.clone()
    }

    /// The articles that the leaf matches.
    pub fn articles(&self) -> &BitSet {
        &self.articles
    }

    /// How often the leaf occurs in the passages from `first` to `last`.
    #[inline]
    fn in_text(&self, first: Slot, last: Slot) -> u32 {
        if first == last {
            self.text.times(first)
        } else {
            first.to(last).map(|slot| self.text.times(slot)).sum()
        }
    }
}

impl DocFrequencies {
    fn reset(&mut self, window: &Window) {
        self.documents.clear(window.words());
        if self.times.len() < window.slots() {
            self.times.resize(window.slots(), 0);
        }
    }

    #[inline]
    fn add(&mut self, slot: Slot, times: u32) {
        let before = u32::from(self.documents.get_and_set(slot));
        let counted = &mut self.times[slot.index()];
        *counted = *counted * before + times;
    }

    #[inline]
    pub fn times(&self, slot: Slot) -> u32 {
        self.times[slot.index()] * u32::from(self.documents.contains(slot))
    }

    /// The same for a slot of `documents`.
    #[inline]
    pub fn times_of_known(&self, slot: Slot) -> u32 {
        self.times[slot.index()]
    }

    pub fn documents(&self) -> &BitSet {
        &self.documents
    }
}

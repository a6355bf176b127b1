//! How often each leaf stands in each document of a window.

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::leaf_matches::LeafMatches;
use crate::engine::tantivy::exec::window::Window;
use crate::field::Field;
use crate::plan::Plan;

/// What was counted in a window. ArticleCollector are told by the place of their last document.
pub struct Frequencies {
    leaves: Vec<LeafFrequencies>,
    /// The articles in which a leaf that looks at positions may be true, and in which any of them.
    perhaps: Vec<(usize, BitSet)>,
    uncertain: BitSet,
}

/// Where one leaf stands.
#[derive(Default)]
pub struct LeafFrequencies {
    /// In the texts of passages.
    pub text: DocFrequencies,
    /// In what is said once of an article, by the place of its first document.
    pub head: DocFrequencies,
    articles: BitSet,
}

/// Documents, and how often a leaf stands in each of them.
#[derive(Default)]
pub struct DocFrequencies {
    documents: BitSet,
    /// By place; of another window, or nobody's, where there is no document.
    times: Vec<u32>,
}

impl DocFrequencies {
    fn begin(&mut self, window: &Window) {
        self.documents.clear(window.words());
        if self.times.len() < window.places() {
            self.times.resize(window.places(), 0);
        }
    }

    #[inline]
    pub fn add(&mut self, at: u32, times: u32) {
        let before = u32::from(self.documents.get_and_set(at));
        let counted = &mut self.times[at as usize];
        *counted = *counted * before + times;
    }

    #[inline]
    pub fn times(&self, at: u32) -> u32 {
        self.times[at as usize] * u32::from(self.documents.has(at))
    }

    /// The same of one of the documents.
    #[inline]
    pub fn counted(&self, at: u32) -> u32 {
        self.times[at as usize]
    }

    pub fn documents(&self) -> &BitSet {
        &self.documents
    }
}

impl LeafFrequencies {
    #[inline]
    pub fn counts(&mut self, field: Field) -> &mut DocFrequencies {
        match field {
            Field::Body => &mut self.text,
            _ => &mut self.head,
        }
    }

    /// Notes that counting by whole windows is done: the articles that have the leaf.
    pub fn articles(&mut self, window: &Window) -> BitSet {
        let mut documents = self.text.documents.clone();
        documents.or(&self.head.documents);
        self.articles = window.of(&documents);
        self.articles.clone()
    }

    /// The articles that have the leaf.
    pub fn held(&self) -> &BitSet {
        &self.articles
    }

    /// How often the leaf stands in the passages `first..=last`.
    #[inline]
    pub fn in_text(&self, first: u32, last: u32) -> u32 {
        match first == last {
            true => self.text.times(first),
            false => (first..=last).map(|at| self.text.times(at)).sum(),
        }
    }
}

impl Frequencies {
    pub fn new(plan: &Plan) -> Frequencies {
        Frequencies {
            leaves: plan
                .leaves
                .iter()
                .map(|_| LeafFrequencies::default())
                .collect(),
            perhaps: Vec::new(),
            uncertain: BitSet::default(),
        }
    }

    pub fn begin(&mut self, window: &Window) {
        for leaf in &mut self.leaves {
            leaf.text.begin(window);
            leaf.head.begin(window);
            leaf.articles.clear(window.words());
        }
        self.perhaps.clear();
        self.uncertain.clear(window.words());
    }

    pub fn leaf(&mut self, leaf: usize) -> &mut LeafFrequencies {
        &mut self.leaves[leaf]
    }

    pub fn of(&self, leaf: usize) -> &LeafFrequencies {
        &self.leaves[leaf]
    }

    /// Takes note of the articles in which everything was found that a leaf needs beside its words.
    pub fn perhaps(&mut self, leaf: usize, articles: BitSet) {
        self.uncertain.or(&articles);
        self.perhaps.push((leaf, articles));
    }

    /// Whether no positions have to be looked at.
    pub fn is_certain(&self) -> bool {
        self.perhaps.is_empty()
    }

    /// The articles in which positions have to be looked at.
    pub fn uncertain(&self) -> &BitSet {
        &self.uncertain
    }

    /// The leaves that may be true in an article, but for their positions.
    pub fn undecided(&self, article: u32) -> Vec<usize> {
        let perhaps = self.perhaps.iter();
        let here = perhaps.filter(|(_, articles)| articles.has(article));
        here.map(|(leaf, _)| *leaf).collect()
    }

    /// Takes note of a leaf that was found to be true in an article.
    pub fn enter(&mut self, leaf: usize, article: u32, window: &Window, found: &LeafMatches) {
        let tally = &mut self.leaves[leaf];
        tally.articles.set(article);
        if found.in_head > 0 {
            tally.head.add(window.first(article), found.in_head);
        }
        for (doc, times) in &found.docs {
            tally.text.add(window.at(*doc), *times);
        }
    }
}

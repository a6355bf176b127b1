//! Scoring: from the frequencies of a window to the scores of its passages.
//!
//! Each article is first given an upper bound, one leaf after the other; only articles whose bound is
//! competitive are scored.

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::{BitSet, Slot, slots};
use crate::engine::tantivy::exec::collector::{Collector, MatchedArticle, MinCompetitiveScore};
use crate::engine::tantivy::exec::frequencies::Frequencies;
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;
use crate::plan::Plan;
use crate::plan::calendar;
use crate::rank::{Collection, Frequency, Freshness, Headline, Weight};
use crate::results::Total;

/// How the matches of a plan are scored.
pub struct Scoring<'a> {
    pub plan: &'a Plan,
    pub collection: Collection,
    /// By leaf.
    pub weights: &'a [Weight],
    /// All of the question that counts in a headline.
    pub asked: Headline,
    pub freshness: Option<Freshness>,
}

impl<'a> Scoring<'a> {
    /// The share of its scores that freshness adds to an article.
    pub fn bonus(&self, blocks: &Blocks, first: DocId) -> f32 {
        self.freshness.map_or(0.0, |freshness| {
            freshness.bonus(blocks.articles.date(first).map(calendar::seconds))
        })
    }

    /// The part of a score that is given for a headline with this part of the question.
    pub fn headline(&self, blocks: &Blocks, first: DocId, found: Headline) -> f32 {
        if found == Headline::default() {
            return 0.0;
        }
        let words = u32::from(blocks.articles.headline(first));
        self.collection.headline(self.asked, found, words)
    }

    /// The most that it can add.
    fn most_bonus(&self) -> f32 {
        self.freshness.map_or(0.0, |_| Freshness::MOST)
    }

    /// The leaves that are scored.
    pub fn shown(&self) -> impl Iterator<Item = usize> + use<'a> {
        let leaves = self.plan.leaves.iter().enumerate();
        leaves.filter(|(_, leaf)| leaf.shown).map(|(leaf, _)| leaf)
    }

    pub fn leaf_scorers(&self) -> Vec<LeafScorer> {
        let weights = self.weights.iter();
        weights
            .map(|weight| LeafScorer::new(self, *weight))
            .collect()
    }
}

/// The whole of a question, as it may be in a headline.
pub fn asked(plan: &Plan, weights: &[Weight]) -> Headline {
    let leaves = plan.leaves.iter().zip(weights);
    let shown = leaves.filter(|(leaf, _)| leaf.shown);
    shown.fold(Headline::default(), |asked, (_, weight)| {
        asked.and(weight.headline(1))
    })
}

/// Articles seldom have more occurrences of a leaf.
const TABULATED: usize = 16;

/// The scores of one leaf.
pub struct LeafScorer {
    weight: Weight,
    /// Of a passage, by the number of occurrences in it.
    passage: [f32; TABULATED],
}

impl LeafScorer {
    fn new(scoring: &Scoring<'_>, weight: Weight) -> LeafScorer {
        LeafScorer {
            weight,
            passage: std::array::from_fn(|times| {
                let times = Frequency::own(times as u32);
                scoring.collection.passage(weight, times)
            }),
        }
    }

    #[inline]
    fn passage(&self, times: Frequency, scoring: &Scoring<'_>) -> f32 {
        match self.passage.get(times.own as usize) {
            Some(score) if times.related == 0 => *score,
            _ => scoring.collection.passage(self.weight, times),
        }
    }
}

/// Counts and scores the matching articles of a segment, window by window.
pub struct SegmentScorer<'a> {
    scoring: &'a Scoring<'a>,
    /// By leaf.
    leaves: &'a [LeafScorer],
    blocks: &'a Blocks,
    /// The passages of the window that match any scored leaf.
    matching: BitSet,
    /// By article: no passage of it has a better score. All 0 between windows.
    upper_bounds: Vec<f32>,
    /// By article: what its headline has of the question. All empty between windows.
    headlines: Vec<Headline>,
    /// The matching passages of the article at hand.
    passages: Vec<(DocId, f32)>,
}

impl<'a> SegmentScorer<'a> {
    pub fn new(
        scoring: &'a Scoring<'a>,
        leaves: &'a [LeafScorer],
        blocks: &'a Blocks,
    ) -> SegmentScorer<'a> {
        SegmentScorer {
            scoring,
            leaves,
            blocks,
            matching: BitSet::default(),
            upper_bounds: Vec::new(),
            headlines: Vec::new(),
            passages: Vec::new(),
        }
    }

    /// Counts the matching articles of a window and their passages.
    pub fn count(
        &mut self,
        window: &Window,
        found: &BitSet,
        frequencies: &Frequencies,
        total: &mut Total,
    ) {
        self.matching.clear(window.words());
        for leaf in self.scoring.shown() {
            self.matching.or(frequencies.leaf(leaf).text.documents());
        }
        for (found, base) in found.nonzero_words() {
            let long = found & window.long().words()[base.index() / 64];
            let of_long = slots(long, base).map(|article| self.passages_of(window, article));
            total.articles += u64::from(found.count_ones());
            total.passages += u64::from((found & !long).count_ones());
            total.passages += of_long.map(u64::from).sum::<u64>();
        }
    }

    /// How many passages of an article match.
    fn passages_of(&self, window: &Window, article: Slot) -> u32 {
        match window.first(article) {
            first if first == article => 1,
            first => self.matching.count_within(first, article).max(1),
        }
    }

    /// Hands the articles of the window on that may have a competitive passage.
    pub fn collect(
        &mut self,
        window: &Window,
        found: &BitSet,
        frequencies: &Frequencies,
        competitive: &MinCompetitiveScore,
        collector: &mut impl Collector,
    ) {
        self.bound(window, found, frequencies);
        let mut least = competitive.get();
        // The parts of a score are added in another order than those of its bound.
        const ROUNDING: f32 = 1.0001;
        let factor = (1.0 + self.scoring.most_bonus()) * ROUNDING;
        for article in found.iter() {
            let bound = std::mem::take(&mut self.upper_bounds[article.index()]);
            let headline = std::mem::take(&mut self.headlines[article.index()]);
            let Scoring {
                collection, asked, ..
            } = self.scoring;
            let bound = bound + collection.headline_bound(*asked, headline);
            if bound * factor < least {
                continue;
            }
            let (first, last) = window.docs(article);
            self.score(window, first, last, frequencies);
            if self.passages.iter().all(|(_, score)| *score < least) {
                continue;
            }
            collector.collect(&MatchedArticle {
                first,
                last,
                blocks: self.blocks,
                matching: self.passages_of(window, article),
                passages: &self.passages,
                window,
                frequencies,
                scoring: self.scoring,
            });
            least = least.max(collector.min_competitive_score());
        }
        competitive.raise(least);
    }

    /// Adds up the upper bounds: what each article gives to its passages, and what it would give to one
    /// passage that contained all its occurrences.
    fn bound(&mut self, window: &Window, found: &BitSet, frequencies: &Frequencies) {
        let slot_count = window.slots().max(self.upper_bounds.len());
        self.upper_bounds.resize(slot_count, 0.0);
        self.headlines.resize(slot_count, Headline::default());
        let collection = &self.scoring.collection;
        let lengths = collection.length_norm();
        for leaf in self.scoring.shown() {
            let (frequencies, scorer) = (frequencies.leaf(leaf), &self.leaves[leaf]);
            let mut add = |first: Slot, last: Slot, in_head: Frequency, in_text: Frequency| {
                let words = self.blocks.length(window.doc(first), window.doc(last));
                let length = lengths.of(words);
                let article = collection.article(scorer.weight, in_head, in_text, length);
                self.upper_bounds[last.index()] += article + scorer.passage(in_text, self.scoring);
                if in_head.own > 0 {
                    let headline = &mut self.headlines[last.index()];
                    *headline = headline.and(scorer.weight.headline(in_head.own));
                }
            };
            for (found, base) in found.nonzero_words() {
                let word = base.index() / 64;
                let here = frequencies.articles().words()[word] & found;
                let in_head = frequencies.head.documents().words()[word];
                // Most articles are one passage, and most leaves match in the text alone.
                let related = frequencies.related_articles();
                let related = related.map_or(0, |articles| articles.words()[word] & found);
                let plain = here & !(in_head | window.long().words()[word] | related);
                for slot in slots(plain, base) {
                    let in_text = Frequency::own(frequencies.text.times_of_known(slot));
                    add(slot, slot, Frequency::default(), in_text);
                }
                for last in slots((here | related) & !plain, base) {
                    let first = window.first(last);
                    let in_head = frequencies.of_head(first);
                    add(first, last, in_head, frequencies.of_text(first, last));
                }
            }
        }
    }

    /// Scores the matching passages of an article.
    fn score(&mut self, window: &Window, first: DocId, last: DocId, frequencies: &Frequencies) {
        let collection = &self.scoring.collection;
        let (from, to) = (window.slot(first), window.slot(last));
        let length = collection.length_norm().of(self.blocks.length(first, last));
        let matching = from.to(to).filter(|slot| self.matching.contains(*slot));
        self.passages.clear();
        self.passages
            .extend(matching.map(|slot| (window.doc(slot), 0.0)));
        if self.passages.is_empty() {
            self.passages.push((first, 0.0));
        }
        let (mut of_article, mut headline) = (0.0, Headline::default());
        for leaf in self.scoring.shown() {
            let (frequencies, scorer) = (frequencies.leaf(leaf), &self.leaves[leaf]);
            if !frequencies.counts_in(to) {
                continue;
            }
            let in_head = frequencies.of_head(from);
            let in_text = frequencies.of_text(from, to);
            of_article += collection.article(scorer.weight, in_head, in_text, length);
            headline = headline.and(scorer.weight.headline(in_head.own));
            for (doc, score) in &mut self.passages {
                let times = frequencies.of_passage(window.slot(*doc));
                *score += scorer.passage(times, self.scoring);
            }
        }
        of_article += self.scoring.headline(self.blocks, first, headline);
        let factor = 1.0 + self.scoring.bonus(self.blocks, first);
        for (_, score) in &mut self.passages {
            *score = (*score + of_article) * factor;
        }
    }
}

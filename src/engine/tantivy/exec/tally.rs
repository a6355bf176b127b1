//! The collectors of counts: how often each date comes, and which articles match.

use std::collections::HashMap;

use tantivy::DocId;

use crate::engine::tantivy::exec::bitset::BitSet;
use crate::engine::tantivy::exec::collector::{Collector, MatchedArticle};
use crate::engine::tantivy::exec::window::Window;
use crate::engine::tantivy::store::segment::Blocks;

/// How many matching articles have each value of the column of dates.
#[derive(Default)]
pub struct DateTally(pub HashMap<Option<i64>, u64>);

impl Collector for DateTally {
    fn min_competitive_score(&self) -> f32 {
        f32::INFINITY
    }

    fn collect(&mut self, _: &MatchedArticle<'_>) {}

    fn collect_all(&mut self, window: &Window, found: &BitSet, blocks: &Blocks) {
        for article in found.iter() {
            let (first, _) = window.docs(article);
            *self.0.entry(blocks.articles.date(first)).or_default() += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        for (date, articles) in other.0 {
            *self.0.entry(date).or_default() += articles;
        }
    }
}

/// The first documents of the matching articles of a segment, and of those that are merged with it.
pub struct Firsts {
    segment: usize,
    firsts: Vec<DocId>,
    merged: Vec<(usize, Vec<DocId>)>,
}

impl Firsts {
    pub fn of(segment: usize) -> Firsts {
        Firsts {
            segment,
            firsts: Vec::new(),
            merged: Vec::new(),
        }
    }

    /// By segment; one without any may be left out.
    pub fn into_segments(self) -> Vec<(usize, Vec<DocId>)> {
        let mut segments = self.merged;
        segments.push((self.segment, self.firsts));
        segments
    }
}

impl Collector for Firsts {
    fn min_competitive_score(&self) -> f32 {
        f32::INFINITY
    }

    fn collect(&mut self, _: &MatchedArticle<'_>) {}

    fn collect_all(&mut self, window: &Window, found: &BitSet, _: &Blocks) {
        let firsts = found.iter().map(|article| window.docs(article).0);
        self.firsts.extend(firsts);
    }

    fn merge(&mut self, other: Self) {
        self.merged.extend(other.into_segments());
    }
}

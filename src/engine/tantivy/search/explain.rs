//! Why nothing was found, and what a question became in the index.

use std::collections::HashSet;

use super::Question;
use crate::engine::tantivy::Index;
use crate::engine::tantivy::exec::missing;
use crate::engine::tantivy::store::segment::Blocks;
use crate::request::Request;
use crate::results::{Explain, Leaf, Nothing};
use crate::words::events;

impl Question<'_> {
    /// Which words occur nowhere, and what the question would find if any of its words were enough.
    pub fn nothing(&self, index: &Index) -> tantivy::Result<Nothing> {
        let mut missing = Vec::new();
        let mut told = HashSet::new();
        let has_gone = self.blocks.iter().any(Blocks::has_gone);
        for (number, leaf) in self.plan.leaves.iter().enumerate() {
            // The words of its other names may be there without the names.
            let is_named = !leaf.also.is_empty() && self.articles_with(number)? > 0;
            if leaf.wanted && !is_named && told.insert(&leaf.text) {
                let snapshot = self.snapshot();
                let likened = Nothing::LIKENED.saturating_sub(missing.len());
                // The words of removed articles stand in the dictionaries for a while.
                let is_gone = has_gone && self.articles_with(number)? == 0;
                missing.extend(missing::missing(
                    leaf, &self.plan, &snapshot, is_gone, likened,
                )?);
            }
        }
        missing.dedup();
        let any = self.ask.any.as_ref().map(|any| Request {
            query: any.clone(),
            any: None,
            ..self.ask.clone()
        });
        let any_articles = any.map(|any| {
            let question = index.question(&any)?;
            question.count(&question.plan, &question.plan.tree)
        });
        Ok(Nothing {
            missing,
            any_articles: any_articles.transpose()?,
        })
    }

    /// Each leaf with its index words and how many articles have it.
    pub fn explain(&self) -> tantivy::Result<Explain> {
        let mut leaves = Vec::new();
        for (number, leaf) in self.plan.leaves.iter().enumerate() {
            let mut words = Vec::new();
            for (_, expr) in &leaf.sides {
                expr.sets(&mut |set| {
                    let spelled = self.resolved.words(set).into_iter();
                    words.extend(
                        spelled.filter_map(|word| events::read(word).map(|(term, _)| term)),
                    );
                });
            }
            words.sort_unstable();
            words.dedup();
            let articles = self.articles_with(number)?;
            leaves.push(Leaf {
                text: leaf.text.clone(),
                also: leaf.also.clone(),
                words: words.into_iter().map(str::to_owned).collect(),
                articles,
            });
        }
        Ok(Explain { leaves })
    }

    /// A leaf costs as much by itself however many others there are.
    fn articles_with(&self, leaf: usize) -> tantivy::Result<u64> {
        let alone = self.plan.alone(leaf);
        self.count(&alone, &alone.tree)
    }
}

//! Answering: a planned question to the first of its matches, exactly counted.

use tantivy::Searcher;

use crate::article::Id;
use crate::engine::tantivy::Index;
use crate::engine::tantivy::exec::collector::Collector;
use crate::engine::tantivy::exec::evaluate::{self, Collected};
use crate::engine::tantivy::exec::scoring::{self, Scoring};
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::top_k::{
    ArticleCollector, CountCollector, PassageCollector, ScoredPassage, TopK,
};
use crate::engine::tantivy::exec::weights;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::terms::resolve::{Resolved, resolve};
use crate::engine::{Answer, Collect, Match, Search};
use crate::plan::Plan;
use crate::question::Question;
use crate::rank::{Collection, Constants, Weight};
use crate::request::Sort;

pub mod beginning;
pub mod counts;
pub mod frequencies;

/// A question while it is answered.
struct Answering<'a> {
    index: &'a Index,
    question: &'a Question,
    plan: &'a Plan,
    resolved: Resolved,
    searcher: Searcher,
    collection: Collection,
    /// By leaf; worth nothing where nothing is scored.
    weights: Vec<Weight>,
}

/// Answers a planned question.
pub fn answer(index: &Index, search: &Search<'_>) -> Result<Answer> {
    // Where there are no segments nothing else looks at it.
    search.question.interrupt.check()?;
    let mut answering = Answering::new(index, search)?;
    // One more than is wanted says whether there are more.
    let wanted = search.question.offset.saturating_add(search.question.limit);
    let keep = match search.question.limit {
        0 => 0,
        _ => wanted.saturating_add(1),
    };
    match search.collect {
        Collect::Passages => {
            answering.weights =
                weights::weights(search.plan, &answering.collection, &answering.snapshot());
            let collector = || PassageCollector {
                best: TopK::new(search.question.sort, keep),
                question: search.question,
            };
            answering.collect(collector, |passages| passages.best)
        }
        Collect::Articles => {
            let sort = match search.question.sort {
                Sort::Relevance => Sort::Newest,
                sort => sort,
            };
            answering.collect(
                || ArticleCollector(TopK::new(sort, keep)),
                |articles| articles.0,
            )
        }
        Collect::Counts => answering.collect(|| CountCollector, |_| TopK::new(Sort::Relevance, 0)),
    }
}

/// In how many articles a leaf is true; it costs as much however many others there are.
pub fn articles_with(index: &Index, question: &Question, plan: &Plan, leaf: usize) -> Result<u64> {
    let plan = &plan.alone(leaf);
    let collect = Collect::Counts;
    let search = Search {
        question,
        plan,
        collect,
    };
    Ok(answer(index, &search)?.total.articles)
}

impl<'a> Answering<'a> {
    fn new(index: &'a Index, search: &Search<'a>) -> Result<Answering<'a>> {
        let (question, plan) = (search.question, search.plan);
        let searcher = index.searcher();
        let scored = search.collect == Collect::Passages;
        Ok(Answering {
            resolved: resolve(
                plan,
                scored,
                &searcher,
                &index.fields,
                &index.blocks,
                &question.interrupt,
            )?,
            collection: index.collection(Constants::for_words(weights::words(plan))),
            weights: vec![Weight::default(); plan.leaves.len()],
            index,
            question,
            plan,
            searcher,
        })
    }

    fn collect<T: Collector>(
        self,
        collector: impl Fn() -> T + Sync,
        best: impl FnOnce(T) -> TopK,
    ) -> Result<Answer> {
        let Collected {
            total,
            fruit,
            is_cut,
        } = self.evaluated(|_| collector())?;
        let sorted = best(fruit).into_sorted();
        let Question { offset, limit, .. } = *self.question;
        let more = sorted.len() > offset.saturating_add(limit) && limit > 0;
        let matches = sorted.into_iter().skip(offset).take(limit);
        Ok(Answer {
            total,
            matches: matches.map(collected).collect(),
            more,
            has_removed: self.index.blocks.iter().any(Blocks::has_deleted),
            occurrences: self.resolved.into_documents(),
            is_cut,
        })
    }

    fn evaluated<T: Collector>(
        &self,
        collector: impl Fn(usize) -> T + Sync,
    ) -> Result<Collected<T>> {
        let scoring = Scoring {
            plan: self.plan,
            collection: self.collection,
            weights: &self.weights,
            asked: scoring::asked(self.plan, &self.weights),
            freshness: self.question.freshness,
        };
        evaluate::collect(&scoring, &self.plan.tree, &self.snapshot(), collector)
    }

    fn snapshot(&self) -> Snapshot<'_> {
        Snapshot {
            resolved: &self.resolved,
            searcher: &self.searcher,
            fields: &self.index.fields,
            blocks: &self.index.blocks,
            interrupt: &self.question.interrupt,
        }
    }
}

fn collected(scored: ScoredPassage) -> Match {
    Match {
        article: Id(scored.id),
        passage: scored.number(),
        score: scored.score,
        more_in_article: scored.more,
        parts: scored.parts,
    }
}

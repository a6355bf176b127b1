//! Search: the matching articles of a plan to the best passages, exactly counted and marked.
//!
//! `shown` reads and marks what was found, `reasons` says why it was or was not.

use tantivy::Searcher;

use crate::article::Id;
use crate::engine::tantivy::Index;
use crate::engine::tantivy::exec::collector::Collector;
use crate::engine::tantivy::exec::evaluate::{self, Collected};
use crate::engine::tantivy::exec::scoring::Scoring;
use crate::engine::tantivy::exec::snapshot::Snapshot;
use crate::engine::tantivy::exec::top_k::{
    ArticleCollector, CountCollector, PassageCollector, ScoredPassage, TopK,
};
use crate::engine::tantivy::exec::weights;
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::terms::dictionary::Texts;
use crate::engine::tantivy::terms::resolve::{Resolved, resolve};
use crate::error::Result;
use crate::plan::expansion::Beside;
use crate::plan::planner::plan;
use crate::plan::{Node, Plan};
use crate::query::Join;
use crate::rank::{Collection, Weight};
use crate::request::interrupt::Interrupt;
use crate::request::{Request, Sort};
use crate::results::{Listing, Place, Ranking, Results};

mod explain;
mod hits;

/// No question has a deadline yet.
static NO_INTERRUPT: Interrupt = Interrupt::none();

const TOO_MANY_PAIRS: &str = "In an article there are so many pairs for a proximity that only the nearest \
    were looked at; the answer may not be exact.";

/// Everything that one question needs of the index.
struct Question<'a> {
    ask: &'a Request,
    plan: Plan,
    resolved: Resolved,
    searcher: Searcher,
    fields: Fields,
    collection: Collection,
    /// By leaf; worth nothing where nothing is scored.
    weights: Vec<Weight>,
    blocks: &'a [Blocks],
}

impl Index {
    /// The best passages for a question, with exact counts.
    pub fn search(&self, ask: &Request) -> Result<Results> {
        self.reading(self.results(ask))
    }

    /// The places of the best passages, without their texts and marks; otherwise as `search`.
    pub fn rank(&self, ask: &Request) -> Result<Ranking> {
        let ranking = || {
            let Collected { total, fruit, .. } = self.weighed(ask)?.best()?;
            let places = fruit.into_iter().map(|scored| Place {
                article: Id(scored.id),
                passage: scored.number(),
                score: scored.score,
            });
            Ok(Ranking {
                total,
                places: places.collect(),
            })
        };
        self.reading(ranking())
    }

    /// The articles that answer to a question; `Sort::Relevance` means newest first here.
    pub fn list(&self, ask: &Request) -> Result<Listing> {
        self.reading(self.listing(ask))
    }

    fn question<'a>(&'a self, ask: &'a Request) -> tantivy::Result<Question<'a>> {
        let searcher = self.searcher();
        let written = Texts {
            searcher: &searcher,
            fields: &self.fields,
            blocks: &self.blocks,
        };
        let beside = Beside {
            aliases: &ask.aliases,
            in_or: ask.join == Join::Any,
            written: &written,
        };
        let plan = plan(&ask.query, &ask.zone, beside);
        let resolved = resolve(&plan, &searcher, &self.fields, &self.blocks)?;
        let collection = self.collection();
        let weights = vec![Weight::default(); plan.leaves.len()];
        Ok(Question {
            ask,
            plan,
            resolved,
            searcher,
            fields: self.fields,
            collection,
            weights,
            blocks: &self.blocks,
        })
    }

    /// A question whose answers are scored.
    fn weighed<'a>(&'a self, ask: &'a Request) -> tantivy::Result<Question<'a>> {
        let mut question = self.question(ask)?;
        let Question {
            plan, collection, ..
        } = &question;
        question.weights = weights::weights(plan, collection, &question.snapshot());
        Ok(question)
    }

    fn results(&self, ask: &Request) -> tantivy::Result<Results> {
        let question = self.weighed(ask)?;
        let Collected {
            total,
            fruit,
            is_cut,
        } = question.best()?;
        Ok(Results {
            query: ask.text.clone(),
            read_as: ask.query.to_string(),
            total,
            notes: question.notes(is_cut),
            hits: question.hits(fruit)?,
            nothing: if total.articles == 0 {
                Some(question.nothing(self)?)
            } else {
                None
            },
            explain: if ask.explain {
                Some(question.explain()?)
            } else {
                None
            },
        })
    }

    fn listing(&self, ask: &Request) -> tantivy::Result<Listing> {
        let question = self.question(ask)?;
        let sort = if ask.sort == Sort::Relevance {
            Sort::Newest
        } else {
            ask.sort
        };
        let keep = ask.offset.saturating_add(ask.limit);
        let Collected {
            total,
            fruit: ArticleCollector(best),
            is_cut,
        } = question.collect(|| ArticleCollector(TopK::new(sort, keep)))?;
        let shown = best.into_sorted().into_iter().skip(ask.offset);
        let articles = shown
            .map(|scored| question.entry(&scored))
            .collect::<tantivy::Result<_>>()?;
        Ok(Listing {
            query: ask.text.clone(),
            read_as: ask.query.to_string(),
            total: total.articles,
            notes: question.notes(is_cut),
            articles,
        })
    }
}

impl Question<'_> {
    /// How much there is, and the best of it in order.
    fn best(&self) -> tantivy::Result<Collected<Vec<ScoredPassage>>> {
        let keep = self.ask.offset.saturating_add(self.ask.limit);
        let collector = || PassageCollector {
            best: TopK::new(self.ask.sort, keep),
            ask: self.ask,
        };
        let Collected {
            total,
            fruit: PassageCollector { best, .. },
            is_cut,
        } = self.collect(collector)?;
        let mut sorted = best.into_sorted();
        sorted.drain(..self.ask.offset.min(sorted.len()));
        Ok(Collected {
            total,
            fruit: sorted,
            is_cut,
        })
    }

    fn collect<T: Collector>(
        &self,
        collector: impl Fn() -> T + Sync,
    ) -> tantivy::Result<Collected<T>> {
        let scoring = Scoring {
            plan: &self.plan,
            collection: self.collection,
            weights: &self.weights,
            freshness: self.ask.freshness,
        };
        Ok(evaluate::collect(
            &scoring,
            &self.plan.tree,
            &self.snapshot(),
            collector,
        )?)
    }

    fn snapshot(&self) -> Snapshot<'_> {
        Snapshot {
            resolved: &self.resolved,
            searcher: &self.searcher,
            fields: &self.fields,
            blocks: self.blocks,
            interrupt: &NO_INTERRUPT,
        }
    }

    fn notes(&self, is_cut: bool) -> Vec<String> {
        let of_walk = is_cut.then(|| TOO_MANY_PAIRS.to_owned());
        let known = self.ask.notes.iter().chain(&self.plan.notes).cloned();
        known.chain(of_walk).collect()
    }

    fn count(&self, plan: &Plan, tree: &Node) -> tantivy::Result<u64> {
        let scoring = Scoring {
            plan,
            collection: self.collection,
            weights: &vec![Weight::default(); plan.leaves.len()],
            freshness: None,
        };
        let walked = evaluate::collect(&scoring, tree, &self.snapshot(), || CountCollector)?;
        Ok(walked.total.articles)
    }
}

//! Search: the matching articles of a plan to the best passages, exactly counted and marked.

use std::collections::{HashMap, HashSet, hash_map};

use tantivy::{DocId, Searcher};

use crate::article::{About, Id};
use crate::ask::{Ask, Sort};
use crate::error::Result;
use crate::field::Field;
use crate::index::Index;
use crate::index::disk::line;
use crate::index::disk::schema::Fields;
use crate::index::disk::segment::Blocks;
use crate::index::disk::store;
use crate::index::mark::highlight::{Marks, Pen};
use crate::index::mark::vocabulary::Vocabulary;
use crate::index::plan::beside::Beside;
use crate::index::plan::dictionary::Dictionary;
use crate::index::plan::planner::plan;
use crate::index::plan::resolve::{Resolved, resolve};
use crate::index::plan::{Node, Plan};
use crate::index::walk::best::{Articles, Best, Nobody, Passages, Scored};
use crate::index::walk::evaluate::{self, Taker};
use crate::index::walk::ground::Ground;
use crate::index::walk::matched::Scale;
use crate::index::walk::missing;
use crate::index::walk::weigh;
use crate::passage;
use crate::query::Join;
use crate::rank::{Collection, Weight};
use crate::results::{
    Card, Entry, Excerpt, Explain, Hit, Leaf, Listing, Nothing, Place, Ranking, Results, Total,
};

/// Everything that one question needs of the index.
struct Question<'a> {
    ask: &'a Ask,
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
    pub fn search(&self, ask: &Ask) -> Result<Results> {
        self.reading(self.results(ask))
    }

    /// The places of the best passages, without their texts and marks; otherwise as `search`.
    pub fn rank(&self, ask: &Ask) -> Result<Ranking> {
        let ranking = || {
            let (total, best) = self.weighed(ask)?.best()?;
            let places = best.into_iter().map(|scored| Place {
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
    pub fn list(&self, ask: &Ask) -> Result<Listing> {
        self.reading(self.listing(ask))
    }

    fn question<'a>(&'a self, ask: &'a Ask) -> tantivy::Result<Question<'a>> {
        let searcher = self.searcher();
        let text = [self.fields.title, self.fields.body];
        let written = Dictionary {
            searcher: &searcher,
            fields: &text,
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
    fn weighed<'a>(&'a self, ask: &'a Ask) -> tantivy::Result<Question<'a>> {
        let mut question = self.question(ask)?;
        let Question {
            plan, collection, ..
        } = &question;
        question.weights = weigh::weights(plan, collection, &question.ground())?;
        Ok(question)
    }

    fn results(&self, ask: &Ask) -> tantivy::Result<Results> {
        let question = self.weighed(ask)?;
        let (total, best) = question.best()?;
        Ok(Results {
            query: ask.text.clone(),
            read_as: ask.query.to_string(),
            total,
            notes: question.notes(),
            hits: question.hits(best)?,
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

    fn listing(&self, ask: &Ask) -> tantivy::Result<Listing> {
        let question = self.question(ask)?;
        let sort = if ask.sort == Sort::Relevance {
            Sort::Newest
        } else {
            ask.sort
        };
        let keep = ask.offset.saturating_add(ask.limit);
        let (total, Articles(best)) = question.walk(|| Articles(Best::new(sort, keep)))?;
        let shown = best.into_sorted().into_iter().skip(ask.offset);
        let articles = shown
            .map(|scored| question.entry(&scored))
            .collect::<tantivy::Result<_>>()?;
        Ok(Listing {
            query: ask.text.clone(),
            read_as: ask.query.to_string(),
            total: total.articles,
            notes: question.notes(),
            articles,
        })
    }
}

impl Question<'_> {
    /// How much there is, and the best of it in order.
    fn best(&self) -> tantivy::Result<(Total, Vec<Scored>)> {
        let keep = self.ask.offset.saturating_add(self.ask.limit);
        let taker = || Passages {
            best: Best::new(self.ask.sort, keep),
            ask: self.ask,
        };
        let (total, Passages { best, .. }) = self.walk(taker)?;
        let mut sorted = best.into_sorted();
        sorted.drain(..self.ask.offset.min(sorted.len()));
        Ok((total, sorted))
    }

    fn walk<T: Taker>(&self, taker: impl Fn() -> T + Sync) -> tantivy::Result<(Total, T)> {
        let scale = Scale {
            plan: &self.plan,
            collection: self.collection,
            weights: &self.weights,
            freshness: self.ask.freshness,
        };
        evaluate::walk(&scale, &self.plan.tree, &self.ground(), taker)
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            resolved: &self.resolved,
            searcher: &self.searcher,
            fields: &self.fields,
            blocks: self.blocks,
        }
    }

    fn notes(&self) -> Vec<String> {
        self.ask
            .notes
            .iter()
            .chain(&self.plan.notes)
            .cloned()
            .collect()
    }

    fn hits(&self, best: Vec<Scored>) -> tantivy::Result<Vec<Hit>> {
        let vocabulary = Vocabulary::new(&self.plan, &self.resolved);
        let mut drawing = Drawing {
            pen: Pen::new(&self.plan, &vocabulary),
            needs_context: self.plan.needs_context(),
            texts: HashMap::new(),
        };
        let ranked = best.into_iter().zip(self.ask.offset + 1..);
        ranked
            .map(|(scored, rank)| self.hit(rank, scored, &mut drawing))
            .collect()
    }

    fn hit(&self, rank: usize, scored: Scored, drawing: &mut Drawing<'_>) -> tantivy::Result<Hit> {
        let about = store::about(&self.searcher, &self.fields, scored.segment, scored.first)?;
        let passage = store::passage(&self.searcher, &self.fields, scored.segment, scored.doc)?;
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
        scored: &Scored,
        drawing: &'a mut Drawing<'_>,
    ) -> tantivy::Result<&'a Whole> {
        let (segment, first) = (scored.segment, scored.first);
        match drawing.texts.entry((segment, first)) {
            hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            hash_map::Entry::Vacant(room) => {
                let title = about.title.as_deref().unwrap_or_default();
                let passages = first..=first + scored.of - 1;
                let text = store::texts(&self.searcher, &self.fields, segment, passages)?.concat();
                let (in_title, in_text) = drawing.pen.article(title, &text, about.lang.as_deref());
                Ok(room.insert(Whole {
                    text,
                    in_title,
                    in_text,
                }))
            }
        }
    }

    /// The headline or, where there is none, the first sentence.
    fn headline(&self, about: &About, scored: &Scored) -> tantivy::Result<String> {
        if let Some(title) = &about.title {
            return Ok(title.clone());
        }
        let (segment, first) = (scored.segment, scored.first);
        let first = store::passage(&self.searcher, &self.fields, segment, first)?;
        Ok(passage::first_sentence(&first.text).to_owned())
    }

    fn entry(&self, scored: &Scored) -> tantivy::Result<Entry> {
        let about = store::about(&self.searcher, &self.fields, scored.segment, scored.first)?;
        let headline = self.headline(&about, scored)?;
        Ok(Entry {
            id: Id(scored.id),
            about,
            headline,
            passages: scored.of,
            words: u64::from(scored.words),
            added: store::added(scored.added),
        })
    }

    /// Which words occur nowhere, and what the question would find if any of its words were enough.
    fn nothing(&self, index: &Index) -> tantivy::Result<Nothing> {
        let mut missing = Vec::new();
        let mut told = HashSet::new();
        let has_gone = self.blocks.iter().any(Blocks::has_gone);
        for (number, leaf) in self.plan.leaves.iter().enumerate() {
            // The words of its other names may be there without the names.
            let is_named = !leaf.also.is_empty() && self.articles_with(number)? > 0;
            if leaf.wanted && !is_named && told.insert(&leaf.text) {
                let ground = self.ground();
                let likened = Nothing::LIKENED.saturating_sub(missing.len());
                // The words of removed articles stand in the dictionaries for a while.
                let is_gone = has_gone && self.articles_with(number)? == 0;
                missing.extend(missing::missing(
                    leaf, &self.plan, &ground, is_gone, likened,
                )?);
            }
        }
        missing.dedup();
        let any = self.ask.any.as_ref().map(|any| Ask {
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

    /// A leaf costs as much by itself however many others there are.
    fn articles_with(&self, leaf: usize) -> tantivy::Result<u64> {
        let alone = self.plan.alone(leaf);
        self.count(&alone, &alone.tree)
    }

    fn count(&self, plan: &Plan, tree: &Node) -> tantivy::Result<u64> {
        let scale = Scale {
            plan,
            collection: self.collection,
            weights: &vec![Weight::default(); plan.leaves.len()],
            freshness: None,
        };
        let (total, Nobody) = evaluate::walk(&scale, tree, &self.ground(), || Nobody)?;
        Ok(total.articles)
    }

    fn explain(&self) -> tantivy::Result<Explain> {
        let mut leaves = Vec::new();
        for (number, leaf) in self.plan.leaves.iter().enumerate() {
            let mut words = Vec::new();
            for (_, expr) in &leaf.sides {
                expr.sets(&mut |set| {
                    let spelled = self.resolved.words(set).into_iter();
                    words.extend(spelled.filter_map(|word| line::read(word).map(|(term, _)| term)));
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

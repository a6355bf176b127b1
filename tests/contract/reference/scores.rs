//! Scores by the formula of `rank`, from the words of all articles and of the one that is scored.

use std::collections::{BTreeMap, BTreeSet};

use newshound::engine::{Match, Prepared};
use newshound::field::Field;
use newshound::plan::expr::{Expr, Occurrences, PositionSpan};
use newshound::plan::pattern::Pattern;
use newshound::plan::{Leaf, Plan, Set};
use newshound::question::Question;
use newshound::rank::{self, Collection, Constants, Frequency, Headline, TermStats, Weight};
use newshound::request::interrupt::Stopped;
use newshound::results::ScorePart;
use newshound::span::pieces::Pieces;

use super::terms::{self, Term, Terms};

/// What the scores of a question depend on besides the article.
pub struct Scores<'a> {
    question: &'a Question,
    plan: &'a Plan,
    collection: Collection,
    /// By set.
    stats: Vec<TermStats>,
    /// By leaf.
    weights: Vec<Weight>,
}

/// An article with its words at hand.
pub struct ScoredArticle {
    article: Prepared,
    terms: Terms,
}

impl ScoredArticle {
    pub fn new(article: &Prepared) -> ScoredArticle {
        ScoredArticle {
            article: article.clone(),
            terms: Terms::of(article),
        }
    }

    pub fn prepared(&self) -> &Prepared {
        &self.article
    }
}

/// The passages of an article with their scores.
pub struct Scored {
    pub passages: Vec<Match>,
    /// Whether not all pairs of a proximity were looked at.
    pub is_cut: bool,
}

/// How often a leaf occurs in an article.
#[derive(Default)]
struct Frequencies {
    /// In what the article has once.
    head: u32,
    /// In its passages.
    passages: BTreeMap<u32, u32>,
    is_cut: bool,
}

impl<'a> Scores<'a> {
    pub fn new(question: &'a Question, plan: &'a Plan, articles: &[ScoredArticle]) -> Scores<'a> {
        let prepared = articles.iter().map(ScoredArticle::prepared);
        let words = prepared.clone().map(|one| u64::from(terms::length(one)));
        let words: u64 = words.sum();
        let passages = prepared.map(|article| article.passages.len() as u64);
        let mut scores = Scores {
            question,
            plan,
            collection: Collection {
                articles: articles.len() as u64,
                passages: passages.sum(),
                average_article: words.max(1) as f32 / articles.len().max(1) as f32,
                constants: Constants::for_words(words_of(plan)),
            },
            stats: plan.sets.iter().map(|set| stats(set, articles)).collect(),
            weights: Vec::new(),
        };
        let weights = plan.leaves.iter().map(|leaf| scores.weight(leaf));
        scores.weights = weights.collect();
        scores
    }

    /// By set: in how many passages its words occur, a passage with several of them counted for each.
    pub fn documents(&self) -> Vec<u64> {
        let stats = self.stats.iter();
        stats.map(|stats| stats.passages as u64).collect()
    }

    /// Whether a leaf is true in an article.
    pub fn holds(&self, article: &ScoredArticle, leaf: usize) -> Result<bool, Stopped> {
        let found = self.frequencies(&article.terms, &self.plan.leaves[leaf])?;
        Ok(found.head > 0 || !found.passages.is_empty())
    }

    /// Some passages of an article with their scores.
    pub fn of(&self, article: &ScoredArticle, passages: &BTreeSet<u32>) -> Result<Scored, Stopped> {
        let ScoredArticle { article, terms } = article;
        let collection = &self.collection;
        let length = collection.length_norm().of(terms::length(article));
        let seconds = article.date.map(|date| date.seconds());
        let freshness = self.question.freshness;
        let freshness = freshness.map_or(0.0, |freshness| freshness.bonus(seconds));
        let (mut is_cut, mut asked, mut headline) =
            (false, Headline::default(), Headline::default());
        let mut scores: BTreeMap<u32, Vec<(String, f32)>> = passages
            .iter()
            .map(|number| (*number, Vec::new()))
            .collect();
        let leaves = self.plan.leaves.iter().zip(&self.weights);
        for (leaf, weight) in leaves.filter(|(leaf, _)| leaf.shown) {
            let found = self.frequencies(terms, leaf)?;
            is_cut |= found.is_cut;
            let related = self.related(terms, leaf);
            let times = |own, related| Frequency { own, related };
            let in_head = times(found.head, related.head);
            let [own, others] = [&found, &related].map(|found| found.passages.values().sum());
            let in_text = times(own, others);
            let in_article = collection.article(*weight, in_head, in_text, length);
            asked = asked.and(weight.headline(1));
            headline = headline.and(weight.headline(found.head));
            for (number, parts) in &mut scores {
                let of_passage = |found: &Frequencies| found.passages.get(number).copied();
                let [own, others] = [&found, &related].map(|found| of_passage(found).unwrap_or(0));
                let times = times(own, others);
                let in_passage = collection.passage(*weight, times);
                parts.push((format!("{} in the article", leaf.text), in_article));
                parts.push((format!("{} in the passage", leaf.text), in_passage));
            }
        }
        let headline = collection.headline(asked, headline, article.headline_words);
        let scored = scores.into_iter().map(|(passage, mut parts)| {
            parts.push(("headline".to_owned(), headline));
            let sum: f32 = parts.iter().map(|(_, value)| value).sum();
            parts.push(("freshness".to_owned(), sum * freshness));
            let parts = parts.into_iter().filter(|(_, value)| *value != 0.0);
            let parts = parts.map(|(name, value)| ScorePart { name, value });
            Match {
                article: article.id,
                passage,
                score: sum * (1.0 + freshness),
                more_in_article: 0,
                parts: if self.question.explain {
                    parts.collect()
                } else {
                    Vec::new()
                },
            }
        });
        Ok(Scored {
            passages: scored.collect(),
            is_cut,
        })
    }

    /// The occurrences of words that make a leaf no truer.
    fn related(&self, terms: &Terms, leaf: &Leaf) -> Frequencies {
        let mut found = Frequencies::default();
        for set in &leaf.relatives {
            for term in terms.taken_by(&self.plan.sets[*set]) {
                found.push(self.plan.sets[*set].field, &term);
            }
        }
        found
    }

    /// The occurrences of a leaf: its words, and what is marked of its phrases and proximities, divided by
    /// the number of pieces that one match has. None, where there are too few for `atleast`.
    fn frequencies(&self, terms: &Terms, leaf: &Leaf) -> Result<Frequencies, Stopped> {
        let mut found = Frequencies::default();
        let (words, others) = leaf.parts();
        for set in words {
            for term in terms.taken_by(&self.plan.sets[set]) {
                found.push(self.plan.sets[set].field, &term);
            }
        }
        let mut positions = Positions(BTreeMap::new());
        for (_, expr) in &others {
            expr.sets(&mut |set| {
                let here = || terms.positions(&self.plan.sets[set]);
                positions.0.entry(set).or_insert_with(here);
            });
        }
        let mut pieces = Pieces::new(&self.question.interrupt);
        let mut times = 0;
        for (field, expr) in &others {
            if leaf.times > 1 {
                times += pieces.times(expr, &positions)?;
            }
            pieces.find(expr, &positions)?;
            let per_match = expr.pieces();
            if *field == Field::Body {
                let mut passages: BTreeMap<u32, u32> = BTreeMap::new();
                for piece in &pieces.found {
                    for number in terms.passages_of(*piece) {
                        *passages.entry(number).or_default() += 1;
                    }
                }
                for (number, count) in passages {
                    *found.passages.entry(number).or_default() += count.div_ceil(per_match);
                }
            } else {
                found.head += (pieces.found.len() as u32).div_ceil(per_match);
            }
        }
        if leaf.times > 1 && times < leaf.times {
            found = Frequencies::default();
        }
        found.is_cut = pieces.is_cut;
        Ok(found)
    }

    fn weight(&self, leaf: &Leaf) -> Weight {
        let fields = leaf.sides.iter().map(|(_, expr)| self.rarity(expr));
        let stats = fields.fold(TermStats::default(), TermStats::across_fields);
        let relatives = leaf.relatives.iter().map(|set| self.stats[*set]);
        let relatives = relatives.fold(TermStats::default(), TermStats::across_fields);
        let with_relatives = stats.with_relatives(relatives, &self.collection.constants);
        let weight = self.collection.weight(with_relatives, leaf.boost);
        if is_function_word(self.plan, leaf) {
            self.collection.discounted_function_word(weight)
        } else if stats.articles > 0.0 {
            weight.in_headlines(leaf.words)
        } else {
            weight
        }
    }

    /// The statistics of an expression: those of its words together, or of any of its alternatives.
    fn rarity(&self, expr: &Expr) -> TermStats {
        let both = |one, other| self.collection.both(one, other);
        match expr {
            Expr::Set(set) => self.stats[*set],
            Expr::Any(parts) => {
                let parts = parts.iter().map(|part| self.rarity(part));
                parts.fold(TermStats::default(), TermStats::either)
            }
            Expr::Phrase { parts, .. } => {
                let parts = parts.iter().map(|part| self.rarity(part));
                parts.reduce(both).unwrap_or_default()
            }
            Expr::Near { left, right, .. } => both(self.rarity(left), self.rarity(right)),
            Expr::Without { left: of, .. } | Expr::Quoted { of, .. } => self.rarity(of),
        }
    }
}

impl Frequencies {
    fn push(&mut self, field: Field, term: &Term) {
        if field == Field::Body {
            *self.passages.entry(term.passage).or_default() += 1;
        } else {
            self.head += 1;
        }
    }
}

/// By set of a leaf: where it is in one article.
struct Positions(BTreeMap<usize, Vec<PositionSpan>>);

impl Occurrences for Positions {
    fn of(&self, set: usize) -> &[PositionSpan] {
        &self.0[&set]
    }
}

/// How many words of a question say what it is about.
fn words_of(plan: &Plan) -> u32 {
    let leaves = plan.leaves.iter();
    let leaves = leaves.filter(|leaf| leaf.shown && !is_function_word(plan, leaf));
    leaves.map(|leaf| leaf.words).sum()
}

fn is_function_word(plan: &Plan, leaf: &Leaf) -> bool {
    let is_one = |expr: &Expr| match expr {
        Expr::Set(set) => match &plan.sets[*set].pattern {
            Pattern::Forms(forms) => rank::is_function_word(forms.word()),
            _ => false,
        },
        _ => false,
    };
    leaf.sides.iter().all(|(_, expr)| is_one(expr))
}

/// How the words of a set are spread over all articles, each word counted by itself.
fn stats(set: &Set, articles: &[ScoredArticle]) -> TermStats {
    let (mut in_articles, mut in_passages, mut occurrences) = (0u64, 0u64, 0u64);
    for article in articles {
        let taken = article.terms.taken_by(set);
        let words: BTreeSet<&str> = taken.iter().map(|term| term.spelling.as_str()).collect();
        let places = taken
            .iter()
            .map(|term| (term.spelling.as_str(), term.passage));
        in_articles += words.len() as u64;
        in_passages += places.collect::<BTreeSet<_>>().len() as u64;
        occurrences += taken.len() as u64;
    }
    TermStats {
        articles: in_articles as f32,
        passages: in_passages as f32,
        occurrences: occurrences as f32,
    }
}

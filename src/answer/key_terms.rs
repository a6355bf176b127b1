//! Comparing: the terms that set the articles of a question apart from all others, by `keyness`.
//!
//! Both numbers of a term that is shown are those of the engine, for the questions beside it. So that few have to
//! be asked, the terms are a heap by figures that are too good rather than too bad: a name is in no articles but
//! these until it is counted. The best one is counted, and goes back with its figures; one that comes first with
//! figures that are certain is the next of the answer. That is two questions for each term that would be better than the
//! last of the answer if no other article had it. A term that cannot be asked for is left out.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::narrowed::{check, narrowed};
use super::text_terms::{LeftOut, TextTerm, text_terms};
use super::{Asking, shown};
use crate::article::Id;
use crate::counts::keyness::Comparison;
use crate::counts::{KeyTerm, KeyTerms, Share, TermChoice};
use crate::engine::{Collect, Snapshot};
use crate::error::Result;
use crate::field::FieldKind;
use crate::query::Query;
use crate::question::Question;
use crate::request::Sort;
use crate::words;
use crate::words::events;

/// The terms that set the articles of a question apart, as many as it wants.
pub fn key_terms(
    snapshot: &dyn Snapshot,
    question: &Question,
    choice: &TermChoice,
) -> Result<KeyTerms> {
    let question = &question.as_read();
    let asking = Asking::new(snapshot, question);
    let found = compared(&asking, choice);
    found.map_err(|error| asking.blamed(error))
}

fn compared(asking: &Asking<'_>, choice: &TermChoice) -> Result<KeyTerms> {
    let question = asking.question;
    let corpus = asking.snapshot.count()?.articles;
    let matching = articles(asking)?;
    let here = matching.len() as u64;
    let mut comparison = Comparison {
        here,
        others: corpus.saturating_sub(here),
        terms: 0,
    };
    let mut notes = shown(question, asking.plan_notes());
    let nothing = nothing_to_compare(&comparison, choice);
    let terms = if nothing.is_some() || here == 0 {
        notes.extend(nothing);
        Vec::new()
    } else {
        let left_out = left_out(asking, choice)?;
        let terms = text_terms(
            asking.snapshot,
            &matching,
            &left_out,
            choice.least,
            &question.interrupt,
        )?;
        comparison.terms = terms.len() as u64;
        let comparing = Comparing::new(asking, comparison, choice.least, terms)?;
        comparing.first(question.limit)?
    };
    Ok(KeyTerms {
        query: question.text.clone(),
        read_as: question.query.to_string(),
        articles: here,
        corpus,
        compared: comparison.terms,
        notes,
        terms,
    })
}

/// A full sentence where some articles match and nothing can be said of them.
fn nothing_to_compare(comparison: &Comparison, choice: &TermChoice) -> Option<String> {
    match comparison.here {
        0 => None,
        _ if comparison.others == 0 => {
            Some("Every article matches: there is none to compare with.".to_owned())
        }
        here if here < choice.least => Some(format!(
            "Fewer than {} articles match: `--least {here}` asks for no more.",
            choice.least
        )),
        _ => None,
    }
}

/// All matching articles.
fn articles(asking: &Asking<'_>) -> Result<Vec<Id>> {
    let all = Question {
        limit: usize::MAX,
        offset: 0,
        sort: Sort::Newest,
        ..asking.question.clone()
    };
    let all = Asking::new(asking.snapshot, &all);
    let found = all.answer(Collect::Articles)?.matches;
    Ok(found.into_iter().map(|found| found.article).collect())
}

/// The words that the question asks for, unless all are wanted.
fn left_out(asking: &Asking<'_>, choice: &TermChoice) -> Result<LeftOut> {
    if choice.all_words {
        return Ok(LeftOut {
            nothing: true,
            ..LeftOut::default()
        });
    }
    let mut sets = HashSet::new();
    let sides = asking.plan.leaves.iter().flat_map(|leaf| &leaf.sides);
    for (_, expr) in sides.filter(|(field, _)| field.kind() == FieldKind::Text) {
        expr.sets(&mut |set| {
            sets.insert(set);
        });
    }
    let mut asked = HashSet::new();
    for set in sets {
        let words = asking.snapshot.words(&asking.plan, set)?;
        let terms = words.iter().filter_map(|word| events::split_width(word));
        asked.extend(terms.map(|(term, _)| term.to_owned()));
    }
    Ok(LeftOut {
        nothing: false,
        asked,
    })
}

/// The terms, the best first.
struct Comparing<'a> {
    asking: &'a Asking<'a>,
    comparison: Comparison,
    least: u64,
    heap: BinaryHeap<Compared>,
    /// The figures of terms, by both numbers: many terms have the same.
    figures: HashMap<(u64, u64), (f64, f64)>,
}

/// A term with its figures as far as they are known.
struct Compared {
    log_ratio: f64,
    g2: f64,
    term: Reverse<String>,
    articles: u64,
    of: u64,
    /// Whether the engine has counted both; otherwise the figures may be too good.
    is_counted: bool,
}

impl<'a> Comparing<'a> {
    fn new(
        asking: &'a Asking<'a>,
        comparison: Comparison,
        least: u64,
        terms: Vec<TextTerm>,
    ) -> Result<Comparing<'a>> {
        let mut comparing = Comparing {
            asking,
            comparison,
            least,
            heap: BinaryHeap::with_capacity(terms.len()),
            figures: HashMap::new(),
        };
        let (plain, others): (Vec<TextTerm>, Vec<TextTerm>) = terms.into_iter().partition(is_plain);
        let spellings: Vec<String> = plain.iter().map(|word| word.term.clone()).collect();
        let interrupt = &asking.question.interrupt;
        let frequencies = asking
            .snapshot
            .document_frequencies(&spellings, interrupt)?;
        for (TextTerm { term, articles, .. }, of) in plain.into_iter().zip(frequencies) {
            comparing.enter(term, (articles, of), false)?;
        }
        for word in others {
            let TextTerm { term, articles, .. } = word;
            match word.is_word {
                // Words with signs or digits have several spellings, which are counted together.
                true => comparing.heap.push(Compared {
                    log_ratio: f64::INFINITY,
                    g2: f64::INFINITY,
                    term: Reverse(term),
                    articles,
                    of: articles,
                    is_counted: false,
                }),
                false => comparing.enter(term, (articles, articles), false)?,
            }
        }
        Ok(comparing)
    }

    /// Enters a term with its figures, unless it cannot be in the answer.
    fn enter(&mut self, term: String, (articles, of): (u64, u64), is_counted: bool) -> Result<()> {
        self.asking.question.interrupt.check()?;
        if articles < self.least || !self.comparison.is_more(articles, of) {
            return Ok(());
        }
        let comparison = self.comparison;
        let figures = self.figures.entry((articles, of));
        let (log_ratio, g2) = *figures.or_insert_with(|| {
            (
                comparison.log_ratio(articles, of),
                comparison.g2(articles, of),
            )
        });
        self.heap.push(Compared {
            log_ratio,
            g2,
            term: Reverse(term),
            articles,
            of,
            is_counted,
        });
        Ok(())
    }

    /// The first so many terms.
    fn first(mut self, limit: usize) -> Result<Vec<KeyTerm>> {
        let mut terms = Vec::new();
        while terms.len() < limit
            && let Some(best) = self.heap.pop()
        {
            self.asking.question.interrupt.check()?;
            let alone = question_of(&best.term.0);
            let both = narrowed(&self.asking.question.query, alone.clone());
            if best.is_counted {
                check(&both)?;
                terms.push(self.shown(best, &both, &alone));
            } else if check(&alone).is_ok() {
                let articles = self.asking.count_of(both)?;
                let of = self.asking.count_of(alone)?;
                self.enter(best.term.0, (articles, of), true)?;
            }
        }
        Ok(terms)
    }

    fn shown(&self, ranked: Compared, both: &Query, alone: &Query) -> KeyTerm {
        let Comparison { here, others, .. } = self.comparison;
        KeyTerm {
            term: ranked.term.0,
            here: Share {
                count: ranked.articles,
                of: here,
                question: both.to_string(),
            },
            everywhere: Share {
                count: ranked.of,
                of: here + others,
                question: alone.to_string(),
            },
            log_ratio: ranked.log_ratio,
            g2: ranked.g2,
        }
    }
}

/// Whether a term is a word that is only asked for as it is written.
fn is_plain(term: &TextTerm) -> bool {
    term.is_word && term.term.chars().all(char::is_alphabetic)
}

/// The query that finds the articles with a term: just these words side by side.
fn question_of(term: &str) -> Query {
    Query::Phrase {
        text: words::quotable(term),
        slop: 0,
    }
}

impl Ord for Compared {
    fn cmp(&self, other: &Compared) -> Ordering {
        let figures = self.log_ratio.total_cmp(&other.log_ratio);
        let evidence = || self.g2.total_cmp(&other.g2);
        figures
            .then_with(evidence)
            .then_with(|| self.term.cmp(&other.term))
    }
}

impl PartialOrd for Compared {
    fn partial_cmp(&self, other: &Compared) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Compared {
    fn eq(&self, other: &Compared) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Compared {}

//! Answering: a question over one snapshot of an engine, to results that any face can show.
//!
//! ```text
//! question -> plan       with the dictionary of the snapshot
//!          -> engine     counts, and the places of the first matches
//!          -> hits       their texts, with the marks that `highlight` draws
//!          -> explain    which words each leaf became, where that is asked for
//!          -> nothing    which words are missing, where nothing was found, and which parts find something
//!          -> relatives  how many the relatives of the words would find, where little was
//!          -> partial    what has some of the words, where nothing has all
//!          -> timeline, facets   the counts of the same question, narrowed by days and values
//!          -> key_terms  what sets its articles apart, of the terms that `text_terms` reads in them
//! ```
//!
//! Nothing here knows which engine it is.

use crate::article::Id;
use crate::engine::{Answer, Collect, DayCounts, Match, Search, Snapshot, ValueCounts};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::plan::Plan;
use crate::plan::planner::plan;
use crate::query::{Query, short};
use crate::question::Question;
use crate::request::cursor::Cursor;
use crate::results::{
    ListedArticle, Listing, NothingFound, Part, RankedPassage, Ranking, Results, address,
};

mod explain;
mod facets;
mod hits;
mod key_terms;
mod narrowed;
mod nothing;
mod partial;
mod parts;
mod relatives;
mod text_terms;
mod timeline;

pub use facets::{choices, facets};
pub use hits::{Hits, entry};
pub use key_terms::key_terms;
pub use timeline::timeline;

const TOO_MANY_PAIRS: &str = "In an article there are so many pairs for a proximity that only the nearest \
    were looked at; the answer may not be exact.";

/// The first passages of all that match a question, with exact counts.
pub fn search(snapshot: &dyn Snapshot, question: &Question) -> Result<Results> {
    let (results, hits) = begin(snapshot, question)?;
    Ok(Results {
        hits: hits.collect::<Result<_>>()?,
        ..results
    })
}

/// The same, with the hits one after the other: their texts are not held all at once.
pub fn begin<'a>(
    snapshot: &'a dyn Snapshot,
    question: &'a Question,
) -> Result<(Results, Hits<'a>)> {
    let asking = Asking::new(snapshot, question);
    let begun = begun(&asking);
    let (results, found) = begun.map_err(|error| asking.blamed(error))?;
    Ok((results, Hits::begin(asking, found)?))
}

/// The same with the addresses of the hits alone, whose texts are not read.
pub fn addresses(snapshot: &dyn Snapshot, question: &Question) -> Result<(Results, Vec<String>)> {
    let asking = Asking::new(snapshot, question);
    let (results, found) = begun(&asking).map_err(|error| asking.blamed(error))?;
    let found = found.iter();
    let addresses = found.map(|found| address(found.article, found.passage));
    Ok((results, addresses.collect()))
}

/// The results without their hits, and where these are.
fn begun(asking: &Asking<'_>) -> Result<(Results, Vec<Match>)> {
    let question = asking.question;
    asking.is_of_this_commit()?;
    let answer = asking.answer(Collect::Passages)?;
    let mut notes = asking.notes(&answer);
    let relatives = relatives::articles(asking, answer.total.articles)?;
    let nothing = if answer.total.articles == 0 {
        Some(NothingFound {
            relatives_articles: relatives,
            partial: partial::partial(asking)?,
            ..nothing::nothing(asking, &answer)?
        })
    } else {
        notes.extend(relatives.map(with_relatives));
        None
    };
    let explain = if question.explain {
        Some(explain::explain(asking)?)
    } else {
        None
    };
    let results = Results {
        query: question.text.clone(),
        read_as: question.query.to_string(),
        total: answer.total,
        notes,
        hits: Vec::new(),
        nothing,
        explain,
        part: asking.part(&answer),
    };
    Ok((results, answer.matches))
}

fn with_relatives(articles: u64) -> String {
    format!(
        "With `--relatives`, which finds other words of a family too, {articles} articles would be found."
    )
}

/// The places of the first passages, without their texts and marks; otherwise as `search`.
pub fn rank(snapshot: &dyn Snapshot, question: &Question) -> Result<Ranking> {
    let asking = Asking::new(snapshot, question);
    let answer = asking.answer(Collect::Passages);
    let answer = answer.map_err(|error| asking.blamed(error))?;
    let passages = answer.matches.iter().map(|found| RankedPassage {
        article: found.article,
        passage: found.passage,
        score: found.score,
    });
    Ok(Ranking {
        total: answer.total,
        passages: passages.collect(),
    })
}

/// How many articles match a question.
pub fn count(snapshot: &dyn Snapshot, question: &Question) -> Result<u64> {
    let answer = Asking::new(snapshot, question).answer(Collect::Counts)?;
    Ok(answer.total.articles)
}

/// The articles that match a question; in order of relevance the newest come first.
pub fn list(snapshot: &dyn Snapshot, question: &Question) -> Result<Listing> {
    let (listing, articles) = begin_list(snapshot, question)?;
    let in_time = |article| {
        question.interrupt.check()?;
        article
    };
    Ok(Listing {
        articles: articles.map(in_time).collect::<Result<_>>()?,
        ..listing
    })
}

/// The same, with the articles one after the other: whatever is found is shown, however long that takes.
pub fn begin_list<'a>(
    snapshot: &'a dyn Snapshot,
    question: &'a Question,
) -> Result<(
    Listing,
    impl Iterator<Item = Result<ListedArticle>> + use<'a>,
)> {
    let (listing, found) = found(snapshot, question)?;
    let articles = found.into_iter().map(|id| entry(snapshot, id));
    Ok((listing, articles))
}

/// The same where the articles need not be read.
pub fn found(snapshot: &dyn Snapshot, question: &Question) -> Result<(Listing, Vec<Id>)> {
    let asking = Asking::new(snapshot, question);
    asking.is_of_this_commit()?;
    let answer = asking.answer(Collect::Articles);
    let answer = answer.map_err(|error| asking.blamed(error))?;
    let listing = Listing {
        query: question.text.clone(),
        read_as: question.query.to_string(),
        total: answer.total.articles,
        notes: asking.notes(&answer),
        articles: Vec::new(),
        part: asking.part(&answer),
    };
    let found = answer.matches.into_iter().map(|found| found.article);
    Ok((listing, found.collect()))
}

/// The notes of a question, and those on its plan.
fn shown(question: &Question, on_plan: Vec<String>) -> Vec<String> {
    question.notes.iter().cloned().chain(on_plan).collect()
}

/// A question and its plan over a snapshot.
struct Asking<'a> {
    snapshot: &'a dyn Snapshot,
    question: &'a Question,
    plan: Plan,
}

impl<'a> Asking<'a> {
    fn new(snapshot: &'a dyn Snapshot, question: &'a Question) -> Asking<'a> {
        Asking {
            plan: plan(question, snapshot.dictionary()),
            snapshot,
            question,
        }
    }

    fn answer(&self, collect: Collect) -> Result<Answer> {
        self.snapshot.answer(&Search {
            question: self.question,
            plan: &self.plan,
            collect,
        })
    }

    /// Refuses to go on with the answer of another commit.
    fn is_of_this_commit(&self) -> Result<()> {
        match self.question.begins.commit {
            0 => Ok(()),
            commit if commit == self.snapshot.commit() => Ok(()),
            _ => {
                let message = "the index has changed since the answer began";
                Err(Error::new(Kind::Expired, message).hint("ask again without the cursor"))
            }
        }
    }

    fn part(&self, answer: &Answer) -> Part {
        let commit = self.snapshot.commit();
        Part {
            begins: Cursor {
                commit,
                ..self.question.begins
            },
            results: answer.matches.len(),
            more: answer.more,
            truncated: false,
        }
    }

    /// The matching articles by their days.
    fn days(&self) -> Result<DayCounts> {
        self.snapshot.days(&self.counting())
    }

    /// The matching articles by the values of a field.
    fn values(&self, field: Field) -> Result<ValueCounts> {
        self.snapshot.values(&self.counting(), field)
    }

    fn counting(&self) -> Search<'_> {
        Search {
            question: self.question,
            plan: &self.plan,
            collect: Collect::Counts,
        }
    }

    /// What the plan says of words that could not be used.
    fn plan_notes(&self) -> Vec<String> {
        self.plan.notes.clone()
    }

    /// How many articles another query finds, asked in the same way.
    fn count_of(&self, query: Query) -> Result<u64> {
        let question = Question {
            query,
            any: None,
            ..self.question.clone()
        };
        count(self.snapshot, &question)
    }

    /// In how many articles a leaf is true by itself.
    fn articles_with(&self, leaf: usize) -> Result<u64> {
        let Asking {
            snapshot,
            question,
            plan,
        } = self;
        snapshot.articles_with(question, plan, leaf)
    }

    /// An error that says which part of the question costs most, if its time is up.
    fn blamed(&self, error: Error) -> Error {
        if error.kind != Kind::TimedOut {
            return error;
        }
        let dearest = self.plan.dearest().map(|leaf| &leaf.text);
        let part = short(dearest.unwrap_or(&self.question.text));
        let message = format!("{}: `{part}` costs most", error.message);
        Error { message, ..error }
    }

    fn notes(&self, answer: &Answer) -> Vec<String> {
        let cut = answer.is_cut.then(|| TOO_MANY_PAIRS.to_owned());
        let known = self.question.notes.iter().chain(&self.plan.notes);
        known.cloned().chain(cut).collect()
    }
}

//! The documents: for each address its options, and the answer that is written for them.

use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::super::asked::{
    Article, Beats, Facets, List, News, Nothing, Passage, Shown, Terms, Timeline,
};
use super::super::problem::Problem;
use super::super::service::Asking;
use crate::answer;
use crate::article::canonical_url;
use crate::beat::Beat;
use crate::engine::Snapshot;
use crate::error::{Error, Kind, Result};
use crate::library::{self, each_asked, known_beat, passage_of};
use crate::question::Question;
use crate::record::Rejection;
use crate::render::json;
use crate::request::Request;
use crate::request::options::{Fault, Search};
use crate::results::{Status, StoredArticle, Unasked};
use crate::source;

/// What an address is asked for: the options, and the answer to them.
pub trait Ask: DeserializeOwned + JsonSchema + Send + 'static {
    /// The address; what is in braces names a thing.
    const PATH: &'static str;
    /// What it gives, as one line.
    const SUMMARY: &'static str;
    /// The name of the document in schema 1.
    const DOCUMENT: &'static str;
    /// How it is asked.
    const WAY: Way = Way::Asks;
    /// The options that have to be given.
    const REQUIRED: &'static [&'static str] = &[];

    fn answer(self, asking: &Asking, named: &Named) -> Result<Answer, Refusal>;
}

/// How an address is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By GET.
    Looks,
    /// By GET, and by POST for questions that are too long for an address.
    Asks,
    /// By POST, with the token.
    Changes,
}

/// The names in an address.
pub struct Named(pub Vec<(String, String)>);

impl Named {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

/// An answer that is still to be written.
pub struct Answer {
    /// The commit and the questions that alone decide what it is; none where it depends on more.
    pub of: Option<(u64, Vec<Question>)>,
    /// Finds and writes it.
    pub write: Box<Writing>,
}

type Writing = dyn FnOnce(&mut dyn Write) -> io::Result<()>;

impl Answer {
    /// The answer of a commit to questions, which alone decide what it is.
    fn of<Q: AsRef<[Question]> + 'static>(
        asking: &Asking,
        questions: Q,
        write: impl FnOnce(&dyn Snapshot, &Q, &mut dyn Write) -> Result<io::Result<()>> + 'static,
    ) -> Result<Answer, Refusal> {
        let snapshot = asking.snapshot()?;
        let of = Some((snapshot.commit(), questions.as_ref().to_vec()));
        let write = move |out: &mut dyn Write| {
            write(&*snapshot, &questions, out).map_err(io::Error::other)?
        };
        Ok(Answer {
            of,
            write: Box::new(write),
        })
    }

    fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()> + 'static) -> Answer {
        Answer {
            of: None,
            write: Box::new(write),
        }
    }
}

/// Why an address gives no answer.
pub enum Refusal {
    Fault(Fault),
    Problem(Problem),
    Error(Error),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::Fault(fault)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        Refusal::Problem(problem)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Error(error)
    }
}

impl Ask for Search {
    const PATH: &'static str = "/v1/search";
    const SUMMARY: &'static str = "Passages of articles that match a question, best first";
    const DOCUMENT: &'static str = "search";
    const REQUIRED: &'static [&'static str] = &["query"];

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        let question = asking.read(self.request(&Request::default())?)?;
        Answer::of(asking, [question], move |snapshot, [question], out| {
            let (results, hits) = answer::begin(snapshot, question)?;
            Ok(json::results(&results, hits, None, out))
        })
    }
}

impl Ask for List {
    const PATH: &'static str = "/v1/list";
    const SUMMARY: &'static str = "Articles that match a question, newest first; without one all";
    const DOCUMENT: &'static str = "list";

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        let question = asking.read(self.request()?)?;
        Answer::of(asking, [question], move |snapshot, [question], out| {
            let (listing, articles) = answer::begin_list(snapshot, question)?;
            Ok(json::listing(&listing, articles, None, out))
        })
    }
}

impl Ask for Timeline {
    const PATH: &'static str = "/v1/timeline";
    const SUMMARY: &'static str = "Articles of questions over time, counted exactly";
    const DOCUMENT: &'static str = "timeline";

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        let (requests, unit) = self.requests()?;
        let questions = requests.into_iter().map(|request| asking.read(request));
        let questions = questions.collect::<Result<Vec<_>>>()?;
        Answer::of(asking, questions, move |snapshot, questions, out| {
            let timeline = answer::timeline(snapshot, questions, unit)?;
            Ok(json::timeline(&timeline, None, out))
        })
    }
}

impl Ask for Facets {
    const PATH: &'static str = "/v1/facets";
    const SUMMARY: &'static str = "Articles of a question by what is said of them, counted exactly";
    const DOCUMENT: &'static str = "facets";

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        let (request, by) = self.request()?;
        let question = asking.read(request)?;
        Answer::of(asking, [question], move |snapshot, [question], out| {
            let facets = answer::facets(snapshot, question, &by)?;
            Ok(json::facets(&facets, None, out))
        })
    }
}

impl Ask for Terms {
    const PATH: &'static str = "/v1/terms";
    const SUMMARY: &'static str = "The words and names that set the articles of a question apart";
    const DOCUMENT: &'static str = "terms";

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        let (request, choice) = self.request()?;
        let question = asking.read(request)?;
        Answer::of(asking, [question], move |snapshot, [question], out| {
            let terms = answer::key_terms(snapshot, question, &choice)?;
            Ok(json::key_terms(&terms, None, out))
        })
    }
}

impl Ask for Article {
    const PATH: &'static str = "/v1/articles/{id}";
    const SUMMARY: &'static str = "One article, whole";
    const DOCUMENT: &'static str = "show";
    const WAY: Way = Way::Looks;

    fn answer(self, asking: &Asking, named: &Named) -> Result<Answer, Refusal> {
        let name = named.get("id");
        let mut stored = stored(asking, name, self.captured.as_deref())?;
        if let Some(number) = library::passage_number(name) {
            passage_of(&stored, number, name)?;
        }
        mark(asking, &mut stored, self.query)?;
        Ok(Answer::written(move |out| json::article(&stored, out)))
    }
}

impl Ask for Passage {
    const PATH: &'static str = "/v1/articles/{id}/passages/{n}";
    const SUMMARY: &'static str = "One passage of an article, and those around it";
    const DOCUMENT: &'static str = "passage";
    const WAY: Way = Way::Looks;

    fn answer(self, asking: &Asking, named: &Named) -> Result<Answer, Refusal> {
        let (name, n) = (named.get("id"), named.get("n"));
        let is_number = !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err(Problem::bad(format!("`{n}` is no number of a passage"))
                .hint("passages are numbered from 1")
                .into());
        }
        let number = n.parse().unwrap_or(usize::MAX);
        let mut stored = stored(asking, name, None)?;
        passage_of(&stored, number, &format!("{}:{n}", stored.id))?;
        mark(asking, &mut stored, self.query)?;
        let around = self.around.unwrap_or(0);
        Ok(Answer::written(move |out| {
            json::passage(&stored, number, around, out)
        }))
    }
}

/// The article that a name in an address means.
fn stored(asking: &Asking, name: &str, captured: Option<&str>) -> Result<StoredArticle, Refusal> {
    let found = match captured {
        None => asking.library.show(name),
        Some(text) => {
            let fault = || Fault::Value("captured".to_owned(), text.to_owned());
            let when = source::date(text).ok_or_else(fault)?;
            asking.library.show_captured(name, when)
        }
    };
    found.map_err(|error| match error.kind {
        // A name that several articles share is right, and not enough.
        Kind::Usage => Problem {
            status: StatusCode::CONFLICT,
            code: "ambiguous",
            error,
        }
        .into(),
        _ => error.into(),
    })
}

/// Marks where a question is true, if there is one.
fn mark(asking: &Asking, stored: &mut StoredArticle, query: Option<String>) -> Result<()> {
    if let Some(text) = query {
        let question = asking.read(Request::new(text))?;
        stored.marks = Some(asking.library.marks(&question, stored)?);
    }
    Ok(())
}

impl Ask for Beats {
    const PATH: &'static str = "/v1/beats";
    const SUMMARY: &'static str = "The beats: how much each finds, and how much of it is new";
    const DOCUMENT: &'static str = "beats";
    const WAY: Way = Way::Looks;

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        asking.needs_corpus()?;
        let library = &asking.library;
        let request = asking.bounded(self.request()?);
        let beats = library.beats()?;
        let round = library.round(&beats, &request, false);
        let time = request.timeout.unwrap_or(asking.bounds.timeout);
        let began = Instant::now();
        let asked = each_asked(&beats.beats, |beat| {
            if began.elapsed() > time {
                let message = "asking all beats takes longer than it may";
                return Err(Error::new(Kind::TimedOut, message).hint("ask for each of them alone"));
            }
            library.unseen(beat, &round)
        })?;
        let beats = asked.into_iter().map(|one| match one {
            Ok(one) => Ok(one.news),
            Err(one) => Err(Unasked {
                error: Box::new(asking.error_without_paths(*one.error)),
                beat: one.beat,
            }),
        });
        let beats: Vec<_> = beats.collect();
        Ok(Answer::written(move |out| json::beats(&beats, out)))
    }
}

impl Ask for News {
    const PATH: &'static str = "/v1/beats/{name}/new";
    const SUMMARY: &'static str = "The articles of a beat that are new; they stay so";
    const DOCUMENT: &'static str = "news";
    const WAY: Way = Way::Looks;

    fn answer(self, asking: &Asking, named: &Named) -> Result<Answer, Refusal> {
        asking.needs_corpus()?;
        let library = asking.library.clone();
        let request = asking.bounded(self.beats.request()?);
        let beats = library.beats()?;
        let beat = beat(&beats, named)?;
        let round = library.round(&beats, &request, self.all.unwrap_or(false));
        let unseen = library.unseen(beat, &round)?;
        let limit = self.limit.unwrap_or(asking.bounds.limit);
        Ok(Answer::written(move |out| {
            let articles = library.each(&unseen, limit).map_err(io::Error::other)?;
            json::news(vec![(&unseen.news, articles)], None, out)
        }))
    }
}

impl Ask for Shown {
    const PATH: &'static str = News::PATH;
    const SUMMARY: &'static str = "Say which articles were shown: they are new no more";
    const DOCUMENT: &'static str = "beats";
    const WAY: Way = Way::Changes;
    const REQUIRED: &'static [&'static str] = &["ids"];

    fn answer(self, asking: &Asking, named: &Named) -> Result<Answer, Refusal> {
        asking.needs_corpus()?;
        let library = &asking.library;
        let request = asking.bounded(self.beats.request()?);
        let beats = library.beats()?;
        let beat = beat(&beats, named)?;
        // Who was shown something knows it, and nothing besides.
        let round = library.round(&beats, &request, !self.ids.is_empty());
        let following = library.follow("newshound serve")?;
        let unseen = following.unseen(beat, &round)?;
        let is_any = unseen.articles.iter().any(|id| self.ids.contains(id));
        if is_any || self.ids.is_empty() {
            following.acknowledge_these(&unseen, &self.ids)?;
        }
        drop(following);
        let round = library.round(&beats, &request, false);
        let news = library.unseen(beat, &round)?.news;
        Ok(Answer::written(move |out| json::beats(&[Ok(news)], out)))
    }
}

/// The beat that an address names.
fn beat<'a>(beats: &'a crate::beat::Beats, named: &Named) -> Result<&'a Beat> {
    known_beat(beats, named.get("name")).map_err(|error| Error {
        kind: Kind::NotFound,
        ..error
    })
}

impl Ask for Nothing {
    const PATH: &'static str = "/v1/status";
    const SUMMARY: &'static str = "How index and corpus are, with every problem met on the way in";
    const DOCUMENT: &'static str = "status";
    const WAY: Way = Way::Looks;

    fn answer(self, asking: &Asking, _: &Named) -> Result<Answer, Refusal> {
        asking.needs_corpus()?;
        let status = asking.library.status()?;
        let rejected = status.rejected.iter().map(|one| Rejection {
            given: given(&one.given).to_owned(),
            name: one.name.clone(),
            reason: asking.without_paths(&one.reason),
        });
        let status = Status {
            corpus: "corpus".to_owned(),
            index: "index".to_owned(),
            rejected: rejected.collect(),
            ..status
        };
        Ok(Answer::written(move |out| json::status(&status, out)))
    }
}

/// What was given to be added, by its name alone where it was a file of this machine.
fn given(given: &str) -> &str {
    if canonical_url(given).is_some() || !given.contains('/') {
        return given;
    }
    let name = Path::new(given).file_name().and_then(|name| name.to_str());
    name.unwrap_or("a file")
}

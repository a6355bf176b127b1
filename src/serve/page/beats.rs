//! Beats: what is new for each, and a button that says that it was seen.
//!
//! The form of the button names the articles that the page showed, so that one that came meanwhile stays new. Looking
//! changes nothing.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use url::form_urlencoded;

use super::{HTML, forgery, notices, replied, shown};
use crate::answer;
use crate::article::Id;
use crate::beat::{Beat, Beats};
use crate::error::{Error, Kind, Result};
use crate::library::{Unseen, known_beat};
use crate::render::page::{self, Done, Followed, Link, ShownBeat};
use crate::request::Request;
use crate::results::{Card, Excerpt, Hit, ListedArticle};
use crate::serve::parameters::{Parameters, read_body};
use crate::serve::problem::Problem;
use crate::serve::reply::Whole;
use crate::serve::service::{Asking, Service, Timed};

/// So many new articles of a beat are shown; the others stay new.
const SHOWN: usize = 50;

/// What a page of a beat is asked with.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Said {
    /// What is said once of what was done before.
    said: Option<String>,
}

static SAID: LazyLock<Parameters<Said>> = LazyLock::new(Parameters::new);

pub async fn all(State(service): State<Arc<Service>>) -> Response {
    replied(service.ask(every).await, &Link::default())
}

/// Every beat, with how much is new for it.
fn every(asking: &Asking) -> Result<Whole> {
    asking.needs_corpus()?;
    let beats = asking.library.beats()?;
    let request = asking.bounded(Request::default());
    let round = asking.library.round(&beats, &request, false);
    let began = Instant::now();
    let mut followed = Vec::new();
    for beat in &beats.beats {
        // Many beats may take longer than a page is waited for: then the last of them have no count.
        let news = match began.elapsed() < asking.bounds.timeout {
            true => Some(
                asking
                    .library
                    .unseen(beat, &round)
                    .map(|unseen| unseen.news),
            ),
            false => None,
        };
        if let Some(Err(error)) = &news
            && error.kind == Kind::Cancelled
        {
            return Err(error.clone());
        }
        followed.push(Followed { beat, news });
    }
    let notes: Vec<String> = beats
        .notes()
        .map(|note| asking.without_paths(&note))
        .collect();
    whole(page::beats(&followed, &notes)?)
}

fn whole(bytes: Vec<u8>) -> Result<Whole> {
    Ok(Whole {
        kind: HTML,
        tag: None,
        bytes: Some(bytes),
    })
}

pub async fn one(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let link = Link::read(&query.unwrap_or_default());
    let said = match SAID.in_address(&link.query()) {
        Ok(said) => said,
        Err(problem) => return shown(&problem, &Link::default()),
    };
    let answered = service.ask(move |asking| news(asking, &name, &said));
    replied(answered.await, &Link::default())
}

/// What is new for a beat.
fn news(asking: &Asking, name: &str, said: &Said) -> Result<Whole> {
    asking.needs_corpus()?;
    let beats = asking.library.beats()?;
    let beat = named(&beats, name)?;
    let request = asking.bounded(Request::default());
    let round = asking.library.round(&beats, &request, false);
    let unseen = asking.library.unseen(beat, &round)?;
    let ids: Vec<Id> = unseen.articles.iter().take(SHOWN).copied().collect();
    let hits = hits(asking, beat, &ids)?;
    let page = ShownBeat {
        beat,
        news: &unseen.news,
        ids: &ids,
        hits: &hits,
        counted: unseen.fingerprint(),
        proof: forgery::proof(&purpose(beat)),
        done: said.said.as_deref().and_then(notices::said),
    };
    whole(page::beat(&page)?)
}

/// The beat of this name; there is no page of one that there is not.
pub fn named<'a>(beats: &'a Beats, name: &str) -> Result<&'a Beat> {
    known_beat(beats, name).map_err(|error| Error {
        kind: Kind::NotFound,
        ..error
    })
}

fn purpose(beat: &Beat) -> String {
    format!("beat {}", crate::beat::key(&beat.name))
}

/// The best passage for the beat's question in each of these articles, with its marks.
fn hits(asking: &Asking, beat: &Beat, ids: &[Id]) -> Result<Vec<Hit>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let each = ids.iter().map(|id| format!("id:{id}"));
    let text = format!(
        "beat:{} AND ({})",
        beat.name,
        each.collect::<Vec<_>>().join(" OR ")
    );
    let request = Request::new(text).limit(ids.len()).per_article(1);
    let question = asking.read(request)?;
    let found = answer::search(&*asking.snapshot()?, &question)?.hits;
    let mut found: HashMap<Id, Hit> = found.into_iter().map(|hit| (hit.article.id, hit)).collect();
    let entries = asking.library.entries(ids)?.into_iter();
    let hits = entries.map(|entry| found.remove(&entry.id).unwrap_or_else(|| bare(entry)));
    Ok(hits.collect())
}

/// An article of which no passage is shown.
fn bare(entry: ListedArticle) -> Hit {
    Hit {
        rank: 0,
        score: 0.0,
        passage: Excerpt {
            number: 1,
            of: entry.passages,
            text: String::new(),
            start: 0,
            start_byte: 0,
            marks: Vec::new(),
            is_cut: false,
        },
        article: Card {
            id: entry.id,
            about: entry.about,
            headline: entry.headline,
            title_marks: Vec::new(),
        },
        more_in_article: 0,
        parts: Vec::new(),
    }
}

/// The form of the button.
struct Form {
    proof: String,
    /// The articles that were shown.
    ids: Vec<Id>,
    /// What makes the articles that the page counted known from others.
    counted: u64,
}

pub async fn acknowledge(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let form = match form(&headers, body).await {
        Ok(form) => form,
        Err(problem) => return shown(&problem, &Link::default()),
    };
    match service
        .ask(move |asking| acknowledged(asking, &name, &form))
        .await
    {
        Ok(Timed {
            answer: Ok(address),
            ..
        }) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Ok(Timed {
            answer: Err(problem),
            ..
        })
        | Err(problem) => shown(&problem, &Link::default()),
    }
}

async fn form(headers: &HeaderMap, body: Body) -> Result<Form, Problem> {
    const KIND: &str = "application/x-www-form-urlencoded";
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with(KIND)) {
        let message = format!("the form has to be of the type `{KIND}`");
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            message,
        ));
    }
    let bytes = read_body(body).await?;
    let mut form = Form {
        proof: String::new(),
        ids: Vec::new(),
        counted: 0,
    };
    for (name, value) in form_urlencoded::parse(&bytes) {
        match &*name {
            "proof" => form.proof = value.into_owned(),
            "shown" => {
                let ids = value.split(',').filter(|id| !id.is_empty());
                let ids = ids.map(str::parse).collect::<Result<_, ()>>();
                form.ids = ids.map_err(|()| Problem::bad("`shown` names what is no article"))?;
            }
            "counted" => form.counted = value.parse().unwrap_or(0),
            _ => return Err(Problem::bad(format!("there is no parameter `{name}` here"))),
        }
    }
    Ok(form)
}

/// Says that articles were shown; returns where to look next.
fn acknowledged(asking: &Asking, name: &str, form: &Form) -> Result<Result<String, Problem>> {
    let library = &asking.library;
    let beats = library.beats()?;
    let beat = named(&beats, name)?;
    if !forgery::is_proved(&purpose(beat), &form.proof) {
        let message = "the form does not come from a page of this server as it runs now";
        let problem = Problem::new(StatusCode::FORBIDDEN, "forbidden", message);
        let hint = "open the page of the beat again, and press the button there";
        return Ok(Err(problem.hint(hint)));
    }
    let request = asking.bounded(Request::default());
    let round = library.round(&beats, &request, false);
    let following = library.follow("newshound serve")?;
    let mut unseen: Unseen = following.unseen(beat, &round)?;
    let page = Link::default();
    let own = format!("/beats/{}", beat.name);
    // What counts as known at the first time is what the page counted.
    let done = if unseen.news.is_baseline && form.counted != unseen.fingerprint() {
        Done::Changed
    } else {
        unseen.articles.retain(|id| form.ids.contains(id));
        following.acknowledge(&unseen, usize::MAX)?;
        match unseen.news.is_baseline {
            true => Done::Seen(unseen.news.listing.total),
            false if unseen.articles.is_empty() => Done::Before,
            false => Done::Seen(unseen.articles.len() as u64),
        }
    };
    Ok(Ok(page.with("said", notices::kept(done)).to(&own)))
}

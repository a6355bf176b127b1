//! Feeds of any question and of any beat: what came last comes first.
//!
//! A feed changes only with the index and, where its question counts days, with the day. Reading one acknowledges
//! nothing.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

use super::{SHOWN, Shown, beats, fits, origin};
use crate::answer;
use crate::article::Id;
use crate::beat;
use crate::error::Result;
use crate::library::{by_coming, question_of};
use crate::render::page::{self, Feed, FeedEntry, FeedKind, Link};
use crate::request::{Request, Sort};
use crate::results::Excerpt;
use crate::serve::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::reply::{Tag, Whole};
use crate::serve::service::{Asking, Service};

/// So many entries a feed has where no number is given.
const ENTRIES: usize = 40;

/// What the feed of a beat is asked by: it has its own question.
static OF_BEAT: LazyLock<Parameters<Shown>> =
    LazyLock::new(|| Parameters::without(&["query", "any", "all"]));

pub async fn atom(state: State<Arc<Service>>, query: RawQuery, headers: HeaderMap) -> Response {
    feed(state, None, query, headers, FeedKind::Atom).await
}

pub async fn json(state: State<Arc<Service>>, query: RawQuery, headers: HeaderMap) -> Response {
    feed(state, None, query, headers, FeedKind::Json).await
}

pub async fn atom_of_beat(
    state: State<Arc<Service>>,
    Path(name): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    feed(state, Some(name), query, headers, FeedKind::Atom).await
}

pub async fn json_of_beat(
    state: State<Arc<Service>>,
    Path(name): Path<String>,
    query: RawQuery,
    headers: HeaderMap,
) -> Response {
    feed(state, Some(name), query, headers, FeedKind::Json).await
}

async fn feed(
    State(service): State<Arc<Service>>,
    beat: Option<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    kind: FeedKind,
) -> Response {
    let link = Link::read(&query.unwrap_or_default());
    let link = link.without(&[
        "offset",
        "cursor",
        "sort",
        "passage",
        "more",
        "full",
        "per_article",
    ]);
    match fetched(&service, beat, link, headers, kind).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn fetched(
    service: &Arc<Service>,
    beat: Option<String>,
    link: Link,
    headers: HeaderMap,
    kind: FeedKind,
) -> Result<Response, Problem> {
    let parameters = match beat {
        Some(_) => &*OF_BEAT,
        None => &*SHOWN,
    };
    let shown = parameters.in_address(&link.query())?;
    let limit = shown.search.paged.limit.unwrap_or(ENTRIES);
    let request = shown.request();
    let request = request
        .map_err(|fault| parameters.refused(fault))?
        .limit(limit);
    let asked = Asked {
        beat,
        request,
        link,
        kind,
        origin: origin(&headers),
    };
    let timed = service
        .ask(move |asking| answered(asking, &asked, &headers))
        .await?;
    let changed = timed.answer.1.clone();
    let mut response = timed.map(|(whole, _)| whole).into_response();
    if let Ok(changed) = HeaderValue::from_str(&changed) {
        response
            .headers_mut()
            .insert(header::LAST_MODIFIED, changed);
    }
    Ok(response)
}

/// A feed that is asked for.
struct Asked {
    beat: Option<String>,
    request: Request,
    link: Link,
    kind: FeedKind,
    /// How this server is called.
    origin: String,
}

/// The feed, and when it changed last.
fn answered(asking: &Asking, asked: &Asked, headers: &HeaderMap) -> Result<(Whole, String)> {
    let snapshot = asking.snapshot()?;
    let limit = asked.request.limit;
    fits(limit, asking)?;
    let (request, link, beat) = match &asked.beat {
        None => {
            let request = asked.request.clone();
            let everything = !(request.has_words() || request.has_filters());
            let request = Request {
                everything,
                ..request
            };
            (request, asked.link.clone(), None)
        }
        Some(name) => {
            asking.needs_corpus()?;
            let held = asking.library.beats()?;
            let beat = beats::named(&held, name)?;
            let link = asked.link.with("query", format!("beat:{}", beat.name));
            (question_of(beat, &asked.request), link, Some(beat.clone()))
        }
    };
    let request = request.sort(Sort::Newest).offset(0).limit(usize::MAX);
    let question = asking.read(request.clone())?;
    let own = match &beat {
        Some(beat) => asked.link.to(&format!(
            "/beats/{}/feed.{}",
            beat.name,
            asked.kind.ending()
        )),
        None => link.to(&format!("/feed.{}", asked.kind.ending())),
    };
    let address = format!("{}{own}", asked.origin);
    let tag = Tag::of(snapshot.commit(), &address, std::slice::from_ref(&question));
    let seen = seen(snapshot.commit(), asking.library.now());
    let day = Timestamp::from_second(question.begins.now).unwrap_or_default();
    let changed = seen.max(day);
    let printer = DateTimePrinter::new();
    let printed = printer
        .timestamp_to_rfc9110_string(&changed)
        .unwrap_or_default();
    if tag.is_known(headers) || is_unchanged(headers, changed) {
        return Ok((whole(asked.kind, tag, None), printed));
    }
    let (_, found) = answer::found(&*snapshot, &question)?;
    let ids: Vec<Id> = by_coming(&*snapshot, found)?
        .into_iter()
        .take(limit)
        .collect();
    let mut answering = HashMap::new();
    if request.has_words() {
        for ids in ids.chunks(AT_ONCE) {
            answering.extend(passages(asking, &request, ids)?);
        }
    }
    let mut entries = Vec::new();
    for id in ids {
        question.interrupt.check()?;
        let listed = answer::entry(&*snapshot, id)?;
        let passage = match answering.remove(&id) {
            Some(passage) => Some(passage),
            None => snapshot
                .passage(id, 1)?
                .map(|passage| beginning(passage.text)),
        };
        entries.push(FeedEntry { listed, passage });
    }
    let feed = Feed {
        origin: &asked.origin,
        own: &own,
        link: &link,
        beat: beat
            .as_ref()
            .map(|beat| (beat.name.as_str(), beat::key(&beat.name))),
        changed,
        entries: &entries,
    };
    let bytes = page::feed(&feed, asked.kind)?;
    Ok((whole(asked.kind, tag, Some(bytes)), printed))
}

/// So many articles are asked at once for the passage that answers.
const AT_ONCE: usize = 50;

/// The passage of each of these articles that answers best.
fn passages(asking: &Asking, request: &Request, ids: &[Id]) -> Result<HashMap<Id, Excerpt>> {
    let each: Vec<String> = ids.iter().map(|id| format!("id:{id}")).collect();
    let mut request = request.clone();
    request.narrow.push(each.join(" OR "));
    let request = request
        .sort(Sort::Relevance)
        .limit(ids.len())
        .per_article(1);
    let question = asking.read(request)?;
    let found = answer::search(&*asking.snapshot()?, &question)?;
    let hits = found.hits.into_iter();
    Ok(hits.map(|hit| (hit.article.id, hit.passage)).collect())
}

/// The first passage of an article, where no other is asked for.
fn beginning(text: String) -> Excerpt {
    Excerpt {
        number: 1,
        of: 0,
        text,
        start: 0,
        start_byte: 0,
        marks: Vec::new(),
        is_cut: false,
    }
}

fn whole(kind: FeedKind, tag: Tag, bytes: Option<Vec<u8>>) -> Whole {
    Whole {
        kind: kind.media_type(),
        tag: Some(tag),
        bytes,
    }
}

/// When this process first saw a commit, in whole seconds, each later than that of the one before.
fn seen(commit: u64, now: Timestamp) -> Timestamp {
    static SEEN: Mutex<Option<(u64, i64)>> = Mutex::new(None);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let second = match *seen {
        Some((known, second)) if known == commit => second,
        Some((_, second)) => now.as_second().max(second + 1),
        None => now.as_second(),
    };
    *seen = Some((commit, second));
    Timestamp::from_second(second).unwrap_or(now)
}

/// Whether these headers know a feed that changed no earlier. A tag is more exact, and goes before.
fn is_unchanged(headers: &HeaderMap, changed: Timestamp) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    let since = headers.get(header::IF_MODIFIED_SINCE);
    let since = since.and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| DateTimeParser::new().parse_timestamp(since).ok());
    since.is_some_and(|since| since.as_second() >= changed.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_commit_is_seen_later_than_the_one_before() {
        let now = Timestamp::from_second(1000).unwrap();
        let first = seen(1, now);
        assert_eq!(seen(1, now), first);
        assert!(seen(2, now) > first);
    }
}

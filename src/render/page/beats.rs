//! Beats: what is new for each, and the form that says that it was seen.

use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::hit::hit;
use super::{Framed, Link, marked, part};
use crate::article::Id;
use crate::beat::Beat;
use crate::error::Result;
use crate::render::{count, safe};
use crate::results::{Hit, News};

/// A beat in the list of all.
#[derive(Debug)]
pub struct Followed<'a> {
    pub beat: &'a Beat,
    /// How much is new, or why it cannot be asked; `None` where there was no time to ask.
    pub news: Option<Result<News>>,
}

/// A beat with what is new for it.
#[derive(Debug)]
pub struct ShownBeat<'a> {
    pub beat: &'a Beat,
    pub news: &'a News,
    /// The articles that are shown, of those that are new the ones that came last.
    pub ids: &'a [Id],
    /// A hit for each of them.
    pub hits: &'a [Hit],
    /// A number of the articles that were counted, which others do not have.
    pub counted: u64,
    /// What makes the form one of ours; without it there is no form.
    pub proof: Option<String>,
    /// The outcome of the form that was sent just now.
    pub done: Option<Done>,
}

/// The outcome of the form of a beat.
#[derive(Debug)]
pub enum Done {
    /// So many articles were acknowledged.
    Seen(u64),
    /// All that it names were acknowledged before.
    Before,
    /// Nothing, as what the beat finds has changed since the page was shown.
    Changed,
}

fn done(done: &Done) -> String {
    match done {
        Done::Seen(articles) => format!("{} acknowledged.", count::of(*articles, "article")),
        Done::Before => {
            "Nothing was acknowledged: what the page showed was acknowledged before.".to_owned()
        }
        Done::Changed => {
            let message = "What the beat finds changed while you looked: nothing was acknowledged.";
            format!("{message} Look again.")
        }
    }
}

/// The page of all beats.
pub fn beats(followed: &[Followed<'_>], notes: &[String]) -> Result<Vec<u8>> {
    let each = followed.iter().map(|Followed { beat, news }| {
        let news = news.as_ref();
        let error = news.and_then(|news| news.as_ref().err());
        let news = news.and_then(|news| news.as_ref().ok());
        context! {
            name => safe::line(&beat.name),
            href => format!("/beats/{}", beat.name),
            query => safe::line(&beat.text),
            new => news.map(|news| news.new),
            counted => news.map(|news| count::grouped(news.new)),
            found => news.map(|news| count::of(news.listing.total, "article")),
            is_baseline => news.is_some_and(|news| news.is_baseline),
            error => error.map(|error| sentence(&error.message)),
            atom => format!("/beats/{}/feed.atom", beat.name),
            json => format!("/beats/{}/feed.json", beat.name),
        }
    });
    let main = part(
        "beats.html",
        context! {
            beats => each.collect::<Value>(),
            notes => super::notes(notes.iter().map(|note| sentence(note)))?,
        },
    )?;
    framed("Beats · newshound", None, main)
}

fn sentence(text: &str) -> Value {
    Value::from_safe_string(marked::sentence(&safe::line(text)))
}

fn framed(title: &str, feed: Option<String>, main: Value) -> Result<Vec<u8>> {
    Framed {
        title,
        at: "beats",
        is_everything: false,
        skip: "what is new",
        link: &Link::default(),
        feed,
        outlets: Vec::new(),
        main,
    }
    .bytes()
}

/// The page of one beat.
pub fn beat(shown: &ShownBeat<'_>) -> Result<Vec<u8>> {
    let ShownBeat { beat, news, .. } = shown;
    let link = Link::default().with("query", format!("beat:{}", beat.name));
    let hits = shown.hits.iter();
    let hits = hits.map(|one| hit(one, &[], (&link, false), &TimeZone::UTC));
    let left = news.new.saturating_sub(shown.ids.len() as u64);
    let ids: Vec<String> = shown.ids.iter().map(Id::to_string).collect();
    let main = part(
        "beat.html",
        context! {
            name => safe::line(&beat.name),
            query => safe::line(&beat.text),
            all => link.to("/"),
            found => count::of(news.listing.total, "article"),
            new => count::of(news.new, "new article"),
            is_new => news.new > 0,
            is_baseline => news.is_baseline,
            last => news.last.map(|last| TimeZone::UTC.to_datetime(last).date().to_string()),
            done => shown.done.as_ref().map(done),
            left => (left > 0).then(|| count::grouped(left)),
            hits => hits.collect::<Result<Vec<Value>>>()?,
            notes => super::notes(news.listing.notes.iter().map(|note| sentence(note)))?,
            action => format!("/beats/{}", beat.name),
            proof => shown.proof.clone(),
            ids => ids.join(","),
            shown => count::of(ids.len() as u64, "article"),
            counted => shown.counted.to_string(),
        },
    )?;
    let title = format!("{} · newshound", safe::line(&beat.name));
    framed(&title, Some(format!("/beats/{}/feed", beat.name)), main)
}

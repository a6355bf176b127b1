//! An article: its whole text with the marks of the question, how it is cited, and what is known of it.

use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::hit::known;
use super::{Framed, Link, marked, part};
use crate::article::Provenance;
use crate::error::Result;
use crate::passage;
use crate::render::cite::{self, Citation, Style};
use crate::render::{count, safe};
use crate::results::{Span, StoredArticle, address};

/// The page of an article; `link` is what was asked, `passage` the number of the one that is quoted.
pub fn article(
    stored: &StoredArticle,
    link: &Link,
    passage: Option<u32>,
    zone: &TimeZone,
) -> Result<Vec<u8>> {
    let about = &stored.about;
    let marks = stored.marks.clone().unwrap_or_default();
    let title = about.title.as_deref().unwrap_or_default();
    let headline = safe::marked(title, &marks.title);
    let headline = match headline.text.is_empty() {
        true => safe::line(passage::first_sentence(&stored.text)).into(),
        false => headline,
    };
    let back = link.without(&["passage"]);
    let is_asked = back.get("query").is_some();
    let cited = passage.and_then(|number| Citation::of_passage(stored, number));
    let quoted = passage.filter(|_| cited.is_some());
    let main = part(
        "article.html",
        context! {
            id => stored.id.to_string(),
            headline => marked::line(&headline),
            known => known(about, zone),
            authors => about.authors.iter().map(|name| safe::line(name)).collect::<Vec<_>>(),
            lang => about.lang.clone(),
            url => about.url.as_deref().and_then(safe::link),
            url_text => about.url.as_deref().map(safe::line),
            paragraphs => paragraphs(stored, &marks.text, &back, passage),
            marks => count::of((marks.title.len() + marks.text.len()) as u64, "mark"),
            is_asked,
            back => is_asked.then(|| back.to("/")),
            quoted => quoted.map(|number| address(stored.id, number)),
            quotations => cited.map(citations).transpose()?,
            citations => citations(Citation::of(stored))?,
            rows => rows(stored, zone),
            corrected => corrected(stored),
        },
    )?;
    Framed {
        title: &format!(
            "{} · newshound",
            crate::render::wrap::cut(&headline.text, 80)
        ),
        at: "article",
        is_everything: false,
        skip: "the article",
        link: &back.from_the_first(),
        feed: None,
        outlets: Vec::new(),
        main,
    }
    .bytes()
}

/// The paragraphs of the text, each with the parts of passages that it holds.
fn paragraphs(stored: &StoredArticle, marks: &[Span], link: &Link, quoted: Option<u32>) -> Value {
    let mut passages = (1..).zip(&stored.passages).peekable();
    let mut begun = 0;
    let each = passage::paragraphs(&stored.text)
        .into_iter()
        .map(|paragraph| {
            let mut parts = Vec::new();
            let mut at = paragraph.start;
            while at < paragraph.end {
                while let Some((_, bytes)) = passages.peek()
                    && bytes.end <= at
                {
                    passages.next();
                }
                let Some((number, bytes)) = passages.peek().copied() else {
                    parts.push(part_of(
                        stored,
                        marks,
                        at..paragraph.end,
                        (None, false),
                        link,
                    ));
                    break;
                };
                let end = bytes.end.min(paragraph.end);
                let first = (begun < number).then_some(number);
                begun = number;
                let is_quoted = quoted == Some(number);
                parts.push(part_of(stored, marks, at..end, (first, is_quoted), link));
                at = end;
            }
            Value::from(parts)
        });
    each.collect()
}

/// A part of a passage; `first` is the number of the passage that begins with it, `is_quoted` whether it is of the one
/// that is quoted.
fn part_of(
    stored: &StoredArticle,
    marks: &[Span],
    bytes: Range<usize>,
    (first, is_quoted): (Option<u32>, bool),
    link: &Link,
) -> Value {
    let text = stored.text.get(bytes.clone()).unwrap_or_default();
    let inside = Span::within(marks, &bytes);
    let own = format!("/articles/{}", stored.id);
    context! {
        text => marked::line(&safe::marked_text(text, &inside)),
        first,
        is_quoted,
        href => first.map(|number| format!("{}#p{number}", link.with("passage", number).to(&own))),
    }
}

/// So many letters a line of a citation has room for.
const COLUMNS: usize = 32;

/// The citation in each form.
fn citations(citation: Citation) -> Result<Value> {
    let cited = [citation];
    let mut each = Vec::new();
    for (name, style) in Style::NAMES {
        let mut bytes = Vec::new();
        let written = cite::citations(&cited, *style, true, &mut bytes);
        written.map_err(|error| crate::error::Error::io("the citation", &error))?;
        // A browser ends lines as its system does.
        let text = String::from_utf8_lossy(&bytes).replace('\r', "");
        let text = text.trim_end();
        let lines = text
            .lines()
            .map(|line| line.chars().count().div_ceil(COLUMNS).max(1));
        let lines = lines.sum::<usize>().clamp(2, 14);
        each.push(context! { name => *name, text, lines });
    }
    Ok(Value::from(each))
}

/// What else is known of the article, a row for each thing.
fn rows(stored: &StoredArticle, zone: &TimeZone) -> Value {
    let about = &stored.about;
    let Provenance {
        file,
        record,
        many,
        member,
    } = &about.provenance;
    let file = match member {
        Some(member) => format!("{file}, {member}"),
        None if *many => format!("{file}, record {record}"),
        None => file.clone(),
    };
    let day = |seconds: i64| {
        let moment = Timestamp::from_second(seconds).unwrap_or_default();
        zone.to_datetime(moment).date().to_string()
    };
    let places = stored.also.iter();
    let mut others: Vec<String> = places
        .map(|place| match place.captured {
            Some(moment) => format!("{}, captured {}", safe::line(&place.file), day(moment)),
            None => safe::line(&place.file),
        })
        .collect();
    others.dedup();
    let rest = others.len().saturating_sub(PLACES);
    others.truncate(PLACES);
    if rest > 0 {
        others.push(format!("{rest} more"));
    }
    let list = |values: Vec<String>| (!values.is_empty()).then(|| values.join("; "));
    let rows = [
        (
            "Tags",
            list(about.tags.iter().map(|tag| safe::line(tag)).collect()),
        ),
        ("Language", about.lang.clone()),
        (
            "Text",
            about
                .is_summary
                .then(|| "a summary; the rest is elsewhere".to_owned()),
        ),
        (
            "Captured",
            about.captured.map(|date| date.day(zone).to_string()),
        ),
        ("Added", Some(day(stored.added.as_second()))),
        ("File", Some(safe::line(&file))),
        ("Key", about.key.as_deref().map(safe::line)),
        ("Also in", list(others)),
        (
            "Passages",
            Some(count::grouped(stored.passages.len() as u64)),
        ),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    rows.map(|(name, value)| context! { name, value }).collect()
}

/// So many other places are named.
const PLACES: usize = 6;

/// What a person set right, each with what the file says.
fn corrected(stored: &StoredArticle) -> Value {
    let each = stored.about.corrected.iter().map(|(name, value)| {
        let list = value.as_array().map(|values| {
            let values = values.iter().filter_map(serde_json::Value::as_str);
            values.collect::<Vec<_>>().join(", ")
        });
        let said = list.as_deref().or(value.as_str()).map(safe::line);
        context! { name, said }
    });
    each.collect()
}

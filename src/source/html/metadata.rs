//! The metadata of a page: title, date, outlet, authors, address, language, tags.
//!
//! Of each the most trusted source goes first: JSON-LD, then what is said in the head, then what is
//! marked in the text, then what can be read off the address. A date of change is no date.

use dom_query::Document;

use super::super::date::date;
use super::super::extracted::{Extracted, names_in_byline, split_list};
use super::{linked_data, markup};
use crate::article::Date;

/// Adds the claims of the page.
pub(super) fn claim(page: &Document, extracted: &mut Extracted) {
    if let Some(data) = linked_data::article(page) {
        claim_linked(&data, extracted);
    }
    for row in SOURCES {
        let claims = page.select(row.selector);
        let values = claims.iter().take(MOST).map(|element| match row.part {
            Part::Attribute(name) => element.attr(name).unwrap_or_default().to_string(),
            Part::Text => element.text().to_string(),
        });
        (row.claim)(extracted, &values.collect::<Vec<_>>(), row.from);
    }
    claim_from_address(extracted);
    if let Some(title) = page.select("title").iter().next() {
        let title = title.text();
        let outlet = extracted.article.about.outlet.as_deref();
        extracted.title(without_site(&title, outlet), "title element");
    }
}

/// At most so many elements of one kind are read.
const MOST: usize = 50;

/// A source within a page, what it is called, and what it is taken for.
struct Row {
    selector: &'static str,
    part: Part,
    from: &'static str,
    claim: fn(&mut Extracted, &[String], &str),
}

enum Part {
    Attribute(&'static str),
    Text,
}

const fn meta(selector: &'static str, from: &'static str, claim: Claim) -> Row {
    Row {
        selector,
        part: Part::Attribute("content"),
        from,
        claim,
    }
}

const fn attribute(
    selector: &'static str,
    name: &'static str,
    from: &'static str,
    claim: Claim,
) -> Row {
    Row {
        selector,
        part: Part::Attribute(name),
        from,
        claim,
    }
}

const fn element(selector: &'static str, from: &'static str, claim: Claim) -> Row {
    Row {
        selector,
        part: Part::Text,
        from,
        claim,
    }
}

type Claim = fn(&mut Extracted, &[String], &str);

/// Of each kind the most trusted first.
const SOURCES: &[Row] = &[
    // Outlets come before titles, which may end with them.
    meta(
        r#"meta[property="og:site_name"]"#,
        "meta og:site_name",
        outlet,
    ),
    meta(
        r#"meta[name="application-name"]"#,
        "meta application-name",
        outlet,
    ),
    meta(r#"meta[property="og:title"]"#, "meta og:title", title),
    meta(r#"meta[name="parsely-title"]"#, "meta parsely-title", title),
    meta(
        r#"meta[name="citation_title"]"#,
        "meta citation_title",
        title,
    ),
    element(r#"[itemprop="headline"]"#, "itemprop headline", title),
    element("article h1, main h1", "h1 of the article", title),
    element("h1", "h1", title),
    meta(
        r#"meta[property="article:published_time"]"#,
        "meta article:published_time",
        published,
    ),
    meta(
        r#"meta[property="og:article:published_time"]"#,
        "meta og:article:published_time",
        published,
    ),
    meta(
        r#"meta[name="article:published_time"]"#,
        "meta article:published_time",
        published,
    ),
    meta(
        r#"meta[itemprop="datePublished"]"#,
        "itemprop datePublished",
        published,
    ),
    attribute(
        r#"time[itemprop="datePublished"]"#,
        "datetime",
        "itemprop datePublished",
        published,
    ),
    element(
        r#"[itemprop="datePublished"]"#,
        "itemprop datePublished",
        published,
    ),
    meta(
        r#"meta[name="parsely-pub-date"]"#,
        "meta parsely-pub-date",
        published,
    ),
    meta(
        r#"meta[name="sailthru.date"]"#,
        "meta sailthru.date",
        published,
    ),
    meta(
        r#"meta[name="citation_publication_date"]"#,
        "meta citation_publication_date",
        published,
    ),
    meta(
        r#"meta[name="dcterms.created"], meta[name="DC.date.issued"]"#,
        "meta DC.date.issued",
        published,
    ),
    meta(
        r#"meta[name="publish-date"], meta[name="pubdate"]"#,
        "meta pubdate",
        published,
    ),
    meta(
        r#"meta[name="date"], meta[name="Date"]"#,
        "meta date",
        published,
    ),
    attribute("time[pubdate]", "datetime", "time element", published),
    attribute(
        "article time[datetime], main time[datetime]",
        "datetime",
        "time element",
        published,
    ),
    attribute("time[datetime]", "datetime", "time element", published),
    meta(r#"meta[name="author"]"#, "meta author", authors),
    meta(
        r#"meta[property="article:author"]"#,
        "meta article:author",
        authors,
    ),
    meta(
        r#"meta[name="parsely-author"]"#,
        "meta parsely-author",
        authors,
    ),
    element(
        r#"[itemprop="author"] [itemprop="name"]"#,
        "itemprop author",
        authors,
    ),
    element(r#"[itemprop="author"]"#, "itemprop author", authors),
    element(r#"article a[rel="author"]"#, "link rel author", authors),
    attribute(
        r#"link[rel="canonical"]"#,
        "href",
        "link rel canonical",
        address,
    ),
    meta(r#"meta[property="og:url"]"#, "meta og:url", address),
    attribute("html[lang]", "lang", "html lang", language),
    meta(
        r#"meta[http-equiv="content-language"]"#,
        "meta content-language",
        language,
    ),
    meta(r#"meta[property="og:locale"]"#, "meta og:locale", language),
    meta(r#"meta[property="article:tag"]"#, "meta article:tag", tags),
    meta(r#"meta[name="news_keywords"]"#, "meta news_keywords", tags),
    meta(r#"meta[name="keywords"]"#, "meta keywords", tags),
];

const LINKED: &str = "JSON-LD";

fn claim_linked(data: &serde_json::Map<String, serde_json::Value>, extracted: &mut Extracted) {
    for (member, claim) in LINKED_MEMBERS {
        claim(extracted, &linked_data::texts(data, member), LINKED);
    }
}

/// The members of a description and what each is taken for, the most trusted first.
const LINKED_MEMBERS: &[(&str, Claim)] = &[
    ("publisher", outlet),
    ("headline", title),
    ("name", title),
    ("datePublished", published),
    ("dateCreated", published),
    ("author", authors),
    ("url", address),
    ("mainEntityOfPage", address),
    ("inLanguage", language),
    ("keywords", tags),
];

fn title(extracted: &mut Extracted, values: &[String], from: &str) {
    for value in values {
        let plain = decoded(value);
        let outlet = extracted.article.about.outlet.clone();
        extracted.title(without_site(&plain, outlet.as_deref()), from);
    }
}

fn outlet(extracted: &mut Extracted, values: &[String], from: &str) {
    let named = values.iter().filter(|value| !is_address(value));
    named.for_each(|value| extracted.outlet(&decoded(value), from));
}

fn published(extracted: &mut Extracted, values: &[String], from: &str) {
    let dates = values.iter().filter_map(|value| date(value));
    if let Some(date) = dates.into_iter().find(|date| is_of_the_web(*date)) {
        extracted.date(date, from);
    }
}

fn authors(extracted: &mut Extracted, values: &[String], from: &str) {
    let names = values.iter().filter(|value| !is_address(value));
    extracted.authors(
        names.flat_map(|value| names_in_byline(&decoded(value))),
        from,
    );
}

fn address(extracted: &mut Extracted, values: &[String], from: &str) {
    if let Some(value) = values.iter().find(|value| is_address(value)) {
        extracted.url(value, from);
    }
}

fn language(extracted: &mut Extracted, values: &[String], from: &str) {
    values.iter().for_each(|value| extracted.lang(value, from));
}

fn tags(extracted: &mut Extracted, values: &[String], from: &str) {
    match values {
        [one] => extracted.tags(split_list(&decoded(one)), from),
        _ => extracted.tags(values.iter().map(|value| decoded(value)), from),
    }
}

/// No page was published before there were pages; many contain `0001-01-01`.
fn is_of_the_web(date: Date) -> bool {
    date.day(&jiff::tz::TimeZone::UTC).year() >= 1990
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("https://") || text.starts_with("http://")
}

/// Some pages write `&amp;` where they mean `&`, even in JSON.
fn decoded(text: &str) -> String {
    if text.contains('&') && text.contains(';') {
        markup::text(&text.replace('<', "&lt;")).unwrap_or_else(|| text.to_owned())
    } else {
        text.to_owned()
    }
}

/// The day in an address such as `/2025/01/21/` or `/2025-01-21-`.
fn claim_from_address(extracted: &mut Extracted) {
    let Some(url) = extracted.article.about.url.clone() else {
        return;
    };
    let numbers: Vec<&str> = url.split(|c: char| !c.is_ascii_digit()).collect();
    let mut days = numbers.windows(3).filter_map(|window| {
        let is_day = window[0].len() == 4 && (1..=2).contains(&window[1].len());
        let text = format!("{}-{:0>2}-{:0>2}", window[0], window[1], window[2]);
        date(&text).filter(|date| is_day && is_of_the_web(*date))
    });
    if let Some(day) = days.next() {
        extracted.date(day, "the address");
    }
}

/// A title without the name of its site: `Chips act signed | The Paper`.
fn without_site<'a>(title: &'a str, outlet: Option<&str>) -> &'a str {
    let title = title.trim();
    let parted = [" | ", " – ", " — ", " - ", " · ", " :: "]
        .iter()
        .filter_map(|sign| title.rsplit_once(sign))
        .min_by_key(|(_, site)| site.len());
    match parted {
        Some((headline, site)) if is_site(site, outlet) && !headline.trim().is_empty() => {
            headline.trim_end()
        }
        _ => title,
    }
}

/// Whether the end of a title names the site: it is the outlet's name, or, where none is known,
/// short and far from a sentence.
fn is_site(end: &str, outlet: Option<&str>) -> bool {
    let letters = |text: &str| {
        let kept = text.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    match outlet {
        Some(outlet) => letters(end) == letters(outlet),
        None => end.split_whitespace().count() <= 3 && !end.ends_with(['.', '?', '!']),
    }
}

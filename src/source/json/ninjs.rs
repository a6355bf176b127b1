//! ninjs, the JSON of news agencies, of every version and as dpa writes it: one object is one item.

use serde_json::Value;

use super::super::extracted::{Extracted, names_in_byline, shortened};
use super::super::html::markup;

/// The article in an item, or why it is none; nothing if the record is no such item.
pub(super) fn read(record: &[u8]) -> Option<Result<Extracted, String>> {
    let has = |name: &str| memchr::memmem::find(record, name.as_bytes()).is_some();
    let is_likely = SIGNS.iter().any(|sign| has(sign)) && (has("\"uri\"") || has("\"urn\""));
    let item = is_likely.then(|| serde_json::from_slice(record).ok());
    let item: Value = item.flatten()?;
    let is_item = |name: &str| item.get(name).is_some_and(Value::is_string);
    let is_signed = SIGNS.iter().any(|sign| is_item(sign.trim_matches('"')));
    ((is_item("uri") || is_item("urn")) && is_signed).then(|| extracted(&item))
}

/// Members that no other JSON has.
const SIGNS: &[&str] = &["\"pubstatus\"", "\"version_created\"", "\"versioncreated\""];

fn extracted(item: &Value) -> Result<Extracted, String> {
    let headline = first(item, HEADLINES);
    let named = headline.as_ref().map_or_else(String::new, |(headline, _)| {
        format!(" `{}`", shortened(headline))
    });
    let text_of = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
    if let "canceled" | "cancelled" | "withheld" = text_of("pubstatus") {
        return Err(format!("the item{named} was withdrawn by its provider"));
    }
    let mut extracted = Extracted::default();
    let mut claim = |names: &[&'static str], claim: fn(&mut Extracted, &str, &str)| {
        if let Some((text, name)) = first(item, names) {
            claim(&mut extracted, &text, &format!("field {name}"));
        }
    };
    claim(HEADLINES, Extracted::title);
    claim(OUTLETS, Extracted::outlet);
    claim(DATES, Extracted::date_text);
    claim(&["language"], Extracted::lang);
    claim(&["url", "web_url"], Extracted::url);
    claim(&["byline", "by", "authors"], |extracted, names, from| {
        extracted.authors(names_in_byline(names), from);
    });
    match text_of("uri") {
        "" => extracted.key(text_of("urn"), "field urn"),
        address if address.starts_with("http") => extracted.url(address, "field uri"),
        identifier => extracted.key(identifier, "field uri"),
    }
    let tags = ["subject", "subjects", "categories", "keywords"];
    for name in tags {
        let tags = item.get(name).and_then(Value::as_array);
        let tags = tags.into_iter().flatten().filter_map(value);
        extracted.tags(tags, &format!("field {name}"));
    }
    let embargo = text_of("embargoed");
    if !embargo.is_empty() {
        let until = shortened(embargo);
        extracted.notes.push(format!("embargoed until `{until}`"));
    }
    if let Some((text, name)) = first_text(item, BODIES) {
        extracted.text(text, &format!("field {name}"));
        return Ok(extracted);
    }
    let kind = text_of("type");
    if NO_TEXTS.contains(&kind) {
        return Err(format!("the item{named} is a {kind} and no article"));
    }
    let summary = first_text(item, SUMMARIES);
    let (text, name) = summary.ok_or_else(|| format!("the item{named} has no text"))?;
    extracted.text(text, &format!("field {name}"));
    extracted.article.about.is_summary = true;
    Ok(extracted)
}

/// Types of items that are no texts.
const NO_TEXTS: &[&str] = &[
    "audio",
    "composite",
    "event",
    "graphic",
    "picture",
    "planning",
    "video",
];

/// Members for one thing, the most trusted first.
const HEADLINES: &[&str] = &["headline", "headlines", "title"];
const OUTLETS: &[&str] = &[
    "provider",
    "infosource",
    "infosources",
    "creditline",
    "copyrightholder",
    "copyrightnotice",
];
const DATES: &[&str] = &[
    "versioncreated",
    "version_created",
    "firstcreated",
    "contentcreated",
];
const BODIES: &[&str] = &[
    "article_html",
    "body_html",
    "body_xhtml",
    "body_text",
    "bodies",
];
const SUMMARIES: &[&str] = &[
    "description_text",
    "description_html",
    "descriptions",
    "teaser",
];

/// The first member that says something, and its name.
fn first(item: &Value, names: &[&'static str]) -> Option<(String, &'static str)> {
    let found = |name: &&'static str| Some((value(item.get(*name)?)?, *name));
    names.iter().find_map(found)
}

/// The same, as readable text.
fn first_text(item: &Value, names: &[&'static str]) -> Option<(String, &'static str)> {
    let found = |name: &&'static str| {
        let text = value(item.get(*name)?)?;
        let is_html = name.ends_with("html") || markup::is_markup(&text);
        let text = if is_html { markup::text(&text)? } else { text };
        (!text.trim().is_empty()).then_some((text, *name))
    };
    names.iter().find_map(found)
}

/// What a member says: a text, one in an object, or the main one, else the first, of a list.
fn value(member: &Value) -> Option<String> {
    let text = match member {
        Value::String(text) => text.clone(),
        Value::Object(object) => {
            let mut names = ["value", "name", "literal", "code", "uri"].iter();
            let found = names.find_map(|name| object.get(*name)?.as_str());
            found?.to_owned()
        }
        Value::Array(list) => {
            let is = |value: &&Value, name: &str, said: &str| {
                let found = value.get(name).and_then(Value::as_str);
                found.is_some_and(|found| found.ends_with(said))
            };
            let main = list.iter().find(|value| is(value, "role", "main"));
            let html = list.iter().find(|value| is(value, "contenttype", "html"));
            let chosen = main.or(html).or(list.first())?;
            return if chosen.is_array() {
                None
            } else {
                value(chosen)
            };
        }
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

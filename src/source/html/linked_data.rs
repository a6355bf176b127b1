//! The description of an article in JSON-LD, the form made for search engines.

use dom_query::Document;
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// The description of the article in a page, if it has one that can be read.
pub(super) fn article(page: &Document) -> Option<Object> {
    let scripts = page.select(r#"script[type="application/ld+json"]"#);
    scripts
        .iter()
        .filter_map(|script| parsed(&script.text()))
        .find_map(|value| find(value, 0))
}

/// The texts of a member, which may hold several: its own, or their names or addresses.
pub(super) fn texts(object: &Object, member: &str) -> Vec<String> {
    match object.get(member) {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn one(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["name", "@id", "url"]
            .iter()
            .find_map(|member| object.get(*member)?.as_str())
            .map(str::to_owned),
        _ => None,
    }
}

/// How deep descriptions lie in lists, graphs and pages.
const DEPTH: usize = 4;

/// Where a description of an article may lie.
const WITHIN: &[&str] = &[
    "@graph",
    "itemListElement",
    "mainEntity",
    "mainEntityOfPage",
];

fn find(value: Value, depth: usize) -> Option<Object> {
    match value {
        _ if depth > DEPTH => None,
        Value::Array(values) => values.into_iter().find_map(|value| find(value, depth + 1)),
        Value::Object(object) if is_article(&object) => Some(object),
        Value::Object(mut object) => WITHIN
            .iter()
            .filter_map(|name| object.remove(*name))
            .find_map(|value| find(value, depth + 1)),
        _ => None,
    }
}

fn is_article(object: &Object) -> bool {
    let is_kind = |kind: &str| {
        kind.ends_with("Article")
            || kind.ends_with("Posting") && kind != "JobPosting"
            || kind == "Report"
    };
    texts(object, "@type").iter().any(|kind| is_kind(kind))
}

/// Reads what is JSON, and what would be but for the wrapping and raw line ends of careless pages.
fn parsed(text: &str) -> Option<Value> {
    let text = text.trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let start = text.find(['{', '['])?;
        let end = text.rfind(['}', ']'])?;
        let tamed = text.get(start..=end)?.replace(char::is_control, " ");
        serde_json::from_str(&tamed).ok()
    })
}

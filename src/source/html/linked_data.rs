//! The description of an article in JSON-LD, the form made for search engines.
//!
//! A page describes other stories too, those that it links to: only the description of its own one counts.

use dom_query::Document;
use serde_json::{Map, Value};
use url::Url;

use super::address;
use super::headline::letters;

type Object = Map<String, Value>;

/// What a page describes in JSON-LD.
#[derive(Default)]
pub(super) struct LinkedData {
    articles: Vec<Description>,
    /// Descriptions of the page itself, which say less of its article.
    pages: Vec<Description>,
    /// The names of its site.
    pub sites: Vec<String>,
    pub other_names: Vec<String>,
}

struct Description {
    object: Object,
    /// Whether it is one of a list.
    is_listed: bool,
}

/// The most descriptions of a page that are looked at.
const MOST: usize = 200;

impl LinkedData {
    pub fn of(page: &Document) -> LinkedData {
        let mut data = LinkedData::default();
        let scripts = page.select(r#"script[type^="application/ld+json"]"#);
        for script in scripts.iter().take(MOST) {
            if let Some(value) = parsed(&script.text()) {
                data.take(value, 0, false);
            }
        }
        data
    }

    fn take(&mut self, value: Value, depth: usize, is_listed: bool) {
        if depth > DEPTH || self.articles.len() + self.pages.len() + self.sites.len() > MOST {
            return;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    self.take(value, depth + 1, is_listed);
                }
            }
            Value::Object(mut object) => {
                let is_list = is_kind(&object, |kind| kind.ends_with("List"));
                for (name, lists) in WITHIN {
                    if let Some(value @ (Value::Array(_) | Value::Object(_))) = object.get(*name) {
                        // What an article lies in holds no more than its address.
                        let value = value.clone();
                        self.take(value, depth + 1, is_listed || is_list || *lists);
                    }
                }
                object.remove("@graph");
                self.sort(object, is_listed);
            }
            _ => {}
        }
    }

    fn sort(&mut self, object: Object, is_listed: bool) {
        if is_kind(&object, is_article) {
            self.articles.push(Description { object, is_listed });
        } else if is_kind(&object, |kind| kind == "WebSite") {
            self.sites.extend(texts(&object, "name"));
            self.other_names.extend(texts(&object, "alternateName"));
        } else if is_kind(&object, |kind| {
            kind.ends_with("Page") || kind == "ClaimReview"
        }) {
            self.pages.push(Description { object, is_listed });
        }
    }

    /// The description of the article of a page that has these addresses and headlines.
    pub fn own(
        &self,
        addresses: &[&str],
        headlines: &[String],
        base: &Option<Url>,
    ) -> Option<&Object> {
        let is_here = |one: &&Description| is_at(&one.object, addresses, base);
        let is_called = |one: &&Description| is_called(&one.object, headlines);
        let articles = || self.articles.iter();
        if let Some(own) = articles().filter(is_here).max_by_key(|one| is_called(one)) {
            return Some(&own.object);
        }
        if let Some(own) = articles().find(is_called) {
            return Some(&own.object);
        }
        // The only one that there is, where nothing says that it is of another page.
        let mut unlisted = articles().filter(|one| !one.is_listed);
        let only = unlisted.next().filter(|_| self.articles.len() == 1)?;
        let is_elsewhere = !addresses.is_empty()
            && own_addresses(&only.object, base).any(|url| address::is_of_article(&url));
        (!is_elsewhere).then_some(&only.object)
    }

    /// The description of the page itself, which may have the date of its article.
    pub fn page(&self, addresses: &[&str], base: &Option<Url>) -> Option<&Object> {
        let is_here = |one: &&Description| !one.is_listed && is_at(&one.object, addresses, base);
        self.pages.iter().find(is_here).map(|one| &one.object)
    }
}

fn own_addresses<'a>(
    object: &'a Object,
    base: &'a Option<Url>,
) -> impl Iterator<Item = String> + 'a {
    let members = ["url", "mainEntityOfPage", "@id"];
    let stated = members.into_iter().flat_map(|member| texts(object, member));
    stated.filter_map(|text| address::resolved(&text, base))
}

fn is_at(object: &Object, addresses: &[&str], base: &Option<Url>) -> bool {
    own_addresses(object, base).any(|url| addresses.iter().any(|own| address::is_same(&url, own)))
}

/// Whether a description has one of the headlines, or one that begins like it.
fn is_called(object: &Object, headlines: &[String]) -> bool {
    const LONG_ENOUGH: usize = 20;
    let names = ["headline", "name", "alternativeHeadline"];
    let names = names.iter().flat_map(|member| texts(object, member));
    names.map(|name| letters(&name)).any(|name| {
        headlines
            .iter()
            .map(|headline| letters(headline))
            .any(|headline| {
                let (short, long) = match name.len() < headline.len() {
                    true => (&name, &headline),
                    false => (&headline, &name),
                };
                !short.is_empty() && short == long
                    || short.chars().count() >= LONG_ENOUGH && long.starts_with(short.as_str())
            })
    })
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
        Value::Object(object) => ["name", "@id", "url", "@value"]
            .iter()
            .find_map(|member| object.get(*member)?.as_str())
            .map(str::to_owned),
        _ => None,
    }
}

/// How many words the text of what is described has.
pub(super) fn words(object: &Object) -> Option<usize> {
    match object.get("wordCount")? {
        Value::Number(count) => count.as_u64().and_then(|count| usize::try_from(count).ok()),
        Value::String(count) => count.trim().replace(',', "").parse().ok(),
        _ => None,
    }
}

/// Whether what is described, and each part of it that is marked so, is free to read.
pub(super) fn is_free(object: &Object) -> Option<bool> {
    let parts = match object.get("hasPart") {
        Some(Value::Array(parts)) => parts.iter().take(MOST).collect(),
        Some(part) => vec![part],
        None => Vec::new(),
    };
    let parts = parts.into_iter().filter_map(Value::as_object);
    let stated = std::iter::once(object).chain(parts);
    let stated: Vec<bool> = stated.filter_map(is_stated_free).collect();
    (!stated.is_empty()).then(|| stated.iter().all(|is_free| *is_free))
}

fn is_stated_free(object: &Object) -> Option<bool> {
    match object.get("isAccessibleForFree")? {
        Value::Bool(is_free) => Some(*is_free),
        Value::String(text) => match text.trim().to_ascii_lowercase().rsplit('/').next() {
            Some("false" | "no") => Some(false),
            Some("true" | "yes") => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// How deep descriptions lie in lists, graphs and pages.
const DEPTH: usize = 6;

/// Where a description of an article may lie, and whether what lies there is one of several.
const WITHIN: &[(&str, bool)] = &[
    ("@graph", false),
    ("hasPart", true),
    ("item", true),
    ("itemListElement", true),
    ("mainEntity", false),
    ("mainEntityOfPage", false),
];

fn is_kind(object: &Object, is_kind: impl Fn(&str) -> bool) -> bool {
    let kinds = texts(object, "@type");
    kinds.iter().any(|kind| {
        let plain = kind.rsplit(['/', '#', ':']).next().unwrap_or(kind);
        is_kind(plain)
    })
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || kind.ends_with("Posting") && kind != "JobPosting"
        || kind == "Report"
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

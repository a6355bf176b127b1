//! Sidecars: files beside corpus files that say things of their articles, and go before the files' own.

use std::io;
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};

use super::catalogue::short_hash;
use super::folder::is_none;
use super::regular;
use crate::article::Date;
use crate::record::Problem;
use crate::source::{self, Extracted, shortened};

/// Claims about a file's articles from outside it: by flags of `add`, kept beside the file in
/// `NAME.meta.toml`. A title and a URL are said only of a file that is one article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overrides {
    /// The headline; only of a file that is one article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Where it was published; only of a file that is one article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its language, such as `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "any_date")]
    pub date: Option<Date>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The tags it carries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// How the name of every sidecar ends.
pub(super) const SIDECAR_END: &str = ".meta.toml";

/// The most that a sidecar may take.
pub(super) const SIDECAR_BYTES: u64 = 1 << 20;

/// The name of the file in which what is said of `name` from outside is kept.
pub(super) fn sidecar(name: &str) -> String {
    format!("{name}{SIDECAR_END}")
}

/// A sidecar as it was read.
pub(super) struct Beside {
    pub overrides: Overrides,
    /// Of its text and of the name of its file.
    pub hash: u64,
}

/// The hash by which a description of the file `name` is known again.
fn description_hash(name: &str, text: &str) -> u64 {
    short_hash(format!("{name}\n{text}").as_bytes())
}

/// The hash by which the description of a file, there or gone, is known again.
pub fn description(root: &Path, name: &str) -> Option<u64> {
    let beside = Overrides::described(root, name).ok()?;
    beside.map(|beside| beside.hash)
}

impl Overrides {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Overrides::default()
    }

    /// Whether anything is said that can be true of one article only.
    pub fn names_one(&self) -> bool {
        self.title.is_some() || self.url.is_some()
    }

    /// These and, where they say nothing, what `others` say.
    pub fn over(&self, others: &Overrides) -> Overrides {
        let several = |these: &Vec<String>, others: &Vec<String>| {
            if these.is_empty() {
                others.clone()
            } else {
                these.clone()
            }
        };
        Overrides {
            title: self.title.clone().or_else(|| others.title.clone()),
            outlet: self.outlet.clone().or_else(|| others.outlet.clone()),
            url: self.url.clone().or_else(|| others.url.clone()),
            lang: self.lang.clone().or_else(|| others.lang.clone()),
            date: self.date.or(others.date),
            authors: several(&self.authors, &others.authors),
            tags: several(&self.tags, &others.tags),
        }
    }

    /// Reads the sidecar of the file `name` of a folder; nothing is said where there is none.
    pub fn beside(root: &Path, name: &str) -> Result<Self, Problem> {
        let beside = Overrides::described(root, name)?;
        Ok(beside.map_or_else(Overrides::default, |beside| beside.overrides))
    }

    /// The same, with the hash by which the sidecar is known again; `None` where there is none.
    pub(super) fn described(root: &Path, name: &str) -> Result<Option<Beside>, Problem> {
        let beside = sidecar(name);
        let path = root.join(&beside);
        let failed = |why: String| Problem::whole(format!("`{beside}`: {why}"));
        let bytes = regular::read(&path, SIDECAR_BYTES);
        match bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| not_utf8())) {
            Ok(text) => match toml::from_str(&text) {
                Ok(overrides) => Ok(Some(Beside {
                    overrides,
                    hash: description_hash(name, &text),
                })),
                Err(error) => Err(failed(describe_error(&text, &error))),
            },
            Err(error) if is_none(&error) => Ok(None),
            Err(error) => {
                let problem = Problem::failed(&error);
                let reason = format!("`{beside}`: {}", problem.reason);
                Err(Problem { reason, ..problem })
            }
        }
    }

    /// Says it of one article. Without a sidecar it was said by flags.
    pub(super) fn apply(&self, extracted: &mut Extracted, many: bool, sidecar: Option<&str>) {
        let from = |flag: &str| sidecar.map_or_else(|| format!("--{flag}"), str::to_owned);
        if let Some(title) = self.title.as_ref().filter(|_| !many) {
            extracted.article.about.title = None;
            extracted.retract("title");
            extracted.title(title, &from("title"));
        }
        if let Some(url) = self.url.as_ref().filter(|_| !many) {
            extracted.article.about.url = None;
            extracted.retract("url");
            extracted.url(url, &from("url"));
        }
        if let Some(outlet) = &self.outlet {
            extracted.article.about.outlet = None;
            extracted.retract("outlet");
            extracted.outlet(outlet, &from("outlet"));
        }
        if let Some(lang) = &self.lang {
            extracted.article.about.lang = None;
            extracted.retract("lang");
            extracted.lang(lang, &from("lang"));
        }
        if let Some(date) = self.date {
            extracted.article.about.date = None;
            extracted.retract("date");
            extracted.date(date, &from("date"));
        }
        if !self.authors.is_empty() {
            extracted.article.about.authors.clear();
            extracted.retract("authors");
            extracted.authors(self.authors.iter().cloned(), &from("author"));
        }
        if !self.tags.is_empty() {
            extracted.article.about.tags.clear();
            extracted.retract("tags");
            extracted.tags(self.tags.iter().cloned(), &from("tag"));
        }
        if many && (self.title.is_some() || self.url.is_some()) {
            let note = "a title or a URL from outside is said only of a file of one article";
            extracted.notes.push(note.to_owned());
        }
    }
}

fn not_utf8() -> io::Error {
    io::Error::other("is not UTF-8")
}

/// A date as text or as TOML writes dates.
fn any_date<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    let text = match toml::Value::deserialize(input)? {
        toml::Value::String(text) => text,
        toml::Value::Datetime(date) => date.to_string(),
        other => other.to_string(),
    };
    match source::date(&text) {
        Some(date) => Ok(Some(date)),
        None => Err(serde::de::Error::custom(format!(
            "`{}` is not a date",
            shortened(&text)
        ))),
    }
}

/// The fault of a sidecar, in one line.
fn describe_error(text: &str, error: &toml::de::Error) -> String {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = text.as_bytes()[..at]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1;
    let why = error.message().lines().next().unwrap_or_default();
    if why.starts_with("unknown field") || why.ends_with("is not a date") {
        format!(
            "line {line}: {}",
            why.split(", expected").next().unwrap_or(why)
        )
    } else {
        format!("line {line} cannot be read as `name = \"value\"`")
    }
}

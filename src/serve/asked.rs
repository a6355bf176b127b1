//! What may be asked at a door besides a search: options to a request and what it is asked for.
//!
//! Defaults are those of the command.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::article::Id;
use crate::counts::{Facet, TermChoice, Unit};
use crate::field::Field;
use crate::request::options::{Asked, Fault, Paged};
use crate::request::{Request, Sort};

/// Articles that match; without a question all of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct List {
    #[serde(flatten)]
    paged: Paged,
    /// The order: `newest` or `oldest`.
    #[schemars(schema_with = "by_day")]
    sort: Option<String>,
}

/// Articles over time.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Timeline {
    #[serde(flatten)]
    asked: Asked,
    /// How to divide time; weeks begin on Monday. By default `month`.
    #[schemars(schema_with = "units")]
    by: Option<String>,
    /// Other questions beside the first, asked in the same way.
    #[schemars(schema_with = "beside")]
    beside: Option<Vec<String>>,
}

/// Articles by what is said of them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Facets {
    #[serde(flatten)]
    asked: Asked,
    /// What to count by; `outlet` by default.
    #[schemars(schema_with = "facets")]
    by: Option<Vec<String>>,
    /// How many values of each.
    limit: Option<usize>,
    /// How many values to skip.
    offset: Option<usize>,
}

/// The terms that set articles apart.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Terms {
    #[serde(flatten)]
    asked: Asked,
    /// How many terms.
    limit: Option<usize>,
    /// Only terms of so many of the articles, from 1 on; 3 by default.
    #[schemars(range(min = 1, max = 4294967295u64))]
    least: Option<u64>,
    /// Function words, numbers and the words of the question too.
    all_words: Option<bool>,
}

/// An article, whole.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Article {
    /// A question whose marks are given.
    pub query: Option<String>,
    /// The version that was captured from the web then, such as `2026-03-01` or `2026-03-01T08:30:00Z`.
    pub captured: Option<String>,
}

/// A passage of an article.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Passage {
    /// A question whose marks are given.
    pub query: Option<String>,
    /// How many passages before and after it are given as well; none by default.
    pub around: Option<usize>,
}

/// How the questions of beats are read.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Beats {
    /// Whose calendar days are meant, such as `Europe/Brussels`; UTC by default.
    zone: Option<String>,
    /// Seconds until a question is given up.
    timeout: Option<f64>,
}

/// What is new for a beat.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct News {
    /// How the question is read.
    #[serde(flatten)]
    pub beats: Beats,
    /// Everything that is there, where the beat is asked for the first time.
    pub all: Option<bool>,
    /// How many articles to show; the others stay new. By default as many as an answer has at most.
    pub limit: Option<usize>,
}

/// What was shown of what is new for a beat.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Shown {
    /// How the question is read.
    #[serde(flatten)]
    pub beats: Beats,
    /// The ids of the articles that were shown. Without one, what is there is taken for known, where the beat is asked
    /// for the first time.
    #[schemars(schema_with = "ids")]
    pub ids: Vec<Id>,
}

/// No options.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Nothing {}

fn ids(_: &mut SchemaGenerator) -> Schema {
    let id = json_schema!({ "type": "string", "pattern": ID });
    json_schema!({ "type": "array", "items": id, "maxItems": MOST_IDS })
}

/// What an id looks like.
pub const ID: &str = "^[0-9a-f]{16}$";
/// So many ids are taken at once.
const MOST_IDS: usize = 1000;
/// So many questions are counted beside one another.
const MOST_BESIDE: usize = 20;

fn beside(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string" }, "maxItems": MOST_BESIDE })
}

fn by_day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": BY_DAY.map(|sort| sort.to_string()) })
}

fn units(_: &mut SchemaGenerator) -> Schema {
    let names = Unit::NAMES.iter().map(|(name, _)| *name);
    json_schema!({ "type": "string", "enum": names.collect::<Vec<_>>() })
}

fn facets(_: &mut SchemaGenerator) -> Schema {
    let names = Facet::ALL.iter().map(|facet| facet.name());
    let name = json_schema!({ "type": "string", "enum": names.collect::<Vec<_>>() });
    json_schema!({ "type": "array", "items": name, "minItems": 1, "maxItems": Facet::ALL.len() })
}

/// The orders of a list.
const BY_DAY: [Sort; 2] = [Sort::Newest, Sort::Oldest];

/// So many are shown where no number is given.
const SHOWN: usize = 20;

/// A request that without words is for everything.
fn everything() -> Request {
    Request::everything().limit(SHOWN)
}

fn fault<T>(name: &str, value: &str) -> Result<T, Fault> {
    Err(Fault::Value(name.to_owned(), value.to_owned()))
}

impl List {
    /// The request for these articles.
    pub fn request(self) -> Result<Request, Fault> {
        let base = everything().sort(Sort::Newest);
        let request = self.paged.request(&base)?;
        let Some(name) = self.sort else {
            return Ok(request);
        };
        match Sort::named(&name).filter(|sort| BY_DAY.contains(sort)) {
            Some(sort) => Ok(request.sort(sort)),
            None => fault("sort", &name),
        }
    }
}

impl Timeline {
    /// The requests for these lines, the first one first, and how time is divided.
    pub fn requests(self) -> Result<(Vec<Request>, Unit), Fault> {
        let name = self.by.unwrap_or_else(|| Unit::Month.name().to_owned());
        let Some(unit) = Unit::named(&name) else {
            return fault("by", &name);
        };
        let first = self.asked.request(&everything())?;
        let beside = self.beside.into_iter().flatten();
        let beside = beside.map(|text| Request {
            text,
            ..first.clone()
        });
        let beside: Vec<Request> = beside.collect();
        Ok((std::iter::once(first).chain(beside).collect(), unit))
    }
}

impl Facets {
    /// The request for these articles, and what they are counted by.
    pub fn request(self) -> Result<(Request, Vec<Facet>), Fault> {
        let request = Request {
            limit: self.limit.unwrap_or(SHOWN),
            offset: self.offset.unwrap_or(0),
            ..self.asked.request(&everything())?
        };
        let Some(names) = self.by.filter(|names| !names.is_empty()) else {
            return Ok((request, vec![Facet::Field(Field::Outlet)]));
        };
        let mut facets = Vec::new();
        for name in names {
            match Facet::named(&name) {
                Some(facet) if facets.contains(&facet) => {}
                Some(facet) => facets.push(facet),
                None => return fault("by", &name),
            }
        }
        Ok((request, facets))
    }
}

impl Terms {
    /// The request for these articles, and which terms are wanted.
    pub fn request(self) -> Result<(Request, TermChoice), Fault> {
        let least = self.least.unwrap_or(3);
        if least == 0 {
            return fault("least", "0");
        }
        let choice = TermChoice {
            least,
            all_words: self.all_words.unwrap_or(false),
        };
        let request = self.asked.request(&everything())?;
        Ok((request.limit(self.limit.unwrap_or(SHOWN)), choice))
    }
}

impl Beats {
    /// How their questions are asked.
    pub fn request(self) -> Result<Request, Fault> {
        let Beats { zone, timeout } = self;
        let asked = Asked {
            zone,
            timeout,
            ..Asked::default()
        };
        asked.request(&Request::default())
    }
}

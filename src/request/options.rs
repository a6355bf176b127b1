//! A request as named options: what a line of a file of questions, a program that asks the API, and an assistant send.
//!
//! Options are named as the flags are, with `_` for `-`. The structs describe themselves, so that what a door says of
//! its options is what it reads. Not here: which of them a door has, and how its errors look.

use std::time::Duration;

use jiff::tz::TimeZone;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Request, Sort};
use crate::query::TimeSpan;

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Asked {
    /// The question, in the query language.
    pub query: Option<String>,
    /// Ask for any of the words instead of all of them.
    pub any: Option<bool>,
    /// Ask for all of the words, also of a question in words.
    pub all: Option<bool>,
    /// Look for the relatives of each word too: `government` beside `governance`.
    pub relatives: Option<bool>,
    /// Only articles published after this day: `2026-03-01`, `2026-03`, `7d`.
    pub after: Option<String>,
    /// Only articles published before this day.
    pub before: Option<String>,
    /// Only articles of this outlet.
    pub outlet: Option<String>,
    /// Whose calendar days are meant, such as `Europe/Brussels`; UTC by default.
    pub zone: Option<String>,
    /// Look for words under their other names too; so by default.
    pub aliases: Option<bool>,
    /// Make everything that cannot be read as written an error.
    pub strict: Option<bool>,
    /// Seconds until the question is given up.
    pub timeout: Option<f64>,
}

/// What is asked, and how much of the answer is wanted, in pages.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Paged {
    /// The question and its filters.
    #[serde(flatten)]
    pub asked: Asked,
    /// How many to return.
    pub limit: Option<usize>,
    /// How many to skip.
    pub offset: Option<usize>,
    /// Where to go on: the `cursor` of an answer to the same question.
    pub cursor: Option<String>,
}

/// A search.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Search {
    /// The question, and which part of the answer.
    #[serde(flatten)]
    pub paged: Paged,
    /// How many passages of one article at most: a number from 1 on, or `all`.
    #[schemars(schema_with = "number_or_all")]
    pub per_article: Option<TextOrNumber>,
    /// The order: `relevance`, `newest` or `oldest`.
    #[schemars(schema_with = "orders")]
    pub sort: Option<String>,
    /// Let newer articles win among about equal ones: a time such as `30d`, after which half of the bonus is left, or
    /// `none`.
    pub fresh_half_life: Option<String>,
    /// Say how the question was read and what each score is made of.
    pub explain: Option<bool>,
}

/// A text or a number.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TextOrNumber {
    /// A text.
    Text(String),
    /// A number, as it is written.
    Number(serde_json::Number),
}

impl TextOrNumber {
    /// As a text.
    pub fn text(self) -> String {
        match self {
            TextOrNumber::Text(text) => text,
            TextOrNumber::Number(number) => number.to_string(),
        }
    }
}

fn number_or_all(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": u32::MAX }, { "type": "string", "const": "all" }] })
}

fn orders(_: &mut SchemaGenerator) -> Schema {
    let names = Sort::NAMES.iter().map(|(name, _)| *name);
    json_schema!({ "type": "string", "enum": names.collect::<Vec<_>>() })
}

/// Why options are no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is no option of this name.
    Unknown(String),
    /// The option of this name cannot have this value, which is as JSON writes it.
    Value(String, String),
    /// The options of these names do not go together.
    Together(&'static str, &'static str),
}

/// The options that a door has: their names, and what each may be.
#[derive(Debug, Clone)]
pub struct Options(Schema);

impl Options {
    /// Those that a struct has as its fields.
    pub fn of<T: JsonSchema>() -> Options {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.meta_schema = None;
            settings.inline_subschemas = true;
        });
        let mut schema = settings.into_generator().into_root_schema_for::<T>();
        transform_subschemas(&mut WithoutNull, &mut schema);
        Options(schema)
    }

    /// The same without those of these names.
    pub fn without(mut self, names: &[&str]) -> Options {
        if let Some(Value::Object(properties)) = self.0.get_mut("properties") {
            properties.retain(|name, _| !names.contains(&name.as_str()));
        }
        self
    }

    /// As a JSON Schema of an object. An option that is not given is left out: none is null.
    pub fn schema(&self) -> &Schema {
        &self.0
    }

    /// Each option, with its schema.
    pub fn each(&self) -> impl Iterator<Item = (&str, &Value)> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        let each = properties.into_iter().flatten();
        each.map(|(name, schema)| (name.as_str(), schema))
    }

    /// The schema of one option.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get("properties")?.get(name)
    }

    /// Bounds the values of an option further, where there is one of this name.
    pub fn bound(&mut self, name: &str, keyword: &str, bound: impl Into<Value>) {
        let properties = self.0.get_mut("properties").and_then(Value::as_object_mut);
        let option = properties.and_then(|all| all.get_mut(name)?.as_object_mut());
        if let Some(option) = option {
            option.insert(keyword.to_owned(), bound.into());
        }
    }

    /// Reads options that have to be known, each with a value that it can have.
    pub fn read<T: DeserializeOwned>(&self, fields: Map<String, Value>) -> Result<T, Fault> {
        let unknown = fields.keys().find(|name| self.get(name).is_none());
        if let Some(name) = unknown {
            return Err(Fault::Unknown(name.clone()));
        }
        let read = |fields| T::deserialize(Value::Object(fields));
        let wrong = |(name, value): (&String, &Value)| {
            let alone = Map::from_iter([(name.clone(), value.clone())]);
            let is_wrong = value.is_null() || read(alone).is_err();
            is_wrong.then(|| Fault::Value(name.clone(), shown(value)))
        };
        if let Some(fault) = fields.iter().find_map(wrong) {
            return Err(fault);
        }
        read(fields).map_err(|error| Fault::Value(String::new(), error.to_string()))
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Takes null out of what an option may be.
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        let is_null =
            |kind: &Value| kind == "null" || kind.get("type").is_some_and(|of| of == "null");
        for name in ["type", "anyOf", "enum"] {
            let Some(Value::Array(kinds)) = schema.get_mut(name) else {
                continue;
            };
            kinds.retain(|kind| !is_null(kind) && !kind.is_null());
            if name != "enum" && kinds.len() == 1 {
                let only = kinds.remove(0);
                match (name, only) {
                    ("type", only) => {
                        schema.insert(name.to_owned(), only);
                    }
                    (_, Value::Object(only)) => {
                        schema.remove(name);
                        only.into_iter().for_each(|(name, value)| {
                            schema.insert(name, value);
                        });
                    }
                    _ => {}
                }
            }
        }
        schema.remove("default");
        schema.remove("format");
        transform_subschemas(self, schema);
    }
}

impl Asked {
    /// The request of these options; what they do not say is as in `base`.
    pub fn request(self, base: &Request) -> Result<Request, Fault> {
        if self.any == Some(true) && self.all == Some(true) {
            return Err(Fault::Together("any", "all"));
        }
        let zone = self.zone.map(|name| {
            let zone = TimeZone::get(&name);
            zone.map_err(|_| Fault::Value("zone".to_owned(), name))
        });
        let timeout = self.timeout.map(|seconds| {
            let read = Duration::try_from_secs_f64(seconds).ok();
            let read = read.filter(|time| !time.is_zero());
            read.ok_or_else(|| Fault::Value("timeout".to_owned(), seconds.to_string()))
        });
        Ok(Request {
            text: self.query.unwrap_or_else(|| base.text.clone()),
            any: self.any.unwrap_or(base.any),
            all: self.all.unwrap_or(base.all),
            relatives: self.relatives.unwrap_or(base.relatives),
            after: self.after.or_else(|| base.after.clone()),
            before: self.before.or_else(|| base.before.clone()),
            outlet: self.outlet.or_else(|| base.outlet.clone()),
            aliases: self.aliases.unwrap_or(base.aliases),
            strict: self.strict.unwrap_or(base.strict),
            zone: zone.transpose()?.unwrap_or_else(|| base.zone.clone()),
            timeout: timeout.transpose()?.or(base.timeout),
            ..base.clone()
        })
    }
}

impl Paged {
    /// The request of these options; what they do not say is as in `base`.
    pub fn request(self, base: &Request) -> Result<Request, Fault> {
        if self.cursor.is_some() && self.offset.is_some() {
            return Err(Fault::Together("cursor", "offset"));
        }
        Ok(Request {
            limit: self.limit.unwrap_or(base.limit),
            offset: self.offset.unwrap_or(base.offset),
            cursor: self.cursor.or_else(|| base.cursor.clone()),
            ..self.asked.request(base)?
        })
    }
}

impl Search {
    /// The request of these options; what they do not say is as in `base`.
    pub fn request(self, base: &Request) -> Result<Request, Fault> {
        let fault = |name: &str, value: String| Fault::Value(name.to_owned(), value);
        let sort = self
            .sort
            .map(|name| Sort::named(&name).ok_or_else(|| fault("sort", name)));
        let per_article = self.per_article.map(|given| {
            let text = given.text();
            per_article(&text).ok_or_else(|| fault("per_article", text))
        });
        let half_life = self
            .fresh_half_life
            .map(|text| half_life(&text).ok_or_else(|| fault("fresh_half_life", text)));
        Ok(Request {
            sort: sort.transpose()?.unwrap_or(base.sort),
            per_article: per_article.transpose()?.unwrap_or(base.per_article),
            half_life: half_life.transpose()?.unwrap_or(base.half_life),
            explain: self.explain.unwrap_or(base.explain),
            ..self.paged.request(base)?
        })
    }
}

/// How many passages of one article at most, as a text: a number from 1 on, or `all`.
pub fn per_article(text: &str) -> Option<Option<usize>> {
    match text.parse() {
        Ok(0) => None,
        Ok(number) => Some(Some(number)),
        Err(_) if text == "all" => Some(None),
        Err(_) => None,
    }
}

/// A time such as `30d` in days, or none for `none`.
pub fn half_life(text: &str) -> Option<Option<f64>> {
    match text {
        "none" => Some(None),
        time => TimeSpan::parse(time).map(|time| Some(time.days())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<Request, Fault> {
        let Value::Object(fields) = value else {
            return Ok(Request::default());
        };
        let search: Search = Options::of::<Search>().read(fields)?;
        search.request(&Request::default())
    }

    #[test]
    fn options_are_a_request() {
        let request =
            read(json!({"query": "chips", "any": true, "per_article": "all", "limit": 2}));
        let request = request.unwrap();
        assert_eq!((request.text.as_str(), request.any), ("chips", true));
        assert_eq!((request.per_article, request.limit), (None, 2));
        assert_eq!(
            read(json!({"per_article": 2})).unwrap().per_article,
            Some(2)
        );
        assert_eq!(
            read(json!({"timeout": 1.5})).unwrap().timeout,
            Some(Duration::from_millis(1500))
        );
    }

    #[test]
    fn an_option_that_is_not_known_or_has_no_such_value_is_named() {
        let fault = |value: Value| read(value).unwrap_err();
        let wrong = |name: &str, value: &str| Fault::Value(name.to_owned(), value.to_owned());
        assert_eq!(
            fault(json!({"sorted": 1})),
            Fault::Unknown("sorted".to_owned())
        );
        for (given, name, value) in [
            (json!({"limit": -1}), "limit", "-1"),
            (json!({"limit": "ten"}), "limit", "ten"),
            (json!({"limit": null}), "limit", "null"),
            (json!({"sort": "up"}), "sort", "up"),
            (json!({"per_article": 0}), "per_article", "0"),
            (json!({"timeout": 0.0}), "timeout", "0"),
            (json!({"zone": "Mars"}), "zone", "Mars"),
            (json!({"query": ["a"]}), "query", r#"["a"]"#),
        ] {
            assert_eq!(fault(given), wrong(name, value));
        }
    }

    #[test]
    fn options_that_do_not_go_together_are_named() {
        let together = |value: Value| read(value).unwrap_err();
        assert_eq!(
            together(json!({"any": true, "all": true})),
            Fault::Together("any", "all")
        );
        assert_eq!(
            together(json!({"cursor": "x", "offset": 0})),
            Fault::Together("cursor", "offset")
        );
        assert!(read(json!({"any": true, "all": false})).is_ok());
    }

    #[test]
    fn options_say_what_they_are() {
        let options = Options::of::<Search>();
        let kind = |name: &str| options.get(name).and_then(|of| of.get("type")).cloned();
        assert_eq!(kind("query"), Some(json!("string")));
        assert_eq!(kind("limit"), Some(json!("integer")));
        assert_eq!(kind("any"), Some(json!("boolean")));
        let per_article = options.get("per_article").unwrap().to_string();
        assert!(
            !per_article.contains("null") && per_article.contains("all"),
            "{per_article}"
        );
        let sort = options.get("sort").unwrap();
        assert_eq!(sort["enum"], json!(["relevance", "newest", "oldest"]));
    }
}

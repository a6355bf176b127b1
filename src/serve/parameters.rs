//! Parameters: what an address or a body says, as the options of a door.
//!
//! An address is text: what a parameter may be decides whether `true` and `10` in it are a truth and a number. A name
//! may be written as the flag is, `per-article`, or as JSON has it, `per_article`.

use std::marker::PhantomData;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::asked::ID;
use super::doorway;
use super::problem::Problem;
use super::service::Bounds;
use crate::article::Id;
use crate::request::options::{Fault, Options};

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 64 << 10;

/// The largest offset. What comes after so many results is not looked at by anyone.
const FURTHEST: usize = 1_000_000_000;
/// The least time that a question can be given, in seconds.
const LEAST_TIME: f64 = 0.1;

/// The parameters of one address.
pub struct Parameters<T> {
    options: Options,
    required: &'static [&'static str],
    /// Whether a truth may be empty, as a form writes it.
    is_lenient: bool,
    of: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + JsonSchema> Parameters<T> {
    pub fn new() -> Parameters<T> {
        Parameters::without(&[])
    }

    /// Those of a door that does not have all of them.
    pub fn without(names: &[&str]) -> Parameters<T> {
        Parameters {
            options: Options::of::<T>().without(names),
            required: &[],
            is_lenient: true,
            of: PhantomData,
        }
    }

    /// Those within the bounds of a server; these of them have to be given.
    pub fn within(bounds: &Bounds, required: &'static [&'static str]) -> Parameters<T> {
        let mut parameters = Parameters::new();
        let options = &mut parameters.options;
        for name in ["limit", "around"] {
            options.bound(name, "maximum", bounds.limit);
        }
        options.bound("offset", "maximum", FURTHEST);
        options.bound("timeout", "minimum", LEAST_TIME);
        options.bound("timeout", "maximum", bounds.timeout.as_secs());
        Parameters {
            required,
            is_lenient: false,
            ..parameters
        }
    }

    /// Those of a query string.
    pub fn in_address(&self, query: &str) -> Result<T, Problem> {
        let mut fields: Map<String, Value> = Map::new();
        let parts = query.split('&').filter(|part| !part.is_empty());
        for ((name, text), part) in pairs(query)?.into_iter().zip(parts) {
            let name = name.replace('-', "_");
            let Some(schema) = self.options.get(&name) else {
                return Err(self.refused(Fault::Unknown(name)));
            };
            let is_list = kind(schema) == Some("array");
            // A name alone is a truth, as a flag is.
            let is_alone = !part.contains('=') || self.is_lenient && text.is_empty();
            let is_flag = kind(schema) == Some("boolean") && is_alone;
            let value = if is_flag {
                Value::Bool(true)
            } else {
                value(schema, &text)
            };
            match fields.entry(name) {
                serde_json::map::Entry::Occupied(mut before) if is_list => {
                    if let (Value::Array(before), Value::Array(more)) = (before.get_mut(), value) {
                        before.extend(more);
                    }
                }
                serde_json::map::Entry::Occupied(before) => {
                    let message = format!("`{}` is given twice", before.key());
                    return Err(Problem::bad(message));
                }
                serde_json::map::Entry::Vacant(free) => {
                    free.insert(value);
                }
            }
        }
        self.of_fields(fields)
    }

    /// Those of a body, an object of JSON.
    pub async fn in_body(&self, headers: &HeaderMap, body: Body) -> Result<T, Problem> {
        let fields = object(headers, body).await?;
        self.of_fields(fields)
    }

    /// Those of an object.
    pub fn of_fields(&self, mut fields: Map<String, Value>) -> Result<T, Problem> {
        fields.values_mut().for_each(make_whole);
        for (name, value) in &fields {
            if let Some(schema) = self.options.get(name)
                && !fits(schema, value)
            {
                // Of a list, the first that is none.
                let mut items = value.as_array().into_iter().flatten();
                let of = schema.get("items").unwrap_or(&Value::Null);
                let wrong = items.find(|item| !fits(of, item));
                let wrong = wrong.unwrap_or(value);
                let value = wrong
                    .as_str()
                    .map_or_else(|| wrong.to_string(), str::to_owned);
                return Err(self.refused(Fault::Value(name.clone(), value)));
            }
        }
        let missing = self
            .required
            .iter()
            .find(|name| !fields.contains_key(**name));
        let read = self.options.read(fields);
        let given = read.map_err(|fault| self.refused(fault))?;
        match missing {
            Some(name) => Err(Problem::bad(format!("`{name}` is missing"))),
            None => Ok(given),
        }
    }

    /// Why a parameter cannot be taken.
    pub fn refused(&self, fault: Fault) -> Problem {
        match fault {
            Fault::Unknown(name) => {
                let names: Vec<&str> = self.options.each().map(|(name, _)| name).collect();
                let distance = |known: &&&str| strsim::damerau_levenshtein(known, &name);
                let nearest = names.iter().min_by_key(distance);
                let problem = Problem::bad(format!("there is no parameter `{name}` here"));
                match nearest {
                    Some(near) if is_near(near, &name) => {
                        problem.hint(format!("did you mean `{near}`?"))
                    }
                    _ if names.is_empty() => problem.hint("this address takes no parameters"),
                    _ => problem.hint(format!("there are {}", names.join(", "))),
                }
            }
            Fault::Value(name, value) => {
                let value = shortened(&value);
                let problem = Problem::bad(format!("`{value}` is no value of `{name}`"));
                match self
                    .options
                    .get(&name)
                    .and_then(|schema| choices(schema).or_else(|| said(schema)))
                {
                    Some(said) => problem.hint(said),
                    None => problem,
                }
            }
            Fault::Together(one, other) => {
                let problem = Problem::bad(format!("`{one}` and `{other}` do not go together"));
                problem.hint("leave out one of them")
            }
        }
    }

    /// The options, to be described.
    pub fn options(&self) -> &Options {
        &self.options
    }
}

/// So much of a value is shown that cannot be taken.
const SHOWN: usize = 200;

fn shortened(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

/// The values of a parameter, where only some words are.
fn choices(schema: &Value) -> Option<String> {
    let of = schema.get("items").unwrap_or(schema);
    let words = of.get("enum").and_then(Value::as_array)?.iter();
    let words = words.filter_map(Value::as_str);
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    Some(format!("write {}", words.join(" or ")))
}

/// What a parameter is, and its bounds.
fn said(schema: &Value) -> Option<String> {
    let text = schema.get("description").and_then(Value::as_str)?;
    let text = text.replace('\n', " ");
    let bound = |name: &str| schema.get(name);
    let bounds = match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) if least.as_u64() == Some(0) => return Some(text),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => match schema.get("maxItems") {
            Some(most) => format!("at most {most} of them"),
            None => return Some(text),
        },
    };
    Some(format!("{}: {bounds}", text.trim_end_matches('.')))
}

/// Makes `10.0` the number that it is in JSON: a whole one.
fn make_whole(value: &mut Value) {
    /// Above, a number of JSON is not exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(number) = value.as_f64().filter(|_| value.is_f64())
        && number.fract() == 0.0
        && (0.0..EXACT).contains(&number)
    {
        *value = Value::from(number as u64);
    }
}

/// Whether a value is what its schema says, as far as our schemas say anything.
fn fits(schema: &Value, value: &Value) -> bool {
    let number = |name: &str| schema.get(name).and_then(Value::as_f64);
    let list = |name: &str| schema.get(name).and_then(Value::as_array);
    let is_typed = match kind(schema) {
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        _ => true,
    };
    let is_within = value.as_f64().is_none_or(|value| {
        number("minimum").is_none_or(|least| value >= least)
            && number("maximum").is_none_or(|most| value <= most)
    });
    let items = value.as_array();
    let is_counted = items.is_none_or(|items| {
        let items = items.len() as f64;
        number("minItems").is_none_or(|least| items >= least)
            && number("maxItems").is_none_or(|most| items <= most)
    });
    let of = schema.get("items").unwrap_or(&Value::Null);
    is_typed
        && is_within
        && is_counted
        && items.is_none_or(|items| items.iter().all(|item| fits(of, item)))
        && (schema.get("pattern").is_none_or(|pattern| pattern != ID) || is_id(value))
        && list("enum").is_none_or(|all| all.contains(value))
        && schema.get("const").is_none_or(|only| only == value)
        && list("anyOf").is_none_or(|any| any.iter().any(|one| fits(one, value)))
}

fn is_id(value: &Value) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let text = value.as_str().unwrap_or_default();
    text.len() == Id::DIGITS && text.bytes().all(is_digit)
}

fn is_near(known: &str, typed: &str) -> bool {
    let edits = strsim::damerau_levenshtein(known, typed);
    edits * 2 <= typed.len().min(known.len()) || known.contains(typed) && typed.len() > 2
}

/// The names and values of a query string, which have to be UTF-8.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let (name, value) = (decoded(name), decoded(value));
        let called = String::from_utf8_lossy(&name).into_owned();
        match (String::from_utf8(name), String::from_utf8(value)) {
            (Ok(name), Ok(value)) => Ok((name, value)),
            _ => Err(Problem::bad(format!("`{called}` is not UTF-8 text"))),
        }
    });
    read.collect()
}

/// The bytes of a name or a value. A `%` that no two digits come after is itself.
fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(&text.replace('+', " ")).collect()
}

/// The object of JSON that a body is.
async fn object(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    {
        let message = "the body has to be of the type `application/json`";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            message,
        ));
    }
    let bytes = read_body(body).await?;
    serde_json::from_slice(&bytes).map_err(|_| {
        Problem::bad("the body is no JSON object").hint(r#"{"query": "stargate AND lawsuit"}"#)
    })
}

/// The bytes of a body, within bounds.
pub async fn read_body(body: Body) -> Result<axum::body::Bytes, Problem> {
    to_bytes(body, LONGEST_BODY).await.map_err(|error| {
        if doorway::is_late(&error) {
            let message = "the body did not come in time";
            return Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", message);
        }
        Problem::too_large(format!(
            "the body is longer than {LONGEST_BODY} bytes, or was not sent whole"
        ))
    })
}

fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// A text of an address as the value that its parameter may be; as a text where it is none.
fn value(schema: &Value, text: &str) -> Value {
    let as_text = || Value::from(text);
    match kind(schema) {
        Some("boolean") => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => as_text(),
        },
        Some("integer") => integer(text).unwrap_or_else(as_text),
        Some("number") => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::from(number),
            _ => as_text(),
        },
        Some("array") => {
            let of = schema.get("items").unwrap_or(&Value::Null);
            // A question may have a comma in it.
            let parts: Vec<&str> = match of.get("enum") {
                Some(_) => text.split(',').map(str::trim).collect(),
                None => vec![text],
            };
            parts.into_iter().map(|part| value(of, part)).collect()
        }
        // A number, or a word.
        _ if schema.get("anyOf").is_some() => integer(text).unwrap_or_else(as_text),
        _ => as_text(),
    }
}

fn integer(text: &str) -> Option<Value> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse::<u64>()
        .ok()
        .filter(|_| is_number)
        .map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;
    use crate::request::options::Search;

    fn read(query: &str) -> Result<Request, String> {
        let parameters = Parameters::<Search>::within(&Bounds::default(), &[]);
        let shown = |problem: Problem| {
            let hint = problem.error.hint.unwrap_or_default();
            format!("{}; {hint}", problem.error.message)
        };
        let search = parameters.in_address(query).map_err(shown)?;
        let request = search.request(&Request::default());
        request.map_err(|fault| shown(parameters.refused(fault)))
    }

    #[test]
    fn an_address_is_a_request() {
        let request =
            read("query=chips+%22export+controls%22&any&limit=3&per-article=all").unwrap();
        assert_eq!(request.text, "chips \"export controls\"");
        assert_eq!(
            (request.any, request.limit, request.per_article),
            (true, 3, None)
        );
        assert_eq!(read("query=1").unwrap().text, "1");
        assert_eq!(read("query=%ef%bf%bd+%2B%").unwrap().text, "\u{fffd} +%");
    }

    #[test]
    fn a_parameter_that_cannot_be_taken_is_named() {
        for (query, message) in [
            (
                "limt=3",
                "there is no parameter `limt` here; did you mean `limit`?",
            ),
            (
                "limit=-3",
                "`-3` is no value of `limit`; How many to return: from 0 to 1000",
            ),
            ("limit=3&limit=4", "`limit` is given twice; "),
            ("query=%ff", "`query` is not UTF-8 text; "),
            ("query=%EF%BF%BD%ff", "`query` is not UTF-8 text; "),
            (
                "query=a&any&all",
                "`any` and `all` do not go together; leave out one of them",
            ),
            (
                "query=a&cursor=x&offset=1",
                "`cursor` and `offset` do not go together; leave out one of them",
            ),
            (
                "sort=up",
                "`up` is no value of `sort`; write `relevance` or `newest` or `oldest`",
            ),
            (
                "limit=1001",
                "`1001` is no value of `limit`; How many to return: from 0 to 1000",
            ),
            (
                "timeout=0",
                "`0` is no value of `timeout`; Seconds until the question is given up: from 0.1 to 20",
            ),
            (
                "any=",
                "`` is no value of `any`; Ask for any of the words instead of all of them.",
            ),
            (
                "any=perhaps",
                "`perhaps` is no value of `any`; Ask for any of the words instead of all of them.",
            ),
        ] {
            assert_eq!(read(query).unwrap_err(), message);
        }
        let far = read("zzzzzzzzzzzzzzzz=1").unwrap_err();
        assert!(
            far.contains("there are ") && far.contains("query, "),
            "{far}"
        );
    }
}

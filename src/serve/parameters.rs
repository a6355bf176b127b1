//! Parameters: what an address or a body says, as the options of a door.
//!
//! An address is text: what a parameter may be decides whether `true` and `10` in it are a truth and a number. A name
//! may be written as the flag is, `per-article`, or as JSON has it, `per_article`.

use std::marker::PhantomData;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::problem::Problem;
use crate::request::options::{Fault, Options};

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 64 << 10;

/// How long a body is waited for.
const BODY: Duration = Duration::from_secs(10);

/// The parameters of one address.
pub struct Parameters<T> {
    options: Options,
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
            of: PhantomData,
        }
    }

    /// Those of a query string.
    pub fn in_address(&self, query: &str) -> Result<T, Problem> {
        let mut fields: Map<String, Value> = Map::new();
        for (name, text) in pairs(query)? {
            let name = name.replace('-', "_");
            let Some(schema) = self.options.get(&name) else {
                return Err(self.refused(Fault::Unknown(name)));
            };
            let is_list = kind(schema) == Some("array");
            match fields.entry(name) {
                serde_json::map::Entry::Occupied(mut before) if is_list => {
                    if let (Value::Array(before), Value::Array(more)) =
                        (before.get_mut(), value(schema, &text))
                    {
                        before.extend(more);
                    }
                }
                serde_json::map::Entry::Occupied(before) => {
                    let message = format!("`{}` is given twice", before.key());
                    return Err(Problem::bad(message));
                }
                serde_json::map::Entry::Vacant(free) => {
                    free.insert(value(schema, &text));
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
    pub fn of_fields(&self, fields: Map<String, Value>) -> Result<T, Problem> {
        self.options
            .read(fields)
            .map_err(|fault| self.refused(fault))
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
                    _ => problem.hint(format!("there are {}", names.join(", "))),
                }
            }
            Fault::Value(name, value) => {
                let problem = Problem::bad(format!("`{value}` is no value of `{name}`"));
                match self
                    .options
                    .get(&name)
                    .and_then(|schema| schema.get("description"))
                {
                    Some(Value::String(text)) => problem.hint(text.replace('\n', " ")),
                    _ => problem,
                }
            }
        }
    }

    /// The options, to be described.
    pub fn options(&self) -> &Options {
        &self.options
    }
}

fn is_near(known: &str, typed: &str) -> bool {
    let edits = strsim::damerau_levenshtein(known, typed);
    edits * 2 <= typed.len().min(known.len()) || known.contains(typed) && typed.len() > 2
}

/// The names and values of a query string, which have to be UTF-8.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs: Vec<(String, String)> = pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let is_broken = |text: &str| text.contains('\u{fffd}') && !query.contains("%EF%BF%BD");
    match pairs
        .iter()
        .find(|(name, value)| is_broken(name) || is_broken(value))
    {
        Some((name, _)) => Err(Problem::bad(format!("`{name}` is not UTF-8 text"))),
        None => Ok(pairs),
    }
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
    match tokio::time::timeout(BODY, to_bytes(body, LONGEST_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Problem::too_large(format!(
            "the body is longer than {LONGEST_BODY} bytes, or was not sent whole"
        ))),
        Err(_) => {
            let message = "the body did not come in time";
            Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "too_slow",
                message,
            ))
        }
    }
}

fn kind(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

/// A text of an address as the value that its parameter may be; as a text where it is none.
fn value(schema: &Value, text: &str) -> Value {
    let as_text = || Value::from(text);
    match kind(schema) {
        Some("boolean") => match text {
            // A name alone, as a flag is.
            "true" | "" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => as_text(),
        },
        Some("integer") => text.parse::<u64>().map_or_else(|_| as_text(), Value::from),
        Some("number") => text.parse::<f64>().map_or_else(|_| as_text(), Value::from),
        Some("array") => {
            let of = schema.get("items").unwrap_or(&Value::Null);
            // A question may have a comma in it.
            let parts: Vec<&str> = match of.get("enum") {
                Some(_) => text.split(',').map(str::trim).collect(),
                None => vec![text],
            };
            parts.into_iter().map(|part| value(of, part)).collect()
        }
        _ => as_text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;
    use crate::request::options::Search;

    fn read(query: &str) -> Result<Request, String> {
        let parameters = Parameters::<Search>::new();
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
                "`-3` is no value of `limit`; How many to return.",
            ),
            ("limit=3&limit=4", "`limit` is given twice; "),
            ("query=%ff", "`query` is not UTF-8 text; "),
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

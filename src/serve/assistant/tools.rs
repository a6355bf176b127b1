//! The tools: what each is for, which arguments it has, and how it answers.
//!
//! Arguments are the options that every door has (`request::options`, `serve::asked`), and the room for the answer.

use std::sync::{Arc, LazyLock};

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::answer;
use crate::article::Date;
use crate::error::{Error, Kind, Result};
use crate::library::{Library, passage_number, passage_of};
use crate::render::assistant::{self as face, Reply, Tokens, Wanted, content};
use crate::request::options::{self, Options};
use crate::request::{Request, Sort};
use crate::serve::asked;
use crate::serve::parameters::{LONGEST_BODY, Parameters};
use crate::serve::problem::Problem;
use crate::serve::service::{Asking, Bounds, Service};

/// Options, and how long the answer may be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct Within<T> {
    #[serde(flatten)]
    asked: T,
    /// The most that text and content have together.
    #[schemars(schema_with = "room")]
    max_tokens: Option<usize>,
}

/// Articles by name.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Fetch {
    /// The id of an article, or the address `id:number` of a passage, as `search` gave it.
    id: Option<String>,
    /// Several of them.
    #[schemars(schema_with = "names")]
    ids: Option<Vec<String>>,
    /// Passages before and after that of an address too.
    around: Option<usize>,
    /// Of one article: the `end` of what was given before.
    start: Option<usize>,
}

fn room(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "integer",
        "minimum": Tokens::LEAST.0,
        "maximum": Tokens::MOST.0,
        "default": Tokens::DEFAULT.0
    })
}

fn names(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string" }, "maxItems": MOST_FETCHED })
}

/// Nothing can be said.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Nothing {}

/// Options that other doors have and that a model need not think of.
const LEFT_OUT: &[&str] = &[
    "explain",
    "strict",
    "timeout",
    "fresh_half_life",
    "aliases",
    "zone",
];

static SEARCH: LazyLock<Parameters<Within<options::Search>>> = LazyLock::new(parameters);
static FETCH: LazyLock<Parameters<Within<Fetch>>> = LazyLock::new(parameters);
static LIST: LazyLock<Parameters<Within<asked::List>>> = LazyLock::new(parameters);
static TIMELINE: LazyLock<Parameters<Within<asked::Timeline>>> = LazyLock::new(parameters);
static FACETS: LazyLock<Parameters<Within<asked::Facets>>> = LazyLock::new(parameters);
static STATUS: LazyLock<Parameters<Nothing>> = LazyLock::new(parameters);

fn parameters<T: DeserializeOwned + JsonSchema>() -> Parameters<T> {
    Parameters::without(LEFT_OUT)
}

/// The tools, always in this order.
pub fn definitions() -> &'static [Tool] {
    static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
        vec![
            tool::<content::Found>(
                SEARCHES,
                "Search articles",
                "Finds passages of news articles, best first, with the matches marked. Query: words (all \
                 have to be in the article), \"exact phrase\", AND OR NOT ( ), lawyer NEAR/5 fees, chip*, \
                 title:word, outlet:name, author:, tag:, lang:, site:, date:2026-03, date:7d, \
                 date:2026-01..2026-03. A question in words finds any of them.",
                SEARCH.options(),
            ),
            tool::<content::Fetch>(
                "fetch",
                "Read articles",
                "The stored text of articles or passages, exactly, as far as there is room; go on with `start`.",
                FETCH.options(),
            ),
            tool::<content::List>(
                "list",
                "List articles",
                "Articles that match a query (all without one), newest first, without their text.",
                LIST.options(),
            ),
            tool::<content::Timeline>(
                "timeline",
                "Count by time",
                "How many articles match in each stretch of time, of how many, for one query or several \
                 beside it. Exact.",
                TIMELINE.options(),
            ),
            tool::<content::Facets>(
                "facets",
                "Count by outlet and the like",
                "How many articles match for each outlet, author, tag, language, site or year. Exact.",
                FACETS.options(),
            ),
            tool::<content::Status>(
                "status",
                "State of the corpus",
                "How many articles there are, of which days, what day it is, whether all is indexed.",
                STATUS.options(),
            ),
        ]
    });
    &TOOLS
}

fn tool<Content: JsonSchema>(
    name: &'static str,
    title: &str,
    description: &'static str,
    options: &Options,
) -> Tool {
    let mut input = schema_of(options);
    input.insert("additionalProperties".to_owned(), Value::Bool(false));
    if name != "search"
        && let Some(Value::Object(properties)) = input.get_mut("properties")
    {
        // Once is enough.
        let known = |name: &String| SEARCH.options().get(name).is_some();
        let described = properties.iter_mut().filter(|(name, _)| known(name));
        described.for_each(|(_, property)| without(property, &["description", "default"]));
    }
    let mut input = Value::Object(input);
    without(&mut input, &["minimum", "minItems"]);
    bound(name, &mut input);
    let mut output = Value::Object(schema_of(&Options::of::<Content>()));
    without(&mut output, &["minimum", "additionalProperties"]);
    let object = |schema: Value| schema.as_object().cloned().unwrap_or_default();
    let annotations = ToolAnnotations::new()
        .read_only(true)
        .idempotent(true)
        .open_world(false);
    Tool::new(name, description, object(input))
        .with_title(title)
        .with_raw_output_schema(Arc::new(object(output)))
        .with_annotations(annotations)
}

/// Says in a schema what a call is refused for.
fn bound(tool: &str, input: &mut Value) {
    let bounds = [
        ("limit", "maximum", Bounds::default().limit),
        ("max_tokens", "minimum", Tokens::LEAST.0),
        ("beside", "maxItems", MOST_BESIDE - 1),
    ];
    for (name, word, bound) in bounds {
        if let Some(Value::Object(property)) = input.pointer_mut(&format!("/properties/{name}")) {
            property.insert(word.to_owned(), json!(bound));
        }
    }
    if let (SEARCHES, Value::Object(input)) = (tool, input) {
        input.insert("required".to_owned(), json!([ASKED]));
    }
}

/// The tool that needs a question, and the name of that.
const SEARCHES: &str = "search";
const ASKED: &str = "query";

/// The arguments of a tool. Where a value is none of those that there are, these are named.
fn arguments<T: DeserializeOwned + JsonSchema>(
    parameters: &Parameters<T>,
    fields: Map<String, Value>,
) -> Result<T, Problem> {
    let options = parameters.options();
    let mut wrong = fields.iter().filter_map(|(name, value)| {
        let schema = options.get(name)?;
        let of = schema.get("enum").or(schema.pointer("/items/enum"))?;
        let all = of.as_array()?;
        let is_there = match value {
            Value::Array(values) => values.iter().all(|value| all.contains(value)),
            value => all.contains(value),
        };
        let each = all.iter().filter_map(Value::as_str);
        let each: Vec<String> = each.map(|one| format!("`{one}`")).collect();
        let hint = format!("`{name}` is one of {}", each.join(", "));
        (!is_there).then(|| (format!("is no value of `{name}`"), hint))
    });
    let wrong = wrong.next();
    parameters.of_fields(fields).map_err(|problem| match wrong {
        Some((end, hint)) if problem.error.message.ends_with(&end) => problem.hint(hint),
        _ if options.each().next().is_none() => problem.hint("leave it out: there are none"),
        _ => problem,
    })
}

/// A schema of an object without what only a reader of our code needs.
fn schema_of(options: &Options) -> JsonObject {
    let mut schema = options.schema().as_object().cloned().unwrap_or_default();
    for name in ["title", "description", "$schema"] {
        schema.remove(name);
    }
    schema
}

/// Takes these words out of a schema and of all that are in it.
fn without(schema: &mut Value, words: &[&str]) {
    match schema {
        Value::Object(fields) => {
            // A property may be called as a word of the language is.
            fields.retain(|name, value| {
                !words.contains(&name.as_str()) || value.get("type").is_some()
            });
            fields.values_mut().for_each(|value| without(value, words));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| without(value, words)),
        _ => {}
    }
}

/// Calls a tool; none where there is no tool of this name.
pub async fn call(
    service: &Arc<Service>,
    name: &str,
    fields: Map<String, Value>,
) -> Option<Result<Reply, Problem>> {
    let length = Value::Object(fields.clone()).to_string().len();
    if length > LONGEST_BODY {
        let message = format!("the arguments are longer than {LONGEST_BODY} bytes");
        return Some(Err(Problem::bad(message)));
    }
    Some(match name {
        SEARCHES => search(service, fields).await,
        "fetch" => fetch(service, fields).await,
        "list" => list(service, fields).await,
        "timeline" => timeline(service, fields).await,
        "facets" => facets(service, fields).await,
        "status" => status(service, fields).await,
        _ => return None,
    })
}

async fn search(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let is_asked = fields.contains_key(ASKED);
    let Within { asked, max_tokens } = arguments(&SEARCH, fields)?;
    if !is_asked {
        return Err(Problem::bad(format!("`{ASKED}` is missing")));
    }
    let refused = |fault| SEARCH.refused(fault);
    let most = tokens(max_tokens);
    let request = asked.request(&Request::default()).map_err(refused)?;
    asked_for(service, move |asking| {
        let question = asking.read(bounded(request, "cursor", asking)?)?;
        let snapshot = asking.snapshot()?;
        let (mut results, hits) = answer::begin(&*snapshot, &question)?;
        // More than have room need not be read.
        let mut room = most.bytes();
        for hit in hits {
            let hit = hit?;
            let left = room.checked_sub(hit.passage.text.len());
            results.hits.push(hit);
            match left {
                Some(left) => room = left,
                None => break,
            }
        }
        results.part = results.part.first(results.hits.len(), false);
        face::search(&results, most)
    })
    .await
}

/// The most articles of one call.
const MOST_FETCHED: usize = 20;

async fn fetch(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let Within { asked, max_tokens } = arguments(&FETCH, fields)?;
    let most = tokens(max_tokens);
    let Fetch {
        id,
        ids,
        around,
        start,
    } = asked;
    let names: Vec<String> = id.into_iter().chain(ids.into_iter().flatten()).collect();
    if names.is_empty() || names.len() > MOST_FETCHED {
        let message = format!("{} articles are asked for", names.len());
        let hint = format!("give one as `id`, or up to {MOST_FETCHED} as `ids`");
        return Err(Problem::bad(message).hint(hint));
    }
    let is_address = |name: &String| passage_number(name).is_some();
    if start.is_some() && (names.len() > 1 || names.iter().any(is_address)) {
        let message = "`start` is of one article, named by its id alone";
        return Err(Problem::bad(message));
    }
    asked_for(service, move |asking| {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for name in names {
            let (around, start) = (around.unwrap_or(0), start.unwrap_or(0));
            match wanted(&asking.library, &name, around, start) {
                Ok(wanted) => found.push(wanted),
                Err(error) if error.kind == Kind::NotFound => unknown.push((name, error)),
                Err(error) => return Err(error),
            }
        }
        if found.is_empty()
            && let Some((name, error)) = unknown.pop()
        {
            let others = unknown.iter().map(|(name, _)| name).chain([&name]);
            let all: Vec<String> = others
                .map(|name| format!("`{}`", face::name(name)))
                .collect();
            return Err(match unknown.is_empty() {
                true => error,
                false => Error {
                    message: format!("there are no articles {}", all.join(", ")),
                    ..error
                },
            });
        }
        let unknown: Vec<String> = unknown.into_iter().map(|(name, _)| name).collect();
        face::articles(&found, &unknown, most)
    })
    .await
}

/// What a name asks for: an article, or the passage of an address and so many around it.
pub fn wanted(library: &Library, name: &str, around: usize, start: usize) -> Result<Wanted> {
    let stored = library.show(name).map_err(|error| match error.kind {
        Kind::NotFound => error.hint("give an `id` or an address that `search` or `list` gave"),
        _ => error,
    })?;
    let Some(number) = passage_number(name) else {
        let from = stored.text.char_indices().map(|(at, _)| at).nth(start);
        let from = from.unwrap_or(stored.text.len());
        return Ok(Wanted {
            bytes: from..stored.text.len(),
            stored,
            passages: None,
            name: name.to_owned(),
        });
    };
    passage_of(&stored, number, name).map_err(|error| error.hint("passages are counted from 1"))?;
    let all = stored.passages.len();
    let first = number.saturating_sub(around).max(1);
    let last = number.saturating_add(around).min(all);
    let bytes = stored.passages[first - 1].start..stored.passages[last - 1].end;
    Ok(Wanted {
        bytes,
        stored,
        passages: Some((first, last)),
        name: name.to_owned(),
    })
}

async fn list(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let Within { asked, max_tokens } = arguments(&LIST, fields)?;
    let refused = |fault| LIST.refused(fault);
    let most = tokens(max_tokens);
    let request = asked.request().map_err(refused)?;
    asked_for(service, move |asking| {
        let question = asking.read(bounded(request, "cursor", asking)?)?;
        let listing = answer::list(&*asking.snapshot()?, &question)?;
        face::listing(&listing, most)
    })
    .await
}

/// The most questions side by side.
const MOST_BESIDE: usize = 5;

async fn timeline(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let Within { asked, max_tokens } = arguments(&TIMELINE, fields)?;
    let refused = |fault| TIMELINE.refused(fault);
    let most = tokens(max_tokens);
    let (requests, by) = asked.requests().map_err(refused)?;
    if requests.len() > MOST_BESIDE {
        let message = format!("{} questions are too many side by side", requests.len());
        return Err(Problem::bad(message).hint(format!("ask up to {MOST_BESIDE} at once")));
    }
    asked_for(service, move |asking| {
        let questions = requests.into_iter().map(|request| asking.read(request));
        let questions = questions.collect::<Result<Vec<_>>>()?;
        let timeline = answer::timeline(&*asking.snapshot()?, &questions, by)?;
        face::timeline(&timeline, most)
    })
    .await
}

async fn facets(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let Within { asked, max_tokens } = arguments(&FACETS, fields)?;
    let refused = |fault| FACETS.refused(fault);
    let most = tokens(max_tokens);
    let (request, by) = asked.request().map_err(refused)?;
    asked_for(service, move |asking| {
        let question = asking.read(bounded(request, "offset", asking)?)?;
        let facets = answer::facets(&*asking.snapshot()?, &question, &by)?;
        face::facets(&facets, most)
    })
    .await
}

async fn status(service: &Arc<Service>, fields: Map<String, Value>) -> Result<Reply, Problem> {
    let Nothing {} = arguments(&STATUS, fields)?;
    asked_for(service, |asking| {
        let snapshot = asking.snapshot()?;
        let end = |sort| {
            let request = Request::everything().sort(sort).limit(1);
            let listing = answer::list(&*snapshot, &asking.read(request)?)?;
            let first = listing.articles.into_iter().next();
            Ok::<_, Error>(
                first
                    .and_then(|first| first.about.date)
                    .map(Date::written_day),
            )
        };
        let days = end(Sort::Oldest)?.zip(end(Sort::Newest)?);
        let today = asking
            .library
            .now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        face::status(&asking.library.status()?, days, today)
    })
    .await
}

async fn asked_for(
    service: &Arc<Service>,
    ask: impl FnOnce(&Asking) -> Result<Reply> + Send + 'static,
) -> Result<Reply, Problem> {
    Ok(service.ask(ask).await?.answer)
}

/// A request for no more results than the server gives; `on` is the argument that goes on.
fn bounded(request: Request, on: &str, asking: &Asking) -> Result<Request> {
    let most = asking.bounds.limit;
    if request.limit > most {
        let message = format!("`{}` is no value of `limit`", request.limit);
        return Err(Error::new(Kind::Usage, message)
            .hint(format!("give at most {most}, and go on with `{on}`")));
    }
    Ok(request)
}

fn tokens(max_tokens: Option<usize>) -> Tokens {
    max_tokens.map_or(Tokens::DEFAULT, Tokens)
}

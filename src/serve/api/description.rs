//! The description of the API, as OpenAPI 3.1 has it: made of what the addresses take and of schema 1.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Address;
use super::documents::Way;
use crate::render::json;

/// The address of the description.
pub const PATH: &str = "/v1/openapi.json";

/// The names in addresses.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("id",   "Anything that names the article: an id or its beginning, a key, a file of the corpus, a URL"),
    ("n",    "The number of the passage, from 1"),
    ("name", "The name of a beat"),
];

/// Why there may be no answer, by status.
#[rustfmt::skip]
const PROBLEMS: &[(&str, &str)] = &[
    ("400", "A parameter or the question cannot be read as it is"),
    ("401", "The server has a token, and it is missing or wrong"),
    ("403", "Another site asks, or something is to be changed without a token"),
    ("404", "There is no such thing"),
    ("405", "The address has no such method"),
    ("408", "The body did not come in time"),
    ("409", "The name means several things"),
    ("410", "The index has changed since the answer began that was to go on"),
    ("411", "The length of the body is not said"),
    ("413", "The body is too long"),
    ("414", "The address is too long"),
    ("415", "The body is no JSON"),
    ("429", "Too many questions are asked at once"),
    ("500", "A file cannot be read or written"),
    ("503", "There is no index to ask at the moment, or the time for the answer is up"),
];

/// The statuses that an address may answer with besides 200 and 304.
fn problems(address: &Address, posts: bool) -> impl Iterator<Item = &'static str> {
    let is_named = address.path.contains('{');
    let has_cursor = address.options.get("cursor").is_some();
    let is_article = address.path.contains("{id}");
    let each = PROBLEMS.iter().map(|(status, _)| *status);
    each.filter(move |status| match *status {
        "404" => is_named,
        "409" => is_article,
        "410" => has_cursor,
        "408" | "411" | "413" | "415" => posts,
        _ => true,
    })
}

/// Everything that there is to say of these addresses; of a server with a token or without.
pub fn of(addresses: &[Address], is_locked: bool) -> Value {
    let mut paths = Map::new();
    for address in addresses {
        let at = paths
            .entry(address.path)
            .or_insert_with(|| json!({ "parameters": names(address.path) }));
        if address.way != Way::Changes {
            at["get"] = get(address);
        }
        if address.way != Way::Looks {
            at["post"] = post(address);
        }
    }
    let responses = PROBLEMS.iter().map(|(status, text)| {
        let mut response = json!({
            "description": text,
            "content": { "application/problem+json": { "schema": schema("problem") } },
        });
        if ["429", "503"].contains(status) {
            response["headers"] = json!({
                "Retry-After": { "description": "Seconds", "schema": { "type": "integer" } },
            });
        }
        ((*status).to_owned(), response)
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "newshound",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Full-text search over a pile of news: the documents of schema 1 over HTTP",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": if is_locked { json!([{ "token": [] }]) } else { json!([]) },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Asked for where the server was started with `--token-file`",
                },
            },
            "responses": Map::from_iter(responses),
            "schemas": schemas(addresses),
        },
    })
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

const SCHEMAS: &str = "#/components/schemas/";

/// The schemas of these documents, and of what they consist of.
fn schemas(addresses: &[Address]) -> Map<String, Value> {
    let mut known = match json::schema() {
        Value::Object(mut schema) => match schema.remove("$defs") {
            Some(Value::Object(known)) => known,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    let documents = addresses.iter().map(|address| address.document);
    let mut wanted: BTreeSet<String> = documents.map(str::to_owned).collect();
    wanted.insert("problem".to_owned());
    let mut schemas = Map::new();
    while let Some(name) = wanted.pop_first() {
        let Some(mut schema) = known.remove(&name) else {
            continue;
        };
        refer(&mut schema, &mut wanted);
        schemas.insert(name, schema);
    }
    schemas.sort_keys();
    schemas
}

/// Makes references those of a description, and collects what they are to.
fn refer(schema: &mut Value, wanted: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(to) if name == "$ref" => {
                        let target = to.trim_start_matches("#/$defs/").to_owned();
                        *to = format!("{SCHEMAS}{target}");
                        wanted.insert(target);
                    }
                    value => refer(value, wanted),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| refer(value, wanted)),
        _ => {}
    }
}

/// The names in a path, as parameters.
fn names(path: &str) -> Vec<Value> {
    let is_in = |name: &str| path.contains(&format!("{{{name}}}"));
    let names = NAMES.iter().filter(|(name, _)| is_in(name));
    names
        .map(|(name, text)| {
            let schema = match *name {
                "n" => json!({ "type": "integer", "minimum": 1 }),
                _ => json!({ "type": "string", "minLength": 1 }),
            };
            json!({ "name": name, "in": "path", "required": true, "description": text, "schema": schema })
        })
        .collect()
}

fn get(address: &Address) -> Value {
    let parameters = address.options.each().map(|(name, option)| {
        let mut schema = option.clone();
        let text = schema
            .as_object_mut()
            .and_then(|of| of.remove("description"));
        json!({
            "name": name,
            "in": "query",
            "required": address.required.contains(&name),
            "description": text,
            "schema": schema,
        })
    });
    json!({
        "operationId": operation(address, ""),
        "summary": address.summary,
        "parameters": parameters.collect::<Vec<_>>(),
        "responses": responses(address, false),
    })
}

fn post(address: &Address) -> Value {
    let properties = address.options.each();
    let properties = properties.map(|(name, option)| (name.to_owned(), option.clone()));
    let of = json!({
        "type": "object",
        "properties": Map::from_iter(properties),
        "required": address.required,
        "additionalProperties": false,
    });
    let ending = match address.way {
        Way::Changes => "_shown",
        _ => "_posted",
    };
    json!({
        "operationId": operation(address, ending),
        "summary": address.summary,
        "requestBody": { "required": true, "content": { "application/json": { "schema": of } } },
        "responses": responses(address, true),
    })
}

/// `articles_id_passages_n`
fn operation(address: &Address, ending: &str) -> String {
    let words = address.path.trim_start_matches("/v1/");
    format!(
        "{}{ending}",
        words.replace(['{', '}'], "").replace('/', "_")
    )
}

fn responses(address: &Address, posts: bool) -> Value {
    let timing = json!({
        "description": "How long the question waited for its turn, and how long the answer took, in milliseconds",
        "schema": { "type": "string" },
    });
    let tag = json!({
        "description": "The same as long as the answer is; send it as `If-None-Match`",
        "schema": { "type": "string" },
    });
    let mut headers = json!({ "Server-Timing": timing });
    if !posts {
        headers["ETag"] = tag;
    }
    let mut all = json!({
        "200": {
            "description": format!("`{}` of schema 1", address.document),
            "headers": headers,
            "content": { "application/json": { "schema": schema(address.document) } },
        },
    });
    if !posts {
        all["304"] = json!({ "description": "The answer is the one of `If-None-Match`" });
    }
    for status in problems(address, posts) {
        all[status] = json!({ "$ref": format!("#/components/responses/{status}") });
    }
    all
}

//! `docs/schema-1.json` is what the structs of the JSON say of themselves, and every document obeys it.
//!
//! `NEWSHOUND_BLESS=1` writes it, but never without a name that was there, nor with another type of it: that would be
//! schema 2.

use std::collections::BTreeMap;

use newshound::render::json;
use newshound::results::Part;
use newshound::results::receipt::Change;
use serde_json::Value;

use super::{counted, described, values};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema-1.json");

fn written() -> Value {
    let text = std::fs::read_to_string(PATH).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn the_schema_is_that_of_the_structs_and_loses_nothing() {
    let (made, written) = (json::schema(), written());
    let lost = lost(&written, &made);
    assert!(lost.is_empty(), "schema 1 would lose: {lost:#?}");
    if std::env::var_os("NEWSHOUND_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&made).expect("JSON");
        std::fs::write(PATH, text + "\n").expect("the schema can be written");
    } else {
        assert!(
            made == written,
            "docs/schema-1.json is not what the structs say; NEWSHOUND_BLESS=1 writes it"
        );
    }
}

#[test]
fn a_name_that_vanishes_or_changes_its_type_is_seen() {
    let schema = json::schema();
    let mut gone = schema.clone();
    let hit = "/$defs/search_line/properties";
    let fields = gone.pointer_mut(hit).and_then(Value::as_object_mut);
    fields.expect("fields of a hit").remove("rank");
    assert!(lost(&schema, &gone).iter().any(|one| one.contains("rank")));
    let mut other = schema.clone();
    *other
        .pointer_mut(&format!("{hit}/rank/type"))
        .expect("a type") = "string".into();
    assert!(lost(&schema, &other).iter().any(|one| one.contains("rank")));
    assert!(lost(&gone, &schema).is_empty(), "a new name loses nothing");
}

#[test]
fn every_document_obeys_the_schema() {
    let validator = jsonschema::validator_for(&json::schema()).expect("a schema");
    let obeys = |document: &Value| {
        let wrong: Vec<String> = validator
            .iter_errors(document)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}\n{document:#}");
    };
    let search = jsonschema::validator_for(&only("search")).expect("a schema");
    for bytes in described::documents() {
        obeys(&serde_json::from_slice(&bytes).expect("JSON"));
    }
    for name in ["hostile", "hostile-explained", "apart"] {
        let results = values::results(name);
        for hit in &results.hits {
            obeys(&serde_json::to_value(json::hit(&results, hit)).expect("JSON"));
        }
    }
    let changes = [Change {
        what: "counts",
        then: "1 articles".to_owned(),
        now: "2 articles".to_owned(),
        is_of_the_answer: true,
    }];
    let mut bytes = Vec::new();
    json::verified(false, &changes, &mut bytes).expect("a Vec takes every byte");
    obeys(&serde_json::from_slice(&bytes).expect("JSON"));
    for name in ["one", "three", "none"] {
        for line in json::buckets(&counted::timeline(name)) {
            obeys(&serde_json::to_value(line.expect("a line")).expect("JSON"));
        }
    }
    for line in json::values(&counted::facets()) {
        obeys(&serde_json::to_value(line.expect("a line")).expect("JSON"));
    }
    for line in json::terms(&counted::key_terms()) {
        obeys(&serde_json::to_value(line.expect("a line")).expect("JSON"));
    }
    let mut results = values::results("hostile");
    results.part = Part {
        more: true,
        ..Part::default()
    }
    .first(1, true);
    results.hits[0].passage.is_cut = true;
    let mut bytes = Vec::new();
    json::results(&results, results.each(), None, &mut bytes).expect("a Vec takes every byte");
    let document = serde_json::from_slice(&bytes).expect("JSON");
    obeys(&document);
    assert!(search.is_valid(&document));
    let picked = json::HIT.pick(&["title".to_owned(), "passage.address".to_owned()]);
    let picked = picked.expect("fields of a hit");
    let mut bytes = Vec::new();
    json::results(&results, results.each(), Some(&picked), &mut bytes)
        .expect("a Vec takes every byte");
    let document = serde_json::from_slice(&bytes).expect("JSON");
    obeys(&document);
    assert!(
        !search.is_valid(&document),
        "what is picked is no whole hit"
    );
    let listing = values::listing();
    for article in &listing.articles {
        obeys(&serde_json::to_value(json::listed(&listing, article)).expect("JSON"));
        let news = values::news();
        obeys(&serde_json::to_value(json::new_article(&news, article)).expect("JSON"));
    }
    for wrong in [
        "{}",
        "[]",
        r#"{"schema":1}"#,
        r#"{"schema":"1","error":{}}"#,
    ] {
        let wrong: Value = serde_json::from_str(wrong).expect("JSON");
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

/// The schema of one document.
fn only(name: &str) -> Value {
    let mut schema = json::schema();
    let fields = schema.as_object_mut().expect("an object");
    fields.remove("anyOf");
    fields.remove("oneOf");
    fields.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
    schema
}

/// The names, and their types, that the first schema has and the second has not.
fn lost(before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (types(before), types(after));
    let is_lost = |(path, kind): &(&String, &String)| after.get(*path) != Some(*kind);
    before
        .iter()
        .filter(is_lost)
        .map(|(path, kind)| format!("{path} ({kind})"))
        .collect()
}

/// The types of the fields of every object that the schema describes.
fn types(schema: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let objects = schema.get("$defs").and_then(Value::as_object);
    for (name, object) in objects.into_iter().flatten() {
        let fields = object.get("properties").and_then(Value::as_object);
        for (field, described) in fields.into_iter().flatten() {
            let mut kind = described.clone();
            if let Some(kind) = kind.as_object_mut() {
                kind.remove("description");
            }
            found.insert(format!("{name}.{field}"), kind.to_string());
        }
    }
    found
}

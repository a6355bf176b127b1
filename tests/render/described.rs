//! `docs/json.md` speaks of every field that the JSON has.

use std::collections::BTreeSet;

use newshound::beat::Beat;
use newshound::error::{Error, Kind};
use newshound::render::json;
use newshound::results::Unasked;
use serde_json::Value;

use super::{counted, values};

#[test]
fn every_field_of_the_json_is_described() {
    let mut names = BTreeSet::new();
    for bytes in documents() {
        collect(&serde_json::from_slice(&bytes).expect("JSON"), &mut names);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/json.md");
    let description = std::fs::read_to_string(path).expect("the description of the JSON");
    let words: BTreeSet<&str> = description
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect();
    names.retain(|name| !words.contains(name.as_str()));
    assert!(names.is_empty(), "not in docs/json.md: {names:?}");
}

pub fn documents() -> Vec<Vec<u8>> {
    let mut documents = vec![Vec::new(); 12];
    let [
        found,
        nothing,
        whole,
        list,
        state,
        done,
        error,
        beats,
        new,
        over,
        by,
        apart,
    ] = &mut documents[..]
    else {
        unreachable!("twelve were made")
    };
    for (name, bytes) in [("hostile-explained", found), ("nothing", nothing)] {
        let results = values::results(name);
        json::results(&results, results.each(), None, bytes).expect("a Vec takes every byte");
    }
    json::article(&values::stored("marked"), whole).expect("a Vec takes every byte");
    json::listing(&values::listing(), values::listing().each(), None, list)
        .expect("a Vec takes every byte");
    json::status(&values::status(), state).expect("a Vec takes every byte");
    json::receipt(&values::receipt("some"), done).expect("a Vec takes every byte");
    json::error(&values::error("end"), error).expect("a Vec takes every byte");
    let news = values::news();
    let error = Error::new(Kind::Query, "there is no beat `gone`").at("beat:gone", 0..9);
    let unasked = Unasked {
        beat: Beat {
            name: "trade".to_owned(),
            text: "beat:gone".to_owned(),
        },
        error: Box::new(error),
    };
    json::beats(&[Ok(news.clone()), Err(unasked)], beats).expect("a Vec takes every byte");
    json::news(vec![(&news, news.listing.each())], None, new).expect("a Vec takes every byte");
    json::timeline(&counted::timeline("three"), None, over).expect("a Vec takes every byte");
    json::facets(&counted::facets(), None, by).expect("a Vec takes every byte");
    json::key_terms(&counted::key_terms(), None, apart).expect("a Vec takes every byte");
    documents
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            names.insert(name.clone());
            collect(value, names);
        }),
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

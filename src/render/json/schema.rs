//! The JSON Schema of every document of schema 1.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::answer::{Answer, HitLine, HitView, OnePassage};
use super::beats::{BeatOrError, BeatView, Beats, NewsLine};
use super::counts::{
    Apart, BucketLine, BucketView, ByFacet, Over, TermLine, TermView, ValueLine, ValueView,
};
use super::failed::{Failure, Problem};
use super::house::{Configured, Diagnosed};
use super::many::{Answers, LabelledHit, Refused};
use super::state::{Done, State, Verified};
use super::stored::{EntryView, List, ListLine, Whole};
use crate::results::receipt::SearchReceipt;

/// What `--fields` leaves of a record: the fields that were asked for, by the names that they were asked for.
type Picked = Map<String, Value>;

/// The document that lies in `docs/schema-1.json`: an object is one of these.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut made = SchemaGenerator::new(settings);
    let documents = [
        (
            "search",
            document::<Answer<'static, Vec<HitView<'static>>>>(&mut made),
        ),
        (
            "search_picked",
            document::<Answer<'static, Vec<Picked>>>(&mut made),
        ),
        ("search_line", document::<HitLine<'static>>(&mut made)),
        ("search_many", document::<Answers<'static>>(&mut made)),
        (
            "search_many_line",
            document::<LabelledHit<'static>>(&mut made),
        ),
        ("search_refused", document::<Refused<'static>>(&mut made)),
        (
            "list",
            document::<List<'static, Vec<EntryView<'static>>>>(&mut made),
        ),
        (
            "list_picked",
            document::<List<'static, Vec<Picked>>>(&mut made),
        ),
        ("list_line", document::<ListLine<'static>>(&mut made)),
        (
            "beats",
            document::<Beats<BeatOrError<'static, Vec<EntryView<'static>>>>>(&mut made),
        ),
        ("news_line", document::<NewsLine<'static>>(&mut made)),
        (
            "timeline",
            document::<Over<'static, BucketView<'static>>>(&mut made),
        ),
        ("timeline_line", document::<BucketLine<'static>>(&mut made)),
        (
            "facets",
            document::<ByFacet<'static, ValueView<'static>>>(&mut made),
        ),
        ("facets_line", document::<ValueLine<'static>>(&mut made)),
        (
            "terms",
            document::<Apart<'static, TermView<'static>>>(&mut made),
        ),
        ("terms_line", document::<TermLine<'static>>(&mut made)),
        ("show", document::<Whole<'static>>(&mut made)),
        ("passage", document::<OnePassage<'static>>(&mut made)),
        (
            "news",
            document::<Beats<BeatView<'static, Vec<EntryView<'static>>>>>(&mut made),
        ),
        ("problem", document::<Problem<'static>>(&mut made)),
        ("error", document::<Failure<'static>>(&mut made)),
        ("receipt", document::<SearchReceipt>(&mut made)),
        ("verify", document::<Verified<'static>>(&mut made)),
        ("status", document::<State<'static>>(&mut made)),
        ("index", document::<Done<'static>>(&mut made)),
        ("config", document::<Configured<'static>>(&mut made)),
        ("doctor", document::<Diagnosed<'static>>(&mut made)),
    ];
    let mut all = made.take_definitions(true);
    let any_of: Vec<Value> = documents
        .iter()
        .map(|(name, _)| json!({ "$ref": format!("#/$defs/{name}") }))
        .collect();
    all.extend(
        documents
            .into_iter()
            .map(|(name, schema)| (name.to_owned(), schema)),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The JSON of newshound, schema 1",
        "anyOf": any_of,
        "$defs": Map::from_iter(all),
    })
}

fn document<T: JsonSchema>(made: &mut SchemaGenerator) -> Value {
    T::json_schema(made).to_value()
}

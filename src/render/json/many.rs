//! The JSON of the answers to many questions.

use std::borrow::Borrow;

use schemars::JsonSchema;
use serde::Serialize;

use super::answer::{Answer, HitLine, HitView, HitsView};
use super::failed::{ErrorView, view};
use super::{SCHEMA, Sequence};
use crate::error::{Error, Result};
use crate::results::{Hit, Results};

/// `search --queries --json`
#[derive(Serialize, JsonSchema)]
pub struct Answers<'a> {
    schema: u32,
    answers: Vec<AnswerOfMany<'a>>,
}

/// An answer, or why there is none.
#[expect(
    dead_code,
    reason = "answers are written one after the other, and only described here"
)]
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum AnswerOfMany<'a> {
    Answer(LabelledAnswer<'a, Vec<HitView<'a>>>),
    Refused(Refused<'a>),
}

/// The answer to one question of many.
#[derive(Serialize, JsonSchema)]
pub struct LabelledAnswer<'a, H> {
    label: &'a str,
    #[serde(flatten)]
    answer: Answer<'a, H>,
}

/// `search --queries --jsonl`: one line.
#[derive(Serialize, JsonSchema)]
pub struct LabelledHit<'a> {
    label: &'a str,
    #[serde(flatten)]
    hit: HitLine<'a>,
}

/// A question that was refused.
#[derive(Serialize, JsonSchema)]
pub struct Refused<'a> {
    label: &'a str,
    schema: u32,
    query: &'a str,
    error: ErrorView<'a>,
}

impl<'a, H: Borrow<Hit>, I: Iterator<Item = Result<H>>> LabelledAnswer<'a, HitsView<'a, I>> {
    pub fn new(label: &'a str, results: &'a Results, hits: &'a Sequence<'a, I>) -> Self {
        LabelledAnswer {
            label,
            answer: Answer::new(results, hits),
        }
    }
}

impl<'a> LabelledHit<'a> {
    pub fn new(label: &'a str, results: &'a Results, hit: &'a Hit) -> Self {
        LabelledHit {
            label,
            hit: HitLine::new(results, hit),
        }
    }
}

impl<'a> Refused<'a> {
    pub fn new(label: &'a str, query: &'a str, error: &'a Error) -> Self {
        Refused {
            label,
            schema: SCHEMA,
            query,
            error: view(error),
        }
    }
}

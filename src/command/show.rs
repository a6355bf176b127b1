//! `newshound show`: one article as text, with what is known of it.

use std::ops::Range;

use super::search::open_or_build;
use super::{Context, Ended, Outcome, target};
use crate::error::{Error, Kind, Result};
use crate::render;
use crate::results::Stored;

/// Print one article, whole or in part
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An id or its beginning, an address, a file of the corpus or a URL
    #[arg(value_name = "ID")]
    article: String,
    /// Print its passages with their addresses
    #[arg(long, group = "face")]
    passages: bool,
    /// Print only its text, byte for byte
    #[arg(long, group = "face")]
    text: bool,
    /// Print one JSON object
    #[arg(long, group = "face")]
    json: bool,
    /// Print exactly these characters of its text, counted from 0, the last one excluded
    #[arg(long, value_name = "A..B", group = "face", value_parser = span)]
    span: Option<Range<usize>>,
}

fn span(text: &str) -> std::result::Result<Range<usize>, String> {
    let parts = text
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    match parts {
        Some((from, to)) if from <= to => Ok(from..to),
        _ => Err("write two numbers such as `120..180`".to_owned()),
    }
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let index = open_or_build(context)?;
        let id = target::article(&index, &self.article)?;
        let Some(stored) = index.article(id)? else {
            return Ok(Ended::NothingFound);
        };
        let look = &context.out;
        let part = self
            .span
            .clone()
            .map(|range| part(&stored, range))
            .transpose()?;
        context.print(|out| match part {
            Some(part) => render::article::text(part, look, out),
            None if self.passages => render::article::passages(&stored, look, out),
            None if self.text => render::article::text(&stored.text, look, out),
            None if self.json => render::json::article(&stored, out),
            None => render::article::show(&stored, look, out),
        })?;
        Ok(Ended::Done)
    }
}

fn part(stored: &Stored, range: Range<usize>) -> Result<&str> {
    let (from, to) = (range.start, range.end);
    render::article::span(stored, range).ok_or_else(|| {
        let length = stored.text.chars().count();
        Error::new(
            Kind::Usage,
            format!("`{from}..{to}` is outside of the text, which has {length} characters"),
        )
    })
}

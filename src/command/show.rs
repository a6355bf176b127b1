//! `newshound show`: one article as text, with what is known of it.

use std::ops::Range;

use super::exits::{self, Exit};
use super::search::build_if_missing;
use super::{Context, Ended, Outcome};
use crate::error::{Error, Kind, Result};
use crate::library::passage_number;
use crate::render::cite::{Citation, Style};
use crate::render::{self, count};
use crate::results::StoredArticle;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::NO_PASSAGE,
    Exit::AMBIGUOUS,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

/// Print one article, whole or in part
#[derive(Debug, clap::Args)]
#[command(after_help = exits::help(EXITS))]
pub struct Args {
    /// An id or its beginning, a key, a file of the corpus or a URL; or an address, for one passage
    #[arg(value_name = "ID")]
    article: String,
    /// The version that was captured from the web then, such as `2026-03-01` or `2026-03-01T08:30:00Z`
    #[arg(long, value_name = "WHEN", value_parser = super::add::date)]
    captured: Option<crate::article::Date>,
    /// Print its passages with their addresses
    #[arg(long, group = "face")]
    passages: bool,
    /// Print only its text; not on a terminal, byte for byte, with whatever control characters it holds
    #[arg(long, group = "face")]
    text: bool,
    /// Print one JSON object
    #[arg(long, group = "face")]
    json: bool,
    /// Print exactly these characters of its text, counted from 0, the last one excluded; like
    /// `--text`, byte for byte
    #[arg(long, value_name = "A..B", group = "face", value_parser = span)]
    span: Option<Range<usize>>,
    /// Print a citation of it, or of the passage: `markdown`, `bibtex`, `ris` or `csl-json`
    #[arg(long, value_name = "STYLE", group = "face", value_parser = super::search::style())]
    cite: Option<Style>,
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
        build_if_missing(context)?;
        let stored = match self.captured {
            Some(when) => context.library.show_captured(&self.article, when)?,
            None => context.library.show(&self.article)?,
        };
        let look = &context.out;
        let number = passage_number(&self.article);
        let passage = number.map(|number| passage(&stored, number)).transpose()?;
        let part = self
            .span
            .clone()
            .map(|range| part(&stored, range))
            .transpose()?;
        let citation = self.cite.map(|style| (style, citation(&stored, number)));
        context.print(|out| match part {
            _ if let Some((style, citation)) = &citation => {
                let citation = std::slice::from_ref(citation);
                render::cite::citations(citation, *style, look.terminal, out)
            }
            Some(part) => render::article::text(part, look, out),
            None if self.json => render::json::article(&stored, out),
            None if self.text => {
                let bytes = passage.map_or(0..stored.text.len(), |(_, bytes)| bytes);
                let text = stored.text.get(bytes).unwrap_or_default();
                render::article::text(text, look, out)
            }
            None if let Some((number, _)) = passage => {
                render::article::passage(&stored, number, look, out)
            }
            None if self.passages => render::article::passages(&stored, look, out),
            None => render::article::show(&stored, look, out),
        })?;
        Ok(Ended::Done)
    }
}

fn citation(stored: &StoredArticle, number: Option<usize>) -> Citation {
    let passage = number.and_then(|number| u32::try_from(number).ok());
    let of_passage = passage.and_then(|number| Citation::of_passage(stored, number));
    of_passage.unwrap_or_else(|| Citation::of(stored))
}

/// A passage by its number, from 1, and its bytes.
fn passage(stored: &StoredArticle, number: usize) -> Result<(usize, Range<usize>)> {
    let bytes = number.checked_sub(1).and_then(|at| stored.passages.get(at));
    let none = || {
        let (id, of) = (
            stored.id,
            count::of(stored.passages.len() as u64, "passage"),
        );
        let message = format!("article `{id}` has {of}, and none is number {number}");
        Error::new(Kind::NotFound, message).hint(format!("newshound show {id} --passages"))
    };
    bytes.map(|bytes| (number, bytes.clone())).ok_or_else(none)
}

fn part(stored: &StoredArticle, range: Range<usize>) -> Result<&str> {
    let (from, to) = (range.start, range.end);
    render::article::span(stored, range).ok_or_else(|| {
        let length = stored.text.chars().count();
        Error::new(
            Kind::Usage,
            format!("`{from}..{to}` is outside of the text, which has {length} characters"),
        )
    })
}

//! `newshound show`: articles as text, with what is known of them.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;

use super::exits::{self, Exit};
use super::named::{self, STDIN, Tally};
use super::pager::Pager;
use super::search::build_if_missing;
use super::{Context, Outcome, examples};
use crate::error::{Error, Kind, Result};
use crate::library::{passage_number, passage_of};
use crate::question::Question;
use crate::render;
use crate::render::cite::{Citation, Style};
use crate::render::screen::Screen;
use crate::request::Request;
use crate::results::StoredArticle;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::NO_PASSAGE,
    Exit::AMBIGUOUS,
    Exit::NO_INDEX,
    Exit::SOME_UNKNOWN,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const EXAMPLES: &[&str] = &[
    "newshound show stargate.txt",
    "newshound show stargate.txt --passages",
];

/// Print articles, whole or in part
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Ids or their beginnings, keys, files of the corpus or URLs; or addresses, for one passage of each; `-` reads
    /// them from standard input, one a line
    #[arg(value_name = "ID", required = true)]
    articles: Vec<String>,
    /// The version that was captured from the web then, such as `2026-03-01` or `2026-03-01T08:30:00Z`
    #[arg(long, value_name = "WHEN", value_parser = super::add::date)]
    captured: Option<crate::article::Date>,
    /// Mark where this question is true
    #[arg(long, value_name = "QUESTION", conflicts_with_all = ["text", "span", "cite"])]
    query: Option<String>,
    /// Print of an address so many passages before and after it as well
    #[arg(long, value_name = "N", conflicts_with_all = ["passages", "text", "json", "span", "cite"])]
    around: Option<usize>,
    /// Print its passages with their addresses
    #[arg(long, group = "face")]
    passages: bool,
    /// Print only its text; not on a terminal, byte for byte, with whatever control characters it holds
    #[arg(long, group = "face")]
    text: bool,
    /// Print one JSON object an article
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

/// An article, and the number and bytes of its passage that an address named.
struct Named {
    stored: StoredArticle,
    passage: Option<(usize, Range<usize>)>,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let is_alone = self.articles.len() == 1 && self.articles.iter().all(|one| one != STDIN);
        named::check(&self.articles, "show")?;
        if self.span.is_some() && !is_alone {
            let error = Error::new(Kind::Usage, "`--span` is of one article");
            return Err(error.hint("newshound show ID --span 0..80").into());
        }
        let question = self.question(context)?;
        build_if_missing(context)?;
        let mut tally = Tally::default();
        let mut known = HashSet::new();
        let mut cited = Vec::new();
        let mut all = |out: &mut Screen<'_>| {
            for name in named::names(&self.articles) {
                let named = name.and_then(|name| self.named(context, &name, question.as_ref()));
                let named = tally.take(context, is_alone, named);
                let Some(named) = named.map_err(io::Error::other)? else {
                    continue;
                };
                let number = named.passage.as_ref().map(|(number, _)| *number);
                if !known.insert((named.stored.id, number)) {
                    continue;
                }
                if self.cite.is_some() {
                    cited.push(citation(&named.stored, number));
                    continue;
                }
                if known.len() > 1 && !self.json && !self.text {
                    out.end_line()?;
                    writeln!(out)?;
                }
                self.write(context, &named, is_alone, out)?;
            }
            match self.cite {
                Some(style) if !cited.is_empty() => {
                    render::cite::citations(&cited, style, context.out.terminal, out)
                }
                _ => Ok(()),
            }
        };
        if self.json || self.cite.is_some() {
            context.print(|out| all(&mut Screen::new(out)))?;
        } else {
            context.page(None, all)?;
        }
        Ok(tally.ended())
    }

    /// The question whose marks are shown.
    fn question(&self, context: &Context) -> Result<Option<Question>> {
        let Some(text) = &self.query else {
            return Ok(None);
        };
        let question = context.library.read(&Request::new(text))?;
        context.note(&question.notes);
        Ok(Some(question))
    }

    fn named(&self, context: &Context, name: &str, question: Option<&Question>) -> Result<Named> {
        let mut stored = match self.captured {
            Some(when) => context.library.show_captured(name, when)?,
            None => context.library.show(name)?,
        };
        let number = passage_number(name);
        let passage = number
            .map(|number| passage_of(&stored, number, name))
            .transpose()?;
        if self.around.is_some() && passage.is_none() {
            let error = Error::new(
                Kind::Usage,
                format!("`--around` needs the address of a passage, and `{name}` is none"),
            );
            return Err(error.hint(format!("newshound show {}:1 --around 1", stored.id)));
        }
        if let Some(question) = question {
            let question = question.clone().restarted();
            stored.marks = Some(context.library.marks(&question, &stored)?);
        }
        Ok(Named { stored, passage })
    }

    fn write(
        &self,
        context: &Context,
        Named { stored, passage }: &Named,
        is_alone: bool,
        out: &mut Screen<'_>,
    ) -> io::Result<()> {
        let look = context.shortening(context.out.clone(), [stored.id]);
        let look = look.map_err(io::Error::other)?;
        let all = 1..=stored.passages.len();
        if self.json {
            return render::json::article(stored, out);
        }
        if let Some(range) = &self.span {
            let part = part(stored, range.clone()).map_err(io::Error::other)?;
            return render::article::text(part, &look, out);
        }
        if self.text {
            let bytes = passage.as_ref().map(|(_, bytes)| bytes.clone());
            let bytes = bytes.unwrap_or(0..stored.text.len());
            let text = stored.text.get(bytes).unwrap_or_default();
            return render::article::text(text, &look, out);
        }
        let Some((number, _)) = passage else {
            return match self.passages {
                true => render::article::passages(stored, all, None, &look, out),
                false => render::article::show(stored, &look, out),
            };
        };
        // A pager that can begin there shows what is around it as well.
        let is_whole = is_alone && context.pager.as_ref().is_some_and(Pager::goes_to_lines);
        let numbers = match self.around {
            Some(around) => number.saturating_sub(around)..=number.saturating_add(around),
            None if is_whole => all,
            None => *number..=*number,
        };
        render::article::passages(stored, numbers, Some(*number), &look, out)
    }
}

fn citation(stored: &StoredArticle, number: Option<usize>) -> Citation {
    let passage = number.and_then(|number| u32::try_from(number).ok());
    let of_passage = passage.and_then(|number| Citation::of_passage(stored, number));
    of_passage.unwrap_or_else(|| Citation::of(stored))
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

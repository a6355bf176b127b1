//! How the answer of a search is printed, of one question or of many.

use std::borrow::Borrow;
use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::render::cite::Style;
use crate::render::records::{self, End, Form};
use crate::render::{self, Appearance, json, safe};
use crate::results::{Hit, Results};

/// The name of a format of its own: a run for the programs that judge rankings, `label Q0 key rank score newshound`,
/// each article once, named by its key or else its id.
pub const TREC: &str = "trec";

/// The label of the only question of a run.
const ONLY: &str = "1";

/// How an answer is printed.
pub enum Face {
    /// For a person.
    Page,
    /// For a person or for programs that let one choose: a row a hit.
    Rows,
    Records(Form),
    Ids,
    Count,
    Trec,
    /// As citations, for which whole articles are read.
    Cite(Style),
}

/// How a face looks.
#[derive(Clone, Copy)]
pub struct Looks<'a> {
    pub look: &'a Appearance,
    pub end: End,
}

impl Face {
    pub fn form(&self) -> Option<&Form> {
        match self {
            Face::Records(form) => Some(form),
            _ => None,
        }
    }

    /// Writes an answer.
    pub fn write<H: Borrow<Hit>>(
        &self,
        results: &Results,
        hits: impl Iterator<Item = Result<H>>,
        Looks { look, end }: Looks<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Face::Page => render::terminal::results(results, look, out),
            Face::Rows => render::rows::hits(results, look, out),
            Face::Records(Form::Json(picked)) => {
                json::results(results, hits, picked.as_deref(), out)
            }
            Face::Records(form) => {
                records::header(form, end, out)?;
                for hit in hits {
                    let hit = hit.map_err(io::Error::other)?;
                    records::record(&json::hit(results, hit.borrow()), form, end, out)?;
                }
                Ok(())
            }
            Face::Ids => {
                let hits = hits.collect::<Result<Vec<H>>>().map_err(io::Error::other)?;
                let addresses = hits.iter().map(|hit| hit.borrow().address());
                render::ids::passages(addresses, end, out)
            }
            Face::Count => writeln!(out, "{}", results.total.articles),
            Face::Trec => render::trec::results(hits, ONLY, out),
            Face::Cite(_) => Ok(()),
        }
    }

    /// Writes what comes before the answers to many questions.
    pub fn begin(&self, end: End, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Face::Records(Form::Json(_)) => json::begin_many(out),
            Face::Records(form) => records::header(form, end, out),
            _ => Ok(()),
        }
    }

    /// Between two of them.
    pub fn between(&self) -> &'static [u8] {
        match self {
            Face::Records(Form::Json(_)) => b",\n",
            Face::Page | Face::Rows => b"\n",
            _ => b"",
        }
    }

    /// After them.
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Face::Records(Form::Json(_)) => json::end_many(out),
            _ => Ok(()),
        }
    }

    /// Writes the answer to one question of many.
    pub fn labelled<H: Borrow<Hit>>(
        &self,
        label: &str,
        results: &Results,
        hits: impl Iterator<Item = Result<H>>,
        Looks { look, end }: Looks<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Face::Page | Face::Rows => {
                let hits = hits.map(|hit| hit.map(|hit| hit.borrow().clone()));
                let hits = hits.collect::<Result<_>>().map_err(io::Error::other)?;
                let results = Results {
                    hits,
                    ..results.clone()
                };
                let head = format!("{}: {}", safe::line(label), safe::line(&results.query));
                match results.nothing {
                    Some(_) => writeln!(out, "{head}")?,
                    None => writeln!(out, "{head} — {}", render::terminal::counts(&results))?,
                }
                match (self, &results.nothing) {
                    (Face::Rows, None) => render::rows::hits(&results, look, out),
                    _ => render::terminal::results(&results, look, out),
                }
            }
            Face::Records(Form::Json(picked)) => {
                json::answer_of_many(label, results, hits, picked.as_deref(), out)
            }
            Face::Records(form) => {
                for hit in hits {
                    let hit = hit.map_err(io::Error::other)?;
                    let record = json::labelled_hit(label, results, hit.borrow());
                    records::record(&record, form, end, out)?;
                }
                Ok(())
            }
            Face::Trec => render::trec::results(hits, label, out),
            Face::Ids | Face::Count | Face::Cite(_) => Ok(()),
        }
    }

    /// Writes the answer to one question of many where the texts of the hits are of no use.
    pub fn labelled_places(
        &self,
        label: &str,
        results: &Results,
        addresses: &[String],
        Looks { end, .. }: Looks<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Face::Ids => addresses
                .iter()
                .try_for_each(|address| line(label, address, end, out)),
            _ => line(label, &results.total.articles.to_string(), end, out),
        }
    }

    /// Writes the row of a question that was refused; `false` where this face has no row for it.
    pub fn refused(
        &self,
        label: &str,
        query: &str,
        error: &Error,
        Looks { end, .. }: Looks<'_>,
        out: &mut dyn Write,
    ) -> io::Result<bool> {
        let row = json::refused(label, query, error);
        match self {
            Face::Records(Form::Json(_)) => json::line(&row, out)?,
            // A line that says why is whole, whatever is picked of the others.
            Face::Records(Form::JsonLines(_)) => {
                records::record(&row, &Form::JsonLines(None), end, out)?;
            }
            Face::Records(form @ Form::Table(..)) => records::record(&row, form, end, out)?,
            Face::Ids | Face::Count => {
                let message = format!("error: {}", error.message);
                line(label, &message, end, out)?;
            }
            Face::Records(Form::Template(_))
            | Face::Page
            | Face::Rows
            | Face::Trec
            | Face::Cite(_) => {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A label, a tab, a value.
fn line(label: &str, value: &str, end: End, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}\t{}", safe::line(label), safe::line(value))?;
    out.write_all(&[end.byte()])
}

//! `newshound add --dry-run`: what would be understood of an input, and where each thing comes from.

use std::io::{self, Write};

use super::{Context, Failed};
use crate::article::{About, Article};
use crate::collect::Kept;
use crate::corpus::{self, Found, Overrides};
use crate::error::reason;
use crate::ingest::Incoming;
use crate::render::safe;
use crate::source::Origin;

/// Shows what is understood of one input; returns whether all of it was.
pub fn input(
    context: &Context,
    one: Incoming,
    overrides: &Overrides,
    mut first: bool,
) -> std::result::Result<bool, Failed> {
    let given = one.given.clone();
    let rejected = |why: &str| {
        context.say(&format!(
            "`{}` would be rejected: {}.",
            safe::line(&given),
            safe::line(why)
        ));
        Ok(false)
    };
    if let Some(why) = corpus::unread(&one.name) {
        return rejected(why);
    }
    let input = match (one.open)() {
        Ok(input) => input,
        Err(error) => return rejected(&reason(&error)),
    };
    let articles = match corpus::read(input, &one.name, overrides.over(&one.said), context.limits) {
        Ok(articles) => articles,
        Err(problem) => return rejected(&problem.reason),
    };
    let mut whole = true;
    let format = articles.format().name;
    context.print(|out| {
        for found in articles {
            if !std::mem::take(&mut first) {
                writeln!(out)?;
            }
            match found {
                Ok(found) => {
                    let Found {
                        article,
                        origins,
                        notes,
                        ..
                    } = &found;
                    understood(&given, format, article, (origins, notes), out)?;
                }
                Err(problem) => {
                    whole = false;
                    let record = problem
                        .record
                        .map_or_else(String::new, |record| format!(", record {record}"));
                    writeln!(
                        out,
                        "{}{record}: {}",
                        safe::line(&given),
                        safe::line(&problem.reason)
                    )?;
                }
            }
        }
        Ok(())
    })?;
    Ok(whole)
}

/// One line for each thing said of an article, with where it came from.
fn understood(
    given: &str,
    format: &str,
    article: &Article,
    (origins, notes): (&[Origin], &[String]),
    out: &mut dyn Write,
) -> io::Result<()> {
    let (about, text) = (&article.about, &article.text);
    let place = match &about.provenance.member {
        Some(member) => format!("`{}`", safe::line(member)),
        None => format!("record {}", about.provenance.record),
    };
    writeln!(out, "{} ({format}), {place}", safe::line(given))?;
    let rows = [
        ("title", about.title.clone()),
        ("outlet", about.outlet.clone()),
        ("authors", joined(&about.authors)),
        ("date", about.date.map(|date| date.to_string())),
        ("url", about.url.clone()),
        ("lang", about.lang.clone()),
        ("tags", joined(&about.tags)),
        ("key", about.key.clone()),
        ("captured", about.captured.map(|date| date.to_string())),
        ("text", Some(extent(about, text))),
    ];
    for (field, value) in rows {
        if field == "captured" && value.is_none() {
            continue;
        }
        let from = origins.iter().find(|origin| origin.field == field);
        let from = from.map_or_else(String::new, |origin| format!("  ({})", origin.from));
        let value = value.map_or_else(|| "-".to_owned(), |value| safe::line(&value));
        writeln!(out, "  {field:<8} {value}{from}")?;
    }
    for note in notes {
        writeln!(out, "  note     {}", safe::line(note))?;
    }
    Ok(())
}

/// The same of what was sent for an address.
pub fn answer(context: &Context, given: &str, kept: &Kept) -> std::result::Result<(), Failed> {
    context.print(|out| {
        for (number, found) in kept.articles.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            match found {
                Ok(found) => {
                    let said = (&*found.origins, &*found.notes);
                    understood(given, kept.format, &found.article, said, out)?;
                }
                Err(problem) => writeln!(out, "{given}: {}", safe::line(&problem.reason))?,
            }
        }
        Ok(())
    })
}

/// How much of the article there is.
fn extent(about: &About, text: &str) -> String {
    let characters = text.chars().count();
    if about.is_summary {
        format!("{characters} characters, a summary")
    } else {
        format!("{characters} characters")
    }
}

fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}

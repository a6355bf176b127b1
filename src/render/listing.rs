//! A list of articles for people: one line an article, its columns aligned.
//!
//! ```text
//! 3f2a91b  2025-01-22  The Example  Trump announces Stargate, a venture…
//! ```
//!
//! A headline that does not fit is cut. On a narrow terminal the outlet goes first, then the
//! headline moves to lines of its own, whole unless it is endless. JSON has everything. Not here: how many there are
//! (`counts`, for standard error).

use std::io::{self, Write};

use super::paint::{self, HEADLINE, QUIET};
use super::styled_line::StyledLine;
use super::terminal::HEADLINE_COLUMNS;
use super::{Appearance, count, safe, wrap};
use crate::results::{ListedArticle, Listing};

/// Writes the articles.
pub fn listing(listing: &Listing, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let outlets = outlet_columns(listing, appearance);
    for entry in &listing.articles {
        if appearance.width < ONE_LINE {
            lines(entry, appearance, out)?;
        } else {
            line(entry, outlets, appearance, out)?;
        }
    }
    Ok(())
}

/// Writes the articles that are new for a beat below its name.
pub fn news(
    beat: &str,
    news: &Listing,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = news.articles.len() as u64;
    let mut heading = format!("{}: {} new", safe::line(beat), count::grouped(news.total));
    if shown < news.total {
        heading.push_str(&format!(", showing {}", count::grouped(shown)));
    }
    StyledLine::new(heading)
        .style(HEADLINE)
        .write(appearance, out)?;
    listing(news, appearance, out)
}

/// `1,234 articles, showing 20`
pub fn counts(listing: &Listing) -> String {
    let shown = listing.articles.len() as u64;
    let all = count::of(listing.total, "article");
    if shown == listing.total {
        all
    } else {
        format!("{all}, showing {}", count::grouped(shown))
    }
}

/// Narrower than this, an article takes several lines.
const ONE_LINE: usize = 56;
/// Narrower than this, outlets are left out.
const OUTLETS: usize = 80;
/// The widest column of outlets.
const OUTLET: usize = 18;
const DATE: usize = 10;
const GAP: &str = "  ";

fn line(
    entry: &ListedArticle,
    outlets: usize,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let id = appearance.id(entry.id);
    let mut front = format!("{id}{GAP}{:DATE$}{GAP}", day(entry, appearance));
    if outlets > 0 {
        let outlet = wrap::cut(&outlet(entry), outlets);
        let padding = outlets - wrap::columns(&outlet).min(outlets);
        front.push_str(&format!("{outlet}{:padding$}{GAP}", ""));
    }
    let room = appearance.width.saturating_sub(wrap::columns(&front));
    paint::text(out, &front, QUIET, appearance.colour)?;
    writeln!(out, "{}", wrap::cut(&safe::line(&entry.headline), room))
}

fn lines(entry: &ListedArticle, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let headline = wrap::cut(&safe::line(&entry.headline), HEADLINE_COLUMNS);
    StyledLine::new(headline).write(appearance, out)?;
    let known = [outlet(entry), day(entry, appearance)];
    let known: Vec<String> = known.into_iter().filter(|part| !part.is_empty()).collect();
    let known = wrap::cut(&known.join(" · "), appearance.width);
    for quiet in [known, appearance.id(entry.id)]
        .iter()
        .filter(|line| !line.is_empty())
    {
        paint::text(out, quiet, QUIET, appearance.colour)?;
        writeln!(out)?;
    }
    writeln!(out)
}

fn outlet_columns(listing: &Listing, appearance: &Appearance) -> usize {
    if appearance.width < OUTLETS {
        return 0;
    }
    let widths = listing
        .articles
        .iter()
        .map(|entry| wrap::columns(&outlet(entry)));
    widths.max().unwrap_or(0).min(OUTLET)
}

fn outlet(entry: &ListedArticle) -> String {
    entry
        .about
        .outlet
        .as_deref()
        .map(safe::line)
        .unwrap_or_default()
}

fn day(entry: &ListedArticle, appearance: &Appearance) -> String {
    let day = entry.about.date.map(|date| date.day(&appearance.zone));
    day.map_or_else(|| "no date".to_owned(), |day| day.to_string())
}

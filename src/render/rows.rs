//! One row a hit, or an article: for a quick look, and for programs that let a person choose.
//!
//! ```text
//! 3f2a91b:1   2025-01-22  The Example  Trump announces a venture — … it is called «Stargate» …
//! ```
//!
//! The address comes first and two blanks after it. A row is never wider than it may be: the outlet goes first,
//! then the day, then the headline; of the snippet one sees the best mark as long as there is room for it. Where
//! lines are as long as they are, headlines are whole.

use std::io::{self, Write};

use super::paint::{self, HEADLINE, PLAIN, QUIET};
use super::safe::{self, Marked};
use super::{Appearance, snippet, wrap};
use crate::article::About;
use crate::results::{Hit, Listing, Results};

/// Writes a row for each hit.
pub fn hits(results: &Results, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let address = |hit: &Hit| appearance.address(hit.article.id, hit.passage.number);
    let columns = Columns::of(
        appearance,
        results.hits.iter().map(|hit| address(hit).len()),
        results.hits.iter().map(|hit| &hit.article.about),
    );
    for hit in &results.hits {
        let room = columns.front(&address(hit), &hit.article.about, out)?;
        let headline = safe::marked(&hit.article.headline, &hit.article.title_marks);
        let [headline, passage] = shared(headline, hit, room, appearance);
        paint::whole(out, &headline, HEADLINE, appearance.colour)?;
        if !headline.text.is_empty() && !passage.text.is_empty() {
            out.write_all(BETWEEN.as_bytes())?;
        }
        paint::whole(out, &passage, PLAIN, appearance.colour)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes a row for each article.
pub fn articles(listing: &Listing, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let id = |entry: &crate::results::ListedArticle| appearance.id(entry.id);
    let columns = Columns::of(
        appearance,
        listing.articles.iter().map(|entry| id(entry).len()),
        listing.articles.iter().map(|entry| &entry.about),
    );
    for entry in &listing.articles {
        let room = columns.front(&id(entry), &entry.about, out)?;
        writeln!(out, "{}", wrap::cut(&safe::line(&entry.headline), room))?;
    }
    Ok(())
}

const GAP: &str = "  ";
const BETWEEN: &str = " — ";
const DAY: usize = 10;
/// Narrower than this, outlets are left out.
const OUTLETS: usize = 100;
/// Narrower than this, days are left out too.
const DAYS: usize = 48;
/// The widest column of outlets, and where lines are as long as they are.
const OUTLET: usize = 18;
const LONG_OUTLET: usize = 60;
/// A headline of fewer columns says nothing.
const LEAST_HEADLINE: usize = 12;

/// The columns before headlines.
struct Columns<'a> {
    look: &'a Appearance,
    address: usize,
    outlet: usize,
}

impl<'a> Columns<'a> {
    fn of<'h>(
        look: &'a Appearance,
        addresses: impl Iterator<Item = usize>,
        abouts: impl Iterator<Item = &'h About>,
    ) -> Columns<'a> {
        let most = match look.width {
            usize::MAX => LONG_OUTLET,
            OUTLETS.. => OUTLET,
            _ => 0,
        };
        let outlets = abouts.map(|about| wrap::columns(&outlet(about)));
        Columns {
            look,
            address: addresses.max().unwrap_or(0),
            outlet: outlets.max().unwrap_or(0).min(most),
        }
    }

    /// Writes what comes before a headline; returns the columns that are left.
    fn front(&self, address: &str, about: &About, out: &mut dyn Write) -> io::Result<usize> {
        let width = self.look.width;
        let mut front = format!("{address:0$}{GAP}", self.address);
        if width >= DAYS {
            let day = about.date.map(|date| date.day(&self.look.zone).to_string());
            let day = day.as_deref().unwrap_or("no date");
            front.push_str(&format!("{day:DAY$}{GAP}"));
        }
        if self.outlet > 0 {
            let outlet = wrap::cut(&outlet(about), self.outlet);
            let padding = self.outlet.saturating_sub(wrap::columns(&outlet));
            front.push_str(&format!("{outlet}{:padding$}{GAP}", ""));
        }
        let taken = wrap::columns(&front);
        if taken > width {
            front = wrap::cut(address, width);
        }
        paint::text(out, &front, QUIET, self.look.colour)?;
        Ok(width.saturating_sub(taken))
    }
}

/// The headline and the snippet of a hit in so many columns, ready to be painted.
fn shared(headline: Marked, hit: &Hit, room: usize, look: &Appearance) -> [Marked; 2] {
    let signed = |line: &Marked, columns| fitted(line, columns, look);
    let between = wrap::columns(BETWEEN);
    let all = wrap::columns(&paint::signed(headline.clone(), look).text);
    let half = (room / 2).saturating_sub(between).min(all);
    let has_headline = half >= LEAST_HEADLINE.min(all);
    let taken = if has_headline { half + between } else { 0 };
    let left = room.saturating_sub(taken).min(snippet::CHARACTERS);
    let passage = snippet::fitting(&hit.passage, hit.article.about.lang.as_deref(), left, look);
    if !has_headline {
        return [Marked::from(String::new()), passage];
    }
    let left = room.saturating_sub(between + wrap::columns(&passage.text));
    [signed(&headline, left), passage]
}

/// The beginning of a line that fits, with its signs.
fn fitted(line: &Marked, columns: usize, look: &Appearance) -> Marked {
    let mut most = columns;
    loop {
        let shown = paint::signed(line.cut(most), look);
        let excess = wrap::columns(&shown.text).saturating_sub(columns);
        if excess == 0 || most == 0 {
            return shown;
        }
        most = most.saturating_sub(excess);
    }
}

fn outlet(about: &About) -> String {
    let outlet = about.outlet.clone().or_else(|| about.site());
    outlet.as_deref().map(safe::line).unwrap_or_default()
}

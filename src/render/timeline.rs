//! Articles over time for people: a line for each stretch of time, its columns aligned.
//!
//! ```text
//! 2025-01   3 of 5   60.0%  ████████████
//! 2025-02   1 of 4   25.0%  ████
//! no date   2 of 2  100.0%
//! ```
//!
//! Several questions are side by side, each under its own text. Bars are for terminals that have room for them.

use std::io::{self, Write};

use super::bar::{bar, per_cent};
use super::paint::{self, QUIET};
use super::{Appearance, count, safe, wrap};
use crate::counts::{Bucket, Share, Timeline, TimelineOf};

const GAP: &str = "  ";
const NO_DATE: &str = "no date";
/// How a question without words is called.
const ALL: &str = "all articles";
/// The widest text of a question above its column where there is no terminal.
const QUESTION: usize = 40;

/// Writes the stretches in their order and, last, the articles without a date.
pub fn timeline(timeline: &Timeline, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = timeline.lines.first() else {
        return Ok(());
    };
    let labels = first.buckets.iter();
    let labels: Vec<String> = labels
        .map(|bucket| timeline.by.label(bucket.from))
        .collect();
    let widths = labels.iter().map(String::len);
    let label = widths.fold(NO_DATE.len(), usize::max);
    let panels = panels(timeline, label, look);
    if timeline.lines.len() > 1 {
        header(&panels, label, look, out)?;
    }
    for (at, name) in labels.iter().enumerate() {
        let cells = panels.iter().map(|panel| panel.of_bucket(at));
        row(name, label, cells, look, out)?;
    }
    if first.undated.of > 0 {
        let cells = panels
            .iter()
            .map(|panel| panel.cell(&panel.line.undated, false));
        row(NO_DATE, label, cells, look, out)?;
    }
    Ok(())
}

/// How many articles there are over how long, as a full sentence for each question.
pub fn counts(timeline: &Timeline) -> Vec<String> {
    let is_one = timeline.lines.len() == 1;
    let lines = timeline.lines.iter().map(|line| {
        let of = match is_one {
            true => String::new(),
            false => match called(line) {
                all if all == ALL && line.query.trim().is_empty() => format!(" of {ALL}"),
                question => format!(" of `{}`", wrap::cut(&question, QUESTION)),
            },
        };
        let over = match line.buckets.len() as u64 {
            0 => String::new(),
            number => format!(" over {}", count::of(number, timeline.by.name())),
        };
        let undated = match line.undated.count {
            0 => String::new(),
            undated => format!(", {} of them without a date", count::grouped(undated)),
        };
        let articles = count::of(line.articles, "article");
        format!("{articles}{of}{over}{undated}.")
    });
    lines.collect()
}

/// The columns of one question.
struct Panel<'a> {
    line: &'a TimelineOf,
    count: usize,
    of: usize,
    /// Whether there is room for shares.
    has_share: bool,
    /// Columns of the longest bar, and the count that it is of.
    room: usize,
    most: u64,
    /// All columns.
    width: usize,
}

fn panels<'a>(timeline: &'a Timeline, label: usize, look: &Appearance) -> Vec<Panel<'a>> {
    let lines = &timeline.lines;
    let buckets = || lines.iter().flat_map(|line| &line.buckets);
    let most = buckets().map(|bucket| bucket.articles.count);
    let most = most.max().unwrap_or_default();
    let mut panels: Vec<Panel> = lines
        .iter()
        .map(|line| {
            let shares = line.buckets.iter().map(|bucket| &bucket.articles);
            let shares: Vec<&Share> = shares.chain([&line.undated]).collect();
            let widest = |number: fn(&Share) -> u64| {
                let widths = shares
                    .iter()
                    .map(|share| count::grouped(number(share)).len());
                widths.max().unwrap_or(0)
            };
            let (count, of) = (widest(|share| share.count), widest(|share| share.of));
            Panel {
                line,
                count,
                of,
                has_share: true,
                room: 0,
                most,
                width: count + " of ".len() + of + GAP.len() + PER_CENT,
            }
        })
        .collect();
    let numbers = |panels: &[Panel]| -> usize {
        let widths = panels.iter().map(|panel| GAP.len() + panel.width);
        widths.sum()
    };
    if look.terminal && label + numbers(&panels) > look.width {
        for panel in &mut panels {
            panel.has_share = false;
            panel.width -= GAP.len() + PER_CENT;
        }
    }
    let numbers = numbers(&panels);
    let left = look.width.saturating_sub(label + numbers) / panels.len().max(1);
    let room = match look.terminal {
        true => left.saturating_sub(GAP.len()).min(super::bar::LONGEST),
        false => 0,
    };
    for panel in &mut panels {
        if room > 0 {
            panel.room = room;
            panel.width += GAP.len() + room;
        } else if lines.len() > 1 && !look.terminal {
            let question = wrap::columns(&called(panel.line));
            panel.width = panel.width.max(question.min(QUESTION));
        }
    }
    panels
}

/// Columns of `100.0%`.
const PER_CENT: usize = 6;

impl Panel<'_> {
    fn of_bucket(&self, at: usize) -> String {
        let bucket: Option<&Bucket> = self.line.buckets.get(at);
        bucket.map_or_else(String::new, |bucket| self.cell(&bucket.articles, true))
    }

    /// The numbers of a stretch, and its bar; as wide as the panel.
    fn cell(&self, share: &Share, has_bar: bool) -> String {
        let (count, of) = (count::grouped(share.count), count::grouped(share.of));
        let mut numbers = format!(
            "{count:>count_width$} of {of:>of_width$}",
            count_width = self.count,
            of_width = self.of,
        );
        if self.has_share {
            let share = per_cent(share.share());
            numbers.push_str(&format!("{GAP}{share:>PER_CENT$}"));
        }
        let bar = match has_bar {
            true => bar(share.count, self.most, self.room),
            false => String::new(),
        };
        let padding = self
            .width
            .saturating_sub(wrap::columns(&numbers) + GAP.len());
        format!("{numbers}{GAP}{bar:<padding$}")
    }
}

/// How a question is called: by its words, or else by how it was read.
fn called(line: &TimelineOf) -> String {
    match (line.query.trim(), &*line.read_as) {
        ("", "*") => ALL.to_owned(),
        ("", read_as) => safe::line(read_as),
        (query, _) => safe::line(query),
    }
}

fn header(
    panels: &[Panel<'_>],
    label: usize,
    look: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = " ".repeat(label);
    for panel in panels {
        let question = wrap::cut(&called(panel.line), panel.width);
        let padding = panel.width.saturating_sub(wrap::columns(&question));
        line.push_str(&format!("{GAP}{question}{:padding$}", ""));
    }
    paint::text(out, line.trim_end(), QUIET, look.colour)?;
    writeln!(out)
}

fn row(
    name: &str,
    label: usize,
    cells: impl Iterator<Item = String>,
    look: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    paint::text(out, &format!("{name:label$}"), QUIET, look.colour)?;
    let mut line = String::new();
    for cell in cells {
        line.push_str(GAP);
        line.push_str(&cell);
    }
    writeln!(out, "{}", line.trim_end())
}

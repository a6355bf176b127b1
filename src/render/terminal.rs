//! Search results for people: ranked passages with their marks, wrapped to the width.
//!
//! ```text
//!  1  Trump announces *Stargate*, a venture for AI infrastructure
//!     The Example · 2025-01-22
//!     President Donald Trump has announced a joint venture …
//!     3f2a91b2c3d4e5f6:1
//!
//! 1 passage in 1 article
//! ```
//!
//! Consecutive hits of one article share its headline. The address is the last line of each hit and
//! alone on it. The counts come last; the explanation comes first, if it was asked for. Without hits,
//! the reason is written instead. Not here: notes (`error::notes`).

use std::collections::HashMap;
use std::io::{self, Write};

use super::paint::{self, HEADLINE, QUIET};
use super::safe::{self, Marked};
use super::styled_line::StyledLine;
use super::{Appearance, count, score, wrap};
use crate::article::Id;
use crate::results::{Card, Explain, FoundBy, Hit, NothingFound, PartialAnswer, Results};

/// Writes the hits of a search, or why there are none.
pub fn results(results: &Results, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    if let Some(found) = &results.explain {
        explain(found, &results.read_as, appearance, out)?;
    }
    if let Some(why) = results.nothing.as_ref().filter(|_| results.hits.is_empty()) {
        return nothing(why, appearance, out);
    }
    let page = Page {
        explained: results.explain.is_some(),
        ..Page::of(results.hits.iter(), appearance)
    };
    for (place, hit) in results.hits.iter().enumerate() {
        let before = place
            .checked_sub(1)
            .and_then(|place| results.hits.get(place));
        let follows = before.is_some_and(|before| before.article.id == hit.article.id);
        page.hit(hit, place, follows, out)?;
        writeln!(out)?;
    }
    StyledLine::new(counts(results))
        .style(QUIET)
        .write(appearance, out)
}

/// `12 passages in 4 articles, showing 1-10`: the exact counts, and the ranks that are shown.
pub fn counts(results: &Results) -> String {
    let total = results.total;
    let all = format!(
        "{} in {}",
        count::of(total.passages, "passage"),
        count::of(total.articles, "article")
    );
    match (results.hits.first(), results.hits.last()) {
        _ if results.hits.len() as u64 == total.passages => all,
        (Some(first), Some(last)) if first.rank == last.rank => {
            format!("{all}, showing {}", first.rank)
        }
        (Some(first), Some(last)) => format!("{all}, showing {}-{}", first.rank, last.rank),
        _ => format!("{all}, none of them shown"),
    }
}

/// The columns of one page of hits.
struct Page<'a> {
    appearance: &'a Appearance,
    /// The columns left of the text, for the rank.
    gutter: usize,
    digits: usize,
    explained: bool,
    /// The index of the last hit of each article.
    last: HashMap<Id, usize>,
}

/// Below this many columns the text begins at the left edge.
const NARROW: usize = 40;

/// The most columns of a headline, so that an endless one does not fill the screen.
const HEADLINE_COLUMNS: usize = 400;
/// The most columns of the name of an outlet.
const OUTLET_COLUMNS: usize = 120;

impl<'a> Page<'a> {
    fn of<'h>(hits: impl Iterator<Item = &'h Hit> + Clone, appearance: &'a Appearance) -> Self {
        let highest = hits.clone().map(|hit| hit.rank).max().unwrap_or(1);
        let digits = highest.to_string().len().max(2);
        let places = hits.enumerate();
        Page {
            appearance,
            gutter: if appearance.width < NARROW {
                0
            } else {
                digits + 2
            },
            digits: if appearance.width < NARROW { 0 } else { digits },
            explained: false,
            last: places.map(|(place, hit)| (hit.article.id, place)).collect(),
        }
    }

    fn hit(&self, hit: &Hit, place: usize, follows: bool, out: &mut dyn Write) -> io::Result<()> {
        if follows {
            let passage = self.passage(hit).indented_by(self.rank(hit), self.gutter);
            passage.write(self.appearance, out)?;
        } else {
            self.first_of_article(hit, out)?;
        }
        if self.explained {
            self.quiet(sum(hit), out)?;
        }
        if self.last.get(&hit.article.id) == Some(&place) {
            self.quiet(more(hit), out)?;
        }
        self.address(&hit.address(), out)
    }

    /// Writes what a hit of another article than the one before it begins with.
    fn first_of_article(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        self.headline(hit, self.rank(hit), out)?;
        self.quiet(origin(&hit.article, self.appearance), out)?;
        self.passage(hit).write(self.appearance, out)
    }

    fn rank(&self, hit: &Hit) -> String {
        format!("{:>1$}  ", hit.rank, self.digits)
    }

    fn passage(&self, hit: &Hit) -> StyledLine {
        let passage = safe::marked(&hit.passage.text, &hit.passage.marks);
        self.indented(StyledLine::new(paint::signed(
            passage,
            self.appearance.colour,
        )))
    }

    fn headline(&self, hit: &Hit, rank: String, out: &mut dyn Write) -> io::Result<()> {
        let card = &hit.article;
        let line = shortened(safe::marked(&card.headline, &card.title_marks));
        let url = card.about.url.as_deref().filter(|_| self.appearance.links);
        let block = StyledLine::new(paint::signed(line, self.appearance.colour));
        StyledLine {
            link: url.and_then(safe::link).map(|link| (link, hit.rank)),
            ..block.style(HEADLINE).indented_by(rank, self.gutter)
        }
        .write(self.appearance, out)
    }

    /// Writes a dimmed line; nothing if it is empty.
    fn quiet(&self, line: String, out: &mut dyn Write) -> io::Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        let block = StyledLine::new(line).style(QUIET);
        self.indented(block).write(self.appearance, out)
    }

    /// Writes an address unbroken: if it does not fit after the gutter, it begins at the edge.
    fn address(&self, address: &str, out: &mut dyn Write) -> io::Result<()> {
        let fits = self.gutter + address.len() <= self.appearance.width;
        write!(out, "{:1$}", "", if fits { self.gutter } else { 0 })?;
        paint::text(out, address, QUIET, self.appearance.colour)?;
        writeln!(out)
    }

    fn indented(&self, block: StyledLine) -> StyledLine {
        block.indented_by(" ".repeat(self.gutter), self.gutter)
    }
}

/// `The Example · 2025-01-22`; without an outlet, the host of the URL.
fn origin(card: &Card, appearance: &Appearance) -> String {
    let about = &card.about;
    let outlet = about.outlet.clone().or_else(|| about.site());
    let outlet = outlet.map(|outlet| wrap::cut(&safe::line(&outlet), OUTLET_COLUMNS));
    let date = about
        .date
        .map(|date| date.day(&appearance.zone).to_string());
    let known: Vec<String> = outlet
        .into_iter()
        .chain(date)
        .filter(|part| !part.is_empty())
        .collect();
    known.join(" · ")
}

fn sum(hit: &Hit) -> String {
    let parts: Vec<String> = score::parts(hit)
        .into_iter()
        .map(|(name, value)| format!("{name} {value:.4}"))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    safe::line(&format!(
        "score {:.4} = {}",
        score::rounded(hit.score),
        parts.join(" + ")
    ))
}

fn more(hit: &Hit) -> String {
    match hit.more_in_article {
        0 => String::new(),
        more => format!(
            "+{} in this article",
            count::of(more.into(), "more passage")
        ),
    }
}

fn shortened(line: Marked) -> Marked {
    if wrap::columns(&line.text) <= HEADLINE_COLUMNS {
        return line;
    }
    let text = wrap::cut(&line.text, HEADLINE_COLUMNS);
    let kept = text.len() - '…'.len_utf8();
    let marks = line
        .marks
        .into_iter()
        .filter(|mark| mark.end <= kept)
        .collect();
    Marked { text, marks }
}

/// Writes how a query was read, and for each leaf its index words and how many articles it matches.
fn explain(
    found: &Explain,
    read_as: &str,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    /// A wildcard may match thousands of words; JSON has them all.
    const WORDS: usize = 20;
    let mut lines = vec![(0, format!("read as {}", safe::line(read_as)))];
    for leaf in &found.leaves {
        let mut words: Vec<&str> = leaf.words.iter().take(WORDS).map(String::as_str).collect();
        let beyond = leaf.words.len().saturating_sub(WORDS);
        let rest = format!("and {}", count::of(beyond as u64, "more word"));
        words.extend((beyond > 0).then_some(rest.as_str()));
        let articles = count::of(leaf.articles, "article");
        let mut line = format!("{} in {articles}", leaf.text);
        if !words.is_empty() {
            line.push_str(&format!(", as {}", words.join(", ")));
        }
        if !leaf.also.is_empty() {
            line.push_str(&format!("; also looked for: {}", leaf.also.join(", ")));
        }
        lines.push((2, safe::line(&line)));
    }
    for (indent, line) in lines {
        StyledLine::new(line)
            .indented_by(" ".repeat(indent), 2 * indent)
            .write(appearance, out)?;
    }
    writeln!(out)
}

/// Writes why nothing was found and what another question would find, in full sentences.
fn nothing(why: &NothingFound, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let mut sentences = vec!["Nothing found.".to_owned()];
    // JSON has them all.
    for missing in why.missing.iter().take(NothingFound::MOST_SUGGESTED) {
        sentences.push(match &missing.nearest {
            Some(near) => format!(
                "`{}` occurs nowhere; the nearest word is `{near}`.",
                missing.word
            ),
            None => format!(
                "`{}` occurs nowhere, nor does a word like it.",
                missing.word
            ),
        });
    }
    let beyond = why
        .missing
        .len()
        .saturating_sub(NothingFound::MOST_SUGGESTED) as u64;
    if beyond > 0 {
        let verb = if beyond == 1 { "occurs" } else { "occur" };
        sentences.push(format!(
            "{} {verb} nowhere.",
            count::of(beyond, "more word")
        ));
    }
    match why.any_articles {
        Some(0) | None => {}
        Some(any) if why.missing.is_empty() => sentences.push(format!(
            "No article answers to the whole query, but {} some of its words: try `--any`.",
            have(any)
        )),
        Some(any) => sentences.push(format!(
            "With `--any`, {} would be found.",
            count::of(any, "article")
        )),
    }
    sentences.extend(why.relatives_articles.map(|articles| {
        let articles = count::of(articles, "article");
        format!("With `--relatives`, {articles} would be found.")
    }));
    sentences.extend(parts(why));
    for sentence in &sentences {
        StyledLine::new(safe::line(sentence)).write(appearance, out)?;
    }
    partial(&why.partial, appearance, out)
}

/// Writes articles that have some of what was asked for, each with what it lacks.
fn partial(
    answers: &[PartialAnswer],
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNearest, without some of it:")?;
    let page = Page::of(answers.iter().map(|answer| &answer.hit), appearance);
    for answer in answers {
        let hit = &answer.hit;
        writeln!(out)?;
        page.first_of_article(hit, out)?;
        let lacking = answer.lacking.iter().map(|part| format!("`{part}`"));
        let lacking = lacking.collect::<Vec<_>>().join(", ");
        page.quiet(safe::line(&format!("without {lacking}")), out)?;
        page.address(&hit.address(), out)?;
    }
    Ok(())
}

/// What the parts of the question find, and what would find something.
fn parts(why: &NothingFound) -> Vec<String> {
    let found = |part: &FoundBy| match part.articles {
        0 => format!("`{}` finds no article", part.query),
        articles => format!("`{}` finds {}", part.query, count::of(articles, "article")),
    };
    let mut sentences = Vec::new();
    // Of single words it is said which are missing.
    let is_said = !why.missing.is_empty() && why.any_articles.is_some();
    if let Some((last, others)) = why.parts.split_last().filter(|_| !is_said) {
        let others: Vec<String> = others.iter().map(found).collect();
        sentences.push(format!(
            "By itself {} and {}.",
            others.join(", "),
            found(last)
        ));
    }
    if let Some(looser) = &why.looser {
        let articles = count::of(looser.articles, "article");
        sentences.push(format!("`{}` would find {articles}.", looser.query));
    }
    sentences
}

fn have(articles: u64) -> String {
    let verb = if articles == 1 { "has" } else { "have" };
    format!("{} {verb}", count::of(articles, "article"))
}

//! Search results for people: the articles that were found, each with its passages and their marks.
//!
//! ```text
//!  1  Trump announces «Stargate», a venture for AI infrastructure
//!     The Example · 2025-01-22 · 3f2a91b:1
//!     President Donald Trump has announced a joint venture that is called «Stargate». …
//!  4  3f2a91b:7  … Builders of «Stargate» wait for their permits. …
//! ```
//!
//! An article comes where its best hit is, and its other hits below it with their ranks. Of a passage one sees
//! the sentences that hold its marks, or all of it if that is wanted. The explanation comes first, if it was
//! asked for. Without hits, the reason is written instead. Not here: counts (`counts`, for standard error),
//! notes (`error::notes`), which sentences are seen (`snippet`).

use std::collections::HashMap;
use std::io::{self, Write};

use super::paint::{self, HEADLINE, QUIET};
use super::safe::{self, Marked};
use super::styled_line::StyledLine;
use super::{Appearance, count, score, snippet, wrap};
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
    for hits in by_article(&results.hits) {
        page.article(&hits, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The hits of each article, the articles in the order of their first hits.
fn by_article(hits: &[Hit]) -> Vec<Vec<&Hit>> {
    let mut places: HashMap<Id, usize> = HashMap::new();
    let mut articles: Vec<Vec<&Hit>> = Vec::new();
    for hit in hits {
        let place = *places.entry(hit.article.id).or_insert(articles.len());
        match articles.get_mut(place) {
            Some(article) => article.push(hit),
            None => articles.push(vec![hit]),
        }
    }
    articles
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
}

/// Below this many columns the text begins at the left edge.
const NARROW: usize = 40;

/// The most columns of a headline, so that an endless one does not fill the screen.
pub(super) const HEADLINE_COLUMNS: usize = 400;
/// The most columns of the name of an outlet.
const OUTLET_COLUMNS: usize = 120;
/// A name of an outlet that is cut to fewer says nothing.
const LEAST_OUTLET: usize = 8;

impl<'a> Page<'a> {
    fn of<'h>(hits: impl Iterator<Item = &'h Hit>, appearance: &'a Appearance) -> Self {
        let highest = hits.map(|hit| hit.rank).max().unwrap_or(1);
        let digits = highest.to_string().len().max(2);
        let is_narrow = appearance.width < NARROW;
        Page {
            appearance,
            gutter: if is_narrow { 0 } else { digits + 2 },
            digits: if is_narrow { 0 } else { digits },
            explained: false,
        }
    }

    /// Writes an article with its hits, of which there is at least one.
    fn article(&self, hits: &[&Hit], out: &mut dyn Write) -> io::Result<()> {
        let Some((first, others)) = hits.split_first() else {
            return Ok(());
        };
        let more = hits.iter().map(|hit| hit.more_in_article).max();
        self.first_of_article(first, more.unwrap_or(0), out)?;
        self.sum(first, out)?;
        for hit in others {
            self.other_of_article(hit, out)?;
            self.sum(hit, out)?;
        }
        Ok(())
    }

    /// Writes the headline of an article, its origin, and its first hit; `more` of its passages match than are shown.
    fn first_of_article(&self, hit: &Hit, more: u32, out: &mut dyn Write) -> io::Result<()> {
        self.headline(hit, self.rank(hit), out)?;
        self.origin(hit, more, out)?;
        let passage = self.passage(hit);
        if passage.text.is_empty() {
            return Ok(());
        }
        self.indented(StyledLine::new(passage))
            .write(self.appearance, out)
    }

    /// Writes a further hit of the article above: its address, and its passage on the same line where there is
    /// room.
    fn other_of_article(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        let prefix = format!("{}{}", self.rank(hit), self.address_of(hit));
        let passage = StyledLine::new(self.passage(hit));
        if wrap::columns(&prefix) + NARROW / 2 <= self.appearance.width {
            let prefix = format!("{prefix}  ");
            let passage = passage.indented_by(prefix, self.gutter);
            return passage.write(self.appearance, out);
        }
        paint::text(out, &prefix, QUIET, self.appearance.colour)?;
        writeln!(out)?;
        self.indented(passage).write(self.appearance, out)
    }

    fn rank(&self, hit: &Hit) -> String {
        format!("{:>1$}  ", hit.rank, self.digits)
    }

    fn passage(&self, hit: &Hit) -> Marked {
        let excerpt = &hit.passage;
        let passage = if self.appearance.full {
            safe::marked(&excerpt.text, &excerpt.marks)
        } else {
            let lang = hit.article.about.lang.as_deref();
            // Of wide characters, half as many are as long to look at.
            let (all, columns) = (excerpt.text.chars().count(), wrap::columns(&excerpt.text));
            let characters = snippet::CHARACTERS * all.max(1) / columns.max(all).max(1);
            let ranges = snippet::snippet(excerpt, lang, characters);
            snippet::line(excerpt, &ranges)
        };
        paint::signed(passage, self.appearance)
    }

    fn headline(&self, hit: &Hit, rank: String, out: &mut dyn Write) -> io::Result<()> {
        let card = &hit.article;
        let line = safe::marked(&card.headline, &card.title_marks).cut(HEADLINE_COLUMNS);
        let block = StyledLine::new(paint::signed(line, self.appearance));
        let link = link(card, self.appearance);
        StyledLine {
            link: link.map(|link| (link, hit.rank)),
            ..block.style(HEADLINE).indented_by(rank, self.gutter)
        }
        .write(self.appearance, out)
    }

    /// Writes outlet, day and address as one quiet line where they fit; the outlet is cut before the address
    /// gets a line of its own.
    fn origin(&self, hit: &Hit, more: u32, out: &mut dyn Write) -> io::Result<()> {
        let (outlet, day) = (outlet(&hit.article), day(&hit.article, self.appearance));
        let address = self.address_of(hit);
        let room = self.appearance.width.saturating_sub(self.gutter);
        let joined = |outlet: String, more: Option<&str>| {
            let parts = [outlet, day.clone(), address.clone()].into_iter();
            let parts = parts.chain(more.map(str::to_owned));
            let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            parts.join(" · ")
        };
        let more = (more > 0).then(|| format!("+{}", count::of(more.into(), "more passage")));
        let whole = joined(outlet.clone(), more.as_deref());
        if wrap::columns(&whole) <= room {
            return self.quiet(whole, out);
        }
        let mut line = joined(outlet.clone(), None);
        let excess = wrap::columns(&line).saturating_sub(room);
        let left = wrap::columns(&outlet).saturating_sub(excess);
        if excess > 0 && left >= LEAST_OUTLET {
            line = joined(wrap::cut(&outlet, left), None);
        }
        if wrap::columns(&line) <= room {
            self.quiet(line, out)?;
        } else {
            for part in [outlet, day] {
                self.quiet(part, out)?;
            }
            self.address(&address, out)?;
        }
        self.quiet(more.unwrap_or_default(), out)
    }

    fn sum(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        if self.explained {
            self.quiet(sum(hit), out)?;
        }
        Ok(())
    }

    /// Writes a dimmed line; nothing if it is empty.
    fn quiet(&self, line: String, out: &mut dyn Write) -> io::Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        let block = StyledLine::new(line).style(QUIET);
        self.indented(block).write(self.appearance, out)
    }

    fn address_of(&self, hit: &Hit) -> String {
        self.appearance.address(hit.article.id, hit.passage.number)
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

/// The address of an article on the web or, without one, that of its file.
fn link(card: &Card, appearance: &Appearance) -> Option<String> {
    if !appearance.links {
        return None;
    }
    let web = card.about.url.as_deref().and_then(safe::link);
    let file = || {
        let folder = appearance.folder.as_ref()?;
        safe::file_link(folder, &card.about.provenance.file)
    };
    web.or_else(file)
}

/// The name of the outlet; without one, the host of the URL.
fn outlet(card: &Card) -> String {
    let about = &card.about;
    let outlet = about.outlet.clone().or_else(|| about.site());
    let outlet = outlet.map(|outlet| wrap::cut(&safe::line(&outlet), OUTLET_COLUMNS));
    outlet.unwrap_or_default()
}

fn day(card: &Card, appearance: &Appearance) -> String {
    let day = card.about.date.map(|date| date.day(&appearance.zone));
    day.map(|day| day.to_string()).unwrap_or_default()
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
        page.first_of_article(hit, hit.more_in_article, out)?;
        let lacking = answer.lacking.iter().map(|part| format!("`{part}`"));
        let lacking = lacking.collect::<Vec<_>>().join(", ");
        page.quiet(safe::line(&format!("without {lacking}")), out)?;
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

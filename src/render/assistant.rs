//! Answers for assistants: a text that is enough to answer and to cite, and the same as structured content.
//!
//! Some programs hand both to a model, some one of them. So each is whole in itself, and both together have to fit
//! into what the answer may cost. A token is counted as four bytes of the answer as it is sent.
//!
//! Whatever was written by others is quoted (`quoted`). Not here: which arguments a tool has, and how answers travel
//! (`serve`).

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::fit::{self, most_that_fits};
use super::{count, parameters, safe, snippet, terminal};
use crate::counts::{self, Share};
use crate::error::{Error, Kind, Result};
use crate::passage;
use crate::results::{self, Hit, Listing, NothingFound, Results, StoredArticle};

pub mod content;
mod echo;
mod quoted;

use content::{Card, Fetch, Fetched, Found, List};
use quoted::Quotes;

/// How long an answer may be, in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens(pub usize);

impl Tokens {
    /// Where nothing is said.
    pub const DEFAULT: Tokens = Tokens(8000);
    /// The most that can be asked for.
    pub const MOST: Tokens = Tokens(20_000);
    /// With fewer there is hardly room for a passage.
    pub const LEAST: Tokens = Tokens(1000);

    /// In bytes of the answer as it is sent.
    pub const fn bytes(self) -> usize {
        self.0 * 4
    }
}

/// An answer in both forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub text: String,
    pub content: Value,
}

/// The bytes of an answer that are in neither of its forms.
const ENVELOPE: usize = 300;

impl Reply {
    fn new(text: String, content: &impl Serialize) -> Result<Reply> {
        let content = serde_json::to_value(content).map_err(|error| unwritten(&error))?;
        Ok(Reply { text, content })
    }

    /// How many bytes it has as it is sent.
    pub fn bytes(&self) -> Result<usize> {
        let text = serde_json::to_string(&self.text).map_err(|error| unwritten(&error))?;
        Ok(text.len() + self.content.to_string().len() + ENVELOPE)
    }
}

fn unwritten(error: &serde_json::Error) -> Error {
    Error::new(
        Kind::Io,
        format!("the answer could not be written: {error}"),
    )
}

/// The beginning of a text, with `…` in place of what is longer than so many characters.
fn clipped(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Of an answer, one part in so many may be what is echoed of a question, in each of its forms.
const ECHOED: usize = 5;

/// What is echoed of a question, shortened to its part of an answer.
fn echoed(
    (query, read_as): (&mut String, &mut String),
    notes: &mut Vec<String>,
    others: Vec<&mut String>,
    bytes: usize,
) {
    let is_same = query.trim() == read_as;
    *notes = content::notes(notes);
    *read_as = content::question(read_as);
    let own = std::iter::once(&mut *read_as).chain(notes);
    echo::share(own.chain(others).collect(), bytes / ECHOED);
    if is_same {
        query.clone_from(read_as);
    }
}

/// A name that was asked for and is not there, as an error echoes it.
pub fn name(name: &str) -> String {
    echo::within(&safe::line(name), content::NAME)
}

/// A search: as many hits as have room, the last of them cut where a sentence ends.
pub fn search(results: &Results, most: Tokens) -> Result<Reply> {
    let mut results = results.clone();
    let mut others = Vec::new();
    if let Some(nothing) = &mut results.nothing {
        nothing.missing.truncate(content::MOST);
        for missing in &mut nothing.missing {
            missing.word = clipped(&missing.word, content::NAME);
            others.push(&mut missing.word);
            others.extend(&mut missing.nearest);
        }
        let found = nothing.parts.iter_mut().chain(&mut nothing.looser);
        others.extend(found.map(|found| &mut found.query));
    }
    let asked = (&mut results.query, &mut results.read_as);
    echoed(asked, &mut results.notes, others, most.bytes());
    let results = &results;
    let reply = |part: &Results| Reply::new(search_text(part), &Found::of(part));
    let fitting = fit::first_results(results, most.bytes(), |part| reply(part)?.bytes())?;
    if let Ok(part) = fitting {
        return reply(&part);
    }
    // Not even one sentence has room: a part of it, around its marks.
    let first = results.hits.first();
    for characters in [4000, 2000, 1000, 500, 240, 120, 60] {
        let Some(cut) = first.and_then(|hit| around_marks(hit, characters)) else {
            break;
        };
        let part = Results {
            hits: vec![cut],
            part: results.part.first(1, true),
            ..results.clone()
        };
        let reply = reply(&part)?;
        if reply.bytes()? <= most.bytes() {
            return Ok(reply);
        }
    }
    reply(&Results {
        hits: Vec::new(),
        part: results.part.first(0, true),
        ..results.clone()
    })
}

fn around_marks(hit: &Hit, characters: usize) -> Option<Hit> {
    let lang = hit.article.about.lang.as_deref();
    let ranges = snippet::snippet(&hit.passage, lang, characters);
    Some(fit::cut(hit, ranges.into_iter().next()?))
}

fn search_text(results: &Results) -> String {
    let mut out = Lines::default();
    if let Some(nothing) = &results.nothing {
        out.line("Nothing was found.");
        read_as(&results.query, &results.read_as, &mut out);
        out.notes(&results.notes);
        return out.and(nothing_text(nothing));
    }
    out.line(&format!("{}.", terminal::counts(results)));
    read_as(&results.query, &results.read_as, &mut out);
    out.notes(&results.notes);
    let cards = results.hits.iter();
    let cards = cards.map(|hit| Card::of(&hit.article.about, &hit.article.headline));
    let cards: Vec<Card> = cards.collect();
    let passages = results.hits.iter().map(|hit| hit.passage.text.as_str());
    let said = cards.iter().flat_map(Card::lines).map(|(_, value)| value);
    let quotes = Quotes::of(passages.chain(said));
    if !results.hits.is_empty() {
        out.line(&format!(
            "{}{}",
            quotes.explained(),
            quotes.explained_marks()
        ));
    }
    for (hit, card) in results.hits.iter().zip(&cards) {
        let passage = &hit.passage;
        let more = match hit.more_in_article {
            0 => String::new(),
            more => format!("; {more} more of this article"),
        };
        let cut = if passage.is_cut { "; cut" } else { "" };
        out.line(&format!(
            "\n{}. {} (passage {} of {}{more}{cut})",
            hit.rank,
            hit.address(),
            passage.number,
            passage.of
        ));
        let marks = content::marks_of_headline(hit);
        let lines = card.lines().map(|(name, value)| match name {
            "Headline" => format!("{name}: {}\n", quotes.line(value, &marks)),
            _ => format!("{name}: {}\n", safe::line(value)),
        });
        let lines: String = lines.collect();
        let text = quotes.lines(&passage.text, &passage.marks);
        out.push(&quotes.around(&format!("{lines}\n{text}")));
        out.hidden(&passage.text);
    }
    if results.part.truncated && results.hits.is_empty() {
        return out.and("\nThere is no room for a passage: raise `max_tokens`.\n".to_owned());
    }
    out.more(&results.part);
    out.text
}

/// How a question was read, where that is not what was asked.
fn read_as(asked: &str, read_as: &str, out: &mut Lines) {
    if !asked.trim().is_empty() && asked.trim() != read_as {
        let read_as = safe::line(&content::question(read_as));
        out.line(&format!("Read as: {read_as}"));
    }
}

/// What would find something.
fn nothing_text(nothing: &NothingFound) -> String {
    let mut out = Lines::default();
    for missing in nothing.missing.iter().take(10) {
        let word = safe::line(&clipped(&missing.word, content::NAME));
        let nearest = missing.nearest.as_deref().map(safe::line);
        let nearest = nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        out.line(&format!("`{word}` is in no article{nearest}"));
    }
    let articles = |number: u64| count::of(number, "article");
    if let Some(any) = nothing.any_articles.filter(|any| *any > 0) {
        out.line(&format!(
            "With `any`, {} would be found, with some of the words.",
            articles(any)
        ));
    }
    if let Some(relatives) = nothing.relatives_articles {
        out.line(&format!(
            "With `relatives`, {} would be found.",
            articles(relatives)
        ));
    }
    for part in &nothing.parts {
        let query = safe::line(&content::question(&part.query));
        out.line(&format!("`{query}` alone: {}.", articles(part.articles)));
    }
    if let Some(looser) = &nothing.looser {
        let query = safe::line(&content::question(&looser.query));
        out.line(&format!(
            "`{query}` would find {}.",
            articles(looser.articles)
        ));
    }
    out.text
}

/// A list: as many articles as have room.
pub fn listing(listing: &Listing, most: Tokens) -> Result<Reply> {
    let mut listing = listing.clone();
    let asked = (&mut listing.query, &mut listing.read_as);
    echoed(asked, &mut listing.notes, Vec::new(), most.bytes());
    let listing = &listing;
    let reply = |articles: usize| {
        let part = Listing {
            articles: listing.articles[..articles].to_vec(),
            part: listing.part.first(articles, false),
            ..listing.clone()
        };
        Reply::new(listing_text(&part), &List::of(&part))
    };
    let all = listing.articles.len();
    let articles = most_that_fits(all, most.bytes(), |some| reply(some)?.bytes())?;
    reply(articles.unwrap_or(0))
}

fn listing_text(listing: &Listing) -> String {
    let mut out = Lines::default();
    let shown = match listing.articles.len() as u64 {
        shown if shown == listing.total => String::new(),
        shown => format!(", {} of them here", count::grouped(shown)),
    };
    out.line(&format!("{}{shown}.", count::of(listing.total, "article")));
    read_as(&listing.query, &listing.read_as, &mut out);
    out.notes(&listing.notes);
    if listing.articles.is_empty() {
        return out.text;
    }
    let rows = listing.articles.iter().map(|article| {
        let card = Card::of(&article.about, &article.headline);
        let lines: Vec<String> = card.lines().map(|(_, value)| safe::line(value)).collect();
        let words = count::of(article.words, "word");
        format!("{}  {}  ({words})", article.id, lines.join(" · "))
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    out.quoted(&rows);
    out.more(&listing.part);
    out.text
}

/// A part of a stored article.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The article.
    pub stored: StoredArticle,
    /// The bytes of its text that are asked for.
    pub bytes: Range<usize>,
    /// The first and the last of its passages, if some were asked for.
    pub passages: Option<(usize, usize)>,
    /// What it was asked for by.
    pub name: String,
}

/// Articles as they are stored: as many as have room, the last of them cut where a passage or a sentence ends. `unknown`
/// are names of none.
pub fn articles(wanted: &[Wanted], unknown: &[String], most: Tokens) -> Result<Reply> {
    let asked = wanted.iter().map(|one| &one.name).chain(unknown);
    let mut names: Vec<String> = asked.map(|name| clipped(name, content::NAME)).collect();
    echo::share(names.iter_mut().collect(), most.bytes() / ECHOED);
    let names = names.split_at(wanted.len());
    // So many are whole, and the next one has so many bytes.
    let reply = |whole: usize, bytes: usize| {
        let shown = wanted.iter().enumerate().filter_map(|(at, one)| {
            let Range { start, end } = one.bytes;
            match at {
                at if at < whole => Some((one, start..end)),
                at if at == whole && bytes > 0 => Some((one, start..start + bytes)),
                _ => None,
            }
        });
        fetched(shown.collect(), names)
    };
    let all = wanted.len();
    let fits = |whole: usize, bytes: usize| reply(whole, bytes)?.bytes();
    let whole = most_that_fits(all, most.bytes(), |whole| fits(whole, 0))?.unwrap_or(0);
    let Some(next) = wanted.get(whole) else {
        return reply(whole, 0);
    };
    let text = &next.stored.text[next.bytes.clone()];
    let room = text.len().min(most.bytes());
    let bytes = |most: usize| text.floor_char_boundary(most);
    let room = most_that_fits(room, most.bytes(), |most| fits(whole, bytes(most)))?;
    let room = bytes(room.unwrap_or(0));
    reply(whole, good_end(next, room))
}

/// The last place within so many bytes where a passage ends or, without one, a sentence.
fn good_end(wanted: &Wanted, room: usize) -> usize {
    let Range { start, end } = wanted.bytes;
    if start + room >= end {
        return room;
    }
    let ends = wanted.stored.passages.iter().map(|passage| passage.end);
    let mut within = ends.filter(|end| (start + 1..=start + room).contains(end));
    if let Some(end) = within.next_back() {
        return end - start;
    }
    let text = &wanted.stored.text[start..start + room];
    let sentences = passage::sentences(text, wanted.stored.about.lang.as_deref());
    // The last one may go on.
    match sentences.as_slice() {
        [.., before, last] if before.end < last.start => last.start,
        _ => room,
    }
}

fn fetched(
    shown: Vec<(&Wanted, Range<usize>)>,
    (wanted, unknown): (&[String], &[String]),
) -> Result<Reply> {
    let mut out = Lines::default();
    let parts = shown.into_iter();
    let parts = parts.map(|(one, bytes)| (bytes.end < one.bytes.end, part(one, bytes)));
    let parts: Vec<(bool, Fetched)> = parts.collect();
    let texts = parts.iter().flat_map(|(_, part)| {
        let said = part.card.lines().map(|(_, value)| value);
        let own = part.authors.iter().chain([&part.text]);
        said.chain(own.map(String::as_str))
    });
    let quotes = Quotes::of(texts);
    if !parts.is_empty() {
        out.line(&quotes.explained());
    }
    let left: Vec<String> = wanted.iter().skip(parts.len()).cloned().collect();
    let mut content = Fetch {
        articles: Vec::new(),
        truncated: !left.is_empty(),
        left,
        unknown: unknown.to_vec(),
    };
    for (is_cut, part) in parts {
        let authors = part.authors.join(", ");
        let authors = (!authors.is_empty()).then_some(("Authors", authors.as_str()));
        let lines = part.card.lines().chain(authors);
        let lines = lines.map(|(name, value)| format!("{name}: {}\n", safe::line(value)));
        let lines: String = lines.collect();
        let passages = match part.passages {
            Some([first, last]) if first == last => format!(", passage {first} of {}", part.of),
            Some([first, last]) => format!(", passages {first} to {last} of {}", part.of),
            None => String::new(),
        };
        out.line(&format!("\n{}{passages}", part.id));
        out.push(&quotes.around(lines.trim_end()));
        out.line(&format!(
            "Its text, characters {} to {} of {}:",
            part.start, part.end, part.length
        ));
        out.push(&quotes.around(&part.text));
        out.hidden(&part.text);
        if is_cut {
            content.truncated = true;
            out.line(&format!(
                "Cut: fetch `{}` with `start` {}.",
                part.id, part.end
            ));
        }
        content.articles.push(part);
    }
    for (names, what) in [
        (&content.left, "Left for want of room"),
        (&content.unknown, "There is no article"),
    ] {
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| safe::line(name)).collect();
            out.line(&format!("{what}: {}", names.join(", ")));
        }
    }
    Reply::new(out.text, &content)
}

fn part(wanted: &Wanted, bytes: Range<usize>) -> Fetched {
    let StoredArticle {
        id,
        about,
        text,
        passages,
        ..
    } = &wanted.stored;
    let characters = |range: Range<usize>| text[range].chars().count();
    let start = characters(0..bytes.start);
    let end = start + characters(bytes.clone());
    let headline = about.title.as_deref();
    Fetched {
        id: id.to_string(),
        card: Card::of(
            about,
            headline.unwrap_or_else(|| passage::first_sentence(text)),
        ),
        authors: content::authors(about),
        text: text[bytes.clone()].to_owned(),
        start,
        end,
        length: end + characters(bytes.end..text.len()),
        passages: wanted.passages.map(|(first, last)| [first, last]),
        of: passages.len(),
    }
}

/// Articles over time, as many stretches with a match as have room.
pub fn timeline(timeline: &counts::Timeline, most: Tokens) -> Result<Reply> {
    let mut timeline = timeline.clone();
    let lines = timeline.lines.len().max(1);
    for line in &mut timeline.lines {
        line.notes.truncate(content::MOST / lines);
        let asked = (&mut line.query, &mut line.read_as);
        echoed(asked, &mut line.notes, Vec::new(), most.bytes() / lines);
    }
    let timeline = &timeline;
    let Some(first) = timeline.lines.first() else {
        return Reply::new(String::new(), &Value::Null);
    };
    let buckets = first.buckets.iter().enumerate().filter_map(|(at, bucket)| {
        let shares = timeline
            .lines
            .iter()
            .filter_map(|line| line.buckets.get(at));
        let counts: Vec<u64> = shares.map(|bucket| bucket.articles.count).collect();
        counts.iter().any(|count| *count > 0).then(|| {
            let Share { of, .. } = bucket.articles;
            (bucket.from, bucket.to, counts, of)
        })
    });
    let buckets: Vec<(Date, Date, Vec<u64>, u64)> = buckets.collect();
    let reply = |shown: usize| {
        let is_cut = shown < buckets.len();
        let mut out = Lines::default();
        for (number, line) in (1..).zip(&timeline.lines) {
            let read_as = safe::line(&content::question(&line.read_as));
            let read_as = if read_as.is_empty() {
                "all articles"
            } else {
                &read_as
            };
            let undated = match line.undated.count {
                0 => String::new(),
                some => format!(", {} of them without a date", count::grouped(some)),
            };
            let articles = count::of(line.articles, "article");
            out.line(&format!("{number}. {read_as}: {articles}{undated}"));
            out.notes(&line.notes);
        }
        let by = timeline.by.name();
        out.line(&format!(
            "\nMatches of each, of all articles of the {by}. Without a match it is left out."
        ));
        for (from, _, counts, of) in &buckets[..shown] {
            let counts: Vec<String> = counts.iter().map(u64::to_string).collect();
            let label = timeline.by.label(*from);
            out.line(&format!("{label}: {} of {of}", counts.join(", ")));
        }
        if is_cut {
            let last = shown.checked_sub(1).and_then(|last| buckets.get(last));
            out.line(&match last {
                Some((_, to, ..)) => format!("Cut: go on with `after` {to}, or a longer `by`."),
                None => "Cut: raise `max_tokens`, or ask fewer questions at once.".to_owned(),
            });
        }
        let questions = timeline.lines.iter().map(|line| content::Line {
            read_as: content::question(&line.read_as),
            articles: line.articles,
            undated: line.undated.count,
            notes: content::notes(&line.notes),
        });
        let shown = buckets[..shown]
            .iter()
            .map(|(from, to, counts, of)| content::Bucket {
                from: from.to_string(),
                to: to.to_string(),
                counts: counts.clone(),
                of: *of,
            });
        let content = content::Timeline {
            by: by.to_owned(),
            questions: questions.collect(),
            buckets: shown.collect(),
            truncated: is_cut,
        };
        Reply::new(out.text, &content)
    };
    let shown = most_that_fits(buckets.len(), most.bytes(), |some| reply(some)?.bytes())?;
    reply(shown.unwrap_or(0))
}

/// Articles by what is said of them, as many values of each facet as have room.
pub fn facets(facets: &counts::Facets, most: Tokens) -> Result<Reply> {
    let mut facets = facets.clone();
    let asked = (&mut facets.query, &mut facets.read_as);
    echoed(asked, &mut facets.notes, Vec::new(), most.bytes());
    let facets = &facets;
    let longest = facets.facets.iter().map(|facet| facet.values.len()).max();
    let longest = longest.unwrap_or(0);
    let reply = |shown: usize| {
        let mut out = Lines::default();
        out.line(&format!("{}.", count::of(facets.articles, "article")));
        read_as(&facets.query, &facets.read_as, &mut out);
        out.notes(&facets.notes);
        let mut rows = Vec::new();
        let mut each = Vec::new();
        for facet in &facets.facets {
            let values = facet.values.iter().take(shown);
            let values: Vec<content::Value> = values
                .map(|value| content::Value {
                    value: clipped(&value.value, content::NAME),
                    count: value.articles.count,
                })
                .collect();
            let by = facet.by.name();
            rows.push(format!(
                "By {by}, {} of {}:",
                values.len(),
                count::of(facet.value_count, "value")
            ));
            let lines = values.iter();
            rows.extend(lines.map(|one| format!("{}  {}", one.count, safe::line(&one.value))));
            if facet.unknown.count > 0 {
                rows.push(format!("{}  (without one)", facet.unknown.count));
            }
            each.push(content::Facet {
                by: by.to_owned(),
                articles: facet.articles,
                values,
                value_count: facet.value_count,
                unknown: facet.unknown.count,
            });
        }
        out.quoted(&rows.join("\n"));
        let is_cut = shown < longest;
        if is_cut {
            out.line("Cut: ask for fewer facets, or go on with `offset`.");
        }
        let content = content::Facets {
            articles: facets.articles,
            read_as: content::question(&facets.read_as),
            notes: content::notes(&facets.notes),
            facets: each,
            truncated: is_cut,
        };
        Reply::new(out.text, &content)
    };
    let shown = most_that_fits(longest, most.bytes(), |some| reply(some)?.bytes())?;
    reply(shown.unwrap_or(0))
}

/// What there is to ask: how many articles, of which days, and whether all that lies in the corpus can be found.
pub fn status(status: &results::Status, days: Option<(Date, Date)>, today: Date) -> Result<Reply> {
    let results::Changes { new, changed, gone } = status.changes;
    let content = content::Status {
        articles: status.articles,
        passages: status.passages,
        files: status.files,
        oldest: days.map(|(oldest, _)| oldest.to_string()),
        newest: days.map(|(_, newest)| newest.to_string()),
        today: today.to_string(),
        problems: status.problem_count,
        outdated: new + changed + gone,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut out = Lines::default();
    out.line(&format!(
        "{} with {} from {}.",
        count::of(status.articles, "article"),
        count::of(status.passages, "passage"),
        count::of(status.files, "file")
    ));
    if let Some((oldest, newest)) = days {
        out.line(&format!("Published from {oldest} to {newest}."));
    }
    out.line(&format!("Today is {today}."));
    if content.problems > 0 {
        let problems = count::of(content.problems, "input");
        out.line(&format!("{problems} could not be read."));
    }
    out.line(&match content.outdated {
        0 => "All files are indexed as they are.".to_owned(),
        some => format!(
            "{} are new, changed or gone since: the person can run `newshound index`.",
            count::of(some, "file")
        ),
    });
    Reply::new(out.text, &content)
}

/// An error: what was wrong, where, and what helps. It has room in the shortest answer.
pub fn error(error: &Error) -> String {
    let most = Tokens::LEAST.bytes() - ENVELOPE;
    let mut out = Vec::new();
    let look = super::Appearance::plain();
    let wrong = Error {
        message: parameters::named(&error.message),
        hint: None,
        ..error.clone()
    };
    // Writing to memory does not fail.
    let _ = super::error::error(&wrong, &look, &mut out);
    let wrong = echo::within(&String::from_utf8_lossy(&out), most / 2);
    let hint = error.hint.as_deref().map_or_else(String::new, |hint| {
        let hint = echo::within(&safe::line(&helps(hint)), most / 3);
        format!("hint: {hint}\n")
    });
    format!("{}\n{hint}", wrong.trim_end_matches('\n'))
}

/// A hint. A command is for the person to run: a model cannot.
fn helps(hint: &str) -> String {
    if !hint.starts_with("newshound ") {
        return parameters::named(hint);
    }
    let (command, more) = hint.split_at(hint.find(',').unwrap_or(hint.len()));
    format!("only the person can mend this: run `{command}`{more}")
}

/// Lines of text.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn and(mut self, text: String) -> String {
        self.text.push_str(&text);
        self.text
    }

    fn notes(&mut self, notes: &[String]) {
        for note in content::notes(notes) {
            self.line(&format!("Note: {}", safe::line(&note)));
        }
    }

    /// How much of a text that was quoted people do not see.
    fn hidden(&mut self, text: &str) {
        match content::hidden(text) {
            0 => {}
            some => self.line(&format!(
                "{} of it are not seen by people.",
                count::of(some as u64, "character")
            )),
        }
    }

    /// Rows that have text of articles in them.
    fn quoted(&mut self, rows: &str) {
        let quotes = Quotes::of([rows].into_iter());
        self.line(&quotes.explained());
        self.push(&quotes.around(rows));
    }

    fn more(&mut self, part: &results::Part) {
        if let Some(cursor) = part.cursor() {
            self.line(&format!("\nThere are more: `cursor` {cursor}"));
        }
    }
}

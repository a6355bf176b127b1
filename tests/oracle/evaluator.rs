//! A query over a list of articles, answered by looking at every one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::Timestamp;
use newshound::article::{self, Article, Id};
use newshound::field::{Field, FieldKind};
use newshound::passage::{self, Passage};
use newshound::query::{Days, MatchMode, Near, Query, Scope};

use super::beside::{Run, World};
use super::line::{self, Line};
use super::place::{self, Match};
use super::typed;

/// An article with everything that can be asked of it at hand.
pub struct Read {
    pub article: Article,
    /// When it came into the corpus.
    pub added: Timestamp,
    pub passages: Vec<Passage>,
    pub title: Line,
    pub body: Line,
}

/// What a query finds.
pub type Answer = BTreeMap<Id, Found>;

/// What it finds in one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub passages: BTreeSet<u32>,
    /// Bytes of the headline, in order, not overlapping.
    pub title_marks: Vec<Range<usize>>,
    /// Bytes of the whole text, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
    /// Whether a leaf that is marked is true.
    pub is_marked: bool,
}

pub fn read(article: Article) -> Read {
    read_at(article, Timestamp::UNIX_EPOCH)
}

/// The same, with the time when it came into the corpus.
pub fn read_at(article: Article, added: Timestamp) -> Read {
    let passages = passage::cut(&article.text, article.about.lang.as_deref());
    Read {
        title: line::short(article.about.title.as_deref().unwrap_or_default()),
        body: line::long(&article.text, &passages),
        passages,
        article,
        added,
    }
}

pub fn answer(query: &Query, articles: &[Read], world: &World) -> Answer {
    let found = articles.iter().filter_map(|read| {
        let mut looking = Looking {
            read,
            world,
            shown: Vec::new(),
        };
        let holds = looking.holds(query, EVERYWHERE).unwrap_or(true);
        holds.then(|| (read.article.id(), looking.found()))
    });
    found.collect()
}

/// What the operators around a leaf say of it.
#[derive(Clone, Copy)]
struct Around {
    /// `None` for headline and body.
    field: Option<Field>,
    quoted: bool,
    shown: bool,
}

const EVERYWHERE: Around = Around {
    field: None,
    quoted: false,
    shown: true,
};

/// One article while a query is asked of it.
struct Looking<'a> {
    read: &'a Read,
    world: &'a World,
    /// What the true leaves found that are not under a NOT.
    shown: Vec<Shown>,
}

/// The bytes that one leaf marks in the headline and in the body, and the positions in the body.
struct Shown {
    title: Vec<Range<usize>>,
    body: Vec<Range<usize>>,
    positions: Vec<usize>,
}

impl Looking<'_> {
    /// Whether the query is true; `None` where it holds no word at all.
    fn holds(&mut self, query: &Query, around: Around) -> Option<bool> {
        match query {
            Query::All => Some(true),
            Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Whole { .. }
            | Query::Near(_)
            | Query::Amount(_) => self.leaf(query, 1, around),
            Query::AtLeast { times, of } => self.leaf(of, *times as usize, around),
            Query::In { scope, of } => {
                let any = Query::Word {
                    text: "*".to_owned(),
                    how: MatchMode::Wildcard,
                };
                match (scope, &**of) {
                    (Scope::Field(_), Query::All) => self.holds(&any, inside(*scope, around)),
                    (_, of) => self.holds(of, inside(*scope, around)),
                }
            }
            Query::Days { field, days } => Some(self.falls_on(*field, *days)),
            Query::Boost { of, .. } => self.holds(of, around),
            Query::And(all) => {
                let mut parts = self.each(all, around);
                let runs = self.runs(all, false, around);
                if runs.is_empty() {
                    let parts = parts.into_iter().flatten().collect::<Vec<_>>();
                    return (!parts.is_empty()).then(|| parts.iter().all(|part| *part));
                }
                for (run, holds) in runs {
                    let apart = parts[run.at.clone()].iter().all(|part| *part == Some(true));
                    parts[run.at.clone()].fill(Some(apart || holds));
                }
                Some(parts.iter().flatten().all(|part| *part))
            }
            Query::Or(any) => {
                let mut parts = self.each(any, around);
                parts.extend(self.runs(any, true, around).iter().map(|run| Some(run.1)));
                let parts = parts.into_iter().flatten().collect::<Vec<_>>();
                (!parts.is_empty()).then(|| parts.iter().any(|part| *part))
            }
            Query::Not(of) => {
                let around = Around {
                    shown: false,
                    ..around
                };
                self.holds(of, around).map(|holds| !holds)
            }
        }
    }

    fn each(&mut self, parts: &[Query], around: Around) -> Vec<Option<bool>> {
        let parts = parts.iter().map(|part| self.holds(part, around));
        parts.collect()
    }

    /// The runs among the parts, and whether each is true as one thing.
    fn runs(&mut self, parts: &[Query], is_or: bool, around: Around) -> Vec<(Run, bool)> {
        if around
            .field
            .is_some_and(|field| field.kind() != FieldKind::Text)
        {
            return Vec::new();
        }
        let world = self.world;
        let runs = world.runs(parts, is_or).into_iter().map(|run| {
            let holds = self.places(1, around, |line| Some(world.of_run(&run, line)));
            (run, holds == Some(true))
        });
        runs.collect()
    }

    fn falls_on(&self, field: Field, days: Days) -> bool {
        let date = match field {
            Field::Added => Some(article::Date::Instant(self.read.added)),
            _ => self.read.article.about.date,
        };
        let day = date.map(|date| date.day(&self.world.zone));
        match (days, day) {
            (Days::None, day) => day.is_none(),
            (Days::Between(..), None) => false,
            (Days::Between(from, to), Some(day)) => {
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            }
        }
    }

    fn leaf(&mut self, of: &Query, times: usize, around: Around) -> Option<bool> {
        let read = self.read;
        if let Some(field) = around.field.filter(|field| field.kind() != FieldKind::Text) {
            return filter(of, field, read, self.world);
        }
        let world = self.world;
        self.places(times, around, |line| find(of, line, true, world))
    }

    /// Whether something is there so many times in running text.
    fn places(
        &mut self,
        times: usize,
        around: Around,
        find: impl Fn(&Line) -> Option<Vec<Match>>,
    ) -> Option<bool> {
        let read = self.read;
        let nothing = Some(Vec::new());
        read.title.asked.take();
        read.body.asked.take();
        let title = match around.field {
            Some(Field::Body) => nothing.clone(),
            _ if around.quoted => nothing.clone(),
            _ => find(&read.title),
        };
        let body = match around.field {
            Some(Field::Title) => nothing,
            _ => find(&read.body),
        };
        let (title, mut body) = (title?, body?);
        if around.quoted {
            body = place::quoted(body, &read.body);
        }
        let holds = place::times(&title) + place::times(&body) >= times;
        if holds && around.shown {
            let pieces = body.iter().flat_map(|found| &found.pieces);
            self.shown.push(Shown {
                title: bytes(&title, &read.title),
                body: bytes(&body, &read.body),
                positions: pieces.flat_map(|piece| piece.start..piece.end).collect(),
            });
        }
        Some(holds)
    }

    fn found(self) -> Found {
        let places = &self.read.body.places;
        let positions = self.shown.iter().flat_map(|shown| &shown.positions);
        let mut passages: BTreeSet<u32> = positions.map(|&at| places[at].passage).collect();
        if passages.is_empty() {
            passages.insert(1);
        }
        Found {
            passages,
            is_marked: !self.shown.is_empty(),
            title_marks: merged(self.shown.iter().flat_map(|shown| shown.title.clone())),
            marks: merged(self.shown.iter().flat_map(|shown| shown.body.clone())),
        }
    }
}

fn bytes(matches: &[Match], line: &Line) -> Vec<Range<usize>> {
    let pieces = matches.iter().flat_map(|found| &found.pieces);
    pieces.map(|piece| place::bytes(piece, line)).collect()
}

/// A field takes the place of an outer field, quotation marks narrow it; nobody quotes in a filter.
fn inside(place: Scope, around: Around) -> Around {
    match place {
        Scope::Quote => Around {
            quoted: true,
            ..around
        },
        Scope::Field(field) => Around {
            field: Some(field),
            ..around
        },
    }
}

/// Where it is true in a line; `None` if there is no word in it. Only running text has word forms.
fn find(query: &Query, line: &Line, forms: bool, world: &World) -> Option<Vec<Match>> {
    match query {
        Query::Word {
            text,
            how: how @ (MatchMode::Forms | MatchMode::Relatives),
        } if forms => {
            let mut found = typed::word(text, *how, true, line)?;
            found.extend(world.of_word(text, line));
            Some(place::distinct(found))
        }
        Query::Word { text, how } => typed::word(text, *how, forms, line),
        Query::Phrase { text, slop } => typed::sequence(text, *slop as usize, false, line),
        Query::Amount(amounts) => Some(typed::amounts(amounts, line)),
        Query::Boost { of, .. } => find(of, line, forms, world),
        Query::Or(any) => {
            let parts = any.iter().filter_map(|part| find(part, line, forms, world));
            let parts: Vec<_> = parts.collect();
            (!parts.is_empty()).then(|| place::distinct(parts.concat()))
        }
        Query::Near(near) => proximity(near, line, forms, world),
        other => panic!("`{other}` does not stand at a place"),
    }
}

fn proximity(near: &Near, line: &Line, forms: bool, world: &World) -> Option<Vec<Match>> {
    let left = find(&near.left, line, forms, world)?;
    let Some(right) = find(&near.right, line, forms, world) else {
        return Some(left);
    };
    Some(match near.without {
        true => place::without(left, &right, near.reach, line),
        false => place::near(&left, &right, near.reach, line),
    })
}

fn filter(query: &Query, field: Field, read: &Read, world: &World) -> Option<bool> {
    let about = &read.article.about;
    if let Query::Whole { text } = query {
        return whole(text, &wholes(&read.article, field));
    }
    match field {
        Field::Outlet => name(query, about.outlet.as_slice(), world),
        Field::Author => name(query, &about.authors, world),
        _ => value(query, field, &values(&read.article, field)),
    }
}

/// Whether it is true of any of some names; `None` if there is no word in it.
fn name(query: &Query, names: &[String], world: &World) -> Option<bool> {
    let found_in = |name: &str| {
        let found = find(query, &line::short(name), false, world)?;
        Some(!found.is_empty())
    };
    found_in("")?;
    Some(names.iter().any(|name| found_in(name) == Some(true)))
}

/// Whether one of some names or values is this one from end to end; `None` if there is no word in it.
fn whole(text: &str, wholes: &[String]) -> Option<bool> {
    let folded = |text: &str| {
        let is_sign = |c: char| c.is_control() || "\"“”„‟«»＂".contains(c);
        newshound::words::fold(&text.replace(is_sign, " "))
    };
    let asked = folded(text);
    (!asked.is_empty()).then(|| wholes.iter().any(|whole| folded(whole) == asked))
}

/// The names or values of a field as they are written.
pub fn wholes(article: &Article, field: Field) -> Vec<String> {
    let about = &article.about;
    match field {
        Field::Outlet => about.outlet.clone().into_iter().collect(),
        Field::Author => about.authors.clone(),
        Field::Tag => about.tags.clone(),
        Field::Lang => about.lang.clone().into_iter().collect(),
        Field::Site => about.site().into_iter().collect(),
        Field::Id => vec![article.id().to_string()],
        Field::Key => about.key.clone().into_iter().collect(),
        Field::File => vec![about.provenance.file.clone()],
        other => panic!("`{}` has no values", other.name()),
    }
}

/// Whether it is one of some values; `None` if there is no word in it.
fn value(query: &Query, field: Field, values: &[String]) -> Option<bool> {
    let same = |text: &str| {
        let asked = match field {
            Field::Site => newshound::words::fold(article::site_typed(text)),
            _ => newshound::words::fold(text),
        };
        let mut values = values.iter();
        (!asked.is_empty()).then(|| match field {
            Field::Id => values.any(|value| value.starts_with(&asked)),
            _ => values.any(|value| *value == asked),
        })
    };
    match query {
        Query::Word { text, how } => match how {
            MatchMode::Wildcard => {
                let pattern = typed::folded(text);
                Some(values.iter().any(|value| typed::glob(&pattern, value)))
            }
            MatchMode::Regex => {
                let regex = typed::regex(text)?;
                Some(values.iter().any(|value| regex.is_match(value)))
            }
            _ => same(text),
        },
        Query::Phrase { text, .. } => same(text),
        other => panic!("`{other}` is no value"),
    }
}

/// The values of a field that are compared whole.
fn values(article: &Article, field: Field) -> Vec<String> {
    let about = &article.about;
    let folded = |text: &String| typed::folded(text);
    let values: Vec<String> = match field {
        Field::Tag => about.tags.iter().map(folded).collect(),
        Field::Lang => about.lang.iter().map(folded).collect(),
        Field::Key => about.key.iter().map(folded).collect(),
        Field::File => {
            let names: Vec<&str> = about.provenance.file.split('/').collect();
            let runs = (1..=names.len()).flat_map(|most| names.windows(most));
            runs.map(|run| typed::folded(&run.join("/"))).collect()
        }
        Field::Id => vec![article.id().to_string()],
        Field::Site => about.site().map_or_else(Vec::new, |site| {
            let parts: Vec<&str> = site.split('.').collect();
            let domains = (0..parts.len()).map(|from| typed::folded(&parts[from..].join(".")));
            domains.collect()
        }),
        other => panic!("`{}` has no values", other.name()),
    };
    // A value without a word cannot be asked for.
    values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}

/// Overlapping ranges become one.
fn merged(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Whether a mark, put alone in a line of running text, satisfies a word or a phrase of the query
/// that is not under a NOT.
pub fn a_leaf_holds(query: &Query, mark: &str, world: &World) -> bool {
    let alone = line::short(&format!("so {mark} then"));
    match query {
        Query::Word { .. } | Query::Phrase { .. } | Query::Amount(_) => {
            find(query, &alone, true, world).is_some_and(|found| !found.is_empty())
        }
        Query::Near(near) => {
            a_leaf_holds(&near.left, mark, world)
                || (!near.without && a_leaf_holds(&near.right, mark, world))
        }
        Query::In {
            scope: Scope::Field(field),
            of,
        } => match (field.kind(), &**of) {
            (FieldKind::Text, Query::All) => true,
            (FieldKind::Text, of) => a_leaf_holds(of, mark, world),
            _ => false,
        },
        Query::In { of, .. } | Query::AtLeast { of, .. } | Query::Boost { of, .. } => {
            a_leaf_holds(of, mark, world)
        }
        Query::And(parts) | Query::Or(parts) => {
            let runs = world.runs(parts, matches!(query, Query::Or(_)));
            let is_run = |run: &Run| !world.of_run(run, &alone).is_empty();
            parts.iter().any(|part| a_leaf_holds(part, mark, world)) || runs.iter().any(is_run)
        }
        Query::All | Query::Days { .. } | Query::Not(_) | Query::Whole { .. } => false,
    }
}

//! The search: what was found, what it can be narrowed by, and what else could be asked.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::hit::hit;
use super::{Framed, Link, marked, part};
use crate::counts::{Bucket, Facet, FacetOf, Facets, Share, Timeline, TimelineOf, Unit};
use crate::error::Result;
use crate::field::Field;
use crate::query::{Days, Query};
use crate::render::{bar, count, safe};
use crate::results::{Explain, FoundBy, MissingWord, NothingFound, Results, Total};

/// An answer with everything that is shown beside it.
#[derive(Debug)]
pub struct Found<'a> {
    /// The parameters that asked for it.
    pub link: &'a Link,
    /// Whether nothing was asked, so that it is everything, the newest first.
    pub is_everything: bool,
    pub results: &'a Results,
    /// Without them where there is nothing to narrow, or the question is too long to be narrowed.
    pub facets: Option<&'a Facets>,
    pub timeline: Option<&'a Timeline>,
    pub narrowing: &'a Narrowing,
    /// All that there is.
    pub corpus: Total,
    pub zone: TimeZone,
    pub limit: usize,
    pub offset: usize,
}

/// What an answer is narrowed by, and how it is narrowed otherwise.
#[derive(Debug)]
pub struct Narrowing {
    /// Of each facet.
    pub choices: Vec<Choice>,
    /// The filters of the address that are stretches of days.
    pub days: Vec<(String, Days)>,
}

/// What is chosen of a facet.
#[derive(Debug)]
pub struct Choice {
    pub by: Facet,
    /// The parts of the question that choose.
    pub chosen: Vec<Query>,
    /// The same question without them; `None` where they are among what was typed.
    pub base: Option<Link>,
}

/// So many values of a facet are shown; a link leads to more.
pub const VALUES: usize = 8;
/// So many bars are shown at most; links lead to those before and after.
pub const BARS: usize = 36;
/// Links that narrow may take so many bytes in all: each has the whole question in it.
const LINKS: usize = 16_000;
/// A longer question is kept in no link of a hit, and has no feed: a page of ten would be too large.
const KEPT: usize = 1_000;

/// So many words of each part of a question are shown where it is explained.
const WORDS: usize = 20;

impl Found<'_> {
    /// Whether all values of a facet are asked for.
    fn is_long(&self) -> bool {
        self.link.get("more").is_some()
    }
}

/// The page of an answer.
pub fn search(found: &Found<'_>) -> Result<Vec<u8>> {
    let Found {
        link,
        results,
        is_everything,
        ..
    } = found;
    let is_long = link.query().len() > KEPT;
    let nothing_asked = Link::default();
    let kept = if is_long { &nothing_asked } else { *link };
    let full = link.is_on("full");
    let hits = results.hits.iter();
    let hits = hits.map(|one| hit(one, &[], (kept, full), &found.zone));
    let mut hits = hits.collect::<Result<Vec<Value>>>()?;
    if let Some(nothing) = results.nothing.as_ref().filter(|_| hits.is_empty()) {
        for answer in &nothing.partial {
            hits.push(hit(
                &answer.hit,
                &answer.lacking,
                (kept, full),
                &found.zone,
            )?);
        }
    }
    let total = results.total;
    let typed = safe::line(&results.query);
    let room = LINKS / (link.asking(&results.read_as).query().len() + 120);
    let facets = found.facets.map(|facets| narrowing(facets, found, room));
    let timeline = found.timeline.filter(|_| room > 4);
    let shown_from = found.offset.saturating_add(1);
    let main = part(
        "search.html",
        context! {
            is_everything,
            hits,
            total => context! {
                count => total.articles,
                passage_count => total.passages,
                articles => count::of(total.articles, "article"),
                passages => count::of(total.passages, "passage"),
            },
            corpus => context! {
                articles => count::of(found.corpus.articles, "article"),
                passages => count::of(found.corpus.passages, "passage"),
            },
            is_none => total.articles == 0,
            is_part => !results.hits.is_empty() && (found.offset > 0 || results.part.more),
            from => count::grouped(shown_from as u64),
            to => count::grouped((found.offset + results.hits.len()) as u64),
            read_as => (!is_everything && results.read_as.trim() != results.query.trim())
                .then(|| safe::line(&results.read_as)),
            options => options(link),
            notes => notes(&results.notes, link)?,
            explained => results.explain.as_ref().map(explained),
            nothing => results.nothing.as_ref().filter(|_| total.articles == 0)
                .map(|nothing| other_questions(nothing, found)),
            facets => facets.unwrap_or_else(|| Value::from(Vec::<Value>::new())),
            bars => timeline.and_then(|timeline| bars(timeline, found, room)),
            is_past => total.articles > 0 && results.hits.is_empty(),
            first => link.from_the_first().to("/"),
            previous => (found.offset > 0 && !results.hits.is_empty()).then(|| {
                let before = found.offset.saturating_sub(found.limit);
                let link = link.without(&["offset", "cursor"]);
                let link = if before > 0 { link.with("offset", before) } else { link };
                link.to("/")
            }),
            next => results.part.more.then(|| {
                let after = found.offset.saturating_add(results.part.results);
                link.without(&["cursor"]).with("offset", after).to("/")
            }),
        },
    )?;
    let outlets = found.facets.iter().flat_map(|facets| &facets.facets);
    let outlets = outlets.filter(|facet| facet.by.name() == "outlet");
    let outlets = outlets.flat_map(|facet| &facet.values);
    Framed {
        title: &match is_everything {
            true => "newshound".to_owned(),
            false => format!("{} · newshound", short(&typed)),
        },
        at: "search",
        is_everything: *is_everything,
        skip: "the results",
        link,
        feed: (!is_long).then(|| "/feed".to_owned()),
        outlets: outlets
            .take(VALUES)
            .map(|value| safe::line(&value.value))
            .collect(),
        main,
    }
    .bytes()
}

/// Enough of a question for the title of a window.
fn short(text: &str) -> String {
    crate::render::wrap::cut(text, 80)
}

/// Ways of asking that are in force, each with the link that leaves it out.
fn options(link: &Link) -> Value {
    const ON: &[(&str, &str)] = &[
        ("any", "any of the words"),
        ("all", "all of the words"),
        ("relatives", "with relatives"),
        ("strict", "strict"),
        ("explain", "explained"),
    ];
    let on = ON.iter().filter(|(name, _)| link.is_on(name));
    let on = on.map(|(name, label)| (*name, (*label).to_owned()));
    let without_names = (link.get("aliases").is_some() && !link.is_on("aliases"))
        .then(|| ("aliases", "without other names".to_owned()));
    let zone = link.get("zone");
    let zone = zone.map(|zone| ("zone", format!("days of {}", safe::line(zone))));
    let per_article = link.get("per_article");
    let per_article = per_article.map(|number| {
        (
            "per_article",
            format!("{} of an article", safe::line(number)),
        )
    });
    let filters = link.narrowing().map(|filter| {
        let without = link.narrowed_only(|other| other != filter).to("/");
        context! { label => safe::line(filter), without }
    });
    let half_life = link.get("fresh_half_life");
    let half_life =
        half_life.map(|time| ("fresh_half_life", format!("fresh {}", safe::line(time))));
    let each = on
        .chain(without_names)
        .chain(zone)
        .chain(per_article)
        .chain(half_life);
    each.map(|(name, label)| {
        let without = link.from_the_first().without(&[name]).to("/");
        context! { label, without }
    })
    .chain(filters)
    .collect()
}

/// What was looked for with each part of the question.
fn explained(explain: &Explain) -> Value {
    let leaves = explain.leaves.iter().map(|leaf| {
        let words = leaf.also.iter().chain(&leaf.words).take(WORDS);
        let words: Vec<String> = words.map(|word| safe::line(word)).collect();
        let left = (leaf.also.len() + leaf.words.len()).saturating_sub(words.len());
        context! {
            text => safe::line(&leaf.text),
            words => words.join(", "),
            left => (left > 0).then(|| count::grouped(left as u64)),
            articles => count::of(leaf.articles, "article"),
        }
    });
    leaves.collect()
}

/// Flags of the command that are parameters of the page.
const FLAGS: &[&str] = &["any", "all", "relatives"];

/// Notes, in which a flag is a link to the same question with it.
fn notes(notes: &[String], link: &Link) -> Result<Value> {
    let each = notes.iter().map(|note| {
        let mut html = marked::sentence(&safe::line(note));
        for flag in FLAGS {
            let typed = format!("<code>--{flag}</code>");
            if html.contains(&typed) {
                let others = FLAGS.iter().copied().filter(|other| other != flag);
                let link = link.from_the_first().without(&others.collect::<Vec<_>>());
                let mut linked = "<a href=\"".to_owned();
                marked::escape(&link.with(flag, true).to("/"), &mut linked);
                linked.extend(["\">", flag, "</a>"]);
                html = html.replace(&typed, &linked);
            }
        }
        Value::from_safe_string(html)
    });
    super::notes(each)
}

/// What else could be asked where nothing is found, each as a link.
fn other_questions(nothing: &NothingFound, found: &Found<'_>) -> Value {
    let link = found.link.from_the_first();
    let missing = nothing.missing.iter().take(NothingFound::MOST_SUGGESTED);
    let missing = missing.map(|missing| {
        let meant = meant(missing, &found.results.query);
        context! {
            word => safe::line(&missing.word),
            nearest => missing.nearest.as_deref().map(safe::line),
            href => meant.map(|query| link.with("query", query).to("/")),
        }
    });
    let asked = |found: &FoundBy| {
        context! {
            query => safe::line(&found.query),
            articles => count::of(found.articles, "article"),
            href => (found.articles > 0).then(|| link.asking(&found.query).to("/")),
        }
    };
    let with = |flag: &str, articles: u64| {
        let link = link.without(FLAGS).with(flag, true);
        context! { href => link.to("/"), articles => count::of(articles, "article") }
    };
    // Of single words it is said which are missing.
    let is_said = !nothing.missing.is_empty() && nothing.any_articles.is_some();
    let parts: &[FoundBy] = if is_said { &[] } else { &nothing.parts };
    context! {
        missing => missing.collect::<Value>(),
        any => nothing.any_articles.filter(|articles| *articles > 0).map(|articles| with("any", articles)),
        relatives => nothing.relatives_articles.map(|articles| with("relatives", articles)),
        parts => parts.iter().map(asked).collect::<Value>(),
        looser => nothing.looser.as_ref().map(asked),
        has_partial => !nothing.partial.is_empty(),
    }
}

/// The question with the nearest word in place of one that occurs nowhere, where it was typed so.
fn meant(missing: &MissingWord, query: &str) -> Option<String> {
    let nearest = missing.nearest.as_deref()?;
    let word = missing.word.rsplit(':').next().unwrap_or(&missing.word);
    let (at, found) = query.match_indices(word).find(|(at, found)| {
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !is_letter(query[..*at].chars().next_back())
            && !is_letter(query[at + found.len()..].chars().next())
    })?;
    Some(format!(
        "{}{nearest}{}",
        &query[..at],
        &query[at + found.len()..]
    ))
}

/// The facets, each with links to its values.
fn narrowing(facets: &Facets, found: &Found<'_>, room: usize) -> Value {
    // Each facet has three links besides its values. One of which all is asked for has more room than the others.
    let whole = room;
    let room = room / if found.is_long() { 4 } else { 2 };
    let of = facets.facets.iter();
    let of = of.filter(|facet| facet.value_count > 0 || choice(found, facet.by).is_some());
    let of = of.take(room / 4);
    let most = (room / of.clone().count().max(1)).saturating_sub(3);
    of.map(|facet| {
        let is_long = found.link.get("more") == Some(facet.by.name());
        let most = match is_long {
            true => whole.saturating_sub(3),
            false => VALUES.min(most),
        };
        values(facet, found, (most, is_long))
    })
    .collect()
}

/// What is chosen of a facet; `None` where nothing is.
fn choice<'a>(found: &'a Found<'_>, by: Facet) -> Option<&'a Choice> {
    let mut choices = found.narrowing.choices.iter();
    choices.find(|choice| choice.by == by && !choice.chosen.is_empty())
}

fn values(facet: &FacetOf, found: &Found<'_>, (most, is_long): (usize, bool)) -> Value {
    let link = found.link;
    let by = facet.by;
    let of = found
        .narrowing
        .choices
        .iter()
        .find(|choice| choice.by == by);
    let base = of.and_then(|choice| choice.base.as_ref());
    let chosen = of.map_or(&[][..], |choice| &choice.chosen);
    let back = || match base {
        Some(base) => base.to("/"),
        None => link.asking(&facet.read_as).to("/"),
    };
    let is_chosen = |filter: &Query| matches!(chosen, [only] if only == filter);
    let row = |label: String, filter: &Query, share: &Share| {
        let is_chosen = is_chosen(filter);
        context! {
            label,
            count => count::grouped(share.count),
            is_chosen,
            href => match base {
                _ if is_chosen => back(),
                Some(base) => base.narrowed(&filter.to_string()).to("/"),
                None => link.asking(&share.question).to("/"),
            },
        }
    };
    let shown = facet.values.iter().take(most);
    let filters = shown.map(|value| (value, by.filter(Some(&value.value))));
    let filters: Vec<_> = filters.collect();
    let unknown = by.filter(None);
    let is_among = filters.iter().any(|(_, filter)| is_chosen(filter)) || is_chosen(&unknown);
    // A choice that is none of the values that are shown is shown before them.
    let other = (!chosen.is_empty() && !is_among).then(|| {
        let written: Vec<String> = chosen.iter().map(Query::to_string).collect();
        context! {
            label => cut(&safe::line(&written.join(" AND "))),
            count => count::grouped(found.results.total.articles),
            is_chosen => true,
            href => back(),
        }
    });
    let rows = filters
        .iter()
        .map(|(value, filter)| row(cut(&safe::line(&value.value)), filter, &value.articles));
    let left = facet.value_count.saturating_sub(filters.len() as u64);
    let name = by.name();
    context! {
        name,
        values => other.into_iter().chain(rows).collect::<Value>(),
        unknown => (facet.unknown.count > 0 && most > 0)
            .then(|| row(format!("no {name}"), &unknown, &facet.unknown)),
        left => (left > 0).then(|| count::grouped(left)),
        more => (left > 0 && !is_long).then(|| format!("{}#by-{name}", link.with("more", name).to("/"))),
    }
}

/// Enough of a value for the rail.
fn cut(value: &str) -> String {
    crate::render::wrap::cut(value, 60)
}

/// A hundredth of the highest bar; what is there at all is seen.
fn height(count: u64, most: u64) -> u64 {
    match count {
        0 => 0,
        count => (count * 100).div_ceil(most.max(1)).max(2),
    }
}

/// The stretches of time that are shown, at most so many: those that hold most articles, without empty ones at the
/// ends. Of several that hold as many the latest.
pub fn window(line: &TimelineOf, most: usize) -> Range<usize> {
    let counts: Vec<u64> = line
        .buckets
        .iter()
        .map(|bucket| bucket.articles.count)
        .collect();
    let width = most.min(counts.len());
    let mut held: u64 = counts.iter().take(width).sum();
    let (mut best, mut begin) = (held, 0);
    for at in width..counts.len() {
        held = held + counts[at] - counts[at - width];
        if held >= best {
            (best, begin) = (held, at + 1 - width);
        }
    }
    let shown = begin..begin + width;
    let is_some = |at: &usize| counts[*at] > 0;
    match (
        shown.clone().find(is_some),
        shown.clone().rev().find(is_some),
    ) {
        (Some(first), Some(last)) => first..last + 1,
        _ => begin..begin,
    }
}

/// A bar for each stretch of time; none where all articles are of one.
fn bars(timeline: &Timeline, found: &Found<'_>, room: usize) -> Option<Value> {
    let line = timeline.lines.first()?;
    let link = found.link;
    let window = window(line, BARS.min(room / if found.is_long() { 4 } else { 2 }));
    let shown = line.buckets.get(window.clone())?;
    if shown.len() < 2 {
        return None;
    }
    let highest = shown.iter().map(|bucket| bucket.articles.count).max()?;
    let names = names(
        timeline.by,
        &shown.iter().map(|bucket| bucket.from).collect::<Vec<_>>(),
    );
    let bars = shown.iter().zip(names);
    let bars = bars.map(|(bucket, name)| {
        let look = (highest, name);
        bar_of(bucket, timeline.by, found, look)
    });
    let outside = |buckets: &[Bucket], days: Days| {
        let articles: u64 = buckets.iter().map(|bucket| bucket.articles.count).sum();
        let field = Field::Date;
        let href = || {
            link.narrowed(&Query::Days { field, days }.to_string())
                .to("/")
        };
        (articles > 0)
            .then(|| context! { href => href(), articles => count::of(articles, "article") })
    };
    let (first, last) = (shown.first()?, shown.last()?);
    let earlier = outside(
        &line.buckets[..window.start],
        Days::Between(None, first.from.yesterday().ok()),
    );
    let later = outside(
        &line.buckets[window.end..],
        Days::Between(last.to.tomorrow().ok(), None),
    );
    let undated = (line.undated.count > 0).then(|| {
        context! {
            href => link.narrowed("date:none").to("/"),
            articles => count::of(line.undated.count, "article"),
        }
    });
    Some(context! {
        by => timeline.by.name(),
        is_many => shown.len() > COUNTED,
        bars => bars.collect::<Value>(),
        rest => [(earlier, " before"), (later, " after"), (undated, " without a date")]
            .into_iter()
            .filter_map(|(rest, where_it_is)| Some(context! { rest => rest?, where_it_is }))
            .collect::<Value>(),
    })
}

/// More bars have no room for the counts above them.
const COUNTED: usize = 14;
/// Of more bars within years only the years have room for a name.
const NAMED: usize = 12;
/// How wide the bars are all together where there is least room, and one at most, in pixels.
const LEAST_ROOM: usize = 350;
const WIDEST: usize = 48;
/// How wide the number of a year is.
const YEAR: usize = 34;

/// What is written below each of the bars that begin on these days: as many names as have room.
fn names(by: Unit, begins: &[Date]) -> Vec<Option<String>> {
    let width = (LEAST_ROOM / begins.len().max(1)).min(WIDEST);
    let room = YEAR.div_ceil(width.max(1));
    let year = |day: Date| format!("{:04}", day.year());
    if by == Unit::Year {
        let step = [1, 2, 5, 10].into_iter().find(|step| *step >= room);
        let step = step.unwrap_or(20) as i16;
        return begins
            .iter()
            .map(|day| (day.year() % step == 0).then(|| year(*day)))
            .collect();
    }
    let is_january = |day: &Date| day.month() == 1;
    let next = begins.iter().skip(1).position(is_january);
    let each = begins.iter().enumerate().map(|(at, day)| {
        // Before a year that begins soon there is no room for the name of the one before.
        let is_first = at == 0 && next.is_none_or(|next| next + 1 >= room);
        match by {
            _ if is_january(day) || is_first => Some(year(*day)),
            Unit::Month if begins.len() <= NAMED => MONTHS
                .get(usize::try_from(day.month() - 1).unwrap_or_default())
                .map(|name| (*name).to_owned()),
            Unit::Quarter if begins.len() <= NAMED => {
                Some(format!("Q{}", (day.month() - 1) / 3 + 1))
            }
            _ => None,
        }
    });
    each.collect()
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn bar_of(
    bucket: &Bucket,
    by: Unit,
    found: &Found<'_>,
    (highest, name): (u64, Option<String>),
) -> Value {
    let share = &bucket.articles;
    let days = Days::Between(Some(bucket.from), Some(bucket.to));
    let field = Field::Date;
    let filter = Query::Days { field, days };
    let choice = choice(found, Facet::Year)
        .filter(|choice| matches!(choice.chosen.as_slice(), [only] if *only == filter));
    // It takes the place of a longer stretch that is chosen.
    let is_around = |filter: &str| {
        let mut days = found.narrowing.days.iter();
        days.any(|(known, days)| {
            let Days::Between(from, to) = days else {
                return false;
            };
            known == filter
                && from.is_none_or(|from| from <= bucket.from)
                && to.is_none_or(|to| to >= bucket.to)
        })
    };
    let href = || match choice.and_then(|choice| choice.base.as_ref()) {
        Some(base) => base.to("/"),
        None => found
            .link
            .narrowed_only(|filter| !is_around(filter))
            .narrowed(&filter.to_string())
            .to("/"),
    };
    context! {
        label => by.label(bucket.from),
        short => name,
        count => count::grouped(share.count),
        height => height(share.count, highest),
        share => bar::per_cent(share.share()),
        is_chosen => choice.is_some_and(|choice| choice.base.is_some()),
        href => (share.count > 0).then(href),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn names_of_bars_do_not_run_together() {
        for by in [Unit::Month, Unit::Quarter, Unit::Year] {
            for count in 2..=BARS {
                for month in 0..12 {
                    let first = by.begin(Date::constant(1998, 1, 1).saturating_add(month.months()));
                    let begins = std::iter::successors(Some(first), |day| by.next(*day));
                    let begins: Vec<Date> = begins.take(count).collect();
                    let width = (350 / count).min(48);
                    let mut free = 0;
                    let mut named = 0;
                    for (at, name) in names(by, &begins).into_iter().enumerate() {
                        let Some(name) = name else { continue };
                        assert!(at * width >= free, "{count} by {by}: {name}");
                        free = at * width + 7 * name.len();
                        named += 1;
                    }
                    assert!(
                        named > 0 || count < 12 && by == Unit::Year,
                        "{count} by {by}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_nearest_word_takes_the_place_of_the_one_that_was_typed() {
        let missing = |word: &str| MissingWord {
            word: word.to_owned(),
            nearest: Some("chips".to_owned()),
        };
        assert_eq!(
            meant(&missing("chpis"), "chpis AND ban").unwrap(),
            "chips AND ban"
        );
        assert_eq!(
            meant(&missing("title:chpis"), "title:chpis").unwrap(),
            "title:chips"
        );
        assert_eq!(meant(&missing("chp"), "chpis"), None);
    }
}

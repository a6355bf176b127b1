//! The search: what was found, what it can be narrowed by, and what else could be asked.

use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::hit::hit;
use super::{Framed, Link, marked, part};
use crate::counts::{Bucket, FacetOf, Facets, Share, Timeline, Unit};
use crate::error::Result;
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
    /// All that there is.
    pub corpus: Total,
    pub zone: TimeZone,
    pub limit: usize,
    pub offset: usize,
}

/// So many values of a facet are shown; a link leads to more.
pub const VALUES: usize = 8;
/// So many bars are shown; a link leads to those before.
const BARS: usize = 36;
/// Links that narrow may take so many bytes in all: each has the whole question in it.
const LINKS: usize = 16_000;
/// A longer question is kept in no link of a hit, and has no feed: a page of ten would be too large.
const KEPT: usize = 1_000;

/// So many words of each part of a question are shown where it is explained.
const WORDS: usize = 20;

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
    let facets = found
        .facets
        .map(|facets| narrowing(facets, link, &results.read_as, room));
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
            is_part => found.offset > 0 || results.part.more,
            from => count::grouped(shown_from as u64),
            to => count::grouped((found.offset + results.hits.len()) as u64),
            read_as => (!is_everything && results.read_as.trim() != results.query.trim())
                .then(|| safe::line(&results.read_as)),
            options => options(link),
            notes => notes(&results.notes, link),
            explained => results.explain.as_ref().map(explained),
            nothing => results.nothing.as_ref().filter(|_| total.articles == 0)
                .map(|nothing| other_questions(nothing, found)),
            facets => facets.unwrap_or_else(|| Value::from(Vec::<Value>::new())),
            bars => timeline.and_then(|timeline| bars(timeline, found, room)),
            previous => (found.offset > 0).then(|| {
                let before = found.offset.saturating_sub(found.limit);
                let link = link.without(&["offset", "cursor"]);
                let link = if before > 0 { link.with("offset", before) } else { link };
                link.to("/")
            }),
            next => results.part.more.then(|| {
                let after = found.offset.saturating_add(results.part.results);
                link.without(&["cursor"]).with("offset", after).to("/")
            }),
            everything => link.without(&["query", "after", "before", "outlet"]).from_the_first().to("/"),
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
fn notes(notes: &[String], link: &Link) -> Value {
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
    each.collect()
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
fn narrowing(facets: &Facets, link: &Link, read_as: &str, room: usize) -> Value {
    // Each facet has two links besides its values.
    let room = room / 2;
    let of = facets.facets.iter().filter(|facet| facet.value_count > 0);
    let of = of.take(room / 3);
    let most = (room / of.clone().count().max(1)).saturating_sub(2);
    of.map(|facet| {
        let is_long = link.get("more") == Some(facet.by.name());
        let most = if is_long {
            usize::MAX
        } else {
            VALUES.min(most)
        };
        values(facet, link, read_as, most)
    })
    .collect()
}

fn values(facet: &FacetOf, link: &Link, read_as: &str, most: usize) -> Value {
    let largest = facet.values.iter().map(|value| value.articles.count).max();
    let row = |label: String, share: &Share| {
        let is_chosen = share.question == read_as && facet.read_as != read_as;
        let question = match is_chosen {
            true => &facet.read_as,
            false => &share.question,
        };
        context! {
            label,
            count => count::grouped(share.count),
            width => width(share.count, largest.unwrap_or(0)),
            is_chosen,
            href => link.asking(question).to("/"),
        }
    };
    let values = facet.values.iter().take(most);
    let values = values.map(|value| {
        let label = safe::line(&value.value);
        row(crate::render::wrap::cut(&label, 60), &value.articles)
    });
    let shown = facet.values.len().min(most) as u64;
    let left = facet.value_count.saturating_sub(shown);
    let name = facet.by.name();
    context! {
        name,
        values => values.collect::<Value>(),
        unknown => (facet.unknown.count > 0 && most > 0)
            .then(|| row(format!("no {name}"), &facet.unknown)),
        left => (left > 0).then(|| count::grouped(left)),
        more => (left > 0 && most < usize::MAX).then(|| format!("{}#by-{name}", link.with("more", name).to("/"))),
    }
}

/// A hundredth of the widest bar; what is there at all is seen.
fn width(count: u64, most: u64) -> u64 {
    match count {
        0 => 0,
        count => (count * 100).div_ceil(most.max(1)).max(2),
    }
}

/// A bar for each stretch of time.
fn bars(timeline: &Timeline, found: &Found<'_>, room: usize) -> Option<Value> {
    let line = timeline.lines.first()?;
    let link = found.link;
    let most = BARS.min(room / 2);
    let skipped = line.buckets.len().saturating_sub(most);
    let (earlier, shown) = line.buckets.split_at(skipped);
    let first = shown.first()?;
    let highest = shown.iter().map(|bucket| bucket.articles.count).max()?;
    let bars = shown.iter().enumerate().map(|(at, bucket)| {
        let is_new = |at: usize| shown[at].from.year() != shown[at - 1].from.year();
        // Of two years side by side, there is no room for the name of the first.
        let is_named = (at == 0 || is_new(at)) && !(at + 1 < shown.len() && is_new(at + 1));
        bar_of(
            bucket,
            timeline.by,
            link,
            (highest, is_named),
            &found.results.read_as,
        )
    });
    let bars: Value = bars.collect();
    let earlier: u64 = earlier.iter().map(|bucket| bucket.articles.count).sum();
    Some(context! {
        by => timeline.by.name(),
        bars,
        earlier => (earlier > 0).then(|| {
            let link = link.asking(&line.read_as).with("before", first.from);
            context! { href => link.to("/"), articles => count::of(earlier, "article") }
        }),
        undated => (line.undated.count > 0).then(|| context! {
            href => link.asking(&line.undated.question).to("/"),
            articles => count::of(line.undated.count, "article"),
        }),
    })
}

fn bar_of(
    bucket: &Bucket,
    by: Unit,
    link: &Link,
    (highest, is_named): (u64, bool),
    read_as: &str,
) -> Value {
    let share = &bucket.articles;
    context! {
        label => by.label(bucket.from),
        short => match by {
            Unit::Year => Some(by.label(bucket.from)),
            _ if is_named => Some(format!("{:04}", bucket.from.year())),
            _ => None,
        },
        count => count::grouped(share.count),
        height => width(share.count, highest),
        share => bar::per_cent(share.share()),
        is_chosen => share.question == read_as,
        href => (share.count > 0).then(|| link.asking(&share.question).to("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

//! When a page was published: not when it was changed, nor when another story was or what readers say of it.

use dom_query::NodeRef;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, civil};

use super::place;
use super::statements::{Statements, attribute, short_text};
use crate::article::Date;
use crate::source::date::date;
use crate::source::extracted::{Extracted, shortened};

/// Names in the head of a page and what they are called, the most trusted first.
const IN_HEAD: &[(&str, &str)] = &[
    ("article:published_time", "meta article:published_time"),
    (
        "og:article:published_time",
        "meta og:article:published_time",
    ),
    ("datepublished", "itemprop datePublished"),
    ("rnews:datepublished", "meta rnews:datePublished"),
    ("parsely-pub-date", "meta parsely-pub-date"),
    ("sailthru.date", "meta sailthru.date"),
    (
        "citation_publication_date",
        "meta citation_publication_date",
    ),
    ("citation_online_date", "meta citation_online_date"),
    ("citation_date", "meta citation_date"),
    ("dcterms.issued", "meta DCTERMS.issued"),
    ("dcterms.created", "meta DCTERMS.created"),
    ("dcterms.date", "meta DCTERMS.date"),
    ("dc.date.issued", "meta DC.date.issued"),
    ("dc.date.created", "meta DC.date.created"),
    ("dc.date", "meta DC.date"),
    ("dc:date", "meta dc:date"),
    ("og:published_time", "meta og:published_time"),
    ("published_time", "meta published_time"),
    ("publish-date", "meta publish-date"),
    ("publish_date", "meta publish_date"),
    ("publishdate", "meta publishdate"),
    ("publication_date", "meta publication_date"),
    ("article_date_original", "meta article_date_original"),
    ("originalpublicationdate", "meta OriginalPublicationDate"),
    ("pubdate", "meta pubdate"),
    ("date", "meta date"),
    ("datecreated", "itemprop dateCreated"),
];

/// Marks of elements, the same, by microdata and by RDFa.
const MARKED: &[(&str, [&str; 2])] = &[
    (
        "datepublished",
        ["itemprop datePublished", "property datePublished"],
    ),
    ("pubdate", ["itemprop pubdate", "property pubdate"]),
    ("date", ["itemprop date", "property date"]),
    (
        "datecreated",
        ["itemprop dateCreated", "property dateCreated"],
    ),
];

/// Adds the date of a page that does not have one from its description.
///
/// A date that the description states and that cannot be read is `unread`.
pub(super) fn claim(
    statements: &Statements,
    in_address: Option<civil::Date>,
    mut unread: Option<(String, &'static str)>,
    extracted: &mut Extracted,
) {
    for (name, from) in IN_HEAD {
        first(extracted, statements.meta(name), from, &mut unread);
    }
    for (name, from) in MARKED {
        first(extracted, statements.marked(name), from[0], &mut unread);
        first(extracted, statements.properties(name), from[1], &mut unread);
    }
    if extracted.article.about.date.is_none() {
        shown(statements, in_address, extracted);
    }
    if extracted.article.about.date.is_none()
        && let Some((text, from)) = unread
    {
        extracted.notes.push(format!(
            "{from}: `{}` is not a date of a page that can be read",
            shortened(&text)
        ));
    }
}

/// Takes the first value that is a date; one that is none is remembered.
pub(super) fn first(
    extracted: &mut Extracted,
    values: Vec<String>,
    from: &'static str,
    unread: &mut Option<(String, &'static str)>,
) {
    for value in values {
        match date(&value).filter(|date| is_of_the_web(*date)) {
            Some(date) => return extracted.date(date, from),
            None if unread.is_none() => *unread = Some((value, from)),
            None => {}
        }
    }
}

/// A date that a page shows its readers.
fn shown(statements: &Statements, in_address: Option<civil::Date>, extracted: &mut Extracted) {
    let is_own = |node: &&NodeRef| {
        !place::is_beside(node, &statements.around_headline) && !is_of_change(node)
    };
    // What a page shows may be of something else; its address is of itself.
    let agrees = |date: &Date| in_address.is_none_or(|day| days_apart(*date, day) <= 1);
    let own = statements.times.iter().filter(is_own);
    let (marked, others): (Vec<&NodeRef>, Vec<&NodeRef>) =
        own.partition(|time| time.has_attr("pubdate"));
    let times = marked
        .iter()
        .chain(&others)
        .map(|time| attribute(time, "datetime").unwrap_or_else(|| short_text(time)));
    let mut dates = times.filter_map(|text| date(&text));
    if let Some(date) = dates.find(|date| is_of_the_web(*date) && agrees(date)) {
        return extracted.date(date, "time element");
    }
    if let Some(day) = in_address {
        return extracted.date(Date::Day(day), "the address");
    }
    let mut written = statements.dates.iter().filter(is_own);
    let read = |node: &NodeRef| date(&short_text(node)).filter(|date| is_of_the_web(*date));
    if let Some(date) = written.find_map(read) {
        extracted.date(date, "text of the class `date`");
    }
}

/// Takes the day in the address for the one that the outlet wrote, where it is next to that of the instant: the
/// offset that makes it so is the least of whole hours.
pub(super) fn agree_with_address(day: civil::Date, extracted: &mut Extracted) {
    let about = &mut extracted.article.about;
    let Some(Date::Instant(instant) | Date::Written(instant, _)) = about.date else {
        return;
    };
    if about.date.is_some_and(|date| date.written_day() == day) {
        return;
    }
    let hours = (1..=14i8).flat_map(|hours| [hours, -hours]);
    let mut moved = hours.map(|hours| Date::at(instant, jiff::tz::offset(hours)));
    if let Some(moved) = moved.find(|date| date.written_day() == day) {
        about.date = Some(moved);
        extracted
            .notes
            .push(format!("the day is the one in the address, `{day}`"));
    }
}

fn days_apart(date: Date, day: civil::Date) -> i32 {
    let apart = date.day(&TimeZone::UTC).since(day);
    apart.map_or(i32::MAX, |span| span.get_days().abs())
}

/// Words by which a page says that something was changed.
const OF_CHANGE: &[&str] = &[
    "actualizado",
    "aggiornat",
    "aktualisiert",
    "atualizad",
    "bijgewerkt",
    "geändert",
    "mis à jour",
    "modifi",
    "modified",
    "revised",
    "updat",
    "zaktualizowano",
    "обновлен",
    "更新",
];

/// Whether an element says, or what goes before it, that its date is one of a change.
fn is_of_change(node: &NodeRef) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        OF_CHANGE.iter().any(|word| text.contains(word))
    };
    let names = ["class", "itemprop", "property", "id", "data-testid"];
    let parent = node.parent();
    let around = [Some(*node), parent];
    let is_named = around.iter().flatten().any(|node| {
        let mut values = names.iter().filter_map(|name| node.attr(name));
        values.any(|value| says(&value) && !value.contains("publish"))
    });
    is_named || says(&before(node))
}

/// The few characters that are before an element on its line.
fn before(node: &NodeRef) -> String {
    const FEW: usize = 24;
    const NEAR: usize = 8;
    let mut at = *node;
    let mut text = String::new();
    for _ in 0..3 {
        for _ in 0..NEAR {
            let Some(previous) = at.prev_sibling() else {
                break;
            };
            text = format!("{}{text}", short_text_of(&previous));
            if !text.trim().is_empty() || text.len() > FEW {
                let text = text.trim();
                let cut = text.floor_char_boundary(text.len().saturating_sub(FEW));
                return text[cut..].to_owned();
            }
            at = previous;
        }
        match at.parent() {
            Some(parent) => at = parent,
            None => break,
        }
    }
    text
}

fn short_text_of(node: &NodeRef) -> String {
    match node.is_text() {
        true => node.text().to_string(),
        false => short_text(node),
    }
}

/// No page was published later than it is read; a clock may be a day fast.
pub(super) fn not_after(now: Option<Timestamp>, extracted: &mut Extracted) {
    const DAY: SignedDuration = SignedDuration::from_hours(24);
    let latest = now.and_then(|now| now.checked_add(DAY).ok());
    let date = extracted.article.about.date;
    if let (Some(date), Some(latest)) = (date, latest)
        && date.seconds() > latest.as_second()
    {
        extracted.article.about.date = None;
        extracted.retract("date");
        let note = format!("the date of the page, {date}, is in the future and is left out");
        extracted.notes.push(note);
    }
}

/// No page was published before there were pages; many contain `0001-01-01`.
pub(super) fn is_of_the_web(date: Date) -> bool {
    date.day(&TimeZone::UTC).year() >= 1990
}

/// The day in an address such as `/2025/01/21/` or `/2025-01-21-`.
pub(super) fn in_address(url: &str) -> Option<civil::Date> {
    let numbers: Vec<&str> = url.split(|c: char| !c.is_ascii_digit()).collect();
    let parted = numbers.windows(3).find_map(|window| {
        let is_day = window[0].len() == 4
            && (1..=2).contains(&window[1].len())
            && (1..=2).contains(&window[2].len());
        let text = format!("{}-{:0>2}-{:0>2}", window[0], window[1], window[2]);
        text.parse().ok().filter(|_| is_day)
    });
    parted.filter(|day: &civil::Date| (1990..=2100).contains(&day.year()))
}

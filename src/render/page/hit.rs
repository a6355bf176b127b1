//! A hit: what is known of its article, the headline that leads to it, and the sentences that hold the marks.

use jiff::tz::TimeZone;
use minijinja::{Value, context};

use super::{Link, marked, part};
use crate::article::About;
use crate::error::Result;
use crate::render::safe::{self, Marked};
use crate::render::{count, snippet};
use crate::results::Hit;

/// The characters of a snippet.
const CHARACTERS: usize = 280;
/// The columns of a headline among others.
const HEADLINE: usize = 240;

/// A hit, whose headline leads to its passage with everything that `link` asks, and with `full` the whole passage;
/// `lacking` is what of the question is not true in it.
pub fn hit(
    hit: &Hit,
    lacking: &[String],
    (link, full): (&Link, bool),
    zone: &TimeZone,
) -> Result<Value> {
    let about = &hit.article.about;
    let lang = about.lang.as_deref();
    let passage = &hit.passage;
    let text = match full {
        true => safe::marked_text(&passage.text, &passage.marks),
        false => {
            let ranges = snippet::snippet(passage, lang, CHARACTERS);
            snippet::line(passage, &ranges)
        }
    };
    let path = format!("/articles/{}", hit.article.id);
    let link = link.with("passage", passage.number);
    let more = hit.more_in_article;
    let lacking = lacking.iter().map(|part| safe::line(part));
    let values = context! {
        address => hit.address(),
        href => format!("{}#p{}", link.to(&path), passage.number),
        headline => marked::line(&headline(hit).cut(HEADLINE)),
        text => marked::line(&text),
        lang,
        known => known(about, zone),
        number => passage.number,
        of => passage.of,
        more => (more > 0).then(|| count::of(more.into(), "more passage")),
        lacking => lacking.collect::<Vec<_>>(),
    };
    part("hit.html", context! { hit => values })
}

fn headline(hit: &Hit) -> Marked {
    let article = &hit.article;
    let line = match &article.about.title {
        Some(title) => safe::marked(title, &article.title_marks),
        None => safe::line(&article.headline).into(),
    };
    match line.text.is_empty() {
        true => format!("{} without a headline", article.id).into(),
        false => line,
    }
}

/// Outlet, day and language, as far as they are known.
pub fn known(about: &About, zone: &TimeZone) -> Value {
    let outlet = about.outlet.as_deref().map(safe::line);
    let outlet = outlet.filter(|outlet| !outlet.is_empty());
    context! {
        outlet => outlet.map(|outlet| Marked::from(outlet).cut(80).text),
        date => about.date.map(|date| date.day(zone).to_string()),
        lang => about.lang.clone(),
        is_summary => about.is_summary,
    }
}

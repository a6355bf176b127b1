//! The versions of an article that were captured from the web, the one in force and those before it.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::article::Date;
use crate::corpus;
use crate::error::{Error, Kind, Result};
use crate::passage;
use crate::results::StoredArticle;
use crate::source::Limits;

/// So many captures are named where another one is meant.
const NAMED: usize = 10;

/// The version of an article that was captured at a moment; of a day, the last of that day in UTC.
///
/// Fails with `Kind::NotFound` if there is none.
pub fn captured(
    corpus: &Path,
    limits: Limits,
    stored: StoredArticle,
    when: Date,
) -> Result<StoredArticle> {
    let own = stored.about.captured.map(Date::seconds);
    let others = stored.also.iter();
    let others = others.filter_map(|place| Some((place.captured?, Some(place.file.as_str()))));
    let mut captures: Vec<(i64, Option<&str>)> = own
        .map(|own| (own, None))
        .into_iter()
        .chain(others)
        .collect();
    captures.sort_unstable();
    let meant = captures
        .iter()
        .rev()
        .find(|(moment, _)| is_meant(*moment, when));
    let Some((moment, file)) = meant else {
        return Err(none(&stored, &captures, when));
    };
    let Some(file) = file else {
        return Ok(stored);
    };
    let moment = Timestamp::from_second(*moment).unwrap_or_default();
    let articles = corpus::captured_at(corpus, file, limits, moment);
    let articles = articles
        .map_err(|problem| Error::new(Kind::Io, format!("`{file}`: {}", problem.reason)))?;
    let address = corpus::uncorrected(&stored.about).address();
    let found = articles.flatten().map(|found| found.article);
    let found = found
        .into_iter()
        .find(|article| article.about.address() == address);
    let Some(article) = found else {
        let message = format!("`{file}` does not hold the capture of {moment} any more");
        return Err(Error::new(Kind::NotFound, message).hint("newshound index"));
    };
    let passages = passage::passages(&article.text, article.about.lang.as_deref());
    Ok(StoredArticle {
        passages: passages.map(|passage| passage.bytes).collect(),
        about: article.about,
        text: article.text,
        ..stored
    })
}

fn is_meant(moment: i64, when: Date) -> bool {
    match when {
        Date::Day(day) => {
            let moment = Timestamp::from_second(moment).unwrap_or_default();
            TimeZone::UTC.to_datetime(moment).date() == day
        }
        when => when.seconds() == moment,
    }
}

fn none(stored: &StoredArticle, captures: &[(i64, Option<&str>)], when: Date) -> Error {
    let message = format!("no version of `{}` was captured at `{when}`", stored.id);
    let error = Error::new(Kind::NotFound, message);
    let named = captures.iter().rev().take(NAMED);
    let named = named.filter_map(|(moment, _)| Timestamp::from_second(*moment).ok());
    let named: Vec<String> = named.map(|moment| format!("`{moment}`")).collect();
    match named.is_empty() {
        true => error.hint("leave out `--captured`: the article does not come from the web"),
        false => error.hint(format!("there are {}", named.join(", "))),
    }
}

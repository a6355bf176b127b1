//! Naming an article: by id, by the beginning of one, by an address, a key, a path or a URL.

use std::ops::Range;
use std::path::Path;

use super::places;
use crate::answer;
use crate::article::{Id, canonical_url, url_id};
use crate::corpus::{self, Catalogue};
use crate::engine::Snapshot;
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::query::{Query, Scope};
use crate::question::Question;
use crate::render::count;
use crate::results::{ListedArticle, StoredArticle};

/// Where names are looked up.
pub struct Names<'a> {
    pub corpus: &'a Path,
    pub index: &'a Path,
    /// Whether only what is within the corpus has a name, for a door that others come in by.
    pub for_others: bool,
}

/// The article that `text` names, in a corpus and its index; of an id there are at least `least` digits.
///
/// Fails with `Kind::NotFound` if there is none, with `Kind::Usage` if there are several or too few
/// digits.
pub fn article(snapshot: &dyn Snapshot, names: &Names<'_>, text: &str, least: usize) -> Result<Id> {
    let none = || {
        Error::new(Kind::NotFound, format!("there is no article `{text}`"))
            .hint("give an id or its beginning, a key, a file of the corpus or a URL; `newshound list` shows ids")
    };
    let found = candidates(snapshot, names, text, least)?;
    match found.as_slice() {
        [] if digits(text).is_some_and(|digits| digits.len() < least) => {
            let message = format!("`{text}` is too short to be sure which article is meant");
            Err(Error::new(Kind::Usage, message).hint(format!("give at least {least} digits")))
        }
        [] => Err(none()),
        [one] => Ok(*one),
        several => {
            let names: Vec<String> = several.iter().take(MOST).map(Id::to_string).collect();
            let more = if several.len() > MOST { ", …" } else { "" };
            let message = format!(
                "`{text}` could be several articles: {}{more}",
                names.join(", ")
            );
            Err(Error::new(Kind::Usage, message).hint("give more digits of one of them"))
        }
    }
}

const MOST: usize = 5;

/// Fewer digits may soon be those of a new article as well.
const LEAST_SHOWN: usize = 7;

/// How many digits tell these ids from those of all other articles, at least `LEAST_SHOWN`.
pub fn unique_digits(snapshot: &dyn Snapshot, ids: impl IntoIterator<Item = Id>) -> Result<usize> {
    let mut digits = LEAST_SHOWN;
    for id in ids {
        let whole = id.to_string();
        while digits < Id::DIGITS && snapshot.ids_beginning(&whole[..digits], 2)?.len() > 1 {
            digits += 1;
        }
    }
    Ok(digits)
}

/// The number of the passage, where an address names one; the largest there is for any that is larger.
pub fn passage_number(text: &str) -> Option<usize> {
    digits(text)?;
    let number = text.split_once(':')?.1;
    // Digits alone, so that what cannot be read is too large.
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().unwrap_or(usize::MAX))
}

/// The passage of an article that `name`, an address with this number from 1, is of: its number and its bytes.
pub fn passage_of(
    stored: &StoredArticle,
    number: usize,
    name: &str,
) -> Result<(usize, Range<usize>)> {
    let bytes = number.checked_sub(1).and_then(|at| stored.passages.get(at));
    let none = || {
        let (id, of) = (
            stored.id,
            count::of(stored.passages.len() as u64, "passage"),
        );
        let number = name.rsplit_once(':').map_or(name, |(_, number)| number);
        let message = format!("article `{id}` has {of}, and none is number {number}");
        Error::new(Kind::NotFound, message).hint(format!("newshound show {id} --passages"))
    };
    bytes.map(|bytes| (number, bytes.clone())).ok_or_else(none)
}

/// The digits of an id or of an address, or of the beginning of one.
fn digits(text: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let digits = match text.split_once(':') {
        Some((digits, number)) if is_number(number) => digits,
        _ => text,
    };
    let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    (is_hex && (1..=16).contains(&digits.len())).then_some(digits)
}

fn candidates(
    snapshot: &dyn Snapshot,
    names: &Names<'_>,
    text: &str,
    least: usize,
) -> Result<Vec<Id>> {
    if canonical_url(text).is_some() {
        let found: Vec<Id> = with_url(snapshot, (names.corpus, names.index), text)?
            .into_iter()
            .collect();
        return match found.is_empty() {
            true => with_key(snapshot, text),
            false => Ok(found),
        };
    }
    // A key that looks like the beginning of an id names neither by itself.
    let mut found = match digits(text).filter(|digits| digits.len() >= least) {
        Some(digits) => snapshot.ids_beginning(digits, MOST + 1)?,
        None => Vec::new(),
    };
    found.extend(with_key(snapshot, text)?);
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        return Ok(found);
    }
    let names = names.of(text);
    for name in &names {
        let found = snapshot.ids_of_file(name)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    // A record that gave way is another place of an article.
    places::in_force(snapshot, |file, one| {
        let is_own = digits(text).is_some_and(|digits| {
            digits.len() >= least.max(4) && one.own.to_string().starts_with(&digits.to_lowercase())
        });
        is_own || names.contains(&file.path)
    })
}

/// The articles whose record gives itself this name. A key is unique within a file only.
fn with_key(snapshot: &dyn Snapshot, key: &str) -> Result<Vec<Id>> {
    let text = key.to_owned();
    let query = Query::In {
        scope: Scope::Field(Field::Key),
        of: Box::new(Query::Phrase { text, slop: 0 }),
    };
    let question = Question {
        limit: MOST + 1,
        ..Question::new(query)
    };
    let listing = answer::list(snapshot, &question)?;
    let is_exact = |listed: &&ListedArticle| listed.about.key.as_deref() == Some(key);
    // In capitals or small letters, where no other is meant.
    let exact: Vec<Id> = listing
        .articles
        .iter()
        .filter(is_exact)
        .map(|one| one.id)
        .collect();
    Ok(match exact.is_empty() {
        true => listing.articles.iter().map(|one| one.id).collect(),
        false => exact,
    })
}

/// The article with this address.
pub fn with_url(
    snapshot: &dyn Snapshot,
    (corpus, index): (&Path, &Path),
    url: &str,
) -> Result<Option<Id>> {
    let Some(anchor) = url_id(url) else {
        return Ok(None);
    };
    let known = Catalogue::open(corpus, Some(index)).and_then(|known| known.by_anchor(anchor));
    let id = known.ok().flatten().unwrap_or(anchor);
    Ok(snapshot.version(id)?.map(|_| id))
}

impl Names<'_> {
    /// What a path may be called within the corpus: as it is, below the corpus as it is named, or where it really lies.
    /// A file that is gone may still be in the index.
    fn of(&self, text: &str) -> Vec<String> {
        let path = Path::new(text.strip_prefix("./").unwrap_or(text));
        let below = |folder: &Path| path.strip_prefix(folder).ok();
        let called = below(Path::new("corpus"));
        let names = match self.for_others {
            // What is found does not say where the corpus is.
            true => vec![Some(path), called],
            false => vec![Some(path), below(self.corpus), called],
        };
        let really = (!self.for_others).then(|| corpus::within(self.corpus, path));
        let really = really.flatten();
        let names = names.into_iter().flatten().chain(really.as_deref());
        names.filter_map(Path::to_str).map(str::to_owned).collect()
    }
}

//! The formats of news agencies: NewsML-G2, NewsML 1 and NITF.
//!
//! Of several versions of an item in one file the latest counts, and one that its provider has withdrawn is no
//! article. Packages, plans and concepts say where articles are and hold none.

mod item;
mod parts;

use super::extracted::Extracted;
use super::format::Format;
use super::input::Input;
use super::opened::{Opened, Record};
use super::turn::turn;
use super::xml;
use crate::record::Problem;
use item::Item;

/// Recognised by its outermost element.
pub(super) const FORMAT: Format = Format {
    name: "news wire",
    recognise,
    open,
};

/// The outermost elements, in lower case, and what such a document is where it is no article.
const ROOTS: &[(&str, Option<&str>)] = &[
    ("catalogitem", Some("a catalogue of a news agency")),
    ("conceptitem", Some("a concept of a news agency")),
    ("knowledgeitem", Some("a list of concepts of a news agency")),
    ("newsitem", None),
    ("newsmessage", None),
    ("newsml", None),
    ("nitf", None),
    ("packageitem", Some("a package of a news agency")),
    ("planningitem", Some("a plan of a news agency")),
];

fn root(sample: &[u8]) -> Option<&'static (&'static str, Option<&'static str>)> {
    let (name, _) = xml::root(sample)?;
    ROOTS.iter().find(|row| row.0 == name)
}

fn recognise(input: &Input) -> bool {
    root(input.sample()).is_some()
}

fn open(input: Input) -> Result<Opened, Problem> {
    let root = root(input.sample());
    if let Some((_, Some(kind))) = root {
        return Err(Problem::whole(format!(
            "the file is {kind}, which holds no articles"
        )));
    }
    let depth = input.bounds.limits.depth as usize;
    let (bytes, broken) = input.into_bytes()?;
    let _turn = turn(bytes.len());
    let document = xml::decoded(bytes)
        .ok_or_else(|| Problem::whole("the file is not text in any known character set"))?;
    let (items, is_cut_off) = item::read(&document.text, depth);
    let broken = broken.map(|error| Problem::failed(&error));
    let cut = is_cut_off.then(|| Problem::whole("the XML is damaged or cut off"));
    let after = broken.or(cut);
    let mut articles = items.into_iter().map(|item| {
        item.extracted().map(|mut extracted| {
            extracted.notes.extend(document.note.clone());
            extracted
        })
    });
    let is_one = root.is_some_and(|root| matches!(root.0, "newsitem" | "nitf"));
    if is_one && articles.len() == 1 {
        let article = articles.next();
        let article = article.unwrap_or_else(|| Err(NO_ARTICLES.to_owned()));
        return Ok(Opened::one(article.map_err(Problem::whole)?, after));
    }
    let records: Vec<Record> = numbered(articles, after);
    if records.is_empty() {
        return Err(Problem::whole(NO_ARTICLES));
    }
    Ok(Opened::many(records.into_iter()))
}

const NO_ARTICLES: &str = "the file holds no articles";

fn numbered(
    articles: impl Iterator<Item = Result<Extracted, String>>,
    after: Option<Problem>,
) -> Vec<Record> {
    let articles = (1..).zip(articles).map(|(number, article)| Record {
        number,
        member: None,
        result: article.map_err(|reason| Problem {
            record: Some(number),
            ..Problem::whole(reason)
        }),
    });
    let mut records: Vec<Record> = articles.collect();
    let number = records.len() as u64 + 1;
    records.extend(after.map(|problem| Record {
        number,
        member: None,
        result: Err(problem),
    }));
    records
}

/// The latest version of each item, where the first of its versions was.
fn latest(items: Vec<Item>) -> Vec<Item> {
    let mut kept: Vec<Item> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for item in items {
        let Some(key) = item.key() else {
            kept.push(item);
            continue;
        };
        match places.get(&key) {
            Some(&place) => {
                let known: &mut Item = &mut kept[place];
                let has_older = known.version <= item.version;
                if has_older {
                    *known = item;
                }
                known.has_older = true;
            }
            None => {
                places.insert(key, kept.len());
                kept.push(item);
            }
        }
    }
    kept
}

//! Answers within a number of characters: as many results as there is room for, the last of them cut where a sentence
//! ends.

use std::io;
use std::ops::Range;

use crate::error::{Error, Kind, Result};
use crate::passage;
use crate::results::{Excerpt, Hit, Listing, Results, Span};

/// What an answer has room for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    pub text: String,
    /// How many results it has.
    pub results: usize,
    /// Whether some are left out, or the last one is cut.
    pub truncated: bool,
    /// Whether the last one is cut.
    pub is_cut: bool,
}

/// A search within `most` characters, as `write` writes it.
///
/// Fails with `Kind::Usage` if there is not even room for a sentence of the first hit.
pub fn results(
    results: &Results,
    most: usize,
    write: impl Fn(&Results) -> io::Result<String>,
) -> Result<Fitted> {
    let length = |part: &Results| Ok(write(part).map_err(failed)?.chars().count());
    let part = first_results(results, most, length)?.map_err(|least| no_room(most, least))?;
    let text = write(&part).map_err(failed)?;
    Ok(Fitted {
        text,
        results: part.hits.len(),
        truncated: part.part.truncated,
        is_cut: part.hits.last().is_some_and(|hit| hit.passage.is_cut),
    })
}

/// The first results of a search, as many as have room, the last of them cut where a sentence ends. `length` says how
/// much room some take; the inner error is how much a sentence of the first hit would.
pub fn first_results(
    results: &Results,
    most: usize,
    length: impl Fn(&Results) -> Result<usize>,
) -> Result<std::result::Result<Results, usize>> {
    let part = |hits: usize, sentences: usize| {
        let cut = results.hits.get(hits).filter(|_| sentences > 0);
        let cut = cut.map(|hit| some_sentences(hit, sentences));
        let part = results
            .part
            .first(hits + usize::from(cut.is_some()), cut.is_some());
        Results {
            hits: results.hits[..hits].iter().cloned().chain(cut).collect(),
            part,
            ..results.clone()
        }
    };
    let all = results.hits.len();
    let hits = match most_that_fits(all, most, |hits| length(&part(hits, 0)))? {
        Ok(hits) => hits,
        Err(least) => return Ok(Err(least)),
    };
    let sentences = match results.hits.get(hits) {
        None => 0,
        Some(hit) => {
            let all = sentences_of(hit);
            let of = all.len() - first_with_a_mark(hit, &all).min(all.len());
            // Without one of them it is the answer that fits.
            most_that_fits(of, most, |some| length(&part(hits, some)))?.unwrap_or(0)
        }
    };
    if hits + sentences == 0 && all > 0 {
        // A page without a hit would go on where it began, for ever.
        return Ok(Err(length(&part(0, 1))?.min(length(&part(1, 0))?)));
    }
    Ok(Ok(part(hits, sentences)))
}

/// A list within `most` characters, as `write` writes it.
///
/// Fails with `Kind::Usage` if there is not even room for one article.
pub fn listing(
    listing: &Listing,
    most: usize,
    write: impl Fn(&Listing) -> io::Result<String>,
) -> Result<Fitted> {
    let shown = |articles: usize| -> Result<(Listing, String)> {
        let part = Listing {
            articles: listing.articles[..articles].to_vec(),
            part: listing.part.first(articles, false),
            ..listing.clone()
        };
        let text = write(&part).map_err(failed)?;
        Ok((part, text))
    };
    let length = |some: usize| Ok(shown(some)?.1.chars().count());
    let articles = most_that_fits(listing.articles.len(), most, length)?;
    let articles = articles.map_err(|least| no_room(most, least))?;
    if articles == 0 && !listing.articles.is_empty() {
        return Err(no_room(most, shown(1)?.1.chars().count()));
    }
    let (part, text) = shown(articles)?;
    Ok(Fitted {
        text,
        results: articles,
        truncated: part.part.truncated,
        is_cut: false,
    })
}

/// The greatest number up to `all` that has room in `most`; more of them never take less. The inner error is the room
/// that is needed for none.
pub fn most_that_fits(
    all: usize,
    most: usize,
    length: impl Fn(usize) -> Result<usize>,
) -> Result<std::result::Result<usize, usize>> {
    if length(all)? <= most {
        return Ok(Ok(all));
    }
    let least = length(0)?;
    if least > most {
        return Ok(Err(least));
    }
    let (mut fitting, mut too_many) = (0, all);
    while too_many - fitting > 1 {
        let middle = fitting + (too_many - fitting) / 2;
        match length(middle)? <= most {
            true => fitting = middle,
            false => too_many = middle,
        }
    }
    Ok(Ok(fitting))
}

fn no_room(most: usize, least: usize) -> Error {
    let message = format!("there is no room for an answer in {most} characters");
    Error::new(Kind::Usage, message).hint(format!("write `--max-chars {least}` or more"))
}

fn failed(error: io::Error) -> Error {
    error
        .downcast()
        .unwrap_or_else(|error| Error::io("the answer", &error))
}

/// A hit with so many sentences of its passage, from the one on that holds its first mark.
fn some_sentences(hit: &Hit, sentences: usize) -> Hit {
    let all = sentences_of(hit);
    let first = first_with_a_mark(hit, &all);
    let part = all.get(first..).unwrap_or_default();
    let part = part.get(..sentences).unwrap_or(part);
    let start = part.first().map_or(0, |sentence| sentence.start);
    let end = part.last().map_or(start, |sentence| sentence.end);
    cut(hit, start..end)
}

/// A hit with these bytes of its passage alone.
pub fn cut(hit: &Hit, bytes: Range<usize>) -> Hit {
    let Excerpt { text, marks, .. } = &hit.passage;
    let Range { start, end } = bytes;
    let characters = |range: Range<usize>| text.get(range).map_or(0, |text| text.chars().count());
    let before = characters(0..start);
    let within = |mark: &&Span| start <= mark.start_byte && mark.end_byte <= end;
    let moved = |mark: &Span| Span {
        start: mark.start - before,
        end: mark.end - before,
        start_byte: mark.start_byte - start,
        end_byte: mark.end_byte - start,
    };
    let mut cut = hit.clone();
    cut.passage = Excerpt {
        marks: marks.iter().filter(within).map(moved).collect(),
        text: text.get(start..end).unwrap_or_default().to_owned(),
        start: hit.passage.start + before,
        start_byte: hit.passage.start_byte + start,
        is_cut: start > 0 || end < text.len(),
        ..hit.passage.clone()
    };
    cut
}

fn sentences_of(hit: &Hit) -> Vec<Range<usize>> {
    passage::sentences(&hit.passage.text, hit.article.about.lang.as_deref())
}

/// The first sentence that holds a mark, by its place; the first one where none does.
fn first_with_a_mark(hit: &Hit, sentences: &[Range<usize>]) -> usize {
    let mark = hit.passage.marks.first().map(|mark| mark.start_byte);
    let holds = |sentence: &Range<usize>| mark.is_some_and(|mark| sentence.contains(&mark));
    sentences.iter().position(holds).unwrap_or(0)
}

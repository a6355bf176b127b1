//! Answers within a number of characters: as many results as there is room for, the last of them cut where a sentence
//! ends.

use std::io;

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
}

/// A search within `most` characters, as `write` writes it.
///
/// Fails with `Kind::Usage` if there is not even room for an answer without hits.
pub fn results(
    results: &Results,
    most: usize,
    write: impl Fn(&Results) -> io::Result<String>,
) -> Result<Fitted> {
    let shown = |hits: usize, sentences: usize| -> Result<(Results, String)> {
        let cut = results.hits.get(hits).filter(|_| sentences > 0);
        let cut = cut.map(|hit| first_sentences(hit, sentences));
        let part = results
            .part
            .first(hits + usize::from(cut.is_some()), cut.is_some());
        let part = Results {
            hits: results.hits[..hits].iter().cloned().chain(cut).collect(),
            part,
            ..results.clone()
        };
        let text = write(&part).map_err(failed)?;
        Ok((part, text))
    };
    let all = results.hits.len();
    let hits = most_that_fits(all, most, |hits| Ok(shown(hits, 0)?.1))?;
    let sentences = match results.hits.get(hits) {
        None => 0,
        Some(hit) => {
            let text = &hit.passage.text;
            let of = passage::sentences(text, hit.article.about.lang.as_deref()).len();
            // Without one of them it is the answer that fits.
            most_that_fits(of.saturating_sub(1), most, |some| Ok(shown(hits, some)?.1))?
        }
    };
    let (part, text) = shown(hits, sentences)?;
    Ok(Fitted {
        text,
        results: part.hits.len(),
        truncated: part.part.truncated,
    })
}

/// A list within `most` characters, as `write` writes it.
///
/// Fails with `Kind::Usage` if there is not even room for a list without articles.
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
    let articles = most_that_fits(listing.articles.len(), most, |some| Ok(shown(some)?.1))?;
    let (part, text) = shown(articles)?;
    Ok(Fitted {
        text,
        results: articles,
        truncated: part.part.truncated,
    })
}

/// The greatest number up to `all` whose text has at most `most` characters; more never have a shorter one.
fn most_that_fits(
    all: usize,
    most: usize,
    text: impl Fn(usize) -> Result<String>,
) -> Result<usize> {
    let fits = |number: usize| -> Result<std::result::Result<(), usize>> {
        let length = text(number)?.chars().count();
        Ok(if length <= most { Ok(()) } else { Err(length) })
    };
    if fits(all)?.is_ok() {
        return Ok(all);
    }
    if let Err(least) = fits(0)? {
        let message = format!("there is no room for an answer in {most} characters");
        let hint = format!("write `--max-chars {least}` or more");
        return Err(Error::new(Kind::Usage, message).hint(hint));
    }
    let (mut fitting, mut too_many) = (0, all);
    while too_many - fitting > 1 {
        let middle = fitting + (too_many - fitting) / 2;
        match fits(middle)? {
            Ok(()) => fitting = middle,
            Err(_) => too_many = middle,
        }
    }
    Ok(fitting)
}

fn failed(error: io::Error) -> Error {
    error
        .downcast()
        .unwrap_or_else(|error| Error::io("the answer", &error))
}

/// A hit with the first sentences of its passage.
fn first_sentences(hit: &Hit, sentences: usize) -> Hit {
    let Excerpt { text, marks, .. } = &hit.passage;
    let ends = passage::sentences(text, hit.article.about.lang.as_deref());
    let end = sentences
        .checked_sub(1)
        .and_then(|last| ends.get(last))
        .map_or(0, |sentence| sentence.end);
    let within = |mark: &&Span| mark.end_byte <= end;
    let mut cut = hit.clone();
    cut.passage = Excerpt {
        marks: marks.iter().filter(within).copied().collect(),
        text: text.get(..end).unwrap_or_default().to_owned(),
        is_cut: end < text.len(),
        ..hit.passage.clone()
    };
    cut
}

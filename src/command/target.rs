//! Naming an article: by id, by the beginning of one, by an address, a path or a URL.

use crate::article::{About, Id, canonical_url};
use crate::error::{Error, Kind, Result};
use crate::index::Index;

/// The article that `text` names.
///
/// Fails with `Kind::NotFound` if there is none, with `Kind::Usage` if there are several.
pub fn article(index: &Index, text: &str) -> Result<Id> {
    let none = || {
        Error::new(Kind::NotFound, format!("there is no article `{text}`"))
            .hint("give an id or its beginning, a file of the corpus or a URL; `newshound list` shows them")
    };
    let found = candidates(index, text)?;
    match found.as_slice() {
        [] => Err(none()),
        [one] => Ok(*one),
        several => {
            let names: Vec<String> = several.iter().take(MOST).map(Id::to_string).collect();
            let more = if several.len() > MOST { ", …" } else { "" };
            let message = format!(
                "`{text}` could be several articles: {}{more}",
                names.join(", ")
            );
            Err(Error::new(Kind::Usage, message).hint("give more digits"))
        }
    }
}

const MOST: usize = 5;

fn candidates(index: &Index, text: &str) -> Result<Vec<Id>> {
    if canonical_url(text).is_some() {
        let about = About {
            url: Some(text.to_owned()),
            ..About::default()
        };
        return Ok(index
            .article(about.id())?
            .map(|stored| stored.id)
            .into_iter()
            .collect());
    }
    let digits = text.split(':').next().unwrap_or(text);
    if !digits.is_empty() && digits.len() <= 16 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        let found = index.ids_beginning(digits, MOST + 1)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let path = text.strip_prefix("./").unwrap_or(text);
    let path = path.strip_prefix("corpus/").unwrap_or(path);
    index.ids_of_file(path)
}

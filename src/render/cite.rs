//! Citations: a passage as it is quoted in a report, with what is known of its article.
//!
//! The quotation is the stored text, byte for byte, but for what would end it: in BibTeX braces and backslashes are written
//! as commands, in RIS a line that looks like a tag has a blank before it. In Markdown it is not escaped: what the article
//! writes as markup is markup. What is not known is left out, and nothing is made up: a name is
//! given as it is written, a day as its outlet wrote it. The hash is that of the article's whole text, as `show --text
//! ID | sha256sum` prints it, so that a reader can see whether it is still the same.

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::safe;
use crate::article::{About, Id};
use crate::results::{Hit, StoredArticle, address};

mod bibtex;
mod csl;
mod markdown;
mod ris;

/// A form of citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Markdown,
    Bibtex,
    Ris,
    Csl,
}

impl Style {
    /// Each form by the name that a person writes.
    pub const NAMES: &[(&str, Style)] = &[
        ("markdown", Style::Markdown),
        ("bibtex", Style::Bibtex),
        ("ris", Style::Ris),
        ("csl-json", Style::Csl),
    ];

    /// The form with this name.
    pub fn named(name: &str) -> Option<Style> {
        let found = Style::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, style)| *style)
    }
}

/// What is cited.
#[derive(Debug, Clone)]
pub struct Citation {
    id: Id,
    about: About,
    added: Timestamp,
    /// Of the article's text, in hexadecimal digits.
    sha256: String,
    quote: Option<Quote>,
}

#[derive(Debug, Clone)]
struct Quote {
    passage: u32,
    text: String,
}

impl Citation {
    /// An article as a whole.
    pub fn of(article: &StoredArticle) -> Citation {
        let digest = Sha256::digest(article.text.as_bytes());
        Citation {
            id: article.id,
            about: article.about.clone(),
            added: article.added,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            quote: None,
        }
    }

    /// A passage of it, from 1, if it has so many.
    pub fn of_passage(article: &StoredArticle, number: u32) -> Option<Citation> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        let text = article.text.get(article.passages.get(place)?.clone())?;
        let quote = Quote {
            passage: number,
            text: text.trim_end().to_owned(),
        };
        Some(Citation {
            quote: Some(quote),
            ..Citation::of(article)
        })
    }

    /// The passage of a hit, whose article is `article`.
    pub fn of_hit(hit: &Hit, article: &StoredArticle) -> Citation {
        let quote = Quote {
            passage: hit.passage.number,
            text: hit.passage.text.clone(),
        };
        Citation {
            quote: Some(quote),
            ..Citation::of(article)
        }
    }

    /// The address of what is quoted, or of the article.
    fn address(&self) -> String {
        match &self.quote {
            Some(quote) => address(self.id, quote.passage),
            None => self.id.to_string(),
        }
    }

    /// A name that no other citation has, of letters, digits and hyphens.
    fn key(&self) -> String {
        format!("newshound-{}", self.address().replace(':', "-"))
    }

    fn quotation(&self) -> Option<&str> {
        self.quote.as_ref().map(|quote| quote.text.as_str())
    }

    fn title(&self) -> Option<String> {
        known(self.about.title.as_deref())
    }

    fn outlet(&self) -> Option<String> {
        known(self.about.outlet.as_deref())
    }

    fn authors(&self) -> Vec<String> {
        let authors = self.about.authors.iter();
        authors.filter_map(|name| known(Some(name))).collect()
    }

    fn date(&self) -> Option<civil::Date> {
        self.about.date.map(|date| date.written_day())
    }

    /// An address of the web; others lead nowhere.
    fn url(&self) -> Option<String> {
        self.about.url.as_deref().and_then(safe::link)
    }

    fn added(&self) -> civil::Date {
        TimeZone::UTC.to_datetime(self.added).date()
    }
}

/// A value on one safe line, if it holds anything.
fn known(text: Option<&str>) -> Option<String> {
    text.map(safe::line).filter(|text| !text.is_empty())
}

/// Writes citations; `is_safe` says that the bytes reach a terminal, which has to be kept from commands in quoted text.
pub fn citations(
    citations: &[Citation],
    style: Style,
    is_safe: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let made_safe: Vec<Citation>;
    let citations = match is_safe {
        false => citations,
        true => {
            made_safe = citations.iter().cloned().map(without_commands).collect();
            &made_safe
        }
    };
    if style == Style::Csl {
        return csl::write(citations, out);
    }
    for (number, citation) in citations.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        match style {
            Style::Markdown => markdown::write(citation, out)?,
            Style::Bibtex => bibtex::write(citation, out)?,
            Style::Ris | Style::Csl => ris::write(citation, out)?,
        }
    }
    Ok(())
}

fn without_commands(mut citation: Citation) -> Citation {
    if let Some(quote) = &mut citation.quote {
        quote.text = safe::text(&quote.text);
    }
    citation
}

/// A day in the parts of CSL.
#[derive(Serialize)]
struct DateParts {
    #[serde(rename = "date-parts")]
    parts: [[i16; 3]; 1],
}

impl From<civil::Date> for DateParts {
    fn from(day: civil::Date) -> DateParts {
        DateParts {
            parts: [[day.year(), day.month().into(), day.day().into()]],
        }
    }
}

//! What a document says of itself, apart from its text: its properties, as far as they are to be believed.
//!
//! Programs fill in much of them by themselves: a file name as the title, a login as the author, the day on which the
//! file was made. The last is taken for the date where nothing better is known, and said to be a guess.

use jiff::tz::TimeZone;

use super::date;
use super::extracted::{Extracted, names_in_byline, split_list};
use crate::article::Date;

/// The properties of one document, as they are written.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub keywords: Vec<String>,
    pub lang: Option<String>,
    /// When it was published, which books say.
    pub published: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// When the file was made, and when it was changed last.
    pub created: Option<String>,
    pub modified: Option<String>,
}

/// Headings of a text that may be its headline.
#[derive(Debug, Default)]
pub(super) struct Headings {
    /// A paragraph in the style of a title, and how that is known.
    pub title: Option<(String, &'static str)>,
    /// A heading at the very top.
    pub first: Option<String>,
}

impl Properties {
    /// Puts a value down that is the first of its kind and says something.
    pub fn put(place: &mut Option<String>, value: String) {
        if place.is_none() && !value.trim().is_empty() {
            *place = Some(value);
        }
    }

    /// The article of a text with these properties. `name` is that of the file.
    pub fn article(self, name: &str, text: String, headings: Headings) -> Extracted {
        let mut extracted = Extracted::default();
        if let Some(title) = self.title.as_deref().filter(|title| !is_junk(title, name)) {
            extracted.title(title, "property title");
        }
        if let Some((title, from)) = &headings.title {
            extracted.title(title, from);
        }
        extracted.title(&headings.first.unwrap_or_default(), "first heading");
        extracted.lang(&self.lang.unwrap_or_default(), "property language");
        extracted.outlet(&self.publisher.unwrap_or_default(), "property publisher");
        if let Some(url) = self.url.filter(|url| url.trim().starts_with("http")) {
            extracted.url(&url, "property source");
        }
        let authors = self.authors.iter().flat_map(|name| names(name));
        extracted.authors(authors.filter(|name| is_person(name)), "property author");
        let tags = self.keywords.iter().flat_map(|tags| split_list(tags));
        extracted.tags(tags, "property keywords");
        extracted.date_text(&self.published.unwrap_or_default(), "property date");
        if let Some(date) = dateline(&text) {
            extracted.date(date, "a line of the text");
        }
        if extracted.article.about.date.is_none() {
            let moment = |text: &Option<String>| text.as_deref().and_then(date::date);
            claim_making(
                &mut extracted,
                moment(&self.created),
                moment(&self.modified),
            );
        }
        extracted.text(text, "document");
        extracted.drop_title_from_text();
        extracted
    }
}

/// The names in a property; systems write one person as `Doe, Jane CTR`.
fn names(text: &str) -> Vec<String> {
    let is_family = |family: &str| !family.trim().contains(char::is_whitespace);
    match text.split_once(',') {
        Some((family, rest)) if is_family(family) && !rest.contains([',', ';', '&']) => {
            vec![text.to_owned()]
        }
        _ => names_in_byline(text),
    }
}

/// A document that is changed so many days after it was made is an old one that was written over.
const WRITTEN_WITHIN: i64 = 90;

/// Files were hardly made before; clocks that were never set say so.
const EARLIEST: i16 = 1990;

/// What a much-used library writes into every document that it makes.
const NEVER_SET: &[&str] = &["2013-12-23T23:15:00Z", "2000-01-01T00:00:00Z"];

/// Takes the day on which a file was made for its date, if that can be.
fn claim_making(extracted: &mut Extracted, created: Option<Date>, modified: Option<Date>) {
    let is_set = |date: &Date| {
        let year = date.day(&TimeZone::UTC).year();
        year >= EARLIEST && !NEVER_SET.contains(&date.to_string().as_str())
    };
    let (created, modified) = (created.filter(is_set), modified.filter(is_set));
    let days = |a: Date, b: Date| (b.seconds() - a.seconds()) / (24 * 60 * 60);
    match (created, modified) {
        (Some(created), Some(modified)) if days(created, modified) > WRITTEN_WITHIN => {
            let note = format!(
                "no date: the file was made on {} and changed on {}",
                created.day(&TimeZone::UTC),
                modified.day(&TimeZone::UTC)
            );
            extracted.notes.push(note);
        }
        (Some(date), _) => {
            extracted.date(date, "property created");
            let note = "the date is a guess: the file was made then";
            extracted.notes.push(note.to_owned());
        }
        (None, Some(date)) => {
            extracted.date(date, "property modified");
            let note = "the date is a guess: the file was changed then";
            extracted.notes.push(note.to_owned());
        }
        (None, None) => {}
    }
}

/// So many lines at the top may have the date of a release on a line of its own.
const DATED_WITHIN: usize = 10;

/// The date that one of the first lines consists of.
fn dateline(text: &str) -> Option<Date> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.take(DATED_WITHIN).find_map(|line| {
        // A number alone may be a date, and is sooner one of a document.
        let line = line.trim();
        let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
        date::date(line).filter(|_| !is_number)
    })
}

/// Titles that programs give, in lower case, without the number at their end.
const JUNK: &[&str] = &[
    "(anonymous)",
    "acrobat document",
    "blank",
    "blank document",
    "blank page",
    "document",
    "document title",
    "dokument",
    "draft",
    "index",
    "layout",
    "microsoft word",
    "new document",
    "no title",
    "none",
    "null",
    "pdf",
    "powerpoint presentation",
    "presentation",
    "press release",
    "press release template",
    "print",
    "slide",
    "template",
    "title",
    "unknown",
    "unnamed",
    "untitled",
    "untitled document",
    "word document",
    "your title here",
];

/// How titles begin that name the program and the file.
const JUNK_STARTS: &[&str] = &[
    "adobe photoshop pdf",
    "file:",
    "http://",
    "https://",
    "microsoft excel - ",
    "microsoft powerpoint - ",
    "microsoft word - ",
];

/// The ends of names of files from which documents are made.
const FILE_ENDS: &[&str] = &[
    "ai", "doc", "docm", "docx", "dot", "dotx", "dvi", "eps", "epub", "htm", "html", "indd", "md",
    "odt", "p65", "pages", "pdf", "pmd", "ppt", "pptx", "ps", "pub", "qxd", "qxp", "rtf", "tex",
    "tif", "tiff", "tmp", "txt", "wpd", "xls", "xlsx", "xml",
];

/// Whether a title is none that a person gave to the text.
fn is_junk(title: &str, name: &str) -> bool {
    let title = title.trim().to_lowercase();
    let plain = title.trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '-' | '_' | '(' | ')' | '.' | '#')
    });
    let is_file = title.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty() && FILE_ENDS.binary_search(&end.trim()).is_ok()
    });
    let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let stem = file.split('.').next().unwrap_or(&file);
    let is_word = !title.contains(char::is_whitespace);
    let is_name = is_word && (title == stem || title.contains(['_', '\\', '/', '=']));
    JUNK.binary_search(&plain).is_ok()
        || JUNK_STARTS.iter().any(|start| title.starts_with(start))
        || !title.contains(char::is_alphabetic)
        || is_file
        || is_name
}

/// Authors that programs give, in lower case.
const NO_PERSON: &[&str] = &[
    "admin",
    "administrator",
    "author",
    "default",
    "dell",
    "guest",
    "hp",
    "lenovo",
    "microsoft",
    "microsoft office user",
    "none",
    "owner",
    "python-docx",
    "root",
    "unknown",
    "user",
    "windows user",
];

/// Whether an author is none that a program made up.
fn is_person(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    let is_letter = name.contains(char::is_alphabetic);
    is_letter && NO_PERSON.binary_search(&name.as_str()).is_err() && !name.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_programs_are_none() {
        for junk in [
            "Microsoft Word - draft_v2.doc",
            "Document1",
            "Untitled",
            "untitled-3",
            "AI Act final.docx",
            "OMB_M-24-10",
            "12345",
            "m-25-21",
            "http://example.org/a",
        ] {
            assert!(is_junk(junk, "memos/M-25-21.pdf"), "{junk}");
        }
        for title in [
            "Draft rules for chips",
            "Title VII and algorithms",
            "GPT-5",
            "The St. Louis memo on A.I.",
            "Document 12 of the AI Office: what is meant",
        ] {
            assert!(!is_junk(title, "memos/M-25-21.pdf"), "{title}");
        }
    }

    #[test]
    fn tables_are_sorted() {
        assert!(JUNK.is_sorted() && NO_PERSON.is_sorted() && FILE_ENDS.is_sorted());
    }

    #[test]
    fn a_date_on_a_line_of_its_own_is_that_of_the_text() {
        let release = "OFFICE OF AI\n\nJanuary 21, 2025\n\nNew rules.";
        let found = dateline(release).map(|date| date.to_string());
        assert_eq!(found.as_deref(), Some("2025-01-21"));
        assert_eq!(
            dateline("On January 21, 2025 the office said no.\n20250121"),
            None
        );
    }
}

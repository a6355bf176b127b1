//! One article understood, and where each thing said of it came from.

use std::borrow::Cow;

use serde::Serialize;

use super::date;
use super::language::{detected, language};
use super::stub::Stub;
use crate::article::{Article, Date};

/// One article understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extracted {
    pub article: Article,
    pub origins: Vec<Origin>,
    /// Of values that were not understood and left out, or were guessed.
    pub notes: Vec<String>,
    /// What is before the rest of the article, where its page shows the beginning alone.
    pub stub: Option<Stub>,
}

/// Where one thing said of an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// `title`, `outlet`, `authors`, `date`, `url`, `lang`, `tags`, `key` or `text`.
    pub field: &'static str,
    /// `front matter`, `JSON-LD`, `meta og:title`, `field headline`, and the like.
    pub from: String,
}

/// The longest value of a field, in bytes; a longer text of one line is cut, a longer name or address left out.
const LONGEST: usize = 8 << 10;

/// The most authors or tags of an article.
const MOST: usize = 1000;

/// Of several claims about one thing the first that says something holds; so each format makes
/// its claims in the order in which it trusts them.
impl Extracted {
    pub(crate) fn title(&mut self, text: &str, from: &str) {
        if self.article.about.title.is_none() {
            let text = self.cut(text, from);
            self.article.about.title = one_line(text);
            self.note_origin(self.article.about.title.is_some(), "title", from);
        }
    }

    /// An outlet that is given as an address is the article's address, where it has none yet.
    pub(crate) fn outlet(&mut self, text: &str, from: &str) {
        if is_address(text) {
            return self.url(text, from);
        }
        if self.article.about.outlet.is_none() {
            let text = self.cut(text, from);
            self.article.about.outlet = one_line(&linked(text));
            self.note_origin(self.article.about.outlet.is_some(), "outlet", from);
        }
    }

    pub(crate) fn url(&mut self, text: &str, from: &str) {
        if self.article.about.url.is_none() && self.is_short(text, from) {
            self.article.about.url = one_line(text);
            self.note_origin(self.article.about.url.is_some(), "url", from);
        }
    }

    pub(crate) fn lang(&mut self, text: &str, from: &str) {
        if self.article.about.lang.is_none() {
            self.article.about.lang = language(text);
            self.note_origin(self.article.about.lang.is_some(), "lang", from);
        }
    }

    /// Says by the text in which language it is, where nothing else does.
    pub(super) fn detect_language(&mut self) {
        if self.article.about.lang.is_none()
            && let Some(tag) = detected(&self.article.text)
        {
            self.lang(tag, "detected");
        }
    }

    pub(super) fn key(&mut self, text: &str, from: &str) {
        if self.article.about.key.is_none() && self.is_short(text, from) {
            self.article.about.key = one_line(text);
            self.note_origin(self.article.about.key.is_some(), "key", from);
        }
    }

    pub(crate) fn authors(&mut self, names: impl IntoIterator<Item = String>, from: &str) {
        if self.article.about.authors.is_empty() {
            self.article.about.authors = self.distinct(names, from);
            self.note_origin(!self.article.about.authors.is_empty(), "authors", from);
        }
    }

    pub(crate) fn tags(&mut self, tags: impl IntoIterator<Item = String>, from: &str) {
        if self.article.about.tags.is_empty() {
            self.article.about.tags = self.distinct(tags, from);
            self.note_origin(!self.article.about.tags.is_empty(), "tags", from);
        }
    }

    pub(crate) fn date(&mut self, date: Date, from: &str) {
        if self.article.about.date.is_none() {
            self.article.about.date = Some(date);
            self.note_origin(true, "date", from);
        }
    }

    /// When a copy of it was taken from the web.
    pub(super) fn captured(&mut self, moment: Date, from: &str) {
        if self.article.about.captured.is_none() {
            self.article.about.captured = Some(moment);
            self.note_origin(true, "captured", from);
        }
    }

    /// A date that its author meant as one: worth a note when it is not.
    pub(super) fn date_text(&mut self, text: &str, from: &str) {
        match date::date(text) {
            Some(date) => self.date(date, from),
            None if text.trim().is_empty() => {}
            None => self.notes.push(format!(
                "{from}: `{}` is not a date that can be read",
                shortened(text)
            )),
        }
    }

    pub(super) fn text(&mut self, text: String, from: &str) {
        if self.article.text.is_empty() {
            self.article.text = text;
            self.note_origin(!self.article.text.is_empty(), "text", from);
        }
    }

    /// Its page shows the beginning alone, as `note` says.
    #[cfg(feature = "html")]
    pub(super) fn stub(&mut self, stub: Stub, note: String) {
        self.article.about.is_summary = true;
        self.stub = Some(stub);
        self.notes.push(note);
    }

    /// Takes over what another says and this one does not.
    pub(super) fn fill(&mut self, other: &Extracted) {
        let (own, others) = (&mut self.article.about, &other.article.about);
        let mut filled: Vec<&str> = Vec::new();
        let mut take = |field: &'static str, is_taken: bool| {
            if is_taken {
                filled.push(field);
            }
        };
        take("title", fill(&mut own.title, &others.title));
        take("outlet", fill(&mut own.outlet, &others.outlet));
        take("date", fill(&mut own.date, &others.date));
        take("url", fill(&mut own.url, &others.url));
        take("lang", fill(&mut own.lang, &others.lang));
        take("key", fill(&mut own.key, &others.key));
        take("captured", fill(&mut own.captured, &others.captured));
        take("authors", fill_list(&mut own.authors, &others.authors));
        take("tags", fill_list(&mut own.tags, &others.tags));
        own.is_summary |= others.is_summary;
        let origins = other.origins.iter();
        let origins = origins.filter(|origin| filled.contains(&origin.field));
        self.origins.extend(origins.cloned());
        self.notes.extend_from_slice(&other.notes);
    }

    /// Leaves the headline out of the text where the text begins with it.
    pub(super) fn drop_title_from_text(&mut self) {
        let Some(title) = &self.article.about.title else {
            return;
        };
        let text = &self.article.text;
        let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
        if one_line(first).as_ref() == Some(title) {
            self.article.text = rest.to_owned();
        }
    }

    /// A text of one line, cut where it is too long for one.
    fn cut<'a>(&mut self, text: &'a str, from: &str) -> &'a str {
        if text.len() <= LONGEST {
            return text;
        }
        self.note_long(text, from, "was cut");
        near(text)
    }

    /// Whether a value is short enough to be one.
    fn is_short(&mut self, text: &str, from: &str) -> bool {
        let is_short = text.len() <= LONGEST;
        if !is_short {
            self.note_long(text, from, "was left out");
        }
        is_short
    }

    fn note_long(&mut self, text: &str, from: &str, what: &str) {
        let from = shortened(from);
        let text = shortened(near(text));
        let note = format!("{from}: `{text}` is longer than {LONGEST} bytes and {what}");
        self.notes.push(note);
    }

    /// The values that are short enough, each once, as many as an article can have.
    fn distinct(&mut self, values: impl IntoIterator<Item = String>, from: &str) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut has_long = false;
        for value in values {
            if value.len() > LONGEST {
                if !has_long {
                    self.note_long(&value, from, "was left out");
                }
                has_long = true;
                continue;
            }
            let Some(value) = one_line(&linked(&value)) else {
                continue;
            };
            if seen.contains(&value) {
                continue;
            }
            if kept.len() == MOST {
                let from = shortened(from);
                let note =
                    format!("{from}: has more than {MOST} values, of which the first are kept");
                self.notes.push(note);
                break;
            }
            seen.insert(value.clone());
            kept.push(value);
        }
        kept
    }

    /// Takes back what was said of a field.
    pub(crate) fn retract(&mut self, field: &'static str) {
        self.origins.retain(|origin| origin.field != field);
    }

    fn note_origin(&mut self, is_set: bool, field: &'static str, from: &str) {
        if is_set {
            let from = from.to_owned();
            self.origins.push(Origin { field, from });
        }
    }
}

fn fill<T: Clone>(own: &mut Option<T>, other: &Option<T>) -> bool {
    let is_filled = own.is_none() && other.is_some();
    if is_filled {
        own.clone_from(other);
    }
    is_filled
}

fn fill_list(own: &mut Vec<String>, other: &[String]) -> bool {
    let is_filled = own.is_empty() && !other.is_empty();
    if is_filled {
        *own = other.to_vec();
    }
    is_filled
}

/// The names in a byline: `By Jane Doe and John Roe`.
pub(super) fn names_in_byline(text: &str) -> Vec<String> {
    let text = &*linked(text.trim());
    let text = match text.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => &text[3..],
        _ => text,
    };
    let text = text.replace(" and ", ",").replace([';', '&', '|'], ",");
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    if let [family, given] = parts[..]
        && !family.contains(' ')
        && !given.contains(' ')
    {
        return vec![format!("{family}, {given}")];
    }
    let mut names: Vec<String> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if names.len() > MOST {
            break;
        }
        match names.last_mut() {
            Some(name) if AFTER_NAMES.contains(&part.trim_end_matches('.')) => {
                name.push_str(", ");
                name.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// Titles and suffixes that follow a name after a comma.
const AFTER_NAMES: &[&str] = &["Esq", "II", "III", "Jr", "M.D", "MD", "Ph.D", "PhD", "Sr"];

/// Text between commas or semicolons.
pub(super) fn split_list(text: &str) -> impl Iterator<Item = String> {
    text.split([',', ';']).map(str::to_owned)
}

/// White space made single, or nothing if there is nothing else.
pub fn one_line(text: &str) -> Option<String> {
    let text = text.trim();
    let is_uneven = |c: char| c != ' ' && c.is_whitespace();
    if text.contains("  ") || text.contains(is_uneven) {
        let words: Vec<&str> = text.split_whitespace().collect();
        return Some(words.join(" "));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a text is an address of the web, as far as it begins like one.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    is_web && !text.contains(char::is_whitespace)
}

/// The name in a link of a notebook: `[[Jane Doe]]`, `[[people/Jane Doe|Jane]]`.
fn linked(text: &str) -> Cow<'_, str> {
    let inside = text.trim().strip_prefix("[[");
    let inside = inside.and_then(|inside| inside.strip_suffix("]]"));
    match inside {
        Some(link) if !link.contains(['[', ']']) => {
            let (place, shown) = link.split_once('|').unwrap_or((link, link));
            let name = if shown == link {
                place.rsplit('/').next().unwrap_or(place)
            } else {
                shown
            };
            Cow::Owned(name.to_owned())
        }
        _ => Cow::Borrowed(text),
    }
}

/// As much of a text as a field can have.
fn near(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// The beginning of a value, for a message.
pub(crate) fn shortened(text: &str) -> String {
    let text = text.trim();
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

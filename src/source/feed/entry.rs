//! One entry of a feed to one article: which element is what.

use url::Url;

use super::super::content;
use super::super::elements::{Claim, List, add, best, offer};
use super::super::extracted::{Extracted, one_line, shortened, split_list};
use super::super::fields::Refusal;
use super::super::xml::{Element, Piece, Xml};
use super::channel::Channel;

/// The purpose of an element of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Author,
    Content,
    Date,
    /// It only holds others.
    Group,
    Key,
    Lang,
    Link,
    Source,
    Summary,
    Tag,
    Tags,
    Title,
}

/// The elements by their names with the usual prefixes, in lower case, sorted; where several say the same thing the
/// lowest rank goes first.
const PARTS: &[(&str, Part, u8)] = &[
    ("abstract", Part::Summary, 1),
    ("author", Part::Author, 0),
    ("body", Part::Content, 2),
    ("category", Part::Tag, 0),
    ("content", Part::Content, 1),
    ("content:encoded", Part::Content, 0),
    ("contributor", Part::Author, 3),
    ("created", Part::Date, 3),
    ("dc:creator", Part::Author, 1),
    ("dc:date", Part::Date, 2),
    ("dc:description", Part::Summary, 2),
    ("dc:identifier", Part::Key, 2),
    ("dc:language", Part::Lang, 0),
    ("dc:subject", Part::Tag, 1),
    ("dc:title", Part::Title, 1),
    ("dcterms:created", Part::Date, 3),
    ("dcterms:issued", Part::Date, 2),
    ("dcterms:modified", Part::Date, 5),
    ("description", Part::Summary, 0),
    ("feedburner:origlink", Part::Link, 0),
    ("guid", Part::Key, 0),
    ("id", Part::Key, 0),
    ("issued", Part::Date, 1),
    ("itunes:author", Part::Author, 2),
    ("itunes:keywords", Part::Tags, 2),
    ("itunes:subtitle", Part::Summary, 5),
    ("itunes:summary", Part::Summary, 3),
    ("itunes:title", Part::Title, 2),
    ("language", Part::Lang, 1),
    ("lastmod", Part::Date, 5),
    ("link", Part::Link, 1),
    ("media:description", Part::Summary, 4),
    ("media:group", Part::Group, 0),
    ("media:keywords", Part::Tags, 2),
    ("media:title", Part::Title, 3),
    ("modified", Part::Date, 5),
    ("pubdate", Part::Date, 0),
    ("published", Part::Date, 0),
    ("source", Part::Source, 0),
    ("summary", Part::Summary, 0),
    ("title", Part::Title, 0),
    ("updated", Part::Date, 4),
    ("xhtml:body", Part::Content, 2),
];

/// What an entry says.
#[derive(Default)]
struct Entry {
    title: Option<Claim>,
    outlet: Option<Claim>,
    content: Option<Claim>,
    summary: Option<Claim>,
    date: Option<Claim>,
    link: Option<Claim>,
    /// An address by which the entry is meant, if nothing else is one.
    permalink: Option<Claim>,
    key: Option<Claim>,
    lang: Option<Claim>,
    authors: List,
    tags: List,
    base: Option<String>,
}

/// What an entry says, which may be no text.
pub(super) fn said(text: &str, channel: &Channel, depth: usize) -> Extracted {
    let mut entry = Entry::default();
    let mut xml = Xml::new(text, depth);
    let mut own = String::new();
    let mut is_first = true;
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        if std::mem::take(&mut is_first) {
            own = content::prefix(&element.qualified());
            entry.begin(&element);
            continue;
        }
        let qualified = element.qualified().to_ascii_lowercase();
        let name = match qualified.split_once(':') {
            Some((prefix, local)) if prefix == own || content::is_own(prefix) => local,
            _ => &qualified,
        };
        match PARTS.binary_search_by_key(&name, |row| row.0) {
            Ok(at) => entry.take(PARTS[at].1, PARTS[at].2, &element, &mut xml),
            Err(_) => Xml::skip(&mut xml),
        }
    }
    entry.extracted(channel)
}

/// The article of an entry that says this, or why it is none.
pub(super) fn with_text(said: Extracted) -> Result<Extracted, Refusal> {
    if !said.article.text.is_empty() {
        return Ok(said);
    }
    let about = said.article.about;
    let title = about.title.map_or_else(String::new, |title| {
        let title = shortened(&title);
        format!(" in `{title}`")
    });
    Err(Refusal {
        reason: format!("no text{title}"),
        address: about.url,
    })
}

impl Entry {
    /// What the tag of the entry itself says.
    fn begin(&mut self, element: &Element) {
        self.base = content::base_of(element);
        if let Some(lang) = content::lang_of(element) {
            offer(&mut self.lang, 2, element, lang);
        }
        if let Some(address) = content::attribute(element, "href") {
            offer(&mut self.link, 2, element, address);
        }
        if let Some(date) = content::attribute(element, "lastmod") {
            offer(&mut self.date, 6, element, date);
        }
        if let Some(address) = element.attribute("about") {
            offer(&mut self.permalink, 1, element, address);
        }
    }

    fn take(&mut self, part: Part, rank: u8, element: &Element, xml: &mut Xml) {
        match part {
            Part::Group => {}
            Part::Title => {
                if let Some(title) = content::heading(xml.inner()) {
                    offer(&mut self.title, rank, element, title);
                }
            }
            Part::Content => {
                let text = content::text(xml.inner(), element);
                offer(&mut self.content, rank, element, text);
            }
            Part::Summary => {
                let text = content::text(xml.inner(), element);
                offer(&mut self.summary, rank, element, text);
            }
            Part::Date => offer(&mut self.date, rank, element, xml.text()),
            Part::Lang => offer(&mut self.lang, rank, element, xml.text()),
            Part::Link => self.link(rank, element, xml.text()),
            Part::Key => self.key(rank, element, xml.text()),
            Part::Source => self.source(element, xml.inner()),
            Part::Author => {
                let names = content::person(xml.inner());
                add(&mut self.authors, rank, element, names);
            }
            Part::Tag => {
                let mut said = ["label", "term", "value"].iter();
                let said = said.find_map(|name| content::attribute(element, name));
                let tag = content::heading(xml.inner());
                add(
                    &mut self.tags,
                    rank,
                    element,
                    said.or(tag).into_iter().collect(),
                );
            }
            Part::Tags => {
                let tags = split_list(&xml.text()).collect();
                add(&mut self.tags, rank, element, tags);
            }
        }
    }

    fn link(&mut self, rank: u8, element: &Element, text: String) {
        let Some(address) = content::attribute(element, "href") else {
            return offer(&mut self.link, rank, element, text);
        };
        let rel = element.attribute("rel").unwrap_or_default();
        let kind = element.attribute("type").unwrap_or_default();
        if matches!(&*rel, "" | "alternate") {
            let rank = rank + u8::from(!kind.is_empty() && !kind.contains("html"));
            offer(&mut self.link, rank, element, address);
        }
    }

    fn key(&mut self, rank: u8, element: &Element, text: String) {
        let is_address = text.trim_start().starts_with("http");
        let is_link = element.attribute("ispermalink");
        let is_link = is_link.or_else(|| element.attribute("isPermaLink"));
        let is_guid = element.name.eq_ignore_ascii_case("guid");
        if is_guid && is_address && is_link.is_none_or(|said| said.trim() != "false") {
            offer(&mut self.permalink, rank, element, text);
        } else {
            offer(&mut self.key, rank, element, text);
        }
    }

    /// Where the entry was taken from: RSS says it in the element, Atom within it.
    fn source(&mut self, element: &Element, source: &str) {
        let mut xml = Xml::new(source, 100);
        let mut title = None;
        let mut has_elements = false;
        while let Some(piece) = xml.next() {
            if let Piece::Start(inner) = piece {
                has_elements = true;
                match &*inner.name {
                    "title" => title = title.or(content::heading(xml.inner())),
                    _ => Xml::skip(&mut xml),
                }
            }
        }
        if !has_elements {
            title = content::heading(source);
        }
        if let Some(title) = title {
            offer(&mut self.outlet, 0, element, title);
        }
    }

    fn extracted(self, channel: &Channel) -> Extracted {
        let base = self.base.as_deref();
        let base = base.map(|base| absolute(base, channel.base.as_deref()));
        let base = base.or_else(|| channel.base.clone());
        let mut extracted = Extracted::default();
        if let Some(claim) = self.title {
            extracted.title(&claim.text, &claim.from);
        }
        if let Some(claim) = self.outlet {
            extracted.outlet(&claim.text, &claim.from);
        }
        if let Some(title) = &channel.title {
            extracted.outlet(title, "title of the feed");
        }
        if let Some(claim) = self.date {
            extracted.date_text(&claim.text, &claim.from);
        }
        for claim in [self.link, self.permalink].into_iter().flatten() {
            extracted.url(&absolute(&claim.text, base.as_deref()), &claim.from);
        }
        if let Some(claim) = self.key
            && one_line(&claim.text) != extracted.article.about.url
        {
            extracted.key(&claim.text, &claim.from);
        }
        let lang = self.lang.map(|claim| (claim.text, claim.from));
        let of_feed = channel.lang.clone();
        let of_feed = of_feed.map(|lang| (lang, "language of the feed".to_owned()));
        for (lang, from) in lang.into_iter().chain(of_feed) {
            extracted.lang(&lang, &from);
        }
        let (from, authors) = best(self.authors);
        extracted.authors(authors, &from);
        extracted.authors(channel.authors.iter().cloned(), "author of the feed");
        let (from, tags) = best(self.tags);
        extracted.tags(tags, &from);
        claim_text(self.content, self.summary, &mut extracted);
        extracted
    }
}

/// The whole text where the entry has it, else its summary.
fn claim_text(content: Option<Claim>, summary: Option<Claim>, extracted: &mut Extracted) {
    let length = |claim: &Option<Claim>| claim.as_ref().map_or(0, |claim| claim.text.len());
    let is_summary = length(&content) < length(&summary);
    if let Some(claim) = if is_summary { summary } else { content } {
        extracted.text(claim.text, &claim.from);
        extracted.article.about.is_summary = is_summary;
    }
}

/// An address as it is meant where it is written.
pub(super) fn absolute(address: &str, base: Option<&str>) -> String {
    let address = address.trim();
    if address.contains("://") {
        return address.to_owned();
    }
    let base = base.and_then(|base| Url::parse(base.trim()).ok());
    let joined = base.and_then(|base| base.join(address).ok());
    joined.map_or_else(|| address.to_owned(), |joined| joined.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(PARTS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

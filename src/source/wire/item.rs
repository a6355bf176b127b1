//! One news item to one article.

use super::super::content;
use super::super::elements::{Claim, List, add, best, offer};
use super::super::extracted::{Extracted, names_in_byline, one_line, shortened};
use super::super::xml::{self, Element, Piece, Xml};
use super::parts::{PARTS, Part};

/// What an item says.
#[derive(Default)]
pub(super) struct Item {
    guid: Option<Claim>,
    /// Provider, day and name of an item, which together are its identifier.
    id: [String; 3],
    pub version: u64,
    /// Whether an older version of it was in the file.
    pub has_older: bool,
    title: Option<Claim>,
    outlet: Option<Claim>,
    date: Option<Claim>,
    dateline: Option<Claim>,
    lang: Option<Claim>,
    body: Option<Claim>,
    summary: Option<Claim>,
    authors: List,
    tags: List,
    status: String,
    class: String,
    embargo: String,
    /// Whether its body is being read, which may be an item of another format but holds no further one.
    is_within: bool,
}

/// The items of a document, the latest version of each; and whether the document is damaged.
pub(super) fn read(text: &str, depth: usize) -> (Vec<Item>, bool) {
    let mut items: Vec<Item> = Vec::new();
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        let name = element.name.to_ascii_lowercase();
        match (&*name, items.last_mut()) {
            ("newsitem", _) | ("nitf", None) => items.push(Item::begin(&element)),
            ("packageitem" | "conceptitem" | "knowledgeitem" | "planningitem", _) => {
                Xml::skip(&mut xml);
            }
            (name, Some(item)) => item.take(name, &element, &mut xml),
            _ => {}
        }
    }
    (super::latest(items), xml.broken.is_some())
}

impl Item {
    fn begin(element: &Element) -> Item {
        let mut item = Item::default();
        let attribute = |name: &str| element.attribute(name).unwrap_or_default();
        offer(&mut item.guid, 0, element, attribute("guid"));
        offer(&mut item.lang, 2, element, attribute("lang"));
        item.version = number(&attribute("version"));
        item
    }

    /// The identifier that all versions of the item have.
    pub fn key(&self) -> Option<String> {
        let [provider, day, name] = &self.id;
        match &self.guid {
            _ if !name.is_empty() => Some(format!("urn:newsml:{provider}:{day}:{name}")),
            Some(guid) => one_line(&guid.text),
            None => None,
        }
    }

    fn take(&mut self, name: &str, element: &Element, xml: &mut Xml) {
        let Ok(at) = PARTS.binary_search_by_key(&name, |row| row.0) else {
            if name == "docdata" {
                self.status = said(element, &["management-status"]).unwrap_or_default();
            }
            return;
        };
        let (_, part, rank) = PARTS[at];
        match part {
            Part::Passed => xml.skip(),
            Part::Body => self.body(rank, element, xml.inner()),
            Part::Title => {
                let title = content::heading(xml.inner()).unwrap_or_default();
                offer(&mut self.title, rank, element, title);
            }
            Part::Summary => {
                let text = content::text(xml.inner(), element);
                offer(&mut self.summary, rank, element, text);
            }
            Part::Dateline => {
                let text = content::heading(xml.inner()).unwrap_or_default();
                offer(&mut self.dateline, rank, element, text);
            }
            Part::Author => self.author(rank, element, xml.inner()),
            Part::Tag => {
                let name = named(xml.inner());
                let rank = if name.is_some() { rank } else { rank + 10 };
                let tag = name.or_else(|| said(element, TAGS));
                add(&mut self.tags, rank, element, tag.into_iter().collect());
            }
            Part::Outlet => {
                let name = named(xml.inner()).or_else(|| said(element, NAMES));
                let code = said(element, &["qcode"]);
                let code = code.and_then(|code| code.split_once(':').map(|code| code.1.to_owned()));
                let rank = if name.is_some() { rank } else { rank + 10 };
                offer(
                    &mut self.outlet,
                    rank,
                    element,
                    name.or(code).unwrap_or_default(),
                );
            }
            Part::Date => {
                let date = said(element, &["norm"]).unwrap_or_else(|| xml.text());
                offer(&mut self.date, rank, element, date);
            }
            Part::Lang => {
                let lang = said(element, &["tag", "FormalName"]).unwrap_or_else(|| xml.text());
                offer(&mut self.lang, rank, element, lang);
            }
            Part::Key => {
                let key = said(element, &["id-string"]).unwrap_or_default();
                offer(&mut self.guid, 1, element, key);
            }
            Part::Id(place) => self.id[place] = one_line(&xml.text()).unwrap_or_default(),
            Part::Version => self.version = number(&xml.text()),
            Part::Status => self.status = said(element, CODES).unwrap_or_default(),
            Part::Class => self.class = said(element, CODES).unwrap_or_default(),
            Part::Embargo => self.embargo = xml.text(),
        }
    }

    /// The text of an item: a document of another format, or the text itself.
    fn body(&mut self, rank: u8, element: &Element, source: &str) {
        let within = xml::root(source.as_bytes()).map(|(name, _)| name);
        match within.as_deref() {
            Some("nitf") if !self.is_within => {
                self.is_within = true;
                let mut xml = Xml::new(source, DEPTH);
                while let Some(piece) = xml.next() {
                    if let Piece::Start(element) = piece {
                        let name = element.name.to_ascii_lowercase();
                        if name != "inlinexml" && name != "datacontent" {
                            self.take(&name, &element, &mut xml);
                        }
                    }
                }
                self.is_within = false;
            }
            Some(name) if element.name == "inlineXML" && !PROSE.contains(&name) => {}
            _ => {
                let text = content::text(source, element);
                let length =
                    |claim: &Option<Claim>| claim.as_ref().map_or(0, |body| body.text.len());
                if text.len() > length(&self.body) {
                    self.body = None;
                    offer(&mut self.body, rank, element, text);
                }
            }
        }
    }

    fn author(&mut self, rank: u8, element: &Element, source: &str) {
        let mut xml = Xml::new(source, DEPTH);
        let (mut name, mut plain) = (None, String::new());
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(inner) => match &*inner.name.to_ascii_lowercase() {
                    "name" => name = name.or(Some(xml.text())),
                    "party" => name = name.or(said(&inner, NAMES)),
                    "byttl" => Xml::skip(&mut xml),
                    _ => {}
                },
                Piece::Text(text) => plain.push_str(&text),
                Piece::End(_) => {}
            }
        }
        let name = name.unwrap_or(plain);
        let names = names_in_byline(name.trim().trim_end_matches(','));
        add(&mut self.authors, rank, element, names);
    }

    /// The article, or why there is none.
    pub fn extracted(self) -> Result<Extracted, String> {
        let named = self.title.as_ref().map(|title| &title.text);
        let named = named.map_or_else(String::new, |title| format!(" `{}`", shortened(title)));
        let status = self.status.to_ascii_lowercase();
        if let "canceled" | "cancelled" | "withheld" = code(&status) {
            return Err(format!("the item{named} was withdrawn by its provider"));
        }
        let key = self.key();
        let mut extracted = Extracted::default();
        if let Some(claim) = self.title {
            extracted.title(&claim.text, &claim.from);
        }
        if let Some(claim) = self.outlet {
            extracted.outlet(&claim.text, &claim.from);
        }
        extracted.outlet(&self.id[0], "element ProviderId");
        if let Some(claim) = self.date {
            extracted.date_text(&claim.text, &claim.from);
        }
        if let Some(claim) = self.lang {
            extracted.lang(&claim.text, &claim.from);
        }
        if let Some(key) = key {
            extracted.key(
                &key,
                self.guid
                    .map_or("NewsItemId".to_owned(), |claim| claim.from)
                    .as_str(),
            );
        }
        let (from, authors) = best(self.authors);
        extracted.authors(authors, &from);
        let (from, tags) = best(self.tags);
        extracted.tags(tags, &from);
        if !self.embargo.trim().is_empty() {
            let until = shortened(&self.embargo);
            extracted.notes.push(format!("embargoed until `{until}`"));
        }
        if self.has_older {
            let note = "an older version of it in the file was left out";
            extracted.notes.push(note.to_owned());
        }
        let class = code(&self.class);
        let is_media = matches!(
            class,
            "animation" | "audio" | "graphic" | "picture" | "video"
        );
        let (body, is_summary) = match self.body {
            Some(body) => (body, false),
            None if is_media => return Err(format!("the item{named} is a {class} and no article")),
            None => {
                let summary = self
                    .summary
                    .ok_or_else(|| format!("the item{named} has no text"))?;
                (summary, true)
            }
        };
        extracted.text(after_dateline(self.dateline, body.text), &body.from);
        extracted.article.about.is_summary = is_summary;
        Ok(extracted)
    }
}

/// Elements within an item may lie so deep in one another.
const DEPTH: usize = 500;

/// How a body begins that is prose.
const PROSE: &[&str] = &[
    "article",
    "body",
    "body.content",
    "div",
    "html",
    "p",
    "section",
];

/// The attributes in which the formats give codes, names and subjects.
const CODES: &[&str] = &["qcode", "FormalName", "uri"];
const NAMES: &[&str] = &["literal", "FormalName", "holder", "name"];
const TAGS: &[&str] = &[
    "tobject.subject.matter",
    "tobject.subject.type",
    "key",
    "FormalName",
    "qcode",
];

fn said(element: &Element, names: &[&str]) -> Option<String> {
    let mut said = names.iter().filter_map(|name| element.attribute(name));
    said.find(|said| !said.trim().is_empty())
}

/// The first name within an element, or its text.
fn named(source: &str) -> Option<String> {
    let mut xml = Xml::new(source, DEPTH);
    let mut plain = String::new();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Start(inner) => match &*inner.name.to_ascii_lowercase() {
                "name" => return Some(xml.text()),
                "party" => return said(&inner, NAMES),
                "broader" | "narrower" | "related" | "sameas" => Xml::skip(&mut xml),
                _ => {}
            },
            Piece::Text(text) => plain.push_str(&text),
            Piece::End(_) => {}
        }
    }
    one_line(&plain)
}

/// `canceled` of `stat:canceled` and `http://cv.iptc.org/newscodes/pubstatusg2/canceled`.
fn code(text: &str) -> &str {
    text.trim().rsplit([':', '/']).next().unwrap_or_default()
}

fn number(text: &str) -> u64 {
    text.trim().parse().unwrap_or_default()
}

/// The dateline before the text, where the text does not begin with it.
fn after_dateline(dateline: Option<Claim>, text: String) -> String {
    match dateline.and_then(|claim| one_line(&claim.text)) {
        Some(dateline) if !text.starts_with(&dateline) => format!("{dateline}\n\n{text}"),
        _ => text,
    }
}

//! Exports of Zotero in RDF: each item an article, its abstract a summary. Notes, attachments and collections are none.

use super::addresses;
use super::extracted::Extracted;
use super::fields::Refusal;
use super::format::Format;
use super::input::Input;
use super::opened::{Opened, Record};
use super::turn::turn;
use super::xml::{self, Piece, Xml};
use crate::record::Problem;

/// Recognised by its outermost element and the name space of its program.
pub(super) const FORMAT: Format = Format {
    name: "Zotero RDF",
    recognise: |input| {
        let sample = input.sample();
        let is_rdf = input.start().starts_with(b"<")
            && xml::root(sample).is_some_and(|root| root.0 == "rdf");
        is_rdf && memchr::memmem::find(sample, b"zotero.org/namespaces").is_some()
    },
    open,
};

/// Elements below the outermost one that are no items.
const NO_ITEMS: &[&str] = &["Attachment", "Collection", "Memo"];

fn open(input: Input) -> Result<Opened, Problem> {
    let depth = input.bounds.limits.depth as usize;
    let (bytes, broken) = input.into_bytes()?;
    let _turn = turn(bytes.len());
    let document = xml::decoded(bytes)
        .ok_or_else(|| Problem::whole("the file is not text in any known character set"))?;
    let (items, is_cut_off) = items(&document.text, depth);
    if items.is_empty() {
        return Err(Problem::whole("the file holds no items of a library"));
    }
    let broken = broken.map(|error| Problem::failed(&error));
    let after = broken.or(is_cut_off.then(|| Problem::whole("the XML is damaged or cut off")));
    let number = items.len() as u64 + 1;
    let note = document.note;
    let records = (1..).zip(items).map(move |(number, item)| {
        let result = item.extracted().map_err(|refusal| refusal.of(number));
        Record::new(
            number,
            result.map(|mut extracted| {
                extracted.notes.extend(note.clone());
                extracted
            }),
        )
    });
    let after = after.map(|problem| Record::new(number, Err(problem)));
    addresses::gathered(Opened::many(records.chain(after)))
}

/// The texts of an item, by the elements that they lie in: `isPartOf/Newspaper/title`.
struct Item(Vec<(String, String)>);

/// The items, and whether the document does not end as it should.
fn items(text: &str, depth: usize) -> (Vec<Item>, bool) {
    let mut items = Vec::new();
    let mut xml = Xml::new(text, depth);
    let mut path: Vec<String> = Vec::new();
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Start(element) => {
                if path.len() == 1 && NO_ITEMS.contains(&&*element.name) {
                    Xml::skip(&mut xml);
                    continue;
                }
                path.push(element.name);
                match path.len() {
                    2 => items.push(Item(Vec::new())),
                    3.. if path.len() <= DEEPEST => {
                        if let Some(Item(texts)) = items.last_mut() {
                            texts.push((path[2..].join("/"), String::new()));
                        }
                    }
                    _ => {}
                }
            }
            Piece::End(_) => drop(path.pop()),
            Piece::Text(piece) => {
                let text = items.last_mut().and_then(|item| item.0.last_mut());
                if let Some((_, text)) = text.filter(|_| path.len() > 2) {
                    text.push_str(&piece);
                }
            }
        }
    }
    items.retain(Item::is_article);
    (items, xml.broken.is_some())
}

/// No text of an item lies deeper: `bib:authors/rdf:Seq/rdf:li/foaf:Person/foaf:surname`.
const DEEPEST: usize = 8;

impl Item {
    fn is_article(&self) -> bool {
        let kind = self.first(&["itemType"]).unwrap_or_default();
        !self.0.is_empty() && kind != "note" && kind != "attachment"
    }

    /// The first text of any of these elements that says something.
    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let texts = self.0.iter().filter(move |text| text.0 == name);
        texts
            .map(|text| text.1.trim())
            .filter(|text| !text.is_empty())
    }

    /// The names of its authors.
    fn authors(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut family = "";
        for (path, text) in &self.0 {
            match path.strip_prefix("authors/Seq/li/Person") {
                Some("") => family = "",
                Some("/surname") => {
                    family = text.trim();
                    names.push(family.to_owned());
                }
                Some("/givenName") => {
                    let given = text.trim();
                    match names.last_mut().filter(|name| *name == family) {
                        Some(name) => *name = format!("{given} {family}"),
                        None => names.push(given.to_owned()),
                    }
                }
                _ => {}
            }
        }
        names
    }

    fn extracted(&self) -> Result<Extracted, Refusal> {
        let mut extracted = Extracted::default();
        let mut claim = |names: &[&str], claim: fn(&mut Extracted, &str, &str)| {
            if let Some(text) = self.first(names) {
                claim(&mut extracted, text, &format!("element {}", names[0]));
            }
        };
        claim(&["title"], Extracted::title);
        claim(&["identifier/URI/value"], Extracted::url);
        claim(OUTLETS, Extracted::outlet);
        claim(&["date"], Extracted::date_text);
        claim(&["language"], Extracted::lang);
        claim(&["abstract"], |extracted, text, from| {
            extracted.text(text.to_owned(), from);
        });
        extracted.article.about.is_summary = true;
        extracted.authors(self.authors(), "element authors");
        let tags = self
            .all("subject")
            .chain(self.all("subject/AutomaticTag/value"));
        extracted.tags(tags.map(str::to_owned), "element subject");
        match extracted.article.text.is_empty() {
            true => Err(Refusal::without_text(extracted.article.about.url)),
            false => Ok(extracted),
        }
    }
}

/// Where an item says who published it, the best first.
const OUTLETS: &[&str] = &[
    "isPartOf/Newspaper/title",
    "isPartOf/Periodical/title",
    "isPartOf/Journal/title",
    "isPartOf/Website/title",
    "isPartOf/Blog/title",
    "isPartOf/BlogPost/title",
    "publisher/Organization/name",
];

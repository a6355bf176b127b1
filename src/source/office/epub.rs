//! Books: `.epub`. A book is one article: its chapters in the order in which they are read.

mod chapter;

use std::collections::{HashMap, HashSet};

use super::super::format::Format;
use super::super::input::Input;
use super::super::opened::Opened;
use super::super::xml::{Element, Piece, Xml};
use super::flow::Flow;
use super::{Package, Properties, turn};
use crate::record::Problem;

/// Recognised by the part that says where the book is.
pub(in super::super) const FORMAT: Format = Format {
    name: "EPUB",
    recognise: |input| input.zip().is_some_and(|zip| zip.has(CONTAINER)),
    open,
};

const CONTAINER: &str = "META-INF/container.xml";

fn open(input: Input) -> Result<Opened, Problem> {
    let mut package = Package::open(input)?;
    if package.zip.has("META-INF/rights.xml") {
        return Err(Problem::whole(
            "the book is protected against copying, and its text is encrypted",
        ));
    }
    let main = main_part(&mut package);
    let list = package.part(&main).unwrap_or_default();
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let depth = package.limits.depth as usize;
    let mut book = Book::read(&list, folder, depth);
    if book.chapters.is_empty() {
        book.chapters = all_chapters(&package);
    }
    let mut flow = Flow::default();
    for name in &book.chapters {
        if flow.len() as u64 > package.limits.article {
            break;
        }
        let Some(chapter) = package.part(name) else {
            package.damaged(name, "it is not there");
            continue;
        };
        let _turn = turn(chapter.len());
        chapter::read(&chapter, depth, &mut flow);
    }
    package.article(flow, book.properties)
}

/// The name of the part that lists the parts of the book.
fn main_part(package: &mut Package) -> String {
    let container = package.part(CONTAINER).unwrap_or_default();
    for piece in Xml::new(&container, package.limits.depth as usize) {
        if let Piece::Start(element) = piece
            && element.name == "rootfile"
            && let Some(path) = element.attribute("full-path")
        {
            return path;
        }
    }
    let mut files = package.zip.files();
    let list = files.find(|(_, name)| name.ends_with(".opf"));
    list.map_or_else(String::new, |(_, name)| name.to_owned())
}

/// The pages in a book without a list of them.
fn all_chapters(package: &Package) -> Vec<String> {
    let is_page = |name: &str| {
        [".xhtml", ".html", ".htm"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let pages = package.zip.files().map(|(_, name)| name);
    let mut pages: Vec<String> = pages
        .filter(|name| is_page(name))
        .map(str::to_owned)
        .collect();
    pages.sort();
    pages
}

/// What the list of a book says.
#[derive(Default)]
struct Book {
    properties: Properties,
    /// The names of the parts with its text, in the order in which they are read.
    chapters: Vec<String>,
}

impl Book {
    fn read(list: &str, folder: &str, depth: usize) -> Book {
        let mut book = Book::default();
        let mut parts: HashMap<String, String> = HashMap::new();
        let mut order = Vec::new();
        let mut xml = Xml::new(list, depth);
        while let Some(piece) = xml.next() {
            let Piece::Start(element) = piece else {
                continue;
            };
            let value = |name: &str| element.attribute(name).unwrap_or_default();
            match element.name.as_str() {
                "item" => {
                    let is_contents = value("properties").split(' ').any(|it| it == "nav");
                    if !is_contents {
                        parts.insert(value("id"), placed(folder, &value("href")));
                    }
                }
                "itemref" if value("linear") != "no" => order.push(value("idref")),
                _ => book.claim(&element, &mut xml),
            }
        }
        let mut seen = HashSet::new();
        let order = order.into_iter().filter_map(|id| parts.get(&id).cloned());
        book.chapters = order.filter(|name| seen.insert(name.clone())).collect();
        book
    }

    fn claim(&mut self, element: &Element, xml: &mut Xml) {
        let properties = &mut self.properties;
        let put = Properties::put;
        match element.qualified().as_str() {
            "dc:title" => put(&mut properties.title, xml.text()),
            "dc:creator" => {
                let role = element.attribute("role");
                if role.is_none_or(|role| role == "aut") {
                    properties.authors.push(xml.text());
                }
            }
            "dc:date" => {
                let event = element.attribute("event");
                match event.is_none_or(|event| event == "publication") {
                    true => put(&mut properties.published, xml.text()),
                    false => put(&mut properties.created, xml.text()),
                }
            }
            "dc:language" => put(&mut properties.lang, xml.text()),
            "dc:publisher" => put(&mut properties.publisher, xml.text()),
            "dc:source" => put(&mut properties.url, xml.text()),
            "dc:subject" => properties.keywords.push(xml.text()),
            _ => {}
        }
    }
}

/// The name of a part that is named from a folder: `text/../a%20b.xhtml#top` in `OPS` is `OPS/a b.xhtml`.
fn placed(folder: &str, address: &str) -> String {
    let address = address.split(['#', '?']).next().unwrap_or_default();
    let address = decoded(address);
    let mut path: Vec<&str> = match address.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path.retain(|part| !part.is_empty());
    path.join("/")
}

/// An address with its `%20` and the like as characters.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(|_| *byte == b'%') {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_parts() {
        for (folder, address, expected) in [
            ("OPS", "text/one.xhtml#top", "OPS/text/one.xhtml"),
            ("OPS", "../a%20b.xhtml", "a b.xhtml"),
            ("", "../../etc/passwd", "etc/passwd"),
            ("OPS", "/100%.xhtml", "100%.xhtml"),
        ] {
            assert_eq!(placed(folder, address), expected);
        }
    }
}

//! Word documents: `.docx`, in the transitional form and the strict one.

mod lists;
mod styles;

use std::collections::HashMap;

use super::super::format::Format;
use super::super::input::Input;
use super::super::opened::Opened;
use super::super::xml::{Element, Piece, Xml};
use super::flow::{Flow, Kind, Role};
use super::{Package, Properties, turn};
use crate::record::Problem;
use lists::Lists;
use styles::Styles;

/// Recognised by its parts in the folder `word`.
pub(in super::super) const FORMAT: Format = Format {
    name: "Word document",
    recognise: |input| {
        let has = |end: &str| {
            let mut files = input.zip().into_iter().flat_map(|zip| zip.files());
            files.any(|(_, name)| name.starts_with("word/") && name.ends_with(end))
        };
        has("document.xml") || has(".xml") && input.zip().is_some_and(|zip| zip.has(CONTENT_TYPES))
    },
    open,
};

const CONTENT_TYPES: &str = "[Content_Types].xml";

fn open(input: Input) -> Result<Opened, Problem> {
    let mut package = Package::open(input)?;
    let main = main_part(&mut package);
    let Some(document) = package.part(&main) else {
        let missing = Problem::whole(format!("the document has no part `{main}`"));
        return Err(package.problem.unwrap_or(missing));
    };
    let _turn = turn(document.len());
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |name: &str| {
        format!("{folder}/{name}")
            .trim_start_matches('/')
            .to_owned()
    };
    let styles = package.part(&beside("styles.xml")).unwrap_or_default();
    let lists = package.part(&beside("numbering.xml")).unwrap_or_default();
    let depth = package.limits.depth as usize;
    let styles = Styles::read(&styles, depth);
    let mut notes = HashMap::new();
    for (part, kind) in [("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        let text = package.part(&beside(part)).unwrap_or_default();
        read_notes(&text, kind, depth, &styles, &mut notes);
    }
    let mut body = Body {
        flow: Flow::default(),
        styles: &styles,
        lists: Lists::read(&lists, depth),
        notes,
        most: package.limits.article as usize,
        is_hidden: false,
        is_placeholder: false,
        in_text: false,
    };
    let mut xml = Xml::new(&document, depth);
    body.read(&mut xml);
    if let Some(reason) = xml.broken {
        package.damaged(&main, &reason);
    }
    let mut properties = properties(&mut package);
    Properties::put(
        &mut properties.lang,
        styles.lang.clone().unwrap_or_default(),
    );
    package.article(body.flow, properties)
}

/// The name of the part that holds the text.
fn main_part(package: &mut Package) -> String {
    let relations = package.part("_rels/.rels").unwrap_or_default();
    for piece in Xml::new(&relations, package.limits.depth as usize) {
        if let Piece::Start(element) = piece
            && element.name == "Relationship"
            && element
                .attribute("Type")
                .is_some_and(|kind| kind.ends_with("/officeDocument"))
            && let Some(target) = element.attribute("Target")
        {
            let target = target.trim_start_matches('/').to_owned();
            if package.zip.has(&target) {
                return target;
            }
        }
    }
    "word/document.xml".to_owned()
}

fn properties(package: &mut Package) -> Properties {
    let mut properties = Properties::default();
    let core = package.part("docProps/core.xml").unwrap_or_default();
    let mut xml = Xml::new(&core, package.limits.depth as usize);
    while let Some(piece) = xml.next() {
        let Piece::Start(Element { name, .. }) = piece else {
            continue;
        };
        match name.as_str() {
            "title" => Properties::put(&mut properties.title, xml.text()),
            "creator" => properties.authors.push(xml.text()),
            "keywords" => properties.keywords.push(xml.text()),
            "language" => Properties::put(&mut properties.lang, xml.text()),
            "created" => Properties::put(&mut properties.created, xml.text()),
            "modified" => Properties::put(&mut properties.modified, xml.text()),
            _ => {}
        }
    }
    properties
}

/// The texts of notes by their kind and number.
type Notes = HashMap<(&'static str, String), String>;

fn read_notes(part: &str, kind: &'static str, depth: usize, styles: &Styles, notes: &mut Notes) {
    let mut xml = Xml::new(part, depth);
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        // Others are the lines between notes and text.
        let is_note =
            element.name == kind && element.attribute("type").is_none_or(|it| it == "normal");
        if let Some(id) = element.attribute("id").filter(|_| is_note) {
            let mut body = Body {
                flow: Flow::default(),
                styles,
                lists: Lists::default(),
                notes: HashMap::new(),
                most: usize::MAX,
                is_hidden: false,
                is_placeholder: false,
                in_text: false,
            };
            body.read(&mut Xml::new(xml.inner(), depth));
            notes.insert((kind, id), body.flow.finish().0);
        }
    }
}

/// The text of a document as it is read.
struct Body<'a> {
    flow: Flow,
    styles: &'a Styles,
    lists: Lists,
    notes: Notes,
    /// No more text is read than this, in bytes.
    most: usize,
    /// Whether the open run is hidden text.
    is_hidden: bool,
    /// Whether the content that comes next only asks for some.
    is_placeholder: bool,
    in_text: bool,
}

impl Body<'_> {
    fn read(&mut self, xml: &mut Xml) {
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(element) => self.start(&element, xml),
                Piece::End(name) => self.end(&name),
                Piece::Text(text) if self.in_text && !self.is_hidden => self.flow.words(&text),
                Piece::Text(_) => {}
            }
            if self.flow.len() > self.most {
                break;
            }
        }
    }

    fn start(&mut self, element: &Element, xml: &mut Xml) {
        match element.name.as_str() {
            "t" => self.in_text = true,
            "p" => self.flow.paragraph(Kind::Paragraph, Role::Body, ""),
            "pPr" => self.paragraph(xml),
            "r" => self.is_hidden = false,
            "rPr" => self.is_hidden = is_hidden(xml),
            "tab" => self.flow.words(" "),
            "noBreakHyphen" => self.flow.words("-"),
            "br" if element
                .attribute("type")
                .is_some_and(|kind| kind != "textWrapping") =>
            {
                self.flow.words(" ");
            }
            "br" | "cr" => self.flow.line(),
            "tr" => self.flow.row(),
            "txbxContent" => self.flow.aside(),
            "footnoteReference" => self.note("footnote", element),
            "endnoteReference" => self.note("endnote", element),
            "sdtPr" => self.is_placeholder = holds(xml, "showingPlcHdr"),
            "sdtContent" if std::mem::take(&mut self.is_placeholder) => xml.skip(),
            // What was deleted or is code, and the second form of what is there in a newer one already.
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "Fallback" | "rt"
            | "sectPr" | "tblPr" | "trPr" | "tcPr" | "docPr" => xml.skip(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "p" => self.flow.end(),
            "r" => self.is_hidden = false,
            "tc" => self.flow.end_cell(),
            "tr" => self.flow.end_row(),
            "txbxContent" => self.flow.end_aside(),
            _ => {}
        }
    }

    /// Reads what a paragraph is: its style and its place in a list.
    fn paragraph(&mut self, xml: &mut Xml) {
        let depth = xml.depth();
        let (mut style, mut list, mut level) = (String::new(), None, None);
        while xml.depth() >= depth {
            match xml.next() {
                Some(Piece::Start(element)) => {
                    let value = || element.attribute("val");
                    match element.name.as_str() {
                        "pStyle" => style = value().unwrap_or_default(),
                        "ilvl" => level = value().and_then(|value| value.parse().ok()),
                        "numId" => list = value(),
                        "rPr" | "pPrChange" => xml.skip(),
                        _ => {}
                    }
                }
                Some(_) => {}
                None => break,
            }
        }
        let style = self.styles.of(&style);
        let list = list.or(style.list);
        let mark = list.and_then(|list| {
            let level = level.or(style.level).unwrap_or(0);
            self.lists.next(&list, level)
        });
        match mark {
            Some(mark) if style.role == Role::Body => self.flow.item(&mark),
            Some(mark) => self.flow.paragraph(Kind::Paragraph, style.role, &mark),
            None => self.flow.role(style.role),
        }
    }

    /// Puts a note after the paragraph, where it is referred to first.
    fn note(&mut self, kind: &'static str, reference: &Element) {
        let id = reference.attribute("id").unwrap_or_default();
        if self.is_hidden {
            return;
        }
        if let Some(text) = self.notes.remove(&(kind, id)) {
            self.flow.aside();
            for paragraph in text.split("\n\n") {
                self.flow.paragraph(Kind::Paragraph, Role::Body, "");
                self.flow.words(paragraph);
            }
            self.flow.end_aside();
        }
    }
}

/// Whether the properties of a run hide it.
fn is_hidden(xml: &mut Xml) -> bool {
    let depth = xml.depth();
    let mut is_hidden = false;
    while xml.depth() >= depth {
        match xml.next() {
            Some(Piece::Start(element)) if element.name == "vanish" => {
                let value = element.attribute("val").unwrap_or_default();
                is_hidden = !matches!(value.as_str(), "0" | "false" | "off");
            }
            Some(Piece::Start(element)) if element.name == "rPrChange" => xml.skip(),
            Some(_) => {}
            None => break,
        }
    }
    is_hidden
}

/// Whether the element that was started last has one of this name in it.
fn holds(xml: &mut Xml, name: &str) -> bool {
    let depth = xml.depth();
    let mut holds = false;
    while xml.depth() >= depth {
        match xml.next() {
            Some(Piece::Start(element)) => holds |= element.name == name,
            Some(_) => {}
            None => break,
        }
    }
    holds
}

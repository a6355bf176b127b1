//! OpenDocument texts: `.odt`.

mod styles;

use super::super::format::Format;
use super::super::input::Input;
use super::super::opened::Opened;
use super::super::xml::{Element, Piece, Xml};
use super::flow::{Flow, Kind, Role};
use super::numbers::Counts;
use super::{Package, Properties, encrypted, turn};
use crate::record::Problem;
use styles::Styles;

/// Recognised by its parts.
pub(in super::super) const FORMAT: Format = Format {
    name: "OpenDocument text",
    recognise: |input| {
        let has = |name: &str| input.zip().is_some_and(|zip| zip.has(name));
        has("content.xml") && has("META-INF/manifest.xml")
    },
    open,
};

fn open(input: Input) -> Result<Opened, Problem> {
    let mut package = Package::open(input)?;
    let manifest = package.part("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(encrypted());
    }
    let Some(content) = package.part("content.xml") else {
        let missing = Problem::whole("the document has no part `content.xml`");
        return Err(package.problem.unwrap_or(missing));
    };
    let _turn = turn(content.len());
    let depth = package.limits.depth as usize;
    let mut styles = Styles::default();
    styles.read(&package.part("styles.xml").unwrap_or_default(), depth);
    styles.read(&content, depth);
    let mut body = Body {
        flow: Flow::default(),
        styles: &styles,
        lists: Vec::new(),
        open: 0,
        is_text: true,
        most: package.limits.article as usize,
    };
    let mut xml = Xml::new(&content, depth);
    body.read(&mut xml);
    if let Some(reason) = xml.broken {
        package.damaged("content.xml", &reason);
    }
    if !body.is_text {
        return Err(Problem::whole(
            "the document is no text; save a table as CSV and anything else as PDF first",
        ));
    }
    let properties = properties(&mut package);
    package.article(body.flow, properties)
}

fn properties(package: &mut Package) -> Properties {
    let mut properties = Properties::default();
    let meta = package.part("meta.xml").unwrap_or_default();
    let mut xml = Xml::new(&meta, package.limits.depth as usize);
    let mut last_author = String::new();
    while let Some(piece) = xml.next() {
        let Piece::Start(Element { name, .. }) = piece else {
            continue;
        };
        match name.as_str() {
            "title" => Properties::put(&mut properties.title, xml.text()),
            "initial-creator" => properties.authors.push(xml.text()),
            "creator" => last_author = xml.text(),
            "keyword" => properties.keywords.push(xml.text()),
            "language" => Properties::put(&mut properties.lang, xml.text()),
            "creation-date" => Properties::put(&mut properties.created, xml.text()),
            "date" => Properties::put(&mut properties.modified, xml.text()),
            _ => {}
        }
    }
    if properties.authors.is_empty() {
        properties.authors.push(last_author);
    }
    properties
}

/// The text of a document as it is read.
struct Body<'a> {
    flow: Flow,
    styles: &'a Styles,
    /// The open lists, the innermost last.
    lists: Vec<List>,
    /// How many paragraphs are open, one in a note of the other.
    open: usize,
    /// Whether it is no table, presentation or drawing.
    is_text: bool,
    most: usize,
}

struct List {
    style: String,
    counts: Counts,
    /// Whether an item was begun whose number is not written yet.
    is_item: bool,
}

impl Body<'_> {
    fn read(&mut self, xml: &mut Xml) {
        let mut in_body = false;
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(element) if element.name == "body" => in_body = true,
                Piece::Start(element) if in_body => self.start(&element, xml),
                Piece::End(name) if in_body => self.end(&name),
                Piece::Text(text) if self.open > 0 => self.flow.words(&text),
                _ => {}
            }
            if self.flow.len() > self.most {
                break;
            }
        }
    }

    fn start(&mut self, element: &Element, xml: &mut Xml) {
        match element.name.as_str() {
            "p" | "h" | "span" | "section" if self.is_hidden(element) => xml.skip(),
            "p" | "h" => {
                self.open += 1;
                self.paragraph(element);
            }
            "list" => self.list(element),
            "list-item" => {
                if let Some(list) = self.lists.last_mut() {
                    list.is_item = true;
                }
            }
            "spreadsheet" | "presentation" | "drawing" if self.flow.len() == 0 => {
                self.is_text = false;
                xml.skip();
            }
            "s" | "tab" => self.flow.words(" "),
            "line-break" => self.flow.line(),
            "note" | "text-box" => self.flow.aside(),
            "table-row" => self.flow.row(),
            // What was deleted, is hidden, said of the text or made from it.
            "annotation" | "forms" | "hidden-paragraph" | "hidden-text" | "note-citation"
            | "ruby-text" | "script" | "table-of-content" | "tracked-changes"
            | "alphabetical-index" | "illustration-index" | "table-index" | "desc" | "title" => {
                xml.skip();
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.open = self.open.saturating_sub(1);
                self.flow.end();
            }
            "list" => drop(self.lists.pop()),
            "note" | "text-box" => self.flow.end_aside(),
            "table-cell" | "covered-table-cell" => self.flow.end_cell(),
            "table-row" => self.flow.end_row(),
            _ => {}
        }
    }

    fn is_hidden(&self, element: &Element) -> bool {
        let style = element.attribute("style-name").unwrap_or_default();
        let display = element.attribute("display");
        self.styles.is_hidden(&style) || display.as_deref() == Some("none")
    }

    fn list(&mut self, element: &Element) {
        let own = element.attribute("style-name");
        let outer = || self.lists.last().map(|list| list.style.clone());
        self.lists.push(List {
            style: own.or_else(outer).unwrap_or_default(),
            counts: Counts::default(),
            is_item: false,
        });
    }

    fn paragraph(&mut self, element: &Element) {
        let style = element.attribute("style-name").unwrap_or_default();
        let role = match element.name.as_str() {
            "h" => Role::Heading,
            _ => self.styles.role(&style),
        };
        let level = self.lists.len();
        let Some(list) = self.lists.last_mut().filter(|list| list.is_item) else {
            let kind = match level {
                0 => Kind::Paragraph,
                _ => Kind::Item,
            };
            return self.flow.paragraph(kind, role, "");
        };
        list.is_item = false;
        let levels = self.styles.levels(&list.style);
        let mark = list.counts.next(level - 1, levels);
        let kind = match role {
            Role::Body => Kind::Item,
            _ => Kind::Paragraph,
        };
        self.flow.paragraph(kind, role, &mark);
    }
}

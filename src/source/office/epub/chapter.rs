//! A chapter of a book, laid out as web pages are. It is read as XML, in which an empty element is one.

use std::collections::{HashMap, HashSet};

use super::super::super::html::markup::{Layout, layout_of};
use super::super::super::xml::{Element, Piece, Xml};
use super::super::flow::{Flow, Kind, Role};
use super::super::numbers::{Counts, Level, Style};

/// Adds the text of a chapter, its notes after the paragraphs that refer to them.
pub(super) fn read(text: &str, depth: usize, flow: &mut Flow) {
    flow.end();
    let notes = notes(text, depth);
    let mut chapter = Chapter {
        flow,
        depth,
        moved: notes.keys().cloned().collect(),
        notes,
        lists: Vec::new(),
        role: Role::Body,
        rows: 0,
    };
    chapter.read(text);
    flow.end();
}

/// The sources of the notes that the chapter refers to, by their names.
fn notes(text: &str, depth: usize) -> HashMap<String, &str> {
    let (mut notes, mut names) = (HashMap::new(), HashSet::new());
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        if is_kind(&element, &["noteref"]) {
            names.extend(target(&element));
        } else if is_kind(&element, NOTES)
            && let Some(name) = element.attribute("id")
        {
            notes.insert(name, xml.inner());
        }
    }
    notes.retain(|name, _| names.contains(name));
    notes
}

/// The kinds of notes.
const NOTES: &[&str] = &["endnote", "footnote", "rearnote"];

/// The name of the element that a link in the same chapter leads to.
fn target(link: &Element) -> Option<String> {
    let address = link.attribute("href")?;
    address.rsplit_once('#').map(|(_, name)| name.to_owned())
}

/// Whether an element is of one of these kinds.
fn is_kind(element: &Element, kinds: &[&str]) -> bool {
    let own = ["type", "role"].map(|name| element.attribute(name).unwrap_or_default());
    own.iter()
        .flat_map(|own| own.split_whitespace())
        .any(|own| {
            let own = own.strip_prefix("doc-").unwrap_or(own);
            kinds.contains(&own)
        })
}

struct Chapter<'a> {
    flow: &'a mut Flow,
    depth: usize,
    /// The notes that are not written yet.
    notes: HashMap<String, &'a str>,
    /// The names of all notes that are written elsewhere than where they are.
    moved: HashSet<String>,
    /// The open lists: what their items have come to, nothing where they are not numbered.
    lists: Vec<Option<Counts>>,
    /// Of the heading that is open.
    role: Role,
    rows: usize,
}

impl Chapter<'_> {
    fn read(&mut self, text: &str) {
        let xml = &mut Xml::new(text, self.depth);
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(element) => self.start(&element, xml),
                Piece::End(name) => self.end(&name),
                Piece::Text(text) => self.words(&text),
            }
        }
    }

    /// Puts a note after the paragraph that refers to it first. A note within a note is left out.
    fn note(&mut self, reference: &Element) {
        let Some(text) = target(reference).and_then(|name| self.notes.remove(&name)) else {
            return;
        };
        self.flow.aside();
        let mut note = Chapter {
            flow: self.flow,
            depth: self.depth,
            notes: HashMap::new(),
            moved: HashSet::new(),
            lists: Vec::new(),
            role: Role::Body,
            rows: 0,
        };
        note.read(text);
        self.flow.end_aside();
    }

    fn words(&mut self, text: &str) {
        // Line ends of the source are spaces.
        let mut lines = text.split(['\n', '\r']);
        self.flow.words(lines.next().unwrap_or_default());
        for line in lines {
            self.flow.words(" ");
            self.flow.words(line);
        }
    }

    fn start(&mut self, element: &Element, xml: &mut Xml) {
        if is_kind(element, &["noteref"]) {
            self.note(element);
            return xml.skip();
        }
        if is_passed_over(element) || self.is_moved(element) {
            return xml.skip();
        }
        match element.name.as_str() {
            "br" => return self.flow.line(),
            "ol" | "ul" => {
                self.flow.end();
                let start = element
                    .attribute("start")
                    .and_then(|start| start.parse().ok());
                let mut counts = Counts::default();
                counts.start(0, start.unwrap_or(1));
                self.lists.push((element.name == "ol").then_some(counts));
                return;
            }
            "li" => return self.item(),
            "tr" => {
                self.rows += 1;
                return self.flow.row();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.role = Role::Heading,
            _ => {}
        }
        match layout_of(&element.name) {
            Some(Layout::Hidden) => xml.skip(),
            Some(Layout::Paragraph | Layout::Verbatim) => self.paragraph(),
            Some(Layout::Line) => self.flow.paragraph(Kind::Item, Role::Body, ""),
            Some(Layout::Cell | Layout::LineBreak) | None => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "ol" | "ul" => {
                self.flow.end();
                self.lists.pop();
            }
            "td" | "th" if self.rows > 0 => self.flow.end_cell(),
            "tr" => {
                self.rows = self.rows.saturating_sub(1);
                self.flow.end_row();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flow.end();
                self.role = Role::Body;
            }
            name => match layout_of(name) {
                Some(Layout::Paragraph | Layout::Verbatim | Layout::Line) => self.flow.end(),
                Some(Layout::Cell | Layout::LineBreak | Layout::Hidden) | None => {}
            },
        }
    }

    /// Whether an element is a note that is written elsewhere.
    fn is_moved(&self, element: &Element) -> bool {
        let name = || element.attribute("id").unwrap_or_default();
        is_kind(element, NOTES) && self.moved.contains(&name())
    }

    fn paragraph(&mut self) {
        // A paragraph at the beginning of an item is the item.
        if self.flow.is_begun() {
            return;
        }
        let kind = match self.lists.is_empty() {
            true => Kind::Paragraph,
            false => Kind::Item,
        };
        self.flow.paragraph(kind, self.role, "");
    }

    fn item(&mut self) {
        let numbers = [Level {
            style: Style::Decimal,
            start: 1,
            pattern: "%1.".to_owned(),
        }];
        let counts = self.lists.last_mut().and_then(Option::as_mut);
        let mark = counts.map_or_else(String::new, |counts| counts.next(0, &numbers));
        self.flow.paragraph(Kind::Item, Role::Body, &mark);
    }
}

/// Whether an element holds nothing that is read: the title of the page, marks that lead back from notes.
fn is_passed_over(element: &Element) -> bool {
    is_kind(element, &["backlink", "pagebreak"])
        || matches!(element.name.as_str(), "head" | "rt" | "rp")
}

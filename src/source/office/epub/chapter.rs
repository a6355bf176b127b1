//! A chapter of a book, laid out as web pages are. It is read as XML, in which an empty element is one.

use super::super::super::html::markup::{Layout, layout_of};
use super::super::super::xml::{Element, Piece, Xml};
use super::super::flow::{Flow, Kind, Role};
use super::super::numbers::{Counts, Level, Style};

/// Adds the text of a chapter.
pub(super) fn read(xml: &mut Xml, flow: &mut Flow) {
    let outer = flow.depth();
    flow.end();
    let mut chapter = Chapter {
        flow,
        lists: Vec::new(),
        role: Role::Body,
        rows: 0,
    };
    while let Some(piece) = xml.next() {
        match piece {
            Piece::Start(element) => chapter.start(&element, xml),
            Piece::End(name) => chapter.end(&name),
            Piece::Text(text) => chapter.words(&text),
        }
    }
    debug_assert_eq!(flow.depth(), outer);
    flow.end();
}

struct Chapter<'a> {
    flow: &'a mut Flow,
    /// The open lists: what their items have come to, nothing where they are not numbered.
    lists: Vec<Option<Counts>>,
    /// Of the heading that is open.
    role: Role,
    rows: usize,
}

impl Chapter<'_> {
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
        if is_passed_over(element) {
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

/// Whether an element holds nothing that is read: the title of the page, marks that lead to notes and back.
fn is_passed_over(element: &Element) -> bool {
    const MARKS: &[&str] = &["backlink", "noteref", "pagebreak"];
    let kinds = ["type", "role"].map(|name| element.attribute(name).unwrap_or_default());
    let is_mark = kinds.iter().any(|kinds| {
        kinds.split_whitespace().any(|kind| {
            let kind = kind.strip_prefix("doc-").unwrap_or(kind);
            MARKS.contains(&kind)
        })
    });
    is_mark || matches!(element.name.as_str(), "head" | "rt" | "rp")
}

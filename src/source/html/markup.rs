//! A tree of HTML to readable text: paragraphs apart, list items and rows on lines of their own.

use dom_query::{Document, NodeRef};

use super::super::text_builder::TextBuilder;
use super::limits;

/// The text of a piece of HTML, or nothing if it is too large or too deep to be read.
pub(in super::super) fn text(html: &str) -> Option<String> {
    let depth = limits::PIECE_DEPTH;
    if html.len() as u64 > limits::PIECE_BYTES || limits::check(html, depth).is_err() {
        return None;
    }
    let piece = Document::fragment(html);
    limits::is_shallow(&piece, depth).then(|| of_node(&piece.root()))
}

/// Whether a text that ought to be plain is HTML: it has marks that end paragraphs or lines, and
/// its blank lines, if it has any, lie between tags. Markdown with some HTML in it is not.
pub(in super::super) fn is_markup(text: &str) -> bool {
    if !text.contains('<') {
        return false;
    }
    let mut blocks = text.split("\n\n").map(str::trim_start);
    let is_tagged = |block: &str| block.is_empty() || block.starts_with('<');
    ENDS.iter().any(|end| text.contains(end)) && (!text.contains("\n\n") || blocks.all(is_tagged))
}

const ENDS: &[&str] = &["</P>", "</div>", "</p>", "<br />", "<br/>", "<br>"];

/// The text of a part of a page.
pub(super) fn of_node(top: &NodeRef) -> String {
    let mut flow = TextBuilder::default();
    let mut node = *top;
    loop {
        let goes_in = enter(&mut flow, &node);
        if let Some(child) = node.first_child().filter(|_| goes_in) {
            node = child;
            continue;
        }
        loop {
            leave(&mut flow, &node);
            if node.id == top.id {
                return flow.finish();
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return flow.finish(),
            }
        }
    }
}

/// How an element is laid out.
#[derive(Clone, Copy)]
pub(in super::super) enum Layout {
    Cell,
    Hidden,
    Line,
    LineBreak,
    Paragraph,
    Verbatim,
}

/// Sorted by name; the elements not named here are in the line.
const LAYOUTS: &[(&str, Layout)] = &[
    ("address", Layout::Paragraph),
    ("article", Layout::Paragraph),
    ("aside", Layout::Paragraph),
    ("blockquote", Layout::Paragraph),
    ("br", Layout::LineBreak),
    ("button", Layout::Hidden),
    ("caption", Layout::Paragraph),
    ("dd", Layout::Line),
    ("details", Layout::Paragraph),
    ("div", Layout::Paragraph),
    ("dl", Layout::Paragraph),
    ("dt", Layout::Line),
    ("figcaption", Layout::Paragraph),
    ("figure", Layout::Paragraph),
    ("footer", Layout::Paragraph),
    ("form", Layout::Paragraph),
    ("h1", Layout::Paragraph),
    ("h2", Layout::Paragraph),
    ("h3", Layout::Paragraph),
    ("h4", Layout::Paragraph),
    ("h5", Layout::Paragraph),
    ("h6", Layout::Paragraph),
    ("head", Layout::Hidden),
    ("header", Layout::Paragraph),
    ("hr", Layout::Paragraph),
    ("iframe", Layout::Hidden),
    ("li", Layout::Line),
    ("main", Layout::Paragraph),
    ("nav", Layout::Paragraph),
    ("noscript", Layout::Hidden),
    ("object", Layout::Hidden),
    ("ol", Layout::Paragraph),
    ("p", Layout::Paragraph),
    ("pre", Layout::Verbatim),
    ("script", Layout::Hidden),
    ("section", Layout::Paragraph),
    ("select", Layout::Hidden),
    ("style", Layout::Hidden),
    ("summary", Layout::Paragraph),
    ("svg", Layout::Hidden),
    ("table", Layout::Paragraph),
    ("td", Layout::Cell),
    ("template", Layout::Hidden),
    ("textarea", Layout::Hidden),
    ("th", Layout::Cell),
    ("tr", Layout::Line),
    ("ul", Layout::Paragraph),
];

fn layout(node: &NodeRef) -> Option<Layout> {
    layout_of(&node.node_name()?)
}

/// How the elements of this name are laid out; nothing for those in the line.
pub(in super::super) fn layout_of(name: &str) -> Option<Layout> {
    let at = LAYOUTS.binary_search_by_key(&name, |row| row.0).ok()?;
    Some(LAYOUTS[at].1)
}

/// Says whether to go on with what is inside.
fn enter(flow: &mut TextBuilder, node: &NodeRef) -> bool {
    if node.is_text() {
        flow.words(&node.text());
        return false;
    }
    match layout(node) {
        Some(Layout::Hidden) => return false,
        Some(Layout::Verbatim) => {
            flow.paragraph();
            flow.verbatim(&node.text());
            return false;
        }
        Some(Layout::Paragraph) => flow.paragraph(),
        Some(Layout::Line) => flow.line(),
        Some(Layout::LineBreak | Layout::Cell) | None => {}
    }
    true
}

fn leave(flow: &mut TextBuilder, node: &NodeRef) {
    match layout(node) {
        Some(Layout::Paragraph | Layout::Verbatim) => flow.paragraph(),
        Some(Layout::Line | Layout::LineBreak) => flow.line(),
        Some(Layout::Cell) => flow.cell(),
        Some(Layout::Hidden) | None => {}
    }
}

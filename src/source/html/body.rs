//! Which part of a page is the article.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeRef};
use trafilatura::{ExtractionFocus, Options};

use super::headline::letters;
use super::limits::Effort;
use super::metadata::Claimed;
use super::statements::short_text;
use super::{markup, place};

pub(super) struct Body {
    pub text: String,
    pub from: &'static str,
}

/// The parts of a page around its article, left out where the article itself was not found.
const BOILERPLATE: &str = "nav, header nav, footer, aside, form";

/// A page of fewer words than this is short: all of its main part is the article.
const SHORT: usize = 150;

/// The article's text, or all the text of a page in which no article can be made out. The text in the page's
/// description of its article may be nowhere else.
pub(super) fn extract(html: &str, page: &Document, effort: Effort, claimed: &Claimed) -> Body {
    let described = claimed.article_body.as_deref();
    let extracted = match effort {
        Effort::Ordinary => article(html),
        Effort::Excessive => None,
    };
    let extracted = extracted.unwrap_or_default();
    if words(&extracted) >= SHORT && described.is_none() {
        return Body {
            text: extracted,
            from: "article body",
        };
    }
    page.select(BOILERPLATE).remove();
    if let Some(described) = described.and_then(|text| alone(text, page, &extracted)) {
        return Body {
            text: described,
            from: "JSON-LD",
        };
    }
    let (text, from) = match words(&extracted) {
        0 if effort == Effort::Excessive => (whole(page), "whole page"),
        0 => (main_part(page), "whole page"),
        found => {
            let is_short = words(&main_part(page)) < SHORT;
            leave_out_beside(page);
            let main = main_part(page);
            match is_short && words(&main) > found && has_more(page, &extracted) {
                true => (main, "main part"),
                false => (extracted, "article body"),
            }
        }
    };
    Body { text, from }
}

/// About how many words a text has, also one that is written without spaces.
pub(super) fn words(text: &str) -> usize {
    let without_spaces = text
        .chars()
        .filter(|c| ('\u{3040}'..'\u{a000}').contains(c));
    text.split_whitespace().count() + without_spaces.count() / 2
}

/// The text of the part of a page that its markup says is the main one, or of the whole.
fn main_part(page: &Document) -> String {
    for part in MAIN {
        let found = page.select(part);
        let mut nodes = found.nodes().iter();
        // Several of a kind are stories, none of them the main one.
        if let (Some(node), None) = (nodes.next(), nodes.next()) {
            let text = markup::of_node(node);
            if !text.is_empty() {
                return text;
            }
        }
    }
    whole(page)
}

fn whole(page: &Document) -> String {
    let body = page.body().unwrap_or_else(|| page.root());
    markup::of_node(&body)
}

/// Takes out what is in the main part and is none of its text: what shares, tags and dates the article, who wrote
/// it, and lists of nothing but links.
fn leave_out_beside(page: &Document) {
    let elements = page.root();
    let elements = elements.descendants_it().filter(NodeRef::is_element);
    let beside: Vec<NodeRef> = elements.filter(is_beside).collect();
    for node in beside {
        line_of(node).remove_from_parent();
    }
}

/// What is on a line with a few other words, such as `Published on`, goes with them.
fn line_of(node: NodeRef) -> NodeRef {
    const FEW: usize = 8;
    let is_line = |parent: &NodeRef| {
        matches!(parent.node_name().as_deref(), Some("div" | "p" | "span"))
            && words(&short_text(parent)) <= FEW
    };
    node.parent().filter(is_line).unwrap_or(node)
}

fn is_beside(node: &NodeRef) -> bool {
    match node.node_name().as_deref() {
        Some("article" | "body" | "h1" | "html" | "main") => false,
        Some("time") => true,
        _ => place::is_class_beside_text(node),
    }
}

/// What holds the main part of a page, the narrowest first.
const MAIN: &[&str] = &["article:has(h1)", "article", "main", r#"[role="main"]"#];

/// Whether a page has a heading, a paragraph or an item of a list that is not in a text.
fn has_more(page: &Document, text: &str) -> bool {
    let text = letters(text);
    let pieces = page.select("h2, h3, h4, p, li, dd, dt, blockquote, td");
    let pieces = pieces.iter().take(MOST_PIECES);
    let pieces = pieces.map(|piece| letters(&piece.text()));
    pieces
        .into_iter()
        .any(|piece| !piece.is_empty() && !text.contains(&piece))
}

/// More pieces than a short page has.
const MOST_PIECES: usize = 500;

/// The text in the description of a page, if it is longer than what was found and is nowhere in the page.
fn alone(described: &str, page: &Document, extracted: &str) -> Option<String> {
    let text = match markup::is_markup(described) {
        true => markup::text(described)?,
        false => described.trim().to_owned(),
    };
    if words(&text) <= words(extracted) {
        return None;
    }
    let page = letters(&whole(page));
    let start: String = letters(&text).chars().skip(20).take(60).collect();
    (!page.contains(&start)).then_some(text)
}

fn article(html: &str) -> Option<String> {
    let options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
    // The extractor is large and not ours: should it ever panic, the page is read without it.
    let extracted = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options)));
    let text = markup::text(&extracted.ok()?.ok()?.content_html)?;
    (!text.is_empty()).then_some(text)
}

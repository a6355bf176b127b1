//! The feeds that a page names in its head.

use dom_query::{Document, NodeRef};
use url::Url;

use super::super::extracted::{is_address, one_line};
use super::super::input::Input;
use super::super::turn::turn;
use super::limits;
use crate::record::Problem;

/// A feed that a page names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Where the feed is, from wherever it is asked.
    pub address: String,
    /// Its title in the page.
    pub title: Option<String>,
    /// The writing that the page states.
    pub kind: FeedLinkKind,
}

/// How a feed is written, by the media type that a page states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedLinkKind {
    /// RSS of any version, or another XML.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

/// The media types of feeds.
const MEDIA: &[(&str, FeedLinkKind)] = &[
    ("application/atom+xml", FeedLinkKind::Atom),
    ("application/feed+json", FeedLinkKind::Json),
    ("application/rdf+xml", FeedLinkKind::Rss),
    ("application/rss+xml", FeedLinkKind::Rss),
    ("application/x-rss+xml", FeedLinkKind::Rss),
    ("application/xml", FeedLinkKind::Rss),
    ("text/xml", FeedLinkKind::Rss),
];

/// The words by which feeds of comments are known, in their titles and addresses.
const COMMENTS: &[&str] = &["comentario", "comment", "kommentar"];

/// So many feeds of a page are known.
const MOST: usize = 100;

/// The feeds that a page names, in order, those of comments last.
pub(in super::super) fn read(input: Input) -> Result<Vec<FeedLink>, Problem> {
    let given = input.address.clone();
    let depth = input.bounds.limits.depth;
    let text = input.into_document(true)?.text;
    let _turn = turn(text.len());
    limits::check(&text, depth).map_err(Problem::whole)?;
    let page = Document::from(text.as_str());
    let root = page.root();
    let elements = || root.descendants_it().filter(NodeRef::is_element);
    let mut base = given.and_then(|given| Url::parse(given.trim()).ok());
    let stated = elements().find(|node| is_called(node, "base") && node.has_attr("href"));
    if let Some(stated) = stated.and_then(|node| node.attr("href")) {
        base = match base {
            Some(page) => page.join(stated.trim()).ok().or(Some(page)),
            None => Url::parse(stated.trim()).ok(),
        };
    }
    let mut links: Vec<FeedLink> = Vec::new();
    for node in elements().filter(|node| is_called(node, "link")) {
        let link = link(&node, base.as_ref());
        let is_new = |link: &FeedLink| links.iter().all(|known| known.address != link.address);
        links.extend(link.filter(is_new));
        if links.len() == MOST {
            break;
        }
    }
    links.sort_by_key(is_of_comments);
    Ok(links)
}

fn is_called(node: &NodeRef, name: &str) -> bool {
    node.node_name().as_deref() == Some(name)
}

fn link(node: &NodeRef, base: Option<&Url>) -> Option<FeedLink> {
    let rel = node.attr("rel")?.to_ascii_lowercase();
    let mut rel = rel.split_ascii_whitespace();
    if !rel.any(|rel| matches!(rel, "alternate" | "feed")) {
        return None;
    }
    let media = node.attr("type")?.to_ascii_lowercase();
    let media = media.split(';').next()?.trim();
    let kind = MEDIA.iter().find(|row| row.0 == media)?.1;
    let written = node.attr("href")?;
    let address = match base {
        Some(base) => base.join(written.trim()).ok()?,
        None => Url::parse(written.trim()).ok()?,
    };
    is_address(address.as_str()).then(|| FeedLink {
        address: address.into(),
        title: node.attr("title").and_then(|title| one_line(&title)),
        kind,
    })
}

fn is_of_comments(link: &FeedLink) -> bool {
    let title = link.title.as_deref().unwrap_or_default();
    let said = format!("{title} {}", link.address).to_lowercase();
    COMMENTS.iter().any(|word| said.contains(word))
}

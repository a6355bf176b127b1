//! What a feed says of itself, and so of each of its entries.

use super::super::content;
use super::super::xml::{Element, Piece, Xml};

/// What a feed says of itself.
#[derive(Default)]
pub(super) struct Channel {
    pub title: Option<String>,
    pub lang: Option<String>,
    pub authors: Vec<String>,
    /// The address from which the others go on.
    pub base: Option<String>,
}

/// Elements that only hold others.
const CONTAINERS: &[&str] = &["channel", "feed", "rdf", "rss"];

/// Reads a feed without its entries.
pub(super) fn read(text: &str, depth: usize) -> Channel {
    let mut channel = Channel::default();
    let mut link = None;
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        let Piece::Start(element) = piece else {
            continue;
        };
        let name = element.name.to_ascii_lowercase();
        let prefix = content::prefix(&element.qualified());
        if CONTAINERS.contains(&&*name) {
            offer(&mut channel.base, content::base_of(&element));
            offer(&mut channel.lang, content::lang_of(&element));
            continue;
        }
        match (&*prefix, &*name) {
            (prefix, "title") if content::is_own(prefix) => {
                offer(&mut channel.title, content::heading(xml.inner()));
            }
            (_, "language") => offer(&mut channel.lang, Some(xml.text())),
            (prefix, "author") if content::is_own(prefix) => {
                channel.authors.extend(content::person(xml.inner()));
            }
            (_, "link") => offer(&mut link, address(&element, &mut xml)),
            _ => Xml::skip(&mut xml),
        }
    }
    channel.base = channel.base.or(link);
    channel
}

/// The page of the feed.
fn address(element: &Element, xml: &mut Xml) -> Option<String> {
    let text = xml.text();
    match element.attribute("href") {
        Some(address) => {
            let rel = element.attribute("rel").unwrap_or_default();
            matches!(&*rel, "" | "alternate").then_some(address)
        }
        None => Some(text),
    }
}

/// Of two claims the first that says something holds.
fn offer(place: &mut Option<String>, claim: Option<String>) {
    let claim = claim.map(|claim| claim.trim().to_owned());
    if place.is_none() {
        *place = claim.filter(|claim| !claim.is_empty());
    }
}

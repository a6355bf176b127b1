//! Pages that show the beginning of their article alone, or none of it, where that is evident.
//!
//! One sign is never enough: many whole articles speak of paywalls, say that they are not free, or carry a banner.
//! It takes a text that is a stub, and a page that says what is before the rest.

use dom_query::{Document, NodeRef};

use super::super::stub::Stub;
use super::body::words;
use super::metadata::Claimed;
use super::statements::short_text;
use super::{markup, walls};

/// A text without the sentences of a wall, and the wall.
pub(super) struct Part {
    pub text: String,
    pub stub: Option<Stub>,
}

/// Words of a text that may be a stub; of one that evidently is short; of what surrounds a challenge; and of no text.
const SHORT: usize = 250;
const VERY_SHORT: usize = 150;
const NOTHING: usize = 25;
const FEW: usize = 8;

/// Of a wall so many paragraphs at the end of a text are looked at.
const LAST: usize = 5;

/// What a page whose text this is shows of its article.
pub(super) fn part(html: &str, text: String, claimed: &Claimed) -> Part {
    let all = words(&text);
    let is_cut = claimed
        .words
        .is_some_and(|stated| stated >= 2 * all.max(100));
    if all >= SHORT && !is_cut {
        return Part { text, stub: None };
    }
    let (own, wall) = without_wall(&text);
    let left = words(own);
    let is_whole = claimed.words.is_some_and(|stated| left * 10 >= stated * 7);
    let goes_on = own.trim_end().ends_with('…') || own.trim_end().ends_with("...");
    let page = Page::of(html);
    if let Some(kind) = page.is_nothing_but(left, wall, html) {
        let is_kept = kind == Stub::Scripts && left >= FEW;
        return Part {
            text: if is_kept { own.trim_end() } else { "" }.to_owned(),
            stub: Some(kind),
        };
    }
    let not_free = claimed.is_free == Some(false);
    let stub = if is_whole {
        None
    } else if not_free && is_cut || not_free && left < VERY_SHORT && goes_on {
        Some(Stub::Payment)
    } else if let Some(wall) = wall {
        // A banner about cookies is at the end of many whole texts.
        let is_sure = wall == Stub::Payment || not_free || is_cut || goes_on;
        is_sure.then_some(wall)
    } else {
        let is_sure =
            is_cut && (not_free || left < SHORT) || left < VERY_SHORT && (not_free || goes_on);
        page.marked.filter(|_| is_sure)
    };
    match stub {
        Some(_) => Part {
            text: own.trim_end().to_owned(),
            stub,
        },
        None => Part { text, stub },
    }
}

/// A text without the paragraphs of a wall at its end, and the wall.
fn without_wall(text: &str) -> (&str, Option<Stub>) {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.match_indices("\n").map(|(at, _)| at + 1));
    let mut found = (text, None);
    let lines = starts.iter().rev();
    let mut seen = 0;
    for start in lines {
        let line = text[*start..].lines().next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        if let Some(wall) = walls::of(line) {
            found = (&text[..*start], Some(wall));
        } else {
            seen += 1;
        }
        if seen == LAST {
            break;
        }
    }
    found
}

/// What a page shows besides its text.
struct Page {
    title: String,
    /// The first heading.
    heading: String,
    /// Whether its markup says that it has an article.
    has_article: bool,
    /// Whether its body holds nothing but a place for scripts to write to.
    is_empty: bool,
    /// The wall in an element that is marked as one and is not hidden.
    marked: Option<Stub>,
    /// The wall of what is shown where no scripts run.
    unscripted: Option<Stub>,
}

impl Page {
    fn of(html: &str) -> Page {
        let page = Document::from(html);
        let text = |selector: &str| {
            let found = page.select(selector);
            found.nodes().first().map(short_text).unwrap_or_default()
        };
        let root = page.root();
        let marked = root.descendants_it().filter(NodeRef::is_element);
        let mut marked = marked.filter(|node| is_marked(node) && !is_hidden(node));
        let unscripted = page.select("noscript");
        let unscripted = unscripted.nodes().iter().take(10).map(short_text);
        // To some parsers what is in it is no markup.
        let mut unscripted = unscripted.filter_map(|text| match text.contains('<') {
            true => markup::text(&text),
            false => Some(text),
        });
        Page {
            title: text("title"),
            heading: text("h1"),
            has_article: !page.select(ARTICLES).is_empty(),
            is_empty: !page.select(MOUNTS).is_empty() && html.contains("<script"),
            marked: marked.find_map(|node| wall_in(&node)),
            unscripted: unscripted.find_map(|text| text.lines().find_map(walls::of)),
        }
    }

    /// The wall of a page that holds no article: `left` words are none of a wall.
    fn is_nothing_but(&self, left: usize, wall: Option<Stub>, html: &str) -> Option<Stub> {
        let (titled, marked) = (walls::is_challenge(&self.title), walls::has_challenge(html));
        let heading = [&self.title, &self.heading];
        let is_consent = heading
            .into_iter()
            .any(|text| walls::of(text) == Some(Stub::Consent))
            && !self.has_article;
        match wall.or(self.unscripted) {
            Some(Stub::Challenge) if left < VERY_SHORT && (titled || left < NOTHING) => {
                Some(Stub::Challenge)
            }
            _ if left < NOTHING && titled && marked => Some(Stub::Challenge),
            Some(Stub::Consent) if left < NOTHING => Some(Stub::Consent),
            _ if left < SHORT && is_consent => Some(Stub::Consent),
            Some(Stub::Scripts) if left < NOTHING => Some(Stub::Scripts),
            None if left == 0 && self.is_empty => Some(Stub::Scripts),
            _ => None,
        }
    }
}

/// Elements that articles are in, or are described by.
const ARTICLES: &str = r#"article, [itemtype*="Article"], script[type="application/ld+json"], meta[content="article"]"#;

/// Elements into which programs write a page.
const MOUNTS: &str =
    "#root:empty, #app:empty, #__next:empty, #__nuxt:empty, #react-root:empty, app-root:empty";

/// What the class or the id of a wall contains.
const MARKS: &[&str] = &[
    "barrier",
    "gateway",
    "metered",
    "paywall",
    "piano",
    "premium",
    "regwall",
    "snippet-login",
    "subscribe",
    "subscription",
    "tp-container",
];

fn is_marked(node: &NodeRef) -> bool {
    let names = [node.class(), node.attr("id")];
    names.into_iter().flatten().any(|name| {
        let name = name.to_ascii_lowercase();
        MARKS.iter().any(|mark| name.contains(mark))
    })
}

/// Whether an element is not shown, as far as its own markup and that around it says.
fn is_hidden(node: &NodeRef) -> bool {
    let hides = |node: &NodeRef| {
        let style = node.attr("style").unwrap_or_default().replace(' ', "");
        let is_template = matches!(
            node.node_name().as_deref(),
            Some("dialog" | "noscript" | "script" | "style" | "template")
        );
        is_template
            || node.has_attr("hidden")
            || node.attr("aria-hidden").as_deref() == Some("true")
            || style.contains("display:none")
            || style.contains("visibility:hidden")
    };
    hides(node) || node.ancestors_it(Some(12)).any(|around| hides(&around))
}

/// The wall of which an element has a sentence.
fn wall_in(node: &NodeRef) -> Option<Stub> {
    const MOST: usize = 200;
    let within = node.descendants_it().take(MOST).filter(NodeRef::is_text);
    within.into_iter().find_map(|text| walls::of(&text.text()))
}

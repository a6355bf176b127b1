//! Where in a page an element lies: in its article, or beside it with other stories and what readers say.

use std::collections::HashSet;

use dom_query::{NodeId, NodeRef};

/// Elements that hold what is beside an article.
const BESIDE: &[&str] = &["aside", "footer", "nav"];

/// Elements of which a class says nothing of their place: the whole page has the classes of all its parts.
const AROUND: &[&str] = &["article", "body", "html", "main"];

/// Parts of classes and ids of what is beside an article.
const BESIDE_CLASSES: &[&str] = &[
    "comment",
    "latest-",
    "more-news",
    "more-stor",
    "most-read",
    "mostread",
    "newsletter",
    "popular",
    "promo",
    "read-next",
    "recirc",
    "recommend",
    "related",
    "sidebar",
    "teaser",
    "trending",
    "widget-area",
];

/// The elements that the headline of a page lies in: what holds the headline and another element is of no side.
#[derive(Default)]
pub(super) struct Around {
    elements: HashSet<NodeId>,
    has_article: bool,
}

impl Around {
    pub fn headline(heading: &NodeRef) -> Around {
        let around = || heading.ancestors_it(None);
        Around {
            elements: around().map(|node| node.id).collect(),
            has_article: around().any(|node| node.node_name().as_deref() == Some("article")),
        }
    }
}

/// Whether an element lies beside the article.
pub(super) fn is_beside(element: &NodeRef, around: &Around) -> bool {
    let mut node = Some(*element);
    let mut is_in_other = false;
    while let Some(at) = node {
        if around.elements.contains(&at.id) {
            // The article that it lies in is another than the one of the headline.
            return is_in_other && around.has_article;
        }
        let Some(tag) = at.node_name() else { break };
        if BESIDE.contains(&&*tag) || !AROUND.contains(&&*tag) && has_class_of_beside(&at) {
            return true;
        }
        is_in_other |= &*tag == "article";
        node = at.parent();
    }
    false
}

/// Parts of classes of what is with the text of an article and is none of it.
const WITH_TEXT_CLASSES: &[&str] = &[
    "author",
    "breadcrumb",
    "byline",
    "category",
    "date",
    "pagination",
    "print",
    "share",
    "sharing",
    "social",
    "subscribe",
    "tags",
];

/// Marks of what is said beside the text.
const WITH_TEXT_MARKS: &[&str] = &[
    "author",
    "creator",
    "datemodified",
    "datepublished",
    "publisher",
];

/// Whether the class or mark of an element says that it is beside an article, or with its text and none of it.
pub(super) fn is_class_beside_text(node: &NodeRef) -> bool {
    let is_with_text = |name: &str| {
        let name = name.to_ascii_lowercase();
        let mut parts = name.split(|c: char| !c.is_ascii_alphanumeric());
        parts.any(|part| WITH_TEXT_CLASSES.contains(&part))
    };
    let is_marked = |mark: &str| {
        let mark = mark.to_ascii_lowercase();
        let plain = mark.rsplit([':', '/', '#']).next();
        plain.is_some_and(|plain| WITH_TEXT_MARKS.contains(&plain))
    };
    let marks = [
        node.attr("itemprop"),
        node.attr("property"),
        node.attr("rel"),
    ];
    marks.iter().flatten().any(|mark| is_marked(mark))
        || node.class().is_some_and(|class| is_with_text(&class))
        || has_class_of_beside(node)
}

fn has_class_of_beside(node: &NodeRef) -> bool {
    let names = [node.class(), node.id_attr(), node.attr("itemtype")];
    let is_beside = |name: &str| {
        let name = name.to_ascii_lowercase();
        BESIDE_CLASSES.iter().any(|part| name.contains(part))
    };
    let is_comment = node.attr("itemprop").as_deref() == Some("comment");
    is_comment || names.iter().flatten().any(|name| is_beside(name))
}

/// Classes of elements that hold the date of an article.
const OF_DATE: &[&str] = &[
    "article-date",
    "article__date",
    "byline-date",
    "date",
    "date-published",
    "dateline",
    "datetime",
    "dt-published",
    "entry-date",
    "post-date",
    "post__date",
    "pub-date",
    "pubdate",
    "publish-date",
    "published",
    "timestamp",
];

/// Whether a class says that its element holds a date of publication.
pub(super) fn is_of_date(class: &str) -> bool {
    class
        .split_ascii_whitespace()
        .any(|name| OF_DATE.binary_search(&&*name.to_ascii_lowercase()).is_ok())
}

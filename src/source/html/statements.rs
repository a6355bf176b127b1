//! What a page states in the attributes of its elements, gathered in one pass over its tree.

use dom_query::{Document, NodeRef};

use super::place::{self, Around};

/// Everything in a page by which it says something of itself.
pub(super) struct Statements<'a> {
    /// In the order of the page.
    named: Vec<Statement<'a>>,
    pub headings: Vec<NodeRef<'a>>,
    pub times: Vec<NodeRef<'a>>,
    /// Elements whose class says that they hold a date.
    pub dates: Vec<NodeRef<'a>>,
    /// The text of the first `title` element of the page, not of a drawing.
    pub title: Option<String>,
    pub base: Option<String>,
    pub canonical: Vec<String>,
    pub language: Option<String>,
    pub bylines: Vec<NodeRef<'a>>,
    pub around_headline: Around,
}

/// A value that has a name: of a `meta`, of microdata, of RDFa.
struct Statement<'a> {
    /// In lower case.
    name: String,
    element: NodeRef<'a>,
    is_meta: bool,
    is_property: bool,
}

/// Bytes of a title; no headline is as long.
const LONGEST_TITLE: usize = 16 << 10;

/// At most so many elements of one kind are taken note of.
const MOST: usize = 500;

impl<'a> Statements<'a> {
    pub fn of(page: &'a Document) -> Statements<'a> {
        let mut statements = Statements {
            named: Vec::new(),
            headings: Vec::new(),
            times: Vec::new(),
            dates: Vec::new(),
            title: None,
            base: None,
            canonical: Vec::new(),
            language: None,
            bylines: Vec::new(),
            around_headline: Around::default(),
        };
        let root = page.root();
        for node in root.descendants_it().filter(NodeRef::is_element) {
            statements.take(node);
        }
        statements
    }

    fn take(&mut self, node: NodeRef<'a>) {
        let Some(tag) = node.node_name() else { return };
        match &*tag {
            "meta" => {
                for attribute in ["property", "name", "itemprop", "http-equiv"] {
                    self.name(node, attribute, true);
                }
                return;
            }
            "title" if self.title.is_none() && !is_in_drawing(&node) => {
                let title = node.text();
                self.title = Some(title[..title.floor_char_boundary(LONGEST_TITLE)].to_owned());
            }
            "base" if self.base.is_none() => self.base = attribute(&node, "href"),
            "html" if self.language.is_none() => {
                self.language = attribute(&node, "lang").or_else(|| attribute(&node, "xml:lang"));
            }
            "link" if self.canonical.len() < MOST => {
                let is_canonical = attribute(&node, "rel")
                    .is_some_and(|rel| rel.to_ascii_lowercase().contains("canonical"));
                self.canonical
                    .extend(attribute(&node, "href").filter(|_| is_canonical));
            }
            "h1" => keep(&mut self.headings, node),
            "time" => keep(&mut self.times, node),
            "a" if attribute(&node, "rel").is_some_and(|rel| rel.contains("author")) => {
                keep(&mut self.bylines, node);
            }
            _ => {}
        }
        self.name(node, "itemprop", false);
        self.name(node, "property", false);
        if node.class().is_some_and(|class| place::is_of_date(&class)) {
            keep(&mut self.dates, node);
        }
    }

    fn name(&mut self, element: NodeRef<'a>, attribute: &str, is_meta: bool) {
        let Some(names) = element.attr(attribute) else {
            return;
        };
        for name in names.split_ascii_whitespace() {
            if self.named.len() == MOST {
                return;
            }
            self.named.push(Statement {
                name: name.to_ascii_lowercase(),
                element,
                is_meta,
                is_property: attribute == "property",
            });
        }
    }

    /// What the `meta` elements of a name say.
    pub fn meta(&self, name: &str) -> Vec<String> {
        let of_name = |row: &&Statement| row.is_meta && row.name == name;
        let rows = self.named.iter().filter(of_name);
        rows.filter_map(|row| attribute(&row.element, "content"))
            .collect()
    }

    /// What elements of the article itself are marked as, by microdata.
    pub fn marked(&self, name: &str) -> Vec<String> {
        self.elements(name, false)
    }

    /// The same by RDFa.
    pub fn properties(&self, name: &str) -> Vec<String> {
        self.elements(name, true)
    }

    fn elements(&self, name: &str, is_property: bool) -> Vec<String> {
        let is_name = |row: &&Statement| {
            let plain = row.name.rsplit([':', '/', '#']).next();
            !row.is_meta && row.is_property == is_property && plain == Some(name)
        };
        let own = self.named.iter().filter(is_name);
        let own = own.filter(|row| !place::is_beside(&row.element, &self.around_headline));
        own.take(20).map(|row| value(&row.element)).collect()
    }
}

fn keep<'a>(list: &mut Vec<NodeRef<'a>>, node: NodeRef<'a>) {
    if list.len() < MOST {
        list.push(node);
    }
}

/// The value of an element that is marked as something.
fn value(element: &NodeRef) -> String {
    ["content", "datetime"]
        .iter()
        .find_map(|name| attribute(element, name))
        .or_else(|| named_within(element))
        .unwrap_or_else(|| short_text(element))
}

/// The name of what an element describes, if it describes something that has one.
fn named_within(element: &NodeRef) -> Option<String> {
    element.attr("itemscope")?;
    let within = element.descendants_it().take(100);
    let named = within.filter(|node| node.attr("itemprop").as_deref() == Some("name"));
    named.take(1).map(|node| value_of_name(&node)).next()
}

fn value_of_name(node: &NodeRef) -> String {
    attribute(node, "content").unwrap_or_else(|| short_text(node))
}

/// The text of an element, as far as a headline, a name or a date is long.
pub(super) fn short_text(element: &NodeRef) -> String {
    const LONGEST: usize = 2_000;
    const MOST: usize = 1_000;
    let mut text = String::new();
    let within = element.descendants_it().take(MOST);
    for node in within.filter(NodeRef::is_text) {
        text.push_str(&node.text());
        if text.len() > LONGEST {
            break;
        }
    }
    text.truncate(text.floor_char_boundary(16 << 10));
    text
}

pub(super) fn attribute(node: &NodeRef, name: &str) -> Option<String> {
    let value = node.attr(name)?;
    (!value.trim().is_empty()).then(|| value.to_string())
}

fn is_in_drawing(node: &NodeRef) -> bool {
    let mut parents = node.ancestors_it(Some(8));
    parents.any(|parent| parent.node_name().as_deref() == Some("svg"))
}

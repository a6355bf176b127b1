//! Lists of addresses without texts: bookmarks, reading lists, the feeds that a reader follows. Each is one problem of
//! its file, however long it is. Nothing is fetched.

mod gathered;
mod read;

use std::collections::HashSet;

use super::extracted::{is_address, one_line};
use super::format::Format;
use super::input::Input;
use super::opened::Opened;
use super::xml;
use crate::record::Problem;

pub(super) use gathered::gathered;

/// An address in a list of such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As the list has it, entities decoded.
    pub address: String,
    /// Its title in the list.
    pub title: Option<String>,
    /// Whether it leads to a page, a feed or another list.
    pub kind: Kind,
}

/// What an address leads to, as the list of it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page, or whatever else holds an article.
    Page,
    /// A feed.
    Feed,
    /// Another list of addresses.
    Sitemap,
}

/// A list of addresses, and the problem that it is where articles are looked for.
pub(super) struct List {
    pub addresses: Vec<Address>,
    pub problem: Problem,
}

/// So many addresses of a list are known.
const MOST: usize = 50_000;

/// The longest address that is kept, in bytes.
const LONGEST: usize = 4096;

/// Addresses in the order in which they come, each once.
#[derive(Default)]
pub(super) struct Listed {
    addresses: Vec<Address>,
    seen: HashSet<String>,
    has_more: bool,
}

impl Listed {
    /// Adds an address, if it is one of the web.
    pub fn add(&mut self, address: &str, title: Option<&str>, kind: Kind) {
        let address = address.trim();
        if !is_address(address) || address.len() > LONGEST || self.seen.contains(address) {
            return;
        }
        if self.addresses.len() == MOST {
            self.has_more = true;
            return;
        }
        self.seen.insert(address.to_owned());
        let title = title.and_then(one_line);
        self.addresses.push(Address {
            address: address.to_owned(),
            title: title.filter(|title| title != address && title.len() <= LONGEST),
            kind,
        });
    }

    /// The list, with the usual problem of one.
    pub fn without_texts(self) -> List {
        let problem = match self.addresses.len() {
            1 => "the file is an address without a text; `newshound add --all FILE` fetches it"
                .to_owned(),
            _ => format!(
                "the file is a list of {} without texts; `newshound add --all FILE` fetches them",
                self.count("address", "addresses")
            ),
        };
        self.with_problem(problem)
    }

    fn feeds(self) -> List {
        let (feeds, them) = match self.addresses.len() {
            1 => ("1 feed".to_owned(), "it"),
            _ => (self.count("feed", "feeds"), "them"),
        };
        self.with_problem(format!(
            "the file names {feeds} (OPML) and holds no articles; `newshound pull --import FILE` follows {them}"
        ))
    }

    pub fn with_problem(self, reason: String) -> List {
        List {
            addresses: self.addresses,
            problem: Problem::whole(reason),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    fn count(&self, one: &str, many: &str) -> String {
        match self.addresses.len() {
            1 => format!("1 {one}"),
            _ if self.has_more => format!("more than {MOST} {many}"),
            count => format!("{count} {many}"),
        }
    }
}

/// Recognised by how programs write such lists, and by lines of which each is an address.
pub(super) const FORMAT: Format = Format {
    name: "list of addresses",
    recognise: |input| writing(input).is_some(),
    open,
};

/// How a list is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// Bookmarks of a browser, a list of Pocket.
    Html,
    /// Bookmarks of a browser as it keeps them.
    Json,
    /// Feeds.
    Opml,
    /// A property list: an address that was saved on a Mac, or other settings.
    Properties,
    /// The pages of a site.
    Sitemap,
    /// An address that was dragged to a Windows desktop.
    Shortcut,
    Lines,
}

/// The outermost elements of lists in XML.
const XML: &[(&str, Writing)] = &[
    ("opml", Writing::Opml),
    ("plist", Writing::Properties),
    ("sitemapindex", Writing::Sitemap),
    ("urlset", Writing::Sitemap),
];

fn writing(input: &Input) -> Option<Writing> {
    let start = input.start();
    let beginning = start[..start.len().min(1024)].to_ascii_lowercase();
    let has = |text: &[u8], sign: &str| memchr::memmem::find(text, sign.as_bytes()).is_some();
    if beginning.starts_with(b"<!doctype netscape-bookmark-file")
        || beginning.starts_with(b"<") && has(&beginning, "<title>pocket export</title>")
    {
        return Some(Writing::Html);
    }
    let is_kept = || has(start, "\"bookmark_bar\"") && has(&beginning, "\"roots\"");
    if start.starts_with(b"{") && (has(&beginning, "\"placesroot\"") || is_kept()) {
        return Some(Writing::Json);
    }
    if start.starts_with(b"[InternetShortcut]") {
        return Some(Writing::Shortcut);
    }
    if start.starts_with(b"<")
        && let Some((root, _)) = xml::root(start)
    {
        let kinds = XML.iter().find(|kind| kind.0 == root);
        return kinds.map(|kind| kind.1);
    }
    is_addresses(start).then_some(Writing::Lines)
}

/// Whether each line is an address.
fn is_addresses(start: &[u8]) -> bool {
    let lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty());
    start.starts_with(b"http") && lines.all(|line| std::str::from_utf8(line).is_ok_and(is_address))
}

fn open(input: Input) -> Result<Opened, Problem> {
    let writing = writing(&input);
    let depth = input.bounds.limits.depth as usize;
    let text = input.into_document(true)?.text;
    let mut listed = Listed::default();
    match writing {
        Some(Writing::Html) => read::html(&text, &mut listed),
        Some(Writing::Json) => read::json(&text, &mut listed),
        Some(Writing::Opml) => read::opml(&text, depth, &mut listed),
        Some(Writing::Sitemap) => read::sitemap(&text, depth, &mut listed),
        Some(Writing::Shortcut) => read::shortcut(&text, &mut listed),
        Some(Writing::Properties) => read::properties(&text, depth, &mut listed),
        Some(Writing::Lines) | None => read::lines(&text, &mut listed),
    }
    let is_empty = listed.is_empty();
    Ok(Opened::list(match writing {
        Some(Writing::Opml) if is_empty => listed.with_problem(
            "the file is an outline (OPML), which is not read; export it as text".to_owned(),
        ),
        Some(Writing::Properties) if is_empty => {
            listed.with_problem("the file is a property list, which is not read".to_owned())
        }
        Some(Writing::Opml) => listed.feeds(),
        _ => listed.without_texts(),
    }))
}

pub(super) fn addresses(count: u64) -> String {
    match count {
        1 => "1 address".to_owned(),
        count => format!("{count} addresses"),
    }
}

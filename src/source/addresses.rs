//! Lists of addresses without texts: bookmarks, reading lists, the feeds that a reader follows. Each is one problem of
//! its file, however long it is. Nothing is fetched.

use super::extracted::is_address;
use super::format::Format;
use super::input::Input;
use super::opened::{Opened, Record};
use super::xml::{self, Piece, Xml};
use crate::record::Problem;

/// Recognised by how programs write such lists, and by lines of which each is an address.
pub(super) const FORMAT: Format = Format {
    name: "list of addresses",
    recognise: |input| kind(input).is_some(),
    open,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
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
const XML: &[(&str, Kind)] = &[
    ("opml", Kind::Opml),
    ("plist", Kind::Properties),
    ("sitemapindex", Kind::Sitemap),
    ("urlset", Kind::Sitemap),
];

/// So many records that are only addresses are problems one by one.
const FEW: usize = 10;

fn kind(input: &Input) -> Option<Kind> {
    let start = input.start();
    let beginning = start[..start.len().min(1024)].to_ascii_lowercase();
    let has = |text: &[u8], sign: &str| memchr::memmem::find(text, sign.as_bytes()).is_some();
    if beginning.starts_with(b"<!doctype netscape-bookmark-file")
        || beginning.starts_with(b"<") && has(&beginning, "<title>pocket export</title>")
    {
        return Some(Kind::Html);
    }
    let is_kept = || has(start, "\"bookmark_bar\"") && has(&beginning, "\"roots\"");
    if start.starts_with(b"{") && (has(&beginning, "\"placesroot\"") || is_kept()) {
        return Some(Kind::Json);
    }
    if start.starts_with(b"[InternetShortcut]") {
        return Some(Kind::Shortcut);
    }
    if start.starts_with(b"<")
        && let Some((root, _)) = xml::root(start)
    {
        let kinds = XML.iter().find(|kind| kind.0 == root);
        return kinds.map(|kind| kind.1);
    }
    is_addresses(start).then_some(Kind::Lines)
}

/// Whether each line is an address.
fn is_addresses(start: &[u8]) -> bool {
    let lines = start.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty());
    start.starts_with(b"http") && lines.all(|line| std::str::from_utf8(line).is_ok_and(is_address))
}

fn open(input: Input) -> Result<Opened, Problem> {
    let kind = kind(&input);
    let depth = input.bounds.limits.depth as usize;
    let text = input.into_document(true)?.text;
    Err(match kind {
        Some(Kind::Html) => without_texts(linked(&text, "href", '=')),
        Some(Kind::Json) => without_texts(linked(&text, "\"ur", ':')),
        Some(Kind::Opml) => opml(&text, depth),
        Some(Kind::Sitemap) => without_texts(linked(&text, "<lo", '>')),
        Some(Kind::Shortcut) => without_texts(linked(&text, "url", '=')),
        Some(Kind::Properties) => properties(linked(&text, "<strin", '>')),
        Some(Kind::Lines) | None => {
            without_texts(text.lines().filter(|line| is_address(line)).count() as u64)
        }
    })
}

/// The problem of a file of so many addresses.
pub(super) fn without_texts(count: u64) -> Problem {
    Problem::whole(match count {
        1 => "the file is an address without a text; save the page and add that".to_owned(),
        count => format!(
            "the file is a list of {} without texts; save the pages and add those",
            addresses(count)
        ),
    })
}

fn properties(count: u64) -> Problem {
    match count {
        0 => Problem::whole("the file is a property list, which is not read"),
        count => without_texts(count),
    }
}

pub(super) fn addresses(count: u64) -> String {
    match count {
        1 => "1 address".to_owned(),
        count => format!("{count} addresses"),
    }
}

/// How many web addresses are the value of what is called so: `href="https://…`, `"url": "https://…`.
fn linked(text: &str, name: &str, between: char) -> u64 {
    let text = text.to_ascii_lowercase();
    let values = text.split(name).skip(1);
    let values = values.filter_map(|rest| rest.split_once(between));
    let is_value = |(name, value): &(&str, &str)| {
        let is_name = name.len() < 4 && !name.contains(char::is_whitespace);
        is_name
            && value
                .trim_start()
                .trim_start_matches(['"', '\''])
                .starts_with("http")
    };
    values.filter(is_value).count() as u64
}

/// The problem of a list of feeds.
fn opml(text: &str, depth: usize) -> Problem {
    let outlines = Xml::new(text, depth).filter_map(|piece| match piece {
        Piece::Start(element) if element.name == "outline" => Some(element),
        _ => None,
    });
    let names = ["xmlUrl", "htmlUrl", "url"];
    let count =
        outlines.filter(|outline| names.iter().any(|name| outline.attribute(name).is_some()));
    match count.count() {
        0 => Problem::whole("the file is an outline (OPML), which is not read; export it as text"),
        1 => Problem::whole(
            "the file names 1 feed (OPML) and holds no articles; save the feed and add it",
        ),
        count => Problem::whole(format!(
            "the file names {count} feeds (OPML) and holds no articles; save the feeds and add those"
        )),
    }
}

/// A file of which no record has more than an address is one problem. In any other one the first of such records are
/// problems one by one, and the rest is one with their number.
pub(super) fn gathered(opened: Opened) -> Result<Opened, Problem> {
    let mut records = opened.records;
    let (mut held, mut count, mut other) = (Vec::new(), 0, None);
    for record in records.by_ref() {
        if !is_only_address(&record) {
            other = Some(record);
            break;
        }
        count += 1;
        if held.len() < FEW {
            held.push(record);
        }
    }
    if other.is_none() && count > 1 {
        return Err(without_texts(count));
    }
    let more = count - held.len() as u64;
    let told = held.len();
    let counted = Counted {
        records,
        told,
        more,
        number: 0,
    };
    let records = held.into_iter().chain(other).chain(counted);
    Ok(Opened {
        many: opened.many,
        records: Box::new(records),
    })
}

fn is_only_address(record: &Record) -> bool {
    matches!(&record.result, Err(problem) if problem.is_address)
}

/// Records, and after them how many were only addresses.
struct Counted<I> {
    records: I,
    told: usize,
    more: u64,
    /// Of the last record.
    number: u64,
}

impl<I: Iterator<Item = Record>> Iterator for Counted<I> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        for record in self.records.by_ref() {
            self.number = record.number;
            if !is_only_address(&record) {
                return Some(record);
            }
            if self.told < FEW {
                self.told += 1;
                return Some(record);
            }
            self.more += 1;
        }
        let more = std::mem::take(&mut self.more);
        (more > 0).then(|| Record {
            number: self.number + 1,
            member: None,
            result: Err(Problem::whole(format!(
                "{more} more records have no text, only an address"
            ))),
        })
    }
}

//! Exports of Omnivore: a ZIP archive with lists of what was saved, and a page for each entry of a list.
//!
//! A list says what a page does not: where it was published and when. A page that no list names is read by itself;
//! what its reader marked in a page is left out.

use std::collections::HashMap;
use std::io::Cursor;

use serde_json::Value;

use super::addresses;
use super::archive::member;
use super::extracted::{Extracted, names_in_byline};
use super::format::Format;
use super::input::Input;
use super::members::{self, Member, shown};
use super::opened::Opened;
use super::turn::turn;
use super::zipped::Zip;
use crate::record::Problem;

/// Recognised by the names of its parts.
pub(super) const FORMAT: Format = Format {
    name: "Omnivore export",
    recognise: |input| input.zip().is_some_and(is_export),
    open,
};

fn is_export(zip: &Zip) -> bool {
    let has = |is_part: fn(&str) -> bool| zip.files().any(|(_, name)| is_part(name));
    has(is_list) && has(|name| page(name).is_some())
}

/// Whether a part is a list: `metadata_0_to_20.json`.
fn is_list(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("metadata_") && name.ends_with(".json")
}

/// The name by which lists call a page: `bill-passes` of `content/bill-passes.html`.
fn page(name: &str) -> Option<&str> {
    let (folder, name) = name.rsplit_once('/')?;
    let is_page = folder == "content" || folder.ends_with("/content");
    name.strip_suffix(".html").filter(|_| is_page)
}

fn open(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let zip = input.into_zip()?;
    let mut lists: Vec<usize> = Vec::new();
    let mut pages = HashMap::new();
    for (number, name) in zip.files() {
        if is_list(name) {
            lists.push(number);
        } else if let Some(page) = page(name) {
            pages.insert(page.to_owned(), number);
        }
    }
    let entries = Entries {
        zip,
        lists: lists.into_iter(),
        list: Vec::new().into_iter(),
        pages,
        unnamed: Vec::new().into_iter(),
        addresses: 0,
    };
    Ok(members::opened(entries, &bounds, open))
}

/// The pages of an export, each with what its list says of it.
struct Entries {
    zip: Zip,
    lists: std::vec::IntoIter<usize>,
    /// What is left of the list that is being read.
    list: std::vec::IntoIter<Value>,
    /// The pages that no list has named yet.
    pages: HashMap<String, usize>,
    /// Those that none has named, once all are read.
    unnamed: std::vec::IntoIter<usize>,
    /// Entries without a page.
    addresses: u64,
}

impl Iterator for Entries {
    type Item = Result<Member, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.list.next() {
                match self.entry(&entry) {
                    Some(member) => return Some(member),
                    None => self.addresses += 1,
                }
            } else if let Some(number) = self.lists.next() {
                match self.read(number) {
                    Ok(list) => self.list = list.into_iter(),
                    Err(problem) => return Some(Err(members::of(self.zip.name(number), problem))),
                }
            } else {
                break;
            }
        }
        if let Some(problem) = self.without_pages() {
            return Some(Err(problem));
        }
        match self.unnamed() {
            Some(number) => Some(member(&mut self.zip, number)),
            None => self.zip.broken.take().map(Err),
        }
    }
}

impl Entries {
    /// The entries of a list.
    fn read(&mut self, number: usize) -> Result<Vec<Value>, Problem> {
        let (bytes, broken) = self.zip.bytes(number, self.zip.bounds.limits.page)?;
        let _turn = turn(bytes.len());
        match serde_json::from_slice(&bytes) {
            Ok(list) => Ok(list),
            Err(_) => Err(broken.unwrap_or_else(|| Problem::whole("the list is no JSON"))),
        }
    }

    /// The page of an entry, or what the entry itself says of it; nothing if that is an address alone.
    fn entry(&mut self, entry: &Value) -> Option<Result<Member, Problem>> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(number) = self.pages.remove(text("slug")) else {
            let bytes = serde_json::to_vec(entry).unwrap_or_default();
            let is_described = !text("description").trim().is_empty();
            let name = shown(text("slug"));
            return is_described.then(|| Ok(Member::new(name, Cursor::new(bytes))));
        };
        Some(member(&mut self.zip, number).map(|member| Member {
            address: Some(text("url").to_owned()),
            said: said(entry),
            ..member
        }))
    }

    /// The problem of entries without a page.
    fn without_pages(&mut self) -> Option<Problem> {
        let count = std::mem::take(&mut self.addresses);
        (count > 0).then(|| {
            let addresses = addresses::addresses(count);
            Problem::whole(format!("the lists name {addresses} without a text"))
        })
    }

    /// The next page that is in no list.
    fn unnamed(&mut self) -> Option<usize> {
        if !self.pages.is_empty() {
            let mut pages: Vec<usize> = self.pages.drain().map(|page| page.1).collect();
            pages.sort_unstable();
            self.unnamed = pages.into_iter();
        }
        self.unnamed.next()
    }
}

/// What an entry says of its page.
fn said(entry: &Value) -> Extracted {
    let mut said = Extracted::default();
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    said.title(text("title"), "field title");
    said.url(text("url"), "field url");
    said.authors(names_in_byline(text("author")), "field author");
    said.date_text(text("publishedAt"), "field publishedAt");
    let labels = entry.get("labels").and_then(Value::as_array);
    let labels = labels.into_iter().flatten().filter_map(Value::as_str);
    said.tags(labels.map(str::to_owned), "field labels");
    said
}

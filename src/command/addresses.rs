//! `newshound add URL…`: what is at addresses of the web, before the corpus files that keep it are indexed.

use std::collections::HashSet;
use std::io::{self, Read};
use std::path::Path;

use url::Url;

use super::web::sentence;
use super::{Context, Failed, progress, understood};
use crate::article::Id;
use crate::collect::{self, Collector, Kept, Taken};
use crate::corpus;
use crate::error::{Error, Kind};
use crate::render::{count, safe};
use crate::source::{Address, Kind as Leads};
use crate::web::address::typed;
use crate::web::{Failure, FailureKind};

/// So many lists in lists are followed.
const DEPTH: usize = 3;

/// So many addresses are taken in at once.
const MOST: usize = 50_000;

/// What came of addresses.
#[derive(Default)]
pub struct Collected {
    /// The files of the corpus in which something was kept, each once.
    pub files: Vec<String>,
    /// The addresses of the articles that were kept, now or before.
    pub articles: Vec<String>,
    /// How many addresses were rejected.
    pub rejected: u64,
}

/// How addresses are taken in.
pub struct Collecting<'a> {
    pub context: &'a Context,
    pub collector: &'a Collector<'a>,
    /// Whether the addresses of a list are taken in, instead of shown.
    pub all: bool,
    /// Whether the addresses are of a web archive.
    pub archived: bool,
    /// Whether nothing is kept.
    pub looking: bool,
}

impl Collecting<'_> {
    /// Takes in what is at these addresses.
    pub fn collect(&self, addresses: Vec<Url>, into: &mut Collected) -> Result<(), Failed> {
        let bar = progress::Pages::new(self.context, addresses.len());
        let mut known: HashSet<Url> = addresses.iter().cloned().collect();
        let mut open: Vec<(Url, usize)> = addresses.into_iter().map(|one| (one, 0)).collect();
        open.reverse();
        while let Some((address, depth)) = open.pop() {
            bar.show(address.as_str(), open.len() as u64);
            let taken = collect::take(self.collector, &address, self.archived);
            let listed = bar.suspend(|| self.one(&address, taken, into))?;
            if !listed.is_empty() && (depth == DEPTH || known.len() > MOST) {
                into.rejected += 1;
                bar.suspend(|| {
                    self.context.say(&format!(
                        "What `{}` lists is left out: {DEPTH} lists in lists and {MOST} addresses are followed.",
                        safe::line(address.as_str())
                    ));
                });
                continue;
            }
            let listed = listed
                .iter()
                .filter_map(|one| Url::parse(&one.address).ok());
            let new: Vec<Url> = listed.filter(|one| known.insert(one.clone())).collect();
            open.extend(new.into_iter().rev().map(|one| (one, depth + 1)));
        }
        if !self.looking {
            // Something may be kept that a killed process did not index.
            let files = corpus::unindexed(self.context.library.corpus()).into_iter();
            let files: Vec<String> = files.filter(|file| !into.files.contains(file)).collect();
            into.files.extend(files);
        }
        Ok(())
    }

    /// Says what became of an address; returns the addresses that are to be taken in as well.
    fn one(
        &self,
        address: &Url,
        taken: Result<Taken, Failure>,
        into: &mut Collected,
    ) -> Result<Vec<Address>, Failed> {
        let context = self.context;
        let shown = safe::line(address.as_str());
        match taken {
            Err(failure) if failure.kind == FailureKind::Unkept => {
                return Err(Error::new(Kind::Io, failure.reason).into());
            }
            Err(failure) => {
                into.rejected += 1;
                let would = if self.looking { "would be" } else { "was" };
                context.say(&format!(
                    "`{shown}` {would} rejected: {}.",
                    sentence(&failure)
                ));
            }
            Ok(Taken::Same(since)) => {
                into.articles.push(address.to_string());
                let day = since.strftime("%Y-%m-%d");
                context.say(&format!(
                    "`{shown}` is as it was on {day}; nothing was added."
                ));
            }
            Ok(Taken::List(listed)) if self.all => return Ok(listed),
            Ok(Taken::List(listed)) => {
                list(context, &listed)?;
                let many = match listed.len() {
                    1 => "1 address".to_owned(),
                    many => format!("{} addresses", count::grouped(many as u64)),
                };
                let feeds = listed.iter().all(|one| one.kind == Leads::Feed);
                let hint = if feeds {
                    "`newshound pull --import` follows them"
                } else {
                    "`--all` takes them in"
                };
                context.say(&format!("`{shown}` lists {many}; {hint}."));
            }
            Ok(Taken::Kept(kept)) => self.kept(&shown, kept, into)?,
        }
        Ok(Vec::new())
    }

    fn kept(&self, shown: &str, kept: Kept, into: &mut Collected) -> Result<(), Failed> {
        let context = self.context;
        if self.looking {
            into.rejected += kept.articles.iter().filter(|one| one.is_err()).count() as u64;
            return understood::answer(context, shown, &kept);
        }
        if kept.is_feed {
            context.say(&format!(
                "`{shown}` is a feed; `newshound pull --add {shown}` follows it."
            ));
        }
        let articles = kept.articles.iter().flatten();
        let urls = articles.filter_map(|one| one.article.about.url.clone());
        into.articles.extend(urls);
        if let Some(file) = kept.file {
            if context.verbose {
                context.say(&format!("`{shown}` is kept in `{file}`."));
            }
            if !into.files.contains(&file) {
                into.files.push(file);
            }
        }
        Ok(())
    }
}

/// The articles of these addresses.
pub fn ids(context: &Context, addresses: &[String]) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for address in addresses {
        if let Ok(id) = context.library.find(address, 1)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

/// Prints addresses, one a line.
fn list(context: &Context, addresses: &[Address]) -> Result<(), Failed> {
    context.print(|out| {
        for one in addresses {
            writeln!(out, "{}", safe::line(&one.address))?;
        }
        Ok(())
    })
}

/// A longer text is no list that a person wrote.
const MOST_BYTES: u64 = 10 << 20;

/// The lines of a text that begins with an address, comments left out: a list of addresses, some of which may be none.
pub fn lines(path: &Path) -> io::Result<Option<Vec<String>>> {
    let mut bytes = Vec::new();
    corpus::bytes(path)?
        .take(MOST_BYTES)
        .read_to_end(&mut bytes)?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(None);
    };
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let is_list = lines.first().is_some_and(|first| typed(first).is_some());
    Ok(is_list.then_some(lines))
}

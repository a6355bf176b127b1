//! One address: asked for, looked into, and kept if there is an article in it.

use std::io::{self, Read};

use jiff::{Timestamp, ToSpan};
use url::Url;
use xxhash_rust::xxh3::Xxh3;

use super::Collector;
use super::ask::{Asker, unkept};
use crate::article::Date;
use crate::corpus;
use crate::record::Problem;
use crate::source::{self, Address, Archived, Extracted};
use crate::web::{Answer, Failure, Response};

/// What an address led to.
pub enum Taken {
    /// It was kept in this file of the corpus.
    Kept(Kept),
    /// It is as it was when it was kept then.
    Same(Timestamp),
    /// A list of addresses: nothing of it was kept.
    List(Vec<Address>),
}

/// What was kept of an address.
pub struct Kept {
    /// The file of the corpus; nothing where nothing is to be kept.
    pub file: Option<String>,
    /// What is understood of each article.
    pub articles: Vec<Result<Extracted, Problem>>,
    /// The name of the format that was recognised.
    pub format: &'static str,
    /// The address that answered in the end.
    pub address: Url,
    /// Whether it is a feed, which can be followed.
    pub is_feed: bool,
}

/// Takes in what is at an address; with `archived`, the address is one of a web archive.
pub fn take(collector: &Collector<'_>, address: &Url, archived: bool) -> Result<Taken, Failure> {
    let asked = match (source::archived(address.as_str()), archived) {
        (Some(archive), true) => raw(&archive, address),
        (Some(archive), false) => return Err(of_an_archive(address, &archive)),
        (None, _) => address.clone(),
    };
    collector.take(&asked, Asker::Person, archived)
}

impl Collector<'_> {
    /// The same for whoever asks, and for the address as it is.
    pub(super) fn take(
        &self,
        address: &Url,
        asker: Asker,
        archived: bool,
    ) -> Result<Taken, Failure> {
        let visit = self.visit(address)?;
        let mut answer = self.ask(address, asker, &visit)?;
        if answer.last().status == 304 {
            return match visit.kept {
                Some(kept) => Ok(Taken::Same(kept)),
                None => Err(Failure::refused(
                    "the server says that nothing is new, and nothing is known",
                )),
            };
        }
        let opened = Opened::new(&mut answer)?;
        let found = self.look(&opened)?;
        if let Found::Articles(articles, ..) = &found {
            check_origin(&opened, articles, archived)?;
        }
        let content = opened.content()?;
        opened.close(&mut answer)?;
        let (articles, format, is_feed) = match found {
            Found::List(addresses) => return Ok(Taken::List(addresses)),
            Found::Articles(articles, format, is_feed) => (articles, format, is_feed),
        };
        let mut same = None;
        let file = self.remember(address, |visit| {
            // Another process may have kept it since it was asked for.
            same = visit
                .kept
                .filter(|_| visit.content.as_ref() == Some(&content) && self.has(visit));
            if same.is_some() {
                return Ok(None);
            }
            // Of two versions each has a moment of its own, by which it is cited.
            if let Some(last) = answer.exchanges.last_mut()
                && let Some(before) = visit.kept.filter(|before| *before >= last.at)
            {
                last.at = before.checked_add(1.second()).unwrap_or(last.at);
            }
            let file = self.keep(&mut answer)?;
            let last = answer.last();
            visit.file.clone_from(&file);
            visit.note(last);
            visit.content = Some(content);
            visit.refused = None;
            visit.tries = 0;
            Ok(file)
        })?;
        if let Some(kept) = same {
            return Ok(Taken::Same(kept));
        }
        let last = answer.last();
        Ok(Taken::Kept(Kept {
            file,
            articles,
            format,
            address: last.address.clone(),
            is_feed,
        }))
    }

    /// Keeps an answer; returns the file of the corpus, if anything is kept at all.
    pub(super) fn keep(&self, answer: &mut Answer) -> Result<Option<String>, Failure> {
        if !self.keeps {
            return Ok(None);
        }
        let kept = corpus::keep(&self.corpus, &mut answer.exchanges);
        kept.map(Some).map_err(|error| unkept(&error))
    }

    /// What is in an answer; fails where that is no article, or a part of one alone.
    fn look(&self, opened: &Opened) -> Result<Found, Failure> {
        let (address, limits) = (opened.address.as_str(), self.limits.at(opened.at));
        let read = |problem: Problem| Failure::refused(problem.reason);
        let listed = source::addresses_in(address, opened.reader(), limits).map_err(read)?;
        if let Some(addresses) = listed {
            return Ok(Found::List(addresses));
        }
        let articles = source::response(address, opened.at, opened.reader(), limits);
        let articles = articles.map_err(read)?;
        let (format, is_many) = (articles.format().name, articles.many());
        let articles: Vec<Result<Extracted, Problem>> = articles.collect();
        if !articles.iter().any(Result::is_ok) {
            let problem = articles.into_iter().find_map(Result::err);
            return Err(problem.map_or_else(|| Failure::refused("there is no article in it"), read));
        }
        if let [Ok(article)] = &articles[..]
            && let Some(stub) = article.stub
        {
            let hint =
                "save the page from a browser that shows all of it, and `newshound add FILE`";
            return Err(Failure::refused(stub.note()).hint(hint));
        }
        let is_feed = is_many
            && source::feed(address, opened.reader(), limits).is_ok_and(|feed| feed.is_some());
        Ok(Found::Articles(articles, format, is_feed))
    }
}

enum Found {
    List(Vec<Address>),
    Articles(Vec<Result<Extracted, Problem>>, &'static str, bool),
}

/// The last answer of a chain, to be read several times.
pub(super) struct Opened {
    pub address: Url,
    pub at: Timestamp,
    header: u64,
    response: Response,
}

impl Opened {
    pub fn new(answer: &mut Answer) -> Result<Opened, Failure> {
        let Some(last) = answer.exchanges.last_mut() else {
            return Err(Failure::refused("there is no answer"));
        };
        Ok(Opened {
            address: last.address.clone(),
            at: last.at,
            header: last.header,
            response: last.open(),
        })
    }

    pub fn reader(&self) -> Box<dyn Read + Send> {
        self.response.reader()
    }

    /// A hash of what follows the header.
    pub fn content(&self) -> Result<String, Failure> {
        let mut hasher = Xxh3::new();
        let mut reader = self.reader();
        let mut read = || -> io::Result<()> {
            io::copy(&mut reader.by_ref().take(self.header), &mut io::sink())?;
            let mut buffer = vec![0; 64 << 10];
            loop {
                match reader.read(&mut buffer)? {
                    0 => return Ok(()),
                    count => hasher.update(&buffer[..count]),
                }
            }
        };
        read().map_err(|error| unkept(&error))?;
        Ok(format!("{:016x}", hasher.digest()))
    }

    /// Gives the bytes back to the answer.
    pub fn close(self, answer: &mut Answer) -> Result<(), Failure> {
        let last = answer.exchanges.last_mut();
        let closed = last.map_or(Ok(()), |last| last.close(self.response));
        closed.map_err(|error| unkept(&error))
    }
}

/// Fails if an answer says that it is a copy of what another server sent, unless that is expected: then if it does not.
/// An archive that is not known by its addresses says so in its answers; of another server it is not believed.
fn check_origin(
    opened: &Opened,
    articles: &[Result<Extracted, Problem>],
    archived: bool,
) -> Result<(), Failure> {
    let is_copy = articles.iter().flatten().any(|article| {
        let captured = article.article.about.captured.map(Date::seconds);
        captured != Some(opened.at.as_second())
    });
    match (is_copy, archived) {
        (false, true) => Err(of_no_archive(&opened.address)),
        (true, false) => Err(says_of_another(&opened.address)),
        _ => Ok(()),
    }
}

fn raw(archive: &Archived, address: &Url) -> Url {
    Url::parse(&archive.raw).unwrap_or_else(|_| address.clone())
}

fn of_an_archive(address: &Url, archive: &Archived) -> Failure {
    let why = format!("it is the copy of `{}` in a web archive", archive.original);
    let hint = format!("`newshound add --archived {address}` takes it for that");
    Failure::refused(why).hint(hint)
}

fn says_of_another(address: &Url) -> Failure {
    let host = address.host_str().unwrap_or_default();
    let why = format!("`{host}` says that it is a copy in a web archive");
    Failure::refused(why).hint("`--archived` believes it")
}

fn of_no_archive(address: &Url) -> Failure {
    let host = address.host_str().unwrap_or_default();
    let why = format!("`{host}` is no web archive that is known");
    Failure::refused(why).hint("leave out `--archived`")
}

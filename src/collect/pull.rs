//! The feeds that are followed: which of them are asked, what is new in them, and the pages that they lead to.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::Collector;
use super::ask::Asker;
use super::rhythm;
use super::take::{Opened, Taken};
use crate::corpus::{FollowedFeed, Rhythm};
use crate::source::{self, Entry};
use crate::web::{Answer, Failure, FailureKind};

/// So many hosts are asked at a time.
const AT_ONCE: usize = 8;

/// A page that fails is tried so often.
const TRIES: u32 = 3;

/// The outcome of a feed.
pub struct PulledFeed {
    /// The feed, with the name that it is followed by or that it gives itself.
    pub feed: FollowedFeed,
    /// Its entries, or why they are not known.
    pub result: Result<Pulled, Failure>,
}

/// The entries of a feed, as far as they matter.
#[derive(Debug, Default)]
pub struct Pulled {
    /// When it is asked for, as it is too early now.
    pub not_before: Option<Timestamp>,
    /// How many entries it has; nothing where it is as it was.
    pub entries: Option<usize>,
    /// How many of them are new.
    pub new: usize,
    /// How many pages were taken in.
    pub pages: usize,
    /// The pages that were not, and why.
    pub failed: Vec<(String, Failure)>,
    /// The address that it moved to for good.
    pub moved: Option<String>,
    /// The files of the corpus in which something was kept.
    pub files: Vec<String>,
}

/// How an address is known to the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is not.
    Not,
    /// Only a summary of it is there.
    Summary,
    /// Its text is there.
    Whole,
}

/// Asks for feeds, several hosts at a time and each host for one thing after the other; with `full`, also for the
/// pages of new entries. `known` says what the corpus has; `told` hears of each feed when it is done.
pub fn pull(
    collector: &Collector<'_>,
    feeds: Vec<FollowedFeed>,
    full: bool,
    known: &(dyn Fn(&str) -> Known + Sync),
    told: &(dyn Fn(&PulledFeed) + Sync),
) -> Vec<PulledFeed> {
    let mut hosts: BTreeMap<String, Vec<(usize, FollowedFeed)>> = BTreeMap::new();
    for (number, feed) in feeds.into_iter().enumerate() {
        let host = Url::parse(&feed.address).ok();
        let host = host.and_then(|address| address.host_str().map(str::to_owned));
        hosts
            .entry(host.unwrap_or_default())
            .or_default()
            .push((number, feed));
    }
    let workers = hosts.len().min(AT_ONCE);
    let queue = Mutex::new(hosts.into_values());
    let pulled = Mutex::new(Vec::new());
    // The queue is free again before the host is asked.
    let next = || lock(&queue).next();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(of_host) = next() {
                    for (number, feed) in of_host {
                        let one = one(collector, feed, full, known);
                        told(&one);
                        lock(&pulled).push((number, one));
                    }
                }
            });
        }
    });
    let mut pulled = pulled.into_inner().unwrap_or_else(PoisonError::into_inner);
    pulled.sort_by_key(|(number, _)| *number);
    pulled.into_iter().map(|(_, one)| one).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn one(
    collector: &Collector<'_>,
    mut feed: FollowedFeed,
    full: bool,
    known: &dyn Fn(&str) -> Known,
) -> PulledFeed {
    let result = match Url::parse(&feed.address) {
        Ok(address) => read(collector, &address, &mut feed, known),
        Err(_) => Err(Failure::refused("it is no address")),
    };
    let result = result.map(|(mut pulled, links)| {
        if full {
            pages(collector, &links, known, &mut pulled);
        }
        pulled
    });
    PulledFeed { feed, result }
}

/// Reads a feed; returns also where its entries lead, those of the last time where it is not sent again.
fn read(
    collector: &Collector<'_>,
    address: &Url,
    followed: &mut FollowedFeed,
    known: &dyn Fn(&str) -> Known,
) -> Result<(Pulled, Vec<String>), Failure> {
    let (visit, now) = (collector.visit(address)?, collector.now());
    if let Some(next) = visit.next.filter(|next| *next > now) {
        let pulled = Pulled {
            not_before: Some(next),
            ..Pulled::default()
        };
        return Ok((pulled, visit.links));
    }
    let mut answer = collector.ask(address, Asker::Pull, &visit)?;
    let next = |rhythm: Option<&Rhythm>| rhythm.and_then(|rhythm| rhythm::next(rhythm, now));
    if answer.last().status == 304 {
        collector.remember(address, |visit| {
            visit.next = next(visit.rhythm.as_ref());
            Ok(())
        })?;
        return Ok((Pulled::default(), visit.links));
    }
    let mut pulled = Pulled {
        moved: moved(&answer),
        ..Pulled::default()
    };
    let opened = Opened::new(&mut answer)?;
    let base = opened.address.clone();
    let found = source::feed(
        base.as_str(),
        opened.reader(),
        collector.limits.at(opened.at),
    );
    let found = found.map_err(|problem| Failure::refused(problem.reason))?;
    opened.close(&mut answer)?;
    let Some(feed) = found else {
        let hint =
            format!("newshound pull --remove {address}, and `newshound pull --add` with its page");
        return Err(Failure::refused("it is no feed any more, or never was").hint(hint));
    };
    if followed.name.is_none() {
        followed.name.clone_from(&feed.title);
    }
    let hashes: Vec<String> = feed.entries.iter().map(hash).collect();
    let links = feed.entries.iter();
    let links: Vec<String> = links.filter_map(|entry| entry.address.clone()).collect();
    let rhythm = rhythm::rhythm(&feed);
    collector.remember(address, |visit| {
        // Another process may have read the feed since it was asked for.
        if !collector.has(visit) {
            visit.entries.clear();
        }
        let before: HashSet<&String> = visit.entries.iter().collect();
        let fresh: Vec<&Entry> = feed
            .entries
            .iter()
            .zip(&hashes)
            .filter(|(_, hash)| !before.contains(hash))
            .map(|(entry, _)| entry)
            .collect();
        if !fresh.is_empty() {
            pulled.entries = Some(feed.entries.len());
            let known: Vec<(&Entry, Known)> = fresh
                .into_iter()
                .map(|entry| (entry, entry.address.as_deref().map_or(Known::Not, known)))
                .collect();
            let new = known.iter().filter(|(_, known)| *known == Known::Not);
            pulled.new = new.count();
            // A summary of what is there whole is worth nothing.
            let is_worth =
                |(entry, known): &(&Entry, Known)| entry.text.is_some() && *known != Known::Whole;
            if known.iter().any(is_worth) {
                let file = collector.keep(&mut answer)?;
                visit.file.clone_from(&file);
                pulled.files.extend(file);
            }
        }
        visit.note(answer.last());
        visit.next = next(rhythm.as_ref());
        visit.rhythm = rhythm;
        visit.entries = hashes;
        visit.links.clone_from(&links);
        Ok(())
    })?;
    Ok((pulled, links))
}

/// Takes in the pages of entries of which the corpus does not have the whole text.
fn pages(
    collector: &Collector<'_>,
    links: &[String],
    known: &dyn Fn(&str) -> Known,
    pulled: &mut Pulled,
) {
    let mut asked = HashSet::new();
    for address in links
        .iter()
        .filter(|address| known(address) != Known::Whole)
    {
        let Ok(page) = Url::parse(address) else {
            continue;
        };
        if !asked.insert(page.clone()) {
            continue;
        }
        let visit = collector.visit(&page).unwrap_or_default();
        if visit.kept.is_some() || visit.tries >= TRIES {
            continue;
        }
        match collector.take(&page, Asker::Pull, false) {
            Ok(Taken::Kept(kept)) => {
                pulled.pages += 1;
                pulled.files.extend(kept.file);
            }
            Ok(Taken::Same(_) | Taken::List(_)) => {}
            // What was not asked for is asked for another time; it is said once.
            Err(failure) if failure.kind == FailureKind::Later => {
                if pulled.failed.iter().all(|(_, other)| *other != failure) {
                    pulled.failed.push((address.to_owned(), failure));
                }
            }
            Err(failure) if failure.kind == FailureKind::Unkept => {
                pulled.failed.push((address.to_owned(), failure));
                return;
            }
            Err(failure) => {
                // What cannot be remembered is tried again.
                let _ = collector.remember(&page, |visit| {
                    let is_final = failure.kind != FailureKind::Failing;
                    visit.tries = if is_final { TRIES } else { visit.tries + 1 };
                    visit.refused = Some(failure.reason.clone());
                    Ok(())
                });
                pulled.failed.push((address.to_owned(), failure));
            }
        }
    }
}

/// Where a feed moved to, if every step was for good.
fn moved(answer: &Answer) -> Option<String> {
    let (last, steps) = answer.exchanges.split_last()?;
    let for_good = steps.iter().all(|step| matches!(step.status, 301 | 308));
    (for_good && !steps.is_empty()).then(|| last.address.to_string())
}

fn hash(entry: &Entry) -> String {
    let Entry {
        address,
        title,
        text,
        ..
    } = entry;
    format!(
        "{:016x}",
        xxh3_64(format!("{address:?}\n{title:?}\n{text:?}").as_bytes())
    )
}

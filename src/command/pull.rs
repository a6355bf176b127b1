//! `newshound pull`: what is new in the feeds that are followed.

use std::path::{Path, PathBuf};

use url::Url;

use super::exits::{self, Exit};
use super::web::{WebArgs, sentence};
use super::{Context, Ended, Outcome, examples, progress, sync};
use crate::collect::{self, Pulled, PulledFeed};
use crate::corpus::{self, FollowedFeed};
use crate::error::{Error, Kind, Result};
use crate::render::{count, safe};
use crate::source::{self, Kind as Leads};
use crate::web as room;

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::IMPOSSIBLE,
    Exit::DAMAGED,
    Exit::FEEDS_FAILED,
    Exit::IO,
    Exit::BUSY,
];

const EXAMPLES: &[&str] =
    &["echo 'https://example.org/feed.xml Example' >> corpus/feeds.txt; newshound pull --list"];

/// Read the feeds that are followed and add what is new
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Read the feeds of this file (OPML, or an address a line) instead of those of `feeds.txt`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Add the pages of new entries too
    #[arg(long)]
    full: bool,
    /// Follow a feed, or the feed of a page; may be given several times
    #[arg(long, value_name = "URL", group = "what", conflicts_with = "file")]
    add: Vec<String>,
    /// Follow a feed no longer, named by its address or its name
    #[arg(long, value_name = "FEED", group = "what", conflicts_with = "file")]
    remove: Vec<String>,
    /// Follow the feeds of a file (OPML, or an address a line)
    #[arg(long, value_name = "FILE", group = "what", conflicts_with = "file")]
    import: Option<PathBuf>,
    /// Print the feeds that are followed
    #[arg(long, group = "what", conflicts_with = "file")]
    list: bool,
    #[command(flatten)]
    web: WebArgs,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        if self.list {
            return list(context);
        }
        if !self.remove.is_empty() {
            return self.unfollow(context);
        }
        if let Some(file) = &self.import {
            let feeds = feeds_of(context, file)?;
            return Ok(follow(context, feeds)?);
        }
        if !self.add.is_empty() {
            return self.follow(context);
        }
        self.pull(context)
    }

    fn pull(&self, context: &Context) -> Outcome {
        let (feeds, mut some_failed) = match &self.file {
            Some(file) => (feeds_of(context, file)?, false),
            None => followed(context)?,
        };
        if feeds.is_empty() {
            let error = Error::new(Kind::Usage, "no feed is followed");
            let hint = "newshound pull --add URL, with the address of a feed or of its page";
            return Err(error.hint(hint).into());
        }
        let asking = self.web.asking(context)?;
        let collector = context.library.collector(asking, false)?;
        let feeds_bar = progress::Pages::new(context, feeds.len());
        let told = |feed: &PulledFeed| feeds_bar.suspend(|| tell(context, feed));
        let bar = progress::Bar::new(context);
        let (pulled, receipt) =
            context
                .library
                .pull(&collector, feeds, self.full, &told, &mut |step| {
                    bar.show(step)
                })?;
        drop((feeds_bar, bar));
        some_failed |= pulled.iter().any(has_failed);
        if let Some(failure) = pulled.iter().find_map(unkept) {
            return Err(Error::new(Kind::Io, failure.reason.clone()).into());
        }
        if receipt != crate::record::Receipt::default() {
            sync::report(context, &receipt);
        }
        Ok(match sync::ended(&receipt) {
            Ended::Done if some_failed => Ended::SomeRejected,
            ended => ended,
        })
    }

    fn follow(&self, context: &Context) -> Outcome {
        let asking = self.web.asking(context)?;
        let collector = context.library.collector(asking, false)?;
        let (mut feeds, mut some_failed) = (Vec::new(), false);
        for typed in &self.add {
            match discovered(context, &collector, typed) {
                Ok(feed) => feeds.push(feed),
                Err(failure) => {
                    some_failed = true;
                    let shown = safe::line(typed);
                    context.say(&format!(
                        "`{shown}` is not followed: {}.",
                        sentence(&failure)
                    ));
                }
            }
        }
        let ended = follow(context, feeds)?;
        Ok(if some_failed {
            Ended::SomeRejected
        } else {
            ended
        })
    }

    fn unfollow(&self, context: &Context) -> Outcome {
        let corpus = context.library.corpus();
        let failed = |error| Error::io(corpus::FEEDS, &error);
        let mut some_unknown = false;
        for named in &self.remove {
            let removed = corpus::unfollow(corpus, named).map_err(failed)?;
            if removed.is_empty() {
                some_unknown = true;
                context.say(&format!(
                    "`{}` is not followed; `newshound pull --list` shows what is.",
                    safe::line(named)
                ));
            }
            for feed in removed {
                context.say(&format!("`{}` is not followed any more.", named_of(&feed)));
            }
        }
        Ok(if some_unknown {
            Ended::NothingFound
        } else {
            Ended::Done
        })
    }
}

/// The feed of an address. Of several that a page names it is the first; the others are said.
fn discovered(
    context: &Context,
    collector: &collect::Collector<'_>,
    typed: &str,
) -> std::result::Result<FollowedFeed, room::Failure> {
    let address = match room::address::typed(typed) {
        Some(address) => address?,
        None => {
            let whole = format!("https://{typed}");
            Url::parse(&whole).map_err(|_| room::Failure::refused("it is no address of the web"))?
        }
    };
    let mut feeds = collect::discover(collector, &address)?.into_iter();
    let first = feeds
        .next()
        .ok_or_else(|| room::Failure::refused("the page names no feed"))?;
    let others: Vec<FollowedFeed> = feeds.collect();
    if !others.is_empty() {
        context.say(&format!(
            "`{}` names {} more:",
            safe::line(typed),
            count::of(others.len() as u64, "feed")
        ));
        for feed in &others {
            context.say(&format!("  {}", line(feed)));
        }
    }
    Ok(first)
}

/// Follows feeds and says which of them are new.
fn follow(context: &Context, feeds: Vec<FollowedFeed>) -> Result<Ended> {
    let corpus = context.library.corpus();
    let failed = |error| Error::io(corpus::FEEDS, &error);
    let all = feeds.len();
    let added = corpus::follow(corpus, feeds).map_err(failed)?;
    for feed in &added {
        context.say(&format!("`{}` is followed from now on.", named_of(feed)));
    }
    let known = all - added.len();
    if known > 0 {
        let known = count::of(known as u64, "feed");
        context.say(&format!("{known} followed already."));
    }
    Ok(Ended::Done)
}

fn list(context: &Context) -> Outcome {
    let (feeds, has_bad) = followed(context)?;
    let is_empty = feeds.is_empty();
    context.print(|out| {
        feeds
            .iter()
            .try_for_each(|feed| writeln!(out, "{}", line(feed)))
    })?;
    Ok(match (has_bad, is_empty) {
        (true, _) => Ended::SomeRejected,
        (false, true) => {
            context.say("No feed is followed; `newshound pull --add URL` follows one.");
            Ended::NothingFound
        }
        (false, false) => Ended::Done,
    })
}

/// The feeds of the corpus, and whether there are lines that name none, which are said.
fn followed(context: &Context) -> Result<(Vec<FollowedFeed>, bool)> {
    let read = corpus::feeds(context.library.corpus());
    let (feeds, bad) = read.map_err(|error| Error::io(corpus::FEEDS, &error))?;
    for (number, text) in &bad {
        context.say(&format!(
            "Line {number} of `{}` names no feed: `{}`; write an address and, after a blank, a name.",
            corpus::FEEDS,
            safe::line(&source::shortened(text))
        ));
    }
    Ok((feeds, !bad.is_empty()))
}

/// The feeds that a file names.
fn feeds_of(context: &Context, file: &Path) -> Result<Vec<FollowedFeed>> {
    let shown = file.display().to_string();
    if room::address::typed(&shown).is_some() {
        let error = Error::new(Kind::Usage, format!("`{shown}` is an address, and no file"));
        return Err(
            error.hint("save the list as a file, or `newshound pull --add` the address of a feed")
        );
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let input = corpus::bytes(file).map_err(|error| Error::io(&shown, &error))?;
    let listed = source::addresses(input, &name, context.limits);
    let listed = listed
        .map_err(|problem| Error::new(Kind::Rejected, format!("`{shown}`: {}", problem.reason)))?;
    let listed = listed.unwrap_or_default().into_iter();
    // A file of bare addresses does not say what they lead to.
    let is_good = |address: &str| matches!(room::address::typed(address), Some(Ok(_)));
    let feeds = listed
        .filter(|one| one.kind != Leads::Sitemap && is_good(&one.address))
        .map(|one| FollowedFeed {
            address: one.address,
            name: one.title,
        });
    let feeds: Vec<FollowedFeed> = feeds.collect();
    if feeds.is_empty() {
        let error = Error::new(Kind::Rejected, format!("`{shown}` names no feeds"));
        return Err(error.hint("give an OPML file, or a text with an address a line"));
    }
    Ok(feeds)
}

/// The failure to keep what came, which is none of the feed.
fn unkept(feed: &PulledFeed) -> Option<&room::Failure> {
    let failures = match &feed.result {
        Ok(pulled) => pulled.failed.iter().map(|(_, failure)| failure).collect(),
        Err(failure) => vec![failure],
    };
    let mut failures = failures.into_iter();
    failures.find(|failure| failure.kind == room::FailureKind::Unkept)
}

fn has_failed(feed: &PulledFeed) -> bool {
    match &feed.result {
        Ok(pulled) => !pulled.failed.is_empty(),
        Err(_) => true,
    }
}

/// One line for a feed, and one for each page that could not be taken in.
fn tell(context: &Context, PulledFeed { feed, result }: &PulledFeed) {
    let name = named_of(feed);
    match result {
        Err(failure) if failure.kind == room::FailureKind::Gone => context.say(&format!(
            "{name}: gone for good; `newshound pull --remove {}` follows it no longer.",
            safe::line(&feed.address)
        )),
        Err(failure) => context.say(&format!("{name}: {}.", sentence(failure))),
        Ok(pulled) => {
            context.say(&format!("{name}: {}.", summary(pulled)));
            if let Some(moved) = &pulled.moved {
                let moved = safe::line(moved);
                context.say(&format!(
                    "  It has moved to {moved}; write that into `{}`.",
                    corpus::FEEDS
                ));
            }
            for (page, failure) in &pulled.failed {
                context.say(&format!("  `{}`: {}.", safe::line(page), sentence(failure)));
            }
        }
    }
}

fn summary(pulled: &Pulled) -> String {
    if let Some(next) = pulled.not_before {
        return format!("left alone until {next:.0}, as it asks");
    }
    let entries = match pulled.entries {
        None => "nothing new".to_owned(),
        Some(all) => format!(
            "{} new of {}",
            count::grouped(pulled.new as u64),
            entries(all)
        ),
    };
    match pulled.pages {
        0 => entries,
        pages => format!("{entries}, {} added", count::of(pages as u64, "page")),
    }
}

fn entries(count: usize) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{} entries", count::grouped(count as u64)),
    }
}

fn named_of(feed: &FollowedFeed) -> String {
    safe::line(feed.name.as_deref().unwrap_or(&feed.address)).to_string()
}

/// A feed as a line of `feeds.txt`.
fn line(feed: &FollowedFeed) -> String {
    let address = safe::line(&feed.address);
    match &feed.name {
        Some(name) => format!("{address}    {}", safe::line(name)),
        None => address,
    }
}

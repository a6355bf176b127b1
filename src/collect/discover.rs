//! The feed of an address: what it is itself, or what its page names.

use url::Url;

use super::Collector;
use super::ask::Asker;
use super::take::Opened;
use crate::corpus::{FollowedFeed, Visit};
use crate::source;
use crate::web::Failure;
use crate::web::address::typed;

/// The feeds at an address: itself if it is one, else those that the page there names, the likeliest first.
pub fn discover(collector: &Collector<'_>, address: &Url) -> Result<Vec<FollowedFeed>, Failure> {
    let mut answer = collector.ask(address, Asker::Person, &Visit::default())?;
    let opened = Opened::new(&mut answer)?;
    let (asked, limits) = (opened.address.as_str(), collector.limits);
    if let Ok(Some(feed)) = source::feed(asked, opened.reader(), limits) {
        return Ok(vec![FollowedFeed {
            address: asked.to_owned(),
            name: feed.title,
        }]);
    }
    let links = source::feed_links(asked, opened.reader(), limits);
    let links = links.map_err(|problem| Failure::refused(problem.reason))?;
    let is_good = |link: &source::FeedLink| matches!(typed(&link.address), Some(Ok(_)));
    let links: Vec<_> = links.into_iter().filter(is_good).collect();
    if links.is_empty() {
        let hint = "look for the address of its feed on the page, and give that";
        return Err(Failure::refused("it is no feed, and the page names none").hint(hint));
    }
    let feeds = links.into_iter().map(|link| FollowedFeed {
        address: link.address,
        name: link.title,
    });
    Ok(feeds.collect())
}

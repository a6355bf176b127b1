//! What is in an answer of a server: its status line, its header and its body, as they came.

use std::io::Read;

use jiff::Timestamp;

use super::addresses::Address;
use super::extracted::Extracted;
use super::feed::followed::Feed;
use super::html::feeds::FeedLink;
use super::input::Input;
use super::limits::{Bounds, Limits};
use super::recognise::{self, Recognised};
use super::{Articles, feed as xml_feed, html, json, listed, opened, read_guarded, web_archive};
use crate::record::Problem;

type Answer = Box<dyn Read + Send>;

/// The articles in an answer of a server, its status line and header included, as those of a record of a web archive
/// are read. They are of the file that is called like the address.
pub fn response(
    address: &str,
    captured: Timestamp,
    response: Answer,
    limits: Limits,
) -> Result<Articles, Problem> {
    read_guarded(|| {
        let (input, said) = answered(address, Some(captured), response, limits)?;
        opened(input, said)
    })
}

/// The addresses of the list in an answer of a server, in order and each once, at most 50,000; nothing of anything else.
pub fn addresses_in(
    address: &str,
    response: Answer,
    limits: Limits,
) -> Result<Option<Vec<Address>>, Problem> {
    read_guarded(|| Ok(listed(answered(address, None, response, limits)?.0)))
}

/// The feed in an answer of a server, as it is followed; nothing of anything else.
pub fn feed(address: &str, response: Answer, limits: Limits) -> Result<Option<Feed>, Problem> {
    read_guarded(|| {
        let input = answered(address, None, response, limits)?.0;
        match recognise::recognise(&input) {
            Ok(Recognised::As(format)) if format == xml_feed::FORMAT => {
                xml_feed::followed::read(input).map(Some)
            }
            Ok(Recognised::As(format)) if format == json::FORMAT && json::feed::is_one(&input) => {
                Ok(Some(json::feed::followed(input)))
            }
            _ => Ok(None),
        }
    })
}

/// The feeds that the page in an answer of a server names in its head, in order, those of comments last.
pub fn feed_links(
    address: &str,
    response: Answer,
    limits: Limits,
) -> Result<Vec<FeedLink>, Problem> {
    read_guarded(|| {
        let input = answered(address, None, response, limits)?.0;
        match recognise::recognise(&input) {
            Ok(Recognised::As(format)) if format == html::FORMAT => html::feeds::read(input),
            _ => Ok(Vec::new()),
        }
    })
}

/// The document in an answer of a server, and what is said of it besides.
fn answered(
    address: &str,
    captured: Option<Timestamp>,
    response: Answer,
    limits: Limits,
) -> Result<(Input, Extracted), Problem> {
    let bounds = Bounds::new(limits);
    let member = web_archive::answered(address, captured, response, &bounds)?;
    member.into_input(&bounds, recognise::open)
}

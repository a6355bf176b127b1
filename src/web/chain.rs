//! A request and the redirects that follow from it.

use std::time::Instant;

use jiff::Timestamp;
use url::Url;

use super::exchange::{Ask, Outcome};
use super::{Client, Exchange, Failure, Manner, Validators, address, failure};

/// How far a chain goes.
pub(super) struct Wanted<'a> {
    pub(super) validators: Option<&'a Validators>,
    pub(super) bytes: u64,
    /// So many bytes of the last body are given back, and no more of it is read.
    pub(super) only: Option<usize>,
    pub(super) redirects: u32,
}

impl<'a> Wanted<'a> {
    /// A whole answer.
    pub(super) fn answer(manner: &Manner, validators: &'a Validators) -> Wanted<'a> {
        Wanted {
            validators: Some(validators),
            bytes: manner.bytes,
            only: None,
            redirects: manner.redirects,
        }
    }
}

/// Asks until there is an answer that sends nowhere else; the begin of its body too, if it is wanted.
///
/// The exchanges that came to their end are added to `exchanges` also where a later one fails.
pub(super) fn follow(
    client: &Client,
    start: &Url,
    wanted: &Wanted,
    exchanges: &mut Vec<Exchange>,
    now: &dyn Fn() -> Timestamp,
    before: &mut dyn FnMut(&Url) -> Result<(), Failure>,
) -> Result<Vec<u8>, Failure> {
    let mut address = start.clone();
    address.set_fragment(None);
    let mut time = client.manner.time;
    let mut bytes = wanted.bytes;
    loop {
        address::check(&address)?;
        before(&address)?;
        let begun = Instant::now();
        let ask = Ask {
            client,
            address: &address,
            validators: wanted.validators.filter(|_| exchanges.is_empty()),
            most: wanted.bytes,
            limit: bytes,
            only: wanted.only,
            until: begun + time,
            at: now(),
        };
        let Outcome {
            exchange,
            location,
            body,
            received,
        } = ask.run()?;
        time = time.saturating_sub(begun.elapsed());
        bytes = bytes.saturating_sub(received);
        let status = exchange.status;
        exchanges.push(exchange);
        match location.filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308)) {
            None => return Ok(body),
            Some(location) => address = next(&address, &location, exchanges, wanted.redirects)?,
        }
    }
}

/// Where a redirect leads to.
fn next(from: &Url, location: &str, before: &[Exchange], most: u32) -> Result<Url, Failure> {
    let unreadable = |_| {
        Failure::failing(format!(
            "`{from}` redirects to something that is no address"
        ))
    };
    let mut next = from.join(location).map_err(unreadable)?;
    next.set_fragment(None);
    if before.iter().any(|exchange| exchange.address == next) {
        return Err(Failure::refused(format!(
            "the redirects from `{from}` go in a circle"
        )));
    }
    if before.len() > most as usize {
        let count = failure::times(most);
        return Err(Failure::refused(format!(
            "`{}` redirects more than {count}",
            before[0].address
        )));
    }
    // What was asked for in secret could be read and changed on the way.
    if from.scheme() == "https" && next.scheme() == "http" {
        let hint = format!("ask for `{next}` if that is well");
        let reason = format!("`{from}` redirects to `{next}`, which is not encrypted");
        return Err(Failure::refused(reason).hint(&hint));
    }
    Ok(next)
}

//! Web archives: WARC, its elder ARC, and WACZ, which packs several. Each page, PDF or text that a server sent is an
//! article, with its address and the moment of its capture; so are the articles of feeds, data and office documents.
//!
//! Everything else in an archive is passed over: requests, pictures, styles, pages that moved or were not there, lists
//! of addresses, and data without an article in it: what programs answer one another lies in most archives.
//! A damaged record is a problem, and reading goes on at the next that begins; where an archive is cut off, what
//! came before is read.

use std::io::Read;
use std::sync::Arc;

use jiff::Timestamp;

use super::archive;
use super::archived::archived;
use super::extracted::Extracted;
use super::format::Format;
use super::input::Input;
use super::limits::Bounds;
use super::members::{self, Member};
use super::opened::Opened;
use super::spool;
use super::zipped::Zip;
use crate::article::Date;
use crate::record::Problem;

mod arc;
mod http;
mod records;
mod warc;

use http::Reading;
use records::{Kind, Record, Records};

/// Recognised by its first line.
pub(super) const WARC: Format = Format {
    name: "WARC",
    recognise: |input| {
        let version = input.sample().strip_prefix(b"WARC/");
        version.is_some_and(|version| version.first().is_some_and(u8::is_ascii_digit))
    },
    open: |input| Ok(open(input, warc::next)),
};

/// Recognised by the first line, which describes the archive itself.
pub(super) const ARC: Format = Format {
    name: "ARC",
    recognise: |input| input.sample().starts_with(b"filedesc://"),
    open: |input| Ok(open(input, arc::next)),
};

/// Recognised by the names of its parts.
pub(super) const WACZ: Format = Format {
    name: "WACZ",
    recognise: |input| input.zip().is_some_and(is_wacz),
    open: open_wacz,
};

fn open(input: Input, next: records::Next) -> Opened {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let growth = Arc::clone(&bounds.growth);
    let records = Records::new(input.into_reader(), next, bounds.limits, growth);
    let within = bounds.clone();
    let mut records = records.filter_map(move |record| match record {
        Ok(record) => match held(record, &within) {
            Ok(Held::Document(member)) => Some(Ok(*member)),
            Ok(Held::Nothing(_)) => None,
            Err(problem) => Some(Err(problem)),
        },
        Err(problem) => Some(Err(problem)),
    });
    let counted = bounds.clone();
    let members = std::iter::from_fn(move || {
        let member = records.next()?;
        Some(counted.count_entry().and(member))
    });
    members::opened(members, &bounds, open)
}

/// The document in an answer of a server, as it is read in a record of a web archive.
pub(super) fn answered(
    address: &str,
    captured: Option<Timestamp>,
    mut response: impl Read,
    bounds: &Bounds,
) -> Result<Member, Problem> {
    let (content, broken) = spool::spooled(&mut response, bounds.limits.file)?;
    if let Some(error) = broken {
        return Err(Problem::failed(&error));
    }
    let record = Record {
        address: address.to_owned(),
        captured: captured.map(Date::Instant),
        kind: Kind::Response,
        media: None,
        content,
    };
    match held(record, bounds)? {
        Held::Document(member) => Ok(*member),
        Held::Nothing(why) => Err(Problem::whole(why)),
    }
}

/// What is in a record.
enum Held {
    Document(Box<Member>),
    /// Nothing that is read, and why.
    Nothing(String),
}

/// A record as a document.
fn held(record: Record, bounds: &Bounds) -> Result<Held, Problem> {
    let Record {
        address,
        captured,
        kind,
        media,
        content,
    } = record;
    let sent = match kind {
        Kind::Document => http::Sent {
            media,
            charset: None,
            memento: None,
            content: Box::new(content),
        },
        Kind::Response => match http::answer(content, &address, bounds)? {
            http::Answer::Document(sent) => sent,
            http::Answer::Other(why) => return Ok(Held::Nothing(why)),
        },
    };
    let Some(reading) = http::reading(sent.media.as_deref()) else {
        return Ok(Held::Nothing("it is of a kind that is not read".to_owned()));
    };
    let (original, captured) = origin(&address, captured, sent.memento);
    if !bounds.is_wanted(captured) {
        return Ok(Held::Nothing(
            "it was captured at another moment".to_owned(),
        ));
    }
    let mut said = Extracted::default();
    said.url(&original, "the web archive");
    if let Some(moment) = captured {
        said.captured(moment, "the web archive");
    }
    Ok(Held::Document(Box::new(Member {
        charset: sent.charset,
        address: Some(original),
        said,
        is_optional: reading != Reading::Document,
        is_prose: reading != Reading::File,
        ..Member::new(address, sent.content)
    })))
}

/// Where and when a document was captured: of one that was taken from a web archive on the web, where and when that
/// archive took it.
fn origin(
    address: &str,
    captured: Option<Date>,
    memento: Option<http::Memento>,
) -> (String, Option<Date>) {
    let said = archived(address);
    let in_address = said
        .as_ref()
        .and_then(|said| said.moment)
        .map(Date::Instant);
    let original = said.map(|said| said.original);
    match memento {
        Some(memento) => (original.unwrap_or(memento.original), Some(memento.captured)),
        None => match original {
            Some(original) => (original, in_address.or(captured)),
            None => (address.to_owned(), captured),
        },
    }
}

fn is_wacz(zip: &Zip) -> bool {
    zip.has("datapackage.json") && zip.files().any(|(_, name)| is_archive(name))
}

fn is_archive(name: &str) -> bool {
    let ends = [".warc", ".warc.gz", ".arc", ".arc.gz"];
    name.starts_with("archive/") && ends.iter().any(|end| name.ends_with(end))
}

fn open_wacz(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let zip = input.into_zip()?;
    Ok(members::opened(
        archive::Files::new(zip, is_archive),
        &bounds,
        open,
    ))
}

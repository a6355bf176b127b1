//! Mail: a letter as a file, a mailbox of many (`mbox`), a page that a browser saved as one (`mhtml`).
//!
//! A letter is an article by the part of it that is for reading. The documents attached to it are articles of their
//! own; pictures and signatures are passed over.

mod address;
mod clean;
mod forwarded;
mod head;
mod letter;
pub(super) mod mbox;
pub(super) mod mhtml;
mod part;

use std::io::Read;

use super::format::Format;
use super::input::{Input, Open};
use super::limits::{Bounds, Size};
use super::members;
use super::opened::{Opened, Record};
use crate::record::Problem;

/// Recognised by the block of header lines that it begins with.
pub(super) const FORMAT: Format = Format {
    name: "mail",
    recognise: |input| head::begins_letter(input.start(), input.name()),
    open,
};

fn open(input: Input) -> Result<Opened, Problem> {
    let (bounds, open) = (input.bounds.clone(), input.open);
    let (bytes, problem) = letter_bytes(input)?;
    let letter = letter::read(&bytes, problem.is_some(), &bounds);
    let has_members = !letter.members.is_empty();
    match letter.article {
        Some(Ok(article)) if !has_members => Ok(Opened::one(article, problem)),
        Some(Err(why)) if !has_members => Err(Problem::whole(why)),
        article => {
            let letter = letter::Letter { article, ..letter };
            let records = records(letter, &bounds, open).chain(problem.map(|problem| Record {
                number: 0,
                member: None,
                result: Err(problem),
            }));
            Ok(Opened::many(
                (1..)
                    .zip(records)
                    .map(|(number, record)| Record { number, ..record }),
            ))
        }
    }
}

/// The beginning of a letter, as much as is read of one, and the problem of what follows.
fn letter_bytes(input: Input) -> Result<(Vec<u8>, Option<Problem>), Problem> {
    let limit = input.bounds.limits.page;
    let mut bytes = Vec::new();
    let broken = input.into_reader().take(limit + 1).read_to_end(&mut bytes);
    let problem = match broken {
        Err(error) => Some(Problem::failed(&error)),
        Ok(_) if bytes.len() as u64 > limit => Some(Problem::whole(too_large(limit))),
        Ok(_) => None,
    };
    bytes.truncate(limit as usize);
    Ok((bytes, problem))
}

/// What is wrong with a letter that is too large: what is for reading comes first in most.
fn too_large(limit: u64) -> String {
    let limit = Size(limit);
    format!(
        "the mail is larger than {limit}, the most that is read of one; the rest of it is left out"
    )
}

/// The records of a letter: its own article, then those of its documents.
fn records(
    letter: letter::Letter,
    bounds: &Bounds,
    open: Open,
) -> impl Iterator<Item = Record> + Send + use<> {
    let own = letter.article.map(|article| Record {
        number: 1,
        member: None,
        result: article.map_err(Problem::whole),
    });
    let members = letter.members.into_iter().map(Ok);
    let mut members = members::opened(members, bounds, open).records;
    let first = members.next();
    // A program or a picture whose kind was not stated is passed over only now.
    let nothing = (own.is_none() && first.is_none()).then(|| Record {
        number: 1,
        member: None,
        result: Err(Problem::whole(letter::NO_TEXT)),
    });
    own.into_iter().chain(nothing).chain(first).chain(members)
}

//! The headers of ARC records: one line each, of which the last words are date, media type and length.
//!
//! The second version has five more between media type and length. An address may have blanks.

use std::io::BufRead;

use super::super::date::date;
use super::records::{Fault, Found, Header, Kind, is_page, line};

/// Reads the header of the next record.
pub fn next(input: &mut dyn BufRead) -> Result<Option<Header>, Fault> {
    let line = loop {
        match line(input)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {}
            Some(line) => break line,
        }
    };
    header(&String::from_utf8_lossy(&line))
        .map(Some)
        .ok_or(Fault::NoHeader)
}

fn header(line: &str) -> Option<Header> {
    let words: Vec<&str> = line.split(' ').collect();
    let length = words.last()?.parse().ok()?;
    // The date is fourteen digits, with the address of the server before it.
    let is_date = |word: &&str| word.len() == 14 && word.bytes().all(|byte| byte.is_ascii_digit());
    let at = words.iter().rposition(is_date).filter(|at| *at >= 2)?;
    let address = words[..at - 1].join(" ");
    if !address.contains(':') {
        return None;
    }
    let moment = words[at];
    let captured = date(&format!(
        "{}-{}-{}T{}:{}:{}Z",
        &moment[..4],
        &moment[4..6],
        &moment[6..8],
        &moment[8..10],
        &moment[10..12],
        &moment[12..]
    ));
    let found = is_page(&address).then_some(Found {
        address,
        captured,
        kind: Kind::Response,
        media: None,
    });
    Some(Header { found, length })
}

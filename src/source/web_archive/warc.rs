//! The headers of WARC records (ISO 28500).

use std::io::BufRead;

use super::super::date::date;
use super::records::{Fault, Found, Header, Kind, LINES, field, is_page, line};

/// Reads the header of the next record.
pub fn next(input: &mut dyn BufRead) -> Result<Option<Header>, Fault> {
    let version = loop {
        match line(input)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {}
            Some(line) => break line,
        }
    };
    if !version.starts_with(b"WARC/") {
        return Err(Fault::NoHeader);
    }
    let mut fields = Fields::default();
    for _ in 0..LINES {
        match line(input)? {
            Some(line) if !line.is_empty() => fields.add(&line),
            _ => break,
        }
    }
    let length = fields
        .length
        .as_deref()
        .and_then(|length| length.parse().ok());
    let length = length.ok_or(Fault::NoHeader)?;
    let found = fields.found();
    Ok(Some(Header { found, length }))
}

#[derive(Default)]
struct Fields {
    kind: Option<String>,
    address: Option<String>,
    date: Option<String>,
    media: Option<String>,
    length: Option<String>,
}

impl Fields {
    fn add(&mut self, line: &[u8]) {
        let Some((name, value)) = field(line) else {
            return;
        };
        let place = match &*name {
            "warc-type" => &mut self.kind,
            "warc-target-uri" => &mut self.address,
            "warc-date" => &mut self.date,
            "content-type" => &mut self.media,
            "content-length" => &mut self.length,
            _ => return,
        };
        *place = Some(value);
    }

    /// What a record holds that may be an article.
    fn found(self) -> Option<Found> {
        let kind = self.kind?.to_ascii_lowercase();
        let media = self.media.unwrap_or_default().to_ascii_lowercase();
        let kind = match &*kind {
            "response" if media.starts_with("application/http") => Kind::Response,
            "response" | "resource" | "conversion" => Kind::Document,
            _ => return None,
        };
        // Some programs write addresses in angle brackets.
        let address = self.address?;
        let address = address.trim_start_matches('<').trim_end_matches('>');
        is_page(address).then(|| Found {
            address: address.to_owned(),
            captured: self.date.as_deref().and_then(date),
            kind,
            media: (!media.is_empty()).then_some(media),
        })
    }
}

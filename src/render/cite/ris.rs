//! A record of RIS. The quotation is a note; its further lines follow as they are, as readers of RIS take every line
//! without a tag for the rest of the one before.

use std::io::{self, Write};

use super::Citation;

/// A text of which no line begins as a tag does: such a line has a blank before it.
fn apart(text: &str) -> String {
    let is_tag = |line: &str| {
        let bytes = line.as_bytes();
        bytes.get(2..5) == Some(b"  -") && bytes[..2].iter().all(u8::is_ascii_alphanumeric)
    };
    let lines = text.split('\n').map(|line| match is_tag(line) {
        true => format!(" {line}"),
        false => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub fn write(citation: &Citation, out: &mut dyn Write) -> io::Result<()> {
    let mut tag = |name: &str, value: &str| write!(out, "{name}  - {value}\r\n");
    tag("TY", "NEWS")?;
    tag("ID", &citation.key())?;
    for author in citation.authors() {
        tag("AU", &author)?;
    }
    if let Some(title) = citation.title() {
        tag("TI", &title)?;
    }
    if let Some(outlet) = citation.outlet() {
        tag("T2", &outlet)?;
    }
    if let Some(day) = citation.date() {
        tag("PY", &format!("{:04}", day.year()))?;
        tag("DA", &day.strftime("%Y/%m/%d/").to_string())?;
    }
    if let Some(url) = citation.url() {
        tag("UR", &url)?;
    }
    if let Some(quote) = citation.quotation() {
        tag("N1", &apart(quote))?;
    }
    tag("C1", &citation.address())?;
    tag("C2", &format!("sha256 {}", citation.sha256))?;
    tag("C3", &format!("added {}", citation.added()))?;
    tag("ER", "")
}

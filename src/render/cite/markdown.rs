//! A quotation of Markdown, with its source in its last lines.
//!
//! ```text
//! > Senators pressed three chip makers on Tuesday.
//! >
//! > — “Senators press chip makers on export controls”, *Harbor Ledger*, 2025-03-04
//! > (fe9dcba9ec78e722:1, added 2025-08-01, sha256 3b1f…)
//! ```

use std::io::{self, Write};

use super::Citation;

pub fn write(citation: &Citation, out: &mut dyn Write) -> io::Result<()> {
    if let Some(quote) = citation.quotation() {
        for line in quote.split('\n') {
            match line {
                "" => writeln!(out, ">")?,
                line => writeln!(out, "> {line}")?,
            }
        }
        writeln!(out, ">")?;
    }
    let authors = citation.authors();
    let parts = [
        (!authors.is_empty()).then(|| escaped(&authors.join(", "))),
        citation
            .title()
            .map(|title| format!("“{}”", escaped(&title))),
        citation
            .outlet()
            .map(|outlet| format!("*{}*", escaped(&outlet))),
        citation.date().map(|day| day.to_string()),
        citation.url().map(|url| format!("<{url}>")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let source = match parts.is_empty() {
        true => String::new(),
        false => format!("{}\n> ", parts.join(", ")),
    };
    writeln!(
        out,
        "> — {source}({}, added {}, sha256 {})",
        citation.address(),
        citation.added(),
        citation.sha256
    )
}

/// Text that stays text: no emphasis, no link, no tag.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_[]<>&~|".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

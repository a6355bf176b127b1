//! An entry of BibLaTeX. The quotation is its field `quote`, which no style prints: only braces and backslashes are
//! written as commands there, as an entry would end with a brace too many.

use std::io::{self, Write};

use super::Citation;

pub fn write(citation: &Citation, out: &mut dyn Write) -> io::Result<()> {
    let authors = citation.authors();
    let authors: Vec<String> = authors.iter().map(|name| author(name)).collect();
    let fields = [
        (
            "author",
            (!authors.is_empty()).then(|| authors.join(" and ")),
        ),
        (
            "title",
            citation
                .title()
                .map(|title| format!("{{{}}}", escaped(&title))),
        ),
        (
            "organization",
            citation.outlet().map(|outlet| escaped(&outlet)),
        ),
        ("date", citation.date().map(|day| day.to_string())),
        ("url", citation.url().map(|url| in_url(&url))),
        ("quote", citation.quotation().map(braced)),
        ("addendum", Some(format!("Passage {}", citation.address()))),
        ("dateadded", Some(citation.added().to_string())),
        ("sha256", Some(citation.sha256.clone())),
    ];
    writeln!(out, "@online{{{},", citation.key())?;
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "  {name} = {{{value}}},")?;
        }
    }
    writeln!(out, "}}")
}

/// A URL without the signs that would end its field.
fn in_url(url: &str) -> String {
    let url = url.replace('\\', "%5C");
    url.replace('{', "%7B").replace('}', "%7D")
}

/// One name: an ` and ` or a comma within it would make it two, or turn it round.
fn author(name: &str) -> String {
    let escaped = escaped(name);
    match name.contains(',') || name.contains(" and ") {
        true => format!("{{{escaped}}}"),
        false => escaped,
    }
}

/// Text as TeX prints it.
fn escaped(text: &str) -> String {
    written(text, |letter| match letter {
        '~' => Some("\\textasciitilde{}"),
        '^' => Some("\\textasciicircum{}"),
        '%' => Some("\\%"),
        '&' => Some("\\&"),
        '#' => Some("\\#"),
        '_' => Some("\\_"),
        '$' => Some("\\$"),
        _ => None,
    })
}

/// Text between braces of a field that is read and not printed.
fn braced(text: &str) -> String {
    written(text, |_| None)
}

/// Text with commands for what would end its field, and for what `command` has one.
fn written(text: &str, command: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        let command = match letter {
            '\\' => Some("\\textbackslash{}"),
            '{' => Some("\\textbraceleft{}"),
            '}' => Some("\\textbraceright{}"),
            letter => command(letter),
        };
        match command {
            Some(command) => out.push_str(command),
            None => out.push(letter),
        }
    }
    out
}

//! Who sent a letter, as its reader knows them.

use mail_parser::{Address, Message};

use super::super::extracted::one_line;

/// The sender's name, or, without one, their address.
pub(super) fn sender(headers: &Message) -> Option<(String, &'static str)> {
    let of = |address: Option<&Address>, from| {
        let first = address?.first()?;
        let name = first.name().and_then(unquoted);
        Some((name.or_else(|| first.address().and_then(one_line))?, from))
    };
    let from = of(headers.from(), "header From");
    let named = from.clone().filter(|(name, _)| !name.contains('@'));
    named
        .or_else(|| list(headers))
        .or(from)
        .or_else(|| of(headers.sender(), "header Sender"))
}

/// The name of a mailing list: `Chip news <chips.lists.example>`.
pub(super) fn list(headers: &Message) -> Option<(String, &'static str)> {
    let text = headers.header_raw("List-ID")?;
    let (name, _) = text.split_once('<')?;
    Some((unquoted(name)?, "header List-ID"))
}

/// A name in `Jane Doe <jane@example.org>`, or the whole.
pub(super) fn name(text: &str) -> Option<String> {
    let name = text.split_once('<').map_or(text, |(name, _)| name);
    let name = name.split(['[', '(']).next().unwrap_or(name);
    unquoted(name).or_else(|| one_line(text.trim_matches(['<', '>'])))
}

fn unquoted(name: &str) -> Option<String> {
    one_line(name.trim().trim_matches(['"', '\'']))
}

//! How output looks: the width of the terminal, colour, and the signs of marks.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use jiff::tz::TimeZone;

use crate::render::{self, Appearance, Signs};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

/// Two signs with a comma between them; either may be nothing.
pub fn signs(text: &str) -> Result<Signs, String> {
    /// Longer ones are no signs.
    const LONGEST: usize = 40;
    let is_shown = |sign: &str| sign.len() <= LONGEST && !sign.contains(render::safe::is_hidden);
    match text.split_once(',') {
        Some((open, close)) if is_shown(open) && is_shown(close) => Ok(Signs {
            open: open.to_owned(),
            close: close.to_owned(),
        }),
        _ => Err("write two short signs with a comma between them, such as `[,]`".to_owned()),
    }
}

/// Columns of a terminal that does not say how many it has.
const UNKNOWN_WIDTH: usize = 80;

/// How an error looks before the flags are known.
pub fn plain_look() -> Appearance {
    look(When::Auto, io::stderr().is_terminal(), TimeZone::UTC)
}

pub fn look(color: When, terminal: bool, zone: TimeZone) -> Appearance {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let term = std::env::var("TERM").unwrap_or_default();
    let colour = match color {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        When::Auto => terminal && term != "dumb",
    };
    Appearance {
        width: match textwrap::termwidth() {
            _ if !terminal => usize::MAX,
            // A terminal that does not know its width says 0.
            0 => UNKNOWN_WIDTH,
            width => width,
        },
        colour,
        links: terminal && colour && term != "linux",
        zone,
        terminal,
        ..Appearance::plain()
    }
}

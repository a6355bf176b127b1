//! What a browser writes into a page that it saves: where it was, and when it was saved.

use crate::article::Date;
use crate::source::date::date;

/// What a saved page says of where it was.
#[derive(Default)]
pub(super) struct Saved {
    pub address: Option<String>,
    pub at: Option<Date>,
    pub from: &'static str,
}

/// How far into a page a browser writes where it is from.
const WITHIN: usize = 16 << 10;

/// The sign of a page that a browser saved with a folder beside it: `<!-- saved from url=(0023)https://… -->`.
const BROWSER: &str = "saved from url=(";

/// The sign of a page that was saved in one file, with lines that name its address and when.
const SINGLE_FILE: &str = "Page saved with SingleFile";

pub(super) fn saved(page: &str) -> Saved {
    let mut rest = &page[..page.floor_char_boundary(WITHIN)];
    while let Some((_, comment)) = rest.split_once("<!--") {
        let (comment, after) = comment.split_once("-->").unwrap_or((comment, ""));
        if let Some((_, url)) = comment.split_once(BROWSER) {
            let url = url.split_once(')').map(|(_, url)| url);
            let word = url.and_then(|url| url.split_whitespace().next());
            return Saved {
                address: word.map(str::to_owned),
                at: None,
                from: "comment of the browser",
            };
        }
        if comment.contains(SINGLE_FILE) {
            let line = |name: &str| {
                comment
                    .lines()
                    .find_map(|line| line.trim().strip_prefix(name))
            };
            let at = line("saved date:").map(|text| text.split('(').next().unwrap_or(text));
            return Saved {
                address: line("url:").map(|url| url.trim().to_owned()),
                at: at.and_then(date),
                from: "comment of SingleFile",
            };
        }
        rest = after;
    }
    Saved::default()
}

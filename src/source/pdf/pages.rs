//! The pages of a PDF as one text: without what is on every page, paragraphs that go on over a page joined.

use std::collections::HashMap;

use super::super::text_builder::TextBuilder;
use super::hyphens::Words;

/// A block of text on a page.
pub(super) struct Block {
    pub text: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading, the largest ones of the first level.
    Heading(u8),
    Paragraph,
    Item,
    /// The cells of a row, with tabs between them.
    Row,
    Verbatim,
}

pub(super) type Pages = Vec<Vec<Block>>;

/// The text, and the heading of the first page that is largest.
pub(super) fn joined(mut pages: Pages) -> (String, Option<String>) {
    for block in pages.iter_mut().flatten() {
        block.text = plain(&block.text);
    }
    drop_running(&mut pages);
    pages
        .iter_mut()
        .for_each(|page| page.retain(|block| !block.text.trim().is_empty()));
    let heading = pages.first().and_then(|page| largest(page));
    let blocks = joined_blocks(pages);
    let words = Words::of(blocks.iter().map(|block| block.text.as_str()));
    let mut flow = TextBuilder::default();
    let mut last = None;
    for block in &blocks {
        let is_line = matches!(block.kind, Kind::Item | Kind::Row) && last == Some(block.kind);
        match is_line {
            true => flow.line(),
            false => flow.paragraph(),
        }
        match block.kind {
            Kind::Verbatim => flow.verbatim(&block.text),
            Kind::Row => {
                for cell in block.text.split('\t') {
                    flow.words(&words.mended(cell));
                    flow.cell();
                }
            }
            _ => flow.words(&words.mended(&block.text)),
        }
        last = Some(block.kind);
    }
    (flow.finish(), heading.map(|heading| words.mended(&heading)))
}

/// Letters that are drawn as one, each with those that are meant.
const LIGATURES: &[(char, &str)] = &[
    ('\u{fb00}', "ff"),
    ('\u{fb01}', "fi"),
    ('\u{fb02}', "fl"),
    ('\u{fb03}', "ffi"),
    ('\u{fb04}', "ffl"),
    ('\u{fb05}', "st"),
    ('\u{fb06}', "st"),
];

/// A run of so many points leads the eye to a page number.
const LEADERS: usize = 5;

/// A text as it is meant: no ligatures, no signs of layout.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut points = 0;
    for c in text.chars() {
        match c {
            '.' => points += 1,
            // The points lead to a number of a page.
            ' ' if points >= LEADERS => {}
            _ => points = 0,
        }
        if points == LEADERS && c == '.' {
            plain.truncate(plain.trim_end_matches('.').trim_end().len());
            plain.push(' ');
        }
        if points >= LEADERS {
            continue;
        }
        match LIGATURES.iter().find(|row| row.0 == c) {
            Some((_, letters)) => plain.push_str(letters),
            // A soft hyphen at the end of a line is one that was put there.
            None if c == '\u{ad}' => plain.push('-'),
            None if c.is_control() && !matches!(c, '\n' | '\t') => {}
            None if ('\u{e000}'..='\u{f8ff}').contains(&c) => {}
            None => plain.push(c),
        }
    }
    plain
}

/// So many blocks at the top and at the bottom of a page may be on other pages too.
const EDGE: usize = 3;

/// The longest running head, in bytes.
const LONGEST_HEAD: usize = 200;

/// Drops what is at the edge of many pages, and numbers of pages.
fn drop_running(pages: &mut Pages) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut heads: Vec<String> = edges(page.len())
            .filter_map(|at| head(&page[at].text))
            .collect();
        heads.sort();
        heads.dedup();
        for head in heads {
            *counts.entry(head).or_default() += 1;
        }
    }
    // Left and right pages may have heads of their own, and chapters.
    let many = (pages.len() / 4).max(3);
    let mut is_first = true;
    for page in pages.iter_mut() {
        for at in edges(page.len()) {
            let Some(head) = head(&page[at].text) else {
                continue;
            };
            let is_title = is_first && at == 0 && !head.contains('#');
            let is_running = counts.get(&head).is_some_and(|count| *count >= many);
            if is_running && !is_title || is_page_number(&page[at].text) {
                page[at].text.clear();
            }
        }
        is_first = false;
    }
}

/// The places of blocks that are at the edge of a page.
fn edges(blocks: usize) -> impl Iterator<Item = usize> {
    let bottom = blocks.saturating_sub(EDGE).max(EDGE.min(blocks));
    (0..EDGE.min(blocks)).chain(bottom..blocks)
}

/// A block as it would be on another page too, its numbers left open; nothing if it is too long for a head.
fn head(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_HEAD {
        return None;
    }
    let mut head = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        for c in word.chars() {
            match c.is_ascii_digit() {
                true if head.ends_with('#') => {}
                true => head.push('#'),
                false => head.extend(c.to_lowercase()),
            }
        }
        head.push(' ');
    }
    Some(head)
}

/// Whether a block is only the number of its page: `Page 3 of 10`, `- iv -`, `3 | Page`.
fn is_page_number(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut numbers = 0;
    for word in words.filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let is_roman = word.len() <= 6 && word.chars().all(|c| "ivxl".contains(c));
        if word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 4 || is_roman {
            numbers += 1;
        } else if !matches!(word.as_str(), "page" | "of" | "p" | "seite" | "von") {
            return false;
        }
    }
    numbers <= 2
}

/// The heading of a page that is largest, over as many lines as it has.
fn largest(page: &[Block]) -> Option<String> {
    let level = |block: &Block| match block.kind {
        Kind::Heading(level) => Some(level),
        _ => None,
    };
    let best = page.iter().filter_map(level).min()?;
    let at = page.iter().position(|block| level(block) == Some(best))?;
    let lines = page[at..]
        .iter()
        .take_while(|block| level(block) == Some(best));
    let lines: Vec<&str> = lines.map(|block| block.text.trim()).collect();
    Some(lines.join(" "))
}

/// The blocks of all pages; a paragraph that goes on over a page is one.
fn joined_blocks(pages: Pages) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for page in pages {
        for (at, block) in page.into_iter().enumerate() {
            match blocks.last_mut().filter(|_| at == 0) {
                Some(before) if goes_on(before, &block) => {
                    before.text.truncate(before.text.trim_end().len());
                    before.text.push(' ');
                    before.text.push_str(block.text.trim_start());
                }
                _ => blocks.push(block),
            }
        }
    }
    blocks
}

/// Whether a paragraph that ends a page goes on with the one that begins the next.
fn goes_on(before: &Block, after: &Block) -> bool {
    let is_prose = matches!(before.kind, Kind::Paragraph | Kind::Item);
    let text = before.text.trim_end();
    let is_open = !text.ends_with(['.', '!', '?', ':', ';', '”', '"']);
    let begins_small = after.text.trim_start().starts_with(char::is_lowercase);
    is_prose && after.kind == Kind::Paragraph && is_open && begins_small
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: &[&str]) -> Vec<Block> {
        let block = |text: &&str| Block {
            text: (*text).to_owned(),
            kind: Kind::Paragraph,
        };
        blocks.iter().map(block).collect()
    }

    #[test]
    fn what_is_on_every_page_is_left_out() {
        let body = ["The rule", "applies to", "all models", "of any size"];
        let mut pages: Pages = (0..4)
            .map(|at| {
                page(&[
                    "The AI Plan",
                    body[at],
                    "Agency",
                    &format!("Page {} of 4", at + 1),
                ])
            })
            .collect();
        pages.insert(0, page(&["The Title", "By hand"]));
        let text = "The Title\n\nBy hand\n\nThe rule applies to all models of any size";
        assert_eq!(joined(pages).0, text);
    }

    #[test]
    fn numbers_of_pages() {
        for number in ["12", "- iv -", "Page 3 of 10", "3 | Page"] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["2024 report", "Article 3", "1 2 3"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn text_as_it_is_meant() {
        assert_eq!(plain("a ﬁne eﬀort\u{0}"), "a fine effort");
        assert_eq!(plain("Endnotes ............... 7"), "Endnotes 7");
        assert_eq!(plain("Well... 7"), "Well... 7");
    }
}

//! The headline of a page, without the name of its site.

use dom_query::NodeRef;

use super::place::{self, Around};
use super::statements::{Statements, short_text};
use crate::source::extracted::one_line;

/// A headline that a page may have, and what it is taken from.
pub(super) struct Headline {
    pub text: String,
    pub from: &'static str,
}

/// What is known of the names of a site.
#[derive(Default)]
pub(super) struct SiteNames {
    names: Vec<String>,
    /// The part of its host that is a name.
    label: Option<String>,
    host: Option<String>,
    /// Its parts, whose names are between that of the site and the headline.
    sections: Vec<String>,
}

/// The letters and digits of a text in lower case: two that differ in nothing else are one.
pub(super) fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// The headings of the first order that can be the headline, those of the article first. What is around the first of
/// them is noted, as it is no other story's.
pub(super) fn headings(statements: &mut Statements, sites: &SiteNames) -> Vec<Headline> {
    let nothing = Around::default();
    let is_own = |node: &&NodeRef| {
        let text = letters(&short_text(node));
        !text.is_empty() && !sites.is_name(&text) && !place::is_beside(node, &nothing)
    };
    let own: Vec<NodeRef> = statements.headings.iter().filter(is_own).copied().collect();
    let is_within = |node: &NodeRef| {
        node.ancestors_it(None)
            .any(|at| matches!(at.node_name().as_deref(), Some("article" | "main")))
    };
    let mut within: Vec<NodeRef> = own.iter().filter(|node| is_within(node)).copied().collect();
    let from = match within.is_empty() {
        true => "h1",
        false => "h1 of the article",
    };
    if within.is_empty() {
        within = own;
    }
    if let Some(first) = within.first() {
        statements.around_headline = Around::headline(first);
    }
    let texts = within.iter().take(5).map(|node| Headline {
        text: short_text(node),
        from,
    });
    texts.collect()
}

/// The headline among those that a page may have: the first shown that something else says too, else the first
/// stated.
pub(super) fn chosen<'a>(
    shown: &'a [Headline],
    stated: &'a [Headline],
    title: &'a [Headline],
) -> Option<&'a Headline> {
    let all = || stated.iter().chain(title);
    for one in shown {
        let text = letters(&one.text);
        let same = all().find(|other| letters(&other.text) == text);
        match same {
            // Capitals are a matter of how it is shown.
            Some(other) if is_all_capitals(&one.text) => return Some(other),
            Some(other) if one_line(&other.text) == one_line(&one.text) => return Some(other),
            Some(_) => return Some(one),
            None if stated.iter().any(|other| is_cut(&other.text, &text)) => return Some(one),
            None => {}
        }
    }
    stated.first().or(shown.first()).or(title.first())
}

fn is_all_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

/// Whether a headline is the first part of another one, of which `whole` are the letters.
fn is_cut(headline: &str, whole: &str) -> bool {
    const LONG: usize = 60;
    let part = letters(headline);
    part.chars().count() >= LONG && whole.starts_with(&part)
}

impl SiteNames {
    pub fn add(&mut self, name: &str) {
        let name = letters(name);
        if !name.is_empty() && self.names.len() < 50 {
            self.names.push(name);
        }
    }

    pub fn add_section(&mut self, name: &str) {
        self.sections.push(letters(name));
    }

    /// The host of the page's address, of which one part is most often a name: `nytimes` of `www.nytimes.com`.
    pub fn add_host(&mut self, host: &str) {
        let host = host.strip_prefix("www.").unwrap_or(host);
        let parts: Vec<&str> = host.split('.').collect();
        // `co.uk`, `com.au`: the name goes before both.
        let ends = match parts.as_slice() {
            [_, .., second, _] if SECOND_PARTS.contains(second) => 2,
            _ => 1,
        };
        let label = parts
            .len()
            .checked_sub(ends + 1)
            .and_then(|at| parts.get(at));
        self.label = label.map(|label| letters(label));
        self.host = Some(letters(host));
    }

    /// Whether letters are those of a name of the site.
    pub fn is_name(&self, text: &str) -> bool {
        let without = |text: &str| text.strip_prefix("the").unwrap_or(text).to_owned();
        let bare = without(text);
        !text.is_empty()
            && (self.names.iter().any(|name| without(name) == bare)
                || self.label.as_deref() == Some(text)
                || self.host.as_deref() == Some(text))
    }

    fn is_site(&self, part: &str) -> bool {
        self.is_name(&letters(part))
            || self
                .label
                .as_deref()
                .is_some_and(|label| is_short_for(label, part))
    }

    /// A title without the names of its site before and after it: `Chips act signed | Technology | The Paper`.
    pub fn taken_off<'a>(&self, title: &'a str) -> &'a str {
        let mut rest = title.trim();
        let mut is_without = false;
        while let Some((headline, part)) = last_part(rest)
            && (self.is_site(part) || is_without && self.sections.contains(&letters(part)))
        {
            rest = headline;
            is_without = true;
        }
        while let Some((part, headline)) = first_part(rest)
            && self.is_site(part)
        {
            rest = headline;
        }
        rest
    }
}

/// Parts of hosts before the one of the country.
const SECOND_PARTS: &[&str] = &[
    "ac", "co", "com", "edu", "gob", "gouv", "gov", "ne", "net", "or", "org",
];

/// What parts the names from the headline.
const SIGNS: &[&str] = &[
    " | ", " – ", " — ", " - ", " · ", " • ", " :: ", " » ", " « ", " / ", "｜", " ‹ ", " › ",
];

fn last_part(title: &str) -> Option<(&str, &str)> {
    let parted = SIGNS.iter().filter_map(|sign| title.rsplit_once(sign));
    let (headline, part) = parted.min_by_key(|(_, part)| part.len())?;
    let (headline, part) = (headline.trim_end(), part.trim());
    (!headline.is_empty()).then_some((headline, part))
}

fn first_part(title: &str) -> Option<(&str, &str)> {
    let signs = SIGNS.iter().copied().chain([": "]);
    let parted = signs.filter_map(|sign| title.split_once(sign));
    let (part, headline) = parted.min_by_key(|(part, _)| part.len())?;
    let (part, headline) = (part.trim(), headline.trim_start());
    (!headline.is_empty()).then_some((part, headline))
}

/// Whether the name in a host is made of the beginnings of all words: `nytimes` of `The New York Times`.
fn is_short_for(label: &str, name: &str) -> bool {
    const FEW: usize = 6;
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(letters)
        .collect();
    if words.len() < 2 || words.len() > FEW || label.len() < 2 {
        return false;
    }
    let is_small = |word: &str| matches!(word, "a" | "and" | "for" | "of" | "the");
    // The ends in the label that the words so far can reach.
    let mut ends = vec![0];
    for word in &words {
        let mut next: Vec<usize> = if is_small(word) {
            ends.clone()
        } else {
            Vec::new()
        };
        for &end in &ends {
            let rest = &label[end..];
            let same = rest.char_indices().zip(word.chars());
            let shared = same.take_while(|((_, a), b)| a == b);
            next.extend(shared.map(|((at, c), _)| end + at + c.len_utf8()));
        }
        next.sort_unstable();
        next.dedup();
        ends = next;
    }
    ends.contains(&label.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn without_site(title: &str, expected: &str) {
        let mut sites = SiteNames::default();
        sites.add("The Daily Example");
        sites.add("BBC News");
        sites.add_host("www.nytimes.com");
        sites.add_section("Technology");
        assert_eq!(sites.taken_off(title), expected);
    }

    #[test]
    fn the_names_of_a_site_are_no_part_of_a_headline() {
        for title in [
            "Chips act signed | The Daily Example",
            "Chips act signed - Daily Example",
            "Chips act signed – The New York Times",
            "Chips act signed | nytimes.com",
            "Chips act signed | Technology | The Daily Example",
            "BBC News - Chips act signed - BBC News - NYTimes",
            "BBC News: Chips act signed",
        ] {
            without_site(title, "Chips act signed");
        }
        for title in [
            "AI Act – what changes",
            "AI: what changes",
            "Chips act signed | Technology",
            "Chips act signed | The Paper",
            "The Daily Example",
            " | The Daily Example",
        ] {
            without_site(title, title.trim());
        }
    }
}

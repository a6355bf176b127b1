//! The address of a page: where the page itself says that it is, or what holds the page.

use url::Url;

use super::statements::Statements;
use crate::article::canonical_url;

/// An address and what it is taken from.
pub(super) struct Address {
    pub url: String,
    pub from: &'static str,
}

/// The addresses that a page says are its own, the most trusted first. `given` is where what holds the page says
/// that it was published.
pub(super) fn own(statements: &Statements, given: Option<(&str, &'static str)>) -> Vec<Address> {
    let base = base(statements, given.map(|given| given.0));
    let stated = [
        (statements.canonical.clone(), "link rel canonical"),
        (statements.meta("og:url"), "meta og:url"),
        (statements.meta("twitter:url"), "meta twitter:url"),
        (statements.meta("parsely-link"), "meta parsely-link"),
        (
            statements.meta("citation_public_url"),
            "meta citation_public_url",
        ),
        (statements.meta("dc.identifier"), "meta DC.identifier"),
    ];
    let mut own: Vec<Address> = Vec::new();
    for (values, from) in stated {
        let urls = values.iter().filter_map(|value| resolved(value, &base));
        own.extend(
            urls.filter(|url| is_of_article(url))
                .map(|url| Address { url, from }),
        );
    }
    // What is above another of them is the page of a section.
    let urls: Vec<String> = own.iter().map(|address| address.url.clone()).collect();
    let is_above = |url: &str| urls.iter().any(|other| lies_above(url, other));
    own.retain(|address| !is_above(&address.url));
    if let Some((given, from)) = given.filter(|(given, _)| is_address(given)) {
        own.retain(|address| site(&address.url) == site(given));
        own.push(Address {
            url: given.trim().to_owned(),
            from,
        });
    }
    own
}

/// What relative addresses of a page are relative to.
pub(super) fn base(statements: &Statements, given: Option<&str>) -> Option<Url> {
    let stated = statements.meta("og:url");
    let canonical = statements.canonical.iter();
    let absolute = given.map(str::to_owned).into_iter().chain(stated);
    let absolute = absolute.chain(canonical.cloned());
    let page = absolute
        .filter_map(|url| Url::parse(url.trim()).ok())
        .next();
    match (statements.base.as_deref(), page) {
        (Some(base), Some(page)) => page.join(base.trim()).ok().or(Some(page)),
        (Some(base), None) => Url::parse(base.trim()).ok(),
        (None, page) => page,
    }
}

/// A web address as it is written, or what a relative one leads to.
pub(super) fn resolved(text: &str, base: &Option<Url>) -> Option<String> {
    let text = text.trim();
    if is_address(text) {
        return Some(text.to_owned());
    }
    let is_relative = text.starts_with('/') || !text.contains(':') && !text.contains(' ');
    let base = base.as_ref().filter(|_| is_relative && !text.is_empty())?;
    let url = base.join(text).ok()?;
    is_address(url.as_str()).then(|| url.to_string())
}

pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("https://") || text.starts_with("http://")
}

/// The host without what tells the pages for telephones apart.
pub(super) fn site(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let host = url.host_str()?;
    let host = ["www.", "m.", "amp.", "mobile."]
        .iter()
        .find_map(|start| host.strip_prefix(start))
        .unwrap_or(host);
    Some(host.to_owned())
}

/// Whether two addresses are of one page, which may have one for telephones besides.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    if canonical_url(one) == canonical_url(other) {
        return canonical_url(one).is_some();
    }
    let last = |url: &str| {
        let url = Url::parse(url.trim()).ok()?;
        let part = url.path_segments()?.rfind(|part| !part.is_empty())?;
        let is_telling = part.len() >= 12 && !is_of_section(part);
        is_telling.then(|| part.to_owned())
    };
    site(one) == site(other) && last(one).is_some() && last(one) == last(other)
}

/// Whether one address is a proper beginning of another one of the same site.
fn lies_above(above: &str, below: &str) -> bool {
    let (Some(above), Some(below)) = (canonical_url(above), canonical_url(below)) else {
        return false;
    };
    let rest = below.strip_prefix(&above);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// Parts of addresses that lead to lists of articles.
const SECTIONS: &[&str] = &[
    "ai",
    "archive",
    "archives",
    "blog",
    "business",
    "culture",
    "economy",
    "en",
    "finance",
    "health",
    "home",
    "index.html",
    "index.php",
    "latest",
    "markets",
    "money",
    "news",
    "opinion",
    "politics",
    "science",
    "sport",
    "sports",
    "tech",
    "technology",
    "us",
    "world",
];

/// First parts of addresses after which the name of a list follows.
const LISTS: &[&str] = &[
    "author",
    "authors",
    "categories",
    "category",
    "search",
    "section",
    "sections",
    "suche",
    "tag",
    "tags",
    "topic",
    "topics",
];

fn is_of_section(part: &str) -> bool {
    SECTIONS.binary_search(&&*part.to_ascii_lowercase()).is_ok()
}

/// Whether an address can be that of one article: not that of a whole site, of a section, of a search.
pub(super) fn is_of_article(url: &str) -> bool {
    let Ok(url) = Url::parse(url.trim()) else {
        return false;
    };
    let parts: Vec<&str> = url
        .path_segments()
        .map(|parts| parts.filter(|part| !part.is_empty()).collect())
        .unwrap_or_default();
    let names_article = |name: &str| !matches!(name, "q" | "query" | "s" | "search" | "page");
    let mut names = url.query_pairs();
    if parts.iter().all(|part| is_of_section(part)) {
        // `/index.php?id=7`: the rest of it may name an article.
        return names.next().is_some() && url.query_pairs().all(|(name, _)| names_article(&name));
    }
    let is_list = |at: usize| {
        let part = parts.get(at).map(|part| part.to_ascii_lowercase());
        part.is_some_and(|part| LISTS.binary_search(&&*part).is_ok())
    };
    let leads_to_list = is_list(0) && parts.len() <= 2;
    !leads_to_list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_has_an_address_of_its_own() {
        for url in [
            "https://example.com/a",
            "https://example.com/news/senate-passes-ai-bill",
            "https://example.com/?p=12",
            "https://example.com/index.php?id=7",
            "https://example.com/tags/ai/senate-passes-ai-bill",
        ] {
            assert!(is_of_article(url), "{url}");
        }
        for url in [
            "https://example.com",
            "https://example.com/",
            "https://example.com/news/",
            "https://example.com/news/politics",
            "https://example.com/?s=chips",
            "https://example.com/search?q=chips",
            "https://example.com/search/chips",
            "https://example.com/category/ai",
            "chips",
        ] {
            assert!(!is_of_article(url), "{url}");
        }
        assert!(SECTIONS.is_sorted() && LISTS.is_sorted());
    }
}

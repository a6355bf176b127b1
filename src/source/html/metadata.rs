//! The metadata of a page: title, date, outlet, authors, address, language, tags.
//!
//! Of each the most trusted source goes first: JSON-LD of the article itself, then what is said in the head, then
//! what is marked in the text, then what can be read off the address. A date of change is no date.

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use super::super::extracted::{Extracted, names_in_byline, split_list};
use super::address::{self, Address, is_address};
use super::headline::{self, Headline, SiteNames};
use super::linked_data::{self, LinkedData, texts};
use super::saved::Saved;
use super::statements::{Statements, short_text};
use super::{markup, place, published};

/// What the page's description of its article says of the text.
#[derive(Default)]
pub(super) struct Claimed {
    /// The text itself.
    pub article_body: Option<String>,
    /// How many words it has.
    pub words: Option<usize>,
    /// Whether all of it is free to read.
    pub is_free: Option<bool>,
}

/// Adds the claims of the page.
pub(super) fn claim(
    page: &Document,
    given: Option<&str>,
    saved: &Saved,
    extracted: &mut Extracted,
) -> Claimed {
    let mut statements = Statements::of(page);
    let data = LinkedData::of(page);
    let given = given.map(|url| (url, "what holds the page"));
    let given = given.or(saved.address.as_deref().map(|url| (url, saved.from)));
    let addresses = address::own(&statements, given);
    let urls: Vec<&str> = addresses.iter().map(|address| &*address.url).collect();
    let base = address::base(&statements, given.map(|given| given.0));

    let sites = site_names(&statements, &data, &urls);
    let headings = headline::headings(&mut statements, &sites);
    let in_head = headlines_in_head(&statements, &sites);
    let title = title_element(&statements, &sites);
    let called: Vec<String> = [&headings, &in_head, &title]
        .into_iter()
        .flatten()
        .map(|headline| headline.text.clone())
        .collect();
    let own = data.own(&urls, &called, &base).cloned().unwrap_or_default();

    claim_address(&addresses, &own, &base, extracted);
    outlets(&statements, &data, &own, extracted);
    claim_title(headings, in_head, title, &own, sites, extracted);
    let described = [Some(&own), data.page(&urls, &base)];
    dates(&statements, described, extracted);
    people(&statements, &own, extracted);
    rest(&statements, &own, extracted);
    if let Some(at) = saved.at {
        extracted.captured(at, saved.from);
    }
    Claimed {
        article_body: texts(&own, "articleBody").into_iter().next(),
        words: linked_data::words(&own),
        is_free: described
            .into_iter()
            .flatten()
            .find_map(linked_data::is_free),
    }
}

type Object = Map<String, Value>;

const LINKED: &str = "JSON-LD";

/// The names of the site, wherever the page has them.
fn site_names(statements: &Statements, data: &LinkedData, urls: &[&str]) -> SiteNames {
    let mut sites = SiteNames::default();
    let names = [
        "og:site_name",
        "application-name",
        "dc.publisher",
        "twitter:site",
        "publisher",
    ];
    let stated = names.iter().flat_map(|name| statements.meta(name));
    let described = data.sites.iter().chain(&data.other_names);
    for name in stated.chain(described.cloned()) {
        sites.add(decoded(&name).trim_start_matches('@'));
    }
    for section in statements.meta("article:section") {
        sites.add_section(&section);
    }
    if let Some(host) = urls.first().and_then(|url| address::site(url)) {
        sites.add_host(&host);
    }
    sites
}

/// Headlines that the head of a page states, the most trusted first.
const TITLES: &[(&str, &str)] = &[
    ("og:title", "meta og:title"),
    ("parsely-title", "meta parsely-title"),
    ("citation_title", "meta citation_title"),
    ("dcterms.title", "meta DCTERMS.title"),
    ("dc.title", "meta DC.title"),
    ("sailthru.title", "meta sailthru.title"),
    ("twitter:title", "meta twitter:title"),
    ("headline", "itemprop headline"),
];

fn headlines_in_head(statements: &Statements, sites: &SiteNames) -> Vec<Headline> {
    let in_head = TITLES.iter().flat_map(|(name, from)| {
        let values = statements.meta(name).into_iter();
        values.map(|text| (text, *from))
    });
    let marked = statements.marked("headline").into_iter();
    let marked = marked.map(|text| (text, "itemprop headline"));
    let properties = statements.properties("headline").into_iter();
    let properties = properties.map(|text| (text, "property headline"));
    let all = in_head
        .chain(marked)
        .chain(properties)
        .map(|(text, from)| Headline {
            text: sites.taken_off(&decoded(&text)).to_owned(),
            from,
        });
    all.filter(|headline| !headline::letters(&headline.text).is_empty())
        .collect()
}

fn title_element(statements: &Statements, sites: &SiteNames) -> Vec<Headline> {
    let title = statements.title.iter().map(|title| Headline {
        text: sites.taken_off(title).to_owned(),
        from: "title element",
    });
    title.collect()
}

fn claim_title(
    headings: Vec<Headline>,
    in_head: Vec<Headline>,
    title: Vec<Headline>,
    own: &Object,
    mut sites: SiteNames,
    extracted: &mut Extracted,
) {
    for name in texts(own, "publisher") {
        sites.add(&name);
    }
    for section in texts(own, "articleSection") {
        sites.add_section(&section);
    }
    let linked = ["headline", "name"]
        .iter()
        .flat_map(|member| texts(own, member));
    let linked = linked.map(|text| Headline {
        text: decoded(&text),
        from: LINKED,
    });
    let linked = linked.filter(|headline| !headline::letters(&headline.text).is_empty());
    let stated: Vec<Headline> = linked.chain(in_head).collect();
    if let Some(chosen) = headline::chosen(&headings, &stated, &title) {
        extracted.title(sites.taken_off(&chosen.text), chosen.from);
    }
}

fn claim_address(
    addresses: &[Address],
    own: &Object,
    base: &Option<url::Url>,
    extracted: &mut Extracted,
) {
    if let Some(first) = addresses.first() {
        return extracted.url(&first.url, first.from);
    }
    let stated = ["url", "mainEntityOfPage", "@id"]
        .iter()
        .flat_map(|member| texts(own, member));
    let mut urls = stated.filter_map(|text| address::resolved(&text, base));
    if let Some(url) = urls.find(|url| address::is_of_article(url)) {
        extracted.url(&url, LINKED);
    }
}

fn outlets(statements: &Statements, data: &LinkedData, own: &Object, extracted: &mut Extracted) {
    outlet(extracted, texts(own, "publisher"), LINKED);
    for (name, from) in [
        ("og:site_name", "meta og:site_name"),
        ("application-name", "meta application-name"),
        ("citation_journal_title", "meta citation_journal_title"),
        ("dc.publisher", "meta DC.publisher"),
        ("dcterms.publisher", "meta DCTERMS.publisher"),
    ] {
        outlet(extracted, statements.meta(name), from);
    }
    outlet(
        extracted,
        statements.marked("publisher"),
        "itemprop publisher",
    );
    outlet(
        extracted,
        data.sites.iter().take(1).cloned().collect(),
        LINKED,
    );
}

fn dates(statements: &Statements, described: [Option<&Object>; 2], extracted: &mut Extracted) {
    let url = extracted.article.about.url.clone();
    let in_address = url.as_deref().and_then(published::in_address);
    let mut unread = None;
    for member in ["datePublished", "dateCreated"] {
        for object in described.iter().flatten() {
            published::first(extracted, texts(object, member), LINKED, &mut unread);
        }
    }
    published::claim(statements, in_address, unread, extracted);
    if let Some(day) = in_address {
        published::agree_with_address(day, extracted);
    }
}

fn people(statements: &Statements, own: &Object, extracted: &mut Extracted) {
    authors(extracted, texts(own, "author"), LINKED);
    for (name, from) in [
        ("author", "meta author"),
        ("article:author", "meta article:author"),
        ("parsely-author", "meta parsely-author"),
        ("sailthru.author", "meta sailthru.author"),
        ("citation_author", "meta citation_author"),
        ("dc.creator", "meta DC.creator"),
        ("dcterms.creator", "meta DCTERMS.creator"),
    ] {
        authors(extracted, statements.meta(name), from);
    }
    authors(extracted, statements.marked("author"), "itemprop author");
    authors(
        extracted,
        statements.properties("author"),
        "property author",
    );
    authors(
        extracted,
        statements.properties("creator"),
        "property creator",
    );
    let is_own = |node: &&NodeRef| !place::is_beside(node, &statements.around_headline);
    let bylines = statements.bylines.iter().filter(is_own);
    authors(
        extracted,
        bylines.map(short_text).collect(),
        "link rel author",
    );
}

fn rest(statements: &Statements, own: &Object, extracted: &mut Extracted) {
    languages(extracted, texts(own, "inLanguage"), LINKED);
    languages(
        extracted,
        statements.language.iter().cloned().collect(),
        "html lang",
    );
    for (name, from) in [
        ("content-language", "meta content-language"),
        ("og:locale", "meta og:locale"),
        ("dc.language", "meta DC.language"),
        ("dcterms.language", "meta DCTERMS.language"),
        ("language", "meta language"),
    ] {
        languages(extracted, statements.meta(name), from);
    }
    tags(extracted, texts(own, "keywords"), LINKED);
    for (name, from) in [
        ("article:tag", "meta article:tag"),
        ("news_keywords", "meta news_keywords"),
        ("parsely-tags", "meta parsely-tags"),
        ("sailthru.tags", "meta sailthru.tags"),
        ("keywords", "meta keywords"),
        ("citation_keywords", "meta citation_keywords"),
        ("dc.subject", "meta DC.subject"),
    ] {
        tags(extracted, statements.meta(name), from);
    }
}

fn outlet(extracted: &mut Extracted, values: Vec<String>, from: &str) {
    let named = values.iter().filter(|value| !is_address(value));
    named.for_each(|value| extracted.outlet(&decoded(value), from));
}

fn authors(extracted: &mut Extracted, values: Vec<String>, from: &str) {
    let names = values.iter().filter(|value| !is_address(value));
    extracted.authors(
        names.flat_map(|value| names_in_byline(&decoded(value))),
        from,
    );
}

fn languages(extracted: &mut Extracted, values: Vec<String>, from: &str) {
    values.iter().for_each(|value| extracted.lang(value, from));
}

fn tags(extracted: &mut Extracted, values: Vec<String>, from: &str) {
    match values.as_slice() {
        [one] => extracted.tags(split_list(&decoded(one)), from),
        _ => extracted.tags(values.iter().map(|value| decoded(value)), from),
    }
}

/// Some pages write `&amp;` where they mean `&`, even in JSON.
fn decoded(text: &str) -> String {
    if text.contains('&') && text.contains(';') {
        markup::text(&text.replace('<', "&lt;")).unwrap_or_else(|| text.to_owned())
    } else {
        text.to_owned()
    }
}

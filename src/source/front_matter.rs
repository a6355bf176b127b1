//! What a Markdown file says of itself before its text: YAML between `---`, TOML between `+++`.

use serde_norway::Value as Yaml;

use super::found::{Found, byline, listed, shortened};

/// The most that front matter may take; reading YAML takes the square of its length at worst.
const LONGEST: usize = 32 << 10;

/// Where it came from, as an origin tells it.
const FROM: &str = "front matter";

/// The front matter of a text and the text after it; nothing if there is none or it never ends.
pub(super) fn split(text: &str) -> Option<(Front<'_>, &str)> {
    let (first, after) = text.split_once('\n')?;
    let fence = first.trim_end();
    let is_toml = match fence {
        "---" => false,
        "+++" => true,
        _ => return None,
    };
    let mut at = 0;
    for line in after.split_inclusive('\n') {
        let ends = line.trim_end() == fence || !is_toml && line.trim_end() == "...";
        if ends {
            let lines = &after[..at];
            let body = &after[at + line.len()..];
            return names_something(lines, is_toml).then_some((Front { lines, is_toml }, body));
        }
        at += line.len();
        if at > LONGEST {
            return None;
        }
    }
    None
}

/// The lines between the fences.
pub(super) struct Front<'a> {
    lines: &'a str,
    is_toml: bool,
}

/// Two rules across the page with prose between them are no front matter.
fn names_something(lines: &str, is_toml: bool) -> bool {
    let sign = if is_toml { '=' } else { ':' };
    let named = |line: &str| {
        line.split_once(sign)
            .is_some_and(|(name, _)| !name.is_empty() && !name.trim().contains(' '))
    };
    let mut lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines
        .find(|line| !line.starts_with('#'))
        .is_none_or(|line| named(line) || line.starts_with('['))
}

/// Says of `found` what the front matter says.
pub(super) fn claim(front: &Front, found: &mut Found) {
    let members = match front.is_toml {
        true => toml_members(front.lines),
        false => yaml_members(front.lines),
    };
    let members = members.unwrap_or_else(|| {
        let note = "the front matter is damaged; its lines are read one by one";
        found.notes.push(note.to_owned());
        loose_members(front.lines, if front.is_toml { '=' } else { ':' })
    });
    for row in NAMES {
        let named = |(name, _): &&(String, Said)| name.eq_ignore_ascii_case(row.0);
        if let Some((_, said)) = members.iter().find(named) {
            (row.1)(found, said);
        }
    }
}

/// What one member says: one thing or several.
type Said = Vec<String>;

type Claim = fn(&mut Found, &Said);

/// What a member is for. Where two say the same, the upper row goes first.
const NAMES: &[(&str, Claim)] = &[
    ("title", |found, said| found.title(&said.join(" "), FROM)),
    ("headline", |found, said| found.title(&said.join(" "), FROM)),
    ("date", claim_date),
    ("published", claim_date),
    ("publishDate", claim_date),
    ("pubDate", claim_date),
    ("published_at", claim_date),
    ("outlet", claim_outlet),
    ("source", claim_outlet),
    ("publisher", claim_outlet),
    ("publication", claim_outlet),
    ("site", claim_outlet),
    ("authors", claim_authors),
    ("author", claim_authors),
    ("byline", claim_authors),
    ("url", claim_url),
    ("link", claim_url),
    ("canonical_url", claim_url),
    ("canonicalURL", claim_url),
    ("tags", claim_tags),
    ("keywords", claim_tags),
    ("topics", claim_tags),
    ("categories", claim_tags),
    ("lang", claim_lang),
    ("language", claim_lang),
    ("id", |found, said| found.key(&said.join(" "), FROM)),
];

fn claim_date(found: &mut Found, said: &Said) {
    if found.article.about.date.is_none() {
        found.date_text(&said.join(" "), FROM);
    }
}

fn claim_outlet(found: &mut Found, said: &Said) {
    found.outlet(&said.join(", "), FROM);
}

fn claim_authors(found: &mut Found, said: &Said) {
    found.authors(said.iter().flat_map(|name| byline(name)), FROM);
}

fn claim_url(found: &mut Found, said: &Said) {
    found.url(&said.join(" "), FROM);
}

fn claim_tags(found: &mut Found, said: &Said) {
    match &said[..] {
        [one] => found.tags(listed(one), FROM),
        _ => found.tags(said.iter().cloned(), FROM),
    }
}

fn claim_lang(found: &mut Found, said: &Said) {
    if let Some(lang) = said.first() {
        found.lang(lang, FROM);
    }
}

fn yaml_members(lines: &str) -> Option<Vec<(String, Said)>> {
    match serde_norway::from_str(lines).ok()? {
        Yaml::Mapping(map) => {
            let named = map
                .into_iter()
                .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), yaml_said(value))));
            Some(named.collect())
        }
        Yaml::Null => Some(Vec::new()),
        _ => None,
    }
}

fn yaml_said(value: Yaml) -> Said {
    match value {
        Yaml::String(text) => vec![text],
        Yaml::Number(number) => vec![number.to_string()],
        Yaml::Sequence(values) => values.into_iter().filter_map(yaml_one).collect(),
        mapping => yaml_one(mapping).into_iter().collect(),
    }
}

/// One thing said: a text, a number, or the name of what has one.
fn yaml_one(value: Yaml) -> Option<String> {
    match value {
        Yaml::String(text) => Some(text),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Mapping(map) => map.get("name")?.as_str().map(str::to_owned),
        _ => None,
    }
}

fn toml_members(lines: &str) -> Option<Vec<(String, Said)>> {
    let table: toml::Table = lines.parse().ok()?;
    let named = table.into_iter().map(|(name, value)| {
        let said = match value {
            toml::Value::Array(values) => values.into_iter().filter_map(toml_one).collect(),
            one => toml_one(one).into_iter().collect(),
        };
        (name, said)
    });
    Some(named.collect())
}

fn toml_one(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Table(table) => table.get("name")?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Lines `name: value`, as far as they go: `title: AI Act: what is next` is not YAML, and is clear.
fn loose_members(lines: &str, sign: char) -> Vec<(String, Said)> {
    let member = |line: &str| {
        let (name, value) = line.split_once(sign)?;
        let name = name.trim_end();
        let value = value.trim().trim_matches(['"', '\'']);
        let is_plain = !value.is_empty() && !value.starts_with(['[', '{', '*', '&', '|', '>']);
        let is_short = shortened(name).len() == name.len();
        (is_plain && is_short).then(|| (name.to_owned(), vec![value.to_owned()]))
    };
    lines.lines().filter_map(member).collect()
}

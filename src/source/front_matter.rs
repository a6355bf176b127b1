//! The front matter of a Markdown file: YAML between `---`, TOML between `+++`.

use serde_norway::Value as Yaml;

use super::extracted::{Extracted, names_in_byline, shortened, split_list};

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

/// Adds the claims of the front matter.
pub(super) fn claim(front: &Front, extracted: &mut Extracted) {
    let members = if front.is_toml {
        toml_members(front.lines)
    } else {
        yaml_members(front.lines)
    };
    let members = members.unwrap_or_else(|| {
        let note = "the front matter is damaged; its lines are read one by one";
        extracted.notes.push(note.to_owned());
        loose_members(front.lines, if front.is_toml { '=' } else { ':' })
    });
    for row in NAMES {
        let named = |(name, _): &&(String, Values)| name.eq_ignore_ascii_case(row.0);
        if let Some((_, values)) = members.iter().find(named) {
            (row.1)(extracted, values);
        }
    }
}

/// The values of a member.
type Values = Vec<String>;

type Claim = fn(&mut Extracted, &Values);

/// How a member is read. Where two say the same, the upper row goes first.
const NAMES: &[(&str, Claim)] = &[
    ("title", |extracted, values| {
        extracted.title(&values.join(" "), FROM)
    }),
    ("headline", |extracted, values| {
        extracted.title(&values.join(" "), FROM)
    }),
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
    ("id", |extracted, values| {
        extracted.key(&values.join(" "), FROM)
    }),
];

fn claim_date(extracted: &mut Extracted, values: &Values) {
    if extracted.article.about.date.is_none() {
        extracted.date_text(&values.join(" "), FROM);
    }
}

fn claim_outlet(extracted: &mut Extracted, values: &Values) {
    extracted.outlet(&values.join(", "), FROM);
}

fn claim_authors(extracted: &mut Extracted, values: &Values) {
    extracted.authors(values.iter().flat_map(|name| names_in_byline(name)), FROM);
}

fn claim_url(extracted: &mut Extracted, values: &Values) {
    extracted.url(&values.join(" "), FROM);
}

fn claim_tags(extracted: &mut Extracted, values: &Values) {
    match &values[..] {
        [one] => extracted.tags(split_list(one), FROM),
        _ => extracted.tags(values.iter().cloned(), FROM),
    }
}

fn claim_lang(extracted: &mut Extracted, values: &Values) {
    if let Some(lang) = values.first() {
        extracted.lang(lang, FROM);
    }
}

fn yaml_members(lines: &str) -> Option<Vec<(String, Values)>> {
    match serde_norway::from_str(lines).ok()? {
        Yaml::Mapping(map) => {
            let named = map
                .into_iter()
                .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), yaml_values(value))));
            Some(named.collect())
        }
        Yaml::Null => Some(Vec::new()),
        _ => None,
    }
}

fn yaml_values(value: Yaml) -> Values {
    match value {
        Yaml::String(text) => vec![text],
        Yaml::Number(number) => vec![number.to_string()],
        Yaml::Sequence(values) => values.into_iter().flat_map(yaml_listed).collect(),
        mapping => yaml_one(mapping).into_iter().collect(),
    }
}

/// The things said by an element of a list: `[[Jane Doe]]` is a link of a notebook, and a list within a list.
fn yaml_listed(value: Yaml) -> Values {
    match value {
        Yaml::Sequence(values) => values.into_iter().filter_map(yaml_one).collect(),
        one => yaml_one(one).into_iter().collect(),
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

fn toml_members(lines: &str) -> Option<Vec<(String, Values)>> {
    let table: toml::Table = lines.parse().ok()?;
    let named = table.into_iter().map(|(name, value)| {
        let values = match value {
            toml::Value::Array(values) => values.into_iter().filter_map(toml_one).collect(),
            one => toml_one(one).into_iter().collect(),
        };
        (name, values)
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
fn loose_members(lines: &str, sign: char) -> Vec<(String, Values)> {
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

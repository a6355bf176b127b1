//! Links of the page: the parameters of an address, with some of them changed.

use minijinja::{Value, context};
use url::form_urlencoded;

/// The parameters that say what is asked for and how it is shown, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    pairs: Vec<(String, String)>,
}

/// Parameters that are controls of the form, so that it need not keep them.
const CONTROLS: &[&str] = &["query", "after", "before", "outlet", "sort", "full"];
/// Parameters of where one is in an answer: of another answer they say nothing.
const PLACE: &[&str] = &["offset", "cursor", "passage", "more"];
/// Parameters that are true or not.
const FLAGS: &[&str] = &[
    "any",
    "all",
    "relatives",
    "aliases",
    "strict",
    "explain",
    "full",
];
/// Parameters that a question has in itself once it was read and printed.
const READ: &[&str] = &["after", "before", "outlet", "narrow"];

impl Link {
    /// Those of a query string. A control that was left empty says nothing.
    pub fn read(query: &str) -> Link {
        let parts = query.split('&').filter(|part| {
            let is_empty = part
                .strip_suffix('=')
                .is_some_and(|name| !name.contains('='));
            !part.is_empty() && !is_empty
        });
        let parts = parts.collect::<Vec<_>>().join("&");
        let pairs = form_urlencoded::parse(parts.as_bytes());
        let pairs = pairs.map(|(name, value)| {
            let name = name.replace('-', "_");
            // A name alone is a truth.
            match value.is_empty() && FLAGS.contains(&name.as_str()) {
                true => (name, "true".to_owned()),
                false => (name, value.into_owned()),
            }
        });
        Link {
            pairs: pairs.collect(),
        }
    }

    /// As a query string; empty without parameters.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.pairs);
        query.finish()
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter says yes.
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.get(name), Some("true" | "1" | ""))
    }

    /// The same with another value of a parameter.
    pub fn with(&self, name: &str, value: impl ToString) -> Link {
        let mut link = self.without(&[name]);
        link.pairs.push((name.to_owned(), value.to_string()));
        link
    }

    /// The same without some parameters.
    pub fn without(&self, names: &[&str]) -> Link {
        let kept = self.pairs.iter();
        let kept = kept.filter(|(name, _)| !names.contains(&name.as_str()));
        Link {
            pairs: kept.cloned().collect(),
        }
    }

    /// The same parameters in the order of their names.
    pub fn sorted(&self) -> Link {
        let mut link = self.clone();
        link.pairs.sort();
        link
    }

    /// The same from the first result on.
    pub fn from_the_first(&self) -> Link {
        self.without(PLACE)
    }

    /// Another question as it was read, asked in the same way.
    pub fn asking(&self, question: &str) -> Link {
        let rest = self.from_the_first().without(READ);
        // A question in words is printed as what it was read as.
        rest.with("query", question)
    }

    /// The same question narrowed by a filter of the language.
    pub fn narrowed(&self, filter: &str) -> Link {
        let mut link = self.from_the_first();
        link.pairs.push(("narrow".to_owned(), filter.to_owned()));
        link
    }

    /// The filters that it is narrowed by.
    pub fn narrowing(&self) -> impl Iterator<Item = &str> {
        let narrowing = self.pairs.iter().filter(|(name, _)| name == "narrow");
        narrowing.map(|(_, filter)| filter.as_str())
    }

    /// The same narrowed only by those filters that are wanted.
    pub fn narrowed_only(&self, is_wanted: impl Fn(&str) -> bool) -> Link {
        let mut link = self.from_the_first();
        link.pairs
            .retain(|(name, filter)| name != "narrow" || is_wanted(filter));
        link
    }

    /// The address of these parameters at a path.
    pub fn to(&self, path: &str) -> String {
        match self.query() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Those that the form keeps as they are.
    pub fn hidden(&self) -> Value {
        let rest = self.from_the_first().without(CONTROLS);
        let rest = rest.pairs.into_iter();
        rest.map(|(name, value)| context! { name, value }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_says_what_an_address_says_without_empty_controls() {
        let link = Link::read("query=chip+ban&after=&per-article=all&any&offset=10");
        assert_eq!(
            link.query(),
            "query=chip+ban&per_article=all&any=true&offset=10"
        );
        assert!(link.is_on("any") && !link.is_on("full"));
        let next = link.with("offset", 20);
        assert_eq!(next.get("offset"), Some("20"));
        assert_eq!(
            next.asking("a&b").to("/"),
            "/?per_article=all&any=true&query=a%26b"
        );
        assert_eq!(Link::default().to("/"), "/");
    }
}

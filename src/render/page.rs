//! The page: HTML for people with a browser, and feeds for those who read them.
//!
//! ```text
//! frame.html       the head, the box, the foot; everything else is set into it
//! search.html      hits, facets, time      article.html   one article with its marks
//! beats.html, beat.html                    problem.html   why there is no answer
//! ```
//!
//! Every page is whole: style and script are in it, and it asks no other address for anything. It works without the
//! script, which adds keys. Templates escape whatever they write; `marked` alone makes markup of text. Text of articles
//! is made safe as for a terminal (`safe`), and an address is a link only where it is one of the web.
//!
//! Not here: what is asked (`serve`), what is marked (`highlight`), which sentences are shown (`snippet`).

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context, syntax::SyntaxConfig};
use sha2::{Digest, Sha256};

use crate::error::{Error, Kind, Result};

mod article;
mod beats;
mod feed;
mod hit;
mod language;
mod link;
mod marked;
mod problem;
mod search;

pub use article::article;
pub use beats::{Done, Followed, ShownBeat, beat, beats};
pub use feed::{Feed, FeedEntry, FeedKind, feed, open_search};
pub use link::Link;
pub use problem::problem;
pub use search::{BARS, Choice, Found, Narrowing, VALUES, search, window};

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");

const TEMPLATES: &[(&str, &str)] = &[
    ("frame.html", include_str!("page/frame.html")),
    ("search.html", include_str!("page/search.html")),
    ("hit.html", include_str!("page/hit.html")),
    ("notes.html", include_str!("page/notes.html")),
    ("article.html", include_str!("page/article.html")),
    ("beats.html", include_str!("page/beats.html")),
    ("beat.html", include_str!("page/beat.html")),
    ("problem.html", include_str!("page/problem.html")),
    ("feed.xml", include_str!("page/feed.xml")),
    ("opensearch.xml", include_str!("page/opensearch.xml")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    for (name, text) in TEMPLATES {
        // A template that cannot be read is missing, which rendering it says.
        let _ = environment.add_template(name, text);
    }
    environment
});

/// The content security policy of every page: nothing is loaded, run or sent but what the page itself brings.
pub fn policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let [style, script] = [STYLE, SCRIPT].map(|text| STANDARD.encode(Sha256::digest(text)));
        format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    });
    &POLICY
}

/// A name of how pages look: another one where a template, the style or the script is another one.
pub fn look() -> &'static str {
    static LOOK: LazyLock<String> = LazyLock::new(|| {
        let templates = TEMPLATES.iter().map(|(_, text)| *text);
        look_of(templates.chain([STYLE, SCRIPT]))
    });
    &LOOK
}

fn look_of<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(Sha256::digest(text));
    }
    STANDARD.encode(digest.finalize())
}

/// Controls besides the box, which are unfolded where one is used.
const CONTROLS: &[&str] = &["sort", "after", "before", "outlet", "full"];

/// A page in its frame.
struct Framed<'a> {
    title: &'a str,
    /// The kind of page: `article`.
    at: &'a str,
    /// Whether nothing is asked.
    is_everything: bool,
    /// What the link over the head of the page leads to: `the results`.
    skip: &'a str,
    /// What is asked for, kept in the box.
    link: &'a Link,
    /// The address of the feed of what is asked for, without its ending.
    feed: Option<String>,
    /// Outlets to choose from.
    outlets: Vec<String>,
    main: Value,
}

impl Framed<'_> {
    fn bytes(self) -> Result<Vec<u8>> {
        let asked = |name: &str| self.link.get(name).unwrap_or_default().to_owned();
        let feed = self.feed.map(|path| {
            let of = |ending: &str| self.link.to(&format!("{path}.{ending}"));
            context! { atom => of("atom"), json => of("json") }
        });
        let text = rendered(
            "frame.html",
            context! {
                title => self.title,
                at => self.at,
                skip => self.skip,
                style => Value::from_safe_string(STYLE.to_owned()),
                script => Value::from_safe_string(SCRIPT.to_owned()),
                feed,
                query => asked("query"),
                after => asked("after"),
                before => asked("before"),
                outlet => asked("outlet"),
                sort => asked("sort"),
                full => self.link.is_on("full"),
                is_set => CONTROLS.iter().any(|name| self.link.get(name).is_some()),
                is_everything => self.is_everything,
                skip_to => if self.at == "search" { "list" } else { "main" },
                kept => self.link.hidden(),
                outlets => self.outlets,
                language => language::tables(),
                main => self.main,
            },
        );
        text.map(String::into_bytes)
    }
}

fn rendered(name: &str, values: Value) -> Result<String> {
    let template = ENVIRONMENT.get_template(name);
    let text = template.and_then(|template| template.render(values));
    text.map_err(|wrong| {
        let message = format!("the page cannot be written: {}", wrong.kind());
        Error::new(Kind::Io, message)
    })
}

/// Notes as markup; nothing where there are none.
fn notes(each: impl Iterator<Item = Value>) -> Result<Value> {
    part("notes.html", context! { notes => each.collect::<Value>() })
}

/// The same as markup, to be set into another template.
fn part(name: &str, values: Value) -> Result<Value> {
    rendered(name, values).map(Value::from_safe_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_changes_changes_the_look() {
        let before = look_of(["<p>", "a{}"].into_iter());
        assert_ne!(before, look_of(["<div>", "a{}"].into_iter()));
        assert_ne!(before, look_of(["<p>a", "{}"].into_iter()));
    }
}

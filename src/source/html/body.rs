//! Which part of a page is the article.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use trafilatura::{ExtractionFocus, Options};

use super::limits::Effort;
use super::markup;

pub(super) struct Body {
    pub text: String,
    pub from: &'static str,
}

/// The parts of a page around its article, left out where the article itself was not found.
const BOILERPLATE: &str = "nav, header nav, footer, aside, form";

/// The article's text, or all the text of a page in which no article can be made out.
pub(super) fn extract(html: &str, page: &Document, effort: Effort) -> Body {
    if effort == Effort::Ordinary
        && let Some(text) = article(html)
    {
        let from = "article body";
        return Body { text, from };
    }
    page.select(BOILERPLATE).remove();
    let body = page.body().unwrap_or_else(|| page.root());
    Body {
        text: markup::of_node(&body),
        from: "whole page",
    }
}

fn article(html: &str) -> Option<String> {
    let options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
    // The extractor is large and not ours: should it ever panic, the page is read without it.
    let extracted = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(html, &options)));
    let text = markup::text(&extracted.ok()?.ok()?.content_html)?;
    (!text.is_empty()).then_some(text)
}

//! Pages that show the beginning of their article alone, or none of it; and whole ones that look like that.

use std::io::Cursor;

use newshound::record::Problem;
use newshound::source::{self, Extracted, Stub};

const LEAD: &str = "The chip maker said on Tuesday that it would build two more plants in the state, where it \
    has been the largest employer for three decades, and that the first of them would open within four years.";

const MORE: &str = "Officials welcomed the plan and said that the tax credit would be paid out over ten years, \
    provided that at least half of the machines come from suppliers in the country and that the jobs stay.";

fn read(page: &str) -> Result<Extracted, Problem> {
    let mut read = source::read(Box::new(Cursor::new(page.to_owned())), "page.html")?;
    read.next().expect("one record")
}

/// What is understood of a page: what is before the rest, and the last words of the text.
#[track_caller]
fn shown(page: &str) -> (Option<Stub>, String) {
    match read(page) {
        Ok(found) => {
            let is_noted = found
                .notes
                .iter()
                .any(|note| note.starts_with("the page shows"));
            assert_eq!(is_noted, found.stub.is_some(), "{:?}", found.notes);
            assert_eq!(found.article.about.is_summary, found.stub.is_some());
            let words: Vec<&str> = found.article.text.split_whitespace().collect();
            (found.stub, words[words.len().saturating_sub(3)..].join(" "))
        }
        Err(problem) => (None, problem.reason),
    }
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Two plants</title>{head}</head><body>{body}</body></html>"
    )
}

fn article(rest: &str) -> String {
    format!("<article><h1>Two plants</h1><p>{LEAD}</p><p>{MORE}</p>{rest}</article>")
}

fn described(members: &str) -> String {
    format!(
        r#"<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Two plants", {members}}}</script>"#
    )
}

#[track_caller]
fn is_stub(page: &str, stub: Stub) {
    assert_eq!(
        shown(page),
        (Some(stub), "the jobs stay.".to_owned()),
        "{page}"
    );
}

#[track_caller]
fn is_whole(page: &str) {
    let found = read(page).expect("an article");
    assert_eq!(found.stub, None, "{page}");
    assert!(!found.article.about.is_summary);
}

#[test]
fn a_wall_at_the_end_of_a_short_text_is_no_part_of_it() {
    for wall in [
        "Subscribe to continue reading",
        "You’ve reached your limit of free articles. Subscribe for full access.",
        "Already a subscriber? Log in",
        "Dieser Artikel ist exklusiv für Abonnenten.",
        "Jetzt weiterlesen mit unserem Digitalabo",
        "Il vous reste 75 % de cet article à lire. La suite est réservée aux abonnés.",
        "Suscríbete para seguir leyendo",
    ] {
        is_stub(
            &page("", &article(&format!("<p>{wall}</p>"))),
            Stub::Payment,
        );
    }
    let two = article(
        "<p>Subscribe to continue reading</p><p>Cancel at any time.</p><p>Already a subscriber? Sign in</p>",
    );
    is_stub(&page("", &two), Stub::Payment);
}

#[test]
fn a_description_says_that_there_is_more() {
    for members in [
        r#""isAccessibleForFree": false, "wordCount": 900"#,
        r#""isAccessibleForFree": "False", "wordCount": "1,200""#,
        r#""wordCount": 900, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "http://schema.org/False"}"#,
    ] {
        is_stub(&page(&described(members), &article("")), Stub::Payment);
    }
    let cut = page(
        &described(r#""isAccessibleForFree": false"#),
        &article("<p>All…</p>"),
    );
    assert_eq!(
        shown(&cut),
        (Some(Stub::Payment), "jobs stay. All…".to_owned())
    );
}

#[test]
fn a_wall_beside_the_text_counts_where_it_is_shown() {
    let wall = |attributes: &str| {
        let wall =
            format!("<div class=paywall {attributes}><h2>Subscribe to continue reading</h2></div>");
        page(
            &described(r#""isAccessibleForFree": false"#),
            &(article("") + &wall),
        )
    };
    is_stub(&wall(""), Stub::Payment);
    is_whole(&wall("hidden"));
    is_whole(&wall("style='display: none'"));
}

#[test]
fn a_whole_article_is_whole_whatever_it_speaks_of() {
    let long = |paragraph: &str| format!("<p>{paragraph}</p>").repeat(12);
    let not_free = described(r#""isAccessibleForFree": false, "wordCount": 420"#);
    // Not free, and all of it there.
    is_whole(&page(&not_free, &article(&long(LEAD))));
    // A wall that is not shown to this reader.
    is_whole(&page(
        &not_free,
        &(article(&long(LEAD)) + "<div class=paywall>Subscribe to continue reading</div>"),
    ));
    // A wall of another story, at the end of a long text.
    is_whole(&page(
        "",
        &article(&(long(LEAD) + "<p>Subscribe to continue reading</p>")),
    ));
    // A short article on such walls.
    is_whole(&page(
        "",
        &article(
            "<p>Readers who see “Subscribe to continue reading” or “You have reached your limit of free articles” leave, the \
         study says.</p><p>Most of them close the page at “We value your privacy” already, its authors found.</p>",
        ),
    ));
    // A short article with a banner about cookies.
    is_whole(&page(
        "",
        &(article("")
            + "<div id=cookies><p>We value your privacy</p><button>Accept all</button></div>"),
    ));
    is_whole(&page("", &article("<p>We value your privacy</p>")));
    // Short, not free, and all of it there.
    is_whole(&page(
        &described(r#""isAccessibleForFree": false, "wordCount": 80"#),
        &article(""),
    ));
    // A note for those without scripts.
    is_whole(&page(
        "",
        &(article("") + "<noscript>Please enable JavaScript to use all functions.</noscript>"),
    ));
    // The count is of another language's words, or of all the page.
    is_whole(&page(&described(r#""wordCount": 5000"#), &article("")));
}

#[test]
fn a_page_that_is_nothing_but_a_wall_holds_no_article() {
    let challenge = "the page is a challenge to browsers and holds no article";
    let consent = "the page asks for consent and holds no article";
    let scripts = "the page is written by its scripts, which are not run";
    for (page, reason) in [
        (
            "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head><body><div class=\"main-wrapper\">\
             <noscript><span id=\"challenge-error-text\">Enable JavaScript and cookies to continue</span></noscript></div>\
             <script>window._cf_chl_opt={cRay:'1'};a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'</script></body></html>",
            challenge,
        ),
        (
            "<html lang=\"en\"><head><title>paper.example</title></head><body style=\"margin:0\"><p id=\"cmsg\">Please enable JS and \
             disable any ad blocker</p><script>var dd={'host':'geo.captcha-delivery.com'}</script></body></html>",
            challenge,
        ),
        (
            "<!doctype html><title>Nur einen Moment…</title><h1>paper.example</h1><p>Bestätigen Sie, dass Sie ein Mensch sind.</p>\
             <script src='https://challenges.cloudflare.com/turnstile'></script>",
            challenge,
        ),
        (
            "<!doctype html><title>Before you continue to YouTube</title><body><h1>Before you continue to YouTube</h1><p>We use \
             cookies and data to deliver and maintain our services.</p><form action='https://consent.youtube.com/save'><button>\
             Accept all</button></form>",
            consent,
        ),
        (
            "<!doctype html><title>Avant d’accéder à Google</title><body><h1>Avant d’accéder à Google</h1><p>Nous utilisons des \
             cookies.</p>",
            consent,
        ),
        (
            "<!doctype html><title>Paper</title><body><noscript>You need to enable JavaScript to run this app.</noscript><div id=\"root\">\
             </div><script src=main.js></script>",
            scripts,
        ),
        (
            "<!doctype html><title>Paper</title><body><div id=\"__next\"></div><script src=main.js></script>",
            scripts,
        ),
        (
            "<!doctype html><title>Two plants</title><body><p>Subscribe to continue reading</p>",
            "the page asks for payment and shows nothing of its article",
        ),
        (
            "<!doctype html><title>Empty</title><body><nav>Home</nav>",
            "the page holds no text that is an article's",
        ),
    ] {
        assert_eq!(shown(page), (None, reason.to_owned()), "{page}");
    }
}

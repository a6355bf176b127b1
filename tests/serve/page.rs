//! What a person with a browser sees, and what a reader of feeds fetches.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{Answer, Server, copy};
use crate::trouble::Site;

mod beats;
mod browser;

mod feeds;

/// The most bytes of a page of ten hits.
const LARGEST: usize = 60_000;

/// The tiny corpus, one of news, and articles that mean harm or are written in other scripts.
fn site() -> Site {
    let site = Site::new();
    copy("tests/corpora/tiny".as_ref(), &site.path("corpus"));
    let news = include_bytes!("../contract/news.jsonl");
    site.write("corpus/news.jsonl", news);
    site.write("corpus/world.jsonl", include_bytes!("page/world.jsonl"));
    site
}

/// The text of HTML that has no tags in it.
pub fn unescaped(html: &str) -> String {
    let mut text = html.to_owned();
    for (escaped, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ] {
        text = text.replace(escaped, letter);
    }
    text
}

/// The parts of a text between a beginning and an end.
pub fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    let parts = text.split(begin).skip(1);
    parts.filter_map(|part| part.split(end).next()).collect()
}

/// A page, which has to be one.
fn page(server: &Server, path: &str) -> Answer {
    let answer = server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    answer
}

/// How many articles a page says that there are.
fn articles(page: &Answer) -> u64 {
    let counts = between(&page.body, "data-articles=\"", "\"");
    counts[0].parse().unwrap()
}

fn number(text: &str) -> u64 {
    let digits = text.chars().filter(char::is_ascii_digit);
    digits.collect::<String>().parse().unwrap()
}

/// A link with a count beside it.
struct Counted {
    href: String,
    count: u64,
    is_chosen: bool,
}

/// The links of a page that narrow: values of facets and bars.
fn narrowing(page: &Answer) -> Vec<Counted> {
    let links = between(&page.body, "<a href=\"", "</a>");
    let links = links.into_iter().filter_map(|link| {
        let (href, rest) = link.split_once('"')?;
        let count = between(rest, "<span class=\"n\">", "</span>");
        Some(Counted {
            href: unescaped(href),
            count: number(count.first()?),
            is_chosen: rest.contains("aria-current"),
        })
    });
    links.collect()
}

/// Links in whose sentence it is said how many articles they would find.
fn promised(page: &Answer) -> Vec<(String, u64)> {
    let sentences = between(&page.body, "<a href=\"", "\n");
    let sentences = sentences.into_iter().filter_map(|sentence| {
        let (href, rest) = sentence.split_once('"')?;
        let promises = [" would find ", " finds "].iter();
        let mut counts = promises.flat_map(|promise| between(rest, promise, " article"));
        Some((unescaped(href), number(counts.next()?)))
    });
    sentences.collect()
}

const QUESTIONS: &[&str] = &[
    "",
    "query=chip",
    "query=chip+ban&any",
    "query=what+did+the+senators+ask",
    "query=regulation&relatives=true",
    "query=the&after=2025-01&outlet=ledger",
    "query=chip+OR+court&before=2025-06&zone=Asia/Tokyo",
    "query=chip+outlet:ledger",
    "query=%22export+controls%22+date:2025",
    "query=US&aliases=false",
    "outlet=ledger",
    "query=chip+court&any=true&explain=true&more=tag",
    "query=*&per-article=1&limit=3",
    "query=(the+AND+NOT+chip)+OR+title:court&all=true",
    "query=chip+until:2d&narrow=date:2025&after=2015",
    "query=what+did+the+senators+ask&narrow=NOT+lang:*",
    "narrow=date:2025-01..2025-06&outlet=ledger",
    "query=chip+lang:ar",
];

#[test]
fn every_count_is_that_of_the_page_it_leads_to() {
    let server = Server::of(site(), &[]);
    let mut followed = 0;
    for question in QUESTIONS {
        let from = page(&server, &format!("/?{question}"));
        let links = narrowing(&from);
        assert!(!links.is_empty(), "`{question}` cannot be narrowed");
        for link in links {
            let to = page(&server, &link.href);
            let found = articles(&to);
            match link.is_chosen {
                // It leaves out the choice, whose count is that of this page.
                true => assert_eq!(link.count, articles(&from), "{question}: {}", link.href),
                false => assert_eq!(link.count, found, "{question}: {}", link.href),
            }
            followed += 1;
        }
    }
    assert!(followed > 150, "{followed} links are too few");
}

#[test]
fn narrowing_keeps_what_was_typed_and_the_controls() {
    let server = Server::of(site(), &[]);
    let asked = "/?query=chip+until%3A2d&after=2015&outlet=ledger&sort=oldest";
    let from = page(&server, asked);
    assert!(narrowing(&from).len() > 4, "{}", from.body);
    // The year takes the place of the days that were typed.
    for link in narrowing(&from)
        .iter()
        .filter(|link| !link.is_chosen && !link.href.contains("AND+date"))
    {
        let narrowed = page(&server, &link.href);
        let typed = "name=\"query\" type=\"search\" value=\"chip until:2d\"";
        assert!(narrowed.body.contains(typed), "{}", link.href);
        assert!(link.href.contains("sort=oldest"), "{}", link.href);
    }
    // A stretch of time within one that is chosen takes its place.
    let year = page(&server, "/?query=chip&narrow=date:2025");
    let mut within = 0;
    for link in narrowing(&year)
        .iter()
        .filter(|link| link.href.contains("date%3A"))
    {
        assert!(link.href.matches("date%3A").count() < 2, "{}", link.href);
        within += usize::from(link.href.contains("date%3A2025-"));
    }
    assert!(within > 1);
}

#[test]
fn every_choice_can_be_taken_back() {
    let site = site();
    let outlet = |number| {
        let text = "A chip of an outlet.";
        format!(
            "{{\"source\":\"Outlet {number:02}\",\"date\":\"2025-02-01\",\"text\":\"{text}\"}}\n"
        )
    };
    site.write(
        "corpus/outlets.jsonl",
        (0..20).map(outlet).collect::<String>(),
    );
    let server = Server::of(site, &[]);
    for (choice, without) in [
        ("query=chip&narrow=NOT+lang:*", "query=chip"),
        ("query=chip&narrow=outlet:%3D%22Outlet+19%22", "query=chip"),
        ("query=chip&outlet=ledger", "query=chip"),
        ("query=chip+outlet:ledger", "query=chip"),
        ("query=chip+lang:ar", "query=chip"),
        ("query=chip&narrow=date:none", "query=chip"),
        ("query=chip&narrow=date:2025", "query=chip"),
        ("outlet=ledger", ""),
    ] {
        let chosen = page(&server, &format!("/?{choice}"));
        let links = narrowing(&chosen);
        let back = links.iter().find(|link| link.is_chosen);
        let back = back.unwrap_or_else(|| panic!("`{choice}` is not shown as chosen"));
        assert_eq!(
            articles(&page(&server, &back.href)),
            articles(&page(&server, &format!("/?{without}"))),
            "{choice}"
        );
    }
}

#[test]
fn one_wrong_date_leaves_the_others_on_the_timeline() {
    let site = Site::new();
    let article = |day: &str| format!("{{\"date\":\"{day}\",\"text\":\"A chip on {day}.\"}}\n");
    let days = (1..=12).flat_map(|month| [10, 20].map(|day| format!("2024-{month:02}-{day}")));
    let mut all: String = days.map(|day| article(&day)).collect();
    all.push_str(&article("2099-01-01"));
    site.write("corpus/all.jsonl", all);
    let server = Server::of(site, &[]);
    let page_of_all = page(&server, "/?query=chip");
    let time = between(&page_of_all.body, "<section class=\"time\"", "</section>")[0];
    assert_eq!(time.matches("<li>").count(), 12, "{time}");
    assert!(time.contains(">Feb</span>") && time.contains(">2024</span>"));
    let after = between(
        time,
        "<p class=\"quiet\"><a href=\"",
        "\">1 article after</a>",
    )[0];
    assert_eq!(articles(&page(&server, &unescaped(after))), 1);
    // One article has no chart.
    assert!(
        !page(&server, "/?query=2099")
            .body
            .contains("class=\"time\"")
    );
}

#[test]
fn past_the_end_of_an_answer_it_is_said() {
    let server = Server::tiny();
    let past = page(&server, "/?query=chip&offset=100000").body;
    assert!(past.contains("The answer ends before this.") && !past.contains("100,001"));
    assert!(
        past.contains("<a href=\"&#x2f;?query=chip\">Its first results</a>"),
        "{past}"
    );
}

#[test]
fn a_passage_is_marked_in_each_of_its_paragraphs() {
    let site = Site::new();
    site.write(
        "corpus/a.txt",
        "The first paragraph has a chip.\n\nThe second one has none.\n",
    );
    let server = Server::of(site, &[]);
    let found = page(&server, "/?query=chip").body;
    let href = unescaped(between(&found, "dir=\"auto\"><a href=\"", "\"")[0]);
    let article = page(&server, href.split('#').next().unwrap()).body;
    let on = between(&article, "class=\"passage on\">", "</span>");
    assert_eq!(on.len(), 2, "{article}");
    assert!(on[1].contains("The second one"));
}

#[test]
fn where_nothing_is_found_other_questions_are_links_with_counts() {
    let server = Server::of(site(), &[]);
    let none = page(&server, "/?query=chpis+lawsuit&outlet=ledger");
    assert!(none.body.contains("<h1>Nothing found</h1>"));
    let meant = between(&none.body, "Did you mean <a href=\"", "\"");
    let meant = unescaped(meant[0]);
    assert!(
        meant.contains("query=chips+lawsuit") && meant.contains("outlet=ledger"),
        "{meant}"
    );
    let mut followed = 0;
    for question in [
        "query=chpis+lawsuit",
        "query=zoning+AND+moratorium+AND+chip+AND+deepfake",
        "query=regulator+zoning+deepfake",
        "query=deepfake+senators&after=2025-02",
    ] {
        let none = page(&server, &format!("/?{question}"));
        assert_eq!(articles(&none), 0, "{question}");
        for (href, count) in promised(&none) {
            assert_eq!(articles(&page(&server, &href)), count, "{question}: {href}");
            followed += 1;
        }
    }
    assert!(followed >= 8, "{followed} links are too few");
}

#[test]
fn the_address_restores_everything() {
    let server = Server::of(site(), &[]);
    let asked = "/?query=chip%20OR%20%22a%26b%22&sort=oldest&after=2025-01&before=2030&outlet=ledger&full=true&per_article=all&limit=2&any=true";
    let answer = page(&server, asked);
    for kept in [
        "name=\"query\" type=\"search\" value=\"chip OR &quot;a&amp;b&quot;\"",
        "<option value=\"oldest\" selected>",
        "name=\"after\" value=\"2025-01\"",
        "name=\"before\" value=\"2030\"",
        "name=\"outlet\" value=\"ledger\"",
        "name=\"full\" value=\"true\" checked",
        "name=\"per_article\" value=\"all\"",
        "name=\"limit\" value=\"2\"",
        "name=\"any\" value=\"true\"",
    ] {
        assert!(answer.body.contains(kept), "{kept}");
    }
    // What the form sends where controls are empty is the same question.
    let sent = page(&server, "/?query=chip&sort=&after=&before=&outlet=");
    let same = page(&server, "/?query=chip");
    assert_eq!(sent.body, same.body);
    // From one page to the next and back, each hit is seen once.
    let mut seen = Vec::new();
    let mut next = Some("/?query=the&limit=3&per-article=all".to_owned());
    while let Some(path) = next {
        let answer = page(&server, &path);
        seen.extend(
            between(&answer.body, "data-address=\"", "\"")
                .into_iter()
                .map(str::to_owned),
        );
        let links = between(&answer.body, "rel=\"next\" href=\"", "\"");
        next = links.first().map(|href| unescaped(href));
    }
    let whole = page(&server, "/?query=the&limit=1000&per-article=all");
    let whole = between(&whole.body, "data-address=\"", "\"");
    assert_eq!(seen, whole);
}

#[test]
fn a_headline_leads_to_its_passage_with_the_question_kept() {
    let server = Server::of(site(), &[]);
    let found = page(&server, "/?query=%22export+controls%22&after=2024");
    let address = between(&found.body, "data-address=\"", "\"")[0];
    let (id, number) = address.split_once(':').unwrap();
    let href = unescaped(between(&found.body, "dir=\"auto\"><a href=\"", "\"")[0]);
    assert!(href.starts_with(&format!("/articles/{id}?")), "{href}");
    assert!(href.ends_with(&format!("#p{number}")), "{href}");
    let article = page(&server, href.split('#').next().unwrap());
    let kept = "name=\"query\" type=\"search\" value=\"&quot;export controls&quot;\"";
    assert!(article.body.contains(kept));
    assert!(article.body.contains(&format!("id=\"p{number}\"")));
    let marks = between(&article.body, "<mark>", "</mark>");
    assert!(
        marks
            .iter()
            .any(|mark| mark.to_lowercase() == "export controls"),
        "{marks:?}"
    );
    // The quotation of the passage, with its address.
    let quoted = between(&article.body, "<textarea", "</textarea>");
    assert!(
        quoted
            .iter()
            .any(|text| text.contains(&format!("({address}, added")))
    );
    let back = unescaped(between(&article.body, "<p><a href=\"", "\"")[0]);
    assert_eq!(page(&server, &back).body, found.body);

    // The beginning of an id and the address of a passage lead to the article.
    let short = server.get(&format!("/articles/{}?query=chip", &id[..8]));
    assert_eq!(
        (short.status, short.header("location")),
        (303, &*format!("/articles/{id}?query=chip"))
    );
    let of_passage = server.get(&format!("/articles/{id}:1"));
    assert_eq!(
        of_passage.header("location"),
        format!("/articles/{id}?passage=1#p1")
    );
}

#[test]
fn an_article_is_shown_whole_with_what_was_set_right() {
    let site = site();
    site.run(&["index"]);
    let edited = site.run(&["edit", "senate-hearing.md", "--outlet", "The Ledger"]);
    assert_eq!(edited.code, Some(0), "{}", edited.err);
    let server = Server::of(site, &[]);
    let article = page(&server, "/articles/fe9dcba9ec78e722");
    let text = server.get("/articles/fe9dcba9ec78e722").body;
    for part in [
        "Analysts put the trade at stake at $4.5bn a year.",
        "<span dir=\"auto\">The Ledger</span>",
        "the file says: Harbor Ledger",
        "<dt>File</dt><dd dir=\"auto\">senate-hearing.md</dd>",
        "Ines Okafor, Tom Reyes",
        "rel=\"noopener noreferrer\"",
        "@online{newshound-fe9dcba9ec78e722",
        "TY  - ",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!article.body.contains("<mark>"));
    let none = server.get("/articles/fe9dcba9ec78e722?passage=99");
    assert_eq!(none.status, 404);
}

#[test]
fn text_of_articles_is_text() {
    let site = site();
    copy(
        "tests/corpora/hostile".as_ref(),
        &site.path("corpus/hostile"),
    );
    let server = Server::of(site, &[]);
    let list = page(&server, "/?limit=200");
    let mut bodies = vec![list.body.clone(), page(&server, "/?query=chip&full").body];
    for address in between(&list.body, "data-address=\"", "\"") {
        let id = address.split(':').next().unwrap();
        bodies.push(
            page(
                &server,
                &format!("/articles/{id}?query=alert+OR+chip&passage=1"),
            )
            .body,
        );
    }
    bodies.push(
        server
            .get("/?query=%3Cscript%3Ealert(1)%3C/script%3E%20AND%20(")
            .body,
    );
    for body in &bodies {
        assert_eq!(body.matches("<script>").count(), 1);
        assert_eq!(body.matches("<style>").count(), 1);
        for harm in [
            "<img",
            "<b>",
            "href=\"javascript",
            "href=\"data:",
            "onerror=\"",
            "<title></title>",
        ] {
            assert!(!body.contains(harm), "{harm}");
        }
        let hidden = |letter: char| {
            letter.is_control() && letter != '\n' || ('\u{202a}'..='\u{202e}').contains(&letter)
        };
        if let Some(at) = body.find(hidden) {
            panic!(
                "{:?}",
                &body[body.floor_char_boundary(at.saturating_sub(80))
                    ..body.ceil_char_boundary(at + 40)]
            );
        }
    }
    assert!(
        list.body
            .contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;")
    );
    let arabic = page(&server, "/?query=lang:ar").body;
    assert!(arabic.contains("<h2 lang=\"ar\" dir=\"auto\">"));
}

#[test]
fn a_page_may_do_only_what_is_in_it() {
    let server = Server::tiny();
    for path in [
        "/",
        "/?query=chip",
        "/articles/fe9dcba9ec78e722",
        "/beats",
        "/?sort=up",
    ] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        for (tag, name) in [("style", "style-src"), ("script", "script-src")] {
            let text = between(&answer.body, &format!("<{tag}>"), &format!("</{tag}>"));
            let hash = STANDARD.encode(Sha256::digest(text[0]));
            assert!(
                policy.contains(&format!("{name} 'sha256-{hash}'")),
                "{path}: {policy}"
            );
        }
        for rule in [
            "default-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(rule), "{rule}");
        }
        assert!(!answer.body.contains(" style=\"") && !answer.body.contains(" src=\""));
        assert!(!answer.body.contains("http-equiv"));
    }
    assert_eq!(server.get("/favicon.ico").status, 204);
    let search = server.get("/opensearch.xml").body;
    let template = format!("http://{}/?query={{searchTerms}}", server.address);
    assert!(unescaped(&search).contains(&template), "{search}");
}

#[test]
fn a_page_of_ten_hits_is_small() {
    let site = site();
    let outlet = |number| {
        format!(
            "{{\"source\":\"The Outlet of Number {number}\",\"text\":\"The w1 of {number}.\"}}\n"
        )
    };
    site.write(
        "corpus/outlets.jsonl",
        (0..220).map(outlet).collect::<String>(),
    );
    let server = Server::of(site, &[]);
    let long = "chip+OR+".repeat(150) + "court";
    let many: Vec<String> = (0..90).map(|number| format!("w{number}")).collect();
    let many = format!("the+OR+{}", many.join("+OR+"));
    let longest = "chip+OR+".repeat(800) + "court";
    let full = "query=the&full=true&per-article=all";
    for question in QUESTIONS.iter().copied().chain([
        full,
        "query=the+OR+a",
        &*format!("query={many}&more=outlet"),
        &*format!("query={long}"),
        &*format!("query={longest}"),
    ]) {
        let size = page(&server, &format!("/?{question}")).body.len();
        assert!(size <= LARGEST, "{size} bytes: {question:.80}");
    }
}

#[test]
fn an_error_is_a_page_with_the_question_in_the_box() {
    let server = Server::tiny();
    let wrong = server.get("/?query=chip+since%3Alast-week&strict=true");
    assert_eq!(
        (wrong.status, wrong.header("content-type")),
        (400, "text/html; charset=utf-8")
    );
    let kept = "name=\"query\" type=\"search\" value=\"chip since:last-week\"";
    assert!(wrong.body.contains(kept));
    assert!(
        wrong.body.contains("chip since:<mark>last-week</mark>"),
        "{}",
        wrong.body
    );
    assert!(wrong.body.contains("at character 12"));
    assert!(wrong.body.contains("class=\"hint\""));
    let statuses = [
        ("/?query=/(/", 400),
        ("/?sort=up", 400),
        ("/?limit=100000", 400),
        ("/?query=chip&passage=3", 400),
        ("/?query=chip&more=nosuch", 400),
        ("/?query=chip&narrow=date:soon", 400),
        ("/articles/none", 404),
        ("/beats/none", 404),
    ];
    for (path, status) in statuses {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.contains("<main id=\"main\""), "{path}");
    }
    let api = server.get("/v1/search?query=/(/");
    assert_eq!(api.header("content-type"), "application/problem+json");
    let own = &server.address;
    let lost = |accept: &str| {
        let request = format!("GET /none HTTP/1.1\r\nHost: {own}\r\nAccept: {accept}\r\n\r\n");
        let answer = server.send(&request);
        (answer.status, answer.header("content-type").to_owned())
    };
    assert_eq!(
        lost("text/html,*/*"),
        (404, "text/html; charset=utf-8".to_owned())
    );
    assert_eq!(
        lost("application/json"),
        (404, "application/problem+json".to_owned())
    );
}

#[test]
fn no_page_says_where_the_corpus_is() {
    let site = site();
    site.write(
        "corpus/.newshound/beats.txt",
        "no beat\nchips: chip\nbad: beat:none\n",
    );
    site.write("corpus/aliases.txt", "a line that is none\n");
    let folder = site.path("").display().to_string();
    let server = Server::of(site, &[]);
    for path in [
        "/",
        "/?query=chip",
        "/articles/fe9dcba9ec78e722",
        "/beats",
        "/beats/bad",
        "/beats/chips",
        "/?query=beat:none",
        "/feed.atom",
        "/feed.json?query=beat:none",
        "/articles/none",
    ] {
        let body = unescaped(&server.get(path).body);
        assert!(!body.contains(folder.trim_end_matches('/')), "{path}");
    }
}

#[test]
fn a_page_that_is_known_is_not_sent_again() {
    let server = Server::tiny();
    let own = &server.address;
    for path in ["/?query=chip", "/articles/fe9dcba9ec78e722"] {
        let tag = page(&server, path).header("etag").to_owned();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {own}\r\nIf-None-Match: {tag}\r\n\r\n");
        assert_eq!(server.send(&request).status, 304);
    }
}

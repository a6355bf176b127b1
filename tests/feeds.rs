//! Feeds in bytes that no case can hold: other character sets, damage, sizes.

use std::io::Cursor;

use newshound::record::Problem;
use newshound::source::{self, Extracted, Limits};

fn read(bytes: impl Into<Vec<u8>>) -> Vec<Result<Extracted, Problem>> {
    let limits = Limits::default().with("page=2KB".parse().expect("a limit"));
    match source::read_within(Box::new(Cursor::new(bytes.into())), "news", limits) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

/// The texts of the articles, and the problems among them.
fn texts(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let shown = |record: Result<Extracted, Problem>| match record {
        Ok(found) => found.article.text,
        Err(problem) => format!("problem: {}", problem.reason),
    };
    read(bytes).into_iter().map(shown).collect()
}

fn feed(head: &str, items: &[&str]) -> String {
    let items = items.iter();
    let items: String = items
        .map(|text| format!("<item><description>{text}</description></item>"))
        .collect();
    format!("{head}<rss><channel>{items}</channel></rss>")
}

#[test]
fn character_sets_are_read_entry_by_entry() {
    let sound = feed(
        r#"<?xml version="1.0" encoding="utf-16"?>"#,
        &["Ein Gesetz für KI"],
    );
    for mark in [vec![], vec![0xfeff]] {
        let units = || mark.iter().copied().chain(sound.encode_utf16());
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        assert_eq!(texts(little), ["Ein Gesetz für KI"]);
        assert_eq!(texts(big), ["Ein Gesetz für KI"]);
    }
    let head = br#"<?xml version="1.0" encoding="iso-8859-2"?>"#;
    let item = b"<rss><item><description>przyj\xb1\xb3 ustaw\xea</description></item></rss>";
    assert_eq!(texts([&head[..], item].concat()), ["przyjął ustawę"]);
    let lying = feed(r#"<?xml version="1.0" encoding="us-ascii"?>"#, &["für KI"]);
    assert_eq!(texts(lying), ["für KI"]);
}

#[test]
fn what_is_wrong_with_one_entry_spoils_no_other() {
    let long = "long ".repeat(1000);
    let large = format!("<![CDATA[{long}]]>");
    let items = ["one", &large, "<b><i>two", &long, "a < b & \u{b}c", "three"];
    let why = "problem: the entry is larger than 2 KB, the most that is read as one article";
    let found = texts(feed("", &items));
    assert_eq!(found[0], "one");
    assert_eq!(found[1], why);
    assert_eq!(found[2], "two");
    assert_eq!(found[3], why);
    assert!(found[4].starts_with('a'), "{found:?}");
    assert_eq!(found[5], "three");
    assert_eq!(found.len(), 6);
}

#[test]
fn wherever_a_feed_is_cut_off_what_precedes_is_read_and_the_cut_is_a_problem() {
    let whole = feed(
        "<?xml version=\"1.0\"?>",
        &["first", "<![CDATA[<p>second</p>]]>"],
    );
    let first = whole.find("</item>").expect("an item") + "</item>".len();
    for end in first..whole.len() - 1 {
        let found = texts(&whole[..end]);
        assert_eq!(found[0], "first", "{end}");
        let last = found.last().expect("a problem");
        assert_eq!(last, "problem: the feed is cut off", "{end}");
    }
    assert_eq!(texts(whole), ["first", "second"]);
}

#[test]
fn a_feed_of_nothing_but_tags_is_read_in_no_time() {
    let deep = format!("<rss><item>{}", "<a><description>".repeat(200_000));
    assert_eq!(texts(deep).len(), 2);
    let many = format!("<rss>{}", "<item/>".repeat(20_000));
    assert_eq!(texts(many).len(), 20_001);
}

//! Bytes to articles. A case is the bytes of a file; its first line may be `name: story.md`.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use newshound::corpus::{self, Overrides};
use newshound::record::Problem;
use newshound::source::{self, Extracted};
use serde_json::{Value, json};

#[test]
fn cases() {
    crate::case::check("articles", |input| {
        let (name, bytes) = match input.strip_prefix("name: ") {
            Some(rest) => rest.split_once('\n').unwrap_or((rest, "")),
            None => ("story", input),
        };
        understood(name, bytes.as_bytes().to_vec())
    });
}

/// The articles of a file, as JSON that is easy to read.
fn understood(name: &str, bytes: Vec<u8>) -> String {
    let read = match source::read(Box::new(Cursor::new(bytes)), name) {
        Ok(read) => read,
        Err(problem) => return problem.reason,
    };
    let kind = if read.many() {
        format!("{}, many", read.format())
    } else {
        read.format().to_string()
    };
    let records: Vec<String> = read.map(shown).collect();
    format!("{kind}\n{}", records.join("\n"))
}

fn shown(record: Result<Extracted, Problem>) -> String {
    let found = match record {
        Ok(found) => found,
        Err(problem) => return format!("problem {:?}: {}", problem.record, problem.reason),
    };
    let mut about = json!(found.article.about);
    let fields = about.as_object_mut().expect("an object");
    fields.retain(|_, value| !value.is_null() && *value != json!([]));
    fields.remove("place");
    let origins = found.origins.iter();
    let origins: serde_json::Map<String, Value> = origins
        .map(|origin| (origin.field.to_owned(), json!(origin.from)))
        .collect();
    let shown = json!({
        "about": about,
        "text": found.article.text,
        "origins": origins,
        "notes": found.notes,
    });
    serde_json::to_string_pretty(&shown).expect("JSON")
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Result<Extracted, Problem>> {
    let input = Box::new(Cursor::new(bytes.into()));
    match source::read(input, name) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

#[track_caller]
fn only(name: &str, bytes: impl Into<Vec<u8>>) -> Extracted {
    let mut records = read(name, bytes);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).expect("an article")
}

#[track_caller]
fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let mut records = read(name, bytes);
    assert_eq!(records.len(), 1, "{}", records.len());
    records.remove(0).expect_err("a problem").reason
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("written");
    packer.finish().expect("packed")
}

#[test]
fn plain_text_is_kept_byte_for_byte() {
    let text = "  One line.\r\n\r\n\tTwo \u{201c}lines\u{201d}.  \n\n";
    let found = only("a.txt", text);
    assert_eq!(found.article.text, text);
    assert_eq!(found.article.about.title, None);
    assert_eq!(found.article.about.date, None);
    assert!(found.origins.is_empty() && found.notes.is_empty());
    assert_eq!(found.article.about.provenance.file, "a.txt");
    assert_eq!(found.article.about.provenance.record, 1);
}

#[test]
fn character_sets() {
    let latin = only(
        "a.txt",
        b"La r\xe9gulation des donn\xe9es \xe0 Gen\xe8ve, d\xe9j\xe0 vot\xe9e.".to_vec(),
    );
    assert_eq!(
        latin.article.text,
        "La régulation des données à Genève, déjà votée."
    );
    assert_eq!(latin.notes, ["read as windows-1252"]);
    let quotes = only(
        "a.txt",
        b"He said \x93no rules\x94 were \x91final\x92 yet.".to_vec(),
    );
    assert_eq!(quotes.article.text, "He said “no rules” were ‘final’ yet.");
    let marked = only("a.txt", "\u{feff}Marked text.");
    assert_eq!(marked.article.text, "Marked text.");
    let text = "Ein Gesetz für künstliche Intelligenz";
    let little: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(only("a.txt", little).article.text, text);
    let big: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(only("a.txt", big).article.text, text);
    let spoiled = [
        text.as_bytes(),
        b" und \xff mehr, auch f\xc3\xbcr \xc3\xa4ltere",
    ]
    .concat();
    assert!(
        only("a.txt", spoiled)
            .article
            .text
            .ends_with("\u{fffd} mehr, auch für ältere")
    );
    let page = b"<html><head><meta charset=\"iso-8859-2\"><title>x</title></head><body><p>Sejm przyj\xb1\xb3 ustaw\xea o sztucznej inteligencji.</p></body></html>";
    assert!(
        only("a.html", page.to_vec())
            .article
            .text
            .contains("ustawę")
    );
    let japanese = only("a.txt", b"AI \x1b$B5,@)\x1b(B passed".to_vec());
    assert_eq!(japanese.article.text, "AI 規制 passed");
    assert_eq!(japanese.notes, ["read as iso-2022-jp"]);
    let page =
        b"<html><head><title>\x1b$B5,@)\x1b(B</title></head><body><p>Passed.</p></body></html>";
    let title = only("a.html", page.to_vec()).article.about.title;
    assert_eq!(title.as_deref(), Some("規制"));
    let colours = "\u{1b}[31mred\u{1b}(B\u{1b}[m, \u{1b}$B";
    assert_eq!(only("a.txt", colours).article.text, colours);
    let line = b"{\"title\": \"caf\xe9\", \"text\": \"d\xe9j\xe0 vu\"}\n{\"text\": \"two\"}\n";
    let records = read("a.jsonl", line.to_vec());
    assert_eq!(
        records[0].as_ref().expect("an article").article.text,
        "déjà vu"
    );
    assert_eq!(records.len(), 2);
}

#[test]
fn a_few_spoiled_bytes_stay_few() {
    let mut text = "The law applies to all models. ".repeat(50).into_bytes();
    text.extend("It says \u{201c}now".as_bytes());
    text.extend(b"\x80 and \xe2\x80 later\xff.");
    let found = only("a.txt", text);
    assert!(
        found
            .article
            .text
            .ends_with("It says “now\u{fffd} and \u{fffd} later\u{fffd}.")
    );
    assert_eq!(
        found.notes,
        ["damaged characters were replaced by `\u{fffd}`: 3"]
    );
}

#[test]
fn utf16_needs_no_mark_where_it_is_evident() {
    let text = "<!doctype html><title>Chips</title><p>Künstliche Intelligenz und Chips.";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, note) in [(little, "read as utf-16le"), (big, "read as utf-16be")] {
        let found = only("a.html", bytes);
        assert_eq!(found.article.text, "Künstliche Intelligenz und Chips.");
        assert_eq!(found.notes, [note]);
    }
    let json: Vec<u8> = "{\"title\": \"Chips\", \"text\": \"Chips and rules.\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(only("a.json", json).article.text, "Chips and rules.");
}

#[test]
fn a_stated_character_set_may_lie() {
    let (text, _, _) = encoding_rs::WINDOWS_1251.encode(
        "<!doctype html><meta charset=iso-8859-1><p>Закон о правилах для самых больших моделей принят в среду после долгих споров о нём и о том, кто за них отвечает.",
    );
    let found = only("a.html", text.into_owned());
    assert!(found.article.text.starts_with("Закон о правилах"));
    assert_eq!(found.notes, ["read as windows-1251"]);
}

#[test]
fn what_is_not_text_is_refused() {
    assert_eq!(
        refused("a.txt", b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
        "the file is a picture, which holds no text"
    );
    assert_eq!(
        refused("a.txt", b"text with a \0 in it".to_vec()),
        "the file holds binary data, which is not read"
    );
    assert_eq!(
        refused("a.txt", vec![1u8; 100]),
        "the file holds binary data, which is not read"
    );
    assert_eq!(
        refused("a.gz", gzipped(&gzipped(&gzipped(b"thrice")))),
        "the file holds binary data, which is not read"
    );
    assert_eq!(refused("a.txt", ""), "the file holds no text");
    assert_eq!(refused("a.txt", " \r\n\t\n"), "the file holds no text");
    assert_eq!(refused("a.gz", gzipped(b"")), "the file holds no text");
}

#[test]
fn gzip() {
    let two_members = [gzipped(b"One, "), gzipped(b"two.")].concat();
    assert_eq!(only("a.txt.gz", two_members).article.text, "One, two.");
    let twice = gzipped(&gzipped(b"twice"));
    assert_eq!(only("a.txt.gz", twice).article.text, "twice");
    let lines: String = (0..80_000)
        .map(|n| {
            format!(
                "{{\"title\": \"{n}\", \"text\": \"text {}\"}}\n",
                n * 7919 % 10_007
            )
        })
        .collect();
    let packed = gzipped(lines.as_bytes());
    assert_eq!(read("a.jsonl.gz", packed.clone()).len(), 80_000);
    let mut cut = read("a.jsonl.gz", &packed[..packed.len() / 2]);
    let last = cut.pop().expect("a record").expect_err("a problem");
    assert!(
        last.reason.ends_with("the gzip data is cut off"),
        "{}",
        last.reason
    );
    assert!(cut.len() > 5_000 && cut.iter().all(Result::is_ok));
    let array = gzipped(format!("[{}", lines.replace('\n', ",")).as_bytes());
    let cut = read("a.json.gz", &array[..array.len() / 2]);
    let last = cut
        .last()
        .expect("a record")
        .as_ref()
        .expect_err("a problem");
    assert_eq!(last.reason, "the gzip data is cut off");
    assert!(cut.iter().rev().skip(1).all(Result::is_ok));
    let mut damaged = gzipped(b"Some text that is long enough to be packed.");
    let end = damaged.len() - 6;
    damaged[end] ^= 0xff;
    let records = read("a.txt.gz", damaged);
    assert!(records.last().expect("a record").is_err());
}

#[test]
fn depth_has_a_bound() {
    let nest = |open: &str, close: &str, count| {
        format!("{}text{}", open.repeat(count), close.repeat(count))
    };
    let too_deep = "the page is nested more than 5000 elements deep";
    assert_eq!(refused("a.html", nest("<div>", "</div>", 50_000)), too_deep);
    for (open, close) in [
        ("<div>", "</div>"),
        ("<table><tr><td>", "</td></tr></table>"),
    ] {
        let most = if open == "<div>" { 4_990 } else { 1_240 };
        let deep = only("a.html", format!("<html>{}", nest(open, close, most)));
        assert_eq!(deep.article.text, "text");
    }
    assert_eq!(
        refused("a.html", format!("<html>{}", "<b><div></b>".repeat(50_000))),
        too_deep
    );
    let hidden = format!(
        "<div><svg><desc></div></desc><style>{}",
        "<div>".repeat(100_000)
    );
    assert_eq!(refused("a.html", hidden), too_deep);
    let attributes: String = (0..200_000).map(|n| format!(" a{n}")).collect();
    assert_eq!(
        refused("a.html", format!("<html><p{attributes}>x</p>")),
        "the page has a tag with more than 1024 attributes"
    );
    let comments = format!("<html>{}", "<!-- never ends ".repeat(300_000));
    assert_eq!(
        refused("a.html", comments),
        "the page holds no text that is an article's"
    );
    assert!(refused("a.json", "[".repeat(100_000)).contains("cut off"));
    let lists = nest("[", "]", 100_000).replace("text", "1");
    assert_eq!(refused("a.json", format!("[{lists}]")), "not a JSON object");
    let deep = format!(
        "{{\"title\": \"a\", \"x\": {}}}",
        nest("[", "]", 100_000).replace("text", "1")
    );
    assert!(!read("a.json", deep).is_empty());
    let deep = format!(
        "{{\"title\": \"a\", \"text\": {}}}",
        nest("[", "]", 100_000).replace("text", "1")
    );
    assert!(read("a.json", deep)[0].is_err());
    read("a.md", format!("{} text", ">".repeat(20_000)));
    read("a.md", "- ".repeat(20_000));
    read("a.md", "[".repeat(50_000));
    read("a.md", "*a_".repeat(50_000));
    let yaml = format!("---\ntitle: T\nx: {}\n---\nBody.", "[".repeat(20_000));
    assert_eq!(only("a.md", yaml).article.about.title.as_deref(), Some("T"));
    let toml = format!("+++\ntitle = \"T\"\nx = {}\n+++\nBody.", "[".repeat(20_000));
    assert_eq!(only("a.md", toml).article.about.title.as_deref(), Some("T"));
}

#[test]
fn what_is_said_of_an_article_has_a_bound() {
    let long = "ab ".repeat(10_000);
    let tags: Vec<String> = (0..2000).map(|number| format!("t{number}")).collect();
    let record = json!({
        "title": long, "url": format!("https://a.eu/{}", long.trim()), "id": long, "source": long,
        "author": format!("Jane Doe, {}", "x".repeat(10_000)), "tags": tags, "text": "Chips.",
    });
    let found = only("a.json", record.to_string());
    let about = &found.article.about;
    assert_eq!(about.title.as_ref().map(String::len), Some(8192));
    assert_eq!(about.outlet.as_ref().map(String::len), Some(8192));
    assert_eq!((&about.url, &about.key), (&None, &None));
    assert_eq!(about.authors, ["Jane Doe"]);
    assert_eq!(about.tags, tags[..1000]);
    let noted = |end: &str| {
        found
            .notes
            .iter()
            .filter(|note| note.ends_with(end))
            .count()
    };
    assert_eq!(noted("is longer than 8192 bytes and was cut"), 2);
    assert_eq!(noted("is longer than 8192 bytes and was left out"), 3);
    assert_eq!(
        noted("has more than 1000 values, of which the first are kept"),
        1
    );
    assert_eq!(found.notes.len(), 6);
}

#[test]
fn a_list_has_a_bound_however_it_is_nested() {
    for piece in ["1,", "[1],", "[[\"a\"]],"] {
        let record = format!(
            "{{\"text\": \"Chips.\", \"tags\": [{}1]}}",
            piece.repeat(1_000_000)
        );
        let reason = refused("a.json", record);
        assert!(
            reason.ends_with("a list has more than a million values"),
            "{reason}"
        );
    }
}

#[test]
fn the_tree_of_a_page_has_a_bound() {
    let many = "the page has too many tags to be read";
    for piece in ["<p>a", "<br>", "<!--a-->", "<!--", "</b>"] {
        let page = format!("<html><body><p>Chips.{}", piece.repeat(400_000));
        assert_eq!(refused("a.html", page), many, "{piece}");
    }
    let strays = format!("<html><body><p>Chips.{}", "<".repeat(4_000_000));
    assert_eq!(refused("a.html", strays), many);
}

#[test]
fn a_text_longer_than_its_document_may_be_is_refused() {
    let list = format!("# Chips\n\n{}", "1. a\n".repeat(2 << 20));
    assert_eq!(
        refused("a.md", list),
        "the text is longer than 10 MB, the most that is read as one article"
    );
}

#[test]
fn long_markdown_is_read_in_stretches_and_whole() {
    let item = "- *item* [one](b)\n".repeat(10);
    let found = only(
        "a.md",
        format!("# Chips\n\n{}", format!("{item}\n").repeat(20_000)),
    );
    assert_eq!(found.article.text.matches("item one").count(), 200_000);
    // As many brackets as this take gigabytes where they are read at once.
    let open = only("a.md", format!("# Chips\n\n{}", "[".repeat(3 << 20)));
    assert_eq!(open.article.text.matches('[').count(), 3 << 20);
}

#[test]
fn an_object_with_a_long_list_is_a_list() {
    let items = r#"{"title": "One", "text": "First."},"#.repeat(100_000);
    let first =
        format!(r#"{{"items": [{items}{{"title": "Last", "text": "End."}}], "title": "A feed"}}"#);
    let last =
        format!(r#"{{"title": "A feed", "items": [{items}{{"title": "Last", "text": "End."}}]}}"#);
    for feed in [first, last] {
        let read = read("feed.json", feed);
        assert_eq!(read.len(), 100_001);
        assert!(read.iter().all(Result::is_ok));
    }
    let long = "x".repeat(3 << 20);
    let article = format!(r#"{{"title": "One", "data": [{{"views": 3}}], "text": "{long}"}}"#);
    assert_eq!(only("a.json", article).article.text, long);
}

#[test]
fn a_line_too_long_is_passed_over() {
    let long = Cursor::new("{\"text\": \"").chain(std::io::repeat(b'x').take(65 << 20));
    let input = Cursor::new("{\"text\": \"one\"}\n{\"text\": \"two\"}\n")
        .chain(long)
        .chain(Cursor::new("\"}\n{\"text\": \"four\"}\n"));
    let read = source::read(Box::new(input), "a.jsonl").expect("JSON Lines");
    let records: Vec<_> = read.collect();
    assert_eq!(records.len(), 4);
    assert_eq!(
        records[2].as_ref().expect_err("a problem").reason,
        "line 3: longer than 20 MB"
    );
    assert_eq!(
        records[3].as_ref().expect("an article").article.text,
        "four"
    );
}

#[test]
fn a_first_line_too_long_is_passed_over() {
    let after = "\n{\"title\":\"after\",\"text\":\"small chips\"}\n{broken\n{\"text\":\"end\"}\n";
    for (name, end) in [
        ("a", "\"}"),
        ("a.jsonl", "\"}"),
        ("a.jsonl", ""),
        ("a", "\", "),
    ] {
        let long = Cursor::new("{\"text\": \"").chain(std::io::repeat(b'x').take(80 << 20));
        let input = long.chain(Cursor::new(format!("{end}{after}")));
        let read = source::read(Box::new(input), name).unwrap();
        assert!(read.many());
        let read: Vec<_> = read.collect();
        assert_eq!(
            read[0].as_ref().unwrap_err().reason,
            "line 1: longer than 20 MB"
        );
        assert_eq!(read[1].as_ref().unwrap().article.text, "small chips");
        let third = read[2].as_ref().unwrap_err();
        assert_eq!(third.record, Some(3));
        assert!(third.reason.starts_with("line 3: "), "{third:?}");
        assert_eq!(read[3].as_ref().unwrap().article.text, "end");
        assert_eq!(read.len(), 4);
    }
}

#[test]
fn a_first_line_longer_than_the_sample_is_a_line() {
    let long = format!("\n{{\"text\": \"{}\"}}\n", "x".repeat(2 << 20));
    let read = read("a", format!("{long}{{broken\n{{\"text\":\"end\"}}\n"));
    assert_eq!(read[0].as_ref().unwrap().article.text.len(), 2 << 20);
    let second = read[1].as_ref().unwrap_err();
    assert!(second.reason.starts_with("line 3: "), "{second:?}");
    assert_eq!(read[2].as_ref().unwrap().article.text, "end");
    assert_eq!(read.len(), 3);
}

#[test]
fn what_is_said_beside_a_file_goes_first() {
    let corpus = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| fs::write(corpus.path().join(name), text).expect("written");
    put("a.md", "---\ntitle: Theirs\noutlet: Paper\n---\nBody.");
    put("a.md.meta.toml", "title = \"Ours\"\ndate = 2025-01-21\n");
    let mut articles = corpus::articles(corpus.path(), "a.md").expect("opened");
    let found = articles.next().expect("a record").expect("an article");
    assert_eq!(found.article.about.title.as_deref(), Some("Ours"));
    assert_eq!(found.article.about.outlet.as_deref(), Some("Paper"));
    assert_eq!(
        found
            .article
            .about
            .date
            .map(|date| date.to_string())
            .as_deref(),
        Some("2025-01-21")
    );
    let from: Vec<_> = found
        .origins
        .iter()
        .map(|origin| (origin.field, origin.from.as_str()))
        .collect();
    assert_eq!(
        from,
        [
            ("outlet", "front matter"),
            ("title", "a.md.meta.toml"),
            ("date", "a.md.meta.toml")
        ]
    );

    put("a.md.meta.toml", "title = \"Ours\"\ntitel = 3\n");
    let problem = corpus::articles(corpus.path(), "a.md")
        .err()
        .expect("a problem");
    assert!(
        problem
            .reason
            .starts_with("`a.md.meta.toml`: line 2: unknown field"),
        "{}",
        problem.reason
    );
    put("a.md.meta.toml", "date = \"yesterday\"\n");
    let problem = corpus::articles(corpus.path(), "a.md")
        .err()
        .expect("a problem");
    assert!(
        problem.reason.contains("`yesterday` is not a date"),
        "{}",
        problem.reason
    );

    let kept = Overrides {
        tags: vec!["chips".into()],
        date: source::date("2025-01-21"),
        ..Overrides::default()
    };
    let written = toml::to_string(&kept).expect("TOML");
    assert_eq!(
        toml::from_str::<Overrides>(&written).expect("overrides"),
        kept
    );
}

#[test]
fn the_corpus_is_walked_in_the_order_of_names() {
    let corpus = tempfile::tempdir().expect("a folder");
    let root = corpus.path();
    for name in [
        "b/c.txt",
        "b.txt",
        "b-a.txt",
        ".git/x",
        "a.txt.meta.toml",
        "a.txt",
        "aliases.txt",
        "b/aliases.txt",
        ".removed",
    ] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "text").expect("written");
    }
    let names: Vec<String> = corpus::walk(root, Path::new("index"), false)
        .map(|file| file.expect("a file").name)
        .collect();
    assert_eq!(
        names,
        ["a.txt", "b-a.txt", "b.txt", "b/aliases.txt", "b/c.txt"]
    );
    let first = corpus::walk(root, Path::new("index"), false)
        .next()
        .expect("a file")
        .expect("a file");
    assert_eq!(first.stats.bytes(), 8);
    let hash = corpus::fingerprint(root, "a.txt").expect("a fingerprint");
    fs::write(root.join("a.txt.meta.toml"), "tags").expect("written");
    assert_ne!(
        corpus::fingerprint(root, "a.txt").expect("a fingerprint"),
        hash
    );
}

#[cfg(unix)]
#[test]
fn the_parts_of_a_saved_page_are_no_articles() {
    let corpus = tempfile::tempdir().expect("a folder");
    let root = corpus.path();
    for name in [
        "chips.html",
        "chips_files/frame.html",
        "act.htm",
        "act-Dateien/frame.html",
        "other_files/story.html",
    ] {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "text").expect("written");
    }
    let names: Vec<String> = corpus::walk(root, Path::new("index"), false)
        .map(|file| file.expect("a file").name)
        .collect();
    assert_eq!(names, ["act.htm", "chips.html", "other_files/story.html"]);
}

#[test]
fn links_that_lead_back_are_problems() {
    let corpus = tempfile::tempdir().expect("a folder");
    fs::create_dir(corpus.path().join("a")).expect("made");
    std::os::unix::fs::symlink(corpus.path(), corpus.path().join("a/back")).expect("linked");
    std::os::unix::fs::symlink("nowhere", corpus.path().join("gone")).expect("linked");
    let found: Vec<_> = corpus::walk(corpus.path(), &corpus.path().join("index"), false).collect();
    let problems: Vec<_> = found
        .iter()
        .map(|file| file.as_ref().expect_err("a problem"))
        .collect();
    assert_eq!(problems[0].0, "a/back");
    assert!(
        problems[0].1.reason.starts_with("links back to"),
        "{problems:?}"
    );
    assert_eq!(problems[1].0, "gone");
}

#[cfg(unix)]
#[test]
fn the_index_is_no_part_of_the_corpus_wherever_it_lies() {
    let folder = tempfile::tempdir().expect("a folder");
    let (corpus, index) = (folder.path().join("corpus"), folder.path().join("index"));
    fs::create_dir_all(corpus.join("a")).expect("made");
    fs::create_dir_all(index.join("g-1")).expect("made");
    fs::write(index.join("g-1/meta.json"), "{}").expect("written");
    fs::write(corpus.join("a/b.txt"), "text").expect("written");
    std::os::unix::fs::symlink(&index, corpus.join("a/index")).expect("linked");
    std::os::unix::fs::symlink(folder.path(), corpus.join("above")).expect("linked");
    let found: Vec<_> = corpus::walk(&corpus, &index, false).collect();
    assert_eq!(found[0].as_ref().expect("a file").name, "a/b.txt");
    let (name, problem) = found[1].as_ref().expect_err("a problem");
    assert_eq!(name, "above");
    assert_eq!(problem.reason, "links back to a folder that it lies in");
    assert_eq!(found.len(), 2);
}

/// Every file of the hostile corpus gives articles or problems, and none of it is silence.
#[test]
fn the_hostile_corpus_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/hostile");
    let mut files = 0;
    for file in corpus::walk(&root, Path::new("index"), false) {
        let file = file.expect("a file");
        let records = match corpus::articles(&root, &file.name) {
            Ok(articles) => articles.count(),
            Err(problem) => problem.reason.len(),
        };
        assert!(records > 0, "{}", file.name);
        files += 1;
    }
    assert!(files > 5, "{files}");
}

#[test]
fn half_a_character_is_replaced_and_the_rest_is_read() {
    let lone = r#"{"title": "a \ud83d b", "text": "one \udc00 two \ud83d\ude00"}"#;
    let found = only("a.json", lone.to_owned());
    assert_eq!(found.article.about.title.as_deref(), Some("a \u{fffd} b"));
    assert_eq!(found.article.text, "one \u{fffd} two \u{1f600}");
    assert!(found.notes.iter().any(|note| note.contains("halves")));
}

#[test]
fn zeros_after_the_end_are_no_damage() {
    let packed = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, text.as_bytes()).expect("packed");
        packed.finish().expect("packed")
    };
    let zeros = || vec![0; 700_000];
    let members = [packed("One chip. "), zeros(), packed("Two chips."), zeros()].concat();
    let texts = |bytes: Vec<u8>, name: &str| -> Vec<String> {
        let read = source::read(Box::new(Cursor::new(bytes)), name).expect("articles");
        read.map(|found| found.expect("an article").article.text)
            .collect()
    };
    assert_eq!(texts(members, "a.txt.gz"), ["One chip. Two chips."]);
    let plain = [b"One chip.".to_vec(), zeros()].concat();
    assert_eq!(texts(plain, "a.txt"), ["One chip."]);
    let joined = "{\"text\": \"one\"}\n\u{feff}{\"text\": \"two\"}\n\0\0\0\0";
    assert_eq!(texts(joined.into(), "a.jsonl"), ["one", "two"]);
}

#[test]
fn no_page_was_published_after_it_was_read() {
    let page = "<!doctype html><html><head><title>Chips</title>\
                <meta property=\"article:published_time\" content=\"2031-01-21T10:30:00Z\"></head>\
                <body><article><h1>Chips</h1><p>The chips are here.</p></article></body></html>";
    let now = "2025-08-01T00:00:00Z".parse().expect("a moment");
    let limits = source::Limits::default().at(now);
    let read = source::read_within(Box::new(Cursor::new(page)), "a.html", limits);
    let read: Vec<_> = read.expect("a page").collect();
    let found = read[0].as_ref().expect("an article");
    assert_eq!(found.article.about.date, None);
    assert_eq!(
        found.notes,
        ["the date of the page, 2031-01-21T10:30:00Z, is in the future and is left out"]
    );
    assert!(only("a.html", page).article.about.date.is_some());
}

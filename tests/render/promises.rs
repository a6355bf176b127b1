//! The promises of every face, whatever it is given.

use newshound::error::{Error, Kind};
use newshound::render::screen::Screen;
use newshound::render::{self, Appearance, safe, snippet, wrap};
use newshound::results::{Explain, Results, Span};
use proptest::prelude::*;

use super::{look, values};

fn shown(results: &Results, look: &Appearance) -> String {
    let mut bytes = Vec::new();
    render::terminal::results(results, look, &mut bytes).expect("a Vec takes every byte");
    String::from_utf8(bytes).expect("a terminal is sent UTF-8")
}

/// Takes our own sequences out: colours (`ESC [ digits m`) and links (`ESC ] 8 ; … ESC \`).
fn stripped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        rest = if let Some(colour) = rest.strip_prefix('[') {
            let (numbers, after) = colour.split_once('m').expect("a colour ends");
            assert!(
                numbers.bytes().all(|b| b.is_ascii_digit() || b == b';'),
                "{numbers:?}"
            );
            after
        } else {
            let link = rest.strip_prefix("]8;").expect("a colour or a link");
            let (address, after) = link.split_once("\x1b\\").expect("a link ends");
            assert!(address.bytes().all(|b| b.is_ascii_graphic()), "{address:?}");
            after
        };
    }
    out + rest
}

/// A character that must not reach a terminal, if one has.
fn commands(shown: &str) -> Option<char> {
    let joins = |letter| matches!(letter, '\n' | '\u{200c}' | '\u{200d}');
    shown
        .chars()
        .find(|letter| !joins(*letter) && safe::is_hidden(*letter))
}

fn without_blanks(text: &str) -> String {
    text.chars()
        .filter(|letter| *letter != ' ' && *letter != '\n')
        .collect()
}

#[test]
fn offsets_in_json_slice_to_the_marked_words() {
    let results = values::results("hostile");
    let mut bytes = Vec::new();
    render::json::results(&results, results.each(), None, &mut bytes)
        .expect("a Vec takes every byte");
    let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let mut words = Vec::new();
    for hit in json["hits"].as_array().expect("hits") {
        sliced(
            &hit["article"]["title"],
            &hit["article"]["title_marks"],
            &mut words,
        );
        sliced(
            &hit["passage"]["text"],
            &hit["passage"]["marks"],
            &mut words,
        );
    }
    let marked = [
        "Stargate",
        "Stargate",
        "export\ncontrols",
        "星际之门",
        "ex\u{ad}port  controls",
        "Stargate",
        "export controls",
        "Stargate",
    ];
    assert_eq!(words, marked);
}

fn sliced(text: &serde_json::Value, marks: &serde_json::Value, words: &mut Vec<String>) {
    for mark in marks.as_array().expect("marks") {
        let place = |name: &str| mark[name].as_u64().expect("a number") as usize;
        let text = text.as_str().expect("a text");
        let bytes = &text[place("start_byte")..place("end_byte")];
        let characters = text
            .chars()
            .skip(place("start"))
            .take(place("end") - place("start"));
        assert_eq!(characters.collect::<String>(), bytes);
        words.push(bytes.to_owned());
    }
}

#[test]
fn counts_say_how_many_and_which() {
    let mut results = values::one("text", Vec::new());
    let counts = render::terminal::counts;
    assert_eq!(counts(&results), "1 passage in 1 article");
    results.total.passages = 1200;
    assert_eq!(counts(&results), "1,200 passages in 1 article, showing 1");
    let last = results.hits[0].clone();
    results
        .hits
        .push(newshound::results::Hit { rank: 2, ..last });
    assert_eq!(counts(&results), "1,200 passages in 1 article, showing 1-2");
    results.hits.clear();
    assert_eq!(
        counts(&results),
        "1,200 passages in 1 article, none of them shown"
    );
}

#[test]
fn a_span_is_exactly_its_characters() {
    let stored = values::stored("plain");
    let span = |characters| render::article::span(&stored, characters);
    assert_eq!(span(0..7), Some("Brüssel"));
    assert_eq!(span(8..9), Some("—"));
    let all = stored.text.chars().count();
    assert_eq!(span(0..all), Some(stored.text.as_str()));
    assert_eq!(span(all..all), Some(""));
    assert_eq!(span(0..all + 1), None);
    assert_eq!(span(std::ops::Range { start: 7, end: 0 }), None);
}

#[test]
fn a_pipe_gets_the_text_byte_for_byte() {
    let stored = values::stored("plain");
    let mut bytes = Vec::new();
    let look = Appearance {
        terminal: false,
        ..look(20)
    };
    render::article::text(&stored.text, &look, &mut bytes).expect("a Vec takes every byte");
    assert_eq!(bytes, stored.text.as_bytes());
}

#[test]
fn one_word_without_end_takes_no_time() {
    for piece in ["x", "人", "\u{301}", "\u{200b}", "👩\u{200d}", "\x1b", "- "] {
        let text = piece.repeat(1_000_000 / piece.len());
        let marks = (0..1000)
            .map(|at| values::span(&piece.repeat(at * 2), piece))
            .collect();
        let mut results = values::one(&text, marks);
        results.hits[0].article.headline = text;
        shown(&results, &look(24));
    }
}

/// Any text, made mostly of what is dangerous, and marks on some of its stretches.
fn marked_text() -> impl Strategy<Value = (String, Vec<Span>)> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-z]{0,40}",
        "[ \n\t\r]{0,3}",
        "[\u{0}-\u{9f}]{0,4}",
        "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fe0f}👩💻人工]{0,6}",
    ];
    prop::collection::vec((piece, any::<bool>()), 0..12).prop_map(|pieces| {
        let (mut text, mut marks) = (String::new(), Vec::new());
        for (piece, is_marked) in pieces {
            if is_marked && !piece.is_empty() {
                marks.push(values::span(&text, &piece));
            }
            text.push_str(&piece);
        }
        (text, marks)
    })
}

#[test]
fn an_endless_headline_of_a_list_is_cut() {
    let mut listing = values::listing();
    listing.articles.truncate(1);
    listing.articles[0].headline = "word ".repeat(100_000);
    let mut bytes = Vec::new();
    render::listing::listing(&listing, &look(40), &mut bytes).expect("a Vec takes every byte");
    assert!(bytes.len() < 1_000, "{}", bytes.len());
}

proptest! {
    #[test]
    fn colour_adds_nothing_but_colour((text, marks) in marked_text(), width in 1usize..120) {
        let mut results = values::one(&text, marks);
        let look = |width| Appearance { full: true, ..look(width) };
        results.hits[0].article.about.url = Some(format!("https://ex.org/{text}"));
        let coloured = Appearance { colour: true, links: true, ..look(width) };
        let coloured = stripped(&shown(&results, &coloured));
        results.hits[0].passage.marks.clear();
        let plain = shown(&results, &look(width));
        prop_assert_eq!(&coloured, &plain);
        let words = without_blanks(&safe::line(&text));
        prop_assert!(without_blanks(&plain).contains(&words));
    }

    #[test]
    fn nothing_commands_the_terminal((text, marks) in marked_text(), width in 1usize..120) {
        let mut results = values::one(&text, marks.clone());
        let card = &mut results.hits[0].article;
        card.headline = text.clone();
        card.title_marks = marks;
        card.about.outlet = Some(text.clone());
        card.about.url = Some(format!("https://ex.org/{text}"));
        results.read_as = text.clone();
        results.explain = Some(Explain::default());
        let shown = stripped(&shown(&results, &Appearance { colour: true, links: true, ..look(width) }));
        prop_assert_eq!(commands(&shown), None);
    }

    #[test]
    fn an_error_commands_nothing((text, marks) in marked_text(), width in 1usize..120) {
        let at = marks.first().map_or(3..9, |mark| mark.start_byte..mark.end_byte);
        let error = Error::new(Kind::Query, &text).hint(&text).at(&text, at);
        let mut bytes = Vec::new();
        let coloured = Appearance { colour: true, ..look(width) };
        render::error::error(&error, &coloured, &mut bytes).expect("a Vec takes every byte");
        let shown = stripped(&String::from_utf8(bytes).expect("UTF-8"));
        prop_assert_eq!(commands(&shown), None);
        prop_assert_eq!(shown.lines().count(), 4);
    }

    #[test]
    fn lines_fit_and_lose_nothing((text, _) in marked_text(), width in 2usize..120) {
        let text = safe::line(&text);
        let lines = wrap::lines(&text, width, width);
        let joined: String = lines.iter().map(|line| &text[line.clone()]).collect();
        prop_assert_eq!(without_blanks(&joined), without_blanks(&text));
        for line in lines {
            prop_assert!(wrap::columns(&text[line]) <= width);
        }
    }

    #[test]
    fn a_snippet_is_of_its_passage_and_shows_a_mark(
        (text, marks) in marked_text(),
        characters in 1usize..300,
    ) {
        let excerpt = &values::one(&text, marks).hits[0].passage;
        let ranges = snippet::snippet(excerpt, None, characters);
        prop_assert_eq!(ranges.is_empty(), text.trim().is_empty());
        let mut end = 0;
        let mut shown = 0;
        for range in &ranges {
            prop_assert!(end <= range.start && range.start < range.end);
            let part = text.get(range.clone()).expect("the borders of characters");
            shown += part.chars().count();
            end = range.end;
        }
        prop_assert!(shown <= characters);
        let touches = |mark: &&Span| ranges.iter().any(|range| {
            range.start < mark.end_byte && mark.start_byte < range.end
        });
        let is_blank = |mark: &Span| text[mark.start_byte..mark.end_byte].trim().is_empty();
        let seen: Vec<&Span> = excerpt.marks.iter().filter(touches).collect();
        prop_assert!(!seen.is_empty() || excerpt.marks.iter().all(is_blank));
        for mark in seen {
            let marked = &text[mark.start_byte..mark.end_byte];
            let start = mark.start_byte + (marked.len() - marked.trim_start().len());
            let marked = marked.trim();
            let end = start + marked.len();
            let is_whole = ranges.iter().any(|range| range.start <= start && end <= range.end);
            prop_assert!(is_whole || marked.chars().count() > characters);
        }
        let sentences = newshound::passage::sentences(&text, None);
        let longest = sentences.iter().map(|one| text[one.clone()].chars().count()).max();
        let is_border = |at: usize| {
            let ends = |one: &std::ops::Range<usize>| one.start == at || one.end == at;
            at == 0 || at == text.len() || sentences.iter().any(ends)
        };
        if longest.is_some_and(|longest| longest <= characters) && excerpt.marks.len() <= 1 {
            for range in &ranges {
                prop_assert!(is_border(range.start) && is_border(range.end));
            }
        }
    }

    #[test]
    fn a_row_is_one_line_and_never_too_wide((text, marks) in marked_text(), width in 1usize..120) {
        let mut results = values::one(&text, marks.clone());
        let card = &mut results.hits[0].article;
        card.headline = text.clone();
        card.title_marks = marks;
        card.about.outlet = Some(text);
        for colour in [false, true] {
            let mut bytes = Vec::new();
            let look = Appearance { colour, ..look(width) };
            render::rows::hits(&results, &look, &mut bytes).expect("a Vec takes every byte");
            let row = stripped(&String::from_utf8(bytes).expect("UTF-8"));
            prop_assert_eq!(row.lines().count(), 1);
            prop_assert!(wrap::columns(row.trim_end_matches('\n')) <= width, "{:?}", row);
            prop_assert_eq!(commands(&row), None);
        }
    }

    #[test]
    fn json_gives_the_text_back((text, marks) in marked_text()) {
        let mut bytes = Vec::new();
        let results = values::one(&text, marks);
        render::json::results(&results, results.each(), None, &mut bytes).expect("a Vec takes every byte");
        let json: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        prop_assert_eq!(json["hits"][0]["passage"]["text"].as_str(), Some(text.as_str()));
        let raw = String::from_utf8(bytes).expect("UTF-8");
        prop_assert!(raw.chars().all(|letter| letter == '\n' || !safe::is_hidden(letter)));
        prop_assert_eq!(raw.trim_end().len() + 1, raw.len());
    }
}

/// Also where it goes through a pipe to a terminal.
#[test]
fn only_the_text_alone_keeps_what_a_terminal_would_obey() {
    use render::article;
    let stored = values::stored("marked");
    let pipe = Appearance {
        terminal: false,
        colour: false,
        ..look(usize::MAX)
    };
    let written = |face: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        face(&mut bytes).expect("a Vec takes every byte");
        String::from_utf8(bytes).expect("UTF-8")
    };
    let faces = [
        written(&|out| article::show(&stored, &pipe, &mut Screen::new(out))),
        written(&|out| article::passages(&stored, 1..=9, Some(2), &pipe, &mut Screen::new(out))),
        written(&|out| render::json::article(&stored, out)),
    ];
    for face in faces {
        assert_eq!(commands(&face), None, "{face}");
    }
    let text = written(&|out| article::text(&stored.text, &pipe, out));
    assert_eq!(text, stored.text);
}

//! Article text to passages.

use newshound::passage::{Edge, cut, first_sentence, sentences};
use proptest::prelude::*;

use crate::rounds::rounds;

#[test]
fn cases() {
    crate::case::check("passages", numbered);
}

/// Each passage by its number and its words, the borders drawn where they lie: `|` ends a sentence,
/// `¶` a paragraph, `{` and `}` enclose a quotation, a line end within is `⏎`.
fn numbered(text: &str) -> String {
    let (lang, text) = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("lang: ") => (first.get(6..), rest),
        _ => (None, text),
    };
    let mut lines = String::new();
    for passage in cut(text, lang) {
        let body = &text[passage.bytes.clone()];
        let mut drawn = String::new();
        let mut from = passage.bytes.start;
        for border in &passage.borders {
            drawn += &text[from..border.at];
            drawn += match border.edge {
                Edge::QuoteBegin => "{",
                Edge::QuoteEnd => "}",
                Edge::SentenceEnd => "|",
                Edge::ParagraphEnd => "¶",
            };
            from = border.at;
        }
        drawn += &text[from..passage.bytes.end];
        let drawn = drawn.replace('\r', "␍").replace('\n', "⏎");
        let words = body.split_whitespace().count();
        lines += &format!("{} ({words} words) {drawn}\n", passage.number);
    }
    lines
}

#[test]
fn short_lines_are_cut_in_little_time() {
    let text = "a\n".repeat(1 << 20);
    let start = std::time::Instant::now();
    let passages = cut(&text, None);
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
    assert_eq!(passages.last().map(|last| last.bytes.end), Some(text.len()));
    assert!(
        (8_000..16_000).contains(&passages.len()),
        "{}",
        passages.len()
    );
}

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "The chips",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        ". ",
        "! ",
        "? ",
        "U.S. ",
        "Sen. ",
        "\"",
        "“",
        "”",
        "…",
        "。",
        "漢",
        "a",
        "It is so. ",
        "J. D. Vance",
        "word ",
        "[1]",
        "\u{a0}",
        "«",
        "»",
        ")",
    ]);
    let made = prop::collection::vec((pieces, 1_usize..200), 0..20).prop_map(|pieces| {
        let repeated = pieces
            .into_iter()
            .map(|(piece, times)| piece.repeat(times % 7 * times % 90));
        repeated.collect::<String>()
    });
    prop_oneof![made, any::<String>()]
}

proptest! {
    #![proptest_config(rounds(256))]

    #[test]
    fn passages_tile_the_text(text in texts()) {
        let passages = cut(&text, None);
        let mut end = 0;
        for (number, passage) in (1..).zip(&passages) {
            prop_assert_eq!(passage.number, number);
            prop_assert_eq!(passage.bytes.start, end);
            prop_assert!(text.get(passage.bytes.clone()).is_some());
            end = passage.bytes.end;
            let borders = &passage.borders;
            prop_assert!(borders.is_sorted_by_key(|border| (border.at, border.edge)));
            let within = |at: usize| passage.bytes.contains(&at) || at == passage.bytes.end;
            prop_assert!(borders.iter().all(|border| within(border.at) && text.is_char_boundary(border.at)));
        }
        prop_assert_eq!(end, text.len());
        prop_assert!(!passages.is_empty());
    }

    #[test]
    fn quotations_begin_and_end_in_turn(text in texts()) {
        let passages = cut(&text, None);
        let borders = passages.iter().flat_map(|passage| &passage.borders);
        let edges: Vec<Edge> = borders
            .map(|border| border.edge)
            .filter(|what| matches!(what, Edge::QuoteBegin | Edge::QuoteEnd))
            .collect();
        prop_assert!(edges.chunks(2).all(|pair| pair == [Edge::QuoteBegin, Edge::QuoteEnd]));
    }

    #[test]
    fn sentences_are_in_order_and_lose_nothing(text in texts()) {
        let mut end = 0;
        for sentence in sentences(&text, None) {
            prop_assert!(sentence.start >= end && sentence.start < sentence.end);
            prop_assert!(text[end..sentence.start].trim().is_empty());
            end = sentence.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn a_first_sentence_is_short(text in texts()) {
        let first = first_sentence(&text);
        prop_assert!(first.len() <= 200 && text.contains(first));
        prop_assert_eq!(first.is_empty(), text.trim().is_empty());
    }
}

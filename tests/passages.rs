//! Article text to passages.

use newshound::passage::{Edge, cut};

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
            drawn += match border.what {
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

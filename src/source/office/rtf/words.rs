//! The control words of rich text that have to do with its text.

use encoding_rs::Encoding;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    Text,
    /// It is passed over.
    Nothing,
    Fonts,
    Styles,
    /// The name of one style.
    Style,
    /// The number of an item.
    Number,
    Title,
    Author,
    Keywords,
    Created,
    Changed,
}

impl Destination {
    /// Whether it is something that is said of the document.
    pub fn is_property(self) -> bool {
        use Destination::{Author, Changed, Created, Keywords, Title};
        matches!(self, Author | Changed | Created | Keywords | Title)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Destination(Destination),
    /// Characters that have a word of their own.
    Text(&'static str),
    Unicode,
    Fallback,
    Hidden,
    Plain,
    Page,
    Font,
    Charset,
    Style,
    Moment(usize),
    Reset,
    Paragraph,
    Line,
    InTable,
    Cell,
    Row,
    Unknown,
}

use Destination as To;
use Meaning::{Destination as Into, Moment, Text};

/// Sorted by word.
const WORDS: &[(&str, Meaning)] = &[
    ("_", Text("-")),
    ("annotation", Into(To::Nothing)),
    ("ansicpg", Meaning::Page),
    ("atnauthor", Into(To::Nothing)),
    ("atnid", Into(To::Nothing)),
    ("author", Into(To::Author)),
    ("bullet", Text("•")),
    ("cell", Meaning::Cell),
    ("colortbl", Into(To::Nothing)),
    ("creatim", Into(To::Created)),
    ("deleted", Meaning::Hidden),
    ("dy", Moment(2)),
    ("emdash", Text("—")),
    ("emspace", Text(" ")),
    ("endash", Text("–")),
    ("enspace", Text(" ")),
    ("f", Meaning::Font),
    ("fcharset", Meaning::Charset),
    ("fldinst", Into(To::Nothing)),
    ("fldrslt", Into(To::Text)),
    ("fonttbl", Into(To::Fonts)),
    ("footer", Into(To::Nothing)),
    ("footerf", Into(To::Nothing)),
    ("footerl", Into(To::Nothing)),
    ("footerr", Into(To::Nothing)),
    ("footnote", Into(To::Text)),
    ("ftnsep", Into(To::Nothing)),
    ("ftnsepc", Into(To::Nothing)),
    ("header", Into(To::Nothing)),
    ("headerf", Into(To::Nothing)),
    ("headerl", Into(To::Nothing)),
    ("headerr", Into(To::Nothing)),
    ("hr", Moment(3)),
    ("info", Into(To::Nothing)),
    ("intbl", Meaning::InTable),
    ("keywords", Into(To::Keywords)),
    ("ldblquote", Text("“")),
    ("line", Meaning::Line),
    ("listname", Into(To::Nothing)),
    ("listtext", Into(To::Number)),
    ("lquote", Text("‘")),
    ("mac", Meaning::Page),
    ("min", Moment(4)),
    ("mo", Moment(1)),
    ("nestcell", Text(" ")),
    ("nonesttables", Into(To::Nothing)),
    ("nonshppict", Into(To::Nothing)),
    ("objdata", Into(To::Nothing)),
    ("page", Text(" ")),
    ("par", Meaning::Paragraph),
    ("pard", Meaning::Reset),
    ("pict", Into(To::Nothing)),
    ("plain", Meaning::Plain),
    ("pntext", Into(To::Number)),
    ("printim", Into(To::Nothing)),
    ("rdblquote", Text("”")),
    ("revtim", Into(To::Changed)),
    ("row", Meaning::Row),
    ("rquote", Text("’")),
    ("s", Meaning::Style),
    ("sect", Meaning::Paragraph),
    ("shpinst", Into(To::Text)),
    ("shprslt", Into(To::Nothing)),
    ("shptxt", Into(To::Text)),
    ("sp", Into(To::Nothing)),
    ("stylesheet", Into(To::Styles)),
    ("tab", Text(" ")),
    ("tc", Into(To::Nothing)),
    ("title", Into(To::Title)),
    ("u", Meaning::Unicode),
    ("uc", Meaning::Fallback),
    ("ud", Into(To::Text)),
    ("upr", Into(To::Nothing)),
    ("v", Meaning::Hidden),
    ("xe", Into(To::Nothing)),
    ("yr", Moment(0)),
    ("~", Text("\u{a0}")),
];

pub(super) fn meaning(word: &str) -> Meaning {
    match WORDS.binary_search_by_key(&word, |row| row.0) {
        Ok(at) => WORDS[at].1,
        Err(_) => Meaning::Unknown,
    }
}

/// The character set of a code page of Windows.
pub(super) fn code_page(number: i32) -> &'static Encoding {
    let label = match number {
        0 | 10000 => "macintosh".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65001 => "utf-8".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}

/// The character set of a font, by the number that it has; nothing for that of the document.
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(code_page(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

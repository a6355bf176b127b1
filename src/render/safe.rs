//! Makes text from outside safe for a terminal: what is printed can neither command the terminal
//! nor reorder, hide or counterfeit the text beside it.
//!
//! A control character is shown as U+FFFD, so that its place is seen. Characters that show nothing
//! (direction overrides, zero-width and tag characters, fillers) are left out. Joiners and variation
//! selectors stay where emoji and scripts need them: directly after a character that they can act on.
//! Not here: the escapes of JSON and CSV (`json`, `csv`).

use std::ops::Range;

use super::wrap;
use crate::results::Span;

/// Text as one line: white space of every kind becomes single blanks, none at either end.
pub fn line(text: &str) -> String {
    marked(text, &[]).text
}

/// One safe line and the bytes of it that are marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub text: String,
    /// In order, not overlapping, none empty.
    pub marks: Vec<Range<usize>>,
}

impl Marked {
    /// The beginning that fits into so many columns, with `…` after it if anything is left out; without the marks
    /// that are cut.
    pub fn cut(&self, columns: usize) -> Marked {
        if wrap::columns(&self.text) <= columns {
            return self.clone();
        }
        let text = wrap::cut(&self.text, columns);
        let kept = text.len().saturating_sub('…'.len_utf8());
        let marks = self.marks.iter().filter(|mark| mark.end <= kept);
        Marked {
            marks: marks.cloned().collect(),
            text,
        }
    }
}

impl From<String> for Marked {
    fn from(text: String) -> Self {
        Marked {
            text,
            marks: Vec::new(),
        }
    }
}

/// `line`, with the marks moved to the new offsets of their words.
///
/// `spans` are taken in order, by their bytes; offsets out of bounds do no harm.
pub fn marked(text: &str, spans: &[Span]) -> Marked {
    marked_as(Kept::Line, text, spans)
}

/// `text`, with the marks moved to the new offsets of their words.
pub fn marked_text(text: &str, spans: &[Span]) -> Marked {
    marked_as(Kept::Lines, text, spans)
}

/// How much of white space is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Single blanks.
    Line,
    /// Each line end, and as many blanks as there are.
    Lines,
}

fn marked_as(kept: Kept, text: &str, spans: &[Span]) -> Marked {
    let mut out = String::with_capacity(text.len());
    let mut marks = Vec::new();
    let mut spans = spans.iter().map(|span| span.start_byte..span.end_byte);
    let mut span = spans.next();
    let mut open: Option<usize> = None;
    let mut blank = false;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        while span.as_ref().is_some_and(|span| span.end <= at) {
            marks.extend(open.take().map(|start| start..out.len()));
            span = spans.next();
        }
        match seen(letter, before) {
            Seen::Nothing => continue,
            Seen::Blank if kept == Kept::Lines => match letter {
                '\n' if before == '\r' => {}
                _ if ends_line(letter) => out.push('\n'),
                _ => out.push(' '),
            },
            Seen::Blank => blank = true,
            Seen::Letter(shown) => {
                if std::mem::take(&mut blank) && !out.is_empty() {
                    out.push(' ');
                }
                if open.is_none() && span.as_ref().is_some_and(|span| span.start <= at) {
                    open = Some(out.len());
                }
                out.push(shown);
            }
        }
        before = letter;
    }
    marks.extend(open.map(|start| start..out.len()));
    Marked { text: out, marks }
}

/// Text with its lines kept: each line end becomes `\n`, each other white space a blank.
pub fn text(text: &str) -> String {
    marked_text(text, &[]).text
}

/// Longer addresses are longer than terminals take.
const LONGEST_LINK: usize = 2000;

/// A web address as a terminal link may carry it: printable ASCII only. `None` for other schemes
/// and for addresses longer than terminals take.
pub fn link(address: &str) -> Option<String> {
    if address.len() > LONGEST_LINK {
        return None;
    }
    let url = url::Url::parse(address.trim()).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    linkable(url).filter(|_| is_web)
}

/// The address of a file within a folder, as a terminal link may carry it; `name` has `/` between its parts.
pub fn file_link(folder: &url::Url, name: &str) -> Option<String> {
    let mut url = folder.clone();
    let mut parts = url.path_segments_mut().ok()?;
    parts.pop_if_empty().extend(name.split('/'));
    drop(parts);
    linkable(url)
}

fn linkable(url: url::Url) -> Option<String> {
    let is_plain = url.as_str().bytes().all(|byte| byte.is_ascii_graphic());
    (is_plain && url.as_str().len() <= LONGEST_LINK).then(|| url.into())
}

/// Whether a character is a control or shows nothing, and so must not be printed as it is.
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || HIDDEN
            .binary_search_by(|&(first, last)| {
                use std::cmp::Ordering::{Equal, Greater, Less};
                match letter {
                    _ if last < letter => Less,
                    _ if first > letter => Greater,
                    _ => Equal,
                }
            })
            .is_ok()
}

enum Seen {
    Nothing,
    Blank,
    Letter(char),
}

fn seen(letter: char, before: char) -> Seen {
    match letter {
        ' ' | '\t' | '\u{b}' | '\u{c}' => Seen::Blank,
        _ if ends_line(letter) => Seen::Blank,
        '\u{200c}' | '\u{200d}' if is_joinable(before) => Seen::Letter(letter),
        '\u{fe00}'..='\u{fe0f}' if is_selectable(before) => Seen::Letter(letter),
        '\u{fe00}'..='\u{fe0f}' => Seen::Nothing,
        _ if letter.is_control() => Seen::Letter(char::REPLACEMENT_CHARACTER),
        _ if is_hidden(letter) => Seen::Nothing,
        _ => Seen::Letter(letter),
    }
}

fn ends_line(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a joiner can follow: after a letter outside ASCII (emoji, Persian, the scripts of India) or
/// its selector.
fn is_joinable(before: char) -> bool {
    !before.is_ascii() && !before.is_whitespace() && !is_hidden(before)
}

fn is_selectable(before: char) -> bool {
    !before.is_whitespace() && !is_hidden(before) && !matches!(before, '\u{fe00}'..='\u{fe0f}')
}

/// Characters without a shape of their own, and those that change the direction of others.
#[rustfmt::skip]
const HIDDEN: &[(char, char)] = &[
    ('\u{ad}',    '\u{ad}'),    // soft hyphen
    ('\u{34f}',   '\u{34f}'),   // grapheme joiner
    ('\u{61c}',   '\u{61c}'),   // Arabic letter mark
    ('\u{115f}',  '\u{1160}'),  // Hangul fillers
    ('\u{17b4}',  '\u{17b5}'),  // Khmer inherent vowels
    ('\u{180b}',  '\u{180f}'),  // Mongolian selectors and separator
    ('\u{200b}',  '\u{200f}'),  // zero-width space, joiners, direction marks
    ('\u{2028}',  '\u{202e}'),  // line and paragraph separators, direction overrides
    ('\u{2060}',  '\u{206f}'),  // word joiner, invisible operators, direction isolates
    ('\u{3164}',  '\u{3164}'),  // Hangul filler
    ('\u{feff}',  '\u{feff}'),  // byte order mark
    ('\u{ffa0}',  '\u{ffa0}'),  // half-width Hangul filler
    ('\u{fff0}',  '\u{fffb}'),  // interlinear annotation
    ('\u{1bca0}', '\u{1bca3}'), // shorthand format controls
    ('\u{1d173}', '\u{1d17a}'), // musical format controls
    ('\u{e0000}', '\u{e0fff}'), // tags and further selectors
];

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start_byte: usize, end_byte: usize) -> Span {
        let (start, end) = (start_byte, end_byte);
        Span {
            start,
            end,
            start_byte,
            end_byte,
        }
    }

    #[test]
    fn controls_are_seen_and_command_nothing() {
        assert_eq!(
            line("a\x1b[31mb\x07\u{9b}2J\x7f"),
            "a\u{fffd}[31mb\u{fffd}\u{fffd}2J\u{fffd}"
        );
    }

    #[test]
    fn white_space_becomes_single_blanks() {
        assert_eq!(line(" \ta\r\n\r\nb\u{2028}c "), "a b c");
        assert_eq!(text("a\r\n\tb\rc\u{85}"), "a\n b\nc\n");
    }

    #[test]
    fn what_shows_nothing_is_left_out() {
        assert_eq!(
            line("Open\u{200b}AI \u{202e}evil\u{2066}\u{e0041}\u{feff}"),
            "OpenAI evil"
        );
    }

    #[test]
    fn emoji_and_scripts_keep_their_joiners() {
        for kept in [
            "👩\u{200d}💻",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
            "می\u{200c}خواهم",
        ] {
            assert_eq!(line(kept), kept);
        }
        assert_eq!(
            line("a\u{200d}b 💻\u{fe0f}\u{fe0e}\u{200d}\u{200d}"),
            "ab 💻\u{fe0f}\u{200d}"
        );
    }

    #[test]
    fn marks_move_with_their_words() {
        let text = "the\u{200b}\r\n  \x1bchip\u{ad}s act";
        let at = text.find('c').unwrap();
        let found = marked(text, &[span(0, 3), span(at, at + 7), span(at + 8, 900)]);
        assert_eq!(found.text, "the \u{fffd}chips act");
        let words: Vec<&str> = found
            .marks
            .iter()
            .map(|mark| &found.text[mark.clone()])
            .collect();
        assert_eq!(words, ["the", "chips", "act"]);
    }

    #[test]
    fn links_are_web_addresses_in_printable_ascii() {
        assert_eq!(
            link("https://ex.org/a b\x1b\\?q=é").unwrap(),
            "https://ex.org/a%20b%1B/?q=%C3%A9"
        );
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("https://"), None);
    }

    #[test]
    fn the_link_of_a_file_lies_in_its_folder_whatever_it_is_called() {
        let folder = url::Url::parse("file:///home/me/my%20news/").unwrap();
        for (name, address) in [
            ("a/b c.txt", "a/b%20c.txt"),
            ("100%\x1b\\;é#?.txt", "100%25%1B%5C;%C3%A9%23%3F.txt"),
            ("../../etc/passwd", "etc/passwd"),
        ] {
            let expected = format!("file:///home/me/my%20news/{address}");
            assert_eq!(file_link(&folder, name).unwrap(), expected);
        }
        assert_eq!(file_link(&folder, &"x".repeat(2000)), None);
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(HIDDEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}

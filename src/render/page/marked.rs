//! Text with its marks as markup.

use std::fmt::Write;

use minijinja::{HtmlEscape, Value};

use crate::render::safe::Marked;

/// One line: its marks between `<mark>` and `</mark>`, everything else escaped.
pub fn line(marked: &Marked) -> Value {
    Value::from_safe_string(html(marked))
}

pub fn html(marked: &Marked) -> String {
    let mut out = String::with_capacity(marked.text.len() + 16);
    let mut at = 0;
    for mark in &marked.marks {
        escape(&marked.text[at..mark.start], &mut out);
        out.push_str("<mark>");
        escape(&marked.text[mark.clone()], &mut out);
        out.push_str("</mark>");
        at = mark.end;
    }
    escape(&marked.text[at..], &mut out);
    out
}

/// Escapes what means something in HTML; ends of lines are shown.
pub fn escape(text: &str, out: &mut String) {
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str("<br>");
        }
        // Writing to a text does not fail.
        let _ = write!(out, "{}", HtmlEscape(line));
    }
}

/// A sentence of ours, in which what is between backticks is code.
pub fn sentence(text: &str) -> String {
    let mut out = String::new();
    for (number, piece) in text.split('`').enumerate() {
        match number % 2 {
            0 => escape(piece, &mut out),
            _ => {
                out.push_str("<code>");
                escape(piece, &mut out);
                out.push_str("</code>");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text_and_marks_are_marks() {
        let marked = Marked {
            text: "a <script> & \"b\"".to_owned(),
            marks: [(2, 10)].map(|(start, end)| start..end).to_vec(),
        };
        assert_eq!(
            html(&marked),
            "a <mark>&lt;script&gt;</mark> &amp; &quot;b&quot;"
        );
        assert_eq!(sentence("`a<b` is c"), "<code>a&lt;b</code> is c");
    }
}

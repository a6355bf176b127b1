//! Why there is no answer: what was wrong, where in the question, and what helps.

use minijinja::{Value, context};

use super::{Framed, Link, marked, part};
use crate::error::{Error, Location, Result};
use crate::render::safe;
use crate::results::Span;

/// The page of an error; what was asked is kept in the box.
pub fn problem(error: &Error, status: u16, link: &Link) -> Result<Vec<u8>> {
    let message = marked::sentence(&safe::line(&error.message));
    let hint = error.hint.as_deref();
    let hint = hint.map(|hint| Value::from_safe_string(marked::sentence(&safe::line(hint))));
    let main = part(
        "problem.html",
        context! {
            heading => heading(status),
            message => Value::from_safe_string(message),
            asked => error.location.as_ref().map(asked),
            hint,
        },
    )?;
    Framed {
        title: &format!("{} · newshound", heading(status)),
        at: "problem",
        is_everything: false,
        skip: "what is wrong",
        link,
        feed: None,
        outlets: Vec::new(),
        main,
    }
    .bytes()
}

fn heading(status: u16) -> &'static str {
    match status {
        400 | 413..=415 => "This cannot be asked so",
        403 => "This is not allowed",
        404 => "Not here",
        410 => "The answer has changed",
        429 => "Too much at once",
        503 => "No answer for now",
        _ => "That went wrong",
    }
}

/// The text with its wrong part marked, and the number of the first wrong character.
fn asked(location: &Location) -> Value {
    let text = &location.text;
    let start = text.floor_char_boundary(location.at.start);
    let end = text.floor_char_boundary(location.at.end.max(start));
    let character = text[..start].chars().count();
    let shown = match text[start..end].trim().is_empty() {
        // Something is missing there.
        true => format!("{}‸{}", &text[..start], &text[end..]),
        false => text.clone(),
    };
    let end = match text[start..end].trim().is_empty() {
        true => start + '‸'.len_utf8(),
        false => end,
    };
    let span = Span {
        start: character,
        end: character,
        start_byte: start,
        end_byte: end,
    };
    let marked = safe::marked(&shown, &[span]);
    context! {
        text => marked::line(&marked),
        character => character + 1,
    }
}

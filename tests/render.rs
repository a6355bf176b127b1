//! One value and its faces. A case is a line such as `terminal hostile width=60 colour`: a face, the
//! value it shows, and its appearance. The expected output follows, each escape character written
//! `␛`.
//!
//! A value is a file `tests/render/NAME.json` (search results, the marked words in `[[…]]`) or is
//! one of `values.rs`.

mod counted;
mod described;
mod faces;
mod promises;
mod schema;
mod values;

use newshound::render::Appearance;

/// A look in which nothing depends on the machine.
fn look(width: usize) -> Appearance {
    Appearance {
        width,
        terminal: true,
        ..Appearance::plain()
    }
}

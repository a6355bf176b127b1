//! Errors: what kind, what was wrong, where, and a hint to mend it.
//!
//! A message is lower case, has no full stop, and puts the offending value in backticks.
//! The kind alone decides the exit code. Nothing here prints.

use std::fmt;
use std::ops::Range;

/// A result that fails with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One failure, ready to be shown to the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The sort of failure, which decides the exit code.
    pub kind: Kind,
    /// Lower case, the value in backticks, no full stop.
    pub message: String,
    /// Where in a text it was wrong, if the error is in a text.
    pub location: Option<Location>,
    /// One thing that can be typed to mend it.
    pub hint: Option<String>,
}

/// A range of a text that was typed: `at` is in bytes, on character boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The text that was typed.
    pub text: String,
    /// The part of it that is wrong.
    pub at: Range<usize>,
}

/// The kind of a failure, which decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was found (exit 1).
    NotFound,
    /// The command line cannot be carried out as written (exit 2).
    Usage,
    /// The query cannot be read (exit 2).
    Query,
    /// The index is missing, damaged or of another layout (exit 3).
    Index,
    /// Some inputs were not taken in (exit 4).
    Rejected,
    /// Reading or writing failed outside the index: a full disk, a missing permission (exit 74).
    Io,
    /// Another process is writing; trying again helps (exit 75).
    Busy,
    /// The answer would have taken longer than it may (exit 2).
    TimedOut,
    /// The answer was no longer wanted (exit 130).
    Cancelled,
    /// The index has changed since the answer began that should go on (exit 2).
    Expired,
}

impl Kind {
    /// Every kind by the name that programs know it by. Names are never changed.
    pub const NAMES: &[(&str, Kind)] = &[
        ("not_found", Kind::NotFound),
        ("usage", Kind::Usage),
        ("query", Kind::Query),
        ("index", Kind::Index),
        ("rejected", Kind::Rejected),
        ("io", Kind::Io),
        ("busy", Kind::Busy),
        ("timed_out", Kind::TimedOut),
        ("cancelled", Kind::Cancelled),
        ("expired", Kind::Expired),
    ];

    /// The name that programs know it by.
    pub fn name(self) -> &'static str {
        let found = Kind::NAMES.iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }

    /// The code that the process leaves with.
    pub const fn exit_code(self) -> u8 {
        match self {
            Kind::NotFound => 1,
            Kind::Usage | Kind::Query | Kind::TimedOut | Kind::Expired => 2,
            Kind::Index => 3,
            Kind::Rejected => 4,
            Kind::Io => 74,
            Kind::Busy => 75,
            Kind::Cancelled => 130,
        }
    }
}

impl Error {
    /// A failure without location and hint.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            location: None,
            hint: None,
        }
    }

    /// A failed read or write of `thing`, in plain words.
    pub fn io(thing: impl fmt::Display, error: &std::io::Error) -> Self {
        Error::new(Kind::Io, format!("`{thing}`: {}", reason(error)))
    }

    /// The same with one thing that can be typed.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with its location in a text.
    pub fn at(mut self, text: impl Into<String>, at: Range<usize>) -> Self {
        self.location = Some(Location {
            text: text.into(),
            at,
        });
        self
    }
}

/// Why a read or write failed, without the system's error number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let plain = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = plain.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "failed for no stated reason".to_owned(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

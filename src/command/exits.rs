//! How verbs end: each way once, with its code and what the help says of it.

use crate::error::Kind;

/// One way for a verb to end.
#[derive(Debug, Clone, Copy)]
pub struct Exit {
    code: u8,
    says: &'static str,
}

impl Exit {
    const fn new(code: u8, says: &'static str) -> Exit {
        Exit { code, says }
    }

    const fn of(kind: Kind, says: &'static str) -> Exit {
        Exit::new(kind.exit_code(), says)
    }

    pub const DONE: Exit = Exit::new(0, "done");
    pub const FOUND: Exit = Exit::new(0, "something found");
    pub const WELL: Exit = Exit::new(0, "all is well");

    pub const SAME: Exit = Exit::new(0, "the answer is the same");
    pub const OTHER_ANSWER: Exit = Exit::of(Kind::NotFound, "the answer is another one");

    pub const NEW: Exit = Exit::new(0, "something new");
    pub const NOTHING_NEW: Exit = Exit::of(Kind::NotFound, "nothing new");
    pub const NO_BEAT: Exit = Exit::of(Kind::NotFound, "there are no beats");
    pub const UNREADABLE_BEAT: Exit = Exit::of(
        Kind::Query,
        "there is no such beat or a question cannot be read",
    );
    pub const BUSY_BEATS: Exit = Exit::of(Kind::Busy, "another process has the beats");

    pub const NOTHING_FOUND: Exit = Exit::of(Kind::NotFound, "nothing found");
    pub const NO_ARTICLE: Exit = Exit::of(Kind::NotFound, "there is no such article");
    pub const NO_PASSAGE: Exit = Exit::of(Kind::NotFound, "there is no such article or passage");
    pub const DIFFERS: Exit = Exit::of(
        Kind::NotFound,
        "the corpus has changed since it was indexed",
    );

    pub const UNREADABLE: Exit = Exit::of(Kind::Query, "the question cannot be read");
    pub const IMPOSSIBLE: Exit = Exit::of(Kind::Usage, "the command cannot be carried out");
    pub const SETTINGS: Exit = Exit::of(Kind::Usage, "the settings cannot be read");
    pub const AMBIGUOUS: Exit = Exit::of(
        Kind::Usage,
        "it could be several or the command cannot be carried out",
    );

    pub const DAMAGED: Exit = Exit::of(Kind::Index, "the index is damaged");
    pub const DAMAGED_OR_NONE: Exit =
        Exit::of(Kind::Index, "the index is damaged or there is none");
    pub const NO_INDEX: Exit = Exit::of(Kind::Index, "no index that could answer");

    pub const REJECTED: Exit = Exit::of(Kind::Rejected, "some inputs were rejected");
    pub const FEEDS_FAILED: Exit =
        Exit::of(Kind::Rejected, "some feeds or pages could not be read");
    pub const REFUSED: Exit = Exit::of(Kind::Rejected, "some questions of a file were refused");
    pub const SKIPPED: Exit = Exit::of(Kind::Rejected, "some inputs are skipped");

    pub const SOME_UNKNOWN: Exit = Exit::of(Kind::Rejected, "some ids name nothing");

    pub const SOME_UNASKED: Exit = Exit::of(Kind::Rejected, "some beats cannot be asked");

    pub const IO: Exit = Exit::of(Kind::Io, "reading or writing failed");

    pub const INTERRUPTED: Exit = Exit::of(Kind::Cancelled, "interrupted");

    pub const BUSY: Exit = Exit::of(Kind::Busy, "another process is writing");
    pub const BUSY_BUILDING: Exit = Exit::of(
        Kind::Busy,
        "there is no index yet and another process is writing it",
    );
}

/// The ways in which a verb ends that asks a question.
pub const OF_A_QUESTION: &[Exit] = &[
    Exit::FOUND,
    Exit::NOTHING_FOUND,
    Exit::UNREADABLE,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

/// The same where many questions may be asked at once.
pub const OF_QUESTIONS: &[Exit] = &[
    Exit::FOUND,
    Exit::NOTHING_FOUND,
    Exit::UNREADABLE,
    Exit::NO_INDEX,
    Exit::REFUSED,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

/// The ways in which a verb ends that changes the articles that it is given.
pub const OF_A_CHANGE: &[Exit] = &[
    Exit::DONE,
    Exit::NO_ARTICLE,
    Exit::AMBIGUOUS,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY,
];

/// The last lines of a verb's help.
pub fn help(exits: &[Exit]) -> String {
    let each = exits
        .iter()
        .map(|exit| format!("{} {}", exit.code, exit.says));
    format!("Exit codes: {}.", each.collect::<Vec<_>>().join(", "))
}

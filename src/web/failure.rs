//! Failures in words of ours.

use std::time::Duration;

use super::{Failure, FailureKind};

impl Failure {
    /// A failure of that kind, without a hint.
    pub fn new(kind: FailureKind, reason: impl Into<String>) -> Failure {
        Failure {
            reason: reason.into(),
            hint: None,
            kind,
            retry_after: None,
        }
    }

    /// It will not be otherwise the next time.
    pub fn refused(reason: impl Into<String>) -> Failure {
        Failure::new(FailureKind::Refused, reason)
    }

    /// Another time it may not fail.
    pub(super) fn failing(reason: impl Into<String>) -> Failure {
        Failure::new(FailureKind::Failing, reason)
    }

    /// The same with something that would help.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

/// An answer that took too long.
pub(super) fn too_slow(host: &str, time: Duration) -> Failure {
    Failure::failing(format!(
        "`{host}` did not finish its answer within {}",
        seconds(time)
    ))
}

/// A time in words.
pub(super) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} milliseconds", time.as_millis()),
        1 => "1 second".to_owned(),
        many => format!("{many} seconds"),
    }
}

/// A size in words.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// How often, in words.
pub(super) fn times(number: u32) -> String {
    match number {
        1 => "once".to_owned(),
        _ => format!("{number} times"),
    }
}

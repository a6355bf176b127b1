//! Failures in words of ours.

use std::time::Duration;

use super::{Failure, FailureKind};

impl Failure {
    /// It will not be otherwise the next time.
    pub(super) fn refused(reason: String) -> Failure {
        Failure {
            reason,
            hint: None,
            kind: FailureKind::Refused,
            retry_after: None,
        }
    }

    /// Another time it may not fail.
    pub(super) fn failing(reason: String) -> Failure {
        Failure {
            reason,
            hint: None,
            kind: FailureKind::Failing,
            retry_after: None,
        }
    }

    pub(super) fn hint(mut self, hint: &str) -> Failure {
        self.hint = Some(hint.to_owned());
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

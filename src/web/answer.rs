//! What the status of an answer means.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::{Answer, Exchange, Failure, FailureKind};

/// The longest that a server is left alone because it wants so.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl Answer {
    /// The answer itself, after all redirects.
    pub fn last(&self) -> &Exchange {
        // Never empty, as its field promises.
        &self.exchanges[self.exchanges.len() - 1]
    }

    /// Why this is no answer to go on with; nothing where it is one, or where nothing is new (304).
    pub fn failure(&self, now: Timestamp) -> Option<Failure> {
        let last = self.last();
        let address = &last.address;
        let (reason, kind) = match last.status {
            304 => return None,
            206 => (
                format!("`{address}` sent a part only"),
                FailureKind::Failing,
            ),
            200..300 if last.length > 0 => return None,
            200..300 => (format!("`{address}` sent nothing"), FailureKind::Failing),
            404 => (
                format!("there is nothing at `{address}` (404)"),
                FailureKind::Missing,
            ),
            410 => (
                format!("what was at `{address}` is gone for good (410)"),
                FailureKind::Gone,
            ),
            401 => (
                format!("`{address}` wants a login (401)"),
                FailureKind::Refused,
            ),
            402 => (
                format!("`{address}` wants a payment (402)"),
                FailureKind::Refused,
            ),
            403 => (
                format!("`{address}` may not be read by us (403)"),
                FailureKind::Refused,
            ),
            451 => (
                format!("`{address}` is withheld for legal reasons (451)"),
                FailureKind::Refused,
            ),
            408 | 425 => (later(last, "is not ready"), FailureKind::Failing),
            429 => (later(last, "was asked too often"), FailureKind::Failing),
            503 => (
                later(last, "is not available for now"),
                FailureKind::Failing,
            ),
            500.. => (later(last, "failed"), FailureKind::Failing),
            300..=399 => (
                format!(
                    "`{address}` redirects without saying where to ({})",
                    last.status
                ),
                FailureKind::Failing,
            ),
            other => (
                format!("`{address}` was not understood by its server ({other})"),
                FailureKind::Refused,
            ),
        };
        Some(Failure {
            reason,
            hint: None,
            kind,
            retry_after: last.retry_after(now),
        })
    }
}

impl Exchange {
    /// How long the server wants to be left alone, at most a week.
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let text = self.later.as_deref()?;
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number that is too large for us is longer than a week.
            return Some(
                text.parse()
                    .map_or(LONGEST, Duration::from_secs)
                    .min(LONGEST),
            );
        }
        let date = DateTimeParser::new()
            .relaxed_weekday(true)
            .parse_timestamp(text)
            .ok()?;
        let wait = Duration::try_from(date.duration_since(now)).unwrap_or_default();
        Some(wait.min(LONGEST))
    }
}

fn later(last: &Exchange, what: &str) -> String {
    let host = last.address.host_str().unwrap_or_default();
    format!("`{host}` {what} ({})", last.status)
}

//! When a feed is asked for again, as it says itself: `ttl`, `skipHours`, `skipDays`, `sy:updatePeriod`.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::corpus::Rhythm;
use crate::source::Feed;

/// A run that comes a little early, as runs of cron do, does not wait for the next.
const EARLY: u64 = 10;

/// After so many hours a feed is asked for whatever it says.
const MOST_HOURS: usize = 8 * 24;

/// What a feed says of when it changes.
pub fn rhythm(feed: &Feed) -> Option<Rhythm> {
    let days = feed.skip_days.iter();
    let rhythm = Rhythm {
        wait: feed.wait.map_or(0, |wait| wait.as_secs()),
        skip_hours: feed.skip_hours.clone(),
        skip_days: days.map(|day| day.to_monday_one_offset()).collect(),
    };
    (rhythm != Rhythm::default()).then_some(rhythm)
}

/// When a feed of this rhythm that was read now is read again at the earliest.
pub fn next(rhythm: &Rhythm, now: Timestamp) -> Option<Timestamp> {
    let wait = rhythm.wait - rhythm.wait / EARLY;
    let wait = SignedDuration::from_secs(i64::try_from(wait).ok()?);
    let mut next = now.checked_add(wait).ok()?.to_zoned(TimeZone::UTC);
    for _ in 0..MOST_HOURS {
        let is_skipped = u8::try_from(next.hour())
            .is_ok_and(|hour| rhythm.skip_hours.contains(&hour))
            || rhythm
                .skip_days
                .contains(&next.weekday().to_monday_one_offset());
        if !is_skipped {
            break;
        }
        next = next
            .checked_add(1.hour())
            .ok()?
            .round(
                jiff::ZonedRound::new()
                    .smallest(jiff::Unit::Hour)
                    .mode(jiff::RoundMode::Floor),
            )
            .ok()?;
    }
    Some(next.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_feed_is_left_alone_as_long_as_it_asks() {
        let now = at("2026-11-27T10:30:00Z"); // a Friday
        let wait = |wait| Rhythm {
            wait,
            ..Rhythm::default()
        };
        assert_eq!(next(&wait(3600), now), Some(at("2026-11-27T11:24:00Z")));
        assert_eq!(next(&wait(0), now), Some(now));
        let hours = Rhythm {
            wait: 3600,
            skip_hours: vec![11, 12],
            ..Rhythm::default()
        };
        assert_eq!(next(&hours, now), Some(at("2026-11-27T13:00:00Z")));
        let days = Rhythm {
            skip_days: vec![5, 6, 7],
            ..Rhythm::default()
        };
        assert_eq!(next(&days, now), Some(at("2026-11-30T00:00:00Z")));
        let always = Rhythm {
            skip_hours: (0..24).collect(),
            ..Rhythm::default()
        };
        assert!(next(&always, now) < Some(at("2026-12-06T00:00:00Z")));
    }
}

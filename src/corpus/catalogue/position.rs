//! Where a line is: its day, and the byte within the file of that day, in one number.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// The bits of the byte within the file.
pub const DAY_SHIFT: u32 = 40;
/// Of a position, the byte within the file.
pub const OFFSET: u64 = (1 << DAY_SHIFT) - 1;

pub fn position(day: i32, offset: u64) -> u64 {
    (day.max(0) as u64) << DAY_SHIFT | offset & OFFSET
}

pub fn moment(position: u64, time: Time) -> Timestamp {
    let day = date((position >> DAY_SHIFT) as i32);
    let moment = day.to_datetime(time).to_zoned(TimeZone::UTC);
    moment.map_or(Timestamp::UNIX_EPOCH, |moment| moment.timestamp())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

pub fn date(day: i32) -> Date {
    EPOCH.saturating_add(jiff::Span::new().days(day))
}

pub fn day_number(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

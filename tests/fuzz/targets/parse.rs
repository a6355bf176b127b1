//! Any bytes as a question: read without a panic and in linear time, printed and read again.

#![no_main]

use std::time::{Duration, Instant};

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use newshound::error::Error;
use newshound::query::{ParseOptions, DefaultOperator, Note, ParsedQuery, parse};

/// How long a text is that is made of one input, again and again.
const LONG: usize = 40_000;
/// Reading that takes less is not looked into.
const LONGEST: Duration = Duration::from_millis(200);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for join in [DefaultOperator::And, DefaultOperator::Or] {
        match read(&text, join) {
            Ok(reading) => is_sound(&text, reading),
            Err(error) => is_within(&error),
        }
    }
    // One text in two hundred or so, because it takes as long as all the others together.
    let sum: usize = bytes.iter().copied().map(usize::from).sum();
    if sum % 199 == 1 {
        is_read_soon(&text);
    }
});

fn read(text: &str, join: DefaultOperator) -> Result<ParsedQuery, Error> {
    let today = date(2026, 1, 21);
    parse(text, &ParseOptions { operator: join, today, relatives: false, names: None, beats: None })
}

fn is_sound(text: &str, reading: ParsedQuery) {
    for Note { message, at, .. } in &reading.notes {
        assert!(text.get(at.clone()).is_some(), "{message} at {at:?}");
    }
    let printed = reading.query.to_string();
    for join in [DefaultOperator::And, DefaultOperator::Or] {
        let again = read(&printed, join).expect("what was printed holds something");
        assert_eq!(again.query, reading.query, "printed as {printed:?}");
    }
    let (query, odd) = (reading.query.clone(), !reading.notes.is_empty());
    match reading.strict(text) {
        Ok(strict) => assert!(!odd && strict == query),
        Err(error) => {
            assert!(odd);
            is_within(&error);
        }
    }
}

/// The caret of an error is under the text that it shows.
fn is_within(error: &Error) {
    if let Some(place) = &error.place {
        assert!(place.text.get(place.at.clone()).is_some(), "{error:?}");
    }
}

/// Whether a long text takes no more than a few times its share of what a quarter of it takes.
fn is_read_soon(piece: &str) {
    let long = piece.repeat(LONG / piece.len());
    let short = piece.repeat(LONG / 4 / piece.len());
    let start = Instant::now();
    let reading = read(&long, DefaultOperator::And);
    if start.elapsed() > LONGEST {
        let (took, share) = (soonest(&long), soonest(&short));
        assert!(took < 12 * share, "{LONG} bytes took {took:?}");
    }
    if let Ok(reading) = reading {
        let again = read(&reading.query.to_string(), DefaultOperator::Or).expect("it holds something");
        assert!(again.query == reading.query, "does not come back");
    }
}

/// The least that reading takes of several times: whatever else the machine does takes time too.
fn soonest(text: &str) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let _ = read(text, DefaultOperator::And);
        least = least.min(start.elapsed());
    }
    least
}

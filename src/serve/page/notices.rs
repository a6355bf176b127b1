//! What is said once of what a form did: no address can say it again, nor say what was not done.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::forgery;
use crate::render::page::Done;

/// So many wait to be said; of more, those that wait longest are forgotten.
const MOST: usize = 64;

/// What waits, each with the word that it is asked for by, and how many there have been.
#[derive(Default)]
struct Waiting {
    count: u64,
    each: VecDeque<(String, Done)>,
}

static WAITING: Mutex<Option<Waiting>> = Mutex::new(None);

/// Keeps what is to be said; returns the word that it is asked for by.
pub fn kept(done: Done) -> String {
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let waiting = waiting.get_or_insert_default();
    waiting.count += 1;
    let word = forgery::proof(&format!("said {}", waiting.count));
    let mut word = word.unwrap_or_else(|| waiting.count.to_string());
    word.truncate(16);
    if waiting.each.len() == MOST {
        waiting.each.pop_front();
    }
    waiting.each.push_back((word.clone(), done));
    word
}

/// What is asked for by a word, for the first time.
pub fn said(word: &str) -> Option<Done> {
    let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let waiting = waiting.as_mut()?;
    let at = waiting.each.iter().position(|(known, _)| known == word)?;
    waiting.each.remove(at).map(|(_, done)| done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_said_once() {
        let word = kept(Done::Seen(2));
        assert!(matches!(said(&word), Some(Done::Seen(2))));
        assert!(said(&word).is_none());
        assert!(said("99999").is_none());
    }
}

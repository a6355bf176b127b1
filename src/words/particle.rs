//! Korean particles: `삼성전자가` is `삼성전자` with the particle of a subject glued to it.
//!
//! A rule in place of a dictionary: a particle is taken off where it agrees with the sound before it and
//! leaves at least two syllables. The `가` of `전문가` is none, as it goes after a vowel only.

/// After which sound a particle occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Any,
    Vowel,
    Consonant,
    /// After a vowel or the consonant `ㄹ`.
    Flowing,
}

use After::{Any, Consonant, Flowing, Vowel};

/// Particles of nouns, alone and one after another. Sorted.
#[rustfmt::skip]
const PARTICLES: &[(&str, After)] = &[
    ("가", Vowel), ("과", Consonant), ("과의", Consonant), ("까지", Any), ("까지도", Any),
    ("께서", Any), ("는", Vowel), ("도", Any), ("들", Any), ("들과", Any), ("들도", Any),
    ("들에게", Any), ("들은", Any), ("들을", Any), ("들의", Any), ("들이", Any), ("라고", Vowel),
    ("라는", Vowel), ("로", Flowing), ("로는", Flowing), ("로서", Flowing), ("로써", Flowing),
    ("로의", Flowing), ("를", Vowel), ("마다", Any), ("만", Any), ("만의", Any), ("만이", Any),
    ("보다", Any), ("부터", Any), ("에", Any), ("에게", Any), ("에게는", Any), ("에게서", Any),
    ("에는", Any), ("에도", Any), ("에서", Any), ("에서는", Any), ("에서도", Any), ("에서의", Any),
    ("와", Vowel), ("와의", Vowel), ("으로", Consonant), ("으로는", Consonant), ("으로부터", Consonant),
    ("으로서", Consonant), ("으로써", Consonant), ("으로의", Consonant), ("은", Consonant),
    ("을", Consonant), ("의", Any), ("이", Consonant), ("이나", Consonant), ("이라고", Consonant),
    ("이라는", Consonant), ("조차", Any), ("처럼", Any), ("한테", Any),
];

/// The fewest syllables of a noun.
const LEAST: usize = 2;
/// The most syllables of a particle.
const LONGEST: usize = 4;
/// The bytes of a syllable.
const SYLLABLE: usize = '가'.len_utf8();

/// Calls `each` with the length in bytes of every noun that a word is with a particle after it.
pub fn nouns(word: &str, mut each: impl FnMut(usize)) {
    if !word.starts_with(is_syllable) {
        return;
    }
    for syllables in 1..=LONGEST {
        let Some(at) = word.len().checked_sub(syllables * SYLLABLE) else {
            return;
        };
        let Some((noun, particle)) = word.split_at_checked(at) else {
            return;
        };
        if noun.len() >= LEAST * SYLLABLE
            && noun.chars().all(is_syllable)
            && follows(noun, particle)
        {
            each(at);
        }
    }
}

/// Whether this is a particle that goes after the last sound of `noun`.
fn follows(noun: &str, particle: &str) -> bool {
    let Ok(row) = PARTICLES.binary_search_by_key(&particle, |row| row.0) else {
        return false;
    };
    // A syllable is one of 28 with the same beginning, by its final consonant: none comes first.
    let last = noun.chars().next_back().map_or(0, u32::from);
    let ending = last.wrapping_sub(u32::from('가')) % 28;
    match PARTICLES[row].1 {
        Any => true,
        Vowel => ending == 0,
        Consonant => ending > 0,
        Flowing => ending == 0 || ending == u32::from('갈') - u32::from('가'),
    }
}

fn is_syllable(letter: char) -> bool {
    matches!(letter, '가'..='힣')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str) -> Vec<&str> {
        let mut found = Vec::new();
        nouns(word, |at| found.push(&word[..at]));
        found
    }

    #[test]
    fn rows_are_in_order() {
        assert!(PARTICLES.is_sorted_by_key(|row| row.0));
        assert!(
            PARTICLES
                .iter()
                .all(|row| row.0.len() <= LONGEST * SYLLABLE)
        );
    }

    #[test]
    fn a_particle_agrees_with_the_sound_before_it() {
        assert_eq!(found("삼성전자가"), ["삼성전자"]);
        assert_eq!(found("인공지능은"), ["인공지능"]);
        assert_eq!(found("서울로"), ["서울"]);
        assert_eq!(found("한국에서는"), ["한국에서", "한국"]);
        let whole = ["전문가", "국가", "법은", "경로", "ai는", "인공지능", "가"];
        assert_eq!(whole.map(found), [const { Vec::<&str>::new() }; 7]);
    }
}

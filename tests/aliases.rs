//! Alias files, and the one that is shipped.

use std::fmt::Write;

use newshound::alias::{SHIPPED_TEXT, parse, shipped};
use newshound::words;
use proptest::prelude::*;

use crate::rounds::rounds;

/// An alias file, and its entries as they are printed, with what is said of the lines that are none.
#[test]
fn files_are_read_as_the_cases_say() {
    crate::case::check("aliases", |input| {
        let (aliases, faults) = parse(input);
        let mut out = aliases.to_string();
        for fault in faults {
            let (line, message, hint) = (fault.line, fault.message, fault.hint);
            writeln!(out, "line {line} {message}\nhint: {hint}").unwrap();
        }
        out
    });
}

fn entries() -> impl Iterator<Item = &'static str> {
    SHIPPED_TEXT
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn the_shipped_entries_are_many_and_each_says_why_it_is_safe() {
    assert_eq!(parse(SHIPPED_TEXT).1, []);
    assert_eq!(shipped().len(), entries().count());
    assert!(shipped().len() >= 80);
    for entry in entries() {
        let reason = entry.split_once(" # ").map(|(_, reason)| reason.trim());
        assert!(reason.is_some_and(|reason| reason.len() > 5), "{entry}");
    }
}

#[test]
fn no_name_is_shipped_twice() {
    let mut seen = std::collections::BTreeMap::new();
    for entry in entries() {
        let names = entry
            .split(" # ")
            .next()
            .unwrap()
            .split("=>")
            .next()
            .unwrap();
        for name in names.split(',') {
            let name = words::name_terms(name).join(" ");
            if let Some(before) = seen.insert(name.clone(), entry) {
                assert_eq!(before, entry, "`{name}` is in two entries");
            }
        }
    }
}

/// A name of one word that is an ordinary word in small letters is case-sensitive.
#[test]
fn no_shipped_name_is_an_ordinary_word() {
    let prose = include_str!("aliases/prose.txt");
    let ordinary: std::collections::BTreeSet<&str> = prose
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !word.contains(char::is_uppercase))
        .collect();
    for word in ordinary {
        let shipped = shipped();
        let others = shipped.others(&words::name_terms(word));
        assert!(others.is_empty(), "`{word}` finds {others:?}");
    }
    for guarded in ["WHO", "US", "ICE", "DOGE", "UN", "DOE", "LAWS"] {
        assert!(
            !shipped().others(&words::name_terms(guarded)).is_empty(),
            "{guarded}"
        );
        let small = words::name_terms(&guarded.to_lowercase());
        assert!(shipped().others(&small).is_empty(), "{guarded}");
    }
}

#[test]
fn both_sides_of_a_shipped_entry_are_found() {
    let others = |name: &str| shipped().others(&words::name_terms(name)).join(", ");
    assert_eq!(
        others("nist"),
        "National Institute of Standards and Technology"
    );
    assert_eq!(
        others("national institute of standards and technology"),
        "NIST"
    );
    assert_eq!(others("C++"), "");
    assert_eq!(others("intellectual property"), "");
    assert_eq!(others("ip"), "intellectual property");
}

proptest! {
    #![proptest_config(rounds(2_000))]

    #[test]
    fn what_is_read_prints_to_a_file_that_is_read_the_same(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "B", "WHO", "C#", " ", " ", ",", ",", "=>", "\n", "\n", "#", "é", "…", "\u{feff}",
            "large language model", "\r\n", "\t",
        ]), 0..40),
    ) {
        let (aliases, faults) = parse(&pieces.concat());
        let (again, none) = parse(&aliases.to_string());
        prop_assert_eq!(&again, &aliases);
        prop_assert_eq!(none, vec![]);
        prop_assert!(faults.iter().all(|fault| fault.line > 0 && !fault.message.is_empty()));
    }
}

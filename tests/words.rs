//! Text to index words.

use newshound::words::forms::Forms;
use newshound::words::{Word, amount, fold, parse_amount, words};
use proptest::prelude::*;

use crate::rounds::rounds;

#[test]
fn cases() {
    crate::case::check("words", listed);
}

/// Every line of `tests/words/money.txt`: a text, a tab, the values that must come out and no other.
#[test]
fn money() {
    let lines = include_str!("words/money.txt").lines();
    let mut wrong = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (text, expected) = line.split_once('\t').expect("a tab behind the text");
        let found = values(text).join(" ");
        if found != expected {
            wrong.push(format!(
                "{text}\n  expected: {expected}\n  found:    {found}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_asked_amount_is_the_amount_of_its_term() {
    for text in ["$100bn", "€1.5 million", "500 billion dollars", "£20"] {
        let terms = values(text);
        assert_eq!(amount(&terms[0]), parse_amount(text), "{text}");
    }
    let bare = parse_amount("1bn").expect("a number with a scale");
    assert_eq!(
        (bare.currency, bare.millionths),
        ("", 1_000_000_000_000_000)
    );
    for text in [
        "",
        "bn",
        "1bn..5bn",
        "$",
        "5 to 6 million",
        "25%",
        "1 apple",
    ] {
        assert_eq!(parse_amount(text), None, "{text}");
    }
    for term in ["25%", "us", "$", "100000", "c++", "r&d"] {
        assert_eq!(amount(term), None, "{term}");
    }
}

/// The value terms of a text, in order.
fn values(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words(text, &mut |word: Word<'_>| {
        let term = word.term;
        if amount(term).is_some() || term.ends_with('%') {
            found.push(term.to_owned());
        }
    });
    found
}

/// One line a term: position, width, term, and its text.
fn listed(text: &str) -> String {
    let mut lines = String::new();
    words(text, &mut |word: Word<'_>| {
        let marked = text[word.bytes.clone()].replace('\n', "⏎");
        let (at, width, term) = (word.position, word.width, word.term);
        lines += &format!("{at} {width} {term} [{marked}]\n");
    });
    lines
}

/// Position, width, term, first byte, last byte.
type Seen = (u32, u32, String, usize, usize);

fn seen(text: &str) -> (Vec<Seen>, u32) {
    let mut all = Vec::new();
    let count = words(text, &mut |word: Word<'_>| {
        let (start, end) = (word.bytes.start, word.bytes.end);
        all.push((word.position, word.width, word.term.to_owned(), start, end));
    });
    (all, count)
}

/// Text that is full of what words are made of, and any text at all.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "U.S.", "U. S.", "AI", "A.I.", "the", "$", "500", "billion", "bn", "5bn", "-", "–", "to",
        " ", " ", " ", "\n", ".", ",", "%", "percent", "per cent", "dollars", "US$", "EUR", "€",
        "'s", "’", "é", "e\u{301}", "漢", "&", "R&D", "C++", "1.5", "100,000", "\u{ad}", "A", "OF",
        "SAYS", "and", "between", "\u{200b}", "'", "No", "m", "pounds", "of", "½", "ß", "한국",
    ]);
    let made = prop::collection::vec(pieces, 0..30).prop_map(|pieces| pieces.concat());
    prop_oneof![made, any::<String>()]
}

proptest! {
    #![proptest_config(rounds(2_000))]

    #[test]
    fn words_stand_in_the_text(text in texts()) {
        let (all, count) = seen(&text);
        let surfaces: Vec<&Seen> = first_at_each_position(&all);
        prop_assert_eq!(surfaces.len(), count as usize);
        let mut position = 0;
        for (at, width, term, start, end) in &all {
            prop_assert!(start < end && text.get(*start..*end).is_some());
            prop_assert!(!term.is_empty() && term.len() <= 255);
            prop_assert!(*at >= position && *width >= 1 && at + width <= count);
            position = *at;
            // A wide form covers exactly the words that it says it covers.
            let last = surfaces[(at + width - 1) as usize];
            prop_assert!(*end >= last.4, "{} ends within {}", term, last.2);
            if let Some(next) = surfaces.get((at + width) as usize) {
                prop_assert!(*end <= next.3, "{} reaches into {}", term, next.2);
            }
        }
        prop_assert_eq!(seen(&text), (all, count));
    }

    #[test]
    fn texts_do_not_reach_over_a_sentence_end(one in texts(), two in texts()) {
        let one = format!("{one}.");
        let (mut all, count) = seen(&one);
        let (behind, more) = seen(&two);
        let shift = one.len() + 2;
        all.extend(behind.into_iter().map(|(at, width, term, start, end)| {
            (at + count, width, term, start + shift, end + shift)
        }));
        prop_assert_eq!(seen(&format!("{one}\n\n{two}")), (all, count + more));
    }

    #[test]
    fn folding_twice_is_folding_once(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }
}

#[test]
fn every_character_folds_once() {
    let folds_on = |letter: &char| {
        let once = [fold(&format!("a{letter}")), fold(&letter.to_string())];
        once.iter().any(|once| fold(once) != *once)
    };
    let wrong: Vec<String> = ('\0'..=char::MAX)
        .filter(folds_on)
        .map(|letter| format!("{letter} {:x}", letter as u32))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join(", "));
}

fn first_at_each_position(all: &[Seen]) -> Vec<&Seen> {
    let mut firsts: Vec<&Seen> = Vec::new();
    for seen in all {
        if firsts.last().is_none_or(|last| last.0 < seen.0) {
            firsts.push(seen);
        }
    }
    firsts
}

/// Every line of `tests/words/forms.txt`: a word, `=` for forms of it or `~` for its relatives, and these.
#[test]
fn forms() {
    let (mut wrong, mut pairs) = (Vec::new(), [0, 0]);
    let lines = include_str!("words/forms.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (one, sign) = (words.next().unwrap(), words.next().unwrap());
        for other in words {
            let are_forms = sign == "=";
            pairs[usize::from(are_forms)] += 1;
            for (one, other) in [(one, other), (other, one)] {
                if Forms::of(one).contain(other) != are_forms {
                    wrong.push(format!("{one} {sign} {other}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {pairs:?} wrong: {wrong:#?}",
        wrong.len()
    );
}

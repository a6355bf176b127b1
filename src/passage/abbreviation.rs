//! Abbreviations, whose dot need not end a sentence, and words that begin a sentence after one.

/// The meaning of a dot after a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DotMeaning {
    /// The dot ends the sentence.
    Word,
    /// It never ends one: a name follows (`Sen. Smith`), or an example (`e.g. chips`).
    Title,
    /// It ends one unless a number follows: `No. 5`, `Jan. 6`.
    Number,
    /// A number: in some languages the dot makes it an ordinal.
    Ordinal,
    /// One capital letter: it ends one only before a word that begins sentences.
    Initial,
    /// `Inc.`, `U.S.`, `a.m.`: likewise.
    Ending,
}

/// The meaning of a dot after `word`.
pub fn dot_meaning(word: &str) -> DotMeaning {
    let mut lower = [0; 12];
    let Some(lower) = lower.get_mut(..word.len()) else {
        return DotMeaning::Word;
    };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    if let Ok(row) = ROWS.binary_search_by(|row| row.0.as_bytes().cmp(lower)) {
        // A word that is written in lower case elsewhere: `he said no. Five`.
        let common = COMMON.binary_search(&ROWS[row].0).is_ok();
        let capital = word.starts_with(|letter: char| letter.is_uppercase());
        return if common && !capital {
            DotMeaning::Word
        } else {
            ROWS[row].1
        };
    }
    match word.as_bytes() {
        [letter] if letter.is_ascii_uppercase() => DotMeaning::Initial,
        [] => DotMeaning::Word,
        digits if digits.len() <= 2 && digits.iter().all(u8::is_ascii_digit) => DotMeaning::Ordinal,
        letters if is_dotted(letters) => DotMeaning::Ending,
        _ => DotMeaning::Word,
    }
}

/// `U.S`, `D-N.Y`, `a.m`: ends in a letter with a dot and a letter before it.
fn is_dotted(word: &[u8]) -> bool {
    matches!(word, [.., before, b'.', last]
        if before.is_ascii_alphabetic() && last.is_ascii_alphabetic())
}

/// Whether the text goes on with a word that mostly begins a sentence.
pub fn begins_sentence(text: &str) -> bool {
    let end = text
        .find(|letter: char| !letter.is_alphabetic())
        .unwrap_or(text.len());
    // `A.` and `I.` are further initials.
    let initial = end == 1 && text[end..].starts_with('.');
    !initial && BEGINNINGS.binary_search(&&text[..end]).is_ok()
}

use DotMeaning::{Ending, Number, Title};

/// In lower case, without the last dot. Sorted.
#[rustfmt::skip]
const ROWS: &[(&str, DotMeaning)] = &[
    ("adm", Title), ("al", Ending), ("amb", Title), ("approx", Title), ("apr", Number),
    ("art", Number), ("assn", Ending), ("asst", Title), ("aug", Number), ("ave", Ending),
    ("blvd", Ending), ("brig", Title), ("bros", Ending), ("ca", Title), ("capt", Title),
    ("cf", Title), ("ch", Number), ("cir", Number), ("cmdr", Title), ("co", Ending),
    ("col", Title), ("cong", Ending), ("corp", Ending), ("cpl", Title), ("dec", Number),
    ("del", Title), ("dept", Title), ("dist", Ending), ("dr", Title), ("e.g", Title),
    ("ed", Ending), ("eds", Ending), ("esp", Title), ("esq", Ending), ("est", Ending),
    ("feb", Number), ("fed", Title), ("fig", Number), ("figs", Number), ("fr", Title),
    ("ft", Ending), ("gen", Title), ("gov", Title), ("govt", Title), ("hon", Title),
    ("i.e", Title), ("inc", Ending), ("insp", Title), ("intl", Title), ("jan", Number),
    ("jr", Ending), ("jul", Number), ("jun", Number), ("lt", Title), ("ltd", Ending),
    ("maj", Title), ("mar", Number), ("messrs", Title), ("mr", Title), ("mrs", Title),
    ("ms", Title), ("mt", Title), ("mx", Title), ("natl", Title), ("no", Number), ("nos", Number),
    ("nov", Number), ("oct", Number), ("op", Number), ("p", Number), ("par", Number),
    ("para", Number), ("paras", Number), ("ph.d", Ending), ("pp", Number), ("pres", Title),
    ("prof", Title), ("pt", Number), ("pvt", Title), ("reg", Number), ("rep", Title),
    ("reps", Title), ("rev", Title), ("sec", Number), ("secs", Number), ("sen", Title),
    ("sens", Title), ("sep", Number), ("sept", Number), ("sgt", Title), ("sr", Ending),
    ("st", Title), ("stat", Number), ("supt", Title), ("univ", Title), ("v", Title),
    ("viz", Title), ("vol", Number), ("vols", Number), ("vs", Title), ("z.b", Title),
];

/// Rows that are also words in lower case. Sorted.
const COMMON: &[&str] = &[
    "al", "art", "co", "col", "dec", "del", "ed", "est", "fed", "gen", "hon", "mar", "no", "par",
    "rev", "sec", "stat",
];

/// Capitalised words that follow the end of a sentence far more often than an abbreviation.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "A", "About", "According", "After", "All", "Also", "Although", "Among", "An", "And",
    "Another", "Any", "As", "Asked", "At", "Because", "Before", "But", "By", "Critics", "Despite",
    "During", "Each", "Earlier", "Even", "Experts", "For", "Former", "From", "Given", "Have",
    "He", "Her", "Here", "His", "How", "However", "I", "If", "In", "Instead", "Is", "It", "Its",
    "Last", "Later", "Like", "Many", "Meanwhile", "More", "Moreover", "Most", "My", "Neither",
    "No", "Nor", "Not", "Now", "Officials", "On", "Once", "One", "Only", "Or", "Other", "Others",
    "Our", "Over", "Perhaps", "Researchers", "She", "Since", "So", "Some", "Still", "Such",
    "That", "The", "Their", "Then", "There", "These", "They", "This", "Those", "Though",
    "Through", "Thus", "To", "Today", "Two", "Under", "Unlike", "Until", "We", "What", "When",
    "Where", "Whether", "Which", "While", "Who", "Why", "Will", "With", "Without", "Yes", "Yet",
    "You", "Your",
];

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        assert!(ROWS.is_sorted_by_key(|row| row.0));
        assert!(COMMON.is_sorted());
        assert!(BEGINNINGS.is_sorted());
    }

    #[test]
    fn common_words_are_rows() {
        assert!(
            COMMON
                .iter()
                .all(|word| ROWS.iter().any(|row| row.0 == *word))
        );
    }
}

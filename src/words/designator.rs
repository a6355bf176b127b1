//! Designators: the words before the number of a section, and how they are abbreviated.

/// Each with its short form.
const DESIGNATORS: &[(&str, &str)] = &[
    ("article", "art"),
    ("chapter", "ch"),
    ("number", "no"),
    ("paragraph", "para"),
    ("part", "pt"),
    ("section", "sec"),
    ("subsection", "subsec"),
    ("volume", "vol"),
];

/// The short form of a folded word that goes before a number, or the word of a short form.
pub fn other_designator(word: &str) -> Option<&'static str> {
    DESIGNATORS.iter().find_map(|(long, short)| match word {
        _ if word == *long => Some(*short),
        _ if word == *short => Some(*long),
        _ => None,
    })
}

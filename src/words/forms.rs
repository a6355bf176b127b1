//! Forms: which words are one word in another inflection. `regulation` and `regulations` are, `say` and
//! `said`, `H100` and `H100s`; `regulator` is a relative of theirs and another word.
//!
//! An inflection is taken off a word in every way that its spelling allows; what is left may be its base.
//! Two words are forms of one another if they have a base in common, and either the base is certain for
//! both, or they have one Snowball stem as well: `rats` is no form of `rated`. Not here: which words an
//! index has.

use smallvec::{SmallVec, smallvec};

use super::inflection::{irregular, irregular_forms, is_base, is_singular};
use super::{COMPOUND_MARK, stem};

/// The words that are forms of one word, and its relatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    word: String,
    bases: Bases,
    /// The bases of this word are forms as well, however short: typed as `EVs`.
    singular: Option<String>,
    families: Vec<String>,
}

/// What may be the base of a word, and whether that is certain.
type Bases = SmallVec<[(String, bool); 6]>;

impl Forms {
    /// Of a folded word.
    pub fn of(word: &str) -> Forms {
        let bases = bases(word);
        Forms {
            families: families(word, &bases),
            word: word.to_owned(),
            bases,
            singular: None,
        }
    }

    /// Of the plural of a short form in capitals, such as the `evs` of `EVs`.
    pub fn of_plural(word: &str, singular: &str) -> Forms {
        Forms {
            singular: Some(singular.to_owned()),
            ..Forms::of(word)
        }
    }

    /// The word itself.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Two words with equal keys have the same forms.
    pub fn key(&self) -> String {
        match &self.singular {
            Some(singular) => plural_mark(singular),
            None => self.word.clone(),
        }
    }

    /// Snowball stems; each form has one of them, and each relative.
    pub fn families(&self) -> &[String] {
        &self.families
    }

    /// What may be forms that a stem does not lead to: the word, the plural of a short form in capitals,
    /// and words that have no stem but themselves.
    pub fn spellings(&self) -> impl Iterator<Item = String> {
        let words = [Some(&self.word), self.singular.as_ref()].into_iter();
        let spelled = words
            .flatten()
            .flat_map(|word| [word.clone(), plural_mark(word)]);
        let codes = self.families.iter().filter(|family| is_code(family));
        spelled.chain(codes.cloned())
    }

    /// Whether a term is the word or a form of it.
    pub fn contain(&self, term: &str) -> bool {
        if term == self.word || self.singular.as_deref() == Some(term) {
            return true;
        }
        if let Some(short) = marked_plural(term) {
            return short == self.word || self.singular.as_deref() == Some(short);
        }
        let mut is_certain = false;
        let mut is_likely = false;
        for (base, certain) in bases(term) {
            let mine = self.bases.iter().find(|(mine, _)| *mine == base);
            is_likely |= mine.is_some();
            is_certain |= certain && mine.is_some_and(|(_, certain)| *certain);
        }
        is_certain || is_likely && stem(term) == stem(&self.word)
    }

    /// Whether a term is of the same family as one of the forms and no form itself.
    pub fn have_relative(&self, term: &str) -> bool {
        let certain = self.bases.iter().filter(|(_, certain)| *certain);
        let stem = stem(term);
        certain
            .into_iter()
            .any(|(base, _)| super::stem(base) == stem)
            && !self.contain(term)
    }
}

/// The second form of the plural of a short form in capitals: `ev|s` for `EVs`.
pub fn plural_mark(short: &str) -> String {
    format!("{short}{COMPOUND_MARK}s")
}

/// `ev` for `ev|s`.
pub fn marked_plural(term: &str) -> Option<&str> {
    term.strip_suffix('s')?.strip_suffix(COMPOUND_MARK)
}

/// The stems of all that may be inflected from a base.
fn families(word: &str, bases: &Bases) -> Vec<String> {
    let mut families = vec![stem(word)];
    for (base, _) in bases {
        let with = |ending: &str| stem(&format!("{base}{ending}"));
        families.extend(["", "s"].map(with));
        if is_code(base) {
            continue;
        }
        families.extend(["es", "ed", "ing"].map(with));
        let person = base.strip_suffix("man").map(|rest| format!("{rest}men"));
        let person = person.or_else(|| base.ends_with("child").then(|| format!("{base}ren")));
        families.extend(person.map(|plural| stem(&plural)));
        families.extend(irregular_forms(base).map(stem));
        if base.ends_with('c') {
            families.extend(["ked", "king"].map(with));
        }
        if let Some(short) = base.strip_suffix('e') {
            families.push(stem(&format!("{short}ing")));
            families.push(stem(&format!("{base}d")));
        }
    }
    families.sort_unstable();
    families.dedup();
    families
}

/// Whether a word has other signs than the letters a to z.
fn is_code(word: &str) -> bool {
    !word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// All that a word may be inflected from, itself first.
fn bases(word: &str) -> Bases {
    let mut bases: Bases = smallvec![(word.to_owned(), true)];
    if is_code(word) {
        bases.extend(code(word).map(|base| (base.to_owned(), true)));
        return bases;
    }
    let irregular = irregular(word);
    bases.extend(person(word).map(|base| (base, true)));
    bases.extend(irregular.iter().map(|base| ((*base).to_owned(), true)));
    if !irregular.is_empty() || is_base(word) || is_singular(word) {
        return bases;
    }
    for ending in ["ed", "ing"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| is_spoken(rest)) {
            verb(rest, ending, &mut bases);
        }
    }
    if word.ends_with('s') && !word.ends_with("ss") {
        plural(word, &mut bases);
    }
    // A base of the same family is the word's: `holds` is of `hold`, whatever else `hold` becomes.
    let family = stem(word);
    for (base, is_certain) in &mut bases {
        *is_certain = *is_certain || stem(base) == family;
    }
    bases
}

/// `chairman` for `chairmen`, `grandchild` for `grandchildren`.
fn person(word: &str) -> Option<String> {
    let of = |plural: &str, singular: &str| {
        let rest = word.strip_suffix(plural).filter(|rest| rest.len() > 2)?;
        Some(format!("{rest}{singular}"))
    };
    of("men", "man").or_else(|| of("children", "child"))
}

/// `h100` for `h100s`, not `1990` for `1990s`.
fn code(word: &str) -> Option<&str> {
    let code = word.strip_suffix('s').filter(|code| code.is_ascii())?;
    let has_digit = code.contains(|letter: char| letter.is_ascii_digit());
    let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
    let is_decade = matches!(code.len(), 2 | 4) && code.ends_with('0');
    (has_digit && !(is_number && is_decade)).then_some(code)
}

/// The bases of `rest` with `ed` or `ing` after it.
fn verb(rest: &str, ending: &str, bases: &mut Bases) {
    if ending == "ed" && rest.ends_with('i') {
        // `denied`, `tied`.
        bases.push((format!("{}y", &rest[..rest.len() - 1]), false));
        bases.push((format!("{rest}e"), false));
        return;
    }
    let bytes = rest.as_bytes();
    let doubled = bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    let last = bytes[bytes.len() - 1];
    // `staffed` has lost nothing else than its ending, `stated` may have lost an e.
    let is_certain = doubled && !is_vowel(last) || is_singular(rest);
    bases.push((rest.to_owned(), is_certain));
    // `agreed` is `agree`, `feed` is no `fee`.
    bases.push((format!("{rest}e"), !is_vowel(last) || last == b'u'));
    if doubled && !is_vowel(last) {
        bases.push((rest[..rest.len() - 1].to_owned(), false));
    }
    if let Some(short) = rest.strip_suffix('k').filter(|short| short.ends_with('c')) {
        bases.push((short.to_owned(), short.len() > 4));
    }
}

/// The bases of a word that ends in one `s`.
fn plural(word: &str, bases: &mut Bases) {
    let short = &word[..word.len() - 1];
    if let Some(rest) = short.strip_suffix('e') {
        if is_singular(rest) {
            bases.push((rest.to_owned(), true));
        }
        let hissing = ["s", "x", "z", "ch", "sh", "o"];
        if hissing.iter().any(|end| rest.ends_with(end)) && is_spoken(rest) {
            bases.push((rest.to_owned(), false));
        }
        if let Some(rest) = rest.strip_suffix('i').filter(|rest| rest.len() > 1) {
            bases.push((format!("{rest}y"), false));
        }
    }
    if short.ends_with('u') && !is_short_form(short) {
        return;
    }
    if is_spoken(short) && short.len() > 2 || is_short_form(short) {
        bases.push((short.to_owned(), is_short_form(short)));
    }
}

/// Whether a word has no vowel but, it may be, its last letter, and may be a short form in capitals:
/// `llm`, `gpu`, `ngo`. Snowball takes no `s` off these.
fn is_short_form(word: &str) -> bool {
    let (head, _) = word.split_at(word.len().saturating_sub(1));
    word.len() > 2 && !head.bytes().any(is_vowel)
}

/// Whether a word has a vowel, and more than one letter.
fn is_spoken(word: &str) -> bool {
    word.len() > 1
        && word
            .bytes()
            .any(|letter| is_vowel(letter) || letter == b'y')
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

//! Forms: which words are one word in another inflection. `regulation` and `regulations` are, `say` and
//! `said`, `H100` and `H100s`; `regulator` is a relative of theirs and another word.
//!
//! An inflection is taken off a word in every way that its spelling allows. What is left is a base of the
//! word if its ending leaves no doubt or the two have one Snowball stem: `rat` is no base of `rated`. Two
//! words are forms of one another if they have a base in common. Not here: which words an index has.

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

/// The bases of a word, itself first.
type Bases = SmallVec<[String; 4]>;

/// What an inflection leaves of a word, and whether its ending leaves no doubt that it is a base.
type Rests = SmallVec<[(String, bool); 6]>;

impl Forms {
    /// Of a folded word.
    pub fn of(word: &str) -> Forms {
        let bases = bases(word);
        Forms {
            families: families(&bases),
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
        bases(term).iter().any(|base| self.bases.contains(base))
    }

    /// Whether a term is of the same family as one of the forms and no form itself.
    pub fn have_relative(&self, term: &str) -> bool {
        let family = stem(term);
        self.bases.iter().any(|base| stem(base) == family) && !self.contain(term)
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
fn families(bases: &Bases) -> Vec<String> {
    let mut families = Vec::new();
    for base in bases {
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

/// The bases of a folded word.
fn bases(word: &str) -> Bases {
    let mut bases: Bases = smallvec![word.to_owned()];
    if is_code(word) {
        bases.extend(code(word).map(str::to_owned));
        return bases;
    }
    let irregular = irregular(word);
    bases.extend(person(word));
    bases.extend(irregular.iter().map(|base| (*base).to_owned()));
    if !irregular.is_empty() || is_base(word) || is_singular(word) {
        return bases;
    }
    let mut rests = Rests::new();
    for ending in ["ed", "ing"] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| is_spoken(rest)) {
            verb(rest, ending, &mut rests);
        }
    }
    if word.ends_with('s') && !word.ends_with("ss") {
        plural(word, &mut rests);
    }
    if !rests.is_empty() {
        let family = stem(word);
        rests.retain(|(rest, is_certain)| *is_certain || stem(rest) == family);
        bases.extend(rests.into_iter().map(|(rest, _)| rest));
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

/// What `ed` or `ing` after `rest` leaves.
fn verb(rest: &str, ending: &str, rests: &mut Rests) {
    if ending == "ed" && rest.ends_with('i') {
        // `denied`, `tied`.
        rests.push((format!("{}y", &rest[..rest.len() - 1]), false));
        rests.push((format!("{rest}e"), false));
        return;
    }
    let bytes = rest.as_bytes();
    let doubled = bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
    let last = bytes[bytes.len() - 1];
    // `staffed` has lost nothing else than its ending, `stated` may have lost an e.
    let is_certain = doubled && !is_vowel(last) || is_singular(rest);
    rests.push((rest.to_owned(), is_certain));
    // `agreed` is `agree`, `feed` is no `fee`.
    rests.push((format!("{rest}e"), !is_vowel(last) || last == b'u'));
    if doubled && !is_vowel(last) {
        rests.push((rest[..rest.len() - 1].to_owned(), false));
    }
    if let Some(short) = rest.strip_suffix('k').filter(|short| short.ends_with('c')) {
        rests.push((short.to_owned(), short.len() > 4));
    }
}

/// What the `s` at the end of a word leaves.
fn plural(word: &str, rests: &mut Rests) {
    let short = &word[..word.len() - 1];
    if let Some(rest) = short.strip_suffix('e') {
        if is_singular(rest) {
            rests.push((rest.to_owned(), true));
        }
        let hissing = ["s", "x", "z", "ch", "sh", "o"];
        if hissing.iter().any(|end| rest.ends_with(end)) && is_spoken(rest) {
            rests.push((rest.to_owned(), false));
        }
        if let Some(rest) = rest.strip_suffix('i').filter(|rest| rest.len() > 1) {
            rests.push((format!("{rest}y"), false));
        }
    }
    if short.ends_with('u') && !is_short_form(short) {
        return;
    }
    if is_spoken(short) && short.len() > 2 || is_short_form(short) {
        rests.push((short.to_owned(), is_short_form(short)));
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

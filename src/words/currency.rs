//! The tables of money: scales, currencies and their spellings.
//!
//! All in lower case and sorted. A currency is named by the sign that its value terms begin with.

/// `bn`, `million`: the power of ten, and whether a blank may come before it.
pub fn scale(word: &str) -> Option<Scale> {
    let row = SCALES.binary_search_by_key(&word, |row| row.0).ok()?;
    let (_, power, apart) = SCALES[row];
    Some(Scale { power, apart })
}

#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub power: u32,
    pub apart: bool,
}

/// `us` before `$`.
pub fn dollar(prefix: &str) -> Option<&'static str> {
    lookup(DOLLARS, prefix)
}

/// `usd`, before or after a number.
pub fn code(word: &str) -> Option<&'static str> {
    let [first, second, ..] = word.as_bytes() else {
        return None;
    };
    let seconds = CODE_BEGINNINGS[*first as usize];
    // Few words begin like a code, so this decides nearly always.
    let may_be = second.is_ascii_lowercase() && seconds >> (second - b'a') & 1 == 1;
    may_be.then(|| lookup(CODES, word)).flatten()
}

/// `dollars` after a number. A name that is an ordinary word as well needs a scale before it.
pub fn name(word: &str, scaled: bool) -> Option<&'static str> {
    let row = NAMES.binary_search_by_key(&word, |row| row.0).ok()?;
    let (_, currency, needs_scale) = NAMES[row];
    (scaled || !needs_scale).then_some(currency)
}

/// `canadian dollars`, `pounds sterling`: names of two words.
pub fn pair(first: &str, second: &str) -> Option<&'static str> {
    let row = PAIRS
        .binary_search_by_key(&(first, second), |row| row.0)
        .ok()?;
    Some(PAIRS[row].1)
}

pub fn sign(letter: char) -> Option<&'static str> {
    let row = SIGNS.binary_search_by_key(&letter, |row| row.0).ok()?;
    Some(SIGNS[row].1)
}

/// Currencies whose amounts are written with blanks between groups of three digits.
pub fn has_spaced_groups(currency: &str) -> bool {
    matches!(currency, "€" | "chf¤")
}

/// Ends the name of a currency that has no sign.
pub const SIGN_OF_NONE: char = '¤';

/// Every currency, as value terms name it. Sorted.
pub fn currencies() -> Vec<&'static str> {
    let prefixed = [DOLLARS, CODES].into_iter().flatten().map(|row| row.1);
    let signs = SIGNS.iter().map(|row| row.1);
    let names = NAMES.iter().map(|row| row.1);
    let pairs = PAIRS.iter().map(|row| row.1);
    let mut all: Vec<_> = prefixed.chain(signs).chain(names).chain(pairs).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn lookup(rows: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    let row = rows.binary_search_by_key(&word, |row| row.0).ok()?;
    Some(rows[row].1)
}

const SCALES: &[(&str, u32, bool)] = &[
    ("b", 9, false),
    ("billion", 9, true),
    ("billions", 9, true),
    ("bn", 9, true),
    ("crore", 7, true),
    ("hundred", 2, true),
    ("k", 3, false),
    ("lakh", 5, true),
    ("m", 6, true),
    ("million", 6, true),
    ("millions", 6, true),
    ("mln", 6, true),
    ("mm", 6, false),
    ("mn", 6, true),
    ("quadrillion", 15, true),
    ("t", 12, false),
    ("thousand", 3, true),
    ("tn", 12, true),
    ("trillion", 12, true),
    ("trillions", 12, true),
    ("trn", 12, true),
];

const DOLLARS: &[(&str, &str)] = &[
    ("a", "a$"),
    ("au", "a$"),
    ("c", "c$"),
    ("ca", "c$"),
    ("cdn", "c$"),
    ("hk", "hk$"),
    ("mx", "mx$"),
    ("nt", "nt$"),
    ("nz", "nz$"),
    ("r", "r$"),
    ("s", "s$"),
    ("sg", "s$"),
    ("us", "$"),
];

const CODES: &[(&str, &str)] = &[
    ("aud", "a$"),
    ("brl", "r$"),
    ("cad", "c$"),
    ("chf", "chf¤"),
    ("cny", "cn¥"),
    ("eur", "€"),
    ("gbp", "£"),
    ("hkd", "hk$"),
    ("inr", "₹"),
    ("jpy", "¥"),
    ("krw", "₩"),
    ("nzd", "nz$"),
    ("rmb", "cn¥"),
    ("sgd", "s$"),
    ("twd", "nt$"),
    ("usd", "$"),
];

/// By the first letter of a code, a bit for each second letter.
static CODE_BEGINNINGS: [u32; 256] = {
    let mut beginnings = [0; 256];
    let mut at = 0;
    while at < CODES.len() {
        let code = CODES[at].0.as_bytes();
        beginnings[code[0] as usize] |= 1 << (code[1] - b'a');
        at += 1;
    }
    beginnings
};

const NAMES: &[(&str, &str, bool)] = &[
    ("dollar", "$", false),
    ("dollars", "$", false),
    ("euro", "€", false),
    ("euros", "€", false),
    ("renminbi", "cn¥", false),
    ("rupees", "₹", false),
    ("sterling", "£", false),
    ("won", "₩", true),
    ("yen", "¥", false),
    ("yuan", "cn¥", false),
];

const PAIRS: &[((&str, &str), &str)] = &[
    (("american", "dollars"), "$"),
    (("australian", "dollars"), "a$"),
    (("british", "pounds"), "£"),
    (("canadian", "dollars"), "c$"),
    (("chinese", "yuan"), "cn¥"),
    (("indian", "rupees"), "₹"),
    (("japanese", "yen"), "¥"),
    (("korean", "won"), "₩"),
    (("pounds", "sterling"), "£"),
    (("singapore", "dollars"), "s$"),
    (("swiss", "francs"), "chf¤"),
    (("us", "dollars"), "$"),
];

const SIGNS: &[(char, &str)] = &[
    ('$', "$"),
    ('£', "£"),
    ('¥', "¥"),
    ('₩', "₩"),
    ('€', "€"),
    ('₹', "₹"),
    ('＄', "$"),
    ('￡', "£"),
    ('￥', "¥"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order() {
        assert!(SCALES.is_sorted_by_key(|row| row.0));
        assert!(DOLLARS.is_sorted_by_key(|row| row.0));
        assert!(CODES.is_sorted_by_key(|row| row.0));
        assert!(NAMES.is_sorted_by_key(|row| row.0));
        assert!(PAIRS.is_sorted_by_key(|row| row.0));
        assert!(SIGNS.is_sorted_by_key(|row| row.0));
    }
}

//! What a typed word or phrase finds in a line.

use std::ops::Bound;

use newshound::query::{Amounts, MatchMode};
use newshound::words;
use newshound::words::forms::Forms;
use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use super::designation;
use super::line::Line;
use super::place::{self, Match, distinct, phrase};

/// Words that mean something else in capitals.
#[rustfmt::skip]
pub const GUARDED: &[&str] = &[
    "aid", "aim", "care", "cat", "dare", "doe", "doge", "ear", "ease", "fair", "flop", "flops",
    "hen", "ice", "ire", "is", "it", "laws", "mad", "map", "mess", "pet", "sat", "start", "tops",
    "un", "up", "us", "who",
];

/// `None` if there is no word in the text.
pub fn word(text: &str, how: MatchMode, forms: bool, line: &Line) -> Option<Vec<Match>> {
    match how {
        MatchMode::Wildcard if text == "*" => Some(plain_words(line, |_| true)),
        MatchMode::Wildcard => wildcard(text, line),
        MatchMode::Regex => {
            let regex = regex(text)?;
            Some(plain_words(line, |term| regex.is_match(term)))
        }
        MatchMode::Fuzzy(edits) => match positions(text) {
            1 => {
                let (word, most) = (words::fold(text), usize::from(edits));
                Some(plain_words(line, |term| edits_between(&word, term) <= most))
            }
            0 => None,
            _ => nearly(text, usize::from(edits), line),
        },
        MatchMode::Forms => sequence(text, 0, forms, line),
        MatchMode::Relatives => {
            let mut found = sequence(text, 0, forms, line)?;
            found.extend(if forms {
                related(text, line)
            } else {
                Vec::new()
            });
            Some(distinct(found))
        }
        MatchMode::Exact => sequence(text, 0, false, line),
    }
}

/// The words of the text in this order. `None` if there is none.
pub fn sequence(text: &str, slop: usize, forms: bool, line: &Line) -> Option<Vec<Match>> {
    let asked = super::line::short(text);
    let count = asked.places.len();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < count {
        let (mut part, width) = part(&asked, text, at, (forms && at == 0, slop > 0), line);
        parts.append(&mut part);
        at += width;
    }
    (!parts.is_empty()).then(|| phrase(&parts, slop))
}

/// What stands at a position of the asked text: a value, a hyphenated word (joined or apart), or
/// a plain word or name; and how many positions it takes. Under a slop names are of one position.
fn part(
    asked: &Line,
    text: &str,
    at: usize,
    (forms, is_loose): (bool, bool),
    line: &Line,
) -> (Vec<Vec<Match>>, usize) {
    let here = asked.tokens.iter().filter(|token| token.at.start == at);
    let wide = here
        .skip(1)
        .filter(|token| !is_capital(&token.term) && !token.term.contains('|'))
        .filter(|token| token.at.len() > 1 || is_value(&token.term));
    let Some(wide) = wide.max_by_key(|token| token.at.len()) else {
        let end = asked.places.len();
        return named(asked, text, (at, end), (forms, is_loose), line);
    };
    if is_value(&wide.term) {
        return (vec![exactly(line, &wide.term)], wide.at.len());
    }
    // Of one hyphenated word the end has forms.
    let forms = forms && wide.at == (0..asked.places.len());
    let found = match forms {
        true => with_forms(line, &wide.term, None),
        false => exactly(line, &wide.term),
    };
    let mut apart = Vec::new();
    let mut from = at;
    while from < wide.at.end {
        let (mut part, width) = named(asked, text, (from, wide.at.end), (forms, false), line);
        apart.append(&mut part);
        from += width;
    }
    let either = [found, phrase(&apart, 0)].concat();
    (vec![distinct(either)], wide.at.len())
}

/// The name that begins at the first of two positions and ends before the second, in every way to
/// write it, and how many positions it takes.
fn named(
    asked: &Line,
    text: &str,
    (at, end): (usize, usize),
    (forms, is_loose): (bool, bool),
    line: &Line,
) -> (Vec<Vec<Match>>, usize) {
    let (ways, to) = designation::ways(asked, text, at, end, is_loose);
    let forms = forms && to == end;
    let found = ways.iter().map(|way| {
        let words = way.iter().enumerate().map(|(number, (term, position))| {
            let forms = forms && number + 1 == way.len();
            match position {
                Some(position) => plain(asked, *position, forms, line),
                None if forms => with_forms(line, term, None),
                None => exactly(line, term),
            }
        });
        words.collect::<Vec<_>>()
    });
    let found: Vec<_> = found.collect();
    match found.as_slice() {
        [only] => (only.clone(), to - at),
        all => {
            let all = all.iter().flat_map(|way| phrase(way, 0));
            (vec![distinct(all.collect())], to - at)
        }
    }
}

/// A word of several parts, nearly: in any one of them that has more than two letters, or in all of it written as one.
fn nearly(text: &str, edits: usize, line: &Line) -> Option<Vec<Match>> {
    let asked = super::line::short(text);
    if asked.tokens.iter().any(|token| is_value(&token.term)) {
        return sequence(text, 0, false, line);
    }
    let near = |word: &str| plain_words(line, |term| edits_between(word, term) <= edits);
    let whole = |term: &str| !is_capital(term) && !term.contains('|');
    let all = asked
        .tokens
        .iter()
        .filter(|token| token.at == (0..asked.places.len()));
    let mut found: Vec<Match> = all
        .filter(|token| whole(&token.term))
        .flat_map(|token| near(&token.term))
        .collect();
    let surface = |at: usize| {
        let surface = asked.tokens.iter().find(|token| token.at.start == at);
        surface.unwrap().term.as_str()
    };
    for wrong in 0..asked.places.len() {
        let parts = (0..asked.places.len()).map(|at| match at == wrong {
            true if surface(at).chars().count() > 2 => near(surface(at)),
            _ => plain(&asked, at, false, line),
        });
        found.extend(phrase(&parts.collect::<Vec<_>>(), 0));
    }
    Some(distinct(found))
}

fn plain(asked: &Line, at: usize, forms: bool, line: &Line) -> Vec<Match> {
    let here = asked.tokens.iter().filter(|token| token.at.start == at);
    let mut terms = here.map(|token| token.term.as_str());
    let surface = terms.next().unwrap();
    let singular = terms.clone().find_map(|term| term.strip_suffix("|s"));
    match terms.find(|term| is_capital(term)) {
        Some(capital) if GUARDED.contains(&surface) => exactly(line, capital),
        _ if forms => with_forms(line, surface, singular),
        _ => exactly(line, surface),
    }
}

/// The amounts within the bounds.
pub fn amounts(amounts: &Amounts, line: &Line) -> Vec<Match> {
    place::words(line, |term| {
        let Some(amount) = is_value(term).then(|| words::amount(term)).flatten() else {
            return false;
        };
        let above = match amounts.low {
            Bound::Included(low) => low <= amount.millionths,
            Bound::Excluded(low) => low < amount.millionths,
            Bound::Unbounded => true,
        };
        let below = match amounts.high {
            Bound::Included(high) => amount.millionths <= high,
            Bound::Excluded(high) => amount.millionths < high,
            Bound::Unbounded => true,
        };
        above && below && ["", amount.currency].contains(&amounts.currency)
    })
}

/// These words side by side.
pub fn exact_phrase(words: &[&str], line: &Line) -> Vec<Match> {
    let parts: Vec<_> = words.iter().map(|word| exactly(line, word)).collect();
    phrase(&parts, 0)
}

pub fn exactly(line: &Line, word: &str) -> Vec<Match> {
    place::words(line, |term| term == word)
}

/// The words with a common Snowball stem, if one plain word was asked for.
fn related(text: &str, line: &Line) -> Vec<Match> {
    let asked = super::line::short(text);
    let terms: Vec<&str> = asked
        .tokens
        .iter()
        .map(|token| token.term.as_str())
        .collect();
    let [surface, ..] = terms.as_slice() else {
        return Vec::new();
    };
    let is_name = GUARDED.contains(surface) && terms.iter().any(|term| is_capital(term));
    let is_wide = asked
        .tokens
        .iter()
        .any(|token| token.at.len() > 1 || is_value(&token.term));
    if asked.places.len() > 1 || is_wide || is_name {
        return Vec::new();
    }
    let stem = words::stem(surface);
    plain_words(line, |term| words::stem(term) == stem)
}

/// Which words are forms has a labelled list of its own.
fn with_forms(line: &Line, word: &str, singular: Option<&str>) -> Vec<Match> {
    let forms = match singular {
        Some(singular) => Forms::of_plural(word, singular),
        None => Forms::of(word),
    };
    let mut found = plain_words(line, |term| forms.contain(term));
    for short in [Some(word), singular].into_iter().flatten() {
        found.extend(exactly(line, &format!("{short}|s")));
    }
    distinct(found)
}

/// The words that pass the test, second forms that have a spelling of their own left aside.
fn plain_words(line: &Line, test: impl Fn(&str) -> bool) -> Vec<Match> {
    place::words(line, |term| {
        !is_capital(term) && !is_value(term) && !term.contains('|') && test(term)
    })
}

fn is_capital(term: &str) -> bool {
    term.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// `$500000000000`, `25%`.
fn is_value(term: &str) -> bool {
    let digits = term.bytes().any(|byte| byte.is_ascii_digit());
    digits && (term.ends_with('%') || term.contains(['$', '€', '£', '¥', '¤']))
}

fn positions(text: &str) -> usize {
    super::line::short(text).places.len()
}

pub fn regex(text: &str) -> Option<Regex> {
    let fold = syntax::Config::new().case_insensitive(true);
    let whole = format!("^(?:{text})$");
    Regex::builder().syntax(fold).build(&whole).ok()
}

/// Signs part a wildcard into words, which may stand joined as well.
fn wildcard(text: &str, line: &Line) -> Option<Vec<Match>> {
    let folded = folded(text);
    let is_wild = |letter: char| matches!(letter, '*' | '?');
    let pieces: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric() && letter != '.' && !is_wild(letter))
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .collect();
    let find = |pattern: &str| plain_words(line, |term| glob(pattern, term));
    match pieces.as_slice() {
        [] => None,
        [piece] => Some(find(piece)),
        pieces => {
            let kept =
                |letter: &char| letter.is_alphanumeric() || *letter == '.' || is_wild(*letter);
            let joined: String = folded.chars().filter(kept).collect();
            let apart: Vec<_> = pieces.iter().map(|piece| find(piece)).collect();
            Some(distinct([find(&joined), phrase(&apart, 0)].concat()))
        }
    }
}

/// The letters folded, the wildcards between them kept.
pub fn folded(text: &str) -> String {
    let mut folded = String::new();
    let mut letters = String::new();
    for letter in text.chars() {
        if matches!(letter, '*' | '?') {
            folded += &words::fold(&std::mem::take(&mut letters));
            folded.push(letter);
        } else {
            letters.push(letter);
        }
    }
    folded + &words::fold(&letters)
}

/// Whether the whole word fits the pattern: `*` is any run of letters, `?` is one.
pub fn glob(pattern: &str, word: &str) -> bool {
    let Some(first) = pattern.chars().next() else {
        return word.is_empty();
    };
    let rest = &pattern[first.len_utf8()..];
    let shorter = word.chars().next().map(|letter| &word[letter.len_utf8()..]);
    match first {
        '*' => glob(rest, word) || shorter.is_some_and(|shorter| glob(pattern, shorter)),
        '?' => shorter.is_some_and(|shorter| glob(rest, shorter)),
        letter => word.starts_with(letter) && glob(rest, shorter.unwrap_or_default()),
    }
}

/// How many letters have to be put in, taken out, changed or swapped with their neighbour, none of
/// them twice (optimal string alignment).
pub fn edits_between(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let moved = table[i - 1][j].min(table[i][j - 1]) + 1;
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swap = if swapped {
                    table[i - 2][j - 2] + 1
                } else {
                    moved
                };
                changed.min(moved).min(swap)
            };
        }
    }
    table[a.len()][b.len()]
}

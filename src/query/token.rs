//! Cuts the text of a question into brackets, quotations, operators, field names and words.
//!
//! Cutting never fails and takes time linear in the text. Whether a token makes sense in its place
//! is left to `parse`, the signs of a word to `word`.

use std::ops::Range;

use super::amount;
use super::beat;
use super::date::{self, Comparison};
use super::paragraphs;
use super::word::{self, PUNCTUATION, bare, is_address, is_quote, letters, number};
use super::{Reach, Scope};
use crate::field::{Field, FieldKind};
use crate::words;
pub use crate::words::is_blank;

/// The most words that a proximity or a loose phrase can span.
pub const FARTHEST: u32 = 1000;
/// The longest regular expression, in bytes.
const LONGEST_REGEX: usize = 256;
/// The longest operator, in bytes.
const LONGEST_OPERATOR: usize = 40;

/// One piece of a question and where it is, in bytes.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    pub kind: TokenKind<'a>,
    pub at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TokenKind<'a> {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `-`, `+` and `=` before what they apply to.
    Minus,
    Plus,
    Equals,
    /// `bounded` is false where the number written was out of bounds and another is taken.
    Near {
        reach: Reach,
        bounded: bool,
    },
    /// `atleast3`.
    AtLeast(u32),
    /// `title:` with something after the colon.
    Field(Field),
    /// `date:`, `since:`.
    Day(Field, Comparison),
    /// `amount:` with something after the colon.
    Amount,
    /// `beat:` with something after the colon.
    Beat,
    /// `in:quote` with something glued to it.
    Only(Scope),
    /// `in:quote` by itself: for the whole group around it.
    Here(Scope),
    /// The text between quotation marks; not `closed` if the second one is missing.
    Phrase {
        text: &'a str,
        closed: bool,
    },
    /// The text between the slashes.
    Regex(&'a str),
    /// A run of other characters, as it was typed.
    Word(&'a str),
    /// `~3` or `^2` glued to a phrase, a group or a regular expression.
    Tail(&'a str),
}

impl TokenKind<'_> {
    /// Whether it is a sign or a field name: what is glued to it is its operand.
    pub fn is_prefix(self) -> bool {
        matches!(
            self,
            TokenKind::Minus
                | TokenKind::Plus
                | TokenKind::Equals
                | TokenKind::Field(_)
                | TokenKind::Day(..)
                | TokenKind::Amount
                | TokenKind::Beat
                | TokenKind::Only(_)
        )
    }
}

/// The tokens of `text` in order.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut cutter = Cutter {
        text,
        at: 0,
        fresh: true,
        bound: false,
        aside_ends: last_aside(text),
        tokens: Vec::new(),
    };
    while let Some(next) = cutter.rest().chars().next() {
        cutter.step(next);
    }
    cutter.tokens
}

/// Where the last aside ends that is between dashes: `the agency –slow as ever– said`. A hyphen as a
/// keyboard has it is around none.
pub fn last_aside(text: &str) -> usize {
    let ends = |at: usize, dash: char| {
        let after = text[at + dash.len_utf8()..].chars().next();
        let before = text[..at].chars().next_back();
        after.is_none_or(|c| is_blank(c) || PUNCTUATION.contains(c) || c == ')')
            && before.is_some_and(|c| !is_blank(c) && !word::is_dash(c))
    };
    let mut dashes = text.char_indices().rev();
    let last = dashes.find(|(at, c)| *c != '-' && word::is_dash(*c) && ends(*at, *c));
    last.map_or(0, |(at, _)| at)
}

/// Whether `text` by itself is read as this one word.
pub fn is_one_word(text: &str) -> bool {
    let balanced = text.matches('(').count() == text.matches(')').count();
    let alone = matches!(tokens(text)[..], [ref one] if one.kind == TokenKind::Word(text));
    let bare = bare(text);
    let clean = bare.text == text && bare.tilde.is_none() && bare.boost.is_none();
    balanced && alone && clean
}

/// The operator that `word` spells, if it does.
pub fn operator(word: &str) -> Option<TokenKind<'static>> {
    match word {
        "AND" => Some(TokenKind::And),
        "OR" => Some(TokenKind::Or),
        "NOT" => Some(TokenKind::Not),
        "SAME" => Some(near(Reach::Paragraph)),
        _ if word.len() > LONGEST_OPERATOR => None,
        _ => {
            let lower = word.to_ascii_lowercase();
            proximity(&lower).or_else(|| at_least(&lower))
        }
    }
}

type Reaching = fn(u32) -> Reach;

/// The spellings of the proximities that take a number; a longer one comes before its own prefix.
#[rustfmt::skip]
const PROXIMITIES: &[(&str, Reaching)] = &[
    ("adj/",    Reach::Before),
    ("adj",     Reach::Before),
    ("near/",   Reach::Words),
    ("near",    Reach::Words),
    ("pre/",    Reach::Before),
    ("w/",      Reach::Words),
    ("within/", Reach::Words),
];

#[rustfmt::skip]
const UNITS: &[(&str, Reach)] = &[
    ("near/p", Reach::Paragraph),
    ("near/s", Reach::Sentence),
    ("w/p",    Reach::Paragraph),
    ("w/para", Reach::Paragraph),
    ("w/s",    Reach::Sentence),
    ("w/sent", Reach::Sentence),
];

/// Whether `name` with a slash and a number after it is a proximity.
pub fn is_proximity(name: &str) -> bool {
    let mut spellings = PROXIMITIES.iter();
    spellings.any(|(known, _)| known.strip_suffix('/') == Some(name))
}

/// Whether a word is an operator but for the number after it.
fn is_numbered(word: &str) -> bool {
    word.eq_ignore_ascii_case("atleast") || is_proximity(word)
}

fn near(reach: Reach) -> TokenKind<'static> {
    TokenKind::Near {
        reach,
        bounded: true,
    }
}

fn proximity(word: &str) -> Option<TokenKind<'static>> {
    if let Some((_, reach)) = UNITS.iter().find(|(name, _)| *name == word) {
        return Some(near(*reach));
    }
    PROXIMITIES.iter().find_map(|(name, reach)| {
        let asked = number(word.strip_prefix(name)?)?;
        let taken = asked.clamp(1, FARTHEST);
        Some(TokenKind::Near {
            reach: reach(taken),
            bounded: asked == taken,
        })
    })
}

fn at_least(word: &str) -> Option<TokenKind<'static>> {
    number(word.strip_prefix("atleast")?).map(TokenKind::AtLeast)
}

struct Cutter<'a> {
    text: &'a str,
    at: usize,
    /// Whether a sign here would begin an operand.
    fresh: bool,
    /// Whether the last token is a sign or a field name, so that no operator can follow.
    bound: bool,
    /// Where the last aside between dashes ends.
    aside_ends: usize,
    tokens: Vec<Token<'a>>,
}

impl<'a> Cutter<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: TokenKind<'a>, length: usize) {
        let at = self.at..self.at + length;
        self.at = at.end;
        self.bound = kind.is_prefix();
        self.fresh = self.bound || matches!(kind, TokenKind::Open);
        self.tokens.push(Token { kind, at });
    }

    fn step(&mut self, next: char) {
        if is_blank(next) {
            self.at += next.len_utf8();
            (self.fresh, self.bound) = (true, false);
        } else if next == '(' {
            self.push(TokenKind::Open, 1);
        } else if next == ')' {
            self.push(TokenKind::Close, 1);
        } else if let Some(width) = is_quote(self.rest()) {
            self.phrase(width);
        } else if let Some((kind, length)) = self.sign(next).or_else(|| self.regex()) {
            self.push(kind, length);
        } else if let Some((kind, length)) = field(self.rest()) {
            self.push(kind, length);
        } else {
            self.run();
        }
    }

    fn phrase(&mut self, opening: usize) {
        let inside = &self.rest()[opening..];
        let closing = inside
            .char_indices()
            .find_map(|(at, _)| is_quote(&inside[at..]).map(|width| (at, width)));
        let (end, width) = closing.unwrap_or((inside.len(), 0));
        let kind = TokenKind::Phrase {
            text: &inside[..end],
            closed: closing.is_some(),
        };
        self.push(kind, opening + end + width);
    }

    fn sign(&self, next: char) -> Option<(TokenKind<'a>, usize)> {
        let kind = match next {
            '-' => TokenKind::Minus,
            '+' => TokenKind::Plus,
            '=' => TokenKind::Equals,
            dash if word::is_hyphen(dash) && self.at >= self.aside_ends => TokenKind::Minus,
            _ => return None,
        };
        let length = next.len_utf8();
        let after = self.rest()[length..].chars().next()?;
        let twice = after == next || (word::is_dash(after) && word::is_dash(next));
        let begins = !twice && !is_blank(after) && after != ')';
        let begins = begins && (!PUNCTUATION.contains(after) || "+-=/.".contains(after));
        (self.fresh && begins).then_some((kind, length))
    }

    fn regex(&self) -> Option<(TokenKind<'a>, usize)> {
        let inside = self.rest().strip_prefix('/')?;
        let mut escaped = false;
        for (at, c) in inside.char_indices().take(LONGEST_REGEX) {
            match c {
                _ if is_blank(c) => return None,
                '/' if !escaped => {
                    let after = inside[at + 1..].chars().next();
                    let ends = after.is_none_or(|c| is_blank(c) || "()~^,.;:!?".contains(c));
                    return (at > 0 && ends).then_some((TokenKind::Regex(&inside[..at]), at + 2));
                }
                _ => escaped = c == '\\' && !escaped,
            }
        }
        None
    }

    /// Whether the last word may be meant as an operator whose number comes next: `atleast 3(a)`.
    fn is_after_operator(&self) -> bool {
        let last = self.tokens.last().map(|token| token.kind);
        matches!(last, Some(TokenKind::Word(word)) if is_numbered(word))
    }

    fn run(&mut self) {
        let rest = self.rest();
        // `U. S.` is one word, as in a text, and so is `§ 230`.
        let spaced = words::spaced_acronym(rest).or_else(|| paragraphs::sign(rest));
        let spaced = spaced.unwrap_or(0);
        let word = &rest[..spaced + run_length(&rest[spaced..], self.is_after_operator())];
        let glued = self.tokens.last().is_some_and(|last| {
            last.at.end == self.at
                && matches!(
                    last.kind,
                    TokenKind::Phrase { .. } | TokenKind::Regex(_) | TokenKind::Close
                )
        });
        let kind = if glued && word.starts_with(['~', '^']) {
            TokenKind::Tail(word)
        } else {
            let counts = self.rest()[word.len()..].starts_with('(');
            operator(word)
                .filter(|kind| !self.bound || (counts && matches!(kind, TokenKind::AtLeast(_))))
                .unwrap_or(TokenKind::Word(word))
        };
        self.push(kind, word.len());
    }
}

/// The length of a word: up to a blank, a bracket or a quotation mark. The address of a page may
/// contain brackets in pairs, and a number those of its paragraphs unless it may be that of an operator.
fn run_length(rest: &str, is_after_operator: bool) -> usize {
    let address = is_address(rest);
    let from = paragraphs::length(rest).filter(|_| !is_after_operator);
    let from = from.unwrap_or(0);
    let mut open = 0usize;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < from) {
        let ends = match c {
            '(' if address => {
                open += 1;
                false
            }
            ')' if address && open > 0 => {
                open -= 1;
                false
            }
            '(' | ')' => true,
            _ => is_blank(c) || is_quote(&rest[at..]).is_some(),
        };
        if ends {
            return at;
        }
    }
    rest.len()
}

/// The field name at the beginning of `rest`, when something follows its colon.
fn field(rest: &str) -> Option<(TokenKind<'static>, usize)> {
    let name = letters(rest);
    let after = rest[name.len()..].strip_prefix(':')?;
    if ends_operand(after) || after.starts_with("//") {
        return None;
    }
    let length = name.len() + 1;
    if name.eq_ignore_ascii_case("in") {
        return scope(after).map(|(kind, more)| (kind, length + more));
    }
    if name.eq_ignore_ascii_case(amount::NAME) {
        return Some((TokenKind::Amount, length));
    }
    if name.eq_ignore_ascii_case(beat::NAME) {
        return Some((TokenKind::Beat, length));
    }
    if let Some(comparison) = date::keyword(name) {
        return Some((TokenKind::Day(Field::Date, comparison), length));
    }
    let field = Field::named(name)?;
    let kind = match field.kind() {
        FieldKind::Day => TokenKind::Day(field, Comparison::On),
        _ => TokenKind::Field(field),
    };
    Some((kind, length))
}

/// The scope after `in:`.
fn scope(rest: &str) -> Option<(TokenKind<'static>, usize)> {
    let name = letters(rest);
    let scope = scope_named(name)?;
    let after = &rest[name.len()..];
    if ends_operand(after) {
        return Some((TokenKind::Here(scope), name.len()));
    }
    if after.starts_with('(') || is_quote(after).is_some() {
        return Some((TokenKind::Only(scope), name.len()));
    }
    let operand = after.strip_prefix(':')?;
    (!ends_operand(operand)).then_some((TokenKind::Only(scope), name.len() + 1))
}

fn scope_named(name: &str) -> Option<Scope> {
    if ["quote", "quotes"].contains(&name.to_ascii_lowercase().as_str()) {
        return Some(Scope::Quote);
    }
    let field = Field::named(name)?;
    (field.kind() == FieldKind::Text).then_some(Scope::Field(field))
}

fn ends_operand(rest: &str) -> bool {
    let next = rest.chars().next();
    next.is_none_or(|c| is_blank(c) || c == ')')
}

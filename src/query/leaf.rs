//! Reads the leaves of a question: words, phrases, regular expressions, days.

use std::ops::{Bound, Range};

use super::apart::TypedDays;
use super::date::Comparison;
use super::notes::short;
use super::parse::{LeafKind, Parser};
use super::regex::LONGEST_WILDCARD;
use super::token::{FARTHEST, TokenKind, is_blank, is_one_word};
use super::word::{self, Bare, is_address};
use super::{Amounts, Days, MatchMode, Query, Scope, amount, date, hint, normal_form};
use crate::field::Field;

impl Parser<'_> {
    /// Whether `run` is mere punctuation, such as a dash between blanks.
    pub fn is_skipped(&self, run: &str) -> bool {
        let before = self.next.checked_sub(2).and_then(|t| self.tokens.get(t));
        let bound = before.is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Minus
                    | TokenKind::Plus
                    | TokenKind::Field(_)
                    | TokenKind::Day(..)
                    | TokenKind::Amount
                    | TokenKind::Beat
                    | TokenKind::Only(_)
            ) && token.at.end == self.tokens[self.next - 1].at.start
        });
        !bound && word::is_punctuation(run) && hint::operator(run).is_none()
    }

    /// The word `run`; none if there is nothing in it to look for.
    pub fn word(&mut self, run: &str, at: Range<usize>, exact: bool) -> Option<Query> {
        if run.contains(' ') {
            // `U. S.` is `U.S.`.
            return self.word(&run.replace(' ', ""), at, exact);
        }
        if matches!(self.leaf_kind, LeafKind::Beat) {
            return self.beat(run, at);
        }
        if let LeafKind::Day(field, comparison) = self.leaf_kind {
            let text = run.trim_end_matches([',', ';', ':', '!', '?', '\'', '’']);
            let at = at.start..at.end - (run.len() - text.len());
            return match date::days(text, comparison, self.options.today) {
                Ok(days) => Some(self.days(text, at, (field, comparison), days)),
                Err(hint) => {
                    self.no_value("a date", hint, at, |parser, at| parser.word(run, at, exact))
                }
            };
        }
        if matches!(self.leaf_kind, LeafKind::Amount) {
            return self.amount(run, at, |parser, at| parser.word(run, at, exact));
        }
        let (run, at, relatives) = match word::relatives(run) {
            Some(rest) => (rest, at.start + 1..at.end, true),
            None => (run, at, false),
        };
        if !relatives && run.starts_with('~') && run.contains(char::is_alphabetic) {
            self.note_no_relatives(&at);
        }
        let bare = word::bare(run);
        let every = !bare.text.is_empty() && bare.text.bytes().all(|b| b == b'*');
        if !every && !word::has_word(bare.text) {
            let message = format!("`{}` has no letter or digit to look for", short(run));
            let hint = match hint::operator(run) {
                Some(good) => format!("write `{good}`"),
                None => "leave it out".to_owned(),
            };
            self.notes.push(message, hint, at);
            return None;
        }
        if every {
            let all = self.placed(Query::All);
            return Some(self.boosted(all, bare.boost, &at));
        }
        self.note_oddities(run, bare.text, &at);
        let how = self.how(&bare, exact, relatives, &at);
        let text = match how {
            MatchMode::Wildcard => squeezed(bare.text),
            _ => bare.text.to_owned(),
        };
        if how == MatchMode::Wildcard && text.len() > LONGEST_WILDCARD {
            let words = self.long_wildcard(&text, at.clone())?;
            return Some(self.boosted(words, bare.boost, &at));
        }
        let leaf = if is_one_word(&text) {
            Query::Word { text, how }
        } else {
            Query::Phrase { text, slop: 0 }
        };
        let leaf = self.placed(leaf);
        Some(self.boosted(leaf, bare.boost, &at))
    }

    fn how(
        &mut self,
        bare: &Bare<'_>,
        exact: bool,
        relatives: bool,
        at: &Range<usize>,
    ) -> MatchMode {
        let wild = bare.text.contains(['*', '?']) && !is_address(bare.text);
        let is_word =
            matches!(self.leaf_kind, LeafKind::Text) && bare.text.starts_with(char::is_alphabetic);
        let plain = match (wild, exact) {
            (true, _) => MatchMode::Wildcard,
            (false, true) => MatchMode::Exact,
            (false, false) if is_word && (relatives || self.options.relatives) => {
                MatchMode::Relatives
            }
            (false, false) => MatchMode::Forms,
        };
        if relatives && (plain != MatchMode::Relatives || bare.tilde.is_some()) {
            self.note_no_relatives(at);
        }
        match bare.tilde {
            None => plain,
            Some(_) if !matches!(plain, MatchMode::Forms | MatchMode::Relatives) => {
                let message = "`~` does not go with `*`, `?` or `=`";
                self.notes.push(message, "leave the `~` out", at.clone());
                plain
            }
            Some(asked) => self.fuzzy(bare.text, asked, at),
        }
    }

    fn note_no_relatives(&mut self, at: &Range<usize>) {
        let message = "`~` before it goes with a plain word of the text alone";
        let hint = "leave the first `~` out";
        self.notes.push(message, hint, at.clone());
    }

    fn fuzzy(&mut self, text: &str, asked: u32, at: &Range<usize>) -> MatchMode {
        let taken = if asked <= 1 { 1 } else { 2 };
        let edits = word::edits(text, taken);
        let word = short(text);
        let odd = if edits == 0 {
            let message =
                format!("`{word}` is too short for `~`: nearly every short word is near it");
            Some((
                message,
                format!("write `{word}`, or `{word}*` for words that begin so"),
            ))
        } else if edits < taken {
            let message = format!("`{word}` is too short for two edits");
            Some((message, format!("write `{word}~`")))
        } else if asked != u32::from(taken) {
            let message = format!("`~{asked}` is out of bounds");
            Some((message, format!("write `{word}~` or `{word}~2`")))
        } else {
            None
        };
        if let Some((message, hint)) = odd {
            self.notes.push(message, hint, at.clone());
        }
        match edits {
            0 => MatchMode::Forms,
            edits => MatchMode::Fuzzy(edits),
        }
    }

    /// The phrase or the regular expression `what`.
    pub fn phrase_or_regex(&mut self, kind: TokenKind<'_>, at: Range<usize>) -> Option<Query> {
        match kind {
            TokenKind::Phrase { text, closed } => self.phrase(text, closed, at),
            TokenKind::Regex(_) if matches!(self.leaf_kind, LeafKind::Beat) => {
                let written = self.text[at.clone()].to_owned();
                self.expanded(&written, at)
            }
            TokenKind::Regex(text) => self.regex(text, at),
            // A tail whose group or phrase was dropped.
            _ => None,
        }
    }

    fn phrase(&mut self, inside: &str, closed: bool, at: Range<usize>) -> Option<Query> {
        let words = inside.split(is_blank).filter(|word| !word.is_empty());
        let text = words.collect::<Vec<_>>().join(" ");
        if !closed {
            self.note_unclosed(inside, at.clone());
        }
        if let LeafKind::Day(field, comparison) = self.leaf_kind {
            return match date::days(&text, comparison, self.options.today) {
                Ok(days) => Some(self.days(&text, at, (field, comparison), days)),
                Err(hint) => self.no_value("a date", hint, at, |parser, at| {
                    parser.phrase(inside, true, at)
                }),
            };
        }
        if matches!(self.leaf_kind, LeafKind::Beat) {
            let found = self.expanded(&text, at)?;
            return Some(self.tailed(found));
        }
        if matches!(self.leaf_kind, LeafKind::Amount) {
            let found = self.amount(&text, at, |parser, at| parser.phrase(inside, true, at))?;
            return Some(self.tailed(found));
        }
        if !word::has_word(&text) {
            let message = "there is no word between the quotation marks";
            self.notes.push(message, "leave them out", at);
            return None;
        }
        let wild = text.split(' ').find(|word| {
            word.len() > 1 && word.contains('*') && word.chars().any(char::is_alphanumeric)
        });
        if let Some(hint) = hint::starred_phrase(&text) {
            let message = "`*` is no wildcard between quotation marks";
            self.notes.push(message, hint, at);
        } else if let Some(wild) = wild {
            let message = format!("`{}` is no wildcard between quotation marks", short(wild));
            let hint = format!("write `{} pre/1 …` without them", short(wild));
            self.notes.push(message, hint, at);
        }
        let leaf = self.placed(Query::Phrase { text, slop: 0 });
        Some(self.tailed(leaf))
    }

    /// Notes that the quotation mark before `inside` is the only one.
    pub fn note_unclosed(&mut self, inside: &str, at: Range<usize>) {
        let mark = &self.text[at.start..at.end - inside.len()];
        let message = format!("the quotation mark `{mark}` is never closed");
        self.notes
            .push(message, "write `\"` where the quotation ends", at);
    }

    /// The amounts that `written` means after `amount:`; if it is no amount, `read` reads it.
    fn amount(
        &mut self,
        written: &str,
        at: Range<usize>,
        read: impl FnOnce(&mut Self, Range<usize>) -> Option<Query>,
    ) -> Option<Query> {
        let text = amount::unpunctuated(written);
        let (text, boost) = match word::boost(text) {
            Some((head, by)) => (head, Some(by)),
            None => (text, None),
        };
        match amount::amounts(text) {
            Some(amounts) => {
                self.note_no_amount(text, &amounts, at.clone());
                Some(self.boosted(Query::Amount(Box::new(amounts)), boost, &at))
            }
            None => self.no_value("an amount", amount::HINT.to_owned(), at, read),
        }
    }

    /// Notes amounts that are none, and a range that ends before it begins.
    fn note_no_amount(&mut self, text: &str, amounts: &Amounts, at: Range<usize>) {
        if let Some((low, high)) = amount::reversed(text) {
            let message = format!("`{}` ends before it begins", short(text));
            let hint = format!("write `{}..{}`", short(high), short(low));
            self.notes.push(message, hint, at);
        } else if amounts.high == Bound::Excluded(0) {
            let message = format!("no amount is `{}`", short(text));
            self.notes.push(message, amount::HINT, at);
        }
    }

    /// Days that were read, with what there is to say of them.
    fn days(
        &mut self,
        text: &str,
        at: Range<usize>,
        (field, comparison): (Field, Comparison),
        days: Days,
    ) -> Query {
        let from = self.glued_name(&at).unwrap_or(at.start);
        let place = (self.text, from..at.end);
        let typed = TypedDays::new(place, text, (field, comparison), days);
        self.days_read.push(typed);
        self.note_reversed(text, at);
        Query::Days { field, days }
    }

    /// Where the name of the days or the amount at `at` begins, if it is glued to them.
    fn glued_name(&self, at: &Range<usize>) -> Option<usize> {
        let mut before = self.tokens[..self.next].iter().rev().take(2);
        let token = before.find(|token| token.at.end == at.start)?;
        matches!(token.kind, TokenKind::Day(..) | TokenKind::Amount).then_some(token.at.start)
    }

    /// Notes a range of days that ends before it begins.
    fn note_reversed(&mut self, text: &str, at: Range<usize>) {
        if let Some((from, to)) = date::reversed(text, self.options.today) {
            let message = format!("`{}` ends before it begins", short(text));
            let hint = format!("write `{}..{}`", short(to), short(from));
            self.notes.push(message, hint, at);
        }
    }

    /// Notes that the text at `at` is not the `expected` value, and reads it again as plain text.
    pub fn no_value(
        &mut self,
        expected: &str,
        hint: String,
        at: Range<usize>,
        read: impl FnOnce(&mut Self, Range<usize>) -> Option<Query>,
    ) -> Option<Query> {
        let from = self.glued_name(&at).unwrap_or(at.start);
        let message = format!("`{}` is not {expected}", short(&self.text[from..at.end]));
        self.notes.push(message, hint, at.clone());
        let outer = std::mem::replace(&mut self.leaf_kind, LeafKind::Text);
        let found = read(self, at);
        self.leaf_kind = outer;
        found
    }

    /// `leaf`, in the filter that the parser is within, if any.
    pub fn placed(&self, leaf: Query) -> Query {
        match self.leaf_kind {
            LeafKind::Filter(field) => Query::In {
                scope: Scope::Field(field),
                of: Box::new(leaf),
            },
            _ => leaf,
        }
    }

    /// `query` with the tail after it, if any: `~3` for a phrase, `^2` for anything.
    pub fn tailed(&mut self, mut query: Query) -> Query {
        let Some(&TokenKind::Tail(run)) = self.tokens.get(self.next).map(|token| &token.kind)
        else {
            return query;
        };
        let at = self.here_at();
        self.next += 1;
        let tail = word::tail(run);
        if !tail.text.is_empty() {
            let message = format!("`{}` is neither a distance nor a weight", short(run));
            self.notes
                .push(message, "write `~3` after a phrase or `^2`", at);
            return query;
        }
        if let Some(words) = tail.tilde {
            let taken = words.min(FARTHEST);
            let loosened = loosen(&mut query, taken);
            if !loosened || taken != words {
                let message = format!("`{}` cannot be kept", short(run));
                let hint = format!("`~0` to `~{FARTHEST}` go after a phrase");
                self.notes.push(message, hint, at.clone());
            }
        }
        self.boosted(query, tail.boost, &at)
    }

    pub fn boosted(&mut self, query: Query, by: Option<f32>, at: &Range<usize>) -> Query {
        let Some(by) = by else { return query };
        normal_form::boost(by, query).unwrap_or_else(|query| {
            let message = "the number after `^` is out of bounds";
            self.notes.push(
                message,
                "write more than 0 and at most 1000: `^2`",
                at.clone(),
            );
            query
        })
    }
}

/// Gives a phrase its slop, also within a filter.
fn loosen(query: &mut Query, by: u32) -> bool {
    match query {
        Query::Phrase { slop, .. } => {
            *slop = by;
            true
        }
        Query::In { of, .. } => loosen(of, by),
        _ => false,
    }
}

/// `text` with each run of `*` made one.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '*' || !squeezed.ends_with('*') {
            squeezed.push(c);
        }
    }
    squeezed
}

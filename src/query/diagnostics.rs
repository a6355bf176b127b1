//! Notes on operators and field names that cannot work as written, and on words that look like one.

use std::ops::Range;

use super::notes::{Notes, short};
use super::parse::{LeafKind, Parser};
use super::token::{TokenKind, is_blank};
use super::{Query, amount, beat, date, hint, normal_form, word};
use crate::error::{Error, Kind};
use crate::field::Field;

impl Parser<'_> {
    /// Notes a field name within a field that takes no other.
    pub fn note_within(&mut self, name: usize) {
        let outer = match self.leaf_kind {
            LeafKind::Filter(field) => field.name(),
            LeafKind::Day(field, comparison) => date::name(comparison).unwrap_or(field.name()),
            LeafKind::Amount => amount::NAME,
            LeafKind::Beat => beat::NAME,
            LeafKind::Text => return,
        };
        let token = &self.tokens[name];
        if matches!(token.kind, TokenKind::AtLeast(_)) {
            return;
        }
        let (at, inner) = (token.at.clone(), self.written(name));
        let message = format!("`{inner}` has no place within `{outer}:`");
        let hint = format!("write them side by side: `{outer}:… {inner}…`");
        self.notes.push(message, hint, at);
    }

    /// Notes a word that looks like a field or an operator but is none.
    pub fn note_oddities(&mut self, run: &str, text: &str, at: &Range<usize>) {
        let is_value = matches!(self.leaf_kind, LeafKind::Filter(_));
        if matches!(self.leaf_kind, LeafKind::Filter(Field::Id)) && !may_begin_id(text) {
            let message = format!("`{}` is the beginning of no id", short(text));
            self.notes
                .push(message, format!("write `key:{}`", short(text)), at.clone());
        }
        let unknown = hint::unknown_field(run, &self.text[at.end..]);
        if let Some(name) = unknown.filter(|_| !is_value) {
            let (message, hint) = if name.eq_ignore_ascii_case("in") {
                let message = format!("`{}` is no place in an article", short(text));
                (
                    message,
                    "write `in:title`, `in:body` or `in:quote`".to_owned(),
                )
            } else {
                let message = format!("`{}:` is not a field", short(name));
                (message, hint::field_hint(name))
            };
            self.notes.push(message, hint, at.clone());
        }
        if run.strip_suffix(':').is_some_and(hint::is_field) {
            let message = format!("`{run}` has no word beside it and is read as a word");
            let (_, value) = hint::value(run);
            let hint = format!("write `{run}{value}`, without a blank");
            self.notes.push(message, hint, at.clone());
        }
        if let Some(hint) = hint::compared_field(run) {
            let message = format!("`{}` is read as words", short(run));
            self.notes.push(message, hint, at.clone());
        }
        if let Some((odd, hint)) = hint::count(text, &self.text[at.end..]) {
            let message = format!("`{text}` {odd} is read as a word");
            self.notes.push(message, hint, at.clone());
        }
        if let Some(hint) = self.operator_meant(run, text, at) {
            let message = format!("`{}` is read as a word", short(run));
            self.notes.push(message, hint, at.clone());
        }
    }

    /// How to write the operator that a word may be meant for.
    fn operator_meant(&self, run: &str, text: &str, at: &Range<usize>) -> Option<String> {
        let follows = self.next > 1;
        let between = follows && self.next < self.tokens.len();
        let near_miss = || hint::near_miss(run).or_else(|| hint::near_miss(text));
        hint::flagged_regex(run)
            .or_else(|| hint::spaced_regex(&self.text[at.start..]))
            .or_else(|| hint::bare_regex(run))
            .or_else(|| hint::negated(run).filter(|_| self.begins_word(at)))
            .or_else(|| hint::dashed(run).filter(|_| self.is_negated_by_dash(at)))
            .or_else(|| hint::glued_proximity(text).filter(|_| follows))
            .or_else(|| near_miss().filter(|_| between))
    }

    /// Notes a `!` or a dash that is left out before a group or a phrase.
    pub fn note_skipped(&mut self, run: &str, at: &Range<usize>) {
        let next = self.tokens.get(self.next);
        let negates = next.is_some_and(|next| {
            next.at.start == at.end
                && matches!(next.kind, TokenKind::Open | TokenKind::Phrase { .. })
        });
        let is_sign = match run {
            "!" => self.begins_word(at),
            _ => run.chars().all(word::is_dash) && self.is_negated_by_dash(at),
        };
        if is_sign && negates {
            let message = format!("`{}` is no operator", short(run));
            let hint = "write `-` in its place for NOT";
            self.notes.push(message, hint, at.clone());
        }
    }

    /// Whether a dash at `at` may be meant for NOT: it begins a word and no aside.
    fn is_negated_by_dash(&self, at: &Range<usize>) -> bool {
        !self.in_words && at.start >= self.aside_ends && self.begins_word(at)
    }

    /// Whether the text at `at` begins a word: only a blank, a sign or a field name comes before it.
    fn begins_word(&self, at: &Range<usize>) -> bool {
        let before = self.text[..at.start].chars().next_back();
        before.is_none_or(|c| is_blank(c) || "(:-+=".contains(c))
    }

    pub fn too_much(&mut self, operator: usize) {
        let message = format!("`{}` has too much to compare", self.written(operator));
        let hint = "it is read as AND; put an OR for an AND within the brackets";
        let at = self.tokens[operator].at.clone();
        self.notes.push(message, hint, at);
    }

    /// Notes a part of `query`, written by `tokens`, that has no positions for `operator` to compare.
    pub fn note_strays(&mut self, query: &Query, operator: usize, tokens: Range<usize>) {
        let Some(stray) = normal_form::stray(query) else {
            return;
        };
        let written = self.written(operator);
        let message = format!("{stray} has no place beside `{written}`");
        let counts = matches!(self.tokens[operator].kind, TokenKind::AtLeast(_));
        let hint = match stray {
            "a field" if counts => &format!("put the field around it: `title:{written}(chip)`"),
            "a field" => "put the field around both: `title:(chip w/5 ban)`",
            "NOT" if !counts && self.is_without(operator) => {
                "write `chip w/5 ban`, or `chip NOT w/5 ban` for a chip without a ban near"
            }
            "NOT" if !counts => "write `chip NOT w/5 ban` for a chip without a ban near",
            _ => "only words and phrases stand there; the rest is asked for beside it",
        };
        let at = self.spanned(tokens);
        self.notes.push(message, hint, at);
    }

    /// Whether the proximity `operator` has a NOT before it.
    fn is_without(&self, operator: usize) -> bool {
        let before = operator.checked_sub(1).and_then(|t| self.tokens.get(t));
        before.is_some_and(|token| token.kind == TokenKind::Not)
    }

    fn spanned(&self, tokens: Range<usize>) -> Range<usize> {
        let first = self.tokens.get(tokens.start).map_or(0, |t| t.at.start);
        let last = tokens.end.checked_sub(1).and_then(|t| self.tokens.get(t));
        first..last.map_or(first, |t| t.at.end.max(first))
    }

    /// Notes that the operator, sign or field name `token` has nothing to work on.
    pub fn lonely(&mut self, token: Option<usize>) {
        let Some(token) = token else { return };
        let written = self.written(token);
        let message = format!("`{written}` has nothing to work on here");
        let hint = if written.ends_with(':') {
            let (example_of, value) = hint::value(written);
            format!("write {example_of} after it: `{written}{value}`")
        } else {
            format!("write `\"{written}\"` to look for the word")
        };
        self.notes
            .push(message, hint, self.tokens[token].at.clone());
    }

    /// Notes that the sign `plus` does not reach over an OR.
    pub fn powerless(&mut self, plus: usize) {
        let at = self.tokens[plus].at.clone();
        let hint = "write `word AND (…)` for a word that must be there";
        self.notes.push("`+` says nothing beside OR", hint, at);
    }
}

/// Whether an id can begin so, wildcards and the number of a passage left out.
fn may_begin_id(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_hexdigit() || "*?".contains(c))
}

/// There is nothing to look for: the first note says why, if it is more than that something can be left out.
pub fn nothing(text: &str, notes: Notes) -> Error {
    let hint = "write a word, or `*` for every article";
    if text.trim().is_empty() {
        return Error::new(Kind::Query, "the question is empty").hint(hint);
    }
    let mut notes = notes.listed().into_iter();
    match notes.next() {
        Some(note) => Error::new(Kind::Query, note.message)
            .at(text, note.at)
            .hint(
                note.hint
                    .filter(|hint| !hint.starts_with("leave"))
                    .unwrap_or_else(|| hint.to_owned()),
            ),
        None => Error::new(Kind::Query, "there is no word in the question")
            .at(text, 0..text.len())
            .hint(hint),
    }
}

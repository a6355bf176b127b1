//! Reads one operand: a group, a field with its operand, a count. Not here: words (`leaf`).

use std::mem;
use std::ops::Range;

use super::notes::short;
use super::parse::{LeafKind, Parser};
use super::token::{FARTHEST, Token, TokenKind};
use super::{Query, Scope, normal_form, word};
use crate::field::{Field, FieldKind};
use crate::words;

/// The most brackets (and field names) open at once; a tree of `form::DEEPEST` needs fewer.
const MOST_OPEN: usize = 128;

impl Parser<'_> {
    /// Reads the next operand; none if an operator, a `)` or the end comes next.
    pub fn primary(&mut self) -> Option<Query> {
        loop {
            let Token { kind, at } = self.tokens.get(self.next)?.clone();
            if self.open >= MOST_OPEN && opens(kind) {
                self.too_deep(at);
                self.ignored += usize::from(kind == TokenKind::Open);
                self.next += 1;
                continue;
            }
            if !begins_operand(kind) {
                return None;
            }
            if kind == TokenKind::Open {
                let group = self.group()?;
                return Some(self.tailed(group));
            }
            self.next += 1;
            let query = match kind {
                TokenKind::Here(scope) => {
                    self.here.push((scope, at));
                    continue;
                }
                TokenKind::Field(field) => self.field(field),
                TokenKind::Day(field, comparison) => {
                    self.inside(LeafKind::Day(field, comparison), Self::primary)
                }
                TokenKind::Amount => self.inside(LeafKind::Amount, Self::primary),
                TokenKind::Beat => self.inside(LeafKind::Beat, Self::primary),
                TokenKind::Only(scope) => self.only(scope),
                TokenKind::AtLeast(times) => self.at_least(times, at),
                TokenKind::Equals => self.exact(at),
                TokenKind::Word(run) if self.is_skipped(run) => {
                    self.note_skipped(run, &at);
                    continue;
                }
                TokenKind::Word(run) => return self.word(run, at, false),
                leaf => return self.phrase_or_regex(leaf, at),
            };
            return query.map(|query| self.limited(query));
        }
    }

    fn group(&mut self) -> Option<Query> {
        let opening = self.here_at();
        let outer = mem::take(&mut self.here);
        self.next += 1;
        self.open += 1;
        let found = self.any();
        self.open -= 1;
        let scopes = mem::replace(&mut self.here, outer);
        if self.peek() == Some(TokenKind::Close) {
            self.next += 1;
        } else {
            self.notes.push(
                "`(` is never closed",
                "write `)` where it ends",
                opening.clone(),
            );
        }
        let Some(query) = self.scoped(found, scopes) else {
            self.notes.push(
                "there is nothing between the brackets",
                "leave them out",
                opening,
            );
            return None;
        };
        Some(self.limited(query))
    }

    /// `found` within the scopes that its group names (`in:quote`).
    pub fn scoped(
        &mut self,
        found: Option<Query>,
        scopes: Vec<(Scope, Range<usize>)>,
    ) -> Option<Query> {
        let mut query = found;
        // The innermost of each counts; further ones would change nothing.
        let mut named: Vec<Scope> = Vec::new();
        for (scope, at) in scopes.into_iter().rev() {
            if named.contains(&scope) {
                continue;
            }
            named.push(scope);
            query = match query {
                Some(Query::In { scope: same, of }) if same == scope => {
                    Some(Query::In { scope, of })
                }
                Some(of) => Some(in_scope(scope, of)),
                None => {
                    let message = format!("`{}` has nothing to look for", &self.text[at.clone()]);
                    self.notes
                        .push(message, "write `in:quote chip`, a word beside it", at);
                    None
                }
            };
            query = query.map(|query| self.limited(query));
        }
        query
    }

    /// Reads the operand of the field just taken with `read`.
    fn inside(
        &mut self,
        leaf_kind: LeafKind,
        read: impl FnOnce(&mut Self) -> Option<Query>,
    ) -> Option<Query> {
        let name = self.next - 1;
        self.note_within(name);
        let outer = mem::replace(&mut self.leaf_kind, leaf_kind);
        self.open += 1;
        let negated = self.minus_after(name);
        let found = read(self);
        let found = if negated {
            found.map(normal_form::not)
        } else {
            found
        };
        self.open -= 1;
        self.leaf_kind = outer;
        if found.is_none() {
            self.lonely(Some(name));
        }
        found
    }

    /// Takes a minus glued to the field name `name`, and returns whether it means NOT: before days and
    /// amounts it does not.
    fn minus_after(&mut self, name: usize) -> bool {
        let glued = self.here_at().start == self.tokens[name].at.end;
        if !glued || self.peek() != Some(TokenKind::Minus) {
            return false;
        }
        let at = self.tokens[name].at.start..self.here_at().end;
        self.next += 1;
        let means_not = !matches!(self.leaf_kind, LeafKind::Day(..) | LeafKind::Amount);
        if !means_not {
            let written = self.written(name);
            let message = format!("the minus behind `{written}` says nothing");
            let hint = format!("leave it out, or write `-{written}…` for NOT");
            self.notes.push(message, hint, at);
        }
        means_not
    }

    fn field(&mut self, field: Field) -> Option<Query> {
        if field.kind() == FieldKind::Text {
            self.only(Scope::Field(field))
        } else {
            self.inside(LeafKind::Filter(field), Self::primary)
        }
    }

    fn only(&mut self, scope: Scope) -> Option<Query> {
        let outer = mem::replace(&mut self.is_scoped, true);
        let of = self.inside(LeafKind::Text, Self::primary);
        self.is_scoped = outer;
        let of = of?;
        Some(in_scope(scope, of))
    }

    fn at_least(&mut self, times: u32, at: Range<usize>) -> Option<Query> {
        let operator = self.next - 1;
        let first = self.next;
        let of = self.inside(self.leaf_kind, |parser| match parser.peek() {
            Some(TokenKind::Open) => parser.group(),
            _ => parser.primary(),
        })?;
        if !(1..=FARTHEST).contains(&times) {
            let message = format!("`{}` is out of bounds", self.written(operator));
            let hint = format!("write `atleast1(…)` to `atleast{FARTHEST}(…)`");
            self.notes.push(message, hint, at);
        }
        self.note_strays(&of, operator, first..self.next);
        let counted = normal_form::at_least(times.clamp(1, FARTHEST), of);
        Some(self.tailed(counted))
    }

    fn exact(&mut self, at: Range<usize>) -> Option<Query> {
        let is_filter = matches!(self.leaf_kind, LeafKind::Filter(_));
        match self.tokens.get(self.next)?.clone() {
            Token {
                kind: TokenKind::Word(run),
                at,
            } => {
                self.next += 1;
                if is_filter {
                    let bare = word::bare(run);
                    let whole = self.whole(bare.text, &at)?;
                    return Some(self.boosted(whole, bare.boost, &at));
                }
                self.word(run, at, true)
            }
            Token {
                kind: TokenKind::Phrase { text, closed },
                at,
            } if is_filter => {
                self.next += 1;
                if !closed {
                    self.note_unclosed(text, at.clone());
                }
                let whole = self.whole(text, &at)?;
                Some(self.tailed(whole))
            }
            Token {
                kind: TokenKind::Phrase { .. },
                ..
            } => self.primary(),
            _ => {
                self.notes
                    .push("`=` goes before one word", "write `=regulator`", at);
                None
            }
        }
    }

    /// A name or a value from end to end; none if there is no word in it.
    fn whole(&mut self, text: &str, at: &Range<usize>) -> Option<Query> {
        let text = words::quotable(text);
        if words::whole(&text).is_empty() {
            let message = format!("`{}` has no letter or digit to look for", short(&text));
            self.notes.push(message, "leave it out", at.clone());
            return None;
        }
        Some(self.placed(Query::Whole { text }))
    }
}

fn in_scope(scope: Scope, of: Query) -> Query {
    let of = Box::new(of);
    Query::In { scope, of }
}

fn opens(kind: TokenKind<'_>) -> bool {
    matches!(
        kind,
        TokenKind::Open
            | TokenKind::Field(_)
            | TokenKind::Day(..)
            | TokenKind::Amount
            | TokenKind::Beat
            | TokenKind::Only(_)
            | TokenKind::AtLeast(_)
    )
}

fn begins_operand(kind: TokenKind<'_>) -> bool {
    !matches!(
        kind,
        TokenKind::Close
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::Not
            | TokenKind::Minus
            | TokenKind::Plus
            | TokenKind::Near { .. }
    )
}

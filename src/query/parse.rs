//! Parses a question: tokens to a tree in normal form, with a note on everything that was odd.
//!
//! Precedence from tight to loose: signs and tails, proximity, NOT, AND (written or not), OR.
//! Proximity is left-associative. Parsing takes time linear in the text: brackets, proximities and
//! regular expressions over a limit lose their meaning, with a note.

use std::collections::HashSet;
use std::mem;
use std::ops::Range;

use super::apart::{self, TypedDays};
use super::beat::Expansion;
use super::date::Comparison;
use super::diagnostics::nothing;
use super::function_words::unasked;
use super::in_words::is_in_words;
use super::notes::Notes;
use super::token::{FARTHEST, Token, TokenKind, last_aside, tokens};
use super::{
    DefaultOperator, MatchMode, ParseOptions, ParsedQuery, Query, Reach, Scope, all_caps,
    amount_tokens, normal_form, small_letters,
};
use crate::error::Error;
use crate::field::Field;

/// The most proximities that an AND is spread over.
const MOST_SPREADS: usize = 256;

/// Parses `text`. Fails only if there is nothing in it to look for, or if it asks for a beat that cannot be read:
/// anything else that cannot be read as written is read as words, with a note.
pub fn parse(text: &str, options: &ParseOptions<'_>) -> Result<ParsedQuery, Error> {
    parse_within(text, options, &Expansion::default())
}

/// The same for a text that may be the question of a beat.
pub(super) fn parse_within(
    text: &str,
    options: &ParseOptions<'_>,
    expansion: &Expansion,
) -> Result<ParsedQuery, Error> {
    let mut notes = Notes::default();
    let lowered = all_caps::lowered(text, &mut notes);
    let is_shouted = lowered.is_some();
    let text = lowered.as_deref().unwrap_or(text);
    let tokens = tokens(text);
    if !is_shouted {
        small_letters::note(text, &tokens, &mut notes);
    }
    let mut parser = Parser {
        text,
        options,
        expansion,
        failed: None,
        in_words: is_in_words(text, &tokens),
        aside_ends: last_aside(text),
        tokens: amount_tokens::joined(text, tokens),
        next: 0,
        notes,
        open: 0,
        ignored: 0,
        here: Vec::new(),
        leaf_kind: LeafKind::Text,
        is_scoped: false,
        pluses: Vec::new(),
        spreads: 0,
        regexes: HashSet::new(),
        days_read: Vec::new(),
    };
    let found = parser.any();
    let scopes = mem::take(&mut parser.here);
    let found = parser
        .scoped(found, scopes)
        .or_else(|| parser.operators_as_words())
        .map(|query| parser.limited(query));
    if let Some(error) = parser.failed {
        return Err(error);
    }
    match found {
        Some(query) => {
            if let Some((message, hint, at)) = apart::note(&query, &parser.days_read, options.today)
            {
                parser.notes.push(message, hint, at);
            }
            Ok(ParsedQuery {
                query,
                notes: parser.notes.listed(),
                days: parser.days_read,
            })
        }
        None => Err(nothing(text, parser.notes)),
    }
}

/// How words and phrases are read at the parser's position.
#[derive(Debug, Clone, Copy)]
pub(super) enum LeafKind {
    Text,
    /// Under a field that is a filter.
    Filter(Field),
    /// Under a field of days.
    Day(Field, Comparison),
    /// Under `amount:`.
    Amount,
    /// Under `beat:`.
    Beat,
}

pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub options: &'a ParseOptions<'a>,
    /// The beats that were read for the whole question.
    pub expansion: &'a Expansion,
    /// Why it cannot be read, if it cannot.
    pub failed: Option<Error>,
    /// Whether it is written in words and not in the query language.
    pub in_words: bool,
    /// Where the last aside between dashes ends.
    pub aside_ends: usize,
    pub tokens: Vec<Token<'a>>,
    pub next: usize,
    pub notes: Notes,
    /// How many brackets and field names are open.
    pub open: usize,
    /// Opening brackets over the limit whose closing ones are still to come.
    pub ignored: usize,
    /// `in:quote` of the group that is being read.
    pub here: Vec<(Scope, Range<usize>)>,
    pub leaf_kind: LeafKind,
    /// Whether words are read that a field or `in:quote` was written before.
    pub is_scoped: bool,
    /// The `+` of the group that is being read.
    pluses: Vec<usize>,
    spreads: usize,
    /// The regular expressions that are kept.
    pub regexes: HashSet<String>,
    /// The days that were read.
    pub days_read: Vec<TypedDays>,
}

/// An operand, and whether it is required even under `DefaultOperator::Or`.
struct Operand {
    query: Query,
    required: bool,
}

#[derive(Default)]
struct Signs {
    negated: bool,
    required: bool,
}

impl<'a> Parser<'a> {
    /// The token to be read next.
    pub fn peek(&self) -> Option<TokenKind<'a>> {
        self.tokens.get(self.next).map(|token| token.kind)
    }

    /// The text of token number `token`.
    pub fn written(&self, token: usize) -> &str {
        let at = self.tokens.get(token).map_or(0..0, |t| t.at.clone());
        &self.text[at]
    }

    /// Reads a group up to its `)` or the end: clauses with OR between them.
    pub fn any(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        let mut or = None;
        let outside = mem::take(&mut self.pluses);
        loop {
            let clause = self.all();
            let missing = clause.is_none();
            parts.extend(clause);
            if self.peek() != Some(TokenKind::Or) {
                if missing {
                    self.lonely(or);
                }
                break;
            }
            if missing {
                self.lonely(Some(self.next));
            }
            or = Some(self.next);
            self.next += 1;
        }
        let pluses = mem::replace(&mut self.pluses, outside);
        if parts.len() > 1 {
            pluses.into_iter().for_each(|plus| self.powerless(plus));
        }
        (!parts.is_empty()).then(|| normal_form::or(parts))
    }

    fn all(&mut self) -> Option<Query> {
        let mut runs: Vec<Vec<Operand>> = Vec::new();
        let mut and = None;
        while let Some(kind) = self.peek() {
            match kind {
                TokenKind::Or => break,
                TokenKind::Close if self.closes_group() => break,
                TokenKind::Close => self.next += 1,
                TokenKind::And if runs.is_empty() || and.is_some() => self.skip_lonely(),
                TokenKind::And => {
                    and = Some(self.next);
                    self.next += 1;
                }
                TokenKind::Near { .. } => self.skip_lonely(),
                _ => {
                    let Some(operand) = self.signed() else {
                        continue;
                    };
                    match (and.take(), runs.last_mut()) {
                        (Some(_), Some(run)) => run.push(operand),
                        _ => runs.push(vec![operand]),
                    }
                }
            }
        }
        self.lonely(and);
        self.join(runs)
    }

    /// Whether the `)` here closes a group; otherwise it belongs to an ignored bracket or to none.
    fn closes_group(&mut self) -> bool {
        if self.ignored > 0 {
            self.ignored -= 1;
            return false;
        }
        if self.open == 0 {
            let at = self.here_at();
            self.notes
                .push("`)` closes nothing", "leave it out or open it with `(`", at);
        }
        self.open > 0
    }

    /// Joins runs of operands by the default operator; within a run every AND is written.
    fn join(&self, runs: Vec<Vec<Operand>>) -> Option<Query> {
        if runs.is_empty() {
            return None;
        }
        let (mut loose, mut required) = (Vec::new(), Vec::new());
        for run in self.asked(runs) {
            let needed = self.options.operator == DefaultOperator::And
                || run.iter().all(|part| part.required);
            let run = normal_form::and(run.into_iter().map(|part| part.query).collect());
            if needed {
                required.push(run);
            } else {
                loose.push(run);
            }
        }
        if !loose.is_empty() {
            required.insert(0, normal_form::or(loose));
        }
        Some(normal_form::and(required))
    }

    /// The runs without function words beside others.
    fn asked(&self, runs: Vec<Vec<Operand>>) -> Vec<Vec<Operand>> {
        if self.is_scoped {
            return runs;
        }
        let typed: Vec<Option<&str>> = runs.iter().map(|run| plain(run)).collect();
        let unasked = unasked(&typed, self.options.names);
        let is_asked = |(run, unasked): (&Vec<Operand>, &bool)| {
            let mut parts = run.iter().map(|part| &part.query);
            !unasked && parts.any(normal_form::is_of_text)
        };
        if !runs.iter().zip(&unasked).any(is_asked) {
            return runs;
        }
        let asked = runs
            .into_iter()
            .zip(unasked)
            .filter(|(_, unasked)| !unasked);
        asked.map(|(run, _)| run).collect()
    }

    fn signed(&mut self) -> Option<Operand> {
        let before = self.next;
        let signs = self.signs();
        let Some(query) = self.near() else {
            self.lonely((signs.required).then_some(before));
            return None;
        };
        let required = signs.required || normal_form::is_filter(&query);
        let query = signs.apply(query);
        Some(Operand { query, required })
    }

    fn signs(&mut self) -> Signs {
        let mut signs = Signs::default();
        while let Some(TokenKind::Not | TokenKind::Minus | TokenKind::Plus) = self.peek() {
            if self.peek() == Some(TokenKind::Plus) {
                self.pluses.push(self.next);
            } else {
                signs.negated ^= true;
            }
            signs.required = true;
            self.next += 1;
        }
        signs
    }

    fn near(&mut self) -> Option<Query> {
        let first = self.next;
        let mut left = self.primary()?;
        let mut beside = Vec::new();
        while let Some((reach, without)) = self.proximity() {
            let operator = self.next - 1;
            let right_first = self.next;
            let signs = self.signs();
            let Some(right) = self.primary() else {
                self.lonely(Some(operator));
                continue;
            };
            let right = signs.apply(right);
            self.note_strays(&left, operator, first..operator);
            self.note_strays(&right, operator, right_first..self.next);
            left = match self.link(left, right, reach, without) {
                Ok(linked) => self.limited(linked),
                Err((left, right)) => {
                    // Under NOT w/5, operands without positions have been noted already.
                    if !without || normal_form::stray(&right).is_none() {
                        self.too_much(operator);
                    }
                    beside.push(left);
                    if without {
                        normal_form::not(right)
                    } else {
                        right
                    }
                }
            };
        }
        beside.push(left);
        Some(normal_form::and(beside))
    }

    /// Takes `w/5` or `NOT w/5`.
    fn proximity(&mut self) -> Option<(Reach, bool)> {
        let without = self.peek() == Some(TokenKind::Not);
        let operator = self.next + usize::from(without);
        let TokenKind::Near { reach, bounded } = self.tokens.get(operator)?.kind else {
            return None;
        };
        self.next = operator + 1;
        if !bounded {
            let message = format!("`{}` is out of bounds", self.written(operator));
            let hint = format!("write `w/1` to `w/{FARTHEST}`");
            self.notes
                .push(message, hint, self.tokens[operator].at.clone());
        }
        Some((reach, without))
    }

    fn link(
        &mut self,
        left: Query,
        right: Query,
        reach: Reach,
        without: bool,
    ) -> Result<Query, (Query, Query)> {
        if !(normal_form::is_span(&left) && normal_form::is_span(&right)) {
            self.spreads += 1;
        }
        if self.spreads > MOST_SPREADS {
            return Err((left, right));
        }
        normal_form::near(left, right, reach, without)
    }

    /// `query`, or its words alone if it is too deep.
    pub fn limited(&mut self, query: Query) -> Query {
        if normal_form::depth(&query) <= normal_form::DEEPEST {
            return query;
        }
        self.too_deep(0..self.text.len());
        normal_form::flat(query)
    }

    pub fn too_deep(&mut self, at: Range<usize>) {
        self.notes.push_once(
            "the question goes too deep",
            "the innermost brackets and operators are read as words side by side",
            at,
        );
    }

    /// Where the next token is, in bytes.
    pub fn here_at(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(0..0, |t| t.at.clone())
    }

    fn skip_lonely(&mut self) {
        self.lonely(Some(self.next));
        self.next += 1;
    }

    /// The operators of a question without operands, as words to look for.
    fn operators_as_words(&self) -> Option<Query> {
        let operators = self.tokens.iter().filter(|token| {
            matches!(
                token.kind,
                TokenKind::And
                    | TokenKind::Or
                    | TokenKind::Not
                    | TokenKind::Near { .. }
                    | TokenKind::AtLeast(_)
            )
        });
        let words: Vec<Query> = operators
            .map(|token| Query::Phrase {
                text: self.text[token.at.clone()].to_owned(),
                slop: 0,
            })
            .collect();
        (!words.is_empty()).then(|| normal_form::and(words))
    }
}

impl Signs {
    fn apply(&self, query: Query) -> Query {
        if self.negated {
            normal_form::not(query)
        } else {
            query
        }
    }
}

/// The word that a run is, if it has neither a sign nor an operator.
fn plain(run: &[Operand]) -> Option<&str> {
    match run {
        [
            Operand {
                query:
                    Query::Word {
                        text,
                        how: MatchMode::Forms | MatchMode::Relatives,
                    },
                required: false,
            },
        ] => Some(text),
        _ => None,
    }
}

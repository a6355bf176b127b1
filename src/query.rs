//! Questions: a plain tree that can print itself back.
//!
//! `parse(print(query)) == query` for every tree that the parser makes. Not here: the forms of a word,
//! how text is cut into words, aliases; they are resolved when the query is planned.

mod all_caps;
mod amount;
mod amount_tokens;
mod apart;
mod arguments;
mod beat;
mod date;
mod diagnostics;
mod function_words;
mod help;
mod hint;
mod in_words;
mod leaf;
mod looser;
mod normal_form;
mod notes;
mod operand;
mod paragraphs;
mod parse;
mod print;
mod regex;
mod regex_fault;
mod related;
mod small_letters;
mod time_span;
mod token;
mod word;

use std::ops::{Bound, Range, RangeBounds};

use jiff::civil::Date;

use crate::alias::Aliases;
use crate::beat::Beats;
use crate::error::{Error, Kind};
use crate::field::{Field, FieldKind};
use crate::words::Amount;

pub use apart::{TypedDays, note as days_apart};
pub use arguments::{as_phrase, from_arguments};
pub use beat::{beats_of, names_beat};
pub use help::{HelpRow, LANGUAGE, QUOTING};
pub use in_words::asks_in_words;
pub use looser::looser;
pub use normal_form::{and, is_filter, is_of_text, or};
pub use notes::short;
pub use parse::parse;
pub use regex::whole as expression;
pub use related::with_relatives;
pub use time_span::TimeSpan;
pub use word::{edits, is_dash, is_hyphen};

/// A question about articles. Every operator speaks of the whole article.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// `*`: every article.
    All,
    /// One word as it was typed. It may contain signs (`AT&T`, `AI-generated`, `$500bn`); the plan
    /// cuts it into index words.
    Word { text: String, how: MatchMode },
    /// `"export controls"~3`: these words in this order, exactly as written but for folding, with
    /// up to `slop` other words between them.
    Phrase { text: String, slop: u32 },
    /// `="The Daily"` under a field that is a filter: this name or value from end to end, but for folding. The text
    /// has no quotation mark.
    Whole { text: String },
    /// `chip w/5 ban` and its relatives.
    Near(Box<Near>),
    /// `atleast3(compute)`: this many occurrences in the article.
    AtLeast { times: u32, of: Box<Query> },
    /// `title:(…)`, `outlet:reuters`, `in:quote …`: only there.
    ///
    /// A field that is a filter has one word, one phrase, one whole or `All` (any value at all) under it:
    /// `tag:(a OR b)` is `tag:a OR tag:b`. Within another scope, a field replaces the outer field,
    /// quotation marks narrow it, and filters ignore it.
    In { scope: Scope, of: Box<Query> },
    /// `date:2025-01..2025-03`, `added:7d`, `date:none`. Days are absolute once they are read.
    Days { field: Field, days: Days },
    /// `amount:>=$100bn`: an amount of money within these bounds, wherever words are looked for.
    Amount(Box<Amounts>),
    /// `word^3`: its score is multiplied by this.
    Boost { by: f32, of: Box<Query> },
    /// Two or more, none of them an AND itself.
    And(Vec<Query>),
    /// Two or more, none of them an OR itself.
    Or(Vec<Query>),
    /// Every article but these. It can be the whole query: `NOT chip`.
    Not(Box<Query>),
}

/// How a word matches words of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchMode {
    /// `regulator`: with its forms and aliases.
    Forms,
    /// `~governance`: with its forms, its aliases and the other words of its family.
    Relatives,
    /// `=regulator`: this form only.
    Exact,
    /// `regulat*`, `*GPT`, `wom?n`: `*` is any run of letters, `?` is one.
    Wildcard,
    /// `/colou?r/`: a regular expression over the whole word.
    Regex,
    /// `anthropoc~`, `~2`: within this many edits (1 or 2).
    Fuzzy(u8),
}

/// Two operands close to each other. Both consist of words, phrases, ORs and further proximities
/// only: the parser spreads an AND on either side over the operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    pub left: Query,
    pub right: Query,
    pub reach: Reach,
    /// `NOT w/10`: `left` somewhere without `right` within reach.
    pub without: bool,
}

/// How close two operands have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// `w/5`: at most this many words apart, in either order. Neighbours are 1 apart.
    Words(u32),
    /// `pre/3`: the same, left before right.
    Before(u32),
    /// `w/s`: in one sentence.
    Sentence,
    /// `w/p`: in one paragraph.
    Paragraph,
}

/// The part of an article that words have to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Field(Field),
    /// `in:quote`: within quotation marks.
    Quote,
}

impl Scope {
    /// Whether words are looked for there as in a text.
    pub fn is_text(self) -> bool {
        match self {
            Scope::Field(field) => field.kind() == FieldKind::Text,
            Scope::Quote => true,
        }
    }
}

/// Calendar days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// From the first to the last day; an absent end is open. With both absent, any date at all.
    Between(Option<Date>, Option<Date>),
    /// `date:none`: no date at all.
    None,
}

/// Amounts of money within bounds, which count in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// As `words::Amount` names it; empty for any.
    pub currency: &'static str,
    pub low: Bound<u128>,
    pub high: Bound<u128>,
}

impl Amounts {
    /// Any amount in any currency.
    pub const ANY: Amounts = Amounts {
        currency: "",
        low: Bound::Unbounded,
        high: Bound::Unbounded,
    };

    /// Whether `amount` is within the bounds.
    pub fn contains(&self, amount: &Amount<'_>) -> bool {
        let meant = self.currency.is_empty() || self.currency == amount.currency;
        meant && (self.low, self.high).contains(&amount.millionths)
    }
}

/// A query as it was understood, and notes on what was odd about it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedQuery {
    pub query: Query,
    pub notes: Vec<Note>,
    /// The days in it, as they were typed.
    pub days: Vec<TypedDays>,
}

impl ParsedQuery {
    /// The query if there is no note on `text`; otherwise the first note is the error.
    pub fn strict(self, text: &str) -> Result<Query, Error> {
        let Some(note) = self.notes.into_iter().next() else {
            return Ok(self.query);
        };
        let error = Error::new(Kind::Query, note.message).at(text, note.at);
        Err(match note.hint {
            Some(hint) => error.hint(hint),
            None => error,
        })
    }
}

/// A remark on a part of the text that could not be read as written and was read as words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Lower case, no full stop, the value in backticks.
    pub message: String,
    pub hint: Option<String>,
    /// Where in the text, in bytes.
    pub at: Range<usize>,
}

/// The operator between words without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultOperator {
    /// Each of them occurs somewhere in the article.
    #[default]
    And,
    /// Any of them; more is better.
    Or,
}

/// How a text is parsed.
#[derive(Debug, Clone)]
pub struct ParseOptions<'a> {
    pub operator: DefaultOperator,
    /// Whether a bare word finds its relatives too, as if it had a `~` before it.
    pub relatives: bool,
    /// Names of several words, out of which no function word is left.
    pub names: Option<&'a Aliases>,
    /// The day that `today` and `7d` are counted from.
    pub today: Date,
    /// The questions that `beat:` names.
    pub beats: Option<&'a Beats>,
}

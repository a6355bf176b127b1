//! Query to plan: every leaf becomes an expression over sets of index words; what is said of
//! fields, quotations, NOT and weight becomes a property of the leaf.
//!
//! A plan knows no index: which words a set has is found per segment when it is carried out, and
//! per text when marks are drawn.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::day::Window;
use super::pattern::Pattern;
use super::spans::{Expr, Gap};
use super::term;
use crate::field::{Field, Kind};
use crate::passage::Edge;
use crate::query::{Days, How, Near, Query, Reach, Scope};

/// A query ready to be carried out.
#[derive(Default)]
pub struct Plan {
    pub sets: Vec<Set>,
    pub leaves: Vec<Leaf>,
    pub windows: Vec<(Field, Window)>,
    pub tree: Node,
    /// Full sentences about words that could not be used.
    pub notes: Vec<String>,
    named: HashMap<(Field, String), usize>,
}

/// The words of one field that a pattern takes.
pub struct Set {
    pub field: Field,
    pub pattern: Pattern,
}

/// Something that is true or false in an article and may be marked in it.
#[derive(Debug)]
pub struct Leaf {
    /// In the query language.
    pub text: String,
    /// Where to look, and for what. Title and body are looked at apart; any of them will do.
    pub sides: Vec<(Field, Expr)>,
    /// True where there are at least this many matches.
    pub times: u32,
    pub boost: f32,
    /// Whether its matches are marked and scored: it is running text and not under a NOT.
    pub shown: bool,
}

#[derive(Debug, Default, Clone, PartialEq)]
pub enum Node {
    /// Every article.
    #[default]
    All,
    Leaf(usize),
    /// A window on days, by its number in the plan.
    Window(usize),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

pub fn plan(query: &Query, zone: &TimeZone) -> Plan {
    let mut plan = Plan::default();
    let around = Around {
        fields: TEXT,
        quoted: false,
        boost: 1.0,
        shown: true,
    };
    plan.tree = plan.node(query, around, zone).unwrap_or_default();
    plan
}

const TEXT: &[Field] = &[Field::Title, Field::Body];

/// What the operators around a leaf say of it.
#[derive(Clone, Copy)]
struct Around {
    fields: &'static [Field],
    quoted: bool,
    boost: f32,
    shown: bool,
}

impl Plan {
    /// `None` where nothing that could be searched is left.
    fn node(&mut self, query: &Query, around: Around, zone: &TimeZone) -> Option<Node> {
        match query {
            Query::All => Some(Node::All),
            Query::Word { .. } | Query::Phrase { .. } | Query::Near(_) => {
                self.leaf(query, query, 1, around)
            }
            Query::AtLeast { times, of } => match &**of {
                Query::And(all) => {
                    let each = |part: &Query| Query::AtLeast {
                        times: *times,
                        of: Box::new(part.clone()),
                    };
                    self.all(&all.iter().map(each).collect::<Vec<_>>(), around, zone)
                        .map(Node::And)
                }
                of => self.leaf(query, of, *times, around),
            },
            Query::In {
                place: Scope::Field(field),
                of,
            } if **of == Query::All => {
                let any = Query::Word {
                    text: "*".to_owned(),
                    how: How::Wildcard,
                };
                self.leaf(query, &any, 1, within(Scope::Field(*field), around))
            }
            Query::In { place, of } => self.node(of, within(*place, around), zone),
            Query::Days { field, days } => Some(self.window(*field, days, zone)),
            Query::Boost { by, of } => self.node(
                of,
                Around {
                    boost: around.boost * by,
                    ..around
                },
                zone,
            ),
            Query::And(all) => self.all(all, around, zone).map(Node::And),
            Query::Or(any) => self.all(any, around, zone).map(Node::Or),
            Query::Not(of) => {
                let not = self.node(
                    of,
                    Around {
                        shown: false,
                        ..around
                    },
                    zone,
                )?;
                Some(Node::Not(Box::new(not)))
            }
        }
    }

    fn all(&mut self, parts: &[Query], around: Around, zone: &TimeZone) -> Option<Vec<Node>> {
        let nodes: Vec<Node> = parts
            .iter()
            .filter_map(|part| self.node(part, around, zone))
            .collect();
        (!nodes.is_empty()).then_some(nodes)
    }

    fn window(&mut self, field: Field, days: &Days, zone: &TimeZone) -> Node {
        self.windows.push((field, Window::new(days, zone)));
        Node::Window(self.windows.len() - 1)
    }

    fn leaf(&mut self, said: &Query, query: &Query, times: u32, around: Around) -> Option<Node> {
        let mut sides = Vec::new();
        for &field in around.fields {
            if around.quoted && field == Field::Title {
                continue;
            }
            if let Some(of) = self.expr(query, field) {
                let expr = if around.quoted {
                    self.quoted(of, field)
                } else {
                    of
                };
                sides.push((field, expr));
            }
        }
        if sides.is_empty() && around.quoted && around.fields == [Field::Title] {
            // A headline quotes nobody.
            return Some(Node::Or(Vec::new()));
        }
        if sides.is_empty() {
            self.notes.push(format!(
                "`{said}` holds no word that could be searched; it is left out."
            ));
            return None;
        }
        let text = around.fields.iter().all(|field| field.kind() == Kind::Text);
        self.leaves.push(Leaf {
            text: said.to_string(),
            sides,
            times,
            boost: around.boost,
            shown: around.shown && text,
        });
        Some(Node::Leaf(self.leaves.len() - 1))
    }

    /// The expression for one field; `None` if it holds no word.
    fn expr(&mut self, query: &Query, field: Field) -> Option<Expr> {
        match query {
            Query::Word { text, how } => {
                let shape = term::word(text, *how, field.kind(), field)?;
                Some(self.shaped(shape, field))
            }
            Query::Phrase { text, slop } => {
                let shape = term::phrase(text, *slop, field.kind(), field)?;
                Some(self.shaped(shape, field))
            }
            Query::Near(near) => self.near(near, field),
            Query::Or(any) => {
                let parts: Vec<Expr> = any
                    .iter()
                    .filter_map(|part| self.expr(part, field))
                    .collect();
                (!parts.is_empty()).then_some(Expr::Any(parts))
            }
            Query::Boost { of, .. } => self.expr(of, field),
            // The parser keeps everything else out of proximities and counts.
            Query::All
            | Query::AtLeast { .. }
            | Query::In { .. }
            | Query::Days { .. }
            | Query::And(_)
            | Query::Not(_) => None,
        }
    }

    fn near(&mut self, near: &Near, field: Field) -> Option<Expr> {
        let left = Box::new(self.expr(&near.left, field)?);
        let right = match self.expr(&near.right, field) {
            Some(right) => Box::new(right),
            None => return Some(*left),
        };
        let gap = match near.reach {
            Reach::Words(most) => Gap::Words(most),
            Reach::Before(most) => Gap::Before(most),
            Reach::Sentence => Gap::Same(self.set(field, Pattern::Edge(Edge::SentenceEnd))),
            Reach::Paragraph => Gap::Same(self.set(field, Pattern::Edge(Edge::ParagraphEnd))),
        };
        Some(match near.without {
            true => Expr::Without { left, right, gap },
            false => Expr::Near { left, right, gap },
        })
    }

    fn quoted(&mut self, of: Expr, field: Field) -> Expr {
        Expr::Quoted {
            of: Box::new(of),
            begins: self.set(field, Pattern::Edge(Edge::QuoteBegin)),
            ends: self.set(field, Pattern::Edge(Edge::QuoteEnd)),
        }
    }

    fn shaped(&mut self, shape: term::Shape, field: Field) -> Expr {
        match shape {
            term::Shape::Words(pattern) => Expr::Set(self.set(field, pattern)),
            term::Shape::Any(parts) => Expr::Any(
                parts
                    .into_iter()
                    .map(|part| self.shaped(part, field))
                    .collect(),
            ),
            term::Shape::Phrase { parts, slop } => Expr::Phrase {
                parts: parts
                    .into_iter()
                    .map(|part| self.shaped(part, field))
                    .collect(),
                slop,
            },
        }
    }

    /// The number of the set, which is made if it is new.
    fn set(&mut self, field: Field, pattern: Pattern) -> usize {
        *self.named.entry((field, pattern.key())).or_insert_with(|| {
            self.sets.push(Set { field, pattern });
            self.sets.len() - 1
        })
    }
}

fn within(place: Scope, around: Around) -> Around {
    match place {
        Scope::Quote => Around {
            quoted: true,
            ..around
        },
        Scope::Field(field) => Around {
            fields: std::slice::from_ref(&field.row().field),
            quoted: around.quoted && field.kind() == Kind::Text,
            ..around
        },
    }
}

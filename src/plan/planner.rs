//! Query to plan: every leaf becomes an expression over sets of index words; fields, quotations, NOT and
//! weight become properties of the leaf.
//!
//! A word is also looked for under its other names and as the compound that it is or is made of, in the same
//! leaf. Neighbouring words that are one name together get a leaf of their own, which is true where they are.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::field::{Field, FieldKind};
use crate::passage::Edge;
use crate::plan::calendar::Calendar;
use crate::plan::context::Context;
use crate::plan::expansion::{Dictionary, Expansion, Run, Variant};
use crate::plan::expr::{Expr, Gap};
use crate::plan::pattern::Pattern;
use crate::plan::shape;
use crate::plan::{Leaf, Node, Plan, Set};
use crate::query::{Days, DefaultOperator, MatchMode, Near, Query, Reach, Scope, short};
use crate::question::Question;
use crate::rank::PHRASE_BONUS;
use crate::request::interrupt::Interrupt;
use crate::words;

/// The plan of a question; `dictionary` says which compounds were written. Once the question is stopped, the
/// rest of it is left out: whoever answers it sees that it is stopped.
pub fn plan(question: &Question, dictionary: &dyn Dictionary) -> Plan {
    let mut planner = Planner {
        plan: Plan::default(),
        sets: Vec::new(),
        named: HashMap::new(),
        typed: HashMap::new(),
        also: Vec::new(),
        zone: &question.zone,
        interrupt: &question.interrupt,
        expansion: Expansion {
            aliases: &question.aliases,
            in_or: question.operator == DefaultOperator::Or,
            dictionary,
        },
    };
    let context = Context::TOP;
    // A question in which nothing could be searched finds nothing.
    let nothing = Node::Or(Vec::new());
    planner.plan.tree = planner.node(&question.query, context).unwrap_or(nothing);
    planner.plan.sets = Arc::new(planner.sets);
    planner.plan
}

/// A plan in the making.
struct Planner<'a> {
    plan: Plan,
    sets: Vec<Set>,
    /// The numbers of the sets.
    named: HashMap<(Field, String), usize>,
    /// The numbers of the leaves that were typed: by what was typed, how often it has to be there,
    /// and their context.
    typed: HashMap<(String, u32, Context), usize>,
    /// Other ways to say the leaf at hand, as they are named to a person.
    also: Vec<String>,
    zone: &'a TimeZone,
    interrupt: &'a Interrupt,
    expansion: Expansion<'a>,
}

impl Planner<'_> {
    /// `None` where nothing that could be searched is left.
    fn node(&mut self, query: &Query, context: Context) -> Option<Node> {
        match query {
            Query::All => Some(Node::All),
            Query::Word { .. }
            | Query::Phrase { .. }
            | Query::Whole { .. }
            | Query::Near(_)
            | Query::Amount(_) => self.typed(query, query, 1, context),
            Query::AtLeast { times, of } => match &**of {
                Query::And(all) => {
                    let each = |part: &Query| Query::AtLeast {
                        times: *times,
                        of: Box::new(part.clone()),
                    };
                    self.and(&all.iter().map(each).collect::<Vec<_>>(), context)
                }
                of => self.typed(query, of, *times, context),
            },
            Query::In {
                scope: Scope::Field(field),
                of,
            } if **of == Query::All => {
                let any = Query::Word {
                    text: "*".to_owned(),
                    how: MatchMode::Wildcard,
                };
                self.typed(&any, &any, 1, context.within(Scope::Field(*field)))
            }
            Query::In { scope, of } => self.node(of, context.within(*scope)),
            Query::Days { field, days } => Some(self.days(*field, days)),
            Query::Boost { by, of } => self.node(
                of,
                Context {
                    boost: context.boost * by,
                    ..context
                },
            ),
            Query::And(all) => self.and(all, context),
            Query::Or(any) => self.or(any, context),
            Query::Not(of) => {
                let not = self.node(
                    of,
                    Context {
                        shown: false,
                        ..context
                    },
                )?;
                Some(Node::Not(Box::new(not)))
            }
        }
    }

    fn each(&mut self, parts: &[Query], context: Context) -> Vec<Node> {
        let nodes = parts.iter().filter_map(|part| self.node(part, context));
        nodes.collect()
    }

    /// All of the parts; neighbours that are one name may be there under another one instead.
    fn and(&mut self, parts: &[Query], context: Context) -> Option<Node> {
        let mut nodes = Vec::with_capacity(parts.len());
        let mut next = 0;
        for run in self.runs(parts, context) {
            nodes.extend(self.each(&parts[next..run.at.start], context));
            let apart = self.each(&parts[run.at.clone()], context);
            let either = [Some(Node::And(apart)), self.run(&run, context)];
            nodes.push(Node::Or(either.into_iter().flatten().collect()));
            next = run.at.end;
        }
        nodes.extend(self.each(&parts[next..], context));
        (!nodes.is_empty()).then_some(Node::And(once(nodes)))
    }

    fn or(&mut self, parts: &[Query], context: Context) -> Option<Node> {
        let is_days = |part: &&Query| matches!(part, Query::Days { .. });
        let mut nodes = self.any_days(parts);
        for part in parts.iter().filter(|part| !is_days(part)) {
            nodes.extend(self.node(part, context));
        }
        if self.expansion.in_or {
            // The words of a run have leaves of their own: together they say it once more.
            let again = Context {
                boost: context.boost * PHRASE_BONUS,
                ..context
            };
            for run in self.runs(parts, context) {
                nodes.extend(self.run(&run, again));
            }
        }
        (!nodes.is_empty()).then_some(Node::Or(once(nodes)))
    }

    fn runs(&self, parts: &[Query], context: Context) -> Vec<Run> {
        if context.is_text() {
            self.expansion.runs(parts)
        } else {
            Vec::new()
        }
    }

    /// The words of a run side by side, or any other way to say them: one leaf, one score.
    fn run(&mut self, run: &Run, context: Context) -> Option<Node> {
        self.leaf(run.words.join(" "), 1, context, |planner, field| {
            let words = run.words.iter().cloned().map(Pattern::Exact);
            let parts = words.map(shape::Shape::Words).collect();
            let typed = planner.shaped(shape::Shape::Phrase { parts, slop: 0 }, field);
            Some(planner.with(typed, &run.others, field))
        })
    }

    /// A node for each field of which some parts name days.
    fn any_days(&mut self, parts: &[Query]) -> Vec<Node> {
        let mut calendars: BTreeMap<&str, (Field, Vec<Calendar>)> = BTreeMap::new();
        for part in parts {
            if let Query::Days { field, days } = part {
                let known = calendars.entry(field.name());
                let (_, known) = known.or_insert_with(|| (*field, Vec::new()));
                known.push(Calendar::new(days, self.zone));
            }
        }
        let nodes = calendars.into_values().map(|(field, calendars)| {
            self.plan.days.push((field, Calendar::any(calendars)));
            Node::Days(self.plan.days.len() - 1)
        });
        nodes.collect()
    }

    fn days(&mut self, field: Field, days: &Days) -> Node {
        self.plan.days.push((field, Calendar::new(days, self.zone)));
        Node::Days(self.plan.days.len() - 1)
    }

    /// The leaf `query`, which `said` says in full. What is said again weighs more.
    fn typed(&mut self, said: &Query, query: &Query, times: u32, context: Context) -> Option<Node> {
        let key = (said.to_string(), times, context);
        if let Some(known) = self.typed.get(&key) {
            self.plan.leaves[*known].boost += context.boost;
            return Some(Node::Leaf(*known));
        }
        let leaf = self.leaf(key.0.clone(), times, context, |planner, field| {
            planner.expr(query, field)
        });
        if let Some(Node::Leaf(number)) = leaf {
            self.typed.insert(key, number);
            if let Query::Word { text, how } = query {
                self.plan.leaves[number].word = Some(text.clone());
                if *how == MatchMode::Forms && times == 1 && !context.quoted {
                    self.plan.leaves[number].relatives = self.relatives(text, number);
                }
            }
            self.plan.leaves[number].words = match query {
                Query::Phrase { text, .. } => words::words(text, &mut |_| {}),
                _ => 1,
            };
        }
        leaf
    }

    /// The sets of a word's relatives, in the fields of running text that its leaf looks at.
    fn relatives(&mut self, text: &str, leaf: usize) -> Vec<usize> {
        let sides = self.plan.leaves[leaf].sides.iter();
        let fields: Vec<Field> = sides.map(|(field, _)| *field).collect();
        let is_text = |field: &Field| field.kind() == FieldKind::Text;
        let fields = fields.into_iter().filter(is_text);
        let sets = fields.filter_map(|field| Some(self.set(field, shape::relatives(text)?)));
        sets.collect()
    }

    fn leaf(
        &mut self,
        text: String,
        times: u32,
        context: Context,
        mut expr: impl FnMut(&mut Self, Field) -> Option<Expr>,
    ) -> Option<Node> {
        let mut sides = Vec::new();
        self.also.clear();
        for &field in context.fields {
            if context.quoted && field == Field::Title {
                continue;
            }
            if let Some(of) = expr(self, field) {
                let expr = if context.quoted {
                    self.quoted(of, field)
                } else {
                    of
                };
                sides.push((field, expr));
            }
        }
        if sides.is_empty() && context.quoted && context.fields == [Field::Title] {
            // Quotations are looked for in texts alone.
            return Some(Node::Or(Vec::new()));
        }
        if self.interrupt.check().is_err() {
            return None;
        }
        if sides.is_empty() {
            self.plan.notes.push(format!(
                "`{}` holds no word that could be searched; it is left out.",
                short(&text)
            ));
            return None;
        }
        self.plan.leaves.push(Leaf {
            text: match context.fields {
                [field] => format!("{}:{text}", field.name()),
                _ => text,
            },
            also: self.also.clone(),
            word: None,
            wanted: context.shown,
            sides,
            relatives: Vec::new(),
            times,
            boost: context.boost,
            words: 0,
            shown: context.shown && context.is_text(),
        });
        Some(Node::Leaf(self.plan.leaves.len() - 1))
    }

    /// The expression for one field; `None` if it holds no word.
    fn expr(&mut self, query: &Query, field: Field) -> Option<Expr> {
        self.interrupt.check().ok()?;
        match query {
            Query::Word { text, how } => {
                let shape = shape::word(text, *how, field, &self.expansion.written(field))?;
                let typed = self.shaped(shape, field);
                let others = match (how, field.kind()) {
                    (MatchMode::Forms | MatchMode::Relatives, FieldKind::Text) => {
                        self.expansion.of_word(text)
                    }
                    _ => Vec::new(),
                };
                Some(self.with(typed, &others, field))
            }
            Query::Phrase { text, slop } => {
                let shape = shape::phrase(text, *slop, field, &self.expansion.written(field))?;
                Some(self.shaped(shape, field))
            }
            Query::Whole { text } => {
                let shape = shape::whole(text, field)?;
                Some(self.shaped(shape, field))
            }
            Query::Amount(amounts) => Some(Expr::Set(self.set(field, Pattern::Amounts(**amounts)))),
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

    /// A leaf as it was typed, or any other way to say it.
    fn with(&mut self, typed: Expr, others: &[Variant], field: Field) -> Expr {
        if others.is_empty() {
            return typed;
        }
        let mut parts = vec![typed];
        for other in others {
            if let Some(shape) = shape::other(other, &self.expansion.written(field)) {
                parts.push(self.shaped(shape, field));
                self.also.push(other.to_string());
            }
        }
        self.also.sort_unstable();
        self.also.dedup();
        Expr::Any(parts)
    }

    fn near(&mut self, near: &Near, field: Field) -> Option<Expr> {
        let sides = (self.expr(&near.left, field), self.expr(&near.right, field));
        let (left, right) = match sides {
            (Some(left), Some(right)) => (Box::new(left), Box::new(right)),
            (None, Some(right)) if !near.without => return Some(right),
            (left, _) => return left,
        };
        let gap = match near.reach {
            Reach::Words(most) => Gap::Words(most),
            Reach::Before(most) => Gap::Before(most),
            Reach::Sentence => Gap::Same(self.set(field, Pattern::Edge(Edge::SentenceEnd))),
            Reach::Paragraph => Gap::Same(self.set(field, Pattern::Edge(Edge::ParagraphEnd))),
        };
        Some(if near.without {
            Expr::Without { left, right, gap }
        } else {
            Expr::Near { left, right, gap }
        })
    }

    fn quoted(&mut self, of: Expr, field: Field) -> Expr {
        Expr::Quoted {
            of: Box::new(of),
            begins: self.set(field, Pattern::Edge(Edge::QuoteBegin)),
            ends: self.set(field, Pattern::Edge(Edge::QuoteEnd)),
        }
    }

    fn shaped(&mut self, shape: shape::Shape, field: Field) -> Expr {
        match shape {
            shape::Shape::Words(pattern) => Expr::Set(self.set(field, pattern)),
            shape::Shape::Any(parts) => Expr::Any(
                parts
                    .into_iter()
                    .map(|part| self.shaped(part, field))
                    .collect(),
            ),
            shape::Shape::Phrase { parts, slop } => Expr::Phrase {
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

/// The nodes without repeated leaves.
fn once(mut nodes: Vec<Node>) -> Vec<Node> {
    let mut seen = HashSet::new();
    nodes.retain(|node| match node {
        Node::Leaf(leaf) => seen.insert(*leaf),
        _ => true,
    });
    nodes
}

//! Which sets of a plan a word of a text belongs to.
//!
//! The words of every set were found in the dictionaries when the question was planned; a text of
//! the index holds no others. So its words are looked up, not tested against patterns again.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::field::Field;
use crate::index::plan::Plan;
use crate::index::plan::pattern::Pattern;
use crate::index::plan::resolve::Resolved;
use crate::passage::Edge;

/// Sets with more words than this are asked by their pattern instead.
const LISTED: usize = 2_000;

/// The words of a plan's sets, by field.
pub struct Vocabulary<'a> {
    title: Words<'a>,
    body: Words<'a>,
    /// Kinds of borders in a text, with their sets.
    edges: Vec<(Edge, usize)>,
}

#[derive(Default)]
struct Words<'a> {
    /// By the index's spelling.
    listed: HashMap<&'a str, Sets>,
    tested: Vec<(usize, &'a Pattern)>,
}

pub type Sets = SmallVec<[usize; 2]>;

impl<'a> Vocabulary<'a> {
    pub fn new(plan: &'a Plan, resolved: &'a Resolved) -> Vocabulary<'a> {
        let mut vocabulary = Vocabulary {
            title: Words::default(),
            body: Words::default(),
            edges: Vec::new(),
        };
        for (number, set) in plan.sets.iter().enumerate() {
            let words = match (set.field, &set.pattern) {
                (Field::Body, Pattern::Edge(edge)) => {
                    vocabulary.edges.push((*edge, number));
                    continue;
                }
                (Field::Title, _) => &mut vocabulary.title,
                (Field::Body, _) => &mut vocabulary.body,
                _ => continue,
            };
            if resolved.most_words(number) > LISTED {
                words.tested.push((number, &set.pattern));
                continue;
            }
            for word in resolved.words(number) {
                words.listed.entry(word).or_default().push(number);
            }
        }
        vocabulary
    }

    /// The sets that a kind of border in a text belongs to.
    pub fn of_edge(&self, edge: Edge) -> impl Iterator<Item = usize> {
        let edges = self.edges.iter().filter(move |(known, _)| *known == edge);
        edges.map(|(_, set)| *set)
    }

    /// The sets that a word of the field's text belongs to.
    pub fn sets(&self, field: Field, spelling: &str) -> Sets {
        let words = match field {
            Field::Title => &self.title,
            _ => &self.body,
        };
        let mut sets = words.listed.get(spelling).cloned().unwrap_or_default();
        let tested = words.tested.iter();
        sets.extend(
            tested
                .filter(|(_, pattern)| pattern.takes(spelling))
                .map(|(number, _)| *number),
        );
        sets
    }
}

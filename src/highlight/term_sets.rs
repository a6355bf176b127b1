//! Which sets of a plan a word of a text belongs to, decided by the word alone.
//!
//! No dictionary is asked, so a text that no index holds can be marked. The predicates are arranged so that
//! a word is compared with few of them: exact words and the families of forms are found by hash, the rest
//! are tried.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::field::Field;
use crate::passage::Edge;
use crate::plan::Plan;
use crate::plan::pattern::Pattern;
use crate::words;
use crate::words::events;

/// The predicates of a plan, by field.
pub struct TermSets<'a> {
    title: FieldSets<'a>,
    body: FieldSets<'a>,
    /// Kinds of borders in a text, with their sets.
    edges: Vec<(Edge, usize)>,
}

/// The sets that a word belongs to.
pub type Sets = SmallVec<[usize; 2]>;

/// The predicates on the words of one field, with the numbers of their sets.
#[derive(Default)]
struct FieldSets<'a> {
    /// By the word.
    exact: HashMap<&'a str, Sets>,
    forms: Vec<(usize, &'a Pattern)>,
    /// The same, by the stem of each family that the words may be of.
    families: HashMap<&'a str, Vec<(usize, &'a Pattern)>>,
    /// With which bytes these stems begin. A stem begins as its words do, so most words need none.
    first_bytes: SmallVec<[u8; 4]>,
    others: Vec<(usize, &'a Pattern)>,
}

impl<'a> TermSets<'a> {
    /// Arranges the predicates of a plan.
    pub fn new(plan: &'a Plan) -> TermSets<'a> {
        let mut sets = TermSets {
            title: FieldSets::default(),
            body: FieldSets::default(),
            edges: Vec::new(),
        };
        let mut asked = vec![false; plan.sets.len()];
        for (_, expr) in plan.leaves.iter().flat_map(|leaf| &leaf.sides) {
            expr.sets(&mut |set| asked[set] = true);
        }
        let sets_of_leaves = plan.sets.iter().enumerate();
        for (number, set) in sets_of_leaves.filter(|(number, _)| asked[*number]) {
            match (set.field, &set.pattern) {
                (Field::Body, Pattern::Edge(edge)) => sets.edges.push((*edge, number)),
                (Field::Title, pattern) => sets.title.enter(number, pattern),
                (Field::Body, pattern) => sets.body.enter(number, pattern),
                _ => {}
            }
        }
        sets
    }

    /// The sets that a kind of border in a text belongs to.
    pub fn of_edge(&self, edge: Edge) -> impl Iterator<Item = usize> {
        let edges = self.edges.iter().filter(move |(known, _)| *known == edge);
        edges.map(|(_, set)| *set)
    }

    /// The sets that a word of the field's text belongs to, in the index's spelling.
    pub fn of_word(&self, field: Field, spelling: &str) -> Sets {
        match field {
            Field::Title => self.title.of_word(spelling),
            _ => self.body.of_word(spelling),
        }
    }
}

impl<'a> FieldSets<'a> {
    fn enter(&mut self, number: usize, pattern: &'a Pattern) {
        match pattern {
            Pattern::Exact(word) => self.exact.entry(word).or_default().push(number),
            Pattern::Forms(forms) | Pattern::Relatives(forms) => {
                for family in forms.families() {
                    let first = family.bytes().next().unwrap_or_default();
                    if !self.first_bytes.contains(&first) {
                        self.first_bytes.push(first);
                    }
                    let here = self.families.entry(family).or_default();
                    here.push((number, pattern));
                }
                self.forms.push((number, pattern));
            }
            other => self.others.push((number, other)),
        }
    }

    fn of_word(&self, spelling: &str) -> Sets {
        let Some((term, _)) = events::split_width(spelling) else {
            return Sets::new();
        };
        let mut sets = self.exact.get(term).cloned().unwrap_or_default();
        let mut take = |patterns: &[(usize, &Pattern)]| {
            let taking = patterns
                .iter()
                .filter(|(_, pattern)| pattern.takes(spelling));
            sets.extend(taking.map(|(number, _)| *number));
        };
        take(&self.others);
        if words::is_second_form(term) {
            // It has no stem.
            take(&self.forms);
        } else if self
            .first_bytes
            .contains(&term.bytes().next().unwrap_or_default())
        {
            take(
                self.families
                    .get(&*words::stem(term))
                    .map_or(&[], Vec::as_slice),
            );
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::expr::Expr;
    use crate::plan::{Leaf, Set};

    #[test]
    fn arranged_predicates_say_what_each_says_by_itself() {
        let typed = [
            "chip", "chips", "US", "$5", "25%", "running", "openai|4", "ev", "said", "h100",
        ];
        let mut patterns: Vec<Pattern> = typed.iter().map(|word| Pattern::forms(word)).collect();
        patterns.extend(typed.iter().map(|word| Pattern::Exact((*word).to_owned())));
        patterns.extend(typed.iter().map(|word| Pattern::relatives(word)));
        patterns.extend(Pattern::wildcard("*un*"));
        patterns.push(Pattern::fuzzy("chop", 1));
        let sets = patterns.into_iter().map(|pattern| Set {
            field: Field::Body,
            pattern,
        });
        let sets: Vec<Set> = sets.collect();
        let leaf = Leaf {
            sides: vec![(
                Field::Body,
                Expr::Any((0..sets.len()).map(Expr::Set).collect()),
            )],
            ..Leaf::default()
        };
        let plan = Plan {
            sets: std::sync::Arc::new(sets),
            leaves: vec![leaf],
            ..Plan::default()
        };
        let arranged = TermSets::new(&plan);
        for word in [
            "chip",
            "chips",
            "us",
            "US",
            "$5",
            "25%",
            "run",
            "running",
            "openai",
            "openai|4",
            "openai\u{1f}2",
            "chop",
            "ev|s",
            "say",
            "h100s",
            "saying",
            "Chip",
            "",
        ] {
            let mut found = arranged.of_word(Field::Body, word).to_vec();
            found.sort_unstable();
            let taking = plan.sets.iter().enumerate();
            let taking = taking.filter(|(_, set)| set.pattern.takes(word));
            let expected: Vec<usize> = taking.map(|(number, _)| number).collect();
            assert_eq!(found, expected, "{word}");
            assert!(arranged.of_word(Field::Title, word).is_empty());
        }
    }
}

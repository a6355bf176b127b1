//! Marks: where in a text a plan's leaves are true.
//!
//! The text is turned into words again and the same span expressions are evaluated as when the
//! article was found, so a mark stands only where the query is true.

use std::collections::HashMap;
use std::ops::Range;

use super::line::{self, Event};
use super::pattern::Pattern;
use super::plan::Plan;
use super::spans::{self, Expr, Occurrences, Stretch};
use crate::field::Field;
use crate::passage::{self, Passage};
use crate::results::Span;

/// The marks of one field of one article, as byte ranges of its whole text.
pub struct Marks {
    /// In order, not overlapping.
    ranges: Vec<Range<usize>>,
}

impl Marks {
    /// The marks of an article's headline and of its text.
    pub fn of_article(plan: &Plan, title: &str, text: &str, lang: Option<&str>) -> (Marks, Marks) {
        let title = Found::gather(plan, Field::Title, title, &[whole(title)]);
        let body = Found::gather(plan, Field::Body, text, &passage::cut(text, lang));
        let (mut in_title, mut in_body) = (Vec::new(), Vec::new());
        for leaf in plan.leaves.iter().filter(|leaf| leaf.shown) {
            let (titles, bodies) = (in_title.len(), in_body.len());
            let mut times = 0;
            for (field, expr) in &leaf.sides {
                times += match field {
                    Field::Title => title.mark(expr, &mut in_title),
                    _ => body.mark(expr, &mut in_body),
                };
            }
            if times < leaf.times {
                in_title.truncate(titles);
                in_body.truncate(bodies);
            }
        }
        (merged(in_title), merged(in_body))
    }

    /// The marks of a headline, for a plan without leaves that count.
    pub fn of_title(plan: &Plan, title: &str) -> Marks {
        Marks::of(plan, Field::Title, title)
    }

    /// The marks of a part of a text, for a plan that does not look beyond single words.
    pub fn of_part(plan: &Plan, part: &str) -> Marks {
        Marks::of(plan, Field::Body, part)
    }

    fn of(plan: &Plan, field: Field, text: &str) -> Marks {
        let found = Found::gather(plan, field, text, &[whole(text)]);
        let mut ranges = Vec::new();
        for leaf in plan.leaves.iter().filter(|leaf| leaf.shown) {
            for (_, expr) in leaf.sides.iter().filter(|(side, _)| *side == field) {
                found.mark(expr, &mut ranges);
            }
        }
        merged(ranges)
    }

    /// The marks that lie in `part` of the text, cut at its ends, as offsets into it.
    pub fn within(&self, text: &str, part: Range<usize>) -> Vec<Span> {
        let mut spans = Vec::new();
        let (mut byte, mut character) = (part.start, 0);
        let mut characters_to = |upto: usize| {
            character += text[byte..upto].chars().count();
            byte = upto;
            character
        };
        for range in &self.ranges {
            let (start, end) = (range.start.max(part.start), range.end.min(part.end));
            if start < end {
                spans.push(Span {
                    start: characters_to(start),
                    end: characters_to(end),
                    start_byte: start - part.start,
                    end_byte: end - part.start,
                });
            }
        }
        spans
    }
}

fn whole(text: &str) -> Passage {
    Passage {
        number: 1,
        bytes: 0..text.len(),
        borders: Vec::new(),
    }
}

/// Where the words of a plan stand in a text.
struct Found {
    /// By set.
    stretches: Vec<Vec<Stretch>>,
    /// By position.
    bytes: Vec<Range<usize>>,
    /// Where a word of several positions, or a second form, has bytes of its own.
    wide: HashMap<(usize, Stretch), Range<usize>>,
    /// By set and position: the first byte of what begins there, the last of what ends there.
    begins: HashMap<(usize, u32), usize>,
    ends: HashMap<(usize, u32), usize>,
}

impl Found {
    fn gather(plan: &Plan, field: Field, text: &str, passages: &[Passage]) -> Found {
        let wanted: Vec<(usize, &Pattern)> = plan
            .sets
            .iter()
            .enumerate()
            .filter(|(_, set)| set.field == field)
            .map(|(number, set)| (number, &set.pattern))
            .collect();
        let mut found = Found {
            stretches: vec![Vec::new(); plan.sets.len()],
            bytes: Vec::new(),
            wide: HashMap::new(),
            begins: HashMap::new(),
            ends: HashMap::new(),
        };
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for passage in passages {
            let base = found.bytes.len() as u32;
            let from = passage.bytes.start;
            line::events(
                &text[passage.bytes.clone()],
                from,
                &passage.borders,
                |event| {
                    let (spelling, start, width, bytes) = match event {
                        Event::Edge(edge, at) => {
                            (line::edge_word(edge).to_owned(), base + at, 1, None)
                        }
                        Event::Word(word) => {
                            let bytes = from + word.bytes.start..from + word.bytes.end;
                            let start = base + word.position;
                            if start as usize == found.bytes.len() {
                                found.bytes.push(bytes.clone());
                            }
                            (
                                line::spelled(word.term, word.width),
                                start,
                                word.width,
                                Some(bytes),
                            )
                        }
                    };
                    let sets = known.entry(spelling).or_insert_with_key(|spelling| {
                        let takes = wanted.iter().filter(|(_, pattern)| pattern.takes(spelling));
                        takes.map(|(number, _)| *number).collect()
                    });
                    for &set in sets.iter() {
                        let stretch = Stretch {
                            start,
                            end: start + width,
                        };
                        found.stretches[set].push(stretch);
                        if let Some(bytes) = &bytes {
                            found.wide.insert((set, stretch), bytes.clone());
                            let begin = found.begins.entry((set, stretch.start));
                            let begin = begin.or_insert(bytes.start);
                            *begin = bytes.start.min(*begin);
                            let end = found.ends.entry((set, stretch.end));
                            let end = end.or_insert(bytes.end);
                            *end = bytes.end.max(*end);
                        }
                    }
                },
            );
        }
        for stretches in &mut found.stretches {
            stretches.sort_unstable();
            stretches.dedup();
        }
        found
    }

    /// Adds the bytes of every match and returns how many times it is there.
    fn mark(&self, expr: &Expr, ranges: &mut Vec<Range<usize>>) -> u32 {
        let matches = spans::matches(expr, self);
        let pieces = matches.iter().flat_map(|one| &one.pieces);
        ranges.extend(pieces.map(|piece| self.bytes_of(*piece, expr)));
        let extents: Vec<Stretch> = matches.iter().map(|one| one.extent).collect();
        spans::times(&extents)
    }

    /// The bytes of a piece. A word found by itself is marked as it stands, sign and dots included;
    /// so are the words at both ends of a phrase.
    fn bytes_of(&self, piece: Stretch, expr: &Expr) -> Range<usize> {
        let mut widest: Option<Range<usize>> = None;
        let mut from = self.bytes[piece.start as usize].start;
        let mut to = self.bytes[piece.end as usize - 1].end;
        expr.sets(&mut |set| {
            if let Some(bytes) = self.wide.get(&(set, piece)) {
                let better = widest
                    .as_ref()
                    .is_none_or(|known| bytes.len() > known.len());
                if better {
                    widest = Some(bytes.clone());
                }
            }
            if let Some(&begin) = self.begins.get(&(set, piece.start)) {
                from = from.min(begin);
            }
            if let Some(&end) = self.ends.get(&(set, piece.end)) {
                to = to.max(end);
            }
        });
        widest.unwrap_or(from..to)
    }
}

impl Occurrences for Found {
    fn of(&self, set: usize) -> &[Stretch] {
        &self.stretches[set]
    }
}

/// Overlapping ranges become one; neighbours stay apart.
fn merged(mut ranges: Vec<Range<usize>>) -> Marks {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, kept| {
        let overlaps = next.start < kept.end;
        if overlaps {
            kept.end = kept.end.max(next.end);
        }
        overlaps
    });
    Marks { ranges }
}

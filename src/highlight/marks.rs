//! Marks: where in a text the leaves of a plan are true.
//!
//! The text is turned into words and the expressions of the plan are evaluated as an engine does it, so
//! that only words by which the query is true are marked.

use std::ops::Range;

use crate::field::Field;
use crate::highlight::term_sets::TermSets;
use crate::passage::{self, Passage};
use crate::plan::Plan;
use crate::plan::expr::{Expr, Occurrences, PositionSpan};
use crate::request::interrupt::{Interrupt, Stopped};
use crate::results::Span;
use crate::span::pieces::Pieces;
use crate::words::events::{self, Event};
use crate::words::{self, Word};

/// The marks of one field of one article, as byte ranges of its whole text.
pub struct Marks {
    /// In order, not overlapping.
    ranges: Vec<Range<usize>>,
}

/// Draws the marks of a plan.
pub struct Highlighter<'a> {
    plan: &'a Plan,
    terms: &'a TermSets<'a>,
    /// By set: whether each of its words is marked wherever it occurs.
    by_itself: Vec<bool>,
    interrupt: &'a Interrupt,
}

impl<'a> Highlighter<'a> {
    /// `interrupt` says when to give up.
    pub fn new(
        plan: &'a Plan,
        terms: &'a TermSets<'a>,
        interrupt: &'a Interrupt,
    ) -> Highlighter<'a> {
        let mut by_itself = vec![false; plan.sets.len()];
        for leaf in plan.leaves.iter().filter(|leaf| leaf.shown) {
            for (_, expr) in &leaf.sides {
                if let Expr::Set(set) = expr {
                    by_itself[*set] = true;
                }
            }
        }
        Highlighter {
            plan,
            terms,
            by_itself,
            interrupt,
        }
    }

    /// The marks of an article's headline and of its text.
    pub fn article(
        &self,
        title: &str,
        text: &str,
        lang: Option<&str>,
    ) -> Result<(Marks, Marks), Stopped> {
        let title = self.gather(Field::Title, title, &[whole(title)])?;
        let body = self.gather(Field::Body, text, &passage::cut(text, lang))?;
        let (mut in_title, mut in_body) = (Vec::new(), Vec::new());
        let mut pieces = Pieces::new(self.interrupt);
        for leaf in self.plan.leaves.iter().filter(|leaf| leaf.shown) {
            let (titles, bodies) = (in_title.len(), in_body.len());
            let mut times = 0;
            for (field, expr) in &leaf.sides {
                let (line, ranges) = match field {
                    Field::Title => (&title, &mut in_title),
                    _ => (&body, &mut in_body),
                };
                line.mark(expr, &mut pieces, ranges, self.interrupt)?;
                if leaf.times > 1 {
                    times += pieces.times(expr, line)?;
                }
            }
            if leaf.times > 1 && times < leaf.times {
                in_title.truncate(titles);
                in_body.truncate(bodies);
            }
        }
        Ok((merged(in_title), merged(in_body)))
    }

    /// Where the words of the plan occur in a text.
    fn gather(
        &self,
        field: Field,
        text: &str,
        passages: &[Passage],
    ) -> Result<TextPositions, Stopped> {
        let mut found = TextPositions::new(self.plan.sets.len());
        for passage in passages {
            self.interrupt.check()?;
            found.gather(self.terms, field, text, passage);
        }
        found.sort();
        Ok(found)
    }

    /// The marks of a headline or of a part of a text, for a plan in which every leaf is one word.
    pub fn line(&self, field: Field, text: &str) -> Marks {
        let mut ranges = Vec::new();
        let mut wide = String::new();
        events::events(text, 0, &[], |event| {
            if let Event::Word(word) = event {
                let spelling = events::with_width(word.term, word.width, &mut wide);
                let sets = self.terms.of_word(field, spelling);
                if sets.iter().any(|set| self.by_itself[*set]) {
                    ranges.push(word.bytes);
                }
            }
        });
        merged(ranges)
    }
}

impl Marks {
    /// The marks within `part` of the text, as offsets into it. A mark that its ends cut is shortened to whole
    /// words.
    pub fn within(&self, text: &str, part: Range<usize>) -> Vec<Span> {
        let mut spans = Vec::new();
        let (mut byte, mut character) = (part.start, 0);
        let mut characters_to = |upto: usize| {
            character += text[byte..upto].chars().count();
            byte = upto;
            character
        };
        for range in &self.ranges {
            if let Some(Range { start, end }) = cut(text, range, &part) {
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

/// The part of a mark within `part`; at an end that cuts it, it is shortened to whole words.
fn cut(text: &str, mark: &Range<usize>, part: &Range<usize>) -> Option<Range<usize>> {
    let (start, end) = (mark.start.max(part.start), mark.end.min(part.end));
    if start >= end {
        return None;
    }
    if (start..end) == *mark {
        return Some(mark.clone());
    }
    let (mut first, mut last) = (end, start);
    words::words(&text[start..end], &mut |word| {
        first = first.min(start + word.bytes.start);
        last = last.max(start + word.bytes.end);
    });
    let from = if start == mark.start { start } else { first };
    let to = if end == mark.end { end } else { last };
    (from < to).then_some(from..to)
}

fn whole(text: &str) -> Passage {
    Passage {
        number: 1,
        bytes: 0..text.len(),
        borders: Vec::new(),
    }
}

/// Where the words of a plan occur in a text.
struct TextPositions {
    /// By set, sorted.
    spans: Vec<Vec<PositionSpan>>,
    /// By set, sorted by span: the same with their bytes, words of several positions and
    /// second forms among them.
    occurrences: Vec<Vec<(PositionSpan, Range<usize>)>>,
    /// By position.
    bytes: Vec<Range<usize>>,
    /// The most positions that one word covers.
    widest: u32,
}

impl TextPositions {
    fn new(sets: usize) -> TextPositions {
        TextPositions {
            spans: vec![Vec::new(); sets],
            occurrences: vec![Vec::new(); sets],
            bytes: Vec::new(),
            widest: 1,
        }
    }

    /// Enters the words and borders of one passage; all passages of a text come in order.
    fn gather(&mut self, terms: &TermSets<'_>, field: Field, text: &str, passage: &Passage) {
        let mut wide = String::new();
        let base = self.bytes.len() as u32;
        let part = &text[passage.bytes.clone()];
        events::events(part, passage.bytes.start, &passage.borders, |event| {
            if let Event::Edge(edge, at) = event {
                let (start, end) = (base + at, base + at + 1);
                for set in terms.of_edge(edge) {
                    self.spans[set].push(PositionSpan { start, end });
                }
            } else if let Event::Word(word) = event {
                let spelling = events::with_width(word.term, word.width, &mut wide);
                let sets = terms.of_word(field, spelling);
                self.enter(&word, base, passage.bytes.start, &sets);
            }
        });
    }

    /// Sorts what was entered.
    fn sort(&mut self) {
        for (spans, occurrences) in self.spans.iter_mut().zip(&mut self.occurrences) {
            occurrences.sort_unstable_by_key(|(span, bytes)| (*span, bytes.start, bytes.end));
            spans.extend(occurrences.iter().map(|(span, _)| *span));
            spans.sort_unstable();
            spans.dedup();
        }
    }

    /// Notes a word of the passage that begins at position `base` and at byte `from`.
    fn enter(&mut self, word: &Word<'_>, base: u32, from: usize, sets: &[usize]) {
        let bytes = from + word.bytes.start..from + word.bytes.end;
        let (start, width) = (base + word.position, word.width);
        if start as usize == self.bytes.len() {
            self.bytes.push(bytes.clone());
        }
        self.widest = self.widest.max(width);
        let end = start + width;
        for set in sets {
            self.occurrences[*set].push((PositionSpan { start, end }, bytes.clone()));
        }
    }

    /// Adds the bytes of every match.
    fn mark(
        &self,
        expr: &Expr,
        pieces: &mut Pieces<'_>,
        ranges: &mut Vec<Range<usize>>,
        interrupt: &Interrupt,
    ) -> Result<(), Stopped> {
        pieces.find(expr, self)?;
        for piece in &pieces.found {
            interrupt.check()?;
            ranges.push(self.bytes_of(*piece, expr));
        }
        Ok(())
    }

    /// The bytes of a piece. A word found by itself is marked as it is written, sign and dots included;
    /// so are the words at both ends of a phrase. Of a noun with a particle glued to it only the noun is marked.
    fn bytes_of(&self, piece: PositionSpan, expr: &Expr) -> Range<usize> {
        let mut widest: Option<Range<usize>> = None;
        let mut from = self.bytes[piece.start as usize].start;
        let mut to = None;
        expr.sets(&mut |set| {
            for (span, bytes) in self.occurrences_from(set, piece.start) {
                if span.start > piece.start {
                    break;
                }
                from = from.min(bytes.start);
                let better = widest
                    .as_ref()
                    .is_none_or(|known| bytes.len() > known.len());
                if *span == piece && better {
                    widest = Some(bytes.clone());
                }
            }
            let first = piece.end.saturating_sub(self.widest);
            for (span, bytes) in self.occurrences_from(set, first) {
                if span.start >= piece.end {
                    break;
                }
                if span.end == piece.end {
                    to = to.max(Some(bytes.end));
                }
            }
        });
        let to = to.unwrap_or_else(|| self.bytes[piece.end as usize - 1].end);
        widest.unwrap_or(from..to)
    }

    fn occurrences_from(&self, set: usize, start: u32) -> &[(PositionSpan, Range<usize>)] {
        let occurrences = &self.occurrences[set];
        &occurrences[occurrences.partition_point(|(span, _)| span.start < start)..]
    }
}

impl Occurrences for TextPositions {
    fn of(&self, set: usize) -> &[PositionSpan] {
        &self.spans[set]
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

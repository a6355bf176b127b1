//! Places where something is true, and how they go together: phrases, proximities, quotations.

use std::ops::Range;

use newshound::query::Reach;

use super::line::Line;

/// A place where a word, a phrase or a proximity is true.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Positions from the first to behind the last.
    pub start: usize,
    pub end: usize,
    /// What of it is marked.
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    /// Bytes.
    pub from: usize,
    pub to: usize,
}

/// Every word that passes the test.
pub fn words(line: &Line, test: impl Fn(&str) -> bool) -> Vec<Match> {
    let passing = line.tokens.iter().filter(|token| test(&token.term));
    let matches = passing.map(|token| Match {
        start: token.at.start,
        end: token.at.end,
        pieces: vec![Piece {
            start: token.at.start,
            end: token.at.end,
            from: token.bytes.start,
            to: token.bytes.end,
        }],
    });
    let matches = distinct(matches.collect());
    let mut asked = line.asked.borrow_mut();
    asked.extend(matches.iter().flat_map(|found| &found.pieces));
    matches
}

/// The bytes of a piece of a leaf: where the leaf asks for an amount at its place, or at its
/// beginning or end, the signs of the amount belong to it.
pub fn bytes(piece: &Piece, line: &Line) -> Range<usize> {
    let asked = line.asked.borrow();
    let same = asked
        .iter()
        .filter(|one| (one.start, one.end) == (piece.start, piece.end));
    if let Some(widest) = same.max_by_key(|one| one.to - one.from) {
        return widest.from..widest.to;
    }
    let first = asked.iter().filter(|one| one.start == piece.start);
    let last = asked.iter().filter(|one| one.end == piece.end);
    first.map(|one| one.from).min().unwrap()..last.map(|one| one.to).max().unwrap()
}

/// Matches from the same position to the same are one, with the pieces of all of them.
pub fn distinct(mut matches: Vec<Match>) -> Vec<Match> {
    matches.sort();
    matches.dedup_by(|next, kept| {
        let same = (next.start, next.end) == (kept.start, kept.end);
        if same {
            kept.pieces = together(kept.pieces.iter().chain(&next.pieces));
        }
        same
    });
    matches
}

/// The pieces in order; those at the same positions are one.
fn together<'a>(pieces: impl Iterator<Item = &'a Piece>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = pieces.copied().collect();
    pieces.sort();
    pieces.dedup_by(|next, kept| {
        let same = (next.start, next.end) == (kept.start, kept.end);
        if same {
            kept.from = kept.from.min(next.from);
            kept.to = kept.to.max(next.to);
        }
        same
    });
    pieces
}

/// The most matches that do not overlap: the one that ends first, and those behind it.
pub fn times(matches: &[Match]) -> usize {
    let first = matches.iter().min_by_key(|found| found.end);
    first.map_or(0, |first| {
        let behind = matches.iter().filter(|found| found.start >= first.end);
        1 + times(&behind.cloned().collect::<Vec<_>>())
    })
}

/// Every choice of one match of each part, in order, with at most `slop` positions between them in
/// all; of those that begin at one position and leave something between, the shortest.
pub fn phrase(parts: &[Vec<Match>], slop: usize) -> Vec<Match> {
    let mut choices: Vec<(Match, usize)> = parts[0].iter().cloned().map(|m| (m, 0)).collect();
    for part in &parts[1..] {
        let mut longer = Vec::new();
        for (so_far, free) in &choices {
            for next in part.iter().filter(|next| next.start >= so_far.end) {
                let free = free + next.start - so_far.end;
                if free <= slop {
                    longer.push((spanning(so_far, next), free));
                }
            }
        }
        choices = longer;
    }
    let shortest = |one: &(Match, usize)| {
        let mut others = choices.iter().filter(|other| other.0.start == one.0.start);
        slop == 0 || others.all(|other| other.0.end >= one.0.end)
    };
    let kept = choices.iter().filter(|one| shortest(one));
    distinct(kept.map(|one| one.0.clone()).collect())
}

/// One piece from the beginning of the first to the end of the last.
fn spanning(first: &Match, last: &Match) -> Match {
    let (start, end) = (first.start, last.end);
    let from = first.pieces.iter().map(|p| p.from).min().unwrap();
    let to = last.pieces.iter().map(|p| p.to).max().unwrap();
    Match {
        start,
        end,
        pieces: vec![Piece {
            start,
            end,
            from,
            to,
        }],
    }
}

/// Every pair of a left and a right match within reach.
pub fn near(left: &[Match], right: &[Match], reach: Reach, line: &Line) -> Vec<Match> {
    let mut found = pairs(left, right, reach, line);
    if !matches!(reach, Reach::Before(_)) {
        found.extend(pairs(right, left, reach, line));
    }
    distinct(found)
}

fn pairs(first: &[Match], second: &[Match], reach: Reach, line: &Line) -> Vec<Match> {
    let each = first
        .iter()
        .flat_map(|a| second.iter().map(move |b| (a, b)));
    let near = each.filter(|(a, b)| within(a, b, reach, line));
    near.map(|(a, b)| Match {
        start: a.start,
        end: b.end,
        pieces: together(a.pieces.iter().chain(&b.pieces)),
    })
    .collect()
}

/// The left matches that no right match is within reach of.
pub fn without(left: Vec<Match>, right: &[Match], reach: Reach, line: &Line) -> Vec<Match> {
    let disturbs = |a: &Match, b: &Match| {
        let before = !matches!(reach, Reach::Before(_)) && within(b, a, reach, line);
        before || within(a, b, reach, line)
    };
    let alone = |a: &Match| !right.iter().any(|b| disturbs(a, b));
    left.into_iter().filter(alone).collect()
}

/// Whether `second` stands behind `first` and within reach of it.
fn within(first: &Match, second: &Match, reach: Reach, line: &Line) -> bool {
    if second.start < first.end {
        return false;
    }
    let (from, to) = (&line.places[first.start], &line.places[second.end - 1]);
    match reach {
        Reach::Words(most) | Reach::Before(most) => second.start - (first.end - 1) <= most as usize,
        Reach::Sentence => from.sentence == to.sentence,
        Reach::Paragraph => from.paragraph == to.paragraph,
    }
}

/// The matches that lie in one quotation from end to end.
pub fn quoted(matches: Vec<Match>, line: &Line) -> Vec<Match> {
    let inside = |found: &Match| {
        let first = line.places[found.start].quotation;
        let places = &line.places[found.start..found.end];
        first.is_some() && places.iter().all(|place| place.quotation == first)
    };
    matches.into_iter().filter(inside).collect()
}

//! A text as the reference sees it: every word with every place it could be asked about.

use std::cell::RefCell;
use std::ops::Range;

use newshound::passage::{Edge, Passage};
use newshound::words;

use super::place::Piece;

/// A headline or an article's text, its positions counted from its beginning to its end.
pub struct Line {
    pub tokens: Vec<Token>,
    /// By position.
    pub places: Vec<Place>,
    /// What was asked for since this was last emptied, and is there.
    pub asked: RefCell<Vec<Piece>>,
}

/// A word or a second form of one.
pub struct Token {
    pub term: String,
    /// Positions.
    pub at: Range<usize>,
    pub bytes: Range<usize>,
}

/// Where a position lies.
pub struct Place {
    pub passage: u32,
    pub sentence: usize,
    pub paragraph: usize,
    /// The quotation it is in, named by the byte where that begins.
    pub quotation: Option<usize>,
}

/// A headline, a name, anything that is one stretch.
pub fn short(text: &str) -> Line {
    let whole = Passage {
        number: 1,
        bytes: 0..text.len(),
        borders: Vec::new(),
    };
    long(text, &[whole])
}

pub fn long(text: &str, passages: &[Passage]) -> Line {
    let mut line = Line {
        tokens: Vec::new(),
        places: Vec::new(),
        asked: RefCell::default(),
    };
    let borders: Vec<(usize, Edge)> = passages
        .iter()
        .flat_map(|passage| &passage.borders)
        .map(|border| (border.at, border.edge))
        .collect();
    let ends = |what: Edge, at: usize| {
        let before = |border: &&(usize, Edge)| border.1 == what && border.0 <= at;
        borders.iter().filter(before).count()
    };
    for passage in passages {
        let (from, base) = (passage.bytes.start, line.places.len());
        words::words(&text[passage.bytes.clone()], &mut |word| {
            let position = base + word.position as usize;
            let bytes = from + word.bytes.start..from + word.bytes.end;
            if position == line.places.len() {
                line.places.push(Place {
                    passage: passage.number,
                    sentence: ends(Edge::SentenceEnd, bytes.start),
                    paragraph: ends(Edge::ParagraphEnd, bytes.start),
                    quotation: quotation(&borders, bytes.start),
                });
            }
            line.tokens.push(Token {
                term: word.term.to_owned(),
                at: position..position + word.width as usize,
                bytes,
            });
        });
    }
    line
}

fn quotation(borders: &[(usize, Edge)], at: usize) -> Option<usize> {
    let begins = borders.iter().filter(|border| border.1 == Edge::QuoteBegin);
    begins.map(|border| border.0).find(|&begin| {
        let end = borders
            .iter()
            .find(|border| border.1 == Edge::QuoteEnd && border.0 > begin);
        begin <= at && end.is_some_and(|end| at < end.0)
    })
}

//! Cuts an article into passages: the unit we index, rank and show.
//!
//! Cutting is pure: the same text always gives the same passages with the same numbers.
//! Not here: cleaning HTML (`source`), cutting into words (`words`), deciding which is best (`rank`).

mod abbreviation;
mod paragraph;
mod quotation;
mod sentence;
mod size;

use std::ops::Range;

pub use paragraph::paragraphs;
use paragraph::trimmed;
use size::Atom;

/// A range of an article's text. Passages tile the text: joined in order they give it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// From 1.
    pub number: u32,
    /// Its bytes within the article's text, the white space after it included.
    pub bytes: Range<usize>,
    /// The borders in it, in the order of `at`.
    pub borders: Vec<Border>,
}

impl Passage {
    /// The same after so many bytes and passages.
    fn after(mut self, bytes: usize, passages: usize) -> Passage {
        self.number += u32::try_from(passages).unwrap_or(u32::MAX);
        self.bytes = self.bytes.start + bytes..self.bytes.end + bytes;
        self.borders
            .iter_mut()
            .for_each(|border| border.at += bytes);
        self
    }
}

/// A border: where in an article's text a sentence, a paragraph or a quotation begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// In bytes from the beginning of the article's text. An end is just after the last byte.
    pub at: usize,
    pub edge: Edge,
}

/// The kind of a border. At one byte, borders come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    QuoteEnd,
    SentenceEnd,
    ParagraphEnd,
    QuoteBegin,
}

/// Cuts a text into passages of whole sentences, of about 100 words.
///
/// There is at least one passage, even of an empty text. Paragraphs of up to 140 words stay whole,
/// short neighbours are joined, a heading stays with what follows it. Only a sentence of more than
/// 400 words is taken apart, between words where it has blanks. A very long text is cut in stretches, so that
/// what is held of it while it is cut has a bound.
pub fn cut(text: &str, lang: Option<&str>) -> Vec<Passage> {
    passages(text, lang).collect()
}

/// The same, one stretch after the other.
pub fn passages(text: &str, lang: Option<&str>) -> impl Iterator<Item = Passage> {
    let (mut next, mut number) = (Some(0), 0);
    let stretches = std::iter::from_fn(move || {
        let start = next?;
        let end = start + stretch(&text[start..], LONG);
        next = (end < text.len()).then_some(end);
        let cut = cut_stretch(&text[start..end], lang);
        let before = number;
        number += cut.len();
        Some(cut.into_iter().map(move |one| one.after(start, before)))
    });
    stretches.flatten()
}

/// About how long a stretch is: longer than any article that is no book.
pub const LONG: usize = 1 << 20;

/// The length of the first stretch of a text: `long` bytes and what is missing to a blank line, or all of it.
pub fn stretch(text: &str, long: usize) -> usize {
    const MARGIN: usize = 1 << 16;
    if text.len() <= long + MARGIN {
        return text.len();
    }
    let from = text.floor_char_boundary(long);
    let margin = &text[from..text.floor_char_boundary(long + MARGIN)];
    let blank_line = margin.find("\n\n").map(|at| at + 2);
    let line = || margin.find('\n').map(|at| at + 1);
    let word = || margin.find(' ').map(|at| at + 1);
    from + blank_line.or_else(line).or_else(word).unwrap_or(0)
}

fn cut_stretch(text: &str, lang: Option<&str>) -> Vec<Passage> {
    let paragraphs = paragraphs(text);
    let mut atoms = Vec::new();
    let mut borders = quotation::quotations(text, &paragraphs);
    let mut sentences = Vec::new();
    for paragraph in &paragraphs {
        sentences.clear();
        sentence::split(text, paragraph.clone(), lang, &mut sentences);
        push_atoms(text, &sentences, &mut atoms);
        borders.extend(sentences.iter().map(|sentence| Border {
            at: sentence.end,
            edge: Edge::SentenceEnd,
        }));
        borders.push(Border {
            at: paragraph.end,
            edge: Edge::ParagraphEnd,
        });
    }
    borders.sort_by_key(|border| (border.at, border.edge));
    size::join_short(&mut atoms);
    let starts: Vec<usize> = size::cuts(&atoms)
        .into_iter()
        .map(|atom| atoms[atom].bytes.start)
        .collect();
    tiles(text.len(), &starts, &borders)
}

/// The sentences of a text in order, without the white space around them.
pub fn sentences(text: &str, lang: Option<&str>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        sentence::split(text, paragraph, lang, &mut found);
    }
    found
}

/// The first sentence, which replaces a missing headline, or its first words if it is longer than
/// 200 bytes.
pub fn first_sentence(text: &str) -> &str {
    const LONGEST: usize = 200;
    // Long enough for a first sentence that need not be cut.
    let text = text.trim_start();
    let near = &text[..text.floor_char_boundary(4 * LONGEST)];
    let sentence = sentences(near, None).into_iter().next().unwrap_or(0..0);
    let sentence = &near[sentence];
    if sentence.len() <= LONGEST {
        return sentence;
    }
    let room = &sentence[..sentence.floor_char_boundary(LONGEST + 1)];
    let end = room
        .rfind(char::is_whitespace)
        .filter(|end| *end > 0)
        .unwrap_or(sentence.floor_char_boundary(LONGEST));
    sentence[..end].trim_end()
}

/// Whether a text is a heading: few words and no stop.
fn is_heading(text: &str, words: u32) -> bool {
    words <= 14 && !text.ends_with(['.', '!', '?', '…', '”', '"', ',', ';', '。'])
}

/// Adds the sentences of one paragraph as atoms, with the penalty for a cut after each.
fn push_atoms(text: &str, sentences: &[Range<usize>], atoms: &mut Vec<Atom>) {
    let first = atoms.len();
    for sentence in sentences {
        let words = size::words(&text[sentence.clone()]);
        if words > size::LONGEST_SENTENCE {
            push_pieces(text, sentence.clone(), atoms);
        } else {
            atoms.push(Atom {
                bytes: sentence.clone(),
                words,
                cut: 0,
            });
        }
    }
    let total: u32 = atoms[first..].iter().map(|atom| atom.words).sum();
    let within = if total <= size::SHORT {
        size::WITHIN_SHORT_PARAGRAPH
    } else {
        size::WITHIN_LONG_PARAGRAPH
    };
    let (before, own) = atoms.split_at_mut(first);
    let Some((last, rest)) = own.split_last_mut() else {
        return;
    };
    rest.iter_mut().for_each(|atom| atom.cut = within);
    if rest.is_empty() && is_heading(&text[last.bytes.clone()], last.words) {
        last.cut = size::AFTER_HEADING;
        if let Some(previous) = before.last_mut()
            && previous.cut == size::AFTER_HEADING
        {
            previous.cut = size::BETWEEN_HEADINGS;
        }
    }
}

/// Adds a sentence that is too long in pieces. They end after clause punctuation, else after a blank,
/// else between any two characters.
fn push_pieces(text: &str, sentence: Range<usize>, atoms: &mut Vec<Atom>) {
    /// About 20 words.
    const PIECE: usize = 120;
    let mut start = sentence.start;
    while start < sentence.end {
        let room = text.floor_char_boundary((start + PIECE * 2).min(sentence.end));
        let mut end = room;
        if room < sentence.end {
            let piece = &text[start..room];
            let clause = piece
                .rfind([',', ';', ':', '、', '，'])
                .map(|at| (at, PIECE / 2));
            let blank = piece.rfind(char::is_whitespace).map(|at| (at, 0));
            let at = [clause, blank]
                .into_iter()
                .flatten()
                .find(|(at, least)| at > least);
            if let Some((at, _)) = at {
                let width = piece[at..].chars().next().map_or(0, char::len_utf8);
                end = start + at + width;
            }
        }
        let bytes = trimmed(text, start..end);
        if !bytes.is_empty() {
            atoms.push(Atom {
                words: size::words(&text[bytes.clone()]),
                bytes,
                cut: 0,
            });
        }
        start = end;
    }
}

/// Passages that begin at 0 and at each of `starts`, with the borders in each.
fn tiles(len: usize, starts: &[usize], borders: &[Border]) -> Vec<Passage> {
    let mut borders = borders.iter().copied().peekable();
    let begins = [0].into_iter().chain(starts.iter().copied());
    let ends = starts.iter().copied().chain([len]);
    let mut number = 0;
    begins
        .zip(ends)
        .map(|(start, end)| {
            number += 1;
            let mut within = Vec::new();
            while let Some(border) = borders.next_if(|border| {
                border.at < end || (border.at == end && border.edge != Edge::QuoteBegin)
            }) {
                within.push(border);
            }
            Passage {
                number,
                bytes: start..end,
                borders: within,
            }
        })
        .collect()
}

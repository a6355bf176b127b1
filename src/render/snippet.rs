//! Snippets: the sentences of a passage that hold its marks.
//!
//! ```text
//! … The «Stargate» venture must obey the rule. … A court will hear the «lawsuit» in May. …
//! ```
//!
//! Pure: the same passage always gives the same snippet. Sentences are those of `passage`. Not here: which
//! passage is shown (`answer`), how wide a line may be (`wrap`).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::safe::{self, Marked};
use super::{Appearance, paint, wrap};
use crate::passage;
use crate::results::{Excerpt, Span};

/// The characters of a snippet that is read by itself.
pub const CHARACTERS: usize = 240;

/// The bytes of a passage that a snippet of at most so many characters shows: in order, apart from one another,
/// and with as many different marks as there is room for.
///
/// Sentences are whole, unless one alone is too long: then it is cut around its marks, between words where it
/// has blanks. A passage with a mark never gives a snippet without one, and no mark is cut in two, unless it is
/// longer than the snippet. Without a mark it is the beginning of the passage.
pub fn snippet(excerpt: &Excerpt, lang: Option<&str>, characters: usize) -> Vec<Range<usize>> {
    let text = excerpt.text.as_str();
    let characters = characters.max(1);
    if text.trim().is_empty() {
        return Vec::new();
    }
    let marks = Mark::all(text, &excerpt.marks);
    if text.chars().count() <= characters {
        return std::iter::once(0..text.len()).collect();
    }
    let sentences = Sentence::all(text, lang, &marks);
    let mut chosen = Choice::new(&sentences, characters);
    let Some(best) = chosen.best() else {
        return Vec::new();
    };
    if sentences[best].characters > characters {
        let bytes = sentences[best].bytes.clone();
        return vec![around(text, bytes, sentences[best].marks, characters)];
    }
    chosen.take(best);
    while let Some(next) = chosen.next() {
        chosen.take(next);
    }
    chosen.ranges()
}

/// The snippet of these ranges as one safe line, with `…` where text is left out.
pub fn line(excerpt: &Excerpt, ranges: &[Range<usize>]) -> Marked {
    let text = excerpt.text.as_str();
    let mut line = Marked::from(String::new());
    let mut end = 0;
    for range in ranges {
        if !text[end..range.start].trim().is_empty() {
            line.text.push_str(if end == 0 { "… " } else { " … " });
        } else if end > 0 {
            line.text.push(' ');
        }
        push(
            &mut line,
            safe::marked(&text[range.clone()], &Span::within(&excerpt.marks, range)),
        );
        end = range.end;
    }
    if !ranges.is_empty() && (excerpt.is_cut || !text[end..].trim().is_empty()) {
        line.text.push_str(" …");
    }
    line
}

/// A snippet of one line that fits into so many columns with the signs of its marks; its best mark is among what
/// is seen, as long as there is room for it.
pub fn fitting(excerpt: &Excerpt, lang: Option<&str>, columns: usize, look: &Appearance) -> Marked {
    /// In fewer columns a mark is worth more than the dots around it.
    const FEW: usize = 24;
    let mut characters = columns;
    loop {
        let ranges = snippet(excerpt, lang, characters);
        let shown = paint::signed(line(excerpt, &ranges), look);
        let taken = wrap::columns(&shown.text);
        if taken <= columns {
            return shown;
        }
        if columns < FEW
            && let [one] = ranges.as_slice()
        {
            let bare = safe::marked(
                &excerpt.text[one.clone()],
                &Span::within(&excerpt.marks, one),
            );
            let bare = paint::signed(bare, look);
            if wrap::columns(&bare.text) <= columns {
                return bare;
            }
        }
        if characters <= 1 {
            return shown.cut(columns);
        }
        // Wide characters take two columns, and what is left out takes some too.
        let less = characters * columns / taken;
        characters = less.min(characters - 1).max(1);
    }
}

fn push(line: &mut Marked, more: Marked) {
    let from = line.text.len();
    line.text.push_str(&more.text);
    let marks = more.marks.into_iter();
    line.marks
        .extend(marks.map(|mark| mark.start + from..mark.end + from));
}

/// A mark, and the place of its first character among those of the passage.
struct Mark {
    bytes: Range<usize>,
    at: usize,
    characters: usize,
    /// What is marked, in small letters: two marks of it are no different marks.
    word: String,
}

impl Mark {
    fn all(text: &str, spans: &[Span]) -> Vec<Mark> {
        let (mut byte, mut at) = (0, 0);
        let mut marks = Vec::new();
        for span in spans {
            let bytes = span.start_byte..span.end_byte;
            let Some(bytes) = text.get(bytes.clone()).map(|_| trimmed(text, bytes)) else {
                continue;
            };
            let marked = &text[bytes.clone()];
            if marked.is_empty() {
                continue;
            }
            let Some(between) = text.get(byte..bytes.start) else {
                continue;
            };
            at += between.chars().count();
            byte = bytes.start;
            marks.push(Mark {
                at,
                characters: marked.chars().count(),
                word: marked.to_lowercase(),
                bytes,
            });
        }
        marks
    }
}

/// A sentence, or several that a mark spans.
struct Sentence<'a> {
    bytes: Range<usize>,
    characters: usize,
    /// The characters between it and the next one.
    gap: usize,
    marks: &'a [Mark],
}

impl<'a> Sentence<'a> {
    fn all(text: &str, lang: Option<&str>, marks: &'a [Mark]) -> Vec<Sentence<'a>> {
        let mut joined: Vec<Range<usize>> = Vec::new();
        let mut spanning = marks.iter().peekable();
        for sentence in passage::sentences(text, lang) {
            match joined.last_mut() {
                Some(last) => {
                    while spanning
                        .next_if(|mark| mark.bytes.end <= last.end)
                        .is_some()
                    {}
                    let is_spanned = spanning
                        .peek()
                        .is_some_and(|mark| mark.bytes.start < last.end);
                    if is_spanned {
                        last.end = sentence.end;
                    } else {
                        joined.push(sentence);
                    }
                }
                None => joined.push(sentence),
            }
        }
        let mut rest = marks;
        let mut sentences: Vec<Sentence<'a>> = Vec::with_capacity(joined.len());
        for bytes in joined {
            let before = rest.partition_point(|mark| mark.bytes.end <= bytes.start);
            let upto = rest.partition_point(|mark| mark.bytes.start < bytes.end);
            if let Some(last) = sentences.last_mut() {
                last.gap = text[last.bytes.end..bytes.start].chars().count();
            }
            sentences.push(Sentence {
                characters: text[bytes.clone()].chars().count(),
                gap: 0,
                marks: &rest[before.min(upto)..upto],
                bytes,
            });
            rest = &rest[upto..];
        }
        sentences
    }
}

/// The sentences that are chosen so far.
struct Choice<'a> {
    sentences: &'a [Sentence<'a>],
    taken: Vec<bool>,
    words: HashSet<&'a str>,
    /// The characters that are left.
    room: usize,
    /// Below so many that are left, no sentence is taken but for a mark of its own.
    enough: usize,
}

impl<'a> Choice<'a> {
    fn new(sentences: &'a [Sentence<'a>], characters: usize) -> Choice<'a> {
        Choice {
            sentences,
            taken: vec![false; sentences.len()],
            words: HashSet::new(),
            room: characters,
            enough: characters / 2,
        }
    }

    /// The sentence with most different marks, one that fits if there is one of as many; the first of several.
    fn best(&self) -> Option<usize> {
        let key = |at: &usize| {
            let sentence = &self.sentences[*at];
            let fits = sentence.characters <= self.room;
            (self.new_words(*at), fits, std::cmp::Reverse(*at))
        };
        // Without a mark it is where the passage begins.
        let is_marked = self
            .sentences
            .iter()
            .any(|sentence| !sentence.marks.is_empty());
        let first = (!self.sentences.is_empty()).then_some(0);
        match is_marked {
            true => (0..self.sentences.len()).max_by_key(key),
            false => first,
        }
    }

    /// The next sentence that fits: one with further marks, or else, where much room is left, one beside.
    fn next(&self) -> Option<usize> {
        let fitting = (0..self.sentences.len()).filter(|at| !self.taken[*at] && self.fits(*at));
        let new = fitting
            .clone()
            .filter(|at| self.new_words(*at) > 0)
            .max_by_key(|at| (self.new_words(*at), std::cmp::Reverse(*at)));
        if new.is_some() || self.room < self.enough {
            return new;
        }
        let taken = |at: Option<usize>| at.and_then(|at| self.taken.get(at)).copied();
        let follows = fitting
            .clone()
            .find(|at| taken(at.checked_sub(1)) == Some(true));
        let precedes = || fitting.clone().find(|at| taken(Some(at + 1)) == Some(true));
        follows.or_else(precedes)
    }

    fn new_words(&self, at: usize) -> usize {
        let marks = self.sentences[at].marks.iter();
        let words: HashSet<&str> = marks
            .map(|mark| mark.word.as_str())
            .filter(|word| !self.words.contains(word))
            .collect();
        words.len()
    }

    fn fits(&self, at: usize) -> bool {
        self.cost(at) <= self.room
    }

    /// The characters that a further sentence takes, with those between it and a chosen one beside it.
    fn cost(&self, at: usize) -> usize {
        let before = at.checked_sub(1).filter(|before| self.taken[*before]);
        let before = before.map_or(0, |before| self.sentences[before].gap);
        let after = self.taken.get(at + 1).is_some_and(|taken| *taken);
        let after = if after { self.sentences[at].gap } else { 0 };
        before + self.sentences[at].characters + after
    }

    fn take(&mut self, at: usize) {
        self.room = self.room.saturating_sub(self.cost(at));
        self.taken[at] = true;
        let marks = self.sentences[at].marks.iter();
        self.words.extend(marks.map(|mark| mark.word.as_str()));
    }

    /// The bytes of what is chosen; sentences side by side are one range.
    fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut is_beside = false;
        for (sentence, taken) in self.sentences.iter().zip(&self.taken) {
            match ranges.last_mut() {
                Some(last) if *taken && is_beside => last.end = sentence.bytes.end,
                _ if *taken => ranges.push(sentence.bytes.clone()),
                _ => {}
            }
            is_beside = *taken;
        }
        ranges
    }
}

/// A part of a sentence that is too long, around the stretch of it with most different marks.
fn around(text: &str, sentence: Range<usize>, marks: &[Mark], characters: usize) -> Range<usize> {
    let Some((first, last)) = densest(marks, characters) else {
        let start = sentence.start;
        return trimmed(text, start..forward(text, start, sentence.end, characters));
    };
    let marked = marks[first].bytes.start..marks[last].bytes.end;
    let taken = marks[last].at + marks[last].characters - marks[first].at;
    let Some(room) = characters.checked_sub(taken) else {
        // One mark alone is longer.
        let end = nth_after(text, marked.start, marked.end, characters);
        return marked.start..end;
    };
    // No other mark is cut in two.
    let floor = first
        .checked_sub(1)
        .map_or(0, |before| marks[before].bytes.end);
    let ceiling = marks.get(last + 1);
    let ceiling = ceiling.map_or(usize::MAX, |after| after.bytes.start);
    let floor = sentence.start.max(floor).min(marked.start);
    let ceiling = sentence.end.min(ceiling).max(marked.end);
    let before = text[floor..marked.start].chars().count();
    let after = text[marked.end..ceiling].chars().count();
    let left = before.min((room / 2).max(room.saturating_sub(after)));
    let start = backward(text, floor, marked.start, left, sentence.start);
    let left = text[start..marked.start].chars().count();
    let end = forward_to(text, marked.end, ceiling, room - left, sentence.end);
    trimmed(text, start..end)
}

/// The first and the last of the marks within so many characters that are most different; the first such.
fn densest(marks: &[Mark], characters: usize) -> Option<(usize, usize)> {
    let mut best: Option<(usize, (usize, usize))> = None;
    let mut words: HashMap<&str, usize> = HashMap::new();
    let mut first = 0;
    for (last, mark) in marks.iter().enumerate() {
        *words.entry(&mark.word).or_default() += 1;
        while first < last && mark.at + mark.characters - marks[first].at > characters {
            if let Some(count) = words.get_mut(marks[first].word.as_str()) {
                *count -= 1;
                if *count == 0 {
                    words.remove(marks[first].word.as_str());
                }
            }
            first += 1;
        }
        if best.is_none_or(|(most, _)| words.len() > most) {
            best = Some((words.len(), (first, last)));
        }
    }
    best.map(|(_, marks)| marks)
}

/// A blank farther than this from where a text is cut is no border of a word there.
const LONGEST_WORD: usize = 30;

/// Where at most so many characters before `to` begin: after a blank if one is near, not before `floor`.
fn backward(text: &str, floor: usize, to: usize, characters: usize, sentence: usize) -> usize {
    let Some(more) = characters.checked_sub(1) else {
        return to;
    };
    let all = text[floor..to].char_indices().rev().nth(more);
    let start = all.map_or(floor, |(at, _)| floor + at);
    if start == sentence {
        return start;
    }
    let mut near = text[start..to].char_indices().take(LONGEST_WORD);
    let blank = near.find(|(_, letter)| letter.is_whitespace());
    let is_border = text[..start].ends_with(char::is_whitespace);
    match blank {
        _ if is_border => start,
        Some((at, _)) => start + at,
        None => text[start..to]
            .char_indices()
            .find(|(_, letter)| letter.width().unwrap_or(0) > 0)
            .map_or(to, |(at, _)| start + at),
    }
}

/// Where at most so many characters after `from` end, before a blank if one is near.
fn forward(text: &str, from: usize, end: usize, characters: usize) -> usize {
    forward_to(text, from, end, characters, end)
}

/// The same, where a sentence ends at `sentence` and what may be shown of it at `ceiling`.
fn forward_to(
    text: &str,
    from: usize,
    ceiling: usize,
    characters: usize,
    sentence: usize,
) -> usize {
    let end = nth_after(text, from, ceiling, characters);
    if end == sentence || text[end..].starts_with(char::is_whitespace) {
        return end;
    }
    let near = text[from..end].char_indices().rev().take(LONGEST_WORD);
    let blank = near
        .clone()
        .find(|(_, letter)| letter.is_whitespace())
        .map(|(at, _)| from + at);
    blank.unwrap_or_else(|| {
        // What joins the letter after it is not left at an end.
        let mut end = end;
        while end > from
            && let Some(next) = text[end..].chars().next()
            && next.width().unwrap_or(0) == 0
            && let Some(last) = text[from..end].chars().next_back()
        {
            end -= last.len_utf8();
        }
        end
    })
}

fn nth_after(text: &str, from: usize, end: usize, characters: usize) -> usize {
    let nth = text[from..end].char_indices().nth(characters);
    nth.map_or(end, |(at, _)| from + at)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown of a text with its marks between brackets.
    fn shown(written: &str, characters: usize) -> String {
        let (mut text, mut marks) = (String::new(), Vec::new());
        for (number, piece) in written.split(['[', ']']).enumerate() {
            let start_byte = text.len();
            text.push_str(piece);
            let (start, end, end_byte) = (0, 0, text.len());
            let span = Span {
                start,
                end,
                start_byte,
                end_byte,
            };
            marks.extend((number % 2 == 1).then_some(span));
        }
        let excerpt = Excerpt {
            number: 1,
            of: 1,
            text,
            start: 0,
            start_byte: 0,
            marks,
            is_cut: false,
        };
        let line = line(&excerpt, &snippet(&excerpt, None, characters));
        let mut text = line.text.clone();
        for mark in line.marks.iter().rev() {
            text.insert(mark.end, ']');
            text.insert(mark.start, '[');
        }
        text
    }

    #[test]
    fn sentences_with_most_different_marks_come_first() {
        let text =
            "One [chip] here. A [chip], a [ban] there. No mark is in this one. The [law] holds.";
        assert_eq!(shown(text, 200), text);
        assert_eq!(shown(text, 25), "… A [chip], a [ban] there. …");
        assert_eq!(
            shown(text, 40),
            "… A [chip], a [ban] there. … The [law] holds."
        );
        // A sentence of its own marks is left where there is room for the one beside.
        assert_eq!(
            shown("A [law]. It holds. And more of it follows here.", 26),
            "A [law]. It holds. …"
        );
    }

    #[test]
    fn a_sentence_that_is_too_long_is_cut_around_its_marks_between_words() {
        let text =
            "Many words come first and then the [ban] of a [chip] and further words follow it";
        assert_eq!(shown(text, 30), "… the [ban] of a [chip] and further …");
        assert_eq!(shown(text, 3), "… [ban] …");
        assert_eq!(
            shown("Of a [mark that is long] a part", 9),
            "… [mark that] …"
        );
        assert_eq!(
            shown("人工智能法案在[欧盟]生效了这是一个标题", 8),
            "… 法案在[欧盟]生效了 …"
        );
    }

    #[test]
    fn a_mark_over_the_end_of_a_sentence_keeps_both_together() {
        let text = "No mark. It is the [end. The] next one. Nothing follows.";
        assert_eq!(shown(text, 36), "… It is the [end. The] next one. …");
    }

    #[test]
    fn without_a_mark_it_is_the_beginning() {
        assert_eq!(
            shown("First one. Second one. Third one.", 12),
            "First one. …"
        );
        assert_eq!(shown("", 12), "");
        assert_eq!(shown(" \n ", 1), "");
    }
}

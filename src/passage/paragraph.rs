//! Where the paragraphs of a text are.

use std::ops::Range;

/// The paragraphs of a text in order, without the white space around them.
///
/// Each line is a paragraph, except in a text of hard-wrapped lines: there, blank lines separate the
/// paragraphs.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut lines = lines(text);
    if is_wrapped(text, &lines) {
        join_neighbours(&mut lines);
    } else {
        lines.retain(|line| !line.is_empty());
    }
    lines
}

/// The widest line of a wrapped text, in characters.
const WIDEST: usize = 100;
/// The narrowest line that was wrapped; a heading, a list or a verse is narrower.
const NARROWEST: usize = 40;

/// Trimmed lines; a blank line is an empty range.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).chain([text.len()]) {
        // The two bytes of one line end do not have a blank line between them.
        if !text[..end].ends_with('\r') || text.as_bytes().get(end) != Some(&b'\n') {
            found.push(trimmed(text, start..end));
        }
        start = end + 1;
    }
    found
}

/// The range without the white space at either end.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = &text[range.clone()];
    let start = range.end - line.trim_start().len();
    start..start.max(range.start + line.trim_end().len())
}

fn is_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let blanks = lines.iter().skip_while(|line| line.is_empty());
    if !blanks.clone().any(|line| line.is_empty()) {
        return false;
    }
    let width = |line: &Range<usize>| text[line.clone()].chars().count();
    let (mut written, mut wide, mut followed, mut full) = (0, 0, 0, 0);
    for (number, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
    {
        written += 1;
        let width = width(line);
        wide += usize::from(width > WIDEST);
        // The last line of a block may be short; the others were filled.
        if lines.get(number + 1).is_some_and(|next| !next.is_empty()) {
            followed += 1;
            full += usize::from(width >= NARROWEST);
        }
    }
    wide * 20 <= written && full > 0 && full * 3 >= followed * 2
}

/// Joins lines that have no blank line between them.
fn join_neighbours(lines: &mut Vec<Range<usize>>) {
    let mut joined: Vec<Range<usize>> = Vec::new();
    let mut after_blank = true;
    for line in lines.iter().cloned() {
        if line.is_empty() {
            after_blank = true;
            continue;
        }
        match joined.last_mut() {
            Some(last) if !after_blank => last.end = line.end,
            _ => joined.push(line),
        }
        after_blank = false;
    }
    *lines = joined;
}

//! How large and how deep a page may be, decided before a parser sees it.
//!
//! Building a page's tree and finding its article take time that grows with the square of its depth
//! or of the attributes of one tag, and some of it recurses. So both are counted first, in one pass
//! over the bytes that errs towards too many, and the depth again in the tree itself.

use dom_query::Document;

/// The most that a piece of HTML in another document may take, and how deep it may be.
pub(super) const PIECE_BYTES: u64 = 20_000_000;
pub(super) const PIECE_DEPTH: u64 = 512;

/// As deep as browsers go: no article is looked for in a page that is deeper, as some of that recurses.
const ORDINARY_DEPTH: usize = 512;

/// The most attributes of one tag.
const ATTRIBUTES: usize = 1024;

pub(super) fn too_deep(depth: u64) -> String {
    format!("the page is nested more than {depth} elements deep")
}

const TOO_MANY: &str = "the page has a tag with more than 1024 attributes";

/// The most that the tree of a page may take in memory, and about what it takes of a tag with the text after it, an
/// attribute, and a `<` that begins no tag.
const TREE_BYTES: usize = 192 << 20;
const TAG_BYTES: usize = 640;
const ATTRIBUTE_BYTES: usize = 64;
const STRAY_BYTES: usize = 64;

const TOO_MANY_TAGS: &str = "the page has too many tags to be read";

/// Elements that hold nothing.
const VOID: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// Elements that end where the next of their kind begins: they cannot lie in one another directly.
const SELF_ENDING: &[&[u8]] = &[
    b"body",
    b"dd",
    b"dt",
    b"head",
    b"html",
    b"li",
    b"optgroup",
    b"option",
    b"p",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
];

/// Elements whose content is no markup.
const RAW: &[&[u8]] = &[
    b"noembed",
    b"noframes",
    b"script",
    b"style",
    b"textarea",
    b"title",
    b"xmp",
];

/// Elements that parsers open again after their parent has ended.
const REOPENED: &[&[u8]] = &[
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];

/// How much work finding the article of a page may be; what is more is read whole. A page of the
/// web has some 10,000 tags, 20 deep, which is a tenth of this.
const WORK: usize = 10_000_000;

/// The work of a tag apart from its depth, and of a `<` that begins none.
const TAG_WORK: usize = 100;
const STRAY_WORK: usize = 10;

/// The work of a byte of text.
const BYTE_WORK: usize = 4;

/// Whether looking for the article of a page is worth its time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    Ordinary,
    Excessive,
}

/// Says what is too much about a page, if anything is.
pub(super) fn check(html: &str, most_deep: u64) -> Result<Effort, String> {
    let bytes = html.as_bytes();
    let mut nesting = Nesting::default();
    let (mut at, mut work, mut tree, mut deepest) = (0, 0, 0, 0);
    while let Some(next) = memchr::memchr(b'<', &bytes[at..]) {
        at += next;
        work += next * BYTE_WORK;
        if tree > TREE_BYTES {
            return Err(TOO_MANY_TAGS.to_owned());
        }
        if let Some(length) = comment(&bytes[at..]) {
            let within = memchr::memchr_iter(b'<', &bytes[at..at + length]);
            tree += within.count() * TAG_BYTES;
            at += length;
            continue;
        }
        let Some(tag) = tag(&bytes[at..]) else {
            at += 1;
            work += STRAY_WORK;
            tree += STRAY_BYTES;
            continue;
        };
        if tag.attributes > ATTRIBUTES {
            return Err(TOO_MANY.to_owned());
        }
        at += tag.length;
        tree += TAG_BYTES + tag.attributes * ATTRIBUTE_BYTES;
        let depth = nesting.sees(&tag);
        if depth as u64 > most_deep {
            return Err(too_deep(most_deep));
        }
        deepest = deepest.max(depth);
        work += TAG_WORK + depth;
        if !tag.is_end && RAW.contains(&&*tag.name) && !nesting.may_be_drawing() {
            let end = end_of_raw(bytes, at, &tag.name);
            if !matches!(&*tag.name, b"script" | b"style") {
                work += (end - at) * BYTE_WORK;
            }
            at = end;
        }
    }
    work += (bytes.len() - at) * BYTE_WORK;
    match tree {
        ..=TREE_BYTES if work <= WORK && deepest <= ORDINARY_DEPTH => Ok(Effort::Ordinary),
        ..=TREE_BYTES => Ok(Effort::Excessive),
        _ => Err(TOO_MANY_TAGS.to_owned()),
    }
}

/// The length of the comment that begins with the `<` in front, if one does; one that never ends takes all the rest.
fn comment(bytes: &[u8]) -> Option<usize> {
    let is_comment = bytes.starts_with(b"<!--");
    is_comment.then(|| memchr::memmem::find(bytes, b"-->").unwrap_or(bytes.len()))
}

/// Whether the tree of a page is no deeper than it may be.
pub(super) fn is_shallow(page: &Document, most_deep: u64) -> bool {
    let mut node = page.root();
    let mut depth = 0;
    loop {
        if let Some(child) = node.first_child() {
            depth += 1;
            if depth > most_deep {
                return false;
            }
            node = child;
            continue;
        }
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(parent) if depth > 0 => node = parent,
                _ => return true,
            }
            depth -= 1;
        }
        match node.next_sibling() {
            Some(next) => node = next,
            None => return true,
        }
    }
}

struct TagSeen {
    name: Vec<u8>,
    is_end: bool,
    closes_itself: bool,
    attributes: usize,
    length: usize,
}

/// The tag that begins with the `<` in front, if one does.
fn tag(bytes: &[u8]) -> Option<TagSeen> {
    let is_end = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(is_end);
    bytes.get(start).filter(|byte| byte.is_ascii_alphabetic())?;
    let name_end = bytes[start..]
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        .map_or(bytes.len(), |length| start + length);
    let (mut at, mut attributes, mut previous) = (name_end, 0, b' ');
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if previous == b'=' => {
                at += memchr::memchr(byte, &bytes[at + 1..]).map_or(bytes.len(), |end| end + 1);
                attributes += 1;
            }
            byte if byte.is_ascii_whitespace() || byte == b'/' => {
                attributes += usize::from(!previous.is_ascii_whitespace());
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() || previous != b'=' {
            previous = byte;
        }
        at += 1;
    }
    Some(TagSeen {
        name: bytes[start..name_end.min(start + 32)].to_ascii_lowercase(),
        is_end,
        closes_itself: previous == b'/',
        attributes,
        length: at.min(bytes.len()),
    })
}

fn end_of_raw(bytes: &[u8], mut at: usize, name: &[u8]) -> usize {
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"</") {
        at += next;
        let end = bytes.get(at + 2..at + 2 + name.len());
        if end.is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// How far above an element ends that is still looked for.
const NEAR: usize = 256;

/// The elements that may be open.
#[derive(Default)]
struct Nesting {
    open: Vec<Vec<u8>>,
    reopened: usize,
    /// Open `svg` and `math` elements, in which tags mean something else.
    drawings: usize,
    /// Whether one ended in disorder, so that it cannot be known where it does.
    is_disorderly: bool,
}

impl Nesting {
    /// Takes in a tag and says how many elements are open at most.
    fn sees(&mut self, tag: &TagSeen) -> usize {
        let name = &*tag.name;
        let is_drawing = name == b"svg" || name == b"math";
        if tag.is_end {
            self.close(name, is_drawing);
        } else if self.drawings > 0 && tag.closes_itself || VOID.contains(&name) {
            // Nothing stays open.
        } else if self.drawings == 0 && SELF_ENDING.contains(&name) {
            // Only as deep as what it lies in.
        } else if self.drawings == 0 && REOPENED.contains(&name) {
            self.reopened += 1;
        } else {
            self.drawings += usize::from(is_drawing);
            self.open.push(tag.name.clone());
        }
        self.open.len() + self.reopened
    }

    fn close(&mut self, name: &[u8], is_drawing: bool) {
        if self.drawings == 0 && REOPENED.contains(&name) {
            self.reopened = self.reopened.saturating_sub(1);
            return;
        }
        if is_drawing {
            self.drawings = self.drawings.saturating_sub(1);
            self.is_disorderly |= self.open.last().is_some_and(|last| last != name);
        }
        // The end of one that began far above is left out, which errs towards too many.
        let near = self.open.len().saturating_sub(NEAR);
        if let Some(at) = self.open[near..].iter().rposition(|open| open == name) {
            self.open.truncate(near + at);
        }
    }

    fn may_be_drawing(&self) -> bool {
        self.drawings > 0 || self.is_disorderly
    }
}

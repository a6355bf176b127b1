//! Puts readable text together out of the pieces of a marked-up document.
//!
//! Paragraphs end up separated by blank lines, lines by line ends, words by single spaces; nothing
//! begins or ends with white space. What is a paragraph is for the caller to say.

/// Readable text being put together.
#[derive(Default)]
pub(super) struct TextBuilder {
    text: String,
    /// The gap before the next piece.
    gap: Gap,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Space,
    Cell,
    Line,
    Paragraph,
}

impl TextBuilder {
    /// Running text; any white space in it is one space.
    pub fn words(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            if end > 0 {
                self.close_gap();
                self.text.push_str(&rest[..end]);
            }
            rest = &rest[end..];
            let trimmed = rest.trim_start();
            if trimmed.len() < rest.len() {
                self.open_gap(Gap::Space);
            }
            rest = trimmed;
        }
    }

    /// Text whose lines and spaces mean something.
    pub fn verbatim(&mut self, text: &str) {
        let lines = text.trim_end().trim_start_matches(['\n', '\r']);
        if !lines.is_empty() {
            self.close_gap();
            self.text.push_str(lines);
        }
        if lines.len() < text.len() {
            self.open_gap(Gap::Space);
        }
    }

    /// The next piece is in the next cell of its row.
    pub fn cell(&mut self) {
        self.open_gap(Gap::Cell);
    }

    /// The next piece is on a line of its own.
    pub fn line(&mut self) {
        self.open_gap(Gap::Line);
    }

    /// The next piece begins a paragraph.
    pub fn paragraph(&mut self) {
        self.open_gap(Gap::Paragraph);
    }

    /// The length of the text so far, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    pub fn finish(self) -> String {
        self.text
    }

    fn open_gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn close_gap(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if self.text.is_empty() {
            return;
        }
        self.text.push_str(match gap {
            Gap::Nothing => "",
            Gap::Space => " ",
            Gap::Cell => " | ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        });
    }
}

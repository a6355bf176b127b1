//! The text of a document as it is put together: paragraphs, items of lists, rows of tables; notes and boxes after the
//! paragraph in which they begin.

use super::super::properties::Headings;
use super::super::text_builder::TextBuilder;

/// How a piece of text lies beside one of its own kind: paragraphs apart, items and rows line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Paragraph,
    Item,
    Row,
}

/// Whether a paragraph may be the headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Body,
    Heading,
    Title,
}

/// A paragraph that is finished.
struct Block {
    text: String,
    kind: Kind,
    role: Role,
}

/// A part of a document that is put together apart from what it lies in: the whole, a note, a row.
#[derive(Default)]
struct Frame {
    /// The paragraph that is not finished, with its number in a list.
    open: String,
    mark: String,
    kind: Kind,
    role: Role,
    blocks: Vec<Block>,
    /// The notes and boxes that come after the open paragraph.
    asides: Vec<Block>,
    /// The finished cells of a row.
    cells: Vec<Vec<Block>>,
}

/// The text of a document.
#[derive(Default)]
pub(super) struct Flow {
    text: TextBuilder,
    last: Option<Kind>,
    headings: Headings,
    outer: Frame,
    /// What is within it, the innermost last.
    inner: Vec<Frame>,
}

impl Flow {
    /// Words of the open paragraph.
    pub fn words(&mut self, text: &str) {
        self.frame().open.push_str(text);
    }

    /// The rest of the paragraph is on a new line.
    pub fn line(&mut self) {
        self.frame().open.push('\n');
    }

    /// Begins a paragraph. `mark` is its number in a list.
    pub fn paragraph(&mut self, kind: Kind, role: Role, mark: &str) {
        self.end();
        let frame = self.frame();
        (frame.kind, frame.role) = (kind, role);
        mark.clone_into(&mut frame.mark);
    }

    /// Makes the open paragraph an item of a list.
    pub fn item(&mut self, mark: &str) {
        let frame = self.frame();
        frame.kind = Kind::Item;
        mark.clone_into(&mut frame.mark);
    }

    /// Whether an item was begun that has no words yet.
    pub fn is_begun(&mut self) -> bool {
        let frame = self.frame();
        frame.kind == Kind::Item && frame.open.trim().is_empty()
    }

    /// Says what the open paragraph may be.
    pub fn role(&mut self, role: Role) {
        self.frame().role = role;
    }

    /// Ends the open paragraph.
    pub fn end(&mut self) {
        self.frame().end();
        if self.inner.is_empty() {
            for block in std::mem::take(&mut self.outer.blocks) {
                self.put(&block);
            }
        }
    }

    /// Begins a note or a box in the open paragraph.
    pub fn aside(&mut self) {
        self.inner.push(Frame::default());
    }

    pub fn end_aside(&mut self) {
        if let Some(mut aside) = self.inner.pop() {
            aside.end();
            self.frame().asides.append(&mut aside.blocks);
        }
    }

    /// Begins a row of a table.
    pub fn row(&mut self) {
        self.end();
        self.inner.push(Frame::default());
    }

    /// Whether a row, or an aside, is open.
    pub fn is_within(&self) -> bool {
        !self.inner.is_empty()
    }

    /// How many rows and asides are open.
    pub fn depth(&self) -> usize {
        self.inner.len()
    }

    pub fn end_cell(&mut self) {
        if let Some(row) = self.inner.last_mut() {
            row.end();
            row.cells.push(std::mem::take(&mut row.blocks));
        }
    }

    pub fn end_row(&mut self) {
        self.end_cell();
        if let Some(row) = self.inner.pop() {
            self.frame().blocks.extend(laid_out(row.cells));
            self.end();
        }
    }

    /// The length of the text so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text, and what in it may be its headline.
    pub fn finish(mut self) -> (String, Headings) {
        while self.is_within() {
            self.end_aside();
        }
        self.end();
        (self.text.finish(), self.headings)
    }

    fn frame(&mut self) -> &mut Frame {
        self.inner.last_mut().unwrap_or(&mut self.outer)
    }

    fn put(&mut self, block: &Block) {
        if block.kind != Kind::Paragraph && self.last == Some(block.kind) {
            self.text.line();
        } else {
            self.text.paragraph();
        }
        let is_first = self.last.is_none();
        self.last = Some(block.kind);
        for line in block.text.lines() {
            self.text.words(line);
            self.text.line();
        }
        match block.role {
            Role::Title if self.headings.title.is_none() => {
                self.headings.title = Some((block.text.clone(), "style Title"));
            }
            Role::Heading if is_first => self.headings.first = Some(block.text.clone()),
            _ => {}
        }
    }
}

impl Frame {
    fn end(&mut self) {
        let open = std::mem::take(&mut self.open);
        let (kind, role) = (
            std::mem::take(&mut self.kind),
            std::mem::take(&mut self.role),
        );
        let mark = std::mem::take(&mut self.mark);
        if !open.trim().is_empty() {
            let text = match mark.as_str() {
                "" => open,
                mark => format!("{mark} {}", open.trim_start()),
            };
            self.blocks.push(Block { text, kind, role });
        }
        self.blocks.append(&mut self.asides);
    }
}

/// So many paragraphs and bytes in a cell are text that a table only puts in its place on the page.
const LAID_OUT: (usize, usize) = (3, 600);

/// A row as a line, its cells apart; or the paragraphs in it, where the table is one for layout.
fn laid_out(cells: Vec<Vec<Block>>) -> Vec<Block> {
    let mut cells: Vec<Vec<Block>> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    let is_text = |cell: &Vec<Block>| {
        let bytes: usize = cell.iter().map(|block| block.text.len()).sum();
        cell.len() >= LAID_OUT.0 && bytes >= LAID_OUT.1
    };
    let is_alone = cells.len() == 1 && cells[0].len() > 1;
    if is_alone || cells.iter().any(is_text) {
        return cells.into_iter().flatten().collect();
    }
    // A cell over the whole width is text of its own where it is longer than a line.
    if let [cell] = &mut cells[..]
        && cell[0].text.len() > 80
    {
        return std::mem::take(cell);
    }
    let mut row = TextBuilder::default();
    for cell in &cells {
        row.cell();
        for block in cell {
            row.words(" ");
            row.words(&block.text);
        }
    }
    let text = row.finish();
    let kind = Kind::Row;
    let block = Block {
        text,
        kind,
        role: Role::Body,
    };
    cells.first().map(|_| block).into_iter().collect()
}

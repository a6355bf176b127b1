//! The tantivy schema: which fields a header, a passage and a file record have.

use tantivy::Index;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::line;
use crate::field;

/// The value of `kind` in an article's header.
pub const HEADER: &str = "article";
/// The value of `kind` in the record of a corpus file.
pub const FILE: &str = "file";
/// A second value of it where records of the file gave way to newer ones with the same URL.
pub const DISPLACED: &str = "displaced";

/// Every field of the index, looked up once.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// `HEADER` or `FILE`; a passage has none.
    pub kind: Field,
    /// The article's id in 16 hex digits, in every document of its block.
    pub id: Field,
    /// Column, and stored: the passage's number; 0 in a header.
    pub number: Field,
    /// Column: how many passages the block has.
    pub of: Field,
    /// Column: the position of the passage's first word in the article; in a header, the number of
    /// words of the article's text.
    pub base: Field,

    // Header.
    pub title: Field,
    pub outlet: Field,
    pub author: Field,
    pub tag: Field,
    pub lang: Field,
    pub site: Field,
    pub key: Field,
    pub file: Field,
    /// Columns: the id, the publication date and the time added (see `day`), the content hash.
    pub id_number: Field,
    pub date: Field,
    pub added: Field,
    pub hash: Field,
    /// Stored: `About` as JSON.
    pub about: Field,

    // Passage.
    pub body: Field,
    /// Stored: the passage's stretch of the article's text, and where it begins there in
    /// characters and in bytes.
    pub text: Field,
    pub start: Field,
    pub start_byte: Field,

    // File record.
    pub path: Field,
    pub digest: Field,
    /// Stored: `FileRecord` as JSON.
    pub record: Field,
}

pub fn schema() -> (Schema, Fields) {
    let mut build = Schema::builder();
    let running = || with_positions(true);
    let name = || with_positions(false);
    let fields = Fields {
        kind: build.add_text_field("kind", plain()),
        id: build.add_text_field("id", plain()),
        number: build.add_u64_field("number", FAST | STORED),
        of: column(&mut build, "of"),
        base: column(&mut build, "base"),
        title: build.add_text_field("title", running()),
        outlet: build.add_text_field("outlet", name()),
        author: build.add_text_field("author", name()),
        tag: build.add_text_field("tag", plain()),
        lang: build.add_text_field("lang", plain()),
        site: build.add_text_field("site", plain()),
        key: build.add_text_field("key", plain()),
        file: build.add_text_field("file", plain()),
        id_number: column(&mut build, "id_number"),
        date: build.add_i64_field("date", FAST),
        added: build.add_i64_field("added", FAST),
        hash: column(&mut build, "hash"),
        about: build.add_text_field("about", STORED),
        body: build.add_text_field("body", running()),
        text: build.add_text_field("text", STORED),
        start: build.add_u64_field("start", STORED),
        start_byte: build.add_u64_field("start_byte", STORED),
        path: build.add_text_field("path", plain()),
        digest: build.add_text_field("digest", plain()),
        record: build.add_text_field("record", STORED),
    };
    (build.build(), fields)
}

impl Fields {
    /// The field that holds the words of a searchable field of the language. Days have columns.
    pub fn of_language(&self, field: field::Field) -> Field {
        match field {
            field::Field::Title => self.title,
            field::Field::Body => self.body,
            field::Field::Outlet => self.outlet,
            field::Field::Author => self.author,
            field::Field::Tag => self.tag,
            field::Field::Lang => self.lang,
            field::Field::Site => self.site,
            field::Field::Id => self.id,
            field::Field::Key => self.key,
            field::Field::File => self.file,
            field::Field::Date => self.date,
            field::Field::Added => self.added,
        }
    }
}

/// Tells an index how to read the fields of running text.
pub fn register(index: &Index) {
    index
        .tokenizers()
        .register(line::NAME, line::Line::default());
}

fn column(build: &mut SchemaBuilder, name: &str) -> Field {
    build.add_u64_field(name, FAST)
}

/// One value, compared whole.
fn plain() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

/// Words with positions; with their number, where it counts for the score.
fn with_positions(scored: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(line::NAME)
        .set_fieldnorms(scored)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

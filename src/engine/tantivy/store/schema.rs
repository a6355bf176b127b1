//! The tantivy schema: which fields a passage, the first of an article and a file record have.

use std::sync::Arc;

use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, IndexBuilder, SegmentPlugin};

use crate::engine::tantivy::store::articles::ArticleRows;
use crate::engine::tantivy::store::blocks::BlockRows;
use crate::engine::tantivy::store::by_field::Made;
use crate::engine::tantivy::store::folder::Folder;
use crate::engine::tantivy::store::sidecar::Registered;
use crate::engine::tantivy::store::stems::StemIndexer;
use crate::engine::tantivy::store::term_stats::TermCounter;
use crate::engine::tantivy::store::token_stream;
use crate::field;

/// The value of `kind` in the record of a corpus file.
pub const FILE: &str = "file";
/// A second value of it where records of the file gave way to newer ones with the same URL or key.
pub const DISPLACED: &str = "displaced";

/// Every field of the index, looked up once.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    // Passage.
    pub body: Field,
    /// Stored: the passage's stretch of the article's text, and where it begins there in
    /// characters and in bytes.
    pub text: Field,
    pub start: Field,
    pub start_byte: Field,

    // First passage of an article.
    pub title: Field,
    pub outlet: Field,
    pub author: Field,
    pub tag: Field,
    pub lang: Field,
    pub site: Field,
    pub key: Field,
    pub file: Field,
    /// Stored: `About` as JSON.
    pub about: Field,

    // File record.
    /// `FILE`, and `DISPLACED` beside it.
    pub kind: Field,
    pub path: Field,
    pub digest: Field,
    /// Stored: `FileRecord` as JSON.
    pub record: Field,
}

pub fn schema() -> (Schema, Fields) {
    let mut build = Schema::builder();
    let fields = Fields {
        body: build.add_text_field("body", words()),
        text: build.add_text_field("text", STORED),
        start: build.add_u64_field("start", STORED),
        start_byte: build.add_u64_field("start_byte", STORED),
        title: build.add_text_field("title", words()),
        outlet: build.add_text_field("outlet", words()),
        author: build.add_text_field("author", words()),
        tag: build.add_text_field("tag", plain()),
        lang: build.add_text_field("lang", plain()),
        site: build.add_text_field("site", plain()),
        key: build.add_text_field("key", plain()),
        file: build.add_text_field("file", plain()),
        about: build.add_text_field("about", STORED),
        kind: build.add_text_field("kind", plain()),
        path: build.add_text_field("path", plain()),
        digest: build.add_text_field("digest", plain()),
        record: build.add_text_field("record", STORED),
    };
    (build.build(), fields)
}

impl Fields {
    /// The field that holds the words of a searchable field of the language. Ids and days have none:
    /// they are kept in `articles`.
    pub fn of_language(&self, field: field::Field) -> Field {
        match field {
            field::Field::Title => self.title,
            field::Field::Body => self.body,
            field::Field::Outlet => self.outlet,
            field::Field::Author => self.author,
            field::Field::Tag => self.tag,
            field::Field::Lang => self.lang,
            field::Field::Site => self.site,
            field::Field::Key => self.key,
            field::Field::File => self.file,
            field::Field::Id | field::Field::Date | field::Field::Added => self.about,
        }
    }
}

/// Opens an index with what it needs.
pub fn open(folder: Folder) -> tantivy::Result<Index> {
    let mut index = Index::open(folder)?;
    index.set_tokenizers(tokenizers());
    sidecars().for_each(|sidecar| index.register_plugin(sidecar));
    Ok(index)
}

/// An index in the making with what it needs.
pub fn registered(builder: IndexBuilder) -> IndexBuilder {
    sidecars().fold(
        builder.tokenizers(tokenizers()),
        IndexBuilder::register_plugin,
    )
}

/// The sidecars of a segment.
fn sidecars() -> impl Iterator<Item = Arc<dyn SegmentPlugin>> {
    let block_map: Arc<dyn SegmentPlugin> = Arc::new(Registered::<BlockRows>::new());
    let articles: Arc<dyn SegmentPlugin> = Arc::new(Registered::<ArticleRows>::new());
    // It counts by the blocks.
    let term_stats: Arc<dyn SegmentPlugin> = Arc::new(Registered::<Made<TermCounter>>::new());
    let stems: Arc<dyn SegmentPlugin> = Arc::new(Registered::<Made<StemIndexer>>::new());
    [block_map, articles, term_stats, stems].into_iter()
}

/// How the fields of running text are read.
fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(token_stream::NAME, token_stream::Encoded::default());
    tokenizers
}

/// One value, compared whole.
fn plain() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

/// Words with positions. How many a text has is in `blocks`.
fn words() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(token_stream::NAME)
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

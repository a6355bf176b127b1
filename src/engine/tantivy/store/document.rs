//! A document on its way into the index: its values, and its place in its block.

use std::iter;
use std::slice;

use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::schema::{Document, Field};

use crate::engine::tantivy::store::articles::Row;
use crate::engine::tantivy::store::queue::Ticket;

/// A passage or, alone in its block, the record of a corpus file.
#[derive(Debug, Default)]
pub struct BlockDocument {
    pub values: Vec<(Field, Datum)>,
    /// The row of the article that begins with it.
    pub article: Option<Row>,
    /// Whether it is the last of its block.
    pub ends_block: bool,
    /// Whether it is the record of a corpus file.
    pub is_record: bool,
    pub words: u32,
    /// As `blocks` writes them.
    pub borders: Vec<u8>,
    /// For a group of documents that ends with it.
    pub ticket: Option<Ticket>,
}

/// A value.
#[derive(Debug)]
pub enum Datum {
    Text(String),
    Number(u64),
}

impl BlockDocument {
    /// About how much memory it takes, in bytes.
    pub fn size(&self) -> usize {
        let values = self.values.iter().map(|(_, datum)| match datum {
            Datum::Text(text) => text.len(),
            Datum::Number(_) => 0,
        });
        let texts: usize = values.sum();
        texts + self.values.len() * size_of::<(Field, Datum)>() + size_of::<BlockDocument>()
    }

    pub fn text(&mut self, field: Field, text: impl Into<String>) {
        self.values.push((field, Datum::Text(text.into())));
    }

    pub fn number(&mut self, field: Field, number: u64) {
        self.values.push((field, Datum::Number(number)));
    }
}

impl Document for BlockDocument {
    type Value<'a> = One<'a>;
    type FieldsValuesIter<'a> =
        iter::Map<slice::Iter<'a, (Field, Datum)>, fn(&'a (Field, Datum)) -> (Field, One<'a>)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.values
            .iter()
            .map(|(field, datum)| (*field, One(datum)))
    }
}

/// One value of a document.
#[derive(Debug, Clone, Copy)]
pub struct One<'a>(&'a Datum);

impl<'a> Value<'a> for One<'a> {
    type ArrayIter = iter::Empty<Self>;
    type ObjectIter = iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self.0 {
            Datum::Text(text) => ReferenceValueLeaf::Str(text),
            Datum::Number(number) => ReferenceValueLeaf::U64(*number),
        })
    }
}

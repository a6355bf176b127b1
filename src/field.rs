//! The one table of searchable fields. The parser, the index, the help and the reference read it.

/// A field that a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    Title,
    Body,
    Outlet,
    Author,
    Tag,
    Lang,
    Site,
    Id,
    Key,
    File,
    Date,
    Added,
}

/// How the words after `field:` are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Running text: words with forms, phrases, proximity; scored and marked.
    Text,
    /// A name: its words in order, case and accents folded, no word forms; a filter.
    Name,
    /// One value compared whole, case folded; wildcards allowed; a filter.
    Value,
    /// A host or any domain above it: `europa.eu` finds `digital-strategy.ec.europa.eu`; a filter.
    Host,
    /// Calendar days; a filter.
    Day,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub field: Field,
    /// The name before the colon, in print and in JSON.
    pub name: &'static str,
    /// Other names before the colon.
    pub also: &'static [&'static str],
    pub kind: FieldKind,
    /// Its content, for help and reference.
    pub about: &'static str,
    pub example: &'static str,
}

#[rustfmt::skip]
pub const FIELDS: &[Row] = &[
    Row { field: Field::Title,  name: "title",  also: &["headline", "hd"],      kind: FieldKind::Text,  about: "the headline",                           example: "title:stargate" },
    Row { field: Field::Body,   name: "body",   also: &["text"],                kind: FieldKind::Text,  about: "the text below the headline",            example: "body:lawsuit" },
    Row { field: Field::Outlet, name: "outlet", also: &["source", "publisher"], kind: FieldKind::Name,  about: "who published it",                       example: "outlet:reuters" },
    Row { field: Field::Author, name: "author", also: &["byline", "by"],        kind: FieldKind::Name,  about: "who wrote it",                           example: "author:\"jane doe\"" },
    Row { field: Field::Tag,    name: "tag",    also: &["tags"],                kind: FieldKind::Value, about: "a tag it carries",                       example: "tag:chips" },
    Row { field: Field::Lang,   name: "lang",   also: &["language"],            kind: FieldKind::Value, about: "its language",                           example: "lang:en" },
    Row { field: Field::Site,   name: "site",   also: &["host", "domain"],      kind: FieldKind::Host,  about: "the host of its URL, or a domain above", example: "site:europa.eu" },
    Row { field: Field::Id,     name: "id",     also: &[],                      kind: FieldKind::Value, about: "its id, or the beginning of it",         example: "id:3f2a" },
    Row { field: Field::Key,    name: "key",    also: &[],                      kind: FieldKind::Value, about: "the name its record gives itself",       example: "key:2025-01234" },
    Row { field: Field::File,   name: "file",   also: &["path"],                kind: FieldKind::Value, about: "its file: a path, a name, a folder",      example: "file:stargate.txt" },
    Row { field: Field::Date,   name: "date",   also: &["published"],           kind: FieldKind::Day,   about: "the day it was published",               example: "date:2025-01..2025-03" },
    Row { field: Field::Added,  name: "added",  also: &[],                      kind: FieldKind::Day,   about: "the day it came into the corpus",        example: "added:7d" },
];

impl Field {
    /// The field's row of the table.
    pub fn row(self) -> &'static Row {
        // The table is in the order of the enum, which a test checks.
        &FIELDS[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.row().name
    }

    pub fn kind(self) -> FieldKind {
        self.row().kind
    }

    /// Whether a value is found by a part of it as well, so that the whole of it is another thing to ask for.
    pub fn has_parts(self) -> bool {
        matches!(self.kind(), FieldKind::Name | FieldKind::Host) || self == Field::File
    }

    /// The field with this name, in capital or small letters.
    pub fn named(name: &str) -> Option<Field> {
        let name = name.to_ascii_lowercase();
        FIELDS
            .iter()
            .find(|row| row.name == name || row.also.contains(&name.as_str()))
            .map(|row| row.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (place, row) in FIELDS.iter().enumerate() {
            assert_eq!(row.field as usize, place, "{}", row.name);
            assert_eq!(Field::named(row.name), Some(row.field));
        }
    }
}

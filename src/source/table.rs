//! Tables in which each row is an article: CSV and its like, and sheets of spreadsheets.
//!
//! The first row names the columns. What a column says of an article is known by its name, in the table of names that
//! JSON is read by too. A table without a column of texts is one problem, not one for each row.

pub(super) mod csv;
pub(super) mod xlsx;

use std::borrow::Cow;

use super::addresses;
use super::extracted::{Extracted, shortened};
use super::fields::{self, Claims, Field, Refusal, Value};
use super::opened::{Opened, Record};
use crate::record::Problem;

/// The columns of a table that say something of an article.
struct Columns {
    /// By the place of the column, its name and what it says.
    known: Vec<(usize, String, (Field, u8))>,
}

impl Columns {
    fn of<'a>(header: impl IntoIterator<Item = &'a str>) -> Columns {
        let columns = header.into_iter().enumerate();
        let known = columns.filter_map(|(at, name)| {
            let name = name.trim();
            fields::field(name).map(|field| (at, name.to_owned(), field))
        });
        Columns {
            known: known.collect(),
        }
    }

    /// Whether a row is one of names: no one writes two of them side by side in a text.
    fn is_header(&self) -> bool {
        self.fields() >= 2
    }

    /// How many things its columns say of an article.
    fn fields(&self) -> usize {
        let mut fields: Vec<Field> = self.known.iter().map(|column| column.2.0).collect();
        fields.sort_by_key(|field| *field as usize);
        fields.dedup();
        fields.len()
    }

    /// The column that says this the best.
    fn of_field(&self, field: Field) -> Option<usize> {
        let of_field = self.known.iter().filter(|column| column.2.0 == field);
        of_field
            .min_by_key(|column| column.2.1)
            .map(|column| column.0)
    }

    fn has_text(&self) -> bool {
        let is_text = |field: Field| matches!(field, Field::Text | Field::Summary);
        self.known.iter().any(|column| is_text(column.2.0))
    }

    /// The article of a row, or why there is none in it. `cell` gives the text of a column.
    fn article<'a>(
        &'a self,
        cell: impl Fn(usize) -> Option<Cow<'a, str>>,
    ) -> Result<Extracted, Refusal> {
        let mut claims = Claims::default();
        for (at, name, field) in &self.known {
            if let Some(text) = cell(*at).filter(|text| !text.trim().is_empty()) {
                claims.offer(*field, Cow::Borrowed(name), Value::Text(text));
            }
        }
        claims.extracted()
    }
}

/// Why a table without texts is none of articles; `rows` is how many there are, `fetch` what becomes of the addresses
/// in it.
fn no_texts<'a>(
    header: impl IntoIterator<Item = &'a str>,
    rows: u64,
    columns: &Columns,
    fetch: &str,
) -> String {
    let names = header
        .into_iter()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut names: Vec<String> = names.take(SHOWN + 1).map(shortened).collect();
    if names.len() > SHOWN {
        names[SHOWN] = "…".to_owned();
    }
    let rows = match rows {
        1 => "1 row".to_owned(),
        rows => format!("{rows} rows"),
    };
    let fetch = match columns.of_field(Field::Url) {
        Some(_) => format!("{fetch}, or "),
        None => String::new(),
    };
    format!(
        "a table of {rows} without a column of texts: its columns are `{}`; {fetch}name a column `text` or `body`",
        names.join(", ")
    )
}

/// So many names of columns are shown.
const SHOWN: usize = 8;

/// The records of a table whose rows come one by one.
fn opened(
    rows: impl Iterator<Item = Result<Extracted, Row>> + Send + 'static,
) -> Result<Opened, Problem> {
    let mut number = 0;
    let records = rows.map(move |row| {
        number += 1;
        let result = row.map_err(|row| match row {
            Row::Wrong(refusal) => refusal.of(number),
            Row::Broken(problem) => problem,
        });
        Record {
            number,
            member: None,
            result,
        }
    });
    addresses::gathered(Opened::many(records))
}

/// Why there is no article.
enum Row {
    Wrong(Refusal),
    /// The table could not be read on.
    Broken(Problem),
}

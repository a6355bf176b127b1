//! The language's help: the tables that `help query` prints.

use std::sync::LazyLock;

use minijinja::{Value, context};

use super::marked;
use crate::field::FIELDS;
use crate::query::LANGUAGE;

/// The language and its fields, a row for each: how it is written, what it means.
pub fn tables() -> Value {
    static TABLES: LazyLock<Value> = LazyLock::new(|| {
        let language = LANGUAGE
            .iter()
            .map(|row| row_of(row.written, row.means))
            .collect::<Value>();
        let fields = FIELDS
            .iter()
            .map(|row| row_of(row.example, row.about))
            .collect::<Value>();
        context! { language, fields }
    });
    TABLES.clone()
}

fn row_of(written: &str, means: &str) -> Value {
    context! { written, means => Value::from_safe_string(emphasised(means)) }
}

/// A sentence in which words between asterisks are emphasised, outside of code.
fn emphasised(text: &str) -> String {
    let mut out = String::new();
    for (number, piece) in text.split('`').enumerate() {
        if number % 2 == 1 {
            out.push_str(&marked::sentence(&format!("`{piece}`")));
            continue;
        }
        for (number, piece) in piece.split('*').enumerate() {
            let (open, close) = match number % 2 {
                0 => ("", ""),
                _ => ("<em>", "</em>"),
            };
            out.push_str(open);
            marked::escape(piece, &mut out);
            out.push_str(close);
        }
    }
    out
}

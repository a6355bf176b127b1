//! Records: the rows of an answer, one after the other, in the forms that programs read.
//!
//! A record is an object of schema 1: a hit, an article of a list. Its fields are named by their path,
//! `article.title`, and the columns of its table by shorter names for such paths. What is picked from a record,
//! the cells of a table and the values of a template are all read from the object, so no form knows more of it than
//! another.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::json;
use super::names::Names;
use super::table::{self, Separator};
use super::template::Template;
use crate::error::{Error, Kind, Result};

/// A kind of record: its columns, and the names of its fields.
pub struct Record {
    /// One of them, as errors call it: `a hit`.
    pub called: &'static str,
    /// The columns of its table in their order. New ones are added at the end.
    pub columns: &'static [Column],
    /// The description of its object.
    pub schema: fn() -> schemars::Schema,
}

/// A column of a table, and the field that it shows.
pub struct Column {
    /// The name in the header row.
    pub name: &'static str,
    /// The path of the field.
    pub path: &'static str,
}

/// A field that is picked from each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// As it was asked for: the name of a column or a path.
    pub name: String,
    path: Vec<String>,
}

impl Picked {
    /// Its value in a record; nothing is `null`.
    pub fn of<'a>(&self, record: &'a Value) -> &'a Value {
        let step = |value: &'a Value, name: &String| value.get(name);
        self.path
            .iter()
            .try_fold(record, step)
            .unwrap_or(&Value::Null)
    }
}

impl Form {
    /// The same with the label of a question in each row, and, in a table, why a question was refused.
    pub fn labelled(self, record: &Record) -> Result<Form> {
        let label = || record.pick(&["label".to_owned()]);
        let with_label = |mut picked: Vec<Picked>| -> Result<Vec<Picked>> {
            if !picked.iter().any(|field| field.name == "label") {
                picked.splice(0..0, label()?);
            }
            Ok(picked)
        };
        Ok(match self {
            Form::JsonLines(Some(picked)) => Form::JsonLines(Some(with_label(picked)?)),
            Form::Table(separator, picked) => {
                let mut columns = with_label(picked)?;
                columns.push(self::picked("error", "error.message"));
                Form::Table(separator, columns)
            }
            form => form,
        })
    }
}

impl Record {
    /// The columns of its table as fields.
    pub fn all_columns(&self) -> Vec<Picked> {
        let columns = self.columns.iter();
        columns
            .map(|column| picked(column.name, column.path))
            .collect()
    }

    /// The fields with these names, in this order.
    ///
    /// Fails with `Kind::Usage` for a name that no field has.
    pub fn pick(&self, names: &[String]) -> Result<Vec<Picked>> {
        let known = self.names();
        let pick = |name: &String| {
            let column = self.columns.iter().find(|column| column.name == name);
            match column {
                Some(column) => Ok(picked(name, column.path)),
                None if known.contains(name) => Ok(picked(name, name)),
                None => Err(self.unknown(name)),
            }
        };
        let mut fields: Vec<Picked> = Vec::new();
        for field in names.iter().map(pick) {
            let field = field?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        Ok(fields)
    }

    /// The paths of all fields.
    pub fn names(&self) -> Names {
        Names::of(&(self.schema)())
    }

    /// The error for a name that no field has; it lists those that there are.
    pub fn unknown(&self, name: &str) -> Error {
        let columns = self.columns.iter().map(|column| column.name.to_owned());
        let paths = self.names().into_paths();
        let mut known: Vec<String> = columns.collect();
        known.extend(paths.into_iter().filter(|path| {
            let is_column = |column: &Column| column.name == path;
            !self.columns.iter().any(is_column)
        }));
        let message = format!("`{name}` is no field of {}", self.called);
        Error::new(Kind::Usage, message).hint(format!("there are {}", known.join(", ")))
    }
}

fn picked(name: &str, path: &str) -> Picked {
    Picked {
        name: name.to_owned(),
        path: path.split('.').map(str::to_owned).collect(),
    }
}

/// How records are written.
pub enum Form {
    /// As part of one object, each whole or only what is picked of it.
    Json(Option<Vec<Picked>>),
    /// Each as a line of JSON.
    JsonLines(Option<Vec<Picked>>),
    /// As a table.
    Table(Separator, Vec<Picked>),
    /// Each as a template says.
    Template(Box<Template>),
}

/// The byte after each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum End {
    #[default]
    Line,
    Null,
}

impl End {
    pub fn byte(self) -> u8 {
        match self {
            End::Line => b'\n',
            End::Null => 0,
        }
    }
}

/// Writes records, each as it comes, in any form but `Form::Json`, which the document of the answer holds.
pub fn records<R: Serialize>(
    records: impl Iterator<Item = Result<R>>,
    form: &Form,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    header(form, end, out)?;
    for one in records {
        record(&one.map_err(io::Error::other)?, form, end, out)?;
    }
    Ok(())
}

/// Writes the row of names that a table begins with.
pub fn header(form: &Form, end: End, out: &mut dyn Write) -> io::Result<()> {
    match form {
        Form::Table(separator, columns) => {
            let names = columns.iter().map(|column| column.name.as_str());
            table::names(names, *separator, out)?;
            out.write_all(&[end.byte()])
        }
        _ => Ok(()),
    }
}

/// Writes one record with its end.
pub fn record(
    record: &impl Serialize,
    form: &Form,
    end: End,
    out: &mut dyn Write,
) -> io::Result<()> {
    match form {
        Form::Json(None) | Form::JsonLines(None) => json::line(record, out)?,
        Form::Json(Some(picked)) | Form::JsonLines(Some(picked)) => {
            json::line(&pick(record, picked)?, out)?;
        }
        Form::Table(separator, columns) => {
            let value = serde_json::to_value(record)?;
            let cells = columns.iter().map(|column| column.of(&value));
            table::row(cells, *separator, out)?;
        }
        Form::Template(template) => {
            let text = template.rendered(record).map_err(io::Error::other)?;
            out.write_all(text.as_bytes())?;
        }
    }
    out.write_all(&[end.byte()])
}

/// The object of what is picked from a record, in the order in which it was asked for.
pub fn pick(record: &impl Serialize, picked: &[Picked]) -> io::Result<json::Object> {
    let value = serde_json::to_value(record)?;
    let fields = picked
        .iter()
        .map(|field| (field.name.clone(), field.of(&value).clone()));
    Ok(json::Object(fields.collect()))
}

//! The part of the command line that says how results are printed: for a person, or in a form that programs read.

use crate::error::{Error, Kind, Result};
use crate::render::records::{End, Form, Record};
use crate::render::table::Separator;
use crate::render::template::Template;

/// The form of an answer that comes in pages.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    #[command(flatten)]
    forms: Forms,
    /// Print at most so many characters in all: fewer results, the last of them cut where a sentence ends
    #[arg(long, value_name = "N", conflicts_with_all = ["ids", "count"])]
    max_chars: Option<usize>,
}

/// The form of an answer.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Forms {
    /// Print one JSON object (schema 1)
    #[arg(long, group = "face")]
    json: bool,
    /// Print one JSON object a line, one line a result
    #[arg(long, group = "face")]
    jsonl: bool,
    /// Print a table with a header row, one row a result
    #[arg(long, group = "face")]
    csv: bool,
    /// Print a table with tabs between its cells
    #[arg(long, group = "face")]
    tsv: bool,
    /// Print each result as this template says: '{{article.title}}, {{article.date}}'; `search --format trec` prints a
    /// run for the programs that judge rankings
    #[arg(long, group = "face", value_name = "TEMPLATE")]
    format: Option<String>,
    /// Print only these fields, such as `title,date` or `passage.address`; with tabs between them if no other form
    /// is asked for
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        conflicts_with = "format"
    )]
    fields: Vec<String>,
    /// End each result with a NUL in place of a line feed
    #[arg(short = '0', long = "null", conflicts_with = "json")]
    null: bool,
}

impl Output {
    /// The format as it was named, for a verb that has formats of its own.
    pub fn format(&self) -> Option<&str> {
        self.forms.format.as_deref()
    }

    /// The form that was asked for, of a kind of record; `None` for a person.
    pub fn form(&self, record: &Record) -> Result<Option<Form>> {
        self.forms.form(record)
    }

    /// How many characters are printed at most.
    pub fn max_chars(&self) -> Option<usize> {
        self.max_chars
    }

    /// What each result ends with.
    pub fn end(&self) -> End {
        self.forms.end()
    }
}

impl Forms {
    /// The form that was asked for, of a kind of record; `None` for a person.
    pub fn form(&self, record: &Record) -> Result<Option<Form>> {
        let picked = match self.fields.as_slice() {
            [] => None,
            names => Some(record.pick(names)?),
        };
        let columns = || picked.clone().unwrap_or_else(|| record.all_columns());
        Ok(match &self.format {
            Some(text) => Some(Form::Template(Box::new(template(text, record)?))),
            None if self.json => Some(Form::Json(picked)),
            None if self.jsonl => Some(Form::JsonLines(picked)),
            None if self.csv => Some(Form::Table(Separator::Comma, columns())),
            None if self.tsv || picked.is_some() => Some(Form::Table(Separator::Tab, columns())),
            None => None,
        })
    }

    /// What each result ends with.
    pub fn end(&self) -> End {
        match self.null {
            true => End::Null,
            false => End::Line,
        }
    }
}

fn template(text: &str, record: &Record) -> Result<Template> {
    if Template::is_one(text) {
        return Template::read(text, record);
    }
    let message = format!("`{text}` is no format");
    let hint = "write a template such as '{{article.title}}', or `--json`, `--csv` and the like";
    Err(Error::new(Kind::Usage, message).hint(hint))
}

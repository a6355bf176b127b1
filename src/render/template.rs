//! A template: what a person wants written of each record, in the language of Jinja.

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;
use serde_json::Value as Json;

use super::records::{Picked, Record};
use super::safe;
use crate::error::{Error, Kind, Result};

/// A template that was read. A name that no record has is an error, when it is read or when it is used.
pub struct Template {
    environment: Environment<'static>,
    text: String,
    known: String,
    /// Names for fields besides their paths.
    columns: Vec<Picked>,
    paths: Vec<String>,
}

const NAME: &str = "format";
/// The steps that are taken for one record, at most.
const STEPS: u64 = 200_000;
const EXAMPLE: &str = "write '{{ article.title }}', as the templates of Jinja are written";

impl Template {
    /// Whether a text is a template, and not a name.
    pub fn is_one(text: &str) -> bool {
        ["{{", "{%", "{#"].iter().any(|sign| text.contains(sign))
    }

    /// Reads a template over records of a kind; `\t` and `\n` in it are a tab and a line feed.
    ///
    /// Fails with `Kind::Usage` if it cannot be read, or names what no record has.
    pub fn read(text: &str, record: &Record) -> Result<Template> {
        let source = unescaped(text);
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Lenient);
        environment.set_fuel(Some(STEPS));
        // It shows the inside of the engine.
        environment.remove_global("debug");
        environment
            .add_template_owned(NAME, source.clone())
            .map_err(|wrong| unreadable(&source, &wrong))?;
        let named = environment.get_template(NAME);
        let named = named.map(|template| template.undeclared_variables(true));
        let mut named: Vec<String> = named.unwrap_or_default().into_iter().collect();
        named.sort_unstable();
        let names = record.names();
        let is_function = |name: &str| environment.globals().any(|(known, _)| known == name);
        let is_column = |name: &str| record.columns.iter().any(|column| column.name == name);
        if let Some(name) = named
            .iter()
            .find(|name| !names.leads(name) && !is_column(name) && !is_function(name))
        {
            return Err(record.unknown(name));
        }
        let known = record.unknown("").hint.unwrap_or_default();
        Ok(Template {
            environment,
            text: text.to_owned(),
            known,
            columns: record.all_columns(),
            paths: names.into_paths(),
        })
    }

    /// What it says of a record, made safe, with its lines and tabs kept.
    pub fn rendered(&self, record: &impl Serialize) -> Result<String> {
        let value = Value::from(Serde(self.values(record)?));
        let template = self.environment.get_template(NAME);
        let text = template.and_then(|template| template.render(value));
        let safe = |text: String| {
            let parts: Vec<String> = text.split('\t').map(safe::text).collect();
            parts.join("\t")
        };
        text.map(safe).map_err(|wrong| self.failed(&wrong))
    }

    /// The object of a record, with the names of columns beside those of fields. What is not known is an empty text.
    fn values(&self, record: &impl Serialize) -> Result<Json> {
        let mut values = serde_json::to_value(record)
            .map_err(|_| Error::new(Kind::Io, "a result cannot be written as an object"))?;
        for path in &self.paths {
            complete(&mut values, path);
        }
        let columns = self.columns.iter();
        let columns: Vec<(String, Json)> = columns
            .map(|column| (column.name.clone(), column.of(&values).clone()))
            .collect();
        if let Some(values) = values.as_object_mut() {
            for (name, value) in columns {
                values.entry(name).or_insert(value);
            }
        }
        Ok(values)
    }

    fn failed(&self, wrong: &minijinja::Error) -> Error {
        let of = |message: &str| Error::new(Kind::Usage, format!("`{}` {message}", self.text));
        match wrong.kind() {
            ErrorKind::OutOfFuel => of("takes too many steps for one record")
                .hint("write a template without long loops"),
            ErrorKind::UndefinedError => {
                of("names something that is not there").hint(self.known.clone())
            }
            _ => of("cannot be carried out").hint(EXAMPLE),
        }
    }
}

/// Puts an empty text where a path leads to nothing.
fn complete(values: &mut Json, path: &str) {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let mut steps = parent.split('.').filter(|step| !step.is_empty());
    let parent = steps.try_fold(values, |value, step| value.get_mut(step));
    if let Some(Json::Object(fields)) = parent {
        let value = fields.entry(name).or_insert(Json::Null);
        if value.is_null() {
            *value = Json::String(String::new());
        }
    }
}

/// The template with tabs and line feeds for `\\t` and `\\n` in what is written as it is. Between the signs of the
/// language they are left to it.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = ["{{", "{%", "{#"]
        .iter()
        .filter_map(|sign| rest.find(sign))
        .min()
    {
        out.push_str(&rest[..begin].replace("\\t", "\t").replace("\\n", "\n"));
        let close = match rest.as_bytes().get(begin + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => "#}",
        };
        let end = rest[begin..]
            .find(close)
            .map_or(rest.len(), |at| begin + at + close.len());
        out.push_str(&rest[begin..end]);
        rest = &rest[end..];
    }
    out.push_str(&rest.replace("\\t", "\t").replace("\\n", "\n"));
    out
}

fn unreadable(text: &str, wrong: &minijinja::Error) -> Error {
    let error = Error::new(Kind::Usage, format!("`{text}` is no template")).hint(EXAMPLE);
    match wrong.range() {
        Some(at) if text.get(at.clone()).is_some() => error.at(text, at),
        _ => error,
    }
}

//! A template: what a person wants written of each record, in the language of Jinja.

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use super::records::Record;
use super::safe;
use crate::error::{Error, Kind, Result};

/// A template that was read. A name that no record has is an error, when it is read or when it is used.
pub struct Template {
    environment: Environment<'static>,
    text: String,
    known: String,
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
        let source = text.replace("\\t", "\t").replace("\\n", "\n");
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(STEPS));
        environment.set_formatter(|out, state, value| match value.is_none() {
            // What is not known is written as nothing.
            true => Ok(()),
            false => minijinja::escape_formatter(out, state, value),
        });
        environment
            .add_template_owned(NAME, source.clone())
            .map_err(|wrong| unreadable(&source, &wrong))?;
        let named = environment.get_template(NAME);
        let named = named.map(|template| template.undeclared_variables(true));
        let mut named: Vec<String> = named.unwrap_or_default().into_iter().collect();
        named.sort_unstable();
        let names = record.names();
        let is_function = |name: &str| environment.globals().any(|(known, _)| known == name);
        if let Some(name) = named
            .iter()
            .find(|name| !names.leads(name) && !is_function(name))
        {
            return Err(record.unknown(name));
        }
        let known = record.unknown("").hint.unwrap_or_default();
        Ok(Template {
            environment,
            text: text.to_owned(),
            known,
        })
    }

    /// What it says of a record, made safe, with its lines and tabs kept.
    pub fn rendered(&self, record: &impl Serialize) -> Result<String> {
        let value = Value::from(Serde(record));
        let template = self.environment.get_template(NAME);
        let text = template.and_then(|template| template.render(value));
        let safe = |text: String| {
            let parts: Vec<String> = text.split('\t').map(safe::text).collect();
            parts.join("\t")
        };
        text.map(safe).map_err(|wrong| self.failed(&wrong))
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

fn unreadable(text: &str, wrong: &minijinja::Error) -> Error {
    let error = Error::new(Kind::Usage, format!("`{text}` is no template")).hint(EXAMPLE);
    match wrong.range() {
        Some(at) if text.get(at.clone()).is_some() => error.at(text, at),
        _ => error,
    }
}

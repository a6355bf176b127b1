//! One file of settings: what it sets, and what is wrong with it.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{ByCorpus, SETTINGS, Setting, flag};
use crate::command::misuse;
use crate::error::{Error, Kind};
use crate::render::settings::Owner;
use crate::render::wrap;

/// A file that was looked for.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    pub owner: Owner,
    pub path: PathBuf,
    pub is_there: bool,
    pub given: Vec<Given>,
    /// What is wrong with it.
    pub faults: Vec<Error>,
}

/// A setting as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub setting: &'static Setting,
    /// As they would be typed after the flag.
    pub values: Vec<String>,
    pub line: usize,
}

/// A file with more settings is not read: there are not so many.
const MOST: usize = 100;

impl SettingsFile {
    /// Reads what a file says, of which this is the text; `None` where there is none.
    pub fn new(
        owner: Owner,
        path: PathBuf,
        text: io::Result<Option<String>>,
        command: &Command,
    ) -> SettingsFile {
        let mut file = SettingsFile {
            owner,
            path,
            is_there: !matches!(text, Ok(None)),
            given: Vec::new(),
            faults: Vec::new(),
        };
        match text {
            Ok(None) => {}
            Ok(Some(text)) => file.read(&text, command),
            Err(error) => {
                let error = Error::io(file.path.display(), &error);
                file.faults.push(error.hint("`--no-config` leaves it out"));
            }
        }
        file
    }

    fn read(&mut self, text: &str, command: &Command) {
        let lines = Lines::of(text);
        let read = match DeTable::parse(text) {
            Ok(table) if table.get_ref().len() > MOST => {
                let message = format!("more than {MOST} settings are none");
                Err(Wrong::at(0..0, message, "leave some of them out"))
            }
            Ok(table) => Ok(table.into_inner()),
            Err(error) => Err(Wrong::at(
                error.span().unwrap_or(0..0),
                "cannot be read".to_owned(),
                "write `name = value`, with a text in quotation marks: `zone = \"UTC\"`",
            )),
        };
        let table = match read {
            Ok(table) => table,
            Err(wrong) => return self.faults.push(wrong.error(&self.path, &lines)),
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            match setting(self.owner, name, value, command) {
                Ok((setting, values)) => self.given.push(Given {
                    setting,
                    values,
                    line: lines.number(name.span().start),
                }),
                Err(wrong) => self.faults.push(wrong.error(&self.path, &lines)),
            }
        }
    }
}

/// The lines of a text, to be found by the bytes in them.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl Lines<'_> {
    fn of(text: &str) -> Lines<'_> {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            text,
            starts: [0].into_iter().chain(ends).collect(),
        }
    }

    /// The number of the line with this byte, from 1.
    fn number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The line with this byte, and where it begins.
    fn line(&self, at: usize) -> (&str, usize) {
        let start = self.starts[self.number(at) - 1];
        (self.text[start..].lines().next().unwrap_or_default(), start)
    }
}

/// What is wrong in a file, and where.
struct Wrong {
    at: Range<usize>,
    message: String,
    hint: Option<String>,
}

impl Wrong {
    fn at(at: Range<usize>, message: String, hint: impl Into<String>) -> Wrong {
        Wrong {
            at,
            message,
            hint: Some(hint.into()),
        }
    }

    fn error(self, path: &Path, lines: &Lines<'_>) -> Error {
        let (line, start) = lines.line(self.at.start);
        let [from, to] =
            [self.at.start, self.at.end].map(|at| at.saturating_sub(start).min(line.len()));
        let number = lines.number(self.at.start);
        let message = format!("`{}`, line {number}: {}", path.display(), self.message);
        let error = Error::new(Kind::Usage, message).at(line, from..to);
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// Reads one line: what it sets and to what.
fn setting(
    owner: Owner,
    name: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    command: &Command,
) -> Result<(&'static Setting, Vec<String>), Wrong> {
    let typed = short(name.get_ref());
    let flag_name = name.get_ref().replace('_', "-");
    let found = SETTINGS.iter().find(|one| one.name == flag_name);
    let found = found.and_then(|one| Some((one, flag(one, command)?)));
    let Some((setting, arg)) = found else {
        let names: Vec<String> = SETTINGS.iter().map(|one| one.name.to_owned()).collect();
        let hint = match misuse::nearest(&names, &flag_name) {
            Some(name) => format!("write `{name}`"),
            None => "newshound config, which lists the settings".to_owned(),
        };
        return Err(Wrong::at(
            name.span(),
            format!("`{typed}` is no setting"),
            hint,
        ));
    };
    let refused = |at: Range<usize>, message: String| {
        let hint = None;
        Err(Wrong { at, message, hint })
    };
    if owner == Owner::Corpus && setting.by_corpus == ByCorpus::Nothing {
        return refused(name.span(), format!("`{typed}` is not for a corpus to set"));
    }
    let values = values(setting, arg, value)?;
    for typed in &values {
        check(setting, arg, typed)
            .map_err(|(message, hint)| Wrong::at(value.span(), message, hint))?;
        if let (Owner::Corpus, ByCorpus::UpTo(most)) = (owner, &setting.by_corpus)
            && typed
                .parse()
                .is_ok_and(|number: u64| !(1..=*most).contains(&number))
        {
            let name = setting.name;
            let message = format!("`{name}` is 1 to {most} where a corpus sets it");
            return refused(value.span(), message);
        }
    }
    Ok((setting, values))
}

/// A value as it would be typed after its flag: several for a flag that may be given several times.
fn values(
    setting: &Setting,
    arg: &Arg,
    value: &Spanned<DeValue<'_>>,
) -> Result<Vec<String>, Wrong> {
    let name = setting.name;
    let takes_value = arg.get_action().takes_values();
    match value.get_ref() {
        DeValue::Boolean(is) if !takes_value => Ok(vec![is.to_string()]),
        _ if !takes_value => Err(Wrong::at(
            value.span(),
            format!("`{name}` is `true` or `false`"),
            format!("write `{name} = true`"),
        )),
        DeValue::Array(several) if matches!(arg.get_action(), ArgAction::Append) => {
            several.iter().map(|one| scalar(name, one)).collect()
        }
        _ => {
            let one = scalar(name, value)?;
            Ok(match arg.get_value_delimiter() {
                Some(sign) => one.split(sign).map(str::to_owned).collect(),
                None => vec![one],
            })
        }
    }
}

fn scalar(name: &str, value: &Spanned<DeValue<'_>>) -> Result<String, Wrong> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(number.as_str(), number.radix());
            Ok(read.map_or_else(|_| number.as_str().to_owned(), |number| number.to_string()))
        }
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        _ => Err(Wrong::at(
            value.span(),
            format!("`{name}` is one value"),
            format!("write `{name} = \"VALUE\"`"),
        )),
    }
}

/// Fails with a message and a hint unless the flag takes the value.
fn check(setting: &Setting, arg: &Arg, value: &str) -> Result<(), (String, String)> {
    if !arg.get_action().takes_values() {
        return Ok(());
    }
    let alone = Arg::new("value")
        .long(setting.name)
        .action(ArgAction::Set)
        .value_parser(arg.get_value_parser().clone());
    let probe = Command::new("settings").no_binary_name(true).arg(alone);
    let tried = probe.try_get_matches_from([format!("--{}={value}", setting.name)]);
    tried.map(drop).map_err(|error| {
        let message = format!("`{}` is no value of `{}`", short(value), setting.name);
        (message, misuse::value_hint(&error))
    })
}

/// Text of a file as a message can bear it.
fn short(text: &str) -> String {
    const WIDEST: usize = 40;
    wrap::cut(text, WIDEST)
}

//! Settings, each with its value and where it comes from.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::styled_line::StyledLine;
use super::{Appearance, safe, wrap};

/// A setting as it holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Setting {
    pub name: String,
    /// `None` where there is no value unless one is given.
    pub value: Option<String>,
    pub origin: Origin,
    /// The variable of the environment that may say it.
    pub variable: Option<String>,
    /// The settings file that says it, and the line.
    pub file: Option<String>,
    pub line: Option<usize>,
}

/// Who says what a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Flag,
    Environment,
    Corpus,
    Person,
    Default,
}

/// A settings file that is looked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct File {
    pub owner: Owner,
    pub path: String,
    pub is_there: bool,
    /// The names of the settings that it says.
    pub sets: Vec<String>,
    /// How much of it is left out.
    pub faults: usize,
}

/// Whose a settings file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    Person,
    Corpus,
}

impl Owner {
    fn name(self) -> &'static str {
        match self {
            Owner::Person => "person",
            Owner::Corpus => "corpus",
        }
    }
}

/// Writes one line for each setting: its name, its value, where that comes from.
pub fn settings(
    settings: &[Setting],
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let value = |one: &Setting| safe::line(one.value.as_deref().unwrap_or("-"));
    let widest = |columns: &dyn Fn(&Setting) -> usize| settings.iter().map(columns).max();
    let names = widest(&|one| wrap::columns(&one.name)).unwrap_or(0) + GAP;
    let values = widest(&|one| wrap::columns(&value(one))).unwrap_or(0);
    let values = values.min(WIDEST) + GAP;
    for setting in settings {
        let value = wrap::cut(&value(setting), WIDEST);
        let gap = " ".repeat(values.saturating_sub(wrap::columns(&value)));
        StyledLine::new(format!("{value}{gap}{}", origin(setting)))
            .indented_by(format!("{:names$}", setting.name), names)
            .write(appearance, out)?;
    }
    Ok(())
}

/// Writes where settings files are looked for, one a line.
pub fn paths(files: &[File], out: &mut dyn Write) -> io::Result<()> {
    files.iter().try_for_each(|file| {
        let absent = if file.is_there { "" } else { " (not there)" };
        writeln!(
            out,
            "{}  {}{absent}",
            file.owner.name(),
            safe::line(&file.path)
        )
    })
}

const GAP: usize = 2;
/// The most columns of a value.
const WIDEST: usize = 40;

fn origin(setting: &Setting) -> String {
    let file = || {
        let (file, line) = (setting.file.as_deref(), setting.line);
        format!(
            "{}, line {}",
            safe::line(file.unwrap_or_default()),
            line.unwrap_or(0)
        )
    };
    match setting.origin {
        Origin::Flag => "flag".to_owned(),
        Origin::Environment => setting.variable.clone().unwrap_or_default(),
        Origin::Corpus | Origin::Person => file(),
        Origin::Default => "default".to_owned(),
    }
}

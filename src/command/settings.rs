//! Settings: flags whose value a file may say, where neither the command line nor the environment does.
//!
//! The file of the corpus goes before the person's own. A corpus may be from somebody else: its file is data, and says how
//! answers look and which days are meant, nothing else. It can name no program, no file and no address, and raise no bound.
//!
//! A value from a file becomes the default of its flag, so that the parser of arguments alone decides what holds.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use etcetera::BaseStrategy;

use crate::corpus;
use crate::error::{Error, Result};
use crate::library::folders;
use crate::render::settings::{File, Origin, Owner, Setting as Shown};

mod file;

use file::{Given, SettingsFile};

/// A flag that may be set in a file, by its long name.
#[derive(Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    /// The verbs that it is for; none for all that have such a flag.
    pub verbs: &'static [&'static str],
    by_corpus: ByCorpus,
}

/// What the file of a corpus may say.
#[derive(Debug, PartialEq, Eq)]
enum ByCorpus {
    Anything,
    /// A number from 1 up to this one.
    UpTo(u64),
    Nothing,
}

use ByCorpus::{Anything, Nothing, UpTo};

/// Sorted.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    Setting { name: "color",           verbs: &[],         by_corpus: Nothing },
    Setting { name: "follow",          verbs: &[],         by_corpus: Nothing },
    Setting { name: "fresh-half-life", verbs: &["search"], by_corpus: Anything },
    Setting { name: "limit",           verbs: &["search"], by_corpus: UpTo(100) },
    Setting { name: "mark",            verbs: &[],         by_corpus: Nothing },
    Setting { name: "max",             verbs: &[],         by_corpus: Nothing },
    Setting { name: "no-aliases",      verbs: &[],         by_corpus: Anything },
    Setting { name: "pause",           verbs: &[],         by_corpus: Nothing },
    Setting { name: "per-article",     verbs: &["search"], by_corpus: Anything },
    Setting { name: "sort",            verbs: &["search"], by_corpus: Anything },
    Setting { name: "timeout",         verbs: &[],         by_corpus: Nothing },
    Setting { name: "wait",            verbs: &[],         by_corpus: Nothing },
    Setting { name: "zone",            verbs: &[],         by_corpus: Anything },
];

/// The settings files that were looked for.
#[derive(Debug, Clone, Default)]
pub struct Files(Vec<SettingsFile>);

/// So many lines of a corpus' file are noted that are not taken.
const NOTED: usize = 5;

impl Files {
    /// Looks for the settings of a person and of a corpus. What is wrong with them is kept for later.
    pub fn find(corpus: &Path, command: &Command) -> Files {
        let own = own_file().map(|path| {
            let text = corpus::settings(&path);
            SettingsFile::new(Owner::Person, path, text, command)
        });
        let folder = folders::settings_of(corpus);
        let text = corpus::settings_within(&folder);
        let path = folder.join(corpus::SETTINGS);
        let of_corpus = SettingsFile::new(Owner::Corpus, path, text, command);
        Files(own.into_iter().chain([of_corpus]).collect())
    }

    /// Fails for a person's own file that cannot be read as it is written.
    pub fn check(&self) -> Result<()> {
        let own = self.0.iter().filter(|file| file.owner == Owner::Person);
        match own.flat_map(|file| &file.faults).next() {
            Some(fault) => Err(fault.clone()),
            None => Ok(()),
        }
    }

    /// What is not taken of the file of a corpus.
    pub fn notes(&self) -> Vec<String> {
        let of_corpus = self.0.iter().filter(|file| file.owner == Owner::Corpus);
        let faults: Vec<&Error> = of_corpus.flat_map(|file| &file.faults).collect();
        let mut notes: Vec<String> = faults
            .iter()
            .take(NOTED)
            .map(|fault| format!("{}; it is left out", fault.message))
            .collect();
        if let Some(more) = faults.len().checked_sub(NOTED).filter(|more| *more > 0) {
            notes.push(format!("{more} more settings are left out"));
        }
        notes
    }

    /// The same command line, with what the files say as its defaults.
    pub fn applied_to(&self, command: Command) -> Command {
        let given = self.0.iter().flat_map(|file| &file.given);
        given.fold(command, |command, given| {
            let command = command.mut_args(|arg| given.set(arg));
            command.mut_subcommands(|verb| match given.setting.is_for(verb.get_name()) {
                true => set(verb, given),
                false => verb,
            })
        })
    }

    /// Whether they say anything.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|file| file.given.is_empty())
    }

    /// The files for a person to read.
    pub fn shown(&self) -> Vec<File> {
        let files = self.0.iter();
        let files = files.map(|file| File {
            owner: file.owner,
            path: file.path.to_string_lossy().into_owned(),
            is_there: file.is_there,
            sets: file
                .given
                .iter()
                .map(|one| one.setting.name.to_owned())
                .collect(),
            faults: file.faults.len(),
        });
        files.collect()
    }

    /// Every setting as the parser takes it: those of all verbs as they are on this command line, the others as they are
    /// where the first verb that has them is given no flags.
    pub fn values(
        &self,
        command: &Command,
        matches: &ArgMatches,
    ) -> Result<Vec<Shown>, clap::Error> {
        let values = SETTINGS.iter().filter_map(|setting| {
            if has(setting, command).is_some() {
                return Some(Ok(self.value(setting, command, matches)));
            }
            let bare = |verb: &Command| {
                let line = [command.get_name(), verb.get_name()];
                command.clone().try_get_matches_from(line)
            };
            let mut read = verbs(setting, command).map(|verb| (verb, bare(verb)));
            // Some verbs need arguments.
            let is_bare = |(_, matches): &(&Command, Result<ArgMatches, clap::Error>)| {
                !matches.as_ref().is_err_and(needs_arguments)
            };
            let (verb, matches) = read.find(is_bare)?;
            Some(matches.map(|matches| {
                let of_verb = matches.subcommand().map(|(_, of_verb)| of_verb);
                self.value(setting, verb, of_verb.unwrap_or(&matches))
            }))
        });
        values.collect()
    }

    fn value(&self, setting: &Setting, command: &Command, matches: &ArgMatches) -> Shown {
        let arg = has(setting, command);
        let id = arg.map(|arg| arg.get_id().as_str()).unwrap_or_default();
        let raw = matches.try_get_raw(id).ok().flatten();
        let values: Vec<String> = raw
            .into_iter()
            .flatten()
            .map(|value| value.to_string_lossy().into_owned())
            .collect();
        let given = self.given(setting);
        let origin = match matches
            .try_contains_id(id)
            .ok()
            .and_then(|_| matches.value_source(id))
        {
            Some(ValueSource::CommandLine) => Origin::Flag,
            Some(ValueSource::EnvVariable) => Origin::Environment,
            Some(_) if let Some((owner, _, _)) = given => match owner {
                Owner::Corpus => Origin::Corpus,
                Owner::Person => Origin::Person,
            },
            _ => Origin::Default,
        };
        let is_of_file = matches!(origin, Origin::Corpus | Origin::Person);
        let place = given.filter(|_| is_of_file);
        let env = arg.and_then(Arg::get_env);
        Shown {
            name: setting.name.to_owned(),
            value: (!values.is_empty()).then(|| values.join(",")),
            origin,
            variable: env.map(|env| env.to_string_lossy().into_owned()),
            file: place.map(|(_, path, _)| path.to_string_lossy().into_owned()),
            line: place.map(|(_, _, line)| line),
        }
    }

    /// Where a file says a setting; the file of the corpus goes first.
    fn given(&self, setting: &Setting) -> Option<(Owner, &Path, usize)> {
        let files = self.0.iter().rev();
        let mut given = files.filter_map(|file| {
            let given = file.given.iter().rfind(|given| given.setting == setting)?;
            Some((file.owner, file.path.as_path(), given.line))
        });
        given.next()
    }
}

impl Setting {
    fn is_for(&self, verb: &str) -> bool {
        self.verbs.is_empty() || self.verbs.contains(&verb)
    }
}

impl Given {
    /// A flag with what is given as its default, if it is the one.
    fn set(&self, arg: Arg) -> Arg {
        match arg.get_long() == Some(self.setting.name) {
            true => arg.default_values(self.values.clone()),
            false => arg,
        }
    }
}

/// A verb, and the verbs of it, with what is given as the default of its flag.
fn set(verb: Command, given: &Given) -> Command {
    let verb = verb.mut_args(|arg| given.set(arg));
    verb.mut_subcommands(|verb| set(verb, given))
}

/// The flag of a setting.
fn flag<'a>(setting: &'a Setting, command: &'a Command) -> Option<&'a Arg> {
    has(setting, command).or_else(|| has(setting, verbs(setting, command).next()?))
}

/// The verbs that have the flag of a setting.
fn verbs<'a>(setting: &'a Setting, command: &'a Command) -> impl Iterator<Item = &'a Command> {
    let verbs = command.get_subcommands();
    verbs.filter(|verb| setting.is_for(verb.get_name()) && has(setting, verb).is_some())
}

fn needs_arguments(wrong: &clap::Error) -> bool {
    matches!(
        wrong.kind(),
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand
    )
}

fn has<'a>(setting: &Setting, command: &'a Command) -> Option<&'a Arg> {
    let mut flags = command.get_arguments();
    flags.find(|arg| arg.get_long() == Some(setting.name))
}

/// Where a person's own settings are; `None` for a person without a home.
fn own_file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    let folder = folders.config_dir().join(env!("CARGO_PKG_NAME"));
    Some(folder.join(corpus::SETTINGS))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::command::Cli;

    #[test]
    fn a_setting_is_a_flag_of_each_of_its_verbs_with_a_variable() {
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.name));
        let command = Cli::command();
        for setting in SETTINGS {
            let name = setting.name;
            let variable = format!("NEWSHOUND_{}", name.to_uppercase().replace('-', "_"));
            assert!(flag(setting, &command).is_some(), "{name}");
            for verb in setting.verbs {
                let verb = command.find_subcommand(verb).expect(name);
                assert!(has(setting, verb).is_some(), "{name}");
            }
            for command in command.get_subcommands().chain([&command]) {
                if let Some(flag) =
                    has(setting, command).filter(|_| setting.is_for(command.get_name()))
                {
                    let env = flag.get_env().map(|env| env.to_string_lossy());
                    assert_eq!(env.as_deref(), Some(variable.as_str()), "{name}");
                }
            }
        }
    }
}

//! The command line and the environment: where a verb takes a question, `-word` is a word of it if
//! it is no flag of the program, a flag may be pasted with a dash for its hyphens, and a variable that
//! is set to nothing is not set. What neither says is what the settings files say.

use std::ffi::{OsStr, OsString};

use clap::builder::Resettable;
use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};

use super::question::WORDS;
use super::settings::Files;
use super::{Cli, Errors, Verb, World, misuse};
use crate::error::{Error, Kind};
use crate::query;

/// Reads the command line. Where it asks for help or cannot be read, it says so and returns the code
/// to leave with.
pub fn read(arguments: impl Iterator<Item = OsString>, world: &World) -> Result<Cli, u8> {
    let command = without_empty(Cli::command());
    let arguments: Vec<OsString> = arguments.collect();
    let question = question(&arguments, &command);
    let within = reached(&arguments, &command).0.clone();
    let words_begin = question.unwrap_or(arguments.len());
    let mut words_end = false;
    let arguments = arguments.into_iter().enumerate().map(|(at, argument)| {
        words_end |= argument == "--";
        let Some(text) = argument.to_str().filter(|_| !words_end) else {
            return argument;
        };
        if let Some(flag) = pasted_flag(text, &command) {
            return OsString::from(flag);
        }
        if at >= words_begin && is_word(text, &command) {
            // With a blank before it, it is a value for the parser of arguments, and still `-word` for the
            // parser of questions.
            return OsString::from(format!(" {text}"));
        }
        argument
    });
    let arguments: Vec<OsString> = arguments.collect();
    let (asks, errors) = (question.is_some(), errors(&arguments));
    if let Some(number) = question.and_then(|begin| number_flag(&arguments, begin)) {
        // `-10` would be the flags `-1` and `-0`.
        let error = Error::new(Kind::Usage, format!("there is no flag `{number}`"));
        let error = error.hint(format!("write `-n {}`", &number[1..]));
        return Err(super::tell(&error, errors, &super::plain_look()));
    }
    let read = parsed(&command, &arguments).and_then(|read| set(command, &arguments, read, world));
    let read = read.map(|cli| Cli { errors, ..cli });
    read.map_err(|wrong| match wrong {
        Unread::Arguments(wrong) => failed(&wrong, asks, &within, errors),
        Unread::Settings(error) => super::tell(&error, errors, &super::plain_look()),
    })
}

/// Why a command line cannot be carried out.
enum Unread {
    Arguments(clap::Error),
    Settings(Error),
}

impl From<clap::Error> for Unread {
    fn from(wrong: clap::Error) -> Unread {
        Unread::Arguments(wrong)
    }
}

fn parsed(command: &Command, arguments: &[OsString]) -> Result<(Cli, ArgMatches), Unread> {
    let matches = command.clone().try_get_matches_from(arguments)?;
    Ok((Cli::from_arg_matches(&matches)?, matches))
}

/// The command line with the settings of the files that go with it.
fn set(
    command: Command,
    arguments: &[OsString],
    (cli, matches): (Cli, ArgMatches),
    world: &World,
) -> Result<Cli, Unread> {
    if cli.global.no_config {
        return with_values(&Files::default(), &command, cli, &matches);
    }
    let files = Files::find(&cli.folders(world).0, &command);
    if !cli.is_set() {
        return Ok(cli.set_by(&files, Vec::new()));
    }
    files.check().map_err(Unread::Settings)?;
    if files.is_empty() {
        return with_values(&files, &command, cli, &matches);
    }
    let command = files.applied_to(command);
    let (cli, matches) = parsed(&command, arguments)?;
    with_values(&files, &command, cli, &matches)
}

fn with_values(
    files: &Files,
    command: &Command,
    cli: Cli,
    matches: &ArgMatches,
) -> Result<Cli, Unread> {
    let values = match &cli.verb {
        Verb::Config(_) => files.values(command, matches)?,
        _ => Vec::new(),
    };
    Ok(cli.set_by(files, values))
}

/// Says what is wrong, or the help that was asked for.
fn failed(wrong: &clap::Error, asks: bool, within: &Command, errors: Errors) -> u8 {
    match misuse::error(wrong, asks, within) {
        Some(error) => super::tell(&error, errors, &super::plain_look()),
        None => {
            // If the output is closed, there is no one to hear of it.
            let _ = wrong.print();
            u8::try_from(wrong.exit_code()).unwrap_or(2)
        }
    }
}

/// How errors are printed, also one in the arguments themselves.
fn errors(arguments: &[OsString]) -> Errors {
    let flags = arguments.iter().take_while(|argument| *argument != "--");
    let is_json = |argument: &OsString| argument == "--json" || argument == "--jsonl";
    match flags.into_iter().any(is_json) {
        true => Errors::Json,
        false => Errors::Text,
    }
}

/// The same where no variable is looked at that is set to nothing.
fn without_empty(command: Command) -> Command {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    let command = command.mut_args(|arg| {
        if arg.get_env().is_some_and(is_empty) {
            arg.env(Resettable::<clap::builder::OsStr>::Reset)
        } else {
            arg
        }
    });
    command.mut_subcommands(without_empty)
}

/// Where the arguments of a verb begin that takes the words of a question; `None` for other verbs.
fn question(arguments: &[OsString], command: &Command) -> Option<usize> {
    let (verb, begin) = reached(arguments, command);
    let takes_words = verb.get_arguments().any(|arg| arg.get_id() == WORDS);
    takes_words.then_some(begin)
}

/// The innermost verb that is named, and where its arguments begin.
fn reached<'a>(arguments: &[OsString], command: &'a Command) -> (&'a Command, usize) {
    let takes_value = |flag: &str| {
        let is = |arg: &Arg| arg.get_long() == Some(flag) && arg.get_action().takes_values();
        command.get_arguments().any(is)
    };
    // The name of the program goes first.
    let (mut reached, mut is_value) = ((command, 1), false);
    for (at, argument) in arguments.iter().enumerate().skip(1) {
        let text = argument.to_string_lossy();
        if std::mem::take(&mut is_value) {
            continue;
        }
        if text.starts_with('-') {
            is_value = text.strip_prefix("--").is_some_and(takes_value);
            continue;
        }
        match reached.0.find_subcommand(text.as_ref()) {
            Some(verb) => reached = (verb, at + 1),
            None => break,
        }
    }
    reached
}

/// The first argument of a question that is a number of several digits after a hyphen.
fn number_flag(arguments: &[OsString], begin: usize) -> Option<&str> {
    let arguments = arguments.iter().skip(begin);
    let arguments = arguments.map_while(|argument| argument.to_str().filter(|one| *one != "--"));
    arguments.into_iter().find(|argument| {
        let number = argument.strip_prefix('-').unwrap_or_default();
        number.len() > 1 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The flag that was pasted with other dashes for its hyphens: `—json`, `––json`, `–n`. A name after a
/// single short dash is a word, as after a hyphen.
fn pasted_flag(text: &str, command: &Command) -> Option<String> {
    let name = text.trim_start_matches(query::is_dash);
    let dashes = &text[..text.len() - name.len()];
    if dashes.is_ascii() {
        return None;
    }
    let is_short = dashes.chars().count() == 1 && query::is_hyphen(dashes.chars().next()?);
    if is_short {
        return is_one_letter(name).then(|| format!("-{name}"));
    }
    let known = name.split('=').next()?;
    has_long_flag(command, known).then(|| format!("--{name}"))
}

/// Whether some verb has a flag of this name.
fn has_long_flag(command: &Command, name: &str) -> bool {
    let mut arguments = command.get_arguments();
    arguments.any(|one| one.get_long() == Some(name))
        || command
            .get_subcommands()
            .any(|verb| has_long_flag(verb, name))
}

/// `i`, `A`, `5`, `20`: after a hyphen a flag, as other tools have them, and no word to leave out.
fn is_one_letter(name: &str) -> bool {
    /// More digits are a year or the number of something.
    const MOST_DIGITS: usize = 3;
    let mut bytes = name.bytes();
    match bytes.len() {
        0 => false,
        1 => bytes.all(|byte| byte.is_ascii_alphanumeric()),
        digits => digits <= MOST_DIGITS && bytes.all(|byte| byte.is_ascii_digit()),
    }
}

/// `-export`, `-"export controls"`, `-(…)`; not `-n5`, `-qv` or `--json`, nor `-i`.
fn is_word(text: &str, command: &Command) -> bool {
    let Some(rest) = text.strip_prefix('-').filter(|rest| !rest.starts_with('-')) else {
        return false;
    };
    let mut letters = rest.chars();
    let Some(first) = letters.next().filter(|_| !is_one_letter(rest)) else {
        return false;
    };
    let rest = letters.as_str();
    let is_number = rest
        .strip_prefix('=')
        .unwrap_or(rest)
        .bytes()
        .all(|b| b.is_ascii_digit());
    let cluster = |letter: char| has_flag(command, letter, false);
    let is_flag =
        has_flag(command, first, true) && is_number || cluster(first) && rest.chars().all(cluster);
    !is_flag
}

/// Whether some verb has a flag of this letter, one with a value or one without.
fn has_flag(command: &Command, letter: char, with_value: bool) -> bool {
    let builtin = !with_value && matches!(letter, 'h' | 'V');
    let has = |command: &Command| {
        command.get_arguments().any(|one| {
            one.get_short() == Some(letter) && one.get_action().takes_values() == with_value
        })
    };
    builtin || has(command) || command.get_subcommands().any(has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_before_a_word_is_a_question_and_a_flag_is_a_flag() {
        let command = Cli::command();
        for word in [
            "-export",
            "-export controls",
            "-\"a b\"",
            "-(a b)",
            "-nuclear",
            "-5g",
            "-vote",
        ] {
            assert!(is_word(word, &command), "{word}");
        }
        for flag in [
            "-n", "-n5", "-n=5", "-q", "-v", "-h", "-V", "--json", "--", "-", "word", "-i", "-A",
            "-5",
        ] {
            assert!(!is_word(flag, &command), "{flag}");
        }
    }

    #[test]
    fn a_flag_that_was_pasted_is_the_flag() {
        let command = Cli::command();
        for (pasted, flag) in [
            ("—json", "--json"),
            ("––json", "--json"),
            ("—limit=3", "--limit=3"),
            ("–n", "-n"),
            ("−i", "-i"),
        ] {
            assert_eq!(pasted_flag(pasted, &command).as_deref(), Some(flag));
        }
        for word in [
            "–export",
            "–json",
            "—export",
            "—",
            "--json",
            "-n",
            "–",
            "json",
        ] {
            assert_eq!(pasted_flag(word, &command), None, "{word}");
        }
    }

    #[test]
    fn words_begin_behind_a_verb_that_takes_a_question() {
        let command = Cli::command();
        let begin = |line: &str| {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            question(&arguments, &command)
        };
        assert_eq!(begin("newshound search -x"), Some(2));
        assert_eq!(begin("newshound --corpus add -q list -x"), Some(5));
        assert_eq!(begin("newshound --color=never search"), Some(3));
        assert_eq!(begin("newshound beat --corpus list add chips -x"), Some(5));
        for line in [
            "search",
            "newshound remove -y",
            "newshound -x",
            "newshound add search",
            "newshound beat remove -x",
            "newshound beat",
            "newshound beat ad chips -x",
        ] {
            assert_eq!(begin(line), None, "{line}");
        }
    }
}

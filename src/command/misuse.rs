//! A command line that cannot be read, in words of ours: what was wrong, and one thing to type.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use super::Cli;
use crate::error::{Error, Kind};
use crate::render::shell;

/// Names that other tools have for a verb of ours. Sorted.
#[rustfmt::skip]
const OTHER_VERBS: &[(&str, &str)] = &[
    ("alert", "beat"), ("ask", "search"), ("build", "index"), ("cat", "show"), ("complete", "completions"),
    ("completion", "completions"), ("conf", "config"), ("configure", "config"), ("count", "search --count"),
    ("create", "add"), ("del", "remove"), ("delete", "remove"), ("diagnose", "doctor"), ("dir", "list"),
    ("find", "search"), ("fix", "edit"), ("follow", "beat"), ("fsck", "check"), ("get", "show"),
    ("grep", "search"), ("import", "add"), ("info", "status"), ("ingest", "add"), ("insert", "add"),
    ("less", "show"), ("ls", "list"), ("manpage", "man"), ("manual", "man"), ("monitor", "beat"),
    ("mv", "edit"), ("new", "beat new"), ("print", "show"), ("put", "add"), ("query", "search"),
    ("rebuild", "index --fresh"), ("refresh", "index"), ("reindex", "index"), ("rg", "search"),
    ("rm", "remove"), ("save", "beat add"), ("saved", "beat"), ("set", "edit"), ("settings", "config"),
    ("stat", "status"), ("stats", "status"), ("subscribe", "beat"), ("sync", "index"), ("tag", "edit"),
    ("topic", "beat"), ("track", "beat"), ("unlink", "remove"),
    ("update", "index"), ("upload", "add"), ("usage", "help"), ("validate", "check"),
    ("version", "--version"), ("view", "show"), ("watch", "index --watch"),
];

/// The same for the verbs of `beat`. Sorted.
#[rustfmt::skip]
const OTHER_VERBS_OF_BEATS: &[(&str, &str)] = &[
    ("cat", "show"), ("check", "new"), ("create", "add"), ("del", "remove"), ("delete", "remove"), ("follow", "add"),
    ("get", "show"), ("info", "show"), ("ls", "list"), ("make", "add"), ("mv", "rename"), ("news", "new"), ("read", "new"),
    ("rm", "remove"), ("run", "new"), ("save", "add"), ("set", "add"), ("update", "new"), ("watch", "new"),
];

/// Letters that other tools have for a flag of a search, and what to do here. Sorted.
#[rustfmt::skip]
const OTHER_FLAGS: &[(&str, &str)] = &[
    ("-A", "write `--full` for whole passages"),
    ("-B", "write `--full` for whole passages"),
    ("-C", "write `--full` for whole passages"),
    ("-E", "write a regular expression between slashes: '/colou?r/'"),
    ("-F", "write a phrase in quotation marks: '\"export controls\"'"),
    ("-P", "write a regular expression between slashes: '/colou?r/'"),
    ("-R", "leave it out: the whole corpus is searched"),
    ("-c", "write `--count`"),
    ("-e", "write a regular expression between slashes: '/colou?r/'"),
    ("-i", "leave it out: capitals and small letters are the same"),
    ("-j", "write `--json`"),
    ("-l", "write `--ids`"),
    ("-m", "write `-n 5`"),
    ("-r", "leave it out: the whole corpus is searched"),
    ("-s", "write `-q`"),
    ("-w", "leave it out: words are whole; `=word` is exactly this form"),
];

/// The mistake in the arguments; `None` where help was asked for. `asks` says that they are those of a
/// question, `within` is the verb that they are for.
pub fn error(wrong: &clap::Error, asks: bool, within: &Command) -> Option<Error> {
    let argument = || said(wrong, ContextKind::InvalidArg);
    let usage = |message: String, hint: String| Some(Error::new(Kind::Usage, message).hint(hint));
    match wrong.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => None,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Some(value(wrong)),
        ErrorKind::UnknownArgument if !argument().starts_with('-') => usage(
            format!("`{}` is one argument too many", argument()),
            "put what belongs together into quotes".into(),
        ),
        ErrorKind::UnknownArgument => usage(
            format!("there is no flag `{}`", argument()),
            suggested(wrong, ContextKind::SuggestedArg, &argument())
                .or_else(|| letter(&argument()).filter(|_| asks))
                .unwrap_or_else(|| {
                    "`newshound help` and the name of a verb lists its flags".into()
                }),
        ),
        ErrorKind::InvalidSubcommand if within.get_name() != Cli::command().get_name() => {
            let verb = said(wrong, ContextKind::InvalidSubcommand);
            let outer = within.get_name();
            let hint = match verb_within(&verb, within) {
                Some(verb) => format!("newshound {outer} {verb}"),
                None => format!("newshound help {outer}"),
            };
            usage(format!("`{outer}` has no verb `{verb}`"), hint)
        }
        ErrorKind::InvalidSubcommand => {
            let verb = said(wrong, ContextKind::InvalidSubcommand);
            let hint = match verb_meant(&verb) {
                Some(verb) => format!("newshound {verb}"),
                None => {
                    let words = shell::quoted(&verb);
                    format!("write `newshound search {words}`, or `newshound help` for the verbs")
                }
            };
            usage(format!("there is no verb `{verb}`"), hint)
        }
        ErrorKind::MissingRequiredArgument => usage(
            format!("`{}` is missing", argument()),
            "`newshound help` and the name of a verb shows what it takes".into(),
        ),
        ErrorKind::ArgumentConflict => {
            let other = said(wrong, ContextKind::PriorArg);
            let message = if other == argument() {
                format!("`{other}` is given twice")
            } else {
                format!("`{}` does not go with `{other}`", argument())
            };
            usage(message, "leave one of them out".into())
        }
        ErrorKind::TooManyValues => usage(
            format!("`{}` takes no value", argument()),
            format!("write `{}`", argument()),
        ),
        ErrorKind::InvalidUtf8 => usage(
            "an argument is not UTF-8".into(),
            "write words in UTF-8; of a file whose name is not, give the folder".into(),
        ),
        _ => usage(
            format!("`{}` cannot be read here", argument()),
            "newshound help".into(),
        ),
    }
}

/// The verb that was probably meant by `typed`: one of nearly this name, or of this name elsewhere.
pub fn verb_meant(typed: &str) -> Option<String> {
    let command = Cli::command();
    let verbs = command.get_subcommands().map(|verb| verb.get_name());
    let verbs: Vec<String> = verbs.map(str::to_owned).collect();
    let lower = typed.to_ascii_lowercase();
    let other = OTHER_VERBS.iter().find(|(name, _)| *name == lower);
    let other = other.map(|(_, verb)| (*verb).to_owned());
    other.or_else(|| nearest(&verbs, &lower))
}

/// The same among the verbs of a verb.
fn verb_within(typed: &str, within: &Command) -> Option<String> {
    let verbs: Vec<String> = within
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .collect();
    let lower = typed.to_ascii_lowercase();
    let other = OTHER_VERBS_OF_BEATS.iter().find(|(name, _)| *name == lower);
    let other = other.map(|(_, verb)| (*verb).to_owned());
    other
        .filter(|verb| verbs.contains(verb))
        .or_else(|| nearest(&verbs, &lower))
}

/// The hint for a flag of one letter that the program does not have, where a question is asked.
fn letter(flag: &str) -> Option<String> {
    let name = flag.strip_prefix('-')?;
    if name.len() > 1 && !name.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let other = OTHER_FLAGS.iter().find(|(letter, _)| *letter == flag);
    Some(match other {
        Some((_, hint)) => (*hint).to_owned(),
        None if name.bytes().all(|byte| byte.is_ascii_digit()) => format!("write `-n {name}`"),
        None => format!(
            "write `NOT {name}` to leave out a word; `newshound help search` lists the flags"
        ),
    })
}

/// A flag with a value that it cannot have.
fn value(wrong: &clap::Error) -> Error {
    let flag = said(wrong, ContextKind::InvalidArg);
    let value = said(wrong, ContextKind::InvalidValue);
    let value = value.trim();
    if value.is_empty() {
        let plain = flag.replace(['<', '>'], "");
        let error = Error::new(Kind::Usage, format!("`{flag}` needs a value"));
        return error.hint(format!("write `{plain}`"));
    }
    let message = format!("`{value}` is no value of `{flag}`");
    Error::new(Kind::Usage, message).hint(value_hint(wrong))
}

/// What to write in place of a value that a flag cannot have.
pub fn value_hint(wrong: &clap::Error) -> String {
    let choices = match wrong.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(choices)) if !choices.is_empty() => Some(choices),
        _ => None,
    };
    // What our own readers of values complain is the hint; that of others is in their words.
    let ours = std::error::Error::source(wrong)
        .map(ToString::to_string)
        .filter(|text| text.starts_with("write "));
    match (choices, ours) {
        (Some(choices), _) => format!("write `{}`", choices.join("` or `")),
        (None, Some(ours)) => ours,
        (None, None) => "write a whole number such as `10`".to_owned(),
    }
}

/// The name that was probably meant by `typed`: a name that begins like it, or of which at most every third
/// letter is another one.
fn suggested(wrong: &clap::Error, kind: ContextKind, typed: &str) -> Option<String> {
    let known = match wrong.get(kind)? {
        ContextValue::String(one) => std::slice::from_ref(one),
        ContextValue::Strings(several) => several,
        _ => return None,
    };
    nearest(known, typed)
}

/// The name of these that is nearly the one that was typed.
pub fn nearest(known: &[String], typed: &str) -> Option<String> {
    let typed = typed.trim_start_matches('-');
    let near = known.iter().filter_map(|known| {
        let name = known.trim_start_matches('-');
        let errors = strsim::damerau_levenshtein(name, typed);
        let is_near = name.starts_with(typed) || errors * 3 <= name.chars().count();
        is_near.then_some((errors, known))
    });
    near.min().map(|(_, known)| known.clone())
}

fn said(wrong: &clap::Error, kind: ContextKind) -> String {
    match wrong.get(kind) {
        Some(ContextValue::Strings(several)) => several.join("`, `"),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_name_verbs_that_there_are() {
        assert!(OTHER_VERBS.is_sorted() && OTHER_FLAGS.is_sorted());
        assert!(OTHER_VERBS_OF_BEATS.is_sorted());
        let command = Cli::command();
        for (other, verb) in OTHER_VERBS
            .iter()
            .filter(|(_, verb)| !verb.starts_with('-'))
        {
            let name = verb.split(' ').next().unwrap();
            assert!(command.find_subcommand(name).is_some(), "{other}");
            assert!(command.find_subcommand(other).is_none(), "{other}");
        }
    }
}

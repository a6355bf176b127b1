//! Candidates that are in the corpus: outlets, tags and the like within a question, ids of articles.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};

use super::unquoted;
use crate::beat;
use crate::command::question::WORDS;
use crate::field::{FIELDS, Field};
use crate::library::Library;
use crate::render::records::Record;
use crate::render::{json, safe};

/// What is before the name of a beat in a question.
const BEAT: &str = "beat";

/// More candidates are no help.
const MOST: usize = 50;

/// The corpus whose names are candidates.
#[derive(Clone)]
pub struct Live(Arc<Library>);

impl Live {
    pub fn new(library: Library) -> Live {
        Live(Arc::new(library))
    }

    /// The command with candidates for its arguments.
    pub fn added_to(&self, command: Command) -> Command {
        let topics: Vec<String> = command
            .get_subcommands()
            .map(|verb| verb.get_name().to_owned())
            .collect();
        let command = command.mut_args(|arg| self.added_to_arg(arg));
        command.mut_subcommands(|verb| {
            let name = verb.get_name().to_owned();
            let verb = verb.mut_args(|arg| match (name.as_str(), arg.get_id().as_str()) {
                ("help", "topic") => {
                    candidates(arg, topics.iter().map(String::as_str).chain(["query"]))
                }
                ("man", "verb") => candidates(arg, topics.iter().map(String::as_str)),
                ("search", "fields") => candidates(arg, paths(&json::HIT)),
                ("list", "fields") => candidates(arg, paths(&json::LISTED)),
                _ => arg,
            });
            match name.as_str() {
                "beat" => self
                    .added_to(verb)
                    .mut_subcommands(|verb| self.with_beats(verb)),
                _ => self.added_to(verb),
            }
        })
    }

    /// A verb of `beat`, with the names that there are.
    fn with_beats(&self, verb: Command) -> Command {
        if verb.get_name() == "add" {
            return verb;
        }
        verb.mut_args(|arg| match arg.get_id().as_str() {
            "name" | "names" | "old" => {
                let live = self.clone();
                arg.add(ArgValueCompleter::new(move |current: &OsStr| {
                    let beats = live.beats(&unquoted(current)).into_iter();
                    beats.map(CompletionCandidate::new).collect()
                }))
            }
            _ => arg,
        })
    }

    /// The names of the beats that begin so.
    fn beats(&self, typed: &str) -> Vec<String> {
        let key = beat::key(typed);
        let beats = self.0.beats().unwrap_or_default().beats.into_iter();
        let names = beats.map(|beat| beat.name);
        names
            .filter(|name| beat::key(name).starts_with(&key))
            .take(MOST)
            .collect()
    }

    fn added_to_arg(&self, arg: Arg) -> Arg {
        let live = self.clone();
        let named = |field: Field| {
            let live = self.clone();
            ArgValueCompleter::new(move |current: &OsStr| live.values(field, &unquoted(current)))
        };
        match (arg.get_id().as_str(), arg.get_long()) {
            (WORDS, _) => arg.add(ArgValueCompleter::new(move |current: &OsStr| {
                live.question(&unquoted(current))
            })),
            (_, Some("outlet")) => arg.add(named(Field::Outlet)),
            (_, Some("author")) => arg.add(named(Field::Author)),
            (_, Some("tag")) => arg.add(named(Field::Tag)),
            (_, Some("lang")) => arg.add(named(Field::Lang)),
            ("article" | "articles", None) | (_, Some("id")) => {
                arg.add(ArgValueCompleter::new(move |current: &OsStr| {
                    live.articles(&unquoted(current))
                }))
            }
            _ => arg,
        }
    }

    /// A question of which the last word is completed: the name of a field, or a value after it.
    fn question(&self, typed: &str) -> Vec<CompletionCandidate> {
        let (before, word) = typed.split_at(last_word(typed));
        let name = word.trim_start_matches(['-', '+']);
        let before = format!("{before}{}", &word[..word.len() - name.len()]);
        let Some((field, value)) = name.split_once(':') else {
            let name = name.to_lowercase();
            let fields = FIELDS.iter().map(|row| (row.name, row.about));
            let fields = fields.chain([(BEAT, "what a beat asks for")]);
            let fields = fields.filter(|(field, _)| field.starts_with(&name));
            let candidate = |(field, about): (&str, &'static str)| {
                CompletionCandidate::new(format!("{before}{field}:")).help(Some(about.into()))
            };
            return fields.map(candidate).collect();
        };
        if field == BEAT {
            let beats = self.beats(value).into_iter();
            let beats = beats.map(|name| format!("{before}{BEAT}:{name}"));
            return beats.map(CompletionCandidate::new).collect();
        }
        let Some(known) = Field::named(field) else {
            return Vec::new();
        };
        let value = value.trim_start_matches(['=', '"']);
        let found = self.found(known, value).into_iter();
        let found = found.map(|value| format!("{before}{field}:{}", quoted(&value)));
        found.map(CompletionCandidate::new).collect()
    }

    fn values(&self, field: Field, typed: &str) -> Vec<CompletionCandidate> {
        let found = self.found(field, typed).into_iter();
        found.map(CompletionCandidate::new).collect()
    }

    /// The values of a field that begin so, as they are written.
    fn found(&self, field: Field, typed: &str) -> Vec<String> {
        let values = self.0.values_beginning(field, typed, MOST);
        let values = values.unwrap_or_default().into_iter();
        values.map(|value| safe::line(&value)).collect()
    }

    /// The articles whose ids begin so, each with its headline.
    fn articles(&self, typed: &str) -> Vec<CompletionCandidate> {
        let articles = self.0.articles_beginning(typed, MOST);
        let articles = articles.unwrap_or_default().into_iter();
        let candidate = |(id, headline): (crate::article::Id, String)| {
            let candidate = CompletionCandidate::new(id.to_string());
            candidate.help(Some(safe::line(&headline).into()))
        };
        articles.map(candidate).collect()
    }
}

/// An argument that is one of some names.
fn candidates<'a>(arg: Arg, names: impl Iterator<Item = &'a str>) -> Arg {
    let names: Vec<String> = names.map(str::to_owned).collect();
    arg.add(ArgValueCandidates::new(move || {
        names.iter().map(CompletionCandidate::new).collect()
    }))
}

/// The names of the fields of a record.
fn paths(record: &Record) -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&str> = record
        .columns
        .iter()
        .flat_map(|one| [one.name, one.path])
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// Where the last word of a question begins, one between quotation marks included.
fn last_word(typed: &str) -> usize {
    let (mut start, mut is_quoted) = (0, false);
    for (at, letter) in typed.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '(' => start = at + 1,
            _ if letter.is_whitespace() && !is_quoted => start = at + letter.len_utf8(),
            _ => {}
        }
    }
    start
}

/// A value as a question has it: between quotation marks, unless it is one plain word.
fn quoted(value: &str) -> String {
    let is_plain = value
        .chars()
        .all(|letter| letter.is_alphanumeric() || "-_.".contains(letter));
    match is_plain {
        true => value.to_owned(),
        false => format!("\"{}\"", value.replace('"', "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_question_begins_after_a_blank_or_a_bracket() {
        for (typed, word) in [
            ("", ""),
            ("tit", "tit"),
            ("chips AND tag:c", "tag:c"),
            ("chips (outlet:", "outlet:"),
            ("outlet:\"Harbor Ga", "outlet:\"Harbor Ga"),
            ("\"a b\" -la", "-la"),
        ] {
            assert_eq!(&typed[last_word(typed)..], word, "{typed}");
        }
    }
}

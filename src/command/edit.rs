//! `newshound edit`: sets right what was read wrong.

use clap::ValueEnum;

use super::exits;
use super::question::Patience;
use super::{Context, Ended, Outcome, add, examples};
use crate::answer;
use crate::article::{Date, Id};
use crate::corpus::{CORRIGIBLE, Edit};
use crate::error::{Error, Kind, Result};
use crate::render::{count, safe};
use crate::request::{Request, Sort};
use crate::results::ListedArticle;
use crate::source;

const EXAMPLES: &[&str] =
    &["newshound edit stargate.txt --title 'The Stargate project' --date 2025-01-21"];

/// Set right what was read wrong of articles; the files stay as they are
///
/// What is said here goes before what the files say, and is kept with the corpus. It stays with an article whatever
/// becomes of its file; `--undo` takes it back, and `show` shows both.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_A_CHANGE))]
pub struct Args {
    /// Ids or their beginnings, keys, files of the corpus or URLs
    #[arg(value_name = "ID", required_unless_present = "where")]
    articles: Vec<String>,
    /// Edit every article that this question finds
    #[arg(
        long = "where",
        id = "where",
        value_name = "QUESTION",
        conflicts_with = "articles"
    )]
    question: Option<String>,
    #[command(flatten)]
    patience: Patience,
    /// The headline
    #[arg(long, value_parser = line)]
    title: Option<String>,
    /// The day or time of publication, such as `2025-01-21`
    #[arg(long, value_parser = add::date)]
    date: Option<Date>,
    /// Who published it
    #[arg(long, value_parser = line)]
    outlet: Option<String>,
    /// Who wrote it; may be given several times
    #[arg(long = "author", value_name = "AUTHOR", value_parser = line)]
    authors: Vec<String>,
    /// Where it was published
    #[arg(long, value_parser = add::url)]
    url: Option<String>,
    /// Its language, such as `en`
    #[arg(long, value_parser = lang)]
    lang: Option<String>,
    /// A tag to add, `+chips`, or to take off, `-chips`; may be given several times
    #[arg(long = "tag", value_name = "+TAG|-TAG", allow_hyphen_values = true, value_parser = tag)]
    tags: Vec<String>,
    /// Say that it has no such thing; may be given several times
    #[arg(long, value_name = "FIELD")]
    unset: Vec<Field>,
    /// Take back what was said, so that the file holds again; `all` for every field
    #[arg(long, value_name = "FIELD")]
    undo: Vec<Undone>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// The fields that can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Field {
    Title,
    Date,
    Outlet,
    #[value(alias = "authors")]
    Author,
    Url,
    Lang,
    #[value(alias = "tags")]
    Tag,
}

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Undone {
    One(Field),
    All,
}

impl std::str::FromStr for Undone {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "all" => Ok(Undone::All),
            _ => Field::from_str(text, true).map(Undone::One).map_err(|_| {
                "write `all` or one of `title`, `date`, `outlet`, `author`, `url`, `lang`, `tag`".to_owned()
            }),
        }
    }
}

impl Field {
    /// As an article calls it.
    fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Date => "date",
            Field::Outlet => "outlet",
            Field::Author => "authors",
            Field::Url => "url",
            Field::Lang => "lang",
            Field::Tag => "tags",
        }
    }
}

/// A value of one line, without white space around it.
fn line(text: &str) -> std::result::Result<String, String> {
    let line = source::one_line(text);
    line.ok_or_else(|| "an empty value is said with `--unset FIELD`".to_owned())
}

fn lang(text: &str) -> std::result::Result<String, String> {
    source::language(text).ok_or_else(|| "write a tag such as `en` or `pt-BR`".to_owned())
}

fn tag(text: &str) -> std::result::Result<String, String> {
    let (sign, tag) = match text.split_at_checked(1) {
        Some((sign @ ("+" | "-"), tag)) => (sign, tag),
        _ => ("+", text),
    };
    match tag.trim() {
        "" => Err("write `+chips` or `-chips`".to_owned()),
        tag => Ok(format!("{sign}{tag}")),
    }
}

/// So many articles are named before it is asked whether to edit them.
const SHOWN: usize = 10;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        self.refuse_contradictions()?;
        let edit = self.edit();
        if edit.is_empty() {
            let error = Error::new(Kind::Usage, "nothing is said of the article".to_owned());
            return Err(error
                .hint("newshound edit ID --title TEXT, or another field")
                .into());
        }
        let ids = match &self.question {
            Some(question) => {
                let found = found(context, question, &self.patience)?;
                if found.is_empty() {
                    context.say("Nothing found, nothing edited.");
                    return Ok(Ended::NothingFound);
                }
                if !self.yes && !agreed(context, &found)? {
                    context.say("Nothing was edited.");
                    return Ok(Ended::Done);
                }
                found.iter().map(|article| article.id).collect()
            }
            None => self.named(context)?,
        };
        let changed = context.library.edit(&ids, &edit)?;
        let same = ids.len() as u64 - changed;
        context.say(&match same {
            0 => format!("{} edited.", count::of(changed, "article")),
            _ => format!(
                "{} edited, {} unchanged.",
                count::of(changed, "article"),
                count::grouped(same)
            ),
        });
        Ok(Ended::Done)
    }

    fn named(&self, context: &Context) -> Result<Vec<Id>> {
        let mut ids = Vec::new();
        for name in &self.articles {
            let id = context.named(name)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// The fields that are given a value.
    fn given(&self) -> Vec<Field> {
        let given = [
            (Field::Title, self.title.is_some()),
            (Field::Date, self.date.is_some()),
            (Field::Outlet, self.outlet.is_some()),
            (Field::Author, !self.authors.is_empty()),
            (Field::Url, self.url.is_some()),
            (Field::Lang, self.lang.is_some()),
            (Field::Tag, !self.tags.is_empty()),
        ];
        let given = given.into_iter().filter(|(_, is_given)| *is_given);
        given.map(|(field, _)| field).collect()
    }

    /// Fails where two things are said of one field.
    fn refuse_contradictions(&self) -> Result<()> {
        let given = self.given();
        for &field in Field::value_variants() {
            let is_undone = self.undo.iter().any(|undone| match undone {
                Undone::One(one) => *one == field,
                Undone::All => true,
            });
            let said = [
                given.contains(&field),
                self.unset.contains(&field),
                is_undone,
            ];
            if said.iter().filter(|is_said| **is_said).count() > 1 {
                let message = format!("two things are said of `{}` at once", field.name());
                let error = Error::new(Kind::Usage, message);
                return Err(error.hint("say one with each `newshound edit`"));
            }
        }
        Ok(())
    }

    fn edit(&self) -> Edit {
        let mut edit = Edit::default();
        let texts = [
            (Field::Title, &self.title),
            (Field::Outlet, &self.outlet),
            (Field::Url, &self.url),
            (Field::Lang, &self.lang),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                edit.set(field.name(), text.as_str());
            }
        }
        if let Some(date) = self.date {
            edit.set(Field::Date.name(), date.to_string());
        }
        if !self.authors.is_empty() {
            edit.set(Field::Author.name(), self.authors.clone());
        }
        if !self.tags.is_empty() {
            edit.set(Field::Tag.name(), self.tags.clone());
        }
        for field in &self.unset {
            edit.unset(field.name());
        }
        for undone in &self.undo {
            match undone {
                Undone::One(field) => edit.undo(field.name()),
                Undone::All => CORRIGIBLE.iter().for_each(|field| edit.undo(field)),
            }
        }
        edit
    }
}

/// Every article that a question finds.
fn found(context: &Context, question: &str, patience: &Patience) -> Result<Vec<ListedArticle>> {
    let request = Request {
        timeout: patience.timeout(),
        ..Request::new(question)
            .all(true)
            .limit(usize::MAX)
            .sort(Sort::Newest)
    };
    let question = context.library.read(&request)?;
    let listing = answer::list(&*context.library.snapshot()?, &question)?;
    context.note(&listing.notes);
    Ok(listing.articles)
}

/// Names the articles that are about to be edited, and asks.
fn agreed(context: &Context, found: &[ListedArticle]) -> Result<bool> {
    for article in found.iter().take(SHOWN) {
        let headline = safe::line(&article.headline);
        context.say(&format!("{}  {headline}", article.id));
    }
    if found.len() > SHOWN {
        let more = count::grouped((found.len() - SHOWN) as u64);
        context.say(&format!("… and {more} more"));
    }
    let number = count::of(found.len() as u64, "article");
    context.asks(&format!("Edit {number}?"))
}

//! `newshound beat new`: what was not shown yet, each article once.
//!
//! An article counts as shown once the output that it is in was flushed. Killed before, it is shown again.

use std::collections::HashSet;
use std::io::{self, Write};

use super::{Asking, asked, ended, note_faults, say_none};
use crate::beat::{Beat, Beats};
use crate::command::exits::{self, Exit};
use crate::command::output::Output;
use crate::command::search::prepare;
use crate::command::{Context, Ended, Failed, Outcome};
use crate::error::Result;
use crate::library::{Following, Library, Unseen, known_beat};
use crate::render::records::{self, End, Form};
use crate::render::{self, Appearance, count, json};
use crate::results::Listing;

const EXITS: &[Exit] = &[
    Exit::NEW,
    Exit::NOTHING_NEW,
    Exit::UNREADABLE_BEAT,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BEATS,
];

/// Show what was not shown yet, each article once
///
/// The first time, what is there already is taken for known, and its number is said; `--all` shows it.
#[derive(Debug, clap::Args)]
#[command(after_help = exits::help(EXITS))]
pub struct Args {
    /// Names of beats [default: all of them]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show all that is there when a beat is asked for the first time
    #[arg(long)]
    all: bool,
    /// Look only: what is shown is new the next time as well
    #[arg(long)]
    peek: bool,
    /// How many articles of a beat to show; the others stay new [default: all of them]
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    #[command(flatten)]
    asking: Asking,
    #[command(flatten)]
    output: Output,
    /// Print only ids
    #[arg(long, group = "face", help_heading = "Output")]
    ids: bool,
    /// Print only the number of articles, which stay new
    #[arg(long, group = "face", help_heading = "Output")]
    count: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let library = &context.library;
        let request = self.asking.request()?;
        let form = self.output.form(&json::NEWS)?;
        let beats = library.beats()?;
        note_faults(context, &beats);
        let beats = self.named(&beats)?;
        if beats.is_empty() && form.is_none() {
            say_none(context);
            return Ok(Ended::NothingFound);
        }
        prepare(context)?;
        let following = match self.peek || self.count {
            true => None,
            false => Some(library.follow("newshound beat new")?),
        };
        let (unseen, failed) = asked(context, &beats, |beat| match &following {
            Some(following) => following.unseen(beat, &request, self.all),
            None => library.unseen(beat, &request, self.all),
        })?;
        self.show(context, &unseen, form, following.as_ref())?;
        if !self.count {
            say_what_is_known(context, &unseen, following.is_some());
        }
        ended(unseen.iter().map(|one| one.articles.len()).sum(), failed)
    }

    /// The beats that are named, each once; all where none is.
    fn named(&self, beats: &Beats) -> Result<Vec<Beat>> {
        if self.names.is_empty() {
            return Ok(beats.beats.clone());
        }
        let mut named: Vec<Beat> = Vec::new();
        for name in &self.names {
            let beat = known_beat(beats, name)?;
            if !named.contains(beat) {
                named.push(beat.clone());
            }
        }
        Ok(named)
    }

    /// Prints what is new, and says that it was shown as soon as it is printed.
    fn show(
        &self,
        context: &Context,
        unseen: &[Unseen],
        form: Option<Form>,
        following: Option<&Following<'_>>,
    ) -> std::result::Result<(), Failed> {
        let (library, end) = (&context.library, self.output.end());
        let acknowledge = |unseen: &Unseen| match following {
            Some(following) => following.acknowledge(unseen, self.limit),
            None => Ok(()),
        };
        if let Some(Form::Json(picked)) = &form {
            let each = unseen
                .iter()
                .map(|one| Ok((&one.news, library.each(one, self.limit)?)));
            let each = each.collect::<Result<Vec<_>>>()?;
            context.print(|out| json::news(each, picked.as_deref(), out))?;
            return Ok(unseen.iter().try_for_each(acknowledge)?);
        }
        if self.count {
            return context.print(|out| counts(unseen, out));
        }
        if let Some(form) = &form {
            context.print(|out| records::header(form, end, out))?;
        }
        let look = context.out_in(&self.asking.zone.read()?);
        let (mut ids, mut is_later) = (HashSet::new(), false);
        for one in unseen {
            if !one.articles.is_empty() {
                context.print(|out| match &form {
                    _ if self.ids => {
                        let new = one.articles.iter().take(self.limit);
                        let new = new.filter(|id| ids.insert(**id));
                        render::ids::articles(new.copied(), end, out)
                    }
                    Some(form) => self.records(library, one, (form, end), out),
                    None => {
                        if std::mem::replace(&mut is_later, true) {
                            writeln!(out)?;
                        }
                        self.page(library, one, &look, out)
                    }
                })?;
            }
            acknowledge(one)?;
        }
        Ok(())
    }

    fn records(
        &self,
        library: &Library,
        unseen: &Unseen,
        (form, end): (&Form, End),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let each = library.each(unseen, self.limit).map_err(io::Error::other)?;
        for article in each {
            let article = article.map_err(io::Error::other)?;
            let record = json::new_article(&unseen.news, &article);
            records::record(&record, form, end, out)?;
        }
        Ok(())
    }

    /// What is new for a beat, for a person.
    fn page(
        &self,
        library: &Library,
        unseen: &Unseen,
        look: &Appearance,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let each = library.each(unseen, self.limit).map_err(io::Error::other)?;
        let listing = Listing {
            total: unseen.news.new,
            articles: each.collect::<Result<_>>().map_err(io::Error::other)?,
            ..unseen.news.listing.clone()
        };
        render::listing::news(&unseen.news.beat, &listing, look, out)
    }
}

/// How much is new: of one beat the number, of several a line each.
fn counts(unseen: &[Unseen], out: &mut dyn Write) -> io::Result<()> {
    match unseen {
        [one] => writeln!(out, "{}", one.news.new),
        several => several
            .iter()
            .try_for_each(|one| writeln!(out, "{}\t{}", one.news.beat, one.news.new)),
    }
}

/// Says of each beat that was asked for the first time what is taken for known, and of the others how many have
/// nothing new.
fn say_what_is_known(context: &Context, unseen: &[Unseen], is_written: bool) {
    for one in unseen.iter().filter(|one| one.news.is_baseline) {
        let (beat, found) = (&one.news.beat, count::of(one.news.listing.total, "article"));
        context.say(&match is_written {
            true => format!(
                "The beat `{beat}` finds {found}, known from now on; what comes after them is new."
            ),
            false => format!(
                "The beat `{beat}` finds {found}; the first `newshound beat new {beat}` takes them for known."
            ),
        });
    }
    let quiet = unseen
        .iter()
        .filter(|one| one.articles.is_empty() && !one.news.is_baseline);
    match quiet.collect::<Vec<_>>().as_slice() {
        [] => {}
        [one] => context.say(&format!("Nothing new for `{}`.", one.news.beat)),
        several => context.say(&format!(
            "Nothing new for {}.",
            count::of(several.len() as u64, "beat")
        )),
    }
}

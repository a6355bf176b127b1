//! `newshound beat new`: what was not shown yet, each article once.
//!
//! An article counts as shown once the output that it is in was flushed. Killed before, it is shown again.

use std::collections::HashSet;
use std::io::{self, Write};

use super::{Asking, asked, ended, note_faults, say_none};
use crate::article::Id;
use crate::beat::{Beat, Beats};
use crate::command::exits::{self, Exit};
use crate::command::output::Output;
use crate::command::search::prepare;
use crate::command::{Context, Ended, Failed, Outcome, examples};
use crate::error::Result;
use crate::library::{Following, Unseen, known_beat};
use crate::render::records::{self, End, Form};
use crate::render::{self, Appearance, count, fit, json};
use crate::results::{ListedArticle, Listing, News};

const EXITS: &[Exit] = &[
    Exit::NEW,
    Exit::NOTHING_NEW,
    Exit::UNREADABLE_BEAT,
    Exit::NO_INDEX,
    Exit::SOME_UNASKED,
    Exit::IO,
    Exit::BUSY_BEATS,
];

/// Show what was not shown yet, each article once
///
/// The first time, what is there already is taken for known, and its number is said; `--all` shows it.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(&["newshound beat add lawsuits 'lawsuit OR court'; newshound beat new --all"]), after_help = exits::help(EXITS))]
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
        let all = beats;
        let beats = self.named(&all)?;
        if beats.is_empty() && form.is_none() {
            say_none(context);
            return Ok(Ended::NothingFound);
        }
        prepare(context)?;
        let following = match self.peek || self.count {
            true => None,
            false => Some(library.follow("newshound beat new")?),
        };
        let round = library.round(&all, &request, self.all);
        let asked = asked(context, &beats, |beat| match &following {
            Some(following) => following.unseen(beat, &round),
            None => library.unseen(beat, &round),
        })?;
        let (mut unseen, mut unasked) = (Vec::new(), Vec::new());
        for one in asked {
            match one {
                Ok(one) => unseen.push(one),
                Err(one) => unasked.push(one),
            }
        }
        if unseen.is_empty() && !unasked.is_empty() {
            return ended(context, (beats.len(), 0), &unasked);
        }
        let look = context.out_in(&self.asking.zone.read()?);
        let look = match &form {
            None => {
                let shown = unseen
                    .iter()
                    .map(|one| one.articles.iter().take(self.limit));
                context.shortening(look, shown.flatten().copied())?
            }
            Some(_) => look,
        };
        let faces = Faces {
            form,
            is_ids: self.ids,
            end: self.output.end(),
            look,
        };
        let printed = match (self.count, self.output.max_chars()) {
            (true, _) => {
                context.print(|out| counts(&unseen, beats.len() == 1, out))?;
                Vec::new()
            }
            (_, Some(most)) => self.within(context, &unseen, (&faces, most), following.as_ref())?,
            _ => self.all(context, &unseen, &faces, following.as_ref())?,
        };
        if !self.count {
            say_what_is_known(context, &unseen, following.is_some());
            let all: usize = unseen.iter().map(|one| one.articles.len()).sum();
            let left = all - printed.iter().sum::<usize>();
            if left > 0 {
                let left = count::grouped(left as u64);
                context.say(&format!("{left} more for the next time."));
            }
        }
        let found = unseen.iter().map(|one| one.articles.len()).sum();
        ended(context, (beats.len(), found), &unasked)
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

    /// How many articles of each beat are asked for.
    fn shares(&self, unseen: &[Unseen]) -> Vec<usize> {
        let each = unseen.iter();
        each.map(|one| one.articles.len().min(self.limit)).collect()
    }

    /// Prints what is new, and says that it was shown as soon as it is printed: beat by beat, or all of one object at
    /// once. Returns how many articles of each beat were printed.
    fn all(
        &self,
        context: &Context,
        unseen: &[Unseen],
        faces: &Faces,
        following: Option<&Following<'_>>,
    ) -> std::result::Result<Vec<usize>, Failed> {
        let shares = self.shares(unseen);
        let each = unseen
            .iter()
            .zip(&shares)
            .map(|(one, share)| Ok((&one.news, *share, context.library.each(one, *share)?)));
        let each = each.collect::<Result<Vec<_>>>()?;
        if let Some(Form::Json(picked)) = &faces.form {
            let each = each.into_iter().map(|(news, _, articles)| (news, articles));
            context.print(|out| json::news(each.collect(), picked.as_deref(), out))?;
            acknowledge(following, unseen, &shares)?;
            return Ok(shares);
        }
        context.print(|out| faces.begin(out))?;
        let mut printed = Printed::default();
        for ((news, share, articles), one) in each.into_iter().zip(unseen) {
            if share > 0 {
                context.print(|out| faces.beat(news, articles, &mut printed, out))?;
            }
            acknowledge(following, std::slice::from_ref(one), &[share])?;
        }
        Ok(shares)
    }

    /// The same within so many characters: the first articles, as many as there is room for.
    fn within(
        &self,
        context: &Context,
        unseen: &[Unseen],
        (faces, most): (&Faces, usize),
        following: Option<&Following<'_>>,
    ) -> std::result::Result<Vec<usize>, Failed> {
        let asked = self.shares(unseen);
        let mut articles = Vec::new();
        for (one, share) in unseen.iter().zip(&asked) {
            for article in context.library.each(one, *share)? {
                articles.push(article?);
            }
        }
        let list = Listing {
            articles,
            ..Listing::default()
        };
        let fitted = fit::listing(&list, most, |part| {
            let mut bytes = Vec::new();
            faces.document(unseen, &shared(&asked, &part.articles), &mut bytes)?;
            String::from_utf8(bytes).map_err(io::Error::other)
        })?;
        context.print(|out| out.write_all(fitted.text.as_bytes()))?;
        let shares = shared(&asked, &list.articles[..fitted.results]);
        let shares: Vec<usize> = shares.iter().map(|share| share.len()).collect();
        acknowledge(following, unseen, &shares)?;
        Ok(shares)
    }
}

/// The articles of each beat, of some that are in a row.
fn shared<'a>(asked: &[usize], mut articles: &'a [ListedArticle]) -> Vec<&'a [ListedArticle]> {
    let share = |asked: &usize| {
        let (share, rest) = articles.split_at((*asked).min(articles.len()));
        articles = rest;
        share
    };
    asked.iter().map(share).collect()
}

/// Says of each beat that its first articles, so many, were shown.
fn acknowledge(
    following: Option<&Following<'_>>,
    unseen: &[Unseen],
    shares: &[usize],
) -> Result<()> {
    let Some(following) = following else {
        return Ok(());
    };
    let mut each = unseen.iter().zip(shares);
    each.try_for_each(|(one, share)| following.acknowledge(one, *share))
}

/// How what is new is printed.
struct Faces {
    form: Option<Form>,
    is_ids: bool,
    end: End,
    look: Appearance,
}

/// What was printed before.
#[derive(Default)]
struct Printed {
    ids: HashSet<Id>,
    is_begun: bool,
}

impl Faces {
    /// Writes what comes before all beats.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.form {
            Some(form) => records::header(form, self.end, out),
            None => Ok(()),
        }
    }

    /// Writes what is new for a beat, in any form but one object.
    fn beat(
        &self,
        news: &News,
        articles: impl Iterator<Item = Result<ListedArticle>>,
        printed: &mut Printed,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut articles = articles.map(|article| article.map_err(io::Error::other));
        match &self.form {
            _ if self.is_ids => {
                let ids = articles.map(|article| Ok(article?.id));
                let ids = ids.collect::<io::Result<Vec<Id>>>()?.into_iter();
                let new = ids.filter(|id| printed.ids.insert(*id));
                render::ids::articles(new, self.end, out)
            }
            Some(form) => articles.try_for_each(|article| {
                let article = article?;
                records::record(&json::new_article(news, &article), form, self.end, out)
            }),
            None => {
                if std::mem::replace(&mut printed.is_begun, true) {
                    writeln!(out)?;
                }
                let listing = Listing {
                    total: news.new,
                    articles: articles.collect::<io::Result<_>>()?,
                    ..news.listing.clone()
                };
                render::listing::news(&news.beat, &listing, &self.look, out)
            }
        }
    }

    /// Writes everything.
    fn document(
        &self,
        unseen: &[Unseen],
        shares: &[&[ListedArticle]],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let each = unseen.iter().map(|one| &one.news).zip(shares);
        if let Some(Form::Json(picked)) = &self.form {
            let each = each.map(|(news, share)| (news, share.iter().map(Ok)));
            return json::news(each.collect(), picked.as_deref(), out);
        }
        self.begin(out)?;
        let mut printed = Printed::default();
        for (news, share) in each.filter(|(_, share)| !share.is_empty()) {
            self.beat(news, share.iter().cloned().map(Ok), &mut printed, out)?;
        }
        Ok(())
    }
}

/// How much is new: of one beat the number, of several a line each.
fn counts(unseen: &[Unseen], is_alone: bool, out: &mut dyn Write) -> io::Result<()> {
    match unseen {
        [one] if is_alone => writeln!(out, "{}", one.news.new),
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
                "The beat `{beat}` finds {found}, known from now on; what comes later is new."
            ),
            false => format!(
                "The beat `{beat}` finds {found}; the first `newshound beat new {beat}` takes that for known."
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

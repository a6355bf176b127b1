//! What every verb runs with, and how it says and prints things: results on standard output, everything else on
//! standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use jiff::tz::TimeZone;

use super::InForce;
use super::pager::Pager;
use crate::article::Id;
use crate::error::{Error, Kind};
use crate::library::Library;
use crate::render::screen::Screen;
use crate::render::styled_line::StyledLine;
use crate::render::{self, Appearance, paint};
use crate::source::Limits;

/// Everything that a verb runs with.
#[derive(Clone)]
pub struct Context {
    pub library: Library,
    pub settings: InForce,
    pub limits: Limits,
    pub out: Appearance,
    pub err: Appearance,
    pub pager: Option<Pager>,
    pub quiet: bool,
    pub verbose: bool,
}

/// How a verb ended, short of an error: the process leaves with 0, 1 or 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Done,
    NothingFound,
    /// Index and corpus do not agree.
    Differs,
    SomeRejected,
    /// Nothing was found, and some of what was named cannot be meant.
    Unusable,
}

/// A failed verb: an error to show, or an output that is closed.
pub enum Failed {
    Told(Error),
    Pipe(io::Error),
}

pub type Outcome = Result<Ended, Failed>;

/// Fewer digits of an id are sooner a slip of the hand, or the name of a file.
const LEAST_DIGITS: usize = 4;

impl Context {
    /// Writes results.
    pub fn print(&self, face: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failed> {
        let mut out = BufWriter::new(io::stdout().lock());
        let written = face(&mut out).and_then(|()| out.flush());
        // What was to be written may be what failed.
        written.map_err(|error| error.downcast().map_or_else(Failed::Pipe, Failed::Told))
    }

    /// Writes results for a person: what does not fit on a terminal, through a pager. `counts` says how many
    /// there are, on standard error or as the last line of what the pager shows.
    pub fn page(
        &self,
        counts: Option<&str>,
        face: impl FnOnce(&mut Screen<'_>) -> io::Result<()>,
    ) -> Result<(), Failed> {
        let Some(pager) = &self.pager else {
            self.print(|out| face(&mut Screen::new(out)))?;
            self.count(counts);
            return Ok(());
        };
        let mut text = Vec::new();
        let mut screen = Screen::new(&mut text);
        let written = face(&mut screen);
        let (lines, opens_at) = (screen.lines(), screen.opens_at().unwrap_or(0));
        let counts_within = counts.filter(|_| self.err.terminal && !self.quiet);
        if pager.fits(lines + usize::from(counts_within.is_some())) {
            self.print(|out| out.write_all(&text).and(written))?;
            self.count(counts);
            return Ok(());
        }
        if let Some(counts) = counts_within {
            counts_line(counts, &self.out, &mut text).map_err(Failed::Pipe)?;
        } else {
            self.count(counts);
        }
        if !pager.show(&text, opens_at) {
            self.print(|out| out.write_all(&text))?;
        }
        self.print(|_| written)
    }

    /// Says on standard error how many there are, unless it shall be quiet.
    pub fn count(&self, counts: Option<&str>) {
        if let Some(counts) = counts.filter(|_| !self.quiet) {
            // If standard error is closed, there is no one to hear of it.
            let _ = counts_line(counts, &self.err, &mut io::stderr().lock());
        }
    }

    /// Whether a person reads results and notes alike.
    pub fn is_watched(&self) -> bool {
        self.out.terminal && self.err.terminal
    }

    /// Says a full sentence on standard error, unless it shall be quiet.
    pub fn say(&self, sentence: &str) {
        if !self.quiet {
            // If standard error is closed, there is no one to hear of it.
            let _ = writeln!(io::stderr().lock(), "{sentence}");
        }
    }

    /// Says what was odd on standard error, unless it shall be quiet.
    pub fn note(&self, notes: &[String]) {
        if !self.quiet {
            let _ = render::error::notes(notes, &self.err, &mut io::stderr().lock());
        }
    }

    /// Shows an error beside which others are answered, quiet or not.
    pub fn tell(&self, error: &Error) {
        // If standard error is closed, there is no one to hear of it.
        let _ = render::error::error(error, &self.err, &mut io::stderr().lock());
    }

    /// The article that is named to be changed.
    pub fn named(&self, name: &str) -> Result<Id, Error> {
        self.library.find(name, LEAST_DIGITS)
    }

    /// Asks on a terminal whether to do something. Elsewhere there is no one to answer, and that is an error.
    pub fn asks(&self, question: &str) -> Result<bool, Error> {
        let unanswered = || {
            let message = format!("there is no terminal to ask: {question}");
            Error::new(Kind::Usage, message).hint("add `--yes`")
        };
        let input = io::stdin();
        if !input.is_terminal() {
            return Err(unanswered());
        }
        let mut answer = String::new();
        let asked = write!(io::stderr(), "{question} [y/N] ");
        let answered = asked.and_then(|()| input.read_line(&mut answer));
        answered.map_err(|_| unanswered())?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    pub fn out_in(&self, zone: &TimeZone) -> Appearance {
        Appearance {
            zone: zone.clone(),
            ..self.out.clone()
        }
    }

    /// The look in which the ids of these articles are as short as is unique.
    pub fn shortening(
        &self,
        look: Appearance,
        articles: impl IntoIterator<Item = Id>,
    ) -> Result<Appearance, Error> {
        let digits = self.library.digits(articles)?;
        Ok(Appearance { digits, ..look })
    }
}

fn counts_line(counts: &str, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    StyledLine::new(counts.to_owned())
        .style(paint::QUIET)
        .write(look, out)
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Told(error)
    }
}

//! `search --queries`: many questions over one open index, on all cores, answered in the order of their lines.
//!
//! ```text
//! reader --line--> workers --answer--> printer
//!    ^                                   |
//!    +------------- room ----------------+
//! ```
//!
//! An answer is printed as soon as all before it are. The reader keeps at most `AHEAD` lines ahead of the printer, so
//! that a file of a million lines takes no more memory than one of a thousand, and a program that writes one line and
//! waits for its answer gets it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::face::{Face, Looks};
use super::queries::{self, Labelled, Labels, Lines};
use super::{Context, Ended, Failed, Outcome};
use crate::answer;
use crate::engine::{Snapshot, threads};
use crate::error::{Error, Kind, Result};
use crate::question::{OwnAliases, Question};
use crate::request::Request;

/// How many lines are read before the first of them is answered, at most.
const AHEAD: usize = 1024;

/// Everything that the answers of a run have in common.
pub struct Run<'a> {
    pub context: &'a Context,
    pub face: &'a Face,
    pub looks: Looks<'a>,
    pub base: Request,
    pub aliases: OwnAliases,
    pub snapshot: &'a dyn Snapshot,
}

/// A line that waits for its answer, in the order of the file.
struct Waiting {
    place: usize,
    /// The label and the question that the line seems to have, where it is none.
    seen: (String, String),
    asked: Result<Labelled>,
}

/// The answer to a line.
struct Answered {
    place: usize,
    bytes: Vec<u8>,
    notes: Vec<String>,
    /// What is said of a refused question where a row cannot say it.
    unsaid: Option<String>,
    ended: Ended,
    /// An error that every other question would meet as well.
    fatal: Option<Error>,
}

/// Answers every question of a file.
pub fn run(file: &Path, run: &Run<'_>) -> Outcome {
    let input = queries::open(file)?;
    let mut printer = Printer::new(run);
    printer.begin()?;
    let (lines, waiting) = mpsc::channel::<Waiting>();
    let waiting = Mutex::new(waiting);
    let (done, answers) = mpsc::channel::<Answered>();
    let (room, taken) = mpsc::sync_channel::<()>(AHEAD);
    // It may wait for a line long after the printer has failed, so it is no thread of the scope.
    let base = run.base.clone();
    let reader = thread::spawn(move || read(Lines::new(input), &lines, &room, &base));
    thread::scope(|workers| {
        for _ in 0..threads() {
            let (waiting, done) = (&waiting, done.clone());
            workers.spawn(move || work(run, waiting, &done));
        }
        drop(done);
        printer.print(&answers, &taken);
        // Workers that have nothing to print for end as well.
        drop(answers);
    });
    let ended = printer.end()?;
    match reader.join() {
        Ok(read) => read.map_err(|error| Error::io(file.display(), &error))?,
        Err(_) => return Err(Error::new(Kind::Io, "newshound has a fault and stopped").into()),
    }
    ended
}

/// Reads lines while there is room.
fn read(
    lines: Lines<impl io::BufRead>,
    waiting: &Sender<Waiting>,
    room: &SyncSender<()>,
    base: &Request,
) -> io::Result<()> {
    let mut labels = Labels::default();
    for (place, line) in lines.enumerate() {
        let line = line?;
        let asked = queries::question(&line, base).and_then(|labelled| {
            labels.take(&labelled.label, line.number)?;
            Ok(labelled)
        });
        let seen = match &asked {
            Ok(_) => Default::default(),
            Err(_) => queries::seen(&line),
        };
        let one = Waiting { place, seen, asked };
        if room.send(()).is_err() || waiting.send(one).is_err() {
            break;
        }
    }
    Ok(())
}

/// Answers lines until there are no more.
fn work(run: &Run<'_>, waiting: &Mutex<Receiver<Waiting>>, done: &Sender<Answered>) {
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(one) = next else { return };
        if done.send(answered(run, one)).is_err() {
            return;
        }
    }
}

fn answered(run: &Run<'_>, Waiting { place, seen, asked }: Waiting) -> Answered {
    let nothing = Answered {
        place,
        bytes: Vec::new(),
        notes: Vec::new(),
        unsaid: None,
        ended: Ended::NothingFound,
        fatal: None,
    };
    let (label, text) = match &asked {
        Ok(labelled) => (labelled.label.clone(), labelled.request.text.clone()),
        Err(_) => seen,
    };
    let answer = asked.and_then(|labelled| {
        let question = run
            .context
            .library
            .read_with(&labelled.request, &run.aliases)?;
        answer_of(run, &labelled.label, &question)
    });
    match answer {
        Ok((bytes, notes, found)) => Answered {
            bytes,
            notes,
            ended: if found {
                Ended::Done
            } else {
                Ended::NothingFound
            },
            ..nothing
        },
        Err(error) if matches!(error.kind, Kind::Index | Kind::Io) => Answered {
            fatal: Some(error),
            ..nothing
        },
        Err(error) => {
            let mut bytes = Vec::new();
            let written = run
                .face
                .refused(&label, &text, &error, run.looks, &mut bytes);
            Answered {
                unsaid: (!matches!(written, Ok(true))).then(|| unsaid(&label, &error)),
                bytes,
                ended: Ended::SomeRejected,
                ..nothing
            }
        }
    }
}

fn unsaid(label: &str, error: &Error) -> String {
    let label = match label {
        "" => String::new(),
        label => format!("{label}: "),
    };
    let hint = error.hint.as_ref().map(|hint| format!("; {hint}"));
    format!("{label}{}{}", error.message, hint.unwrap_or_default())
}

/// An answer as it is printed, its notes, and whether anything was found.
fn answer_of(
    run: &Run<'_>,
    label: &str,
    question: &Question,
) -> Result<(Vec<u8>, Vec<String>, bool)> {
    let mut bytes = Vec::new();
    let (results, written) = match run.face {
        _ if run.context.quiet => (answer::addresses(run.snapshot, question)?.0, Ok(())),
        Face::Ids | Face::Count => {
            let (results, addresses) = answer::addresses(run.snapshot, question)?;
            let written = run
                .face
                .labelled_places(label, &results, &addresses, run.looks, &mut bytes);
            (results, written)
        }
        face => {
            let (results, hits) = answer::begin(run.snapshot, question)?;
            let written = face.labelled(label, &results, hits, run.looks, &mut bytes);
            (results, written)
        }
    };
    written.map_err(|error| {
        error
            .downcast()
            .unwrap_or_else(|error| Error::io("the answer", &error))
    })?;
    let notes = results.notes.iter().map(|note| format!("{label}: {note}"));
    Ok((bytes, notes.collect(), results.total.articles > 0))
}

/// Prints answers in the order of their lines.
struct Printer<'a> {
    run: &'a Run<'a>,
    /// Answers that wait for one before them.
    early: BTreeMap<usize, Answered>,
    next: usize,
    ended: Ended,
    failed: Option<Failed>,
}

impl<'a> Printer<'a> {
    fn new(run: &'a Run<'a>) -> Printer<'a> {
        Printer {
            run,
            early: BTreeMap::new(),
            next: 0,
            ended: Ended::NothingFound,
            failed: None,
        }
    }

    fn begin(&mut self) -> Result<(), Failed> {
        let Run { face, looks, .. } = self.run;
        match self.run.context.quiet {
            true => Ok(()),
            false => self.run.context.print(|out| face.begin(looks.end, out)),
        }
    }

    fn print(&mut self, answers: &Receiver<Answered>, taken: &Receiver<()>) {
        while let Ok(first) = answers.recv() {
            self.early.insert(first.place, first);
            // What is there already is printed with it.
            for more in answers.try_iter() {
                self.early.insert(more.place, more);
            }
            if let Err(failed) = self.print_ready(taken) {
                self.failed = Some(failed);
                return;
            }
        }
    }

    fn print_ready(&mut self, taken: &Receiver<()>) -> Result<(), Failed> {
        let (mut bytes, mut notes, mut fatal) = (Vec::new(), Vec::new(), None);
        while let Some(one) = self.early.remove(&self.next) {
            // There is one for each line that was read.
            taken.recv().ok();
            if one.fatal.is_some() {
                fatal = one.fatal;
                break;
            }
            if self.next > 0 && !one.bytes.is_empty() {
                bytes.extend_from_slice(self.run.face.between());
            }
            self.next += 1;
            bytes.extend(one.bytes);
            notes.extend(one.notes);
            notes.extend(one.unsaid);
            self.ended = match (self.ended, one.ended) {
                (Ended::SomeRejected, _) | (_, Ended::SomeRejected) => Ended::SomeRejected,
                (Ended::Done, _) | (_, Ended::Done) => Ended::Done,
                _ => Ended::NothingFound,
            };
        }
        self.run.context.note(&notes);
        if !self.run.context.quiet {
            self.run.context.print(|out| out.write_all(&bytes))?;
        }
        fatal.map_or(Ok(()), |error| Err(error.into()))
    }

    /// How the run ended, unless printing failed. Of a file without questions that is an error.
    fn end(self) -> Result<Outcome, Failed> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        let Run { face, context, .. } = self.run;
        if !context.quiet {
            context.print(|out| face.end(out))?;
        }
        if self.next == 0 {
            let error = Error::new(Kind::Usage, "there is no question to ask");
            return Ok(Err(error
                .hint("write one question a line: a label, a tab, the question")
                .into()));
        }
        Ok(Ok(self.ended))
    }
}

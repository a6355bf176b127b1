//! `--watch`: the index in step with the corpus until the process is stopped.
//!
//! The right to write is held while a sync runs, and not between. The process may end at any moment: what is in force is
//! then the state before a sync or the one after it.

use std::convert::Infallible;
use std::io::Read;
use std::os::unix::net::UnixStream;
#[cfg(feature = "serve")]
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::{flag, low_level};

use super::{Context, Failed, Outcome, sync};
use crate::corpus::{Heard, Watch};
use crate::error::{Error, Kind, Result};
use crate::record::Receipt;
use crate::render;

/// Without a change for so long, a sync begins.
const CALM: Duration = Duration::from_millis(500);
/// It begins so long after the first change at the latest.
const LONGEST: Duration = Duration::from_secs(10);
/// The pause before what could not be written is tried again; each is twice the one before, up to the last.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);
/// How often a folder is looked for that is gone.
const LOOK: Duration = Duration::from_secs(1);

/// Brings the index up to date, and again after each change, until a signal ends the process.
pub fn run(context: &Context, fresh: bool, json: bool) -> Outcome {
    end_on_signals()?;
    keep(context, fresh, json).map(|never| match never {})
}

/// The same beside what else the process does, for as long as it does that. Why it cannot be done is said, and it is
/// tried again.
#[cfg(feature = "serve")]
pub fn beside(context: Context) {
    let mut before = None;
    let mut pauses = pauses();
    thread::spawn(move || {
        loop {
            let kept = catch_unwind(AssertUnwindSafe(|| keep(&context, false, false)));
            let error = match kept {
                Ok(Ok(never)) => match never {},
                Ok(Err(Failed::Told(error))) => error,
                Ok(Err(Failed::Pipe(error))) => Error::io("standard output", &error),
                Err(_) => Error::new(
                    Kind::Io,
                    "newshound has a fault; the index is not kept in step",
                ),
            };
            if before.as_ref() != Some(&error.message) {
                context.tell(&error);
            }
            before = Some(error.message);
            thread::sleep(pauses.next().unwrap_or(LAST_PAUSE));
        }
    });
}

fn keep(context: &Context, fresh: bool, json: bool) -> std::result::Result<Infallible, Failed> {
    let corpus = context.library.corpus();
    let mut watch = watched(context);
    let (mut is_first, mut is_fresh) = (true, fresh);
    loop {
        let receipt = synced(context, is_fresh)?;
        if let Some(receipt) = receipt {
            if is_first {
                context.say(&format!("Watching `{}`.", corpus.display()));
            }
            if is_first || has_changed(&receipt) {
                told(context, &receipt, json)?;
            }
            (is_first, is_fresh) = (false, false);
        }
        // An index that someone has deleted is built again.
        let is_wanting = || !context.library.is_indexed();
        if corpus.is_dir() && watch.settled(CALM, LONGEST, is_wanting) == Heard::Change {
            continue;
        }
        if !corpus.is_dir() {
            context.say(&format!(
                "`{}` is gone; waiting for it to come back.",
                corpus.display()
            ));
            while !corpus.is_dir() {
                thread::sleep(LOOK);
            }
        }
        watch = watched(context);
    }
}

/// A sync that waits until it can write; `None` where the corpus is gone.
fn synced(context: &Context, fresh: bool) -> Result<Option<Receipt>> {
    let (mut before, mut pauses) = (None, pauses());
    loop {
        let failed = match sync::sync(context, fresh) {
            Ok(receipt) => return Ok(Some(receipt)),
            Err(_) if before.is_some() && !context.library.corpus().is_dir() => return Ok(None),
            Err(error) if matches!(error.kind, Kind::Busy | Kind::Io) => error,
            Err(error) => return Err(error),
        };
        if before.as_ref() != Some(&failed.message) {
            context.say(&format!(
                "Trying again until it can be written: {}.",
                failed.message
            ));
        }
        before = Some(failed.message);
        thread::sleep(pauses.next().unwrap_or(LAST_PAUSE));
    }
}

fn pauses() -> impl Iterator<Item = Duration> {
    std::iter::successors(Some(FIRST_PAUSE), |pause| {
        Some((*pause * 2).min(LAST_PAUSE))
    })
}

/// Watches the corpus; where the system does not say what changes, every few seconds.
fn watched(context: &Context) -> Watch {
    context.library.watch().unwrap_or_else(|error| {
        context.say(&format!(
            "Looking for changes every few seconds: {}.",
            error.message
        ));
        Watch::unaided(context.library.corpus())
    })
}

fn has_changed(receipt: &Receipt) -> bool {
    receipt.added + receipt.replaced + receipt.removed + receipt.displaced + receipt.problem_count
        > 0
}

fn told(context: &Context, receipt: &Receipt, json: bool) -> std::result::Result<(), Failed> {
    if json {
        context.print(|out| render::json::receipt_line(receipt, out))?;
    }
    sync::report(context, receipt);
    Ok(())
}

/// Ends the process when it is asked to: with 130 for an interrupt from the keyboard, with 0 for others.
fn end_on_signals() -> Result<()> {
    let failed = |error: std::io::Error| Error::io("signals", &error);
    let (mut heard, sent) = UnixStream::pair().map_err(failed)?;
    let which = Arc::new(AtomicUsize::new(0));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let number = usize::try_from(signal).unwrap_or_default();
        flag::register_usize(signal, Arc::clone(&which), number).map_err(failed)?;
        low_level::pipe::register(signal, sent.try_clone().map_err(failed)?).map_err(failed)?;
    }
    thread::spawn(move || {
        let _ = heard.read(&mut [0]);
        let interrupted =
            which.load(Ordering::SeqCst) == usize::try_from(SIGINT).unwrap_or_default();
        // Other threads may be writing: nothing of theirs is waited for.
        low_level::exit(match interrupted {
            true => i32::from(Kind::Cancelled.exit_code()),
            false => 0,
        });
    });
    Ok(())
}

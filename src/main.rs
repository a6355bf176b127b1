//! The command: reads the arguments, runs the verb, prints the error, leaves with its code.

use std::process::ExitCode;

use anyhow::Context;
use jiff::Timestamp;
use newshound::command::{self, World};
use newshound::error::{Error, Kind};
use newshound::source;

/// Building an index takes a seventh less work with it than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    if arguments
        .next()
        .is_some_and(|first| first == source::ISOLATED)
    {
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
        return ExitCode::from(source::isolated(arguments, &mut input, &mut output));
    }
    let code = run().unwrap_or_else(|error| {
        let error = error.downcast().unwrap_or_else(|other| {
            // Neither the arguments nor a verb failed: the surroundings did.
            Error::new(Kind::Io, format!("{other:#}"))
        });
        command::fail(&error)
    });
    ExitCode::from(code)
}

fn run() -> anyhow::Result<u8> {
    let said = now_said()?;
    let world = World {
        now: said.unwrap_or_else(Timestamp::now),
        clock: Timestamp::now,
        is_now_said: said.is_some(),
        folder: std::env::current_dir().context("the working folder is gone")?,
    };
    // Without a name of its own the program still reads everything that needs no process of its own.
    if let Ok(program) = std::env::current_exe() {
        source::isolated_by(program);
    }
    if command::answer_shell(std::env::args_os(), &world) {
        return Ok(0);
    }
    let cli = match command::read(std::env::args_os(), &world) {
        Ok(cli) => cli,
        Err(code) => return Ok(code),
    };
    if !cli.is_verbose() {
        // A fault is shown as an error; with `-v` also where in the code it is.
        std::panic::set_hook(Box::new(|_| {}));
    }
    Ok(command::run(&cli, &world))
}

/// The moment of the run is `NEWSHOUND_NOW` where that is set, such as `2026-03-01T12:00:00Z`.
fn now_said() -> Result<Option<Timestamp>, Error> {
    match std::env::var("NEWSHOUND_NOW") {
        Ok(text) if !text.is_empty() => text.parse().map(Some).map_err(|_| {
            let message = format!("NEWSHOUND_NOW=`{text}` is not a time");
            Error::new(Kind::Usage, message).hint("write `2026-03-01T12:00:00Z`")
        }),
        _ => Ok(None),
    }
}

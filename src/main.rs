//! The command: reads the arguments, runs the verb, prints the error, leaves with its code.

use std::process::ExitCode;

use jiff::Timestamp;
use newshound::command::{self, World};
use newshound::error::{Error, Kind, Result};

/// Building an index takes a seventh less work with it than with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let world = match world() {
        Ok(world) => world,
        Err(error) => {
            eprintln!("error: {error}");
            error.hint.iter().for_each(|hint| eprintln!("hint: {hint}"));
            return ExitCode::from(error.kind.exit_code());
        }
    };
    let code = command::read(std::env::args_os()).map(|cli| command::run(&cli, &world));
    ExitCode::from(code.unwrap_or_else(|code| code))
}

/// The clock is `NEWSHOUND_NOW` where that is set, such as `2026-03-01T12:00:00Z`.
fn world() -> Result<World> {
    let now = match std::env::var("NEWSHOUND_NOW") {
        Err(_) => Timestamp::now(),
        Ok(text) if text.is_empty() => Timestamp::now(),
        Ok(text) => text.parse().map_err(|_| {
            let message = format!("NEWSHOUND_NOW=`{text}` is not a time");
            Error::new(Kind::Usage, message).hint("write `2026-03-01T12:00:00Z`")
        })?,
    };
    let folder = std::env::current_dir().map_err(|error| Error::io(".", &error))?;
    Ok(World { now, folder })
}

//! The command: reads the arguments, runs the verb, prints the error, leaves with its code.

use std::process::ExitCode;

use newshound::command::{self, World};

fn main() -> ExitCode {
    let world = match World::of_process() {
        Ok(world) => world,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(error.kind.exit_code());
        }
    };
    ExitCode::from(command::run(&command::read(std::env::args_os()), &world))
}

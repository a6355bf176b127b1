//! Whole processes: how long one takes and how much memory it holds at most.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use nix::sys::resource::{UsageWho, getrusage};

/// The cost of one run of newshound.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub time: Duration,
    /// Resident at most, in bytes.
    pub peak: u64,
}

const BETWEEN: &str = "--cost-of";

/// Call first in `main`: a bench that measures memory starts itself again between itself and
/// the process that it measures, because the system counts a child from the size of its parent.
/// Returns whether this was such a start.
pub fn is_between() -> anyhow::Result<bool> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != BETWEEN) {
        return Ok(false);
    }
    let program = arguments.next().context("no program is named")?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status()?;
    let time = start.elapsed();
    let kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss();
    let code = status.code().unwrap_or(-1);
    println!("{code} {} {kilobytes}", time.as_nanos());
    Ok(true)
}

/// The cost of a run of newshound with these arguments.
pub fn cost(arguments: &[&str]) -> anyhow::Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .args([BETWEEN, env!("CARGO_BIN_EXE_newshound")])
        .args(arguments)
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    let numbers: Vec<i64> = said
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    // 1 is how newshound says that nothing was found.
    let &[0 | 1, nanoseconds, kilobytes] = numbers.as_slice() else {
        bail!("`newshound {}` failed", arguments.join(" "));
    };
    Ok(Cost {
        time: Duration::from_nanos(nanoseconds.unsigned_abs()),
        peak: kilobytes.unsigned_abs() * 1024,
    })
}

/// The flags that say where corpus and index are.
pub fn place<'a>(corpus: &'a Path, index: &'a Path) -> anyhow::Result<[&'a str; 4]> {
    let text = |path: &'a Path| path.to_str().context("a folder's name is not Unicode");
    Ok(["--corpus", text(corpus)?, "--index", text(index)?])
}

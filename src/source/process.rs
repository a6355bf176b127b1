//! A process of its own for what may fail in ways that cannot be caught: too much memory, no end, a crash.
//!
//! The program starts itself again. The child limits itself, reads its input from a file as standard input and writes
//! one line of JSON to another as standard output: no pipe can fill up, and whatever the child does, the parent says
//! what went wrong.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

#[cfg(feature = "pdf")]
use nix::sys::resource::getrlimit;
use nix::sys::resource::{Resource, setrlimit};

use super::limits::{Limit, Limits, Size};
use super::spool::Spool;
use crate::record::Problem;

/// The argument by which the program knows that it is the child; no verb is called so.
pub const ISOLATED: &str = "--isolated";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that starts as a child: one whose `main` begins with [`isolated`] where its first argument is
/// [`ISOLATED`]. Named once; without it, what needs a process of its own is not read.
pub fn isolated_by(program: impl Into<PathBuf>) {
    let _ = PROGRAM.set(program.into());
}

/// Work that is done in a child: bytes to one line of JSON.
pub(super) type Work = fn(&[u8], &Limits) -> String;

/// The work that a child can be asked for, by its name.
const WORKS: &[(&str, Work)] = &[("pdf", super::pdf::work)];

/// Does the work that the arguments after [`ISOLATED`] name, within the limits that they name. Returns the exit code.
pub fn isolated(
    arguments: impl Iterator<Item = OsString>,
    input: &mut impl Read,
    output: &mut impl Write,
) -> u8 {
    let mut arguments = arguments.filter_map(|argument| argument.into_string().ok());
    let name = arguments.next().unwrap_or_default();
    let limits = arguments.filter_map(|limit| limit.parse::<Limit>().ok());
    let limits = limits.fold(Limits::default(), Limits::with);
    let Some((_, work)) = WORKS.iter().find(|work| work.0 == name) else {
        return FAILED;
    };
    let mut bytes = Vec::new();
    if confine(&limits).is_err() {
        return FAILED;
    }
    match input.take(limits.file).read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::OutOfMemory => return TOO_LARGE,
        Err(_) => return FAILED,
    }
    let reply = catch_unwind(AssertUnwindSafe(|| work(&bytes, &limits)));
    match reply {
        Ok(reply) if writeln!(output, "\n{reply}").is_ok() => 0,
        Ok(_) => FAILED,
        Err(_) => PANICKED,
    }
}

/// The exit codes of a child that could not do its work, had no room for its input, panicked.
const FAILED: u8 = 1;
const TOO_LARGE: u8 = 2;
const PANICKED: u8 = 101;

/// A child computes at most so many times the seconds of its limit, however long its document is.
const LONGEST: u64 = 20;

/// Time passes while others compute: a child is killed after so many times the seconds that it may compute.
const WAITED: u32 = 4;

/// Pages that may take as long as the whole of a short document.
#[cfg(feature = "pdf")]
const PAGES: u64 = 50;

/// What the program itself takes, where the system does not say.
const PROGRAM_BYTES: u64 = 300 << 20;

/// A text takes so many times its bytes as JSON.
const AS_JSON: u64 = 6;

/// Limits this process.
fn confine(limits: &Limits) -> nix::Result<()> {
    let memory = program_bytes().saturating_add(limits.memory);
    let output = limits
        .article
        .saturating_mul(AS_JSON)
        .saturating_add(1 << 20);
    let longest = limits.seconds.saturating_mul(LONGEST);
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    setrlimit(Resource::RLIMIT_FSIZE, output, output)?;
    setrlimit(Resource::RLIMIT_AS, memory, memory)?;
    setrlimit(Resource::RLIMIT_CPU, limits.seconds, longest)
}

/// Allows this process the time that a document of so many pages takes.
#[cfg(feature = "pdf")]
pub(super) fn allow_pages(pages: u64, limits: &Limits) {
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_CPU) {
        let seconds = limits
            .seconds
            .saturating_add(limits.seconds.saturating_mul(pages) / PAGES);
        let _ = setrlimit(Resource::RLIMIT_CPU, seconds.min(most), most);
    }
}

/// The address space that the program takes before it has read anything.
fn program_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let size = lines.find_map(|line| line.strip_prefix("VmSize:"));
    let kilobytes = size.and_then(|size| size.trim().strip_suffix("kB")?.trim().parse().ok());
    kilobytes.map_or(PROGRAM_BYTES, |kilobytes: u64| {
        kilobytes.saturating_mul(1024)
    })
}

/// The JSON that a child makes of the bytes.
pub(super) fn run(name: &str, bytes: Spool, limits: &Limits) -> Result<String, Problem> {
    let Some(program) = PROGRAM.get() else {
        return Err(Problem::whole(
            "it is read in a process of its own, and no program was named for that",
        ));
    };
    let failed = |error: io::Error| Problem::failed(&error);
    let mut input = bytes.into_file().map_err(failed)?;
    input.rewind().map_err(failed)?;
    let mut output = tempfile::tempfile().map_err(failed)?;
    let errors = output.try_clone().map_err(failed)?;
    let command = command(program, name, limits)
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(output.try_clone().map_err(failed)?))
        .stderr(Stdio::from(errors))
        .spawn();
    let mut child = Reaped(command.map_err(failed)?);
    let seconds = limits.seconds.saturating_mul(LONGEST);
    let deadline = Duration::from_secs(seconds).saturating_mul(WAITED);
    let status = child.wait(deadline).map_err(failed)?;
    let said = text_of(&mut output).map_err(failed)?;
    match status {
        Some(status) if status.success() => {
            let reply = said.lines().next_back().unwrap_or_default();
            Ok(reply.to_owned())
        }
        status => Err(Problem::whole(reason(status, &said, limits))),
    }
}

fn command(program: &PathBuf, name: &str, limits: &Limits) -> Command {
    let mut command = Command::new(program);
    command
        .args([ISOLATED, name])
        .arg(format!("seconds={}", limits.seconds))
        .arg(format!("memory={}", limits.memory))
        .arg(format!("article={}", limits.article))
        .arg(format!("file={}", limits.file))
        // Address space that is only set aside counts as taken.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .env("RAYON_NUM_THREADS", "1")
        .env_remove("RUST_BACKTRACE");
    command
}

fn text_of(output: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    output.rewind()?;
    output.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Why a child gave nothing, and what would help; `None` for one that was killed.
fn reason(status: Option<ExitStatus>, said: &str, limits: &Limits) -> String {
    let Limits {
        memory, seconds, ..
    } = *limits;
    let too_long = || {
        let more = seconds.saturating_mul(10);
        format!("reading it took too long; `--max seconds={more}` allows it more time")
    };
    let Some(status) = status else {
        return too_long();
    };
    let is_code = |code: u8| status.code() == Some(code.into());
    if is_code(TOO_LARGE) || said.contains("memory allocation of") {
        let more = Size(memory.saturating_mul(4));
        let more = more.to_string().replace(' ', "");
        let memory = Size(memory);
        return format!(
            "reading it took more than {memory} of memory; `--max memory={more}` allows it more"
        );
    }
    match status.signal() {
        Some(libc::SIGXCPU | libc::SIGKILL) => too_long(),
        Some(libc::SIGXFSZ) => format!(
            "the text is longer than {}, the most that is read as one article",
            Size(limits.article)
        ),
        _ if said.contains("overflowed its stack") => {
            "its parts lie too deep in one another".into()
        }
        None if is_code(PANICKED) => "its reader panicked".into(),
        None => "its reader failed".into(),
        Some(_) => "its reader crashed".into(),
    }
}

/// A child that never outlives its parent's interest in it.
struct Reaped(Child);

impl Reaped {
    /// How the child ended; nothing if it had to be killed.
    fn wait(&mut self, most: Duration) -> io::Result<Option<ExitStatus>> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            if start.elapsed() > most {
                return Ok(None);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

impl Drop for Reaped {
    fn drop(&mut self) {
        // Fails only where it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

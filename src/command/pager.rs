//! What does not fit on the screen goes through a pager, as git does it.
//!
//! The pager is `NEWSHOUND_PAGER`, else `PAGER`, else `less`; nothing or `cat` is none. It comes from the
//! environment alone, never from a corpus.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGINT;

/// A pager and the screen before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// For the shell.
    command: String,
    /// The lines of the screen.
    height: usize,
}

/// Lines of a terminal that does not say how many it has.
const UNKNOWN_HEIGHT: usize = 24;

/// The codes by which a shell says that it cannot run a command.
const NOT_RUN: &[i32] = &[126, 127];

impl Pager {
    /// The pager of this process; `None` where standard output is no terminal, or one that cannot go back.
    pub fn find() -> Option<Pager> {
        let term = std::env::var("TERM").unwrap_or_default();
        if !io::stdout().is_terminal() || term.is_empty() || term == "dumb" {
            return None;
        }
        let set = ["NEWSHOUND_PAGER", "PAGER"].map(std::env::var_os);
        let set = set.into_iter().flatten().next();
        let command = match set {
            Some(command) => command.into_string().ok()?,
            None => "less".to_owned(),
        };
        let command = command.trim().to_owned();
        if command.is_empty() || command == "cat" {
            return None;
        }
        let size = terminal_size::terminal_size_of(io::stdout());
        let height = size.map_or(0, |(_, terminal_size::Height(lines))| usize::from(lines));
        Some(Pager {
            command,
            height: if height == 0 { UNKNOWN_HEIGHT } else { height },
        })
    }

    /// Whether so many lines fit on the screen, with the prompt below them.
    pub fn fits(&self, lines: usize) -> bool {
        lines < self.height
    }

    /// Whether it can begin at another line than the first.
    pub fn goes_to_lines(&self) -> bool {
        let program = self.command.split_whitespace().next().unwrap_or_default();
        program.rsplit('/').next() == Some("less")
    }

    /// Shows a text from a line on, counted from 0, until the person leaves. Returns whether the pager ran.
    pub fn show(&self, text: &[u8], opens_at: usize) -> bool {
        // An interrupt is for the pager, which outlives it.
        let interrupted = Arc::new(AtomicBool::new(false));
        let heard = signal_hook::flag::register(SIGINT, interrupted);
        let mut command = Command::new("sh");
        command.arg("-c").arg(self.line(opens_at));
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        let Ok(mut pager) = command.stdin(Stdio::piped()).spawn() else {
            return false;
        };
        if let Some(mut input) = pager.stdin.take() {
            // A pager that is left early does not read to the end.
            let _ = input.write_all(text);
        }
        let ended = pager.wait();
        if let Ok(heard) = heard {
            signal_hook::low_level::unregister(heard);
        }
        let code = ended.ok().and_then(|status| status.code());
        !code.is_some_and(|code| NOT_RUN.contains(&code))
    }

    /// The command line of the shell.
    fn line(&self, opens_at: usize) -> String {
        if opens_at > 0 && self.goes_to_lines() {
            format!("{} +{}g", self.command, opens_at + 1)
        } else {
            self.command.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_begins_where_it_shall_and_others_at_the_top() {
        let line = |command: &str, at| {
            let command = command.to_owned();
            Pager {
                command,
                height: 24,
            }
            .line(at)
        };
        assert_eq!(line("less -S", 11), "less -S +12g");
        assert_eq!(line("/usr/bin/less", 11), "/usr/bin/less +12g");
        assert_eq!(line("less", 0), "less");
        assert_eq!(line("more -d", 11), "more -d");
        assert_eq!(line("lessfilter", 11), "lessfilter");
    }
}

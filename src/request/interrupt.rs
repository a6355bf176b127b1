//! Stopping an evaluation before its end: a deadline, a cancellation.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, Kind};

/// When an evaluation has to stop.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    /// When the time is up.
    pub deadline: Option<Instant>,
    /// The time that it has from its start.
    pub timeout: Option<Duration>,
    /// Set from outside, by any thread.
    pub cancelled: Option<Arc<AtomicBool>>,
}

/// Why an evaluation stopped before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The deadline has passed.
    TimedOut,
    /// The answer is no longer wanted.
    Cancelled,
}

impl Interrupt {
    /// Stops nothing.
    pub const fn none() -> Interrupt {
        Interrupt {
            deadline: None,
            timeout: None,
            cancelled: None,
        }
    }

    /// Stops after some time from now, or when it is cancelled.
    pub fn after(timeout: Option<Duration>, cancelled: Option<Arc<AtomicBool>>) -> Interrupt {
        Interrupt {
            // A time that no clock can count to never comes.
            deadline: timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
            timeout,
            cancelled,
        }
    }

    /// The same with all of its time from now: what was waited for until here is not held against it.
    pub fn restarted(self) -> Interrupt {
        match self.timeout {
            Some(_) => Interrupt::after(self.timeout, self.cancelled),
            None => self,
        }
    }

    /// Fails once the deadline has passed or the evaluation was cancelled. Reads the clock at most.
    #[inline]
    pub fn check(&self) -> Result<(), Stopped> {
        if let Some(cancelled) = &self.cancelled
            && cancelled.load(Ordering::Relaxed)
        {
            return Err(Stopped::Cancelled);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Stopped::TimedOut),
            _ => Ok(()),
        }
    }
}

/// Counts the steps of long loops, and checks an interrupt every few thousand of them.
#[derive(Debug)]
pub struct Steps<'a> {
    interrupt: &'a Interrupt,
    /// Before the next check.
    left: Cell<usize>,
}

impl<'a> Steps<'a> {
    const BETWEEN_CHECKS: usize = 4096;

    /// Counts from 0.
    pub fn new(interrupt: &'a Interrupt) -> Steps<'a> {
        Steps {
            interrupt,
            left: Cell::new(Steps::BETWEEN_CHECKS),
        }
    }

    /// Takes some steps of about ten nanoseconds each.
    #[inline]
    pub fn take(&self, steps: usize) -> Result<(), Stopped> {
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => self.check(),
        }
    }

    #[cold]
    fn check(&self) -> Result<(), Stopped> {
        self.left.set(Steps::BETWEEN_CHECKS);
        self.interrupt.check()
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Stopped::TimedOut => "the time limit has passed",
            Stopped::Cancelled => "the question was cancelled",
        })
    }
}

impl std::error::Error for Stopped {}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Error {
        match stopped {
            Stopped::TimedOut => Error::new(
                Kind::TimedOut,
                "the question took longer than it may and was given up",
            )
            .hint("ask for rarer words or for fewer with `*` or in `/…/`, or give it more time"),
            Stopped::Cancelled => Error::new(Kind::Cancelled, "the question was cancelled"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn nothing_stops_without_a_deadline_or_a_cancellation() {
        assert_eq!(Interrupt::none().check(), Ok(()));
        let far = Instant::now() + Duration::from_secs(3600);
        let interrupt = Interrupt {
            deadline: Some(far),
            cancelled: Some(Arc::default()),
            ..Interrupt::none()
        };
        assert_eq!(interrupt.check(), Ok(()));
        assert_eq!(Steps::new(&interrupt).take(1_000_000), Ok(()));
    }

    #[test]
    fn an_evaluation_stops_at_its_deadline_or_when_it_is_cancelled() {
        let mut interrupt = Interrupt {
            deadline: Some(Instant::now()),
            cancelled: Some(Arc::default()),
            ..Interrupt::none()
        };
        assert_eq!(interrupt.check(), Err(Stopped::TimedOut));
        let cancelled = Arc::new(AtomicBool::new(true));
        interrupt.cancelled = Some(cancelled);
        assert_eq!(interrupt.check(), Err(Stopped::Cancelled));
    }

    #[test]
    fn a_restart_gives_the_whole_time_again() {
        let spent = Interrupt {
            deadline: Some(Instant::now()),
            timeout: Some(Duration::from_secs(3600)),
            ..Interrupt::none()
        };
        assert_eq!(spent.check(), Err(Stopped::TimedOut));
        assert_eq!(spent.restarted().check(), Ok(()));
    }

    #[test]
    fn a_loop_is_stopped_within_some_thousand_steps() {
        let interrupt = Interrupt {
            deadline: Some(Instant::now()),
            ..Interrupt::none()
        };
        let steps = Steps::new(&interrupt);
        let taken = (0..10_000).take_while(|_| steps.take(1).is_ok()).count();
        assert!((1..=Steps::BETWEEN_CHECKS).contains(&taken), "{taken}");
    }
}

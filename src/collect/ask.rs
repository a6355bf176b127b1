//! One polite request: the host held for ourselves, its robots.txt obeyed, a pause kept.

use std::io::{self, ErrorKind};
use std::sync::PoisonError;
use std::thread::sleep;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::Collector;
use crate::corpus::{self, HeldHost, Robots, Visit};
use crate::error::reason;
use crate::web::robots::Rules;
use crate::web::{Answer, Failure, FailureKind, Validators};

/// A robots.txt is asked for again after a day (RFC 9309, section 2.4).
const ROBOTS_LAST: SignedDuration = SignedDuration::from_hours(24);

/// A host that fails is left alone for so long, and twice as long each time it fails again.
const FIRST_BACK_OFF: SignedDuration = SignedDuration::from_mins(15);
const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_hours(24);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A person, who knows that the host failed before.
    Person,
    /// A run of `pull`, which leaves a host alone that fails.
    Pull,
}

/// The host that is asked, with its origin.
type Held = Option<(String, HeldHost)>;

impl Collector<'_> {
    /// Asks for an address. What the host sent when it was visited need not be sent again: then the status is 304.
    pub(super) fn ask(
        &self,
        address: &Url,
        asker: Asker,
        visit: &Visit,
    ) -> Result<Answer, Failure> {
        let mut held: Held = None;
        let validators = Validators {
            etag: visit.etag.clone(),
            modified: visit.modified.clone(),
        };
        let mut before = |next: &Url| {
            self.hold(next, &mut held)?;
            match &mut held {
                Some((_, host)) => self.may_ask(next, host, asker),
                None => Ok(()),
            }
        };
        let now = || self.now();
        let answer = self.client.get(address, &validators, &now, &mut before);
        let failed = match &answer {
            Err(failure) => Some(failure.clone()),
            Ok(answer) => answer.failure(self.now()),
        };
        if let Some((origin, host)) = &mut held {
            self.note(host, failed.as_ref());
            let origin = Url::parse(origin).unwrap_or_else(|_| address.clone());
            self.write(&origin, host)?;
        }
        match failed {
            Some(failure) => Err(failure),
            None => answer,
        }
    }

    /// The memory of an address.
    pub(super) fn visit(&self, address: &Url) -> Result<Visit, Failure> {
        let host = self.host(address)?;
        let visit = host.host.visits.get(address.as_str()).cloned();
        // A page that the corpus has lost has to be sent again.
        Ok(visit.filter(|visit| self.has(visit)).unwrap_or_default())
    }

    /// Whether the file is still there in which something was kept.
    pub(super) fn has(&self, visit: &Visit) -> bool {
        let file = visit.file.as_ref();
        file.is_none_or(|file| self.corpus.join(file).is_file())
    }

    /// Remembers something of an address, unless `change` fails. The host is held meanwhile, so that of several
    /// processes each sees what the others remembered.
    pub(super) fn remember<T>(
        &self,
        address: &Url,
        change: impl FnOnce(&mut Visit) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut host = self.host(address)?;
        let done = change(host.host.visits.entry(address.to_string()).or_default())?;
        self.write(address, &host)?;
        Ok(done)
    }

    /// Remembers what is known of the host of an address now; where nothing is kept, only for this run.
    fn write(&self, address: &Url, held: &HeldHost) -> Result<(), Failure> {
        if self.keeps {
            return held.keep().map_err(|error| unkept(&error));
        }
        let origin = address.origin().ascii_serialization();
        let mut known = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(origin, held.host.clone());
        Ok(())
    }

    fn host(&self, address: &Url) -> Result<HeldHost, Failure> {
        if !self.keeps {
            let mut known = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let origin = address.origin().ascii_serialization();
            let host = known.entry(origin);
            let host =
                host.or_insert_with(|| corpus::host(&self.corpus, address).unwrap_or_default());
            return Ok(HeldHost::known(host.clone()));
        }
        HeldHost::take(&self.corpus, address, self.wait).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => Failure::new(FailureKind::Later, reason(&error)),
            _ => unkept(&error),
        })
    }

    /// Holds the host of an address in the place of the one before: never two at once, so that two processes cannot
    /// wait for one another.
    fn hold(&self, address: &Url, held: &mut Held) -> Result<(), Failure> {
        let origin = address.origin().ascii_serialization();
        if held.as_ref().is_some_and(|(other, _)| *other == origin) {
            return Ok(());
        }
        drop(held.take());
        *held = Some((origin, self.host(address)?));
        Ok(())
    }

    /// Waits until a host may be asked, and notes that it is.
    fn may_ask(&self, address: &Url, held: &mut HeldHost, asker: Asker) -> Result<(), Failure> {
        let now = self.now();
        let name = address.host_str().unwrap_or_default();
        let host = &held.host;
        let later = |why: String| Err(Failure::new(FailureKind::Later, why));
        if let Some(until) = host.leave_until.filter(|until| *until > now) {
            return later(format!("`{name}` asked to be left alone until {until:.0}"));
        }
        if let Some(from) = host.retry_from.filter(|from| *from > now)
            && asker == Asker::Pull
        {
            let times = match host.failures {
                0 | 1 => "failed".to_owned(),
                times => format!("failed {times} times"),
            };
            return later(format!(
                "`{name}` {times} and is asked again from {from:.0} on"
            ));
        }
        let rules = self.rules(address, held)?;
        let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
        if !rules.allow(path) {
            let why = format!("the robots.txt of `{name}` asks programs not to fetch `{path}`");
            let hint = "save the page from a browser and `newshound add FILE`";
            return Err(Failure::refused(why).hint(hint));
        }
        let pause = rules.delay().unwrap_or_default().max(self.pause);
        if let Some(asked) = held.host.asked {
            let since = Duration::try_from(self.now().duration_since(asked)).unwrap_or_default();
            sleep(pause.saturating_sub(since));
        }
        held.host.asked = Some(self.now());
        self.write(address, held)
    }

    fn rules(&self, address: &Url, held: &mut HeldHost) -> Result<Rules, Failure> {
        let now = self.now();
        let is_fresh = |robots: &&Robots| {
            let age = now.duration_since(robots.at);
            age.abs() < ROBOTS_LAST
        };
        if let Some(robots) = held.host.robots.as_ref().filter(is_fresh) {
            return Ok(Rules::parse(robots.text.as_bytes()));
        }
        let bytes = self.client.robots(address, &|| now)?;
        let rules = Rules::parse(&bytes);
        held.host.asked = Some(self.now());
        held.host.robots = Some(Robots {
            at: now,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        });
        Ok(rules)
    }

    /// Remembers whether a host answered.
    fn note(&self, held: &mut HeldHost, failed: Option<&Failure>) {
        let (now, host) = (self.now(), &mut held.host);
        let is_failing = |failure: &&Failure| failure.kind == FailureKind::Failing;
        if failed.is_some_and(|failure| failure.kind == FailureKind::Later) {
            return;
        }
        let Some(failure) = failed.filter(is_failing) else {
            host.failures = 0;
            host.retry_from = None;
            host.leave_until = host.leave_until.filter(|until| *until > now);
            return;
        };
        host.failures = host.failures.saturating_add(1);
        let times = 1i32 << (host.failures - 1).min(10);
        let back_off = (FIRST_BACK_OFF * times).min(LONGEST_BACK_OFF);
        host.retry_from = later(now, back_off);
        if let Some(wait) = failure.retry_after {
            let wait = SignedDuration::try_from(wait).unwrap_or_default();
            host.leave_until = later(now, wait.min(LONGEST_BACK_OFF));
        }
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Option<Timestamp> {
    now.checked_add(by).ok()
}

/// The failure to write into the corpus.
pub fn unkept(error: &io::Error) -> Failure {
    let why = format!("the corpus cannot be written to: {}", reason(error));
    Failure::new(FailureKind::Unkept, why)
}

//! Notices that something in a corpus has changed: articles, what is said beside them, corrections.
//!
//! What changed is not said: a sync finds it. Changes of the index, of copies on their way in and of other hidden files are
//! none.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::catalogue::FOLDER as CATALOGUE;

/// A folder that is looked at until this is dropped.
pub struct Watch {
    root: PathBuf,
    identity: Option<(u64, u64)>,
    /// One that is waiting says as much as a thousand.
    events: Receiver<()>,
    /// None where the system cannot say what changes.
    watcher: Option<RecommendedWatcher>,
}

/// What is heard of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Something has changed.
    Change,
    /// Nothing, for as long as was waited.
    Nothing,
    /// Its folder is not where it was.
    Gone,
}

/// How often a folder is looked at that the system says nothing of, and whether it is there at all.
const LOOK: Duration = Duration::from_secs(2);
/// How often there may be a change where the system says nothing of changes.
const PERHAPS: Duration = Duration::from_secs(10);

impl Watch {
    /// Watches a corpus whose index lies in this folder; with `follow`, also what links lead to.
    ///
    /// Fails where the system watches no more folders; then `Watch::unaided` does without it.
    pub fn new(root: &Path, index: &Path, follow: bool) -> io::Result<Watch> {
        let real = root.canonicalize()?;
        let index = index.canonicalize();
        let index = index.or_else(|_| std::path::absolute(root.join(".newshound")))?;
        let (sender, events) = sync_channel(1);
        let (within, of_index) = (real.clone(), index);
        let heard = move |event: notify::Result<Event>| {
            // What cannot be said may be anything.
            if event.map_or(true, |event| counts(&event, &within, &of_index)) {
                // One that waits already says as much.
                let _ = sender.try_send(());
            }
        };
        let config = Config::default().with_follow_symlinks(follow);
        let mut watcher = RecommendedWatcher::new(heard, config).map_err(failed)?;
        watcher
            .watch(&real, RecursiveMode::Recursive)
            .map_err(failed)?;
        Ok(Watch {
            identity: identity(root),
            root: root.to_owned(),
            events,
            watcher: Some(watcher),
        })
    }

    /// The same where the system does not help: every few seconds there may be a change.
    pub fn unaided(root: &Path) -> Watch {
        let (_, events) = sync_channel(1);
        Watch {
            identity: identity(root),
            root: root.to_owned(),
            events,
            watcher: None,
        }
    }

    /// Waits until something has changed, and then until nothing has for a `calm`, but no longer than `longest` after the first
    /// change. What `is_wanting` says besides is as good as a change; it is asked now and then.
    pub fn settled(
        &self,
        calm: Duration,
        longest: Duration,
        is_wanting: impl Fn() -> bool,
    ) -> Heard {
        loop {
            if is_wanting() {
                break;
            }
            match self.wait(LOOK) {
                Heard::Nothing => {}
                Heard::Gone => return Heard::Gone,
                Heard::Change => break,
            }
        }
        let first = Instant::now();
        loop {
            let left = longest.saturating_sub(first.elapsed());
            if left.is_zero() || self.watcher.is_none() {
                return Heard::Change;
            }
            match self.wait(calm.min(left)) {
                Heard::Nothing => return Heard::Change,
                Heard::Gone => return Heard::Gone,
                Heard::Change => {}
            }
        }
    }

    /// Waits at most so long for a change.
    fn wait(&self, most: Duration) -> Heard {
        let heard = match self.watcher {
            Some(_) => self.events.recv_timeout(most),
            None => {
                std::thread::sleep(PERHAPS);
                Ok(())
            }
        };
        if self.identity.is_none() || identity(&self.root) != self.identity {
            return Heard::Gone;
        }
        match heard {
            Ok(()) => Heard::Change,
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            // Nothing more will be said.
            Err(RecvTimeoutError::Disconnected) => Heard::Gone,
        }
    }
}

fn identity(folder: &Path) -> Option<(u64, u64)> {
    let meta = fs::metadata(folder).ok()?;
    meta.is_dir().then(|| (meta.dev(), meta.ino()))
}

fn failed(error: notify::Error) -> io::Error {
    match error.kind {
        notify::ErrorKind::Io(error) => error,
        _ => io::Error::other("the system watches no more folders"),
    }
}

/// Whether an event may be a change of what is indexed.
fn counts(event: &Event, root: &Path, index: &Path) -> bool {
    let is_read = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    let is_of_corpus =
        |path: &PathBuf| !path.starts_with(index) && path.strip_prefix(root).is_ok_and(is_read_of);
    event.need_rescan() || !is_read && event.paths.iter().any(is_of_corpus)
}

/// Whether a path within the corpus is one that a sync reads.
fn is_read_of(within: &Path) -> bool {
    let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
    within.starts_with(CATALOGUE) || !within.iter().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag, ModifyKind};

    use super::*;

    #[test]
    fn what_a_sync_does_not_read_is_no_change() {
        let counts_at = |kind: EventKind, path: &str| {
            let event = Event::new(kind).add_path(PathBuf::from(path));
            counts(&event, Path::new("/c"), Path::new("/c/.newshound/index"))
        };
        let made = EventKind::Create(CreateKind::File);
        for path in [
            "/c",
            "/c/a.txt",
            "/c/d/a.txt.meta",
            "/c/.newshound/catalogue/1.txt",
        ] {
            assert!(counts_at(made, path), "{path}");
        }
        for path in [
            "/c/.newshound/index/lock",
            "/c/.newshound/incoming/x",
            "/c/.newshound/rejected.jsonl",
            "/c/.a.txt.swp",
            "/c/.git/index",
            "/d/a.txt",
        ] {
            assert!(!counts_at(made, path), "{path}");
        }
        assert!(!counts_at(EventKind::Access(AccessKind::Read), "/c/a.txt"));
        assert!(counts_at(EventKind::Modify(ModifyKind::Any), "/c/a.txt"));
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(counts(&lost, Path::new("/c"), Path::new("/i")));
    }
}

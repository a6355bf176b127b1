//! The corpus folder: which files are in it, what is said of them from outside, how files come in and
//! go out.
//!
//! The corpus is the truth. A file comes in as it is and is never changed or destroyed; what is
//! removed is moved to `.removed`. A writer that is killed leaves hidden copies at most, and the next
//! one sweeps them away.
//!
//! Not here: formats (`source`), what has to be read and what it replaces (`ingest`).

mod aliases;
mod fingerprint;
mod folder;
mod open;
mod rejected;
mod sidecar;
mod staging;

pub use aliases::{ALIASES, aliases};
pub use fingerprint::{Fingerprint, fingerprint};
pub use folder::{CorpusFile, NOT_UTF8, create, readable, stat, unread, walk, within};
pub use open::{Articles, Opened, articles, bytes, check_sidecar, open, read};
pub use rejected::{rejections, update_rejections};
pub use sidecar::Overrides;
pub use staging::{Staged, describe, set_aside, stage, sweep, under_name};

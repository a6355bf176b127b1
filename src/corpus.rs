//! The corpus folder: which files are in it, what is said of them from outside, how files come in and
//! go out.
//!
//! The corpus is the truth. A file comes in as it is and is never changed or destroyed; what is
//! removed is moved to `.newshound/removed`. A writer that is killed leaves hidden copies at most, and the next
//! one sweeps them away.
//!
//! Not here: formats (`source`), what has to be read and what it replaces (`ingest`).

mod aliases;
mod beats;
mod captures;
pub mod catalogue;
mod corrections;
mod descriptions;
mod feeds;
mod fingerprint;
mod folder;
mod hidden;
mod hosts;
mod marks;
mod open;
mod regular;
mod rejected;
mod saved_page;
mod seen;
mod settings;
mod sidecar;
mod staging;
mod surroundings;
mod watch;

pub use aliases::{ALIASES, aliases};
pub use beats::{BEATS, HeldBeats, Known, Shown, beats, shown};
pub use captures::{CAPTURES, indexed, keep, unindexed};
pub use catalogue::Catalogue;
pub use corrections::{Corrections, Edit, FIELDS as CORRIGIBLE, uncorrected};
pub use feeds::{FEEDS, FollowedFeed, feeds, follow, unfollow};
pub use fingerprint::{Fingerprint, fingerprint};
pub use folder::{
    CorpusFile, NOT_UTF8, create, is_reached, orphans, readable, real_path, stat, unread, walk,
    walk_with, within,
};
pub use hidden::{index as index_within, prepare};
pub use hosts::{HeldHost, Host, Rhythm, Robots, Visit, host};
pub use marks::{Marks, Sketch, are_alike};
pub use open::{
    Articles, Found, Opened, articles, bytes, captured_at, check_sidecar, open, others_can_read,
    read,
};
pub use rejected::{rejections, update_rejections};
pub use seen::{OwnChanges, Seen, is_outdated};
pub use settings::{SETTINGS, settings, settings_within};
pub use sidecar::{Overrides, description};
pub use staging::{
    Staged, describe, move_description, put, replace, set_aside, stage, sweep, under_name,
};
pub use surroundings::{Place, place, system_version};
pub use watch::{Heard, Watch};

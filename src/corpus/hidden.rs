//! The hidden folder of a corpus: what it knows beyond its files.
//!
//! ```text
//! .newshound/
//!   catalogue/        who is who, since when, and what was set right (see `catalogue`)
//!   beats.txt, beats/ questions with a name, and what was shown for them (see `beats`)
//!   removed/          files that were removed, with what was said of them
//!   rejected.jsonl    what `add` did not take in (see `rejected`)
//!   incoming/         copies on their way into the corpus
//!   web/              what is remembered of servers and of the archives of the web (see `captures`, `hosts`)
//!   index/            the index, where the corpus is not named `corpus`
//! ```

use std::fs;
use std::path::{Path, PathBuf};

/// Its name within the corpus.
const HIDDEN: &str = ".newshound";
/// Within the corpus: where removed files go.
pub const REMOVED: &str = ".newshound/removed";
/// Within the corpus: the rejections of `add`.
pub const REJECTED: &str = ".newshound/rejected.jsonl";
/// Within the corpus: copies that are not yet in their place.
pub const INCOMING: &str = ".newshound/incoming";

/// Within the corpus: what is remembered of servers.
pub const WEB: &str = ".newshound/web";

/// Within the corpus: the beats, and what was shown for them.
pub const BEATS: &str = ".newshound/beats.txt";
/// The same.
pub const SHOWN: &str = ".newshound/beats";

/// The folder of an index that lies within its corpus.
pub fn index(corpus: &Path) -> PathBuf {
    corpus.join(HIDDEN).join("index")
}

/// Makes the hidden folder where there is none and the corpus can be written to.
pub fn prepare(corpus: &Path) {
    // Where it cannot be made, writing into it fails later, with an error of its own.
    let _ = fs::create_dir(corpus.join(HIDDEN));
}

/// Where earlier versions kept the same things.
const MOVED: &[(&str, &str)] = &[(".removed", REMOVED), (".rejected.jsonl", REJECTED)];

/// Moves what an earlier version kept to where it is kept now. Only for the holder of the lock.
pub(super) fn adopt(corpus: &Path) {
    for (before, now) in MOVED {
        let (before, now) = (corpus.join(before), corpus.join(now));
        if before.exists() && !now.exists() && fs::create_dir_all(corpus.join(HIDDEN)).is_ok() {
            // What cannot be moved stays where it is, and is hidden there.
            let _ = fs::rename(before, now);
        }
    }
}

//! A dozen small articles, and how they get into an engine.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use newshound::article::{Article, Id};
use newshound::engine::{Engine, Prepared, Snapshot, Task, Writer};
use tempfile::TempDir;

use super::Make;
use crate::oracle::corpora;

/// Nanoseconds since 1970: the 1st of February 2025.
const FIRST_ADDED: i64 = 1_738_368_000_000_000_000;
/// Between the times when two neighbouring articles came in.
const HOURS_5: i64 = 5 * 3_600_000_000_000;

/// The articles of `news.jsonl`: dates, outlets, tags, languages, hyphens, `US` and `us`, amounts,
/// quotations; one of several passages, one without a text, one without a headline, two that are equal.
pub fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
    corpora::articles(&folder, "news.jsonl")
}

/// The same, ready to be put into an engine.
pub fn news() -> Vec<Prepared> {
    prepared(&articles())
}

/// Each came in a few hours after the one before.
pub fn prepared(articles: &[Article]) -> Vec<Prepared> {
    let times = (0..).map(|number| FIRST_ADDED + number * HOURS_5);
    let timed = articles.iter().zip(times);
    timed
        .map(|(article, added)| Prepared::new(article, added))
        .collect()
}

/// An article with a headline and a text, and a key that its id is made of.
pub fn article(key: &str, title: &str, text: &str) -> Prepared {
    let mut article = Article::default();
    article.about.key = Some(key.to_owned());
    article.about.title = Some(title.to_owned());
    article.about.provenance.file = "desk.jsonl".to_owned();
    article.about.provenance.record = 1;
    article.text = text.to_owned();
    Prepared::new(&article, FIRST_ADDED)
}

/// An engine in a folder of its own, which is removed with it.
pub struct Held {
    pub engine: Arc<dyn Engine>,
    make: Make,
    folder: TempDir,
}

impl Held {
    pub fn empty(make: Make) -> Held {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("corpus")).unwrap();
        let engine = make(folder.path());
        Held {
            engine,
            make,
            folder,
        }
    }

    /// With these articles, in one commit.
    pub fn with(make: Make, articles: Vec<Prepared>) -> Held {
        let held = Held::empty(make);
        let mut writer = held.rebuild();
        put(&mut *writer, articles);
        writer.commit().unwrap();
        held
    }

    /// Another engine of the same folder.
    pub fn again(&self) -> Arc<dyn Engine> {
        (self.make)(self.folder.path())
    }

    pub fn rebuild(&self) -> Box<dyn Writer> {
        let lock = self.engine.lock(Duration::ZERO, "rebuild").unwrap();
        lock.rebuild().unwrap()
    }

    pub fn writer(&self) -> Box<dyn Writer> {
        let lock = self.engine.lock(Duration::ZERO, "write").unwrap();
        lock.writer(Task::Few).unwrap()
    }

    /// Changes what is in force, in one commit.
    pub fn change(&self, change: impl FnOnce(&mut dyn Writer)) {
        let mut writer = self.writer();
        change(&mut *writer);
        writer.commit().unwrap();
    }

    pub fn open(&self) -> Arc<dyn Snapshot> {
        self.engine.open().unwrap()
    }

    /// The ids in the last commit, sorted.
    pub fn ids(&self) -> Vec<Id> {
        self.open().ids_beginning("", usize::MAX).unwrap()
    }
}

/// A snapshot of an engine that holds some articles and is never changed.
pub struct Opened {
    snapshot: Arc<dyn Snapshot>,
    /// Keeps the folder.
    _held: Held,
}

pub fn opened(make: Make, articles: Vec<Prepared>) -> Opened {
    let held = Held::with(make, articles);
    Opened {
        snapshot: held.open(),
        _held: held,
    }
}

impl Deref for Opened {
    type Target = dyn Snapshot;

    fn deref(&self) -> &(dyn Snapshot + 'static) {
        &*self.snapshot
    }
}

/// Puts articles that are not there yet.
pub fn put(writer: &mut dyn Writer, articles: Vec<Prepared>) {
    for article in articles {
        writer.put(article, false).unwrap();
    }
}

pub fn ids(articles: &[Prepared]) -> Vec<Id> {
    let mut ids: Vec<Id> = articles.iter().map(|article| article.id).collect();
    ids.sort_unstable();
    ids
}

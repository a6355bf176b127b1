//! Into the corpus and into the index: files are copied as they came, nothing is added twice, and
//! what is not taken in is remembered with its reason.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Read};

use super::arrivals::{Given, Staging};
use super::incoming::Incoming;
use super::pending::PendingFile;
use super::run::{Run, Work};
use super::{Progress, Step, Workspace, build, lost};
use crate::corpus::{self, Overrides, OwnChanges, Staged};
use crate::engine::{Lock, Snapshot, Task};
use crate::error::{Error, Kind, Result, reason};
use crate::record::{FileRecord, Receipt, Rejection};

/// The outcome of one thing given to `add`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// As it was given.
    pub given: String,
    /// Where it is now, or why it was not taken in.
    pub outcome: Outcome,
}

/// What `add` did with one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its name within the corpus.
    Stored(String),
    /// The corpus file that has the same content and of which something else is said now.
    Described(String),
    /// The corpus file that has the same content.
    AlreadyThere(String),
    /// Why not.
    Rejected(String),
}

/// Takes things into the corpus and indexes just them. Without an index, the whole corpus is
/// indexed.
///
/// The `overrides` are kept beside each file, and beside the file that is there already where one has
/// the same content.
pub fn add(
    place: &Workspace,
    incoming: Vec<Incoming>,
    overrides: &Overrides,
    progress: Progress<'_>,
) -> Result<(Vec<Addition>, Receipt)> {
    let failed = |error: &io::Error| Error::io(place.corpus.display(), error);
    place.engine.check_owner()?;
    corpus::create(&place.corpus).map_err(|error| failed(&error))?;
    let lock = place.engine.lock(place.wait, "newshound add")?;
    corpus::prepare(&place.corpus);
    corpus::sweep(&place.corpus);
    let index = if place.engine.exists() {
        Some(place.engine.open()?)
    } else {
        None
    };
    let restored = match index.as_deref() {
        Some(index) => lost::restore(place, index)?,
        None => None,
    };
    let own = place.own_changes();
    let mut intake = Intake::new(place, index.as_deref());
    intake.staging.names_one = overrides.names_one();
    let mut stopped = None;
    let kept = incoming.iter().filter(|one| one.is_there);
    let kept: Vec<String> = kept.map(|one| one.name.clone()).collect();
    let mut given = Vec::new();
    for (number, one) in incoming.into_iter().enumerate() {
        let name = one.exists.then(|| one.name.clone());
        given.push((one.given.clone(), name));
        if let Err(error) = intake.take_in(number, one, overrides) {
            // Everything taken in before is indexed all the same.
            stopped = Some(error);
            break;
        }
    }
    let Intake {
        mut staging,
        to_read,
        ..
    } = intake;
    let arriving = staging.bytes();
    let progress: Progress<'_> = &mut |step: Step| {
        progress(Step {
            all_bytes: step.all_bytes + arriving,
            ..step
        });
    };
    let mut receipt = match index.as_deref() {
        None => build(place, lock, &mut staging, progress)?.0,
        Some(_) if to_read.is_empty() && staging.is_empty() => Receipt::default(),
        Some(index) => index_only(place, index, lock, &to_read, &mut staging, progress)?,
    };
    receipt.notes.extend(restored);
    let additions = additions(given, staging.outcomes);
    let own = if index.is_none() {
        OwnChanges::since_built(&place.corpus, place.engine.folder())
    } else {
        own
    };
    if let Some(own) = own {
        own.end(changed(additions.iter().map(|(_, one)| one)).into_iter());
    }
    let rejected = remember(place, &additions).map_err(|error| failed(&error))?;
    if let Some(error) = stopped.or(staging.stopped) {
        return Err(error);
    }
    // What cannot be noted is read once more.
    let _ = corpus::indexed(&place.corpus, &kept);
    let additions = additions.into_iter().map(|(_, addition)| addition);
    Ok((
        additions.collect(),
        Receipt {
            rejected,
            ..receipt
        },
    ))
}

/// The outcome of each thing that was given, with the name that it should have had; none for what was not there.
fn additions(
    given: Vec<(String, Option<String>)>,
    mut outcomes: HashMap<usize, Outcome>,
) -> Vec<(Option<String>, Addition)> {
    let given = given.into_iter().enumerate();
    let told = given.filter_map(|(number, (given, name))| {
        let outcome = outcomes.remove(&number)?;
        Some((name, Addition { given, outcome }))
    });
    told.collect()
}

/// Remembers what was rejected, and returns how much that was.
fn remember(place: &Workspace, additions: &[(Option<String>, Addition)]) -> io::Result<u64> {
    let (mut rejected, mut taken, mut missing) = (Vec::new(), Vec::new(), 0);
    for (name, Addition { given, outcome }) in additions {
        let Some(name) = name.clone() else {
            missing += u64::from(matches!(outcome, Outcome::Rejected(_)));
            continue;
        };
        let given = given.clone();
        match outcome {
            Outcome::Rejected(reason) => rejected.push(Rejection {
                given,
                name,
                reason: reason.clone(),
            }),
            _ => taken.push((given, name)),
        }
    }
    corpus::update_rejections(&place.corpus, &rejected, &taken)?;
    Ok(rejected.len() as u64 + missing)
}

/// The corpus files that were read.
fn changed<'a>(additions: impl IntoIterator<Item = &'a Addition>) -> BTreeSet<&'a str> {
    let names = additions.into_iter().filter_map(|one| match &one.outcome {
        Outcome::Stored(name) | Outcome::Described(name) => Some(name.as_str()),
        Outcome::AlreadyThere(_) | Outcome::Rejected(_) => None,
    });
    names.collect()
}

/// From this many bytes on, adding is worth all cores.
const BULK_FROM: u64 = 8 << 20;

/// Indexes these files of the corpus, and what arrives.
fn index_only(
    place: &Workspace,
    index: &dyn Snapshot,
    lock: Box<dyn Lock>,
    names: &BTreeSet<String>,
    staging: &mut Staging<'_>,
    progress: Progress<'_>,
) -> Result<Receipt> {
    let mut work = Work::default();
    for name in names {
        let file = corpus::stat(&place.corpus, name).map_err(|error| Error::io(name, &error))?;
        work.add(name, PendingFile::new(place, file, index.file(name)?));
    }
    let bytes = work.changed.iter().map(PendingFile::bytes_to_read);
    let task = if bytes.sum::<u64>() + staging.bytes() > BULK_FROM {
        Task::Bulk
    } else {
        Task::Few
    };
    let writer = lock.writer(task)?;
    let mut run = Run::new(place, writer, Some(index), Receipt::default())?;
    run.carry_out(work, staging, progress)?;
    Ok(run.commit()?.0)
}

/// Takes in what is given, as far as that needs no reading of articles.
struct Intake<'a> {
    place: &'a Workspace,
    index: Option<&'a dyn Snapshot>,
    /// Files that no index tells of, by their length.
    unindexed: HashMap<u64, Vec<String>>,
    staging: Staging<'a>,
    /// Files of the corpus that have to be read.
    to_read: BTreeSet<String>,
}

impl<'a> Intake<'a> {
    fn new(place: &'a Workspace, index: Option<&'a dyn Snapshot>) -> Self {
        let mut unindexed: HashMap<u64, Vec<String>> = HashMap::new();
        if index.is_none() {
            for file in place.walk().flatten() {
                let names = unindexed.entry(file.stats.file.bytes).or_default();
                names.push(file.name);
            }
        }
        Intake {
            place,
            index,
            unindexed,
            staging: Staging::new(&place.corpus, place.limits),
            to_read: BTreeSet::new(),
        }
    }

    /// Takes in one thing. Fails where nothing more can be written.
    fn take_in(&mut self, number: usize, one: Incoming, overrides: &Overrides) -> Result<()> {
        let outcome = match self.stored(number, one, overrides) {
            Ok(None) => return Ok(()),
            Ok(Some(outcome)) => outcome,
            Err(error) if error.kind == Kind::Rejected => Outcome::Rejected(error.message),
            Err(error) => return Err(error),
        };
        if let Outcome::Stored(name) | Outcome::Described(name) = &outcome {
            self.to_read.insert(name.clone());
        }
        self.staging.outcomes.insert(number, outcome);
        Ok(())
    }

    /// The outcome of one thing; nothing yet if that depends on whether there is an article in it.
    fn stored(
        &mut self,
        number: usize,
        one: Incoming,
        overrides: &Overrides,
    ) -> Result<Option<Outcome>> {
        let corpus = &self.place.corpus;
        if let Some(why) = corpus::unread(&one.name) {
            return Err(Error::new(Kind::Rejected, why));
        }
        if one.is_there {
            corpus::open(corpus, &one.name)
                .map_err(|error| Error::new(Kind::Rejected, reason(&error)))?;
            // Where only a part of the file was named, nothing is said of the rest.
            if !one.is_part {
                describe(self.place, &one.name, overrides)?;
            }
            return Ok(Some(Outcome::Stored(one.name)));
        }
        let staged = staged(self.place, one.open)?;
        let given = Given {
            number,
            name: one.name,
            overrides: overrides.over(&one.said),
        };
        let Some(given) = self.staging.join(&staged, given) else {
            return Ok(None);
        };
        let Some((name, is_indexed)) = self.find(&staged, &given.name)? else {
            self.staging.push(staged, given);
            return Ok(None);
        };
        let is_new = describe(self.place, &name, &given.overrides)?;
        Ok(Some(if !is_indexed {
            Outcome::Stored(name)
        } else if is_new {
            Outcome::Described(name)
        } else {
            Outcome::AlreadyThere(name)
        }))
    }

    /// The corpus file with this content, if it is still there, and whether it is indexed or is going
    /// to be. An `add` that was cut off may have left one that is not.
    fn find(&self, staged: &Staged, name: &str) -> Result<Option<(String, bool)>> {
        let corpus = &self.place.corpus;
        let Some(index) = self.index else {
            let same_length = self.unindexed.get(&staged.bytes());
            let mut same_length = same_length.into_iter().flatten();
            let found = same_length.find(|name| staged.is_same(corpus, name));
            return Ok(found.map(|name| (name.clone(), true)));
        };
        for found in corpus::under_name(corpus, name) {
            let record = index.file(&found)?;
            if self.is_same(staged, &found, record.as_ref()) {
                return Ok(Some((found, record.is_some())));
            }
        }
        let mut known = index.files_with_content(staged.content())?.into_iter();
        let found = known.find(|record| self.is_same(staged, &record.path, Some(record)));
        Ok(found.map(|record| (record.path, true)))
    }

    /// Whether a corpus file has the content of a copy. It is read only where its record cannot tell.
    fn is_same(&self, staged: &Staged, name: &str, record: Option<&FileRecord>) -> bool {
        let corpus = &self.place.corpus;
        let stats = corpus::stat(corpus, name).map(|file| file.stats.file).ok();
        match record.filter(|record| stats.is_some() && record.stats.map(|was| was.file) == stats) {
            Some(as_indexed) => as_indexed.content == staged.content(),
            None => staged.is_same(corpus, name),
        }
    }
}

/// Says of a corpus file what shall be said of it; returns whether that is new.
fn describe(place: &Workspace, name: &str, overrides: &Overrides) -> Result<bool> {
    corpus::describe(&place.corpus, name, overrides)
        .map_err(|problem| Error::new(Kind::Rejected, problem.reason))
}

/// A failure to read rejects the input; a failure to write stops everything.
fn staged(
    place: &Workspace,
    open: impl FnOnce() -> io::Result<Box<dyn Read + Send>>,
) -> Result<Staged> {
    let rejected = |error: &io::Error| Error::new(Kind::Rejected, reason(error));
    let mut input = Watched {
        inner: open().map_err(|error| rejected(&error))?,
        failed: false,
    };
    corpus::stage(&place.corpus, &mut input).map_err(|error| {
        if input.failed {
            rejected(&error)
        } else {
            Error::io(place.corpus.display(), &error)
        }
    })
}

/// A reader that tells whether it was its reading that failed.
struct Watched<R> {
    inner: R,
    failed: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into);
        self.failed = read.is_err();
        read
    }
}

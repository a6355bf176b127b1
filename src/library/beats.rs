//! Following: beats, and what is new for each of them.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;

use super::Library;
use xxhash_rust::xxh3::xxh3_64;

use crate::answer;
use crate::article::Id;
use crate::beat::{self, Beat, Beats};
use crate::corpus::{self, HeldBeats, Known, Shown};
use crate::engine::Snapshot;
use crate::error::{Error, Kind, Result, reason};
use crate::query;
use crate::question::OwnAliases;
use crate::request::{Request, Sort};
use crate::results::{ListedArticle, News, Unasked};

/// The right to say what was shown. While it is held, no other process shows the same as new.
pub struct Following<'a> {
    library: &'a Library,
    held: HeldBeats,
}

/// What is new for a beat, article by article.
#[derive(Debug, Clone)]
pub struct Unseen {
    /// How much it is.
    pub news: News,
    /// The articles to show: those that came last first, and of those that came at once the newest.
    pub articles: Vec<Id>,
    /// Articles that are to count as shown without being shown.
    known: Vec<(Id, Known)>,
    /// Other ids of one text, by the id that is in force.
    copies: HashMap<Id, Vec<Id>>,
}

impl Unseen {
    /// A number that is the same for the same articles.
    pub fn fingerprint(&self) -> u64 {
        let known = self.known.iter().map(|(id, _)| id);
        let mut ids: Vec<String> = self
            .articles
            .iter()
            .chain(known)
            .map(Id::to_string)
            .collect();
        ids.sort();
        xxh3_64(ids.concat().as_bytes())
    }
}

/// How beats are asked: what their questions have in common, read once for any number of them.
pub struct Round<'a> {
    beats: &'a Beats,
    request: &'a Request,
    aliases: OwnAliases,
    /// Whether everything is new at the first time.
    all: bool,
}

/// What became of other beats when one was renamed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The beats whose questions name one that there is not any more.
    pub naming: Vec<String>,
    /// A line that was left alone before and is a beat now: its number, from 1, and the beat.
    pub revived: Option<(usize, Beat)>,
}

impl Library {
    /// The beats of the corpus, and the lines of their file that are none.
    pub fn beats(&self) -> Result<Beats> {
        let path = self.beats_path();
        corpus::beats(self.corpus(), &path).map_err(|error| Error::io(&path, &error))
    }

    fn beats_path(&self) -> String {
        let corpus = match self.shared.settings.for_others {
            true => std::path::Path::new("corpus"),
            false => self.corpus(),
        };
        corpus.join(corpus::BEATS).display().to_string()
    }

    /// Keeps a question under a name. What was shown for an earlier beat of that name is forgotten.
    ///
    /// Fails with `Kind::Usage` if the name is taken or none, with `Kind::Query` if the question names itself or a
    /// beat that there is not.
    pub fn add_beat(&self, name: &str, text: &str) -> Result<()> {
        let beat = self.new_beat(name, text)?;
        let following = self.follow("newshound beat add")?;
        // Another process may have been faster.
        self.check_free(&self.beats()?, name)?;
        following.changed(following.held.add(&beat))
    }

    /// Reads a question that is to be a beat, as it is read when the beat is asked for.
    pub fn read_new_beat(
        &self,
        name: &str,
        request: &Request,
    ) -> Result<crate::question::Question> {
        let beat = self.new_beat(name, &request.text)?;
        let mut beats = self.beats()?;
        beats.add(beat, 0);
        // Asked for by its name, it is noticed if it names itself.
        let named = Request::new(format!("beat:{name}"));
        let own = self.aliases();
        let read = |request: &Request| self.read_among(request, &own, &beats);
        read(&named).map_err(|error| whole(error, name))?;
        read(request)
    }

    /// The beat, if it can be one.
    fn new_beat(&self, name: &str, text: &str) -> Result<Beat> {
        beat::check_name(name)?;
        let beats = self.beats()?;
        self.check_free(&beats, name)?;
        if beats.beats.len() >= beat::MOST {
            let message = format!("there are {} beats already", beat::MOST);
            let hint = "remove one that is not needed: `newshound beat remove NAME`";
            return Err(Error::new(Kind::Usage, message).hint(hint));
        }
        let is_blank = |c: char| c.is_whitespace() || c.is_control();
        let words = text.split(is_blank).filter(|word| !word.is_empty());
        let text = words.collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            let error = Error::new(Kind::Query, "the question is empty");
            return Err(error.hint("write a word, or `*` for every article"));
        }
        let name = name.to_owned();
        Ok(Beat { name, text })
    }

    fn check_free(&self, beats: &Beats, name: &str) -> Result<()> {
        let Some(taken) = beats.named(name) else {
            return Ok(());
        };
        let message = format!("there is a beat `{}` already", taken.name);
        let hint = format!(
            "`newshound beat remove {}`, or edit `{}`",
            taken.name, beats.path
        );
        Err(Error::new(Kind::Usage, message).hint(hint))
    }

    /// Gives a beat another name. What was shown for it stays known. Returns what becomes of others.
    ///
    /// Fails with `Kind::Usage` if there is none of the old name or one of the new.
    pub fn rename_beat(&self, old: &str, new: &str) -> Result<Change> {
        beat::check_name(new)?;
        let following = self.follow("newshound beat rename")?;
        let beats = self.beats()?;
        let known = known(&beats, old)?;
        let is_same = beat::key(old) == beat::key(new);
        if !is_same {
            self.check_free(&beats, new)?;
        }
        following.changed(following.held.rename(old, new))?;
        match is_same {
            true => Ok(Change::default()),
            false => self.change(&beats, known),
        }
    }

    /// Removes a beat and what was shown for it. Returns what becomes of others.
    ///
    /// Fails with `Kind::Usage` if there is none of this name.
    pub fn remove_beat(&self, name: &str) -> Result<Change> {
        let following = self.follow("newshound beat remove")?;
        let beats = self.beats()?;
        let known = known(&beats, name)?;
        following.changed(following.held.remove(name))?;
        self.change(&beats, known)
    }

    /// What became of others when a name of `before` was given up.
    fn change(&self, before: &Beats, gone: &Beat) -> Result<Change> {
        let after = self.beats()?;
        if let (Some(beat), Some(line)) = (after.named(&gone.name), after.line_of(&gone.name)) {
            let revived = Some((line, beat.clone()));
            return Ok(Change {
                naming: Vec::new(),
                revived,
            });
        }
        let last = after
            .beats
            .last()
            .filter(|_| before.beats.len() == beat::MOST);
        let revived = last.filter(|beat| before.named(&beat.name).is_none());
        let line = |beat: &Beat| Some((after.line_of(&beat.name)?, beat.clone()));
        Ok(Change {
            naming: naming(before, gone),
            revived: revived.and_then(line),
        })
    }

    /// Takes the right to say what was shown; `purpose` is what other processes are shown that wait for it.
    ///
    /// Fails with `Kind::Busy` if another process has it, with `Kind::Io` if the corpus cannot be written to.
    pub fn follow(&self, purpose: &str) -> Result<Following<'_>> {
        let wait = self.shared.settings.wait;
        let held = HeldBeats::take(self.corpus(), wait, purpose);
        let held = held.map_err(|error| match error.kind() {
            ErrorKind::WouldBlock => {
                let message = format!(
                    "{error} has the beats of `{}`; waited {} seconds",
                    self.corpus().display(),
                    wait.as_secs()
                );
                Error::new(Kind::Busy, message).hint("try again, or wait longer with `--wait 60`")
            }
            _ => unwritten(self, &error),
        })?;
        Ok(Following {
            library: self,
            held,
        })
    }

    /// How `beats` are asked: `request` says how their questions are read; with `all`, everything is new at the first
    /// time.
    pub fn round<'a>(&self, beats: &'a Beats, request: &'a Request, all: bool) -> Round<'a> {
        let aliases = match request.aliases {
            true => self.aliases(),
            false => OwnAliases::default(),
        };
        Round {
            beats,
            request,
            aliases,
            all,
        }
    }

    /// What is new for a beat, without saying that any of it was shown.
    pub fn unseen(&self, beat: &Beat, round: &Round<'_>) -> Result<Unseen> {
        let shown = corpus::shown(self.corpus(), &beat.name);
        let shown = shown.map_err(|error| unread(self, beat, &error))?;
        self.unseen_since(beat, round, shown)
    }

    fn unseen_since(&self, beat: &Beat, round: &Round<'_>, shown: Option<Shown>) -> Result<Unseen> {
        let request = question_of(beat, round.request);
        let request = request.limit(usize::MAX).sort(Sort::Newest);
        let question = self.read_among(&request, &round.aliases, round.beats)?;
        let snapshot = self.snapshot()?;
        let (mut listing, found) = answer::found(&*snapshot, &question)?;
        let is_baseline = shown.is_none() && !round.all;
        let shown = shown.unwrap_or_default();
        listing.notes.extend(bad_lines(&shown, beat));
        let unseen = found.into_iter().filter(|id| !shown.ids.contains(id));
        let unseen: Vec<Id> = unseen.collect();
        let copies = copies(&*snapshot, &unseen)?;
        let is_copy = |id: &Id| {
            let mut copies = copies.get(id).into_iter().flatten();
            copies.any(|copy| shown.ids.contains(copy))
        };
        let (known, articles) = match is_baseline {
            true => (listed(unseen, Known::Before), Vec::new()),
            false => {
                let (known, new) = unseen.into_iter().partition(is_copy);
                (listed(known, Known::Copy), by_coming(&*snapshot, new)?)
            }
        };
        let news = News {
            beat: beat.name.clone(),
            listing,
            is_baseline,
            new: articles.len() as u64,
            shown: shown.count,
            last: shown.last,
        };
        Ok(Unseen {
            news,
            articles,
            known,
            copies,
        })
    }

    /// The articles of what is new, one after the other, at most so many.
    pub fn each<'a>(
        &self,
        unseen: &'a Unseen,
        most: usize,
    ) -> Result<impl Iterator<Item = Result<ListedArticle>> + use<'a>> {
        let snapshot = self.snapshot()?;
        let ids = unseen.articles.iter().take(most);
        Ok(ids.map(move |id| answer::entry(&*snapshot, *id)))
    }
}

impl Following<'_> {
    /// What is new for a beat, as `Library::unseen` says, and to no other process meanwhile.
    pub fn unseen(&self, beat: &Beat, round: &Round<'_>) -> Result<Unseen> {
        let shown = self.held.shown(&beat.name);
        let shown = shown.map_err(|error| unread(self.library, beat, &error))?;
        self.library.unseen_since(beat, round, shown)
    }

    /// Says that the first `shown` articles of what was new have reached their reader.
    pub fn acknowledge(&self, unseen: &Unseen, shown: usize) -> Result<()> {
        self.acknowledge_all(
            unseen,
            unseen.articles.iter().take(shown).copied().collect(),
        )
    }

    /// The same of those of what is new that are among `shown`, which a reader has had before.
    pub fn acknowledge_these(&self, unseen: &Unseen, shown: &[Id]) -> Result<()> {
        let new = unseen.articles.iter().filter(|id| shown.contains(id));
        self.acknowledge_all(unseen, new.copied().collect())
    }

    fn acknowledge_all(&self, unseen: &Unseen, shown: Vec<Id>) -> Result<()> {
        let mut articles = unseen.known.clone();
        articles.extend(listed(shown, Known::Shown));
        let of = |(id, _): &(Id, Known)| unseen.copies.get(id).cloned().unwrap_or_default();
        let copies = articles.iter().flat_map(of).collect();
        articles.extend(listed(copies, Known::Copy));
        let is_asked = unseen.news.last.is_some();
        if articles.is_empty() && is_asked {
            return Ok(());
        }
        let now = self.library.now();
        self.changed(self.held.note(&unseen.news.beat, &articles, now))
    }

    fn changed(&self, change: std::io::Result<()>) -> Result<()> {
        change.map_err(|error| unwritten(self.library, &error))
    }
}

fn listed(ids: Vec<Id>, known: Known) -> Vec<(Id, Known)> {
    ids.into_iter().map(|id| (id, known)).collect()
}

fn bad_lines(shown: &Shown, beat: &Beat) -> impl Iterator<Item = String> {
    let lines = shown.bad_lines.iter();
    lines.map(|line| {
        format!(
            "line {line} of what was shown for `{}` names no article",
            beat.name
        )
    })
}

/// Asks for each of several beats. One that cannot be read keeps none of the others back.
pub fn each_asked(
    beats: &[Beat],
    mut ask: impl FnMut(&Beat) -> Result<Unseen>,
) -> Result<Vec<std::result::Result<Unseen, Unasked>>> {
    let asked = beats.iter().map(|beat| match ask(beat) {
        Ok(one) => Ok(Ok(one)),
        Err(error) if !is_of_question(&error) => Err(error),
        Err(error) => Ok(Err(Unasked {
            beat: beat.clone(),
            error: Box::new(error),
        })),
    });
    asked.collect()
}

/// Whether an error is one of a question alone, so that others can be answered.
fn is_of_question(error: &Error) -> bool {
    matches!(error.kind, Kind::Query | Kind::Usage | Kind::TimedOut)
}

/// The question of a beat, asked as `base` says.
pub fn question_of(beat: &Beat, base: &Request) -> Request {
    Request {
        text: beat.text.clone(),
        // Any of its words, and no advice on a flag.
        any: query::asks_in_words(&beat.text),
        ..base.clone()
    }
}

/// The beat of this name.
pub fn known<'a>(beats: &'a Beats, name: &str) -> Result<&'a Beat> {
    beats.named(name).ok_or_else(|| Error {
        kind: Kind::Usage,
        ..beats.unknown(name, "")
    })
}

/// The beats whose questions name another one.
fn naming(beats: &Beats, named: &Beat) -> Vec<String> {
    let key = beat::key(&named.name);
    let names = |beat: &&Beat| {
        let mut names = query::beats_of(&beat.text).into_iter();
        beat.name != named.name && names.any(|name| beat::key(&name) == key)
    };
    let naming = beats.beats.iter().filter(names);
    naming.map(|beat| beat.name.clone()).collect()
}

/// An error in the question of a new beat, which needs no name of it.
fn whole(error: Error, name: &str) -> Error {
    let own = format!("in the beat `{name}`: ");
    let message = error.message.strip_prefix(&own).unwrap_or(&error.message);
    Error {
        message: message.to_owned(),
        ..error
    }
}

fn unread(library: &Library, beat: &Beat, error: &std::io::Error) -> Error {
    let message = format!(
        "what was shown for the beat `{}` of `{}` cannot be read: {}",
        beat.name,
        library.corpus().display(),
        reason(error)
    );
    Error::new(Kind::Io, message)
}

fn unwritten(library: &Library, error: &std::io::Error) -> Error {
    let message = format!(
        "the beats of `{}` cannot be written: {}",
        library.corpus().display(),
        reason(error)
    );
    Error::new(Kind::Io, message)
        .hint("`newshound beat new --peek` shows what is new and writes nothing")
}

/// Those that came last first; the order of those that came at once stays.
pub fn by_coming(snapshot: &dyn Snapshot, ids: Vec<Id>) -> Result<Vec<Id>> {
    let added = |id: Id| {
        let version = snapshot.version(id)?;
        Ok((version.map(|version| version.added), id))
    };
    let mut dated = ids.into_iter().map(added).collect::<Result<Vec<_>>>()?;
    dated.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(dated.into_iter().map(|(_, id)| id).collect())
}

/// By article in force: the ids of those of the same text, and of other versions, that gave way to it.
fn copies(snapshot: &dyn Snapshot, ids: &[Id]) -> Result<HashMap<Id, Vec<Id>>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut gave_way: HashMap<Id, Vec<Id>> = HashMap::new();
    for file in snapshot.files_with_displaced()? {
        for record in file.displaced_records {
            if record.own != record.id {
                gave_way.entry(record.id).or_default().push(record.own);
            }
        }
    }
    let mut copies = HashMap::new();
    for &id in ids.iter().filter(|id| gave_way.contains_key(id)) {
        // A copy may have given way to one that gave way itself.
        let (mut same, mut left) = (HashSet::from([id]), vec![id]);
        while let Some(one) = left.pop() {
            let more = gave_way.get(&one).into_iter().flatten();
            left.extend(more.filter(|own| same.insert(**own)));
        }
        same.remove(&id);
        let mut same: Vec<Id> = same.into_iter().collect();
        same.sort_unstable();
        copies.insert(id, same);
    }
    Ok(copies)
}

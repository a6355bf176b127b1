//! The library: one value over a corpus and its index. Every door of the program calls it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use crate::answer;
use crate::article::{Date, Id};
use crate::beat::Beats;
use crate::collect::{self, Asking, Collector, Known, PulledFeed};
use crate::corpus::{self, Edit, FollowedFeed, Overrides};
use crate::counts::{Facet, Facets, KeyTerms, TermChoice, Timeline, Unit};
use crate::engine::tantivy::Tantivy;
use crate::engine::{Engine, Snapshot};
use crate::error::{Error, Kind, Result};
use crate::field::Field;
use crate::highlight::highlight;
use crate::ingest::{self, Addition, Findings, Incoming, Removal, Step, Workspace};
use crate::query;
use crate::question::{OwnAliases, Question};
use crate::record::Receipt;
use crate::request::Request;
use crate::results::{
    ArticleMarks, ListedArticle, Listing, Ranking, Results, Status, StoredArticle,
};
use crate::source::{self, Limits};
use crate::words;

mod beats;
mod beginning;
mod captures;
pub mod folders;
mod places;
mod receipts;
mod target;

pub use beats::{
    Change, Following, Round, Unseen, by_coming, each_asked, known as known_beat, question_of,
};
pub use target::{passage_number, passage_of};

/// A corpus with its index, open for questions and changes.
///
/// Clones share everything and may be used by many threads at once. Questions are answered over the commit
/// that was opened first or by the last [`Library::refresh`]; a change made through this value is seen at once.
#[derive(Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    engine: Arc<dyn Engine>,
    snapshot: RwLock<Option<Arc<dyn Snapshot>>>,
}

/// Where a library is, and how it behaves.
#[derive(Clone)]
pub struct Settings {
    corpus: PathBuf,
    index: PathBuf,
    follow: bool,
    stays: bool,
    for_others: bool,
    wait: Duration,
    limits: Limits,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Settings {
    /// A corpus, with its index where `folders::index_of` says.
    pub fn new(corpus: impl Into<PathBuf>) -> Settings {
        let corpus = corpus.into();
        Settings {
            index: folders::index_of(&corpus),
            corpus,
            follow: false,
            stays: false,
            for_others: false,
            wait: Duration::from_secs(10),
            limits: Limits::default(),
            clock: Arc::new(Timestamp::now),
        }
    }

    /// The folder of the index.
    pub fn index(self, index: impl Into<PathBuf>) -> Settings {
        let index = index.into();
        Settings { index, ..self }
    }

    /// Whether links that lead out of the corpus, or of a folder that is added, are followed.
    pub fn follow(self, follow: bool) -> Settings {
        Settings { follow, ..self }
    }

    /// For a process that stays, such as a server: when someone empties a file of the index in its place, as `cp` does,
    /// questions fail and the process goes on. It reads files and does not map them into memory.
    pub fn stays(self, stays: bool) -> Settings {
        Settings { stays, ..self }
    }

    /// How long to wait while another process writes.
    pub fn wait(self, wait: Duration) -> Settings {
        Settings { wait, ..self }
    }

    /// How much is read of one input, at most.
    pub fn limits(self, limits: Limits) -> Settings {
        Settings { limits, ..self }
    }

    /// The program `newshound`, which reads PDFs in processes of its own; for everything that this process reads. Without
    /// it a PDF is a problem.
    pub fn program(self, program: impl Into<PathBuf>) -> Settings {
        source::isolated_by(program);
        self
    }

    /// Another clock than the system's.
    pub fn clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Settings {
        let clock = Arc::new(clock);
        Settings { clock, ..self }
    }

    /// The library there. Nothing is read or written yet.
    pub fn open(self) -> Library {
        let engine = Tantivy::new(&self.index, &self.corpus);
        let engine = Arc::new(match self.stays {
            true => engine.held(),
            false => engine,
        });
        Library {
            shared: Arc::new(Shared {
                settings: self,
                engine,
                snapshot: RwLock::new(None),
            }),
        }
    }
}

impl Library {
    /// The library of a corpus: one that is named `corpus` has its index in the folder `index` beside it,
    /// another one in its own hidden folder. Nothing is read or written yet: [`Library::update`] builds the index where there is none.
    pub fn open(corpus: impl Into<PathBuf>) -> Library {
        Settings::new(corpus).open()
    }

    /// The folder of articles.
    pub fn corpus(&self) -> &Path {
        &self.shared.settings.corpus
    }

    /// The folder of the index.
    pub fn index(&self) -> &Path {
        &self.shared.settings.index
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        (self.shared.settings.clock)()
    }

    /// Whether there is an index, of whatever layout, whole or not.
    pub fn is_indexed(&self) -> bool {
        self.shared.engine.exists()
    }

    /// Brings the index up to date with the corpus; only what changed is read again.
    ///
    /// Fails with `Kind::Index` if the index is damaged or of another layout: then [`Library::rebuild`]
    /// helps. Fails with `Kind::Busy` if another process writes.
    pub fn update(&self) -> Result<Receipt> {
        self.update_with(false, &mut |_| {})
    }

    /// Builds the index anew; the old one answers until the new one is whole.
    pub fn rebuild(&self) -> Result<Receipt> {
        self.update_with(true, &mut |_| {})
    }

    /// As `update` or, if `anew`, `rebuild`; `progress` hears of bytes read and bytes to read.
    pub fn update_with(&self, anew: bool, progress: &mut dyn FnMut(Step)) -> Result<Receipt> {
        let receipt = ingest::sync(&self.workspace(), anew, progress);
        self.forget();
        receipt
    }

    /// Copies files and folders into the corpus and indexes just them. What `overrides` say goes before what
    /// the files say.
    pub fn add<P: AsRef<Path>>(
        &self,
        paths: impl IntoIterator<Item = P>,
        overrides: &Overrides,
    ) -> Result<(Vec<Addition>, Receipt)> {
        let incoming = paths
            .into_iter()
            .flat_map(|path| self.incoming(path.as_ref()));
        self.add_incoming(incoming.collect(), overrides, &mut |_| {})
    }

    /// What `add` would take in for a path: a file, or every file of a folder.
    pub fn incoming(&self, path: &Path) -> Vec<Incoming> {
        ingest::incoming(&self.workspace(), path)
    }

    /// The same for things at hand: files, streams.
    pub fn add_incoming(
        &self,
        incoming: Vec<Incoming>,
        overrides: &Overrides,
        progress: &mut dyn FnMut(Step),
    ) -> Result<(Vec<Addition>, Receipt)> {
        let added = ingest::add(&self.workspace(), incoming, overrides, progress);
        self.forget();
        added
    }

    /// Asks for addresses of the web, to be kept in the corpus; with `looking`, nothing is kept or remembered.
    pub fn collector(&self, asking: Asking, looking: bool) -> Result<Collector<'_>> {
        let settings = &self.shared.settings;
        let (corpus, clock) = (settings.corpus.clone(), &*settings.clock);
        let collector = Collector::new(corpus, asking, settings.limits, clock);
        let collector = collector.map_err(|failure| Error::new(Kind::Usage, failure.reason))?;
        if looking {
            return Ok(collector.only_looking());
        }
        corpus::create(self.corpus())
            .map_err(|error| Error::io(self.corpus().display(), &error))?;
        Ok(collector)
    }

    /// Reads the feeds that are followed, or these, and indexes what is new in them; with `full`, also the pages of
    /// their entries. `told` hears of each feed when it is done.
    pub fn pull(
        &self,
        collector: &Collector<'_>,
        feeds: Vec<FollowedFeed>,
        full: bool,
        told: &(dyn Fn(&PulledFeed) + Sync),
        progress: &mut dyn FnMut(Step),
    ) -> Result<(Vec<PulledFeed>, Receipt)> {
        let snapshot = self.is_indexed().then(|| self.snapshot()).transpose()?;
        let known = |address: &str| match &snapshot {
            Some(snapshot) => known(&**snapshot, self.folders(), address),
            None => Known::Not,
        };
        let pulled = collect::pull(collector, feeds, full, &known, told);
        let files = pulled.iter().filter_map(|one| one.result.as_ref().ok());
        let files = files.flat_map(|pulled| &pulled.files).cloned();
        let files: BTreeSet<String> = files.chain(corpus::unindexed(self.corpus())).collect();
        if files.is_empty() {
            return Ok((pulled, Receipt::default()));
        }
        let kept = files.iter().map(|file| Incoming::kept(file, file));
        let (_, receipt) = self.add_incoming(kept.collect(), &Overrides::default(), progress)?;
        Ok((pulled, receipt))
    }

    /// Takes the files of articles out of the corpus, to `.newshound/removed` within it, and out of the index.
    pub fn remove(&self, articles: &[Id]) -> Result<Vec<Removal>> {
        let removed = ingest::remove(&self.workspace(), articles);
        self.forget();
        removed
    }

    /// Corrects articles: what a person says goes before what their files say, whatever becomes of these. Returns
    /// how many are not as they were.
    pub fn edit(&self, articles: &[Id], edit: &Edit) -> Result<u64> {
        let edited = ingest::edit(&self.workspace(), articles, edit);
        self.forget();
        edited
    }

    /// Whether files have come into the corpus, or gone, since it was indexed, as far as the times of its folders
    /// tell. A file that was changed in its place is not noticed; `status` reads it.
    pub fn is_outdated(&self) -> bool {
        corpus::is_outdated(self.corpus(), self.shared.engine.folder())
    }

    /// Watches the corpus, to hear when it has changed.
    ///
    /// Fails with `Kind::Io` where the system watches no more folders; then `Watch::unaided` does without it.
    pub fn watch(&self) -> Result<corpus::Watch> {
        let watch = corpus::Watch::new(self.corpus(), self.index(), self.shared.settings.follow);
        watch.map_err(|error| Error::io(self.corpus().display(), &error))
    }

    /// Reads a request without answering it: `answer::search` and the like answer it over a snapshot.
    pub fn read(&self, request: &Request) -> Result<Question> {
        let own = match request.aliases {
            true => self.aliases(),
            false => OwnAliases::default(),
        };
        self.read_with(request, &own)
    }

    /// The same where the aliases were read already, for many questions.
    pub fn read_with(&self, request: &Request, own: &OwnAliases) -> Result<Question> {
        match query::names_beat(&request.text) {
            true => self.read_among(request, own, &self.beats()?),
            false => self.read_among(request, own, &Beats::default()),
        }
    }

    /// The same where the beats are at hand.
    fn read_among(&self, request: &Request, own: &OwnAliases, beats: &Beats) -> Result<Question> {
        Question::read(request, self.now(), own, beats)
    }

    /// The aliases of the corpus and of the program.
    pub fn aliases(&self) -> OwnAliases {
        let corpus = self.corpus();
        let called = match self.shared.settings.for_others {
            true => Path::new("corpus"),
            false => corpus,
        };
        let path = called.join(corpus::ALIASES).display().to_string();
        let text = corpus::aliases(corpus, self.shared.settings.follow);
        let text = text.map_err(|error| Error::io(&path, &error)).transpose();
        OwnAliases::read(path, text)
    }

    /// Finds the best passages for a request, with exact counts.
    pub fn search(&self, request: &Request) -> Result<Results> {
        let question = self.read(request)?;
        answer::search(&*self.snapshot()?, &question)
    }

    /// The places of the best passages alone, without their texts and marks.
    pub fn rank(&self, request: &Request) -> Result<Ranking> {
        let question = self.read(request)?;
        answer::rank(&*self.snapshot()?, &question)
    }

    /// The articles that match a request; in order of relevance the newest come first.
    pub fn list(&self, request: &Request) -> Result<Listing> {
        let question = self.read(request)?;
        answer::list(&*self.snapshot()?, &question)
    }

    /// The articles that match each of some requests over time, side by side.
    pub fn timeline(&self, requests: &[Request], by: Unit) -> Result<Timeline> {
        let questions = requests.iter().map(|request| self.read(request));
        let questions = questions.collect::<Result<Vec<_>>>()?;
        answer::timeline(&*self.snapshot()?, &questions, by)
    }

    /// The articles that match a request by what is said of them. Its limit and offset are those of the values of
    /// each facet.
    pub fn facets(&self, request: &Request, by: &[Facet]) -> Result<Facets> {
        let question = self.read(request)?;
        answer::facets(&*self.snapshot()?, &question, by)
    }

    /// The words and names that set the articles of a request apart from all others, as many as its limit.
    pub fn key_terms(&self, request: &Request, choice: &TermChoice) -> Result<KeyTerms> {
        let question = self.read(request)?;
        answer::key_terms(&*self.snapshot()?, &question, choice)
    }

    /// The article that `name` names: an id or its beginning, the address of a passage, a key, a file of the
    /// corpus or a URL. Of an id there have to be at least `digits` digits.
    ///
    /// Fails with `Kind::NotFound` if there is none, with `Kind::Usage` if there are several or too few
    /// digits.
    pub fn find(&self, name: &str, digits: usize) -> Result<Id> {
        target::article(&*self.snapshot()?, &self.names(), name, digits)
    }

    /// How many digits of ids are enough to name these articles, and no other ones that are indexed.
    pub fn digits(&self, articles: impl IntoIterator<Item = Id>) -> Result<usize> {
        target::unique_digits(&*self.snapshot()?, articles)
    }

    /// These articles as a listing has them, in their order.
    pub fn entries(&self, articles: &[Id]) -> Result<Vec<ListedArticle>> {
        let snapshot = self.snapshot()?;
        let entries = articles.iter().map(|id| answer::entry(&*snapshot, *id));
        entries.collect()
    }

    /// Where a question is true in an article.
    pub fn marks(&self, question: &Question, article: &StoredArticle) -> Result<ArticleMarks> {
        let snapshot = self.snapshot()?;
        let about = &article.about;
        let title = about.title.as_deref().unwrap_or_default();
        let (text, lang) = (&article.text, about.lang.as_deref());
        highlight(question, snapshot.dictionary(), title, text, lang)
    }

    /// Where a file of the corpus really lies; `None` if it is not there, or lies outside and links are not
    /// followed.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        corpus::real_path(self.corpus(), name, self.shared.settings.follow)
    }

    /// The values of a field that begin so, as articles write them, at most `most`.
    pub fn values_beginning(&self, field: Field, typed: &str, most: usize) -> Result<Vec<String>> {
        self.snapshot()?
            .values_beginning(field, &words::whole(typed), most)
    }

    /// The articles whose ids begin so, each with its headline, at most `most`.
    pub fn articles_beginning(&self, typed: &str, most: usize) -> Result<Vec<(Id, String)>> {
        beginning::articles(&*self.snapshot()?, typed, most)
    }

    /// One article, whole.
    pub fn show(&self, name: &str) -> Result<StoredArticle> {
        let snapshot = self.snapshot()?;
        let id = target::article(&*snapshot, &self.names(), name, 1)?;
        let stored = snapshot.article(id)?;
        let mut stored = stored
            .ok_or_else(|| Error::new(Kind::NotFound, format!("there is no article `{name}`")))?;
        stored.also = places::others(&*snapshot, id)?;
        Ok(stored)
    }

    /// The version of an article that was captured from the web at a moment; of a day, the last of that day in UTC.
    pub fn show_captured(&self, name: &str, when: Date) -> Result<StoredArticle> {
        let stored = self.show(name)?;
        captures::captured(self.corpus(), self.shared.settings.limits, stored, when)
    }

    /// What index and corpus contain, every problem met on the way in, and what has changed since.
    pub fn status(&self) -> Result<Status> {
        ingest::status(&self.workspace())
    }

    /// The process that writes to the index at the moment.
    pub fn writer(&self) -> Option<String> {
        self.shared.engine.writer_now()
    }

    /// Verifies checksums and texts, and that index and corpus agree.
    pub fn check(&self) -> Result<Findings> {
        ingest::check(&self.workspace())
    }

    /// Looks whether there is a newer commit, by this or another process, and opens it; returns whether there
    /// was one. Questions go on over the older one until the newer is open.
    pub fn refresh(&self) -> Result<bool> {
        let is_current = self.opened().is_some_and(|open| open.is_current());
        if is_current || !self.is_indexed() {
            return Ok(false);
        }
        let newer = self.shared.engine.open()?;
        *self
            .shared
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(newer);
        Ok(true)
    }

    /// The same library over the commit that questions are answered over now, whatever is committed or refreshed
    /// later.
    pub fn pinned(&self) -> Result<Library> {
        let snapshot = Some(self.snapshot()?);
        Ok(Library {
            shared: Arc::new(Shared {
                settings: self.shared.settings.clone(),
                engine: Arc::clone(&self.shared.engine),
                snapshot: RwLock::new(snapshot),
            }),
        })
    }

    /// The same library for a door that others come in by: an article is named by nothing that is outside the corpus,
    /// and what is said of a file does not tell where the corpus is.
    pub fn for_others(&self) -> Library {
        let settings = self.shared.settings.clone();
        Library {
            shared: Arc::new(Shared {
                settings: Settings {
                    for_others: true,
                    ..settings
                },
                engine: Arc::clone(&self.shared.engine),
                snapshot: RwLock::new(self.opened()),
            }),
        }
    }

    /// The commit that questions are answered over.
    pub fn snapshot(&self) -> Result<Arc<dyn Snapshot>> {
        if let Some(open) = self.opened() {
            return Ok(open);
        }
        let opened = self.shared.engine.open()?;
        let mut current = self
            .shared
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(current.get_or_insert(opened)))
    }

    fn opened(&self) -> Option<Arc<dyn Snapshot>> {
        let current = self
            .shared
            .snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        current.as_ref().map(Arc::clone)
    }

    /// Closes the commit that questions are answered over: the next question opens the newest one.
    pub fn forget(&self) {
        *self
            .shared
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn names(&self) -> target::Names<'_> {
        target::Names {
            corpus: self.corpus(),
            index: self.index(),
            for_others: self.shared.settings.for_others,
        }
    }

    fn folders(&self) -> (&Path, &Path) {
        (self.corpus(), self.index())
    }

    fn workspace(&self) -> Workspace {
        let Settings {
            corpus,
            follow,
            wait,
            limits,
            clock,
            ..
        } = &self.shared.settings;
        Workspace {
            corpus: corpus.clone(),
            engine: Arc::clone(&self.shared.engine),
            follow: *follow,
            wait: *wait,
            limits: limits.at(clock()),
            now: i64::try_from(clock().as_nanosecond()).unwrap_or(i64::MAX),
        }
    }
}

/// How an address is known. Where that cannot be read it is as good as not.
fn known(snapshot: &dyn Snapshot, folders: (&Path, &Path), address: &str) -> Known {
    let id = target::with_url(snapshot, folders, address).ok().flatten();
    let head = id.and_then(|id| snapshot.head(id).ok().flatten());
    match head {
        None => Known::Not,
        Some(head) if head.about.is_summary => Known::Summary,
        Some(_) => Known::Whole,
    }
}

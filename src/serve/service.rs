//! The library as a server asks it: over the newest commit, so many questions at once, each within its time.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::metrics::{Gauges, Metrics};
use super::problem::{Problem, error_without_paths, without_paths};
use crate::engine::{Snapshot, threads};
use crate::error::{Error, Kind, Result};
use crate::library::Library;
use crate::query;
use crate::question::{OwnAliases, Question};
use crate::request::Request;

/// How much a server does.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How long a question may take.
    pub timeout: Duration,
    /// How many questions are answered at once.
    pub at_once: usize,
    /// How many wait for their turn.
    pub waiting: usize,
    /// How long an answer may be, in bytes.
    pub answer: usize,
    /// How many bytes of answers are held that were not taken yet.
    pub held: usize,
    /// How many results an answer has at most.
    pub limit: usize,
    /// How long a client may take to say what it asks, and to take what it is answered.
    pub patience: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            timeout: Duration::from_secs(20),
            // More than there are processors, so that a short question is not kept waiting by long ones.
            at_once: 4 * threads(),
            waiting: 64,
            answer: 16 << 20,
            held: 128 << 20,
            limit: 1000,
            patience: Duration::from_secs(15),
        }
    }
}

/// A newer commit is looked for so often.
const LOOK: Duration = Duration::from_millis(250);
/// While one looks, others go on with what was seen so long ago at most.
const SEEN: Duration = Duration::from_millis(750);
/// An index that was found damaged is read again after so many times the time that this took.
const SHARE: u32 = 10;
/// Room for answers is given in so many bytes.
const ROOM: usize = 1 << 10;
/// Without a question, a newer commit is looked for so often: the files of an older one are given back then.
const IDLE: Duration = Duration::from_secs(10);

/// The library of a server.
pub struct Service {
    library: Library,
    bounds: Bounds,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// In units of `ROOM`.
    room: Arc<Semaphore>,
    looked: RwLock<Option<Looked>>,
    /// Held while it is looked.
    looking: Mutex<()>,
    /// The index has failed a question since it was opened, and since it was last found whole.
    is_suspect: AtomicBool,
    is_unsound: AtomicBool,
    /// Until when it is not read again to see whether it is whole.
    found: Mutex<Option<Instant>>,
    ending: AtomicBool,
    cut: watch::Sender<bool>,
    pub metrics: Metrics,
}

/// What was seen of the corpus and its index, and when.
#[derive(Clone)]
struct Looked {
    at: Instant,
    view: Result<View>,
}

/// A commit, with the aliases of its corpus.
#[derive(Clone)]
struct View {
    aliases: OwnAliases,
    library: Library,
}

/// An answer, with how long it was waited for and how long it took.
pub struct Timed<T> {
    pub answer: T,
    pub waited: Duration,
    pub took: Duration,
}

impl<T> Timed<T> {
    /// The same with what is made of the answer.
    pub fn map<U>(self, made: impl FnOnce(T) -> U) -> Timed<U> {
        Timed {
            answer: made(self.answer),
            waited: self.waited,
            took: self.took,
        }
    }
}

impl<T, E> Timed<Result<T, E>> {
    /// The answer, or why there is none.
    pub fn transpose(self) -> Result<Timed<T>, E> {
        let Timed {
            answer,
            waited,
            took,
        } = self;
        answer.map(|answer| Timed {
            answer,
            waited,
            took,
        })
    }
}

/// One question's view of the library: a commit that stays the same until it is answered.
pub struct Asking {
    pub library: Library,
    pub bounds: Bounds,
    aliases: OwnAliases,
    cancelled: Arc<AtomicBool>,
}

impl Service {
    pub fn new(library: Library, bounds: Bounds) -> Service {
        Service {
            library: library.for_others(),
            bounds,
            room: Arc::new(Semaphore::new(bounds.held / ROOM)),
            turns: Arc::new(Semaphore::new(bounds.at_once)),
            waiting: AtomicUsize::new(0),
            looked: RwLock::new(None),
            looking: Mutex::new(()),
            is_suspect: AtomicBool::new(false),
            is_unsound: AtomicBool::new(false),
            found: Mutex::new(None),
            ending: AtomicBool::new(false),
            cut: watch::Sender::new(false),
            metrics: Metrics::default(),
        }
    }

    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Asks the library. Where the answer is not waited for any more, its work ends.
    ///
    /// Fails with 429 if too many wait already, with 503 if its time is up or there is no index to ask.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&Asking) -> Result<T> + Send + 'static,
    ) -> Result<Timed<T>, Problem> {
        let began = Instant::now();
        let turn = self.turn().await?;
        let waited = began.elapsed();
        let cancelled = Unwanted(Arc::new(AtomicBool::new(false)));
        let flag = Arc::clone(&cancelled.0);
        let service = Arc::clone(self);
        let answered = tokio::task::spawn_blocking(move || {
            // It is over when the work is, not when it is not waited for any more.
            let _turn = turn;
            let began = Instant::now();
            let answer = service.answer(flag, ask)?;
            Ok(Timed {
                answer,
                waited,
                took: began.elapsed(),
            })
        });
        let mut cut = self.cut.subscribe();
        let answered = tokio::select! {
            answered = answered => answered.unwrap_or_else(|_| Err(fault())),
            _ = cut.wait_for(|is_cut| *is_cut) => return Err(Problem::ending()),
        };
        answered.map_err(|error| Problem::of(&error, &self.library))
    }

    fn answer<T>(
        &self,
        cancelled: Arc<AtomicBool>,
        ask: impl FnOnce(&Asking) -> Result<T>,
    ) -> Result<T> {
        // An index whose bytes were changed can bring its reader down instead of making it fail.
        let View { aliases, library } = self.look()?;
        let answer = AssertUnwindSafe(|| {
            ask(&Asking {
                library,
                bounds: self.bounds,
                aliases,
                cancelled,
            })
        });
        let answer = std::panic::catch_unwind(answer).unwrap_or_else(|_| Err(fault()));
        if answer
            .as_ref()
            .is_err_and(|error| error.kind == Kind::Index)
        {
            self.is_suspect.store(true, Ordering::Relaxed);
            self.is_unsound.store(true, Ordering::Relaxed);
        }
        answer
    }

    /// Room for an answer of so many bytes until it is taken; `None` where there is none.
    pub fn room(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let units = u32::try_from(bytes.div_ceil(ROOM as u64)).ok()?;
        Arc::clone(&self.room).try_acquire_many_owned(units).ok()
    }

    /// Waits for a turn.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(turn);
        }
        if self.turns.is_closed() {
            return Err(Problem::ending());
        }
        let _place = Place::take(&self.waiting, self.bounds.waiting)?;
        let turn = Arc::clone(&self.turns).acquire_owned();
        match tokio::time::timeout(self.bounds.timeout, turn).await {
            Ok(Ok(turn)) => Ok(turn),
            // There are no more turns.
            Ok(Err(_)) => Err(Problem::ending()),
            Err(_) => Err(Problem::too_many()),
        }
    }

    /// The library over the newest commit, looked for now and then.
    fn look(&self) -> Result<View> {
        let seen = |within: Duration| {
            let looked = self.looked.read().unwrap_or_else(PoisonError::into_inner);
            let seen = looked.as_ref();
            let seen = seen.filter(|looked| looked.at.elapsed() < within);
            seen.map(|looked| looked.view.clone())
        };
        if let Some(view) = seen(LOOK) {
            return view;
        }
        let _looking = match self.looking.try_lock() {
            Ok(looking) => looking,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => match seen(SEEN) {
                Some(view) => return view,
                None => self.looking.lock().unwrap_or_else(PoisonError::into_inner),
            },
        };
        // Another may have looked meanwhile.
        if let Some(view) = seen(LOOK) {
            return view;
        }
        let view = std::panic::catch_unwind(AssertUnwindSafe(|| self.newest()));
        let view = view.unwrap_or_else(|_| Err(fault()));
        let looked = Looked {
            at: Instant::now(),
            view: view.clone(),
        };
        let mut seen = self.looked.write().unwrap_or_else(PoisonError::into_inner);
        *seen = Some(looked);
        view
    }

    /// The library over the newest commit, opened if it is not the one that is open.
    fn newest(&self) -> Result<View> {
        if !self.library.is_indexed() {
            // Nothing is held of what is gone.
            self.library.forget();
            let error = Error::new(Kind::Index, "there is no index");
            return Err(error.hint("newshound index"));
        }
        // What failed may have been put right in its place.
        if self.is_suspect.swap(false, Ordering::Relaxed) {
            self.library.forget();
        }
        let newest = self.library.refresh().and_then(|_| self.library.pinned());
        newest.map_or_else(
            |error| Err(unopened(error)),
            |library| {
                Ok(View {
                    aliases: self.library.aliases(),
                    library,
                })
            },
        )
    }

    /// Looks for newer commits also while there are no questions. Does not return.
    pub async fn keep_looking(self: Arc<Self>) {
        loop {
            tokio::time::sleep(IDLE).await;
            let service = Arc::clone(&self);
            // What is wrong is said to those who ask.
            let _ = tokio::task::spawn_blocking(move || service.look().is_ok()).await;
        }
    }

    /// Whether questions can be answered.
    pub fn check(&self) -> Result<(), Problem> {
        if self.ending.load(Ordering::Relaxed) {
            return Err(Problem::ending());
        }
        let whole = self.look().and_then(|view| {
            is_there(&self.library)?;
            if !self.is_unsound.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            if found.is_some_and(|until| Instant::now() < until) {
                return Err(fault());
            }
            let began = Instant::now();
            let wrong = AssertUnwindSafe(|| view.library.snapshot()?.damage());
            let wrong = std::panic::catch_unwind(wrong).unwrap_or_else(|_| Err(fault()));
            if wrong.is_ok_and(|wrong| wrong.is_empty()) {
                self.is_unsound.store(false, Ordering::Relaxed);
                return Ok(());
            }
            *found = Some(Instant::now() + began.elapsed() * SHARE);
            Err(fault())
        });
        whole.map_err(|error| Problem::of(&error, &self.library))
    }

    /// The state of the moment; `None` where there is no index to ask.
    pub fn gauges(&self) -> Option<Gauges> {
        let total = self.look().ok()?.library.snapshot().ok()?.count().ok()?;
        Some(Gauges {
            articles: total.articles,
            passages: total.passages,
            running: self
                .bounds
                .at_once
                .saturating_sub(self.turns.available_permits()),
            waiting: self.waiting.load(Ordering::Relaxed),
        })
    }

    /// Begins no more questions: those that wait for a turn are refused.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Relaxed);
        self.turns.close();
    }

    /// Ends the work on every question.
    pub fn cancel_all(&self) {
        self.end();
        self.cut.send_replace(true);
    }
}

/// Why an index cannot be opened. That it is of another corpus is no fault of who asks.
fn unopened(error: Error) -> Error {
    match error.kind {
        Kind::Usage => Error::new(Kind::Index, "the index is of another corpus"),
        Kind::Index => error,
        _ => Error::new(Kind::Index, "the index cannot be opened"),
    }
}

/// Fails where the folder of the corpus is gone.
fn is_there(library: &Library) -> Result<()> {
    match library.corpus().is_dir() {
        true => Ok(()),
        false => {
            let error = Error::new(Kind::Index, "the folder of the corpus is gone");
            Err(error.hint("put it back where it was"))
        }
    }
}

fn fault() -> Error {
    let message = "the index cannot be read to the end; it is damaged, or newshound has a fault";
    Error::new(Kind::Index, message).hint("newshound index --fresh")
}

/// Cancels the work on a question that is not waited for any more.
struct Unwanted(Arc<AtomicBool>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A place among those that wait.
struct Place<'a>(&'a AtomicUsize);

impl Place<'_> {
    fn take(waiting: &AtomicUsize, most: usize) -> Result<Place<'_>, Problem> {
        let place = Place(waiting);
        // Given back where there is no room.
        match waiting.fetch_add(1, Ordering::Relaxed) {
            before if before >= most => Err(Problem::too_many()),
            _ => Ok(place),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Asking {
    /// Reads a request within the bounds of the server.
    pub fn read(&self, request: Request) -> Result<Question> {
        let request = self.bounded(request);
        if query::names_beat(&request.text) {
            self.needs_corpus()?;
        }
        match request.aliases {
            true => self.library.read_with(&request, &self.aliases),
            false => self.library.read(&request),
        }
    }

    /// A request that is given up when the server has no more time for it, or it is not waited for any more.
    pub fn bounded(&self, request: Request) -> Request {
        let timeout = request.timeout.unwrap_or(self.bounds.timeout);
        request
            .timeout(timeout.min(self.bounds.timeout))
            .cancelled(Arc::clone(&self.cancelled))
    }

    /// A text in which the folders of this machine are not named.
    pub fn without_paths(&self, text: &str) -> String {
        without_paths(text, &self.library)
    }

    /// An error that does not name them.
    pub fn error_without_paths(&self, error: Error) -> Error {
        error_without_paths(error, &self.library)
    }

    /// Fails where the folder of the corpus is gone, for an answer that is in it.
    pub fn needs_corpus(&self) -> Result<()> {
        is_there(&self.library)
    }

    /// The commit that is asked.
    pub fn snapshot(&self) -> Result<Arc<dyn Snapshot>> {
        self.library.snapshot()
    }
}

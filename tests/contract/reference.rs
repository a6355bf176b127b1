//! The slow reference as an engine: everything in memory, every article looked at for every question.
//!
//! Which articles and passages match is decided by the evaluator of `oracle`, which reads the question and
//! never its plan. The plan is asked only for what the traits hand over by it: the words of a set, the leaf of
//! a question, and scores, which are made of the occurrences of a plan's leaves (`reference::scores`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use newshound::article::{About, Article, Id};
use newshound::engine::{
    Answer, Collect, DayCounts, Engine, Head, Lock, Match, Prepared, Search, Size, Snapshot,
    StoredPassage, Task, ValueCount, ValueCounts, Version, Writer,
};
use newshound::error::{Error, Kind, Result};
use newshound::field::Field;
use newshound::plan::expansion::Dictionary;
use newshound::plan::{Plan, Set};
use newshound::query::DefaultOperator;
use newshound::question::Question;
use newshound::record::FileRecord;
use newshound::request::Sort;
use newshound::request::interrupt::Interrupt;
use newshound::results::{StoredArticle, Total};

use self::scores::{ScoredArticle, Scores};
use self::terms::Terms;
use crate::oracle::beside::World;
use crate::oracle::evaluator::{self, Read};
use crate::oracle::typed::edits_between;

mod scores;
mod terms;

/// The engine that is slow and obvious.
pub struct Reference {
    folder: PathBuf,
    shared: Arc<Shared>,
}

/// What all engines of one folder have in common.
#[derive(Default)]
struct Shared {
    /// `None` until the first commit.
    committed: Mutex<Option<Arc<Committed>>>,
    /// The purpose of the writer, while there is one.
    holder: Mutex<Option<String>>,
    released: Condvar,
}

/// One commit.
#[derive(Clone, Default)]
struct Committed {
    articles: BTreeMap<Id, Prepared>,
    files: BTreeMap<String, FileRecord>,
}

impl Reference {
    /// The engine of a folder, in which nothing is written: it is kept by its name for the whole process.
    pub fn new(folder: &Path) -> Reference {
        static FOLDERS: LazyLock<Mutex<HashMap<PathBuf, Arc<Shared>>>> =
            LazyLock::new(Mutex::default);
        let mut folders = FOLDERS.lock().unwrap();
        Reference {
            folder: folder.to_owned(),
            shared: Arc::clone(folders.entry(folder.to_owned()).or_default()),
        }
    }
}

impl Engine for Reference {
    fn exists(&self) -> bool {
        self.shared.committed.lock().unwrap().is_some()
    }

    fn check_owner(&self) -> Result<()> {
        Ok(())
    }

    fn open(&self) -> Result<Arc<dyn Snapshot>> {
        Ok(Arc::new(Reading::new(&self.shared)?))
    }

    fn lock(&self, wait: Duration, purpose: &str) -> Result<Box<dyn Lock>> {
        let shared = Arc::clone(&self.shared);
        let holder = self.shared.holder.lock().unwrap();
        let is_held = |holder: &mut Option<String>| holder.is_some();
        let waited = self
            .shared
            .released
            .wait_timeout_while(holder, wait, is_held);
        let (mut holder, _) = waited.unwrap();
        if let Some(holder) = &*holder {
            let message = format!("`{holder}` is writing");
            return Err(Error::new(Kind::Busy, message));
        }
        *holder = Some(purpose.to_owned());
        Ok(Box::new(Held(shared)))
    }

    fn damage(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn layout(&self) -> u32 {
        1
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.folder)
    }
}

/// The last commit.
fn last(shared: &Shared) -> Result<Arc<Committed>> {
    let committed = shared.committed.lock().unwrap().clone();
    committed.ok_or_else(|| Error::new(Kind::Index, "there is no index"))
}

/// The right to write.
struct Held(Arc<Shared>);

impl Drop for Held {
    fn drop(&mut self) {
        *self.0.holder.lock().unwrap() = None;
        self.0.released.notify_one();
    }
}

impl Lock for Held {
    fn writer(self: Box<Self>, _: Task) -> Result<Box<dyn Writer>> {
        let next = Committed::clone(&*last(&self.0)?);
        Ok(Box::new(Changing { held: *self, next }))
    }

    fn rebuild(self: Box<Self>) -> Result<Box<dyn Writer>> {
        let next = Committed::default();
        Ok(Box::new(Changing { held: *self, next }))
    }
}

/// A copy of the last commit that is being changed.
struct Changing {
    held: Held,
    next: Committed,
}

impl Writer for Changing {
    fn put(&mut self, article: Prepared, _: bool) -> Result<()> {
        self.next.articles.insert(article.id, article);
        Ok(())
    }

    fn remove(&mut self, id: Id) -> Result<()> {
        self.next.articles.remove(&id);
        Ok(())
    }

    fn put_file(&mut self, record: &FileRecord, _: bool) -> Result<()> {
        self.next.files.insert(record.path.clone(), record.clone());
        Ok(())
    }

    fn remove_file(&mut self, path: &str) -> Result<()> {
        self.next.files.remove(path);
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<()> {
        let Changing { held, next } = *self;
        *held.0.committed.lock().unwrap() = Some(Arc::new(next));
        Ok(())
    }
}

/// A commit, open for reading.
struct Reading {
    shared: Arc<Shared>,
    committed: Arc<Committed>,
    /// The articles as the evaluator sees them, in the order of their ids.
    reads: Mutex<Vec<Read>>,
    world: World,
    articles: Vec<ScoredArticle>,
}

impl Reading {
    fn new(shared: &Arc<Shared>) -> Result<Reading> {
        let committed = last(shared)?;
        let reads: Vec<Read> = committed.articles.values().map(read).collect();
        let articles = committed.articles.values().map(ScoredArticle::new);
        Ok(Reading {
            shared: Arc::clone(shared),
            world: World::new(&reads, DefaultOperator::And),
            articles: articles.collect(),
            reads: Mutex::new(reads),
            committed,
        })
    }

    fn articles(&self) -> impl Iterator<Item = &Prepared> {
        self.committed.articles.values()
    }

    /// What the evaluator knows besides an article. It has one file of aliases, and a question brings it or
    /// none.
    fn world_of(&self, question: &Question) -> World {
        let mut world = self.world.clone();
        world.join = question.operator;
        world.zone = question.zone.clone();
        if question.aliases.longest() == 0 {
            world.nameless()
        } else {
            world
        }
    }

    /// The articles that a question is true of.
    fn matching(&self, search: &Search<'_>) -> Result<Vec<&Prepared>> {
        let question = search.question;
        let world = self.world_of(question);
        let reads = self.reads.lock().unwrap();
        let mut matching = Vec::new();
        for (read, article) in reads.iter().zip(&self.articles) {
            question.interrupt.check()?;
            let read = std::slice::from_ref(read);
            let truth = evaluator::answer(&question.query, read, &world);
            let article = article.prepared();
            if truth.contains_key(&article.id) {
                matching.push(&self.committed.articles[&article.id]);
            }
        }
        Ok(matching)
    }

    fn file_records(&self, which: impl Fn(&FileRecord) -> bool) -> Result<Vec<FileRecord>> {
        let files = self.committed.files.values();
        Ok(files.filter(|record| which(record)).cloned().collect())
    }
}

fn read(article: &Prepared) -> Read {
    evaluator::read_at(whole(article), added(article))
}

/// The article that was prepared.
fn whole(article: &Prepared) -> Article {
    let passages = article.passages.iter();
    Article {
        about: about(article),
        text: passages.map(|passage| passage.text.as_str()).collect(),
    }
}

fn about(article: &Prepared) -> About {
    serde_json::from_str(&article.about).unwrap()
}

fn added(article: &Prepared) -> Timestamp {
    Timestamp::from_nanosecond(article.added.into()).unwrap()
}

impl Snapshot for Reading {
    fn dictionary(&self) -> &dyn Dictionary {
        &self.world
    }

    fn answer(&self, search: &Search<'_>) -> Result<Answer> {
        let Search {
            question,
            plan,
            collect,
        } = *search;
        question.interrupt.check()?;
        let world = self.world_of(question);
        let scores = Scores::new(question, plan, &self.articles);
        let mut answer = Answer {
            occurrences: scores.documents(),
            ..Answer::default()
        };
        let mut found: Vec<Scored> = Vec::new();
        let reads = self.reads.lock().unwrap();
        for (read, article) in reads.iter().zip(&self.articles) {
            question.interrupt.check()?;
            let Prepared { id, date, .. } = *article.prepared();
            let truth = evaluator::answer(&question.query, std::slice::from_ref(read), &world);
            let Some(truth) = truth.get(&id) else {
                continue;
            };
            answer.total.articles += 1;
            answer.total.passages += truth.passages.len() as u64;
            let scored = match collect {
                Collect::Passages => {
                    let scored = scores.of(article, &truth.passages)?;
                    answer.is_cut |= scored.is_cut;
                    best(scored.passages, question.per_article)
                }
                Collect::Articles => vec![Match {
                    article: id,
                    passage: 1,
                    score: 0.0,
                    more_in_article: 0,
                    parts: Vec::new(),
                }],
                Collect::Counts => Vec::new(),
            };
            let seconds = date.map(|date| date.seconds());
            found.extend(scored.into_iter().map(|of| Scored { seconds, of }));
        }
        let sort = match (collect, question.sort) {
            (Collect::Articles, Sort::Relevance) => Sort::Newest,
            (_, sort) => sort,
        };
        found.sort_by_key(|one| one.key(sort));
        let end = question.offset.saturating_add(question.limit);
        answer.more = question.limit > 0 && found.len() > end;
        let wanted = found.into_iter().skip(question.offset).take(question.limit);
        answer.matches = wanted.map(|one| one.of).collect();
        Ok(answer)
    }

    fn days(&self, search: &Search<'_>) -> Result<DayCounts> {
        let mut counts = DayCounts::default();
        for article in self.matching(search)? {
            match article.date {
                Some(date) => {
                    *counts
                        .days
                        .entry(date.day(&search.question.zone))
                        .or_default() += 1
                }
                None => counts.undated += 1,
            }
        }
        Ok(counts)
    }

    fn values(&self, search: &Search<'_>, field: Field) -> Result<ValueCounts> {
        let mut counts = ValueCounts::default();
        for article in self.matching(search)? {
            let wholes = evaluator::wholes(&whole(article), field);
            let wholes = wholes.iter().map(|value| newshound::words::whole(value));
            let wholes: BTreeSet<String> = wholes.filter(|value| !value.is_empty()).collect();
            counts.articles += 1;
            counts.without += u64::from(wholes.is_empty());
            for value in wholes {
                // In the order of ids: the first one has the lowest.
                let known = counts.values.entry(value).or_insert(ValueCount {
                    articles: 0,
                    example: article.id,
                });
                known.articles += 1;
            }
        }
        Ok(counts)
    }

    fn words(&self, plan: &Plan, set: usize) -> Result<Vec<String>> {
        let words = self
            .articles()
            .flat_map(|article| words_of(article, &plan.sets[set]));
        let mut words: Vec<String> = words.collect();
        words.sort_unstable();
        words.dedup();
        Ok(words)
    }

    fn articles_with(&self, question: &Question, plan: &Plan, leaf: usize) -> Result<u64> {
        question.interrupt.check()?;
        let scores = Scores::new(question, plan, &self.articles);
        let mut articles = 0;
        for article in &self.articles {
            question.interrupt.check()?;
            articles += u64::from(scores.holds(article, leaf)?);
        }
        Ok(articles)
    }

    fn document_frequencies(&self, words: &[String], interrupt: &Interrupt) -> Result<Vec<u64>> {
        interrupt.check()?;
        let has = |article: &&Prepared, word: &String| Terms::of(article).has_in_text(word);
        let of = |word| self.articles().filter(|article| has(article, word)).count() as u64;
        Ok(words.iter().map(of).collect())
    }

    fn nearest(&self, fields: &[Field], word: &str) -> Result<Option<String>> {
        let word = newshound::words::fold(word);
        let letters = word.chars().count();
        if !(3..=64).contains(&letters) {
            return Ok(None);
        }
        let most = if letters > 4 { 2 } else { 1 };
        let is_plain = |word: &str| word.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
        let documents = terms::documents(self.articles(), fields);
        let near = documents.iter().filter(|(other, _)| is_plain(other));
        let near =
            near.map(|(other, count)| (edits_between(&word, other), u64::MAX - count, other));
        let near = near.filter(|(edits, ..)| *edits <= most).min();
        Ok(near.map(|(.., other)| {
            let capitals = other.to_ascii_uppercase();
            let in_capitals = documents.get(&capitals).copied().unwrap_or_default();
            if in_capitals * 2 >= documents[other] {
                capitals
            } else {
                other.clone()
            }
        }))
    }

    fn head(&self, id: Id) -> Result<Option<Head>> {
        let article = self.committed.articles.get(&id);
        Ok(article.map(|article| Head {
            about: about(article),
            added: added(article),
            passages: article.passages.len() as u32,
            words: terms::length(article),
        }))
    }

    fn passage(&self, id: Id, number: u32) -> Result<Option<StoredPassage>> {
        let article = self.committed.articles.get(&id);
        let at = (number as usize).checked_sub(1);
        let passage = article.and_then(|article| article.passages.get(at?));
        Ok(passage.map(|passage| StoredPassage {
            text: passage.text.clone(),
            start: passage.start,
            start_byte: passage.start_byte,
        }))
    }

    fn article(&self, id: Id) -> Result<Option<StoredArticle>> {
        let article = self.committed.articles.get(&id);
        Ok(article.map(|article| {
            let Article { about, text } = whole(article);
            let passages = article.passages.iter();
            StoredArticle {
                id,
                about,
                added: added(article),
                text,
                also: Vec::new(),
                marks: None,
                passages: passages
                    .map(|passage| passage.start_byte..passage.start_byte + passage.text.len())
                    .collect(),
            }
        }))
    }

    fn version(&self, id: Id) -> Result<Option<Version>> {
        let article = self.committed.articles.get(&id);
        Ok(article.map(|article| Version {
            hash: article.hash,
            file: article.file.clone(),
            record: article.record,
            standing: article.article().about.standing(),
            added: added(article),
        }))
    }

    fn values_beginning(&self, field: Field, beginning: &str, most: usize) -> Result<Vec<String>> {
        let mut found = BTreeMap::new();
        for article in self.articles() {
            let about: About = serde_json::from_str(&article.about).unwrap();
            let values = match field {
                Field::Outlet => about.outlet.into_iter().collect(),
                Field::Author => about.authors,
                Field::Tag => about.tags,
                Field::Lang => about.lang.into_iter().collect(),
                _ => Vec::new(),
            };
            let values = values.into_iter();
            found.extend(values.map(|value| (newshound::words::whole(&value), value)));
        }
        let found = found
            .into_iter()
            .filter(|(value, _)| value.starts_with(beginning));
        Ok(found.map(|(_, value)| value).take(most).collect())
    }

    fn ids_beginning(&self, prefix: &str, most: usize) -> Result<Vec<Id>> {
        let ids = self.committed.articles.keys().copied();
        let begin = ids.filter(|id| id.to_string().starts_with(prefix));
        Ok(begin.take(most).collect())
    }

    fn ids_of_file(&self, path: &str) -> Result<Vec<Id>> {
        let of_file = self.articles().filter(|article| article.file == path);
        let mut found: Vec<&Prepared> = of_file.collect();
        found.sort_by_key(|article| (article.record, article.id));
        Ok(found.into_iter().map(|article| article.id).collect())
    }

    fn files(&self) -> Result<Vec<FileRecord>> {
        self.file_records(|_| true)
    }

    fn file(&self, path: &str) -> Result<Option<FileRecord>> {
        Ok(self.committed.files.get(path).cloned())
    }

    fn files_with_content(&self, hash: u64) -> Result<Vec<FileRecord>> {
        self.file_records(|record| record.content == hash)
    }

    fn files_with_displaced(&self) -> Result<Vec<FileRecord>> {
        self.file_records(|record| record.displaced > 0)
    }

    fn count(&self) -> Result<Total> {
        let passages = self.articles().map(|article| article.passages.len() as u64);
        Ok(Total {
            articles: self.committed.articles.len() as u64,
            passages: passages.sum(),
        })
    }

    fn size(&self) -> Result<Size> {
        Ok(Size::default())
    }

    fn damage(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn verify(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn is_current(&self) -> bool {
        last(&self.shared).is_ok_and(|last| Arc::ptr_eq(&last, &self.committed))
    }

    fn fingerprint(&self) -> Result<u64> {
        let articles = self.articles();
        let each = articles.map(|article| (article.id, whole(article).content_hash()));
        Ok(newshound::engine::fingerprint(each))
    }

    fn commit(&self) -> u64 {
        // While it is open no other commit lies where this one does.
        Arc::as_ptr(&self.committed) as usize as u64
    }
}

/// The best passages of an article, as many as are wanted of one, each with the number of the others.
fn best(mut passages: Vec<Match>, per_article: Option<usize>) -> Vec<Match> {
    let most = per_article.unwrap_or(usize::MAX);
    let more = passages.len().saturating_sub(most) as u32;
    passages.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    passages.truncate(most);
    for passage in &mut passages {
        passage.more_in_article = more;
    }
    passages
}

/// A match with everything that its order depends on.
struct Scored {
    /// Of its date.
    seconds: Option<i64>,
    of: Match,
}

impl Scored {
    /// What matches are sorted by, the smallest first.
    fn key(&self, sort: Sort) -> impl Ord + use<> {
        let Match {
            article,
            passage,
            score,
            ..
        } = self.of;
        // No score is negative: their bits are in their order.
        let score = u32::MAX - score.to_bits();
        let newest = self.seconds.map_or(i64::MAX, |seconds| -seconds);
        let oldest = self.seconds.unwrap_or(i64::MAX);
        match sort {
            Sort::Relevance => (i64::from(score), newest, article, 0, passage),
            Sort::Newest => (newest, 0, article, score, passage),
            Sort::Oldest => (oldest, 0, article, score, passage),
        }
    }
}

/// The words of an article that a set of a plan takes, in the index's spelling.
pub fn words_of(article: &Prepared, set: &Set) -> Vec<String> {
    let taken = Terms::of(article).taken_by(set);
    taken.into_iter().map(|term| term.spelling).collect()
}

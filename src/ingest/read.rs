//! Reading: files to prepared articles, several at a time.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

use crate::corpus;
use crate::engine::Prepared;
use crate::record::Problem;

/// What a reader has to say of the job with this number.
pub enum Said {
    /// What it gave.
    Articles(usize, Vec<Prepared>),
    Problem(usize, Problem),
    /// Bytes of the file, all read.
    Done(u64),
}

/// A file to read.
pub struct Task<'a> {
    pub number: usize,
    pub name: &'a str,
    pub bytes: u64,
    /// When it came into the corpus, in nanoseconds since 1970.
    pub added: i64,
}

/// Reads tasks until there are none left or nobody listens.
pub fn reader<'a>(
    corpus: &Path,
    tasks: &Mutex<impl Iterator<Item = Task<'a>>>,
    say: &SyncSender<Said>,
) {
    loop {
        // A reader that fails while it takes a task leaves the others none.
        let Some(task) = tasks.lock().ok().and_then(|mut tasks| tasks.next()) else {
            return;
        };
        if read(corpus, &task, say).is_none() {
            return;
        }
    }
}

/// Articles told at once: many enough that telling costs nothing, few enough to be held in memory.
const TOLD: usize = 256;
const TOLD_BYTES: u64 = 1 << 20;

/// `None` if nobody listens any more.
fn read(corpus: &Path, task: &Task<'_>, say: &SyncSender<Said>) -> Option<()> {
    let tell = |said| say.send(said).ok();
    let articles = match corpus::open(corpus, task.name) {
        Ok(articles) => articles,
        Err(problem) => {
            tell(Said::Problem(task.number, problem))?;
            return tell(Said::Done(task.bytes));
        }
    };
    let mut prepared = Vec::new();
    let mut bytes = 0;
    for found in articles {
        match found {
            Err(problem) => tell(Said::Problem(task.number, problem))?,
            Ok(found) => {
                let article = Prepared::new(&found.article, task.added);
                bytes += article.text_bytes();
                prepared.push(article);
            }
        }
        if prepared.len() >= TOLD || bytes >= TOLD_BYTES {
            bytes = 0;
            tell(Said::Articles(task.number, std::mem::take(&mut prepared)))?;
        }
    }
    tell(Said::Articles(task.number, prepared))?;
    tell(Said::Done(task.bytes))
}

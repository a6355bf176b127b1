//! Reading: files to blocks, several at a time.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

use crate::index::{Block, Fields};
use crate::ledger::Problem;
use crate::passage;
use crate::source;

/// What a reader has to say of the job with this number.
pub enum Said {
    /// A record and its block.
    Article(usize, u32, Block),
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
    fields: &Fields,
    say: &SyncSender<Said>,
) {
    loop {
        // A reader that fails while it takes a task leaves the others none.
        let Some(task) = tasks.lock().ok().and_then(|mut tasks| tasks.next()) else {
            return;
        };
        if read(corpus, &task, fields, say).is_none() {
            return;
        }
    }
}

/// `None` if nobody listens any more.
fn read(corpus: &Path, task: &Task<'_>, fields: &Fields, say: &SyncSender<Said>) -> Option<()> {
    let tell = |said| say.send(said).ok();
    match source::open(corpus, task.name) {
        Err(problem) => tell(Said::Problem(task.number, problem))?,
        Ok(articles) => {
            for found in articles {
                match found {
                    Err(problem) => tell(Said::Problem(task.number, problem))?,
                    Ok(found) => {
                        let article = found.article;
                        let passages = passage::cut(&article.text, article.about.lang.as_deref());
                        let record = article.about.place.record;
                        let block = Block::new(&article, &passages, task.added, fields);
                        tell(Said::Article(task.number, record, block))?;
                    }
                }
            }
        }
    }
    tell(Said::Done(task.bytes))
}

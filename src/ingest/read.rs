//! Reading: files to blocks, several at a time.

use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

use crate::corpus;
use crate::engine::tantivy::{Block, Fields};
use crate::passage;
use crate::record::Problem;

/// What a reader has to say of the job with this number.
pub enum Said {
    /// Records and their blocks.
    Articles(usize, Vec<(u32, Block)>),
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

/// Blocks told at once: many enough that telling costs nothing, few enough to be held in memory.
const TOLD: usize = 256;
const TOLD_BYTES: u64 = 1 << 20;

/// `None` if nobody listens any more.
fn read(corpus: &Path, task: &Task<'_>, fields: &Fields, say: &SyncSender<Said>) -> Option<()> {
    let tell = |said| say.send(said).ok();
    let articles = match corpus::open(corpus, task.name) {
        Ok(articles) => articles,
        Err(problem) => {
            tell(Said::Problem(task.number, problem))?;
            return tell(Said::Done(task.bytes));
        }
    };
    let mut blocks = Vec::new();
    let mut bytes = 0;
    for found in articles {
        match found {
            Err(problem) => tell(Said::Problem(task.number, problem))?,
            Ok(found) => {
                let article = found.article;
                let passages = passage::cut(&article.text, article.about.lang.as_deref());
                let block = Block::new(&article, &passages, task.added, fields);
                bytes += block.text_bytes;
                blocks.push((article.about.place.record, block));
            }
        }
        if blocks.len() >= TOLD || bytes >= TOLD_BYTES {
            bytes = 0;
            tell(Said::Articles(task.number, std::mem::take(&mut blocks)))?;
        }
    }
    tell(Said::Articles(task.number, blocks))?;
    tell(Said::Done(task.bytes))
}

//! The records of a file that is opened in its format.

use super::extracted::Extracted;
use crate::record::Problem;

/// A file opened in its format.
pub(super) struct Opened {
    /// Whether it is of a kind that can hold many articles.
    pub many: bool,
    pub records: Box<dyn Iterator<Item = Record> + Send>,
}

/// One record of a file: an article or what is wrong with it.
pub(super) struct Record {
    /// From 1.
    pub number: u64,
    /// The document within the file that it came from, if the file holds documents.
    pub member: Option<String>,
    pub result: Result<Extracted, Problem>,
}

impl Record {
    /// A record of the file itself.
    pub fn new(number: u64, result: Result<Extracted, Problem>) -> Self {
        Record {
            number,
            member: None,
            result,
        }
    }
}

impl Opened {
    /// A file that is one article, and what went wrong after it.
    pub fn one(extracted: Extracted, problem: Option<Problem>) -> Self {
        let records = [Some(Ok(extracted)), problem.map(Err)];
        let records = records.into_iter().flatten();
        Opened {
            many: false,
            records: Box::new(records.map(|result| Record {
                number: 1,
                member: None,
                result,
            })),
        }
    }
}

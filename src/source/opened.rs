//! The records of a file that is opened in its format.

use super::addresses::List;
use super::extracted::Extracted;
use crate::record::Problem;

/// A file opened in its format.
pub(super) struct Opened {
    /// Whether it is of a kind that can hold many articles.
    pub many: bool,
    /// The addresses that it is a list of, and nothing else.
    pub list: Option<List>,
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
    /// A file that can hold many articles.
    pub fn many(records: impl Iterator<Item = Record> + Send + 'static) -> Self {
        Opened {
            many: true,
            list: None,
            records: Box::new(records),
        }
    }

    /// A list of addresses, which holds no article.
    pub fn list(list: List) -> Self {
        Opened {
            list: Some(list),
            ..Opened::many(std::iter::empty())
        }
    }

    /// The same where articles are looked for: of a list, its problem.
    pub fn with_articles(self) -> Result<Self, Problem> {
        match self.list {
            Some(list) => Err(list.problem),
            None => Ok(self),
        }
    }

    /// A file that is one article, and what went wrong after it.
    pub fn one(extracted: Extracted, problem: Option<Problem>) -> Self {
        let records = [Some(Ok(extracted)), problem.map(Err)];
        let records = records.into_iter().flatten();
        Opened {
            many: false,
            list: None,
            records: Box::new(records.map(|result| Record {
                number: 1,
                member: None,
                result,
            })),
        }
    }
}

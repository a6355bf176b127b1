//! Documents within a document: entries of an archive, attachments of a mail, responses of a web archive.
//!
//! Each is read as a file of its own would be. Its articles are of the file that holds them, and say by the name
//! of the member where in it they are.

use std::io::Read;

use encoding_rs::Encoding;

use super::extracted::{Extracted, shortened};
use super::input::{Input, Open};
use super::limits::Bounds;
use super::opened::{Opened, Record};
use crate::record::Problem;

/// A document within another one.
pub(super) struct Member {
    /// As it is called within what holds it.
    pub name: String,
    pub content: Box<dyn Read + Send>,
    /// Where it was published, as what holds it says.
    pub address: Option<String>,
    /// The character set that is stated of it.
    pub charset: Option<&'static Encoding>,
    /// What is said of its article besides, where itself says nothing.
    pub said: Extracted,
    /// Whether it is left out in silence if it holds no article: pictures and styles lie in most archives.
    pub is_optional: bool,
    /// Whether it may be a text of no format but that of prose.
    pub is_prose: bool,
}

impl Member {
    /// A document of which nothing is said but its name.
    pub fn new(name: impl Into<String>, content: impl Read + Send + 'static) -> Member {
        Member {
            name: name.into(),
            content: Box::new(content),
            address: None,
            charset: None,
            said: Extracted::default(),
            is_optional: false,
            is_prose: true,
        }
    }

    /// Its bytes, before their format is known; and what is said of its articles besides.
    pub fn into_input(self, bounds: &Bounds, open: Open) -> Result<(Input, Extracted), Problem> {
        let input = Input::new(self.content, &self.name, bounds.within()?, open)?;
        let input = input.stated(self.address, self.charset);
        Ok((input.with_prose(self.is_prose), self.said))
    }
}

/// A document that holds others.
pub(super) fn opened(
    members: impl Iterator<Item = Result<Member, Problem>> + Send + 'static,
    bounds: &Bounds,
    open: Open,
) -> Opened {
    Opened::many(Members {
        members,
        bounds: bounds.clone(),
        open,
        current: None,
        number: bounds.growth.before,
        is_done: false,
    })
}

/// The records of all members, one after the other.
struct Members<I> {
    members: I,
    bounds: Bounds,
    /// Opens a document in its format.
    open: Open,
    current: Option<OpenMember>,
    /// Records so far.
    number: u64,
    /// Whether there were too many entries.
    is_done: bool,
}

/// A member being read.
struct OpenMember {
    name: String,
    said: Extracted,
    /// Whether its problems are left out, as long as it has no article.
    is_optional: bool,
    records: Box<dyn Iterator<Item = Record> + Send>,
}

impl<I: Iterator<Item = Result<Member, Problem>>> Iterator for Members<I> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(open) = &mut self.current {
                match open.next() {
                    Some(record) => {
                        let problem = record.result.as_ref().err();
                        self.is_done |=
                            problem.is_some_and(|problem| self.bounds.is_spent(problem));
                        if problem.is_some() && open.is_optional && !self.is_done {
                            continue;
                        }
                        open.is_optional = false;
                        return Some(self.numbered(record));
                    }
                    None => self.current = None,
                }
            }
            if self.is_done {
                return None;
            }
            let member = match self.members.next()? {
                Ok(member) => member,
                Err(problem) => {
                    self.is_done = self.bounds.is_spent(&problem);
                    return Some(self.problem(None, problem));
                }
            };
            let (name, is_optional) = (member.name.clone(), member.is_optional);
            match open(member, &self.bounds, self.open) {
                Ok(member) => self.current = member,
                Err(_) if is_optional => {}
                Err(problem) => return Some(self.problem(Some(&name), problem)),
            }
        }
    }
}

impl<I> Members<I> {
    fn numbered(&mut self, record: Record) -> Record {
        self.number += 1;
        self.bounds.growth.note(self.number);
        Record {
            number: self.number,
            ..record
        }
    }

    fn problem(&mut self, name: Option<&str>, problem: Problem) -> Record {
        let problem = match name {
            Some(name) => of(name, problem),
            None => problem,
        };
        // What is wrong with a member is said of it by its name, what is wrong with the file by no number at all.
        Record {
            number: self.number + 1,
            member: name.map(str::to_owned),
            result: Err(problem),
        }
    }
}

/// The problem of a member as one of the file that holds it.
pub(super) fn of(name: &str, problem: Problem) -> Problem {
    let record = problem
        .record
        .map_or_else(String::new, |record| format!(", record {record}"));
    Problem {
        record: None,
        reason: format!("`{}`{record}: {}", shortened(name), problem.reason),
        ..problem
    }
}

/// Opens a member in its format; nothing if it is of a kind that never holds an article.
fn open(member: Member, bounds: &Bounds, open: Open) -> Result<Option<OpenMember>, Problem> {
    let (name, is_optional) = (member.name.clone(), member.is_optional);
    let is_of_web = member.address.is_some();
    let (input, said) = member.into_input(bounds, open)?;
    let Some(opened) = open(input)? else {
        return Ok(None);
    };
    // A list of the pages of a site lies beside them.
    if is_of_web && opened.list.is_some() {
        return Ok(None);
    }
    let opened = opened.with_articles()?;
    Ok(Some(OpenMember {
        name,
        said: said_of_each(said, opened.many),
        is_optional,
        records: opened.records,
    }))
}

/// What is said of each article of a document: its address is that of one alone.
pub(super) fn said_of_each(mut said: Extracted, many: bool) -> Extracted {
    if many {
        said.article.about.url = None;
        said.retract("url");
    }
    said
}

impl OpenMember {
    fn next(&mut self) -> Option<Record> {
        let record = self.records.next()?;
        // The name of the outermost member first: `bundle.zip/letters.mbox`.
        let member = match record.member {
            Some(inner) => format!("{}/{inner}", self.name),
            None => self.name.clone(),
        };
        let result = match record.result {
            Ok(mut extracted) => {
                extracted.fill(&self.said);
                Ok(extracted)
            }
            Err(problem) => Err(of(&self.name, problem)),
        };
        Some(Record {
            number: record.number,
            member: Some(member),
            result,
        })
    }
}

/// A name as it is shown: no folder above, no folder of the machine that it was packed on.
pub(super) fn shown(name: &str) -> String {
    let name = name.replace('\\', "/");
    let parts = name.split('/');
    let parts = parts.filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<&str> = parts.collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        for (name, expected) in [
            ("../../etc/passwd", "etc/passwd"),
            ("/abs/story.txt", "abs/story.txt"),
            ("C:\\Users\\me\\story.txt", "C:/Users/me/story.txt"),
            ("./a//b.txt", "a/b.txt"),
        ] {
            assert_eq!(shown(name), expected);
        }
    }
}

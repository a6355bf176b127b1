//! Copies on their way into the corpus: each is put in its place as soon as it has given an article.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::add::Outcome;
use super::read::Arrival;
use super::tally;
use crate::corpus::{self, Articles, Found, Opened, Overrides, Staged};
use crate::engine::threads;
use crate::error::{Error, Result};
use crate::record::Problem;
use crate::source::Limits;

/// Copies on their way into the corpus, in the order in which they were given. The reading that
/// indexes a copy decides whether it is taken in: one without an article is rejected and leaves
/// no trace.
pub struct Staging<'a> {
    corpus: &'a Path,
    limits: Limits,
    /// Whether something is said of them that can be said of one article alone.
    pub names_one: bool,
    copies: Vec<Option<Copy>>,
    /// The copy with this content.
    by_content: HashMap<u64, usize>,
    /// The copy that is read next.
    next: usize,
    /// Copies that are read already, in order.
    ahead: VecDeque<(Copy, io::Result<FirstRead>)>,
    /// The outcome of each thing that was given, by its number.
    pub outcomes: HashMap<usize, Outcome>,
    /// Why nothing more can be put in its place.
    pub stopped: Option<Error>,
}

struct Copy {
    staged: Staged,
    /// The things that were given with this content, at least one.
    given: Vec<Given>,
}

/// One thing that was given to `add`.
pub struct Given {
    pub number: usize,
    /// The name that it shall have.
    pub name: String,
    pub overrides: Overrides,
}

impl<'a> Staging<'a> {
    pub fn new(corpus: &'a Path, limits: Limits) -> Self {
        Staging {
            corpus,
            limits,
            names_one: false,
            copies: Vec::new(),
            by_content: HashMap::new(),
            next: 0,
            ahead: VecDeque::new(),
            outcomes: HashMap::new(),
            stopped: None,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// How many bytes are on their way.
    pub fn bytes(&self) -> u64 {
        let copies = self.copies.iter().flatten();
        copies.map(|copy| copy.staged.bytes()).sum()
    }

    /// Joins what was given to the copy with the same content; gives it back if there is none.
    pub fn join(&mut self, staged: &Staged, given: Given) -> Option<Given> {
        let at = self.by_content.get(&staged.content());
        match at.and_then(|at| self.copies[*at].as_mut()) {
            Some(copy) => {
                copy.given.push(given);
                None
            }
            None => Some(given),
        }
    }

    /// Adds a copy that has no equal.
    pub fn push(&mut self, staged: Staged, given: Given) {
        if let Entry::Vacant(free) = self.by_content.entry(staged.content()) {
            free.insert(self.copies.len());
        }
        let given = vec![given];
        self.copies.push(Some(Copy { staged, given }));
    }

    /// Puts a copy in its place under the name under which it gave an article, or says of each name why it gave
    /// none.
    fn arrive(
        &mut self,
        mut copy: Copy,
        mut read: io::Result<FirstRead>,
    ) -> Result<Option<Arrival>> {
        let failed = |error: io::Error| Error::io(self.corpus.display(), &error);
        loop {
            let FirstRead { rejected, found } = read.map_err(failed)?;
            for (given, why) in copy.given.iter().zip(rejected) {
                self.outcomes.insert(given.number, Outcome::Rejected(why));
            }
            let Some(found) = found else {
                return Ok(None);
            };
            let at = found.at;
            match self.place(&mut copy, found) {
                Ok(arrival) => return Ok(Some(arrival)),
                Err(error) if error.kind() == ErrorKind::InvalidFilename => {
                    let why = "its name is too long".to_owned();
                    let number = copy.given[at].number;
                    self.outcomes.insert(number, Outcome::Rejected(why));
                    copy.given.drain(..=at);
                    read = first_read(&copy, self.limits, self.names_one);
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }

    fn place(&mut self, copy: &mut Copy, found: FirstFound) -> io::Result<Arrival> {
        let FirstFound {
            at,
            opened,
            mut articles,
            mut first,
            ..
        } = found;
        let wanted = &copy.given[at].name;
        let name = copy.staged.place(self.corpus, wanted, &found.overrides)?;
        for (later, is_new) in copy.given[at + 1..].iter().zip(found.is_new) {
            let outcome = if is_new {
                Outcome::Described(name.clone())
            } else {
                Outcome::AlreadyThere(name.clone())
            };
            self.outcomes.insert(later.number, outcome);
        }
        let stored = Outcome::Stored(name.clone());
        self.outcomes.insert(copy.given[at].number, stored);
        let described = articles.place(self.corpus, &name);
        first.marks.description = described.ok().flatten();
        name.clone_into(&mut first.article.about.provenance.file);
        first.marks.place(&first.article);
        let file = corpus::stat(self.corpus, &name)?;
        Ok(Arrival {
            file,
            opened,
            articles,
            first,
            problems: found.problems,
            more_problems: found.more_problems,
        })
    }

    /// Reads the first articles of the copies that are next, as many at a time as there are cores.
    fn read_ahead(&mut self) {
        let (limits, names_one) = (self.limits, self.names_one);
        let copies = self.copies[self.next..].iter_mut().take(threads());
        let copies: Vec<Option<Copy>> = copies.map(Option::take).collect();
        self.next += copies.len();
        let copies = copies.into_iter().flatten();
        let read = |copy: Copy| {
            let read = first_read(&copy, limits, names_one);
            (copy, read)
        };
        std::thread::scope(|scope| {
            let readers: Vec<_> = copies.map(|copy| scope.spawn(move || read(copy))).collect();
            // A reader does not panic: what it reads with rejects the record.
            let read = readers.into_iter().filter_map(|reader| reader.join().ok());
            self.ahead.extend(read);
        });
    }
}

/// What was read of a copy to find out whether there is an article in it.
struct FirstRead {
    /// Why there is none, by its names in order.
    rejected: Vec<String>,
    found: Option<FirstFound>,
}

/// The first article of a copy.
struct FirstFound {
    /// The number of the name under which it was found.
    at: usize,
    opened: Opened,
    articles: Articles,
    first: Found,
    problems: Vec<Problem>,
    more_problems: u64,
    /// What is said of it under all names.
    overrides: Overrides,
    /// Whether each later name says something new.
    is_new: Vec<bool>,
}

/// Reads a copy under its names until one gives an article.
fn first_read(copy: &Copy, limits: Limits, names_one: bool) -> io::Result<FirstRead> {
    let mut rejected = Vec::new();
    for at in 0..copy.given.len() {
        match read_as(copy, at, limits, names_one)? {
            Ok(found) => {
                let found = Some(found);
                return Ok(FirstRead { rejected, found });
            }
            Err(why) => rejected.push(why),
        }
    }
    Ok(FirstRead {
        rejected,
        found: None,
    })
}

fn read_as(
    copy: &Copy,
    at: usize,
    limits: Limits,
    names_one: bool,
) -> io::Result<std::result::Result<FirstFound, String>> {
    let mut overrides = copy.given[at].overrides.clone();
    let mut is_new = Vec::new();
    for later in &copy.given[at + 1..] {
        let all = later.overrides.over(&overrides);
        is_new.push(all != overrides);
        overrides = all;
    }
    let opened = copy.staged.open()?;
    let wanted = &copy.given[at].name;
    let mut articles = match opened.articles_with(wanted, overrides.clone(), limits) {
        Ok(articles) => articles,
        Err(problem) => return Ok(Err(problem.reason)),
    };
    if names_one && articles.many() {
        let why =
            "it is of a kind that holds many articles, and a title or an address is said of one";
        return Ok(Err(why.to_owned()));
    }
    let (mut problems, mut more_problems) = (Vec::new(), 0);
    let first = loop {
        match articles.next() {
            Some(Ok(found)) => break found,
            Some(Err(problem)) if problems.len() < tally::KEPT => problems.push(problem),
            Some(Err(_)) => more_problems += 1,
            None => return Ok(Err(without_article(problems))),
        }
    };
    Ok(Ok(FirstFound {
        at,
        opened,
        articles,
        first,
        problems,
        more_problems,
        overrides,
        is_new,
    }))
}

fn without_article(problems: Vec<Problem>) -> String {
    let first = problems.into_iter().next();
    first.map_or_else(|| "holds no article".to_owned(), |problem| problem.reason)
}

impl Iterator for Staging<'_> {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        while self.stopped.is_none() {
            if self.ahead.is_empty() {
                self.read_ahead();
            }
            let (copy, read) = self.ahead.pop_front()?;
            match self.arrive(copy, read) {
                Ok(Some(arrival)) => return Some(arrival),
                Ok(None) => {}
                Err(error) => self.stopped = Some(error),
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.copies.len() - self.next + self.ahead.len()))
    }
}

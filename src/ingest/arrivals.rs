//! Copies on their way into the corpus: each is put in its place as soon as it has given an article.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::add::Outcome;
use super::read::Arrival;
use super::tally;
use crate::corpus::{self, Overrides, Staged};
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
    /// The copy that is next.
    next: usize,
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

    /// Puts a copy in its place under the first of its names under which it gives an article.
    fn arrive(&mut self, mut copy: Copy) -> Result<Option<Arrival>> {
        for at in 0..copy.given.len() {
            match self.arrive_as(&mut copy, at)? {
                Ok(arrival) => return Ok(Some(arrival)),
                Err(why) => {
                    let number = copy.given[at].number;
                    self.outcomes.insert(number, Outcome::Rejected(why));
                }
            }
        }
        Ok(None)
    }

    /// Puts a copy in its place under one of its names, or tells why it is rejected.
    fn arrive_as(
        &mut self,
        copy: &mut Copy,
        at: usize,
    ) -> Result<std::result::Result<Arrival, String>> {
        let failed = |error: io::Error| Error::io(self.corpus.display(), &error);
        let mut overrides = copy.given[at].overrides.clone();
        let mut is_new = Vec::new();
        for later in &copy.given[at + 1..] {
            let all = later.overrides.over(&overrides);
            is_new.push(all != overrides);
            overrides = all;
        }
        let wanted = &copy.given[at].name;
        let opened = copy.staged.open().map_err(failed)?;
        let mut articles = match opened.articles_with(wanted, overrides.clone(), self.limits) {
            Ok(articles) => articles,
            Err(problem) => return Ok(Err(problem.reason)),
        };
        if self.names_one && articles.many() {
            let why = "it is of a kind that holds many articles, and a title or an address is said of one";
            return Ok(Err(why.to_owned()));
        }
        let (mut problems, mut more_problems) = (Vec::new(), 0);
        let mut first = loop {
            match articles.next() {
                Some(Ok(found)) => break found,
                Some(Err(problem)) if problems.len() < tally::KEPT => problems.push(problem),
                Some(Err(_)) => more_problems += 1,
                None => return Ok(Err(without_article(problems))),
            }
        };
        let name = match copy.staged.place(self.corpus, wanted, &overrides) {
            Err(error) if error.kind() == ErrorKind::InvalidFilename => {
                return Ok(Err("its name is too long".to_owned()));
            }
            placed => placed.map_err(failed)?,
        };
        for (later, is_new) in copy.given[at + 1..].iter().zip(is_new) {
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
        let file = corpus::stat(self.corpus, &name).map_err(failed)?;
        Ok(Ok(Arrival {
            file,
            opened,
            articles,
            first,
            problems,
            more_problems,
        }))
    }
}

fn without_article(problems: Vec<Problem>) -> String {
    let first = problems.into_iter().next();
    first.map_or_else(|| "holds no article".to_owned(), |problem| problem.reason)
}

impl Iterator for Staging<'_> {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        while self.stopped.is_none() {
            let copy = self.copies.get_mut(self.next)?.take();
            self.next += 1;
            match copy.map(|copy| self.arrive(copy)) {
                Some(Ok(Some(arrival))) => return Some(arrival),
                Some(Err(error)) => self.stopped = Some(error),
                Some(Ok(None)) | None => {}
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.copies.len() - self.next))
    }
}

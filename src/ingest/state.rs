//! The state of corpus and index: what is in them, what is wrong with them, where they differ.

use std::collections::HashSet;
use std::path::Path;

use super::{Workspace, corpus_exists, descriptions, is_within};
use crate::alias::{self, Fault};
use crate::corpus::{self, CorpusFile};
use crate::error::{Kind, Result, reason};
use crate::record::FileRecord;
use crate::results::{Changes, Status};

/// The state of the index, and whether the corpus has changed since.
pub fn status(place: &Workspace) -> Result<Status> {
    corpus_exists(&place.corpus)?;
    let index = place.engine.open()?;
    let records = index.files()?;
    let total = index.count()?;
    let size = index.size()?;
    let mut status = Status {
        corpus: place.corpus.display().to_string(),
        index: place
            .engine
            .folder()
            .unwrap_or(Path::new(""))
            .display()
            .to_string(),
        layout: place.engine.layout(),
        articles: total.articles,
        passages: total.passages,
        files: records.len() as u64,
        live_bytes: size.live,
        dead_bytes: size.dead,
        changes: changes(place, &records),
        rejected: corpus::rejections(&place.corpus),
        orphans: orphans(place, &records),
        ..Status::default()
    };
    for record in &records {
        status.problem_count += record.problem_count;
        status.problems.extend(
            record
                .problems
                .iter()
                .map(|problem| (record.path.clone(), problem.clone())),
        );
        status.remark_count += record.remark_count;
        let remarks = record.remarks.iter();
        let remarks = remarks.map(|remark| (record.path.clone(), remark.clone()));
        status.remarks.extend(remarks);
        if record.displaced > 0 {
            let displaced = (record.path.clone(), record.displaced);
            status.displaced.push(displaced);
        }
    }
    Ok(status)
}

/// The files whose description was given for an article that is not in them.
fn orphans(place: &Workspace, records: &[FileRecord]) -> Vec<String> {
    let misdescribed = records.iter().filter(|record| record.is_misdescribed);
    descriptions::lost(place, misdescribed.map(|record| &record.path))
}

fn changes(place: &Workspace, records: &[FileRecord]) -> Changes {
    let mut changes = Changes::default();
    let (mut seen, mut unreachable) = (HashSet::new(), Vec::new());
    for found in place.walk() {
        let file = match found {
            Ok(file) => file,
            Err((name, _)) => {
                unreachable.push(name);
                continue;
            }
        };
        match records.binary_search_by(|record| record.path.as_str().cmp(&file.name)) {
            Err(_) => changes.new += 1,
            Ok(at) => changes.changed += u64::from(has_changed(place, &file, &records[at])),
        }
        seen.insert(file.name);
    }
    // A file in a folder that cannot be looked into is not gone.
    let gone = records.iter().filter(|record| {
        let is_hidden = |name: &String| is_within(&record.path, name);
        !seen.contains(&record.path) && !unreachable.iter().any(is_hidden)
    });
    changes.gone = gone.count() as u64;
    changes
}

fn has_changed(place: &Workspace, file: &CorpusFile, record: &FileRecord) -> bool {
    record.stats != Some(file.stats)
        && corpus::fingerprint(&place.corpus, &file.name).is_ok_and(|now| now.whole != record.hash)
}

/// The lines of the alias file that are none, or why it cannot be read.
fn alias_faults(place: &Workspace) -> Vec<String> {
    let path = place.corpus.join(corpus::ALIASES);
    let text = match corpus::aliases(&place.corpus, place.follow) {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => return vec![format!("`{}`: {}.", path.display(), reason(&error))],
    };
    let faults = alias::parse(&text).1.into_iter();
    let sentence = |fault: alias::Fault| {
        let (
            path,
            Fault {
                line,
                message,
                hint,
            },
        ) = (path.display(), fault);
        format!("Line {line} of `{path}` {message}; {hint}.")
    };
    faults.map(sentence).collect()
}

/// The findings of `check`, as full sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// Faults of the index: it has to be built anew.
    pub damage: Vec<String>,
    /// Where the corpus has changed since it was indexed.
    pub changes: Vec<String>,
    /// Descriptions that have lost their article.
    pub orphans: Vec<String>,
    /// How many inputs are skipped, as `status` shows.
    pub skipped: u64,
    /// Lines of the alias file that are left out.
    pub aliases: Vec<String>,
}

/// Whether index and corpus are whole and agree.
pub fn check(place: &Workspace) -> Result<Findings> {
    let mut found = Findings::default();
    // One commit, whatever a writer does meanwhile.
    let index = match place.engine.open() {
        Ok(index) => index,
        Err(error) if error.kind == Kind::Index => {
            found.damage = place.engine.damage()?;
            let is_explained = !found.damage.is_empty();
            return if is_explained { Ok(found) } else { Err(error) };
        }
        Err(error) => return Err(error),
    };
    found.damage = index.damage()?;
    if !found.damage.is_empty() {
        return Ok(found);
    }
    found.damage = index.verify()?;
    let records = index.files()?;
    for record in &records {
        found.skipped += record.problem_count;
        let name = &record.path;
        if !corpus::is_reached(&place.corpus, name, place.follow)
            && place.corpus.join(name).exists()
        {
            found.changes.push(format!(
                "`{name}` was not looked at: a link leads to it, out of the corpus; `--follow` follows it."
            ));
            continue;
        }
        match corpus::fingerprint(&place.corpus, name) {
            Ok(now) if now.whole == record.hash => {}
            Ok(_) => found
                .changes
                .push(format!("`{name}` has changed since it was indexed.")),
            Err(_) if record.hash == 0 => {}
            Err(error) => found.changes.push(format!("`{name}`: {}.", reason(&error))),
        }
        let there = index.ids_of_file(name)?.len() as u64;
        if there != record.articles {
            let articles = record.articles;
            found.damage.push(format!(
                "`{name}` has {there} articles in the index instead of {articles}."
            ));
        }
    }
    for file in orphans(place, &records) {
        found.orphans.push(format!(
            "The description of `{file}` was given for an article that is not in it."
        ));
    }
    found.aliases = alias_faults(place);
    match changes(place, &records).new {
        0 => {}
        1 => found
            .changes
            .push("1 file of the corpus is not indexed.".to_owned()),
        new => found
            .changes
            .push(format!("{new} files of the corpus are not indexed.")),
    }
    Ok(found)
}

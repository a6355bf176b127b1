//! Counting: the matching articles by their days, or by the values of a field.
//!
//! Counting by values costs the postings of the field: each value's are compared with the matching articles.

use std::collections::{BTreeMap, btree_map};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use crate::article::Id;
use crate::engine::tantivy::Index;
use crate::engine::tantivy::exec::tally::{DateTally, Firsts};
use crate::engine::tantivy::search::Answering;
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::parallel;
use crate::engine::{DayCounts, Search, ValueCount, ValueCounts};
use crate::field::Field;
use crate::plan::calendar;
use crate::request::interrupt::Steps;
use crate::words;

/// How many matching articles there are of each day.
pub fn days(index: &Index, search: &Search<'_>) -> Result<DayCounts> {
    let tally = Answering::new(index, search)?.evaluated(|_| DateTally::default())?;
    let steps = Steps::new(&search.question.interrupt);
    let mut counts = DayCounts::default();
    for (date, articles) in tally.fruit.0 {
        steps.take(STEPS_OF_A_DAY)?;
        match date {
            Some(date) => {
                let day = calendar::day(date, &search.question.zone);
                *counts.days.entry(day).or_default() += articles;
            }
            None => counts.undated += articles,
        }
    }
    Ok(counts)
}

/// Finding the day of an instant takes about so many steps of `Steps`.
const STEPS_OF_A_DAY: usize = 32;

/// Articles that are worth some threads; in a build for tests any are.
const MUCH: u64 = if cfg!(debug_assertions) { 1 } else { 50_000 };

/// How many matching articles there are with each value of a field.
pub fn values(index: &Index, search: &Search<'_>, field: Field) -> Result<ValueCounts> {
    let firsts = Answering::new(index, search)?.evaluated(Firsts::of)?;
    let articles = firsts.total.articles;
    let mut by_segment = vec![Vec::new(); index.blocks.len()];
    for (segment, firsts) in firsts.fruit.into_segments() {
        if let Some(known) = by_segment.get_mut(segment) {
            *known = firsts;
        }
    }
    let in_segment =
        |segment: usize| of_segment(index, search, field, segment, &by_segment[segment]);
    let segments = parallel::each_segment(index.blocks.len(), articles >= MUCH, in_segment)?;
    let mut counts = ValueCounts {
        articles,
        ..ValueCounts::default()
    };
    for (values, without) in segments {
        counts.without += without;
        for (value, here) in values {
            match counts.values.entry(value) {
                btree_map::Entry::Vacant(room) => {
                    room.insert(here);
                }
                btree_map::Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    known.articles += here.articles;
                    known.example = known.example.min(here.example);
                }
            }
        }
    }
    Ok(counts)
}

/// The values of one segment, and how many of the articles have none.
fn of_segment(
    index: &Index,
    search: &Search<'_>,
    field: Field,
    segment: usize,
    firsts: &[DocId],
) -> Result<(BTreeMap<String, ValueCount>, u64)> {
    let mut found = BTreeMap::new();
    if firsts.is_empty() {
        return Ok((found, 0));
    }
    let blocks = &index.blocks[segment];
    let searcher = index.searcher();
    let reader = searcher.segment_reader(segment as u32);
    let field_of_index = index.fields.of_language(field);
    let dictionary = blocks.dictionaries.field(reader, field_of_index)?;
    let mut matching = Documents::of(firsts, blocks.documents());
    let mut with_value = Documents::of(&[], blocks.documents());
    let prefix = match field.has_parts() {
        true => words::WHOLE_MARK.to_string(),
        false => String::new(),
    };
    let steps = Steps::new(&search.question.interrupt);
    let mut terms = dictionary.all()?.range().ge(&prefix).into_stream()?;
    while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
        steps.take(STEPS_OF_A_VALUE)?;
        let Ok(term) = std::str::from_utf8(terms.key()) else {
            continue;
        };
        let option = IndexRecordOption::Basic;
        let index = dictionary.index();
        let mut postings = index.read_postings_from_terminfo(terms.value(), option)?;
        let mut count: Option<ValueCount> = None;
        while postings.doc() != TERMINATED {
            steps.take(1)?;
            let doc = postings.doc();
            if matching.contains(doc) {
                with_value.insert(doc);
                let id = blocks.articles.id(doc).unwrap_or(Id(0));
                let known = count.get_or_insert(ValueCount {
                    articles: 0,
                    example: id,
                });
                known.articles += 1;
                known.example = known.example.min(id);
            }
            postings.advance();
        }
        if let Some(count) = count {
            found.insert(words::unmarked(term).to_owned(), count);
        }
    }
    matching.remove_all(&with_value);
    Ok((found, matching.count()))
}

/// Opening the postings of a value takes about so many steps of `Steps`.
const STEPS_OF_A_VALUE: usize = 64;

/// Some documents of a segment.
struct Documents(Vec<u64>);

impl Documents {
    fn of(documents: &[DocId], most: DocId) -> Documents {
        let mut all = Documents(vec![0; most.div_ceil(64) as usize]);
        documents.iter().for_each(|doc| all.insert(*doc));
        all
    }

    fn insert(&mut self, doc: DocId) {
        if let Some(bits) = self.0.get_mut(doc as usize / 64) {
            *bits |= 1 << (doc % 64);
        }
    }

    fn contains(&self, doc: DocId) -> bool {
        let bits = self.0.get(doc as usize / 64).copied().unwrap_or_default();
        bits >> (doc % 64) & 1 == 1
    }

    fn remove_all(&mut self, others: &Documents) {
        let both = self.0.iter_mut().zip(&others.0);
        both.for_each(|(bits, others)| *bits &= !others);
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }
}

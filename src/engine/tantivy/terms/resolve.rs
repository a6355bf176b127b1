//! From predicates to index words: which words of the dictionaries a plan's sets take.

use std::sync::Arc;

use levenshtein_automata::{DFA, Distance, SINK_STATE};
use tantivy::postings::TermInfo;
use tantivy::termdict::TermStreamer;
use tantivy::{DocId, Searcher, SegmentReader};
use tantivy_fst::Automaton;

use crate::engine::tantivy::store::articles::{self, ArticleTable};
use crate::engine::tantivy::store::failed::Result;
use crate::engine::tantivy::store::parallel;
use crate::engine::tantivy::store::schema::Fields;
use crate::engine::tantivy::store::segment::Blocks;
use crate::engine::tantivy::store::stems::{Family, StemIndex};
use crate::engine::tantivy::store::term_lookup::{Dictionary, Found};
use crate::engine::tantivy::store::term_stats::{TermCounts, TermStats};
use crate::engine::tantivy::terms::scans::{is_scanned, scans};
use crate::field::Field;
use crate::plan::pattern::Pattern;
use crate::plan::{Plan, Set};
use crate::request::interrupt::{Interrupt, Steps};
use crate::words::events;
use crate::words::forms::Forms;

/// Postings that are worth some threads; in a build for tests any are.
const MUCH: u64 = if cfg!(debug_assertions) { 1 } else { 200_000 };

/// The index words of every set of a plan.
pub struct Resolved {
    /// By segment, then by set.
    pub entries: Vec<Vec<Vec<Entry>>>,
    /// By set: in how many documents its words occur, a document with several counted for each.
    documents: Vec<u64>,
}

impl Resolved {
    /// In how many documents the words of a set occur, a document with several counted for each.
    pub fn documents(&self, set: usize) -> u64 {
        self.documents[set]
    }

    /// By set: in how many documents its words occur.
    pub fn into_documents(self) -> Vec<u64> {
        self.documents
    }

    /// Whether there is so much to look at for a plan that several threads are worth their while.
    pub fn is_much(&self, plan: &Plan) -> bool {
        let mut documents = 0;
        for (_, expr) in plan.leaves.iter().flat_map(|leaf| &leaf.sides) {
            expr.sets(&mut |set| documents += self.documents[set]);
        }
        documents >= MUCH
    }
}

/// An index word of a set in one segment.
#[derive(Debug, Clone)]
pub struct Entry {
    pub location: TermLocation,
    /// How many positions it covers.
    pub width: u32,
    pub count: TermCounts,
}

/// Where an index word occurs.
#[derive(Debug, Clone)]
pub enum TermLocation {
    /// In the postings of a field.
    Postings(TermInfo),
    /// In one document: it is an id.
    Document(DocId),
}

impl Entry {
    /// In how many documents it occurs.
    pub fn documents(&self) -> u32 {
        match &self.location {
            TermLocation::Postings(info) => info.doc_freq,
            TermLocation::Document(_) => 1,
        }
    }

    /// Its postings, if it has any.
    pub fn postings(&self) -> Option<&TermInfo> {
        match &self.location {
            TermLocation::Postings(info) => Some(info),
            TermLocation::Document(_) => None,
        }
    }
}

/// Looks up the sets that the leaves of a plan ask for, in every segment; those that count for scores
/// alone only if it is `scored`.
pub fn resolve(
    plan: &Plan,
    scored: bool,
    searcher: &Searcher,
    fields: &Fields,
    blocks: &[Blocks],
    interrupt: &Interrupt,
) -> Result<Resolved> {
    let asked = asked(plan, scored);
    let sets = || plan.sets.iter().zip(&asked);
    let is_wide = sets().any(|(set, is_asked)| *is_asked && set.pattern.is_wide());
    let scans = scans(plan, &asked);
    let in_segment = |number: usize| -> Result<Vec<Vec<Entry>>> {
        let (segment, blocks) = (searcher.segment_reader(number as u32), &blocks[number]);
        let mut entries = vec![Vec::new(); plan.sets.len()];
        for (field, numbers) in &scans {
            let words = FieldWords::open(*field, segment, fields, blocks, interrupt)?;
            let patterns = numbers.iter().map(|set| &plan.sets[*set].pattern);
            let all = words.dictionary.all()?.stream()?;
            let patterns: Vec<&Pattern> = patterns.collect();
            words.stream(all, "", &patterns, &mut |at, _, entry| {
                entries[numbers[at]].push(entry);
            })?;
        }
        for (number, (set, is_asked)) in sets().enumerate() {
            if *is_asked && !is_scanned(set) {
                look_up(set, segment, fields, blocks, interrupt, |_, entry| {
                    entries[number].push(entry);
                })?;
            }
        }
        Ok(entries)
    };
    let entries = parallel::each_segment(blocks.len(), is_wide, in_segment)?;
    let mut documents = vec![0; plan.sets.len()];
    for segment in &entries {
        for (documents, entries) in documents.iter_mut().zip(segment) {
            let each = entries.iter().map(|entry| u64::from(entry.documents()));
            *documents += each.sum::<u64>();
        }
    }
    Ok(Resolved { entries, documents })
}

/// By set of a plan: whether any of its leaves asks for it.
fn asked(plan: &Plan, scored: bool) -> Vec<bool> {
    let mut asked = vec![false; plan.sets.len()];
    for (_, expr) in plan.leaves.iter().flat_map(|leaf| &leaf.sides) {
        expr.sets(&mut |set| asked[set] = true);
    }
    let relatives = plan.leaves.iter().filter(|leaf| leaf.shown && scored);
    for set in relatives.flat_map(|leaf| &leaf.relatives) {
        asked[*set] = true;
    }
    asked
}

/// The index words that a set takes, in the index's spelling, sorted.
pub fn words(
    set: &Set,
    searcher: &Searcher,
    fields: &Fields,
    blocks: &[Blocks],
) -> Result<Vec<String>> {
    let (mut words, interrupt) = (Vec::new(), Interrupt::none());
    for (segment, blocks) in searcher.segment_readers().iter().zip(blocks) {
        look_up(set, segment, fields, blocks, &interrupt, |word, _| {
            words.push(word.to_owned());
        })?;
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

/// Calls `found` with every index word of a segment that a set takes.
fn look_up(
    set: &Set,
    segment: &SegmentReader,
    fields: &Fields,
    blocks: &Blocks,
    interrupt: &Interrupt,
    mut found: impl FnMut(&str, Entry),
) -> Result<()> {
    if set.field == Field::Id {
        each_id(&blocks.articles, &set.pattern, found);
        return Ok(());
    }
    let words = FieldWords::open(set.field, segment, fields, blocks, interrupt)?;
    words.each_word(&set.pattern, &mut found)?;
    Ok(())
}

/// Calls `found` with every id that the pattern takes.
fn each_id(articles: &ArticleTable, pattern: &Pattern, mut found: impl FnMut(&str, Entry)) {
    for prefix in pattern.prefixes() {
        let Some((from, to)) = articles::ids_beginning(prefix) else {
            continue;
        };
        for (id, first) in articles.between(from, to) {
            let name = id.to_string();
            if pattern.takes(&name) {
                let location = TermLocation::Document(first);
                let entry = Entry {
                    location,
                    width: 1,
                    count: TermCounts::once(1),
                };
                found(&name, entry);
            }
        }
    }
}

/// The dictionary of a field in one segment.
struct FieldWords<'a> {
    dictionary: Arc<Dictionary>,
    /// The counts of its words, where they are kept.
    term_stats: Option<&'a TermStats>,
    /// Which of them belong together, where that is kept.
    stems: Option<&'a StemIndex>,
    interrupt: &'a Interrupt,
}

impl<'a> FieldWords<'a> {
    fn open(
        field: Field,
        segment: &SegmentReader,
        fields: &Fields,
        blocks: &'a Blocks,
        interrupt: &'a Interrupt,
    ) -> Result<FieldWords<'a>> {
        let dictionary = blocks
            .dictionaries
            .field(segment, fields.of_language(field))?;
        Ok(FieldWords {
            dictionary,
            term_stats: blocks.term_stats.field(field),
            stems: blocks.stems.field(field),
            interrupt,
        })
    }

    /// Calls `found` with every word that the pattern takes.
    fn each_word(&self, pattern: &Pattern, found: &mut impl FnMut(&str, Entry)) -> Result<()> {
        if let (Pattern::Forms(forms) | Pattern::Relatives(forms), Some(stems)) =
            (pattern, self.stems)
        {
            return self.members(forms, stems, pattern, found);
        }
        if let Pattern::Fuzzy { dfa, .. } = pattern {
            let near = self
                .dictionary
                .all()?
                .search(WithinEdits(dfa))
                .into_stream()?;
            return self.stream(near, "", &[pattern], &mut |_, word, entry| {
                found(word, entry);
            });
        }
        if let Pattern::Exact(word) = pattern {
            let words = self.dictionary.get_of_any_width(word)?;
            self.enter(words, pattern, found);
            return Ok(());
        }
        for prefix in pattern.prefixes() {
            let words = self.dictionary.all()?.range().ge(prefix);
            self.stream(
                words.into_stream()?,
                prefix,
                &[pattern],
                &mut |_, word, entry| {
                    found(word, entry);
                },
            )?;
        }
        Ok(())
    }

    /// Calls `found` with those of the families of a word that the pattern takes and that are there.
    fn members(
        &self,
        forms: &Forms,
        stems: &StemIndex,
        pattern: &Pattern,
        found: &mut impl FnMut(&str, Entry),
    ) -> Result<()> {
        let families = forms.families().iter();
        let members = families.flat_map(|family| stems.of(Family::Stem(family)));
        let mut words = Vec::new();
        for member in members.filter(|member| pattern.takes(member)) {
            words.extend(self.dictionary.get(&member)?);
        }
        for spelling in forms.spellings().filter(|word| pattern.takes(word)) {
            words.extend(self.dictionary.get_of_any_width(&spelling)?);
        }
        words.sort_unstable_by_key(|word| word.ordinal);
        words.dedup_by_key(|word| word.ordinal);
        self.enter(words, pattern, found);
        Ok(())
    }

    /// Calls `found` with those of the words, in their order, that the pattern takes.
    fn enter(&self, words: Vec<Found>, pattern: &Pattern, found: &mut impl FnMut(&str, Entry)) {
        let mut from = 0;
        for Found {
            word,
            ordinal,
            info,
        } in words
        {
            if pattern.takes(&word) {
                found(&word, self.entry(&word, ordinal, info, &mut from));
            }
        }
    }

    /// The entry of a word; `from` as for `TermStats::of`.
    fn entry(&self, word: &str, ordinal: u64, info: TermInfo, from: &mut usize) -> Entry {
        let passages = info.doc_freq;
        let count = self
            .term_stats
            .map_or(TermCounts::once(passages), |term_stats| {
                term_stats.of(ordinal, passages, from)
            });
        Entry {
            location: TermLocation::Postings(info),
            width: events::split_width(word).map_or(1, |(_, width)| width),
            count,
        }
    }

    /// Calls `found` with every word that one of the patterns takes, once for each of these, by its number.
    fn stream<A: Automaton>(
        &self,
        mut words: TermStreamer<'_, A>,
        prefix: &str,
        patterns: &[&Pattern],
        found: &mut impl FnMut(usize, &str, Entry),
    ) -> Result<()>
    where
        A::State: Clone,
    {
        let (mut from, steps) = (0, Steps::new(self.interrupt));
        while words.advance() && words.key().starts_with(prefix.as_bytes()) {
            steps.take(STEPS_OF_A_WORD.saturating_mul(patterns.len()))?;
            let Ok(word) = std::str::from_utf8(words.key()) else {
                continue;
            };
            let mut taking = (0..patterns.len()).filter(|at| patterns[*at].takes(word));
            let Some(first) = taking.next() else {
                continue;
            };
            let info = words.value().clone();
            let entry = self.entry(word, words.term_ord(), info, &mut from);
            taking.for_each(|at| found(at, word, entry.clone()));
            found(first, word, entry);
        }
        Ok(())
    }
}

/// Trying a predicate on a word takes about so many steps of `Steps`.
const STEPS_OF_A_WORD: usize = 16;

/// The words that an edit distance accepts, whatever number of positions they cover.
pub struct WithinEdits<'a>(pub &'a DFA);

impl Automaton for WithinEdits<'_> {
    /// The state within the word; none within the number of positions after it.
    type State = Option<u32>;

    fn start(&self) -> Option<u32> {
        Some(self.0.initial_state())
    }

    fn is_match(&self, state: &Option<u32>) -> bool {
        state.is_none_or(|state| matches!(self.0.distance(state), Distance::Exact(_)))
    }

    fn can_match(&self, state: &Option<u32>) -> bool {
        *state != Some(SINK_STATE)
    }

    fn accept(&self, state: &Option<u32>, byte: u8) -> Option<u32> {
        let state = (*state)?;
        if byte != events::WIDTH_MARK as u8 {
            Some(self.0.transition(state, byte))
        } else if self.is_match(&Some(state)) {
            None
        } else {
            Some(SINK_STATE)
        }
    }
}

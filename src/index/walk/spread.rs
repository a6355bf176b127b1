//! How the words of a set are spread over the articles, from a sample of their postings.
//!
//! A dictionary knows in how many passages a word stands, not in how many articles, nor how often.
//! Of a set that stands in few passages everything is counted; of a common one some stretches of
//! documents that lie evenly over each segment, the same for every set.

use tantivy::DocId;

use crate::index::plan::resolve::Entry;
use crate::index::plan::{Plan, Set};
use crate::index::walk::bits::Bits;
use crate::index::walk::ground::Ground;
use crate::index::walk::list::List;
use crate::rank::Spread;

/// About how many postings of a set are looked at.
const POSTINGS: u64 = 1_024;
/// In how many stretches of a segment.
const STRETCHES: u64 = 8;
/// Of at most how many words of a set, the most common first.
const WORDS: usize = 32;

/// What was counted.
#[derive(Default)]
struct Count {
    postings: u64,
    times: u64,
    articles: u64,
}

/// How a set of the plan is spread.
pub fn spread(plan: &Plan, set: usize, ground: &Ground<'_>) -> tantivy::Result<Spread> {
    let all = ground.resolved.documents(set);
    let mut count = Count::default();
    for (segment, entries) in ground.resolved.entries.iter().enumerate() {
        sample(
            &plan.sets[set],
            segment,
            &entries[set],
            all,
            ground,
            &mut count,
        )?;
    }
    let all = all as f32;
    let per_posting = |counted: u64| counted as f32 / count.postings as f32;
    Ok(match count.postings {
        0 => Spread {
            articles: all,
            passages: all,
            times: all,
        },
        _ => Spread {
            articles: all * per_posting(count.articles),
            passages: all,
            times: all * per_posting(count.times),
        },
    })
}

fn sample(
    set: &Set,
    segment: usize,
    entries: &[Entry],
    all: u64,
    ground: &Ground<'_>,
    count: &mut Count,
) -> tantivy::Result<()> {
    let blocks = &ground.blocks[segment];
    let documents = blocks.documents();
    let stretches = stretches(u64::from(documents), all);
    let mut list = List::open(ground, segment, set.field, &most_common(entries))?;
    let mut firsts = Bits::none(documents.div_ceil(64) as usize);
    for (from, to) in stretches {
        list.pour(from, to, &mut |doc, times| {
            count.postings += 1;
            count.times += u64::from(times);
            count.articles += u64::from(!firsts.had(blocks.tiling.first_of(doc)));
        });
    }
    Ok(())
}

fn most_common(entries: &[Entry]) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = entries.iter().collect();
    if entries.len() > WORDS {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.documents()));
        entries.truncate(WORDS);
    }
    entries
}

/// Documents, from and to, in which about `POSTINGS` of `all` are expected; all documents where
/// there are no more.
fn stretches(documents: u64, all: u64) -> Vec<(DocId, DocId)> {
    let stretches = (0..STRETCHES).map(|number| {
        let from = documents * number / STRETCHES;
        let to = documents * (number + 1) / STRETCHES;
        let width = (to - from) * POSTINGS / all.max(POSTINGS);
        (from as DocId, (from + width) as DocId)
    });
    stretches.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_postings_are_all_looked_at() {
        let all = stretches(1_003, 10);
        assert_eq!(all.first(), Some(&(0, 125)));
        assert_eq!(all.last(), Some(&(877, 1_003)));
        assert!(all.windows(2).all(|pair| pair[0].1 == pair[1].0));
    }

    #[test]
    fn of_many_postings_a_share_is_looked_at_in_every_part() {
        let some = stretches(80_000, 16 * POSTINGS);
        assert_eq!(some[1], (10_000, 10_625));
        assert_eq!(stretches(0, 5).iter().map(|(a, b)| b - a).sum::<u32>(), 0);
    }
}

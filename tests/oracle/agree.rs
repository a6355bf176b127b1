//! The engine's answer beside the reference's, and beside its own answers to the same question
//! asked in another way. What does not hold is said in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use newshound::alias;
use newshound::answer;
use newshound::article::Id;
use newshound::engine::Snapshot;
use newshound::query::{DefaultOperator, Query};
use newshound::question::Question;
use newshound::rank::Freshness;
use newshound::request::Sort;
use newshound::results::{RankedPassage, Ranking, Results, Span};

use super::beside::{self, World};
use super::evaluator::{self, Answer, Read};

/// Seconds since 1970: later than every article here.
const NOW: i64 = 4_000_000_000;

type Outcome = Result<(), String>;

macro_rules! hold {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}

pub fn everything(query: &Query, join: DefaultOperator) -> Question {
    Question {
        operator: join,
        aliases: Arc::new(alias::parse(beside::ALIASES).0),
        limit: 100_000,
        per_article: None,
        ..Question::new(query.clone())
    }
}

/// Whether engine and reference find and mark the same.
pub fn with_the_reference(
    query: &Query,
    index: &dyn Snapshot,
    articles: &[Read],
    world: &World,
) -> Outcome {
    let ask = everything(query, world.join);
    let results = answer::search(index, &ask).unwrap();
    let expected = evaluator::answer(query, articles, world);
    let hits = hits(&results);
    let differences = differences(&hits, &expected_hits(&expected, articles));
    hold!(differences.is_empty(), "{query}\n{differences}");
    hold!(hits.len() == results.hits.len(), "a passage twice: {query}");
    let (total, found) = (results.total, expected.len());
    let counted = (total.articles as usize, total.passages as usize);
    hold!(counted == (found, hits.len()), "{total:?} of {query}");
    let listing = answer::list(index, &ask).unwrap();
    let listed: Vec<Id> = listing.articles.iter().map(|entry| entry.id).collect();
    let in_order = listed == newest_first(&expected, articles);
    hold!(
        in_order && listing.total as usize == found,
        "listed: {query}"
    );
    for hit in &results.hits {
        let bare = hit.passage.marks.is_empty() && hit.article.title_marks.is_empty();
        let found = &expected[&hit.article.id];
        hold!(bare != found.is_marked, "a hit without a mark: {query}");
    }
    marks_say_why(query, &expected, articles, world)
}

/// Whether marks lie on borders of characters, in order and apart.
pub fn with_the_texts(ask: &Question, index: &dyn Snapshot) -> Outcome {
    let results = answer::search(index, ask).unwrap();
    for hit in &results.hits {
        for (text, marks) in [
            (&hit.passage.text, &hit.passage.marks),
            (&hit.article.headline, &hit.article.title_marks),
        ] {
            let mut behind = 0;
            for mark in marks {
                let in_order = behind <= mark.start_byte && mark.start_byte < mark.end_byte;
                hold!(in_order, "{mark:?} behind {behind}: {}", ask.text);
                behind = mark.end_byte;
                for (byte, letter) in [(mark.start_byte, mark.start), (mark.end_byte, mark.end)] {
                    let before = text.get(..byte).map(|text| text.chars().count());
                    hold!(before == Some(letter), "{mark:?} in {text:?}: {}", ask.text);
                }
            }
        }
    }
    Ok(())
}

/// Whether the same question gives the same answer where less of it is wanted, in another order,
/// or a second time.
pub fn with_itself(ask: &Question, index: &dyn Snapshot) -> Outcome {
    let asked = &ask.text;
    let whole = answer::rank(index, ask).unwrap();
    hold!(
        answer::rank(index, ask).unwrap() == whole,
        "asked twice: {asked}"
    );
    for (offset, limit, per_article) in [
        (0, 0, None),
        (0, 1, Some(1)),
        (0, 10, None),
        (0, 10, Some(1)),
        (2, 3, Some(2)),
    ] {
        let part = answer::rank(
            index,
            &Question {
                offset,
                limit,
                per_article,
                ..ask.clone()
            },
        );
        let part = part.unwrap();
        let expected = best_of_each(&whole.passages, per_article);
        let expected = expected.skip(offset).take(limit);
        let same = part.passages.iter().eq(expected) && part.total == whole.total;
        hold!(same, "{limit} from {offset}, {per_article:?} each: {asked}");
    }
    for sort in [Sort::Newest, Sort::Oldest] {
        let sorted = answer::rank(
            index,
            &Question {
                sort,
                ..ask.clone()
            },
        );
        let sorted = sorted.unwrap();
        let same = addresses(&sorted) == addresses(&whole) && sorted.total == whole.total;
        hold!(same, "{sort:?}: {asked}");
    }
    Ok(())
}

/// Whether what is shown is what is ranked.
pub fn with_its_ranking(ask: &Question, index: &dyn Snapshot) -> Outcome {
    let (shown, ranking) = (
        answer::search(index, ask).unwrap(),
        answer::rank(index, ask).unwrap(),
    );
    let places = shown.hits.iter().map(|hit| RankedPassage {
        article: hit.article.id,
        passage: hit.passage.number,
        score: hit.score,
    });
    let same = places.eq(ranking.passages) && shown.total == ranking.total;
    hold!(same, "ranked: {}", ask.text);
    Ok(())
}

fn addresses(ranking: &Ranking) -> BTreeSet<(Id, u32)> {
    let places = ranking.passages.iter();
    places.map(|place| (place.article, place.passage)).collect()
}

/// The places that are among the first of their article.
fn best_of_each(
    places: &[RankedPassage],
    per_article: Option<usize>,
) -> impl Iterator<Item = &RankedPassage> {
    let mut seen: BTreeMap<Id, usize> = BTreeMap::new();
    places.iter().filter(move |place| {
        let before = seen.entry(place.article).or_default();
        *before += 1;
        per_article.is_none_or(|most| *before <= most)
    })
}

/// Whether the best come first; an explained answer is the same answer, and its parts add up to its
/// scores, with freshness and without.
pub fn with_its_explanation(ask: &Question, index: &dyn Snapshot) -> Outcome {
    let asked = &ask.text;
    let fresh = Freshness {
        half_life: 20_000.0,
        now: NOW,
    };
    let ask = Question {
        freshness: asked.len().is_multiple_of(2).then_some(fresh),
        ..ask.clone()
    };
    let results = answer::search(index, &ask).unwrap();
    let explain = true;
    let explained = answer::search(index, &Question { explain, ..ask }).unwrap();
    let mut pairs = results.hits.windows(2);
    let falling = pairs.all(|two| two[0].score >= two[1].score);
    hold!(falling, "not the best first: {asked}");
    for (plain, hit) in results.hits.iter().zip(&explained.hits) {
        let same = plain.address() == hit.address() && plain.score == hit.score;
        hold!(same, "explained: {asked}");
        let sum: f32 = hit.parts.iter().map(|part| part.value).sum();
        let near = (sum - hit.score).abs() <= 1e-5 * hit.score.max(1.0);
        hold!(near, "{asked}: {sum} is not {}", hit.score);
    }
    Ok(())
}

/// What the engine and the reference say of the passages that they do not agree upon.
fn differences(
    hits: &BTreeMap<(Id, u32), Marked>,
    expected: &BTreeMap<(Id, u32), Marked>,
) -> String {
    let keys: BTreeSet<_> = hits.keys().chain(expected.keys()).collect();
    let mut said = String::new();
    for key in keys {
        let (hit, expected) = (hits.get(key), expected.get(key));
        if hit != expected {
            let (id, number) = key;
            writeln!(
                said,
                "{id}:{number}\n  engine    {hit:?}\n  reference {expected:?}"
            )
            .unwrap();
        }
    }
    said
}

/// What is compared of a hit: the text, the marks in it and in the headline, in bytes.
type Marked = (String, Vec<Range<usize>>, Vec<Range<usize>>);

fn hits(results: &Results) -> BTreeMap<(Id, u32), Marked> {
    let bytes = |spans: &[Span]| -> Vec<Range<usize>> {
        let ranges = spans.iter().map(|span| span.start_byte..span.end_byte);
        ranges.collect()
    };
    let hits = results.hits.iter().map(|hit| {
        let marks = bytes(&hit.passage.marks);
        let title_marks = bytes(&hit.article.title_marks);
        let key = (hit.article.id, hit.passage.number);
        (key, (hit.passage.text.clone(), marks, title_marks))
    });
    hits.collect()
}

fn expected_hits(expected: &Answer, articles: &[Read]) -> BTreeMap<(Id, u32), Marked> {
    let mut hits = BTreeMap::new();
    for read in articles {
        let id = read.article.id();
        let Some(found) = expected.get(&id) else {
            continue;
        };
        for &number in &found.passages {
            let from = read.passages[number as usize - 1].bytes.start;
            let text = &read.article.text[read.passages[number as usize - 1].bytes.clone()];
            let text = text.trim_end();
            let to = from + text.len();
            // What the end of a passage cuts begins and ends with a word of it.
            let words = || {
                let words = read.body.tokens.iter().map(|token| &token.bytes);
                words.filter(|word| from <= word.start && word.end <= to)
            };
            let cut = |mark: &Range<usize>| {
                let start = match mark.start < from {
                    true => words().map(|word| word.start).min().unwrap_or(to),
                    false => mark.start,
                };
                let end = match mark.end > to {
                    true => words().map(|word| word.end).max().unwrap_or(from),
                    false => mark.end,
                };
                start..end
            };
            let here = |mark: &&Range<usize>| mark.start < to && mark.end > from;
            let marks = found
                .marks
                .iter()
                .filter(here)
                .map(cut)
                .filter(|mark| !mark.is_empty());
            let marks = marks.map(|mark| mark.start - from..mark.end - from);
            let marked = (text.to_owned(), marks.collect(), found.title_marks.clone());
            hits.insert((id, number), marked);
        }
    }
    hits
}

fn newest_first(expected: &Answer, articles: &[Read]) -> Vec<Id> {
    let articles = articles
        .iter()
        .map(|read| (read.article.id(), &read.article.about));
    let mut found: Vec<_> = articles
        .filter(|(id, _)| expected.contains_key(id))
        .map(|(id, about)| {
            let date = about.date.map_or(i64::MAX, |date| -date.seconds());
            (date, id)
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The law of marks: each of them, taken alone, satisfies a leaf of the query.
fn marks_say_why(query: &Query, expected: &Answer, articles: &[Read], world: &World) -> Outcome {
    for read in articles {
        let about = &read.article.about;
        let Some(found) = expected.get(&read.article.id()) else {
            continue;
        };
        let title = about.title.as_deref().unwrap_or_default();
        let in_title = found.title_marks.iter().map(|mark| &title[mark.clone()]);
        let text = &read.article.text;
        let in_text = found.marks.iter().map(|mark| &text[mark.clone()]);
        for mark in in_title.chain(in_text) {
            let holds = evaluator::a_leaf_holds(query, mark, world);
            hold!(holds, "`{mark}` alone is nothing to {query}");
        }
    }
    Ok(())
}

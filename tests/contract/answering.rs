//! Answering: exact counts, the promised order, pages, and questions that are given up.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use newshound::answer;
use newshound::article::{Article, Id};
use newshound::engine::{Answer, Collect, Match, Prepared, Search, Snapshot};
use newshound::error::{Kind, Result};
use newshound::plan::planner::plan;
use newshound::question::Question;
use newshound::rank::Freshness;
use newshound::request::interrupt::Interrupt;
use newshound::request::{Request, Sort};
use newshound::results::Total;

use super::corpus::{Held, article, articles, news, opened, prepared, put};
use super::language::{self, question};
use super::{CLOSE, Make};

/// Questions of every kind of leaf, with few and many matches.
const QUESTIONS: &[&str] = &[
    "*",
    "chip OR model",
    "hearing",
    "the",
    "title:the OR briefs",
    "\"chip ban\" OR compute",
    "hearing w/10 week",
    "atleast3(hearing) OR lawsuit",
    "NOT chip",
    "tag:policy",
    "hear* OR w*",
];

const SORTS: [Sort; 3] = [Sort::Relevance, Sort::Newest, Sort::Oldest];

pub fn counts_are_exact_after_removals(make: Make) {
    let held = Held::with(make, news());
    let rest = Held::with(make, news()[3..].to_vec());
    held.change(|writer| {
        for gone in &news()[..3] {
            writer.remove(gone.id).unwrap();
        }
        // Replaced by the very same: still counted once.
        writer.put(news()[6].clone(), true).unwrap();
    });
    for text in QUESTIONS {
        let question = question(text);
        let left = answered(&*held.open(), &question, Collect::Passages).unwrap();
        let expected = answered(&*rest.open(), &question, Collect::Passages).unwrap();
        assert_eq!(left.total, expected.total, "{text}");
        assert_eq!(by_address(&left).len(), left.matches.len(), "{text}");
        let expected = by_address(&expected);
        assert!(by_address(&left).keys().eq(expected.keys()), "{text}");
        let listed = answer::list(&*held.open(), &question).unwrap();
        assert_eq!(listed.total, left.total.articles, "{text}");
    }
}

pub fn matches_are_in_the_order_that_was_asked_for(make: Make) {
    let snapshot = opened(make, news());
    let dates = dates(&news());
    for text in QUESTIONS {
        for sort in SORTS {
            let asked = Question {
                sort,
                ..question(text)
            };
            let answer = answered(&*snapshot, &asked, Collect::Passages).unwrap();
            assert!(is_in_order(sort, &answer.matches, &dates), "{text} {sort}");
        }
    }
}

pub fn equal_scores_are_ordered_by_date_id_and_number(make: Make) {
    let text = "One and the same text.";
    let dates = [
        None,
        Some("2025-01-01"),
        Some("2025-01-02"),
        None,
        Some("2025-01-02"),
    ];
    let dated = dates.iter().zip(1..).map(|(date, record)| {
        let mut article = Article::default();
        article.about.date = date.map(|date| date.parse().unwrap());
        article.about.provenance.record = record;
        article.text = text.to_owned();
        Prepared::new(&article, 0)
    });
    let all: Vec<Prepared> = dated.collect();
    let snapshot = opened(make, all.clone());
    let asked = question("same");
    let first = |sort| -> Vec<Id> {
        let asked = Question {
            sort,
            ..asked.clone()
        };
        let answer = answered(&*snapshot, &asked, Collect::Passages).unwrap();
        assert!(
            answer
                .matches
                .windows(2)
                .all(|two| two[0].score == two[1].score)
        );
        answer.matches.iter().map(|found| found.article).collect()
    };
    let pair = |a: usize, b: usize| {
        let (a, b) = (all[a].id, all[b].id);
        [a.min(b), a.max(b)]
    };
    let undated = pair(0, 3);
    let newest = [&pair(2, 4)[..], &[all[1].id], &undated].concat();
    assert_eq!(first(Sort::Relevance), newest);
    assert_eq!(first(Sort::Newest), newest);
    let oldest = [&[all[1].id], &pair(2, 4)[..], &undated].concat();
    assert_eq!(first(Sort::Oldest), oldest);
}

pub fn pages_tile_the_whole_answer(make: Make) {
    let snapshot = opened(make, news());
    for text in QUESTIONS {
        for (sort, per_article) in SORTS.into_iter().zip([None, Some(1), Some(2)]) {
            let whole = Question {
                sort,
                per_article,
                ..question(text)
            };
            for collect in [Collect::Passages, Collect::Articles] {
                let expected = answered(&*snapshot, &whole, collect).unwrap();
                for limit in [1, 2, 5] {
                    let mut pages = Vec::new();
                    for page in 0.. {
                        let asked = Question {
                            offset: page * limit,
                            limit,
                            ..whole.clone()
                        };
                        let answer = answered(&*snapshot, &asked, collect).unwrap();
                        assert_eq!(answer.total, expected.total, "{text}");
                        assert!(answer.matches.len() <= limit);
                        let shown = page * limit + answer.matches.len();
                        assert_eq!(answer.more, shown < expected.matches.len(), "{text}");
                        if answer.matches.is_empty() {
                            break;
                        }
                        pages.extend(answer.matches);
                    }
                    assert_eq!(pages, expected.matches, "{text} {sort} {limit}");
                }
                let nothing = Question {
                    limit: 0,
                    ..whole.clone()
                };
                let nothing = answered(&*snapshot, &nothing, collect).unwrap();
                assert_eq!((nothing.total, nothing.matches), (expected.total, vec![]));
            }
        }
    }
}

pub fn at_most_so_many_passages_of_an_article_are_collected(make: Make) {
    let snapshot = opened(make, news());
    for text in QUESTIONS {
        let whole = answered(&*snapshot, &question(text), Collect::Passages).unwrap();
        assert!(whole.matches.iter().all(|found| found.more_in_article == 0));
        assert_eq!(whole.total.passages as usize, whole.matches.len(), "{text}");
        for most in [1, 2, 3] {
            let asked = Question {
                per_article: Some(most),
                ..question(text)
            };
            let answer = answered(&*snapshot, &asked, Collect::Passages).unwrap();
            assert_eq!(answer.total, whole.total, "{text}");
            // The best of each, in the order of the whole answer.
            let mut taken: BTreeMap<Id, usize> = BTreeMap::new();
            let best = whole.matches.iter().filter(|found| {
                let taken = taken.entry(found.article).or_default();
                *taken += 1;
                *taken <= most
            });
            let best: Vec<&Match> = best.collect();
            let expected = best.into_iter().map(|found| Match {
                more_in_article: taken[&found.article].saturating_sub(most) as u32,
                ..found.clone()
            });
            assert_eq!(
                answer.matches,
                expected.collect::<Vec<_>>(),
                "{text} {most}"
            );
        }
    }
}

pub fn listings_are_the_matching_articles_each_once(make: Make) {
    let snapshot = opened(make, news());
    let dates = dates(&news());
    for text in QUESTIONS {
        for sort in SORTS {
            let asked = Question {
                sort,
                ..question(text)
            };
            let passages = answered(&*snapshot, &asked, Collect::Passages).unwrap();
            let articles = answered(&*snapshot, &asked, Collect::Articles).unwrap();
            assert_eq!(articles.total, passages.total, "{text}");
            let mut found: Vec<Id> = passages.matches.iter().map(|one| one.article).collect();
            let mut listed: Vec<Id> = articles.matches.iter().map(|one| one.article).collect();
            found.sort_unstable();
            found.dedup();
            listed.sort_unstable();
            assert_eq!(listed, found, "{text}");
            for one in &articles.matches {
                let bare = (one.passage, one.score, one.more_in_article);
                assert_eq!((bare, one.parts.len()), ((1, 0.0, 0), 0), "{text}");
            }
            // They are not scored: the newest come first in order of relevance.
            assert!(
                is_in_order(sort, &articles.matches, &dates),
                "{text} {sort}"
            );
        }
    }
}

pub fn counting_collects_nothing(make: Make) {
    let snapshot = opened(make, news());
    for text in QUESTIONS {
        let whole = answered(&*snapshot, &question(text), Collect::Passages).unwrap();
        let counted = answered(&*snapshot, &question(text), Collect::Counts).unwrap();
        assert_eq!(counted.total, whole.total, "{text}");
        assert_eq!(counted.occurrences, whole.occurrences, "{text}");
        assert_eq!(counted.matches, [], "{text}");
    }
    let nothing = answered(&*snapshot, &question("stegosaurus"), Collect::Counts).unwrap();
    assert_eq!(nothing.total, Total::default());
}

pub fn the_parts_of_a_score_add_up_to_it(make: Make) {
    let snapshot = opened(make, news());
    for text in QUESTIONS {
        let asked = Question {
            explain: true,
            freshness: Some(fresh()),
            ..question(text)
        };
        let answer = answered(&*snapshot, &asked, Collect::Passages).unwrap();
        for found in &answer.matches {
            let sum: f32 = found.parts.iter().map(|part| part.value).sum();
            assert!(is_close(sum, found.score), "{text}: {sum} {}", found.score);
        }
        // An explained answer is the same answer.
        let explain = false;
        let plain = Question { explain, ..asked };
        let plain = answered(&*snapshot, &plain, Collect::Passages).unwrap();
        let without_parts = answer.matches.into_iter().map(|found| Match {
            parts: Vec::new(),
            ..found
        });
        assert_eq!(without_parts.collect::<Vec<_>>(), plain.matches, "{text}");
    }
}

pub fn newer_articles_gain_by_freshness(make: Make) {
    let snapshot = opened(make, news());
    let dates = dates(&news());
    for text in QUESTIONS {
        let asked = Question {
            freshness: Some(fresh()),
            ..question(text)
        };
        let fresh_answer = answered(&*snapshot, &asked, Collect::Passages).unwrap();
        let plain = answered(&*snapshot, &question(text), Collect::Passages).unwrap();
        let plain = by_address(&plain);
        assert_eq!(plain.len(), fresh_answer.matches.len(), "{text}");
        for found in &fresh_answer.matches {
            let bonus = fresh().bonus(dates[&found.article]);
            let expected = plain[&(found.article, found.passage)] * (1.0 + bonus);
            assert!(is_close(found.score, expected), "{text}");
        }
        let is_sorted = is_in_order(Sort::Relevance, &fresh_answer.matches, &dates);
        assert!(is_sorted, "{text}");
    }
}

pub fn an_article_is_first_for_its_own_headline(make: Make) {
    let asked = "Article 5: Prohibited AI Practices";
    let dull = "A firm keeps its papers for ten years and shows them to whoever asks. ";
    let says = "Prohibited AI practices of Article 5 are fined most. ".repeat(2);
    let longer = format!("{asked} and What They Cost Firms");
    let own = "These practices are prohibited. ".to_owned() + &dull.repeat(4);
    let mut all = vec![
        article("own", asked, &own),
        article("longer", &longer, &dull.repeat(3)),
        article(
            "99",
            "Article 99: Penalties for Prohibited AI Practices",
            &(says.clone() + dull),
        ),
        article(
            "96",
            "Article 96: Guidelines on AI Practices",
            &(says + &dull.repeat(4)),
        ),
    ];
    all.extend((3..11).map(|times| {
        let title = format!("Harbour news {times}");
        article(&title, &title, &dull.repeat(times))
    }));
    let own = all[0].id;
    let snapshot = opened(make, all);
    for any in [false, true] {
        let question = language::read(&Request::new(asked).any(any));
        let answer = answered(&*snapshot, &question, Collect::Passages).unwrap();
        assert_eq!(answer.matches[0].article, own, "any: {any}");
    }
}

pub fn a_leaf_by_itself_is_true_where_its_question_is(make: Make) {
    let snapshot = opened(make, news());
    for text in [
        "chip",
        "=chips",
        "hear*",
        "\"chip ban\"",
        "hearing w/10 week",
        "atleast3(hearing)",
        "title:the",
        "outlet:wire",
        "tag:policy",
        "amount:>$1",
        "in:quote chip",
        "stegosaurus",
    ] {
        let asked = question(text);
        let plan = plan(&asked, snapshot.dictionary());
        assert_eq!(plan.leaves.len(), 1, "{text}");
        let total = answered(&*snapshot, &asked, Collect::Counts).unwrap().total;
        let alone = snapshot.articles_with(&asked, &plan, 0).unwrap();
        assert_eq!(alone, total.articles, "{text}");
    }
    // Whatever the rest of the question is.
    let asked = question("chip NOT compute date:2025-01-21");
    let plan = plan(&asked, snapshot.dictionary());
    for (leaf, text) in ["chip", "compute"].into_iter().enumerate() {
        let alone = snapshot.articles_with(&asked, &plan, leaf).unwrap();
        let total = answered(&*snapshot, &question(text), Collect::Counts)
            .unwrap()
            .total;
        assert_eq!(alone, total.articles, "{text}");
    }
}

pub fn occurrences_count_the_passages_of_each_word(make: Make) {
    let texts = [
        "A chip, a chip.",
        "Two chips and a chip.",
        "Potato chips.",
        "Fish.",
    ];
    let made = texts.map(|text| article(text, "Chip", text));
    let snapshot = opened(make, made.to_vec());
    // By set: in headlines and in texts, and then the relatives, which are not counted. A passage with `chip` and `chips` counts for each.
    for (text, expected) in [
        ("body:chip", &[4][..]),
        ("body:=chip", &[2]),
        ("title:chip", &[4]),
        ("body:meat", &[0]),
    ] {
        let answer = answered(&*snapshot, &question(text), Collect::Counts).unwrap();
        assert_eq!(answer.occurrences[..expected.len()], *expected, "{text}");
    }
}

/// In one commit or in many, in this order or in another, after others were there or not.
pub fn an_answer_does_not_depend_on_how_articles_came_in(make: Make) {
    let at_once = Held::with(make, news());
    let one_by_one = Held::with(make, Vec::new());
    for article in news().into_iter().rev() {
        one_by_one.change(|writer| writer.put(article, true).unwrap());
    }
    let rebuilt = Held::with(make, prepared(&articles()[5..7]));
    let mut writer = rebuilt.rebuild();
    put(&mut *writer, news());
    writer.commit().unwrap();
    for text in QUESTIONS {
        let asked = Question {
            explain: true,
            ..question(text)
        };
        // Where it goes on names the commit, and each has its own.
        let searched = |held: &Held| {
            let mut results = answer::search(&*held.open(), &asked).unwrap();
            results.part.begins.commit = 0;
            results
        };
        let expected = searched(&at_once);
        assert_eq!(searched(&one_by_one), expected);
        assert_eq!(searched(&rebuilt), expected);
    }
}

pub fn a_question_whose_time_is_up_is_refused(make: Make) {
    let interrupt = Interrupt {
        deadline: Some(Instant::now()),
        ..Interrupt::none()
    };
    is_refused(make, &interrupt, Kind::TimedOut);
}

pub fn a_question_that_was_cancelled_is_refused(make: Make) {
    let interrupt = Interrupt {
        cancelled: Some(Arc::new(AtomicBool::new(true))),
        ..Interrupt::none()
    };
    is_refused(make, &interrupt, Kind::Cancelled);
}

fn is_refused(make: Make, interrupt: &Interrupt, kind: Kind) {
    for held in [Held::with(make, news()), Held::with(make, Vec::new())] {
        let snapshot = held.open();
        for text in QUESTIONS
            .iter()
            .chain(&["stegosaurus", "date:1999", "a w/2 b"])
        {
            let asked = Question {
                interrupt: interrupt.clone(),
                ..question(text)
            };
            for collect in [Collect::Passages, Collect::Articles, Collect::Counts] {
                let refused = answered(&*snapshot, &asked, collect).unwrap_err();
                assert_eq!(refused.kind, kind, "{text} {collect:?}");
            }
            assert_eq!(answer::search(&*snapshot, &asked).unwrap_err().kind, kind);
            let plan = plan(&asked, snapshot.dictionary());
            for leaf in 0..plan.leaves.len() {
                let refused = snapshot.articles_with(&asked, &plan, leaf).unwrap_err();
                assert_eq!(refused.kind, kind, "{text}");
            }
        }
        // The next question is answered.
        answered(&*snapshot, &question("chip"), Collect::Passages).unwrap();
    }
}

pub fn many_threads_may_ask_one_snapshot(make: Make) {
    let snapshot = opened(make, news());
    let expected: Vec<_> = QUESTIONS
        .iter()
        .map(|text| answer::search(&*snapshot, &question(text)).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for first in 0..4 {
            let (snapshot, expected) = (&*snapshot, &expected);
            scope.spawn(move || {
                for at in (0..QUESTIONS.len()).map(|at| (first + at) % QUESTIONS.len()) {
                    let results = answer::search(snapshot, &question(QUESTIONS[at])).unwrap();
                    assert_eq!(results, expected[at]);
                }
            });
        }
    });
}

/// The answer of a snapshot to a question, planned with its dictionary.
pub fn answered(snapshot: &dyn Snapshot, question: &Question, collect: Collect) -> Result<Answer> {
    let plan = &plan(question, snapshot.dictionary());
    snapshot.answer(&Search {
        question,
        plan,
        collect,
    })
}

/// Whether two scores are as good as equal.
pub fn is_close(one: f32, other: f32) -> bool {
    (one - other).abs() <= CLOSE * one.max(other)
}

/// By article: seconds since 1970 of its date.
pub fn dates(articles: &[Prepared]) -> BTreeMap<Id, Option<i64>> {
    let dated = articles.iter();
    dated
        .map(|article| (article.id, article.date.map(|date| date.seconds())))
        .collect()
}

/// Whether matches are in the order of `Sort`, by their own scores, with no two equal.
pub fn is_in_order(sort: Sort, matches: &[Match], dates: &BTreeMap<Id, Option<i64>>) -> bool {
    let is_before = |a: &Match, b: &Match| {
        // The undated are last in every order.
        let sign = if sort == Sort::Oldest { 1 } else { -1 };
        let date = |one: &Match| dates[&one.article].map_or(i64::MAX, |seconds| sign * seconds);
        let by_date = date(a).cmp(&date(b));
        let by_score = b.score.total_cmp(&a.score);
        let by_id = a.article.cmp(&b.article);
        let order = match sort {
            Sort::Relevance => by_score.then(by_date).then(by_id),
            Sort::Newest | Sort::Oldest => by_date.then(by_id).then(by_score),
        };
        order.then(a.passage.cmp(&b.passage)).is_lt()
    };
    matches.windows(2).all(|two| is_before(&two[0], &two[1]))
}

fn by_address(answer: &Answer) -> BTreeMap<(Id, u32), f32> {
    let matches = answer.matches.iter();
    matches
        .map(|found| ((found.article, found.passage), found.score))
        .collect()
}

/// Freshness on the day of the newest article.
fn fresh() -> Freshness {
    Freshness {
        half_life: 30.0,
        now: 1_740_787_200,
    }
}

//! Reading back: what is there is what was put in.

use newshound::article::Id;
use newshound::engine::{Head, StoredPassage, Version};
use newshound::field::Field;
use newshound::highlight::term_sets::TermSets;
use newshound::plan::planner::plan;
use newshound::results::{StoredArticle, Total};
use newshound::words::{self, events};

use super::Make;
use super::corpus::{Held, article, articles, ids, news, opened};
use super::language::question;
use super::reference::words_of;

pub fn an_article_comes_back_byte_for_byte(make: Make) {
    let snapshot = opened(make, news());
    for (article, prepared) in articles().into_iter().zip(news()) {
        let ends = prepared.passages.iter().map(|passage| {
            let start = passage.start_byte;
            start..start + passage.text.len()
        });
        let expected = StoredArticle {
            id: article.id(),
            added: added(prepared.added),
            also: Vec::new(),
            marks: None,
            passages: ends.collect(),
            about: article.about,
            text: article.text,
        };
        assert_eq!(snapshot.article(expected.id).unwrap(), Some(expected));
    }
}

pub fn values_are_found_by_their_beginning(make: Make) {
    let snapshot = opened(make, news());
    let mut asked = 0;
    for article in articles() {
        let about = article.about;
        let outlet = about.outlet.iter().map(|value| (Field::Outlet, value));
        let authors = about.authors.iter().map(|value| (Field::Author, value));
        let tags = about.tags.iter().map(|value| (Field::Tag, value));
        let lang = about.lang.iter().map(|value| (Field::Lang, value));
        for (field, value) in outlet.chain(authors).chain(tags).chain(lang) {
            let whole = words::whole(value);
            for letters in [1, whole.chars().count()] {
                let beginning: String = whole.chars().take(letters).collect();
                let found = snapshot.values_beginning(field, &beginning, 100).unwrap();
                let folded: Vec<String> = found.iter().map(|one| words::whole(one)).collect();
                assert!(
                    folded.contains(&whole) && folded.is_sorted(),
                    "{whole}: {found:?}"
                );
                assert!(
                    folded.iter().all(|one| one.starts_with(&beginning)),
                    "{found:?}"
                );
            }
            asked += 1;
        }
    }
    assert!(asked > 10);
    assert_eq!(
        snapshot.values_beginning(Field::Tag, "", 1).unwrap().len(),
        1
    );
    for (field, beginning) in [
        (Field::Outlet, "zzzz"),
        (Field::Title, "a"),
        (Field::Date, "2"),
    ] {
        assert!(
            snapshot
                .values_beginning(field, beginning, 9)
                .unwrap()
                .is_empty()
        );
    }
}

pub fn heads_passages_and_versions_are_those_that_were_put(make: Make) {
    let snapshot = opened(make, news());
    for (article, prepared) in articles().into_iter().zip(news()) {
        let (id, standing) = (prepared.id, article.about.standing());
        let passages = prepared.passages.iter();
        let head = Head {
            added: added(prepared.added),
            passages: prepared.passages.len() as u32,
            words: passages.clone().map(|passage| passage.words).sum(),
            about: article.about,
        };
        assert_eq!(snapshot.head(id).unwrap(), Some(head));
        let version = Version {
            hash: prepared.hash,
            file: "news.jsonl".to_owned(),
            record: prepared.record,
            standing,
            added: added(prepared.added),
        };
        assert_eq!(snapshot.version(id).unwrap(), Some(version));
        for (number, passage) in (1..).zip(passages) {
            let stored = StoredPassage {
                text: passage.text.clone(),
                start: passage.start,
                start_byte: passage.start_byte,
            };
            assert_eq!(snapshot.passage(id, number).unwrap(), Some(stored));
        }
    }
}

pub fn what_is_not_there_is_not_found(make: Make) {
    let snapshot = opened(make, news());
    let unknown = article("unknown", "", "").id;
    assert_eq!(snapshot.head(unknown).unwrap(), None);
    assert_eq!(snapshot.article(unknown).unwrap(), None);
    assert_eq!(snapshot.version(unknown).unwrap(), None);
    assert_eq!(snapshot.passage(unknown, 1).unwrap(), None);
    let known = news().pop().unwrap();
    let last = known.passages.len() as u32;
    assert!(last > 2);
    assert!(snapshot.passage(known.id, last).unwrap().is_some());
    assert_eq!(snapshot.passage(known.id, last + 1).unwrap(), None);
    assert_eq!(snapshot.passage(known.id, 0).unwrap(), None);
    assert_eq!(snapshot.file("news.jsonl").unwrap(), None);
    assert_eq!(snapshot.ids_of_file("other.jsonl").unwrap(), []);
}

pub fn ids_are_found_by_their_beginning_and_by_their_file(make: Make) {
    let mut all = news();
    all.push(article("a", "Beside", "It came from another file."));
    let snapshot = opened(make, all.clone());
    let sorted = ids(&all);
    for length in [0, 1, 2, 15, 16] {
        for id in &sorted {
            let prefix = &id.to_string()[..length];
            let begin = |id: &&Id| id.to_string().starts_with(prefix);
            let expected: Vec<Id> = sorted.iter().filter(begin).copied().collect();
            assert_eq!(snapshot.ids_beginning(prefix, 100).unwrap(), expected);
            assert_eq!(snapshot.ids_beginning(prefix, 1).unwrap(), expected[..1]);
        }
    }
    assert_eq!(snapshot.ids_beginning("zz", 100).unwrap(), []);
    // In the order of the file.
    let of_file: Vec<Id> = news().iter().map(|article| article.id).collect();
    assert_eq!(snapshot.ids_of_file("news.jsonl").unwrap(), of_file);
    assert_eq!(
        snapshot.ids_of_file("desk.jsonl").unwrap(),
        [all[all.len() - 1].id]
    );
    assert_eq!(snapshot.ids_of_file("News.jsonl").unwrap(), []);
}

pub fn articles_and_passages_are_counted(make: Make) {
    let held = Held::with(make, news());
    let passages = news()
        .iter()
        .map(|article| article.passages.len() as u64)
        .sum();
    let articles = news().len() as u64;
    assert_eq!(held.open().count().unwrap(), Total { articles, passages });
    let long = news().pop().unwrap();
    held.change(|writer| writer.remove(long.id).unwrap());
    let left = Total {
        articles: articles - 1,
        passages: passages - long.passages.len() as u64,
    };
    assert_eq!(held.open().count().unwrap(), left);
}

pub fn a_whole_index_is_found_whole(make: Make) {
    let held = Held::with(make, news());
    held.change(|writer| {
        writer
            .put(article("a", "More", "More text."), false)
            .unwrap();
        writer.remove(news()[3].id).unwrap();
    });
    assert_eq!(held.engine.damage().unwrap(), [""; 0]);
    assert_eq!(held.open().verify().unwrap(), [""; 0]);
    held.open().size().unwrap();
}

pub fn a_dictionary_knows_how_words_were_written(make: Make) {
    let texts = [
        ("OpenAI opens", "A data-center."),
        ("Ärger", "It is the US, AI-generated for $5 million."),
    ];
    let articles = texts.map(|(title, text)| article(title, title, text));
    let snapshot = opened(make, articles.to_vec());
    let dictionary = snapshot.dictionary();
    for (title, text) in texts {
        for line in [title, text] {
            let mut spelling = String::new();
            words::words(line, &mut |word| {
                let spelling = events::with_width(word.term, word.width, &mut spelling);
                assert!(dictionary.contains(spelling), "{spelling}");
            });
        }
    }
    for absent in ["open", "aerger", "Open", "aigenerated", "desk.jsonl", ""] {
        assert!(!dictionary.contains(absent), "{absent}");
    }
    let joined = dictionary.compound("openai");
    assert_eq!((joined.seams.as_slice(), joined.in_two), (&[4][..], false));
    let hyphenated = dictionary.compound("datacenter");
    assert_eq!((hyphenated.seams.len(), hyphenated.in_two), (0, true));
    assert_eq!(dictionary.compound("opens"), Default::default());
}

/// An engine may find the words with its dictionary, or try the predicate on each: it is the same.
pub fn the_words_of_a_set_are_those_that_its_predicate_takes(make: Make) {
    let snapshot = opened(make, news());
    let texts = [
        "chip",
        "=chips",
        "ex*",
        "*",
        "/mono.*/",
        "modle~2",
        "amount:>$1bn",
        "AI-generated",
        "US",
        "outlet:wire",
        "tag:*",
        "lang:en",
    ];
    for text in texts {
        let question = question(text);
        let plan = plan(&question, snapshot.dictionary());
        for (number, set) in plan.sets.iter().enumerate() {
            let mut expected: Vec<String> = Vec::new();
            for article in news() {
                let taken = words_of(&article, set);
                expected.extend(taken);
            }
            expected.sort_unstable();
            expected.dedup();
            assert_eq!(snapshot.words(&plan, number).unwrap(), expected, "{text}");
            // Marks are drawn by the same predicate.
            let marked = TermSets::new(&plan);
            let is_marked = |word: &String| marked.of_word(set.field, word).contains(&number);
            let is_text = matches!(set.field, Field::Title | Field::Body);
            assert!(!is_text || expected.iter().all(is_marked), "{text}");
        }
    }
}

pub fn the_nearest_word_is_one_that_occurs(make: Make) {
    let snapshot = opened(make, news());
    let text = &[Field::Title, Field::Body][..];
    for (fields, word, expected) in [
        (text, "lawsiut", Some("lawsuit")),
        (text, "embarg", Some("embargo")),
        // One letter in four is all that a short word may miss.
        (text, "chpi", Some("chip")),
        (text, "chxx", None),
        (text, "xq", None),
        (text, "stegosaurus", None),
        // It is looked for where it was asked for, and acronyms are in capitals.
        (&[Field::Title], "embarg", None),
        (&[Field::Outlet], "reuter", Some("reuters")),
        (&[Field::Title], "whoo", Some("WHO")),
    ] {
        let nearest = snapshot.nearest(fields, word).unwrap();
        assert_eq!(nearest.as_deref(), expected, "{word}");
    }
}

fn added(nanoseconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_nanosecond(nanoseconds.into()).unwrap()
}

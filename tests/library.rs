//! The library as a program uses it: one value, shared by threads, over a corpus that changes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use newshound::{Kind, Library, Overrides, Request, Settings, Sort};

/// A corpus in a folder of its own, and the library of it.
struct Shelf {
    folder: tempfile::TempDir,
    library: Library,
}

impl Shelf {
    fn new(articles: &[(&str, &str)]) -> Shelf {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        std::fs::create_dir(&corpus).unwrap();
        let shelf = Shelf {
            library: Library::open(corpus),
            folder,
        };
        articles
            .iter()
            .for_each(|(name, text)| shelf.write(name, text));
        shelf.library.update().unwrap();
        shelf
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.library.corpus().join(name), text).unwrap();
    }

    /// The same corpus, as another process opens it.
    fn other(&self) -> Library {
        Library::open(self.folder.path().join("corpus"))
    }
}

fn count(library: &Library, text: &str) -> u64 {
    library.search(&Request::new(text)).unwrap().total.articles
}

#[test]
fn a_library_is_shared_by_threads() {
    fn is_shared<T: Send + Sync + Clone>() {}
    is_shared::<Library>();
    let shelf = Shelf::new(&[("chips.txt", "The export of chips."), ("ban.txt", "A ban.")]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let library = shelf.library.clone();
            scope.spawn(move || {
                for _ in 0..20 {
                    assert_eq!(count(&library, "chips"), 1);
                    assert_eq!(count(&library, "chips OR ban"), 2);
                }
            });
        }
    });
}

#[test]
fn a_reader_sees_new_commits_when_it_refreshes() {
    let shelf = Shelf::new(&[("chips.txt", "The export of chips.")]);
    let (library, other) = (&shelf.library, shelf.other());
    assert_eq!(count(&other, "chips"), 1);
    assert!(!other.refresh().unwrap(), "there is nothing new");

    shelf.write("more.txt", "More chips.");
    library.update().unwrap();
    assert_eq!(
        count(library, "chips"),
        2,
        "its own changes are seen at once"
    );
    assert_eq!(
        count(&other, "chips"),
        1,
        "others keep the commit that they opened"
    );
    assert!(other.refresh().unwrap());
    assert_eq!(count(&other, "chips"), 2);

    library.rebuild().unwrap();
    assert!(other.refresh().unwrap(), "a rebuilt index is new as well");
    assert_eq!(count(&other, "chips"), 2);
}

#[test]
fn questions_are_answered_while_the_corpus_changes() {
    let shelf = Shelf::new(&[("chips.txt", "The export of chips.")]);
    std::thread::scope(|scope| {
        let reader = shelf.other();
        scope.spawn(move || {
            let mut before = 1;
            while before < 6 {
                reader.refresh().unwrap();
                let now = count(&reader, "chips");
                assert!(now >= before, "{now} after {before}");
                before = now;
            }
        });
        for number in 2..=6 {
            shelf.write(&format!("{number}.txt"), "More chips.");
            shelf.library.update().unwrap();
        }
    });
}

#[test]
fn files_are_added_removed_found_and_shown() {
    let shelf = Shelf::new(&[("chips.txt", "The export of chips.")]);
    let story = shelf.folder.path().join("story.txt");
    std::fs::write(&story, "A ban on exports.").unwrap();
    let overrides = Overrides {
        title: Some("A ban".to_owned()),
        ..Overrides::default()
    };
    let (additions, receipt) = shelf.library.add([&story], &overrides).unwrap();
    assert_eq!((additions.len(), receipt.added), (1, 1));

    let article = shelf.library.show("story.txt").unwrap();
    assert_eq!(article.about.title.as_deref(), Some("A ban"));
    assert_eq!(article.text, "A ban on exports.");
    let digits = &article.id.to_string()[..8];
    assert_eq!(shelf.library.find(digits, 7).unwrap(), article.id);
    assert_eq!(
        shelf.library.find("none.txt", 7).unwrap_err().kind,
        Kind::NotFound
    );

    shelf.library.remove(&[article.id]).unwrap();
    assert_eq!(count(&shelf.library, "ban"), 0);
    assert!(shelf.library.check().unwrap().damage.is_empty());
}

#[test]
fn a_request_says_how_much_is_wanted_and_in_which_order() {
    let records: Vec<String> = (1..=9)
        .map(|day| format!("{{\"text\": \"chips {day}\", \"date\": \"2025-01-0{day}\"}}"))
        .collect();
    let shelf = Shelf::new(&[("news.jsonl", &records.join("\n"))]);
    let dates = |request: &Request| {
        let listing = shelf.library.list(request).unwrap();
        let dates = listing.articles.iter().map(|article| article.about.date);
        dates
            .map(|date| date.unwrap().to_string())
            .collect::<Vec<_>>()
    };
    let request = Request::new("chips").limit(2);
    assert_eq!(dates(&request), ["2025-01-09", "2025-01-08"]);
    let request = request.sort(Sort::Oldest).offset(1);
    assert_eq!(dates(&request), ["2025-01-02", "2025-01-03"]);
    let request = Request::everything().after("2025-01-07");
    assert_eq!(dates(&request), ["2025-01-09", "2025-01-08"]);
}

#[test]
fn days_count_from_the_clock_of_the_library_or_of_the_request() {
    let shelf = Shelf::new(&[(
        "news.jsonl",
        "{\"text\": \"chips\", \"date\": \"2025-03-01\"}",
    )]);
    let clock: jiff::Timestamp = "2025-03-04T12:00:00Z".parse().unwrap();
    let corpus: &Path = &shelf.folder.path().join("corpus");
    let library = Settings::new(corpus).clock(move || clock).open();
    assert_eq!(count(&library, "date:7d"), 1);
    let later = Request::new("date:7d").now("2025-06-01T00:00:00Z".parse().unwrap());
    assert_eq!(library.search(&later).unwrap().total.articles, 0);
}

#[test]
fn a_question_has_a_deadline_and_can_be_cancelled() {
    let text = "aa bb ".repeat(4_000) + "cc";
    let shelf = Shelf::new(&[("long.txt", &text)]);
    let costly = "((/a./ w/1000 /b./) w/1000 (/a./ w/1000 /b./)) w/1000 /c./";
    let refused = |request: Request| shelf.library.search(&request).unwrap_err().kind;
    let at_once = Request::new(costly).timeout(Duration::ZERO);
    assert_eq!(refused(at_once), Kind::TimedOut);
    let nested = (0..8).fold("/a./".to_owned(), |inner, _| format!("({inner} w/50 *b*)"));
    for (costly, named) in [(&*nested, "`/a./ w/50 *b*"), (costly, "`/a./ w/1000 /b./")] {
        let request = Request::new(format!("aa AND ({costly})")).timeout(Duration::from_millis(50));
        let begun = Instant::now();
        let error = shelf.library.search(&request).unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(2));
        assert_eq!(error.kind, Kind::TimedOut);
        assert!(error.message.contains(named), "{}", error.message);
    }
    let unwanted = Request::new(costly).cancelled(Arc::new(AtomicBool::new(true)));
    assert_eq!(refused(unwanted), Kind::Cancelled);
    let patient = Request::new("aa").timeout(Duration::from_secs(600));
    assert_eq!(shelf.library.search(&patient).unwrap().total.articles, 1);
}

#[test]
fn a_corpus_without_an_index_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::open(folder.path().join("corpus"));
    assert!(!library.is_indexed());
    let error = library.search(&Request::new("chips")).unwrap_err();
    assert_eq!(error.kind, Kind::Index);
    assert!(!library.refresh().unwrap());
    assert!(
        !folder.path().join("index").exists(),
        "asking writes nothing"
    );
}

#[test]
fn a_filter_is_a_day_and_never_another_question() {
    let shelf = Shelf::new(&[("chips.txt", "The export of chips.")]);
    for day in [
        "2020-01-01\" OR \"chips",
        "2020\" OR title:\"chips",
        "",
        "soon",
    ] {
        let error = shelf.library.search(&Request::new("ban").after(day));
        assert_eq!(error.unwrap_err().kind, Kind::Usage, "{day}");
    }
}

#[test]
fn numbers_that_mean_nothing_are_refused_and_great_ones_are_not() {
    let shelf = Shelf::new(&[("chips.txt", "The export of chips.")]);
    for days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = shelf.library.search(&Request::new("chips").half_life(days));
        assert_eq!(error.unwrap_err().kind, Kind::Usage, "{days}");
    }
    let none = shelf.library.search(&Request::new("chips").per_article(0));
    assert_eq!(none.unwrap_err().kind, Kind::Usage);
    let far = Request::new("chips").offset(usize::MAX).limit(usize::MAX);
    let results = shelf.library.search(&far).unwrap();
    assert_eq!((results.total.articles, results.hits.len()), (1, 0));
}

#[test]
fn where_no_article_has_all_words_those_that_lack_least_are_given_if_asked_for() {
    let shelf = Shelf::new(&[
        (
            "all-but-one.txt",
            "The court ruled on chips and on exports.",
        ),
        ("one.txt", "Chips, chips and chips. Chips again."),
        ("two.txt", "The court looked at chips."),
        ("none.txt", "A recipe for soup."),
    ]);
    let request = Request::new("chips exports court privacy");
    let nothing = shelf.library.search(&request).unwrap().nothing.unwrap();
    assert!(nothing.partial.is_empty());
    let found = shelf.library.search(&request.clone().partial(2)).unwrap();
    assert_eq!((found.total.articles, found.hits.len()), (0, 0));
    let partial = found.nothing.unwrap().partial;
    let lacking: Vec<_> = partial.iter().map(|one| one.lacking.join(" ")).collect();
    assert_eq!(lacking, ["privacy", "exports privacy"]);
    let files = partial
        .iter()
        .map(|one| &*one.hit.article.about.provenance.file);
    assert_eq!(files.collect::<Vec<_>>(), ["all-but-one.txt", "two.txt"]);
    // What is filtered out is no partial answer.
    let request = request.partial(9).after("2020");
    let nothing = shelf.library.search(&request).unwrap().nothing.unwrap();
    assert!(nothing.partial.is_empty());
}

#[test]
fn where_little_is_found_the_relatives_are_counted() {
    let mut articles = vec![("own.txt".to_owned(), "The governance of models.".to_owned())];
    for number in 0..6 {
        articles.push((
            format!("{number}.txt"),
            format!("Government report {number}."),
        ));
    }
    let articles: Vec<_> = articles
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let shelf = Shelf::new(&articles);
    let found = shelf.library.search(&Request::new("governance")).unwrap();
    let note =
        "With `--relatives`, which finds other words of a family too, 7 articles would be found.";
    assert_eq!(
        (found.total.articles, &found.notes[..]),
        (1, &[note.to_owned()][..])
    );
    assert_eq!(count(&shelf.library, "~governance"), 7);
    let wide = Request::new("governance").relatives(true);
    assert_eq!(shelf.library.search(&wide).unwrap().total.articles, 7);
    let found = shelf.library.search(&Request::new("governs")).unwrap();
    assert_eq!(found.nothing.unwrap().relatives_articles, Some(7));
    // Relatives make no article match, and count for the order of those that do.
    let any = Request::new("governance report").any(true);
    let best = &shelf.library.search(&any).unwrap().hits[0];
    assert_eq!(best.article.about.provenance.file, "own.txt");
}

#[test]
fn what_a_looser_question_would_find_keeps_the_days_that_were_asked_for() {
    let shelf = Shelf::new(&[("chips.txt", "The court ruled on chips.")]);
    let request = Request::new("chips zebra").after("2030");
    let nothing = shelf.library.search(&request).unwrap().nothing.unwrap();
    assert_eq!(nothing.looser, None);
}

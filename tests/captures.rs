//! Web archives that grow, and several versions of one page: only what was added is read, the newest whole text is in
//! force, and the result is that of reading everything anew.

use std::fs::OpenOptions;
use std::io::Write;

use newshound::{Library, Request};

use crate::rounds::rounds;

/// A corpus with one web archive, written as a crawler writes: record after record, each packed by itself.
struct Archive {
    folder: tempfile::TempDir,
    library: Library,
}

const SENTENCE: &str = "The committee met on Tuesday and heard what the agencies had to say of it.";

fn page(text: &str) -> String {
    format!(
        "<html><head><title>{text}</title></head><body><article><h1>{text}</h1><p>{SENTENCE} {text}.</p>\
         <p>{SENTENCE}</p><p>{SENTENCE}</p></article></body></html>"
    )
}

fn feed(entries: &[(&str, &str)]) -> String {
    let entries = entries.iter().map(|(address, text)| {
        format!("<item><title>{text}</title><link>{address}</link><description>{SENTENCE} {text}.</description></item>")
    });
    let entries: String = entries.collect();
    format!("<rss><channel><title>Wire</title>{entries}</channel></rss>")
}

fn record(address: &str, moment: &str, media: &str, body: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n{body}");
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {moment}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(record.as_bytes()).unwrap();
    packed.finish().unwrap()
}

impl Archive {
    fn new() -> Archive {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        std::fs::create_dir_all(corpus.join("web")).unwrap();
        Archive {
            library: Library::open(corpus),
            folder,
        }
    }

    fn append(&self, file: &str, bytes: &[u8]) {
        let path = self.library.corpus().join("web").join(file);
        let mut options = OpenOptions::new();
        let mut file = options.create(true).append(true).open(path).unwrap();
        file.write_all(bytes).unwrap();
    }

    fn page(&self, file: &str, address: &str, moment: &str, text: &str) {
        self.append(file, &record(address, moment, "text/html", &page(text)));
    }

    /// Brings the index up to date and returns how many articles were read for it.
    fn update(&self) -> u64 {
        let mut read = 0;
        let updated = self
            .library
            .update_with(false, &mut |step| read = step.articles);
        updated.unwrap();
        read
    }

    /// Each article as it is known: id, address, record, text, and its other places.
    fn articles(&self, library: &Library) -> Vec<String> {
        let listing = library
            .list(&Request::new("committee").limit(1000))
            .unwrap();
        let mut articles: Vec<String> = Vec::new();
        for listed in &listing.articles {
            let stored = library.show(&listed.id.to_string()).unwrap();
            let about = &stored.about;
            articles.push(format!(
                "{} {:?} {:?} {} also {:?}",
                stored.id, about.url, about.provenance, stored.text, stored.also
            ));
        }
        articles.sort();
        articles
    }

    /// What is known is what reading everything anew finds.
    #[track_caller]
    fn is_as_read_anew(&self) {
        assert_eq!(self.articles(&self.library), self.articles(&self.anew()));
    }

    /// The same corpus, read anew into another index.
    fn anew(&self) -> Library {
        let index = self.folder.path().join("anew");
        let library = newshound::Settings::new(self.library.corpus())
            .index(index)
            .open();
        library.rebuild().unwrap();
        library
    }
}

fn shown(archive: &Archive, address: &str) -> String {
    archive.library.show(address).unwrap().about.title.unwrap()
}

#[test]
fn only_what_was_added_is_read() {
    let archive = Archive::new();
    for number in 0..5 {
        let address = format!("https://example.org/{number}");
        archive.page(
            "a.warc.gz",
            &address,
            "2026-11-01T00:00:00Z",
            &format!("Story {number}"),
        );
    }
    assert_eq!(archive.update(), 5);
    archive.page(
        "a.warc.gz",
        "https://example.org/6",
        "2026-11-02T00:00:00Z",
        "Story 6",
    );
    assert_eq!(archive.update(), 1);
    assert_eq!(archive.update(), 0);
    assert_eq!(archive.articles(&archive.library).len(), 6);
    archive.is_as_read_anew();
}

#[test]
fn a_file_that_changed_before_its_end_is_read_anew() {
    let archive = Archive::new();
    archive.page(
        "a.warc.gz",
        "https://example.org/1",
        "2026-11-01T00:00:00Z",
        "Story 1",
    );
    archive.page(
        "a.warc.gz",
        "https://example.org/2",
        "2026-11-01T00:00:00Z",
        "Story 2",
    );
    assert_eq!(archive.update(), 2);
    std::fs::remove_file(archive.library.corpus().join("web/a.warc.gz")).unwrap();
    for number in [3, 4, 5] {
        let address = format!("https://example.org/{number}");
        archive.page(
            "a.warc.gz",
            &address,
            "2026-11-01T00:00:00Z",
            &format!("Story {number}"),
        );
    }
    assert_eq!(archive.update(), 3);
    archive.is_as_read_anew();
    assert_eq!(archive.articles(&archive.library).len(), 3);
}

#[test]
fn a_file_that_is_cut_off_is_read_anew_once_it_is_whole() {
    let archive = Archive::new();
    archive.page(
        "a.warc.gz",
        "https://example.org/1",
        "2026-11-01T00:00:00Z",
        "Story 1",
    );
    let whole = record(
        "https://example.org/2",
        "2026-11-01T00:00:00Z",
        "text/html",
        &page("Story 2"),
    );
    let (begin, rest) = whole.split_at(whole.len() / 2);
    archive.append("a.warc.gz", begin);
    archive.update();
    assert_eq!(archive.library.status().unwrap().problem_count, 1);
    archive.append("a.warc.gz", rest);
    assert_eq!(archive.update(), 2);
    archive.is_as_read_anew();
    assert_eq!(archive.library.status().unwrap().problem_count, 0);
}

#[test]
fn of_several_captures_the_last_is_in_force_in_whatever_order_they_lie() {
    let archive = Archive::new();
    let address = "https://example.org/1";
    archive.page("b.warc.gz", address, "2026-11-03T00:00:00Z", "Third");
    archive.update();
    assert_eq!(shown(&archive, address), "Third");
    archive.page("b.warc.gz", address, "2026-11-01T00:00:00Z", "First");
    archive.update();
    assert_eq!(shown(&archive, address), "Third");
    archive.page("a.warc.gz", address, "2026-11-04T00:00:00Z", "Fourth");
    archive.update();
    assert_eq!(shown(&archive, address), "Fourth");
    archive.is_as_read_anew();
}

#[test]
fn a_summary_does_not_take_the_place_of_a_whole_text() {
    let archive = Archive::new();
    let address = "https://example.org/1";
    let entry = |text: &str| {
        let feed = feed(&[(address, text)]);
        std::fs::write(archive.library.corpus().join("wire.xml"), feed).unwrap();
        archive.update();
    };
    entry("Summary");
    assert_eq!(shown(&archive, address), "Summary");
    archive.page("a.warc.gz", address, "2026-11-01T00:00:00Z", "Whole");
    archive.update();
    assert_eq!(shown(&archive, address), "Whole");
    entry("Later summary");
    assert_eq!(shown(&archive, address), "Whole");
    archive.is_as_read_anew();
}

/// A small generator: the same cases every time.
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

#[test]
fn growing_step_by_step_is_as_good_as_reading_anew() {
    for seed in 0..u64::from(rounds(40).cases) {
        let mut seed = Seed(seed);
        let archive = Archive::new();
        for step in 0..12 {
            let file = ["a.warc.gz", "b.warc.gz"][seed.below(2) as usize];
            for _ in 0..=seed.below(2) {
                let address = format!("https://example.org/{}", seed.below(4));
                let moment = format!("2026-11-{:02}T00:00:00Z", 1 + seed.below(28));
                archive.page(
                    file,
                    &address,
                    &moment,
                    &format!("Story {step} {}", seed.below(9)),
                );
            }
            if seed.below(5) == 0 {
                let text = format!("Summary {step}");
                let feed = feed(&[("https://example.org/2", &text)]);
                std::fs::write(archive.library.corpus().join("wire.xml"), feed).unwrap();
            }
            if seed.below(9) == 0 {
                let _ = std::fs::remove_file(archive.library.corpus().join("web/b.warc.gz"));
            }
            archive.update();
        }
        archive.is_as_read_anew();
    }
}

#[test]
fn a_page_that_is_captured_again_as_it_was_is_no_other_version() {
    let archive = Archive::new();
    let address = "https://example.org/1";
    for day in [1, 2, 3] {
        let moment = format!("2026-11-0{day}T00:00:00Z");
        archive.page("a.warc.gz", address, &moment, "Story");
        archive.update();
    }
    archive.page("b.warc.gz", address, "2026-10-01T00:00:00Z", "Story");
    archive.update();
    let stored = archive.library.show(address).unwrap();
    assert_eq!(stored.also, []);
    assert_eq!(
        stored.about.captured.unwrap().to_string(),
        "2026-11-03T00:00:00Z"
    );
    archive.is_as_read_anew();
}

#[test]
fn an_older_version_is_shown_by_its_capture() {
    let archive = Archive::new();
    let address = "https://example.org/1";
    for (day, text) in [(1, "First"), (2, "Second"), (3, "Third")] {
        let moment = format!("2026-11-0{day}T08:30:00Z");
        archive.page("a.warc.gz", address, &moment, text);
        archive.page("a.warc.gz", "https://example.org/2", &moment, "Another");
        archive.update();
    }
    let captured = |when: &str| {
        let when = newshound::source::date(when).unwrap();
        archive.library.show_captured(address, when)
    };
    for (when, title) in [
        ("2026-11-01", "First"),
        ("2026-11-02T08:30:00Z", "Second"),
        ("2026-11-03", "Third"),
    ] {
        let stored = captured(when).unwrap();
        assert_eq!(stored.about.title.as_deref(), Some(title));
        assert_eq!(stored.id, archive.library.show(address).unwrap().id);
        assert!(stored.text.contains(title));
        let passages = stored
            .passages
            .iter()
            .map(|bytes| &stored.text[bytes.clone()]);
        assert_eq!(passages.collect::<String>(), stored.text);
    }
    let error = captured("2026-11-04").unwrap_err();
    assert_eq!(error.kind, newshound::Kind::NotFound);
    let hint = error.hint.unwrap();
    assert_eq!(
        hint,
        "there are `2026-11-03T08:30:00Z`, `2026-11-02T08:30:00Z`, `2026-11-01T08:30:00Z`"
    );
}

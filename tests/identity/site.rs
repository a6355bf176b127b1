//! A corpus of five files: of each kind by which an article is recognised, and its neighbours.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use newshound::{Id, Library, Request, Settings};
use serde_json::{Value, json};
use tempfile::TempDir;

/// When the corpus of a site first holds its articles.
pub const FIRST: &str = "2025-01-21T07:03:00Z";
const DAY: i64 = 86_400;

/// A corpus in a folder of its own, with a clock.
pub struct Site {
    folder: TempDir,
    /// The folder of corpus and index within `folder`.
    home: PathBuf,
    clock: Arc<AtomicI64>,
    pub library: Library,
    /// What each id was seen to name: an article has one word that no other has.
    named: BTreeMap<Id, String>,
}

/// An article that the tests follow, with others in its file.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    /// Of a text, the only one is the text itself.
    pub records: Vec<Value>,
}

/// Each kind by which an article is recognised. Of each file the article in the middle is followed.
pub const KINDS: &[&str] = &["address", "key", "place", "text"];

impl File {
    /// A file of this kind.
    pub fn of(kind: &str) -> File {
        let record = |number: usize| {
            let mut record =
                json!({"title": format!("Story {number}"), "text": text(kind, number)});
            match kind {
                "address" => record["url"] = format!("https://news.example/{number}").into(),
                "key" => record["id"] = number.to_string().into(),
                _ => {}
            }
            record
        };
        match kind {
            "text" => File {
                name: "text.txt".to_owned(),
                records: vec![text(kind, 2).into()],
            },
            _ => File {
                name: format!("{kind}.jsonl"),
                records: (0..5).map(record).collect(),
            },
        }
    }

    fn bytes(&self) -> String {
        let lines = self.records.iter().map(|record| match record {
            Value::String(text) => text.clone(),
            record => format!("{record}\n"),
        });
        lines.collect()
    }
}

/// The word that is in one article alone.
pub fn word(kind: &str, number: usize) -> String {
    format!("{kind}{}", ["zero", "one", "two", "three", "four"][number])
}

fn text(kind: &str, number: usize) -> String {
    let topics = [
        "export controls on accelerators were tightened after months of quiet lobbying by makers",
        "senators questioned officials about licences for frontier systems and public procurement",
        "regulators opened an inquiry into training data, consent forms and deletion requests abroad",
        "hospitals reported errors of triage software to the agency that approves medical devices",
        "a court halted the use of facial recognition by transport police in three northern cities",
    ];
    format!("{} said that {}.", word(kind, number), topics[number])
}

impl Site {
    /// With a file of each kind, indexed on the first day.
    pub fn new() -> (Site, Vec<File>) {
        let folder = TempDir::new().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir_all(home.join("corpus")).unwrap();
        let first: Timestamp = FIRST.parse().unwrap();
        let clock = Arc::new(AtomicI64::new(first.as_second()));
        let mut site = Site {
            library: open(&home, &clock),
            folder,
            home,
            clock,
            named: BTreeMap::new(),
        };
        let files: Vec<File> = KINDS.iter().map(|kind| File::of(kind)).collect();
        files.iter().for_each(|file| site.write(file));
        site.look();
        (site, files)
    }

    pub fn corpus(&self) -> PathBuf {
        self.home.join("corpus")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.corpus().join(name)
    }

    pub fn write(&self, file: &File) {
        let path = self.path(&file.name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file.bytes()).unwrap();
    }

    /// Brings the index up to date, a day later than the last time, and looks which id names which article.
    pub fn look(&mut self) {
        self.library.update().unwrap();
        self.clock.fetch_add(DAY, Ordering::Relaxed);
        for article in self
            .library
            .list(&Request::everything().limit(1000))
            .unwrap()
            .articles
        {
            let stored = self.library.show(&article.id.to_string()).unwrap();
            let word = stored.text.split_whitespace().next().unwrap().to_owned();
            let before = self.named.insert(article.id, word.clone());
            let before = before.unwrap_or_else(|| word.clone());
            assert_eq!(
                word, before,
                "{} names another article than before",
                article.id
            );
        }
    }

    /// The only article with a word.
    pub fn only(&self, word: &str) -> newshound::StoredArticle {
        let found = self.library.list(&Request::new(word)).unwrap().articles;
        assert_eq!(found.len(), 1, "{word}: {found:#?}");
        self.library.show(&found[0].id.to_string()).unwrap()
    }

    /// Deletes the index.
    pub fn lose_index(&mut self) {
        // It may be lost already.
        let _ = std::fs::remove_dir_all(self.home.join("index"));
        self.library = open(&self.home, &self.clock);
    }

    /// Moves corpus and index to another folder.
    pub fn move_home(&mut self) {
        let home = self.folder.path().join("another home");
        let other = if self.home == home {
            self.folder.path().join("home")
        } else {
            home
        };
        std::fs::rename(&self.home, &other).unwrap();
        self.home = other;
        self.library = open(&self.home, &self.clock);
    }

    /// The lines of the catalogue.
    pub fn catalogue(&self) -> String {
        let folder = self.path(".newshound/catalogue");
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        files
            .iter()
            .map(|file| std::fs::read_to_string(file).unwrap())
            .collect()
    }
}

fn open(home: &Path, clock: &Arc<AtomicI64>) -> Library {
    let clock = Arc::clone(clock);
    let now = move || Timestamp::from_second(clock.load(Ordering::Relaxed)).unwrap();
    Settings::new(home.join("corpus")).clock(now).open()
}

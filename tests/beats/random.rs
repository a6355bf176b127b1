use std::collections::BTreeSet;
use std::path::Path;

use newshound::article::Id;
use newshound::library::{Library, known_beat};
use newshound::request::Request;

use crate::rounds::rounds;
use crate::trouble::draw;

const WORDS: [&str; 3] = ["chip", "tariff", "court"];
const QUESTIONS: [&str; 5] = [
    "chip",
    "chip OR tariff",
    "tariff NOT court",
    "court w/5 chip",
    "*",
];
const FILES: usize = 8;

/// Every article that a question finds.
fn matching(library: &Library, question: &str) -> BTreeSet<Id> {
    let listing = library
        .list(&Request::new(question).limit(usize::MAX))
        .unwrap();
    listing.articles.iter().map(|article| article.id).collect()
}

/// Writes a file of a few words and a text of its own.
fn write(corpus: &Path, file: usize, seed: &mut u64) {
    let some = WORDS.iter().filter(|_| draw(seed, 2) == 0);
    let some: Vec<&str> = some.copied().collect();
    let text = format!(
        "Story {file} of the {} says {}.",
        "desk ".repeat(file + 1),
        some.join(" and ")
    );
    std::fs::write(corpus.join(format!("{file}.txt")), text).unwrap();
}

fn walk(mut seed: u64, steps: usize) {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).unwrap();
    let seed = &mut seed;
    (0..FILES / 2).for_each(|file| write(&corpus, file, seed));
    let mut library = Library::open(&corpus);
    library.update().unwrap();
    let (mut name, mut question) = ("beat-0".to_owned(), QUESTIONS[0].to_owned());
    library.add_beat(&name, &question).unwrap();
    let mut shown: Option<BTreeSet<Id>> = None;
    for step in 1..=steps {
        match draw(seed, 12) {
            0..=2 => write(&corpus, draw(seed, FILES), seed),
            3 => {
                let file = format!("{}.txt", draw(seed, FILES));
                let _ = std::fs::remove_file(corpus.join(file));
            }
            4 => drop(library.rebuild().unwrap()),
            5 => {
                std::fs::remove_dir_all(folder.path().join("index")).unwrap();
                library = Library::open(&corpus);
            }
            6 => {
                let next = format!("beat-{step}");
                library.rename_beat(&name, &next).unwrap();
                name = next;
            }
            7 => {
                let next = QUESTIONS[draw(seed, QUESTIONS.len())].to_owned();
                let file = corpus.join(".newshound/beats.txt");
                let before = std::fs::read_to_string(&file).unwrap();
                std::fs::write(&file, before.replace(&question, &next)).unwrap();
                question = next;
            }
            8 if draw(seed, 4) == 0 => {
                library.remove_beat(&name).unwrap();
                library.add_beat(&name, &question).unwrap();
                shown = None;
            }
            _ => {}
        }
        library.update().unwrap();
        let found = matching(&library, &question);
        assert_eq!(matching(&library, &format!("beat:{name}")), found);
        let beats = library.beats().unwrap();
        let beat = known_beat(&beats, &name).unwrap();
        let (is_look, all) = (draw(seed, 3) == 0, draw(seed, 2) == 0);
        let most = if draw(seed, 3) == 0 { 1 } else { usize::MAX };
        let following = library.follow("a test").unwrap();
        let unseen = {
            let request = Request::default();
            let round = library.round(&beats, &request, all);
            following.unseen(beat, &round).unwrap()
        };
        let new: BTreeSet<Id> = unseen.articles.iter().copied().collect();
        assert_eq!(new.len(), unseen.articles.len());
        let expected: BTreeSet<Id> = match &shown {
            None if !all => BTreeSet::new(),
            None => found.clone(),
            Some(shown) => found.difference(shown).copied().collect(),
        };
        assert_eq!(new, expected, "step {step}: {question}");
        assert_eq!(unseen.news.listing.total, found.len() as u64);
        if is_look {
            continue;
        }
        following.acknowledge(&unseen, most).unwrap();
        let known = match shown.is_none() && !all {
            true => found,
            false => unseen.articles.iter().take(most).copied().collect(),
        };
        shown.get_or_insert_default().extend(known);
    }
}

#[test]
fn many_steps_show_what_a_naive_set_says() {
    let walks = u64::from(rounds(20).cases);
    for seed in 1..=walks {
        walk(seed, 40);
    }
}

//! Every pair of changes, made at once or one after the other: each article keeps its id, its day and what was set
//! right, and no other article gets its id.

use std::fs::File as Handle;
use std::time::{Duration, SystemTime};

use newshound::Edit;
use serde_json::{Value, json};

use super::site::{FIRST, File, KINDS, Site, word};
use crate::rounds::rounds;

/// What may happen to a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// The text of the article is edited.
    Edited,
    /// Its headline is edited in the file.
    Retitled,
    /// Its file gets another name.
    Renamed,
    /// Its file gets another name, and another article comes under the old one.
    Succeeded,
    /// Its file goes into a folder.
    Moved,
    /// The article before it in its file is deleted.
    NeighbourDeleted,
    /// A new article comes before it in its file.
    NeighbourAdded,
    /// The articles of its file are turned round.
    Reordered,
    /// The file is only touched.
    Touched,
    /// The index is deleted, as an upgrade of its layout does.
    Rebuilt,
    /// The whole folder is moved.
    HomeMoved,
}

const CHANGES: &[Change] = &[
    Change::Edited,
    Change::Retitled,
    Change::Renamed,
    Change::Succeeded,
    Change::Moved,
    Change::NeighbourDeleted,
    Change::NeighbourAdded,
    Change::Reordered,
    Change::Touched,
    Change::Rebuilt,
    Change::HomeMoved,
];

impl Change {
    fn make(self, site: &mut Site, files: &mut [File]) {
        match self {
            Change::Rebuilt => site.lose_index(),
            Change::HomeMoved => site.move_home(),
            _ => {
                for (file, kind) in files.iter_mut().zip(KINDS) {
                    self.make_in(site, file, kind);
                }
            }
        }
    }

    fn make_in(self, site: &Site, file: &mut File, kind: &str) {
        let before = site.path(&file.name);
        let is_followed = |record: &Value| record.to_string().contains(&word(kind, 2));
        let at = file.records.iter().position(is_followed).unwrap();
        match self {
            Change::Edited => match &mut file.records[at] {
                Value::String(text) => text.push_str("\n\nThe agency did not answer.\n"),
                record => {
                    let text = record["text"].as_str().unwrap();
                    record["text"] = text.replace(" said ", " had said ").into();
                }
            },
            Change::Retitled if file.records[at].is_object() => {
                let title = file.records[at]["title"].as_str().unwrap();
                file.records[at]["title"] = format!("{title}, corrected").into();
            }
            Change::Renamed | Change::Succeeded => file.name = format!("new-{}", file.name),
            Change::Moved => file.name = format!("folder/{}", file.name),
            Change::NeighbourDeleted if at > 0 => {
                file.records.remove(at - 1);
            }
            Change::NeighbourAdded if file.records.len() > 1 => {
                file.records.insert(at, stranger(kind, "newcomer"));
            }
            Change::Reordered => file.records.reverse(),
            Change::Touched => {
                let hour = SystemTime::now() - Duration::from_secs(3600);
                Handle::options()
                    .append(true)
                    .open(&before)
                    .unwrap()
                    .set_modified(hour)
                    .unwrap();
                return;
            }
            _ => {}
        }
        if before != site.path(&file.name) {
            std::fs::create_dir_all(site.path(&file.name).parent().unwrap()).unwrap();
            std::fs::rename(&before, site.path(&file.name)).unwrap();
        }
        site.write(file);
        if self == Change::Succeeded {
            let text = format!(
                "successor{kind} writes of an entirely different matter: tariffs, ports, wheat and rain"
            );
            let text = if kind == "text" {
                text
            } else {
                stranger(kind, &format!("successor{kind}")).to_string()
            };
            std::fs::write(before, text).unwrap();
        }
    }
}

/// Another article, with a word of its own.
fn stranger(kind: &str, word: &str) -> Value {
    let text = format!(
        "{word} wrote at length of tariffs, harbours, wheat, rainfall and the price of bread"
    );
    let mut record = json!({"title": "Bread", "text": text});
    match kind {
        "address" => record["url"] = format!("https://other.example/{word}").into(),
        "key" => record["id"] = word.into(),
        _ => {}
    }
    record
}

fn one_pair(first: Change, second: Change, looks_between: bool) {
    let (mut site, mut files) = Site::new();
    let ids: Vec<_> = KINDS
        .iter()
        .map(|kind| site.only(&word(kind, 2)).id)
        .collect();
    let mut edit = Edit::default();
    edit.set("outlet", "Set Right");
    assert_eq!(site.library.edit(&ids, &edit).unwrap(), 4);
    first.make(&mut site, &mut files);
    if looks_between {
        site.look();
    }
    second.make(&mut site, &mut files);
    site.look();
    for (kind, id) in KINDS.iter().zip(ids) {
        let what = format!("{kind}: {first:?}, {second:?}, looks between: {looks_between}");
        let now = site.only(&word(kind, 2));
        assert_eq!(now.id, id, "{what}\n{}", site.catalogue());
        assert_eq!(now.added.to_string(), FIRST, "{what}");
        assert_eq!(now.about.outlet.as_deref(), Some("Set Right"), "{what}");
    }
    let checked = site.library.check().unwrap();
    assert!(
        checked.damage.is_empty() && checked.changes.is_empty(),
        "{checked:?}"
    );
}

/// The configured share of all pairs, evenly spread.
fn pairs() -> impl Iterator<Item = (Change, Change)> {
    let all = CHANGES
        .iter()
        .flat_map(|&first| CHANGES.iter().map(move |&second| (first, second)));
    let all: Vec<_> = all.collect();
    let share = rounds(all.len() as u32).cases as usize;
    (0..share).map(move |number| all[number * all.len() / share])
}

#[test]
fn every_pair_of_changes_at_once() {
    pairs().for_each(|(first, second)| one_pair(first, second, false));
}

#[test]
fn every_pair_of_changes_with_a_look_between() {
    pairs().for_each(|(first, second)| one_pair(first, second, true));
}

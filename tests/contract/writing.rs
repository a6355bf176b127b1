//! Writing: articles and records of files come into force all at once, by one writer at a time.

use std::time::{Duration, Instant};

use newshound::engine::{Snapshot, Task};
use newshound::error::Kind;
use newshound::record::FileRecord;
use newshound::results::Total;

use super::Make;
use super::corpus::{Held, article, ids, news, put};

pub fn an_engine_without_a_commit_has_no_index(make: Make) {
    let held = Held::empty(make);
    assert!(!held.engine.exists());
    let refused = held.engine.open().err().unwrap();
    assert_eq!(refused.kind, Kind::Index);
    // There is nothing to change either: the first writer rebuilds.
    let lock = held.engine.lock(Duration::ZERO, "write").unwrap();
    let refused = lock.writer(Task::Few).err().unwrap();
    assert_eq!(refused.kind, Kind::Index);
    held.rebuild().commit().unwrap();
    assert!(held.engine.exists());
    assert_eq!(held.open().count().unwrap(), Total::default());
}

pub fn what_is_put_is_there_after_the_commit_and_not_before(make: Make) {
    let held = Held::empty(make);
    let mut writer = held.rebuild();
    put(&mut *writer, news());
    assert!(!held.engine.exists());
    assert!(held.engine.open().is_err());
    writer.commit().unwrap();
    assert_eq!(held.ids(), ids(&news()));

    let more = article("late", "Late news", "It came in later.");
    let mut writer = held.writer();
    writer.put(more.clone(), false).unwrap();
    assert_eq!(held.open().head(more.id).unwrap(), None);
    writer.commit().unwrap();
    assert!(held.open().head(more.id).unwrap().is_some());
    assert_eq!(held.ids().len(), news().len() + 1);
}

pub fn an_article_that_is_put_again_replaces_the_one_with_its_id(make: Make) {
    let before = article("a", "Before", "One text.");
    let after = article("a", "After", "Quite another text.");
    assert_eq!(before.id, after.id);
    let held = Held::with(make, vec![before, article("b", "Beside", "It stays.")]);
    held.change(|writer| writer.put(after.clone(), true).unwrap());
    let snapshot = held.open();
    assert_eq!(snapshot.count().unwrap().articles, 2);
    assert_eq!(text(&*snapshot, "a"), "Quite another text.");
    assert_eq!(text(&*snapshot, "b"), "It stays.");
    let version = snapshot.version(after.id).unwrap().unwrap();
    assert_eq!(version.hash, after.hash);
    assert_eq!(snapshot.verify().unwrap(), [""; 0]);
}

pub fn of_an_article_that_is_put_twice_by_one_writer_the_last_is_there(make: Make) {
    let held = Held::with(make, Vec::new());
    held.change(|writer| {
        writer
            .put(article("a", "First", "The first text."), true)
            .unwrap();
        writer
            .put(article("a", "Second", "The second text."), true)
            .unwrap();
    });
    assert_eq!(held.open().count().unwrap().articles, 1);
    assert_eq!(text(&*held.open(), "a"), "The second text.");
}

pub fn a_removed_article_is_gone_after_the_commit(make: Make) {
    let held = Held::with(make, news());
    let gone = news()[0].id;
    let mut writer = held.writer();
    writer.remove(gone).unwrap();
    assert!(held.open().article(gone).unwrap().is_some());
    writer.commit().unwrap();
    let snapshot = held.open();
    assert_eq!(snapshot.article(gone).unwrap(), None);
    assert_eq!(snapshot.passage(gone, 1).unwrap(), None);
    assert_eq!(snapshot.version(gone).unwrap(), None);
    assert_eq!(held.ids(), ids(&news()[1..]));
}

pub fn a_writer_may_remove_what_it_put_and_put_what_it_removed(make: Make) {
    let held = Held::with(make, vec![article("old", "Old", "An old text.")]);
    held.change(|writer| {
        let new = article("new", "New", "A new text.");
        writer.put(new.clone(), false).unwrap();
        writer.remove(new.id).unwrap();
        let old = article("old", "Old", "The old text, edited.");
        writer.remove(old.id).unwrap();
        writer.put(old, false).unwrap();
    });
    assert_eq!(held.open().count().unwrap().articles, 1);
    assert_eq!(text(&*held.open(), "old"), "The old text, edited.");
}

pub fn removing_what_is_not_there_changes_nothing(make: Make) {
    let held = Held::with(make, news());
    held.change(|writer| {
        writer.remove(article("unknown", "", "").id).unwrap();
        writer.remove_file("unknown.txt").unwrap();
    });
    assert_eq!(held.ids(), ids(&news()));
}

pub fn records_of_files_are_kept_replaced_and_forgotten(make: Make) {
    let held = Held::with(make, news());
    let record = |path: &str, content, displaced| FileRecord {
        path: path.to_owned(),
        content,
        displaced,
        articles: 3,
        ..FileRecord::default()
    };
    let (b, a) = (record("b.jsonl", 7, 0), record("a b/Ä.jsonl", 7, 2));
    held.change(|writer| {
        writer.put_file(&b, false).unwrap();
        writer.put_file(&a, false).unwrap();
    });
    let snapshot = held.open();
    // Sorted by path, whatever the order that they came in.
    assert_eq!(snapshot.files().unwrap(), [a.clone(), b.clone()]);
    assert_eq!(snapshot.file("b.jsonl").unwrap(), Some(b.clone()));
    assert_eq!(snapshot.file("B.jsonl").unwrap(), None);
    assert_eq!(
        snapshot.files_with_displaced().unwrap(),
        std::slice::from_ref(&a)
    );
    let mut equal = snapshot.files_with_content(7).unwrap();
    equal.sort_by(|one, other| one.path.cmp(&other.path));
    assert_eq!(equal, [a.clone(), b.clone()]);

    // A record is no article.
    assert_eq!(held.ids(), ids(&news()));

    let b = record("b.jsonl", 8, 1);
    held.change(|writer| {
        writer.put_file(&b, true).unwrap();
        writer.remove_file("a b/Ä.jsonl").unwrap();
        writer.put_file(&record("c.jsonl", 9, 0), false).unwrap();
        writer.remove_file("c.jsonl").unwrap();
    });
    let snapshot = held.open();
    assert_eq!(snapshot.files().unwrap(), std::slice::from_ref(&b));
    assert_eq!(snapshot.files_with_content(7).unwrap(), []);
    assert_eq!(
        snapshot.files_with_content(8).unwrap(),
        std::slice::from_ref(&b)
    );
    assert_eq!(snapshot.files_with_displaced().unwrap(), [b]);
}

pub fn a_snapshot_keeps_showing_its_commit(make: Make) {
    let held = Held::with(make, vec![article("a", "Before", "One text.")]);
    let old = held.open();
    assert!(old.is_current());
    held.change(|writer| {
        writer
            .put(article("a", "After", "Another text."), true)
            .unwrap();
        writer
            .put(article("b", "More", "More text."), false)
            .unwrap();
    });
    assert!(!old.is_current());
    assert_eq!(old.count().unwrap().articles, 1);
    assert_eq!(text(&*old, "a"), "One text.");
    let new = held.open();
    assert!(new.is_current());
    assert_eq!(text(&*new, "a"), "Another text.");

    held.rebuild().commit().unwrap();
    assert!(!new.is_current());
    assert_eq!(text(&*new, "b"), "More text.");
    assert_eq!(text(&*old, "a"), "One text.");
    assert_eq!(held.open().count().unwrap().articles, 0);
}

pub fn a_writer_that_is_dropped_leaves_no_trace(make: Make) {
    let held = Held::with(make, vec![article("a", "Kept", "It is kept.")]);
    let before = held.open();
    let mut writer = held.writer();
    writer
        .put(article("a", "Lost", "It is lost."), true)
        .unwrap();
    writer
        .put(article("b", "Lost", "It is lost too."), false)
        .unwrap();
    writer.put_file(&FileRecord::default(), false).unwrap();
    drop(writer);
    assert!(before.is_current());
    // Neither is it brought into force by the next commit.
    held.change(|writer| {
        writer
            .put(article("c", "Next", "The next."), false)
            .unwrap()
    });
    let snapshot = held.open();
    assert_eq!(snapshot.count().unwrap().articles, 2);
    assert_eq!(text(&*snapshot, "a"), "It is kept.");
    assert_eq!(snapshot.files().unwrap(), []);
}

pub fn a_rebuild_replaces_everything_on_its_commit(make: Make) {
    let held = Held::with(make, news());
    held.change(|writer| writer.put_file(&FileRecord::default(), false).unwrap());
    let mut writer = held.rebuild();
    writer
        .put(article("a", "Alone", "It is alone."), false)
        .unwrap();
    assert_eq!(held.ids(), ids(&news()));
    writer.commit().unwrap();
    assert_eq!(held.ids(), [article("a", "", "").id]);
    assert_eq!(held.open().files().unwrap(), []);
}

pub fn a_rebuild_that_is_dropped_leaves_no_trace(make: Make) {
    let held = Held::with(make, news());
    let before = held.open();
    let mut writer = held.rebuild();
    writer
        .put(article("a", "Alone", "It is alone."), false)
        .unwrap();
    drop(writer);
    assert!(before.is_current());
    assert_eq!(held.ids(), ids(&news()));
}

pub fn an_engine_made_again_finds_what_was_committed(make: Make) {
    let held = Held::with(make, news());
    let again = held.again();
    assert!(again.exists());
    again.check_owner().unwrap();
    assert_eq!(again.layout(), held.engine.layout());
    assert_eq!(again.folder(), held.engine.folder());
    let snapshot = again.open().unwrap();
    assert_eq!(
        snapshot.ids_beginning("", usize::MAX).unwrap(),
        ids(&news())
    );
    held.change(|writer| writer.remove(news()[0].id).unwrap());
    assert!(!snapshot.is_current());
}

pub fn there_is_one_writer_at_a_time_and_it_is_named(make: Make) {
    let held = Held::with(make, Vec::new());
    let is_refused = |wait| {
        let begun = Instant::now();
        let refused = held.again().lock(wait, "too late").err().unwrap();
        assert_eq!(refused.kind, Kind::Busy);
        assert!(refused.message.contains("spring cleaning"), "{refused}");
        assert!(begun.elapsed() >= wait);
    };
    let lock = held.engine.lock(Duration::ZERO, "spring cleaning").unwrap();
    is_refused(Duration::ZERO);
    is_refused(Duration::from_millis(50));
    // The right to write goes over to the writer, and ends with its commit.
    let writer = lock.writer(Task::Few).unwrap();
    is_refused(Duration::ZERO);
    writer.commit().unwrap();
    let lock = held.engine.lock(Duration::ZERO, "spring cleaning").unwrap();
    let writer = lock.rebuild().unwrap();
    is_refused(Duration::ZERO);
    // Or with the writer.
    drop(writer);
    drop(held.engine.lock(Duration::ZERO, "next").unwrap());
    held.engine.lock(Duration::ZERO, "the one after").unwrap();
}

pub fn who_waits_long_enough_may_write(make: Make) {
    let held = Held::with(make, Vec::new());
    let lock = held.engine.lock(Duration::ZERO, "first").unwrap();
    let again = held.again();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| again.lock(Duration::from_secs(600), "second").map(drop));
        std::thread::sleep(Duration::from_millis(30));
        assert!(!second.is_finished());
        drop(lock);
        second.join().unwrap().unwrap();
    });
}

pub fn readers_do_not_wait_for_a_writer(make: Make) {
    let held = Held::with(make, news());
    let before = held.open();
    let mut writer = held.writer();
    writer
        .put(article("a", "New", "A new text."), false)
        .unwrap();
    for snapshot in [before, held.open()] {
        assert!(snapshot.is_current());
        assert_eq!(snapshot.count().unwrap().articles, news().len() as u64);
    }
    writer.commit().unwrap();
}

/// The text of an article that `article` made.
fn text(snapshot: &dyn Snapshot, key: &str) -> String {
    let stored = snapshot.article(article(key, "", "").id).unwrap();
    stored.unwrap().text
}

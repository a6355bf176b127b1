//! Cases with bytes changed, left out, doubled: whatever comes of them, reading ends and nothing panics.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use newshound::source;
use proptest::prelude::*;

use crate::rounds::rounds;

/// The bytes of the cases of formats that are read by own rules.
fn inputs() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles");
    let files = fs::read_dir(folder).expect("cases").flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.sort();
    let is_ours = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ["addresses_", "feed_", "mail_", "ris_", "wire_", "zotero_"]
            .iter()
            .any(|begin| name.starts_with(begin))
    };
    let ours = files.into_iter().filter(|path| is_ours(path));
    let inputs = ours.map(|path| fs::read_to_string(path).expect("a case"));
    inputs
        .map(|case| case.split("\n-----\n").next().unwrap_or_default().into())
        .collect()
}

const PIECES: &[&str] = &[
    "<",
    ">",
    "]]>",
    "<![CDATA[",
    "&",
    "\n\n",
    "--b",
    "\0",
    "=",
    "\r",
    "<item>",
    "\u{e9}",
];

/// A change: where, how many bytes, and what takes their place.
fn change() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    let piece = prop_oneof![
        prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..4),
    ];
    (any::<prop::sample::Index>(), 0usize..40, piece)
}

proptest! {
    #![proptest_config(rounds(3000))]

    #[test]
    fn whatever_is_changed_reading_ends(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..12),
    ) {
        let inputs = inputs();
        let mut bytes = which.get(&inputs).clone();
        for (at, length, piece) in changes {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, piece);
        }
        if let Ok(articles) = source::read(Box::new(Cursor::new(bytes)), "story") {
            prop_assert!(articles.take(10_000).count() < 10_000);
        }
    }
}

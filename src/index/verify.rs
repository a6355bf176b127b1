//! Health: how large the index is, and whether what it holds is whole.

use std::collections::HashSet;

use tantivy::{Index, Searcher};

use super::schema::{Fields, HEADER};
use super::{lookup, store};
use crate::article::{Article, Id};

/// Bytes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub live: u64,
    /// The share of removed documents.
    pub dead: u64,
}

pub fn size(searcher: &Searcher) -> tantivy::Result<Size> {
    let mut size = Size::default();
    for segment in searcher.segment_readers() {
        let bytes = segment.space_usage()?.total().get_bytes();
        let dead = u64::from(segment.num_deleted_docs());
        let dead = bytes * dead / u64::from(segment.max_doc().max(1));
        size.live += bytes - dead;
        size.dead += dead;
    }
    Ok(size)
}

/// What is wrong, as full sentences.
pub fn verify(index: &Index, searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<String>> {
    let damaged = index.validate_checksum()?;
    let mut wrong: Vec<String> = damaged
        .iter()
        .map(|file| format!("`{}` is not what was written.", file.display()))
        .collect();
    wrong.sort_unstable();
    if wrong.is_empty() {
        blocks(searcher, fields, &mut wrong)?;
    }
    Ok(wrong)
}

/// Every block is whole, in order, and gives back the article that was put in.
fn blocks(searcher: &Searcher, fields: &Fields, wrong: &mut Vec<String>) -> tantivy::Result<()> {
    let mut seen = HashSet::new();
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let columns = segment.fast_fields();
        let (ids, hashes) = (columns.u64("id_number")?, columns.u64("hash")?);
        let position = columns.column_first_or_default::<u64>("number")?;
        let of = columns.column_first_or_default::<u64>("of")?;
        for header in lookup::alive(segment, fields.kind, HEADER)? {
            let id = Id(ids.first(header).unwrap_or_default());
            if !seen.insert(id) {
                wrong.push(format!("Article {id} stands in the index twice."));
            }
            let end = header + of.get_val(header) as u32;
            let in_order = end < segment.max_doc()
                && (header..=end).all(|doc| position.get_val(doc) == u64::from(doc - header));
            if !in_order {
                wrong.push(format!("The passages of article {id} are not whole."));
                continue;
            }
            let about = store::about(searcher, fields, number, header)?;
            let text = store::text(searcher, fields, number, header)?;
            let article = Article { about, text };
            if article.about.id() != id || Some(article.content_hash()) != hashes.first(header) {
                wrong.push(format!("Article {id} is not the one that was put in."));
            }
        }
    }
    Ok(())
}

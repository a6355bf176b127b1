//! JSON, schema 1: for scripts. `docs/json.md` describes it; the modules below have one struct for each
//! object, its fields in the order written. The two change together, and fields are only ever added.
//!
//! An absent value is `null`, never left out. Control characters and characters that show nothing are
//! written as `\u` escapes: the value is the same, and printing it does no harm. Every document ends
//! in one line feed.
//!
//! The structs describe themselves as well: `schema` is the JSON Schema of every document, which lies in
//! `docs/schema-1.json`.

mod answer;
mod beats;
mod counts;
mod failed;
mod house;
mod many;
mod schema;
mod state;
mod stored;

pub use schema::schema;

use std::borrow::Borrow;
use std::cell::RefCell;
use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::doctor::Diagnosis;
use super::records::{Column, Picked, Record, pick};
use super::safe;
use super::settings::{File, Setting};
use crate::counts::{Facets, KeyTerms, Timeline};
use crate::error::{Error, Result};
use crate::record::Receipt;
use crate::results::receipt::{Change, SearchReceipt};
use crate::results::{Hit, ListedArticle, Listing, News, Results, Status, StoredArticle, Unasked};

/// The version of the documents. Fields are only ever added to it.
pub const SCHEMA: u32 = 1;

/// The answer to one query as one object. Each hit is written as it comes, whole or what is picked of it.
pub fn results<H: Borrow<Hit>>(
    results: &Results,
    hits: impl Iterator<Item = Result<H>>,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let hits = Sequence::new(hits, picked);
    let written = document(&answer::Answer::new(results, &hits), out);
    hits.ended(written)
}

/// A hit as a record, complete in itself. Totals, notes and the reasons for an empty answer are in `results` only.
pub fn hit<'a>(results: &'a Results, hit: &'a Hit) -> impl Serialize + use<'a> {
    answer::HitLine::new(results, hit)
}

/// The records of a search.
#[rustfmt::skip]
pub const HIT: Record = Record {
    called: "a hit",
    columns: &[
        Column { name: "query",   path: "query" },
        Column { name: "rank",    path: "rank" },
        Column { name: "score",   path: "score" },
        Column { name: "address", path: "passage.address" },
        Column { name: "title",   path: "article.title" },
        Column { name: "outlet",  path: "article.outlet" },
        Column { name: "authors", path: "article.authors" },
        Column { name: "date",    path: "article.date" },
        Column { name: "url",     path: "article.url" },
        Column { name: "lang",    path: "article.lang" },
        Column { name: "tags",    path: "article.tags" },
        Column { name: "file",    path: "article.file" },
        Column { name: "key",     path: "article.key" },
        Column { name: "passage", path: "passage.text" },
        Column { name: "id",      path: "article.id" },
    ],
    schema: || schemars::schema_for!(answer::HitLine),
};

/// The records of a search for many questions.
pub const LABELLED_HIT: Record = Record {
    schema: || schemars::schema_for!(many::LabelledHit),
    ..HIT
};

/// A hit of one question of many as a record.
pub fn labelled_hit<'a>(
    label: &'a str,
    results: &'a Results,
    hit: &'a Hit,
) -> impl Serialize + use<'a> {
    many::LabelledHit::new(label, results, hit)
}

/// A question of many that was refused, in the place of its hits.
pub fn refused<'a>(label: &'a str, query: &'a str, error: &'a Error) -> impl Serialize + use<'a> {
    many::Refused::new(label, query, error)
}

/// Begins the object of the answers to many questions. They follow by `answer_of_many` and `refused`, with commas between
/// them.
pub fn begin_many(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\"schema\":{SCHEMA},\"answers\":[")
}

/// Ends it.
pub fn end_many(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\n]}\n")
}

/// The answer to one question of many, on one line.
pub fn answer_of_many<H: Borrow<Hit>>(
    label: &str,
    results: &Results,
    hits: impl Iterator<Item = Result<H>>,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let hits = Sequence::new(hits, picked);
    let written = line(&many::LabelledAnswer::new(label, results, &hits), out);
    hits.ended(written)
}

/// One whole article: its metadata, its text, and the ranges of its passages.
pub fn article(stored: &StoredArticle, out: &mut dyn Write) -> io::Result<()> {
    document(&stored::Whole::new(stored), out)
}

/// One passage of an article, counted from 1, and up to `around` of those before and after it.
pub fn passage(
    stored: &StoredArticle,
    number: usize,
    around: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let excerpts = |from: usize, to: usize| stored.excerpts(from..=to).collect::<Vec<_>>();
    let before = excerpts(
        number.saturating_sub(around).max(1),
        number.saturating_sub(1),
    );
    let after = excerpts(number.saturating_add(1), number.saturating_add(around));
    let Some(meant) = stored.excerpts(number..=number).next() else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let neighbours = (before.as_slice(), after.as_slice());
    document(&answer::OnePassage::new(stored, &meant, neighbours), out)
}

/// Articles that match, each written as it comes, whole or what is picked of it.
pub fn listing<A: Borrow<ListedArticle>>(
    listing: &Listing,
    articles: impl Iterator<Item = Result<A>>,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let articles = Sequence::new(articles, picked);
    let written = document(&stored::List::new(listing, &articles), out);
    articles.ended(written)
}

/// An article of a list as a record, complete in itself.
pub fn listed<'a>(listing: &'a Listing, article: &'a ListedArticle) -> impl Serialize + use<'a> {
    stored::ListLine::new(listing, article)
}

/// The columns of an article of a list, after others.
#[rustfmt::skip]
macro_rules! columns_of_an_article {
    ($($before:expr)?) => {
        &[
            $($before,)?
            Column { name: "id",       path: "article.id" },
            Column { name: "date",     path: "article.date" },
            Column { name: "outlet",   path: "article.outlet" },
            Column { name: "title",    path: "article.title" },
            Column { name: "authors",  path: "article.authors" },
            Column { name: "url",      path: "article.url" },
            Column { name: "lang",     path: "article.lang" },
            Column { name: "tags",     path: "article.tags" },
            Column { name: "file",     path: "article.file" },
            Column { name: "key",      path: "article.key" },
            Column { name: "passages", path: "article.passages" },
            Column { name: "words",    path: "article.words" },
            Column { name: "added",    path: "article.added" },
        ]
    };
}

/// The records of a list.
pub const LISTED: Record = Record {
    called: "an article of a list",
    columns: columns_of_an_article!(),
    schema: || schemars::schema_for!(stored::ListLine),
};

/// Beats, without the articles that are new for them.
pub fn beats(beats: &[std::result::Result<News, Unasked>], out: &mut dyn Write) -> io::Result<()> {
    let beats = beats.iter().map(beats::BeatOrError::new);
    document(&beats::Beats::new(beats.collect()), out)
}

/// What is new for beats, each article written as it comes, whole or what is picked of it.
pub fn news<A: Borrow<ListedArticle>, I: Iterator<Item = Result<A>>>(
    beats: Vec<(&News, I)>,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let beats = beats.into_iter();
    let beats: Vec<_> = beats
        .map(|(news, articles)| (news, Sequence::new(articles, picked)))
        .collect();
    let views = beats
        .iter()
        .map(|(news, articles)| beats::BeatView::with(news, articles));
    let mut written = document(&beats::Beats::new(views.collect()), out);
    for (_, articles) in beats {
        written = articles.ended(written);
    }
    written
}

/// A new article as a record, complete in itself.
pub fn new_article<'a>(news: &'a News, article: &'a ListedArticle) -> impl Serialize + use<'a> {
    beats::NewsLine::new(news, article)
}

/// The records of what is new.
pub const NEWS: Record = Record {
    called: "an article of a beat",
    columns: columns_of_an_article!(Column {
        name: "beat",
        path: "beat"
    }),
    schema: || schemars::schema_for!(beats::NewsLine),
};

/// Articles over time as one object; of the buckets all or what is picked of them.
pub fn timeline(
    timeline: &Timeline,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(first) = timeline.lines.first() else {
        return Ok(());
    };
    match picked {
        None => {
            let whole = |line| Ok::<_, io::Error>(counts::buckets(line));
            document(&counts::Over::new(timeline, first, whole)?, out)
        }
        Some(picked) => {
            let some = |line| {
                let records = counts::bucket_lines(timeline, line);
                records.map(|record| pick(&record, picked)).collect()
            };
            document(&counts::Over::new(timeline, first, some)?, out)
        }
    }
}

/// The buckets of a timeline as records, one question after the other, each with its undated articles last.
pub fn buckets(timeline: &Timeline) -> impl Iterator<Item = Result<impl Serialize>> {
    timeline.lines.iter().flat_map(|line| {
        let undated = counts::undated_line(timeline, line);
        let buckets = counts::bucket_lines(timeline, line);
        buckets.chain([undated]).map(Ok)
    })
}

/// The records of a timeline.
#[rustfmt::skip]
pub const BUCKET: Record = Record {
    called: "a line of a timeline",
    columns: &[
        Column { name: "query",    path: "query" },
        Column { name: "from",     path: "from" },
        Column { name: "to",       path: "to" },
        Column { name: "count",    path: "count" },
        Column { name: "of",       path: "of" },
        Column { name: "share",    path: "share" },
        Column { name: "question", path: "question" },
    ],
    schema: || schemars::schema_for!(counts::BucketLine),
};

/// Articles by what is said of them as one object; of the values all or what is picked of them.
pub fn facets(facets: &Facets, picked: Option<&[Picked]>, out: &mut dyn Write) -> io::Result<()> {
    match picked {
        None => {
            let whole = |facet| Ok::<_, io::Error>(counts::values(facet));
            document(&counts::ByFacet::new(facets, whole)?, out)
        }
        Some(picked) => {
            let some = |facet| {
                let records = counts::value_lines(facets, facet);
                records.map(|record| pick(&record, picked)).collect()
            };
            document(&counts::ByFacet::new(facets, some)?, out)
        }
    }
}

/// The values of facets as records, each facet with the articles without a value last.
pub fn values(facets: &Facets) -> impl Iterator<Item = Result<impl Serialize>> {
    facets.facets.iter().flat_map(|facet| {
        let unknown = counts::unknown_line(facets, facet);
        let values = counts::value_lines(facets, facet);
        values.chain([unknown]).map(Ok)
    })
}

/// The records of facets.
#[rustfmt::skip]
pub const VALUE: Record = Record {
    called: "a value of a facet",
    columns: &[
        Column { name: "query",    path: "query" },
        Column { name: "by",       path: "by" },
        Column { name: "value",    path: "value" },
        Column { name: "count",    path: "count" },
        Column { name: "of",       path: "of" },
        Column { name: "share",    path: "share" },
        Column { name: "question", path: "question" },
    ],
    schema: || schemars::schema_for!(counts::ValueLine),
};

/// The terms that set articles apart as one object; of each all or what is picked of it.
pub fn key_terms(
    terms: &KeyTerms,
    picked: Option<&[Picked]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match picked {
        None => document(
            &counts::Apart::new(terms, counts::terms(terms).collect()),
            out,
        ),
        Some(picked) => {
            let records = counts::term_lines(terms).map(|record| pick(&record, picked));
            let some = records.collect::<io::Result<Vec<Object>>>()?;
            document(&counts::Apart::new(terms, some), out)
        }
    }
}

/// The terms as records.
pub fn terms(terms: &KeyTerms) -> impl Iterator<Item = Result<impl Serialize>> {
    counts::term_lines(terms).map(Ok)
}

/// The records of terms.
#[rustfmt::skip]
pub const TERM: Record = Record {
    called: "a term",
    columns: &[
        Column { name: "query",       path: "query" },
        Column { name: "term",        path: "term" },
        Column { name: "articles",    path: "articles" },
        Column { name: "of",          path: "of" },
        Column { name: "log_ratio",   path: "log_ratio" },
        Column { name: "g2",          path: "g2" },
        Column { name: "question",    path: "question" },
        Column { name: "of_question", path: "of_question" },
    ],
    schema: || schemars::schema_for!(counts::TermLine),
};

pub fn status(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    document(&state::State::new(status), out)
}

/// An error as an object on one line: its kind, its message, what would help, where in the question it is.
pub fn error(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    line(&failed::Failure::new(error), out)?;
    writeln!(out)
}

/// An error as an object of RFC 9457: `code` in place of the name of its kind, for a door has codes of its own.
pub fn problem(error: &Error, code: &str, status: u16, out: &mut dyn Write) -> io::Result<()> {
    line(&failed::Problem::new(error, code, status), out)?;
    writeln!(out)
}

/// Whether the answer of a receipt is the same, and what is not.
pub fn verified(is_same: bool, changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    document(&state::Verified::new(is_same, changes), out)
}

/// The receipt of an answer.
pub fn search_receipt(receipt: &SearchReceipt, out: &mut dyn Write) -> io::Result<()> {
    document(receipt, out)
}

pub fn receipt(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    document(&state::Done::new(receipt), out)
}

/// The same on one line.
pub fn receipt_line(receipt: &Receipt, out: &mut dyn Write) -> io::Result<()> {
    line(&state::Done::new(receipt), out)?;
    writeln!(out)
}

/// The settings as they hold, and the files that were looked for.
pub fn settings(settings: &[Setting], files: &[File], out: &mut dyn Write) -> io::Result<()> {
    document(&house::Configured::new(settings, files), out)
}

/// What a report of a fault needs.
pub fn diagnosis(diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    document(&house::Diagnosed::new(diagnosis), out)
}

/// Writes a value on one line, without its end.
pub fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut Harmless(out), value)?;
    Ok(())
}

/// An object whose fields are in the order given.
pub struct Object(pub Vec<(String, Value)>);

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, out: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Writes a value over several lines, with its end.
pub fn document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = Harmless(out);
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

/// JSON text with its hidden characters escaped. Except for line feeds between values, they occur only
/// within strings, where an escape means the same. It is given whole characters.
struct Harmless<'a>(&'a mut dyn Write);

impl Write for Harmless<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly all of it is ASCII without anything hidden.
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
        if bytes.iter().all(is_plain) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut from = 0;
        for (at, letter) in text.char_indices() {
            if letter == '\n' || !safe::is_hidden(letter) {
                continue;
            }
            self.0.write_all(&bytes[from..at])?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            from = at + letter.len_utf8();
        }
        self.0.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Records that are written as they come; the first failure ends them.
struct Sequence<'a, I> {
    values: RefCell<I>,
    picked: Option<&'a [Picked]>,
    failed: RefCell<Option<Error>>,
}

impl<'a, T, I: Iterator<Item = Result<T>>> Sequence<'a, I> {
    fn new(values: I, picked: Option<&'a [Picked]>) -> Self {
        Sequence {
            values: RefCell::new(values),
            picked,
            failed: RefCell::new(None),
        }
    }

    /// Writes the values; `write` says how each of them looks.
    fn write<S: Serializer>(
        &self,
        out: S,
        write: impl Fn(&mut Elements<'_, S::SerializeSeq>, &T) -> std::result::Result<(), S::Error>,
    ) -> std::result::Result<S::Ok, S::Error> {
        let mut sequence = out.serialize_seq(None)?;
        for value in self.values.borrow_mut().by_ref() {
            let mut elements = Elements {
                sequence: &mut sequence,
                picked: self.picked,
            };
            match value {
                Ok(value) => write(&mut elements, &value)?,
                Err(error) => {
                    let message = error.message.clone();
                    *self.failed.borrow_mut() = Some(error);
                    return Err(serde::ser::Error::custom(message));
                }
            }
        }
        sequence.end()
    }

    /// How the writing ended: a value that failed is why.
    fn ended(self, written: io::Result<()>) -> io::Result<()> {
        match self.failed.into_inner() {
            Some(error) => Err(io::Error::other(error)),
            None => written,
        }
    }
}

/// Where the elements of a sequence are written to.
struct Elements<'a, S> {
    sequence: &'a mut S,
    picked: Option<&'a [Picked]>,
}

impl<S: SerializeSeq> Elements<'_, S> {
    /// Writes an element, or what is picked of it as a record.
    fn write(
        &mut self,
        whole: &impl Serialize,
        record: &impl Serialize,
    ) -> std::result::Result<(), S::Error> {
        match self.picked {
            None => self.sequence.serialize_element(whole),
            Some(picked) => {
                let object = pick(record, picked).map_err(serde::ser::Error::custom)?;
                self.sequence.serialize_element(&object)
            }
        }
    }
}

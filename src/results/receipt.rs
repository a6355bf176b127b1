//! The receipt of an answer: what was asked, of which corpus, and what was found, so that somebody else can ask again and
//! see whether it is still so.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Total;
use crate::error::{Error, Kind, Result};
use crate::question::Question;
use crate::request::{Request, Sort};

/// What was asked and found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchReceipt {
    /// The version of this form.
    pub schema: u32,
    /// Which answer it is of.
    pub of: Asked,
    /// When it was asked.
    pub made: Timestamp,
    /// The version of the program.
    pub version: String,
    /// The text of the question.
    pub query: String,
    /// How it was read, in the query language.
    pub read_as: String,
    /// Everything else that the answer depends on.
    pub options: Options,
    /// The corpus that answered.
    pub corpus: Fingerprint,
    /// Exact counts of all matches.
    pub total: Counts,
    /// The results that were given.
    pub results: Given,
}

/// Which answer a receipt is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Asked {
    /// Passages.
    Search,
    /// Articles.
    List,
}

/// Everything but the text of a question that its answer depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Options {
    any: bool,
    all: bool,
    relatives: bool,
    everything: bool,
    after: Option<String>,
    before: Option<String>,
    outlet: Option<String>,
    zone: Option<String>,
    now: Timestamp,
    /// A number for the aliases, or nothing where they were left out.
    aliases: Option<String>,
    strict: bool,
    limit: usize,
    offset: usize,
    per_article: Option<usize>,
    sort: String,
    fresh_half_life: Option<f64>,
}

/// A corpus as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fingerprint {
    /// How many articles it had.
    pub articles: u64,
    /// Of all of them with their ids, whatever the order in which they came, in hexadecimal digits.
    pub fingerprint: String,
}

/// Exact counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Matching articles.
    pub articles: u64,
    /// Matching passages; nothing of a list.
    pub passages: Option<u64>,
}

/// The results that were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// How many.
    pub count: u64,
    /// Of their addresses or ids in their order, a line each, as `--ids` prints them.
    pub sha256: String,
}

/// Something that is not as a receipt has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What it is of.
    pub what: &'static str,
    /// As the receipt has it.
    pub then: String,
    /// As it is.
    pub now: String,
    /// Whether the answer is another one by it.
    pub is_of_the_answer: bool,
}

const FORM: u32 = 1;

impl SearchReceipt {
    /// Reads what was written.
    ///
    /// Fails with `Kind::Usage` if it is no receipt, or one of a later form.
    pub fn read(text: &str) -> Result<SearchReceipt> {
        let wrong = |message: &str| {
            Error::new(Kind::Usage, message)
                .hint("give a file that `search --receipt FILE` has written")
        };
        let read: SearchReceipt =
            serde_json::from_str(text).map_err(|_| wrong("it is no receipt"))?;
        match read.schema {
            FORM => Ok(read),
            _ => Err(wrong("it is the receipt of a later version")),
        }
    }

    /// The request that it is of.
    pub fn request(&self) -> Result<Request> {
        let options = &self.options;
        let zone = options.zone.as_deref().unwrap_or("UTC");
        let no_receipt = |name: &str, value: &str| {
            Error::new(
                Kind::Usage,
                format!("the receipt has `{value}` as its `{name}`"),
            )
        };
        Ok(Request {
            text: self.query.clone(),
            any: options.any,
            all: options.all,
            relatives: options.relatives,
            everything: options.everything,
            after: options.after.clone(),
            before: options.before.clone(),
            outlet: options.outlet.clone(),
            zone: TimeZone::get(zone).map_err(|_| no_receipt("zone", zone))?,
            now: Some(options.now),
            aliases: options.aliases.is_some(),
            strict: options.strict,
            limit: options.limit,
            offset: options.offset,
            per_article: options.per_article,
            sort: Sort::named(&options.sort).ok_or_else(|| no_receipt("sort", &options.sort))?,
            half_life: options.fresh_half_life,
            ..Request::default()
        })
    }

    /// What is not the same in two receipts.
    pub fn changes(&self, now: &SearchReceipt) -> Vec<Change> {
        let corpus = |one: &SearchReceipt| {
            let Fingerprint {
                articles,
                fingerprint,
            } = &one.corpus;
            format!("{}, fingerprint {fingerprint}", some(*articles, "article"))
        };
        let total = |one: &SearchReceipt| match one.total.passages {
            Some(passages) => format!(
                "{} in {}",
                some(passages, "passage"),
                some(one.total.articles, "article")
            ),
            None => some(one.total.articles, "article"),
        };
        let results = |one: &SearchReceipt| {
            let Given { count, sha256 } = &one.results;
            format!("{count} in this order: sha256 {sha256}")
        };
        let aliases = |one: &SearchReceipt| match &one.options.aliases {
            Some(aliases) => aliases.clone(),
            None => "none".to_owned(),
        };
        let compared = |what, of: &dyn Fn(&SearchReceipt) -> String, is_of_the_answer| Change {
            what,
            then: of(self),
            now: of(now),
            is_of_the_answer,
        };
        let changes = [
            compared("version", &|one| one.version.clone(), false),
            compared("corpus", &corpus, false),
            compared("aliases", &aliases, false),
            compared("question", &|one| one.read_as.clone(), true),
            compared("counts", &total, true),
            compared("results", &results, true),
        ];
        let changes = changes.into_iter();
        changes.filter(|change| change.then != change.now).collect()
    }

    /// The receipt of a request that found `total` and gave the results with these addresses or ids.
    pub fn new(
        of: Asked,
        (request, question): (&Request, &Question),
        corpus: Fingerprint,
        total: Total,
        results: &[String],
        made: Timestamp,
    ) -> SearchReceipt {
        let mut hash = Sha256::new();
        for result in results {
            hash.update(result.as_bytes());
            hash.update(b"\n");
        }
        let digits = hash.finalize();
        SearchReceipt {
            schema: FORM,
            of,
            made,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            query: request.text.clone(),
            read_as: question.query.to_string(),
            options: Options {
                any: request.any,
                all: request.all,
                relatives: request.relatives,
                everything: request.everything,
                after: request.after.clone(),
                before: request.before.clone(),
                outlet: request.outlet.clone(),
                zone: request.zone.iana_name().map(str::to_owned),
                now: match question.begins.now {
                    0 => made,
                    now => Timestamp::from_second(now).unwrap_or(made),
                },
                aliases: request
                    .aliases
                    .then(|| format!("{:016x}", question.aliases.identity())),
                strict: request.strict,
                limit: request.limit,
                offset: question.offset,
                per_article: request.per_article,
                sort: request.sort.to_string(),
                fresh_half_life: request.half_life,
            },
            corpus,
            total: Counts {
                articles: total.articles,
                passages: (of == Asked::Search).then_some(total.passages),
            },
            results: Given {
                count: results.len() as u64,
                sha256: digits.iter().map(|byte| format!("{byte:02x}")).collect(),
            },
        }
    }
}

/// `1 article`, `2 articles`
fn some(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

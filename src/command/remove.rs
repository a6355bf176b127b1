//! `newshound remove`: takes an article out of the corpus and the index.

use super::exits;
use super::{Context, Ended, Outcome, examples};
use crate::error::Result;
use crate::ingest::Removal;
use crate::render::{count, safe};

const EXAMPLES: &[&str] = &["newshound remove stargate.txt --yes"];

/// Take articles out of the corpus, to `.newshound/removed` within it, and out of the index
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(exits::OF_A_CHANGE))]
pub struct Args {
    /// Ids or their beginnings, keys, files of the corpus or URLs
    #[arg(value_name = "ID", required = true)]
    articles: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let ids = self.articles.iter();
        let ids = ids.map(|name| context.named(name));
        let ids = ids.collect::<Result<Vec<_>>>()?;
        let question = format!("Remove {}?", count::of(ids.len() as u64, "article"));
        if !self.yes && !context.asks(&question)? {
            context.say("Nothing was removed.");
            return Ok(Ended::Done);
        }
        for Removal { file, went } in context.library.remove(&ids)? {
            let shown = |name: &str| context.library.corpus().join(name).display().to_string();
            context.say(&match went {
                Some(name) => format!("Moved to `{}`.", safe::line(&shown(&name))),
                None => format!("`{}` had gone already.", safe::line(&shown(&file))),
            });
        }
        Ok(Ended::Done)
    }
}

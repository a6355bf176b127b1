//! `newshound remove`: takes an article out of the corpus and the index.

use std::io::{BufRead, IsTerminal, Write};

use super::exits::{self, Exit};
use super::{Context, Ended, Outcome};
use crate::error::{Error, Kind, Result};
use crate::ingest::Removal;
use crate::render::{count, safe};

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::NO_ARTICLE,
    Exit::AMBIGUOUS,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY,
];

/// Take articles out of the corpus, to `.removed` within it, and out of the index
#[derive(Debug, clap::Args)]
#[command(after_help = exits::help(EXITS))]
pub struct Args {
    /// Ids or their beginnings, files of the corpus or URLs
    #[arg(value_name = "ID", required = true)]
    articles: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Fewer digits of an id are sooner a slip of the hand.
const LEAST_DIGITS: usize = 4;

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let ids = self.articles.iter();
        let ids = ids.map(|name| context.library.find(name, LEAST_DIGITS));
        let ids = ids.collect::<Result<Vec<_>>>()?;
        if !self.yes && !agreed(ids.len() as u64)? {
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

/// Asks on a terminal; elsewhere there is no one to answer.
fn agreed(articles: u64) -> Result<bool> {
    let nobody = || {
        Error::new(
            Kind::Usage,
            "nobody can be asked whether to remove this".to_owned(),
        )
        .hint("add `--yes`")
    };
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(nobody());
    }
    let mut answer = String::new();
    let asked = write!(
        std::io::stderr(),
        "Remove {}? [y/N] ",
        count::of(articles, "article")
    );
    asked
        .and_then(|()| input.lock().read_line(&mut answer))
        .map_err(|_| nobody())?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

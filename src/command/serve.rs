//! `newshound serve`: the API, the page and the assistant's door, in one process.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::exits::{self, Exit};
use super::question::{Patience, seconds};
use super::search::prepare;
use super::{Context, Ended, Outcome, examples, watching};
use crate::corpus;
use crate::error::{Error, Result};
use crate::serve::{self, Address, Bounds, Settings, Token};

const EXITS: &[Exit] = &[
    Exit::DONE,
    Exit::IMPOSSIBLE,
    Exit::NO_INDEX,
    Exit::IO,
    Exit::BUSY_BUILDING,
];

const EXAMPLES: &[&str] = &["newshound serve --listen 127.0.0.1:0"];

/// Serve the API, the page and the assistant's door until it is stopped
///
/// Only this machine is listened to, and no other site is answered, unless an address is named; then everyone who asks
/// has to have the token. It reads: `add` and `index` write beside it, and what they commit is seen within a second.
/// SIGTERM and Ctrl-C end it when what it has begun to answer is answered.
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = serve::LISTEN, value_parser = address)]
    listen: Address,
    /// A file whose text has to be sent with every request; needed where other machines can ask
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Another name that this machine is called by; may be given several times
    #[arg(long = "host", value_name = "NAME", value_parser = serve::host)]
    hosts: Vec<String>,
    /// Keep the index in step with the corpus too: after each change
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    question: Patience,
    /// How many questions are answered at once [default: 4 for each processor]; 64 wait, others are refused
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    at_once: Option<u16>,
    /// How long a client may take to say what it asks, and to take what it is answered
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = seconds)]
    patience: Duration,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let bounds = Bounds::default();
        let settings = Settings {
            listen: self.listen,
            token: self.token_file.as_deref().map(token).transpose()?,
            hosts: self.hosts.clone(),
            bounds: Bounds {
                timeout: self.question.timeout().unwrap_or(bounds.timeout),
                at_once: self.at_once.map_or(bounds.at_once, usize::from),
                patience: self.patience,
                ..bounds
            },
        };
        if let Some(file) = self
            .token_file
            .as_deref()
            .filter(|file| corpus::others_can_read(file))
        {
            let name = file.display();
            context.say(&format!(
                "Others on this machine can read `{name}`: `chmod 600 {name}`."
            ));
        }
        prepare(context)?;
        let listening = |address| {
            context.say(&format!("Serving http://{address}/ until it is stopped."));
            if self.watch {
                watching::beside(context.clone());
            }
        };
        serve::run(context.library.clone(), settings, listening)?;
        Ok(Ended::Done)
    }
}

/// An address to listen at.
fn address(text: &str) -> std::result::Result<Address, String> {
    let wrong = |_| "write `127.0.0.1:7411` or `[::1]:7411`: an address and a port".to_owned();
    text.parse().map_err(wrong)
}

/// The longest file of a token that is read, in bytes.
const LONGEST: u64 = 4 << 10;

/// Reads a token.
fn token(file: &Path) -> Result<Token> {
    let name = file.display();
    let bytes = corpus::bytes(file).map_err(|error| Error::io(&name, &error))?;
    let text = io::read_to_string(bytes.take(LONGEST)).map_err(|error| Error::io(&name, &error))?;
    let token = Token::new(&text);
    token.map_err(|error| Error {
        message: format!("`{name}`: {}", error.message),
        ..error
    })
}

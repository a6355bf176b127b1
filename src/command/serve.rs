//! `newshound serve`: the API, the page and the assistant's door, in one process.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::exits::{self, Exit};
use super::search::prepare;
use super::{Context, Ended, Outcome, examples};
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
#[derive(Debug, clap::Args)]
#[command(before_help = examples::help(EXAMPLES), after_help = exits::help(EXITS))]
pub struct Args {
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = serve::LISTEN)]
    listen: Address,
    /// A file whose text has to be sent with every request; needed where other machines can ask
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Another name that this machine is called by; may be given several times
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
}

impl Args {
    pub fn run(&self, context: &Context) -> Outcome {
        let settings = Settings {
            listen: self.listen,
            token: self.token_file.as_deref().map(token).transpose()?,
            hosts: self.hosts.clone(),
            bounds: Bounds::default(),
        };
        prepare(context)?;
        let listening =
            |address| context.say(&format!("Serving http://{address}/ until it is stopped."));
        serve::run(context.library.clone(), settings, listening)?;
        Ok(Ended::Done)
    }
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

//! How servers are asked: the flags that `add` and `pull` share, and how a failure is said.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use super::Context;
use crate::collect::Asking;
use crate::corpus;
use crate::error::{Error, Result};
use crate::render::safe;
use crate::web::{Failure, Manner};

/// Flags of the verbs that ask servers.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "From the web")]
pub struct WebArgs {
    /// Ask addresses of this machine and of private networks too
    #[arg(long)]
    allow_local: bool,
    /// The least pause between two requests to one host, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 1,
        value_parser = clap::value_parser!(u64).range(..=3600),
        env = "NEWSHOUND_PAUSE",
        hide_env_values = true
    )]
    pause: u64,
}

/// Certificates that are trusted besides the usual ones, as other programs take them.
const CERTIFICATES: &str = "SSL_CERT_FILE";

/// All that there are take less.
const MOST_BYTES: u64 = 10 << 20;

impl WebArgs {
    pub fn asking(&self, context: &Context) -> Result<Asking> {
        let certificates = match std::env::var_os(CERTIFICATES).filter(|name| !name.is_empty()) {
            Some(file) => {
                let shown = file.to_string_lossy().into_owned();
                let mut bytes = Vec::new();
                let read = corpus::bytes(Path::new(&file));
                let read = read.and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
                read.map_err(|error| Error::io(&shown, &error))?;
                Some(bytes)
            }
            None => None,
        };
        Ok(Asking {
            manner: Manner {
                allow_local: self.allow_local,
                bytes: context.limits.page,
                certificates,
                proxy: true,
                ..Manner::default()
            },
            pause: Duration::from_secs(self.pause),
        })
    }
}

/// The failure in one sentence, with its hint.
pub fn sentence(failure: &Failure) -> String {
    let hint = failure.hint.as_deref();
    let hint = hint.map_or_else(String::new, |hint| format!("; {}", safe::line(hint)));
    format!("{}{hint}", safe::line(&failure.reason))
}

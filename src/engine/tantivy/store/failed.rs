//! Why an evaluation failed: the engine could not read, or it was stopped.

use std::io;

use tantivy::TantivyError;

use crate::request::interrupt::Stopped;

pub type Result<T, E = Failed> = std::result::Result<T, E>;

#[derive(Debug)]
pub enum Failed {
    Engine(TantivyError),
    Stopped(Stopped),
}

impl From<TantivyError> for Failed {
    fn from(error: TantivyError) -> Failed {
        Failed::Engine(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Failed {
        Failed::Engine(error.into())
    }
}

impl From<Stopped> for Failed {
    fn from(stopped: Stopped) -> Failed {
        Failed::Stopped(stopped)
    }
}

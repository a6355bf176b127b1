//! A connection as the HTTP client wants it, which records every byte.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers};
use ureq::unversioned::transport::{NextTimeout, Transport};

use super::record::{Fault, Shared};
use super::stream::Stream;

/// So many bytes are read at once. More than a header may have, so that its size is checked.
const BUFFER: usize = 128 << 10;

/// The connection of one exchange; its time is bounded by itself.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    buffers: Counted,
    record: Shared,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>, record: Shared) -> Wire {
        let buffers = Counted {
            inner: LazyBuffers::new(BUFFER, BUFFER),
            record: record.clone(),
        };
        Wire {
            stream,
            buffers,
            record,
        }
    }

    fn fail(&self, error: &io::Error) -> Error {
        let fault = match error.kind() {
            ErrorKind::TimedOut => Fault::TooSlow,
            _ => Fault::Broken,
        };
        Error::Io(self.record.open().fail(fault))
    }
}

impl Transport for Wire {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let bytes = &self.buffers.inner.output()[..amount];
        self.record.open().request.extend_from_slice(bytes);
        let sent = self
            .stream
            .write_all(bytes)
            .and_then(|()| self.stream.flush());
        sent.map_err(|error| self.fail(&error))
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let buffer = self.buffers.inner.input_append_buf();
        let size = match self.stream.read(buffer) {
            Ok(size) => size,
            // Many servers end TLS without a word; a length that was stated is checked all the same.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => 0,
            Err(error) => return Err(self.fail(&error)),
        };
        self.record
            .open()
            .keep(&buffer[..size])
            .map_err(Error::Io)?;
        self.buffers.inner.input_appended(size);
        Ok(size > 0)
    }

    fn is_open(&mut self) -> bool {
        false
    }

    fn is_tls(&self) -> bool {
        // Who made the stream put it into TLS where the address says so.
        true
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}

/// Buffers that count what is taken from them: the answer, and nothing of what came after it.
struct Counted {
    inner: LazyBuffers,
    record: Shared,
}

impl Buffers for Counted {
    fn output(&mut self) -> &mut [u8] {
        self.inner.output()
    }

    fn input(&self) -> &[u8] {
        self.inner.input()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.inner.input_append_buf()
    }

    fn input_appended(&mut self, amount: usize) {
        self.inner.input_appended(amount);
    }

    fn input_consume(&mut self, amount: usize) {
        let mut record = self.record.open();
        record.consumed += amount as u64;
        record.taken = amount as u64;
        drop(record);
        self.inner.input_consume(amount);
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.inner.tmp_and_output()
    }

    fn can_use_input(&self) -> bool {
        self.inner.can_use_input()
    }
}

/// Gives the one connection that was made before.
#[derive(Debug)]
pub(super) struct Ready(Mutex<Option<Wire>>);

impl Ready {
    pub(super) fn new(wire: Wire) -> Ready {
        Ready(Mutex::new(Some(wire)))
    }
}

impl Connector<()> for Ready {
    type Out = Wire;

    fn connect(&self, _: &ConnectionDetails, _: Option<()>) -> Result<Option<Wire>, Error> {
        let mut ready = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ready.take().map(Some).ok_or(Error::ConnectionFailed)
    }
}

/// Resolves nothing: the connection is made already.
#[derive(Debug)]
pub(super) struct Resolved;

impl Resolver for Resolved {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
        Ok(addresses)
    }
}

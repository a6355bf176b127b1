//! One request and its answer.

use std::io::{self, Read};
use std::net::IpAddr;
use std::time::Instant;

use jiff::Timestamp;
use ureq::http::header::{self, HeaderMap, HeaderName};
use ureq::http::{Request, Response};
use ureq::{Agent, Body, Error};
use ureq_proto::Error as Wrong;
use url::Url;

use super::record::{Fault, Shared};
use super::stream::{Stream, Timed};
use super::wire::{Ready, Resolved, Wire};
use super::{Client, Exchange, Failure, Validators, failure, names, proxy, tls};

/// How one exchange is done.
pub(super) struct Ask<'a> {
    pub(super) client: &'a Client,
    pub(super) address: &'a Url,
    pub(super) validators: Option<&'a Validators>,
    /// The most bytes of the chain, and what is left of them for this answer.
    pub(super) most: u64,
    pub(super) limit: u64,
    /// So many bytes of the body are given back, and no more is read.
    pub(super) only: Option<usize>,
    pub(super) until: Instant,
    pub(super) at: Timestamp,
}

/// An exchange, where it sends to, and the begin of its body if it was wanted.
pub(super) struct Outcome {
    pub(super) exchange: Exchange,
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) received: u64,
}

/// The most bytes of a header.
const HEADER: usize = 64 << 10;

/// The most bytes of a value in a header that means something to us; of a longer one is known nothing.
const VALUE: usize = 8 << 10;

/// What is sent with every request: the name of the program and where to find out about it.
const AGENT: &str = if env!("CARGO_PKG_REPOSITORY").is_empty() {
    concat!("newshound/", env!("CARGO_PKG_VERSION"))
} else {
    concat!(
        "newshound/",
        env!("CARGO_PKG_VERSION"),
        " (+",
        env!("CARGO_PKG_REPOSITORY"),
        ")"
    )
};

/// Pages and feeds first; anything else too.
const ACCEPT: &str = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8";

impl Ask<'_> {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let (stream, ip) = self.connect()?;
        let record = Shared::new(self.limit);
        let wire = Wire::new(stream, record.clone());
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(HEADER)
            .build();
        let agent = Agent::with_parts(config, Ready::new(wire), Resolved);
        let failed = |error| self.failed(&error, &record);
        let mut response = agent.run(self.request()?).map_err(failed)?;
        // What was announced before the answer (1xx) is no part of it.
        let (header, announced) = {
            let record = record.open();
            (record.taken, record.consumed - record.taken)
        };
        let (length, body) = self.read(&mut response, &record)?;
        let headers = response.headers();
        let (request, kept) = record
            .take(announced)
            .map_err(|_| self.fault(Fault::NotKept))?;
        let exchange = Exchange {
            address: self.address.clone(),
            at: self.at,
            ip,
            request,
            response: kept,
            header,
            status: response.status().as_u16(),
            media: text(headers, header::CONTENT_TYPE).and_then(|media| media_type(&media)),
            validators: Validators {
                etag: text(headers, header::ETAG),
                modified: text(headers, header::LAST_MODIFIED),
            },
            length,
            later: text(headers, header::RETRY_AFTER),
        };
        Ok(Outcome {
            exchange,
            location: text(headers, header::LOCATION),
            body,
            received: record.open().received,
        })
    }

    fn host(&self) -> String {
        names::host(self.address)
    }

    /// A connection to the target, in TLS where the address says so.
    fn connect(&self) -> Result<(Box<dyn Stream>, Option<IpAddr>), Failure> {
        let Client { manner, proxy, tls } = self.client;
        let uri = self.address.as_str().parse();
        let proxy = proxy
            .as_ref()
            .filter(|proxy| !uri.is_ok_and(|uri| proxy.is_no_proxy(&uri)));
        let (stream, ip): (Box<dyn Stream>, _) = match proxy {
            Some(proxy) => (
                proxy::tunnel(self.client, proxy, self.address, self.until)?,
                None,
            ),
            None => {
                let addresses = names::targets(manner, self.address, self.until)?;
                let (stream, ip) = names::connect(manner, &self.host(), &addresses, self.until)?;
                (Box::new(Timed::new(stream, self.until)), Some(ip))
            }
        };
        if self.address.scheme() != "https" {
            return Ok((stream, ip));
        }
        Ok((tls::wrap(tls, stream, &self.host(), manner.time)?, ip))
    }

    fn request(&self) -> Result<Request<()>, Failure> {
        // What is packed is kept packed. A robots.txt is read at once.
        let encoding = if self.only.is_some() {
            "identity"
        } else {
            "gzip"
        };
        let mut request = Request::get(self.address.as_str())
            .header(header::USER_AGENT, AGENT)
            .header(header::ACCEPT, ACCEPT)
            .header(header::ACCEPT_ENCODING, encoding)
            .header(header::CONNECTION, "close");
        if let Some(validators) = self.validators {
            let conditions = [
                (header::IF_NONE_MATCH, &validators.etag),
                (header::IF_MODIFIED_SINCE, &validators.modified),
            ];
            for (name, value) in conditions {
                // What a server said once may not be fit to be sent back.
                let value = value
                    .as_deref()
                    .and_then(|value| header::HeaderValue::from_str(value).ok());
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let unfit = |_| Failure::refused(format!("`{}` cannot be asked for", self.address));
        request.body(()).map_err(unfit)
    }

    /// Reads the body to its end, or as much of it as is wanted: its length and its begin.
    fn read(
        &self,
        response: &mut Response<Body>,
        record: &Shared,
    ) -> Result<(u64, Vec<u8>), Failure> {
        let stated = text(response.headers(), header::CONTENT_LENGTH);
        let stated = stated.and_then(|length| length.parse::<u64>().ok());
        let is_whole = self.only.is_none() && response.status() != 304;
        if is_whole && stated.is_some_and(|length| length > self.limit) {
            return Err(self.fault(Fault::TooLarge));
        }
        let mut reader = response.body_mut().as_reader();
        let mut buffer = vec![0; 16 << 10];
        let (mut length, mut body) = (0, Vec::new());
        loop {
            let size = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(size) => size,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.cut_off(Error::from(error), record, length, stated)),
            };
            length += size as u64;
            if let Some(only) = self.only {
                body.extend_from_slice(&buffer[..size.min(only - body.len())]);
                if body.len() == only {
                    break;
                }
            }
        }
        Ok((length, body))
    }

    fn cut_off(&self, error: Error, record: &Shared, length: u64, stated: Option<u64>) -> Failure {
        let fault = record.open().fault;
        let is_end =
            matches!(&error, Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof);
        let host = self.host();
        match (fault, stated) {
            (None, Some(stated)) if is_end => Failure::failing(format!(
                "the answer of `{host}` was cut off after {length} of {stated} bytes"
            )),
            (None, None) if is_end => {
                Failure::failing(format!("the answer of `{host}` was cut off"))
            }
            _ => self.failed(&error, record),
        }
    }

    fn failed(&self, error: &Error, record: &Shared) -> Failure {
        let fault = record.open().fault;
        if let Some(fault) = fault {
            return self.fault(fault);
        }
        let host = self.host();
        Failure::failing(match error {
            Error::LargeResponseHeader(..) => {
                format!(
                    "the header of the answer of `{host}` is larger than {} kB",
                    HEADER >> 10
                )
            }
            Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                format!("`{host}` closed the connection before it answered")
            }
            Error::Protocol(Wrong::HttpParseTooManyHeaders) => {
                format!("the header of the answer of `{host}` has too many lines")
            }
            Error::Protocol(
                Wrong::TooManyContentLengthHeaders
                | Wrong::BadContentLengthHeader
                | Wrong::ConflictingBodyHeaders,
            ) => format!("`{host}` contradicts itself about the length of its answer"),
            Error::Protocol(
                Wrong::ChunkLenNotAscii | Wrong::ChunkLenNotANumber | Wrong::ChunkExpectedCrLf,
            )
            | Error::BodyStalled => format!("the answer of `{host}` is in chunks that are broken"),
            Error::Protocol(_) => format!("`{host}` did not answer in HTTP/1.1"),
            _ => format!("the request to `{host}` failed"),
        })
    }

    fn fault(&self, fault: Fault) -> Failure {
        let host = self.host();
        match fault {
            Fault::TooLarge => {
                let most = failure::size(self.most);
                Failure::refused(format!("the answer of `{host}` is larger than {most}"))
            }
            Fault::TooSlow => failure::too_slow(&host, self.client.manner.time),
            Fault::Broken => Failure::failing(format!("the connection to `{host}` broke")),
            Fault::NotKept => Failure::failing(format!(
                "the answer of `{host}` cannot be kept while it comes"
            )),
        }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name).filter(|value| value.len() <= VALUE)?;
    let value = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    (!value.is_empty()).then_some(value)
}

fn media_type(value: &str) -> Option<String> {
    let media = value.split(';').next()?.trim().to_ascii_lowercase();
    media.contains('/').then_some(media)
}

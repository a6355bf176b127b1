//! Connections: how many there are, how long each may take to say something or to hear it, and how they end.

use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, HttpBody};
use axum::extract::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep};
use tower::ServiceExt;

/// So many connections are held at once; others wait until one ends.
const CONNECTIONS: usize = 512;
/// The most that headers may have, in bytes.
const LONGEST_HEADERS: usize = 32 << 10;
/// Less than so many bytes a second, while an answer waits to be taken, are too few.
const LEAST_RATE: u64 = 16 << 10;
/// So much of an answer is held by the system for each connection. What a client takes is noticed in parts of this.
const HELD_BY_SYSTEM: u32 = 128 << 10;
/// So many connections wait to be taken.
const BACKLOG: u32 = 1024;
/// The pause after the system has refused a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// The address of this machine that a connection was made to.
#[derive(Debug, Clone, Copy)]
pub struct Reached(pub SocketAddr);

/// Is ready once a signal asks the process to end.
pub fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    })
}

/// Listens at an address. Its connections have no more in the system than `HELD_BY_SYSTEM`, so that it is noticed when a
/// client takes nothing.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(HELD_BY_SYSTEM)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves connections until `ending` is ready; then those that are at work have some time to finish. A client has
/// `patience` to say what it asks; what it is answered it has to take at a least rate, measured over that time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Duration,
    ending: impl Future<Output = ()>,
    draining: Duration,
) {
    let mut ending = std::pin::pin!(ending);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut ending => break,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let reached = stream.local_addr().ok().map(Reached);
        let service = router
            .clone()
            .map_request(move |request| arrived(request, reached, patience));
        let service = TowerToHyperService::new(service);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience)
            .max_buf_size(LONGEST_HEADERS)
            .serve_connection(TokioIo::new(Patient::new(stream, patience)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that breaks is no fault of the server.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(draining, graceful.shutdown()).await;
}

/// A request with where it has arrived, and a body that has to come in time.
fn arrived(
    request: hyper::Request<Incoming>,
    reached: Option<Reached>,
    patience: Duration,
) -> Request {
    let mut request = request.map(|body| {
        axum::body::Body::new(Timely {
            body,
            patience,
            late: None,
        })
    });
    if let Some(reached) = reached {
        request.extensions_mut().insert(reached);
    }
    request
}

/// A body that has to be sent whole within some time.
struct Timely {
    body: Incoming,
    patience: Duration,
    late: Option<Pin<Box<Sleep>>>,
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        let patience = self.patience;
        let late = self.late.get_or_insert_with(|| Box::pin(sleep(patience)));
        late.as_mut().poll(context).map(|()| {
            let late = io::Error::from(io::ErrorKind::TimedOut);
            Some(Err(axum::Error::new(late)))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Whether a body could not be read because it did not come in time.
pub fn is_late(error: &axum::Error) -> bool {
    let mut sources = std::iter::successors(error.source(), |&error| error.source());
    sources.any(|error| {
        let error = error.downcast_ref::<io::Error>();
        error.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    })
}

/// A stream whose other end has to take what is written to it at a least rate.
struct Patient<S> {
    stream: S,
    patience: Duration,
    /// Since a write had to wait: until when it is measured, and how many bytes were taken.
    slow: Option<(Pin<Box<Sleep>>, u64)>,
}

impl<S> Patient<S> {
    fn new(stream: S, patience: Duration) -> Patient<S> {
        Patient {
            stream,
            patience,
            slow: None,
        }
    }
}

impl<S: AsyncWrite + Unpin> Patient<S> {
    /// Fails where too little was taken for too long.
    fn bounded<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        let patience = self.patience;
        if written.is_pending() {
            self.slow
                .get_or_insert_with(|| (Box::pin(sleep(patience)), 0));
        }
        let Some((over, taken)) = &mut self.slow else {
            return written;
        };
        if let Poll::Ready(Ok(written)) = &written {
            *taken += bytes(written) as u64;
        }
        let least = (patience.as_secs_f64() * LEAST_RATE as f64) as u64;
        while over.as_mut().poll(context).is_ready() {
            if *taken < least {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            (*over, *taken) = (Box::pin(sleep(patience)), 0);
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, written, |bytes| *bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.bounded(context, written, |bytes| *bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            // All that there was to write is written.
            self.slow = None;
        }
        self.bounded(context, flushed, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.bounded(context, shut, |()| 0)
    }
}

//! Three doors in one process: the API, the page, and the assistant's.
//!
//! ```text
//! connection -> doorway     bounds on time and number; ends in order
//!            -> guard       who may come in: hosts, origins, the token
//!            -> api, page, assistant   parameters to a request, results to bytes
//!            -> service     one question: a commit, a turn, a time limit
//!            -> library     answers it, as it answers the command
//! ```
//!
//! Every door asks through `Service::ask` and gives what `render` writes. Nothing here parses a question, ranks or
//! draws a mark. A server reads: the right to write to the index is never held.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::library::Library;

mod api;
mod asked;
mod assistant;
mod doorway;
mod guard;
mod metrics;
mod page;
mod parameters;
mod problem;
mod reply;
mod service;

pub use api::description;
pub use assistant::converse;
pub use guard::{Token, host};
pub use service::Bounds;

use guard::Guard;
use service::Service;

/// Where a server listens, whom it lets in, and how much it does at once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address; port 0 is any that is free.
    pub listen: SocketAddr,
    /// What has to be said by everyone who comes in.
    pub token: Option<Token>,
    /// The names besides those of the address that a request may call this machine by.
    pub hosts: Vec<String>,
    /// How much is done.
    pub bounds: Bounds,
}

/// An address to listen at, with its port.
pub type Address = SocketAddr;

/// The address where a server listens by default.
pub const LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7411);

/// How long a server that has to end waits for answers that have begun.
const DRAINING: Duration = Duration::from_secs(4);
/// Those that are not found by then are refused, which is sent in the time that is left.
const FINISHING: Duration = Duration::from_millis(3500);

/// Serves until it is asked to end by a signal. `listening` hears where it does.
///
/// Fails with `Kind::Usage` if it may not listen there, with `Kind::Io` if it cannot.
pub fn run(library: Library, settings: Settings, listening: impl FnOnce(SocketAddr)) -> Result<()> {
    if !settings.listen.ip().is_loopback() && settings.token.is_none() {
        let message = format!(
            "`{}` can be reached from other machines, and there is no token",
            settings.listen
        );
        let hint = "`--token-file FILE`, or listen at `127.0.0.1:7411`";
        return Err(Error::new(Kind::Usage, message).hint(hint));
    }
    let failed = |error: &std::io::Error| Error::io(settings.listen, error);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(crate::engine::threads())
        .build()
        .map_err(|error| failed(&error))?;
    let bound = {
        let _within = runtime.enter();
        doorway::listen(settings.listen)
    };
    let listener = bound.map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let guard = Guard::new(address, &settings.hosts, settings.token);
    let service = Arc::new(Service::new(library, settings.bounds));
    let router = router(&service, guard);
    let served = runtime.block_on(async {
        let asked = doorway::asked_to_end()?;
        let ended = Arc::clone(&service);
        let ending = async move {
            asked.await;
            ended.end();
            tokio::spawn(async move {
                tokio::time::sleep(FINISHING).await;
                ended.cancel_all();
            });
        };
        listening(address);
        tokio::spawn(Arc::clone(&service).keep_looking());
        let patience = settings.bounds.patience;
        doorway::serve(listener, router, patience, ending, DRAINING).await;
        Ok(())
    });
    // What is still answered is not wanted any more.
    service.cancel_all();
    runtime.shutdown_timeout(Duration::from_millis(500));
    served.map_err(|error: std::io::Error| failed(&error))
}

/// All doors, with the guard before them.
fn router(service: &Arc<Service>, guard: Guard) -> axum::Router {
    let doors = axum::Router::new()
        .merge(api::routes(service.bounds()))
        .merge(page::routes())
        .merge(assistant::routes(service));
    let doors = doors.with_state(Arc::clone(service));
    reply::recorded(guard::before(doors, guard), service)
}

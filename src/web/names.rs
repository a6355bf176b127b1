//! From a host to a connection: its addresses are looked up once, checked, and exactly those are connected to.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use url::{Host, Url};

use super::stream::left;
use super::{Failure, Manner, Net, address, failure};

/// The network of the system.
#[derive(Debug)]
pub(super) struct System;

impl Net for System {
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        Ok((host, port).to_socket_addrs()?.collect())
    }

    fn connect(&self, address: SocketAddr, time: Duration) -> io::Result<TcpStream> {
        TcpStream::connect_timeout(&address, time)
    }
}

/// So many addresses of a host are tried.
const TRIED: usize = 8;

/// How long a name is looked up that a proxy looks up again.
const LOOK: Duration = Duration::from_secs(5);

/// The addresses of a target that may be connected to.
///
/// Of a host with public and other addresses the public ones are: exactly those are connected to, so the others
/// do no harm.
pub(super) fn targets(
    manner: &Manner,
    target: &Url,
    until: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    let found = addresses(manner, target, until)?;
    let Some(first) = found.first().copied() else {
        return Err(unknown(&host(target)));
    };
    let may = |found: &SocketAddr| manner.allow_local || address::is_public(found.ip());
    let allowed: Vec<_> = found.into_iter().filter(may).take(TRIED).collect();
    if allowed.is_empty() {
        return Err(not_public(target, first.ip()));
    }
    Ok(allowed)
}

/// Whether a proxy may be asked for a target: not where it is at addresses that are not public, as far as they are
/// known here.
pub(super) fn check(manner: &Manner, target: &Url, until: Instant) -> Result<(), Failure> {
    if manner.allow_local {
        return Ok(());
    }
    let found = addresses(manner, target, until.min(Instant::now() + LOOK)).unwrap_or_default();
    match found.first() {
        Some(first) if found.iter().all(|found| !address::is_public(found.ip())) => {
            Err(not_public(target, first.ip()))
        }
        _ => Ok(()),
    }
}

/// The addresses of a host, found within the time.
pub(super) fn look_up(
    manner: &Manner,
    host: &str,
    port: u16,
    until: Instant,
) -> Result<Vec<SocketAddr>, Failure> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let (net, name) = (Arc::clone(&manner.net), host.to_owned());
    // A look-up of the system cannot be ended; it is left alone when its time is over.
    let look = move || sender.send(net.resolve(&name, port)).ok();
    thread::Builder::new()
        .spawn(look)
        .map_err(|_| unknown(host))?;
    let slow = |_| Failure::failing(format!("no address of `{host}` was found in time"));
    let time = left(until).map_err(slow)?;
    let found = receiver
        .recv_timeout(time)
        .map_err(|_| slow(ErrorKind::TimedOut.into()))?;
    found.map_err(|_| unknown(host))
}

/// A connection to the first address that takes one, and that address.
pub(super) fn connect(
    manner: &Manner,
    host: &str,
    addresses: &[SocketAddr],
    until: Instant,
) -> Result<(TcpStream, IpAddr), Failure> {
    let mut last = ErrorKind::NotFound;
    for (at, address) in addresses.iter().enumerate() {
        let Ok(left) = left(until) else { break };
        let share = match addresses.len() - at {
            1 => left,
            _ => left / 2,
        };
        match manner.net.connect(*address, share) {
            Ok(stream) => {
                // Without it a request that is sent in parts waits; it is no harm where it fails.
                stream.set_nodelay(true).ok();
                return Ok((stream, address.ip()));
            }
            Err(error) => last = error.kind(),
        }
    }
    let port = addresses.first().map_or(0, SocketAddr::port);
    Err(match last {
        ErrorKind::ConnectionRefused => {
            Failure::failing(format!("`{host}` takes no connections at port {port}"))
        }
        ErrorKind::TimedOut | ErrorKind::WouldBlock => failure::too_slow(host, manner.time),
        _ => Failure::failing(format!("`{host}` cannot be reached")),
    })
}

/// The host of an address, without brackets.
pub(super) fn host(target: &Url) -> String {
    match target.host() {
        Some(Host::Ipv6(address)) => address.to_string(),
        _ => target.host_str().unwrap_or_default().to_owned(),
    }
}

pub(super) fn port(target: &Url) -> u16 {
    target.port_or_known_default().unwrap_or(80)
}

fn addresses(manner: &Manner, target: &Url, until: Instant) -> Result<Vec<SocketAddr>, Failure> {
    let port = port(target);
    match target.host() {
        Some(Host::Ipv4(address)) => Ok(vec![(address, port).into()]),
        Some(Host::Ipv6(address)) => Ok(vec![(address, port).into()]),
        _ => look_up(manner, &host(target), port, until),
    }
}

fn not_public(target: &Url, address: IpAddr) -> Failure {
    let network = address::network(address).unwrap_or("no public network");
    let reason = match target.host() {
        Some(Host::Domain(name)) => {
            format!("`{name}` is at `{address}`, an address of {network}")
        }
        _ => format!("`{address}` is an address of {network}"),
    };
    Failure::refused(reason).hint("`--allow-local` asks it all the same")
}

fn unknown(host: &str) -> Failure {
    Failure::failing(format!("no address of `{host}` was found"))
}

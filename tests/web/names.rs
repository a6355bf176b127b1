//! Names that lead to addresses which look public, and those to servers on loopback.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use newshound::web::Net;

/// The address of `news.example`.
pub const NEWS: &str = "93.184.216.34";

/// Answers look-ups in order, the last again and again, and notes every connection that is wanted.
#[derive(Debug, Default)]
pub struct Names {
    hosts: Mutex<HashMap<String, Vec<Vec<IpAddr>>>>,
    ports: HashMap<IpAddr, u16>,
    wanted: Mutex<Vec<SocketAddr>>,
}

impl Names {
    /// `news.example`, served by that port of loopback.
    pub fn news(port: u16) -> Arc<Names> {
        Arc::new(
            Names::default()
                .host("news.example", &[&[NEWS]])
                .leads(NEWS, port),
        )
    }

    /// A name, and the addresses that each look-up gives.
    pub fn host(self, name: &str, answers: &[&[&str]]) -> Names {
        let read = |text: &&str| text.parse().expect("an address");
        let mut answers: Vec<Vec<_>> = answers
            .iter()
            .map(|answer| answer.iter().map(read).collect())
            .collect();
        answers.reverse();
        self.hosts
            .lock()
            .expect("hosts")
            .insert(name.to_owned(), answers);
        self
    }

    /// Connections to that address go to that port of loopback.
    pub fn leads(mut self, address: &str, port: u16) -> Names {
        self.ports
            .insert(address.parse().expect("an address"), port);
        self
    }

    /// The addresses that were to be connected to.
    pub fn wanted(&self) -> Vec<String> {
        let wanted = self.wanted.lock().expect("addresses");
        wanted.iter().map(SocketAddr::to_string).collect()
    }
}

impl Net for Names {
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let mut hosts = self.hosts.lock().expect("hosts");
        let answers = hosts.get_mut(host).ok_or(ErrorKind::NotFound)?;
        let answer = if answers.len() > 1 {
            answers.pop()
        } else {
            answers.first().cloned()
        };
        let addresses = answer.unwrap_or_default().into_iter();
        Ok(addresses.map(|address| (address, port).into()).collect())
    }

    fn connect(&self, address: SocketAddr, time: Duration) -> io::Result<TcpStream> {
        self.wanted.lock().expect("addresses").push(address);
        let port = self
            .ports
            .get(&address.ip())
            .ok_or(ErrorKind::HostUnreachable)?;
        TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, *port).into(), time)
    }
}

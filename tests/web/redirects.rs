//! Redirects, and addresses that are not public.

use std::sync::Arc;
use std::time::{Duration, Instant};

use newshound::web::{Client, Failure, FailureKind, Manner, Net, Validators};

use super::names::{NEWS, Names};
use super::server::{self, Server};
use super::{client, failure, get, manner, now, url};

/// Addresses of machines that are not public, in every form.
const NOT_PUBLIC: &[&str] = &[
    "http://127.0.0.1/",
    "http://10.0.0.7/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://169.254.169.254/latest/meta-data",
    "http://192.168.0.1:8080/",
    "https://224.0.0.1/",
];

#[test]
fn a_redirect_is_followed_and_its_way_is_kept() {
    let server = Server::start(vec![
        server::redirect("/1", 301, "2"),
        server::redirect("/2", 302, "/3#part"),
        server::redirect("/3", 303, "//news.example/4"),
        server::redirect("/4", 307, "http://news.example/5"),
        server::redirect("/5", 308, "?q"),
        server::page("/5?q", "", "the end"),
    ]);
    let client = client(Names::news(server.port));
    let mut asked = Vec::new();
    let mut before = |address: &url::Url| {
        asked.push(address.to_string());
        Ok(())
    };
    let answer = client.get(
        &url("http://news.example/1"),
        &Validators::default(),
        &now,
        &mut before,
    );
    let answer = answer.expect("an answer");
    let way: Vec<_> = answer
        .exchanges
        .iter()
        .map(|exchange| exchange.address.to_string())
        .collect();
    let expected =
        ["1", "2", "3", "4", "5", "5?q"].map(|path| format!("http://news.example/{path}"));
    assert_eq!((&way, &asked), (&expected.to_vec(), &expected.to_vec()));
    assert_eq!(
        (answer.last().status, answer.exchanges[0].status),
        (200, 301)
    );
}

#[test]
fn more_redirects_than_allowed_are_not_followed() {
    let paths = ["/1", "/2", "/3", "/4", "/5", "/6"];
    let routes = paths.iter().zip(["/2", "/3", "/4", "/5", "/6", "/7"]);
    let server = Server::start(
        routes
            .map(|(from, to)| server::redirect(from, 302, to))
            .collect(),
    );
    let failure = failure(&client(Names::news(server.port)), "http://news.example/1");
    assert_eq!(
        failure.reason,
        "`http://news.example/1` redirects more than 5 times"
    );
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn a_circle_is_seen() {
    let server = Server::start(vec![
        server::redirect("/1", 302, "/2"),
        server::redirect("/2", 302, "/1#again"),
    ]);
    let failure = failure(&client(Names::news(server.port)), "http://news.example/1");
    assert_eq!(
        failure.reason,
        "the redirects from `http://news.example/2` go in a circle"
    );
    assert_eq!(
        (failure.kind, server.requests().len()),
        (FailureKind::Refused, 2)
    );
}

#[test]
fn a_cookie_is_never_sent_back() {
    let to = "Set-Cookie: secret=1; Path=/\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n";
    let server = Server::start(vec![
        server::bytes("/a", format!("HTTP/1.1 302 Found\r\n{to}")),
        server::page("/b", "", "hello"),
    ]);
    get(&client(Names::news(server.port)), "http://news.example/a").expect("an answer");
    let requests = server.requests().join("").to_lowercase();
    assert!(
        requests.contains("get /b") && !requests.contains("cookie"),
        "{requests}"
    );
}

#[test]
fn no_machine_is_asked_that_is_not_public() {
    for address in NOT_PUBLIC {
        let names = Names::news(1);
        let failure = failure(&client(Arc::clone(&names) as Arc<dyn Net>), address);
        assert!(
            failure.reason.contains("is an address of"),
            "{address}: {failure:?}"
        );
        assert_eq!(
            failure.hint.as_deref(),
            Some("`--allow-local` asks it all the same")
        );
        assert_eq!(names.wanted(), [""; 0], "{address}");
    }
}

#[test]
fn no_redirect_leads_to_a_machine_that_is_not_public() {
    for address in NOT_PUBLIC {
        let server = Server::start(vec![server::redirect("/", 302, address)]);
        let names = Names::news(server.port);
        let failure = failure(
            &client(Arc::clone(&names) as Arc<dyn Net>),
            "http://news.example/",
        );
        assert!(
            failure.reason.contains("is an address of"),
            "{address}: {failure:?}"
        );
        assert_eq!(names.wanted(), [format!("{NEWS}:80")], "{address}");
    }
}

#[test]
fn a_name_is_asked_at_its_public_addresses_alone() {
    let server = Server::start(vec![server::page("/", "", "hello")]);
    let names = Names::default()
        .host("inside.example", &[&["10.0.0.7", "::1"]])
        .host("localhost", &[&["127.0.0.1"]])
        .host("mixed.example", &[&["127.0.0.1", NEWS, "10.0.0.7"]])
        .leads(NEWS, server.port);
    let names = Arc::new(names);
    let client = client(Arc::clone(&names) as Arc<dyn Net>);
    let inside = failure(&client, "http://inside.example/");
    assert_eq!(
        inside.reason,
        "`inside.example` is at `10.0.0.7`, an address of a private network"
    );
    let localhost = failure(&client, "http://localhost:631/");
    assert_eq!(
        localhost.reason,
        "`localhost` is at `127.0.0.1`, an address of this machine"
    );
    assert_eq!(names.wanted(), [""; 0]);
    get(&client, "http://mixed.example/").expect("an answer");
    assert_eq!(names.wanted(), [format!("{NEWS}:80")]);
}

#[test]
fn a_name_that_changes_between_two_looks_gains_nothing() {
    let server = Server::start(vec![
        server::redirect("/a", 302, "/b"),
        server::page("/b", "", "hello"),
    ]);
    let names = Names::default()
        .host("news.example", &[&[NEWS], &["127.0.0.1"]])
        .leads(NEWS, server.port);
    let names = Arc::new(names);
    let failure = failure(
        &client(Arc::clone(&names) as Arc<dyn Net>),
        "http://news.example/a",
    );
    assert_eq!(
        failure.reason,
        "`news.example` is at `127.0.0.1`, an address of this machine"
    );
    // One look a request: the address that was checked is the one that was connected to.
    assert_eq!(names.wanted(), [format!("{NEWS}:80")]);
}

#[test]
fn with_leave_this_machine_is_asked() {
    let server = Server::start(vec![server::page("/", "", "hello")]);
    let manner = Manner {
        allow_local: true,
        ..Manner::default()
    };
    let client = Client::new(manner).expect("a client");
    let answer = get(&client, &server.address("/")).expect("an answer");
    assert_eq!(
        answer.last().ip.map(|ip| ip.to_string()).as_deref(),
        Some("127.0.0.1")
    );
    let stranger = client.get(
        &url(&server.address("/")),
        &Validators::default(),
        &now,
        &mut |_| {
            Err(Failure {
                reason: "not now".to_owned(),
                hint: None,
                kind: FailureKind::Failing,
                retry_after: None,
            })
        },
    );
    assert_eq!(stranger.expect_err("a failure").reason, "not now");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn only_the_web_is_asked_and_no_password_is_kept() {
    for (to, reason) in [
        (
            "ftp://news.example/",
            "`ftp` is not read, only `http` and `https`",
        ),
        (
            "file:///etc/passwd",
            "`file` is not read, only `http` and `https`",
        ),
        (
            "http://ann:secret@news.example/",
            "the address of `news.example` contains a user name or a password, which would be kept",
        ),
        (
            "http://[",
            "`http://news.example/` redirects to something that is no address",
        ),
    ] {
        let server = Server::start(vec![server::redirect("/", 302, to)]);
        let names = Names::news(server.port);
        assert_eq!(
            failure(&client(names), "http://news.example/").reason,
            reason
        );
    }
}

#[test]
fn a_look_up_takes_no_longer_than_its_bound() {
    #[derive(Debug)]
    struct Never;
    impl Net for Never {
        fn resolve(&self, _: &str, _: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
            std::thread::sleep(Duration::from_secs(20));
            Ok(Vec::new())
        }
        fn connect(
            &self,
            _: std::net::SocketAddr,
            _: Duration,
        ) -> std::io::Result<std::net::TcpStream> {
            Err(std::io::ErrorKind::NotFound.into())
        }
    }
    let manner = Manner {
        time: Duration::from_millis(100),
        ..manner(Arc::new(Never))
    };
    let begun = Instant::now();
    let failure = failure(
        &Client::new(manner).expect("a client"),
        "http://news.example/",
    );
    assert_eq!(
        failure.reason,
        "no address of `news.example` was found in time"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_unknown_name_and_a_closed_port_are_said() {
    let closed = Server::start(Vec::new()).port;
    let client = client(Names::news(closed));
    let unknown = failure(&client, "http://nowhere.example/");
    assert_eq!(unknown.reason, "no address of `nowhere.example` was found");
    std::thread::sleep(Duration::from_millis(50));
    let closed = failure(&client, "http://news.example/");
    assert_eq!(
        closed.reason,
        "`news.example` takes no connections at port 80"
    );
    assert_eq!(closed.kind, FailureKind::Failing);
}

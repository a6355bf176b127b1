use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;

/// How many requests were answered at a time, at most.
#[derive(Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Feeds that take a while to be answered.
fn slow(paths: &[&'static str], crowd: &Arc<Crowd>) -> Server {
    let route = |path: &&'static str| {
        let crowd = Arc::clone(crowd);
        let body = feed(
            "",
            &[
                ("https://wire.example/1", "tungsten"),
                ("https://wire.example/2", "gallium"),
            ],
        );
        let answer = answer(
            200,
            "",
            &body.replace("wire.example", &format!("wire.example{path}")),
        );
        act(path, move |wire: &mut dyn Wire| {
            let now = crowd.now.fetch_add(1, Ordering::SeqCst) + 1;
            crowd.most.fetch_max(now, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(200));
            crowd.now.fetch_sub(1, Ordering::SeqCst);
            wire.write_all(answer.as_bytes()).ok();
        })
    };
    Server::start(paths.iter().map(route).collect())
}

fn following(servers: &[(&str, &Server, &str)]) -> Site {
    let site = Site::new();
    let lines = servers
        .iter()
        .map(|(host, server, path)| format!("http://{host}:{}{path}\n", server.port));
    site.write("corpus/feeds.txt", lines.collect::<String>());
    site
}

#[test]
fn a_host_is_asked_for_one_thing_at_a_time_and_several_hosts_at_once() {
    let crowd = Arc::new(Crowd::default());
    let server = slow(&["/a", "/b", "/c"], &crowd);
    let one = following(&[
        ("127.0.0.1", &server, "/a"),
        ("127.0.0.1", &server, "/b"),
        ("127.0.0.1", &server, "/c"),
    ]);
    let pulled = pull(&one, &[]);
    assert_eq!(pulled.code, Some(0), "{pulled:?}");
    assert_eq!(crowd.most.load(Ordering::SeqCst), 1);

    let crowd = Arc::new(Crowd::default());
    let server = slow(&["/a", "/b"], &crowd);
    let two = following(&[("127.0.0.1", &server, "/a"), ("localhost", &server, "/b")]);
    let pulled = pull(&two, &[]);
    assert_eq!(pulled.code, Some(0), "{pulled:?}");
    assert_eq!(crowd.most.load(Ordering::SeqCst), 2);
}

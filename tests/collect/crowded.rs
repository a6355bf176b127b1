use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use newshound::collect::Asking;
use newshound::corpus::FollowedFeed;
use newshound::library::{Library, Settings};
use newshound::web::Manner;

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

/// How many entries of a feed are new to a library.
fn new(library: &Library, address: &str) -> usize {
    let manner = Manner {
        allow_local: true,
        ..Manner::default()
    };
    let asking = Asking {
        manner,
        pause: Duration::ZERO,
    };
    let collector = library.collector(asking, false).expect("a collector");
    let feed = FollowedFeed {
        address: address.to_owned(),
        name: None,
    };
    let pulled = library.pull(&collector, vec![feed], false, &|_| {}, &mut |_| {});
    let (pulled, _) = pulled.expect("it is indexed");
    pulled[0].result.as_ref().expect("a feed").new
}

#[test]
fn what_another_process_found_since_is_not_new() {
    let server = slow(&["/a"], &Arc::default());
    let (site, address) = (Site::new(), server.address("/a"));
    let now: Timestamp = NOW.parse().expect("a time");
    let (corpus, turn, other) = (site.path("corpus"), AtomicUsize::new(0), address.clone());
    // The clock is read after what is remembered of a feed, and before its server is asked.
    let library = Settings::new(&corpus).clock(move || {
        if turn.fetch_add(1, Ordering::SeqCst) == 0 {
            let first = Settings::new(&corpus).clock(move || now).open();
            assert_eq!(new(&first, &other), 2);
        }
        now
    });
    assert_eq!(new(&library.open(), &address), 0);
    let kept = std::fs::read(site.path(KEPT)).expect("a file");
    assert_eq!(asked(&server, "/a"), 2);
    // Of several records each is packed by itself: one that says what the file is, an answer, a request.
    let records = kept.windows(4).filter(|bytes| *bytes == [0x1f, 0x8b, 8, 0]);
    assert_eq!(records.count(), 3);
}

#[test]
fn two_pulls_at_once_share_the_work() {
    let crowd = Arc::new(Crowd::default());
    let server = slow(&["/a", "/b"], &crowd);
    let site = following(&[("127.0.0.1", &server, "/a"), ("127.0.0.1", &server, "/b")]);
    let start = |_| {
        command(&site, &["pull"], &[])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("it runs")
    };
    let running: Vec<_> = (0..2).map(start).collect();
    let begin = Instant::now();
    let ended: Vec<Ended> = running
        .into_iter()
        .map(|one| Ended::of(one.wait_with_output().expect("it ends")))
        .collect();
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(ended.iter().all(|one| one.code == Some(0)), "{ended:?}");
    assert_eq!(crowd.most.load(Ordering::SeqCst), 1);
    assert_eq!(site.run(&["list", "--ids"]).out.lines().count(), 4);
    let said: String = ended.iter().map(|one| one.err.as_str()).collect();
    // What one of them found is not new to the other.
    assert_eq!(said.matches("2 new of 2 entries").count(), 2, "{said}");
    assert_eq!(said.matches("nothing new").count(), 2, "{said}");
}

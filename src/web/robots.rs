//! robots.txt (RFC 9309): what a host asks programs not to fetch.
//!
//! Reading is pure, and the text is kept by the caller: the same bytes always give the same rules.

mod pattern;

use std::io::Read;
use std::time::Duration;

use flate2::read::GzDecoder;
use jiff::Timestamp;
use url::Url;

use super::chain::{self, Wanted};
use super::{Client, Failure, FailureKind};
use pattern::Pattern;

/// What a host asks of this program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

/// So many bytes of a robots.txt are read; the rest is as if it were not there.
pub const LARGEST: usize = 500 << 10;

/// The name that a robots.txt calls this program by.
pub const NAME: &str = "newshound";

/// The longest pause between two requests that a host gets.
pub const LONGEST_DELAY: Duration = Duration::from_secs(60);

impl Rules {
    /// The rules of a robots.txt for this program; for all programs where it is not named.
    pub fn parse(bytes: &[u8]) -> Rules {
        let bytes = &bytes[..bytes.len().min(LARGEST)];
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let (mut ours, mut everyones) = (None, None);
        let mut group = Group::default();
        for line in bytes.split(|byte| matches!(byte, b'\r' | b'\n')) {
            let Some((key, value)) = statement(line) else {
                continue;
            };
            if key.eq_ignore_ascii_case("user-agent") {
                group.name(&value);
                if group.ours {
                    ours.get_or_insert_with(Rules::default);
                }
                continue;
            }
            let is_known = ["allow", "disallow", "crawl-delay"]
                .iter()
                .any(|known| key.eq_ignore_ascii_case(known));
            if !is_known {
                continue;
            }
            group.is_open = false;
            for (wanted, rules) in [(group.ours, &mut ours), (group.everyones, &mut everyones)] {
                if wanted {
                    rules.get_or_insert_with(Rules::default).add(&key, &value);
                }
            }
        }
        ours.or(everyones).unwrap_or_default()
    }

    /// Everything may be fetched.
    pub fn all() -> Rules {
        Rules::default()
    }

    /// Nothing may be fetched.
    pub fn none() -> Rules {
        let everything = Rule {
            allow: false,
            pattern: Pattern::new("/"),
        };
        Rules {
            rules: vec![everything],
            delay: None,
        }
    }

    /// Whether an address may be fetched: its path, with its query.
    ///
    /// The longest rule that fits decides; of two of the same length the one that allows.
    pub fn allow(&self, path_and_query: &str) -> bool {
        let path = pattern::normalised(path_and_query);
        if path == b"/robots.txt" {
            return true;
        }
        let fitting = self.rules.iter().filter(|rule| rule.pattern.fits(&path));
        let longest = fitting.max_by_key(|rule| (rule.pattern.length(), rule.allow));
        longest.is_none_or(|rule| rule.allow)
    }

    /// The pause between two requests that the host wants, at most [`LONGEST_DELAY`].
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    fn add(&mut self, key: &str, value: &str) {
        if key.eq_ignore_ascii_case("crawl-delay") {
            let seconds = value.parse::<f64>().ok().filter(|seconds| *seconds >= 0.0);
            let delay = seconds
                .map(|seconds| Duration::from_secs_f64(seconds.min(LONGEST_DELAY.as_secs_f64())));
            self.delay = self.delay.max(delay);
        } else if !value.is_empty() {
            let allow = key.eq_ignore_ascii_case("allow");
            self.rules.push(Rule {
                allow,
                pattern: Pattern::new(value),
            });
        }
    }
}

/// The text of a robots.txt, or nothing where the host says that there is none.
pub(super) fn fetch(
    client: &Client,
    origin: &Url,
    now: &dyn Fn() -> Timestamp,
) -> Result<Vec<u8>, Failure> {
    let Ok(address) = origin.join("/robots.txt") else {
        return Err(Failure::refused(format!("`{origin}` has no robots.txt")));
    };
    let wanted = Wanted {
        validators: None,
        bytes: SENT,
        only: Some(LARGEST),
        redirects: REDIRECTS,
    };
    let mut exchanges = Vec::new();
    let body = match chain::follow(client, &address, &wanted, &mut exchanges, now, &mut |_| {
        Ok(())
    }) {
        Ok(body) => body,
        // A host that sends us in circles or where we do not go has none.
        Err(failure) if failure.kind == FailureKind::Refused && !exchanges.is_empty() => {
            return Ok(Vec::new());
        }
        Err(failure) => return Err(failure),
    };
    let Some(last) = exchanges.last() else {
        return Ok(body);
    };
    match last.status {
        200..300 => Ok(unpacked(body)),
        429 | 500.. => Err(Failure {
            reason: format!(
                "`{}` failed ({}), so nothing of its host is asked for",
                last.address, last.status
            ),
            hint: None,
            kind: FailureKind::Failing,
            retry_after: last.retry_after(now()),
        }),
        _ => Ok(Vec::new()),
    }
}

/// The most bytes of an answer, with its header and in the smallest chunks.
const SENT: u64 = 8_000_000;

/// The most redirects (RFC 9309, 2.3.1.2).
const REDIRECTS: u32 = 5;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    pattern: Pattern,
}

/// The programs that the lines being read are for.
#[derive(Default)]
struct Group {
    /// Whether another name adds to this group.
    is_open: bool,
    ours: bool,
    everyones: bool,
}

impl Group {
    fn name(&mut self, value: &str) {
        if !self.is_open {
            *self = Group {
                is_open: true,
                ..Group::default()
            };
        }
        let in_name = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '-' | '_');
        let token = value.split(|letter| !in_name(letter)).next().unwrap_or("");
        self.ours |= token.eq_ignore_ascii_case(NAME);
        self.everyones |= value.starts_with('*');
    }
}

/// A line as a key and a value, without its comment.
fn statement(line: &[u8]) -> Option<(String, String)> {
    let line = line.split(|byte| *byte == b'#').next()?;
    let text = String::from_utf8_lossy(line);
    let (key, value) = text.split_once(':')?;
    Some((key.trim().to_owned(), value.trim().to_owned()))
}

/// The text within gzip, for a server that packs whatever it is asked for.
fn unpacked(body: Vec<u8>) -> Vec<u8> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return body;
    }
    let mut text = Vec::new();
    // What can be unpacked of a damaged one is read, as of any other that is cut.
    GzDecoder::new(&*body)
        .take(LARGEST as u64)
        .read_to_end(&mut text)
        .ok();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str, path: &str) -> bool {
        Rules::parse(text.as_bytes()).allow(path)
    }

    #[test]
    fn the_longest_rule_decides_and_the_one_that_allows_at_a_tie() {
        let text =
            "user-agent: *\ndisallow: /a\nallow: /a/b\ndisallow: /a/b/c\nallow: /x\ndisallow: /x\n";
        for (path, expected) in [
            ("/", true),
            ("/a", false),
            ("/ab", false),
            ("/a/b", true),
            ("/a/b/c", false),
            ("/x", true),
        ] {
            assert_eq!(allowed(text, path), expected, "{path}");
        }
    }

    #[test]
    fn the_groups_of_one_program_are_one_and_come_before_those_of_all() {
        let text = "User-Agent: *\nDisallow: /\n\nUSER-AGENT: NewsHound/1.0\nDisallow: /a\n\
                    User-agent: other\nUser-agent: newshound\nDisallow: /b\nUser-agent: newshounds\nDisallow: /c\n";
        for (path, expected) in [("/", true), ("/a", false), ("/b", false), ("/c", true)] {
            assert_eq!(allowed(text, path), expected, "{path}");
        }
        assert!(
            allowed("User-agent: *\nDisallow: /\nUser-agent: newshound\n", "/a"),
            "a group of nothing allows"
        );
        assert!(!allowed(
            "user-agent: *\ndisallow: /\nuser-agent: newshounder\nallow: /",
            "/a"
        ));
    }

    #[test]
    fn stars_ends_and_encodings_are_compared_as_they_are_meant() {
        for (rule, path, fits) in [
            ("/*.pdf$", "/a/b.pdf", true),
            ("/*.pdf$", "/a/b.pdf?c", false),
            ("/*.pdf", "/a/b.pdf?c", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("/a*$", "/ab", true),
            ("/*a*a$", "/a", false),
            ("/*a*a$", "/aa", true),
            ("/$b", "/$b", true),
            ("/caf%C3%A9", "/café", true),
            ("/café", "/caf%c3%a9", true),
            ("/%7Eann", "/~ann", true),
            ("/a%2fb", "/a/b", false),
            ("/a%2fb", "/a%2Fb", true),
            ("/?q=*&p", "/?q=1&p=2", true),
            ("*/b", "/a/b", true),
            ("/%2A", "/*", true),
            ("/%24", "/$", true),
            ("/%zz", "/%zz", true),
        ] {
            let text = format!("user-agent: *\ndisallow: {rule}\n");
            assert_eq!(!allowed(&text, path), fits, "{rule} {path}");
        }
    }

    #[test]
    fn lines_end_in_three_ways_and_comments_are_left_out() {
        let text = b"\xEF\xBB\xBFuser-agent: * # all\rDisallow : /a # not this\r\n\r\nnonsense\ndisallow:/b\nDisallow:\n";
        let rules = Rules::parse(text);
        assert_eq!(
            ["/a", "/b", "/c"].map(|path| rules.allow(path)),
            [false, false, true]
        );
        assert!(rules.allow("/robots.txt") && Rules::none().allow("/robots.txt"));
        assert!(!Rules::none().allow("/") && Rules::all().allow("/"));
    }

    #[test]
    fn a_delay_is_bounded() {
        let delay = |value: &str| {
            Rules::parse(format!("user-agent: *\ncrawl-delay: {value}").as_bytes()).delay()
        };
        assert_eq!(delay("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(delay("1e300"), Some(LONGEST_DELAY));
        assert_eq!(["-1", "NaN", "a", ""].map(delay), [None; 4]);
    }

    #[test]
    fn hostile_patterns_end() {
        let stars = "*a".repeat(100_000);
        let rules = Rules::parse(format!("user-agent: *\ndisallow: /{stars}b$\n").as_bytes());
        assert!(rules.allow(&format!("/{}", "a".repeat(100_000))));
        let many = "disallow: /*q\n".repeat(40_000);
        let late = Rules::parse(format!("user-agent: *\n{many}disallow: /late\n").as_bytes());
        assert!(
            late.allow("/late"),
            "what follows the first 500 KiB is not read"
        );
    }
}

//! Addresses of pages in web archives on the web: the address that was archived, and when.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// What an address in a web archive says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The address that was archived.
    pub original: String,
    /// When, if the address says so to the second.
    pub moment: Option<Timestamp>,
    /// The address that gives the page as it was, without what the archive adds to it; the same where there is none.
    pub raw: String,
}

/// Archives by how their addresses go on after the host: a moment of 14 digits or fewer, flags, and the original.
const REPLAYS: &[&str] = &[
    "arquivo.pt",
    "haw.nsk.hr",
    "swap.stanford.edu",
    "vefsafn.is",
    "wayback.archive-it.org",
    "wayback.archive.org",
    "wayback.vefsafn.is",
    "wayback.webarchiv.cz",
    "web.archive.bibalex.org",
    "web.archive.org",
    "webarchive.loc.gov",
    "webarchive.nationalarchives.gov.uk",
    "webarchive.nrscotland.gov.uk",
    "webarchive.org.uk",
    "webarchive.parliament.uk",
    "webarchive.proni.gov.uk",
];

/// The parts of a path that say so of an archive that is in no list.
const PLACES: &[&str] = &["archive-it", "wayback", "web", "web-archive", "webarchive"];

/// The hosts of one archive whose addresses have dots in the moment, or none: `/2024.01.05-123456/https://…`.
const TODAY: &[&str] = &[
    "archive.fo",
    "archive.is",
    "archive.li",
    "archive.md",
    "archive.ph",
    "archive.today",
    "archive.vn",
];

/// An archive may have archived another one.
const WITHIN: usize = 3;

/// What an address says, if it is one in a web archive.
pub fn archived(address: &str) -> Option<Archived> {
    let address = address.trim();
    let mut found = one(address)?;
    for _ in 0..WITHIN {
        let Some(inner) = one(&found.original) else {
            break;
        };
        found.original = inner.original;
        found.moment = inner.moment.or(found.moment);
    }
    Some(found)
}

fn one(address: &str) -> Option<Archived> {
    let (scheme, rest) = address.split_once("://")?;
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if TODAY.contains(&host) {
        return today(address, path);
    }
    let is_known = REPLAYS.contains(&host);
    let mut at = address.len() - path.len();
    let mut is_place = false;
    // The parts before the moment say which collection it is.
    for part in path.split('/').take(BEFORE) {
        let rest = address.get(at + part.len() + 1..)?;
        if let Some(digits) = digits(part)
            && (is_known || is_place && digits.len() == WHOLE)
            && let Some(original) = original(rest, is_known)
        {
            return Some(Archived {
                original,
                moment: moment(digits),
                raw: format!("{}{digits}id_/{rest}", &address[..at]),
            });
        }
        is_place |= PLACES.contains(&&*part.to_ascii_lowercase());
        at += part.len() + 1;
    }
    None
}

/// So many parts of a path are looked at.
const BEFORE: usize = 6;

/// The digits of a whole moment.
const WHOLE: usize = 14;

/// The digits of a part such as `20240105123456id_`.
fn digits(part: &str) -> Option<&str> {
    let end = part.find(|c: char| !c.is_ascii_digit());
    let (digits, flags) = part.split_at(end.unwrap_or(part.len()));
    let is_flag = flags.is_empty()
        || flags.ends_with('_')
            && flags
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    ((4..=WHOLE).contains(&digits.len()) && is_flag).then_some(digits)
}

fn moment(digits: &str) -> Option<Timestamp> {
    let at = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    (digits.len() == WHOLE).then(|| Offset::UTC.to_timestamp(at).ok())?
}

/// The address at the end of another one. Some lose a slash on their way, some have no scheme.
fn original(text: &str, may_lack_scheme: bool) -> Option<String> {
    for (scheme, port) in [("https", ":443"), ("http", ":80")] {
        let rest = text.strip_prefix(scheme);
        let rest = rest.and_then(|rest| rest.strip_prefix(":/").or(rest.strip_prefix("%3A%2F")));
        let Some(rest) = rest else { continue };
        let rest = rest
            .strip_prefix('/')
            .or(rest.strip_prefix("%2F"))
            .unwrap_or(rest);
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = host.strip_suffix(port).unwrap_or(host);
        return host
            .contains(['.', ':'])
            .then(|| format!("{scheme}://{host}{path}"));
    }
    let host = text.split(['/', '?']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains(['%', '*', ' ', '@']);
    (may_lack_scheme && is_host).then(|| format!("http://{text}"))
}

fn today(address: &str, path: &str) -> Option<Archived> {
    let (first, rest) = path.split_once('/')?;
    let digits: String = first.chars().filter(char::is_ascii_digit).collect();
    let is_moment = first
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
    // `/https://…`, `/newest/https://…`, `/o/AbCdE/https://…`
    let places = [
        path,
        rest,
        rest.split_once('/').map_or("", |(_, rest)| rest),
    ];
    let original = places.iter().find_map(|place| original(place, false))?;
    Some(Archived {
        original,
        moment: is_moment.then(|| moment(&digits)).flatten(),
        raw: address.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The original, the moment and the raw address.
    fn shown(address: &str) -> Option<String> {
        let Archived {
            original,
            moment,
            raw,
        } = archived(address)?;
        let moment = moment.map_or_else(|| "-".to_owned(), |moment| moment.to_string());
        Some(format!("{original} {moment} {raw}"))
    }

    #[test]
    fn addresses_in_archives() {
        for (address, expected) in [
            (
                "https://web.archive.org/web/20240105123456/https://paper.example/a?b=1/2#c",
                "https://paper.example/a?b=1/2#c 2024-01-05T12:34:56Z \
                 https://web.archive.org/web/20240105123456id_/https://paper.example/a?b=1/2#c",
            ),
            (
                "http://web.archive.org/web/20240105123456if_/http:/paper.example:80/a",
                "http://paper.example/a 2024-01-05T12:34:56Z \
                 http://web.archive.org/web/20240105123456id_/http:/paper.example:80/a",
            ),
            (
                "https://web.archive.org/web/2024/paper.example",
                "http://paper.example - https://web.archive.org/web/2024id_/paper.example",
            ),
            (
                "https://arquivo.pt/wayback/20240105123456/https://paper.example/",
                "https://paper.example/ 2024-01-05T12:34:56Z \
                 https://arquivo.pt/wayback/20240105123456id_/https://paper.example/",
            ),
            (
                "https://www.webarchive.org.uk/wayback/en/archive/20240105123456mp_/https://paper.example/",
                "https://paper.example/ 2024-01-05T12:34:56Z \
                 https://www.webarchive.org.uk/wayback/en/archive/20240105123456id_/https://paper.example/",
            ),
            (
                "https://webarchive.loc.gov/all/20240105123456/https://paper.example/",
                "https://paper.example/ 2024-01-05T12:34:56Z \
                 https://webarchive.loc.gov/all/20240105123456id_/https://paper.example/",
            ),
            (
                "http://127.0.0.1:8080/my/wayback/20240105123456/http://paper.example/",
                "http://paper.example/ 2024-01-05T12:34:56Z \
                 http://127.0.0.1:8080/my/wayback/20240105123456id_/http://paper.example/",
            ),
            (
                "https://archive.ph/2024.01.05-123456/https://paper.example/a",
                "https://paper.example/a 2024-01-05T12:34:56Z \
                 https://archive.ph/2024.01.05-123456/https://paper.example/a",
            ),
            (
                "https://archive.today/newest/https://paper.example/a",
                "https://paper.example/a - https://archive.today/newest/https://paper.example/a",
            ),
            (
                "https://archive.is/o/AbCdE/https://paper.example/a",
                "https://paper.example/a - https://archive.is/o/AbCdE/https://paper.example/a",
            ),
            (
                "https://archive.ph/20250101000000/https://web.archive.org/web/20240105123456/https://p.example/a",
                "https://p.example/a 2024-01-05T12:34:56Z \
                 https://archive.ph/20250101000000/https://web.archive.org/web/20240105123456/https://p.example/a",
            ),
        ] {
            assert_eq!(shown(address).as_deref(), Some(expected), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_none() {
        for address in [
            "https://paper.example/2024/01/05/chips",
            "https://paper.example/web/20240105/https://other.example/",
            "https://paper.example/news/20240105123456/https://other.example/",
            "https://web.archive.org/web/2024*/https://paper.example/",
            "https://web.archive.org/save/https://paper.example/",
            "https://web.archive.org/web/20240105123456/",
            "https://archive.ph/AbCdE",
            "ftp://web.archive.org/web/20240105123456/https://paper.example/",
            "https://web.archive.org",
            "",
        ] {
            assert_eq!(archived(address), None, "{address}");
        }
        assert_eq!(moment("20241305123456"), None);
    }
}

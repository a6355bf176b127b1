//! Addresses: what is meant as one, and whether a machine is one of the public network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

use super::Failure;

/// What a person typed, where it is meant as an address of the web; nothing where it is meant as a path.
///
/// The address is without its fragment. It fails where it is none, or of another scheme than http and https, or
/// contains a user name or a password, which would be kept.
pub fn typed(text: &str) -> Option<Result<Url, Failure>> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    if !is_scheme(&scheme) || !(rest.starts_with("//") || WITHOUT_HOST.contains(&&*scheme)) {
        return None;
    }
    Some(read(text, &scheme))
}

/// Whether an address is one of the public network, by the registries of special addresses.
pub fn is_public(address: IpAddr) -> bool {
    network(address).is_none()
}

/// The name of the network that an address belongs to; nothing for the public one.
pub fn network(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => network_v4(address),
        IpAddr::V6(address) => network_v6(address),
    }
}

/// Whether an address may be asked at all: its scheme, and that it contains no user name or password.
pub(super) fn check(address: &Url) -> Result<(), Failure> {
    if !matches!(address.scheme(), "http" | "https") {
        return Err(other_scheme(address.scheme()));
    }
    let Some(host) = address.host_str() else {
        return Err(no_address(address.as_str()));
    };
    if address.username().is_empty() && address.password().is_none() {
        return Ok(());
    }
    let why =
        format!("the address of `{host}` contains a user name or a password, which would be kept");
    Err(Failure::refused(why).hint("write it without"))
}

/// Schemes that are written without `//`.
const WITHOUT_HOST: &[&str] = &[
    "about",
    "blob",
    "data",
    "javascript",
    "mailto",
    "view-source",
];

/// The networks of the fourth version that are not public (IANA, special-purpose addresses).
const V4: &[(Ipv4Addr, u32, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "this network"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private network"),
    (Ipv4Addr::new(100, 64, 0, 0), 10, "a provider's network"),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "this machine"),
    (Ipv4Addr::new(169, 254, 0, 0), 16, "the local link"),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private network"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "protocols"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "documentation"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "relays"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private network"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "measurements"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "documentation"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "documentation"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "multicast"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "a reserved network"),
];

/// The same of the sixth version; whatever is outside of `2000::/3` is not public either.
const V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "this network"),
    (Ipv6Addr::LOCALHOST, 128, "this machine"),
    (
        Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0),
        7,
        "a private network",
    ),
    (
        Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0),
        10,
        "the local link",
    ),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "multicast"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "protocols"),
    (
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0),
        32,
        "documentation",
    ),
    (
        Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0),
        20,
        "documentation",
    ),
];

fn network_v4(address: Ipv4Addr) -> Option<&'static str> {
    let found = V4
        .iter()
        .find(|(start, bits, _)| (address.to_bits() ^ start.to_bits()) >> (32 - bits) == 0);
    found.map(|(.., name)| *name)
}

fn network_v6(address: Ipv6Addr) -> Option<&'static str> {
    if let Some(within) = within(address) {
        return network_v4(within);
    }
    let same =
        |start: Ipv6Addr, bits: u32| (address.to_bits() ^ start.to_bits()) >> (128 - bits) == 0;
    let found = V6.iter().find(|(start, bits, _)| same(*start, *bits));
    let reserved = (address.segments()[0] >> 13 != 1).then_some("a reserved network");
    found.map(|(.., name)| *name).or(reserved)
}

/// The address of the fourth version that one of the sixth leads to: mapped, translated (64:ff9b::/96), 6to4.
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

fn read(text: &str, scheme: &str) -> Result<Url, Failure> {
    if !matches!(scheme, "http" | "https") {
        return Err(other_scheme(scheme));
    }
    let mut address = Url::parse(text).map_err(|_| no_address(text))?;
    check(&address)?;
    address.set_fragment(None);
    Ok(address)
}

/// A letter, then letters, digits and a few signs; one letter alone is a drive.
fn is_scheme(text: &str) -> bool {
    let letters = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    letters && text.len() > 1 && text.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn other_scheme(scheme: &str) -> Failure {
    Failure::refused(format!("`{scheme}` is not read, only `http` and `https`"))
}

fn no_address(text: &str) -> Failure {
    Failure::refused(format!("`{text}` is not an address of the web"))
        .hint("write it like `https://news.example/article`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<&'static str> {
        network(text.parse().unwrap())
    }

    #[test]
    fn the_borders_of_every_network_are_known() {
        for (inside, outside, name) in [
            (
                ["0.0.0.0", "0.255.255.255"],
                ["1.0.0.0", "1.0.0.1"],
                "this network",
            ),
            (
                ["10.0.0.0", "10.255.255.255"],
                ["9.255.255.255", "11.0.0.0"],
                "a private network",
            ),
            (
                ["100.64.0.0", "100.127.255.255"],
                ["100.63.255.255", "100.128.0.0"],
                "a provider's network",
            ),
            (
                ["127.0.0.1", "127.255.255.255"],
                ["126.255.255.255", "128.0.0.0"],
                "this machine",
            ),
            (
                ["169.254.0.0", "169.254.169.254"],
                ["169.253.255.255", "169.255.0.0"],
                "the local link",
            ),
            (
                ["172.16.0.0", "172.31.255.255"],
                ["172.15.255.255", "172.32.0.0"],
                "a private network",
            ),
            (
                ["192.0.0.0", "192.0.0.255"],
                ["191.255.255.255", "192.0.1.0"],
                "protocols",
            ),
            (
                ["192.0.2.0", "192.0.2.255"],
                ["192.0.1.255", "192.0.3.0"],
                "documentation",
            ),
            (
                ["192.88.99.0", "192.88.99.255"],
                ["192.88.98.255", "192.88.100.0"],
                "relays",
            ),
            (
                ["192.168.0.0", "192.168.255.255"],
                ["192.167.255.255", "192.169.0.0"],
                "a private network",
            ),
            (
                ["198.18.0.0", "198.19.255.255"],
                ["198.17.255.255", "198.20.0.0"],
                "measurements",
            ),
            (
                ["198.51.100.0", "198.51.100.255"],
                ["198.51.99.255", "198.51.101.0"],
                "documentation",
            ),
            (
                ["203.0.113.0", "203.0.113.255"],
                ["203.0.112.255", "203.0.114.0"],
                "documentation",
            ),
            (
                ["224.0.0.0", "239.255.255.255"],
                ["223.255.255.255", "8.8.8.8"],
                "multicast",
            ),
            (
                ["240.0.0.0", "255.255.255.255"],
                ["223.255.255.255", "1.1.1.1"],
                "a reserved network",
            ),
            (
                ["2001::", "2001:1ff::1"],
                ["2001:200::", "2000:ffff::1"],
                "protocols",
            ),
            (
                ["2001:db8::", "2001:db8:ffff::1"],
                ["2001:db7::", "2001:db9::"],
                "documentation",
            ),
            (
                ["3fff::", "3fff:fff::1"],
                ["3ffe::", "3fff:1000::"],
                "documentation",
            ),
            (
                ["fc00::", "fdff::1"],
                ["2606:4700::1", "2a00::1"],
                "a private network",
            ),
            (
                ["fe80::1", "febf::1"],
                ["2606:4700::1", "2a00::1"],
                "the local link",
            ),
            (
                ["ff02::1", "ff0e::1"],
                ["2606:4700::1", "2a00::1"],
                "multicast",
            ),
            (
                ["::2", "4000::"],
                ["3ffe::1", "2000::"],
                "a reserved network",
            ),
            (
                ["64:ff9b:1::1", "fec0::1"],
                ["2606:4700::1", "2a00::1"],
                "a reserved network",
            ),
            (
                ["::1", "::ffff:127.0.0.1"],
                ["::ffff:8.8.8.8", "2a00::1"],
                "this machine",
            ),
            (
                ["64:ff9b::10.0.0.1", "2002:a00:1::1"],
                ["64:ff9b::8.8.8.8", "2002:808:808::"],
                "a private network",
            ),
        ] {
            assert_eq!(inside.map(named), [Some(name); 2], "{inside:?}");
            assert_eq!(outside.map(named), [None; 2], "{outside:?}");
        }
    }

    #[test]
    fn what_is_meant_as_an_address_is_known() {
        let read =
            |text| typed(text).map(|read| read.map(|url| url.to_string()).map_err(|f| f.reason));
        assert_eq!(
            read("HTTPS://News.Example/a?b#c"),
            Some(Ok("https://news.example/a?b".to_owned()))
        );
        assert_eq!(
            read("http://0x7f.1/"),
            Some(Ok("http://127.0.0.1/".to_owned()))
        );
        for path in [
            "notes/a.txt",
            "C:\\a",
            "c://a",
            "a:b",
            "http",
            "12:30.txt",
            "",
            "://a",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
        for other in [
            "ftp://a/b",
            "file:///etc/passwd",
            "gopher://a",
            "data:text/html,a",
            "FTP://a",
        ] {
            assert!(
                read(other).unwrap().unwrap_err().contains("is not read"),
                "{other}"
            );
        }
        assert!(
            read("http://")
                .unwrap()
                .unwrap_err()
                .contains("is not an address")
        );
        let secret = read("https://ann:secret@news.example/")
            .unwrap()
            .unwrap_err();
        assert!(
            secret.contains("a user name or a password") && !secret.contains("secret"),
            "{secret}"
        );
    }
}

//! Who may come in.
//!
//! A page of another site that a person has open can send requests to this machine, and a name that resolves to it
//! can make them look like its own. So a request has to call this machine by a name of its own (`Host`), and what it
//! says of where it comes from (`Origin`) has to be this server. Both are looked at before anything is read of a body.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use super::doorway::Reached;
use super::problem::Problem;
use crate::error::{Error, Kind, Result};

/// What has to be said to come in.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Token(…)")
    }
}

impl Token {
    /// A shorter one can be guessed.
    const LEAST: usize = 16;

    /// The token in a text, without the white space around it.
    ///
    /// Fails with `Kind::Usage` if it is too short, or cannot be sent.
    pub fn new(text: &str) -> Result<Token> {
        let text = text.trim();
        let hint = "write one, for example with `openssl rand -hex 16`";
        if text.chars().count() < Token::LEAST {
            let message = format!("the token has fewer than {} characters", Token::LEAST);
            return Err(Error::new(Kind::Usage, message).hint(hint));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "the token has characters that cannot be sent";
            return Err(Error::new(Kind::Usage, message).hint(hint));
        }
        Ok(Token(text.to_owned()))
    }

    /// Whether these headers have it: as a bearer's token, or as the password that a browser asks for.
    pub fn is_in(&self, headers: &HeaderMap) -> bool {
        let Some(given) = headers
            .get(header::AUTHORIZATION)
            .map(HeaderValue::as_bytes)
        else {
            return false;
        };
        let Some(space) = given.iter().position(|byte| *byte == b' ') else {
            return false;
        };
        let (scheme, rest) = given.split_at(space);
        let rest = rest.trim_ascii();
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return self.is(rest);
        }
        if !scheme.eq_ignore_ascii_case(b"basic") {
            return false;
        }
        let decoded = STANDARD.decode(rest).unwrap_or_default();
        let colon = decoded.iter().position(|byte| *byte == b':');
        colon.is_some_and(|colon| self.is(&decoded[colon + 1..]))
    }

    /// Compares without telling by its time how much of it is right.
    fn is(&self, given: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(given).into()
    }
}

/// A name or an address that a machine is called by, as a request has it.
///
/// Fails with what to write instead of something else, such as an address of the web.
pub fn host(name: &str) -> Result<String, String> {
    let name = match name.parse::<Ipv6Addr>() {
        Ok(address) => format!("[{address}]"),
        Err(_) => name.to_owned(),
    };
    let host = url::Host::parse(&name).map(|host| host.to_string());
    // No machine is called by a star.
    let host = host.ok().filter(|host| !host.contains('*'));
    host.ok_or_else(|| "write `news.example`, without `http://` and port".to_owned())
}

/// Whom a server lets in.
#[derive(Debug, Clone)]
pub struct Guard {
    address: SocketAddr,
    hosts: Vec<String>,
    token: Option<Token>,
}

impl Guard {
    /// Of a server at `address`, which may be called by these names as well.
    pub fn new(address: SocketAddr, hosts: &[String], token: Option<Token>) -> Guard {
        Guard {
            address,
            hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            token,
        }
    }

    /// Whether a request may come in that has `reached` this address of the machine.
    fn check(&self, uri: &Uri, headers: &HeaderMap, reached: IpAddr) -> Result<(), Problem> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (host, more) = (hosts.next(), hosts.next());
        let host = host.and_then(|host| host.to_str().ok());
        let named = uri.authority().map(|authority| authority.as_str());
        let is_own = match (host, named) {
            (Some(host), None) => self.is_own(host, reached),
            (Some(host), Some(named)) => host == named && self.is_own(host, reached),
            (None, _) => false,
        };
        if !is_own || more.is_some() {
            return Err(forbidden("this server is not called so: `Host`"));
        }
        for origin in headers.get_all(header::ORIGIN) {
            let own = origin.to_str().ok().and_then(authority_of);
            // The host is this server's, as was seen above.
            if own.is_none() || own != host {
                return Err(forbidden(
                    "requests of other sites are not answered: `Origin`",
                ));
            }
        }
        match &self.token {
            Some(token) if !token.is_in(headers) => Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "the token is missing or wrong",
            )
            .hint("send `Authorization: Bearer TOKEN`, or the token as the password")),
            _ => Ok(()),
        }
    }

    /// Whether `host:port` is this server.
    fn is_own(&self, authority: &str, reached: IpAddr) -> bool {
        let Some((host, port)) = split(authority) else {
            return false;
        };
        if self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)) {
            // A server before this one may have another port.
            return true;
        }
        port.unwrap_or(80) == self.address.port() && is_own_host(host, reached)
    }
}

/// Whether a host is the address that was reached. All loopback addresses are one.
fn is_own_host(host: &str, reached: IpAddr) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let reached = reached.to_canonical();
    match address.parse::<IpAddr>() {
        Ok(_) if address.contains(':') != host.starts_with('[') => false,
        Ok(ip) => ip == reached || reached.is_loopback() && ip.is_loopback(),
        Err(_) => reached.is_loopback() && host.eq_ignore_ascii_case("localhost"),
    }
}

/// A host and its port, where there is one.
fn split(authority: &str) -> Option<(&str, Option<u16>)> {
    if authority.contains(['@', '/', ',', ' ']) {
        return None;
    }
    let after_address = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[after_address..].rfind(':') {
        Some(colon) => {
            let (host, port) = authority.split_at(after_address + colon);
            let port = &port[1..];
            let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
            Some((host, Some(port.parse().ok().filter(|_| is_number)?)))
        }
        None => Some((authority, None)),
    }
}

fn authority_of(origin: &str) -> Option<&str> {
    let rest = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))?;
    Some(rest)
}

fn forbidden(message: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "forbidden", message)
}

/// The longest address that is read, in bytes.
const LONGEST_ADDRESS: usize = 16 << 10;

/// Sets the guard before every door.
pub fn before(doors: Router, guard: Guard) -> Router {
    doors.layer(from_fn_with_state(Arc::new(guard), checked))
}

/// Says of a request that it had the token of the server, which is asked of those that change something.
#[derive(Debug, Clone, Copy)]
pub struct Trusted;

async fn checked(State(guard): State<Arc<Guard>>, mut request: Request, next: Next) -> Response {
    let reached = request.extensions().get::<Reached>();
    let reached = reached.map_or(guard.address, |reached| reached.0).ip();
    if let Err(problem) = guard.check(request.uri(), request.headers(), reached) {
        let mut response = problem.into_response();
        if response.status() == StatusCode::UNAUTHORIZED {
            // A browser asks a person for it.
            let basic = HeaderValue::from_static("Basic realm=\"newshound\", charset=\"UTF-8\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, basic);
        }
        return response;
    }
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        // Servers do not agree on where a body ends that says it in two ways, and after it another request begins.
        let message = "the length of a body has to be said: `Content-Length`";
        let problem = Problem::new(StatusCode::LENGTH_REQUIRED, "length_required", message);
        let close = [(header::CONNECTION, "close")];
        return (close, problem).into_response();
    }
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |all| all.as_str().len());
    if length > LONGEST_ADDRESS {
        let message = format!("the address is longer than {LONGEST_ADDRESS} bytes");
        let problem = Problem::new(StatusCode::URI_TOO_LONG, "too_large", message);
        return problem
            .hint("send the question as the body of a POST")
            .into_response();
    }
    // Without it, the check has failed.
    if guard.token.is_some() {
        request.extensions_mut().insert(Trusted);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(address: &str, hosts: &[&str]) -> Guard {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        Guard::new(address.parse().unwrap(), &hosts, None)
    }

    #[test]
    fn a_server_is_called_by_its_own_names_alone() {
        let own = guard("127.0.0.1:7411", &[]);
        let is_own = |guard: &Guard, host: &str| guard.is_own(host, guard.address.ip());
        for host in [
            "127.0.0.1:7411",
            "localhost:7411",
            "LOCALHOST:7411",
            "[::1]:7411",
            "127.0.0.2:7411",
        ] {
            assert!(is_own(&own, host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "localhost:80",
            "127.0.0.1",
            "evil.example:7411",
            "localhost.evil.example:7411",
            "0.0.0.0:7411",
            "::1:7411",
            "[::]:7411",
            "[127.0.0.1]:7411",
            "a@localhost:7411",
            "localhost:7411,evil.example",
            "localhost:7411 ",
            "127.1:7411",
            "localhost.:7411",
            "[::ffff:127.0.0.1]:7411",
        ] {
            assert!(!is_own(&own, host), "{host}");
        }
        let named = guard("192.0.2.7:8080", &["News.example"]);
        for host in [
            "192.0.2.7:8080",
            "news.example",
            "news.example:443",
            "NEWS.example:8080",
        ] {
            assert!(is_own(&named, host), "{host}");
        }
        for host in [
            "localhost:8080",
            "127.0.0.1:8080",
            "news.example.org",
            "192.0.2.7",
            "192.0.2.7:+8080",
        ] {
            assert!(!is_own(&named, host), "{host}");
        }
        let everywhere = guard("[::]:8080", &[]);
        for (host, reached, is_own) in [
            ("192.0.2.7:8080", "192.0.2.7", true),
            ("192.0.2.7:8080", "::ffff:192.0.2.7", true),
            ("[2001:db8::7]:8080", "2001:db8::7", true),
            ("localhost:8080", "127.0.0.1", true),
            ("localhost:8080", "192.0.2.7", false),
            ("192.0.2.8:8080", "192.0.2.7", false),
            ("news.example:8080", "192.0.2.7", false),
            ("[::]:8080", "::1", false),
        ] {
            let reached = reached.parse().unwrap();
            assert_eq!(everywhere.is_own(host, reached), is_own, "{host}");
        }
    }

    #[test]
    fn a_name_is_no_address_of_the_web() {
        for (given, name) in [
            ("News.example", "news.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("192.0.2.7", "192.0.2.7"),
            ("2001:DB8::7", "[2001:db8::7]"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(host(given).unwrap(), name);
        }
        for given in [
            "",
            "http://news.example/",
            "news.example:80",
            "a b",
            "news.example/",
            "a@b",
            "*",
            "*.example",
        ] {
            assert!(host(given).is_err(), "{given}");
        }
    }

    #[test]
    fn an_origin_is_this_server_by_the_name_that_the_request_calls_it() {
        let own = guard("127.0.0.1:7411", &[]);
        let check = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            own.check(&Uri::from_static("/"), &headers, own.address.ip())
                .map_err(|problem| problem.status.as_u16())
        };
        assert_eq!(check("localhost:7411", None), Ok(()));
        assert_eq!(
            check("localhost:7411", Some("http://localhost:7411")),
            Ok(())
        );
        for origin in [
            "null",
            "",
            "http://evil.example",
            "http://localhost",
            "http://127.0.0.1:7411",
            "http://localhost:7412",
            "file://",
            "http://localhost:7411.evil.example",
            "localhost:7411",
            "http://localhost:7411/",
        ] {
            assert_eq!(check("localhost:7411", Some(origin)), Err(403), "{origin}");
        }
        assert_eq!(check("evil.example", None), Err(403));
    }

    #[test]
    fn a_token_is_a_bearers_or_the_password_of_a_person() {
        let token = Token::new(" 0123456789abcdef\n").unwrap();
        let is_in = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            token.is_in(&headers)
        };
        assert!(is_in("Bearer 0123456789abcdef"));
        assert!(is_in("bearer 0123456789abcdef"));
        assert!(is_in(&format!(
            "Basic {}",
            STANDARD.encode("ann:0123456789abcdef")
        )));
        for wrong in [
            "0123456789abcdef",
            "Bearer",
            "Bearer 0123456789abcde",
            "Bearer 0123456789abcdeff",
            "Basic ==",
        ] {
            assert!(!is_in(wrong), "{wrong}");
        }
        assert!(!token.is_in(&HeaderMap::new()));
        assert!(Token::new("short").is_err());
        assert!(Token::new("0123456789 abcdef").is_err());
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}

//! The records of WARC 1.1 as they are written: a header of named fields, a block, two line ends, packed by itself.

use std::io::{self, Read, Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::web::Exchange;

type Fields = Vec<(&'static str, String)>;

/// Says which program wrote the file.
pub fn info(out: &mut impl Write, file: &str, at: Timestamp) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let block = format!(
        "software: newshound/{version}\r\nformat: WARC File Format 1.1\r\n\
         conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    );
    let block = block.as_bytes();
    let digest = Sha256::digest(block);
    let fields = vec![
        ("WARC-Type", "warcinfo".to_owned()),
        ("WARC-Record-ID", id(&[file.as_bytes(), &digest])),
        ("WARC-Date", at.to_string()),
        ("WARC-Filename", file.to_owned()),
        ("WARC-Block-Digest", labelled(&digest)),
        ("Content-Type", "application/warc-fields".to_owned()),
    ];
    record(out, fields, &mut &*block, block.len() as u64)
}

/// An answer, and then the request for it.
pub fn exchange(out: &mut impl Write, exchange: &mut Exchange) -> io::Result<()> {
    let (block, payload, length) = digests(exchange)?;
    let request = Sha256::digest(&exchange.request);
    let address = exchange.address.as_str();
    let date = exchange.at.to_string();
    let parts = [address.as_bytes(), date.as_bytes(), &block];
    let answer_id = id(&[&parts[..], &[b"response"]].concat());
    let mut fields = vec![
        ("WARC-Type", "response".to_owned()),
        ("WARC-Record-ID", answer_id.clone()),
        ("WARC-Target-URI", address.to_owned()),
        ("WARC-Date", date.clone()),
    ];
    if let Some(ip) = exchange.ip {
        fields.push(("WARC-IP-Address", ip.to_string()));
    }
    let http = |kind: &str| format!("application/http; msgtype={kind}");
    fields.extend([
        ("WARC-Block-Digest", labelled(&block)),
        ("WARC-Payload-Digest", labelled(&payload)),
        ("Content-Type", http("response")),
    ]);
    let asked = vec![
        ("WARC-Type", "request".to_owned()),
        ("WARC-Record-ID", id(&[&parts[..], &[b"request"]].concat())),
        ("WARC-Target-URI", address.to_owned()),
        ("WARC-Date", date),
        ("WARC-Concurrent-To", answer_id),
        ("WARC-Block-Digest", labelled(&request)),
        ("Content-Type", http("request")),
    ];
    exchange.response.seek(SeekFrom::Start(0))?;
    record(out, fields, &mut exchange.response, length)?;
    let request = &*exchange.request;
    record(out, asked, &mut &*request, request.len() as u64)
}

/// The digests of a response and of what follows its header, and its size.
fn digests(exchange: &mut Exchange) -> io::Result<(Vec<u8>, Vec<u8>, u64)> {
    let (mut block, mut payload) = (Sha256::new(), Sha256::new());
    exchange.response.seek(SeekFrom::Start(0))?;
    let mut buffer = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        let count = exchange.response.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        let header = exchange.header.saturating_sub(length).min(count as u64) as usize;
        block.update(&buffer[..count]);
        payload.update(&buffer[header..count]);
        length += count as u64;
    }
    Ok((
        block.finalize().to_vec(),
        payload.finalize().to_vec(),
        length,
    ))
}

fn record(
    out: &mut impl Write,
    fields: Fields,
    block: &mut impl Read,
    length: u64,
) -> io::Result<()> {
    let mut packed = GzEncoder::new(out, Compression::default());
    packed.write_all(b"WARC/1.1\r\n")?;
    for (name, value) in fields {
        write!(packed, "{name}: {value}\r\n")?;
    }
    write!(packed, "Content-Length: {length}\r\n\r\n")?;
    if io::copy(&mut block.take(length), &mut packed)? < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    packed.write_all(b"\r\n\r\n")?;
    packed.finish()?;
    Ok(())
}

/// A record's id: a UUID of version 8 (RFC 9562) from a hash of what the record is.
fn id(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (a, b, c) = (&hex[..8], &hex[8..12], &hex[12..16]);
    format!("<urn:uuid:{a}-{b}-{c}-{}-{}>", &hex[16..20], &hex[20..])
}

/// A digest with its algorithm, in base 32 (RFC 4648) as web archives have it.
fn labelled(digest: &[u8]) -> String {
    format!("sha256:{}", base32(digest))
}

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(5) {
        let mut bits = [0; 8];
        bits[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(bits);
        let letters = (group.len() * 8).div_ceil(5);
        for at in 0..8 {
            let letter = LETTERS[(bits >> (35 - 5 * at) & 31) as usize];
            text.push(if at < letters {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_the_rfc() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), expected);
        }
    }
}

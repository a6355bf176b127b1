//! Halves of characters in the strings of JSON: `\ud83d` without its other half is no character.

/// The same JSON with U+FFFD for each half that is alone; `None` if there is none.
pub(super) fn mended(json: &str) -> Option<String> {
    let mut mended = String::new();
    // How far it is copied.
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &json.as_bytes()[at..]) {
        at += found;
        at += match (half(json, at), half(json, at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(_), _) => {
                mended.push_str(&json[copied..at]);
                mended.push_str("\\ufffd");
                copied = at + ESCAPE;
                ESCAPE
            }
            // The sign after a backslash begins no escape.
            (None, _) => 2.min(json.len() - at),
        };
    }
    mended.push_str(&json[copied..]);
    (copied > 0).then_some(mended)
}

/// The length of `\ud83d`.
const ESCAPE: usize = 6;

/// The half of a character that is written at this place.
fn half(json: &str, at: usize) -> Option<u32> {
    let bytes = json.as_bytes().get(at..at + ESCAPE)?;
    let digits = bytes.strip_prefix(b"\\u")?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (is_hex && (0xd800..=0xdfff).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn halves_that_are_alone_are_replaced() {
        let alone = r#"{"text": "a \ud83d b \udc00\ud83d\ude00 \\ud83d"}"#;
        let mended = mended(alone).unwrap();
        assert_eq!(
            mended,
            r#"{"text": "a \ufffd b \ufffd\ud83d\ude00 \\ud83d"}"#
        );
        assert_eq!(super::mended(&mended), None);
        assert_eq!(super::mended("\\"), None);
    }
}

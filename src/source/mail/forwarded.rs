//! A letter that was handed on within another one, as mail programs write it: a line, a few headers, the letter.

/// A letter within the text of another one.
pub(super) struct Forwarded<'a> {
    pub subject: Option<String>,
    pub from: Option<String>,
    pub date: Option<String>,
    pub text: &'a str,
    /// Whether something was written before it.
    pub has_preface: bool,
}

/// The lines that begin such a letter, in small letters, without their dashes.
const MARKS: &[&str] = &[
    "begin forwarded message",
    "forwarded message",
    "mensaje reenviado",
    "message transféré",
    "messaggio inoltrato",
    "original message",
    "weitergeleitete nachricht",
];

/// The headers that such a letter has, in the languages of the marks.
const SUBJECTS: &[&str] = &["asunto", "betreff", "objet", "oggetto", "subject"];
const SENDERS: &[&str] = &["da", "de", "from", "von"];
const DATES: &[&str] = &["data", "date", "datum", "fecha", "gesendet", "sent"];
const OTHERS: &[&str] = &["a", "an", "cc", "para", "reply-to", "to", "à"];

/// The letter that was handed on, if most of the text is one. `is_forward` says that the subject calls it so.
pub(super) fn find(text: &str, is_forward: bool) -> Option<Forwarded<'_>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let is_mark = mark(line).is_some_and(|mark| is_forward || mark != "original message");
        if is_mark && let Some(found) = headers(&text[end..]) {
            let is_most = found.text.len() > at;
            let has_preface = !text[..at].trim().is_empty();
            return is_most.then_some(Forwarded {
                has_preface,
                ..found
            });
        }
        at = end;
    }
    None
}

fn mark(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches(['>', ' ']);
    let plain = line.trim_matches(|c: char| c == '-' || c == ':' || c.is_whitespace());
    let is_marked = line.len() > plain.len() + 1;
    let plain = plain.to_lowercase();
    let mark = MARKS.iter().find(|mark| **mark == plain)?;
    is_marked.then_some(*mark)
}

/// Reads the headers at the beginning of a text; blank lines may part them.
fn headers(text: &str) -> Option<Forwarded<'_>> {
    let mut found = Forwarded {
        subject: None,
        from: None,
        date: None,
        text,
        has_preface: false,
    };
    let (mut at, mut count) = (0, 0);
    for line in text.split_inclusive('\n') {
        let plain = line.trim_start_matches(['>', ' ']).replace('*', "");
        let (name, value) = plain.split_once(':').unwrap_or(("", ""));
        let name = name.trim().to_lowercase();
        let value = value.trim().to_owned();
        let is = |names: &[&str]| names.contains(&&*name);
        match () {
            () if plain.trim().is_empty() => {}
            () if is(SUBJECTS) => found.subject = Some(value),
            () if is(SENDERS) => found.from = Some(value),
            () if is(DATES) => found.date = Some(value),
            () if is(OTHERS) => {}
            () => break,
        }
        at += line.len();
        count += usize::from(!plain.trim().is_empty());
    }
    found.text = text[at..].trim();
    (count >= 2 && found.from.is_some()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_found_where_it_is_most_of_the_text() {
        let text = "Worth a read.\n\n---------- Forwarded message ---------\nFrom: *Jane Doe* <jane@a.org>\nDate: Tue, Jan 21, 2025 at 10:30 AM\nSubject: Chips act\nTo: <b@a.org>\n\n\nThe act was signed today.";
        let found = find(text, false).expect("a letter");
        assert_eq!(found.subject.as_deref(), Some("Chips act"));
        assert_eq!(found.from.as_deref(), Some("Jane Doe <jane@a.org>"));
        assert_eq!(found.text, "The act was signed today.");
        assert!(found.has_preface);
        assert!(find("---- Original Message ----\nFrom: a\nTo: b\nText", false).is_none());
        assert!(find("Forwarded message\nFrom: a\nTo: b\nText", true).is_none());
        assert!(find("--- Forwarded message ---\nand no headers", true).is_none());
    }
}

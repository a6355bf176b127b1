//! One letter to one article and the documents attached to it.

use std::io::Cursor;

use mail_parser::{HeaderName, Message, MimeHeaders};

use super::super::charset::Decoded;
use super::super::extracted::Extracted;
use super::super::html;
use super::super::limits::Bounds;
use super::super::members::{self, Member};
use super::super::turn::turn;
use super::part::{self, Part, Parts};
use super::{address, clean, forwarded, head};

/// What a letter holds.
pub(super) struct Letter {
    /// Its own article or why it has none; nothing where it only carries another letter.
    pub article: Option<Result<Extracted, String>>,
    pub members: Vec<Member>,
}

pub(super) const NO_TEXT: &str = "the mail holds no text";

/// Reads a letter. `is_cut_off` says that the file ends within it.
pub(super) fn read(bytes: &[u8], is_cut_off: bool, bounds: &Bounds) -> Letter {
    let _turn = turn(bytes.len());
    let bytes = head::with_line_feeds(bytes);
    let decoded = head::decoded(head::split(&bytes).0);
    let headers = head::parsed(&decoded);
    let mut parts = part::parts(&bytes, bounds);
    if is_cut_off && parts.list.last().is_some_and(|part| !is_text(part)) {
        parts.list.pop();
    }
    if is_report(&headers, &parts) {
        return Letter {
            article: Some(Err(
                "the mail is a delivery report and no article".to_owned()
            )),
            members: Vec::new(),
        };
    }
    let (bodies, attached): (Vec<_>, Vec<_>) =
        parts.list.iter().partition(|part| is_body(part, &parts));
    let mut extracted = Extracted::default();
    let text = text(&bodies, &headers, &mut extracted);
    claim(&headers, &mut extracted);
    if parts.has_more {
        let note = "the mail has too many parts; those after the first were left out";
        extracted.notes.push(note.to_owned());
    }
    let members: Vec<Member> = attached
        .iter()
        .enumerate()
        .filter_map(|(at, part)| member(at + 1, part, &extracted))
        .collect();
    let carries_letter = attached.iter().any(|part| part.kind == "message/rfc822");
    if carries_letter && text.trim().len() < BARELY {
        let article = None;
        return Letter { article, members };
    }
    let article = match &*parts.kind {
        _ if !text.trim().is_empty() => {
            extracted.text(text, "body");
            Some(Ok(extracted))
        }
        "multipart/encrypted" | "application/pkcs7-mime" | "application/x-pkcs7-mime" => {
            Some(Err("the mail is encrypted".to_owned()))
        }
        _ if members.is_empty() => Some(Err(NO_TEXT.to_owned())),
        _ => None,
    };
    Letter { article, members }
}

/// The text of a letter that carries another one is shorter than this if it says nothing itself.
const BARELY: usize = 20;

fn is_text(part: &Part) -> bool {
    part.kind.starts_with("text/") || part.kind.starts_with("multipart/")
}

/// Whether a part is for reading: a text that is no file, or all that there is.
fn is_body(part: &Part, parts: &Parts) -> bool {
    if parts.list.len() == 1 && is_text(part) {
        return true;
    }
    let is_file = part.is_attached || part.name.is_some() || part.kind == "text/rtf";
    part.kind.starts_with("text/") && !is_file && !is_beside(&part.kind)
}

fn is_beside(kind: &str) -> bool {
    BESIDE.iter().any(|begin| kind.starts_with(begin))
}

/// Whether a program tells that a letter did not arrive.
fn is_report(headers: &Message, parts: &Parts) -> bool {
    let sender = headers.from().and_then(|from| from.first());
    let sender = sender.and_then(|first| first.address()).unwrap_or_default();
    let sender = sender.to_ascii_lowercase();
    let subject = headers.subject().unwrap_or_default().to_ascii_lowercase();
    let is_failure = REPORTS.iter().any(|report| subject.starts_with(report));
    let of_daemon = sender.starts_with("mailer-daemon") || sender.starts_with("postmaster");
    let has_status = parts
        .list
        .iter()
        .any(|part| part.kind == "message/delivery-status");
    parts.kind == "multipart/report" || has_status || of_daemon && is_failure
}

/// How the subjects of such letters begin, in small letters.
const REPORTS: &[&str] = &[
    "delivery failure",
    "delivery notification",
    "delivery status",
    "failure notice",
    "mail delivery",
    "returned mail",
    "undeliverable",
    "undelivered",
    "warning: could not send",
    "warning: message",
];

/// The headers as claims.
fn claim(headers: &Message, extracted: &mut Extracted) {
    let subject = headers.subject().unwrap_or_default();
    extracted.title(without_noise(subject, headers), "header Subject");
    if let Some((name, from)) = address::sender(headers) {
        extracted.outlet(&name, from);
    }
    match headers.date().filter(|date| date.is_valid()) {
        Some(date) => extracted.date_text(&date.to_rfc3339(), "header Date"),
        None => extracted.date_text(
            headers.header_raw("Date").unwrap_or_default(),
            "header Date",
        ),
    }
    extracted.key(
        headers.message_id().unwrap_or_default(),
        "header Message-ID",
    );
    let lang = headers.content_language().as_text();
    extracted.lang(lang.unwrap_or_default(), "header Content-Language");
    let archived = headers.header_raw("Archived-At").unwrap_or_default();
    extracted.url(
        archived.trim().trim_matches(['<', '>']),
        "header Archived-At",
    );
    let keywords = headers.header(HeaderName::Keywords);
    let keywords = keywords.and_then(|said| match said.as_text_list() {
        Some(list) => Some(list.iter().map(ToString::to_string).collect()),
        None => said.as_text().map(|text| vec![text.to_owned()]),
    });
    let keywords: Vec<String> = keywords.unwrap_or_default();
    extracted.tags(keywords, "header Keywords");
}

/// A subject without the marks of answers, and without the name of its list in brackets.
fn without_noise<'a>(subject: &'a str, headers: &Message) -> &'a str {
    let list = headers
        .header_raw("List-ID")
        .unwrap_or_default()
        .to_lowercase();
    let mut rest = subject.trim();
    loop {
        let lower = rest.to_ascii_lowercase();
        let mark = MARKS.iter().find(|mark| lower.starts_with(**mark));
        let name = rest.strip_prefix('[').and_then(|name| name.split_once(']'));
        let shorter = match (mark, name) {
            (Some(mark), _) => &rest[mark.len()..],
            (None, Some((name, after)))
                if !list.is_empty() && list.contains(&name.to_lowercase()) =>
            {
                after
            }
            _ => return rest,
        };
        if shorter.trim().is_empty() {
            return rest;
        }
        rest = shorter.trim_start();
    }
}

const MARKS: &[&str] = &["aw:", "fw:", "fwd:", "re:", "wg:"];

/// The text for reading of all parts; of alternatives the one that holds it whole.
fn text(bodies: &[&Part], headers: &Message, extracted: &mut Extracted) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut rest = bodies;
    let is_forward = headers.subject().is_some_and(|subject| {
        let lower = subject.trim_start().to_ascii_lowercase();
        ["fw:", "fwd:", "wg:"]
            .iter()
            .any(|mark| lower.starts_with(mark))
    });
    while let Some(first) = rest.first() {
        let same = |part: &&&Part| first.choice.is_some() && part.choice == first.choice;
        let length = rest.iter().take_while(same).count().max(1);
        let (group, after) = rest.split_at(length);
        let text = group_text(group, is_forward, extracted);
        if !text.is_empty() {
            texts.push(text);
        }
        rest = after;
    }
    texts.join("\n\n")
}

/// How much of the words of the plain text its HTML has to have to be taken for it.
const MOST_WORDS: f64 = 0.6;

/// How much of all the words of a page its article has to have.
const FEW_WORDS: f64 = 0.3;

fn group_text(group: &[&Part], is_forward: bool, extracted: &mut Extracted) -> String {
    let (pages, plain): (Vec<_>, Vec<_>) = group.iter().partition(|part| part.kind == "text/html");
    let mut read = |parts: Vec<&&Part>, clean: fn(&Part, &str) -> String| {
        let mut texts = Vec::new();
        for part in parts {
            match part.text() {
                Some(Decoded { text, note }) => {
                    extracted.notes.extend(note);
                    texts.push(clean(part, &text));
                }
                None => extracted.notes.push(format!(
                    "a part of the kind `{}` is in no known character set",
                    part.kind
                )),
            }
        }
        texts.retain(|text| !text.trim().is_empty());
        texts.join("\n\n")
    };
    let whole = read(plain, plain_text);
    let page = read(pages, |_, text| text.to_owned());
    let everything = html::markup::text(&page).unwrap_or_default();
    let handed_on =
        forwarded::find(&whole, is_forward).or_else(|| forwarded::find(&everything, is_forward));
    let article = html::article(&page).unwrap_or_default();
    let article = clean::unframed(&article);
    let (in_article, in_plain, in_page) = (words(&article), words(&whole), words(&everything));
    let is_whole = in_article >= in_plain * MOST_WORDS && in_article >= in_page * FEW_WORDS;
    if let Some(letter) = &handed_on {
        claim_forwarded(letter, extracted);
    }
    let after_headers =
        |text: &str| forwarded::find(text, is_forward).map(|letter| letter.text.to_owned());
    match handed_on {
        _ if is_whole && in_article > 0.0 => after_headers(&article).unwrap_or(article),
        Some(letter) => clean::unframed(letter.text),
        None if in_plain > 0.0 => whole,
        None => clean::unframed(&everything),
    }
}

fn words(text: &str) -> f64 {
    text.split_whitespace().count() as f64
}

fn plain_text(part: &Part, text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = match part.is_flowed {
        true => clean::unflowed(&text, part.has_soft_blanks),
        false => text,
    };
    let text = clean::untracked(clean::unsigned(&text));
    clean::unframed(text.trim())
}

/// A letter that was handed on says of itself who wrote it and when.
fn claim_forwarded(letter: &forwarded::Forwarded, extracted: &mut Extracted) {
    const FROM: &str = "forwarded message";
    let subject = letter.subject.as_deref().unwrap_or_default();
    extracted.title(subject, FROM);
    let sender = letter.from.as_deref().and_then(address::name);
    extracted.outlet(&sender.unwrap_or_default(), FROM);
    extracted.date_text(letter.date.as_deref().unwrap_or_default(), FROM);
    if letter.has_preface {
        let note = "what was written before the forwarded message was left out";
        extracted.notes.push(note.to_owned());
    }
}

/// Kinds that lie beside what is for reading, by how they begin.
const BESIDE: &[&str] = &[
    "application/ics",
    "application/ms-tnef",
    "application/pgp",
    "application/pkcs7",
    "application/x-pkcs7",
    "audio/",
    "font/",
    "image/",
    "message/delivery-status",
    "message/disposition",
    "message/external-body",
    "message/partial",
    "multipart/",
    "text/calendar",
    "text/css",
    "text/rfc822-headers",
    "text/vcard",
    "text/x-amp-html",
    "text/x-vcard",
    "video/",
];

/// And by how their names end.
const BESIDE_NAMES: &[&str] = &[
    ".asc",
    ".ics",
    ".p7m",
    ".p7s",
    ".sig",
    ".vcf",
    "winmail.dat",
];

/// A document that is attached. Where it says nothing itself, who sent it and when is said of it.
fn member(number: usize, part: &Part, extracted: &Extracted) -> Option<Member> {
    let name = part.name.as_deref().map(members::shown).unwrap_or_default();
    let lower = name.to_lowercase();
    if is_beside(&part.kind) || BESIDE_NAMES.iter().any(|end| lower.ends_with(end)) {
        return None;
    }
    let is_letter = part.kind == "message/rfc822";
    let name = match &*name {
        "" if is_letter => format!("message {number}.eml"),
        "" => format!("part {number}"),
        _ => name,
    };
    let content = match part.text() {
        // What is text is handed on as it is meant: a document does not know how a letter was sent.
        Some(decoded) if part.kind.starts_with("text/") => decoded.text.into_bytes(),
        _ => part.bytes(),
    };
    if content.trim_ascii().is_empty() {
        return None;
    }
    let mut member = Member::new(name, Cursor::new(content));
    if !is_letter {
        member
            .said
            .article
            .about
            .outlet
            .clone_from(&extracted.article.about.outlet);
        member.said.article.about.date = extracted.article.about.date;
        let origins = extracted.origins.iter();
        let origins = origins.filter(|origin| matches!(origin.field, "outlet" | "date"));
        member.said.origins = origins.cloned().collect();
    }
    Some(member)
}

//! Mail in bytes that no case can hold: other ends of lines and character sets, damage, sizes.

use std::io::Cursor;

use newshound::record::Problem;
use newshound::source::{self, Extracted, Limits};

fn read(bytes: impl Into<Vec<u8>>) -> Vec<Result<Extracted, Problem>> {
    let limits = Limits::default().with("page=4KB".parse().expect("a limit"));
    let limits = limits.with("entries=50".parse().expect("a limit"));
    match source::read_within(Box::new(Cursor::new(bytes.into())), "letter", limits) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

/// The texts of the articles, and the problems among them.
fn texts(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let shown = |record: Result<Extracted, Problem>| match record {
        Ok(found) => found.article.text,
        Err(problem) => format!("problem: {}", problem.reason),
    };
    read(bytes).into_iter().map(shown).collect()
}

const HEAD: &str = "From: Jane <jane@a.example>\nSubject: Chips\nMessage-ID: <1@a.example>\n";

fn letter(content: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{HEAD}MIME-Version: 1.0\nContent-Type: {content}\n\n");
    [head.as_bytes(), body].concat()
}

#[test]
fn lines_may_end_with_carriage_returns_alone() {
    let letter = format!("{HEAD}\nOne line.\nAnother.\n");
    for ends in ["\n", "\r\n", "\r"] {
        assert_eq!(texts(letter.replace('\n', ends)), ["One line.\nAnother."]);
    }
}

#[test]
fn sound_utf_8_is_that_then_counts_what_is_stated() {
    for (stated, bytes, expected) in [
        ("us-ascii", "für KI".as_bytes(), "für KI"),
        ("iso-8859-2", b"przyj\xb1\xb3", "przyjął"),
        ("utf-8", b"f\xfcr die Regulierung", "für die Regulierung"),
        ("utf-16le", b"A\0I\0", "AI"),
        ("utf-7", b"f+APw-r KI", "für KI"),
        ("iso-2022-jp", b"AI \x1b$B5,@)\x1b(B", "AI 規制"),
        ("no-such-set", b"plain \0text", "plain text"),
    ] {
        let content = format!("text/plain; charset={stated}");
        assert_eq!(texts(letter(&content, bytes)), [expected], "{stated}");
    }
    let raw = b"From: J\xfcrgen <j@a.example>\nSubject: Gesetz f\xfcr KI\nTo: a\nDate: x\n\nText";
    let found = read(raw.to_vec()).remove(0).expect("an article");
    assert_eq!(found.article.about.outlet.as_deref(), Some("Jürgen"));
    assert_eq!(found.article.about.title.as_deref(), Some("Gesetz für KI"));
}

#[test]
fn a_letter_of_nothing_but_a_picture_is_a_problem() {
    for kind in ["image/png", "application/octet-stream; name=a.bin"] {
        let picture = letter(kind, b"\x89PNG\r\n\x1a\n\0\0");
        assert_eq!(texts(picture), ["problem: the mail holds no text"]);
    }
}

#[test]
fn wherever_a_letter_is_cut_off_its_text_is_read() {
    let body = "--b\nContent-Type: multipart/alternative; boundary=bb\n\n--bb\n\nThe text.\n--bb\nContent-Type: text/html\n\n<p>The text.</p>\n--bb--\n--b\nContent-Type: image/png\n\nx\n--b--\n";
    let whole = letter("multipart/mixed; boundary=b", body.as_bytes());
    let first = whole.len() - body.len() + body.find("The text.").expect("it") + 9;
    for end in first..=whole.len() {
        let found = texts(&whole[..end]);
        assert!(found[0].starts_with("The t"), "{end}: {found:?}");
    }
}

#[test]
fn of_a_letter_that_is_too_large_the_beginning_is_read() {
    let large = "A long text. ".repeat(1000);
    let found = texts(letter("text/plain", large.as_bytes()));
    assert!(found[0].starts_with("A long text. A"), "{found:?}");
    let why = "problem: the mail is larger than 4 KB, the most that is read of one; the rest of it is left out";
    assert_eq!(found[1], why);
    let envelope = "From jane@a.example Tue Jan 21 10:30:00 2025\n";
    let mailbox = format!("{envelope}{HEAD}\n{large}\n\n{envelope}{HEAD}\nThe next.\n");
    let found = read(mailbox);
    assert_eq!(found.len(), 3);
    let problem = found[1].as_ref().expect_err("a problem");
    assert_eq!((problem.record, &*problem.reason), (Some(2), &why[9..]));
    assert_eq!(found[2].as_ref().expect("it").article.text, "The next.");
}

#[test]
fn parts_without_number_or_bottom_are_bounded() {
    let many = "--b\n\nx\n".repeat(500);
    let found = texts(letter("multipart/mixed; boundary=b", many.as_bytes()));
    assert_eq!(found.len(), 1);
    let letter_within = "Content-Type: message/rfc822\n\nFrom: a@a.example\nTo: b\nSubject: c\n";
    let found = texts(format!("{HEAD}{}", letter_within.repeat(30)));
    let last = found.last().expect("a problem");
    assert!(
        last.ends_with("it lies in more than 5 documents that hold others"),
        "{last}"
    );
    let deep: String = (0..40)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"))
        .collect();
    assert_eq!(texts(format!("{HEAD}{deep}\ntext")).len(), 1);
}

//! Mail without number, bottom or end.

use std::io::{Cursor, Read};

use super::{again, read, read_within};

const HEAD: &str =
    "From: Jane <jane@a.example>\nTo: b@a.example\nSubject: Chips\nMessage-ID: <1@a.example>\n";

const LETTER: &str = "From jane@a.example Tue Jan 21 10:30:00 2025\nFrom: Jane <jane@a.example>\nTo: b@a.example\nSubject: Chips\nMessage-ID: <1@a.example>\n\nThe text.\n\n";

#[test]
fn a_mailbox_may_have_any_number_of_letters() {
    let found = read_within("list.mbox", again(LETTER, 60), &["entries=50"]);
    assert_eq!(found, ["The text."; 60]);
}

#[test]
fn a_mailbox_of_one_letter_without_end() {
    let mailbox = Cursor::new(LETTER)
        .chain(std::io::repeat(b'x').take(50_000_000))
        .chain(Cursor::new("\n\n"))
        .chain(again(LETTER, 1));
    let found = read("list.mbox", mailbox);
    assert_eq!(found.len(), 3);
    assert_eq!(found[2], "The text.");
}

#[test]
fn parts_without_number() {
    let multipart = |boundary: &str| {
        format!(
            "{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\n\n"
        )
    };
    for (boundary, part, times) in [
        ("", "--\n", 300_000),
        ("b", "--b\n", 300_000),
        ("b", "--b\n\nx\n", 30_000),
        ("b", "--b\nContent-Type: text/html\n\n<p>x\n", 5_000),
        (
            "b",
            "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
            15_000,
        ),
        (
            "b",
            "--b\nContent-Type: message/rfc822\n\nFrom: a@a.example\nTo: b\nSubject: c\n",
            4_000,
        ),
    ] {
        let letter = Cursor::new(multipart(boundary)).chain(again(part, times));
        assert!(!read("a.eml", letter).is_empty(), "{part}");
    }
}

#[test]
fn headers_without_number() {
    for (header, times) in [
        ("Subject: a\n", 500_000),
        ("Received: from b\n", 500_000),
        (" folded\n", 1_000_000),
        ("To: a@a.example,\n b@a.example,\n", 300_000),
        ("Subject: =?utf-8?Q?=41?=\n =?utf-8?Q?=41?=\n", 300_000),
        ("(", 2_000_000),
        ("Content-Type: multipart/mixed; a=b;\n c=d;\n", 100_000),
    ] {
        let letter = Cursor::new(HEAD)
            .chain(again(header, times))
            .chain(Cursor::new("\n\nThe text.\n"));
        assert!(!read("a.eml", letter).is_empty(), "{header}");
    }
}

#[test]
fn texts_of_signs_alone() {
    for piece in [
        "> ",
        ">",
        "---------- Forwarded message ---------\nFrom: a\n",
        "\n-- \n",
        "https://",
        "=\n",
        "&lt;",
        "Subject: a\n",
    ] {
        let letter = Cursor::new(HEAD)
            .chain(Cursor::new("Content-Type: text/plain; format=flowed\n\n"))
            .chain(again(piece, 50_000));
        assert!(!read("a.eml", letter).is_empty(), "{piece}");
    }
}

//! Prose that begins as a format does.

use std::io::Cursor;

use newshound::source;

#[test]
fn prose_is_no_format() {
    let rest = "\n\nThe committee said on Tuesday that it will look at the models again, and that all of them count.\n";
    for start in [
        "From here on, the act applies to all of them.",
        "From 10:30 on Tuesday 2025 they sat.",
        "Subject: the models of all large firms",
        "To: whom it may concern\nDate: today\nSubject: the models",
        "{Editor's note: this was changed.}",
        "{ braces } begin it",
        "[Editor's note: this was changed.]",
        "[1] They said so.\n[2] They did.",
        "[\"We will not\"], he said",
        "< 5 km from here, > 6 km from there",
        "<3 models",
        "PK is a name, and so is AI.",
        "WARC/ARC archives are a way to keep pages.",
        "%PDF is how a PDF begins",
        "Chips, models, rules\nand more, of course, too\n",
        "title, text, and the rest",
        "Date, title, text: what a clipping has",
        "---\nA rule above.\n---\nAnd below.",
        "+++ Breaking +++ The committee met",
        "BMW, \u{e9}t\u{e9} and others sell a great many cars in a great many countries \u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
        "GIF89 is an old format of pictures that people still say much about \u{e9}\u{e9}\u{e9}\u{e9}",
        "ID3 tags say what a song is",
        "filedesc: is how ARC begins",
        "7z is a packer",
        "sep= is how some tables begin",
        "BZh is how bzip2 begins",
        "HTTP/1.1 200 OK is what a server says",
        "MIME-Version: 1.0 is a header",
        "RIFF",
        "SQLite format 3 is what a database begins with",
    ] {
        let text = format!("{start}{rest}");
        let read = source::read(Box::new(Cursor::new(text)), "story.txt");
        let mut read = read.unwrap_or_else(|problem| panic!("{start}: {}", problem.reason));
        assert_eq!(read.format().to_string(), "plain text", "{start}");
        let text = read.next().expect("it").expect("an article").article.text;
        assert!(text.contains("The committee said"), "{start}");
    }
    let words = |letter: &str| {
        let text = format!("BMW{}{rest}", letter.repeat(40));
        source::read(Box::new(Cursor::new(text)), "a.txt").map(|read| read.count())
    };
    for shift in ["\u{e9}", "a\u{e9}", "\u{20ac}", "a\u{20ac}", "\u{1f600}"] {
        assert_eq!(words(shift), Ok(1), "{shift}");
    }
}

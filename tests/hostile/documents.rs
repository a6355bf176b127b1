//! Office documents, tables, rich text, Markdown and PDFs that lie, nest or never end.

use std::io::{Cursor, Read, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{again, read, read_within, zipped};

fn docx(document: &str, others: &[(&str, &str)]) -> Cursor<Vec<u8>> {
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", document),
    ];
    parts.extend(others);
    zipped(&parts)
}

const BODY: &str = "<document><body><p><r><t>Text.</t></r></p></body></document>";

#[test]
fn relations_that_lead_nowhere_or_back() {
    for target in [
        "word/document.xml",
        "nowhere.xml",
        "_rels/.rels",
        "../../etc/passwd",
        "/word/document.xml",
        "http://a.example/b.xml",
        "",
    ] {
        let relations = format!(
            "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"{target}\"/></Relationships>"
        );
        let found = read("a.docx", docx(BODY, &[("_rels/.rels", &relations)]));
        let expected = match target {
            "_rels/.rels" => "problem: the document holds no text",
            _ => "Text.",
        };
        assert_eq!(found, [expected], "{target}");
    }
    let types =
        "<Types><Override PartName=\"/word/document.xml\" ContentType=\"image/png\"/></Types>";
    let lying = zipped(&[("[Content_Types].xml", types), ("word/document.xml", BODY)]);
    assert_eq!(read("a.docx", lying), ["Text."]);
}

#[test]
fn a_document_of_one_letter() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options)
        .expect("a part");
    zip.start_file("word/document.xml", options)
        .expect("a part");
    zip.write_all(b"<document><body><p><r><t>")
        .expect("written");
    std::io::copy(&mut std::io::repeat(b'x').take(200_000_000), &mut zip).expect("written");
    let zip = zip.finish().expect("a ZIP archive").into_inner();
    let found = read("a.docx", Cursor::new(zip));
    for problem in &found {
        assert!(problem.starts_with("problem: "), "{problem:.300}");
    }
    assert!(!found.is_empty());
}

#[test]
fn documents_that_nest() {
    for nested in [
        "<p>",
        "<tbl><tr><tc>",
        "<r><t>",
        "<txbxContent><p><r><t>a",
        "<sdt><sdtContent>",
        "</x>",
        "<p/>",
        "<x a='b'>",
        "<footnoteReference id=\"1\"/>",
        "&#1;",
        "&",
        "<!--",
        "<![CDATA[",
    ] {
        let document = format!("<document><body>{}", nested.repeat(100_000));
        assert!(!read("a.docx", docx(&document, &[])).is_empty(), "{nested}");
    }
    for nested in [
        "<list><list-item><p>a",
        "<table-row><table-cell><p>a",
        "<note><note-body><p>a",
        "<span>",
        "<section>",
        "</x>",
    ] {
        let content = format!("<document-content><body><text>{}", nested.repeat(100_000));
        let odt = zipped(&[
            ("mimetype", ""),
            ("content.xml", &content),
            ("META-INF/manifest.xml", ""),
        ]);
        assert!(!read("a.odt", odt).is_empty(), "{nested}");
    }
}

#[test]
fn a_book_of_very_many_chapters() {
    let (mut items, mut order) = (String::new(), String::new());
    let names: Vec<String> = (0..20_000).map(|at| format!("{at}.xhtml")).collect();
    for name in &names {
        items += &format!("<item id=\"{name}\" href=\"{name}\"/>");
        order += &format!("<itemref idref=\"{name}\"/>");
    }
    let list = format!("<package><manifest>{items}</manifest><spine>{order}</spine></package>");
    let mut parts = vec![
        (
            "META-INF/container.xml",
            "<container><rootfile full-path=\"book.opf\"/></container>",
        ),
        ("book.opf", &*list),
    ];
    parts.extend(
        names
            .iter()
            .map(|name| (&**name, "<html><body><p>x</p></body></html>")),
    );
    let found = read("a.epub", zipped(&parts));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("x\n\nx\n\nx"));
}

#[test]
fn rich_text_that_nests_and_lies() {
    for piece in [
        "{",
        "}",
        "{\\*",
        "{\\footnote ",
        "\\'",
        "\\u-1 ",
        "\\bin999999999 x",
        "\\bin-1 x",
        "\\intbl\\cell ",
        "\\trowd\\intbl\\row ",
        "{\\fonttbl{\\f0 ",
        "\\uc99999999999 \\u1 ",
        "\\",
    ] {
        let text = Cursor::new("{\\rtf1 Text. ").chain(again(piece, 300_000));
        assert!(!read("a.rtf", text).is_empty(), "{piece}");
    }
}

#[test]
fn markdown_that_nests() {
    for piece in [
        "> ",
        "* ",
        "[",
        "![",
        "](",
        "**a ",
        "*a_ ",
        "`",
        "``` ",
        "<",
        "<!--",
        "\n> - ",
        "# ",
        "&",
        "\\",
        "|a",
        "[a](<b",
        "<a href=\"",
        "1. ",
        "\t",
        "[a]: b\n",
        "[a][",
        "~~a ",
        "---\n",
        "- a\n  ",
    ] {
        let text = Cursor::new("# A heading\n\n").chain(again(piece, 200_000));
        assert!(!read("a.md", text).is_empty(), "{piece}");
    }
    for front in [
        "a: [",
        "a: {",
        "- ",
        "? ",
        "a:\n ",
        "a: &a *a ",
        "a = [",
        "a.a",
        "[a.",
        "[[a]]\n",
    ] {
        for fence in ["---\n", "+++\n"] {
            let text = format!(
                "{fence}title: a\n{}\n{fence}Text.",
                front.repeat(30_000 / front.len())
            );
            assert!(!read("a.md", Cursor::new(text)).is_empty(), "{front}");
        }
    }
}

#[test]
fn a_table_of_a_million_columns() {
    let wide = Cursor::new("title,text\n")
        .chain(again("a,", 1_000_000))
        .chain(Cursor::new("\nb,Two.\n"));
    let found = read("a.csv", wide);
    assert_eq!(found.last().map(String::as_str), Some("Two."));
    let header = Cursor::new("title,text,")
        .chain(again("a,", 1_000_000))
        .chain(Cursor::new("\nb,Two.\n"));
    assert!(!read("a.csv", header).is_empty());
    let known = Cursor::new("title,text,")
        .chain(again("text,", 9_000))
        .chain(Cursor::new("\n"))
        .chain(again("b,Two.\n", 2_000));
    assert!(!read("a.csv", known).is_empty());
    let blank = Cursor::new("title,text\na,b\n").chain(again(",\n", 1_000_000));
    assert_eq!(read("a.csv", blank), ["b"]);
}

/// A PDF of these objects.
fn pdf(objects: impl IntoIterator<Item = String>) -> Cursor<Vec<u8>> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    bytes.extend(b"trailer\n<</Root 1 0 R/Size 9>>\n%%EOF\n");
    Cursor::new(bytes)
}

#[test]
fn pdfs_that_lead_back_to_themselves() {
    newshound::source::isolated_by(env!("CARGO_BIN_EXE_newshound"));
    let catalogue = || "<</Type/Catalog/Pages 2 0 R>>".to_owned();
    for pages in [
        "<</Type/Pages/Count 1/Kids[2 0 R]>>",
        "<</Type/Pages/Count 1/Kids[1 0 R]>>",
        "<</Type/Pages/Count 999999999/Kids[3 0 R 3 0 R 3 0 R]/Parent 2 0 R>>",
        "<</Type/Pages/Count -1/Kids 2 0 R>>",
        "2 0 R",
    ] {
        let page =
            "<</Type/Page/Parent 3 0 R/Contents[3 0 R 4 0 R]/Resources 3 0 R/MediaBox 3 0 R>>"
                .to_owned();
        let objects = [
            catalogue(),
            pages.to_owned(),
            page,
            "<</Length 4 0 R>>\nstream\nBT ET\nendstream".to_owned(),
        ];
        assert!(!read("a.pdf", pdf(objects)).is_empty(), "{pages}");
    }
    let deep = format!("<</Type/Pages/Kids{}", "[".repeat(100_000));
    assert!(!read("a.pdf", pdf([catalogue(), deep])).is_empty());
    let many = std::iter::once(catalogue()).chain((0..300_000).map(|_| "<</A[1 2 3]>>".to_owned()));
    assert!(!read_within("a.pdf", pdf(many), &["memory=200MB", "seconds=5"]).is_empty());
}

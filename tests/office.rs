//! Documents of office programs and books, each built of the parts that matter in a few lines.

use std::io::{Cursor, Write};

use newshound::record::Problem;
use newshound::source::{self, Extracted};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP archive of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

fn read(name: &str, bytes: Vec<u8>) -> Vec<Result<Extracted, Problem>> {
    match source::read(Box::new(Cursor::new(bytes)), name) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

#[track_caller]
fn only(name: &str, bytes: Vec<u8>) -> Extracted {
    let mut records = read(name, bytes);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).expect("an article")
}

#[track_caller]
fn refused(name: &str, bytes: Vec<u8>) -> String {
    let mut records = read(name, bytes);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).expect_err("a problem").reason
}

/// A Word document of this body, and of other parts.
fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &*body),
    ];
    parts.extend(others);
    zipped(&parts)
}

/// A paragraph of a Word document.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[track_caller]
fn docx_reads(body: &str, expected: &str) {
    assert_eq!(
        only("a.docx", docx(body, &[])).article.text,
        expected,
        "{body}"
    );
}

#[test]
fn the_text_of_a_word_document() {
    docx_reads(
        &[p("The bill passed."), p("It &amp; others.")].concat(),
        "The bill passed.\n\nIt & others.",
    );
    docx_reads(
        "<w:p><w:r><w:t>state</w:t><w:noBreakHyphen/><w:t>of the</w:t><w:tab/><w:t>art</w:t>\
         <w:br/><w:t>line</w:t><w:softHyphen/><w:t>up</w:t></w:r></w:p>",
        "state-of the art\nlineup",
    );
    // Line ends between elements are no text.
    docx_reads(
        "<w:p>\n <w:r>\n <w:t>regu</w:t>\n </w:r>\n <w:r><w:t>lation</w:t></w:r>\n</w:p>",
        "regulation",
    );
}

#[test]
fn what_a_word_document_does_not_say_is_left_out() {
    docx_reads(
        "<w:p><w:ins><w:r><w:t>kept</w:t></w:r></w:ins>\
         <w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t> shown</w:t></w:r>\
         <w:r><w:instrText>HYPERLINK \"x\"</w:instrText></w:r>\
         <w:r><w:commentReference w:id=\"1\"/></w:r></w:p>\
         <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Click \
         here</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "kept shown",
    );
}

#[test]
fn a_text_box_is_read_once_after_its_paragraph() {
    let boxed = p("Boxed.");
    docx_reads(
        &format!(
            "<w:p><w:r><w:t>Be</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wps:txbx>\
             <w:txbxContent>{boxed}</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:pict>\
             <w:txbxContent>{boxed}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>\
             <w:r><w:t>fore.</w:t></w:r></w:p>{}",
            p("After.")
        ),
        "Before.\n\nBoxed.\n\nAfter.",
    );
}

#[test]
fn notes_come_after_the_paragraph_that_refers_to_them() {
    let notes = format!(
        "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote>\
         <w:footnote w:id=\"2\">{}{}</w:footnote></w:footnotes>",
        p("line"),
        p("Note one."),
        p("Its second paragraph.")
    );
    let ends = format!(
        "<w:endnotes><w:endnote w:id=\"2\">{}</w:endnote></w:endnotes>",
        p("At the end.")
    );
    let body = format!(
        "<w:p><w:r><w:t>A claim</w:t><w:footnoteReference w:id=\"2\"/><w:t>, and so on.</w:t>\
         <w:endnoteReference w:id=\"2\"/></w:r></w:p>{}",
        p("More.")
    );
    let parts = [
        ("word/footnotes.xml", &*notes),
        ("word/endnotes.xml", &*ends),
    ];
    assert_eq!(
        only("a.docx", docx(&body, &parts)).article.text,
        "A claim, and so on.\n\nNote one.\n\nIts second paragraph.\n\nAt the end.\n\nMore."
    );
}

#[test]
fn rows_are_lines_and_a_table_for_layout_is_none() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let long = "A release in a letterhead. ".repeat(30);
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("a"), cell("b")]));
    let body = [
        p("Before."),
        format!(
            "<w:tbl>{}{}</w:tbl>",
            row(&[cell("Agency"), cell(""), cell("Rule")]),
            row(&[
                cell("NIST"),
                format!("<w:tc>{}{}</w:tc>", p("Risk"), p("framework"))
            ])
        ),
        p("Between."),
        format!(
            "<w:tbl>{}</w:tbl>",
            row(&[
                cell("LOGO"),
                format!(
                    "<w:tc>{}{}{inner}{}</w:tc>",
                    p("One."),
                    p(&long),
                    p("Last.")
                )
            ])
        ),
    ];
    docx_reads(
        &body.concat(),
        &format!(
            "Before.\n\nAgency | Rule\nNIST | Risk framework\n\nBetween.\n\nLOGO\n\nOne.\n\n{}\n\n\
             a | b\n\nLast.",
            long.trim()
        ),
    );
}

#[test]
fn lists_of_a_word_document() {
    let item = |list: &str, level: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>\
             </w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"7\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"(%2)\"/></w:lvl>\
        </w:abstractNum><w:abstractNum w:abstractNumId=\"8\">\
        <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"*\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>\
        <w:num w:numId=\"2\"><w:abstractNumId w:val=\"8\"/></w:num>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\">\
        <w:startOverride w:val=\"1\"/></w:lvlOverride></w:num></w:numbering>";
    let body = [
        p("Rules:"),
        item("1", "0", "First"),
        item("1", "1", "inner"),
        item("1", "0", "Second"),
        p("And:"),
        item("2", "0", "point"),
        item("2", "0", "point"),
        p("Anew:"),
        item("3", "0", "First"),
        item("9", "0", "In no list"),
    ];
    let found = only(
        "a.docx",
        docx(&body.concat(), &[("word/numbering.xml", numbering)]),
    );
    assert_eq!(
        found.article.text,
        "Rules:\n\n1. First\n(a) inner\n2. Second\n\nAnd:\n\npoint\npoint\n\nAnew:\n\n1. First\n\nIn no list"
    );
}

const CORE: &str = "<cp:coreProperties><dc:title>TITLE</dc:title><dc:creator>Jane Doe; John Roe</dc:creator>\
    <cp:keywords>AI, chips</cp:keywords><dcterms:created>2025-01-21T10:00:00Z</dcterms:created>\
    <dcterms:modified>2025-01-22T10:00:00Z</dcterms:modified></cp:coreProperties>";

fn titled(title: &str) -> Extracted {
    let core = CORE.replace("TITLE", title);
    let style = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>New rules for AI</w:t></w:r></w:p>";
    let body = format!("{style}{}", p("They apply."));
    only("rules.docx", docx(&body, &[("docProps/core.xml", &*core)]))
}

#[test]
fn the_properties_of_a_document_as_far_as_they_are_believed() {
    let found = titled("Rules for chips");
    let about = &found.article.about;
    assert_eq!(about.title.as_deref(), Some("Rules for chips"));
    assert_eq!(found.article.text, "New rules for AI\n\nThey apply.");
    assert_eq!(about.authors, ["Jane Doe", "John Roe"]);
    assert_eq!(about.tags, ["AI", "chips"]);
    assert_eq!(found.notes, ["the date is a guess: the file was made then"]);
    for junk in ["", "Microsoft Word - x.doc", "Document1", "rules"] {
        let found = titled(junk);
        let title = found.article.about.title.as_deref();
        assert_eq!(title, Some("New rules for AI"), "{junk}");
        assert_eq!(found.article.text, "They apply.");
    }
}

#[test]
fn the_date_of_a_document() {
    let date = |created: &str, modified: &str, text: &str| {
        let core = CORE
            .replace("2025-01-21T10:00:00Z", created)
            .replace("2025-01-22T10:00:00Z", modified);
        let found = only("a.docx", docx(&p(text), &[("docProps/core.xml", &*core)]));
        let date = found.article.about.date.map(|date| date.to_string());
        (date, found.notes.join("; "))
    };
    let (created, modified) = ("2025-01-21T10:00:00Z", "2025-01-22T10:00:00Z");
    let (found, note) = date(created, modified, "Chips.");
    assert_eq!(found.as_deref(), Some(created));
    assert_eq!(note, "the date is a guess: the file was made then");
    // What the text says goes first.
    let said = date(created, modified, "January 3, 2025");
    assert_eq!(said, (Some("2025-01-03".to_owned()), String::new()));
    // A letter that is written over an old one was not written when the old one was.
    let (found, note) = date("2009-05-01T10:00:00Z", modified, "Chips.");
    assert_eq!(found, None);
    assert_eq!(
        note,
        "no date: the file was made on 2009-05-01 and changed on 2025-01-22"
    );
    for never in ["1601-01-01T00:00:00Z", "2013-12-23T23:15:00Z", "yesterday"] {
        assert_eq!(date(never, never, "Chips.").0, None, "{never}");
    }
}

const CONTAINER: (&str, &str) = (
    "META-INF/container.xml",
    "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>",
);

fn chapter(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><html><head><title/></head><body>{body}</body></html>")
}

#[test]
fn a_book_is_read_in_its_order() {
    let list = "<package><metadata><dc:title>The Book of Chips</dc:title><dc:creator>Jane Doe</dc:creator>\
        <dc:date>2024-05-01</dc:date><dc:language>en-GB</dc:language><dc:publisher>Press</dc:publisher></metadata>\
        <manifest><item id=\"nav\" href=\"nav.xhtml\" properties=\"nav\"/><item id=\"b\" href=\"text/b%20c.xhtml\"/>\
        <item id=\"a\" href=\"text/a.xhtml\"/><item id=\"x\" href=\"text/x.xhtml\"/></manifest>\
        <spine><itemref idref=\"nav\"/><itemref idref=\"b\"/><itemref idref=\"x\" linear=\"no\"/>\
        <itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
    let first = chapter(
        "<h1>One</h1><p>Chips<a epub:type=\"noteref\" href=\"#n\">1</a> are\nsmall.<br/>Very.</p>\
         <ol start=\"3\"><li><p>three</p></li><li>four<ul><li>inner</li></ul></li></ol>\
         <table><tr><td>a</td><td>b</td></tr></table><script/><p>End.</p>\
         <aside epub:type=\"footnote\" id=\"n\"><p>The note.<a role=\"doc-backlink\">^</a></p></aside>",
    );
    let found = only(
        "book.epub",
        zipped(&[
            ("mimetype", "application/epub+zip"),
            CONTAINER,
            ("OPS/book.opf", list),
            ("OPS/nav.xhtml", &chapter("<p>Contents</p>")),
            ("OPS/text/x.xhtml", &chapter("<p>Aside</p>")),
            ("OPS/text/a.xhtml", &chapter("<p>Two.</p>")),
            ("OPS/text/b c.xhtml", &first),
        ]),
    );
    assert_eq!(
        found.article.text,
        "One\n\nChips are small.\nVery.\n\nThe note.\n\n3. three\n4. four\ninner\n\na | b\n\nEnd.\n\nTwo."
    );
    let about = &found.article.about;
    assert_eq!(about.title.as_deref(), Some("The Book of Chips"));
    assert_eq!(about.outlet.as_deref(), Some("Press"));
    assert_eq!(about.lang.as_deref(), Some("en-gb"));
    assert_eq!(
        about.date.map(|date| date.to_string()).as_deref(),
        Some("2024-05-01")
    );
}

#[test]
fn a_book_with_a_chapter_missing_gives_the_rest_and_a_problem() {
    let list = "<package><manifest><item id=\"a\" href=\"a.xhtml\"/><item id=\"b\" href=\"b.xhtml\"/></manifest>\
        <spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>";
    let a = chapter("<p>Here.");
    let read = read(
        "book.epub",
        zipped(&[CONTAINER, ("OPS/book.opf", list), ("OPS/a.xhtml", &a)]),
    );
    assert_eq!(read[0].as_ref().expect("an article").article.text, "Here.");
    assert_eq!(
        read[1].as_ref().expect_err("a problem").reason,
        "its part `OPS/b.xhtml`: it is not there"
    );
    assert_eq!(read.len(), 2);
}

/// An OpenDocument text of this content.
fn odt(styles: &str, body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>\
         <office:text>{body}</office:text></office:body></office:document-content>"
    );
    let meta = "<office:meta><meta:initial-creator>Jane Doe</meta:initial-creator><meta:keyword>AI</meta:keyword>\
        <dc:language>de-DE</dc:language></office:meta>";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &content),
        ("meta.xml", meta),
        ("META-INF/manifest.xml", "<manifest/>"),
    ])
}

#[test]
fn the_text_of_an_opendocument_text() {
    let styles = "<style:style style:name=\"P1\" style:parent-style-name=\"Title\"/>\
        <style:style style:name=\"T1\"><style:text-properties text:display=\"none\"/></style:style>\
        <text:list-style style:name=\"L1\"><text:list-level-style-number text:level=\"1\" style:num-suffix=\".\" \
        style:num-format=\"1\" text:start-value=\"2\"/><text:list-level-style-bullet text:level=\"2\"/></text:list-style>";
    let body = "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>\
        <text:table-of-content><text:p>contents</text:p></text:table-of-content>\
        <text:p text:style-name=\"P1\">New rules</text:p>\
        <text:p>Two<text:s text:c=\"9\"/>words<text:span text:style-name=\"T1\">hidden</text:span><text:note>\
        <text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note> \
        and more<office:annotation><text:p>comment</text:p></office:annotation>.</text:p>\
        <text:list text:style-name=\"L1\"><text:list-item><text:p>two</text:p><text:list><text:list-item>\
        <text:p>inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>three</text:p>\
        </text:list-item></text:list>\
        <table:table><table:table-row><table:table-cell table:number-columns-repeated=\"99999999\"><text:p>a</text:p>\
        </table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>\
        <text:p><draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame>End.</text:p>";
    let found = only("a.odt", odt(styles, body));
    assert_eq!(
        found.article.text,
        "Two words and more.\n\nThe note.\n\n2. two\ninner\n3. three\n\na | b\n\nEnd.\n\nBoxed."
    );
    assert_eq!(found.article.about.title.as_deref(), Some("New rules"));
    assert_eq!(found.article.about.lang.as_deref(), Some("de-de"));
    let heading =
        "<text:p text:style-name=\"Heading_20_1\">A heading</text:p><text:p>Text.</text:p>";
    let found = only("a.odt", odt("", heading));
    assert_eq!(found.article.about.title.as_deref(), Some("A heading"));
    assert_eq!(found.article.about.tags, ["AI"]);
}

#[track_caller]
fn rtf_reads(text: &str, expected: &str) {
    let found = only("a", format!("{{\\rtf1\\ansi {text}}}").into_bytes());
    assert_eq!(found.article.text, expected, "{text}");
}

#[test]
fn the_text_of_rich_text() {
    rtf_reads(
        r"One.\par Two \{2\}\'96 \emdash three.\par",
        "One.\n\nTwo {2}– —three.",
    );
    rtf_reads(r"caf\u233?\uc2  and \u-10179??\u-8704??", "café and 😀");
    rtf_reads(
        r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\f1 \'c7\'e0\'ea\'ee\'ed} law",
        "Закон law",
    );
    rtf_reads(
        r#"A {\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}{\v hidden}{\*\unknown no}{\header top}{\deleted gone}."#,
        "A link.",
    );
    rtf_reads(
        r"A claim{\super 1}{\footnote\pard\plain The note.} holds.\par Next.",
        "A claim1 holds.\n\nThe note.\n\nNext.",
    );
    rtf_reads(
        r"\pard{\listtext\pard\plain 1.\tab}\pard first\par{\listtext 2.\tab}second\par\pard{\listtext\'b7\tab}point\par",
        "1. first\n2. second\npoint",
    );
    rtf_reads(
        r"Before.\par\trowd\cellx1\cellx2\pard\intbl a\cell\pard\intbl b\cell\row\trowd\pard\intbl c\cell d\cell\row\pard After.",
        "Before.\n\na | b\nc | d\n\nAfter.",
    );
    rtf_reads(
        r"Text{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard Boxed.\par}}{\shprslt Boxed.}}.\par",
        "Text.\n\nBoxed.",
    );
    rtf_reads(
        "Before {\\pict\\bin5 }}}}}0a}after{\\upr{old}{\\*\\ud{new}}}",
        "Before afternew",
    );
}

#[test]
fn the_properties_of_rich_text() {
    let text = r"{\rtf1{\stylesheet{\s0 Normal;}{\s9 Title;}}{\info{\title Document1}{\author Jane Doe}{\company X}
        {\creatim\yr2025\mo1\dy21\hr9\min5}}\pard\s9 New rules\par\pard They apply.\par}";
    let found = only("a.rtf", text.as_bytes().to_vec());
    assert_eq!(found.article.about.title.as_deref(), Some("New rules"));
    assert_eq!(found.article.about.authors, ["Jane Doe"]);
    assert_eq!(found.article.text, "They apply.");
    let date = found.article.about.date.map(|date| date.to_string());
    assert_eq!(date.as_deref(), Some("2025-01-21"));
}

#[test]
fn what_is_left_of_a_damaged_document_is_read() {
    let cut = docx(
        "<w:p><w:r><w:t>Here.</w:t></w:r></w:p><w:p><w:r><w:t>Cut &lt",
        &[],
    );
    let found = read("a.docx", cut);
    let text = &found[0].as_ref().expect("an article").article.text;
    assert!(text.starts_with("Here.\n\nCut"), "{text}");
    let cut = read("a.rtf", b"{\\rtf1 Here.\\par Cut {\\b of".to_vec());
    assert_eq!(
        cut[0].as_ref().expect("an article").article.text,
        "Here.\n\nCut of"
    );
    assert_eq!(
        cut[1].as_ref().expect_err("a problem").reason,
        "the rich text is cut off"
    );
    // A sum that is wrong is found after all of the text was read.
    let body = p("Some text that is long enough to be packed, and long enough again. ").repeat(9);
    let mut spoiled = docx(&body, &[]);
    let crc = spoiled
        .windows(17)
        .position(|part| part == b"word/document.xml")
        .expect("a part");
    let list = spoiled
        .windows(4)
        .rposition(|part| part == b"PK\x01\x02")
        .expect("a list");
    for at in [crc - 16, list + 16] {
        spoiled[at] ^= 0xff;
    }
    let found = read("a.docx", spoiled);
    assert!(found[0].is_ok() && found[1].is_err(), "{found:?}");
}

#[test]
fn hostile_documents_have_bounds() {
    // However often a note is referred to, it is written once.
    let notes = format!(
        "<w:footnotes><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        p("Note.")
    );
    let body = "<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>".repeat(1000);
    let found = only("a.docx", docx(&body, &[("word/footnotes.xml", &*notes)]));
    assert_eq!(found.article.text.matches("Note.").count(), 1);
    // Tables in tables, boxes in boxes, groups in groups.
    for tag in ["w:tr", "w:txbxContent", "w:p", "w:sdt"] {
        let deep = format!("{}{}", format!("<{tag}>").repeat(100_000), p("Deep."));
        assert!(!read("a.docx", docx(&deep, &[])).is_empty());
    }
    let deep = format!("{{\\rtf1 {}Deep.", "{\\footnote ".repeat(100_000));
    assert_eq!(read("a.rtf", deep.into_bytes()).len(), 2);
    let rows = format!("{{\\rtf1 {}Deep.}}", "{\\footnote\\intbl ".repeat(100_000));
    assert!(!read("a.rtf", rows.into_bytes()).is_empty());
    let lying = read("a.rtf", b"{\\rtf1 a\\bin999999999 b}".to_vec());
    assert_eq!(lying[0].as_ref().expect("an article").article.text, "a");
    assert_eq!(
        refused("a.docx", docx("", &[])),
        "the document holds no text"
    );
    assert_eq!(
        refused("a.rtf", b"{\\rtf1 {\\info}}".to_vec()),
        "the document holds no text"
    );
    let slides = zipped(&[
        ("ppt/presentation.xml", "<p/>"),
        ("ppt/slides/slide1.xml", "<p/>"),
    ]);
    let reason = "the file is a presentation, which is not read; save it as PDF first";
    assert_eq!(refused("a.pptx", slides), reason);
    let sheet = "<office:body><office:spreadsheet/></office:body>";
    let sheet = zipped(&[("content.xml", sheet), ("META-INF/manifest.xml", "")]);
    let reason = "the document is no text; save a table as CSV and anything else as PDF first";
    assert_eq!(refused("a.ods", sheet), reason);
    let locked = zipped(&[
        ("content.xml", "\u{1}\u{2}"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
    ]);
    assert_eq!(
        refused("a.odt", locked),
        "the document is encrypted; save it without a password first"
    );
}

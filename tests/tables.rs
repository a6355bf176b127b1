//! Tables: CSV as many programs write it, and spreadsheets, built of the parts that matter.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use newshound::record::Problem;
use newshound::source::{self, Extracted};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Result<Extracted, Problem>> {
    match source::read(Box::new(Cursor::new(bytes.into())), name) {
        Ok(articles) => articles.collect(),
        Err(problem) => vec![Err(problem)],
    }
}

/// The headlines and texts of a table, or what is wrong with its rows.
fn rows(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let row = |row: Result<Extracted, Problem>| match row {
        Ok(found) => {
            let title = found.article.about.title.unwrap_or_default();
            format!("{title}: {}", found.article.text)
        }
        Err(problem) => problem.reason,
    };
    read(name, bytes).into_iter().map(row).collect()
}

/// The format that a file is taken for.
fn format(name: &str, text: &str) -> String {
    let read = source::read(Box::new(Cursor::new(text.to_owned())), name);
    read.map_or_else(|problem| problem.reason, |read| read.format().to_string())
}

#[test]
fn each_row_is_an_article() {
    let table = "\u{feff}title,text,date,URL,Media Name\r\n\
        \"Chips, again\",\"One.\r\n\r\nTwo \"\"quoted\"\".\",2025-01-21,https://a.eu/1,The Paper\r\n\
        ,,,,\r\n\
        Short\r\n\
        title,text,date,URL,Media Name\r\n\
        More,Three.,21 January 2025,,,and,more\r\n";
    let found = read("export", table);
    let about = &found[0].as_ref().expect("an article").article.about;
    assert_eq!(about.title.as_deref(), Some("Chips, again"));
    assert_eq!(about.outlet.as_deref(), Some("The Paper"));
    assert_eq!(about.url.as_deref(), Some("https://a.eu/1"));
    assert_eq!(
        rows("export", table),
        [
            "Chips, again: One.\r\n\r\nTwo \"quoted\".",
            "no text",
            "More: Three."
        ]
    );
}

#[test]
fn whatever_separates_the_cells() {
    for (name, table) in [
        ("a", "title;text\nOne;A, b, c.\nTwo;D, e, f.\n"),
        ("a", "title\ttext\nOne\tA, b, c.\nTwo\tD, e, f.\n"),
        ("a.csv", "title|text\nOne|A, b, c.\nTwo|D, e, f.\n"),
        (
            "a",
            "sep=;\r\ntitle;text\r\nOne;A, b, c.\r\nTwo;D, e, f.\r\n",
        ),
        (
            "a.csv.gz",
            "title,text\nOne,\"A, b, c.\"\nTwo,\"D, e, f.\"\n",
        ),
    ] {
        assert_eq!(
            rows(name, table),
            ["One: A, b, c.", "Two: D, e, f."],
            "{table}"
        );
    }
    let latin =
        b"title,text\nOne,d\xe9j\xe0 vu, of course\nOne,d\xe9j\xe0 vu\nTwo,voil\xe0\n".to_vec();
    assert_eq!(rows("a.csv", latin.clone())[1], "One: déjà vu");
    let found = read("a.csv", latin);
    assert_eq!(
        found[1].as_ref().expect("an article").notes,
        ["read as windows-1252"]
    );
    let wide: Vec<u8> = "\u{feff}title\ttext\nOne\tÄ.\nTwo\tÖ.\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(rows("a.csv", wide), ["One: Ä.", "Two: Ö."]);
}

#[test]
fn prose_is_no_table() {
    for (name, text) in [
        (
            "a.txt",
            "Title, author, date and text: all of it, they said, is new.\nAnd more, they said.\n",
        ),
        (
            "a",
            "Chips, models, and rules, in that order.\nThey said so, too, on Monday.\n",
        ),
        (
            "a",
            "Date, Author\n\nThe rule, which is new, applies to chips, and models, and more.\n",
        ),
        ("a.txt", "title,text\n"),
    ] {
        assert_eq!(format(name, text), "plain text", "{text}");
    }
    assert_eq!(
        format("a.md", "| title | text |\n|---|---|\n| a | b |\n"),
        "Markdown"
    );
    let articles = "{\"title\": \"a, b\", \"text\": \"c\"}\n{\"title\": \"a\", \"text\": \"c\"}\n";
    assert_eq!(format("a", articles), "JSON Lines");
}

#[test]
fn a_table_without_texts_is_one_problem() {
    // As Media Cloud and GDELT list what they found.
    let mut list = "id,publish_date,title,url,language,media_name\n".to_owned();
    for row in 0..1000 {
        writeln!(
            list,
            "{row},2025-01-21,Chips {row},https://a.eu/{row},en,a.eu"
        )
        .expect("written");
    }
    assert_eq!(
        rows("mediacloud.csv", list),
        [
            "a table of 1000 rows without a column of texts: its columns are `id, publish_date, title, url, language, \
          media_name`; `newshound add --all FILE` fetches the pages at its addresses, or name a column `text` or `body`"
        ]
    );
    assert_eq!(
        rows("votes.csv", "Member,Vote\nDoe,Yes\n"),
        [
            "a table of 1 row without a column of texts: its columns are `Member, Vote`; name a column `text` or `body`"
        ]
    );
}

#[test]
fn what_zotero_writes_is_read() {
    let table = "\"Key\",\"Item Type\",\"Publication Year\",\"Author\",\"Title\",\"Publication Title\",\"Url\",\
        \"Abstract Note\",\"Date\",\"Manual Tags\"\n\
        \"AB12\",\"newspaperArticle\",\"2025\",\"Doe, Jane; Roe, John\",\"Chips\",\"The Paper\",\"https://a.eu/1\",\
        \"The law takes effect.\",\"2025-01-21\",\"ai; chips\"\n";
    let found = read("zotero.csv", table);
    let found = found[0].as_ref().expect("an article");
    let about = &found.article.about;
    assert!(about.is_summary);
    assert_eq!(found.article.text, "The law takes effect.");
    assert_eq!(about.outlet.as_deref(), Some("The Paper"));
    assert_eq!(about.tags, ["ai", "chips"]);
    assert_eq!(
        about.date.map(|date| date.to_string()).as_deref(),
        Some("2025-01-21")
    );
}

#[test]
fn a_quotation_mark_that_is_never_closed_has_a_bound() {
    let start = "title,text\nOne,First.\nTwo,Second.\nThree,\"";
    let input = Cursor::new(start).chain(std::io::repeat(b'x').take(60 << 20));
    let read = source::read(Box::new(input), "a.csv").expect("a table");
    let rows: Vec<_> = read.collect();
    assert_eq!(rows.len(), 3);
    let reason = &rows[2].as_ref().expect_err("a problem").reason;
    assert_eq!(
        reason,
        "a row is longer than 20 MB; a quotation mark in it may never be closed"
    );
}

/// A spreadsheet of sheets with these rows, and of other parts.
fn xlsx(sheets: &[&str], others: &[(&str, &str)]) -> Vec<u8> {
    let (mut list, mut relations) = (String::new(), String::new());
    let mut parts = Vec::new();
    for (rows, number) in sheets.iter().zip(1..) {
        write!(list, "<sheet name=\"S{number}\" r:id=\"r{number}\"/>").expect("written");
        write!(
            relations,
            "<Relationship Id=\"r{number}\" Target=\"worksheets/s{number}.xml\"/>"
        )
        .expect("written");
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/s{number}.xml"), sheet));
    }
    parts.push((
        "xl/workbook.xml".into(),
        format!("<workbook><sheets>{list}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".into(),
        format!("<Relationships>{relations}</Relationships>"),
    ));
    let others = others
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts.into_iter().chain(others) {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A cell with a string in place.
fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
    <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
    <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";

#[test]
fn the_rows_of_a_spreadsheet() {
    let strings = "<sst><si><t>Chips</t></si><si><r><t>One </t></r><r><t>text.</t></r><rPh><t>x</t></rPh></si></sst>";
    let header = [cell("B3", "Title"), cell("C3", "Date"), cell("D3", "Text")].concat();
    let table = format!(
        "<row r=\"1\">{}</row><row r=\"2\"/><row r=\"3\">{header}</row>\
         <row r=\"4\"><c r=\"B4\" t=\"s\"><v>0</v></c><c r=\"C4\" s=\"2\"><v>45678</v></c>\
         <c r=\"D4\" t=\"s\"><v>1</v></c></row>\
         <row r=\"5\"><c r=\"D5\" t=\"str\"><f>CONCAT(1)</f><v>Two &amp; more.</v></c>\
         <c r=\"C5\" s=\"1\"><v>45679.5</v></c></row><row r=\"6\"><c r=\"B6\"><v>7</v></c></row>",
        cell("A1", "Articles of the week")
    );
    let other = format!("<row>{}</row>", cell("A1", "Notes"));
    let book = xlsx(
        &[&other, &table],
        &[("xl/sharedStrings.xml", strings), ("xl/styles.xml", STYLES)],
    );
    let date = |found: &Result<Extracted, Problem>| {
        let found = found.as_ref().expect("an article");
        found.article.about.date.map(|date| date.to_string())
    };
    let found = read("a.xlsx", book.clone());
    assert_eq!(date(&found[0]).as_deref(), Some("2025-01-21"));
    assert_eq!(date(&found[1]).as_deref(), Some("2025-01-22"));
    assert_eq!(
        rows("a.xlsx", book),
        ["Chips: One text.", ": Two & more.", "no text"]
    );
}

#[test]
fn a_spreadsheet_costs_what_is_in_it() {
    let header = [
        cell("A1", "title"),
        cell("B1", "text"),
        cell("XFD1", "date"),
    ]
    .concat();
    let far = format!(
        "<row r=\"1\">{header}</row><row r=\"1048576\">{}{}{}</row>",
        cell("A1048576", "Far"),
        cell("B1048576", "Text."),
        cell("XFD1048576", "out")
    );
    assert_eq!(rows("a.xlsx", xlsx(&[&far], &[])), ["Far: Text."]);
    let many: String = (0..300_000).map(|_| "<c t=\"s\"><v>99</v></c>").collect();
    let wide = format!(
        "<row>{}{}{many}</row><row>{many}</row>",
        cell("A1", "title"),
        cell("B1", "text")
    );
    assert!(read("a.xlsx", xlsx(&[&wide], &[])).is_empty());
    let reason = "a table of 0 rows without a column of texts: its columns are `a`; name a column `text` or `body`";
    let lone = format!("<row>{}</row>", cell("A1", "a"));
    assert_eq!(rows("a.xlsx", xlsx(&[&lone], &[])), [reason]);
    assert_eq!(
        rows("a.xlsx", xlsx(&[], &[])),
        ["the spreadsheet holds no table"]
    );
    let cut = format!(
        "<row>{}{}</row><row>{}<!-- ",
        cell("A1", "title"),
        cell("B1", "text"),
        cell("B2", "Text.")
    );
    assert_eq!(
        rows("a.xlsx", xlsx(&[&cut], &[])),
        [": Text.", "the sheet is damaged or cut off"]
    );
}

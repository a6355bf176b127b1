//! The work of the child: the pages of a PDF as blocks of text.

use std::ops::ControlFlow;

use unpdf::{
    Block, Error, InlineContent, Metadata, Page, PageStreamOptions, Paragraph, ParseEvent,
};
use unpdf::{ParseOptions, PdfParser, Table};

use super::super::limits::Limits;
use super::super::process;
use super::pages::{self, Kind, Pages};
use super::{Read, Reply};

/// What a PDF says, as JSON.
pub(in super::super) fn work(bytes: &[u8], limits: &Limits) -> String {
    let reply = match read(bytes, limits) {
        Ok(read) => Reply::Read(Box::new(read)),
        Err(reason) => Reply::Refused(reason),
    };
    // Writing a plain value as JSON cannot fail.
    serde_json::to_string(&reply).unwrap_or_default()
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Read, String> {
    let start = memchr::memmem::find(bytes, b"%PDF-").unwrap_or(0);
    let bytes = &bytes[start..];
    let options = ParseOptions::new().lenient().sequential();
    let parser = PdfParser::from_bytes_with_options(bytes, options).map_err(|it| reason(&it))?;
    let count = parser.page_count();
    process::allow_pages(count.into(), limits);
    let options = PageStreamOptions {
        parallel: false,
        window_size: 1,
        ..PageStreamOptions::default()
    };
    let mut read = Read::default();
    let (mut pages, mut failed, mut length) = (Pages::new(), 0, 0);
    let mut has_pictures = false;
    let quality = parser.for_each_page(options, |event| {
        match event {
            ParseEvent::DocumentStart { metadata, .. } => claim(&mut read, metadata),
            ParseEvent::PageParsed(page) => {
                has_pictures |= page.image_op_count > 0;
                let blocks = blocks(&page);
                length += blocks.iter().map(|block| block.text.len()).sum::<usize>();
                pages.push(blocks);
            }
            ParseEvent::PageFailed { .. } => failed += 1,
            ParseEvent::Progress { .. } | ParseEvent::DocumentEnd { .. } => {}
        }
        match length as u64 > limits.article.saturating_mul(2) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    quality.map_err(|error| reason(&error))?;
    (read.text, read.heading) = pages::joined(pages);
    if read.text.is_empty() {
        return Err(match (failed, has_pictures) {
            (0, true) => "the PDF is a scan without text; run it through `ocrmypdf` first",
            (0, false) => "the PDF holds no text",
            _ => DAMAGED,
        }
        .to_owned());
    }
    read.problem = (failed > 0).then(|| format!("{failed} of its {count} pages could not be read"));
    Ok(read)
}

const DAMAGED: &str = "the PDF is damaged; `qpdf IN.pdf OUT.pdf` may mend it";

fn reason(error: &Error) -> String {
    match error {
        Error::Encrypted | Error::InvalidPassword => {
            "the PDF is encrypted; remove its password with `qpdf --decrypt` first"
        }
        _ => DAMAGED,
    }
    .to_owned()
}

fn claim(read: &mut Read, metadata: Metadata) {
    read.title = metadata.title;
    read.author = metadata.author;
    read.keywords = metadata.keywords;
    // The hour is that of a clock in an unknown zone; the day is as it is written.
    let day = |moment: &dyn ToString| moment.to_string().chars().take(10).collect();
    read.created = metadata.created.map(|moment| day(&moment));
    read.modified = metadata.modified.map(|moment| day(&moment));
}

fn blocks(page: &Page) -> Vec<pages::Block> {
    let mut blocks = Vec::new();
    for element in &page.elements {
        match element {
            Block::Paragraph(paragraph) => blocks.push(block(paragraph)),
            Block::Table(table) => blocks.extend(rows(table)),
            Block::Code { content } | Block::Raw { content } => blocks.push(pages::Block {
                text: content.clone(),
                kind: Kind::Verbatim,
            }),
            _ => {}
        }
    }
    blocks
}

fn block(paragraph: &Paragraph) -> pages::Block {
    let mut text = paragraph.plain_text();
    let kind = match (&paragraph.style.list_info, paragraph.style.heading_level) {
        (Some(_), _) => Kind::Item,
        (None, Some(level)) => Kind::Heading(level),
        (None, None) => Kind::Paragraph,
    };
    if kind == Kind::Item && !text.starts_with(|c: char| c.is_alphanumeric() || c == '(') {
        text = paragraph.content.iter().map(words).collect();
    }
    pages::Block { text, kind }
}

fn words(content: &InlineContent) -> &str {
    match content {
        InlineContent::Text(run) => &run.text,
        InlineContent::Link { text, .. } => text,
        InlineContent::LineBreak => "\n",
        InlineContent::Image { .. } => "",
    }
}

fn rows(table: &Table) -> impl Iterator<Item = pages::Block> + '_ {
    table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| cell.plain_text());
        let cells: Vec<String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
        pages::Block {
            text: cells.join("\t"),
            kind: Kind::Row,
        }
    })
}

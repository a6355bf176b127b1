//! Sheets of spreadsheets: `.xlsx`. A row is taken apart when it is its turn; columns without a known name cost nothing.

mod cells;

use std::borrow::Cow;
use std::ops::Range;

use super::super::extracted::Extracted;
use super::super::format::Format;
use super::super::input::Input;
use super::super::office::Package;
use super::super::opened::Opened;
use super::super::turn::turn;
use super::super::xml::{Piece, Xml};
use super::{Columns, Row, no_texts, opened};
use crate::record::Problem;
use cells::{Cells, Strings};

/// Recognised by the part that lists the sheets.
pub(in super::super) const FORMAT: Format = Format {
    name: "XLSX",
    recognise: |input| {
        input
            .zip()
            .is_some_and(|zip| zip.has(WORKBOOK) || zip.has(BINARY))
    },
    open,
};

const WORKBOOK: &str = "xl/workbook.xml";
const BINARY: &str = "xl/workbook.bin";

/// So many rows of a sheet may come before the names of its columns.
const HEADER_WITHIN: usize = 20;

fn open(input: Input) -> Result<Opened, Problem> {
    let mut package = Package::open(input)?;
    if !package.zip.has(WORKBOOK) {
        return Err(Problem::whole(
            "the spreadsheet is a binary one; save it as `.xlsx` or CSV first",
        ));
    }
    let depth = package.limits.depth as usize;
    let workbook = package.part(WORKBOOK).unwrap_or_default();
    let strings = package.part("xl/sharedStrings.xml").unwrap_or_default();
    let styles = package.part("xl/styles.xml").unwrap_or_default();
    let cells = Cells {
        strings: Strings::read(&strings, depth),
        dates: cells::dates(&styles, depth),
        is_1904: cells::is_1904(&workbook, depth),
        depth,
    };
    drop((strings, styles));
    let mut refused = None;
    for name in sheets(&mut package, &workbook) {
        let Some(sheet) = package.part(&name) else {
            continue;
        };
        let _turn = turn(sheet.len());
        match Sheet::read(sheet, &cells) {
            Ok(sheet) => return opened(rows(sheet, cells, package.problem)),
            Err(problem) => drop(refused.get_or_insert(problem)),
        }
    }
    let nothing = || Problem::whole("the spreadsheet holds no table");
    Err(package.problem.or(refused).unwrap_or_else(nothing))
}

/// The parts of the sheets, in the order in which they are shown.
fn sheets(package: &mut Package, workbook: &str) -> Vec<String> {
    let depth = package.limits.depth as usize;
    let relations = package
        .part("xl/_rels/workbook.xml.rels")
        .unwrap_or_default();
    let mut targets = std::collections::HashMap::new();
    for piece in Xml::new(&relations, depth) {
        if let Piece::Start(element) = piece
            && let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
        {
            let name = match target.strip_prefix('/') {
                Some(name) => name.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, name);
        }
    }
    let mut sheets = Vec::new();
    for piece in Xml::new(workbook, depth) {
        if let Piece::Start(element) = piece
            && element.name == "sheet"
            && let Some(target) = element.attribute("id").and_then(|id| targets.remove(&id))
        {
            sheets.push(target);
        }
    }
    if sheets.is_empty() {
        sheets.push("xl/worksheets/sheet1.xml".to_owned());
    }
    sheets
}

/// A sheet whose columns have names.
struct Sheet {
    text: String,
    /// Where in it the rows after the header are.
    rows: Vec<Range<usize>>,
    columns: Columns,
    broken: Option<String>,
}

impl Sheet {
    fn read(text: String, cells: &Cells) -> Result<Sheet, Problem> {
        let (mut rows, broken) = rows_of(&text, cells.depth);
        let named = |row: &Range<usize>| {
            let row = cells.row(&text[row.clone()], |_| true);
            let width = row.iter().map(|cell| cell.0 + 1).max().unwrap_or(0);
            let mut names = vec![String::new(); width.min(MOST_COLUMNS)];
            for (at, name) in row {
                if let Some(place) = names.get_mut(at) {
                    *place = name;
                }
            }
            names
        };
        let mut first = None;
        for at in 0..rows.len().min(HEADER_WITHIN) {
            let names = named(&rows[at]);
            let columns = Columns::of(names.iter().map(String::as_str));
            if columns.is_header() && columns.has_text() {
                rows.drain(..=at);
                return Ok(Sheet {
                    text,
                    rows,
                    columns,
                    broken,
                });
            }
            let is_better = columns.is_header() || !names.is_empty() && first.is_none();
            if is_better {
                first = Some((names, columns, (rows.len() - at - 1) as u64));
            }
        }
        Err(match first {
            Some((names, columns, count)) => {
                let fetch = "save it as CSV and fetch the pages with `newshound add --all FILE`";
                let names = names.iter().map(String::as_str);
                Problem::whole(no_texts(names, count, &columns, fetch))
            }
            None => Problem::whole("the spreadsheet holds no table"),
        })
    }
}

/// A header has no more columns; what is farther to the right is not looked at.
const MOST_COLUMNS: usize = 1000;

/// Where the rows of a sheet are, and why it cannot be read to its end.
fn rows_of(text: &str, depth: usize) -> (Vec<Range<usize>>, Option<String>) {
    let mut rows = Vec::new();
    let mut xml = Xml::new(text, depth);
    while let Some(piece) = xml.next() {
        if matches!(piece, Piece::Start(element) if element.name == "row") {
            let row = xml.inner();
            let start = (row.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
            if !row.is_empty() && text.get(start..start + row.len()).is_some() {
                rows.push(start..start + row.len());
            }
        }
    }
    (rows, xml.broken)
}

/// The articles in the rows of a sheet, and then what is wrong with it.
fn rows(
    sheet: Sheet,
    cells: Cells,
    problem: Option<Problem>,
) -> impl Iterator<Item = Result<Extracted, Row>> + Send {
    let Sheet {
        text,
        rows,
        columns,
        broken,
    } = sheet;
    let broken = broken.map(|_| Problem::whole("the sheet is damaged or cut off"));
    let articles = rows.into_iter().filter_map(move |row| {
        let is_known = |at: usize| columns.known.iter().any(|column| column.0 == at);
        let row = cells.row(&text[row], is_known);
        if row.iter().all(|cell| cell.1.trim().is_empty()) {
            return None;
        }
        let cell = |at: usize| {
            let cell = row.iter().find(|cell| cell.0 == at)?;
            Some(Cow::Owned(cell.1.clone()))
        };
        Some(columns.article(cell).map_err(Row::Wrong))
    });
    articles.chain(problem.or(broken).map(|problem| Err(Row::Broken(problem))))
}

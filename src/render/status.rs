//! The state of an index, and the result of a run of `index` or `add`, for people.

use std::io::{self, Write};

use super::styled_line::StyledLine;
use super::{Appearance, count, safe};
use crate::record::{Problem, Receipt, Rejection};
use crate::results::{Changes, Status};

/// How wide the names of the numbers are.
const NAMES: usize = 10;

/// Writes one line for each number, then each problem that is kept and each rejection.
pub fn status(status: &Status, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    let size = format!(
        "{} live, {} to be reclaimed",
        count::bytes(status.live_bytes),
        count::bytes(status.dead_bytes)
    );
    let rows = [
        ("corpus", safe::line(&status.corpus)),
        ("index", safe::line(&status.index)),
        ("layout", status.layout.to_string()),
        ("articles", count::grouped(status.articles)),
        ("passages", count::grouped(status.passages)),
        ("files", count::grouped(status.files)),
        ("size", size),
        ("changes", changes(status.changes)),
        ("problems", count::grouped(status.problem_count)),
    ];
    for (name, value) in rows {
        StyledLine::new(value)
            .indented_by(format!("{name:NAMES$}"), NAMES)
            .write(appearance, out)?;
    }
    problems(&status.problems, status.problem_count, appearance, out)?;
    if status.remark_count > 0 {
        StyledLine::new(count::grouped(status.remark_count))
            .indented_by(format!("{:NAMES$}", "remarks"), NAMES)
            .write(appearance, out)?;
        problems(&status.remarks, status.remark_count, appearance, out)?;
    }
    let displaced = status.displaced.iter();
    let displaced = displaced.map(|(file, records)| (file, count::of(*records, "record")));
    let records = status.displaced.iter().map(|(_, records)| records).sum();
    let records = count::grouped(records);
    let left_out = format!("{records} for another version of the same article");
    listed("left out", left_out, displaced, appearance, out)?;
    let orphans = status.orphans.iter();
    let orphans = orphans.map(|file| {
        (
            file,
            "its description was given for another text".to_owned(),
        )
    });
    let number = count::grouped(status.orphans.len() as u64);
    listed("orphans", number, orphans, appearance, out)?;
    let rejected = status.rejected.iter();
    let rejected = rejected.map(|Rejection { given, reason, .. }| (given, safe::line(reason)));
    let inputs = count::grouped(status.rejected.len() as u64);
    listed("rejected", inputs, rejected, appearance, out)
}

/// Writes the number of things and a line for each; nothing if there is none.
fn listed<'a>(
    name: &str,
    how_many: String,
    each: impl Iterator<Item = (&'a String, String)>,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut each = each.peekable();
    if each.peek().is_none() {
        return Ok(());
    }
    StyledLine::new(how_many)
        .indented_by(format!("{name:NAMES$}"), NAMES)
        .write(appearance, out)?;
    for (what, said) in each {
        let line = format!("{}: {said}", safe::line(what));
        StyledLine::new(line)
            .indented_by("  ", 4)
            .write(appearance, out)?;
    }
    Ok(())
}

/// Writes each problem that is kept and one sentence of counts, the number first:
/// `412 articles added, 3 inputs skipped.`
pub fn receipt(receipt: &Receipt, appearance: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    problems(&receipt.problems, receipt.problem_count, appearance, out)?;
    for note in &receipt.notes {
        writeln!(out, "{}", safe::line(note))?;
    }
    writeln!(out, "{}", sentence(receipt))
}

/// The counts in one sentence, without those that are 0.
pub fn sentence(receipt: &Receipt) -> String {
    let counts = [
        (receipt.added, "added"),
        (receipt.replaced, "replaced"),
        (receipt.removed, "removed"),
        (receipt.unchanged, "unchanged"),
        (
            receipt.displaced,
            "left out for another version of the same article",
        ),
    ];
    let mut parts = Vec::new();
    for (number, what) in counts.into_iter().filter(|(number, _)| *number > 0) {
        // The noun comes once.
        parts.push(if parts.is_empty() {
            format!("{} {what}", count::of(number, "article"))
        } else {
            format!("{} {what}", count::grouped(number))
        });
    }
    if receipt.problem_count > 0 {
        parts.push(format!(
            "{} skipped",
            count::of(receipt.problem_count, "input")
        ));
    }
    if receipt.skipped_before > 0 {
        let number = match receipt.problem_count {
            0 => format!("{} skipped", count::of(receipt.skipped_before, "input")),
            _ => count::grouped(receipt.skipped_before),
        };
        parts.push(format!("{number} as before (see `newshound status`)"));
    }
    if receipt.rejected > 0 {
        parts.push(format!("{} rejected", count::of(receipt.rejected, "input")));
    }
    if receipt.remark_count > 0 {
        let remarks = count::of(receipt.remark_count, "remark");
        parts.push(format!("{remarks} (see `newshound status`)"));
    }
    if parts.is_empty() {
        "Nothing has changed.".to_owned()
    } else {
        format!("{}.", parts.join(", "))
    }
}

fn changes(changes: Changes) -> String {
    let Changes { new, changed, gone } = changes;
    let files = [(new, "new"), (changed, "changed"), (gone, "gone")];
    let known: Vec<String> = files
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", count::grouped(number)))
        .collect();
    if known.is_empty() {
        "none since the index was built".to_owned()
    } else {
        format!("{}: run `newshound index`", known.join(", "))
    }
}

/// `  feeds/a.jsonl, record 3: not an article`
fn problems(
    problems: &[(String, Problem)],
    all: u64,
    appearance: &Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (file, problem) in problems {
        let record = problem.record.map(|record| format!(", record {record}"));
        let place = safe::line(&format!("{file}{}", record.unwrap_or_default()));
        let line = format!("{place}: {}", safe::line(&problem.reason));
        StyledLine::new(line)
            .indented_by("  ", 4)
            .write(appearance, out)?;
    }
    let beyond = all.saturating_sub(problems.len() as u64);
    if beyond == 0 {
        return Ok(());
    }
    let line = format!("and {} more", count::grouped(beyond));
    StyledLine::new(line)
        .indented_by("  ", 4)
        .write(appearance, out)
}

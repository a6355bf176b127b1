//! A timeline as a picture: one SVG for a report, which needs nothing beside it.
//!
//! It has a title, axes with round numbers and dates, and a line that says what it was made of and when. One
//! question is bars, several are lines that differ in dashes and marks, so that it can be read in black and
//! white. There is no script in it, no style from elsewhere and no font of its own. Its text is made safe as for a
//! terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::civil::{Date, Weekday};

use super::{count, safe, wrap};
use crate::counts::{Timeline, TimelineOf, Unit};

const WIDTH: f64 = 960.0;
/// Of a chart with a short legend.
const HEIGHT: f64 = 540.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 52.0;
/// Below the last label of time.
const BOTTOM: f64 = 76.0;
/// Between two neighbouring labels of time, at least.
const LABEL: f64 = 84.0;
/// Columns of the longest line of text.
const TEXT: usize = 100;
/// Of one row of the legend.
const ROW: f64 = 20.0;
/// More stretches of time have no marks on their lines.
const MARKED: usize = 80;

/// How the line of a question looks: colour, dashes, mark.
const LOOKS: &[(&str, &str, Mark)] = &[
    ("#111111", "", Mark::Circle),
    ("#0b5394", "9 4", Mark::Square),
    ("#a34a12", "2 4", Mark::Triangle),
    ("#38761d", "12 4 2 4", Mark::Diamond),
    ("#741b47", "5 3 1 3 1 3", Mark::Cross),
];

/// The most questions of a chart: each looks like no other.
pub const MOST: usize = LOOKS.len();

#[derive(Debug, Clone, Copy)]
enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
    Cross,
}

/// Writes the chart. `made` is the day on which it was made.
pub fn timeline(timeline: &Timeline, made: Date, out: &mut dyn Write) -> io::Result<()> {
    let mut chart = Chart {
        timeline,
        top: 64.0,
        height: HEIGHT + ROW * timeline.lines.len().saturating_sub(4) as f64,
        svg: String::new(),
    };
    // Writing to a string cannot fail.
    let _ = chart.write(made);
    out.write_all(chart.svg.as_bytes())
}

struct Chart<'a> {
    timeline: &'a Timeline,
    /// Where the axis of counts begins.
    top: f64,
    height: f64,
    svg: String,
}

impl Chart<'_> {
    fn write(&mut self, made: Date) -> std::fmt::Result {
        let height = self.height;
        let lines = &self.timeline.lines;
        let title = match lines.as_slice() {
            [line] => question(line),
            _ => "Articles over time".to_owned(),
        };
        let title = wrap::cut(&title, TEXT * 3 / 4);
        writeln!(
            self.svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#111111\">"
        )?;
        writeln!(self.svg, "<title>{}</title>", escaped(&title))?;
        let described = lines.iter().map(|line| line.read_as.as_str());
        let described = described.collect::<Vec<_>>().join("; ");
        writeln!(self.svg, "<desc>{}</desc>", escaped(&described))?;
        writeln!(
            self.svg,
            "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>"
        )?;
        self.text(
            (24.0, 32.0),
            "font-size=\"18\" font-weight=\"bold\"",
            &title,
        )?;
        let by = format!("articles by {}", self.timeline.by.name());
        self.text((24.0, 52.0), "fill=\"#444444\"", &by)?;
        if lines.len() > 1 {
            self.legend()?;
        }
        self.axes()?;
        match lines.as_slice() {
            [line] => self.bars(line)?,
            lines => {
                for (number, line) in lines.iter().enumerate() {
                    self.line(number, line)?;
                }
            }
        }
        let source = source(self.timeline, made);
        for (number, sentence) in source.iter().enumerate() {
            let y = height - 28.0 + 16.0 * number as f64;
            self.text((24.0, y), "font-size=\"11\" fill=\"#444444\"", sentence)?;
        }
        self.svg.write_str("</svg>\n")
    }

    fn text(&mut self, (x, y): (f64, f64), look: &str, text: &str) -> std::fmt::Result {
        let text = escaped(&wrap::cut(text, TEXT + TEXT / 3));
        writeln!(
            self.svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" {look}>{text}</text>"
        )
    }

    /// A row for each question, with a piece of its line.
    fn legend(&mut self) -> std::fmt::Result {
        for (number, line) in self.timeline.lines.iter().enumerate() {
            let y = self.top + 10.0;
            let (colour, dashes, mark) = look(number);
            writeln!(
                self.svg,
                "<path d=\"M24 {y:.1}H64\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>"
            )?;
            self.mark((44.0, y), colour, mark)?;
            let text = format!(
                "{}: {}",
                question(line),
                count::of(line.articles, "article")
            );
            self.text((74.0, y + 4.0), "", &wrap::cut(&text, TEXT))?;
            self.top += ROW;
        }
        self.top += 8.0;
        Ok(())
    }

    fn most(&self) -> u64 {
        let buckets = self.timeline.lines.iter().flat_map(|line| &line.buckets);
        let most = buckets.map(|bucket| bucket.articles.count).max();
        most.unwrap_or_default()
    }

    /// The height of a count.
    fn y(&self, articles: u64) -> f64 {
        let (_, highest) = ticks(self.most());
        let floor = self.height - BOTTOM;
        floor - (floor - self.top - 12.0) * articles as f64 / highest as f64
    }

    /// The middle of a stretch of time, and how wide it is.
    fn x(&self, at: usize) -> (f64, f64) {
        let slot = (WIDTH - LEFT - RIGHT) / self.stretches().max(1) as f64;
        (LEFT + slot * (at as f64 + 0.5), slot)
    }

    fn stretches(&self) -> usize {
        self.timeline
            .lines
            .first()
            .map_or(0, |line| line.buckets.len())
    }

    fn axes(&mut self) -> std::fmt::Result {
        let (step, highest) = ticks(self.most());
        let (from, to) = (LEFT, WIDTH - RIGHT);
        for articles in (0..=highest / step).map(|tick| tick * step) {
            let y = self.y(articles);
            let colour = if articles == 0 { "#111111" } else { "#cccccc" };
            writeln!(
                self.svg,
                "<path d=\"M{from:.1} {y:.1}H{to:.1}\" stroke=\"{colour}\"/>"
            )?;
            let number = count::grouped(articles);
            self.text((from - 8.0, y + 4.0), "text-anchor=\"end\"", &number)?;
        }
        let begins: Vec<Date> = match self.timeline.lines.first() {
            Some(line) => line.buckets.iter().map(|bucket| bucket.from).collect(),
            None => Vec::new(),
        };
        let most = ((to - from) / LABEL) as usize;
        let floor = self.height - BOTTOM;
        for at in labelled(&begins, self.timeline.by, most) {
            let (x, _) = self.x(at);
            writeln!(
                self.svg,
                "<path d=\"M{x:.1} {floor:.1}v5\" stroke=\"#111111\"/>"
            )?;
            let label = self.timeline.by.label(begins[at]);
            self.text((x, floor + 20.0), "text-anchor=\"middle\"", &label)?;
        }
        Ok(())
    }

    fn bars(&mut self, line: &TimelineOf) -> std::fmt::Result {
        let floor = self.y(0);
        for (at, bucket) in line.buckets.iter().enumerate() {
            if bucket.articles.count == 0 {
                continue;
            }
            let ((middle, slot), y) = (self.x(at), self.y(bucket.articles.count));
            let width = (slot * 0.8).min(48.0);
            let (x, height) = (middle - width / 2.0, floor - y);
            let label = self.timeline.by.label(bucket.from);
            let (count, of) = (bucket.articles.count, bucket.articles.of);
            writeln!(
                self.svg,
                "<rect x=\"{x:.2}\" y=\"{y:.1}\" width=\"{width:.2}\" height=\"{height:.1}\" fill=\"#333333\">\
                 <title>{label}: {} of {}</title></rect>",
                count::grouped(count),
                count::grouped(of),
            )?;
        }
        Ok(())
    }

    fn line(&mut self, number: usize, line: &TimelineOf) -> std::fmt::Result {
        let (colour, dashes, mark) = look(number);
        let mut points = String::new();
        for (at, bucket) in line.buckets.iter().enumerate() {
            let ((x, _), y) = (self.x(at), self.y(bucket.articles.count));
            write!(points, "{x:.1},{y:.1} ")?;
        }
        writeln!(
            self.svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" \
             stroke-dasharray=\"{dashes}\"/>",
            points.trim_end()
        )?;
        if line.buckets.len() <= MARKED {
            for (at, bucket) in line.buckets.iter().enumerate() {
                let ((x, _), y) = (self.x(at), self.y(bucket.articles.count));
                self.mark((x, y), colour, mark)?;
            }
        }
        Ok(())
    }

    fn mark(&mut self, (x, y): (f64, f64), colour: &str, mark: Mark) -> std::fmt::Result {
        let path = match mark {
            Mark::Circle => "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
            Mark::Square => "m-4 -4h8v8h-8z",
            Mark::Triangle => "m0 -5l5 9h-10z",
            Mark::Diamond => "m0 -5l5 5l-5 5l-5 -5z",
            Mark::Cross => "m-4 -4l8 8m0 -8l-8 8",
        };
        writeln!(
            self.svg,
            "<path d=\"M{x:.1} {y:.1}{path}\" fill=\"#ffffff\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        )
    }
}

/// What is counted, of how many, and when that was.
fn source(timeline: &Timeline, made: Date) -> [String; 2] {
    let corpus = count::of(timeline.corpus, "article");
    let undated = timeline
        .lines
        .iter()
        .map(|line| count::grouped(line.undated.count));
    let undated = undated.collect::<Vec<_>>().join(", ");
    let first = match timeline.lines.as_slice() {
        [line] => {
            let question = wrap::cut(&safe::line(&line.read_as), TEXT);
            format!("Source: {question}")
        }
        _ => "Source: the articles that match each question".to_owned(),
    };
    let counted = timeline
        .lines
        .iter()
        .map(|line| count::grouped(line.articles));
    let counted = counted.collect::<Vec<_>>().join(", ");
    let version = env!("CARGO_PKG_VERSION");
    let second = format!(
        "{counted} of {corpus} of the corpus; without a date and not shown: {undated}. \
         Counted on {made} by newshound {version}."
    );
    [first, second]
}

/// The text of a question, or what finds everything.
fn question(line: &TimelineOf) -> String {
    match line.query.trim() {
        "" if line.read_as == "*" => "All articles".to_owned(),
        "" => line.read_as.clone(),
        query => query.to_owned(),
    }
}

fn look(number: usize) -> (&'static str, &'static str, Mark) {
    LOOKS[number % LOOKS.len()]
}

/// The distance between the lines of a grid, and the highest of them: at most five, round numbers.
fn ticks(most: u64) -> (u64, u64) {
    const LINES: u64 = 5;
    let mut unit = 1u64;
    loop {
        for step in [1, 2, 5].map(|times| unit.saturating_mul(times)) {
            if most.div_ceil(step) <= LINES {
                return (step, most.div_ceil(step).max(1).saturating_mul(step));
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Which of some stretches of time have a label: at most so many, those where something larger begins.
fn labelled(begins: &[Date], by: Unit, most: usize) -> Vec<usize> {
    let every = |years: i16| move |day: Date| is_first_of_year(day, by) && day.year() % years == 0;
    let rules: [&dyn Fn(Date) -> bool; 13] = [
        &|_| true,
        &|day| by != Unit::Day || day.weekday() == Weekday::Monday,
        &|day| day.day() <= 7 && (by != Unit::Day || day.day() == 1),
        &|day| is_first_of_month(day, by) && day.month() % 3 == 1,
        &every(1),
        &every(2),
        &every(5),
        &every(10),
        &every(20),
        &every(50),
        &every(100),
        &every(500),
        &every(2000),
    ];
    let by_rule = rules.iter().map(|rule| {
        let chosen = (0..begins.len()).filter(|at| rule(begins[*at]));
        chosen.collect::<Vec<usize>>()
    });
    let fitting = by_rule.into_iter().find(|chosen| chosen.len() <= most);
    match fitting {
        Some(chosen) if !chosen.is_empty() => chosen,
        _ => (0..begins.len().min(1)).collect(),
    }
}

fn is_first_of_month(day: Date, by: Unit) -> bool {
    match by {
        Unit::Week => day.day() <= 7,
        _ => day.day() == 1,
    }
}

fn is_first_of_year(day: Date, by: Unit) -> bool {
    is_first_of_month(day, by) && day.month() == 1
}

/// Text as XML has it: safe, and without characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in safe::line(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn grids_have_round_numbers() {
        for (most, expected) in [
            (0, (1, 1)),
            (1, (1, 1)),
            (5, (1, 5)),
            (6, (2, 6)),
            (11, (5, 15)),
            (46, (10, 50)),
            (101, (50, 150)),
            (108_098, (50_000, 150_000)),
        ] {
            assert_eq!(ticks(most), expected, "{most}");
        }
        assert!(ticks(u64::MAX).0 > 1);
    }

    #[test]
    fn labels_are_where_something_larger_begins() {
        let months: Vec<Date> = (0..36)
            .map(|month| date(2023 + month / 12, (month % 12 + 1) as i8, 1))
            .collect();
        let label = |most| -> Vec<String> {
            let chosen = labelled(&months, Unit::Month, most).into_iter();
            chosen.map(|at| Unit::Month.label(months[at])).collect()
        };
        assert_eq!(label(40).len(), 36);
        assert_eq!(label(12).len(), 12);
        assert_eq!(label(10), ["2023-01", "2024-01", "2025-01"]);
        assert_eq!(label(2), ["2024-01"]);
        assert_eq!(labelled(&[], Unit::Day, 10), [0; 0]);
    }

    #[test]
    fn text_cannot_leave_its_place() {
        let hostile = "</text><script>\u{1b}[31m&\u{202e}\"'\u{ffff}";
        let safe = "&lt;/text&gt;&lt;script&gt;\u{fffd}[31m&amp;&quot;&#39;\u{fffd}";
        assert_eq!(escaped(hostile), safe);
    }
}

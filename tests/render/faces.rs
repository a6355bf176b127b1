//! Runs the cases: a face, a value and a look in, bytes out.

use std::io::{self, Write};

use newshound::render::records::{self, End, Form};
use newshound::render::screen::Screen;
use newshound::render::table::Separator;
use newshound::render::template::Template;
use newshound::render::{self, Appearance};
use newshound::results::Hit;

use super::{counted, look, values};
use crate::case;

#[test]
fn every_face() {
    case::check("render", |input| {
        let mut words = input.split_whitespace();
        let face = words.next().expect("a face");
        let value = words.next().expect("a value");
        let look = words.fold(look(80), flag);
        let mut bytes = Vec::new();
        write(face, value, &look, &mut bytes).expect("a Vec takes every byte");
        let text = String::from_utf8(bytes).expect("every face is UTF-8");
        text.replace('\x1b', "␛")
    });
}

fn flag(look: Appearance, flag: &str) -> Appearance {
    match flag.split_once('=') {
        Some(("width", columns)) => Appearance {
            width: columns.parse().expect("a number"),
            ..look
        },
        None if flag == "colour" => Appearance {
            colour: true,
            ..look
        },
        None if flag == "links" => Appearance {
            links: true,
            ..look
        },
        Some(("digits", digits)) => Appearance {
            digits: digits.parse().expect("a number"),
            ..look
        },
        Some(("mark", signs)) => {
            let (open, close) = signs.split_once(',').expect("two signs");
            let (open, close) = (open.to_owned(), close.to_owned());
            Appearance {
                signs: Some(render::Signs { open, close }),
                ..look
            }
        }
        None if flag == "full" => Appearance { full: true, ..look },
        None if flag == "pipe" => Appearance {
            terminal: false,
            width: usize::MAX,
            ..look
        },
        _ => panic!("`{flag}` is no flag of a case"),
    }
}

fn write(face: &str, value: &str, look: &Appearance, out: &mut dyn Write) -> io::Result<()> {
    match face {
        "terminal" => render::terminal::results(&values::results(value), look, out),
        "json" => {
            let results = values::results(value);
            render::json::results(&results, results.each(), None, out)
        }
        "jsonl" => records(value, &Form::JsonLines(None), out),
        "csv" => records(value, &table(Separator::Comma), out),
        "tsv" => records(value, &table(Separator::Tab), out),
        "template" => {
            let text = "{{passage.address}}\\t{{article.title}}\\n  {{passage.text}}";
            let template = Template::read(text, &render::json::HIT).expect("a template");
            records(value, &Form::Template(Box::new(template)), out)
        }
        "trec" => render::trec::results(values::results(value).each(), "q 1", out),
        "ids" => {
            let results = values::results(value);
            render::ids::passages(results.hits.iter().map(Hit::address), End::Line, out)
        }
        "notes" => render::error::notes(&values::results(value).notes, look, out),
        "rows" => render::rows::hits(&values::results(value), look, out),
        "list-rows" => render::rows::articles(&values::listing(), look, out),
        "show" => render::article::show(&values::stored(value), look, &mut Screen::new(out)),
        "passages" => {
            let all = 1..=usize::MAX;
            let opened = (value == "second").then_some(2);
            let stored = values::stored(value);
            render::article::passages(&stored, all, opened, look, &mut Screen::new(out))
        }
        "show-json" => render::json::article(&values::stored(value), out),
        "list" => render::listing::listing(&values::listing(), look, out),
        "list-json" => {
            let listing = values::listing();
            render::json::listing(&listing, listing.each(), None, out)
        }
        "news" => render::listing::news("chips", &values::listing(), look, out),
        "news-json" => {
            let news = values::news();
            render::json::news(vec![(&news, news.listing.each())], None, out)
        }
        "timeline" => render::timeline::timeline(&counted::timeline(value), look, out),
        "timeline-json" => render::json::timeline(&counted::timeline(value), None, out),
        "timeline-jsonl" => buckets(value, &Form::JsonLines(None), out),
        "timeline-csv" => {
            let columns = render::json::BUCKET.all_columns();
            buckets(value, &Form::Table(Separator::Comma, columns), out)
        }
        "svg" => render::svg::timeline(&counted::timeline(value), counted::MADE, out),
        "facets" => render::facets::facets(&counted::facets(), look, out),
        "facets-json" => render::json::facets(&counted::facets(), None, out),
        "facets-tsv" => {
            let columns = render::json::VALUE.all_columns();
            let values = counted::facets();
            let form = Form::Table(Separator::Tab, columns);
            records::records(render::json::values(&values), &form, End::Line, out)
        }
        "terms" => render::key_terms::key_terms(&counted::key_terms(), look, out),
        "terms-counts" => writeln!(out, "{}", render::key_terms::counts(&counted::key_terms())),
        "terms-json" => render::json::key_terms(&counted::key_terms(), None, out),
        "terms-csv" => {
            let columns = render::json::TERM.all_columns();
            let terms = counted::key_terms();
            let form = Form::Table(Separator::Comma, columns);
            records::records(render::json::terms(&terms), &form, End::Line, out)
        }
        "status" => render::status::status(&values::status(), look, out),
        "status-json" => render::json::status(&values::status(), out),
        "receipt" => render::status::receipt(&values::receipt(value), look, out),
        "receipt-json" => render::json::receipt(&values::receipt(value), out),
        "error" => render::error::error(&values::error(value), look, out),
        "note" => {
            let (text, note) = values::note();
            render::error::note(&text, &note, look, out)
        }
        _ => panic!("`{face}` is no face"),
    }
}

/// The hits of a value as records.
fn records(value: &str, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    let results = values::results(value);
    let hits = results.hits.iter();
    let hits = hits.map(|hit| Ok(render::json::hit(&results, hit)));
    records::records(hits, form, End::Line, out)
}

/// The buckets of a timeline as records.
fn buckets(value: &str, form: &Form, out: &mut dyn Write) -> io::Result<()> {
    let timeline = counted::timeline(value);
    records::records(render::json::buckets(&timeline), form, End::Line, out)
}

fn table(separator: Separator) -> Form {
    Form::Table(separator, render::json::HIT.all_columns())
}

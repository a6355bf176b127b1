//! Markdown: readable text without the signs, and what the front matter says.

use std::borrow::Cow;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::extracted::Extracted;
use super::format::Format;
use super::front_matter;
use super::html::markup;
use super::input::Input;
use super::opened::Opened;
use super::text_builder::TextBuilder;
use crate::passage::stretch;
use crate::record::Problem;

/// Front matter makes a file Markdown; so does its name, unless it is called plain text; without a
/// name that tells, a heading at the top does, or two kinds of signs.
pub(super) const FORMAT: Format = Format {
    name: "Markdown",
    recognise,
    open,
};

fn recognise(input: &Input) -> bool {
    let sample = String::from_utf8_lossy(input.sample());
    if front_matter::split(&sample).is_some() {
        return true;
    }
    let name = input.name().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.') {
        Some((_, "md" | "markdown" | "mdown" | "mkd")) => true,
        Some((_, "txt" | "text")) => false,
        _ => has_signs(&sample),
    }
}

fn has_signs(sample: &str) -> bool {
    let at_line_start = |sign: &str| sample.lines().any(|line| line.starts_with(sign));
    let signs = [
        sample.contains("]("),
        sample.contains("**"),
        at_line_start("```"),
        at_line_start("## "),
        at_line_start("* ") || at_line_start("- "),
    ];
    sample.trim_start().starts_with("# ") || signs.into_iter().filter(|sign| *sign).count() >= 2
}

/// Whether a text that ought to be plain is Markdown: it has a link, a strong word or a heading of the second rank.
pub(super) fn is_evident(text: &str) -> bool {
    has_link(text) || has_strong(text) || has_heading(text)
}

fn has_link(text: &str) -> bool {
    const TARGETS: &[&str] = &["http", "/", "#", "mailto:", "{{"];
    let mut links = text.match_indices("](");
    links.any(|(at, sign)| {
        let target = &text[at + sign.len()..];
        TARGETS.iter().any(|start| target.starts_with(start))
    })
}

/// Two stars that touch the words between them, within one line.
fn has_strong(text: &str) -> bool {
    let is_strong = |line: &str| {
        let mut parts = line.split("**").skip(1).step_by(2);
        let stars = line.matches("**").count();
        let touches = |part: &str| !part.is_empty() && part.trim() == part && !part.contains('*');
        stars >= 2 && parts.next().is_some_and(touches)
    };
    text.contains("**") && text.lines().any(is_strong)
}

fn has_heading(text: &str) -> bool {
    let is_heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (2..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
    };
    text.contains("## ") && text.lines().any(is_heading)
}

/// The readable text of a piece of Markdown.
pub(super) fn text(markdown: &str) -> String {
    readable(markdown, false).1
}

/// A text without the codes of a site's templates, `{{< image >}}`; a link to one leads nowhere.
fn without_codes(markdown: &str) -> Cow<'_, str> {
    if !markdown.contains("{{") {
        return Cow::Borrowed(markdown);
    }
    let (mut plain, mut rest) = (String::with_capacity(markdown.len()), markdown);
    while let Some(at) = rest.find("{{") {
        let (before, code) = rest.split_at(at);
        let ends = CODES.iter().find_map(|(start, end)| {
            let inside = code.strip_prefix(start)?;
            let line = inside.split("\n\n").next()?;
            Some(start.len() + line.find(end)? + end.len())
        });
        plain.push_str(before);
        let length = ends.unwrap_or("{{".len());
        match ends {
            Some(_) if before.ends_with("](") => plain.push_str("<>"),
            Some(_) => {}
            None => plain.push_str("{{"),
        }
        rest = &code[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// How codes of templates begin and end.
const CODES: &[(&str, &str)] = &[("{{<", ">}}"), ("{{%", "%}}")];

fn open(input: Input) -> Result<Opened, Problem> {
    let document = input.into_document(false)?;
    let mut extracted = Extracted::default();
    extracted.notes.extend(document.note);
    let body = match front_matter::split(&document.text) {
        Some((front, body)) => {
            front_matter::claim(&front, &mut extracted);
            body
        }
        None => {
            if document.text.starts_with("---\n") || document.text.starts_with("+++\n") {
                let note = "the front matter never ends and is read as text";
                extracted.notes.push(note.to_owned());
            }
            &document.text
        }
    };
    let takes_heading = extracted.article.about.title.is_none();
    let (heading, text) = readable(body, takes_heading);
    extracted.title(&heading, "first heading");
    extracted.article.text = text;
    extracted.drop_title_from_text();
    if extracted.article.text.is_empty() {
        return Err(Problem::whole(match extracted.article.about.title {
            Some(_) => "the file holds a headline and no text",
            None => "the file holds no text",
        }));
    }
    Ok(Opened::one(extracted, document.problem))
}

/// About how many bytes are read at once. What is held while a text is read is a hundred times that at worst.
const STRETCH: usize = 1 << 20;

/// The heading at the very top, if it is asked for, and the rest as readable text. A very long body is read in
/// stretches.
fn readable(body: &str, takes_heading: bool) -> (String, String) {
    let body = &*without_codes(body);
    let (first, mut rest) = body.split_at(stretch(body, STRETCH));
    let (heading, mut text) = readable_stretch(first, takes_heading);
    while !rest.is_empty() {
        let (next, after) = rest.split_at(stretch(rest, STRETCH));
        let (_, next) = readable_stretch(next, false);
        if !text.is_empty() && !next.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&next);
        rest = after;
    }
    (heading, text)
}

fn readable_stretch(body: &str, takes_heading: bool) -> (String, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let (mut heading, mut text) = (TextBuilder::default(), Writer::default());
    let mut in_heading = false;
    for (at, event) in Parser::new_ext(body, options).enumerate() {
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) if at == 0 && takes_heading => in_heading = true,
            Event::End(TagEnd::Heading(_)) if in_heading => in_heading = false,
            Event::Text(words) | Event::Code(words) if in_heading => heading.words(&words),
            _ if in_heading => heading.words(" "),
            event => text.event(event),
        }
    }
    (heading.finish(), text.flow.finish())
}

#[derive(Default)]
struct Writer {
    flow: TextBuilder,
    /// The numbers that the next items of the open lists have; none for a list without numbers.
    numbers: Vec<Option<u64>>,
    in_code: bool,
    /// The lines of the open block of code or HTML.
    block: String,
}

impl Writer {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => self.block.push_str(&text),
            Event::Text(text) | Event::Code(text) => self.flow.words(&text),
            Event::SoftBreak => self.flow.words(" "),
            Event::HardBreak => self.flow.line(),
            Event::Rule => self.flow.paragraph(),
            Event::Html(html) => self.block.push_str(&html),
            Event::InlineHtml(tag) if is_line_break(&tag) => self.flow.line(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::List(first) => {
                self.open_list();
                self.numbers.push(*first);
            }
            Tag::Item => self.item(),
            Tag::TableHead | Tag::TableRow => self.flow.line(),
            Tag::CodeBlock(_) => {
                self.flow.paragraph();
                self.in_code = true;
            }
            Tag::Paragraph if !self.numbers.is_empty() => {}
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_)
            | Tag::Table(_) => self.flow.paragraph(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.numbers.pop();
                self.open_list();
            }
            TagEnd::Item => self.flow.line(),
            TagEnd::TableCell => self.flow.cell(),
            TagEnd::TableHead | TagEnd::TableRow => self.flow.line(),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.flow.verbatim(&std::mem::take(&mut self.block));
                self.flow.paragraph();
            }
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.block);
                self.flow.verbatim(&markup::text(&html).unwrap_or_default());
                self.flow.paragraph();
            }
            TagEnd::Paragraph if !self.numbers.is_empty() => self.flow.line(),
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => self.flow.paragraph(),
            _ => {}
        }
    }

    /// A list within a list goes on line by line.
    fn open_list(&mut self) {
        if self.numbers.is_empty() {
            self.flow.paragraph()
        } else {
            self.flow.line()
        }
    }

    fn item(&mut self) {
        self.flow.line();
        if let Some(Some(number)) = self.numbers.last_mut() {
            self.flow.words(&format!("{number}. "));
            *number = number.saturating_add(1);
        }
    }
}

fn is_line_break(tag: &str) -> bool {
    tag.get(..3)
        .is_some_and(|name| name.eq_ignore_ascii_case("<br"))
}

//! Rich text: `.rtf`, as Word, LibreOffice and the mail programs write it.

mod tokens;
mod words;

use std::collections::HashMap;
use std::io::Read;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::super::format::Format;
use super::super::input::Input;
use super::super::opened::Opened;
use super::super::properties::Properties;
use super::super::spool;
use super::flow::{Flow, Role};
use super::{MARKS, turn};
use crate::record::Problem;
use tokens::{Token, Tokens};
use words::{Destination, Meaning};

/// Recognised by its first letters.
pub(in super::super) const FORMAT: Format = Format {
    name: "rich text",
    recognise: |input| input.start().starts_with(b"{\\rtf"),
    open,
};

fn open(input: Input) -> Result<Opened, Problem> {
    let (name, limits) = (input.name().to_owned(), input.bounds.limits);
    let most = limits.page.saturating_mul(MARKS);
    let mut bytes = Vec::new();
    let broken = input.into_reader().take(most + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(spool::too_large(most));
    }
    let _turn = turn(bytes.len());
    let mut reader = Reader::new(limits.depth as usize);
    reader.read(&bytes, limits.article as usize);
    let cut = Problem::whole("the rich text is cut off");
    let problem = match broken {
        Err(error) => Some(Problem::failed(&error)),
        Ok(_) => (!reader.groups.is_empty()).then_some(cut),
    };
    let (text, headings) = reader.flow.finish();
    if text.is_empty() {
        return Err(problem.unwrap_or_else(|| Problem::whole("the document holds no text")));
    }
    let extracted = reader.properties.article(&name, text, headings);
    Ok(Opened::one(extracted, problem))
}

/// What holds within a group, and is as it was before after it.
#[derive(Clone)]
struct Group {
    destination: Destination,
    /// How many characters follow one of Unicode for readers that do not know it.
    fallback: usize,
    encoding: &'static Encoding,
    is_hidden: bool,
    /// Whether its first word may be one that is passed over where it is not known.
    is_optional: bool,
    /// How many rows and asides are open within it, if an aside begins with it.
    aside: Option<usize>,
}

struct Reader {
    flow: Flow,
    properties: Properties,
    now: Group,
    groups: Vec<Group>,
    /// Groups may lie so deep in one another; the state of deeper ones is not kept.
    depth: usize,
    /// Groups that are deeper.
    deeper: usize,
    /// Characters still to be passed over.
    passed_over: usize,
    /// The first half of a character that has two.
    half: Option<u16>,
    /// Bytes of which the characters are not known yet.
    bytes: Vec<u8>,
    /// The text of the destination that is read, where it is none of the document's.
    aside: String,
    page: &'static Encoding,
    font: i32,
    fonts: HashMap<i32, &'static Encoding>,
    style: i32,
    roles: HashMap<i32, Role>,
    /// Year, month, day, hour and minute of a moment.
    moment: [i32; 5],
    /// Rows that are open, each by how many rows and asides were open before it.
    rows: Vec<usize>,
}

impl Reader {
    fn new(depth: usize) -> Reader {
        Reader {
            flow: Flow::default(),
            properties: Properties::default(),
            now: Group {
                destination: Destination::Text,
                fallback: 1,
                encoding: WINDOWS_1252,
                is_hidden: false,
                is_optional: false,
                aside: None,
            },
            groups: Vec::new(),
            depth,
            deeper: 0,
            passed_over: 0,
            half: None,
            bytes: Vec::new(),
            aside: String::new(),
            page: WINDOWS_1252,
            font: 0,
            fonts: HashMap::new(),
            style: 0,
            roles: HashMap::new(),
            moment: [0; 5],
            rows: Vec::new(),
        }
    }

    fn read(&mut self, bytes: &[u8], most: usize) {
        for token in Tokens::new(bytes) {
            if !matches!(token, Token::Byte(_)) {
                self.flush();
            }
            match token {
                Token::Open => self.open(),
                Token::Close => self.close(),
                Token::Byte(byte) if self.passed_over > 0 => {
                    let _ = byte;
                    self.passed_over -= 1;
                }
                Token::Byte(byte) => self.bytes.push(byte),
                Token::Optional => self.now.is_optional = true,
                Token::Word(word, number) => self.word(word, number),
            }
            if self.flow.len() > most {
                break;
            }
        }
        self.flush();
    }

    fn open(&mut self) {
        self.passed_over = 0;
        if self.groups.len() >= self.depth {
            self.deeper += 1;
            return;
        }
        self.groups.push(self.now.clone());
        self.now.is_optional = false;
        self.now.aside = None;
    }

    fn close(&mut self) {
        self.passed_over = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.groups.pop() else {
            return;
        };
        let ended = std::mem::replace(&mut self.now, outer);
        if let Some(depth) = ended.aside {
            while self.rows.last().is_some_and(|row| *row > depth) {
                self.rows.pop();
                self.flow.end_row();
            }
            self.flow.end_aside();
        }
        if ended.destination != self.now.destination {
            self.end_destination(ended.destination);
        }
    }

    /// Uses the text that was no text of the document.
    fn end_destination(&mut self, destination: Destination) {
        let text = std::mem::take(&mut self.aside);
        match destination {
            Destination::Title => Properties::put(&mut self.properties.title, text),
            Destination::Author => self.properties.authors.push(text),
            Destination::Keywords => self.properties.keywords.push(text),
            Destination::Created => {
                let moment = self.taken_moment();
                Properties::put(&mut self.properties.created, moment);
            }
            Destination::Changed => {
                let moment = self.taken_moment();
                Properties::put(&mut self.properties.modified, moment);
            }
            Destination::Number => {
                let mark = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let is_number = mark.contains(char::is_alphanumeric) && mark.len() < 20;
                // In one font of signs a letter is a bullet.
                let is_sign = mark == "o" || mark == "l" || mark == "n";
                self.flow
                    .item(if is_number && !is_sign { &mark } else { "" });
            }
            Destination::Styles | Destination::Style => {
                self.name_style(&text);
            }
            Destination::Text | Destination::Nothing | Destination::Fonts => {}
        }
    }

    fn name_style(&mut self, text: &str) {
        let name = text.trim().trim_end_matches(';').trim().to_lowercase();
        let role = match name.as_str() {
            "title" => Role::Title,
            name if name.starts_with("heading ") => Role::Heading,
            _ => return,
        };
        self.roles.insert(self.style, role);
    }

    fn taken_moment(&mut self) -> String {
        let [year, month, day, hour, minute] = std::mem::take(&mut self.moment);
        match year {
            0 => String::new(),
            _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"),
        }
    }

    /// Turns the bytes at hand into characters.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.now.encoding;
        match std::str::from_utf8(&bytes) {
            Ok(text) => self.text(text),
            Err(_) => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                self.text(&text);
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.half = None;
        match self.now.destination {
            Destination::Text if !self.now.is_hidden => self.flow.words(text),
            Destination::Text | Destination::Nothing | Destination::Fonts => {}
            _ => {
                if self.aside.len() < LONGEST {
                    self.aside.push_str(text);
                }
            }
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_optional = std::mem::take(&mut self.now.is_optional);
        let is_on = number != Some(0);
        let count = number.unwrap_or(0);
        match words::meaning(word) {
            Meaning::Destination(destination) => self.destination(destination, word),
            Meaning::Unknown if is_optional => self.now.destination = Destination::Nothing,
            Meaning::Unknown => {}
            Meaning::Text(text) => match self.passed_over {
                0 => self.text(text),
                _ => self.passed_over -= 1,
            },
            Meaning::Unicode => self.unicode(count),
            Meaning::Fallback => self.now.fallback = count.clamp(0, 16) as usize,
            Meaning::Hidden => self.now.is_hidden = is_on,
            Meaning::Plain => self.plain(),
            Meaning::Page => {
                self.page = words::code_page(count);
                self.now.encoding = self.page;
            }
            Meaning::Font => self.font(count),
            Meaning::Charset => {
                let encoding = words::charset(count).unwrap_or(self.page);
                self.fonts.insert(self.font, encoding);
            }
            Meaning::Style => self.style(count),
            Meaning::Moment(at) => self.moment[at] = count,
            layout => self.layout(layout),
        }
    }

    fn destination(&mut self, destination: Destination, word: &str) {
        // What lies in something that is passed over is so too, but for the newer form of it.
        let is_out = self.now.destination == Destination::Nothing;
        if is_out && word != "ud" && !destination.is_property() {
            return;
        }
        self.now.destination = destination;
        match word {
            "footnote" | "shptxt" => {
                self.flow.aside();
                self.now.aside = Some(self.flow.depth());
                self.now.is_hidden = false;
            }
            _ if destination != Destination::Text => self.aside.clear(),
            _ => {}
        }
    }

    fn plain(&mut self) {
        self.now.is_hidden = false;
        self.now.encoding = self.page;
    }

    fn font(&mut self, number: i32) {
        if self.now.destination == Destination::Fonts {
            self.font = number;
        } else if let Some(encoding) = self.fonts.get(&number) {
            self.now.encoding = encoding;
        }
    }

    fn style(&mut self, number: i32) {
        if self.now.destination == Destination::Styles {
            self.style = number;
            self.now.destination = Destination::Style;
            self.aside.clear();
        } else if let Some(role) = self.roles.get(&number)
            && self.now.destination == Destination::Text
        {
            self.flow.role(*role);
        }
    }

    fn unicode(&mut self, number: i32) {
        let unit = number as u16;
        self.passed_over = self.now.fallback;
        let first = self.half.take();
        let units = [first.unwrap_or(unit), unit];
        let units = if first.is_some() {
            &units[..]
        } else {
            &units[..1]
        };
        if first.is_none() && (0xd800..0xdc00).contains(&unit) {
            self.half = Some(unit);
            return;
        }
        let text = String::from_utf16_lossy(units);
        // Signs of fonts are in the area that Unicode leaves to them.
        if !(0xf000..0xf100).contains(&unit) {
            self.text(&text);
        }
    }

    fn layout(&mut self, layout: Meaning) {
        if self.now.destination != Destination::Text {
            return;
        }
        match layout {
            Meaning::Reset => self.flow.role(Role::Body),
            Meaning::Paragraph => self.flow.end(),
            Meaning::Line => self.flow.line(),
            Meaning::InTable if self.rows.last() != Some(&self.flow.depth()) => {
                self.flow.row();
                self.rows.push(self.flow.depth());
            }
            Meaning::Cell if self.rows.last() == Some(&self.flow.depth()) => self.flow.end_cell(),
            Meaning::Cell => self.flow.end(),
            Meaning::Row if self.rows.last() == Some(&self.flow.depth()) => {
                self.rows.pop();
                self.flow.end_row();
            }
            _ => {}
        }
    }
}

/// The longest property, in bytes; no more of one is kept.
const LONGEST: usize = 64 << 10;

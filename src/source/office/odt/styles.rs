//! The styles of an OpenDocument text: what is hidden, what a title is, how lists are numbered.

use std::collections::{HashMap, HashSet};

use super::super::super::xml::{Element, Piece, Xml};
use super::super::flow::Role;
use super::super::numbers::{LEVELS, Level, Style};

#[derive(Default)]
pub(super) struct Styles {
    /// The style that a style is based on.
    parents: HashMap<String, String>,
    hidden: HashSet<String>,
    lists: HashMap<String, Vec<Level>>,
}

impl Styles {
    /// Adds the styles of a part.
    pub fn read(&mut self, part: &str, depth: usize) {
        let mut name = String::new();
        for piece in Xml::new(part, depth) {
            let Piece::Start(element) = piece else {
                continue;
            };
            let value = |name: &str| element.attribute(name).unwrap_or_default();
            match element.name.as_str() {
                "body" => break,
                "style" => {
                    name = value("name");
                    self.parents
                        .insert(name.clone(), value("parent-style-name"));
                }
                "list-style" => name = value("name"),
                "text-properties" if value("display") == "none" => {
                    self.hidden.insert(name.clone());
                }
                "list-level-style-number" => self.level(&name, &element, numbered(&element)),
                "list-level-style-bullet" | "list-level-style-image" => {
                    self.level(&name, &element, Level::default());
                }
                _ => {}
            }
        }
    }

    pub fn is_hidden(&self, style: &str) -> bool {
        self.hidden.contains(style)
    }

    pub fn role(&self, style: &str) -> Role {
        let parent = self.parents.get(style).map_or("", String::as_str);
        let is = |name: &str| [style, parent].iter().any(|style| style.starts_with(name));
        match (is("Title"), is("Heading_20_")) {
            (true, _) => Role::Title,
            (false, true) => Role::Heading,
            (false, false) => Role::Body,
        }
    }

    pub fn levels(&self, list: &str) -> &[Level] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    fn level(&mut self, list: &str, element: &Element, level: Level) {
        let at = element.attribute("level").and_then(|at| at.parse().ok());
        let Some(at) = at.filter(|at| (1..=LEVELS).contains(at)) else {
            return;
        };
        let levels = self.lists.entry(list.to_owned()).or_default();
        levels.resize_with(levels.len().max(at), Level::default);
        levels[at - 1] = level;
    }
}

fn numbered(element: &Element) -> Level {
    let value = |name: &str| element.attribute(name).unwrap_or_default();
    let style = match value("num-format").as_str() {
        "" => return Level::default(),
        "a" => Style::SmallLetters,
        "A" => Style::Letters,
        "i" => Style::SmallRoman,
        "I" => Style::Roman,
        _ => Style::Decimal,
    };
    let at: usize = value("level").parse().unwrap_or(1);
    let shown: usize = value("display-levels").parse().unwrap_or(1);
    let first = (at + 1).saturating_sub(shown).max(1);
    let numbers: Vec<String> = (first..=at.min(LEVELS))
        .map(|at| format!("%{at}"))
        .collect();
    Level {
        style,
        start: value("start-value").parse().unwrap_or(1),
        pattern: format!(
            "{}{}{}",
            value("num-prefix"),
            numbers.join("."),
            value("num-suffix")
        ),
    }
}

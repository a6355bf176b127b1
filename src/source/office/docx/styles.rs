//! The styles of a Word document: which paragraphs are headings, which are numbered.

use std::collections::HashMap;

use super::super::super::xml::{Piece, Xml};
use super::super::flow::Role;

#[derive(Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The language of the text where nothing else is said.
    pub lang: Option<String>,
}

#[derive(Clone, Default)]
pub(super) struct Style {
    pub role: Role,
    /// The list that its paragraphs are items of.
    pub list: Option<String>,
    pub level: Option<usize>,
    based_on: String,
}

/// A style is based on another, and that on another again; never so often.
const BASED_ON: usize = 20;

impl Styles {
    pub fn read(part: &str, depth: usize) -> Styles {
        let mut styles = Styles::default();
        let (mut id, mut style) = (String::new(), Style::default());
        for piece in Xml::new(part, depth) {
            let element = match piece {
                Piece::Start(element) => element,
                Piece::End(name) if name == "style" => {
                    let style = std::mem::take(&mut style);
                    styles.by_id.insert(std::mem::take(&mut id), style);
                    continue;
                }
                _ => continue,
            };
            let value = || element.attribute("val").unwrap_or_default();
            match element.name.as_str() {
                "style" => id = element.attribute("styleId").unwrap_or_default(),
                "name" => style.role = role(&value()),
                "basedOn" => style.based_on = value(),
                "numId" => style.list = Some(value()),
                "ilvl" => style.level = value().parse().ok(),
                "outlineLvl" if style.role == Role::Body && value() != "9" => {
                    style.role = Role::Heading;
                }
                "lang" if id.is_empty() && styles.lang.is_none() => styles.lang = Some(value()),
                _ => {}
            }
        }
        styles
    }

    /// What a style says, with what it takes from those that it is based on.
    pub fn of(&self, id: &str) -> Style {
        let mut found = self.by_id.get(id).cloned().unwrap_or_else(|| Style {
            role: role(id),
            ..Style::default()
        });
        for _ in 0..BASED_ON {
            let Some(base) = self.by_id.get(&found.based_on) else {
                break;
            };
            if found.role == Role::Body {
                found.role = base.role;
            }
            if found.list.is_none() {
                found.list.clone_from(&base.list);
            }
            found.level = found.level.or(base.level);
            found.based_on.clone_from(&base.based_on);
        }
        found
    }
}

fn role(name: &str) -> Role {
    let name = name.to_lowercase();
    match name.strip_prefix("heading") {
        Some(rest) if rest.trim().parse::<u8>().is_ok() => Role::Heading,
        _ if name == "title" => Role::Title,
        _ => Role::Body,
    }
}

//! The lists of a Word document: how their items are numbered, and what they have come to.

use std::collections::{HashMap, HashSet};

use super::super::super::xml::{Piece, Xml};
use super::super::numbers::{Counts, LEVELS, Level, Style};

#[derive(Default)]
pub(super) struct Lists {
    /// How the items of a list are numbered, by the number of its kind.
    kinds: HashMap<String, Vec<Level>>,
    lists: HashMap<String, List>,
    /// Lists of one kind go on counting from one another.
    counts: HashMap<String, Counts>,
    begun: HashSet<String>,
}

#[derive(Default)]
struct List {
    kind: String,
    /// At which number a level begins, where it does not go on.
    starts: Vec<(usize, u64)>,
}

impl Lists {
    pub fn read(part: &str, depth: usize) -> Lists {
        let mut lists = Lists::default();
        let (mut kind, mut list, mut level) = (String::new(), None, 0);
        for piece in Xml::new(part, depth) {
            let element = match piece {
                Piece::Start(element) => element,
                Piece::End(name) if name == "num" => {
                    list = None;
                    continue;
                }
                _ => continue,
            };
            let value = || element.attribute("val").unwrap_or_default();
            let named = |name: &str| element.attribute(name).unwrap_or_default();
            match element.name.as_str() {
                "abstractNum" => kind = named("abstractNumId"),
                "num" => list = Some(named("numId")),
                "lvl" | "lvlOverride" => level = named("ilvl").parse().unwrap_or(LEVELS),
                "abstractNumId" => {
                    if let Some(list) = &list {
                        lists.lists.entry(list.clone()).or_default().kind = value();
                    }
                }
                "startOverride" => {
                    let start = value().parse().unwrap_or(1);
                    if let Some(list) = &list {
                        let list = lists.lists.entry(list.clone()).or_default();
                        list.starts.push((level, start));
                    }
                }
                "start" | "numFmt" | "lvlText" if list.is_none() && level < LEVELS => {
                    let levels = lists.kinds.entry(kind.clone()).or_default();
                    levels.resize_with(levels.len().max(level + 1), || Level {
                        start: 1,
                        ..Level::default()
                    });
                    set(&mut levels[level], &element.name, value());
                }
                _ => {}
            }
        }
        lists
    }

    /// The number of the next item of a list, blank for a bullet; nothing where there is no such list.
    pub fn next(&mut self, list: &str, level: usize) -> Option<String> {
        let id = list;
        let list = self.lists.get(id)?;
        let levels = self.kinds.get(&list.kind).map_or(&[][..], Vec::as_slice);
        let counts = self.counts.entry(list.kind.clone()).or_default();
        if self.begun.insert(id.to_owned()) {
            for (level, start) in &list.starts {
                counts.start(*level, *start);
            }
        }
        Some(counts.next(level, levels))
    }
}

fn set(level: &mut Level, what: &str, value: String) {
    match what {
        "start" => level.start = value.parse().unwrap_or(1),
        "lvlText" => level.pattern = value,
        _ => {
            level.style = match value.as_str() {
                "bullet" | "none" => Style::Bullet,
                "lowerLetter" => Style::SmallLetters,
                "upperLetter" => Style::Letters,
                "lowerRoman" => Style::SmallRoman,
                "upperRoman" => Style::Roman,
                _ => Style::Decimal,
            }
        }
    }
}

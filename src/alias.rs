//! Aliases: other names for one thing. A question for `NIST` also finds the National Institute of
//! Standards and Technology.
//!
//! An alias file is plain text, one entry a line. The names of `a, b, c` find one another; `a => b` lets
//! `a` find `b` as well, not the reverse. A `#` at the beginning of a name or after a blank begins a
//! comment. A name may have several words. Names are compared as words are: capitals, accents and
//! points make no difference, but a case-sensitive word (`US`) is compared in capitals. Entries are not
//! chained: two entries with a name in common stay two.
//!
//! Not here: reading files (`corpus`), which words of a question are looked up (`plan`).

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter};
use std::sync::{Arc, OnceLock};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::words;

/// The most words of a name.
pub const MOST_WORDS: usize = 16;
/// The most entries of a file; each further one is a fault.
const MOST_ENTRIES: usize = 10_000;

/// The entries of one or more alias files.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    entries: Vec<Entry>,
    /// By the words of a name: its entry, and its number in the entry.
    named: HashMap<String, Vec<(usize, usize)>>,
    /// The most words of a name that can be asked for.
    longest: usize,
    /// Of the entries in their order.
    identity: u64,
}

/// One entry: `from` finds `to`; without an arrow all names are in both.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    from: Vec<String>,
    /// `None` if the names of `from` find one another.
    to: Option<Vec<String>>,
}

/// A line that is no entry and is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// Lower case, no full stop.
    pub message: String,
    pub hint: &'static str,
}

/// The aliases that come with the program.
pub fn shipped() -> Arc<Aliases> {
    static SHIPPED: OnceLock<Arc<Aliases>> = OnceLock::new();
    Arc::clone(SHIPPED.get_or_init(|| Arc::new(parse(SHIPPED_TEXT).0)))
}

/// The alias file of `shipped`.
pub const SHIPPED_TEXT: &str = include_str!("alias/shipped.txt");

/// Reads an alias file: its entries, and the lines that are none.
pub fn parse(text: &str) -> (Aliases, Vec<Fault>) {
    let (mut aliases, mut faults) = (Aliases::default(), Vec::new());
    let text = text.replace('\u{feff}', "");
    for (at, line) in text.lines().enumerate() {
        let line = uncommented(line).trim();
        if line.is_empty() {
            continue;
        }
        let read = match aliases.entries.len() {
            MOST_ENTRIES => Err((
                "is one entry too many".to_owned(),
                "an alias file has at most 10000 entries",
            )),
            _ => entry(line),
        };
        match read {
            Ok(line) => aliases.push(line),
            Err((message, hint)) => faults.push(Fault {
                line: at + 1,
                message,
                hint,
            }),
        }
    }
    (aliases, faults)
}

/// The line without its comment. The `#` of `C#` begins none.
fn uncommented(line: &str) -> &str {
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        if letter == '#' && (before.is_whitespace() || ",>".contains(before)) {
            return &line[..at];
        }
        before = letter;
    }
    line
}

fn entry(line: &str) -> Result<Entry, (String, &'static str)> {
    let mut sides = line.split("=>");
    let from = names(sides.next().unwrap_or_default())?;
    let to = sides.next().map(names).transpose()?;
    if sides.next().is_some() {
        return Err((
            "has two arrows".to_owned(),
            "write `a => b`, an entry a line",
        ));
    }
    if to.is_none() && from.len() < 2 {
        let message = format!("`{}` stands alone", from.concat());
        return Err((message, "write `a, b` or `a => b`"));
    }
    Ok(Entry { from, to })
}

fn names(side: &str) -> Result<Vec<String>, (String, &'static str)> {
    let named = |name: &str| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match words::name_terms(&name).len() {
            0 if name.is_empty() => Err((
                "has a name missing".to_owned(),
                "write a name on either side of a comma or an arrow",
            )),
            0 => Err((
                format!("`{name}` holds no letter or digit"),
                "leave it out of the entry",
            )),
            1..=MOST_WORDS => Ok(name),
            _ => Err((
                format!("`{}…` is too long", &name[..name.floor_char_boundary(40)]),
                "a name has at most 16 words",
            )),
        }
    };
    side.split(',').map(named).collect()
}

impl Aliases {
    /// These entries and those of `more`.
    pub fn with(mut self, more: &Aliases) -> Aliases {
        more.entries.iter().for_each(|line| self.push(line.clone()));
        self
    }

    /// The other names for the name with these words, in the order of the entries, each once.
    pub fn others(&self, words: &[String]) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let named = self.named.get(&words.join(" "));
        for &(line, own) in named.into_iter().flatten() {
            let Entry { from, to } = &self.entries[line];
            let all = to.as_ref().unwrap_or(from).iter().enumerate();
            let others = all.filter(|(name, _)| to.is_some() || *name != own);
            for (_, name) in others {
                if !found.contains(&name.as_str()) {
                    found.push(name);
                }
            }
        }
        found
    }

    /// Whether words side by side are a name that has others.
    pub fn know(&self, words: &[&str]) -> bool {
        words.len() <= self.longest && !self.others(&words::name_terms(&words.join(" "))).is_empty()
    }

    /// The most words of a name that has others; 0 without any entry.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The same number for the same entries in the same order.
    pub fn identity(&self) -> u64 {
        self.identity
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn push(&mut self, line: Entry) {
        let number = self.entries.len();
        self.identity = xxh3_64_with_seed(format!("{line:?}").as_bytes(), self.identity);
        for (own, name) in line.from.iter().enumerate() {
            let words = words::name_terms(name);
            self.longest = self.longest.max(words.len());
            let lines = self.named.entry(words.join(" ")).or_default();
            lines.push((number, own));
        }
        self.entries.push(line);
    }
}

/// As an alias file, without comments.
impl Display for Aliases {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for Entry { from, to } in &self.entries {
            write!(out, "{}", from.join(", "))?;
            if let Some(to) = to {
                write!(out, " => {}", to.join(", "))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

impl PartialEq for Aliases {
    fn eq(&self, other: &Aliases) -> bool {
        self.entries == other.entries
    }
}

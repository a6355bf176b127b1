//! Office documents and books: their text in reading order, and what they say of themselves.
//!
//! Each is one article. What is deleted, hidden, a comment or the code of a field is left out; notes and text boxes
//! come after the paragraph that they belong to. A part that is damaged gives what can be read of it.

pub(super) mod docx;
pub(super) mod epub;
mod flow;
mod numbers;
pub(super) mod odt;
pub(super) mod rtf;

use super::format::Format;
use super::input::Input;
use super::limits::Limits;
use super::opened::Opened;
use super::properties::Properties;
use super::turn::turn;
use super::xml;
use super::zipped::Zip;
use crate::record::Problem;
use flow::Flow;

/// Presentations, which are refused.
pub(super) const PRESENTATION: Format = Format {
    name: "presentation",
    recognise: |input| {
        let zip = input.zip();
        zip.is_some_and(|zip| zip.has("ppt/presentation.xml"))
    },
    open: |_| {
        Err(Problem::whole(
            "the file is a presentation, which is not read; save it as PDF first",
        ))
    },
};

/// Marks take so many times the bytes of the text between them.
const MARKS: u64 = 5;

/// A document that is a ZIP archive, as it is read.
pub(super) struct Package {
    name: String,
    pub zip: Zip,
    pub limits: Limits,
    /// The first thing that is wrong with a part.
    pub problem: Option<Problem>,
    notes: Vec<String>,
}

impl Package {
    pub fn open(input: Input) -> Result<Package, Problem> {
        let (name, limits) = (input.name().to_owned(), input.bounds.limits);
        let mut zip = input.into_zip()?;
        Ok(Package {
            name,
            problem: zip.broken.take(),
            zip,
            limits,
            notes: Vec::new(),
        })
    }

    /// The text of a part, as far as it can be read; nothing where there is none of this name.
    pub fn part(&mut self, name: &str) -> Option<String> {
        let number = self.zip.find(name)?;
        let most = self.limits.page.saturating_mul(MARKS);
        let (bytes, problem) = match self.zip.bytes(number, most) {
            Ok(read) => read,
            Err(problem) => {
                self.damaged(name, &problem.reason);
                return None;
            }
        };
        if let Some(problem) = problem {
            self.damaged(name, &problem.reason);
        }
        let Some(decoded) = xml::decoded(bytes) else {
            self.damaged(name, "not text in any known character set");
            return None;
        };
        self.notes.extend(decoded.note);
        Some(decoded.text)
    }

    fn damaged(&mut self, part: &str, reason: &str) {
        let reason = format!("its part `{part}`: {reason}");
        self.problem.get_or_insert(Problem::whole(reason));
    }

    /// The document as an article.
    fn article(self, flow: Flow, properties: Properties) -> Result<Opened, Problem> {
        let (text, headings) = flow.finish();
        if text.is_empty() {
            let empty = Problem::whole("the document holds no text");
            return Err(self.problem.unwrap_or(empty));
        }
        let mut extracted = properties.article(&self.name, text, headings);
        extracted.notes.extend(self.notes);
        Ok(Opened::one(extracted, self.problem))
    }
}

/// The problem of a document that only its password opens.
fn encrypted() -> Problem {
    Problem::whole("the document is encrypted; save it without a password first")
}

//! Corrections: what a person set right of an article, over what its file says.
//!
//! An edit is one JSON object, as the catalogue keeps it:
//!
//! ```text
//! {"title":"A headline","date":null,"tags":["+chips","-misc"]}   set, there is none, one more and one less
//! {"undo":["title"]}                                               as the file says it again
//! ```

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::str::FromStr;

use serde_json::Value;

use super::sidecar::Overrides;
use crate::article::{About, Id, url_id};

/// One edit: by field its value, or what is done to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit(BTreeMap<String, Value>);

/// The fields that can be corrected, as `About` names them.
pub const FIELDS: &[&str] = &["title", "date", "outlet", "authors", "url", "lang", "tags"];

const TAGS: &str = "tags";
const UNDO: &str = "undo";

impl Edit {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says that a field has this value.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// Says that a field has no value.
    pub fn unset(&mut self, field: &str) {
        self.set(field, Value::Null);
    }

    /// Says what is said of a file from outside, where it holds more articles than are meant.
    pub fn saying(overrides: &Overrides) -> Edit {
        let mut edit = Edit::default();
        let said = serde_json::to_value(overrides).unwrap_or_default();
        for (field, value) in said.as_object().into_iter().flatten() {
            match value.as_array().filter(|_| field == TAGS) {
                Some(tags) => {
                    let tags = tags.iter().filter_map(Value::as_str);
                    let added = tags.map(|tag| format!("+{tag}"));
                    edit.set(TAGS, added.collect::<Vec<String>>());
                }
                None => edit.set(field, value.clone()),
            }
        }
        edit
    }

    /// Takes back what was said of a field.
    pub fn undo(&mut self, field: &str) {
        let undone = self
            .0
            .entry(UNDO.to_owned())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(fields) = undone {
            fields.push(field.into());
        }
    }

    /// The edits that make an article what it is from what its file says.
    pub fn all_of(about: &About) -> Vec<Edit> {
        let fields = about.corrected.keys();
        fields
            .flat_map(|field| Edit::making(field, about))
            .collect()
    }

    /// The edits that give a field the value that it has in `about`.
    fn making(field: &str, about: &About) -> Vec<Edit> {
        let fields = serde_json::to_value(about).unwrap_or_default();
        let value = fields.get(field).cloned().unwrap_or_default();
        let mut cleared = Edit::default();
        cleared.unset(field);
        let mut edit = Edit::default();
        match (field, value) {
            (_, Value::Null) => return vec![cleared],
            (TAGS, _) => {
                let added = about.tags.iter().map(|tag| format!("+{tag}"));
                edit.set(TAGS, added.collect::<Vec<String>>());
                return vec![cleared, edit];
            }
            (_, value) => edit.set(field, value),
        }
        vec![edit]
    }

    /// The id that its address gives, if it gives one.
    pub fn anchor(&self) -> Option<Id> {
        url_id(self.0.get("url")?.as_str()?)
    }

    fn undone(&self) -> impl Iterator<Item = &str> {
        let undone = self.0.get(UNDO).and_then(Value::as_array);
        undone.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether each field is one that can be corrected, with a value that it can have.
    fn is_sound(&self) -> bool {
        let is_known = |field: &str| FIELDS.contains(&field);
        let mut about = About::default();
        let mut all = Corrections::default();
        all.take(self);
        all.try_apply(&mut about).is_some()
            && self.undone().all(is_known)
            && self.0.keys().all(|field| is_known(field) || field == UNDO)
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Writing plain values as JSON cannot fail.
        let text = serde_json::to_string(&self.0).unwrap_or_default();
        text.chars().try_for_each(|letter| match letter {
            // They occur within strings only, where an escape means the same.
            _ if letter.is_control() => write!(out, "\\u{:04x}", u32::from(letter)),
            _ => out.write_char(letter),
        })
    }
}

impl FromStr for Edit {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let edit = Edit(serde_json::from_str(text).map_err(|_| ())?);
        Some(edit).filter(Edit::is_sound).ok_or(())
    }
}

/// The sum of all edits of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrections(BTreeMap<String, Value>);

impl Corrections {
    /// Whether the article is as its file says.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The id that the address gives that is in force.
    pub fn anchor(&self) -> Option<Id> {
        url_id(self.0.get("url")?.as_str()?)
    }

    /// Takes in a later edit.
    pub fn take(&mut self, edit: &Edit) {
        for (field, value) in &edit.0 {
            match (field.as_str(), value) {
                (UNDO, _) => {}
                (TAGS, Value::Array(changes)) => {
                    let kept = self.0.remove(TAGS);
                    let mut all = match kept {
                        Some(Value::Array(kept)) => kept,
                        // There were none, and now there are again.
                        Some(none) => vec![none],
                        None => Vec::new(),
                    };
                    all.extend(changes.iter().cloned());
                    self.0.insert(field.clone(), Value::Array(all));
                }
                _ => {
                    self.0.insert(field.clone(), value.clone());
                }
            }
        }
        for field in edit.undone() {
            self.0.remove(field);
        }
    }

    /// Says it of an article as its file gives it. What the file says goes to `about.corrected`.
    pub fn apply(&self, about: &mut About) {
        // A catalogue holds no edit that cannot be applied.
        let _ = self.try_apply(about);
    }

    fn try_apply(&self, about: &mut About) -> Option<()> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&*about) else {
            return None;
        };
        let mut corrected = BTreeMap::new();
        for (field, value) in &self.0 {
            let before = fields.remove(field).unwrap_or(Value::Null);
            let after = match value {
                Value::Array(changes) if field == TAGS => tags(&before, changes),
                _ => value.clone(),
            };
            if after != before {
                corrected.insert(field.clone(), before);
            }
            if !after.is_null() {
                fields.insert(field.clone(), after);
            }
        }
        *about = serde_json::from_value(Value::Object(fields)).ok()?;
        about.corrected = corrected;
        Some(())
    }
}

/// Tags after changes such as `+chips` and `-misc`; none is null.
fn tags(before: &Value, changes: &[Value]) -> Value {
    let mut tags: Vec<Value> = before.as_array().cloned().unwrap_or_default();
    for change in changes {
        match change.as_str().map(|change| change.split_at_checked(1)) {
            Some(Some(("-", tag))) => tags.retain(|other| other != tag),
            Some(Some(("+", tag))) if tags.iter().all(|other| other != tag) => {
                tags.push(tag.into())
            }
            // Every tag that there was.
            None => tags.clear(),
            _ => {}
        }
    }
    if tags.is_empty() {
        Value::Null
    } else {
        Value::Array(tags)
    }
}

/// An article as its file gives it, from one to which corrections were applied.
pub fn uncorrected(about: &About) -> About {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(about) else {
        return about.clone();
    };
    fields.remove("corrected");
    for (field, value) in &about.corrected {
        if value.is_null() {
            fields.remove(field);
        } else {
            fields.insert(field.clone(), value.clone());
        }
    }
    serde_json::from_value(Value::Object(fields)).unwrap_or_else(|_| about.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About {
            title: Some("As the file says".to_owned()),
            tags: vec!["misc".to_owned(), "law".to_owned()],
            ..About::default()
        }
    }

    fn corrected(edits: &[&str]) -> About {
        let mut all = Corrections::default();
        for edit in edits {
            all.take(&edit.parse().expect(edit));
        }
        let mut about = about();
        all.apply(&mut about);
        about
    }

    #[test]
    fn the_last_edit_holds_and_can_be_undone() {
        let set = r#"{"title":"Set right","date":"2025-01-21"}"#;
        let now = corrected(&[set]);
        assert_eq!(now.title.as_deref(), Some("Set right"));
        assert_eq!(now.corrected["title"], "As the file says");
        assert_eq!(now.corrected["date"], Value::Null);
        assert_eq!(corrected(&[set, r#"{"title":null}"#]).title, None);
        assert_eq!(corrected(&[set, r#"{"undo":["title","date"]}"#]), about());
    }

    #[test]
    fn tags_come_and_go_one_by_one_or_all_at_once() {
        let tags = |edits: &[&str]| corrected(edits).tags.join(" ");
        assert_eq!(
            tags(&[r#"{"tags":["+chips","-misc","+law"]}"#]),
            "law chips"
        );
        assert_eq!(tags(&[r#"{"tags":null}"#]), "");
        assert_eq!(
            tags(&[r#"{"tags":null}"#, r#"{"tags":["+chips"]}"#]),
            "chips"
        );
        assert_eq!(
            tags(&[r#"{"tags":["+a"]}"#, r#"{"tags":["-law"]}"#]),
            "misc a"
        );
    }

    #[test]
    fn what_the_file_says_is_not_lost() {
        let now = corrected(&[r#"{"title":"X","outlet":"Y","tags":null,"authors":["A","B"]}"#]);
        assert_ne!(now, about());
        assert_eq!(uncorrected(&now), about());
    }

    #[test]
    fn what_no_article_can_have_is_no_edit() {
        for text in [
            r#"{"title":3}"#,
            r#"{"date":"yesterday"}"#,
            r#"{"titel":"X"}"#,
            r#"{"key":"X"}"#,
            r#"{"undo":["key"]}"#,
            r#"{"authors":"A"}"#,
            "[]",
            "{",
        ] {
            assert!(text.parse::<Edit>().is_err(), "{text}");
        }
    }
}

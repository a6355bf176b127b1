//! The names of the fields of a record, from the description of its object.

use std::collections::BTreeSet;

use schemars::Schema;
use serde_json::{Map, Value};

/// The paths of the fields of an object, `article.title` for one within another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    paths: BTreeSet<String>,
    /// Those whose parts have no names of ours: lists, and objects with names of any kind.
    open: BTreeSet<String>,
}

impl Names {
    /// The fields that a schema describes.
    pub fn of(schema: &Schema) -> Names {
        let mut names = Names::default();
        let root = schema.as_value();
        names.walk(root, root, "", 0);
        names
    }

    /// Whether there is a field with this path.
    pub fn contains(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether a path leads to a field, or into one whose parts have no names of ours.
    pub fn leads(&self, path: &str) -> bool {
        let into = |open: &String| {
            path.strip_prefix(open.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        };
        self.contains(path) || self.open.iter().any(into)
    }

    pub fn into_paths(self) -> Vec<String> {
        self.paths.into_iter().collect()
    }

    fn walk(&mut self, root: &Value, schema: &Value, path: &str, depth: usize) {
        /// Deeper than any object of schema 1.
        const DEEPEST: usize = 16;
        let Some(object) = schema.as_object().filter(|_| depth < DEEPEST) else {
            return;
        };
        if let Some(referred) = referred(root, object) {
            self.walk(root, referred, path, depth + 1);
        }
        for several in ["allOf", "anyOf", "oneOf"] {
            let parts = object.get(several).and_then(Value::as_array);
            for part in parts.into_iter().flatten() {
                self.walk(root, part, path, depth + 1);
            }
        }
        let is_open = object.contains_key("items")
            || object
                .get("additionalProperties")
                .is_some_and(|more| *more != Value::Bool(false));
        if is_open && !path.is_empty() {
            self.open.insert(path.to_owned());
        }
        let fields = object.get("properties").and_then(Value::as_object);
        for (name, field) in fields.into_iter().flatten() {
            let path = match path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            self.paths.insert(path.clone());
            self.walk(root, field, &path, depth + 1);
        }
    }
}

/// The description that an object refers to.
fn referred<'a>(root: &'a Value, object: &Map<String, Value>) -> Option<&'a Value> {
    let pointer = object.get("$ref")?.as_str()?.strip_prefix('#')?;
    root.pointer(pointer)
}
